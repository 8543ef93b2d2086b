"""Pure rules of a manager's decision: by when it is due, and who may make it (practice framework 5.2 and 11.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from alongside.core.actor import LONDON

About = Literal["assessment", "plan", "review"]
ABOUT: tuple[About, ...] = ("assessment", "plan", "review")

DUE_DAYS = 3
"""Calendar days, weekends and bank holidays among them (framework 11.1)."""


def due_on(completed_at: datetime) -> date:
    """The last day for the decision: three calendar days after the day of completion in London.

    Completed on Thursday 24 December, by Sunday 27 December (S036).
    """
    return completed_at.astimezone(LONDON).date() + timedelta(days=DUE_DAYS)


@dataclass(frozen=True)
class Deciding:
    """Somebody who sees the case: which teams they manage, and whether they are of the coordinating team."""

    user: int
    manages: frozenset[int] = field(default_factory=frozenset)
    coordinates: bool = False


@dataclass(frozen=True)
class Completed:
    """What a decision is about: who completed it, in which team they and the owner of the case work, how it stands.

    `asks` is false for what no decision is asked of: made on paper before, or by another service.
    """

    by: int
    by_team: int
    owner_team: int
    asks: bool = True
    signed_off_by: str = ""


def why_not(what: Completed, who: Deciding) -> str:
    """Why somebody may not decide about it, in a sentence; "" where they may."""
    if not what.asks:
        return "No manager’s decision is asked for here."
    if what.signed_off_by:
        return f"{what.signed_off_by} has signed this off already."
    if not (who.coordinates or who.manages & {what.by_team, what.owner_team}):
        return "Only a manager of the owner’s or the author’s team, or the coordinating team, decides this."
    if who.user == what.by:
        return "You completed this yourself. Another manager, or the coordinating team, decides it."
    return ""
