"""The brief of a hand-over: what the next worker has to know, every line with the entry it stands in. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Cited = Literal["member", "case", "plan", "concern", "review", "task", "action", "log", "flag", "clock"]
"""What a line is taken from; its page is one step away."""

HEADINGS = (
    "Before you visit", "Who the family is", "What they want", "Open concerns, and how far they have come",
    "Open actions and tasks", "What comes next", "When each child was last seen", "The last decision",
)  # fmt: skip
"""In the order in which somebody reads who has ten minutes before the first visit."""
LONGEST = 400


@dataclass(frozen=True)
class Line:
    """One line of a brief: words of the record, and the entry they stand in. There is no line without one."""

    heading: str
    words: str
    kind: Cited
    id: int
    on: date | None = None

    def kept(self) -> Mapping[str, Any]:
        """As it is kept with the hand-over."""
        on = self.on.isoformat() if self.on else ""
        return {"heading": self.heading, "words": self.words, "cites": {"kind": self.kind, "id": self.id, "on": on}}


def read(kept: Mapping[str, Any]) -> Line:
    """A line as it was kept."""
    cites = kept["cites"]
    on = date.fromisoformat(cites["on"]) if cites.get("on") else None
    return Line(str(kept["heading"]), str(kept["words"]), cites["kind"], int(cites["id"]), on)


def in_order(lines: Iterable[Line]) -> Sequence[Line]:
    """The lines under their headings in the order they are read; what says nothing is left out."""
    told = [
        Line(each.heading, shortened(each.words), each.kind, each.id, each.on) for each in lines if each.words.strip()
    ]
    return sorted(told, key=lambda each: HEADINGS.index(each.heading))


def shortened(words: str) -> str:
    """The beginning of longer words, cut between two of them; the rest stands in the entry."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
