"""Days as rules count them and sentences say them."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, or earlier where negative; the last day of a shorter month (S026).

    31 August and three months is 30 November; and six, 28 February, 29 in a leap year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def said(day: date) -> str:
    """A day as a sentence says it: 5 October 2026."""
    return f"{day.day} {day:%B %Y}"
