-- What a report is found by, and finding it.

-- The keys of a report: the names of its callers, witnesses and people as persons are found by theirs, with how they
-- sound (~); its organisations, telephone numbers, vehicles and places; numbers, registrations and postcodes as one word
-- too, because they are written with spaces and without. Nothing of it is taught to the vocabulary of names: that would
-- tell others which words stand in reports.
CREATE FUNCTION casework_report_keys(wanted bigint) RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH party AS (SELECT * FROM casework_report_party WHERE report_id = wanted AND removed_at IS NULL),
         vehicle AS (SELECT * FROM casework_report_vehicle WHERE report_id = wanted AND removed_at IS NULL),
         place AS (SELECT * FROM casework_report_place WHERE report_id = wanted AND removed_at IS NULL),
         said AS (SELECT name AS words FROM party UNION ALL SELECT organisation FROM party
                  UNION ALL SELECT registration FROM vehicle UNION ALL SELECT description FROM vehicle
                  UNION ALL SELECT words FROM place),
         keys AS (
             SELECT unnest(name_tokens(VARIADIC ARRAY[words])) AS key FROM said
             UNION SELECT name_key(registration) FROM vehicle
             UNION SELECT regexp_replace(telephone, '[^0-9]+', '', 'g') FROM party
             UNION SELECT unnest(name_tokens(VARIADIC ARRAY[telephone])) FROM party
             UNION SELECT lower(code[1] || code[2]) FROM place,
                   regexp_matches(upper(words), '\m([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\M', 'g') code
             UNION SELECT '~' || unnest(name_sounds(name_key(one))) FROM party,
                   unnest(regexp_split_to_array(name, '[^[:alnum:]''’.]+')) one)
    SELECT coalesce(array_agg(DISTINCT key ORDER BY key), '{}') FROM keys WHERE key <> ''
$$;
REVOKE ALL ON FUNCTION casework_report_keys(bigint) FROM PUBLIC;

CREATE FUNCTION casework_keep_report_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE casework_report SET search_keys = casework_report_keys(NEW.report_id) WHERE id = NEW.report_id;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_keys AFTER INSERT OR UPDATE OF removed_at ON casework_report_party
    FOR EACH ROW EXECUTE FUNCTION casework_keep_report_keys();
CREATE TRIGGER keep_keys AFTER INSERT OR UPDATE OF removed_at ON casework_report_vehicle
    FOR EACH ROW EXECUTE FUNCTION casework_keep_report_keys();
CREATE TRIGGER keep_keys AFTER INSERT OR UPDATE OF removed_at ON casework_report_place
    FOR EACH ROW EXECUTE FUNCTION casework_keep_report_keys();
REVOKE UPDATE (search_keys) ON casework_report FROM :app;

-- The reports the actor may open in which every word typed names somebody, a vehicle or a place; or in which the words
-- together do, such as a registration typed with a space. The audience is asked of the circle here, and nowhere else, so
-- that the index of keys finds the reports first. The query is written out with its values, so that it is planned for
-- them. A word means itself, another spelling or short form of a name, the beginning of one, or one of the same sound.
CREATE FUNCTION casework_reports_found(words text[], how_many integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    whole text := name_key(array_to_string(words, ''));
    typed text;
    sought text;
    every text := '';
BEGIN
    IF length(whole) < 2 THEN
        RETURN;
    END IF;
    FOREACH typed IN ARRAY words LOOP
        sought := name_key(typed);
        CONTINUE WHEN sought = '';
        every := every || CASE WHEN every = '' THEN '' ELSE ' AND ' END || format('r.search_keys && %L::text[]',
            ARRAY[sought, '=' || sought, sought || '*']
            || coalesce((SELECT v.near FROM people_variant v WHERE v.key = sought), '{}')
            || ARRAY(SELECT '~' || s FROM unnest(name_sounds(sought)) s WHERE length(sought) > 2 AND length(s) > 1));
    END LOOP;
    RETURN QUERY EXECUTE format(
        'SELECT r.id FROM casework_report r JOIN cases_circle k ON k.id = r.circle_id'
        || ' WHERE r.partnership_id = my_partnership() AND k.partnership_id = my_partnership()'
        || ' AND k.audience && me() AND NOT k.excluded && me() AND (%s OR r.search_keys @> %L::text[])'
        || ' ORDER BY r.report_on DESC, r.id DESC LIMIT %s', every, ARRAY[whole], how_many);
END $$;
REVOKE ALL ON FUNCTION casework_reports_found(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_reports_found(text[], integer) TO :app;

-- A report that the actor may open is about this address. The place is found or made, and neither is told: whoever
-- brings the address gets only the number of what stands in the report, or nothing where there is no such report.
CREATE FUNCTION casework_report_at(wanted bigint, lines text, postcode text, uprn text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known bigint;
    there bigint;
    made bigint;
    one text := address_key(lines, postcode);
BEGIN
    SELECT r.partnership_id INTO known FROM casework_report r JOIN cases_circle k ON k.id = r.circle_id
     WHERE r.id = wanted AND r.partnership_id = my_partnership() AND k.audience && me() AND NOT k.excluded && me();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT p.id INTO there FROM people_place p WHERE p.partnership_id = known AND p.key = one;
    IF there IS NULL THEN
        INSERT INTO people_place (partnership_id, key, lines, postcode, uprn)
        VALUES (known, one, casework_report_at.lines, casework_report_at.postcode, casework_report_at.uprn)
        ON CONFLICT (partnership_id, key) DO UPDATE SET key = excluded.key RETURNING id INTO there;
    END IF;
    INSERT INTO casework_report_place (partnership_id, report_id, place_id, words)
    VALUES (known, wanted, there, concat_ws(', ', nullif(casework_report_at.lines, ''),
                                            nullif(casework_report_at.postcode, '')))
    RETURNING id INTO made;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION casework_report_at(bigint, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_report_at(bigint, text, text, text) TO :app;

-- The titles of the reports of a case that the actor may not open, with whom to ask, where the partnership shows them
-- (E-CINS 5.2). Who is excluded from one of its cases learns nothing of it on the others.
DROP FUNCTION casework_report_titles(bigint);
CREATE FUNCTION casework_report_titles(wanted bigint)
RETURNS TABLE (id bigint, type text, title text, report_on date, author_principal int, author text, team text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.id, r.type, r.title, r.report_on, u.principal_id, u.name, t.name
      FROM casework_report_case rc JOIN casework_report r ON r.id = rc.report_id
      JOIN cases_circle k ON k.id = r.circle_id
      JOIN cases_case c ON c.id = rc.case_id
      JOIN accounts_partnership p ON p.id = c.partnership_id
      JOIN accounts_user u ON u.id = r.author_id JOIN accounts_team t ON t.id = r.team_id
     WHERE rc.case_id = wanted AND rc.unlinked_at IS NULL AND p.report_titles = 'visible'
       AND c.partnership_id = my_partnership() AND c.audience && me() AND NOT c.excluded && me()
       AND NOT k.audience && me() AND NOT k.excluded && me()
     ORDER BY r.report_on DESC, r.id DESC
$$;
REVOKE ALL ON FUNCTION casework_report_titles(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_report_titles(bigint) TO :app;

CREATE INDEX reports_latest ON casework_report (partnership_id, report_on DESC, id DESC);
