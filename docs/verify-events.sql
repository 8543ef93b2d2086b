-- Does the record of what happened still stand as it was sealed? Asked with PostgreSQL's own functions and none of
-- Alongside's, so that whoever doubts Alongside need not believe it. docs/verifying.md says how and when to run this.
--
--   psql "$DATABASE_URL" -X -f docs/verify-events.sql                    the chain of every partnership
--   psql "$DATABASE_URL" -X -v heads=heads/ -f docs/verify-events.sql    and the heads that were written elsewhere
--
-- As the owner of the tables, or a superuser: the application's role does not see everybody's events. Changes nothing.
-- Ends with 0 where everything holds, and with 3 and a line for each fault where it does not.

\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on

-- What was written elsewhere: a file, or a folder of them, with one JSON object a line that says at least
-- {"partnership": "calderholt", "number": 7, "digest": "..."}.
\if :{?heads}
    \set written `if [ -d :'heads' ]; then cat :'heads'/*.jsonl; else cat :'heads'; fi`
    \set compared yes
\else
    \set written ''
    \set compared no
\endif

BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
-- No function or table of ours can stand in for one of PostgreSQL's.
SET LOCAL search_path = pg_catalog, pg_temp;

SELECT CASE WHEN pg_has_role(current_user, relowner, 'USAGE') THEN 'yes' ELSE 'no' END AS may_see_all
  FROM pg_class WHERE oid = 'public.events_event'::regclass \gset
\if :may_see_all
\else
    \warn 'This user does not own the events, so it sees only some of them: run this as the owner or a superuser.'
    DO $$ BEGIN RAISE EXCEPTION 'nothing was verified'; END $$;
\endif

WITH heads AS (
    SELECT head ->> 'partnership' AS partnership, (head ->> 'number')::bigint AS number, head ->> 'digest' AS digest
      FROM (SELECT line::jsonb AS head FROM string_to_table(:'written', E'\n') AS line
             WHERE btrim(line, E' \t\r') <> '') lines
), chain AS (
    SELECT p.slug AS partnership, s.partnership_id, s.number, s.ids, s.count, s.previous, s.digest, s.sealed_at,
           lag(s.digest, 1, repeat('0', 64)) OVER earlier AS should_follow,
           lag(s.number, 1, 0::bigint) OVER earlier AS number_before
      FROM public.events_seal s JOIN public.accounts_partnership p ON p.id = s.partnership_id
    WINDOW earlier AS (PARTITION BY s.partnership_id ORDER BY s.number)
), computed AS (
    -- Each event as a JSON array, its SHA-256; those in order of id after the seal before; the SHA-256 of that.
    SELECT c.partnership_id, c.number, again.count,
           encode(sha256(convert_to(c.previous || ':' || coalesce(again.events, ''), 'UTF8')), 'hex') AS digest
      FROM chain c, LATERAL (
           SELECT count(*) AS count, string_agg(encode(sha256(convert_to(jsonb_build_array(
                      e.id, e.partnership_id, e.kind,
                      to_char(e.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                      to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                      e.user_id, e.case_id, e.person_id, e.facts)::text, 'UTF8')), 'hex'), ',' ORDER BY e.id) AS events
             FROM public.events_event e
            WHERE e.partnership_id = c.partnership_id AND e.id >= lower(c.ids) AND e.id < upper(c.ids) AND c.ids @> e.id
           ) again
), faults AS (
    SELECT NULL AS partnership, NULL::bigint AS number, format('%s is not a table', relname) AS fault
      FROM pg_class WHERE relname IN ('events_event', 'events_seal', 'accounts_partnership') AND relkind NOT IN ('r', 'p')
    UNION ALL
    SELECT c.partnership, c.number, 'a seal before this one is missing'
      FROM chain c WHERE c.number <> c.number_before + 1
    UNION ALL
    SELECT c.partnership, c.number, 'it does not follow the seal before it'
      FROM chain c WHERE c.previous <> c.should_follow
    UNION ALL
    SELECT c.partnership, c.number,
           format('its events were changed, removed or added to: it sealed %s, %s stand now', c.count, a.count)
      FROM chain c JOIN computed a USING (partnership_id, number) WHERE a.digest <> c.digest OR a.count <> c.count
    UNION ALL
    SELECT p.slug, NULL, format('event %s was never sealed, though later ones were, over an hour ago', e.id)
      FROM public.events_event e JOIN public.accounts_partnership p ON p.id = e.partnership_id
     WHERE e.id < (SELECT max(upper(c.ids)) FROM chain c
                    WHERE c.partnership_id = e.partnership_id AND c.sealed_at < now() - interval '1 hour')
       AND NOT EXISTS (SELECT 1 FROM chain c WHERE c.partnership_id = e.partnership_id AND c.ids @> e.id)
    UNION ALL
    SELECT h.partnership, h.number,
           CASE WHEN c.number IS NULL THEN 'it left the database once and is not in it any more'
                ELSE 'it is not the one that left the database: the chain was made anew' END
      FROM heads h LEFT JOIN chain c USING (partnership, number) WHERE c.digest IS DISTINCT FROM h.digest
    UNION ALL
    SELECT NULL, NULL, 'the heads could not be read, or there are none'
     WHERE :'compared' = 'yes' AND NOT EXISTS (SELECT 1 FROM heads)
)
SELECT CASE WHEN count(f.fault) > 0 THEN 'yes' ELSE 'no' END AS faulty,
       coalesce(string_agg(concat('fault: ', f.partnership || ', ', 'seal ' || f.number || ': ', f.fault), E'\n'
                           ORDER BY f.partnership, f.number), '') AS told,
       (SELECT count(*) FROM chain) AS seals,
       (SELECT coalesce(sum(c.count), 0) FROM chain c) AS events,
       (SELECT count(*) FROM heads) AS written_elsewhere
  FROM faults f \gset

-- The heads as they stand now, for whoever keeps them elsewhere by hand.
SELECT jsonb_build_object('partnership', p.slug, 'number', s.number, 'digest', s.digest)
  FROM public.events_seal s JOIN public.accounts_partnership p ON p.id = s.partnership_id
 WHERE s.number = (SELECT max(l.number) FROM public.events_seal l WHERE l.partnership_id = s.partnership_id)
 ORDER BY p.slug;
COMMIT;

\if :faulty
    \echo :told
    DO $$ BEGIN RAISE EXCEPTION 'the record does not stand as it was sealed'; END $$;
\endif
\echo :events 'events under' :seals 'seals stand as they were sealed;' :written_elsewhere 'heads compared.'
