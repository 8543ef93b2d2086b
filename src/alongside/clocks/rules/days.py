"""Which days are working days, and counting them: pure, told its calendar.

A day is known by its number (`date.toordinal`), in which day 1 was a Monday, so Mondays to Fridays are counted by
division, and the closed ones among them by their place in a sorted list. Nothing walks from day to day.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

WEEKEND = {5: "Saturday", 6: "Sunday"}


@dataclass(frozen=True)
class Days:
    """The days of one partnership: Monday to Friday, less the days on which it is closed, each with its reason.

    `known_to` is the last day for which bank holidays are known; None where they count as working days anyway.
    """

    closed: Mapping[date, str] = field(default_factory=dict)
    known_to: date | None = None
    _closed: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Put the closed Mondays to Fridays in order."""
        numbers = tuple(sorted(day.toordinal() for day in self.closed if day.weekday() < 5))
        object.__setattr__(self, "_closed", numbers)

    def why_not(self, day: date) -> str:
        """Why this is no working day; "" where it is one."""
        return WEEKEND.get(day.weekday(), "") or self.closed.get(day, "")

    def after(self, day: date, count: int) -> date:
        """The working day that is so many after a day; the day itself where none are asked."""
        return self._nth(self._until(day.toordinal()) + count) if count else day

    def before(self, day: date, count: int) -> date:
        """The working day that is so many before a day; the day itself where none are asked."""
        return self._nth(self._until(day.toordinal() - 1) - count + 1) if count else day

    def last_by(self, day: date) -> date:
        """The day itself where it is a working day, else the last one before."""
        return self._nth(self._until(day.toordinal()))

    def first_from(self, day: date) -> date:
        """The day itself where it is a working day, else the next."""
        return self._nth(self._until(day.toordinal() - 1) + 1)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after the first day, up to and with the last."""
        return self._until(last.toordinal()) - self._until(first.toordinal())

    def _until(self, number: int) -> int:
        """How many working days there were up to this day, and with it."""
        weeks, rest = divmod(number, 7)
        return 5 * weeks + min(rest, 5) - bisect_right(self._closed, number)

    def _nth(self, count: int) -> date:
        """The day by which there had been so many working days, for the first time."""
        closed = 0
        while True:
            weeks, rest = divmod(count + closed - 1, 5)
            number = 7 * weeks + rest + 1
            found = bisect_right(self._closed, number)
            if found == closed:
                return date.fromordinal(number)
            closed = found
