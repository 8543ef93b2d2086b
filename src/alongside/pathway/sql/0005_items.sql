GRANT UPDATE (proposed_by_id, proposed_at) ON pathway_work_item TO :app;

-- What waits for whoever asks, with what waits in trays: taken by or given to them, and untaken in the trays of their teams.
-- In the header of every page, so one call with the counts of casework (casework/sql/0007_waiting.sql).
CREATE FUNCTION pathway_waiting(today date, clock time, most int)
RETURNS TABLE (tasks int, overdue int, team_tasks int, messages int, items int, untaken int) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    teams bigint[] := ARRAY(SELECT m.team_id FROM accounts_membership m WHERE m.user_id = my_user());
BEGIN
    SELECT w.tasks, w.overdue, w.team_tasks, w.messages INTO tasks, overdue, team_tasks, messages
      FROM casework_waiting(today, clock, most) w;
    items := (SELECT count(*) FROM (
        SELECT 1 FROM pathway_work_item i WHERE i.assigned_to_id = my_user() AND i.done_at IS NULL LIMIT most) found);
    untaken := (SELECT count(*) FROM (
        SELECT 1 FROM pathway_work_item i WHERE i.team_id = ANY (teams) AND i.assigned_to_id IS NULL AND i.done_at IS NULL
         LIMIT most) found);
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION pathway_waiting(date, time, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pathway_waiting(date, time, int) TO :app;
