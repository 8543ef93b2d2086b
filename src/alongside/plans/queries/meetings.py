"""Reading meetings about a family's plans: a list, one with all that was said at it, and what may be projected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of

PAGE = 25
SaidKind = Literal["decision", "action", "point", "private"]


@dataclass(frozen=True)
class Attending:
    """Somebody who was at a meeting, or sent apologies: of the family, a user, or somebody from outside, by name."""

    kind: str
    id: int | None
    name: str

    @property
    def value(self) -> str:
        """As they are chosen in a form."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list. `reviews` where it reviews the plan, and so sets `next_on`."""

    id: int
    plan_id: int
    plan_title: str
    kind: str
    title: str
    held_on: date
    place: str
    reviews: bool
    ended_at: datetime | None
    started_by: str
    next_on: date | None
    people: int
    decisions: int
    actions: int


@dataclass(frozen=True)
class SaidShown:
    """Something said at a meeting. An action says who does it and by when, as agreed; `is_done` whether it is now."""

    id: int
    kind: SaidKind
    words: str
    concern_id: int | None
    task_id: int | None
    who: str
    due_on: date | None
    is_done: bool
    by: str
    by_id: int
    at: datetime


@dataclass(frozen=True)
class MeetingShown:
    """A meeting with all that was said at it, in its order, without what was struck.

    `reviews` says whether it reviews the plan; `private` and the private remarks are for the professionals alone.
    """

    id: int
    case_id: int
    plan_id: int
    plan_title: str
    plan_completed_at: datetime | None
    plan_ended_on: date | None
    kind: str
    kind_title: str
    reviews: bool
    title: str
    held_on: date
    place: str
    present: Sequence[Attending]
    apologies: Sequence[Attending]
    notes: str
    private: str
    next_on: date | None
    started_by: str
    started_at: datetime
    ended_by: str
    ended_at: datetime | None
    version: int
    said: Sequence[SaidShown]

    def said_of(self, concern_id: int | None, *, private: bool = False) -> Sequence[SaidShown]:
        """What was said of one concern, or of none; the private remarks among it only where they are asked for."""
        return [each for each in self.said if each.concern_id == concern_id and (private or each.kind != "private")]

    @property
    def remarks(self) -> Sequence[SaidShown]:
        """The private remarks."""
        return [each for each in self.said if each.kind == "private"]


def meetings_of_case(case_id: int, *, actor: Actor, page: int = 1) -> Page[MeetingLine]:
    """The meetings about a family's plans, those open first, then the newest. One query; none for a case not seen."""
    told = {"case": case_id, "kinds": reviewing(actor), "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    rows = rows_of(_LISTED, told)
    pack = practice(actor)
    for row in rows:
        row["kind"] = pack.title_of("meeting_kinds", row["kind"])
    return Page([MeetingLine(**row) for row in rows[:PAGE]], page, len(rows) > PAGE)


def meeting(meeting_id: int, *, actor: Actor) -> MeetingShown:
    """A meeting with all that was said at it. Two queries. Raises NotFound where it is not there for the actor."""
    rows = rows_of(_MEETING, {"meeting": meeting_id, "kinds": reviewing(actor)})
    if not rows:
        raise NotFound
    row: dict[str, Any] = rows[0]
    said = [SaidShown(**each) for each in rows_of(_SAID, {"meeting": meeting_id})]
    row |= {name: [Attending(**each) for each in row[name]] for name in ("present", "apologies")}
    title = practice(actor).title_of("meeting_kinds", row["kind"])
    return MeetingShown(**row, kind_title=title, said=said)


def to_project(found: MeetingShown) -> MeetingShown:
    """The same meeting fit to be seen by everybody in the room: without what the professionals alone may read."""
    return replace(found, private="", said=[each for each in found.said if each.kind != "private"])


def around_the_table(case_id: int, *, actor: Actor) -> Sequence[Attending]:
    """Who can be said to have been at a meeting: the family, those the case is shared with or who work with it, and the
    actor. One query."""
    return [each for each in whom_to_ask(case_id, actor=actor) if each.kind != "team"]


def whom_to_ask(case_id: int, *, actor: Actor) -> Sequence[Attending]:
    """The same, with the teams that have the case: whom an action can be for. One query."""
    rows = rows_of(_AROUND, {"case": case_id, "me": actor.user_id, "on": actor.today})
    return [Attending(**row) for row in rows]


def reviewing(actor: Actor) -> list[str]:
    """The kinds of meeting that review a plan here."""
    return [each.id for each in practice(actor).meeting_kinds if each.reviews]


_REVIEWS = """m.kind = ANY (%(kinds)s) AND p.completed_at IS NOT NULL
       AND m.held_on >= (p.completed_at AT TIME ZONE 'Europe/London')::date"""
_COUNT = "(SELECT count(*) FROM plans_said s WHERE s.meeting_id = m.id AND s.struck_at IS NULL AND s.kind = '{}')"
_LISTED = f"""
SELECT m.id, m.plan_id, p.title AS plan_title, m.kind, m.title, m.held_on, m.place, {_REVIEWS} AS reviews, m.ended_at,
       u.name AS started_by, m.next_on, jsonb_array_length(m.present) AS people,
       {_COUNT.format("decision")} AS decisions, {_COUNT.format("action")} AS actions
  FROM plans_plan p JOIN plans_meeting m ON m.plan_id = p.id JOIN accounts_user u ON u.id = m.started_by_id
 WHERE p.case_id = %(case)s AND p.put_away_at IS NULL
 ORDER BY m.ended_at IS NOT NULL, m.held_on DESC, m.id DESC LIMIT %(most)s OFFSET %(beyond)s
"""  # noqa: S608  # put together from our own texts
_MEETING = f"""
SELECT m.id, p.case_id, m.plan_id, p.title AS plan_title, p.completed_at AS plan_completed_at,
       p.ended_on AS plan_ended_on, m.kind, {_REVIEWS} AS reviews, m.title, m.held_on, m.place,
       m.present::json AS present, m.apologies::json AS apologies, m.notes, m.private, m.next_on,
       s.name AS started_by, m.started_at, coalesce(e.name, '') AS ended_by, m.ended_at, m.version
  FROM plans_meeting m JOIN plans_plan p ON p.id = m.plan_id JOIN accounts_user s ON s.id = m.started_by_id
  LEFT JOIN accounts_user e ON e.id = m.ended_by_id
 WHERE m.id = %(meeting)s AND p.put_away_at IS NULL
"""  # noqa: S608  # put together from our own texts
_SAID = """
SELECT s.id, s.kind, s.words, s.concern_id, s.task_id, s.who, s.due_on, t.completed_at IS NOT NULL AS is_done,
       u.name AS by, s.by_id, s.at
  FROM plans_said s JOIN accounts_user u ON u.id = s.by_id LEFT JOIN casework_task t ON t.id = s.task_id
 WHERE s.meeting_id = %(meeting)s AND s.struck_at IS NULL ORDER BY s.id
"""
_AROUND = """
SELECT kind, id, name FROM (
    SELECT 1 AS part, m.position AS place, 'member' AS kind, m.id,
           coalesce(nullif(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ''), 'Unborn baby') AS name
      FROM cases_member m JOIN people_person p ON p.id = m.person_id WHERE m.case_id = %(case)s AND m.left_on IS NULL
    UNION ALL
    SELECT 2, 0, 'user', u.id, u.name FROM accounts_user u
     WHERE u.id = %(me)s
        OR u.principal_id IN (SELECT s.holder_id FROM cases_share s WHERE s.case_id = %(case)s AND s.stopped_at IS NULL)
        OR u.id IN (SELECT c.owner_id FROM cases_case c WHERE c.id = %(case)s
                    UNION SELECT c.lead_worker_id FROM cases_case c WHERE c.id = %(case)s
                    UNION SELECT k.user_id FROM cases_keyworker k WHERE k.case_id = %(case)s
                           AND k.starts_on <= %(on)s AND (k.ends_on IS NULL OR k.ends_on > %(on)s))
    UNION ALL
    SELECT 3, 0, 'team', t.id, t.name FROM accounts_team t
     WHERE t.principal_id IN (SELECT s.holder_id FROM cases_share s
                               WHERE s.case_id = %(case)s AND s.stopped_at IS NULL)) AS around
 ORDER BY part, place, name, id
"""
