"""When a panel meets, and which meeting a family that waits comes to. Pure.

A panel that meets on Tuesdays meets on the last working day before a Tuesday on which nobody works, so that no family
waits longer than it would have (framework 1.1, Integrated Early Support: "meet weekly").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice

from alongside.clocks.rules.days import Days

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
WEEK = timedelta(days=7)
CARRIED = "carried-over"
"""The decision that is no way on of the step: the family comes to the next meeting."""
OFTEN = 2
"""Carried over so often, a family is flagged (S173)."""


@dataclass(frozen=True)
class Proposed:
    """A day on which a panel would meet. `instead_of` is its own weekday, where nobody works then, and `why` not."""

    on: date
    instead_of: date | None = None
    why: str = ""


def proposed(meets_on: str, *, after: date, days: Days, many: int) -> Sequence[Proposed]:
    """The next days on which a panel with this weekday meets, after a day. None where the pack says no weekday."""
    if meets_on not in WEEKDAYS:
        return []
    first = after + timedelta(days=1 + (WEEKDAYS.index(meets_on) - after.weekday() - 1) % 7)
    found = (_moved(first + week * WEEK, days) for week in count())
    return list(islice((each for each in found if each.on > after), many))


def _moved(day: date, days: Days) -> Proposed:
    why = days.why_not(day)
    return Proposed(days.last_by(day), day, why) if why else Proposed(day)


def meeting_for(entered_on: date, meetings: Iterable[date], *, carried_on: date | None = None) -> date | None:
    """The first of the meetings to come that a family can be discussed at: not before it began to wait, and after the
    one that carried it over. None where there is none."""
    return min((on for on in meetings if on >= entered_on and (carried_on is None or on > carried_on)), default=None)


def last_in_time(due_on: date | None, meetings: Iterable[date]) -> date | None:
    """The last meeting on or before the day by which a family is to be presented (framework 1.1). None where there is
    none left."""
    return max((on for on in meetings if due_on is not None and on <= due_on), default=None)


def wanting(decision: str, discussed: str, *, leads: bool, has_lead: bool) -> tuple[str, str] | None:
    """What a decision still wants before the minutes are done, with the field beside which it is said; None where it is
    whole. `leads` where it has to name the one agency that takes the lead (S173)."""
    if not decision:
        return "decision", "Decide, or carry it over."
    if decision == CARRIED:
        return None if discussed.strip() else ("discussed", "Say why it is carried over.")
    return ("lead_agency", "Choose the one agency that takes the lead.") if leads and not has_lead else None
