"""What happened on a case, as clocks need it; corrections folded into what they correct."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
YEARS = range(1900, 2200)
"""The years in which anything of a case can be; further away, somebody's finger slipped."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: its kind, when it happened, when it was recorded, and its facts.

    Both times are in UTC, as the spine has them: two of London's, in the hour that comes twice, would compare wrongly.
    `corrects` is the id of an event that this one puts right: its time and its facts take their place.
    `takes_back` says that what it names never happened. `was` holds what was said before, oldest first.
    """

    id: str
    kind: str
    happened_at: datetime
    recorded_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    corrects: str = ""
    takes_back: bool = False
    was: tuple["Event", ...] = ()

    @property
    def on(self) -> date:
        """The day it happened in London."""
        return london_day(self.happened_at)

    @property
    def day_named(self) -> date | None:
        """The day that it names, its fact "on": of a meeting arranged, of an assessment done; else None."""
        named = self.facts.get("on")
        if isinstance(named, str):
            try:
                named = date.fromisoformat(named[:10])
            except ValueError:
                return None
        if isinstance(named, datetime):
            named = london_day(named)
        return named if isinstance(named, date) and named.year in YEARS else None

    @property
    def corrected_at(self) -> datetime | None:
        """When it was last put right; None where it stands as it was first said."""
        return self.recorded_at if self.was else None

    @property
    def first_recorded_at(self) -> datetime:
        """When it was first recorded, whatever was put right since."""
        return self.was[0].recorded_at if self.was else self.recorded_at

    @property
    def days_late(self) -> int:
        """How many days after it happened it was recorded."""
        return max(0, (london_day(self.first_recorded_at) - self.on).days)


def london_day(at: datetime) -> date:
    """The day in London at this instant."""
    return at.astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins in London."""
    return datetime.combine(day, time(0), LONDON)


def end_of(day: date) -> datetime:
    """The instant at which a day is over in London: the first that no longer belongs to it."""
    return start_of(day + timedelta(days=1))


def standing(events: Sequence[Event]) -> Sequence[Event]:
    """The events as they stand: each correction, in the order they were recorded, in the place of what it corrects.

    What was taken back stays in its place, marked, so that a clock can say so.
    """
    if not any(each.corrects for each in events):
        return events
    found: dict[str, Event] = {each.id: each for each in events if not each.corrects}
    first: dict[str, str] = {}
    for each in sorted((each for each in events if each.corrects), key=lambda each: each.recorded_at):
        place = first.get(each.corrects, each.corrects)
        first[each.id] = place
        old = found.get(place)
        if old is not None:
            found[place] = _corrected(old, each)
    return list(found.values())


def _corrected(old: Event, by: Event) -> Event:
    before = replace(old, was=())
    if by.takes_back:
        return replace(old, recorded_at=by.recorded_at, takes_back=True, was=(*old.was, before))
    facts = {**old.facts, **by.facts}
    return replace(
        old, happened_at=by.happened_at, recorded_at=by.recorded_at, facts=facts, takes_back=False,
        was=(*old.was, before),
    )  # fmt: skip
