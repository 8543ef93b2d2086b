"""When a span of time ends: pure. The day of an event is day 0; what is due on a day is due until the day is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import Event, end_of, london_day
from alongside.core.days import months_after
from alongside.packs.clock_schema import Span


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: on a day, until it is over; or at an instant of that day, where hours are counted."""

    on: date
    at: datetime | None = None

    @property
    def over(self) -> datetime:
        """The first instant that is too late."""
        return end_of(self.on) if self.at is None else self.at + timedelta(microseconds=1)

    def passed(self, moment: datetime) -> bool:
        """Whether it was too late at this moment. What is done at the very instant is in time."""
        if self.at is None:
            return london_day(moment) > self.on
        return moment > self.at


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which nothing is counted: from an event until another, or until now where none has ended it yet."""

    began: Event
    ended: Event | None = None

    @property
    def reason(self) -> str:
        """Why, in the words given; "" where none were."""
        said = self.began.facts.get("reason")
        return said if isinstance(said, str) else ""


def due(span: Span, started_at: datetime, day: date, days: Days, pauses: Sequence[Pause] = ()) -> Due:
    """When a span is over that started at this instant and is counted from this day.

    Days on which it was paused do not count: those after the day the pause began, up to the day it ended. A pause that
    began when it was due already changes nothing, and nothing is due before a pause is over. A pause not ended yet
    moves nothing yet.
    """
    unit, amount = span.measure
    if unit == "hours":
        return _by_the_hour(amount, started_at, pauses)
    found = _added(span, day, days)
    if not pauses:
        return Due(found)
    rested = 0
    for pause in pauses:
        first, last = _days_of(pause, day)
        if last is None or first > found:
            continue
        if unit == "working_days":
            rested += days.between(first, last)
            found = max(days.after(day, amount + rested), days.first_from(last))
        else:
            found += timedelta(days=(last - first).days)
    return Due(found)


def due_before(span: Span, day: date, days: Days) -> Due:
    """The last day for a notice: so long before a day."""
    unit, amount = span.measure
    if unit == "working_days":
        return Due(days.before(day, amount))
    if unit == "calendar_months":
        return Due(months_after(day, -amount))
    return Due(day - timedelta(days=amount * _DAYS[unit]))  # a checked pack asks for no notice in hours


_DAYS = {"calendar_days": 1, "calendar_weeks": 7}


def _added(span: Span, day: date, days: Days) -> date:
    unit, amount = span.measure
    if unit == "working_days":
        return days.after(day, amount)
    if unit == "calendar_months":
        return months_after(day, amount)
    return day + timedelta(days=amount * _DAYS[unit])


def _by_the_hour(amount: int, started_at: datetime, pauses: Sequence[Pause]) -> Due:
    # In UTC, for hours are elapsed: a night in which the clocks change has 23 or 25 of them.
    at = started_at.astimezone(UTC) + timedelta(hours=amount)
    for pause in pauses:
        if pause.ended is not None and pause.began.happened_at <= at:
            began = max(pause.began.happened_at, started_at).astimezone(UTC)
            at += pause.ended.happened_at.astimezone(UTC) - began
    return Due(london_day(at), at)


def _days_of(pause: Pause, day: date) -> tuple[date, date | None]:
    """The day it began, and the day it ended; nothing before the start is counted anyway."""
    return max(pause.began.on, day), pause.ended.on if pause.ended else None
