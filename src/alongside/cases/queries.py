"""Reading cases: lists, the case page, who can see it. Typed read models; each takes a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from alongside.accounts.models import User
from alongside.accounts.queries import COORDINATING
from alongside.cases import rules
from alongside.cases.models import AccessRequest, Case, Consent, Criterion, Flag, Member, Share, Submission
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.events import queries as events
from alongside.people.rules import age, band_title

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
    """A member of the family as the case page shows them. `age` is as at today; `band` where no birth date is known."""

    id: int
    person_id: int
    name: str
    is_head: bool
    relationship: str
    group: str
    birth_date: date | None
    age: int | None
    band: str
    left_on: date | None
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
    seen_by: int
    flags: Sequence[FlagPeriod] = field(default_factory=tuple)


@dataclass(frozen=True)
class CasePage:
    """The overview of a case."""

    head: CaseHead
    members: Sequence[MemberCard]
    criteria: Sequence[CriterionFound]
    consent: ConsentSaid | None


def case_head(case_id: int, *, actor: Actor) -> CaseHead:
    """The head of a case, with its flags. Two queries. Raises NotFound where it is absent or not the actor's to see."""
    related = ("owner", "team", "created_by", "lead_worker", "referred_by__team")
    case = Case.objects.visible_to(actor).select_related(*related).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return replace(_head(case, actor), flags=_flags(case_id))


def case_page(case_id: int, *, actor: Actor) -> CasePage:
    """The overview of a case: head, members with age as at today, criteria, consent. Five queries whatever the size."""
    head = case_head(case_id, actor=actor)
    criteria = [CriterionFound(row.code, row.met, row.findings) for row in Criterion.objects.filter(case_id=case_id)]
    consent = Consent.objects.filter(case_id=case_id).order_by("-id").first()
    said = consent and ConsentSaid(
        consent.statement, consent.given, consent.notes, consent.signed_copy_to_come, consent.recorded_at
    )
    return CasePage(head, members(case_id, actor=actor), criteria, said)


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
        age=age(person.birth_date, on) if person.birth_date else None,
        band="Unborn" if person.unborn else band_title(person.age_band),
        left_on=row.left_on,
        unborn_overdue=bool(person.unborn and person.expected_on and person.expected_on < on),
    )


def _head(case: Case, actor: Actor) -> CaseHead:
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
        may_share=case.owner_id == actor.user_id or COORDINATING in actor.roles, seen_by=len(case.audience),
    )  # fmt: skip


def _flags(case_id: int) -> Sequence[FlagPeriod]:
    rows = Flag.objects.filter(case_id=case_id).order_by("-starts_on", "-id")
    return [FlagPeriod(r.pk, r.flag, r.starts_on, r.start_reason, r.ends_on, r.end_reason, r.version) for r in rows]


@dataclass(frozen=True)
class Access:
    """One access to a case: who has it, why, since when, and whether it holds today."""

    id: int
    kind: str
    name: str
    detail: str
    why: str
    starts_on: date | None
    ends_on: date | None
    shared_by: str
    shared_at: datetime
    stopped_at: datetime | None
    holds: bool
    is_owner: bool


def shares(case_id: int, *, actor: Actor) -> Sequence[Access]:
    """Who can see the case and why, those who could before below. Two queries. Raises NotFound like the case itself."""
    case = Case.objects.visible_to(actor).select_related("owner").filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return [_access(row, case, actor.today) for row in _share_rows(case_id)]


_SHARES = """
SELECT s.id, CASE WHEN u.id IS NULL THEN 'team' ELSE 'user' END, coalesce(u.name, t.name, p.code),
       coalesce(nullif(concat_ws(', ', nullif(u.job_title, ''), ut.name), ''), o.name, ''), s.why,
       s.starts_on, s.ends_on, by_user.name, s.shared_at, s.stopped_at, s.holder_id
  FROM cases_share s JOIN accounts_principal p ON p.id = s.holder_id
  JOIN accounts_user by_user ON by_user.id = s.shared_by_id
  LEFT JOIN accounts_user u ON u.principal_id = s.holder_id LEFT JOIN accounts_team ut ON ut.id = u.team_id
  LEFT JOIN accounts_team t ON t.principal_id = s.holder_id
  LEFT JOIN accounts_organisation o ON o.id = t.organisation_id
 WHERE s.case_id = %s ORDER BY s.stopped_at IS NOT NULL, s.id
"""


def _share_rows(case_id: int) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [case_id])
        return cursor.fetchall()


def _access(row: tuple[Any, ...], case: Case, today: date) -> Access:
    (share_id, kind, name, detail, why, starts_on, ends_on, shared_by, shared_at, stopped_at, holder) = row
    running = (starts_on is None or starts_on <= today) and (ends_on is None or today < ends_on)
    return Access(
        share_id, kind, name, detail, why, starts_on, ends_on, shared_by, shared_at, stopped_at,
        holds=stopped_at is None and running, is_owner=holder == case.owner.principal_id,
    )  # fmt: skip


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
    """What happened on a case, newest first, fifty lines before the event `before`. Two queries."""
    lines = events.history(case_id, looks=looks, before=before)
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


def shared_with(case_id: int, *, actor: Actor) -> Sequence[int]:
    """The principals that a case is shared with now. One query."""
    return list(
        Share.objects.filter(
            case_id=case_id, case__in=Case.objects.visible_to(actor), stopped_at__isnull=True
        ).values_list("holder_id", flat=True)
    )
