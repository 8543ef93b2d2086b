"""Opening the family's case from a contact: the people found or added, who of them is the head, and on which basis the
teams of the next steps see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases import consent
from alongside.cases.access import case_to_change
from alongside.cases.nomination import open_case
from alongside.cases.rules import case_name
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid
from alongside.documents.models import Document
from alongside.events.actions import record
from alongside.forms.answers import Address, Entry, Submission
from alongside.forms.answers import Referrer as Outside
from alongside.packs.schema import Pack
from alongside.pathway.actions.contacts import CHECK, Referrer
from alongside.pathway.models import Contact, ContactPerson, Journey
from alongside.pathway.rules.steps import day_in
from alongside.people.queries import persons

FAMILY = "family"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Opening:
    """What is said when a case is opened. `people` are profiles by the contact's person, None for somebody new.

    `head` is the contact's person who is the head of the family; `join` a case that is open already. `basis` is
    "consent", one of the lawful bases, or "" while nothing is said yet.
    """

    name: str = ""
    area: str = ""
    people: Mapping[int, int | None] = field(default_factory=dict)
    head: int | None = None
    join: int | None = None
    basis: str = ""
    given_by: str = ""
    how: str = ""
    on: date | None = None
    shared_with: str = ""
    why: str = ""

    @classmethod
    def read(cls, answers: Mapping[str, Any]) -> "Opening":
        """As a step's answers keep it."""
        return cls(
            name=str(answers.get("name") or "").strip(),
            area=str(answers.get("area") or ""),
            people={int(key): value for key, value in dict(answers.get("people") or {}).items()},
            head=answers.get("head"),
            join=answers.get("join"),
            basis=str(answers.get("basis") or ""),
            given_by=str(answers.get("given_by") or ""),
            how=str(answers.get("how") or ""),
            on=day_in(answers.get("on")),
            shared_with=str(answers.get("shared_with") or ""),
            why=str(answers.get("why") or ""),
        )


def open_from(contact: Contact, told: Opening, *, actor: Actor) -> int:
    """Open a case from a contact. Returns its number. Raises Invalid beside "people", "name", "area", "basis" ...

    The actor becomes its owner until it is allocated.
    """
    pack = practice(actor)
    rows = _in_order(contact, told)
    _check(told, rows, pack, actor)
    answers = _as_nomination(contact, told, rows, pack, actor)
    case_id, placed = open_case(answers, actor=actor, contact=contact.pk)
    for row in rows:
        ContactPerson.objects.filter(pk=row.pk).update(person_id=placed[_entry(row)])
    _belongs(contact, case_id, actor)
    _share_on(case_id, told, pack, actor)
    return case_id


def join(contact: Contact, told: Opening, *, actor: Actor) -> int:
    """Join a contact to a case that is open already and that the actor sees. Returns its number. Raises NotFound."""
    assert told.join is not None
    case = case_to_change(told.join, actor=actor)
    for key, person in told.people.items():
        if person is not None and persons([person], actor=actor):
            ContactPerson.objects.filter(contact=contact, pk=key).update(person_id=person)
    _belongs(contact, case.pk, actor)
    return case.pk


def offered_name(people: Iterable[tuple[str, str]]) -> str:
    """What the case is called until it is called something else: every surname, and the postcode (E-CINS 2.2.2).

    Of each of the people the surname and the postcode.
    """
    told = list(people)
    return case_name((surname for surname, _ in told), next((postcode for _, postcode in told if postcode), ""))


def _in_order(contact: Contact, told: Opening) -> list[ContactPerson]:
    """The people who go onto the case, the head first."""
    rows = [each for each in contact.people.order_by("position") if each.pk in told.people]
    return sorted(rows, key=lambda row: row.pk != told.head)


def _check(told: Opening, rows: Sequence[ContactPerson], pack: Pack, actor: Actor) -> None:
    faults: dict[str, str] = {}
    if not rows:
        faults["people"] = "Choose who is of this family. Somebody has to be on the case."
    if not told.name:
        faults["name"] = "Give the case a name."
    elif len(told.name) > LONGEST_NAME:
        faults["name"] = f"Use {LONGEST_NAME} characters or fewer. You have {len(told.name)}."
    if pack.areas and told.area not in {each.id for each in pack.areas}:
        faults["area"] = "Choose the area that works with the family."
    chosen = [person for person in told.people.values() if person is not None]
    if len(chosen) != len(set(chosen)):
        faults["people"] = "The same profile is chosen twice. Choose another for one of them, or somebody new."
    elif len(persons(chosen, actor=actor)) != len(chosen):
        faults["people"] = "A profile that was chosen is not there any more. Choose again."
    if told.basis and told.basis != "consent" and not told.why.strip():
        faults["why"] = "Say why it is necessary and fair to share without consent."
    if faults:
        raise Invalid(CHECK, faults)


def _entry(row: ContactPerson) -> str:
    return f"person{row.pk}"


def _as_nomination(
    contact: Contact, told: Opening, rows: Sequence[ContactPerson], pack: Pack, actor: Actor
) -> Submission:
    """The contact as the answers that a case is opened from."""
    referrer = Referrer.of(contact.referrer)
    form = pack.front_door.form or next((each.id for each in pack.forms if each.opens == "case"), "")
    return Submission(
        form_id=form,
        release_id=contact.release_id or 0,
        filled={
            "case.name": told.name,
            "case.area": told.area,
            "case.referral_date": contact.received_at.astimezone(LONDON).date(),
            "case.referrer": Outside(None, referrer.name, referrer.organisation, referrer.telephone, referrer.email),
        },
        entries={FAMILY: [Entry(_entry(row), filled=_filled(row, told)) for row in rows]},
    )


def _filled(row: ContactPerson, told: Opening) -> dict[str, Any]:
    chosen = told.people[row.pk]
    if chosen is not None:
        return {"member.person": chosen, "member.relationship": row.relationship}
    lines = tuple(part.strip() for part in row.address.replace("\n", ",").split(",") if part.strip())
    filled: dict[str, Any] = {
        "person.forename": row.forename,
        "person.surname": row.surname,
        "person.birth_date": row.born_on,
        "person.area": told.area,
        "person.telephones": (row.telephone,) if row.telephone else (),
        "member.relationship": row.relationship,
    }
    if lines:
        filled["person.address"] = Address(lines, row.postcode)
    elif not row.address:
        filled["member.same_address"] = True
    return filled


def _belongs(contact: Contact, case_id: int, actor: Actor) -> None:
    """The contact, what goes on with it, and what came with it belong to the case from now on."""
    Contact.objects.filter(pk=contact.pk).update(case_id=case_id)
    contact.case_id = case_id
    Journey.objects.filter(contact=contact).update(case_id=case_id)
    Document.objects.filter(received_with=contact.pk, case__isnull=True).update(case_id=case_id)
    record("contact.joined", actor=actor, case=case_id, facts={"contact": contact.pk, "source": contact.source})


def _share_on(case_id: int, told: Opening, pack: Pack, actor: Actor) -> None:
    """Record what was said about sharing, so that the teams of the next steps may see the case."""
    if told.basis == "consent":
        statement = next((each.id for each in pack.consent_statements if each.given), "")
        said = consent.Told(statement, told.given_by, told.how, told.on, told.shared_with, told.why)
        consent.record_given(case_id, told=said, actor=actor)
    elif told.basis:
        consent.record_other_basis(case_id, basis=told.basis, reason=told.why, actor=actor)
