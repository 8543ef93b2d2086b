-- A page of the reports that the actor may open, the latest first, narrowed by what is given. The audience is asked of the
-- circle here, and nowhere else: by the policies alone, a team that sees every report would read every circle first. The
-- query is written out with its values, so that it is planned for them: for a worker from their circles, for that team
-- from the latest reports. `closes` are the statuses that close a case: then only reports on closed or archived cases
-- that the actor sees.
CREATE FUNCTION casework_reports_seen(type text, since date, until date, author bigint, on_case bigint, review_by date,
                                      closes text[], words text[], how_many integer, beyond integer)
RETURNS SETOF bigint ROWS 25
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    linked text := ' AND EXISTS (SELECT FROM casework_report_case rc%s WHERE rc.report_id = r.id'
                || ' AND rc.unlinked_at IS NULL AND %s)';
    wanted text := 'SELECT r.id FROM casework_report r JOIN cases_circle k ON k.id = r.circle_id'
                || ' WHERE r.partnership_id = my_partnership() AND k.partnership_id = my_partnership()'
                || ' AND k.audience && me() AND NOT k.excluded && me()';
BEGIN
    IF type <> '' THEN
        wanted := wanted || format(' AND r.type = %L', type);
    END IF;
    IF since IS NOT NULL THEN
        wanted := wanted || format(' AND r.report_on >= %L', since);
    END IF;
    IF until IS NOT NULL THEN
        wanted := wanted || format(' AND r.report_on <= %L', until);
    END IF;
    IF author IS NOT NULL THEN
        wanted := wanted || format(' AND r.author_id = %L', author);
    END IF;
    IF review_by IS NOT NULL THEN
        wanted := wanted || format(' AND r.review_on <= %L', review_by);
    END IF;
    IF on_case IS NOT NULL THEN
        wanted := wanted || format(linked, '', format('rc.case_id = %L', on_case));
    END IF;
    IF closes IS NOT NULL THEN
        wanted := wanted || format(linked, ' JOIN cases_case c ON c.id = rc.case_id', format(
            'c.audience && me() AND NOT c.excluded && me()'
            || ' AND (c.is_archived OR c.closed_on IS NOT NULL OR c.status = ANY (%L))', closes));
    END IF;
    IF words IS NOT NULL THEN
        wanted := wanted || format(' AND r.id = ANY (%L)', ARRAY(SELECT casework_reports_found(words, 200)));
    END IF;
    RETURN QUERY EXECUTE format('%s ORDER BY r.report_on DESC, r.id DESC LIMIT %s OFFSET %s', wanted, how_many, beyond);
END $$;
REVOKE ALL ON FUNCTION casework_reports_seen(text, date, date, bigint, bigint, date, text[], text[], integer, integer)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_reports_seen(text, date, date, bigint, bigint, date, text[], text[], integer, integer)
  TO :app;
