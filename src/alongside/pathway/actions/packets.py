"""The packet of a family that steps up: put together once it is complete, sent, and answered (step up, pages 4 and 5).

It is one sealed file. It leaves once and stands unchanged; what becomes of it stands beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection

from alongside.accounts.models import Partnership
from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.cases.models import Member
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.documents.actions import keep, open_document
from alongside.documents.printing import printed
from alongside.documents.queries import DocumentCard
from alongside.documents.rules.kinds import ending_for
from alongside.events.actions import record
from alongside.pathway.actions.effects import Finishing, does
from alongside.pathway.actions.items import CHECK, Done, finish, item_to_do
from alongside.pathway.links import link_of
from alongside.pathway.models import LONGEST_WORDS as LONGEST_WORDS
from alongside.pathway.models import Packet, WorkItem
from alongside.pathway.queries.checklists import Checking, checked
from alongside.pathway.queries.packets import contact_record, documents_to_send, material
from alongside.pathway.rules.packets import (
    ACCEPTED,
    FAILED,
    MADE,
    REJECTED,
    Standing,
    answered,
    named,
    without_whereabouts,
)
from alongside.pathway.rules.sealing import READABLE, File, digest, packed
from alongside.pathway.rules.steps import day_in
from alongside.pathway.rules.transfer import Answer, PacketDocument, TransferPacket
from alongside.pathway.sending import standing_of
from alongside.pathway.tasks import send_packet as sending
from alongside.plans.rules.family_copy import Known

_TEMPLATE = Path(__file__).resolve().parent.parent / "print" / "packet.typ"
LARGEST = 45 * 2**20
"""A packet of more bytes is refused here, before the other side refuses it."""
ANSWERS: Mapping[str, str] = {ACCEPTED: "CSC Accepted", REJECTED: "CSC Rejected"}


@dataclass(frozen=True)
class Content:
    """What is put into a packet: the day, the words, the members it is about, the documents that go along."""

    transfer_on: date | None
    comments: str
    people: frozenset[int]
    documents: Sequence[int]

    @classmethod
    def read(cls, answers: Mapping[str, Any]) -> "Content":
        """As the answers of the step keep it."""
        return cls(
            day_in(answers.get("transfer-on")),
            str(answers.get("comments") or "").strip(),
            frozenset(map(int, answers.get("people") or ())),
            [*dict.fromkeys(map(int, answers.get("documents") or ()))],
        )

    def answers(self) -> dict[str, Any]:
        """The same as answers to the step."""
        return {
            "transfer-on": self.transfer_on.isoformat() if self.transfer_on else "", "comments": self.comments,
            "people": sorted(self.people), "documents": [*self.documents],
        }  # fmt: skip


@does("send packet")
def make_packet(doing: Finishing) -> None:
    """Put the packet together, keep it sealed on the case, and hand it to the worker to be sent.

    Raises Invalid beside "transfer-on", "comments", "people", "documents" where it cannot leave so (S059).
    """
    journey, actor = doing.journey, doing.actor
    assert journey.case_id is not None
    case_to_change(journey.case_id, actor=actor)
    content = Content.read(doing.answers)
    _check(content, journey.case_id, actor)
    if Packet.objects.filter(journey=journey, direction="out").exists():
        raise Refused("A packet was sent for this step up already. It cannot be sent twice.")
    number = _next_number()
    packet, where = _told(doing, content, number)
    cards = _chosen(journey.case_id, content)
    packet, _ = without_whereabouts(packet, where)
    files = [File(READABLE, "The packet, for people to read", readable(packet, actor=actor)), *_opened(cards, actor)]
    whole, manifest = packed(packet, files)
    if len(whole) > LARGEST:
        raise Invalid(CHECK, {"documents": f"Together they are larger than {LARGEST // 2**20} MB. Choose fewer."})
    name = f"Transfer packet {packet.id} {packet.transfer_on:%Y-%m-%d}"
    document = keep(
        ContentFile(whole, f"{packet.id}.zip"), actor=actor, case=journey.case_id, type="transfer-packet", name=name
    )
    Packet.objects.create(
        pk=number, partnership_id=actor.partnership_id, case_id=journey.case_id, journey=journey, direction="out",
        transfer_on=packet.transfer_on, comments=content.comments,
        persons=[{"member": each, "name": known} for each, known in _names(journey.case_id, content.people)],
        contents=[each.model_dump() for each in manifest.parts], digest=digest(whole), document_id=document, state=MADE,
        made_by_id=actor.user_id, made_at=actor.now,
    )  # fmt: skip
    facts = {"packet": number, "digest": digest(whole), "people": sorted(content.people), "journey": journey.pk}
    record("packet.made", actor=actor, case=journey.case_id, facts=facts)
    doing.words.append(f"Packet {packet.id}, to be transferred on {packet.transfer_on:%-d %B %Y}.")
    if link_of(_slug(actor)) is not None:
        sending.defer(packet=number, partnership=actor.partnership_id)


def send_packet(item_id: int, *, version: int, content: Content, ticked: Mapping[str, Any], actor: Actor) -> int:
    """Finish the step of a packet: it is made and leaves, once. Returns the packet's number. See `make_packet`."""
    case_id = item_to_do(item_id, actor=actor).journey.case_id
    if case_id is None:
        raise NotFound
    _check(content, case_id, actor)  # before the checklist, which the page shows anyway
    item = finish(item_id, version=version, done=Done(answers=content.answers(), checked=ticked), actor=actor)
    return Packet.objects.filter(journey=item.journey_id, direction="out").values_list("pk", flat=True)[0]


def send_again(packet_id: int, *, actor: Actor) -> None:
    """Have a packet that could not be sent tried again. One that has arrived stays as it is. Raises NotFound."""
    row = packet_to_change(packet_id)
    if row.state != FAILED:
        return
    row.state, row.attempts, row.last_fault, row.version = MADE, 0, "", row.version + 1
    row.save(update_fields=["state", "attempts", "last_fault", "version"])
    record("packet.sent-again", actor=actor, case=row.case_id, facts={"packet": row.pk})
    sending.defer(packet=row.pk, partnership=actor.partnership_id)


def packet_to_change(packet_id: int) -> Packet:
    """A packet, locked for this transaction. Raises NotFound where it is not there for the actor."""
    row = Packet.objects.select_for_update(of=("self",)).filter(pk=packet_id).first()
    if row is None:
        raise NotFound
    return row


def own_name(actor: Actor) -> tuple[str, str]:
    """What this partnership, and social care's system, are called between them."""
    slug = _slug(actor)
    link = link_of(slug)
    return (link.name, link.other) if link else (f"{slug}-early-help", f"{slug}-social-care")


def _slug(actor: Actor) -> str:
    return Partnership.objects.values_list("slug", flat=True).get(pk=actor.partnership_id)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('pathway_packet_id_seq')")
        return int(cursor.fetchone()[0])


def _check(content: Content, case_id: int, actor: Actor) -> None:
    faults: dict[str, str] = {}
    if content.transfer_on is None:
        faults["transfer-on"] = "Enter the date of transfer."
    if not content.comments:
        faults["comments"] = "Write your comments on the transfer."
    elif len(content.comments) > LONGEST_WORDS or "\x00" in content.comments:
        faults["comments"] = f"Use {LONGEST_WORDS:,} characters or fewer."
    if not content.people:
        faults["people"] = "Choose who the packet is about."
    elif len(_names(case_id, content.people)) != len(content.people):
        faults["people"] = "Choose members of this family who are on the case."
    if faults:
        raise Invalid(CHECK, faults)


def _names(case_id: int, people: frozenset[int]) -> list[tuple[int, str]]:
    rows = Member.objects.filter(case=case_id, pk__in=people, left_on__isnull=True).select_related("person")
    return [
        (row.pk, " ".join(filter(None, [row.person.forename, row.person.surname])) or "Unborn baby")
        for row in rows.order_by("position")
    ]


def _checking(doing: Finishing) -> Checking | None:
    if not doing.step.checklist:
        return None
    return checked(doing.item, doing.pack.checklist(doing.step.checklist), doing.item.checked, actor=doing.actor)


def _told(doing: Finishing, content: Content, number: int) -> tuple[TransferPacket, Known]:
    """The packet as it would be, and where those are who do not travel."""
    journey, actor = doing.journey, doing.actor
    assert journey.case_id is not None and content.transfer_on is not None
    found = material(journey.case_id, content.people, _checking(doing), actor=actor)
    us, them = own_name(actor)
    cards = _chosen(journey.case_id, content)
    names = named((each.name, ending_for(each.content_type)) for each in cards)
    packet = TransferPacket(
        id=f"{us}-{number}", direction="step-up", from_system=us, to_system=them, made_at=actor.now,
        transfer_on=content.transfer_on, comments=content.comments, contact=contact_record(journey),
        people=tuple(found.people), agencies=tuple(found.agencies), consent=found.consent, plan=found.plan,
        assessments=tuple(found.assessments), notes=tuple(found.notes), chronology=tuple(found.chronology),
        documents=tuple(
            PacketDocument(
                file=name, title=card.name, type=doing.pack.title_of("document_types", card.type),
                content_type=card.content_type,
            )
            for name, card in zip(names, cards, strict=True)
        ),
        left_out=tuple(found.left_out),
    )  # fmt: skip
    return packet, found.where


def _chosen(case_id: int, content: Content) -> Sequence[DocumentCard]:
    there = {each.id: each for each in documents_to_send(case_id)}
    if set(content.documents) - there.keys():
        raise Invalid(CHECK, {"documents": "A document that you chose is not there any more. Choose again."})
    return [there[each] for each in content.documents]


def _opened(cards: Sequence[DocumentCard], actor: Actor) -> list[File]:
    names = named((each.name, ending_for(each.content_type)) for each in cards)
    files = []
    for name, card in zip(names, cards, strict=True):
        with open_document(card.id, actor=actor).content as content:
            files.append(File(name, card.name, content.read()))
    return files


def readable(packet: TransferPacket, *, actor: Actor) -> bytes:
    """A packet as people read it: a tagged PDF with a page of contents. Raises NotPrinted."""
    told = packet.model_dump(mode="json")
    told["made_on"] = f"{packet.made_at:%-d %B %Y}"
    told["transfer_on"] = f"{packet.transfer_on:%-d %B %Y}"
    for part in (*told["assessments"], *told["notes"], *([told["plan"]] if told["plan"] else [])):
        part["on"] = _day(part["on"])
    for line in told["chronology"]:
        line["at"] = _day(line["at"])
    for person in told["people"]:
        person["born_on"] = _day(person["born_on"])
    told["contact"]["decided_on"] = _day(told["contact"]["decided_on"])
    if told["consent"]:
        told["consent"]["on"] = _day(told["consent"]["on"])
    return printed(_TEMPLATE, told, at=actor.now).pdf


def _day(written: str | None) -> str:
    """A day, or a moment with its time, as it is read."""
    if not written:
        return ""
    if len(written) == 10:
        return f"{date.fromisoformat(written):%-d %B %Y}"
    return f"{datetime.fromisoformat(written).astimezone(LONDON):%-d %B %Y}"


# --- the answer


@does("answer packet")
def note_answer(doing: Finishing) -> None:
    """Note social care's answer on the packet, whichever way it came. Raises Refused where it was another before."""
    assert doing.way is not None
    answer = doing.way.id
    doing.facts["step_up"] = doing.journey.facts.get("step_up", doing.journey.pk)
    row = Packet.objects.select_for_update(of=("self",)).filter(journey=doing.journey, direction="out").first()
    if row is None:
        return
    said = answered(standing_of(row), answer, _reasons(doing), str(doing.answers.get("answered-by", "")))
    if said is None:
        raise Refused("Social care has answered this packet already, and otherwise.")
    on = str(doing.answers.get("answered-on") or doing.actor.today)
    facts = {"packet": row.pk, "answer": ANSWERS.get(answer, answer), "on": on}
    if row.answered_at is None:
        _keep_standing(row, said)
        row.answered_at = doing.actor.now
        row.save(update_fields=["answered_at"])
        record("packet.answered", actor=doing.actor, case=row.case_id, facts=facts)


def _reasons(doing: Finishing) -> str:
    return str(doing.answers.get("reasons") or doing.answers.get("words") or "").strip()


def _keep_standing(row: Packet, said: Standing) -> None:
    row.state, row.attempts, row.last_fault = said.state, said.attempts, said.last_fault
    row.reasons, row.answered_by, row.version = said.reasons, said.answered_by, row.version + 1
    row.save(update_fields=["state", "attempts", "last_fault", "reasons", "answered_by", "version"])


def take_answer(answer: Answer, *, actor: Actor) -> Packet:
    """Take in what social care's system says to a packet, as the service user; said twice, once. Returns the packet.

    The step that waits for the answer is finished with it. Raises NotFound for a packet that is not of this
    partnership, Refused where it was answered otherwise before.
    """
    us, _ = own_name(actor)
    number = answer.packet.removeprefix(f"{us}-")
    if not answer.packet.startswith(f"{us}-") or not number.isdecimal() or len(number) > 15:
        raise NotFound("There is no such packet here.")
    row = packet_to_change(int(number))
    if row.direction != "out":
        raise NotFound("There is no such packet here.")
    if answered(standing_of(row), answer.answer, "", "") is None:
        raise Refused("This packet was answered before, and otherwise. Speak to each other.")
    if row.answered_at is not None:
        return row
    if answer.reference and not row.other_id:
        row.other_id = answer.reference
        row.save(update_fields=["other_id"])
    item = WorkItem.objects.filter(journey=row.journey, step__in=_answering(actor), done_at__isnull=True).first()
    if item is None:
        raise Refused("Nobody waits for an answer to this packet here.")
    # Nobody answers a packet before it is made, whatever their clock says: they would always be in time.
    decided = min(max(answer.decided_at, row.made_at), actor.now)
    words = {"accepted": "words", "rejected": "reasons"}[answer.answer]
    answers = {
        "answered-by": answer.decided_by or "Social care", "answered-on": f"{decided.astimezone(LONDON):%Y-%m-%d}",
        words: answer.reasons or ("" if answer.answer == ACCEPTED else "No reason was given."),
    }  # fmt: skip
    finish(item.pk, version=item.version, done=Done(answer.answer, answers, happened_at=decided), actor=actor)
    row.refresh_from_db()
    return row


def _answering(actor: Actor) -> Sequence[str]:
    return [step.id for process in practice(actor).processes for step in process.step if step.does == "answer packet"]
