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

-- Cases found by every one of the words, closest first and then newest. A word is a name in any spelling, a postcode
-- (whole, sector or district, without spaces) or a case number. `mine` are cases the actor sees. Of the others
-- ("pointers") only those are found whose own name holds the word whole: a family cannot be browsed for.
CREATE FUNCTION cases_find(words text[], most int, beyond int)
RETURNS TABLE (id bigint, mine boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    discovery text := (SELECT p.discovery FROM accounts_partnership p WHERE p.id = my_partnership());
    word      text;
    keys      text[];
    seen_by   text := '';
    found_by  text := '';
    closeness text := '0';
    any_word  boolean := false;
    told_enough boolean := false;
BEGIN
    FOREACH word IN ARRAY words LOOP
        CONTINUE WHEN name_key(word) = '';
        any_word := true;
        seen_by := seen_by || format(' AND (c.search_keys && %L::text[] %s)', name_keys(my_partnership(), word),
                                     CASE WHEN word ~ '^[0-9]{1,18}$' THEN 'OR c.id = ' || word ELSE '' END);
        -- For others a name has to be written whole, give or take a slip of the pen; the first letters of a name, or
        -- the district of a postcode, tell nobody anything.
        found_by := found_by || format(' AND c.own_keys && %L::text[]', ARRAY(
            SELECT e.key FROM name_expansion(my_partnership(), word) e
             WHERE e.far IN (0, 1) OR (e.far IN (3, 4) AND levenshtein(e.key, name_key(word)) <= length(name_key(word)) / 4)));
        told_enough := told_enough OR word !~ '^[a-z]{1,2}[0-9][0-9a-z]?[0-9]?$';
        closeness := closeness || format(' + (c.search_keys @> ARRAY[%L]::text[])::int', name_key(word));
    END LOOP;
    IF NOT any_word THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE
        'SELECT f.id, f.mine FROM (
            SELECT c.id, true AS mine, ' || closeness || ' AS closeness FROM cases_case c
             WHERE c.partnership_id = my_partnership() AND c.audience && me() AND NOT c.excluded && me()' || seen_by ||
        CASE WHEN discovery = 'nothing' OR discovery = 'pointer' AND NOT told_enough THEN '' ELSE
           ' UNION ALL
            SELECT c.id, false, ' || closeness || ' FROM cases_case c
             WHERE c.partnership_id = my_partnership() AND NOT (c.audience && me()) AND NOT c.excluded && me()' ||
             CASE WHEN discovery = 'listed' THEN seen_by ELSE found_by END
        END || ') f ORDER BY f.closeness DESC, f.id DESC LIMIT $1 OFFSET $2' USING most, beyond;
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
