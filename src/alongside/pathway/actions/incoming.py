"""What social care's own system sends: a family that steps down, as a packet that becomes a contact."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.documents.actions import keep
from alongside.documents.rules.names import LONGEST_NAME
from alongside.events.actions import Happened, record_all
from alongside.pathway.actions.contacts import LONGEST_LINE, MOST_PEOPLE, NewContact, NewPerson, Referrer, receive
from alongside.pathway.models import LONGEST_WORDS, Contact
from alongside.pathway.rules.sealing import READABLE, Unpacked, Wrong
from alongside.pathway.rules.transfer import Person, TransferPacket

SOURCE, PROCESS = "step-down", "step-down-received"


def receive_step_down(sent: Unpacked, whole: bytes, sha256: str, *, actor: Actor) -> tuple[Contact, bool]:
    """Make a contact of a packet, with its people and documents, in the SPOC's tray; its 48 hours begin (6.1).

    Returns it, and whether it is new: the same packet sent again is the same contact. Raises Wrong where the packet is
    no step-down, or another content was sent under its id before, or a document in it may not be kept.
    """
    packet = sent.packet
    if packet.direction != "step-down":
        raise Wrong(422, "packet.json has the direction step-up: early help takes in step-downs alone.")
    before = _before(packet)
    if before is not None:
        if dict(before.answers.get("packet", {})).get("sha256") != sha256:
            raise Wrong(409, "Another content was sent under the id of this packet before. Give it an id of its own.")
        return before, False
    try:
        contact = receive(_as_contact(packet, sha256, actor.now), actor=actor, process=_process(actor))
        _keep_files(contact, sent, whole, actor)
    except Invalid as wrong:
        field, sentence = next(iter(wrong.fields.items()), ("", wrong.sentence))
        raise Wrong(422, f"The packet cannot be taken: {field}: {sentence}"[:500]) from None
    facts = {"contact": contact.pk, "packet": packet.id}
    record_all([Happened("case.stepped-down", facts=facts), Happened("case.received", facts=facts)], actor=actor)
    return contact, True


def _before(packet: TransferPacket) -> Contact | None:
    return Contact.objects.filter(message_id=_known_as(packet)).first()


def _known_as(packet: TransferPacket) -> str:
    return f"packet {packet.from_system} {packet.id}"


def _process(actor: Actor) -> str:
    """The process of the pack for a step-down that came in, or "" where it goes through the front door."""
    return PROCESS if any(each.id == PROCESS for each in practice(actor).processes) else ""


def _as_contact(packet: TransferPacket, sha256: str, now: datetime) -> NewContact:
    made_by = packet.contact.made_by
    told: Mapping[str, Any] = {
        "packet": {"id": packet.id, "sha256": sha256, "from": packet.from_system},
        "transfer_on": packet.transfer_on.isoformat(), "step_down_from": packet.step_down_from,
        "consent": packet.consent.model_dump(mode="json") if packet.consent else None,
        "questions": [each.model_dump() for each in packet.questions],
        "agencies": [each.model_dump() for each in packet.agencies],
    }  # fmt: skip
    words = [f"Steps down from: {packet.step_down_from}" if packet.step_down_from else "", packet.contact.details]
    return NewContact(
        source=SOURCE, received_at=now,
        referrer=Referrer(
            name=_line(made_by.name), role=_line(made_by.role), organisation=_line(made_by.organisation),
            telephone=_line(made_by.telephone), email=_line(made_by.email),
        ),
        concerns="\n\n".join(filter(None, [*words, packet.comments]))[:LONGEST_WORDS],
        people=[_person(each) for each in packet.people[:MOST_PEOPLE]],
        answers=told, message_id=_known_as(packet),
    )  # fmt: skip


def _line(words: str) -> str:
    return " ".join(words.split())[:LONGEST_LINE]


def _person(person: Person) -> NewPerson:
    return NewPerson(
        forename=_line(person.forename), surname=_line(person.surname), born_on=person.born_on,
        relationship=_line(person.relationship), address=_line(person.address), postcode=_line(person.postcode),
        telephone=_line(person.telephones[0] if person.telephones else ""),
    )  # fmt: skip


def _keep_files(contact: Contact, sent: Unpacked, whole: bytes, actor: Actor) -> None:
    """The packet itself, the readable part of it, and every document."""
    packet = sent.packet
    title = f"Step-down packet {packet.id}"[:LONGEST_NAME]
    kept = [(f"{packet.id}.zip", title, whole)]
    if READABLE in sent.files:
        kept.append((READABLE, f"{title}, to read"[:LONGEST_NAME], sent.files[READABLE]))
    kept += [
        (each.file.rpartition("/")[2], (each.title or each.file)[:LONGEST_NAME], sent.files[each.file])
        for each in packet.documents
    ]
    for name, called, content in kept:
        keep(ContentFile(content, name), actor=actor, received_with=contact.pk, name=called)
