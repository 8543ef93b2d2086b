-- My tasks in their order at any number: those I set that are open, and what was completed, the last completed first.
CREATE INDEX open_tasks_set_by ON casework_task (set_by_id, due_on, id) WHERE completed_at IS NULL;
CREATE INDEX completed_tasks_of_a_user ON casework_task (to_user_id, completed_at DESC, id DESC) WHERE completed_at IS NOT NULL;
CREATE INDEX completed_tasks_of_a_team ON casework_task (to_team_id, completed_at DESC, id DESC) WHERE completed_at IS NOT NULL;
CREATE INDEX completed_tasks_set_by ON casework_task (set_by_id, completed_at DESC, id DESC) WHERE completed_at IS NOT NULL;
