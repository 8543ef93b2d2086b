-- One audience. A case is seen where its audience holds one of the actor's principals, and an exclusion beats that.
-- The audience is made of the shares by a trigger; the application cannot write it after the case is opened.

ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON cases_case TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON cases_case FOR SELECT TO :app
    USING (audience && me() AND NOT excluded && me() AND partnership_id = my_partnership());
-- A case is opened for its owner alone: nobody else's principal goes in with the INSERT.
CREATE POLICY opened ON cases_case FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND audience && me() AND cardinality(audience) = 1);
CREATE POLICY changed ON cases_case FOR UPDATE TO :app
    USING (audience && me() AND NOT excluded && me() AND partnership_id = my_partnership());
GRANT SELECT, INSERT ON cases_case TO :app;
GRANT UPDATE (name, area, status, priority, owner_id, team_id, lead_worker_id, key_information, intensity,
              application_status, referral_on, referred_by_id, referrer, assessed_on, version) ON cases_case TO :app;
GRANT USAGE ON SEQUENCE cases_case_id_seq TO :app;

-- Serves the audience alone as well: each column of a GIN index is searched by itself.
CREATE INDEX cases_by_search ON cases_case USING gin (search_keys, audience);
CREATE INDEX cases_by_own_keys ON cases_case USING gin (own_keys);

-- Rows that follow their case: seen, added and changed by whoever sees the case.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['cases_member', 'cases_flag', 'cases_criterion', 'cases_consent', 'cases_submission', 'cases_share'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY keeper ON %I TO :owner USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY with_its_case ON %I TO :app
                        USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
                        WITH CHECK (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))', t);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO :app', t);
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO :app', t || '_id_seq');
    END LOOP;
END $$;
GRANT UPDATE (position, is_head, relationship, "group", joined_on, left_on, version) ON cases_member TO :app;
GRANT UPDATE (starts_on, start_reason, ends_on, end_reason, version) ON cases_flag TO :app;
GRANT UPDATE (met, findings, version) ON cases_criterion TO :app;
GRANT UPDATE (stopped_by_id, stopped_at) ON cases_share TO :app;

-- A request for access is seen by who asked and by the owner of the case, and by nobody else.
ALTER TABLE cases_access_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_access_request FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON cases_access_request TO :owner USING (true) WITH CHECK (true);
CREATE POLICY between_the_two ON cases_access_request FOR SELECT TO :app
    USING (partnership_id = my_partnership() AND (asker_id = my_user() OR EXISTS (
           SELECT 1 FROM cases_case c WHERE c.id = case_id AND c.owner_id = my_user())));
CREATE POLICY asked ON cases_access_request FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND asker_id = my_user() AND state = 'asked');
-- The owner answers; who asked may only add to the reason.
CREATE POLICY answered ON cases_access_request FOR UPDATE TO :app
    USING (partnership_id = my_partnership() AND EXISTS (
           SELECT 1 FROM cases_case c WHERE c.id = case_id AND c.owner_id = my_user()));
CREATE POLICY asked_again ON cases_access_request FOR UPDATE TO :app
    USING (partnership_id = my_partnership() AND asker_id = my_user() AND state IN ('asked', 'asked back'))
    WITH CHECK (asker_id = my_user() AND state = 'asked');
GRANT SELECT, INSERT, UPDATE (reason, state, answer, answered_by_id, answered_at, version) ON cases_access_request TO :app;
GRANT USAGE ON SEQUENCE cases_access_request_id_seq TO :app;
CREATE INDEX access_requests_of_a_case ON cases_access_request (case_id) WHERE state IN ('asked', 'asked back');
CREATE INDEX access_requests_of_an_asker ON cases_access_request (asker_id, id DESC);

-- The audience of a case is its shares that have not been stopped. A period's principal stays in: when the period is
-- over nobody holds it.
CREATE FUNCTION cases_keep_audience() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE cases_case c SET audience = coalesce(
        (SELECT array_agg(DISTINCT s.principal_id ORDER BY s.principal_id) FROM cases_share s
          WHERE s.case_id = NEW.case_id AND s.stopped_at IS NULL), '{}')
     WHERE c.id = NEW.case_id;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_audience AFTER INSERT OR UPDATE OF stopped_at ON cases_share
    FOR EACH ROW EXECUTE FUNCTION cases_keep_audience();

-- A profile is seen by whoever sees a case its person is on (E-CINS 2.5 had each profile granted by hand), and by
-- whoever is excluded from one of them by nobody. A person on no case keeps the audience they were added with.
CREATE FUNCTION cases_keep_profiles(persons bigint[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE people_person p SET audience = seen.audience, excluded = seen.excluded
      FROM (SELECT m.person_id,
                   (SELECT array_agg(DISTINCT a ORDER BY a) FROM cases_member m2 JOIN cases_case c2 ON c2.id = m2.case_id,
                           unnest(c2.audience) a WHERE m2.person_id = m.person_id) AS audience,
                   coalesce((SELECT array_agg(DISTINCT x ORDER BY x) FROM cases_member m3 JOIN cases_case c3 ON c3.id = m3.case_id,
                           unnest(c3.excluded) x WHERE m3.person_id = m.person_id), '{}') AS excluded
              FROM cases_member m WHERE m.person_id = ANY (persons) GROUP BY m.person_id) seen
     WHERE p.id = seen.person_id
       AND (p.audience IS DISTINCT FROM coalesce(seen.audience, '{}') OR p.excluded IS DISTINCT FROM seen.excluded)
$$;
REVOKE ALL ON FUNCTION cases_keep_profiles(bigint[]) FROM PUBLIC;

CREATE FUNCTION cases_audience_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_keep_profiles((SELECT array_agg(m.person_id) FROM cases_member m WHERE m.case_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER audience_changed AFTER UPDATE OF audience, excluded ON cases_case FOR EACH ROW
    WHEN (OLD.audience IS DISTINCT FROM NEW.audience OR OLD.excluded IS DISTINCT FROM NEW.excluded)
    EXECUTE FUNCTION cases_audience_changed();

-- What a case is found by: the words of its own name, and every name of every member.
CREATE FUNCTION cases_keep_keys(wanted bigint) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE cases_case c SET search_keys = ARRAY(
        SELECT DISTINCT k FROM (
            SELECT unnest(c.own_keys) AS k
            UNION SELECT unnest(p.search_keys) FROM cases_member m JOIN people_person p ON p.id = m.person_id
                   WHERE m.case_id = c.id) keys ORDER BY k)
     WHERE c.id = wanted
$$;
REVOKE ALL ON FUNCTION cases_keep_keys(bigint) FROM PUBLIC;

CREATE FUNCTION cases_member_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_keep_profiles(ARRAY[NEW.person_id]);
    PERFORM cases_keep_keys(NEW.case_id);
    RETURN NULL;
END $$;
CREATE TRIGGER member_changed AFTER INSERT ON cases_member FOR EACH ROW EXECUTE FUNCTION cases_member_changed();

-- The words of a case's name: its surnames as search keys, its postcode whole, by sector and by district.
CREATE FUNCTION cases_own_keys(name text) RETURNS text[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT name_tokens(VARIADIC regexp_split_to_array(regexp_replace(name, found.postcode, ''), '\s*[/\s]\s*'))
           || CASE WHEN found.compact = '' THEN '{}'
                   ELSE ARRAY[found.compact, left(found.compact, -2), left(found.compact, -3)] END
      FROM (SELECT coalesce(p, '') AS postcode, lower(replace(coalesce(p, ''), ' ', '')) AS compact
              FROM (SELECT substring(name FROM '([A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2})\s*$') AS p) cut) found
$$;

CREATE FUNCTION cases_name_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.own_keys := cases_own_keys(NEW.name);
    RETURN NEW;
END $$;
CREATE TRIGGER name_keys BEFORE INSERT OR UPDATE OF name ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_name_keys();

CREATE FUNCTION cases_name_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_keep_keys(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER name_changed AFTER INSERT OR UPDATE OF name ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_name_changed();

CREATE FUNCTION cases_person_renamed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_keep_keys(m.case_id) FROM cases_member m WHERE m.person_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER person_renamed AFTER UPDATE OF forename, middle_names, surname, search_keys ON people_person FOR EACH ROW
    WHEN (OLD.search_keys IS DISTINCT FROM NEW.search_keys) EXECUTE FUNCTION cases_person_renamed();
