"""Reading requests for interventions: what is there before one is made, one of them, those of a plan, my lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q

from alongside.accounts.models import Team, User
from alongside.accounts.queries import Colleague, practice
from alongside.assessments.models import Assessment
from alongside.cases.basis import standing_of
from alongside.cases.risk import risk_is_answered
from alongside.casework.queries.messages import may_receive
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.plan_schema import Framework, Service
from alongside.packs.schema import Pack
from alongside.plans.models import InterventionRequest
from alongside.plans.queries.plans import ConcernShown, PlanPage
from alongside.plans.rules.interventions import InPlace, says_measure, says_outcome

PAGE = 25

Which = Literal["asked", "answer"]
State = Literal["open", "answered"]


@dataclass(frozen=True)
class Offered:
    """A service that can be asked here, with the team that answers and whether that team sees the case now."""

    id: str
    title: str
    hint: str
    team: Colleague
    sees: bool


def services_of(pack: Pack) -> Sequence[Service]:
    """The services that somebody answers for: those with a team."""
    return [each for each in pack.services if each.team]


def offered(case_id: int, *, actor: Actor) -> Sequence[Offered]:
    """The services that can be asked for a family. Two queries, and two for each service."""
    pack = practice(actor)
    teams = _teams(pack, actor)
    return [
        Offered(each.id, each.title, each.hint, team, may_receive(case_id, team, actor=actor))
        for each in services_of(pack)
        if (team := teams.get(each.team))
    ]


def _teams(pack: Pack, actor: Actor) -> Mapping[str, Colleague]:
    """The teams of the pack that answer for services, by their id there."""
    wanted = {each.team for each in pack.services}
    called = {team.title: team.id for each in pack.organisations for team in each.team if team.id in wanted}
    found = Team.objects.filter(partnership_id=actor.partnership_id, name__in=called).select_related("organisation")
    return {
        called[team.name]: Colleague(
            team.principal_id, "team", team.name, team.organisation.name, None, team.pk, team.coordinates
        )
        for team in found
    }


def in_place(
    case_id: int, framework: Framework | None, concern: ConcernShown | None, *, plan: bool, actor: Actor
) -> InPlace:
    """What is there of what a request needs, for a concern of a plan. Three queries."""
    outcomes = framework.outcomes_of(concern.criterion) if framework and concern else ()
    measures = framework.measures_of(concern.criterion) if framework and concern else ()
    return InPlace(
        consent=standing_of(case_id, actor=actor).is_open,
        assessment=Assessment.objects.filter(case_id=case_id, completed_at__isnull=False).exists(),
        risk=risk_is_answered(case_id, actor=actor),
        plan=plan,
        outcome=concern is not None and says_outcome(outcome=concern.outcome, goal=concern.goal, known=bool(outcomes)),
        measure=concern is not None
        and says_measure(measures=concern.measures, knowing=concern.knowing, known=bool(measures)),
    )


def in_place_for(plan: PlanPage, concern: ConcernShown, *, actor: Actor) -> InPlace:
    """The same, of a plan as its page reads it."""
    return in_place(plan.case_id, plan.framework, concern, plan=plan.is_in_hand, actor=actor)


# --- one of them, and lists of them


@dataclass(frozen=True)
class Request:
    """A request for an intervention, with the task it is. `to` is who has it now; `worker` whom it was given to."""

    id: int
    case_id: int
    case_name: str
    concern_id: int
    number: int
    better: str
    service: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    task_id: int
    task_version: int
    due_on: date
    waits_for: str
    accepted_at: datetime | None
    to: str
    to_user_id: int | None
    to_team_id: int | None
    taken_by: str
    answer: str
    worker_id: int | None
    worker: str
    who: str
    begins: str
    why: str
    answered_by: str
    answered_at: datetime | None
    log_id: int | None

    @property
    def is_open(self) -> bool:
        """Not answered yet."""
        return not self.answer

    def is_over(self, today: date) -> bool:
        """Not answered by the day it was due."""
        return self.is_open and self.due_on < today

    @property
    def given_to(self) -> str:
        """Who works with the family, as it was told."""
        return ", ".join(each for each in (self.worker, self.who) if each)


@dataclass(frozen=True)
class RequestPage:
    """A page of requests."""

    rows: Sequence[Request]
    number: int
    more: bool


def request_of_task(task_id: int, *, actor: Actor) -> int | None:
    """The request that a task is, or None. One query."""
    found = InterventionRequest.objects.filter(partnership_id=actor.partnership_id, task_id=task_id)
    return found.values_list("pk", flat=True).first()


def request_on(case_id: int, request_id: int, *, actor: Actor) -> Request:
    """One request of a case. One query. Raises NotFound where it, or its case, is not there for the actor."""
    rows = _rows(
        f"{_EVERY} WHERE {_HERE} AND r.case_id = %(case)s AND r.id = %(id)s", actor, case=case_id, id=request_id
    )
    if not rows:
        raise NotFound
    return rows[0]


def requests_of_plan(plan_id: int, *, actor: Actor) -> Mapping[int, Sequence[Request]]:
    """The requests made from the concerns of a plan, newest first, by concern. One query."""
    found: dict[int, list[Request]] = {}
    for row in _rows(f"{_EVERY} WHERE {_HERE} AND k.plan_id = %(plan)s ORDER BY r.id DESC", actor, plan=plan_id):
        found.setdefault(row.concern_id, []).append(row)
    return found


def open_request(case_id: int, *, actor: Actor) -> Request | None:
    """The request that waits for its answer on a case, or None. One query."""
    rows = _rows(f"{_EVERY} WHERE {_HERE} AND r.case_id = %(case)s AND r.answer = ''", actor, case=case_id)
    return rows[0] if rows else None


def requests(which: Which, *, actor: Actor, state: State = "open", page: int = 1) -> RequestPage:
    """Those I asked, the newest first; or those that I or my teams have to answer, the first due first. One query."""
    told: dict[str, Any] = {"most": PAGE + 1, "beyond": (page - 1) * PAGE}
    wheres = [_HERE, _ANSWERED[state], _WHOSE[which]]
    order = "t.due_on, r.id" if (which, state) == ("answer", "open") else "r.id DESC"
    text = f"{_EVERY} WHERE {' AND '.join(wheres)} ORDER BY {order} LIMIT %(most)s OFFSET %(beyond)s"
    rows = _rows(text, actor, **told)
    return RequestPage(rows[:PAGE], page, len(rows) > PAGE)


@dataclass(frozen=True)
class Waiting:
    """How many requests wait for an answer of my teams, and which of mine were accepted by somebody who cannot see the
    case yet (E-CINS 5.4.2, S134). One that came to me by name, or that I took, stands among my tasks already."""

    to_answer: int
    to_share: Sequence[Request]

    def __bool__(self) -> bool:
        return bool(self.to_answer or self.to_share)


def waiting(*, actor: Actor) -> Waiting:
    """What of requests waits for the actor, for their home. Two queries."""
    wheres = " AND ".join([_HERE, _ANSWERED["open"], _WHOSE["answer"], f"NOT {_TAKEN}"])
    text = f"SELECT count(*) AS found {_FROM} WHERE {wheres}"
    [row] = rows_of(text, _told(actor), keep_plan=False)
    mine = f"{_HERE} AND {_WHOSE['asked']} AND r.answer = 'accepted'"
    unseen = _rows(f"{_EVERY} WHERE {mine} AND {_UNSEEN} ORDER BY r.id DESC LIMIT 5", actor)
    return Waiting(int(row["found"]), unseen)


def workers_of(request: Request, *, actor: Actor) -> Sequence[Colleague]:
    """Whom a request can be given to by name: those who work in the team that has it, and the actor. One query."""
    from_teams = Q(memberships__team_id=request.to_team_id) if request.to_team_id else Q(pk=request.to_user_id)
    found = User.objects.filter(
        Q(partnership_id=actor.partnership_id, is_active=True) & (from_teams | Q(pk=actor.user_id))
    )
    return [
        Colleague(user.principal_id, "user", user.name, user.team.name, user.pk)
        for user in found.select_related("team").order_by("name", "pk").distinct()
    ]


def _told(actor: Actor, **more: Any) -> dict[str, Any]:
    return {"partnership": actor.partnership_id, "user": actor.user_id, "me": sorted(actor.principals), **more}


def _rows(text: str, actor: Actor, **more: Any) -> list[Request]:
    rows = rows_of(text, _told(actor, **more), keep_plan=not more.keys().isdisjoint({"case", "plan"}))
    titles = {each.id: each.title for each in practice(actor).services} if rows else {}
    return [Request(**row | {"service": titles.get(row["service"], row["service"])}) for row in rows]


_HERE = "r.partnership_id = %(partnership)s"
_TEAMS = "ARRAY(SELECT id FROM accounts_team WHERE principal_id = ANY (%(me)s))"
_ANSWERED = {"open": "r.answer = ''", "answered": "r.answer <> ''"}
_WHOSE: Mapping[str, str] = {
    "asked": "r.asked_by_id = %(user)s",
    "answer": f"(t.to_user_id = %(user)s OR t.to_team_id = ANY ({_TEAMS}))",
}
_TAKEN = "(coalesce(t.to_user_id, t.taken_by_id) IS NOT DISTINCT FROM %(user)s)"
_NAME = "coalesce((SELECT name FROM accounts_user WHERE id = {}), '')"
_FROM = """
  FROM plans_request r JOIN casework_task t ON t.id = r.task_id JOIN cases_case c ON c.id = r.case_id
  JOIN plans_concern k ON k.id = r.concern_id"""
_EVERY = f"""
SELECT r.id, r.case_id, c.name AS case_name, r.concern_id, k.number, k.better, r.service, r.asked_by_id,
       {_NAME.format("r.asked_by_id")} AS asked_by, r.asked_at, r.task_id, t.version AS task_version, t.due_on,
       t.waits_for, t.accepted_at,
       coalesce((SELECT name FROM accounts_user WHERE id = t.to_user_id),
                (SELECT name FROM accounts_team WHERE id = t.to_team_id), '') AS to,
       t.to_user_id, t.to_team_id, {_NAME.format("t.taken_by_id")} AS taken_by,
       r.answer, r.worker_id, {_NAME.format("r.worker_id")} AS worker, r.who, r.begins, r.why,
       {_NAME.format("r.answered_by_id")} AS answered_by, r.answered_at, r.log_id
{_FROM}"""  # noqa: S608  # put together from our own texts
# Whether the worker, or a team they work in, is in the audience; time-limited access counts as long as it runs.
_UNSEEN = """r.worker_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM cases_share s JOIN accounts_user w ON w.id = r.worker_id
   WHERE s.case_id = r.case_id AND s.stopped_at IS NULL
     AND (s.holder_id = w.principal_id OR s.holder_id IN (
       SELECT m.principal_id FROM accounts_team m JOIN accounts_membership b ON b.team_id = m.id
        WHERE b.user_id = w.id)))"""
