"""Recording a contact: somebody tells the front door of a family, and what is put right of it afterwards."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alongside.accounts.queries import practice
from alongside.cases.models import Case
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.events.models import Event
from alongside.packs.process_schema import ContactSource
from alongside.packs.schema import Pack
from alongside.pathway.actions.journeys import begin
from alongside.pathway.models import LONGEST_WORDS, Contact, ContactPerson
from alongside.pathway.rules.references import code_from

CHECK = "Check what is marked below."
LONGEST_LINE = 300
MOST_PEOPLE = 20


@dataclass(frozen=True)
class Referrer:
    """Whoever made the request in the first instance (1.2); `kind` is an organisation type of the pack."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    kind: str = ""
    telephone: str = ""
    email: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Referrer":
        """As a contact keeps it."""
        return cls(**{name: str(kept.get(name, "")) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class NewPerson:
    """Somebody of the family as the contact names them."""

    forename: str = ""
    surname: str = ""
    born_on: date | None = None
    relationship: str = ""
    address: str = ""
    postcode: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class NewContact:
    """What is told of a contact. `source` is a contact source of the pack; `answers` are those to its form.

    `sent_on_by` is who passed it here where that is not the referrer. `message_id` names the e-mail it came as.
    """

    source: str
    received_at: datetime
    referrer: Referrer = Referrer()
    sent_on_by: str = ""
    concerns: str = ""
    area: str = ""
    people: Sequence[NewPerson] = field(default_factory=tuple)
    answers: Mapping[str, Any] = field(default_factory=dict)
    message_id: str = ""
    transition: bool = False


def receive(told: NewContact, *, actor: Actor, process: str = "") -> Contact:
    """Record a contact, give it its reference, and begin what the pack does with each, or `process`. Returns it.

    Raises Invalid beside what cannot be right: "source", "received_at", "email" ... Source: practice framework 1.1-1.3.
    """
    pack = practice(actor)
    check(told, pack, actor)
    contact = Contact.objects.create(
        partnership_id=actor.partnership_id, reference=code_from(secrets.choice), source=told.source,
        received_at=told.received_at, recorded_by_id=actor.user_id, recorded_at=actor.now,
        referrer=asdict(told.referrer), sent_on_by=told.sent_on_by, concerns=told.concerns, area=told.area,
        answers=dict(told.answers), release_id=pack.release_id, message_id=told.message_id,
        transition=told.transition, audience=[actor.own],
    )  # fmt: skip
    _add_people(contact, told.people, actor)
    facts = {"contact": contact.pk, "source": told.source}
    record("contact.received", actor=actor, facts=facts, happened_at=told.received_at)
    first = process or next((each.id for each in pack.processes if each.begins == "with each contact"), "")
    if first:
        begin(first, actor=actor, contact=contact, facts={"transition": told.transition})
    return contact


def contact_to_change(contact_id: int, *, actor: Actor) -> Contact:
    """A contact, locked for this transaction. Raises NotFound where it is absent or not the actor's to see, Refused
    where it is part of a case by now that the actor does not have: what happens to it happens to the case."""
    found = Contact.objects.select_for_update(of=("self",)).filter(pk=contact_id).first()
    if found is None:
        raise NotFound
    if found.case_id is not None and not Case.objects.filter(pk=found.case_id).exists():
        raise Refused("This contact is part of a case by now, and you do not have it. Ask its owner for access.")
    return found


_SAID = {
    "source": "Source", "received_at": "Received", "referrer": "Who made the request", "sent_on_by": "Passed on by",
    "concerns": "Concerns", "area": "Area", "answers": "Answers",
}  # fmt: skip


def correct(contact_id: int, *, told: NewContact, version: int, actor: Actor) -> None:
    """Put right what was recorded of a contact; what stood there before is in its history, and its clocks follow.

    Raises Invalid beside the field, Stale where somebody changed it since `version`.
    """
    contact = contact_to_change(contact_id, actor=actor)
    if contact.version != version:
        raise Stale("Somebody changed this contact while you had it open.", {}, contact.version)
    check(told, practice(actor), actor)
    after: dict[str, Any] = {
        "source": told.source, "received_at": told.received_at, "referrer": asdict(told.referrer),
        "sent_on_by": told.sent_on_by, "concerns": told.concerns, "area": told.area, "answers": dict(told.answers),
    }  # fmt: skip
    before = {name: getattr(contact, name) for name in after}
    people = list(contact.people.order_by("position"))
    if before == after and [_told(each) for each in people] == list(told.people):
        return
    for name, value in after.items():
        setattr(contact, name, value)
    contact.version += 1
    contact.save(update_fields=[*after, "version"])
    changes = [
        {"what": label, "from": _in_words(before[name]), "to": _in_words(after[name])}
        for name, label in _SAID.items()
        if before[name] != after[name]
    ]
    changes += _change_people(contact, people, told.people, actor)
    facts: dict[str, Any] = {"contact": contact.pk}
    happened = [Happened("contact.changed", contact.case_id, facts=facts | {"changes": changes})]
    if before["received_at"] != after["received_at"] or before["source"] != after["source"]:
        facts = facts | {"source": told.source, "corrects": _event_of("contact.received", contact.pk)}
        happened.append(Happened("contact.received", contact.case_id, facts=facts, happened_at=told.received_at))
    record_all(happened, actor=actor)


def look_at(contact_id: int, *, actor: Actor) -> None:
    """Note that the actor opened a contact (SHAR-07)."""
    record("contact.looked-at", actor=actor, facts={"contact": contact_id})


def check(told: NewContact, pack: Pack, actor: Actor) -> None:
    """Raises Invalid with a sentence beside everything about a contact that cannot be right."""
    faults: dict[str, str] = {}
    source = next((each for each in pack.contact_sources if each.id == told.source), None)
    if source is None:
        faults["source"] = "Choose how the contact came."
    if told.received_at > actor.now:
        faults["received_at"] = "This is still to come. Enter when the contact was received."
    if told.area and told.area not in {each.id for each in pack.areas}:
        faults["area"] = "Choose an area from the list."
    faults |= _of_referrer(told.referrer, source) | _too_long(told)
    if not told.concerns.strip():
        faults["concerns"] = "Say what they are worried about, in their words."
    if faults:
        raise Invalid(CHECK, faults)


def _of_referrer(referrer: Referrer, source: ContactSource | None) -> dict[str, str]:
    faults: dict[str, str] = {}
    if source is not None and source.acknowledged and not referrer.name.strip():
        faults["name"] = "Say who made the request. They are told what becomes of it."
    if referrer.email:
        try:
            validate_email(referrer.email)
        except ValidationError:
            faults["email"] = "This is no e-mail address. Check it, or leave it out."
    return faults


def _too_long(told: NewContact) -> dict[str, str]:
    lines = {**asdict(told.referrer), "sent_on_by": told.sent_on_by}
    faults = {
        name: f"Use {LONGEST_LINE} characters or fewer. You have {len(words):,}."
        for name, words in lines.items()
        if len(words) > LONGEST_LINE
    }
    if len(told.concerns) > LONGEST_WORDS:
        faults["concerns"] = f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(told.concerns):,}."
    if len(told.people) > MOST_PEOPLE:
        faults["people"] = f"Name {MOST_PEOPLE} people at most."
    if any(len(str(value or "")) > LONGEST_LINE for each in told.people for value in asdict(each).values()):
        faults["people"] = f"Use {LONGEST_LINE} characters or fewer for each name and address."
    return faults


def _add_people(contact: Contact, people: Sequence[NewPerson], actor: Actor, after: int = 0) -> None:
    ContactPerson.objects.bulk_create(
        ContactPerson(partnership_id=actor.partnership_id, contact=contact, position=position, **asdict(each))
        for position, each in enumerate(people, start=after + 1)
    )


def _told(row: ContactPerson) -> NewPerson:
    return NewPerson(**{name: getattr(row, name) for name in NewPerson.__dataclass_fields__})


def _change_people(
    contact: Contact, before: Sequence[ContactPerson], after: Sequence[NewPerson], actor: Actor
) -> list[dict[str, str]]:
    """Bring the people of a contact up to date, each by their place. Nobody is taken out: a row can only be emptied."""
    changes = []
    for row, told in zip(before, [*after, *[NewPerson()] * len(before)], strict=False):
        if _told(row) == told:
            continue
        changes.append({"what": "Family member", "from": _in_words(_told(row)), "to": _in_words(told)})
        for name, value in asdict(told).items():
            setattr(row, name, value)
        row.save(update_fields=list(asdict(told)))
    more = after[len(before) :]
    _add_people(contact, more, actor, after=len(before))
    return [*changes, *({"what": "Family member", "from": "", "to": _in_words(each)} for each in more)]


def _in_words(value: Any) -> str:
    if isinstance(value, NewPerson):
        value = asdict(value)
    if isinstance(value, Mapping):
        return ", ".join(_in_words(each) for each in value.values() if each)
    return f"{value:%d-%m-%Y %H:%M}" if isinstance(value, datetime) else str(value or "")


def _event_of(kind: str, contact_id: int) -> int | None:
    """The first event of a kind about a contact: what a correction takes the place of."""
    found = Event.objects.filter(kind=kind, facts__contact=contact_id).order_by("id")
    return found.values_list("pk", flat=True).first()
