-- What the libraries of sign-in and of jobs keep. They hold nothing about families, and the libraries delete as they see
-- fit (a session that ended, a second factor taken away, an old job), so here alone the application may DELETE.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    django_session, account_emailaddress, account_emailconfirmation, mfa_authenticator,
    axes_accessattempt, axes_accesslog, axes_accessfailurelog, axes_accessattemptexpiration TO :app;
GRANT SELECT ON auth_group, auth_permission, django_content_type, django_migrations TO :app;

-- Counts of failed sign-ins, the same for every process of the server (settings.CACHES).
CREATE TABLE web_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX web_cache_expires ON web_cache (expires);
GRANT SELECT, INSERT, UPDATE, DELETE ON web_cache TO :app;

-- Jobs: the library numbers its tables' versions itself, so they are found by their name.
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate\_%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO :app', found.tablename);
    END LOOP;
    FOR found IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind = 'S' AND n.nspname = 'public'
                    AND (c.relname LIKE 'procrastinate\_%' OR c.relname LIKE 'axes\_%' OR c.relname LIKE 'mfa\_%'
                         OR c.relname LIKE 'account\_%') LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO :app', found.relname);
    END LOOP;
END $$;

GRANT UPDATE (sessions_ended) ON accounts_user TO :app;
