"""Pure rules of audits: who is drawn, whether an assessment was in time, what is still to be judged, and results."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from alongside.packs.tool_schema import Audit, AuditPoint

Found = Literal["yes", "partly", "no"]
FOUND: tuple[Found, ...] = ("yes", "partly", "no")


def drawn(assessments: Iterable[int], lot: str, size: int) -> list[int]:
    """Which of these assessments a lot draws: the same ones every time, whatever order they come in.

    Each has its place by the digest of the lot and its number, so nobody chooses, and anybody can draw again.
    """
    return sorted(assessments, key=lambda each: hashlib.sha256(f"{lot}:{each}".encode()).digest())[:size]


def is_in_time(opened_on: date, completed_on: date, within_days: int) -> bool:
    """Whether an assessment was completed within so many calendar days of the day the family was taken on.

    Four calendar weeks are 28 days: taken on 30 November, in time until 28 December (S023; framework 4.3).
    """
    return completed_on <= opened_on + timedelta(days=within_days)


def by_the_dates(audit: Audit, opened_on: date, completed_on: date) -> Mapping[str, Found]:
    """The points that the dates judge."""
    return {
        point.id: "yes" if is_in_time(opened_on, completed_on, point.within_days) else "no"
        for point in audit.point
        if point.within_days
    }


def judged_by_hand(audit: Audit) -> Sequence[AuditPoint]:
    """The points that an auditor judges."""
    return [point for point in audit.point if not point.within_days]


@dataclass(frozen=True)
class Judged:
    """One point as it was judged, with a comment; nothing found yet where it was not."""

    found: Found | Literal[""] = ""
    comment: str = ""

    @property
    def failed(self) -> bool:
        """Not met, or only partly."""
        return self.found in {"no", "partly"}


def still_to_judge(audit: Audit, points: Mapping[str, Judged]) -> Sequence[AuditPoint]:
    """The points that nobody has judged yet."""
    return [point for point in judged_by_hand(audit) if not points.get(point.id, Judged()).found]


# --- results


@dataclass(frozen=True)
class Tally:
    """How often something was met, partly met and not met."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def all(self) -> int:
        """How many were judged."""
        return self.yes + self.partly + self.no

    @property
    def share(self) -> int:
        """How many of a hundred were met, to the nearest whole one; 0 where none was judged."""
        return round(100 * self.yes / self.all) if self.all else 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.yes + other.yes, self.partly + other.partly, self.no + other.no)


@dataclass(frozen=True)
class Count:
    """How often one point was found so, for a team in a month (its first day)."""

    team: str
    month: date
    point: str
    found: Found
    many: int

    @property
    def tally(self) -> Tally:
        """The same, to be added up."""
        return Tally(**{self.found: self.many})


def tally(counts: Iterable[Count]) -> Tally:
    """All of them added up."""
    return sum((each.tally for each in counts), Tally())
