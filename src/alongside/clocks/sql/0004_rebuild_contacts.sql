-- Asked for each clock of a contact that is listed. With its schema, for a backup is made without a search path.
CREATE OR REPLACE FUNCTION clocks_contact_seen(contact bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM public.events_event e
                    WHERE e.contact_id = contact AND e.partnership_id = public.my_partnership())
$$;

-- Making clocks anew of contacts that are no case yet, as 0002_rebuild.sql makes those of cases.

-- What happened to the next contacts, as far as clocks know it; nothing but a row without an event of one that belongs to a case by now,
-- whose clocks stand there. Each stays locked, as whoever keeps its clocks locks it.
CREATE FUNCTION clocks_spine_of_contacts(wanted_partnership bigint, kinds text[], after bigint, most int)
RETURNS TABLE (contact bigint, id bigint, kind text, happened_at timestamptz, recorded_at timestamptz, facts text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    chosen bigint[];
BEGIN
    IF wanted_partnership IS DISTINCT FROM my_partnership() THEN
        RAISE EXCEPTION 'That is another partnership.' USING ERRCODE = '42501';
    END IF;
    chosen := ARRAY(
        SELECT DISTINCT e.contact_id FROM events_event e
         WHERE e.contact_id > after AND e.case_id IS NULL AND e.partnership_id = wanted_partnership ORDER BY 1 LIMIT most);
    PERFORM pg_advisory_xact_lock(hashtext('clocks_contact'), (o.number % 2147483647)::int)
       FROM (SELECT c AS number FROM unnest(chosen) c ORDER BY 1) o;
    RETURN QUERY
    SELECT c, e.id, e.kind, e.happened_at, e.recorded_at, (e.facts - 'changes' - 'words' - 'reason')::text
      FROM unnest(chosen) c
      LEFT JOIN events_event e ON e.contact_id = c AND e.partnership_id = wanted_partnership
       AND (e.kind = ANY (kinds) OR e.facts ? 'corrects') AND NOT e.facts ? 'circle'
       AND NOT EXISTS (SELECT 1 FROM events_event k WHERE k.contact_id = c AND k.case_id IS NOT NULL)
     ORDER BY c, e.id;
END $$;
REVOKE ALL ON FUNCTION clocks_spine_of_contacts(bigint, text[], bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clocks_spine_of_contacts(bigint, text[], bigint, int) TO :app;

-- The rows of these cases, and of these contacts where they are no case, take their place; what no longer follows from the spine is gone.
-- Returns how many rows stand.
DROP FUNCTION clocks_replace(bigint, bigint[], jsonb);
CREATE FUNCTION clocks_replace(wanted_partnership bigint, cases bigint[], contacts bigint[], wanted jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    standing bigint;
BEGIN
    IF wanted_partnership IS DISTINCT FROM my_partnership() THEN
        RAISE EXCEPTION 'That is another partnership.' USING ERRCODE = '42501';
    END IF;
    WITH asked AS MATERIALIZED (
        SELECT * FROM jsonb_populate_recordset(NULL::clocks_clock, wanted) w
         WHERE w.case_id = ANY (cases) OR w.case_id IS NULL AND w.contact_id = ANY (contacts)
    ), gone AS (
        DELETE FROM clocks_clock c WHERE c.partnership_id = wanted_partnership
           AND (c.case_id = ANY (cases) OR c.case_id IS NULL AND c.contact_id = ANY (contacts))
           AND (c.started_by, c.timescale, c.key) NOT IN (SELECT w.started_by, w.timescale, w.key FROM asked w)
    ), put AS (
    INSERT INTO clocks_clock AS c (partnership_id, case_id, contact_id, timescale, release_id, started_by, key, whose, is_a, started_at,
          counted_from, due_on, due_at, due_over, aim_on, aim_at, aim_over, state, stopped_at, lapsed_at, paused_since, corrected)
    SELECT wanted_partnership, w.case_id, w.contact_id, w.timescale, w.release_id, w.started_by, w.key, w.whose, w.is_a, w.started_at,
           w.counted_from, w.due_on, w.due_at, w.due_over, w.aim_on, w.aim_at, w.aim_over, w.state, w.stopped_at,
           w.lapsed_at, w.paused_since, w.corrected
      FROM asked w
        ON CONFLICT (started_by, timescale, key) DO UPDATE SET
           case_id = excluded.case_id, contact_id = excluded.contact_id, release_id = excluded.release_id, whose = excluded.whose,
           is_a = excluded.is_a, started_at = excluded.started_at, counted_from = excluded.counted_from, due_on = excluded.due_on,
           due_at = excluded.due_at, due_over = excluded.due_over, aim_on = excluded.aim_on, aim_at = excluded.aim_at,
           aim_over = excluded.aim_over, state = excluded.state, stopped_at = excluded.stopped_at, lapsed_at = excluded.lapsed_at,
           paused_since = excluded.paused_since, corrected = excluded.corrected
     WHERE (c.case_id, c.contact_id, c.release_id, c.whose, c.is_a, c.started_at, c.counted_from, c.due_on, c.due_at,
            c.due_over, c.aim_on, c.aim_at, c.aim_over, c.state, c.stopped_at, c.lapsed_at, c.paused_since, c.corrected)
           IS DISTINCT FROM (excluded.case_id, excluded.contact_id, excluded.release_id, excluded.whose, excluded.is_a, excluded.started_at,
            excluded.counted_from, excluded.due_on, excluded.due_at, excluded.due_over, excluded.aim_on, excluded.aim_at,
            excluded.aim_over, excluded.state, excluded.stopped_at, excluded.lapsed_at, excluded.paused_since, excluded.corrected)
    )
    SELECT count(*) INTO standing FROM asked;
    RETURN standing;
END $$;
REVOKE ALL ON FUNCTION clocks_replace(bigint, bigint[], bigint[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clocks_replace(bigint, bigint[], bigint[], jsonb) TO :app;
