-- How many families each of these users has, for whoever manages a team of the same partnership, and for oneself: numbers
-- alone, because a family counts whether or not the manager sees its case. A family is somebody's by an open part that
-- counts, or because they lead the work with it; where work has ended it counts no more.
CREATE FUNCTION pathway_caseloads(users bigint[], counting text[], closing text[], bands text[], today date, soon timestamptz)
RETURNS TABLE (user_id bigint, families bigint, members bigint, children bigint, due_soon bigint, by_intensity jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH asked AS (
        SELECT u.id FROM accounts_user u
         WHERE u.id = ANY (users) AND u.partnership_id = my_partnership()
           AND (u.id = my_user() OR EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = my_user() AND m.manages))
    ), had AS (
        SELECT a.user_id, a.case_id FROM pathway_allocation a
         WHERE a.user_id IN (SELECT id FROM asked) AND a.ends_on IS NULL AND a.role = ANY (counting)
        UNION
        SELECT c.lead_worker_id, c.id FROM cases_case c WHERE c.lead_worker_id IN (SELECT id FROM asked)
    ), open AS (
        SELECT h.user_id, c.id, c.intensity FROM had h JOIN cases_case c ON c.id = h.case_id
         WHERE c.partnership_id = my_partnership() AND NOT c.is_archived AND c.closed_on IS NULL AND c.status <> ALL (closing)
    ), sized AS (
        SELECT o.user_id, o.id, o.intensity, s.members, s.children, d.due_soon
          FROM open o
          CROSS JOIN LATERAL (
            SELECT count(*) AS members, count(*) FILTER (
                       WHERE p.unborn OR p.birth_date > today - interval '18 years' OR p.age_band = ANY (bands)) AS children
              FROM cases_member m JOIN people_person p ON p.id = m.person_id
             WHERE m.case_id = o.id AND m.left_on IS NULL) s
          CROSS JOIN LATERAL (
            SELECT count(*) AS due_soon FROM clocks_clock k
             WHERE k.case_id = o.id AND k.state = 'open' AND k.is_a = 'limit' AND k.due_over <= soon) d
    )
    SELECT z.user_id, sum(z.families)::bigint, sum(z.members)::bigint, sum(z.children)::bigint, sum(z.due_soon)::bigint,
           jsonb_object_agg(z.intensity, z.families)
      FROM (SELECT s.user_id, s.intensity, count(*) AS families, sum(s.members) AS members, sum(s.children) AS children,
                   sum(s.due_soon) AS due_soon
              FROM sized s GROUP BY s.user_id, s.intensity) z
     GROUP BY z.user_id
$$;
REVOKE ALL ON FUNCTION pathway_caseloads(bigint[], text[], text[], text[], date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pathway_caseloads(bigint[], text[], text[], text[], date, timestamptz) TO :app;
