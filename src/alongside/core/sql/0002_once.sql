ALTER TABLE core_written ENABLE ROW LEVEL SECURITY;
ALTER TABLE core_written FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON core_written TO :owner USING (true) WITH CHECK (true);
CREATE POLICY own ON core_written TO :app
    USING (partnership_id = my_partnership() AND user_id = my_user())
    WITH CHECK (partnership_id = my_partnership() AND user_id = my_user());
GRANT SELECT, INSERT, UPDATE (led_to) ON core_written TO :app;
GRANT USAGE ON SEQUENCE core_written_id_seq TO :app;
