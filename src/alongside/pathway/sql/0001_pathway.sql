-- A contact is seen by whoever recorded it, by the teams in whose trays it has been, and by whoever sees the case it became part of.
-- Whoever records it puts their own principal in; the trays' come by a trigger, so the application cannot widen it.
ALTER TABLE pathway_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE pathway_contact FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON pathway_contact TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON pathway_contact FOR SELECT TO :app USING (
    partnership_id = my_partnership()
    AND (audience && me() OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))));
CREATE POLICY received ON pathway_contact FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND audience && me() AND cardinality(audience) = 1);
CREATE POLICY changed ON pathway_contact FOR UPDATE TO :app USING (
    partnership_id = my_partnership()
    AND (audience && me() OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))));
GRANT SELECT, INSERT ON pathway_contact TO :app;
GRANT UPDATE (source, received_at, referrer, sent_on_by, concerns, area, answers, case_id, outcome, advice, closed_at, version)
    ON pathway_contact TO :app;
GRANT USAGE ON SEQUENCE pathway_contact_id_seq TO :app;
CREATE INDEX contacts_by_audience ON pathway_contact USING gin (audience);

-- What is part of something is seen, added and changed with it.
DO $$
DECLARE
    part text[];
BEGIN
    FOREACH part SLICE 1 IN ARRAY ARRAY[
        ['pathway_contact_person', 'EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = contact_id)'],
        ['pathway_journey',        '((contact_id IS NOT NULL AND EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = contact_id))
                                     OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)))'],
        ['pathway_work_item',      'EXISTS (SELECT 1 FROM pathway_journey j WHERE j.id = journey_id)'],
        ['pathway_panel_meeting',  'EXISTS (SELECT 1 FROM accounts_team t WHERE t.id = team_id AND t.principal_id = ANY (me()))'],
        ['pathway_agenda_item',    'EXISTS (SELECT 1 FROM pathway_panel_meeting m WHERE m.id = meeting_id)'],
        ['pathway_allocation',     'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['pathway_waiting',        'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['pathway_packet',         'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['pathway_hand_over',      'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['pathway_supervision',    'audience && me()']]
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
GRANT UPDATE (forename, surname, born_on, relationship, address, postcode, telephone, person_id) ON pathway_contact_person TO :app;
GRANT UPDATE (case_id, facts, ended_at, ended_by_way, version) ON pathway_journey TO :app;
GRANT UPDATE (tray, team_id, assigned_to_id, taken_at, done_at, done_by_id, way, answers, checked, agreed_by_id, overridden, log_id,
              version) ON pathway_work_item TO :app;
GRANT UPDATE (held_on, place, present, apologies, notes, ended_by_id, ended_at, version) ON pathway_panel_meeting TO :app;
GRANT UPDATE (position, summary, discussed, decision, lead_agency_id, decided_at, decided_by_id, version) ON pathway_agenda_item TO :app;
GRANT UPDATE (ends_on, end_reason, version) ON pathway_allocation TO :app;
GRANT UPDATE (left_at) ON pathway_waiting TO :app;
GRANT UPDATE (state, attempts, last_fault, other_id, sent_at, answered_at, answered_by, reasons, version) ON pathway_packet TO :app;
GRANT UPDATE (notes, agreed, next_on, version) ON pathway_supervision TO :app;
GRANT UPDATE (read_at) ON pathway_hand_over TO :app;

-- The team of a tray, and whoever an item is given to, see the contact from then on.
CREATE FUNCTION pathway_let_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE pathway_contact k SET audience = (
        SELECT array_agg(DISTINCT a ORDER BY a) FROM (
            SELECT unnest(k.audience) AS a
            UNION SELECT t.principal_id FROM accounts_team t WHERE t.id = NEW.team_id AND t.partnership_id = k.partnership_id
            UNION SELECT u.principal_id FROM accounts_user u WHERE u.id = NEW.assigned_to_id AND u.partnership_id = k.partnership_id) held)
      FROM pathway_journey j WHERE j.id = NEW.journey_id AND k.id = j.contact_id;
    RETURN NULL;
END $$;
CREATE TRIGGER let_in AFTER INSERT OR UPDATE OF team_id, assigned_to_id ON pathway_work_item
    FOR EACH ROW EXECUTE FUNCTION pathway_let_in();

-- What happened to a contact is read by whoever sees it.
DROP POLICY with_its_case ON events_event;
CREATE POLICY with_its_case ON events_event FOR SELECT TO :app USING (
    partnership_id = my_partnership()
    AND (NOT facts ? 'circle' OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = (facts->>'circle')::bigint))
    AND ((facts ? 'circle' AND facts ? 'report')
        OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
        OR (case_id IS NULL AND person_id IS NOT NULL AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = person_id))
        OR (case_id IS NULL AND person_id IS NULL AND facts ? 'contact'
            AND EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = (facts->>'contact')::bigint))
        OR (case_id IS NULL AND person_id IS NULL AND user_id = my_user())));
