-- The spine. Partitioned by the month of recording; nobody updates, deletes or truncates, the owner included.

CREATE TABLE events_event (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    partnership_id bigint NOT NULL REFERENCES accounts_partnership (id),
    kind           text NOT NULL,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    user_id        bigint NOT NULL REFERENCES accounts_user (id),
    case_id        bigint,
    person_id      bigint,
    facts          jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (recorded_at, id)
) PARTITION BY RANGE (recorded_at);

CREATE INDEX events_of_a_case   ON events_event (case_id, id DESC) WHERE case_id IS NOT NULL;
CREATE INDEX events_of_a_person ON events_event (person_id, id DESC) WHERE person_id IS NOT NULL;
CREATE INDEX events_of_a_user   ON events_event (user_id, kind, id DESC);
CREATE INDEX events_in_order    ON events_event (partnership_id, id);

CREATE FUNCTION events_stand() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'What happened stands: events are neither changed nor removed.' USING ERRCODE = '55000'; END $$;
CREATE TRIGGER events_stand BEFORE UPDATE OR DELETE ON events_event FOR EACH ROW EXECUTE FUNCTION events_stand();
CREATE TRIGGER events_stay BEFORE TRUNCATE ON events_event FOR EACH STATEMENT EXECUTE FUNCTION events_stand();

-- The months to come. Run by migrations and by the worker; months that are there already are left alone.
CREATE FUNCTION events_prepare_months(ahead int DEFAULT 3) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    month date;
    part  text;
    made  int := 0;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', now()), date_trunc('month', now()) + make_interval(months => ahead),
                                        interval '1 month')::date LOOP
        part := 'events_event_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.events_event FOR VALUES FROM (%L) TO (%L)',
                       part, month, month + interval '1 month');
        EXECUTE format('CREATE TRIGGER events_stay BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION events_stand()', part);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION events_prepare_months(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_prepare_months(int) TO :app;
SELECT events_prepare_months(3);
-- If no worker ran for months, events still find a place.
CREATE TABLE events_event_other PARTITION OF events_event DEFAULT;
CREATE TRIGGER events_stay BEFORE TRUNCATE ON events_event_other FOR EACH STATEMENT EXECUTE FUNCTION events_stand();

-- Who may read an event is said where cases and people are known (cases/sql); until then nobody.
ALTER TABLE events_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE events_event FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON events_event TO :owner USING (true) WITH CHECK (true);
CREATE POLICY recorded ON events_event FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND user_id = my_user());
GRANT SELECT, INSERT ON events_event TO :app;

-- Seals. `ids` says exactly which events a seal covers, so that one that committed late is sealed later, not missed.
CREATE TABLE events_seal (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partnership_id bigint NOT NULL REFERENCES accounts_partnership (id),
    number         bigint NOT NULL,
    ids            int8multirange NOT NULL,
    count          bigint NOT NULL,
    previous       text NOT NULL,
    digest         text NOT NULL,
    sealed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seals_of_a_partnership_are_numbered UNIQUE (partnership_id, number)
);
CREATE TRIGGER seals_stand BEFORE UPDATE OR DELETE ON events_seal FOR EACH ROW EXECUTE FUNCTION events_stand();
CREATE TRIGGER seals_stay BEFORE TRUNCATE ON events_seal FOR EACH STATEMENT EXECUTE FUNCTION events_stand();
GRANT SELECT ON events_seal TO :app;

-- One event as the text that is sealed. docs/verify-events.sql says it again, for whoever would check without us.
CREATE FUNCTION events_canonical(e events_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(e.id, e.partnership_id, e.kind,
                             to_char(e.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                             to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                             e.user_id, e.case_id, e.person_id, e.facts)::text
$$;

CREATE FUNCTION events_digest(previous text, wanted_partnership bigint, wanted int8multirange,
                              OUT digest text, OUT count bigint)
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(previous || ':' || coalesce(string_agg(
               encode(sha256(convert_to(events_canonical(e), 'UTF8')), 'hex'), ',' ORDER BY e.id), ''), 'UTF8')), 'hex'),
           count(*)
      FROM events_event e
     WHERE e.partnership_id = wanted_partnership AND e.id >= lower(wanted) AND e.id < upper(wanted) AND wanted @> e.id
$$;

-- Seal what has been recorded since the last seal, at most `most` events. An event whose transaction was slow to commit
-- is looked for again for an hour; verification tells of any that came later still. Returns the seal's number, or null.
CREATE FUNCTION events_seal_next(wanted_partnership bigint, most int DEFAULT 10000) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last_seal events_seal;
    floor_id  bigint;
    wanted    int8multirange;
    sealed    record;
    next_one  bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('events_seal'), wanted_partnership::int);
    SELECT * INTO last_seal FROM events_seal s WHERE s.partnership_id = wanted_partnership ORDER BY number DESC LIMIT 1;
    SELECT coalesce(max(upper(s.ids)) - 1, 0) INTO floor_id FROM events_seal s
     WHERE s.partnership_id = wanted_partnership AND s.sealed_at < now() - interval '1 hour';
    SELECT range_agg(int8range(picked.id, picked.id, '[]')) INTO wanted FROM (
        SELECT e.id FROM events_event e
         WHERE e.partnership_id = wanted_partnership AND e.id > floor_id
           AND NOT EXISTS (SELECT 1 FROM events_seal s WHERE s.partnership_id = wanted_partnership
                              AND s.sealed_at >= now() - interval '1 hour' AND s.ids @> e.id)
         ORDER BY e.id LIMIT most) picked;
    IF wanted IS NULL THEN
        RETURN NULL;
    END IF;
    next_one := coalesce(last_seal.number, 0) + 1;
    SELECT * INTO sealed FROM events_digest(coalesce(last_seal.digest, repeat('0', 64)), wanted_partnership, wanted);
    INSERT INTO events_seal (partnership_id, number, ids, count, previous, digest)
    VALUES (wanted_partnership, next_one, wanted, sealed.count, coalesce(last_seal.digest, repeat('0', 64)), sealed.digest);
    RETURN next_one;
END $$;
REVOKE ALL ON FUNCTION events_seal_next(bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_seal_next(bigint, int) TO :app;

-- Every seal computed again: a row for each that does not hold, and for each event that no seal covers but should.
CREATE FUNCTION events_faults(wanted_partnership bigint) RETURNS TABLE (number bigint, fault text) LANGUAGE sql STABLE AS $$
    WITH chain AS (
        SELECT s.*, lag(s.digest, 1, repeat('0', 64)) OVER (ORDER BY s.number) AS should_follow,
               lag(s.number, 1, 0::bigint) OVER (ORDER BY s.number) AS number_before
          FROM events_seal s WHERE s.partnership_id = wanted_partnership
    )
    SELECT c.number, 'A seal before this one is missing.' FROM chain c WHERE c.number <> c.number_before + 1
    UNION ALL
    SELECT c.number, 'It does not follow the seal before it.' FROM chain c WHERE c.previous <> c.should_follow
    UNION ALL
    SELECT c.number, format('Its events were changed, removed or added to: it sealed %s, %s stand now.', c.count, d.count)
      FROM chain c, events_digest(c.previous, wanted_partnership, c.ids) d
     WHERE d.digest <> c.digest OR d.count <> c.count
    UNION ALL
    SELECT NULL, format('Event %s was never sealed, though later ones were, more than an hour ago.', e.id)
      FROM events_event e
     WHERE e.partnership_id = wanted_partnership
       AND e.id < (SELECT max(upper(s.ids)) FROM chain s WHERE s.sealed_at < now() - interval '1 hour')
       AND NOT EXISTS (SELECT 1 FROM chain s WHERE s.ids @> e.id)
$$;
REVOKE ALL ON FUNCTION events_faults(bigint) FROM PUBLIC;
