-- A user says of themselves when they are away.
GRANT UPDATE (away_from, away_until, away_message, stand_in_id) ON accounts_user TO :app;
