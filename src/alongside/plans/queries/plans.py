"""Reading a family's plan: it as a whole, with its concerns in order and the tasks on each; whatever its size, in three
queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from alongside.casework.rules.tasks import Due, is_over
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.plan_schema import Framework
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.plans.rules.smart import Judged

ACHIEVED = "achieved"
"""What `closed_because` of a concern holds where it was achieved."""


@dataclass(frozen=True)
class TaskShown:
    """A task on a concern. `to` is whom it is for; `description` is empty while it waits for a receipt."""

    id: int
    title: str
    description: str
    due_on: date
    due_time: time | None
    to: str
    to_kind: Literal["user", "team", "member"]
    to_member_id: int | None
    set_by: str
    taken_by: str
    waits_for: str
    completed_at: datetime | None
    completed_by: str

    def is_over(self, now: datetime) -> bool:
        """Whether it is open after the time it was due."""
        return self.completed_at is None and is_over(Due(self.due_on, self.due_time), now)


@dataclass(frozen=True)
class MemberNamed:
    """A member of the family whom a concern is about. `has_left` where they are not on the case any more."""

    id: int
    person_id: int
    name: str
    has_left: bool


@dataclass(frozen=True)
class ConcernShown:
    """A concern as it is read. `number` is what people call it; codes are of the plan's framework."""

    id: int
    number: int
    better: str
    criterion: str
    goal: str
    outcome: str
    knowing: str
    measures: Sequence[str]
    sustained_months: int | None
    contingency: str
    areas: Sequence[str]
    members: Sequence[MemberNamed]
    tasks: Sequence[TaskShown]
    meeting_id: int | None
    opened_on: date
    closed_on: date | None
    closed_because: str
    version: int

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.closed_on is None

    @property
    def is_achieved(self) -> bool:
        """Closed because it was achieved."""
        return self.closed_on is not None and self.closed_because == ACHIEVED

    @property
    def open_tasks(self) -> Sequence[TaskShown]:
        """Those still to be done, the first due first."""
        return [task for task in self.tasks if task.completed_at is None]

    @property
    def done_tasks(self) -> Sequence[TaskShown]:
        """Those that are done."""
        return [task for task in self.tasks if task.completed_at is not None]

    @property
    def judged(self) -> Judged:
        """The same, as the rules of a SMART plan know it."""
        return Judged(
            self.number, self.better, self.goal, self.knowing, self.contingency, self.criterion, self.outcome,
            len(self.measures), len(self.members), len(self.tasks), len(self.open_tasks),
            sum(task.to_kind != "member" for task in self.tasks),
        )  # fmt: skip


@dataclass(frozen=True)
class PlanPage:
    """A family's plan. `practice` is that which it was made under, `framework` the outcomes framework as it stood then,
    None where the plan is made without one. `has_others` where it is not the only plan of the family."""

    id: int
    case_id: int
    title: str
    status: str
    started_by: str
    started_at: datetime
    completed_by: str
    completed_at: datetime | None
    review_on: date | None
    ended_on: date | None
    version: int
    has_others: bool
    practice: Pack
    framework: Framework | None
    concerns: Sequence[ConcernShown]

    @property
    def is_draft(self) -> bool:
        """Not completed yet."""
        return self.completed_at is None

    @property
    def is_in_hand(self) -> bool:
        """Not ended."""
        return self.ended_on is None

    @property
    def open_concerns(self) -> Sequence[ConcernShown]:
        """The concerns that are worked on, in order."""
        return [concern for concern in self.concerns if concern.is_open]

    @property
    def closed_concerns(self) -> Sequence[ConcernShown]:
        """The concerns that were achieved or given up."""
        return [concern for concern in self.concerns if not concern.is_open]

    def concern(self, concern_id: int) -> ConcernShown:
        """One of its concerns. Raises NotFound for one of another plan."""
        found = next((each for each in self.concerns if each.id == concern_id), None)
        if found is None:
            raise NotFound
        return found

    def said(self, code: str) -> str:
        """A code with what it stands for."""
        title = self.framework.title_of(code) if self.framework else code
        return code if title == code else f"{code} {title}"


@dataclass(frozen=True)
class PlanLine:
    """One of a family's plans, in a list of them."""

    id: int
    title: str
    status: str
    started_at: datetime
    completed_at: datetime | None
    ended_on: date | None


def plan_of_case(case_id: int, *, actor: Actor) -> PlanPage | None:
    """The plan in hand of a family, else its last; None where it has none. Three queries whatever the size.

    None too for a case not seen: the page asks for the case first.
    """
    return _page(f"{_PLAN} WHERE p.case_id = %(case)s AND {_KEPT} {_FIRST}", {"case": case_id}, actor)


def plan(plan_id: int, *, actor: Actor) -> PlanPage:
    """A plan of a family. Three queries whatever the size. Raises NotFound where it is not there for the actor."""
    found = _page(f"{_PLAN} WHERE p.id = %(plan)s AND {_KEPT}", {"plan": plan_id}, actor)
    if found is None:
        raise NotFound
    return found


def plan_of_concern(concern_id: int, *, actor: Actor) -> PlanPage:
    """The plan that a concern is part of. Three queries. Raises NotFound where it is not there for the actor."""
    text = f"{_PLAN} JOIN plans_concern k ON k.plan_id = p.id WHERE k.id = %(concern)s AND {_KEPT}"
    found = _page(text, {"concern": concern_id}, actor)
    if found is None:
        raise NotFound
    return found


def plans_of_case(case_id: int, *, actor: Actor) -> Sequence[PlanLine]:
    """Every plan of a family, the one in hand first, then the last. One query."""
    text = f"""SELECT p.id, p.title, p.status, p.started_at, p.completed_at, p.ended_on FROM plans_plan p
                WHERE p.partnership_id = %(partnership)s AND p.case_id = %(case)s AND {_KEPT} {_ORDER}"""  # noqa: S608
    return [PlanLine(**row) for row in rows_of(text, {"case": case_id, "partnership": actor.partnership_id})]


@dataclass(frozen=True)
class ConcernNamed:
    """The concern that a task belongs to."""

    id: int
    number: int
    better: str


def concerns_of_tasks(tasks: Sequence[int], *, actor: Actor) -> Mapping[int, ConcernNamed]:
    """The concern that each of these tasks belongs to, by task, where it belongs to one (TASK-05). One query."""
    if not tasks:
        return {}
    text = """SELECT t.task_id, k.id, k.number, k.better
                FROM plans_concern_task t JOIN plans_concern k ON k.id = t.concern_id
               WHERE t.partnership_id = %(partnership)s AND t.task_id = ANY (%(tasks)s)"""
    rows = rows_of(text, {"partnership": actor.partnership_id, "tasks": [*tasks]})
    return {row.pop("task_id"): ConcernNamed(**row) for row in rows}


@dataclass(frozen=True)
class OpenConcern:
    """An open concern in a few words, for the overview of the case."""

    id: int
    number: int
    better: str
    open_tasks: int
    next_due_on: date | None


def open_concerns(case_id: int, *, actor: Actor) -> Sequence[OpenConcern]:
    """The open concerns of the plan in hand, in order, with what is still to be done on each. One query."""
    return [OpenConcern(**row) for row in rows_of(_OPEN, {"partnership": actor.partnership_id, "case": case_id})]


def _page(text: str, told: Mapping[str, Any], actor: Actor) -> PlanPage | None:
    rows = rows_of(text, {**told, "partnership": actor.partnership_id})
    if not rows:
        return None
    row = rows[0]
    pack = release(row.pop("release_id"))
    framework = row.pop("framework")
    return PlanPage(
        **row, practice=pack, framework=pack.framework(framework) if framework else None, concerns=concerns(row["id"])
    )


def concerns(plan_id: int) -> Sequence[ConcernShown]:
    """The concerns of a plan in order, with whom each is for and its tasks, the first due first. Two queries."""
    tasks: dict[int, list[TaskShown]] = {}
    for row in rows_of(_TASKS, {"plan": plan_id}):
        tasks.setdefault(row.pop("concern_id"), []).append(TaskShown(**row))
    found = []
    for row in rows_of(_CONCERNS, {"plan": plan_id}):
        row["members"] = [MemberNamed(**each) for each in row["members"]]
        found.append(ConcernShown(**row, tasks=tasks.get(row["id"], [])))
    return found


_KEPT = "p.partnership_id = %(partnership)s AND p.put_away_at IS NULL"
_ORDER = "ORDER BY p.ended_on IS NOT NULL, p.id DESC"
_FIRST = f"{_ORDER} LIMIT 1"
_PLAN = """
SELECT p.id, p.case_id, p.title, p.framework, p.release_id, p.status, p.started_at, p.completed_at, p.review_on,
       p.ended_on, p.version, (SELECT name FROM accounts_user WHERE id = p.started_by_id) AS started_by,
       coalesce((SELECT name FROM accounts_user WHERE id = p.completed_by_id), '') AS completed_by,
       EXISTS (SELECT 1 FROM plans_plan o WHERE o.case_id = p.case_id AND o.id <> p.id AND o.put_away_at IS NULL)
           AS has_others
  FROM plans_plan p
"""
_NAME = "concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, ''))"
_CONCERNS = f"""
SELECT k.id, k.number, k.better, k.criterion, k.goal, k.outcome, k.knowing, k.measures, k.sustained_months,
       k.contingency, k.areas, k.meeting_id, k.opened_on, k.closed_on, k.closed_because, k.version,
       ARRAY(SELECT json_build_object('id', m.id, 'person_id', p.id, 'has_left', m.left_on IS NOT NULL,
                                      'name', coalesce(nullif({_NAME}, ''), 'Unborn baby'))
               FROM plans_concern_member n
               JOIN cases_member m ON m.id = n.member_id JOIN people_person p ON p.id = m.person_id
              WHERE n.concern_id = k.id AND n.removed_at IS NULL ORDER BY m.position, m.id) AS members
  FROM plans_concern k WHERE k.plan_id = %(plan)s ORDER BY k.position, k.id
"""  # noqa: S608  # put together from our own texts
_TASKS = f"""
SELECT n.concern_id, t.id, t.title, t.due_on, t.due_time, t.waits_for, t.completed_at, t.to_member_id,
       CASE WHEN t.wants_receipt AND t.accepted_at IS NULL THEN '' ELSE t.description END AS description,
       CASE WHEN t.to_user_id IS NOT NULL THEN 'user' WHEN t.to_team_id IS NOT NULL THEN 'team' ELSE 'member' END
         AS to_kind,
       coalesce(u.name, w.name, nullif({_NAME}, ''), 'Unborn baby') AS to, s.name AS set_by,
       coalesce(x.name, '') AS taken_by, coalesce(d.name, '') AS completed_by
  FROM plans_concern_task n
  JOIN plans_concern k ON k.id = n.concern_id
  JOIN casework_task t ON t.id = n.task_id
  JOIN accounts_user s ON s.id = t.set_by_id
  LEFT JOIN accounts_user u ON u.id = t.to_user_id
  LEFT JOIN accounts_team w ON w.id = t.to_team_id
  LEFT JOIN accounts_user x ON x.id = t.taken_by_id
  LEFT JOIN accounts_user d ON d.id = t.completed_by_id
  LEFT JOIN cases_member m ON m.id = t.to_member_id
  LEFT JOIN people_person p ON p.id = m.person_id
 WHERE k.plan_id = %(plan)s
 ORDER BY t.due_on, coalesce(t.due_time, '24:00'), t.id
"""  # noqa: S608  # put together from our own texts
_OPEN = """
SELECT k.id, k.number, k.better, count(t.id) AS open_tasks, min(t.due_on) AS next_due_on
  FROM plans_plan p JOIN plans_concern k ON k.plan_id = p.id
  LEFT JOIN plans_concern_task n ON n.concern_id = k.id
  LEFT JOIN casework_task t ON t.id = n.task_id AND t.completed_at IS NULL
 WHERE p.partnership_id = %(partnership)s AND p.case_id = %(case)s AND p.ended_on IS NULL AND p.put_away_at IS NULL
   AND k.closed_on IS NULL
 GROUP BY k.id, k.number, k.better, k.position ORDER BY k.position, k.id
"""
