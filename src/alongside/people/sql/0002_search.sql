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

-- Everything a set of names is found by: each name as one key, each part of it (Marsh-Quillan is also Marsh and also
-- Quillan), and the first two to four letters of each with a star, for the word that is still being typed.
CREATE FUNCTION name_tokens(VARIADIC names text[]) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    tokens text[] := '{}';
    name text;
    part text;
    key text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        CONTINUE WHEN name = '';
        FOREACH part IN ARRAY CASE WHEN name ~ '^[A-Za-z]*$' THEN ARRAY[name]
                                   ELSE name || regexp_split_to_array(name, '[^[:alnum:]''’.]+') END LOOP
            key := public.name_key(part);
            CONTINUE WHEN key = '' OR key = ANY (tokens) OR (length(key) = 1 AND part <> name);
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

-- The keys that a typed word may mean in a partnership, and how far from it each is: 0 the word itself, 1 another
-- spelling or a short form of it, 2 longer names that begin with it, 3 the same sound, 4 alike letter by letter,
-- 5 a short form of the same long form, 6 names that hold it. At most about a hundred.
CREATE FUNCTION name_expansion(partnership bigint, word text) RETURNS TABLE (key text, far integer)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    typed text := name_key(word);
BEGIN
    RETURN QUERY
    SELECT found.key, min(found.far) FROM (
        SELECT typed AS key, 0 AS far
        UNION ALL SELECT unnest(v.near), 1 FROM people_variant v WHERE v.key = typed
        UNION ALL SELECT typed || '*', 2 WHERE length(typed) BETWEEN 2 AND 4
        UNION ALL (SELECT s.key, 2 FROM people_spelling s
                    WHERE length(typed) > 4 AND s.partnership_id = partnership
                      AND s.key > typed AND s.key < typed || chr(1114111)
                    ORDER BY length(s.key), s.key LIMIT 40)
        UNION ALL (SELECT s.key, 3 FROM people_spelling s
                    WHERE length(typed) > 1 AND s.partnership_id = partnership AND s.sounds && name_sounds(typed)
                    ORDER BY levenshtein(s.key, typed), s.key LIMIT 20)
        UNION ALL (SELECT s.key, 4 FROM people_spelling s
                    WHERE length(typed) > 2 AND s.partnership_id = partnership AND s.key % typed
                    ORDER BY similarity(s.key, typed) DESC, s.key LIMIT 20)
        UNION ALL SELECT unnest(v.far), 5 FROM people_variant v WHERE v.key = typed
        UNION ALL (SELECT s.key, 6 FROM people_spelling s
                    WHERE length(typed) > 2 AND s.partnership_id = partnership AND s.key LIKE '%' || typed || '%'
                    ORDER BY length(s.key), s.key LIMIT 20)
    ) found WHERE typed <> '' GROUP BY found.key;
END $$;

-- All the keys that a typed word may mean, nearest first. For the owner's search functions: it tells which names are
-- known, so the application's role may not call it.
CREATE FUNCTION name_keys(partnership bigint, word text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(e.key ORDER BY e.far, e.key), '{}') FROM name_expansion(partnership, word) e
$$;
REVOKE ALL ON FUNCTION name_expansion(bigint, text), name_keys(bigint, text) FROM PUBLIC;

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
     WHERE n.key NOT LIKE '%*'
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
     WHERE k.key NOT LIKE '%*'
       AND NOT EXISTS (SELECT FROM people_spelling s WHERE s.partnership_id = NEW.partnership_id AND s.key = k.key)
     ORDER BY k.key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER learn_again AFTER UPDATE OF forename, middle_names, surname, search_keys ON people_person
    FOR EACH ROW WHEN (OLD.search_keys IS DISTINCT FROM NEW.search_keys) EXECUTE FUNCTION people_learn_one();

-- The persons the actor may see whose names fit every word, nearest first; with a birth date, only those born on it.
-- It looks in three steps and stops when it has enough: the names as typed, then those that begin so or are written
-- otherwise, then those that only sound or look alike. A single letter is an initial.
CREATE FUNCTION people_found(words text[], born date, how_many integer) RETURNS TABLE (person_id bigint, far integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    nths integer[] := '{}';    -- three lists side by side: the word, a key it may mean, how far that is
    keys text[] := '{}';
    fars integer[] := '{}';
    at_most integer;
    wanted text;
    found bigint[];
BEGIN
    IF born IS NULL AND cardinality(words) = 0 OR EXISTS (SELECT FROM unnest(words) w WHERE name_key(w) = '') THEN
        RETURN;
    END IF;
    SELECT array_agg(w.nth), array_agg(e.key), array_agg(e.far) INTO nths, keys, fars
      FROM unnest(words) WITH ORDINALITY AS w (word, nth), name_expansion(my_partnership(), w.word) e
     WHERE length(name_key(w.word)) > 1;
    FOREACH at_most IN ARRAY '{0,2,6}'::integer[] LOOP
        wanted := 'SELECT p.id FROM people_person p WHERE p.partnership_id = my_partnership()'
               || ' AND p.audience && me() AND NOT p.excluded && me()';
        FOR word_no IN 1..cardinality(words) LOOP
            IF length(name_key(words[word_no])) = 1 THEN
                wanted := wanted || format(' AND EXISTS (SELECT FROM unnest(p.search_keys) k WHERE k ^@ %L)',
                                           name_key(words[word_no]));
            ELSE
                wanted := wanted || format(' AND p.search_keys && %L::text[]',
                    ARRAY(SELECT k.key FROM unnest(nths, keys, fars) AS k (nth, key, far)
                           WHERE k.nth = word_no AND k.far <= at_most));
            END IF;
        END LOOP;
        EXECUTE 'SELECT array_agg(f.id) FROM (' || wanted || coalesce(format(' AND p.birth_date = %L', born), '')
                || ' LIMIT $1) f' INTO found USING how_many;
        EXIT WHEN cardinality(found) >= how_many OR cardinality(words) = 0;
    END LOOP;
    RETURN QUERY
    SELECT near.id, sum(near.far)::integer FROM (
        SELECT p.id, k.nth, coalesce(min(k.far), 0) AS far
          FROM people_person p
          LEFT JOIN LATERAL unnest(p.search_keys) AS held (key) ON true
          LEFT JOIN unnest(nths, keys, fars) AS k (nth, key, far) ON k.key = held.key
         WHERE p.id = ANY (found) AND (k.nth IS NOT NULL OR nths IS NULL)
         GROUP BY p.id, k.nth) near
     GROUP BY near.id;
END $$;
REVOKE ALL ON FUNCTION people_found(text[], date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_found(text[], date, integer) TO :app;
