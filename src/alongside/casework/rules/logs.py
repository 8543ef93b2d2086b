"""Pure rules of notes: when one is late, who corrects or deletes it, what is said of each child."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from alongside.core.actor import LONDON


def may_correct_log(user_id: int, *, author_id: int, owner_id: int) -> bool:
    """A note is put right by whoever wrote it, or by the owner of the case; everybody else adds one of their own."""
    return user_id in {author_id, owner_id}


def may_delete_log(user_id: int, *, author_id: int, owner_id: int, coordinates: bool) -> bool:
    """A note is deleted by whoever wrote it, the owner of the case, or the coordinating team (CCM 1.6)."""
    return coordinates or user_id in {author_id, owner_id}


def may_read_deleted_log(user_id: int, *, owner_id: int, coordinates: bool) -> bool:
    """What a deleted note said can be read, and brought back, by the owner and the coordinating team (E-CINS 8.1)."""
    return coordinates or user_id == owner_id


def late(contact_at: datetime, written_at: datetime, due_on: date) -> int:
    """How many days after the contact a note was written, where that was after the last day for it; else 0.

    Days are London's. Which day is the last one the pack says (practice framework 10.1).
    """
    contact, written = (instant.astimezone(LONDON).date() for instant in (contact_at, written_at))
    return (written - contact).days if written > due_on else 0


class Correcting(Protocol):
    """A correction as it matters here: when the contact really took place, where that was wrong."""

    @property
    def contact_at(self) -> datetime | None: ...


def took_place_at(first_told: datetime, corrections: Sequence[Correcting]) -> datetime:
    """When a contact took place, by the newest correction that says so, else as it was first told."""
    told = [each.contact_at for each in corrections if each.contact_at is not None]
    return told[-1] if told else first_told


def earliest_told(first_told: datetime, corrections: Sequence[Correcting]) -> datetime:
    """The earliest time ever told for a contact: lateness counts from it, so that no correction hides any."""
    return min([first_told, *(each.contact_at for each in corrections if each.contact_at is not None)])


@dataclass(frozen=True)
class ChildSeen:
    """What a note says of one child: seen or not, in what way, in whose words; or why not (practice framework 4.1, 9).

    None is not said. One too young to be spoken to is `observed`, and `own_words` say what was seen (S020).
    """

    member: int
    seen: bool | None = None
    seen_alone: bool | None = None
    spoken_to: bool | None = None
    observed: bool = False
    own_words: str = ""
    why_not: str = ""

    @property
    def said(self) -> bool:
        """Whether anything is said at all."""
        return self != ChildSeen(self.member)

    def sensible(self) -> "ChildSeen":
        """The same without what cannot be of a child who was not seen, and without a reason for one who was."""
        if self.seen:
            return ChildSeen(**{**self.__dict__, "why_not": ""})
        return ChildSeen(self.member, self.seen, own_words="", why_not=self.why_not) if self.seen is False else self


def seen_and_heard(family: Collection[int], said: Sequence[ChildSeen]) -> tuple[bool, bool]:
    """Whether every child of the family was seen at a visit, and whether every one was spoken to (framework 4.1).

    `family` are the children there are, by member; one too young to be spoken to who was observed counts (S020).
    """
    of = {each.member: each for each in said}
    seen = all(child in of and of[child].seen for child in family)
    heard = all(child in of and (of[child].spoken_to or of[child].observed) for child in family)
    return seen, heard


def missing_of_child(child: ChildSeen, *, required: bool) -> str:
    """What still has to be said of a child, in a sentence; nothing where all is said, or nothing is and need not be."""
    if not child.said and not required:
        return ""
    if child.seen is None:
        return "Say whether they were seen."
    if not child.seen:
        return "" if child.why_not else "Say why they were not seen."
    if child.seen_alone is None:
        return "Say whether they were seen alone."
    if child.spoken_to is None and not child.observed:
        return "Say whether they were spoken to."
    return "Say what you observed." if child.observed and not child.own_words else ""


def moved_under(typed: Mapping[str, str], titles: Mapping[str, str], kept: Collection[str]) -> tuple[str, list[str]]:
    """Where a note changes its type: the words under headings that the new type has not, each after its title.

    `typed` are the words by heading, `titles` the titles of the type left, `kept` the headings of the new one. Returns
    the words to be kept elsewhere, and the headings they came from: nothing typed is lost.
    """
    gone = [heading for heading, words in typed.items() if words.strip() and heading not in kept]
    return "\n\n".join(f"{titles.get(each, each)}: {typed[each]}" for each in gone), gone
