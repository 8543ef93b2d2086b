"""Reading the actions on a case, a note or a report, and who can take part in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.casework.rules.case_actions import due_words
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of

PAGE = 25


@dataclass(frozen=True)
class Participant:
    """Somebody around a family who takes part in an action: a member, a keyworker, an agency involved (CCM 1.5)."""

    kind: str
    id: int
    name: str

    @property
    def value(self) -> str:
        """As it is chosen in a form."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class ActionListed:
    """An action as it is read. `due` is how far off its day is, in words, with the tone they are said in."""

    id: int
    case_id: int | None
    log: int | None
    report: int | None
    circle: int | None
    name: str
    type: str
    created_on: date
    due_on: date | None
    completed_on: date | None
    reason: str
    outcome: str
    participants: Sequence[Participant]
    author: str
    version: int
    due: tuple[str, str]


@dataclass(frozen=True)
class ActionPage:
    """A page of actions, the open ones first by the day they are due. `open` and `total` count all of them."""

    rows: Sequence[ActionListed]
    number: int
    more: bool
    open: int
    total: int


def actions(case_id: int, *, actor: Actor, only: str = "", page: int = 1, size: int = PAGE) -> ActionPage:
    """The actions on a case: all, only the "open" or only the "completed". One query."""
    narrowed = "x.case_id = %(of)s" + _ONLY.get(only, "")
    return _page(narrowed, {"of": case_id}, actor, page, size)


def actions_of_log(log_id: int, *, actor: Actor) -> Sequence[ActionListed]:
    """The actions on a note. One query."""
    return _page("x.log_id = %(of)s", {"of": log_id}, actor, 1, 200).rows


def actions_of_report(report_id: int, *, actor: Actor) -> Sequence[ActionListed]:
    """The actions on a report, for its circle. One query."""
    return _page("x.report_id = %(of)s", {"of": report_id}, actor, 1, 200).rows


def action(action_id: int, *, actor: Actor, case_id: int | None = None, report_id: int | None = None) -> ActionListed:
    """One action of a case or of a report. One query. Raises NotFound where it is not there for the actor."""
    of = ("case_id", case_id) if case_id is not None else ("report_id", report_id)
    found = _page(f"x.id = %(id)s AND x.{of[0]} = %(of)s", {"id": action_id, "of": of[1]}, actor, 1, 1).rows
    if not found:
        raise NotFound
    return found[0]


def people_of_case(case_id: int | None, *, actor: Actor) -> Sequence[Participant]:
    """Who can take part in an action on a case: its members, those who work with them, the agencies involved."""
    return _people([case_id] if case_id else [], actor)


def people_of_report(report_id: int, *, actor: Actor) -> Sequence[Participant]:
    """The same for a report: those around every family it is linked to that the actor sees."""
    linked = "SELECT case_id FROM casework_report_case WHERE report_id = %(report)s AND unlinked_at IS NULL"
    return _people([row["case_id"] for row in rows_of(linked, {"report": report_id})], actor)


def _people(cases: Sequence[int], actor: Actor) -> list[Participant]:
    rows = rows_of(_PEOPLE, {"cases": list(cases), "on": actor.today})
    return [Participant(row["kind"], row["id"], row["name"]) for row in rows]


def _page(narrowed: str, told: Mapping[str, Any], actor: Actor, page: int, size: int) -> ActionPage:
    values = {**told, "most": size + 1, "beyond": (page - 1) * size}
    rows = rows_of(_ACTIONS.format(narrowed=narrowed), values)
    listed = [_listed(row, actor.today) for row in rows[:size]]
    counted = rows[0] if rows else {"open": 0, "total": 0}
    return ActionPage(listed, page, len(rows) > size, counted["open"], counted["total"])


def _listed(row: Mapping[str, Any], today: date) -> ActionListed:
    told = {name: value for name, value in row.items() if name not in ("open", "total")}
    people = [Participant(each["kind"], each["id"], each["name"]) for each in told.pop("participants")]
    due = due_words(row["due_on"], row["completed_on"], today)
    return ActionListed(**told, participants=people, due=due)


_ONLY = {"open": " AND x.completed_on IS NULL", "completed": " AND x.completed_on IS NOT NULL"}
_ACTIONS = """
SELECT x.id, x.case_id, x.log_id AS log, x.report_id AS report, x.circle_id AS circle, x.name, x.type, x.created_on,
       x.due_on, x.completed_on, x.reason, x.outcome, x.participants::json AS participants, x.version,
       (SELECT u.name FROM accounts_user u WHERE u.id = x.author_id) AS author,
       count(*) FILTER (WHERE x.completed_on IS NULL) OVER () AS open, count(*) OVER () AS total
  FROM casework_action x
 WHERE {narrowed}
 ORDER BY x.completed_on IS NOT NULL, CASE WHEN x.completed_on IS NULL THEN x.due_on END NULLS LAST,
          x.completed_on DESC, x.id DESC LIMIT %(most)s OFFSET %(beyond)s
"""
_PEOPLE = """
SELECT kind, id, name FROM (
    SELECT 1 AS part, m.position AS place, 'member' AS kind, m.id,
           coalesce(nullif(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ''), 'Unborn baby') AS name
      FROM cases_member m JOIN people_person p ON p.id = m.person_id
     WHERE m.case_id = ANY (%(cases)s::bigint[]) AND m.left_on IS NULL
    UNION
    SELECT 2, 0, 'keyworker', u.id, u.name
      FROM accounts_user u
     WHERE u.id IN (SELECT c.owner_id FROM cases_case c WHERE c.id = ANY (%(cases)s::bigint[])
                    UNION SELECT c.lead_worker_id FROM cases_case c WHERE c.id = ANY (%(cases)s::bigint[])
                    UNION SELECT k.user_id FROM cases_keyworker k WHERE k.case_id = ANY (%(cases)s::bigint[])
                           AND k.starts_on <= %(on)s AND (k.ends_on IS NULL OR k.ends_on > %(on)s))
    UNION
    SELECT 3, 0, 'agency', i.id, concat_ws(', ', o.name, nullif(i.service, ''))
      FROM cases_involvement i JOIN accounts_organisation o ON o.id = i.organisation_id
     WHERE i.case_id = ANY (%(cases)s::bigint[]) AND (i.ends_on IS NULL OR i.ends_on > %(on)s)) AS around
 ORDER BY part, place, name, id
"""
