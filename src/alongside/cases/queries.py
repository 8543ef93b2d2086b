"""Reading cases: lists, the case page, who can see it. Typed read models; each takes a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from alongside.accounts.models import User
from alongside.accounts.queries import COORDINATING
from alongside.cases import rules
from alongside.cases.models import AccessRequest, Case, Consent, Criterion, Flag, Member, Share, Submission
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.events import queries as events
from alongside.people.rules import age, age_words, band_title, needs_update

PAGE = 25
COUNTED = 1000


@dataclass(frozen=True)
class Listed:
    """One line of a list of cases. `mine` is false for a case the actor may only ask about: then the name, and who
    opened it, are there only where the partnership lists its cases (discovery)."""

    id: int
    name: str
    team: str
    creator: str
    owner: str
    owner_id: int
    mine: bool = True
    area: str = ""
    status: str = ""
    opened_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """A page of a list. `total` counts to COUNTED and no further; `counted` says whether it got to the end."""

    rows: Sequence[Listed]
    number: int
    more: bool
    total: int | None = None
    counted: bool = True


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed by; an empty part narrows nothing."""

    owner_id: int | None = None
    area: str = ""
    status: str = ""


def newest(narrowed: Filter, *, page: int, actor: Actor) -> Page:
    """The cases the actor may see, newest first. Two queries: the page, and a count that stops at COUNTED."""
    rows = Case.objects.visible_to(actor)
    if narrowed.owner_id:
        rows = rows.filter(owner_id=narrowed.owner_id)
    if narrowed.area:
        rows = rows.filter(area=narrowed.area)
    if narrowed.status:
        rows = rows.filter(status=narrowed.status)
    total = rows.order_by()[: COUNTED + 1].count()
    start = (page - 1) * PAGE
    found = list(rows.select_related("owner", "team", "created_by").order_by("-id")[start : start + PAGE + 1])
    return Page(
        [_listed(case) for case in found[:PAGE]], page, len(found) > PAGE, min(total, COUNTED), total <= COUNTED
    )


def find(typed: str, *, page: int, actor: Actor) -> Page:
    """The cases that every word typed fits, closest first: any member's name in any spelling, a postcode, a number.

    Cases the actor may not see are in it as far as the partnership's discovery policy lets outsiders learn of them
    (NOM-01, SHAR-12). Three queries.
    """
    words = list(rules.search_words(typed))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, mine FROM cases_find(%s, %s, %s)", [words, PAGE + 1, (page - 1) * PAGE])
        found = cursor.fetchall()
        shown = found[:PAGE]
        cursor.execute("SELECT * FROM cases_pointers(%s)", [[case for case, mine in shown if not mine]])
        pointers = {row[0]: row for row in cursor.fetchall()}
    seen = (
        Case.objects.visible_to(actor)
        .select_related("owner", "team", "created_by")
        .in_bulk([c for c, mine in shown if mine])
    )
    rows = [
        _listed(seen[case]) if mine else _pointer(pointers[case])
        for case, mine in shown
        if case in seen or case in pointers
    ]
    return Page(rows, page, len(found) > PAGE)


def _listed(case: Case) -> Listed:
    return Listed(
        id=case.pk, name=case.name, team=case.team.name, creator=case.created_by.name, owner=case.owner.name,
        owner_id=case.owner_id, area=case.area, status=case.status, opened_at=case.created_at,
    )  # fmt: skip


def _pointer(row: tuple[int, str | None, int, str, str, str | None]) -> Listed:
    case, name, owner_id, owner, team, creator = row
    return Listed(case, name or "", team, creator or "", owner, owner_id, mine=False)


def pointer(case_id: int, *, actor: Actor) -> Listed:
    """What the actor may learn of a case they may not see: whom to ask. Raises NotFound where that is nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_pointers(%s)", [[case_id]])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return _pointer(row)


@dataclass(frozen=True)
class MemberCard:
    """A member of the family as the case page shows them, as at the actor's today. `how_old` is the age in words."""

    id: int
    person_id: int
    name: str
    is_head: bool
    relationship: str
    group: str
    birth_date: date | None
    age: int | None
    band: str
    how_old: str
    left_on: date | None
    version: int
    unborn_overdue: bool = False


@dataclass(frozen=True)
class FlagPeriod:
    """A flag and when it runs or ran."""

    id: int
    flag: str
    starts_on: date
    start_reason: str
    ends_on: date | None
    end_reason: str
    version: int


@dataclass(frozen=True)
class CriterionFound:
    """A criterion as it was found on this case."""

    code: str
    met: str
    findings: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ConsentSaid:
    """The latest statement of consent."""

    statement: str
    given: bool
    notes: str
    signed_copy_to_come: bool
    recorded_at: datetime


@dataclass(frozen=True)
class CaseHead:
    """What stands at the head of every page of a case."""

    id: int
    name: str
    area: str
    priority: str
    status: str
    form: str
    owner: str
    owner_id: int
    owner_email: str
    owner_telephone: str
    team: str
    creator: str
    opened_at: datetime
    referral_on: date
    referrer: str
    referring_agency: str
    lead_worker: str
    key_information: str
    intensity: str
    application_status: str
    assessed_on: date | None
    version: int
    is_owner: bool
    may_share: bool
    may_rename: bool
    seen_by: int
    """How many people and teams the case is shared with today, the owner among them."""
    waiting: int
    """Requests for access that wait for the owner; the owner alone is told of any."""
    flags: Sequence[FlagPeriod] = field(default_factory=tuple)


@dataclass(frozen=True)
class CasePage:
    """The overview of a case."""

    head: CaseHead
    members: Sequence[MemberCard]
    criteria: Sequence[CriterionFound]
    consent: ConsentSaid | None


def case_head(case_id: int, *, actor: Actor) -> CaseHead:
    """The head of a case, with its flags. One query. Raises NotFound where it is absent or not the actor's to see."""
    case, beside = _read(case_id, actor, _of_head(actor))
    return _head(case, beside, actor)


def case_page(case_id: int, *, actor: Actor) -> CasePage:
    """The overview of a case: head, members with age as at today, criteria, consent. Two queries whatever the size."""
    case, beside = _read(case_id, actor, _of_head(actor) | _OF_OVERVIEW)
    said = next(iter(beside["consents"]), None)
    return CasePage(
        head=_head(case, beside, actor),
        members=members(case_id, actor=actor),
        criteria=[CriterionFound(**row) for row in beside["criteria"]],
        consent=ConsentSaid(**said | {"recorded_at": datetime.fromisoformat(said["recorded_at"])}) if said else None,
    )


def _rows(of_case: QuerySet[Any], *names: str) -> ArraySubquery:
    """The rows of a case as a list beside it, so that they cost no query of their own; dates come as text."""
    return ArraySubquery(of_case.filter(case=OuterRef("pk")).values(row=JSONObject(**{name: name for name in names})))


def _of_head(actor: Actor) -> dict[str, Combinable]:
    flags = Flag.objects.order_by("-starts_on", "-id")
    running = Share.objects.filter(case=OuterRef("pk"), stopped_at__isnull=True)
    running = running.exclude(starts_on__gt=actor.today).exclude(ends_on__lte=actor.today)
    waiting = AccessRequest.objects.filter(case=OuterRef("pk"), state="asked")
    return {
        "flags": _rows(flags, "id", "flag", "starts_on", "start_reason", "ends_on", "end_reason", "version"),
        "seen_by": _counted(running),
        "waiting": _counted(waiting),
    }


_OF_OVERVIEW: dict[str, Combinable] = {
    "criteria": _rows(Criterion.objects.order_by("id"), "code", "met", "findings"),
    "consents": _rows(
        Consent.objects.order_by("-id"), "statement", "given", "notes", "signed_copy_to_come", "recorded_at"
    ),
}


def _counted(rows: QuerySet[Any]) -> Coalesce:
    each = rows.order_by().values("case").annotate(counted=Count("*")).values("counted")
    return Coalesce(Subquery(each), 0)


def _read(case_id: int, actor: Actor, beside: Mapping[str, Combinable]) -> tuple[Case, Mapping[str, Any]]:
    related = ("owner", "team", "created_by", "lead_worker", "referred_by__team")
    case = Case.objects.visible_to(actor).select_related(*related).annotate(**beside).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case, {name: getattr(case, name) for name in beside}


def members(case_id: int, *, actor: Actor) -> Sequence[MemberCard]:
    """The family, the head first, with ages as at the actor's today. One query."""
    rows = Member.objects.filter(case_id=case_id).select_related("person").order_by("position", "id")
    return [_card(row, actor.today) for row in rows]


def _card(row: Member, on: date) -> MemberCard:
    person = row.person
    return MemberCard(
        id=row.pk,
        person_id=person.pk,
        name=" ".join(part for part in (person.forename, person.surname) if part) or "Unborn baby",
        is_head=row.is_head,
        relationship=row.relationship,
        group=row.group,
        birth_date=person.birth_date,
        age=age(person.birth_date, on) if person.birth_date and person.birth_date <= on else None,
        band="Unborn" if person.unborn else band_title(person.age_band),
        how_old=age_words(person.birth_date, person.age_band, person.unborn, person.expected_on, on),
        left_on=row.left_on,
        version=row.version,
        unborn_overdue=needs_update(person.unborn, person.expected_on, on),
    )


def _head(case: Case, beside: Mapping[str, Any], actor: Actor) -> CaseHead:
    outside = case.referrer or {}
    referred = case.referred_by
    return CaseHead(
        id=case.pk, name=case.name, area=case.area, priority=case.priority, status=case.status, form=case.form,
        owner=case.owner.name, owner_id=case.owner_id, owner_email=case.owner.email,
        owner_telephone=case.owner.telephone, team=case.team.name, creator=case.created_by.name,
        opened_at=case.created_at, referral_on=case.referral_on,
        referrer=referred.name if referred else outside.get("name", ""),
        referring_agency=referred.team.name if referred else outside.get("organisation", ""),
        lead_worker=case.lead_worker.name if case.lead_worker else "",
        key_information=case.key_information, intensity=case.intensity, application_status=case.application_status,
        assessed_on=case.assessed_on, version=case.version, is_owner=case.owner_id == actor.user_id,
        may_share=case.owner_id == actor.user_id or COORDINATING in actor.roles,
        may_rename=case.owner_id == actor.user_id or COORDINATING in actor.roles,
        seen_by=beside["seen_by"], waiting=beside["waiting"], flags=[_flag(row) for row in beside["flags"]],
    )  # fmt: skip


def _flag(row: Mapping[str, Any]) -> FlagPeriod:
    ends_on = date.fromisoformat(row["ends_on"]) if row["ends_on"] else None
    return FlagPeriod(**{**row, "starts_on": date.fromisoformat(row["starts_on"]), "ends_on": ends_on})


@dataclass(frozen=True)
class Asked:
    """A request for access, as the two it concerns see it. The case's name is there for the owner alone."""

    id: int
    case_id: int
    case_name: str
    asker: str
    asker_detail: str
    reason: str
    asked_at: datetime
    state: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    is_mine_to_answer: bool


def requests_to_answer(*, actor: Actor) -> Sequence[Asked]:
    """Requests that wait for the actor, as the owner of the case. One query."""
    own = Case.objects.visible_to(actor).filter(owner_id=actor.user_id)
    return _asked(Q(state="asked", case__in=own), actor)


def my_requests(*, actor: Actor, limit: int = 20) -> Sequence[Asked]:
    """The latest requests the actor made, with their answers. One query."""
    return _asked(Q(asker_id=actor.user_id), actor)[:limit]


def requests_on(case_id: int, *, actor: Actor) -> Sequence[Asked]:
    """Every request made for a case that the actor owns, newest first. One query."""
    own = Case.objects.visible_to(actor).filter(owner_id=actor.user_id, pk=case_id)
    return _asked(Q(case__in=own), actor)


def request(request_id: int, *, actor: Actor) -> Asked:
    """One request, for the one who asked and the owner. Raises NotFound for anybody else."""
    found = _asked(Q(pk=request_id), actor)
    if not found:
        raise NotFound
    return found[0]


def _asked(where: Q, actor: Actor) -> list[Asked]:
    # The case is joined through what the actor may see, so an asker gets no name.
    owned = dict(
        Case.objects.visible_to(actor)
        .filter(owner_id=actor.user_id, pk__in=AccessRequest.objects.filter(where).values("case_id"))
        .values_list("pk", "name")
    )
    rows = AccessRequest.objects.filter(where).select_related("asker__team", "answered_by").order_by("-id")
    return [
        Asked(
            id=row.pk, case_id=row.case_id, case_name=owned.get(row.case_id, ""), asker=row.asker.name,
            asker_detail=row.asker.team.name, reason=row.reason, asked_at=row.asked_at, state=row.state,
            answer=row.answer, answered_by=row.answered_by.name if row.answered_by else "",
            answered_at=row.answered_at, is_mine_to_answer=row.case_id in owned,
        )
        for row in rows[:200]
    ]  # fmt: skip


@dataclass(frozen=True)
class HistoryLine:
    """One line of a case's history, with the name of whoever did it."""

    happened: events.Happening
    who: str


def history(case_id: int, *, looks: bool, before: int | None, actor: Actor) -> Sequence[HistoryLine]:
    """What happened on a case, or with `looks` who looked, newest first, fifty lines before the event `before`.

    Two queries; nothing for a case not seen.
    """
    return _with_names(events.history(case_id, looks=looks, before=before))


def history_of(case_id: int, *, what: str, number: int, actor: Actor) -> Sequence[HistoryLine]:
    """What happened on a case to one thing that belongs to it ("log", 7), newest first. Two queries."""
    return _with_names(events.history_of(case_id, what=what, number=number))


def _with_names(lines: Sequence[events.Happening]) -> Sequence[HistoryLine]:
    names = dict(User.objects.filter(pk__in={line.user_id for line in lines}).values_list("pk", "name"))
    return [HistoryLine(line, names.get(line.user_id, "Somebody")) for line in lines]


def latest_answers(case_id: int, *, actor: Actor) -> tuple[str, int, Mapping[str, Any]]:
    """The form a case was opened with, the release it was last submitted under, and the answers as typed.

    To open the nomination again (NOM-10). Raises NotFound like the case itself.
    """
    if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    row = Submission.objects.filter(case_id=case_id).order_by("-id").first()
    if row is None:
        raise NotFound
    return row.form, row.release_id, row.answers


@dataclass(frozen=True)
class Home:
    """What waits on the home page."""

    to_answer: int
    my_cases: int
    latest: Sequence[Listed]


def home(*, actor: Actor) -> Home:
    """Requests for access that wait for me, how many open cases I own, and the latest of them. Three queries."""
    own = Case.objects.visible_to(actor).filter(owner_id=actor.user_id)
    waiting = AccessRequest.objects.filter(state="asked", case__in=own).count()
    latest = own.select_related("owner", "team", "created_by").order_by("-id")[:6]
    return Home(waiting, own.order_by()[: COUNTED + 1].count(), [_listed(case) for case in latest])
