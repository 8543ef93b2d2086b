-- A log is seen, written and changed by whoever sees its case.
ALTER TABLE casework_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_log FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON casework_log TO :owner USING (true) WITH CHECK (true);
CREATE POLICY with_its_case ON casework_log TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
    WITH CHECK (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id));
GRANT SELECT, INSERT, UPDATE (contact_at, "where", who, what, version, changed_at, changed_by_id) ON casework_log TO :app;
GRANT USAGE ON SEQUENCE casework_log_id_seq TO :app;
