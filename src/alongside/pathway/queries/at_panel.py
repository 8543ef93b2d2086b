"""What a panel sees of a family: who they are, what the contact says, what came before, who is involved.

Of a case nothing is told that the panel's team may not see: every row comes through the same policies as the case's own
pages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from alongside.accounts.queries import practice
from alongside.cases.models import Involvement, Member
from alongside.core.actor import LONDON, Actor
from alongside.packs.process_schema import Step
from alongside.packs.schema import Pack
from alongside.pathway.models import Allocation, ContactPerson, WorkItem
from alongside.pathway.queries.steps import step_of
from alongside.pathway.rules.steps import said
from alongside.people.rules import age_words


@dataclass(frozen=True)
class Somebody:
    """One of the family: name, how old, and how they are related."""

    name: str
    how_old: str
    relationship: str = ""


@dataclass(frozen=True)
class Before:
    """A step that was done before: what it was called, what was decided, and what was answered."""

    title: str
    way: str
    on: datetime | None
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Family:
    """A family's summary for a panel. `involved` are agencies and workers, each with what they are there."""

    name: str
    people: Sequence[Somebody] = ()
    source: str = ""
    received_at: datetime | None = None
    referrer: str = ""
    concerns: str = ""
    area: str = ""
    status: str = ""
    since: date | None = None
    key_information: str = ""
    involved: Sequence[tuple[str, str]] = ()
    before: Sequence[Before] = field(default_factory=tuple)
    transition: bool = False


def families_of(items: Sequence[WorkItem], *, actor: Actor) -> Mapping[int, Family]:
    """The family of each of these items, by the item. Five queries, however many there are."""
    if not items:
        return {}
    pack = practice(actor)
    contacts = {each.journey.contact_id for each in items if each.journey.contact_id}
    cases = {each.journey.case_id for each in items if each.journey.case_id}
    named = _people_of_contacts(contacts, actor)
    members = _members_of(cases, actor)
    involved = _involved_in(cases, pack)
    before = _before(contacts, cases)
    return {
        each.pk: _family(each, named, members, involved, _done(each, before), pack) for each in items
    }  # fmt: skip


def names_of(items: Sequence[WorkItem]) -> Mapping[int, str]:
    """What the family of each of these items is called, by the item. One query."""
    contacts = {each.journey.contact_id for each in items if each.journey.contact_id and not each.journey.case_id}
    surnames: dict[int, dict[str, None]] = {}
    for contact, surname in (
        ContactPerson.objects.filter(contact__in=contacts).order_by("position").values_list("contact", "surname")
    ):
        surnames.setdefault(contact, {}).setdefault(surname)
    return {each.pk: _called(each, surnames.get(each.journey.contact_id or 0, ())) for each in items}


def _called(item: WorkItem, surnames: Iterable[str]) -> str:
    """The case's name; while there is none every surname, or the contact's reference where nobody is named."""
    contact, case = item.journey.contact, item.journey.case
    if case is not None:
        return case.name
    return " / ".join(each for each in surnames if each) or (f"Contact {contact.reference}" if contact else "")


def _family(
    item: WorkItem, named: Mapping[int, Sequence[tuple[Somebody, str]]], members: Mapping[int, Sequence[Somebody]],
    involved: Mapping[int, Sequence[tuple[str, str]]], before: Sequence[Before], pack: Pack,
) -> Family:  # fmt: skip
    contact, case = item.journey.contact, item.journey.case
    told = list(named.get(contact.pk, ())) if contact else []
    name = _called(item, dict.fromkeys(surname for _, surname in told))
    people = list(members.get(case.pk, ())) if case else [somebody for somebody, _ in told]
    referrer = contact.referrer if contact else {}
    return Family(
        name=name, people=people,
        source=pack.title_of("contact_sources", contact.source) if contact else "",
        received_at=contact.received_at if contact else None,
        referrer=", ".join(str(referrer[each]) for each in ("name", "role", "organisation") if referrer.get(each)),
        concerns=contact.concerns if contact else "",
        area=pack.area_title(case.area if case else contact.area if contact else ""),
        status=pack.status_title(case.status) if case else "",
        since=case.created_at.astimezone(LONDON).date() if case else None,
        key_information=case.key_information if case else "",
        involved=involved.get(case.pk, ()) if case else (), before=before,
        transition=bool(contact and contact.transition),
    )  # fmt: skip


def _people_of_contacts(contacts: Iterable[int], actor: Actor) -> Mapping[int, Sequence[tuple[Somebody, str]]]:
    found: dict[int, list[tuple[Somebody, str]]] = {}
    for each in ContactPerson.objects.filter(contact__in=contacts).order_by("contact", "position", "id"):
        name = " ".join(part for part in (each.forename, each.surname) if part) or "Name not known"
        old = age_words(each.born_on, "", False, None, actor.today) if each.born_on else "age not known"
        found.setdefault(each.contact_id, []).append((Somebody(name, old, each.relationship), each.surname))
    return found


def _members_of(cases: Iterable[int], actor: Actor) -> Mapping[int, Sequence[Somebody]]:
    found: dict[int, list[Somebody]] = {}
    rows = Member.objects.filter(case__in=cases, left_on__isnull=True).select_related("person")
    for each in rows.order_by("case", "position", "id"):
        person = each.person
        name = " ".join(part for part in (person.forename, person.surname) if part) or "Unborn baby"
        old = age_words(person.birth_date, person.age_band, person.unborn, person.expected_on, actor.today)
        related = "Head of family" if each.is_head else each.relationship
        found.setdefault(each.case_id, []).append(Somebody(name, old, related))
    return found


def _involved_in(cases: Iterable[int], pack: Pack) -> Mapping[int, Sequence[tuple[str, str]]]:
    wanted, found = list(cases), dict[int, list[tuple[str, str]]]()
    parts = Allocation.objects.filter(case__in=wanted, ends_on__isnull=True).select_related("user", "organisation")
    for part in parts.order_by("id"):
        who = part.user.name if part.user else part.name
        where = part.organisation.name if part.organisation else ""
        does = ", ".join(each for each in (pack.title_of("team_roles", part.role), where) if each)
        found.setdefault(part.case_id, []).append((who, does))
    rows = Involvement.objects.filter(case__in=wanted, ends_on__isnull=True).select_related("organisation")
    for row in rows.order_by("id"):
        title = pack.title_of("involvements", row.role)
        does = ", ".join(each for each in (title, row.service, row.contact) if each)
        found.setdefault(row.case_id, []).append((row.organisation.name, does))
    return found


def _before(contacts: Iterable[int], cases: Iterable[int]) -> Sequence[WorkItem]:
    """What was done before on the way here, in order: of the contact where there is one, else of the case."""
    rows = WorkItem.objects.filter(done_at__isnull=False).select_related("journey")
    wanted = rows.filter(journey__contact__in=list(contacts)) | rows.filter(journey__case__in=list(cases))
    return list(wanted.order_by("done_at", "id"))


def _done(item: WorkItem, before: Sequence[WorkItem]) -> Sequence[Before]:
    journey = item.journey
    mine = [
        each
        for each in before
        if (journey.contact_id and each.journey.contact_id == journey.contact_id)
        or (journey.contact_id is None and each.journey.case_id == journey.case_id)
    ]
    if item.done_at is not None:  # what came after the panel decided is not what it saw
        mine = [each for each in mine if each.done_at is not None and each.done_at < item.done_at]
    return [found for each in mine if (found := _shown(each)) is not None]


def _shown(item: WorkItem) -> Before | None:
    _, step = step_of(item)
    if step is None or step.restricted_to:
        return None
    way = next((each for each in step.next if each.id == item.way), None)
    answers = [(asks, answer) for asks, answer in _answers(step, item) if answer]
    return Before(step.title, way.label if way else "", item.done_at, answers)


def _answers(step: Step, item: WorkItem) -> Iterable[tuple[str, str]]:
    way = next((each for each in step.next if each.id == item.way), None)
    for question in (*step.question, *(way.question if way else ())):
        yield question.asks, in_words(said(item.answers.get(question.id)))


def in_words(answer: str) -> str:
    """An answer as people read it: a day in words, the rest as it is."""
    if not _DAY.fullmatch(answer):
        return answer
    try:
        on = date.fromisoformat(answer)
    except ValueError:  # no such day, so these are only figures
        return answer
    return f"{on.day} {on:%B %Y}"


_DAY = re.compile(r"2\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
