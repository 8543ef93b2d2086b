"""What managers look over, by when, and what is slipping: pure, told its days (practice framework 11)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from alongside.clocks.rules.days import Days
from alongside.core.actor import LONDON
from alongside.core.days import months_after

DECISION = "managers-decision"
"""The type of note of a manager's decision, where a pack's [oversight] names no other (11.1)."""

SOON = 7
"""Days ahead in which something counts as slipping: what runs out before the same weekday of next week."""


def band(opened_on: date, today: date, ages: Collection[int]) -> int | None:
    """The highest of these ages, in calendar months, that a case is open over; None where it is over none.

    Opened on 31 August it is over three months from 1 December, for three months end on 30 November (11.4, S046).
    """
    return max((age for age in ages if today > months_after(opened_on, age)), default=None)


def oversight_due(last_on: date) -> date:
    """By when the record needs oversight again: a gap of one calendar month at most (11.1, S043)."""
    return months_after(last_on, 1)


def months_without(opened_on: date, had: Collection[date], today: date, most: int = 12) -> Sequence[date]:
    """The first days of those calendar months, ended before today, in which the case was open from their first day on
    and nobody looked it over; the newest first, at most so many months back (S043)."""
    seen = {day.replace(day=1) for day in had}
    months = (months_after(today.replace(day=1), -back) for back in range(1, most + 1))
    return [month for month in months if month >= opened_on and month not in seen]


def discussion_due(discussed_at: datetime, days: Days) -> date:
    """By when a discussion with the worker is written down: the end of the next working day (11.2, S044)."""
    return days.after(discussed_at.astimezone(LONDON).date(), 1)


def supervision_due(held_at: datetime, weeks: int) -> date:
    """When supervision is due again: so many calendar weeks after the last (11.6, S048)."""
    return held_at.astimezone(LONDON).date() + timedelta(weeks=weeks)


def written_immediately(held_at: datetime, recorded_at: datetime) -> bool:
    """Whether a supervision was recorded on the day it was held (11.6: "immediately")."""
    return recorded_at.astimezone(LONDON).date() <= held_at.astimezone(LONDON).date()


def recorded_late(contact_at: datetime, written_at: datetime, days: Days) -> int:
    """How many days late a note was written: after the end of the next working day (10.1, S040); 0 in time."""
    written, due = written_at.astimezone(LONDON).date(), days.after(contact_at.astimezone(LONDON).date(), 1)
    return max(0, (written - due).days)
