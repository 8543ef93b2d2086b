-- What came with a contact is seen by whoever sees the contact, until it has a case; then with the case, like any other.
DROP POLICY with_what_it_belongs_to ON documents_document;
CREATE POLICY with_what_it_belongs_to ON documents_document TO :app
    USING (partnership_id = my_partnership()
           AND (waits_for_id IS NULL OR waits_for_id = my_user())
           AND (received_with IS NULL OR case_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = received_with))
           AND (case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
           AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id)))
    WITH CHECK (partnership_id = my_partnership()
           AND (waits_for_id IS NULL OR waits_for_id = my_user())
           AND (received_with IS NULL OR case_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = received_with))
           AND (case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
           AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id)));

-- What whoever made a request may learn by its reference, signed in or not: when it was received, when it was screened,
-- and the word of the pack for what became of it. Nothing else of the contact leaves here. The practice that it was
-- recorded under goes along, because it has the outcome's title.
CREATE FUNCTION pathway_reference(code text)
RETURNS TABLE (received_at timestamptz, screened_at timestamptz, outcome text, partnership text, release_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT k.received_at,
           (SELECT max(e.happened_at) FROM events_event e
             WHERE e.facts ? 'contact' AND e.facts ->> 'contact' = k.id::text AND e.kind = 'contact.screened'),
           k.outcome,
           p.name, k.release_id
      FROM pathway_contact k JOIN accounts_partnership p ON p.id = k.partnership_id
     WHERE k.reference = code;
$$;
REVOKE ALL ON FUNCTION pathway_reference(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pathway_reference(text) TO :app;

-- Which e-mails have become contacts, whoever asks within the partnership: an e-mail is taken once.
CREATE FUNCTION pathway_emails_known(ids text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT k.message_id FROM pathway_contact k
     WHERE k.partnership_id = my_partnership() AND k.message_id <> '' AND k.message_id = ANY (ids);
$$;
REVOKE ALL ON FUNCTION pathway_emails_known(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pathway_emails_known(text[]) TO :app;
