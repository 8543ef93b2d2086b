"""Reading contacts: the list by what must be done next, one with everything about it, and what waits for screening."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from alongside.accounts.models import Membership, User
from alongside.accounts.queries import practice
from alongside.cases.models import Case
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.documents.queries import DocumentCard, documents_received_with
from alongside.events.kinds import KINDS
from alongside.events.models import Event
from alongside.packs.parts import team_titles
from alongside.packs.process_schema import Process
from alongside.packs.schema import Pack
from alongside.pathway.actions.contacts import Referrer
from alongside.pathway.models import Contact, ContactPerson, WorkItem

PAGE = 25
WAITING, DONE = "waiting", "done"


@dataclass(frozen=True)
class Filter:
    """What a list of contacts is narrowed to. `state` is waiting, done or "" for both."""

    source: str = ""
    state: str = ""
    area: str = ""
    since: date | None = None


@dataclass(frozen=True)
class ContactLine:
    """A contact as it is listed: whom it is about, and what must be done next by whom."""

    id: int
    source: str
    received_at: datetime
    area: str
    outcome: str
    referrer: str
    about: str
    concerns: str
    case_id: int | None
    item_id: int | None
    process: str
    step: str
    tray: str
    does: str
    entered_at: datetime | None
    team: str
    assigned_to: str
    assigned_to_id: int | None

    @property
    def waits(self) -> bool:
        """Whether something is still to be done with it."""
        return self.item_id is not None


@dataclass(frozen=True)
class ContactList:
    """One page of contacts, what must be done next first."""

    rows: Sequence[ContactLine]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


_LINES = """
SELECT k.id, k.source, k.received_at, k.area, k.outcome, k.case_id, left(k.concerns, 200) AS concerns,
       concat_ws(', ', nullif(k.referrer ->> 'name', ''), nullif(k.referrer ->> 'organisation', '')) AS referrer,
       coalesce((SELECT string_agg(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ', '
                                   ORDER BY p.position)
                   FROM pathway_contact_person p WHERE p.contact_id = k.id), '') AS about,
       w.item_id, coalesce(w.process, '') AS process, coalesce(w.step, '') AS step, coalesce(w.tray, '') AS tray,
       w.entered_at, coalesce(t.name, '') AS team, coalesce(u.name, '') AS assigned_to, w.assigned_to_id, {counted}
  FROM pathway_contact k
  LEFT JOIN LATERAL (
       SELECT i.id AS item_id, j.process, i.step, i.tray, i.entered_at, i.team_id, i.assigned_to_id
         FROM pathway_journey j JOIN pathway_work_item i ON i.journey_id = j.id AND i.done_at IS NULL
        WHERE j.contact_id = k.id ORDER BY i.id LIMIT 1) w ON true
  LEFT JOIN accounts_team t ON t.id = w.team_id LEFT JOIN accounts_user u ON u.id = w.assigned_to_id
 WHERE {where}
 ORDER BY {order}, k.id LIMIT %(limit)s OFFSET %(offset)s
"""
_NEXT_FIRST = (
    "w.item_id IS NULL, CASE WHEN w.item_id IS NOT NULL THEN k.received_at END,"
    " CASE WHEN w.item_id IS NULL THEN k.received_at END DESC"
)


def contacts(narrowed: Filter, *, page: int, actor: Actor) -> ContactList:
    """The contacts that the actor sees: what waits first, the longest waiting first; then what is done. One query."""
    asked = ["true"]
    told: dict[str, Any] = {"limit": PAGE, "offset": (page - 1) * PAGE}
    for name, column in (("source", "k.source"), ("area", "k.area")):
        if getattr(narrowed, name):
            asked.append(f"{column} = %({name})s")
            told[name] = getattr(narrowed, name)
    if narrowed.state in (WAITING, DONE):
        asked.append("w.item_id IS NOT NULL" if narrowed.state == WAITING else "w.item_id IS NULL")
    if narrowed.since:
        asked.append("k.received_at >= %(since)s")
        told["since"] = datetime.combine(narrowed.since, datetime.min.time(), LONDON)
    text = _LINES.format(where=" AND ".join(asked), order=_NEXT_FIRST, counted="count(*) OVER () AS total")
    rows = rows_of(text, told, keep_plan=False)
    total = rows[0]["total"] if rows else 0
    return ContactList(_lines(rows, practice(actor)), page, total)


def waiting_for_screening(*, actor: Actor, limit: int = 200) -> Sequence[ContactLine]:
    """What waits for screening in the trays of the actor's teams, the longest waiting first (2.1). One query."""
    pack = practice(actor)
    steps = [f"{process.id}/{step.id}" for process in pack.processes for step in process.step if step.does == "screen"]
    where = (
        "w.process || '/' || w.step = ANY (%(steps)s) AND EXISTS (SELECT 1 FROM accounts_membership m"
        " WHERE m.team_id = w.team_id AND m.user_id = %(me)s)"
    )
    text = _LINES.format(where=where, order="k.received_at", counted="0 AS total")
    told = {"steps": steps, "me": actor.user_id, "limit": limit, "offset": 0}
    return _lines(rows_of(text, told, keep_plan=False), pack)


def _lines(rows: Iterable[Mapping[str, Any]], pack: Pack) -> list[ContactLine]:
    processes = {each.id: each for each in pack.processes}
    lines = []
    for row in rows:
        told = {name: value for name, value in row.items() if name != "total"}
        does = _step(processes.get(told["process"]), told["step"], "does")
        told["step"] = _step(processes.get(told["process"]), told["step"], "title") or told["step"]
        lines.append(ContactLine(**told, does=does))
    return lines


def _step(process: Process | None, step_id: str, what: str) -> str:
    try:
        return str(getattr(process.step_of(step_id), what)) if process else ""
    except KeyError:
        return ""


@dataclass(frozen=True)
class Named:
    """Somebody of the family as the contact names them; `person_id` is the profile they turned out to be."""

    id: int
    forename: str
    surname: str
    born_on: date | None
    relationship: str
    address: str
    postcode: str
    telephone: str
    person_id: int | None

    @property
    def name(self) -> str:
        """In one line."""
        return " ".join(part for part in (self.forename, self.surname) if part) or "Not named"


@dataclass(frozen=True)
class StepShown:
    """A step of what is done with a contact: what it is, where it waits or by whom it was done."""

    id: int
    title: str
    process: str
    does: str
    clause: str
    tray: str
    team: str
    assigned_to: str
    assigned_to_id: int | None
    entered_at: datetime
    done_at: datetime | None
    done_by: str
    way: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of a contact's history."""

    at: datetime
    who: str
    sentence: str
    changes: Sequence[Mapping[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class ContactPage:
    """One contact with everything about it."""

    id: int
    reference: str
    source: str
    received_at: datetime
    referrer: Referrer
    sent_on_by: str
    concerns: str
    area: str
    answers: Mapping[str, Any]
    case_id: int | None
    outcome: str
    advice: str
    transition: bool
    version: int
    people: Sequence[Named]
    steps: Sequence[StepShown]
    documents: Sequence[DocumentCard]
    pack: Pack
    may_change: bool = True
    """Not where it is part of a case by now that the actor does not have."""

    @property
    def waiting(self) -> Sequence[StepShown]:
        """What is to be done now."""
        return [each for each in self.steps if each.done_at is None]

    @property
    def about(self) -> str:
        """Whom it is about, in one line."""
        return ", ".join(each.name for each in self.people) or "Nobody named yet"


def contact(contact_id: int, *, actor: Actor) -> ContactPage:
    """One contact. Five queries. Raises NotFound where it is absent or not the actor's to see."""
    row = Contact.objects.filter(pk=contact_id).first()
    if row is None:
        raise NotFound
    pack = practice(actor)
    return ContactPage(
        id=row.pk, reference=row.reference, source=row.source, received_at=row.received_at,
        referrer=Referrer.of(row.referrer),
        sent_on_by=row.sent_on_by, concerns=row.concerns, area=row.area, answers=row.answers, case_id=row.case_id,
        outcome=row.outcome, advice=row.advice, transition=row.transition, version=row.version,
        people=people_of(row.pk), steps=steps_of(row.pk, pack),
        documents=documents_received_with(row.pk, actor=actor), pack=pack,
        may_change=row.case_id is None or Case.objects.filter(pk=row.case_id).exists(),
    )  # fmt: skip


def people_of(contact_id: int) -> Sequence[Named]:
    """The people that a contact names, in its order; a row that was emptied is left out. One query."""
    rows = ContactPerson.objects.filter(contact=contact_id).order_by("position", "pk")
    return [
        Named(
            row.pk, row.forename, row.surname, row.born_on, row.relationship, row.address, row.postcode,
            row.telephone, row.person_id,
        )
        for row in rows if row.forename or row.surname or row.born_on or row.relationship
    ]  # fmt: skip


def steps_of(contact_id: int, pack: Pack) -> Sequence[StepShown]:
    """What was done with a contact and what waits, in the order it began. One query."""
    rows = (
        WorkItem.objects.filter(journey__contact=contact_id)
        .select_related("journey", "team", "assigned_to", "done_by")
        .order_by("pk")
    )
    processes = {each.id: each for each in pack.processes}
    return [_shown(row, processes.get(row.journey.process)) for row in rows]


def _shown(row: WorkItem, process: Process | None) -> StepShown:
    try:
        step = process.step_of(row.step) if process else None
    except KeyError:
        step = None
    way = next((each.label for each in step.next if each.id == row.way), "") if step and row.way else ""
    return StepShown(
        id=row.pk, title=step.title if step else row.step, process=process.title if process else row.journey.process,
        does=step.does if step else "", clause=step.clause if step else "", tray=row.tray,
        team=row.team.name if row.team else "", assigned_to=row.assigned_to.name if row.assigned_to else "",
        assigned_to_id=row.assigned_to_id, entered_at=row.entered_at, done_at=row.done_at,
        done_by=row.done_by.name if row.done_by else "", way=way, answers=row.answers,
    )  # fmt: skip


def history(contact_id: int, *, actor: Actor, limit: int = 100) -> Sequence[Line]:
    """What happened to a contact, newest first, without who looked. Two queries."""
    looks = [kind.name for kind in KINDS.values() if kind.look]
    rows = Event.objects.filter(contact_id=contact_id)
    found = list(rows.exclude(kind__in=looks).order_by("-id")[:limit])
    names = dict(User.objects.filter(pk__in={row.user_id for row in found}).values_list("pk", "name"))
    return [
        Line(row.happened_at, names.get(row.user_id, "Somebody"), _sentence(row), row.facts.get("changes") or ())
        for row in found
    ]


def _sentence(row: Event) -> str:
    said: dict[str, Any] = {name: value for name, value in row.facts.items() if isinstance(value, str | int)}
    try:
        return KINDS[row.kind].sentence.format(**said)
    except KeyError:
        return KINDS[row.kind].sentence


def takes_contacts(*, actor: Actor) -> bool:
    """Whether the actor works at the front door: in the team of its tray, or of a tray that contacts wait in.

    Three queries at most.
    """
    pack = practice(actor)
    wanted = {pack.front_door.tray} | {
        step.tray for each in pack.processes if each.begins == "with each contact" for step in each.step
    }
    titles = team_titles(pack)
    teams = {
        titles.get(team, "")
        for tray in pack.trays if tray.id in wanted for team in (tray.team, *tray.areas.values()) if team
    }  # fmt: skip
    return Membership.objects.filter(user=actor.user_id, team__name__in=teams - {""}).exists()
