"""Reading cases: lists, the case page, who can see it. Typed read models; each takes a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from alongside.accounts.models import User
from alongside.accounts.queries import COORDINATING
from alongside.cases import reading, rules
from alongside.cases.checking import Checks, checks_from
from alongside.cases.models import Case, Submission
from alongside.cases.reading import Filter as Filter
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
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
    is_archived: bool = False


@dataclass(frozen=True)
class Page:
    """A page of a list. `total` counts to COUNTED and no further; `counted` says whether it got to the end."""

    rows: Sequence[Listed]
    number: int
    more: bool
    total: int | None = None
    counted: bool = True


def newest(narrowed: Filter, *, page: int, actor: Actor) -> Page:
    """The cases the actor may see, newest first. Two queries: the page, and a count that stops at COUNTED."""
    total = reading.counted(narrowed, actor=actor, at_most=COUNTED + 1)
    found = reading.newest(narrowed, actor=actor, most=PAGE + 1, beyond=(page - 1) * PAGE)
    rows = [Listed(**row) for row in found[:PAGE]]
    return Page(rows, page, len(found) > PAGE, min(total, COUNTED), total <= COUNTED)


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
    listed = reading.listed([case for case, mine in shown if mine], actor=actor)
    seen = {row["id"]: row for row in listed}
    rows = [
        Listed(**seen[case]) if mine else _pointer(pointers[case])
        for case, mine in shown
        if case in seen or case in pointers
    ]
    return Page(rows, page, len(found) > PAGE)


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


def is_seen(case_id: int, *, actor: Actor) -> bool:
    """Whether the actor sees the case. One query."""
    return Case.objects.visible_to(actor).filter(pk=case_id).exists()


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
    state: str
    given: bool
    basis: str
    notes: str
    signed_copy_to_come: bool
    signed_copy_filed: bool
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
    type: str
    reference: str
    reason: str
    opened_on: date | None
    due_on: date | None
    closed_on: date | None
    is_archived: bool
    team_id: int
    coordinates: bool
    """Whether the reader is of the coordinating team."""
    paused_since: datetime | None
    """Work with the family pauses since then, `paused_because` of this."""
    paused_because: str
    flags: Sequence[FlagPeriod] = field(default_factory=tuple)


@dataclass(frozen=True)
class CasePage:
    """The overview of a case."""

    head: CaseHead
    members: Sequence[MemberCard]
    criteria: Sequence[CriterionFound]
    consent: ConsentSaid | None
    checks: Checks


def case_head(case_id: int, *, actor: Actor) -> CaseHead:
    """The head of a case, with its flags. One query. Raises NotFound where it is absent or not the actor's to see."""
    row = reading.head(case_id, actor=actor)
    if row is None:
        raise NotFound
    return _head(row, actor)


def case_page(case_id: int, *, actor: Actor) -> CasePage:
    """The overview of a case: head, members with age as at today, criteria, consent, checks. One query."""
    row = reading.head(case_id, actor=actor, overview=True)
    if row is None:
        raise NotFound
    said = row["consent"]
    return CasePage(
        head=_head(row, actor),
        members=[_card({**each, **_days(each, *_DAYS)}, actor.today) for each in row["members"]],
        criteria=[CriterionFound(**each) for each in row["criteria"]],
        consent=ConsentSaid(**said | {"recorded_at": datetime.fromisoformat(said["recorded_at"])}) if said else None,
        checks=checks_from(row, actor=actor),
    )


def members(case_id: int, *, actor: Actor) -> Sequence[MemberCard]:
    """The family, the head first, with ages as at the actor's today. One query; nobody for a case not seen."""
    return [_card(row, actor.today) for row in reading.members(case_id, actor=actor)]


_DAYS = ("left_on", "birth_date", "expected_on")


def _card(row: reading.Row, on: date) -> MemberCard:
    told = dict(row)
    forename, surname, unborn, expected = (told.pop(name) for name in ("forename", "surname", "unborn", "expected_on"))
    band, born = told.pop("age_band"), told["birth_date"]
    return MemberCard(
        **told,
        name=" ".join(part for part in (forename, surname) if part) or "Unborn baby",
        age=age(born, on) if born and born <= on else None,
        band="Unborn" if unborn else band_title(band),
        how_old=age_words(born, band, unborn, expected, on),
        unborn_overdue=needs_update(unborn, expected, on),
    )


_AS_THEY_STAND = (
    "id", "name", "area", "priority", "status", "form", "owner_id", "team", "opened_at", "referral_on",
    "key_information", "intensity", "application_status", "assessed_on", "version", "seen_by", "waiting",
    "type", "reference", "reason", "opened_on", "due_on", "closed_on", "is_archived", "team_id",
    "paused_since", "paused_because",
)  # fmt: skip


def _head(row: reading.Row, actor: Actor) -> CaseHead:
    users, outside = row["users"], row["referrer"] or {}
    owner, creator = users[str(row["owner_id"])], users[str(row["created_by_id"])]
    lead, referred = users.get(str(row["lead_worker_id"])), users.get(str(row["referred_by_id"]))
    owns = row["owner_id"] == actor.user_id
    return CaseHead(
        **{name: row[name] for name in _AS_THEY_STAND},
        owner=owner["name"],
        owner_email=owner["email"],
        owner_telephone=owner["telephone"],
        creator=creator["name"],
        referrer=referred["name"] if referred else outside.get("name", ""),
        referring_agency=referred["team"] if referred else outside.get("organisation", ""),
        lead_worker=lead["name"] if lead else "",
        is_owner=owns,
        coordinates=COORDINATING in actor.roles,
        may_share=owns or COORDINATING in actor.roles,
        may_rename=owns or COORDINATING in actor.roles,
        flags=[_flag(flag) for flag in row["flags"]],
    )


def _flag(row: reading.Row) -> FlagPeriod:
    return FlagPeriod(**{**row, **_days(row, "starts_on", "ends_on")})


def _days(row: reading.Row, *names: str) -> dict[str, Any]:
    """The days of a row that came as text."""
    return {name: date.fromisoformat(row[name]) if row[name] else None for name in names}


@dataclass(frozen=True)
class Asked:
    """A request for access, as the two it concerns see it. The case's name is there for the owner alone."""

    id: int
    case_id: int
    case_name: str
    asker_id: int
    asker: str
    asker_detail: str
    reason: str
    asked_at: datetime
    state: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    is_mine_to_answer: bool


def my_requests(*, actor: Actor, limit: int = 20) -> Sequence[Asked]:
    """The latest requests the actor made, with their answers. One query."""
    return _asked(_I_ASKED, actor)[:limit]


def my_access_requests(*, actor: Actor, limit: int = 20) -> tuple[Sequence[Asked], Sequence[Asked]]:
    """Requests that wait for the actor, and the latest that the actor made. One query."""
    found = _asked(f"{_I_ASKED} OR (r.state = 'asked' AND r.case_id IN ({_OWN}))", actor)
    # One does not ask for access to one's own case; of a case that was handed over, one may answer one's own request.
    to_answer = [each for each in found if each.is_mine_to_answer and each.state == "asked"]
    return to_answer, [each for each in found if each.asker_id == actor.user_id][:limit]


def requests_on(case_id: int, *, actor: Actor) -> Sequence[Asked]:
    """Every request made for a case that the actor owns, newest first. One query."""
    return _asked(f"r.case_id IN ({_OWN} AND c.id = %(case)s)", actor, case=case_id)


def request(request_id: int, *, actor: Actor) -> Asked:
    """One request, for the one who asked and the owner. Raises NotFound for anybody else."""
    found = _asked("r.id = %(request)s", actor, request=request_id)
    if not found:
        raise NotFound
    return found[0]


def _asked(where: str, actor: Actor, **told: Any) -> list[Asked]:
    me = {"partnership": actor.partnership_id, "me": sorted(actor.principals), "user": actor.user_id}
    return [Asked(**row) for row in rows_of(_ASKED.format(where=where), me | told)]


_I_ASKED = "r.asker_id = %(user)s"
_OWN = f"SELECT c.id FROM cases_case c WHERE {reading.SEEN} AND c.owner_id = %(user)s"  # noqa: S608  # our own texts
# The case is joined through what the actor may see and owns, so an asker gets no name.
_ASKED = f"""
SELECT r.id, r.case_id, coalesce(c.name, '') AS case_name, r.asker_id, u.name AS asker, t.name AS asker_detail,
       r.reason, r.asked_at, r.state, r.answer, coalesce(b.name, '') AS answered_by, r.answered_at,
       c.id IS NOT NULL AS is_mine_to_answer
  FROM cases_access_request r JOIN accounts_user u ON u.id = r.asker_id JOIN accounts_team t ON t.id = u.team_id
  LEFT JOIN accounts_user b ON b.id = r.answered_by_id
  LEFT JOIN cases_case c ON c.id = r.case_id AND {reading.SEEN} AND c.owner_id = %(user)s
 WHERE {{where}} ORDER BY r.id DESC LIMIT 200
"""  # noqa: S608  # put together from our own texts


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

    my_cases: int
    latest: Sequence[Listed]


def home(*, actor: Actor) -> Home:
    """How many open cases I own, and the latest of them. Two queries."""
    own = Filter(owner_id=actor.user_id)
    latest = [Listed(**row) for row in reading.newest(own, actor=actor, most=6)]
    return Home(reading.counted(own, actor=actor, at_most=COUNTED + 1), latest)
