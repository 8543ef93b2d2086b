"""Events and packs told in few words, for the tests of this room."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alongside.clocks.rules.events import LONDON, Event
from alongside.packs.loader import load
from alongside.packs.schema import Pack

PACKS = Path(__file__).resolve().parents[4] / "packs"


def pack(name: str) -> Pack:
    """One of the packs that come with Alongside."""
    return load(PACKS / name)


def at(written: str) -> datetime:
    """The instant of London's time "2026-12-18 15:00"; a day alone is its noon."""
    local = datetime.fromisoformat(written if ":" in written else f"{written} 12:00").replace(tzinfo=LONDON)
    return local.astimezone(UTC)


class Told:
    """The events of one case, told one after the other."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.events: list[Event] = []

    def __call__(self, kind: str, when: str, *, recorded: str = "", **facts: Any) -> str:
        """Something happened. Returns its id."""
        return self._add(kind, when, recorded or when, facts)

    def correct(self, wrong: str, when: str, *, recorded: str, takes_back: bool = False, **facts: Any) -> str:
        """An event is put right, or taken back."""
        kind = next(each.kind for each in self.events if each.id == wrong)
        return self._add(kind, when, recorded, facts, corrects=wrong, takes_back=takes_back)

    def _add(self, kind: str, when: str, recorded: str, facts: dict[str, Any], **more: Any) -> str:
        event_id = str(len(self.events) + 1)
        self.events.append(Event(event_id, kind, at(when), at(recorded), facts, **more))
        return event_id
