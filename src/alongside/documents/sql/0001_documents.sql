-- A document is seen by whoever sees what it belongs to: its case, its circle, both where it names both. One of the
-- library is there for the partnership; one that waits for a form is there for whoever uploaded it.
ALTER TABLE documents_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents_document FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON documents_document TO :owner USING (true) WITH CHECK (true);
CREATE POLICY with_what_it_belongs_to ON documents_document TO :app
    USING (partnership_id = my_partnership()
           AND (waits_for_id IS NULL OR waits_for_id = my_user())
           AND (case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
           AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id)))
    WITH CHECK (partnership_id = my_partnership()
           AND (waits_for_id IS NULL OR waits_for_id = my_user())
           AND (case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
           AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id)));
GRANT SELECT, INSERT, UPDATE (type, name, description, case_id, circle_id, waits_for_id, consent_id, version, hidden_at,
                              hidden_by_id, hidden_why) ON documents_document TO :app;
GRANT USAGE ON SEQUENCE documents_document_id_seq TO :app;

ALTER TABLE documents_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents_version FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON documents_version TO :owner USING (true) WITH CHECK (true);
CREATE POLICY with_its_document ON documents_version TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM documents_document d WHERE d.id = document_id))
    WITH CHECK (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM documents_document d WHERE d.id = document_id));
GRANT SELECT, INSERT, UPDATE (verdict, verdict_why, scanned_at) ON documents_version TO :app;
GRANT USAGE ON SEQUENCE documents_version_id_seq TO :app;
