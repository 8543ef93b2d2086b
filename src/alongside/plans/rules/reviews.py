"""Pure rules of reviews: when the plan is reviewed next, what cannot be, and how far off a day is in words.

Practice framework 5.1: "review meetings must take place at least every 42 calendar days". Each runs from the one that
was held, or from the day the plan was completed; never from a day that was due (S028).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from alongside.core.days import said


@dataclass(frozen=True)
class Round:
    """One review of a plan: the last day on which it was due, and when it was held, where it was."""

    due_on: date
    held_on: date | None


def latest_next(on: date, *, days: int) -> date:
    """The last day of the review after something that happened on a day: the plan's completion, or a review."""
    return on + timedelta(days=days)


def rounds(completed_on: date, held: Sequence[date], *, days: int) -> list[Round]:
    """Every review of a plan, oldest first, the one that is due now last; `held` in any order."""
    found, since = [], completed_on
    for each in sorted(held):
        found.append(Round(latest_next(since, days=days), each))
        since = each
    return [*found, Round(latest_next(since, days=days), None)]


def fault_of_day(held_on: date, *, today: date, completed_on: date | None, last_on: date | None) -> str:
    """Why a review cannot have been held on this day, in a sentence; "" where it can.

    `completed_on` is when the plan was completed, `last_on` the day of the review before, where there was one.
    """
    if held_on > today:
        return "The date cannot be after today. Write a meeting down on its day, or afterwards."
    if completed_on is not None and held_on < completed_on:
        return f"The plan was completed on {said(completed_on)}. A review cannot be before that."
    if last_on is not None and held_on < last_on:
        return f"The plan was reviewed last on {said(last_on)}. This review cannot be before that."
    return ""


def fault_of_next(next_on: date | None, *, held_on: date, days: int) -> str:
    """Why the plan cannot be reviewed next on this day, in a sentence; "" where it can."""
    last = latest_next(held_on, days=days)
    if next_on is None:
        return f"Say when the plan is reviewed next: {said(last)} at the latest."
    if next_on <= held_on:
        return "The next review must be after this one."
    if next_on > last:
        return f"A plan is reviewed at least every {days} days. Choose {said(last)} or an earlier day."
    return ""


def how_far(due_on: date, today: date) -> str:
    """How far off a review is, in words: "today", "tomorrow", "in 5 days", "1 day overdue", "9 days overdue"."""
    days = (due_on - today).days
    if days < 0:
        return f"{_days(-days)} overdue"
    return ("today", "tomorrow")[days] if days < 2 else f"in {_days(days)}"


def tone_of(due_on: date, today: date) -> str:
    """How loudly it is said (components/tag.jinja): overdue, within a week, or later."""
    days = (due_on - today).days
    return "urgent" if days < 0 else "waiting" if days <= 7 else "note"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
