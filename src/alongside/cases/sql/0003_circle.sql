-- A circle is an audience of its own, for a restricted report or note. Its grants are the truth; a trigger keeps the
-- audience. Who is excluded from a case is excluded from the circle of every report linked to it (casework).
ALTER TABLE cases_circle ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_circle FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON cases_circle TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON cases_circle FOR SELECT TO :app
    USING (audience && me() AND NOT excluded && me() AND partnership_id = my_partnership());
CREATE POLICY made ON cases_circle FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND made_by_id = my_user() AND audience && me() AND cardinality(audience) = 1);
GRANT SELECT, INSERT ON cases_circle TO :app;
GRANT USAGE ON SEQUENCE cases_circle_id_seq TO :app;

ALTER TABLE cases_circle_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_circle_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON cases_circle_grant TO :owner USING (true) WITH CHECK (true);
CREATE POLICY with_its_circle ON cases_circle_grant TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id))
    WITH CHECK (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id));
GRANT SELECT, INSERT, UPDATE (stopped_by_id, stopped_at) ON cases_circle_grant TO :app;
GRANT USAGE ON SEQUENCE cases_circle_grant_id_seq TO :app;

CREATE FUNCTION cases_keep_circle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE cases_circle k SET audience = coalesce(
        (SELECT array_agg(DISTINCT g.principal_id ORDER BY g.principal_id) FROM cases_circle_grant g
          WHERE g.circle_id = NEW.circle_id AND g.stopped_at IS NULL), '{}')
     WHERE k.id = NEW.circle_id;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_circle AFTER INSERT OR UPDATE OF stopped_at ON cases_circle_grant
    FOR EACH ROW EXECUTE FUNCTION cases_keep_circle();

-- What happened to something in a circle is read by the circle alone: the event names it among its facts. What happened
-- to a report is read by its circle, whichever cases it is linked to.
DROP POLICY with_its_case ON events_event;
CREATE POLICY with_its_case ON events_event FOR SELECT TO :app USING (
    partnership_id = my_partnership()
    AND (NOT facts ? 'circle' OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = (facts->>'circle')::bigint))
    AND ((facts ? 'circle' AND facts ? 'report')
        OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
        OR (case_id IS NULL AND person_id IS NOT NULL AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = person_id))
        OR (case_id IS NULL AND person_id IS NULL AND user_id = my_user())));
DROP POLICY recorded ON events_event;
CREATE POLICY recorded ON events_event FOR INSERT TO :app WITH CHECK (
    partnership_id = my_partnership() AND user_id = my_user()
    AND (NOT facts ? 'circle' OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = (facts->>'circle')::bigint))
    AND (kind = 'case.access-asked'
        OR ((case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
            AND (person_id IS NULL OR EXISTS (SELECT 1 FROM people_person p WHERE p.id = person_id)))));

-- Rows that follow their case.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['cases_keyworker', 'cases_involvement'] LOOP
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
GRANT UPDATE (ends_on) ON cases_keyworker TO :app;
GRANT UPDATE (contact, telephone, email, starts_on, ends_on, end_reason, version) ON cases_involvement TO :app;

-- A link is seen from either of its cases, made by whoever sees both, and undone from either.
ALTER TABLE cases_related_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_related_case FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON cases_related_case TO :owner USING (true) WITH CHECK (true);
CREATE POLICY from_either_side ON cases_related_case FOR SELECT TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id IN (case_id, other_id)));
CREATE POLICY linked ON cases_related_case FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND linked_by_id = my_user()
                AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)
                AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = other_id));
CREATE POLICY unlinked ON cases_related_case FOR UPDATE TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id IN (case_id, other_id)));
GRANT SELECT, INSERT, UPDATE (unlinked_by_id, unlinked_at) ON cases_related_case TO :app;
GRANT USAGE ON SEQUENCE cases_related_case_id_seq TO :app;
CREATE INDEX related_cases_of_the_other ON cases_related_case (other_id);

GRANT UPDATE (type, reference, reason, opened_on, due_on, closed_on, is_archived) ON cases_case TO :app;
GRANT UPDATE (signed_copy_at) ON cases_consent TO :app;
