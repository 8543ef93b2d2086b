"""Pure rules of a plan's statuses: what follows from one, and what has to be there first (E-CINS 5.4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alongside.packs.plan_schema import PlanStatus

ACHIEVED = "achieved"
"""What a concern is closed because of when its outcome is achieved."""


@dataclass(frozen=True)
class OfStatus:
    """A concern, as far as a status asks: whether it is closed and why, and whether an outcome of it is recorded."""

    number: int
    better: str
    is_closed: bool
    closed_because: str
    has_achievement: bool

    @property
    def is_achieved(self) -> bool:
        """Closed as achieved, or with an outcome recorded as achieved."""
        return (self.is_closed and self.closed_because == ACHIEVED) or self.has_achievement


def missing(concerns: Sequence[OfStatus]) -> list[OfStatus]:
    """The concerns whose outcome is not achieved: those open, and those that were given up (S137)."""
    return [each for each in concerns if not each.is_achieved]


def why_not(status: PlanStatus, concerns: Sequence[OfStatus], *, is_completed: bool) -> str:
    """Why a plan cannot take this status now, in a sentence; "" where it can."""
    if not status.achieved:
        return ""
    if not is_completed:
        return "Complete the plan first: its outcomes are achieved only once everybody has agreed on it."
    if not concerns:
        return "This plan has no concern, so nothing can be achieved."
    if left := missing(concerns):
        named = "; ".join(f"concern {each.number}, {each.better.rstrip('. ')}" for each in left)
        return f"Not achieved yet: {named}. Record what was achieved on each of them first, or choose another status."
    return ""


@dataclass(frozen=True)
class Follows:
    """What follows from a status, in the words of the pack; said before it is asked for."""

    ends: bool = False
    reopens: bool = False
    flags: Sequence[str] = ()
    case_status: str = ""
    open_tasks: int = 0

    def sentences(self) -> list[str]:
        """What will happen, one sentence each."""
        said = []
        if self.ends:
            said.append("The plan ends: no more reviews are due. Everything in it stays to be read.")
        if self.reopens:
            said.append("The plan is open again, and its reviews are due again.")
        said += [f"The {flag} flag of the case ends." for flag in self.flags]
        if self.case_status:
            said.append(f"The case becomes “{self.case_status}”.")
        if self.ends and self.open_tasks:
            tasks = "1 task of this plan is" if self.open_tasks == 1 else f"{self.open_tasks} tasks of this plan are"
            said.append(f"{tasks} still open, and will stay open.")
        return said


def fault_of_day(on: date | None, *, today: date) -> str:
    """Why an update cannot be of this day, in a sentence; "" where it can. It may be of any day before."""
    if on is None:
        return "Enter the date that this is about."
    return "The date cannot be after today. Say when it happened." if on > today else ""
