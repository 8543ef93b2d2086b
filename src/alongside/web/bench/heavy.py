"""A case that much was recorded on, and a worker of whom much is asked: what the day's work is measured with."""

import psycopg

NOTES, TASKS, DOCUMENTS, MY_TASKS = 2000, 300, 200, 5000
CONCERNS, PLAN_TASKS, DATES = 20, 200, 5

_NOTES = """
INSERT INTO casework_log (partnership_id, case_id, type, contact_at, "where", who, what, headings, author_id,
                          written_at, version, hidden_why)
SELECT c.partnership_id, c.id, 'log', now() - n * interval '9 hours', 'At home', 'Everybody',
       repeat('What was said and seen that day, in a few lines. ', 8), '[]', c.owner_id,
       now() - n * interval '8 hours', 1, ''
  FROM cases_case c, generate_series(1, %(many)s) n WHERE c.id = %(case)s
"""
_TASKS = """
INSERT INTO casework_task (partnership_id, case_id, title, description, type, priority, due_on, set_by_id, set_at,
                           to_user_id, wants_receipt, waits_for, completed_at, completed_by_id, version)
SELECT c.partnership_id, c.id, 'Ring the school ' || n, 'Ask how the week went.', 'other', 'medium',
       current_date + (n %% 60) - 20, c.owner_id, now(), %(user)s, false, '',
       CASE WHEN n %% 2 = 0 THEN now() END, CASE WHEN n %% 2 = 0 THEN %(user)s::bigint END, 1
  FROM cases_case c, generate_series(1, %(many)s) n WHERE c.id = %(case)s
"""
_MY_TASKS = """
INSERT INTO casework_task (partnership_id, case_id, title, description, type, priority, due_on, set_by_id, set_at,
                           to_user_id, wants_receipt, waits_for, version)
SELECT c.partnership_id, c.id, 'Ring the clinic ' || n, 'Ask for a date.', 'other', 'medium',
       current_date + (n %% 60) - 20, c.owner_id, now(), %(user)s, false, '', 1
  FROM generate_series(1, %(many)s) n JOIN (
       SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS every
         FROM cases_case WHERE owner_id = %(user)s) c ON c.place = n %% c.every
"""
_DOCUMENTS = """
WITH added AS (
    INSERT INTO documents_document (partnership_id, case_id, type, name, description, in_library, added_by_id,
                                    added_at, version, hidden_why)
    SELECT c.partnership_id, c.id, 'letter', 'Letter ' || n, '', false, c.owner_id, now() - n * interval '1 day', 1, ''
      FROM cases_case c, generate_series(1, %(many)s) n WHERE c.id = %(case)s
    RETURNING id, partnership_id, added_by_id, added_at)
INSERT INTO documents_version (partnership_id, document_id, number, file_name, content_type, size, stored_as, verdict,
                               verdict_why, uploaded_by_id, uploaded_at)
SELECT partnership_id, id, 1, 'letter.pdf', 'application/pdf', 40000, 'measured', 'clean', '', added_by_id, added_at
  FROM added
"""
_PLAN = """
INSERT INTO plans_plan (partnership_id, case_id, title, framework, release_id, status, started_by_id, started_at,
                        completed_by_id, completed_at, review_on, version)
SELECT c.partnership_id, c.id, 'What the family wants', '',
       (SELECT r.id FROM packs_release r JOIN accounts_partnership p ON p.pack = r.pack
         WHERE p.id = c.partnership_id ORDER BY r.in_force_from DESC, r.id DESC LIMIT 1),
       'open', c.owner_id, now(), c.owner_id, now(), current_date + 30, 1
  FROM cases_case c WHERE c.id = %(case)s
"""
_CONCERNS = """
WITH added AS (
    INSERT INTO plans_concern (partnership_id, plan_id, number, position, better, criterion, goal, outcome, knowing,
                               measures, contingency, areas, opened_on, closed_because, version)
    SELECT p.partnership_id, p.id, n, n, 'What is to be better, in a line or two ' || n, '',
           repeat('What we want to happen, in a few words. ', 4), '', repeat('How we will know. ', 6), '{}',
           repeat('What we do if it does not work. ', 5), '{}', current_date - 60, '', 1
      FROM plans_plan p, generate_series(1, %(many)s) n WHERE p.case_id = %(case)s
    RETURNING id, partnership_id, plan_id)
INSERT INTO plans_concern_member (partnership_id, concern_id, member_id)
SELECT a.partnership_id, a.id, m.id FROM added a JOIN plans_plan p ON p.id = a.plan_id
  JOIN cases_member m ON m.case_id = p.case_id AND m.is_head AND m.left_on IS NULL
"""
_PLAN_TASKS = """
WITH added AS (
    INSERT INTO casework_task (partnership_id, case_id, title, description, type, priority, due_on, set_by_id, set_at,
                               to_user_id, wants_receipt, waits_for, completed_at, completed_by_id, version)
    SELECT c.partnership_id, c.id, 'A step of the plan ' || n, 'As we agreed.', 'other', 'medium',
           current_date + (n %% 60) - 20, c.owner_id, now(), %(user)s, false, '',
           CASE WHEN n %% 4 = 0 THEN now() END, CASE WHEN n %% 4 = 0 THEN %(user)s::bigint END, 1
      FROM cases_case c, generate_series(1, %(many)s) n WHERE c.id = %(case)s
    RETURNING id, partnership_id, case_id)
INSERT INTO plans_concern_task (partnership_id, concern_id, task_id)
SELECT a.partnership_id, k.id, a.id
  FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM added) a
  JOIN plans_plan p ON p.case_id = a.case_id JOIN plans_concern k ON k.plan_id = p.id AND k.number = a.place %% 20 + 1
"""
_ASSESSED = """
WITH added AS (
    INSERT INTO assessments_assessment (partnership_id, case_id, tool, release_id, took_place_on, own, started_by_id,
                                        started_at, completed_by_id, completed_at, version)
    SELECT p.partnership_id, p.case_id, 'whole-family-webstar', p.release_id, current_date - n * 60, '{}',
           p.started_by_id, now(), p.started_by_id, now(), 1
      FROM plans_plan p, generate_series(1, %(many)s) n WHERE p.case_id = %(case)s
    RETURNING id, partnership_id, started_by_id)
INSERT INTO assessments_score (partnership_id, assessment_id, area, voice, score, by_id, at)
SELECT a.partnership_id, a.id, area, voice, 1 + (a.id + length(area)) %% 10, a.started_by_id, now()
  FROM added a, unnest(ARRAY['practitioner', 'parent or carer', 'child or young person']) voice,
       unnest(ARRAY['offending', 'physical-health', 'wellbeing', 'relationships', 'money-and-employment', 'housing',
                    'parenting', 'family-and-friendships', 'school', 'community']) area
"""


def burden(owner_url: str, case: int, user_id: int) -> None:
    """Record 2,000 notes, 300 tasks and 200 documents on a case, and ask 5,000 tasks of a worker; give the case a plan
    of 20 concerns with 200 more tasks, and five assessments with three voices each."""
    parts = (
        (_NOTES, NOTES), (_TASKS, TASKS), (_MY_TASKS, MY_TASKS), (_DOCUMENTS, DOCUMENTS), (_PLAN, 1),
        (_CONCERNS, CONCERNS), (_PLAN_TASKS, PLAN_TASKS), (_ASSESSED, DATES),
    )  # fmt: skip
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement, many in parts:
            connection.execute(statement, {"case": case, "user": user_id, "many": many})
        connection.execute(f"VACUUM ANALYZE {', '.join(_FILLED)}")


_FILLED = (
    "casework_log", "casework_task", "documents_document", "documents_version", "plans_plan", "plans_concern",
    "plans_concern_member", "plans_concern_task", "assessments_assessment", "assessments_score",
)  # fmt: skip
