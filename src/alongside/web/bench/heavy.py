"""A case that much was recorded on, and a worker of whom much is asked: what the day's work is measured with."""

import psycopg

NOTES, TASKS, DOCUMENTS, MY_TASKS = 2000, 300, 200, 5000

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


def burden(owner_url: str, case: int, user_id: int) -> None:
    """Record 2,000 notes, 300 tasks and 200 documents on a case, and ask 5,000 tasks of a worker."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement, many in ((_NOTES, NOTES), (_TASKS, TASKS), (_MY_TASKS, MY_TASKS), (_DOCUMENTS, DOCUMENTS)):
            connection.execute(statement, {"case": case, "user": user_id, "many": many})
        connection.execute("VACUUM ANALYZE casework_log, casework_task, documents_document, documents_version")
