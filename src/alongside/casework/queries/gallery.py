"""My gallery: the people I work with, those whom nobody has been in touch with for longest first (E-CINS 1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.people.rules import age_words

PAGE = 24


@dataclass(frozen=True)
class Portrait:
    """A person I work with, on the case of theirs that I do. `last_contact` is None where there was none yet."""

    person_id: int
    name: str
    how_old: str
    relationship: str
    case_id: int
    case_name: str
    priority: str
    part: str
    last_contact: datetime | None


@dataclass(frozen=True)
class Gallery:
    """A page of them, the longest without contact first."""

    rows: Sequence[Portrait]
    number: int
    more: bool
    total: int


def gallery(*, actor: Actor, page: int = 1) -> Gallery:
    """The members of the families whose open cases the actor owns, leads or is keyworker on. One query.

    Somebody on several of these cases stands there once, on that of the highest number. The last contact is the latest
    note that names them, or that names nobody and so is about the family.
    """
    told: dict[str, Any] = {
        "partnership": actor.partnership_id, "user": actor.user_id, "me": sorted(actor.principals),
        "closing": [each.id for each in practice(actor).statuses if each.closes],
        "today": actor.today, "most": PAGE + 1, "beyond": (page - 1) * PAGE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_GALLERY, told)
        rows = cursor.fetchall()
    total = rows[0][-1] if rows else 0
    return Gallery([_portrait(row, actor.today) for row in rows[:PAGE]], page, len(rows) > PAGE, total)


_GALLERY = """
WITH mine AS MATERIALIZED (
    SELECT c.id, c.name, c.priority,
           CASE WHEN c.owner_id = %(user)s THEN 'owner' WHEN c.lead_worker_id = %(user)s THEN 'lead worker'
                ELSE 'keyworker' END AS part
      FROM cases_case c
     WHERE c.partnership_id = %(partnership)s AND c.audience && %(me)s::int[] AND NOT c.excluded && %(me)s::int[]
       AND c.closed_on IS NULL AND NOT c.is_archived AND c.status <> ALL (%(closing)s)
       AND (c.owner_id = %(user)s OR c.lead_worker_id = %(user)s
            OR c.id IN (SELECT k.case_id FROM cases_keyworker k WHERE k.user_id = %(user)s
                           AND k.starts_on <= %(today)s AND (k.ends_on IS NULL OR k.ends_on > %(today)s)))
), people AS MATERIALIZED (
    SELECT DISTINCT ON (m.person_id) m.person_id, m.id AS member_id, m.relationship, m.is_head, mine.*
      FROM mine JOIN cases_member m ON m.case_id = mine.id
     WHERE m.left_on IS NULL ORDER BY m.person_id, mine.id DESC
), of_family AS MATERIALIZED (
    SELECT l.case_id, max(l.contact_at) AS at FROM casework_log l
     WHERE l.case_id IN (SELECT id FROM mine) AND l.hidden_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM casework_log_member n WHERE n.log_id = l.id)
     GROUP BY l.case_id
), of_person AS MATERIALIZED (
    SELECT n.member_id, max(l.contact_at) AS at FROM casework_log_member n JOIN casework_log l ON l.id = n.log_id
     WHERE n.member_id IN (SELECT member_id FROM people) AND l.hidden_at IS NULL
     GROUP BY n.member_id
)
SELECT p.person_id, s.forename, s.surname, s.birth_date, s.age_band, s.unborn, s.expected_on, p.relationship, p.is_head,
       p.id, p.name, p.priority, p.part, greatest(f.at, o.at) AS last_contact, count(*) OVER () AS total
  FROM people p JOIN people_person s ON s.id = p.person_id
  LEFT JOIN of_family f ON f.case_id = p.id LEFT JOIN of_person o ON o.member_id = p.member_id
 ORDER BY greatest(f.at, o.at) NULLS FIRST, p.person_id LIMIT %(most)s OFFSET %(beyond)s
"""


def _portrait(row: tuple, on: date) -> Portrait:  # type: ignore[type-arg]
    (person, forename, surname, born, band, unborn, expected, relationship, is_head,
     case, name, priority, part, last, _) = row  # fmt: skip
    return Portrait(
        person_id=person,
        name=" ".join(each for each in (forename, surname) if each) or "Unborn baby",
        how_old=age_words(born, band, unborn, expected, on),
        relationship="Head of family" if is_head else relationship,
        case_id=case,
        case_name=name,
        priority=priority,
        part=part,
        last_contact=last,
    )
