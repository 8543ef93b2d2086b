-- Finding cases. The one place that looks past the audience, for what the partnership lets outsiders learn (discovery).

-- The events of a case or a person are read by whoever sees the case or the person; one's own other events by oneself.
CREATE POLICY with_its_case ON events_event FOR SELECT TO :app USING (
    partnership_id = my_partnership() AND (
        (case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
        OR (case_id IS NULL AND person_id IS NOT NULL AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = person_id))
        OR (case_id IS NULL AND person_id IS NULL AND user_id = my_user())));

-- And nobody writes into the history of what they cannot see, save that they asked to see it.
DROP POLICY recorded ON events_event;
CREATE POLICY recorded ON events_event FOR INSERT TO :app WITH CHECK (
    partnership_id = my_partnership() AND user_id = my_user() AND (
        kind = 'case.access-asked'
        OR ((case_id IS NULL OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id))
            AND (person_id IS NULL OR EXISTS (SELECT 1 FROM people_person p WHERE p.id = person_id)))));

-- Both functions below take the words of a search and, side by side, `nths`, `keys` and `fars`: a word's number, a key it
-- may mean, and how far that is from it (name_expansion). A case fits that holds a key of every word; those that hold
-- most of the words as typed come first, then the newest, and none that is `known` already.

-- For an actor who sees few cases: all of them are read and compared.
CREATE FUNCTION cases_of_few(words text[], nths int[], keys text[], known bigint[], how_many int) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
    RETURN ARRAY(
        SELECT c.id FROM cases_case c
         WHERE c.partnership_id = my_partnership() AND c.audience && me() AND NOT c.excluded && me() AND c.id <> ALL (known)
           AND NOT EXISTS (SELECT FROM unnest(words) WITH ORDINALITY AS w (word, nth)
                            WHERE c.id::text <> ltrim(w.word, '0') AND NOT c.search_keys && ARRAY(
                                  SELECT k.key FROM unnest(nths, keys) AS k (nth, key) WHERE k.nth = w.nth))
         ORDER BY (SELECT count(*) FROM unnest(words) w WHERE c.search_keys @> ARRAY[name_key(w)]) DESC, c.id DESC
         LIMIT how_many);
END $$;
REVOKE ALL ON FUNCTION cases_of_few(text[], int[], text[], bigint[], int) FROM PUBLIC;

-- For one who sees many, and for those that one is told of (not `mine`): by their own name alone, where `whole`, and only
-- by a word that stands in it whole, give or take a slip of the pen, so that a family cannot be browsed for.
-- The query is written out with its values, so that it is planned for them, and its way is chosen here, because the
-- planner's estimate is far out for words that hardly any case holds: what at most a thousand hold is fetched by the index
-- on keys and sorted, what more hold is met soon enough by going through the newest. Of very many cases those
-- from `recent` on are asked first, since a page shows no more than the newest that fit.
CREATE FUNCTION cases_holding(words text[], nths int[], keys text[], fars int[], mine boolean, whole boolean,
                              recent bigint, known bigint[], how_many int)
RETURNS bigint[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    few    CONSTANT int := greatest(1000, how_many);
    held   text := CASE WHEN whole THEN 'own_keys' ELSE 'search_keys' END;
    fits   text := 'partnership_id = my_partnership() AND NOT excluded && me() AND '
                || CASE WHEN mine THEN '' ELSE 'NOT ' END || '(audience && me()) AND id <> ALL ($1)';
    closer text := '0';
    floor  bigint;
    there  int;
    found  bigint[];
BEGIN
    FOR nth IN 1..cardinality(words) LOOP
        fits := fits || format(' AND (%s && %L::text[]%s)', held,
            ARRAY(SELECT k.key FROM unnest(nths, keys, fars) AS k (word_no, key, far)
                   WHERE k.word_no = nth AND (NOT whole OR k.far IN (0, 1) OR k.far IN (3, 4)
                         AND levenshtein(k.key, name_key(words[nth])) <= length(name_key(words[nth])) / 4)),
            CASE WHEN NOT whole AND words[nth] ~ '^[0-9]{1,18}$' THEN ' OR id = ' || words[nth] ELSE '' END);
        IF cardinality(words) > 1 AND 0 < ANY (fars) THEN
            closer := closer || format(' + (%s @> %L::text[])::int', held, ARRAY[name_key(words[nth])]);
        END IF;
    END LOOP;
    FOREACH floor IN ARRAY CASE WHEN closer = '0' AND recent > 20000 THEN ARRAY[recent, 0] ELSE ARRAY[0] END LOOP
        EXECUTE format('SELECT count(*), (array_agg(f.id ORDER BY f.closer DESC, f.id DESC))[:$2] FROM (
                           SELECT id, %s AS closer FROM cases_case WHERE %s AND id > $4 LIMIT $3 + 1) f', closer, fits)
           INTO there, found USING known, how_many, few, floor;
        EXIT WHEN there >= how_many;
    END LOOP;
    IF there > few THEN
        PERFORM set_config('enable_indexscan', 'on', true);
        EXECUTE format('SELECT array_agg(f.id) FROM (
                           SELECT id FROM cases_case WHERE %s ORDER BY %s id DESC LIMIT $2) f',
                       fits, CASE WHEN closer = '0' THEN '' ELSE '(' || closer || ') DESC,' END)
           INTO found USING known, how_many;
    END IF;
    RETURN coalesce(found, '{}');
END $$;
REVOKE ALL ON FUNCTION cases_holding(text[], int[], text[], int[], boolean, boolean, bigint, bigint[], int) FROM PUBLIC;

-- Cases found by every one of the words, closest first. A word is a name in any spelling, a postcode (whole, sector or
-- district, without spaces) or a case number. First come those that hold the words as typed: those that the actor sees,
-- then those that they are told of ("pointers"). Only where these are too few come those that hold another form of the
-- words or a longer name, and then what sounds or looks alike.
CREATE FUNCTION cases_find(words text[], most int, beyond int)
RETURNS TABLE (id bigint, mine boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    named     text[] := ARRAY(SELECT w FROM unnest(words) w WHERE name_key(w) <> '');
    discovery text := (SELECT p.discovery FROM accounts_partnership p WHERE p.id = my_partnership());
    wanted    int := beyond + most;
    recent    bigint := (SELECT max(c.id) - 20000 FROM cases_case c);
    ids       bigint[] := '{}';
    seen      boolean[] := '{}';
    more      bigint[];
    few       boolean;
    nths      int[];
    keys      text[];
    fars      int[];
    at_most   int;
BEGIN
    IF named = '{}' THEN
        RETURN;
    END IF;
    -- The district of a postcode alone tells somebody outside nothing.
    IF discovery = 'pointer' AND NOT EXISTS (SELECT FROM unnest(named) w WHERE w !~ '^[a-z]{1,2}[0-9][0-9a-z]?[0-9]?$') THEN
        discovery := 'nothing';
    END IF;
    EXECUTE 'SELECT count(*) <= 200 FROM (SELECT FROM cases_case WHERE partnership_id = my_partnership()'
         || ' AND audience && me() LIMIT 201) f' INTO few;
    FOREACH at_most IN ARRAY ARRAY[0, 2, 6] LOOP
        IF at_most = 0 THEN
            SELECT array_agg(w.nth), array_agg(mark || name_key(w.word)), array_agg(0) INTO nths, keys, fars
              FROM unnest(named) WITH ORDINALITY AS w (word, nth), unnest(ARRAY['', '=']) mark;
        ELSE
            SELECT array_agg(w.nth), array_agg(e.key), array_agg(e.far) INTO nths, keys, fars
              FROM unnest(named) WITH ORDINALITY AS w (word, nth), name_expansion(my_partnership(), w.word, at_most) e;
        END IF;
        CONTINUE WHEN at_most = 2 AND 0 = ALL (fars);
        more := CASE WHEN few THEN cases_of_few(named, nths, keys, ids, wanted - cardinality(ids))
                     ELSE cases_holding(named, nths, keys, fars, true, false, recent, ids, wanted - cardinality(ids)) END;
        ids := ids || more;
        seen := seen || array_fill(true, ARRAY[cardinality(more)]);
        EXIT WHEN cardinality(ids) >= wanted;
        CONTINUE WHEN at_most = 2 OR discovery = 'nothing';
        more := cases_holding(named, nths, keys, fars, false, discovery = 'pointer', recent, ids,
                              wanted - cardinality(ids));
        ids := ids || more;
        seen := seen || array_fill(false, ARRAY[cardinality(more)]);
        EXIT WHEN cardinality(ids) >= wanted;
    END LOOP;
    RETURN QUERY SELECT f.id, f.mine FROM unnest(ids, seen) WITH ORDINALITY AS f (id, mine, place)
                  WHERE f.place > beyond ORDER BY f.place LIMIT most;
END $$;
REVOKE ALL ON FUNCTION cases_find(text[], int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_find(text[], int, int) TO :app;

-- What an outsider is told of a case the discovery policy lets them learn of: whom to ask, and the name where cases are
-- listed. Nothing of the family, and nothing at all where the policy is "nothing" or they are excluded.
CREATE FUNCTION cases_pointers(wanted bigint[])
RETURNS TABLE (id bigint, name text, owner_id bigint, owner_name text, team_name text, creator_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.id, CASE WHEN a.discovery = 'listed' THEN c.name END, o.id, o.name, t.name,
           CASE WHEN a.discovery = 'listed' THEN m.name END
      FROM cases_case c JOIN accounts_user o ON o.id = c.owner_id JOIN accounts_team t ON t.id = c.team_id
      JOIN accounts_user m ON m.id = c.created_by_id JOIN accounts_partnership a ON a.id = c.partnership_id
     WHERE c.id = ANY (wanted) AND c.partnership_id = my_partnership() AND a.discovery IN ('listed', 'pointer')
       AND NOT c.excluded && me()
$$;
REVOKE ALL ON FUNCTION cases_pointers(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_pointers(bigint[]) TO :app;
