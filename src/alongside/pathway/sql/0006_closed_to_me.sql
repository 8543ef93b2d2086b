-- The cases that whoever asks is excluded from, and the steps of their ways. An exclusion beats everything by which one would
-- see something of a family: also having taken its first call, and sitting on the panel that talks about it.
CREATE INDEX cases_that_exclude ON cases_case USING gin (excluded) WHERE excluded <> '{}';
CREATE FUNCTION pathway_cases_closed_to_me() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.id FROM cases_case c
     WHERE c.partnership_id = my_partnership() AND c.excluded <> '{}' AND c.excluded && me()
$$;
CREATE FUNCTION pathway_items_closed_to_me() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT i.id FROM cases_case c JOIN pathway_journey j ON j.case_id = c.id JOIN pathway_work_item i ON i.journey_id = j.id
     WHERE c.partnership_id = my_partnership() AND c.excluded <> '{}' AND c.excluded && me()
$$;
REVOKE ALL ON FUNCTION pathway_cases_closed_to_me(), pathway_items_closed_to_me() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pathway_cases_closed_to_me(), pathway_items_closed_to_me() TO :app;

-- The arrays are made once for a query, not for each row.
DROP POLICY seen ON pathway_contact;
CREATE POLICY seen ON pathway_contact FOR SELECT TO :app USING (
    partnership_id = my_partnership()
    AND ((audience && me() AND (case_id IS NULL OR case_id <> ALL (ARRAY(SELECT pathway_cases_closed_to_me()))))
         OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))));
DROP POLICY changed ON pathway_contact;
CREATE POLICY changed ON pathway_contact FOR UPDATE TO :app USING (
    partnership_id = my_partnership()
    AND ((audience && me() AND (case_id IS NULL OR case_id <> ALL (ARRAY(SELECT pathway_cases_closed_to_me()))))
         OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))));

DROP POLICY seen ON pathway_agenda_item;
CREATE POLICY seen ON pathway_agenda_item TO :app
    USING (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM pathway_panel_meeting m WHERE m.id = meeting_id)
           AND item_id <> ALL (ARRAY(SELECT pathway_items_closed_to_me())))
    WITH CHECK (partnership_id = my_partnership() AND EXISTS (SELECT 1 FROM pathway_panel_meeting m WHERE m.id = meeting_id)
           AND item_id <> ALL (ARRAY(SELECT pathway_items_closed_to_me())));

-- A restricted note that waits in a tray is there for its circle alone, with the journey and the step that wait for it: whoever
-- else has the case does not learn that there is one.
DROP POLICY seen ON pathway_journey;
CREATE POLICY seen ON pathway_journey TO :app
    USING (partnership_id = my_partnership()
           AND (NOT facts ? 'circle' OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = (facts->>'circle')::bigint))
           AND ((contact_id IS NOT NULL AND EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = contact_id))
                OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))))
    WITH CHECK (partnership_id = my_partnership()
           AND (NOT facts ? 'circle' OR EXISTS (SELECT 1 FROM cases_circle k WHERE k.id = (facts->>'circle')::bigint))
           AND ((contact_id IS NOT NULL AND EXISTS (SELECT 1 FROM pathway_contact k WHERE k.id = contact_id))
                OR (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))));
