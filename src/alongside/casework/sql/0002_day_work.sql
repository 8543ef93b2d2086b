-- Who sees the day's work. A report is seen by its circle; what is part of a report, with it. A note or an action is seen
-- by whoever sees the case and the circle that it names. A task is seen with its case. What is one's own is one's own.
DROP POLICY with_its_case ON casework_log;
DO $$
DECLARE
    t    text;
    part text[];
BEGIN
    FOREACH part SLICE 1 IN ARRAY ARRAY[
        ['casework_report',         'EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id)'],
        ['casework_report_case',    'EXISTS (SELECT 1 FROM casework_report r WHERE r.id = report_id)'],
        ['casework_report_party',   'EXISTS (SELECT 1 FROM casework_report r WHERE r.id = report_id)'],
        ['casework_report_vehicle', 'EXISTS (SELECT 1 FROM casework_report r WHERE r.id = report_id)'],
        ['casework_report_place',   'EXISTS (SELECT 1 FROM casework_report r WHERE r.id = report_id)'],
        ['casework_log',            '(case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)) AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id))'],
        ['casework_log_member',     'EXISTS (SELECT 1 FROM casework_log l WHERE l.id = log_id)'],
        ['casework_correction',     'EXISTS (SELECT 1 FROM casework_log l WHERE l.id = log_id)'],
        ['casework_action',         '(case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)) AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id))'],
        ['casework_significance',   'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id) AND (circle_id IS NULL OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = circle_id))'],
        ['casework_task',           'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['casework_task_turn',      'EXISTS (SELECT 1 FROM casework_task t WHERE t.id = task_id)'],
        ['casework_attachment',     'EXISTS (SELECT 1 FROM documents_document d WHERE d.id = document_id)'],
        ['casework_note_draft',     'author_id = my_user()'],
        ['casework_notify_me',      'user_id = my_user()'],
        ['casework_noticed',        'user_id = my_user()'],
        ['casework_on_workload',    'user_id = my_user()']]
    LOOP
        t := part[1];
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        IF t <> 'casework_log' THEN
            EXECUTE format('CREATE POLICY keeper ON %I TO :owner USING (true) WITH CHECK (true)', t);
        END IF;
        EXECUTE format('CREATE POLICY seen ON %I TO :app USING (partnership_id = my_partnership() AND %s)
                        WITH CHECK (partnership_id = my_partnership() AND %s)', t, part[2], part[2]);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO :app', t);
        IF t NOT IN ('casework_note_draft', 'casework_noticed') THEN
            EXECUTE format('GRANT USAGE ON SEQUENCE %I TO :app', t || '_id_seq');
        END IF;
    END LOOP;
END $$;

GRANT UPDATE (type, title, report_on, area, text, review_on, version, changed_at, changed_by_id, search_keys) ON casework_report TO :app;
GRANT UPDATE (unlinked_at) ON casework_report_case TO :app;
GRANT UPDATE (removed_at) ON casework_report_party, casework_report_vehicle, casework_report_place TO :app;
-- What a note says is never written over: what is put right is a correction, and hiding keeps it.
REVOKE UPDATE ON casework_log FROM :app;
REVOKE UPDATE (contact_at, "where", who, what) ON casework_log FROM :app;
GRANT UPDATE (version, changed_at, changed_by_id, hidden_at, hidden_by_id, hidden_why) ON casework_log TO :app;
GRANT UPDATE (name, type, created_on, due_on, completed_on, reason, outcome, participants, version) ON casework_action TO :app;
GRANT UPDATE (analysis, unmarked_at) ON casework_significance TO :app;
GRANT UPDATE (title, description, type, priority, due_on, due_time, to_user_id, to_team_id, taken_by_id, accepted_by_id,
              accepted_at, waits_for, completed_by_id, completed_at, log_id, version) ON casework_task TO :app;
GRANT UPDATE (typed, type, kept_at, version, ended_at, log_id) ON casework_note_draft TO :app;
GRANT UPDATE (kinds, since) ON casework_notify_me TO :app;
GRANT UPDATE (read_to, mailed_to) ON casework_noticed TO :app;
GRANT UPDATE (removed_at) ON casework_on_workload TO :app;

-- A message is seen by who wrote it, by whom it is for, and, about a case, by whoever sees the case.
ALTER TABLE casework_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_message FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON casework_message TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON casework_message FOR SELECT TO :app
    USING (partnership_id = my_partnership() AND (audience && me()
           OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))));
CREATE POLICY sent ON casework_message FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND sender_id = my_user() AND audience && me()
                AND audience @> ARRAY[recipient_id] AND cardinality(audience) <= 2
                AND (case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)));
GRANT SELECT, INSERT ON casework_message TO :app;
GRANT USAGE ON SEQUENCE casework_message_id_seq TO :app;

ALTER TABLE casework_message_read ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_message_read FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON casework_message_read TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON casework_message_read FOR SELECT TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM casework_message m WHERE m.id = message_id));
CREATE POLICY noted ON casework_message_read FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND user_id = my_user()
                AND EXISTS (SELECT 1 FROM casework_message m WHERE m.id = message_id));
GRANT SELECT, INSERT ON casework_message_read TO :app;
GRANT USAGE ON SEQUENCE casework_message_read_id_seq TO :app;

CREATE INDEX reports_of_a_case ON casework_report_case (case_id, report_id);
CREATE INDEX reports_by_search ON casework_report USING gin (search_keys);
CREATE INDEX logs_of_a_report ON casework_log (report_id, contact_at DESC) WHERE report_id IS NOT NULL;

-- Who is excluded from a case is excluded from every report linked to it, whoever granted what.
CREATE FUNCTION casework_keep_excluded(wanted bigint) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE cases_circle k SET excluded = coalesce(
        (SELECT array_agg(DISTINCT x ORDER BY x) FROM casework_report_case rc JOIN cases_case c ON c.id = rc.case_id,
                unnest(c.excluded) x WHERE rc.report_id = wanted AND rc.unlinked_at IS NULL), '{}')
     WHERE k.id = (SELECT r.circle_id FROM casework_report r WHERE r.id = wanted)
$$;
REVOKE ALL ON FUNCTION casework_keep_excluded(bigint) FROM PUBLIC;
CREATE FUNCTION casework_report_linked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM casework_keep_excluded(NEW.report_id);
    RETURN NULL;
END $$;
CREATE TRIGGER report_linked AFTER INSERT OR UPDATE OF unlinked_at ON casework_report_case
    FOR EACH ROW EXECUTE FUNCTION casework_report_linked();
CREATE FUNCTION casework_case_excluded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM casework_keep_excluded(rc.report_id) FROM casework_report_case rc WHERE rc.case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER case_excluded AFTER UPDATE OF excluded ON cases_case FOR EACH ROW
    WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION casework_case_excluded();

-- The titles of the reports of a case that the actor may not open, where the partnership shows them (E-CINS 5.2).
CREATE FUNCTION casework_report_titles(wanted bigint)
RETURNS TABLE (id bigint, type text, title text, report_on date, author text, team text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.id, r.type, r.title, r.report_on, u.name, t.name
      FROM casework_report_case rc JOIN casework_report r ON r.id = rc.report_id
      JOIN cases_circle k ON k.id = r.circle_id
      JOIN cases_case c ON c.id = rc.case_id
      JOIN accounts_partnership p ON p.id = c.partnership_id
      JOIN accounts_user u ON u.id = r.author_id JOIN accounts_team t ON t.id = r.team_id
     WHERE rc.case_id = wanted AND rc.unlinked_at IS NULL AND p.report_titles = 'visible'
       AND c.partnership_id = my_partnership() AND c.audience && me() AND NOT c.excluded && me()
       AND NOT (k.audience && me() AND NOT k.excluded && me())
     ORDER BY r.report_on DESC, r.id DESC
$$;
REVOKE ALL ON FUNCTION casework_report_titles(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_report_titles(bigint) TO :app;
