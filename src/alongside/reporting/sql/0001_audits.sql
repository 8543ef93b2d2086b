-- A sample names nobody; what was drawn is seen with its assessment.
DO $$
DECLARE
    part text[];
BEGIN
    FOREACH part SLICE 1 IN ARRAY ARRAY[
        ['reporting_audit_sample', 'true'],
        ['reporting_audited',      'EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.id = assessment_id)']]
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part[1]);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part[1]);
        EXECUTE format('CREATE POLICY keeper ON %I TO :owner USING (true) WITH CHECK (true)', part[1]);
        EXECUTE format('CREATE POLICY seen ON %I TO :app USING (partnership_id = my_partnership() AND %s)
                        WITH CHECK (partnership_id = my_partnership() AND %s)', part[1], part[2], part[2]);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO :app', part[1]);
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO :app', part[1] || '_id_seq');
    END LOOP;
END $$;
GRANT UPDATE (points, in_time, comment, audited_by_id, audited_at, version) ON reporting_audited TO :app;
