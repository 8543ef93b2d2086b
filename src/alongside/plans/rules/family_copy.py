"""Rules of the family's copy: whom it is for, what is better left out, and what never leaves (PLAN-07).

A copy holds what was chosen, by id, and nothing else: whatever is written on the plan afterwards is not in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST_LETTERS = 6
"""A shorter line of an address is in too many words to be looked for."""
_FIGURES = re.compile(r"\+?\d[\d \-()]{7,}\d")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Relative:
    """Somebody of the family. Of whom nobody knows how old they are, they are neither a child nor grown up."""

    id: int
    name: str
    is_child: bool = False
    is_grown: bool = False
    has_left: bool = False


@dataclass(frozen=True)
class Chosen:
    """What goes into a copy, by id: concerns, tasks on them, areas of the star, and whose scores ("voice" or
    "voice:member"). `member` is whom it is for, `large` whether it is set in 18 point."""

    member: int
    concerns: frozenset[int] = frozenset()
    tasks: frozenset[int] = frozenset()
    areas: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    large: bool = False

    def as_facts(self) -> dict[str, Any]:
        """The same as the event of the copy keeps it."""
        return {
            "member": self.member, "concerns": sorted(self.concerns), "tasks": sorted(self.tasks),
            "areas": sorted(self.areas), "voices": sorted(self.voices), "large": self.large,
        }  # fmt: skip

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> "Chosen":
        """What the event of a copy kept."""
        lists = {name: frozenset(facts[name]) for name in ("concerns", "tasks", "areas", "voices")}
        return cls(member=facts["member"], large=facts["large"], **lists)


def voice_key(voice: str, member: int | None) -> str:
    """Whose scores, as a copy names them."""
    return f"{voice}:{member}" if member else voice


# --- what is better left out


def why_leave_out(about: Iterable[int], whom: Relative, family: Mapping[int, Relative], *, given_up: bool) -> str:
    """Why a concern about these members is better not in this person's copy; "" where it can be.

    What is about the person, or about nobody in particular, can be. What is about a child can be in a grown-up's copy.
    What is about another grown-up, or about anybody else in a child's copy, is theirs to share.
    """
    if given_up:
        return "It was given up."
    named = [family[each] for each in about if each in family]
    if not named or any(each.id == whom.id for each in named):
        return ""
    others = [each for each in named if not whom.is_grown or not each.is_child]
    if not others:
        return ""
    gone = [each for each in others if each.has_left]
    names = _listed([each.name for each in others])
    left = " They are not on this case any more." if len(gone) == len(others) else ""
    return f"It is about {names}. Ask them before {whom.name} is given it.{left}"


def why_leave_out_scores(voice: str, member: int | None, whom: Relative, family: Mapping[int, Relative]) -> str:
    """Why somebody's scores are better not in this person's copy; "" where they can be: their own, the worker's."""
    if member is None or member == whom.id or member not in family:
        return ""
    return f"{family[member].name} said this. Ask them before {whom.name} is given it."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# --- what never leaves


@dataclass(frozen=True)
class Known:
    """How the people of a case can be found: where each lives or lived, and how they are reached."""

    postcodes: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()


def known(places: Iterable[tuple[str, str]], contacts: Iterable[str]) -> Known:
    """The same from the lines and postcodes of their places, and from their telephones and e-mail addresses."""
    places, contacts = list(places), list(contacts)
    lines = {_letters(lines.split(",")[0]) for lines, _ in places}
    return Known(
        postcodes=frozenset(_letters(postcode) for _, postcode in places if postcode),
        lines=frozenset(line for line in lines if len(line) >= FEWEST_LETTERS),
        numbers=frozenset(_number(each) for each in contacts if "@" not in each and len(_number(each)) >= 8),
        emails=frozenset(each.casefold().strip() for each in contacts if "@" in each),
    )


def gives_away(words: str, where: Known) -> str:
    """What of an address, a telephone or an e-mail address of the family these words hold; "" for nothing."""
    letters, small = _letters(words), words.casefold()
    if any(each in letters for each in where.postcodes | where.lines):
        return "an address of the family"
    if any(_number(found) in where.numbers for found in _FIGURES.findall(words)):
        return "a telephone number of the family"
    if any(each in small for each in where.emails):
        return "an e-mail address of the family"
    return ""


def has_postcode(words: str) -> bool:
    """Whether there is anything in these words that looks like a postcode."""
    return bool(_POSTCODE.search(words))


def _letters(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _number(typed: str) -> str:
    """The last figures of a telephone number, however its beginning is written."""
    return "".join(figure for figure in typed if figure.isdigit())[-10:]


# --- what is said to be left out


@dataclass(frozen=True)
class Kept:
    """What stands on the case about the plan and is never in a copy, counted."""

    private: int = 0
    """Private notes of meetings, and private remarks at them."""
    minutes: int = 0
    updates: int = 0


def left_out(
    concerns: Sequence[str], tasks: int, scores: Sequence[str], areas: Sequence[str], kept: Kept
) -> Iterator[str]:
    """What is not in a copy, a line each, as the practitioner reads it before it is made.

    `concerns`, `scores` and `areas` are what of them was not chosen, as they are called; `tasks` how many.
    """
    yield from (f"Concern {each}" for each in concerns)
    if tasks:
        yield f"{tasks} task{'s' if tasks > 1 else ''} on the concerns that are in it"
    yield from (f"The scores of {each}" for each in scores)
    if areas:
        yield f"These areas of the star: {', '.join(areas)}"
    if kept.private:
        yield f"{kept.private} private note{'s' if kept.private > 1 else ''} of meetings"
    if kept.minutes:
        yield f"The minutes of {kept.minutes} meeting{'s' if kept.minutes > 1 else ''}"
    if kept.updates:
        yield f"{kept.updates} update{'s' if kept.updates > 1 else ''} written for professionals"
    yield "What professionals asked of each other: the descriptions of tasks, requests for services and their answers"
    yield "Notes, reports, documents, key information, and everything restricted"
    yield "Addresses, telephone numbers and e-mail addresses of the family"


@dataclass(frozen=True)
class Fault:
    """Words that must not leave with a copy: of which concern or task, in which field, and what they give away."""

    concern: int
    task: int | None
    field: str
    gives: str


@dataclass(frozen=True)
class Checked:
    """Words about to be printed."""

    concern: int
    field: str
    words: str
    task: int | None = None


def faults_of(printed: Iterable[Checked], where: Known) -> Sequence[Fault]:
    """Every place in what is about to be printed that gives away where the family is or how to reach them."""
    return [
        Fault(each.concern, each.task, each.field, gives)
        for each in printed
        if (gives := gives_away(each.words, where))
    ]
