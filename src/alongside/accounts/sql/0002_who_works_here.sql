-- Staff, not families: read before an actor exists (that is what sign-in does), so no row-level security here.
-- What the application may write is named column by column.
GRANT SELECT ON accounts_partnership, accounts_organisation, accounts_team, accounts_membership,
                accounts_principal, accounts_user TO :app;
GRANT UPDATE (password, last_login, last_session_at, this_session_at) ON accounts_user TO :app;
-- A share for a period makes a principal that is held for that period alone.
GRANT INSERT ON accounts_principal TO :app;
GRANT USAGE ON SEQUENCE accounts_principal_id_seq TO :app;

-- The principals that a user holds on a day: their own, their teams', those of their teams' areas and types, and those of
-- periods of any of these that are running; and which of them is a coordinating team's. A function, because every request
-- asks it first and PostgreSQL keeps its plan.
CREATE FUNCTION accounts_held(wanted bigint, today date) RETURNS TABLE (principal int, coordinates boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH works AS (
        SELECT t.principal_id, t.coordinates, t.partnership_id, t.area, o.kind
          FROM accounts_membership m JOIN accounts_team t ON t.id = m.team_id
          JOIN accounts_organisation o ON o.id = t.organisation_id
         WHERE m.user_id = wanted
    ), mine AS (
        SELECT u.principal_id AS id, false AS coordinates FROM accounts_user u WHERE u.id = wanted
        UNION ALL SELECT w.principal_id, w.coordinates FROM works w
        UNION ALL SELECT p.id, false FROM works w JOIN accounts_principal p ON p.partnership_id = w.partnership_id
                   AND p.kind IN ('area', 'team type') AND p.code = CASE p.kind WHEN 'area' THEN w.area ELSE w.kind END
    )
    SELECT m.id, m.coordinates FROM mine m
    UNION ALL SELECT p.id, false FROM mine m JOIN accounts_principal p ON p.target_id = m.id
               WHERE p.kind = 'period' AND (p.starts_on IS NULL OR p.starts_on <= today)
                 AND (p.ends_on IS NULL OR p.ends_on > today);
END $$;
