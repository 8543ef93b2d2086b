"""Reading what a manager looks over: what is due and slipping, cases by their age, the most intensive, late recordings.

A fixed number of queries, however many cases a team has.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from alongside.accounts.queries import manages, practice
from alongside.clocks.queries.closed_days import working_days
from alongside.clocks.rules.days import Days
from alongside.core.actor import LONDON, Actor
from alongside.core.rows import rows_of
from alongside.packs.schema import Pack
from alongside.pathway.queries.supervisions import supervised
from alongside.pathway.rules.oversight import (
    DECISION,
    band,
    discussion_due,
    months_without,
    oversight_due,
    recorded_late,
)
from alongside.pathway.rules.slipping import ToDo, slipping
from alongside.plans.queries.decisions import waiting_for_me
from alongside.plans.rules.decisions import due_on as decision_due

LATE_DAYS = 28
"""How far back recordings are looked at: four weeks, one supervision to the next."""


@dataclass(frozen=True)
class Overseen:
    """An open case of a team: who works with it, since when, how intensive it is and when it was last looked over.

    `band` is the highest of the pack's ages, in months, that it is open over. `why` are the words for why it is at the
    top: its intensity, its priority. `due_on` is by when it needs oversight again; `without` the months that had none.
    """

    case_id: int
    name: str
    worker: str
    team: str
    opened_on: date
    band: int | None
    why: Sequence[str]
    key_information: str
    last_on: date | None
    due_on: date
    without: Sequence[date]


@dataclass(frozen=True)
class LateNote:
    """A note that was recorded after the end of the next working day, and by how many days (10.1)."""

    log_id: int
    case_id: int
    name: str
    type: str
    author: str
    contact_at: datetime
    written_at: datetime
    days_late: int


@dataclass(frozen=True)
class Looked:
    """Everything on the page of oversight. `managed` is false for somebody who manages nobody."""

    managed: bool
    todo: Sequence[ToDo]
    cases: Sequence[Overseen]
    late: Sequence[LateNote]
    ages: Sequence[int]

    @property
    def intensive(self) -> Sequence[Overseen]:
        """The most intensive and high-risk cases, the longest without oversight first (11.5, S047)."""
        return sorted((each for each in self.cases if each.why), key=lambda each: (each.last_on or date.min, each.name))

    def over(self, months: int) -> Sequence[Overseen]:
        """The cases of one band, the longest open first (11.4, S046)."""
        return sorted(
            (each for each in self.cases if each.band == months), key=lambda each: (each.opened_on, each.name)
        )

    @property
    def without(self) -> Sequence[Overseen]:
        """The cases with whole calendar months in which nobody looked them over, those with most first (11.1, S043)."""
        return sorted((each for each in self.cases if each.without), key=lambda each: (-len(each.without), each.name))


NOTHING = Looked(False, (), (), (), ())


def oversight(*, actor: Actor) -> Looked:
    """What the actor looks over, of the teams they manage, on the cases they see. Nine queries at most."""
    teams = sorted(manages(actor))
    if not teams:
        return NOTHING
    pack = practice(actor)
    cases = _cases(teams, pack, actor)
    days = working_days(actor=actor)
    late = _late(teams, pack, days, actor)
    return Looked(True, _todo(cases, pack, days, actor), cases, late, sorted(pack.oversight.ages))


def count_slipping(*, teams: Collection[int], actor: Actor) -> int:
    """How much waits for the actor on the page of oversight, for home, where decisions on what was completed stand on a
    line of their own. `teams` are those they manage. Five queries at most; none for who manages nobody."""
    if not teams:
        return 0
    pack = practice(actor)
    cases = _cases(sorted(teams), pack, actor) if pack.oversight.note_type else []
    days = working_days(actor=actor)
    return len(slipping(_waiting(cases, pack, days, actor), actor.today, days))


def _todo(cases: Sequence[Overseen], pack: Pack, days: Days, actor: Actor) -> Sequence[ToDo]:
    return slipping([*_decisions(actor), *_waiting(cases, pack, days, actor)], actor.today, days)


def _waiting(cases: Sequence[Overseen], pack: Pack, days: Days, actor: Actor) -> Sequence[ToDo]:
    found = [*_closures(pack, actor), *_discussions(pack, days, actor)]
    if pack.oversight.note_type:
        found += [ToDo("oversight", each.case_id, each.worker, each.case_id, each.name, each.due_on) for each in cases]
    if pack.oversight.supervision_weeks:
        found += [ToDo("supervision", each.user_id, each.name, due_on=each.due_on) for each in supervised(actor=actor)]
    return found


def _decisions(actor: Actor) -> Sequence[ToDo]:
    return [
        ToDo(each.about, each.id, each.completed_by, each.case_id, each.case_name, each.due_on)
        for each in waiting_for_me(actor=actor).rows
    ]


def _closures(pack: Pack, actor: Actor) -> Sequence[ToDo]:
    """The closures that wait to be signed off, in a tray of a team that the actor works in."""
    steps = [
        f"{process.id}/{step.id}"
        for process in pack.processes
        for step in process.step
        if step.does == "sign off closure" and step.tray
    ]
    if not steps:
        return []
    told = {"steps": steps, "me": actor.user_id, "partnership": actor.partnership_id}
    return [
        ToDo("closure", row["item"], row["asked_by"], row["case_id"], row["name"], decision_due(row["at"]))
        for row in rows_of(_CLOSURES, told, keep_plan=False)
    ]


def _discussions(pack: Pack, days: Days, actor: Actor) -> Sequence[ToDo]:
    """The discussions of the actor's that are not written down yet (11.2)."""
    told = {"me": actor.user_id, "type": _type(pack)}
    return [
        ToDo("discussion", row["case_id"], row["worker"], row["case_id"], row["name"], discussion_due(row["at"], days))
        for row in rows_of(_DISCUSSIONS, told, keep_plan=False)
    ]


def _cases(teams: Sequence[int], pack: Pack, actor: Actor) -> Sequence[Overseen]:
    told = {
        "teams": teams, "partnership": actor.partnership_id, "on": actor.today, "type": _type(pack),
        "open": [each.id for each in pack.statuses if not each.closes],
    }  # fmt: skip
    high = {each.id: f"{each.title} priority" for each in pack.priorities[-1:]}
    intensive = {each.id: each.title for each in pack.intensities[:1]}
    return [_overseen(row, pack, high, intensive, actor.today) for row in rows_of(_CASES, told, keep_plan=False)]


def _overseen(
    row: Mapping[str, Any], pack: Pack, high: Mapping[str, str], intensive: Mapping[str, str], today: date
) -> Overseen:
    had = [at.astimezone(LONDON).date() for at in row["looked_at"] or ()]
    last, opened = max(had, default=None), row["opened_on"]
    why = [said for said in (intensive.get(row["intensity"]), high.get(row["priority"])) if said]
    return Overseen(
        row["case_id"], row["name"], row["worker"], row["team"], opened, band(opened, today, pack.oversight.ages), why,
        row["key_information"], last, oversight_due(last or opened),
        months_without(opened, had, today) if pack.oversight.note_type else (),
    )  # fmt: skip


def _late(teams: Collection[int], pack: Pack, days: Days, actor: Actor) -> Sequence[LateNote]:
    told = {
        "teams": list(teams), "partnership": actor.partnership_id,
        "since": actor.now - timedelta(days=LATE_DAYS), "now": actor.now,
    }  # fmt: skip
    titles = {each.id: each.title for each in pack.note_types}
    found = [
        LateNote(
            **row | {"type": titles.get(row["type"], row["type"])},
            days_late=recorded_late(row["contact_at"], row["written_at"], days),
        )
        for row in rows_of(_LATE, told, keep_plan=False)
    ]
    return sorted((each for each in found if each.days_late), key=lambda each: -each.days_late)


def _type(pack: Pack) -> str:
    return pack.oversight.note_type or DECISION


# A team's case is one that somebody of the team owns, leads or has a part in: an enabler's is a partner's (S049).
_CASES = """
SELECT c.id AS case_id, c.name, coalesce(l.name, o.name) AS worker, t.name AS team, c.intensity, c.priority,
       coalesce(c.opened_on, (c.created_at AT TIME ZONE 'Europe/London')::date) AS opened_on,
       left(c.key_information, 200) AS key_information, d.looked_at
  FROM cases_case c JOIN accounts_user o ON o.id = c.owner_id LEFT JOIN accounts_user l ON l.id = c.lead_worker_id
  JOIN accounts_team t ON t.id = coalesce(l.team_id, o.team_id)
  LEFT JOIN LATERAL (SELECT array_agg(x.contact_at) AS looked_at FROM casework_log x
                      WHERE x.case_id = c.id AND x.type = %(type)s AND x.hidden_at IS NULL) d ON true
 WHERE c.partnership_id = %(partnership)s AND c.status = ANY (%(open)s::text[]) AND NOT c.is_archived
   AND (o.team_id = ANY (%(teams)s) OR l.team_id = ANY (%(teams)s)
        OR c.id IN (SELECT a.case_id FROM pathway_allocation a JOIN accounts_user w ON w.id = a.user_id
                     WHERE w.team_id = ANY (%(teams)s) AND (a.ends_on IS NULL OR a.ends_on > %(on)s)))
"""
_CLOSURES = """
SELECT i.id AS item, j.case_id, c.name, i.entered_at AS at, u.name AS asked_by
  FROM pathway_work_item i JOIN pathway_journey j ON j.id = i.journey_id JOIN cases_case c ON c.id = j.case_id
  JOIN accounts_user u ON u.id = j.started_by_id
 WHERE i.partnership_id = %(partnership)s AND i.done_at IS NULL AND j.process || '/' || i.step = ANY (%(steps)s::text[])
   AND (i.assigned_to_id = %(me)s OR i.assigned_to_id IS NULL AND i.team_id IN (
        SELECT m.team_id FROM accounts_membership m WHERE m.user_id = %(me)s))
 ORDER BY i.entered_at, i.id LIMIT 100
"""
_DISCUSSIONS = """
SELECT e.case_id, c.name, e.happened_at AS at, coalesce(w.name, '') AS worker
  FROM events_event e JOIN cases_case c ON c.id = e.case_id
  LEFT JOIN accounts_user w ON w.id = (e.facts ->> 'worker')::bigint
 WHERE e.user_id = %(me)s AND e.kind = 'case.discussed' AND NOT EXISTS (
       SELECT 1 FROM casework_log l WHERE l.case_id = e.case_id AND l.author_id = %(me)s AND l.type = %(type)s
          AND l.hidden_at IS NULL AND l.written_at >= e.happened_at)
 ORDER BY e.id DESC LIMIT 100
"""
_LATE = """
SELECT l.id AS log_id, c.id AS case_id, c.name, l.type, a.name AS author, l.contact_at, l.written_at
  FROM casework_log l JOIN cases_case c ON c.id = l.case_id JOIN accounts_user a ON a.id = l.author_id
 WHERE l.partnership_id = %(partnership)s AND a.team_id = ANY (%(teams)s) AND l.hidden_at IS NULL
   AND l.written_at BETWEEN %(since)s AND %(now)s AND l.written_at > l.contact_at + interval '1 day'
 ORDER BY l.written_at DESC LIMIT 500
"""
