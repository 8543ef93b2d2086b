-- What somebody tries out is theirs alone: it was counted over the cases that they see.
ALTER TABLE clocks_trial ENABLE ROW LEVEL SECURITY;
ALTER TABLE clocks_trial FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON clocks_trial TO :owner USING (true) WITH CHECK (true);
CREATE POLICY own ON clocks_trial TO :app
    USING (partnership_id = my_partnership() AND user_id = my_user())
    WITH CHECK (partnership_id = my_partnership() AND user_id = my_user());
GRANT SELECT, INSERT, UPDATE (asked, asked_at, found, done_at) ON clocks_trial TO :app;
GRANT USAGE ON SEQUENCE clocks_trial_id_seq TO :app;
