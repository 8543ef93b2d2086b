-- Making clocks anew for a whole partnership: by the command, and by the worker after a day was closed, when nobody acts who sees every
-- case. Both functions answer for the partnership that the transaction acts in, and give away neither names nor words of a family.

-- What happened on the next cases, as far as clocks know it; a row without an event for each case there is. The cases stay locked until
-- the transaction is over, so that whoever writes to one meanwhile waits and reads on from there.
CREATE FUNCTION clocks_spine(wanted_partnership bigint, kinds text[], followed text[], after bigint, most int)
RETURNS TABLE (case_id bigint, id bigint, kind text, happened_at timestamptz, recorded_at timestamptz, facts text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF wanted_partnership IS DISTINCT FROM my_partnership() THEN
        RAISE EXCEPTION 'That is another partnership.' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY
    WITH chosen AS MATERIALIZED (
        SELECT c.id FROM cases_case c WHERE c.partnership_id = wanted_partnership AND c.id > after ORDER BY c.id LIMIT most
           FOR NO KEY UPDATE
    ), of_case AS MATERIALIZED (
        SELECT e.case_id, e.id, e.kind, e.happened_at, e.recorded_at, e.facts FROM chosen c JOIN events_event e ON e.case_id = c.id
         WHERE e.kind = ANY (followed) AND NOT e.facts ? 'circle'
    ), contact AS MATERIALIZED (
        SELECT DISTINCT e.case_id, e.facts ->> 'contact' AS contact FROM of_case e WHERE e.facts ? 'contact'
    ), every AS (
        SELECT e.* FROM of_case e WHERE e.kind = ANY (kinds) OR e.facts ? 'corrects'
        UNION ALL
        SELECT k.case_id, e.id, e.kind, e.happened_at, e.recorded_at, e.facts FROM contact k JOIN events_event e
            ON e.facts ? 'contact' AND e.facts ->> 'contact' = k.contact
         WHERE e.case_id IS NULL AND e.partnership_id = wanted_partnership AND (e.kind = ANY (kinds) OR e.facts ? 'corrects')
           AND NOT e.facts ? 'circle'
        UNION ALL
        SELECT c.id, NULL, NULL, NULL, NULL, NULL FROM chosen c
    )
    SELECT y.case_id, y.id, y.kind, y.happened_at, y.recorded_at, (y.facts - 'changes' - 'words' - 'reason')::text
      FROM every y ORDER BY y.case_id, y.id NULLS FIRST;
END $$;
REVOKE ALL ON FUNCTION clocks_spine(bigint, text[], text[], bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clocks_spine(bigint, text[], text[], bigint, int) TO :app;

-- The rows of these cases take their place; what no longer follows from the spine is gone. Returns how many rows stand.
CREATE FUNCTION clocks_replace(wanted_partnership bigint, cases bigint[], wanted jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    standing bigint;
BEGIN
    IF wanted_partnership IS DISTINCT FROM my_partnership() THEN
        RAISE EXCEPTION 'That is another partnership.' USING ERRCODE = '42501';
    END IF;
    WITH asked AS MATERIALIZED (
        SELECT * FROM jsonb_populate_recordset(NULL::clocks_clock, wanted) w WHERE w.case_id = ANY (cases)
    ), gone AS (
        DELETE FROM clocks_clock c WHERE c.partnership_id = wanted_partnership AND c.case_id = ANY (cases)
           AND (c.started_by, c.timescale, c.key) NOT IN (SELECT w.started_by, w.timescale, w.key FROM asked w)
    ), put AS (
    INSERT INTO clocks_clock AS c (partnership_id, case_id, contact_id, timescale, release_id, started_by, key, whose, is_a, started_at, counted_from, due_on, due_at,
          due_over, aim_on, aim_at, aim_over, state, stopped_at, lapsed_at, paused_since, corrected)
    SELECT wanted_partnership, w.case_id, w.contact_id, w.timescale, w.release_id, w.started_by, w.key, w.whose, w.is_a, w.started_at,
           w.counted_from, w.due_on, w.due_at, w.due_over, w.aim_on, w.aim_at, w.aim_over, w.state, w.stopped_at,
           w.lapsed_at, w.paused_since, w.corrected
      FROM asked w
        ON CONFLICT (started_by, timescale, key) DO UPDATE SET
           case_id = excluded.case_id, contact_id = excluded.contact_id, release_id = excluded.release_id, whose =
           excluded.whose, is_a = excluded.is_a, started_at = excluded.started_at, counted_from = excluded.counted_from,
           due_on = excluded.due_on, due_at = excluded.due_at, due_over = excluded.due_over, aim_on = excluded.aim_on, aim_at
           = excluded.aim_at, aim_over = excluded.aim_over, state = excluded.state, stopped_at = excluded.stopped_at,
           lapsed_at = excluded.lapsed_at, paused_since = excluded.paused_since, corrected = excluded.corrected
     WHERE (c.case_id, c.contact_id, c.release_id, c.whose, c.is_a, c.started_at, c.counted_from, c.due_on, c.due_at,
            c.due_over, c.aim_on, c.aim_at, c.aim_over, c.state, c.stopped_at, c.lapsed_at, c.paused_since, c.corrected)
           IS DISTINCT FROM (excluded.case_id, excluded.contact_id, excluded.release_id, excluded.whose, excluded.is_a, excluded.started_at,
            excluded.counted_from, excluded.due_on, excluded.due_at, excluded.due_over, excluded.aim_on, excluded.aim_at,
            excluded.aim_over, excluded.state, excluded.stopped_at, excluded.lapsed_at, excluded.paused_since,
            excluded.corrected)
    )
    SELECT count(*) INTO standing FROM asked;
    RETURN standing;
END $$;
REVOKE ALL ON FUNCTION clocks_replace(bigint, bigint[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clocks_replace(bigint, bigint[], jsonb) TO :app;
