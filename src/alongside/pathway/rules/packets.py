"""Who travels together, what of a family's record goes into a packet, and what is kept back. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from alongside.pathway.rules.transfer import TransferPacket
from alongside.plans.rules.family_copy import Known, gives_away

MADE, SENT, FAILED, ACCEPTED, REJECTED = "made", "sent", "failed", "accepted", "rejected"
ANSWERED = frozenset({ACCEPTED, REJECTED})
STATES: Mapping[str, str] = {
    MADE: "Waits to be sent", SENT: "Received by social care", FAILED: "Could not be sent",
    ACCEPTED: "Accepted", REJECTED: "Rejected",
}  # fmt: skip
"""What people call the states of a packet."""

_OF_THE_HEAD = frozenset({"Son", "Daughter", "Child", "Unborn child"})
_BESIDE_THE_HEAD = frozenset({"Brother", "Sister", "Sibling"})
KEPT_BACK = "[Left out: it says where somebody is who does not travel.]"


@dataclass(frozen=True)
class Relative:
    """Somebody of the family, as far as travelling together asks."""

    member: int
    person: int
    name: str
    relationship: str
    is_head: bool
    is_child: bool


def travels_together(family: Sequence[Relative]) -> Mapping[int, str]:
    """Whom a packet is offered to be about, by member, with why: the head of the family and full brothers and sisters.

    Full brothers and sisters are known by what they are to the head: the head's own children; or, where the head is a
    child, the head's brothers and sisters. Step-children and foster children are left to be chosen.
    """
    head = next((each for each in family if each.is_head), None)
    together = _BESIDE_THE_HEAD if head and head.is_child else _OF_THE_HEAD
    offered = {head.member: "Head of the family"} if head else {}
    siblings = [each for each in family if each.relationship in together]
    if head and head.is_child:
        return offered | {each.member: "Brother or sister" for each in siblings}
    alone = len(siblings) == 1
    return offered | {each.member: "Child of the head" if alone else "Brothers and sisters" for each in siblings}


@dataclass
class Kept:
    """Keeps back words that say where somebody is who does not travel, and counts them."""

    where: Known
    count: int = 0

    def words(self, words: str) -> str:
        """The same words, or that they are left out."""
        if not gives_away(words, self.where):
            return words
        self.count += 1
        return KEPT_BACK


def without_whereabouts(packet: TransferPacket, where: Known) -> tuple[TransferPacket, int]:
    """A packet without what gives away where those are who do not travel, and in how many places that was."""
    kept = Kept(where)
    told = _every_text(packet.model_dump(), kept.words, skip=("people", "contact", "agencies"))
    told["people"] = [each.model_dump() for each in packet.people]
    told["contact"] = packet.contact.model_dump() | {"details": kept.words(packet.contact.details)}
    told["agencies"] = [each.model_dump() for each in packet.agencies]
    if kept.count:
        places = "1 place" if kept.count == 1 else f"{kept.count} places"
        told["left_out"] = [*packet.left_out, f"Where somebody is who does not travel, in {places}"]
    return TransferPacket.model_validate(told), kept.count


def _every_text(told: Any, words: Callable[[str], str], skip: Collection[str] = ()) -> Any:
    if isinstance(told, str):
        return words(told)
    if isinstance(told, Mapping):
        return {name: _every_text(value, words) for name, value in told.items() if name not in skip}
    if isinstance(told, list | tuple):
        return [_every_text(value, words) for value in told]
    return told


def named(parts: Iterable[tuple[str, str]]) -> Sequence[str]:
    """Names for files in a packet, of (title, ending): short, of plain letters, no two alike."""
    found: list[str] = []
    for number, (title, ending) in enumerate(parts, 1):
        plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in title).strip("-")[:60]
        slug = "-".join(filter(None, plain.split("-"))) or "document"
        found.append(f"documents/{number:02}-{slug}.{ending or 'bin'}")
    return found


# --- sending, and being answered


@dataclass(frozen=True)
class Standing:
    """Where a packet stands, as far as the rules of sending and answering ask."""

    state: str
    attempts: int = 0
    last_fault: str = ""
    reasons: str = ""
    answered_by: str = ""


PATIENCE: Sequence[timedelta] = tuple(
    timedelta(minutes=each) for each in (1, 2, 5, 10, 20, 30, 60, 60, 120, 240, 240, 480)
)
"""How long to wait after each sending that failed; about a day in all, as long as an answer may take."""


def acknowledged(stands: Standing) -> Standing:
    """The other side has it. An answer that came before the acknowledgement stands."""
    return stands if stands.state in ANSWERED else replace(stands, state=SENT, last_fault="")


def not_sent(stands: Standing, fault: str, *, for_good: bool) -> Standing:
    """A sending that failed. It is tried again, unless the other side will never take it or patience is at its end."""
    if stands.state in ANSWERED or stands.state == SENT:
        return stands
    over = for_good or stands.attempts >= len(PATIENCE)
    return replace(stands, state=FAILED if over else MADE, last_fault=fault)


def again_in(attempts: int) -> timedelta | None:
    """How long after so many sendings the next one is; None where there is none."""
    return PATIENCE[attempts - 1] if 0 < attempts <= len(PATIENCE) else None


def answered(stands: Standing, answer: str, reasons: str, by: str) -> Standing | None:
    """A packet with its answer; None where it was answered otherwise before: the first answer stands."""
    if stands.state in ANSWERED:
        return stands if stands.state == answer else None
    return replace(stands, state=answer, reasons=reasons, answered_by=by, last_fault="")
