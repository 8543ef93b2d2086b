"""One sending of a packet, in three parts: what is sent is read in one transaction, sent in none, noted in another."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from alongside.accounts.models import Partnership, User
from alongside.accounts.queries import actor_for, practice
from alongside.core.actor import Actor
from alongside.core.env import Misconfigured
from alongside.documents.actions import open_document
from alongside.events.actions import record
from alongside.pathway.links import Link, NotSent, link_of, send
from alongside.pathway.models import Packet
from alongside.pathway.rules.packets import FAILED, MADE, Standing, acknowledged, not_sent


def service(partnership: Partnership, now: datetime) -> Actor | None:
    """The actor by which social care's system acts in a partnership; None where the pack names no such system."""
    for user in User.objects.filter(partnership=partnership, is_service=True).order_by("pk"):
        actor = actor_for(user, now)
        if user.name == practice(actor).transfer.other:
            return actor
    return None


def service_at(slug: str, now: datetime) -> tuple[Link, Actor] | None:
    """The other system of the partnership of this name, and the actor it acts by; None where there is none."""
    partnership = Partnership.objects.filter(slug=slug).first()
    link = link_of(slug) if partnership else None
    if partnership is None or link is None:
        return None
    actor = service(partnership, now)
    return (link, actor) if actor else None


@dataclass(frozen=True)
class Ready:
    """A packet ready to be sent: to whom, as what, and its content."""

    link: Link
    packet: str
    digest: str
    size: int
    content: IO[bytes]


@dataclass(frozen=True)
class Outcome:
    """How a sending ended: the other side's own word for the packet, or what went wrong, and whether for good."""

    reference: str = ""
    fault: str = ""
    for_good: bool = False

    @property
    def again(self) -> bool:
        """Whether it is to be tried again."""
        return bool(self.fault) and not self.for_good


def standing_of(row: Packet) -> Standing:
    """Where a packet stands, for the rules of sending and answering."""
    return Standing(row.state, row.attempts, row.last_fault, row.reasons, row.answered_by)


def prepare(packet_id: int, slug: str, *, actor: Actor) -> Ready | None:
    """What is sent; None where there is nothing to send any more. Counts the attempt."""
    row = Packet.objects.select_for_update(of=("self",)).filter(pk=packet_id, direction="out", state=MADE).first()
    try:
        link = link_of(slug)
    except Misconfigured:
        link = None
    if row is None or link is None or row.document_id is None:
        return None
    row.attempts, row.version = row.attempts + 1, row.version + 1
    row.save(update_fields=["attempts", "version"])
    opened = open_document(row.document_id, actor=actor)
    return Ready(link, f"{link.name}-{row.pk}", row.digest, opened.size, opened.content)


def deliver(ready: Ready, *, now: datetime) -> Outcome:
    """Send it. No transaction is open meanwhile: the other system may take its time."""
    try:
        with ready.content as content:
            receipt = send(ready.link, ready.packet, content, ready.digest, ready.size, now=now)
    except NotSent as fault:
        return Outcome(fault=fault.why, for_good=fault.for_good)
    return Outcome(reference=receipt.reference)


def note(packet_id: int, outcome: Outcome, *, actor: Actor) -> int:
    """Note how a sending ended. Returns how often it was tried; 0 where nothing is left to try."""
    row = Packet.objects.select_for_update(of=("self",)).filter(pk=packet_id).first()
    if row is None:
        return 0
    before = standing_of(row)
    after = not_sent(before, outcome.fault, for_good=outcome.for_good) if outcome.fault else acknowledged(before)
    row.state, row.last_fault, row.version = after.state, after.last_fault, row.version + 1
    first = not outcome.fault and row.sent_at is None
    if not outcome.fault:
        row.sent_at = row.sent_at or actor.now
        row.other_id = row.other_id or outcome.reference
    row.save(update_fields=["state", "last_fault", "version", "sent_at", "other_id"])
    if first:
        record("packet.received", actor=actor, case=row.case_id, facts={"packet": row.pk})
    if after.state == FAILED and before.state != FAILED:
        record("packet.failed", actor=actor, case=row.case_id, facts={"packet": row.pk, "why": outcome.fault})
    return row.attempts if after.state == MADE else 0
