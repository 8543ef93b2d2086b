"""The calendar of a partnership: which days are closed there, by nation and by its own choice."""

from datetime import date
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from alongside.clocks.rules.days import Days
from alongside.packs.schema import Calendar

_DIVISIONS = {
    "england": BankHolidays.ENGLAND_AND_WALES,
    "wales": BankHolidays.ENGLAND_AND_WALES,
    "scotland": BankHolidays.SCOTLAND,
    "northern-ireland": BankHolidays.NORTHERN_IRELAND,
}
OWN = "Closed here"


@lru_cache(maxsize=64)
def days_of(nation: str, bank_holidays: str, extra_holidays: tuple[date, ...]) -> Days:
    """The working days by a nation's bank holidays, where these are not worked, and by the days that are added."""
    own = dict.fromkeys(extra_holidays, OWN)
    if bank_holidays == "working days":
        return Days(own)
    found = _bank_holidays(_DIVISIONS[nation])
    # The table ends with a year: what is proclaimed for the next one comes with a later version of the library.
    return Days(own | found, known_to=date(max(found).year, 12, 31))


def calendar_of(calendar: Calendar) -> Days:
    """The days as a pack's [calendar] has them."""
    return days_of(calendar.nation, calendar.bank_holidays, calendar.extra_holidays)


def days_with(calendar: Calendar, closed: tuple[tuple[date, str], ...]) -> Days:
    """The days as a pack's [calendar] has them, less those that the partnership says it is closed on, and why."""
    found = calendar_of(calendar)
    return Days({**dict(closed), **found.closed}, found.known_to) if closed else found


@lru_cache(maxsize=4)
def _bank_holidays(division: str) -> dict[date, str]:
    # The table that comes with the library; it never asks the internet.
    table = BankHolidays(use_cached_holidays=True)
    return {each["date"]: each["title"] for each in table.get_holidays(division)}
