-- Who is writing notes on a case that one sees: a case is not ready to close or to hand over while a note is unfinished.
-- What is in them their author alone reads.
CREATE FUNCTION pathway_notes_in_draft(of_case bigint) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT u.name
      FROM casework_note_draft d JOIN accounts_user u ON u.id = d.author_id
     WHERE d.case_id = of_case AND d.ended_at IS NULL AND d.partnership_id = my_partnership()
       AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = of_case AND c.partnership_id = my_partnership()
                      AND c.audience && me() AND NOT c.excluded && me())
     ORDER BY d.kept_at
$$;
REVOKE ALL ON FUNCTION pathway_notes_in_draft(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pathway_notes_in_draft(bigint) TO :app;
