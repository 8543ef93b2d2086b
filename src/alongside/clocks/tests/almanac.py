"""A calendar worked out another way than ours: from the rules of the year, and one day after the other.

Nothing here uses the bank holidays' table, the time zone database, or the counting of `rules`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

ONE = timedelta(days=1)
FIRST, LAST = 2013, 2028
"""The years whose exceptions stand below."""

# What the government changed by proclamation: moved from, or added.
MOVED = {
    "england": {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)},
    "scotland": {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)},
}
ADDED = {
    "england": {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)},
    "scotland": {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)},
}


def easter(year: int) -> date:
    """Easter Sunday, by the method of Butcher (1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    r = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * r) // 451
    month, day = divmod(h + r - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def bank_holidays(year: int, nation: str) -> frozenset[date]:
    """The bank holidays of a year in England (and Wales) or Scotland, each on the day it is kept."""
    sunday, scotland = easter(year), nation == "scotland"
    fixed = [date(year, 1, 1), *([date(year, 1, 2), date(year, 11, 30)] if scotland else [])]
    kept = {sunday - 2 * ONE, monday(year, 5, 1), monday(year, 5, -1)}
    kept |= {monday(year, 8, 1)} if scotland else {sunday + ONE, monday(year, 8, -1)}
    for day in [*fixed, date(year, 12, 25), date(year, 12, 26)]:
        while day.weekday() > 4 or day in kept:
            day += ONE
        kept.add(day)
    moved = MOVED[nation]
    return frozenset({moved.get(day, day) for day in kept} | {day for day in ADDED[nation] if day.year == year})


def monday(year: int, month: int, place: int) -> date:
    """The first or last Monday of a month."""
    days = [day for day in days_of(year, month) if day.weekday() == 0]
    return days[place - 1] if place > 0 else days[place]


def days_of(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += ONE


def is_worked(day: date, nation: str) -> bool:
    return day.isoweekday() <= 5 and day not in bank_holidays(day.year, nation)


def walk(day: date, unit: str, amount: int, nation: str, step: timedelta = ONE) -> date:
    """The day on which a time is over, found by walking from day to day."""
    if unit == "calendar_months":
        return walk_months(day, amount, step)
    left = amount * 7 if unit == "calendar_weeks" else amount
    while left:
        day += step
        if unit != "working_days" or is_worked(day, nation):
            left -= 1
    return day


def walk_months(start: date, months: int, step: timedelta) -> date:
    """Into the month that is meant, then to the day of the same number, or the month's last."""
    day, seen = start, 0
    while seen < months:
        before, day = day.month, day + step
        seen += day.month != before
    in_month = list(days_of(day.year, day.month))
    return max(each for each in in_month if each.day <= start.day)


def offset(at: datetime) -> timedelta:
    """How far London is ahead at an instant of UTC: an hour between the last Sundays of March and October, at 1:00."""
    first, last = [
        datetime.combine(max(each for each in days_of(at.year, month) if each.isoweekday() == 7), datetime.min.time())
        for month in (3, 10)
    ]
    hour = timedelta(hours=1)
    return hour if first + hour <= at < last + hour else timedelta(0)
