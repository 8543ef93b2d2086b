"""Reading tasks: mine, my teams', those I set, those of a case; one with everything done with it; how many wait."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from django.db import connection

from alongside.casework.rules import tasks as rules
from alongside.casework.rules.tasks import Due, Standing, Turn, What, Who
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.events.queries import history_of

PAGE = 25


Which = Literal["mine", "team", "sent"]
State = Literal["open", "overdue", "waiting", "completed"]


@dataclass(frozen=True)
class Listed:
    """One task of a list. `to` is whom it is for: a user, a team, or a member of the family (`to_kind` says which)."""

    id: int
    version: int
    case_id: int
    case_name: str
    title: str
    type: str
    priority: str
    due_on: date
    due_time: time | None
    set_by: str
    set_by_id: int
    set_by_team: str
    set_at: datetime
    to: str
    to_kind: str
    to_user_id: int | None
    to_team_id: int | None
    to_member_id: int | None
    taken_by: str
    taken_by_id: int | None
    wants_receipt: bool
    accepted_by: str
    accepted_by_id: int | None
    accepted_at: datetime | None
    waits_for: str
    completed_by: str
    completed_by_id: int | None
    completed_at: datetime | None
    log_id: int | None
    description: str
    case_owner_id: int

    @property
    def standing(self) -> Standing:
        """The same, as the rules know it."""
        plain = ("title", "description", "type", "priority", "set_at", "wants_receipt", "accepted_at", "waits_for",
                 "completed_at", "version")  # fmt: skip
        links = ("to_user", "to_team", "to_member", "taken_by", "accepted_by", "completed_by", "log")
        return Standing(
            due=Due(self.due_on, self.due_time), set_by=self.set_by_id,
            **{name: getattr(self, name) for name in plain}, **{name: getattr(self, f"{name}_id") for name in links},
        )  # fmt: skip

    @property
    def due(self) -> Due:
        """When it is due."""
        return Due(self.due_on, self.due_time)

    def may(self, what: What, who: Who) -> bool:
        """Whether somebody may do this with it as it stands."""
        return not rules.why_not(self.standing, what, who)


@dataclass(frozen=True)
class Narrowed:
    """What a list of tasks is narrowed to. `set_by` are words of the name of who set it."""

    state: State = "open"
    type: str = ""
    priority: str = ""
    case_id: int | None = None
    set_by: str = ""
    newest_first: bool = False


@dataclass(frozen=True)
class Said:
    """One turn of a task, as it is read: what was done, in which words, by whom and when."""

    what: str
    words: str
    facts: Mapping[str, Any]
    by: str
    at: datetime

    @property
    def due(self) -> Due | None:
        """The day that was asked for, granted, or set anew."""
        return rules.due_said(self.facts)


@dataclass(frozen=True)
class Opened:
    """One task with everything done with it, as somebody sees it. `may` are the turns that are theirs to make.

    `reads` is false for a letter that is still closed: whoever it is for accepts it first.
    """

    head: Listed
    turns: Sequence[Said]
    may: frozenset[What]
    reads: bool
    is_senders: bool
    is_for_me: bool
    may_answer: bool
    """A request for an intervention, which is the reader's to accept or decline."""
    documents: Sequence[int] = ()
    """The ids of what is attached."""

    @property
    def asked(self) -> Due | None:
        """The day asked for that waits for an answer."""
        if self.head.waits_for != "extension":
            return None
        return next((turn.due for turn in reversed(self.turns) if turn.what == "extension-asked"), None)


def tasks(
    which: Which, *, actor: Actor, narrowed: Narrowed | None = None, page: int = 1, size: int = PAGE
) -> Page[Listed]:
    """My tasks, those of my teams, or those I set, the first due first; completed ones the last completed first.

    Mine are those for me and those of a team that I took. One query at any number.
    """
    narrowed = narrowed or Narrowed()
    told = {
        **of_actor(actor), "type": narrowed.type, "priority": narrowed.priority, "case": narrowed.case_id,
        "most": size + 1, "beyond": (page - 1) * size, "all": page * size + 1,
    }  # fmt: skip
    told |= {f"by{place}": f"%{_literal(word)}%" for place, word in enumerate(narrowed.set_by.split())}
    wheres, order = _narrowing(narrowed), _order(narrowed)
    branches = " UNION ALL ".join(
        _BRANCH.format(wheres=" AND ".join([branch, *wheres]), order=order) for branch in _BRANCHES[which]
    )
    rows = _rows(_FOUND.format(branches=branches, order=order, listed=_THESE), told)
    return Page(rows[:size], page, len(rows) > size)


def tasks_of_case(case_id: int, *, actor: Actor, completed: bool = False, page: int = 1) -> Page[Listed]:
    """The open or the completed tasks of a case (TASK-05). One query; none for a case not seen."""
    narrowed = Narrowed("completed" if completed else "open")
    order = _order(narrowed)
    state = _STATES[narrowed.state]
    told = {**of_actor(actor), "case": case_id, "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    rows = _rows(_EVERY + _OF_CASE.format(state=state, order=order), told)
    return Page(rows[:PAGE], page, len(rows) > PAGE)


def who_is(case_owner: int, *, actor: Actor) -> Who:
    """The actor as the rules of tasks know somebody. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_team WHERE principal_id = ANY (%s)", [sorted(actor.principals)])
        teams = frozenset(row[0] for row in cursor.fetchall())
    return Who(actor.user_id, teams, owns_case=case_owner == actor.user_id)


def task(task_id: int, *, actor: Actor) -> Opened:
    """One task, as the actor sees it. Four queries. Raises NotFound where it, or its case, is not there for them."""
    rows = _rows(f"{_EVERY} WHERE {_HERE} AND t.id = %(task)s", {**of_actor(actor), "task": task_id})
    if not rows:
        raise NotFound
    head = rows[0]
    who = who_is(head.case_owner_id, actor=actor)
    may = frozenset(what for what in rules.TURNS if head.may(what, who))
    senders = rules.is_senders(head.standing, who)
    mine = rules.is_for(head.standing, who) and head.to_member_id is None
    reads = senders or not head.standing.is_closed_letter
    answers = rules.is_request(head.standing) and not rules.why_not(head.standing, "completed", who, answering=True)
    return Opened(head, _turns(task_id), may, reads, senders, mine, answers, _attached(task_id) if reads else ())


def from_history(case_id: int, task_id: int) -> Standing | None:
    """The task as the events of its case alone tell it."""
    happened = reversed(history_of(case_id, what="task", number=task_id))
    return rules.task_from(
        Turn(each.kind.removeprefix("task."), each.user_id, each.happened_at, each.facts)
        for each in happened
        if each.kind.startswith("task.")
    )


def _attached(task_id: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_id FROM casework_attachment WHERE task_id = %s ORDER BY id", [task_id])
        return [row[0] for row in cursor.fetchall()]


def _turns(task_id: int) -> Sequence[Said]:
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, {"task": task_id})
        return [Said(what, words, json.loads(facts), by, at) for what, words, facts, by, at in cursor.fetchall()]


def _narrowing(narrowed: Narrowed) -> list[str]:
    wheres = [_STATES[narrowed.state]]
    if narrowed.type:
        wheres.append("t.type = %(type)s")
    if narrowed.priority:
        wheres.append("t.priority = %(priority)s")
    if narrowed.case_id:
        wheres.append("t.case_id = %(case)s")
    for place, _ in enumerate(narrowed.set_by.split()):
        wheres.append(f"t.set_by_id IN (SELECT id FROM accounts_user WHERE name ILIKE %(by{place})s)")  # noqa: S608
    return wheres


def _order(narrowed: Narrowed) -> str:
    if narrowed.newest_first:
        return "t.id DESC"
    return "t.completed_at DESC, t.id DESC" if narrowed.state == "completed" else _BY_DUE


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def of_actor(actor: Actor) -> dict[str, Any]:
    """Who asks, and what day and time it is for them, as the texts of this module name them."""
    day, clock = rules.wall(actor.now)
    return {
        "partnership": actor.partnership_id, "user": actor.user_id, "me": sorted(actor.principals), "today": day,
        "clock": clock,
    }  # fmt: skip


def _rows(text: str, told: Mapping[str, Any]) -> list[Listed]:
    return [Listed(**row) for row in rows_of(text, told)]


# Said in SQL: the lists name users, teams, members and cases at once, and the counts stand on every page.
_HERE = "t.partnership_id = %(partnership)s"
_TEAMS = "ARRAY(SELECT id FROM accounts_team WHERE principal_id = ANY (%(me)s))"
_OPEN = "t.completed_at IS NULL"
_OVER = "t.due_on <= %(today)s AND (t.due_on < %(today)s OR t.due_time <= %(clock)s)"
_STATES: Mapping[str, str] = {
    "open": _OPEN,
    "overdue": f"{_OPEN} AND {_OVER}",
    "waiting": f"{_OPEN} AND t.waits_for <> ''",
    "completed": "t.completed_at IS NOT NULL",
}
_BRANCHES: Mapping[str, Sequence[str]] = {
    "mine": ("t.to_user_id = %(user)s", f"t.to_team_id = ANY ({_TEAMS}) AND t.taken_by_id = %(user)s"),
    "team": (f"t.to_team_id = ANY ({_TEAMS})",),
    "sent": ("t.set_by_id = %(user)s",),
}
_BY_DUE = "t.due_on, coalesce(t.due_time, '24:00'), t.id"
_NAME = "coalesce((SELECT name FROM accounts_user WHERE id = {}), '')"
_TO = """coalesce((SELECT name FROM accounts_user WHERE id = t.to_user_id),
                (SELECT name FROM accounts_team WHERE id = t.to_team_id),
                (SELECT concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, ''))
                   FROM cases_member m JOIN people_person p ON p.id = m.person_id WHERE m.id = t.to_member_id), '')"""
_LISTED = f"""
SELECT t.id, t.version, t.case_id, c.name AS case_name, t.title, t.type, t.priority, t.due_on, t.due_time,
       s.name AS set_by, t.set_by_id, st.name AS set_by_team, t.set_at, {_TO} AS to,
       CASE WHEN t.to_user_id IS NOT NULL THEN 'user' WHEN t.to_team_id IS NOT NULL THEN 'team' ELSE 'member' END
         AS to_kind,
       t.to_user_id, t.to_team_id, t.to_member_id, {_NAME.format("t.taken_by_id")} AS taken_by, t.taken_by_id,
       t.wants_receipt, {_NAME.format("t.accepted_by_id")} AS accepted_by, t.accepted_by_id, t.accepted_at, t.waits_for,
       {_NAME.format("t.completed_by_id")} AS completed_by, t.completed_by_id, t.completed_at, t.log_id, t.description,
       c.owner_id AS case_owner_id
  FROM {{tasks}} JOIN cases_case c ON c.id = t.case_id
  JOIN accounts_user s ON s.id = t.set_by_id JOIN accounts_team st ON st.id = s.team_id
"""  # noqa: S608  # put together from our own texts
_EVERY = _LISTED.format(tasks="casework_task t")
_THESE = _LISTED.format(tasks="found JOIN casework_task t ON t.id = found.id")
_BRANCH = """(SELECT t.id, t.due_on, t.due_time, t.completed_at FROM casework_task t
  WHERE t.partnership_id = %(partnership)s AND {wheres} ORDER BY {order} LIMIT %(all)s)"""
_FOUND = (
    "WITH found AS MATERIALIZED (SELECT * FROM ({branches}) t ORDER BY {order} LIMIT %(most)s OFFSET %(beyond)s)"
    " {listed} ORDER BY {order}"
)
_OF_CASE = f" WHERE {_HERE} AND t.case_id = %(case)s AND {{state}} ORDER BY {{order}} LIMIT %(most)s OFFSET %(beyond)s"
_TURNS = """
SELECT r.what, r.words, r.facts, u.name, r.at
  FROM casework_task_turn r JOIN accounts_user u ON u.id = r.by_id WHERE r.task_id = %(task)s ORDER BY r.id
"""
