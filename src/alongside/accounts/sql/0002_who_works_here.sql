-- Staff, not families: read before an actor exists (that is what sign-in does), so no row-level security here.
-- What the application may write is named column by column.
GRANT SELECT ON accounts_partnership, accounts_organisation, accounts_team, accounts_membership,
                accounts_principal, accounts_user TO :app;
GRANT UPDATE (password, last_login, last_session_at, this_session_at) ON accounts_user TO :app;
-- A share for a period makes a principal that is held for that period alone.
GRANT INSERT ON accounts_principal TO :app;
GRANT USAGE ON SEQUENCE accounts_principal_id_seq TO :app;
