-- A plan is seen with its case, what is part of it with the plan, what is part of a concern or a meeting with that.
DO $$
DECLARE
    part text[];
BEGIN
    FOREACH part SLICE 1 IN ARRAY ARRAY[
        ['plans_plan',           'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['plans_decision',       'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)'],
        ['plans_meeting',        'EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = plan_id)'],
        ['plans_concern',        'EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = plan_id)'],
        ['plans_update',         'EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = plan_id)'],
        ['plans_family_answer',  'EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = plan_id)'],
        ['plans_said',           'EXISTS (SELECT 1 FROM plans_meeting m WHERE m.id = meeting_id)'],
        ['plans_progress',       'EXISTS (SELECT 1 FROM plans_meeting m WHERE m.id = meeting_id)'],
        ['plans_concern_member', 'EXISTS (SELECT 1 FROM plans_concern k WHERE k.id = concern_id)'],
        ['plans_concern_task',   'EXISTS (SELECT 1 FROM plans_concern k WHERE k.id = concern_id)'],
        ['plans_request',        'EXISTS (SELECT 1 FROM plans_concern k WHERE k.id = concern_id)'],
        ['plans_achievement',    'EXISTS (SELECT 1 FROM plans_concern k WHERE k.id = concern_id)']]
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part[1]);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part[1]);
        EXECUTE format('CREATE POLICY keeper ON %I TO :owner USING (true) WITH CHECK (true)', part[1]);
        EXECUTE format('CREATE POLICY seen ON %I TO :app USING (partnership_id = my_partnership() AND %s)
                        WITH CHECK (partnership_id = my_partnership() AND %s)', part[1], part[2], part[2]);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO :app', part[1]);
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO :app', part[1] || '_id_seq');
    END LOOP;
END $$;
GRANT UPDATE (title, framework, release_id, status, completed_by_id, completed_at, review_on, ended_on, put_away_at, version)
    ON plans_plan TO :app;
GRANT UPDATE (kind, title, held_on, place, present, apologies, notes, private, next_on, ended_by_id, ended_at, version)
    ON plans_meeting TO :app;
GRANT UPDATE (position, better, criterion, goal, outcome, knowing, measures, sustained_months, contingency, areas, closed_on,
              closed_because, version) ON plans_concern TO :app;
GRANT UPDATE (words, concern_id, task_id, struck_at) ON plans_said TO :app;
GRANT UPDATE (progress, words, by_id, at, version) ON plans_progress TO :app;
GRANT UPDATE (removed_at) ON plans_concern_member TO :app;
GRANT UPDATE (answer, worker_id, who, begins, why, log_id, answered_by_id, answered_at) ON plans_request TO :app;
GRANT UPDATE (lasted, check_words, checked_by_id, checked_on, taken_back_at, taken_back_why) ON plans_achievement TO :app;
