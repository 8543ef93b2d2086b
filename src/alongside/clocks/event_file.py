"""Events read from a file, for trying timescales out without a database; every fault is said with its place."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from alongside.clocks.rules.events import LONDON, YEARS, Event
from alongside.packs.clock_words import WORDS
from alongside.packs.faults import meant

_KEYS = ("kind", "happened_at", "recorded_at", "facts", "id", "corrects", "takes_back")


class NotEvents(Exception):
    """The file does not hold events. `faults` says every reason."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def read_events(file: Path) -> list[Event]:
    """The events of a JSON file: a list, each with the names that the spine gives its columns.

    `happened_at` without a zone is London's time, without a time noon. `recorded_at` is when it happened, `id` its
    number in the list, where they are left out. Raises NotEvents with every fault, OSError where it cannot be read.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotEvents([f"{file} is not JSON: {error}."]) from None
    written = told.get("events") if isinstance(told, dict) else told
    if not isinstance(written, list):
        raise NotEvents([f'{file} should hold a list of events, such as [{{"kind": "contact.received", ...}}].'])
    faults: list[str] = []
    found = [_event(number, each, faults) for number, each in enumerate(written, 1)]
    events = [each for each in found if each is not None]
    faults += _loose(events)
    if faults:
        raise NotEvents(faults)
    return events


def _event(number: int, written: Any, faults: list[str]) -> Event | None:
    place = f"Event {number}"
    if not isinstance(written, dict):
        faults.append(f"{place} should be an object with kind and happened_at.")
        return None
    before = len(faults)
    faults += [f'{place}: "{key}" is not known. {meant(key, _KEYS)}' for key in written if key not in _KEYS]
    kind, facts = written.get("kind"), written.get("facts", {})
    if not isinstance(kind, str) or kind not in WORDS:
        faults.append(f'{place}: no event is called "{kind}". {meant(str(kind), WORDS)}')
    if not isinstance(facts, dict):
        faults.append(f"{place}: facts should be an object.")
    happened = _instant(place, "happened_at", written.get("happened_at"), faults)
    recorded = _instant(place, "recorded_at", written["recorded_at"], faults) if "recorded_at" in written else happened
    if len(faults) > before or happened is None or recorded is None or not isinstance(kind, str):
        return None
    return Event(
        str(written.get("id", number)), kind, happened, recorded, _facts(facts), str(written.get("corrects", "")),
        written.get("takes_back") is True,
    )  # fmt: skip


def _facts(facts: Mapping[str, Any]) -> Mapping[str, object]:
    return {str(name): value for name, value in facts.items()}


def _instant(place: str, key: str, written: Any, faults: list[str]) -> datetime | None:
    try:
        at = instant(written, noon=True)
    except ValueError:
        faults.append(f'{place}: {key} should be a time such as "2026-12-18T15:00", or a day such as "2026-12-18".')
        return None
    return at


def instant(written: Any, *, noon: bool) -> datetime:
    """A moment as it is written, London's where it names no zone; of a day alone its noon, or its last moment.

    Raises ValueError.
    """
    if not isinstance(written, str):
        raise ValueError("not text")
    if len(written) == len("2026-12-18"):
        at = datetime.combine(date.fromisoformat(written), time(12) if noon else time.max)
    else:
        at = datetime.fromisoformat(written)
    if at.year not in YEARS:
        raise ValueError("too far away")
    return (at if at.tzinfo else at.replace(tzinfo=LONDON)).astimezone(UTC)


def _loose(events: list[Event]) -> Iterator[str]:
    ids = [each.id for each in events]
    for number, event in enumerate(events, 1):
        if ids.index(event.id) != number - 1:
            yield f'Event {number}: the id "{event.id}" is an earlier event\'s. Give it another.'
        if event.corrects and event.corrects not in ids:
            yield f'Event {number}: it corrects "{event.corrects}", and no event has that id.'
        if event.corrects == event.id:
            yield f"Event {number}: it corrects itself. Name the event that was wrong, by its id."
        if event.takes_back and not event.corrects:
            yield f"Event {number}: it takes something back. Say what, by its id, in corrects."
