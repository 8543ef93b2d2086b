-- An assessment is seen with its case, what is part of it with the assessment.
DO $$
DECLARE
    part text[];
BEGIN
    FOREACH part SLICE 1 IN ARRAY ARRAY[
        ['assessments_assessment', 'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['assessments_answer',     'EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.id = assessment_id)'],
        ['assessments_score',      'EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.id = assessment_id)'],
        ['assessments_agreement',  'EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.id = assessment_id)']]
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
GRANT UPDATE (took_place_on, own, document_id, completed_by_id, completed_at, put_away_by_id, put_away_at, version)
    ON assessments_assessment TO :app;
GRANT UPDATE (words, by_id, at, version) ON assessments_answer TO :app;
GRANT UPDATE (score, by_id, at) ON assessments_score TO :app;
