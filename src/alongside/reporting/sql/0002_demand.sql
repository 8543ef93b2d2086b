-- Demand and capacity: figures of the whole partnership, across what their reader sees of single families. What leaves here are counts
-- and days alone, and only for who coordinates or manages a team; to anybody else nothing is counted.
CREATE FUNCTION reporting_may_count() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_team t ON t.id = m.team_id
                    WHERE m.user_id = my_user() AND t.partnership_id = my_partnership() AND (m.manages OR t.coordinates))
$$;

-- Contacts received from a day up to but not including another, by month, source, locality and what became of them.
CREATE FUNCTION reporting_contacts(from_day date, to_day date, of_area text, of_source text)
RETURNS TABLE (month date, source text, area text, outcome text, is_open boolean, many bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT reporting_may_count() THEN RETURN; END IF;
    RETURN QUERY
    SELECT date_trunc('month', k.received_at AT TIME ZONE 'Europe/London')::date AS received, k.source, k.area, k.outcome,
           k.closed_at IS NULL AS still_open, count(*)
      FROM pathway_contact k
     WHERE k.partnership_id = my_partnership()
       AND k.received_at >= from_day::timestamp AT TIME ZONE 'Europe/London'
       AND k.received_at < to_day::timestamp AT TIME ZONE 'Europe/London'
       AND (of_area = '' OR k.area = of_area) AND (of_source = '' OR k.source = of_source)
     GROUP BY received, k.source, k.area, k.outcome, still_open;
END $$;

-- What panels decided, by month and panel: the process and step whose way it is, and the agency that leads.
CREATE FUNCTION reporting_panels(from_day date, to_day date, of_area text, of_source text)
RETURNS TABLE (month date, panel text, area text, decision text, process text, step text, lead_agency text, many bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT reporting_may_count() THEN RETURN; END IF;
    RETURN QUERY
    SELECT date_trunc('month', m.held_on)::date AS held, m.panel, coalesce(j.facts ->> 'area', m.area) AS locality, a.decision,
           j.process, w.step, coalesce(o.name, '') AS leads, count(*)
      FROM pathway_panel_meeting m
      JOIN pathway_agenda_item a ON a.meeting_id = m.id
      JOIN pathway_work_item w ON w.id = a.item_id
      JOIN pathway_journey j ON j.id = w.journey_id
      LEFT JOIN accounts_organisation o ON o.id = a.lead_agency_id
     WHERE m.partnership_id = my_partnership() AND m.held_on >= from_day AND m.held_on < to_day AND a.decision <> ''
       AND (of_area = '' OR coalesce(j.facts ->> 'area', m.area) = of_area)
       AND (of_source = '' OR j.facts ->> 'source' = of_source)
     GROUP BY held, m.panel, locality, a.decision, j.process, w.step, leads;
END $$;

-- How long each stage took, in whole days, of the clocks that started in these days; `since` counts from the request itself. Two kinds
-- of row: (timescale, month, locality, how it stands, days) and (timescale, since).
CREATE FUNCTION reporting_stages(from_day date, to_day date, of_area text, of_source text, wanted text[], at timestamptz)
RETURNS TABLE (timescale text, month date, area text, stands text, days int, since int, many bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- A million clocks are counted by hashes, finely, and those counts are grouped both ways: sorted, that takes four times as long.
SET enable_sort = off SET work_mem = '64MB' AS $$
DECLARE
    here CONSTANT bigint := my_partnership();
BEGIN
    IF NOT reporting_may_count() THEN RETURN; END IF;
    RETURN QUERY
    WITH first_of_case AS MATERIALIZED (
        SELECT DISTINCT ON (k.case_id) k.case_id, k.received_at, k.source FROM pathway_contact k
         WHERE k.partnership_id = here AND k.case_id IS NOT NULL ORDER BY k.case_id, k.id
    ), judged AS (
        SELECT c.timescale AS which, date_trunc('month', c.counted_from)::date AS started, coalesce(k.area, s.area) AS locality,
               CASE WHEN c.state = 'met' AND c.stopped_at < c.aim_over THEN 'expected'
                    WHEN c.state = 'open' AND c.due_over <= at THEN 'overdue' ELSE c.state END AS how,
               -- Greatest and least pass over what is not there, so what has not stopped is asked first.
               CASE WHEN c.stopped_at IS NOT NULL THEN
                    least(greatest((c.stopped_at AT TIME ZONE 'Europe/London')::date - c.counted_from, 0), 999) END AS took,
               CASE WHEN c.stopped_at IS NOT NULL AND coalesce(k.received_at, f.received_at) IS NOT NULL THEN
                    least(greatest((c.stopped_at AT TIME ZONE 'Europe/London')::date
                                   - (coalesce(k.received_at, f.received_at) AT TIME ZONE 'Europe/London')::date, 0), 999) END AS after
          FROM clocks_clock c
          LEFT JOIN pathway_contact k ON k.id = c.contact_id
          LEFT JOIN cases_case s ON s.id = c.case_id
          LEFT JOIN first_of_case f ON f.case_id = c.case_id
         WHERE c.partnership_id = here AND c.timescale = ANY (wanted)
           AND c.counted_from >= from_day AND c.counted_from < to_day
           AND (of_area = '' OR coalesce(k.area, s.area) = of_area)
           AND (of_source = '' OR coalesce(k.source, f.source) = of_source)
    ), counted AS MATERIALIZED (
        SELECT which, started, locality, how, took, after, count(*) AS n FROM judged
         WHERE how <> 'not needed' GROUP BY which, started, locality, how, took, after
    )
    SELECT which, started, locality, how, took, after, sum(n)::bigint FROM counted
     GROUP BY GROUPING SETS ((which, started, locality, how, took), (which, after));
END $$;

-- What became of the packets that went to the other system, by month, with the reasons given and how often.
CREATE FUNCTION reporting_packets(from_day date, to_day date, of_area text)
RETURNS TABLE (month date, direction text, state text, many bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT reporting_may_count() THEN RETURN; END IF;
    RETURN QUERY
    SELECT date_trunc('month', p.made_at AT TIME ZONE 'Europe/London')::date AS sent, p.direction, p.state, count(*)
      FROM pathway_packet p JOIN cases_case s ON s.id = p.case_id
     WHERE p.partnership_id = my_partnership()
       AND p.made_at >= from_day::timestamp AT TIME ZONE 'Europe/London'
       AND p.made_at < to_day::timestamp AT TIME ZONE 'Europe/London'
       AND (of_area = '' OR s.area = of_area)
     GROUP BY sent, p.direction, p.state;
END $$;

REVOKE ALL ON FUNCTION reporting_may_count(), reporting_contacts(date, date, text, text), reporting_panels(date, date, text, text),
    reporting_stages(date, date, text, text, text[], timestamptz), reporting_packets(date, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_contacts(date, date, text, text), reporting_panels(date, date, text, text),
    reporting_stages(date, date, text, text, text[], timestamptz), reporting_packets(date, date, text) TO :app;

-- One year of many is found by the day that its clocks started.
CREATE INDEX clocks_by_start ON clocks_clock (partnership_id, counted_from);
