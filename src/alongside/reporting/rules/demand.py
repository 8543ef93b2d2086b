"""Counting demand: the months of a span, how long things took, and which small numbers are not told. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.core.days import months_after

SMALL = 5
"""A number under this can point to a family where it is told of one locality."""
MOST_MONTHS = 36


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def month_after(month: date, by: int = 1) -> date:
    """The first day of the month so many months later, or earlier where negative."""
    return months_after(month_of(month), by)


def months(first: date, last: date) -> Sequence[date]:
    """Every month from the first to the last, both included; at most MOST_MONTHS, the latest."""
    found = [month_of(last)]
    while found[0] > month_of(first) and len(found) < MOST_MONTHS:
        found.insert(0, month_after(found[0], -1))
    return found


def kept_back(counts: Sequence[int]) -> Sequence[bool]:
    """Which counts of a list with a known sum are not told: those from 1 to 4; and where that is one alone, the next
    smallest too, because it would follow from the sum."""
    small = [0 < each < SMALL for each in counts]
    if sum(small) == 1:
        others = [(each, place) for place, each in enumerate(counts) if not small[place] and each > 0]
        if others:
            small[min(others)[1]] = True
    return small


@dataclass(frozen=True)
class Spread:
    """How many took how many whole days."""

    many: Mapping[int, int]

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.many.values())

    def by_which(self, share: float) -> int | None:
        """The whole days within which this share was done (0.5: the median); None where there is none."""
        wanted, so_far = self.all * share, 0
        for days in sorted(self.many):
            so_far += self.many[days]
            if so_far >= wanted:
                return days
        return None

    @property
    def median(self) -> int | None:
        """Half took no longer than this."""
        return self.by_which(0.5)
