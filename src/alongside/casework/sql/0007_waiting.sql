-- What waits for whoever asks, each counted so far and no further: open tasks that are theirs, those of them overdue, open
-- tasks of their teams that nobody took, unread messages. It stands in the header of every page, so it is a function: its
-- plan is kept, and planning it takes four times as long as running it. It runs as whoever asks, under the policies.
CREATE FUNCTION casework_waiting(today date, clock time, most int)
RETURNS TABLE (tasks int, overdue int, team_tasks int, messages int) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    mine int[] := me();
    teams bigint[] := ARRAY(SELECT t.id FROM accounts_team t WHERE t.principal_id = ANY (me()));
BEGIN
    tasks := (SELECT count(*) FROM (
        (SELECT 1 FROM casework_task t WHERE t.to_user_id = my_user() AND t.completed_at IS NULL LIMIT most)
        UNION ALL
        (SELECT 1 FROM casework_task t WHERE t.to_team_id = ANY (teams) AND t.taken_by_id = my_user()
            AND t.completed_at IS NULL LIMIT most) LIMIT most) found);
    overdue := (SELECT count(*) FROM (
        (SELECT 1 FROM casework_task t WHERE t.to_user_id = my_user() AND t.completed_at IS NULL
            AND t.due_on <= today AND (t.due_on < today OR t.due_time <= clock) LIMIT most)
        UNION ALL
        (SELECT 1 FROM casework_task t WHERE t.to_team_id = ANY (teams) AND t.taken_by_id = my_user()
            AND t.completed_at IS NULL AND t.due_on <= today AND (t.due_on < today OR t.due_time <= clock)
            LIMIT most) LIMIT most) found);
    team_tasks := (SELECT count(*) FROM (
        SELECT 1 FROM casework_task t WHERE t.to_team_id = ANY (teams) AND t.taken_by_id IS NULL
           AND t.completed_at IS NULL LIMIT most) found);
    messages := (SELECT count(*) FROM (
        SELECT 1 FROM casework_message m WHERE m.recipient_id = ANY (mine) AND m.sender_id <> my_user()
           AND NOT EXISTS (SELECT 1 FROM casework_message_read r WHERE r.user_id = my_user() AND r.message_id = m.id)
         LIMIT most) found);
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION casework_waiting(date, time, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework_waiting(date, time, int) TO :app;
