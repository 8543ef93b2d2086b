-- Of each member of these cases, when they were last seen, seen alone, and heard in a type of note that is for the child's own
-- words. It stands on home and on every case; it is a function because planning it takes four times as long as running it, and a
-- plan made for any number of cases does for six. It runs as whoever asks, under the policies.
CREATE FUNCTION casework_child_seen(cases bigint[], voices text[], today date)
RETURNS TABLE (case_id bigint, member bigint, name text, unborn boolean, age_band text, age int, seen_at timestamptz,
               alone_at timestamptz, heard_at timestamptz) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT m.case_id, m.id, concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), p.unborn, p.age_band,
           date_part('year', age(today, p.birth_date))::int, s.seen_at, s.alone_at, s.heard_at
      FROM cases_member m JOIN people_person p ON p.id = m.person_id
      LEFT JOIN LATERAL (
           SELECT max(t.at) FILTER (WHERE g.seen) AS seen_at, max(t.at) FILTER (WHERE g.seen_alone) AS alone_at,
                  max(t.at) FILTER (WHERE l.type = ANY (voices)
                                      AND (g.own_words <> '' OR g.spoken_to OR g.observed)) AS heard_at
             FROM casework_log_member g JOIN casework_log l ON l.id = g.log_id
            CROSS JOIN LATERAL (SELECT coalesce((SELECT k.contact_at FROM casework_correction k
                                                  WHERE k.log_id = l.id AND k.contact_at IS NOT NULL
                                                  ORDER BY k.id DESC LIMIT 1), l.contact_at) AS at) t
            WHERE g.member_id = m.id AND l.hidden_at IS NULL) s ON true
     WHERE m.case_id = ANY (cases) AND m.left_on IS NULL ORDER BY m.case_id, m.position, m.id;
END $$;
REVOKE ALL ON FUNCTION casework_child_seen(bigint[], text[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_child_seen(bigint[], text[], date) TO :app;
