-- A clock is seen, and kept up to date, with its case; one of a contact that is no case yet by whoever may read what happened to
-- that contact, as the policies of the spine say (the pathway room says there who that is).
CREATE FUNCTION clocks_contact_seen(contact bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- With their schema, for a backup is made without a search path; with a path set here it would not be taken into the query.
    SELECT EXISTS (SELECT 1 FROM public.events_event e
                    WHERE e.facts ? 'contact' AND e.facts ->> 'contact' = contact::text AND e.partnership_id = public.my_partnership())
$$;

ALTER TABLE clocks_clock ENABLE ROW LEVEL SECURITY;
ALTER TABLE clocks_clock FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON clocks_clock TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON clocks_clock TO :app
    USING (partnership_id = my_partnership()
           AND CASE WHEN case_id IS NOT NULL THEN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)
                    ELSE contact_id IS NOT NULL AND clocks_contact_seen(contact_id) END)
    WITH CHECK (partnership_id = my_partnership()
           AND CASE WHEN case_id IS NOT NULL THEN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)
                    ELSE contact_id IS NOT NULL AND clocks_contact_seen(contact_id) END);
-- The one table of which the application may delete rows, and change any column: it is no record of what happened but worked out from
-- the spine, and can be made anew at any time (alongside clocks rebuild). A clock whose start was taken back is gone.
GRANT SELECT, INSERT, UPDATE, DELETE ON clocks_clock TO :app;
GRANT USAGE ON SEQUENCE clocks_clock_id_seq TO :app;

-- Everybody counts by the same days; the coordinating team says which.
ALTER TABLE clocks_closed_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE clocks_closed_day FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON clocks_closed_day TO :owner USING (true) WITH CHECK (true);
CREATE POLICY of_the_partnership ON clocks_closed_day FOR SELECT TO :app USING (partnership_id = my_partnership());
CREATE POLICY said ON clocks_closed_day FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND added_by_id = my_user() AND removed_at IS NULL AND EXISTS (
        SELECT 1 FROM accounts_team t WHERE t.partnership_id = my_partnership() AND t.coordinates AND t.principal_id = ANY (me())));
CREATE POLICY taken_back ON clocks_closed_day FOR UPDATE TO :app
    USING (partnership_id = my_partnership() AND removed_at IS NULL)
    WITH CHECK (partnership_id = my_partnership() AND removed_by_id = my_user() AND EXISTS (
        SELECT 1 FROM accounts_team t WHERE t.partnership_id = my_partnership() AND t.coordinates AND t.principal_id = ANY (me())));
GRANT SELECT, INSERT, UPDATE (removed_by_id, removed_at) ON clocks_closed_day TO :app;
GRANT USAGE ON SEQUENCE clocks_closed_day_id_seq TO :app;
