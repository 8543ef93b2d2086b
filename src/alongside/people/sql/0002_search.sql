-- Search by any spelling. A typed word is compared with the vocabulary of names that somebody bears (people_spelling, a
-- few ten thousand short words) and becomes a short list of keys; persons are then found by those keys and by who asks,
-- both at once, in one index. No comparison ever reads the persons.

-- A name as small letters and figures alone: O'Brien, OBRIEN and Ó Brien are one key.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN name ~ '^[A-Za-z]{0,60}$' THEN lower(name)
                ELSE left(regexp_replace(lower(public.unaccent('public.unaccent', normalize(name, NFKC))),
                                         '[^[:alnum:]]+', '', 'g'), 60) END
$$;

-- What a key sounds like, one code or two; nothing for a key that is not in Latin letters.
CREATE FUNCTION name_sounds(key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(CASE WHEN key ~ '[^a-z]' THEN '{}'
                             WHEN public.dmetaphone(key) = public.dmetaphone_alt(key) THEN ARRAY[public.dmetaphone(key)]
                             ELSE ARRAY[public.dmetaphone(key), public.dmetaphone_alt(key)] END, '')
$$;

-- Everything a set of names is found by: each part of each name (Marsh-Quillan is Marsh and is Quillan); a name of
-- several parts also as one key, with an equals sign where its parts are names of their own, so that the vocabulary
-- stays one of names; Mc written Mac as well; and the first two to four letters of each part with a star, for a word
-- still being typed.
CREATE FUNCTION name_tokens(VARIADIC names text[]) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    tokens text[] := '{}';
    name text;
    part text;
    key text;
    parts text[];
BEGIN
    FOREACH name IN ARRAY names LOOP
        CONTINUE WHEN name = '';
        parts := ARRAY[name];
        IF name !~ '^[A-Za-z]*$' THEN
            parts := array_remove(regexp_split_to_array(name, '[^[:alnum:]''’.]+'), '');
            IF cardinality(parts) > 1 THEN
                key := public.name_key(name);
                tokens := tokens || CASE WHEN (SELECT min(length(p)) FROM unnest(parts) p) > 3 THEN '=' || key ELSE key END;
            END IF;
        END IF;
        IF name ~* 'mc[a-z]' THEN
            parts := parts || regexp_replace(parts[cardinality(parts)], '^mc', 'mac', 'i');
        END IF;
        FOREACH part IN ARRAY parts LOOP
            key := public.name_key(part);
            CONTINUE WHEN key = '' OR key = ANY (tokens) OR (length(key) = 1 AND cardinality(parts) > 1);
            tokens := tokens || key;
            FOR letters IN 2..least(4, length(key) - 1) LOOP
                part := left(key, letters) || '*';
                IF part <> ALL (tokens) THEN
                    tokens := tokens || part;
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN tokens;
END $$;

CREATE INDEX spelling_by_likeness ON people_spelling USING gin (partnership_id, key public.gin_trgm_ops);
CREATE INDEX spelling_by_sound ON people_spelling USING gin (partnership_id, sounds);

-- What a key is with a slip of the pen. A short name and its misspelling have few three-letter pieces in common, and
-- half the vocabulary shares those, so of a name of up to four letters every word that one slip makes is looked up; of a
-- longer one those with two neighbours in each other's place, and likeness finds the rest.
CREATE FUNCTION name_slips(key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT overlay(key PLACING substr(key, n + 1, 1) || substr(key, n, 1) FROM n FOR 2)
          FROM generate_series(1, length(key) - 1) n
        UNION ALL SELECT overlay(key PLACING chr(letter) FROM n FOR wide)
          FROM generate_series(1, length(key) + 1) n, generate_series(97, 122) letter, generate_series(0, 1) wide
         WHERE length(key) BETWEEN 3 AND 4
        UNION ALL SELECT overlay(key PLACING '' FROM n FOR 1)
          FROM generate_series(1, length(key)) n WHERE length(key) BETWEEN 3 AND 4)
$$;

-- The keys that a typed word may mean in a partnership, and how far from it each is: 0 the word itself, 1 another
-- spelling or a short form of it, 2 longer names that begin with it, 3 the same sound, 4 alike letter by letter,
-- 5 a short form of the same long form, 6 names that hold it. At most about a hundred; none further than `at_most`.
CREATE FUNCTION name_expansion(partnership bigint, word text, at_most integer DEFAULT 6) RETURNS TABLE (key text, far integer)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$ -- planning its parts anew for each word took longer than the search
DECLARE
    typed text := name_key(word);
    heard text[] := CASE WHEN at_most >= 3 THEN name_sounds(typed) END;
    slipped text[] := CASE WHEN at_most >= 4 THEN name_slips(typed) END;
    -- Letters wrong, missing or too many.
    slips integer := CASE WHEN length(typed) < 8 THEN 2 ELSE 3 END;
BEGIN
    RETURN QUERY
    SELECT found.key, min(found.far) FROM (
        SELECT unnest(ARRAY[typed, '=' || typed]) AS key, 0 AS far
        UNION ALL SELECT unnest(v.near), 1 FROM people_variant v WHERE at_most >= 1 AND v.key = typed
        UNION ALL SELECT typed || '*', 2 WHERE at_most >= 2 AND length(typed) BETWEEN 2 AND 4
        UNION ALL (SELECT s.key, 2 FROM people_spelling s
                    WHERE at_most >= 2 AND length(typed) > 4 AND s.partnership_id = partnership
                      AND s.key > typed AND s.key < typed || chr(1114111)
                    ORDER BY length(s.key), s.key LIMIT 40)
        UNION ALL (SELECT s.key, 3 FROM people_spelling s
                    WHERE at_most >= 3 AND length(typed) > 1 AND s.partnership_id = partnership AND s.sounds && heard
                    ORDER BY levenshtein(s.key, typed), s.key LIMIT 20)
        UNION ALL SELECT s.key, 4 FROM people_spelling s
                   WHERE at_most >= 4 AND s.partnership_id = partnership AND s.key = ANY (slipped)
        UNION ALL (SELECT s.key, 4 FROM people_spelling s
                    WHERE at_most >= 4 AND length(typed) > 4 AND s.partnership_id = partnership AND s.key % typed
                      AND levenshtein_less_equal(s.key, typed, slips) <= slips
                    ORDER BY similarity(s.key, typed) DESC, s.key LIMIT 20)
        UNION ALL SELECT unnest(v.far), 5 FROM people_variant v WHERE at_most >= 5 AND v.key = typed
        UNION ALL (SELECT s.key, 6 FROM people_spelling s
                    WHERE at_most >= 6 AND length(typed) > 2 AND s.partnership_id = partnership
                      AND s.key LIKE '%' || typed || '%'
                    ORDER BY length(s.key), s.key LIMIT 20)
    ) found WHERE typed <> '' GROUP BY found.key;
END $$;

-- All the keys that a typed word may mean, nearest first. For the owner's search functions: it tells which names are
-- known, so the application's role may not call it.
CREATE FUNCTION name_keys(partnership bigint, word text, at_most integer DEFAULT 6) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(e.key ORDER BY e.far, e.key), '{}') FROM name_expansion(partnership, word, at_most) e
$$;
REVOKE ALL ON FUNCTION name_expansion(bigint, text, integer), name_keys(bigint, text, integer) FROM PUBLIC;

-- Keys follow names, whoever writes them.
CREATE FUNCTION people_person_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.search_keys := name_tokens(VARIADIC
        ARRAY[NEW.forename, NEW.surname, NEW.middle_names]
        || CASE WHEN TG_OP = 'UPDATE' THEN ARRAY(SELECT a.name FROM people_alias a WHERE a.person_id = NEW.id
                                                    AND a.ended_at IS NULL OR a.person_id = NEW.id AND a.kind = 'former name') END);
    RETURN NEW;
END $$;
CREATE TRIGGER keys BEFORE INSERT OR UPDATE OF forename, middle_names, surname, search_keys ON people_person
    FOR EACH ROW EXECUTE FUNCTION people_person_keys();

CREATE FUNCTION people_alias_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE people_person SET search_keys = search_keys WHERE id = NEW.person_id;
    RETURN NULL;
END $$;
CREATE TRIGGER keys AFTER INSERT OR UPDATE OF name, kind, ended_at ON people_alias
    FOR EACH ROW EXECUTE FUNCTION people_alias_keys();

-- The vocabulary learns a name when somebody first bears it. In one order, so that two who teach it the same names at
-- once do not wait for each other in a ring.
CREATE FUNCTION people_learn_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO people_spelling (partnership_id, key, sounds)
    SELECT n.partnership_id, n.key, name_sounds(n.key)
      FROM (SELECT DISTINCT a.partnership_id, k.key FROM added a, unnest(a.search_keys) AS k (key)) n
     WHERE n.key !~ '[*=]'
       AND NOT EXISTS (SELECT FROM people_spelling s WHERE s.partnership_id = n.partnership_id AND s.key = n.key)
     ORDER BY n.partnership_id, n.key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER learn AFTER INSERT ON people_person REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION people_learn_all();

CREATE FUNCTION people_learn_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO people_spelling (partnership_id, key, sounds)
    SELECT NEW.partnership_id, k.key, name_sounds(k.key) FROM unnest(NEW.search_keys) AS k (key)
     WHERE k.key !~ '[*=]'
       AND NOT EXISTS (SELECT FROM people_spelling s WHERE s.partnership_id = NEW.partnership_id AND s.key = k.key)
     ORDER BY k.key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER learn_again AFTER UPDATE OF forename, middle_names, surname, search_keys ON people_person
    FOR EACH ROW WHEN (OLD.search_keys IS DISTINCT FROM NEW.search_keys) EXECUTE FUNCTION people_learn_one();

-- The persons the actor may see who were born on this day, if one is given, and whose names hold one of the keys of
-- every word. `nths` and `keys` stand side by side: the word's number and a key it may mean. A word of one letter is an
-- initial. `few`: the actor sees so few persons that they are read and compared; otherwise the names' index finds them
-- and the audience is asked of those. The query is written out with its values, so that it is planned for them. Going
-- through all persons, or through all of a partnership, would be quicker only by the planner's estimate, which does not
-- know what comparing two arrays costs: both ways are closed.
CREATE FUNCTION people_holding(words text[], nths integer[], keys text[], born date, few boolean, how_many integer)
RETURNS bigint[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    seen text := 'partnership_id = my_partnership() AND audience && me() AND NOT excluded && me()';
    wanted text;
    ids bigint[];
BEGIN
    IF few THEN
        wanted := 'WITH mine AS MATERIALIZED (SELECT id, search_keys, birth_date FROM people_person WHERE ' || seen
               || ') SELECT id FROM mine WHERE true';
    ELSE
        wanted := 'SELECT id FROM people_person WHERE ' || seen;
    END IF;
    FOR word_no IN 1..cardinality(words) LOOP
        IF length(name_key(words[word_no])) = 1 THEN
            wanted := wanted || format(' AND EXISTS (SELECT FROM unnest(search_keys) k WHERE k ^@ %L)',
                                       name_key(words[word_no]));
        ELSE
            wanted := wanted || format(' AND search_keys && %L::text[]',
                ARRAY(SELECT k.key FROM unnest(nths, keys) AS k (nth, key) WHERE k.nth = word_no));
        END IF;
    END LOOP;
    IF born IS NOT NULL THEN
        wanted := wanted || format(' AND birth_date = %L', born);
    END IF;
    EXECUTE format('SELECT array_agg(f.id) FROM (%s LIMIT %s) f', wanted, how_many) INTO ids;
    RETURN coalesce(ids, '{}');
END $$;
REVOKE ALL ON FUNCTION people_holding(text[], integer[], text[], date, boolean, integer) FROM PUBLIC;

-- The persons the actor may see whose names fit every word, nearest first; with a birth date, only those born on it. It
-- looks first for names as typed, begun so or written otherwise; only when these are few, for those that merely sound
-- or look alike; and when they are too many, it sees to it that those exactly as typed are among them.
CREATE FUNCTION people_found(words text[], born date, how_many integer) RETURNS TABLE (person_id bigint, far integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    enough CONSTANT integer := 25;
    nths integer[];
    keys text[];
    fars integer[];
    few boolean;
    ids bigint[];
BEGIN
    IF born IS NULL AND cardinality(words) = 0 OR EXISTS (SELECT FROM unnest(words) w WHERE name_key(w) = '') THEN
        RETURN;
    END IF;
    EXECUTE 'SELECT count(*) <= 1000 FROM (SELECT FROM people_person WHERE partnership_id = my_partnership()'
         || ' AND audience && me() LIMIT 1001) f' INTO few;
    FOR at_most IN 2..6 BY 4 LOOP
        SELECT array_agg(w.nth), array_agg(e.key), array_agg(e.far) INTO nths, keys, fars
          FROM unnest(words) WITH ORDINALITY AS w (word, nth), name_expansion(my_partnership(), w.word, at_most) e
         WHERE length(name_key(w.word)) > 1;
        ids := people_holding(words, nths, keys, born, few, how_many);
        EXIT WHEN cardinality(ids) >= enough OR cardinality(words) = 0;
    END LOOP;
    IF cardinality(ids) >= how_many AND cardinality(words) > 0 THEN
        ids := ids || people_holding(words,
            ARRAY(SELECT k.nth FROM unnest(nths, fars) AS k (nth, far) WHERE k.far = 0),
            ARRAY(SELECT k.key FROM unnest(keys, fars) AS k (key, far) WHERE k.far = 0), born, few, how_many);
    END IF;
    RETURN QUERY
    SELECT near.id, sum(near.far)::integer FROM (
        SELECT p.id, k.nth, coalesce(min(k.far), 0) AS far
          FROM people_person p
          LEFT JOIN LATERAL unnest(p.search_keys) AS held (key) ON true
          LEFT JOIN unnest(nths, keys, fars) AS k (nth, key, far) ON k.key = held.key
         WHERE p.id = ANY (ids) AND (k.nth IS NOT NULL OR nths IS NULL)
         GROUP BY p.id, k.nth) near
     GROUP BY near.id;
END $$;
REVOKE ALL ON FUNCTION people_found(text[], date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_found(text[], date, integer) TO :app;
