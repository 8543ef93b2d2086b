"""What a year would have looked like under another time: each clock judged twice, who was late under which. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from alongside.clocks.rules.clocks import OVER, Clock, Release
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import Event, london_day
from alongside.clocks.rules.reading import Practice
from alongside.clocks.rules.spans import Due
from alongside.packs.clock_schema import Span, Timescale, Unit

Part = Literal["maximum", "expectation"]
_LONGEST_TYPED = 12


@dataclass(frozen=True, slots=True)
class Other:
    """The time that is tried: of which timescale, of which of its two times, and how long."""

    timescale: Timescale
    part: Part
    span: Span

    @property
    def field(self) -> Literal["within", "expected", "notice"]:
        """The word of the pack whose time is another."""
        if self.part == "expectation":
            return "expected"
        return "notice" if self.timescale.notice else "within"

    @property
    def in_force(self) -> Span | None:
        """The time in force; None where an expectation is tried and there is none."""
        found: Span | None = getattr(self.timescale, self.field)
        return found

    @property
    def changed(self) -> Timescale:
        """The timescale with the other time."""
        return self.timescale.model_copy(update={self.field: self.span})

    @property
    def toml(self) -> str:
        """The entry of a pack's timescales.toml that makes it so; of an entry that is there, what changes."""
        unit, amount = self.span.measure
        return f"[{self.timescale.id}]\n{self.field} = {{ {unit} = {amount} }}\n"


@dataclass(frozen=True, slots=True)
class Tried:
    """One clock under both times: when it was due, and whether that was missed."""

    started_on: date
    due: Due | None
    other_due: Due
    ended_on: date | None
    late: bool
    other_late: bool


def bounds(unit: Unit) -> tuple[int, int]:
    """The least and the most of a unit that a pack may ask."""
    told = Span.model_fields[unit].metadata
    least, most = (next(getattr(each, name) for each in told if hasattr(each, name)) for name in ("ge", "le"))
    return least, most


def other(timescale: Timescale, part: Part, unit: Unit, typed: str) -> tuple[Other | None, Mapping[str, str]]:
    """The time that was typed for a timescale, or what is wrong with it, by field."""
    faults: dict[str, str] = {}
    least, most = bounds(unit)
    words = typed.strip()
    if not (words.isascii() and words.isdigit() and len(words) <= _LONGEST_TYPED and least <= int(words) <= most):
        what = unit.replace("_", " ")
        faults["number"] = f"Write a whole number of {what} from {least:,} to {most:,}, in digits."
    if timescale.before and unit == "hours":
        faults["unit"] = "A notice is not counted in hours: choose days, weeks or months."
    if timescale.before and part == "expectation":
        faults["part"] = "A notice has no expectation: choose the maximum."
    if faults:
        return None, faults
    return Other(timescale, part, Span.model_validate({unit: int(words)})), {}


class Trial:
    """A timescale in force and the same with another time, made ready once for any number of cases.

    Both count for the whole year, whichever release was in force by then: what is asked is how the two differ.
    """

    def __init__(self, every: Sequence[Timescale], tried: Other) -> None:
        """Takes the timescales of the pack: one may be not needed because of another."""
        self._id, self._expectation = tried.timescale.id, tried.part == "expectation"
        needed = list(_needed(tried.timescale, {each.id: each for each in every}))
        self._in_force = Practice([Release(date.min, "in force", [tried.timescale, *needed])])
        self._other = Practice([Release(date.min, "tried", [tried.changed, *needed])])

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event that matter."""
        return self._in_force.kinds

    def of_case(self, events: Sequence[Event], *, days: Days, now: datetime, since: datetime) -> Iterator[Tried]:
        """Each clock of one case that started since then, under both."""
        # How long it may take changes neither what starts a clock nor what stops it: the two stand side by side.
        for clock, under_other in zip(
            self._clocks(self._in_force, events, days, now), self._clocks(self._other, events, days, now), strict=True
        ):
            if clock.started_by.happened_at >= since and not clock.is_left_out:
                yield self._tried(clock, under_other)

    def _clocks(self, by: Practice, events: Sequence[Event], days: Days, now: datetime) -> Iterator[Clock]:
        return (each for each in by.clocks(events, days=days, now=now) if each.timescale.id == self._id)

    def _tried(self, clock: Clock, under_other: Clock) -> Tried:
        ended = clock.stopped_at or clock.lapsed_at
        return Tried(
            clock.started_by.on, self._due(clock), self._due(under_other) or under_other.due,
            london_day(ended) if ended else None, self._late(clock), self._late(under_other),
        )  # fmt: skip

    def _due(self, clock: Clock) -> Due | None:
        if not self._expectation:
            return clock.due
        return clock.aim if clock.expected is not None else None

    def _late(self, clock: Clock) -> bool:
        if self._expectation:
            return clock.is_behind
        # Past a window nothing is owed; it was missed all the same.
        return clock.late_by is not None or clock.why_not_needed == OVER


def _needed(timescale: Timescale, every: Mapping[str, Timescale]) -> Iterator[Timescale]:
    """The timescales because of which this one may not be needed, and those of these."""
    seen = {timescale.id}
    while timescale.unless in every and timescale.unless not in seen:
        timescale = every[timescale.unless]
        seen.add(timescale.id)
        yield timescale
