-- What every policy stands on: who is asking, as PostgreSQL was told for this transaction.
-- Plain STABLE SQL, so that the planner sees the value (a wrapped or VOLATILE one loses the estimate).

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;

GRANT USAGE ON SCHEMA public TO :app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- The principals the actor holds; nobody told, nothing held.
CREATE FUNCTION me() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(string_to_array(nullif(current_setting('app.me', true), ''), ',')::int[], '{}') $$;

-- The partnership the actor works in.
CREATE FUNCTION my_partnership() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('app.partnership', true), '')::bigint $$;

CREATE FUNCTION my_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;
