"""A clock: one timescale running on one case, and how it stands at a moment. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import Event, london_day
from alongside.clocks.rules.spans import Due, Pause, due, due_before
from alongside.packs.clock_schema import Timescale

State = Literal["running", "paused", "overdue", "met", "met late", "not needed"]
OVER = "The time for it is over, and nothing is owed."


@dataclass(frozen=True, slots=True)
class Release:
    """The timescales of a pack from a day on, until the next release, and its version."""

    in_force_from: date
    version: str
    timescales: Sequence[Timescale]
    number: int = 0
    """Its number among the stored releases; 0 for a pack that is tried out."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One timescale on one case, from one event that started it, as it stands at a moment.

    `due` is the maximum, or the last day for a notice; `expected` is the expectation as it was counted, which rules
    only where it is earlier. `stopped_by` are the events that stopped it so far, or the one with which it lapsed.
    `taken_back` are events that would have stopped it and never happened.
    """

    timescale: Timescale
    release: Release
    started_by: Event
    counted_from: date
    due: Due
    expected: Due | None
    state: State
    at: datetime
    stopped_by: tuple[Event, ...] = ()
    stopped_at: datetime | None = None
    lapsed_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    taken_back: tuple[Event, ...] = ()
    why_not_needed: str = ""
    key: str = ""
    """What start and stop have in common, where the timescale says so: which plan, which contact."""

    @property
    def aim(self) -> Due:
        """What to work towards: the expectation, or the maximum where that is earlier (scenario S014)."""
        if self.expected is None or self.expected.over >= self.due.over:
            return self.due
        return self.expected

    @property
    def is_left_out(self) -> bool:
        """Whether the clause itself leaves it out, or another clock takes its place; not because its time is over."""
        return self.why_not_needed not in {"", OVER}

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.state in {"running", "paused", "overdue"}

    @property
    def is_behind(self) -> bool:
        """Whether it was, or is, done later than expected, whatever the maximum says."""
        if self.expected is None or self.state in {"not needed", "paused"}:
            return False
        return self.aim.passed(self.stopped_at or self.at)

    @property
    def late_by(self) -> timedelta | None:
        """How late it was done, or is by now: whole days, or hours where hours are counted. None where it is not.

        What was overdue when it lapsed was late too, though nothing is owed any more.
        """
        moment = self.stopped_at or self.lapsed_at or self.at
        lapsed = self.lapsed_at is not None and self.timescale.is_ == "limit"
        if not (self.state in {"met late", "overdue"} or lapsed) or not self.due.passed(moment):
            return None
        return moment - self.due.at if self.due.at is not None else london_day(moment) - self.due.on


@dataclass(slots=True, eq=False)
class Running:
    """A clock while the events of a case are read, oldest first. `since` is when the timescale last lapsed before."""

    timescale: Timescale
    release: Release
    started_by: Event
    started_at: datetime
    since: datetime | None = None
    key: str = ""
    stops: dict[int, Event] = field(default_factory=dict)
    stopped_at: datetime | None = None
    lapsed_by: Event | None = None
    pauses: tuple[Pause, ...] = ()
    taken_back: tuple[Event, ...] = ()
    why_not: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing that happens later can change it."""
        return self.stopped_at is not None or self.lapsed_by is not None or bool(self.why_not)

    @property
    def is_paused(self) -> bool:
        """Whether a pause has begun that nothing has ended yet."""
        return bool(self.pauses) and self.pauses[-1].ended is None

    def stop(self, place: int, event: Event, at: datetime) -> None:
        """Take one of the events that stop it: the first will do, or the last of them where all are asked."""
        self.stops.setdefault(place, event)
        if not self.timescale.needs_all or len(self.stops) == len(self.timescale.stops):
            self.stopped_at = at

    def judged(self, days: Days, now: datetime) -> Clock:
        """The clock as it stands now."""
        counted_from = self._counted_from()
        limit, expected = self._due(counted_from, days)
        state, why = self._state(limit, now)
        by = (self.lapsed_by,) if self.lapsed_by else tuple(self.stops.values())
        lapsed_at = self.lapsed_by.happened_at if self.lapsed_by else None
        return Clock(
            self.timescale, self.release, self.started_by, counted_from, limit, expected, state, now, by,
            self.stopped_at, lapsed_at, self.pauses, self.taken_back, why, self.key,
        )  # fmt: skip

    def _counted_from(self) -> date:
        """Day 0: where notice is asked, the day that the event names; else the day on which the clock began."""
        named = self.started_by.day_named if self.timescale.before else None
        return named or london_day(self.started_at)

    def _due(self, day: date, days: Days) -> tuple[Due, Due | None]:
        if self.timescale.before:
            return due_before(self.timescale.span, day, days), None
        found = due(self.timescale.span, self.started_at, day, days, self.pauses)
        wanted = self.timescale.expected
        return found, due(wanted, self.started_at, day, days, self.pauses) if wanted else None

    def _state(self, limit: Due, now: datetime) -> tuple[State, str]:
        if self.lapsed_by is not None and self.timescale.is_ == "wait" and limit.passed(self.lapsed_by.happened_at):
            return "met", ""
        if self.why_not or self.lapsed_by is not None:
            return "not needed", self.why_not
        if self.stopped_at is not None:
            return self._done(limit.passed(self.stopped_at))
        # What was due before the pause began stays overdue.
        if self.is_paused and not limit.passed(self.pauses[-1].began.happened_at):
            return "paused", ""
        if not limit.passed(now):
            return "running", ""
        passed: dict[str, tuple[State, str]] = {
            "limit": ("overdue", ""), "window": ("not needed", OVER), "wait": ("met", ""),
        }  # fmt: skip
        return passed[self.timescale.is_]

    def _done(self, is_late: bool) -> tuple[State, str]:
        if not is_late:
            return "met", ""
        return ("not needed", OVER) if self.timescale.is_ == "window" else ("met late", "")
