"""What a timescale is in a pack: which events start, stop and pause a clock, and how long it may take."""

from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from alongside.packs.form_schema import Id, Strict

Unit = Literal["hours", "working_days", "calendar_days", "calendar_weeks", "calendar_months"]
Fact: TypeAlias = bool | str | tuple[str, ...]
"""What a fact of an event has to be: yes or no, a word, or one of several words."""


class Span(Strict):
    """A length of time. Exactly one of the units is given.

    Hours are elapsed. A calendar week is seven consecutive days; calendar days include weekends and bank holidays;
    working days are Monday to Friday (practice framework, aim). Three calendar months end on the same day of the month,
    or on its last day.
    """

    hours: int | None = Field(default=None, ge=1, le=20_000)
    working_days: int | None = Field(default=None, ge=0, le=1_000)
    calendar_days: int | None = Field(default=None, ge=0, le=4_000)
    calendar_weeks: int | None = Field(default=None, ge=1, le=600)
    calendar_months: int | None = Field(default=None, ge=1, le=120)

    @property
    def given(self) -> dict[Unit, int]:
        """The units that are given; one, where the pack has been checked."""
        # model_fields_set would name a unit that a stored release gives as null.
        return {unit: amount for unit in UNITS if (amount := getattr(self, unit)) is not None}

    @cached_property
    def measure(self) -> tuple[Unit, int]:
        """The unit and how many of it."""
        return next(iter(self.given.items()))

    def __str__(self) -> str:
        unit, amount = self.measure
        words = unit.replace("_", " ")
        return f"{amount} {words.removesuffix('s') if amount == 1 else words}"


UNITS: tuple[Unit, ...] = ("hours", "working_days", "calendar_days", "calendar_weeks", "calendar_months")


class Happening(Strict):
    """An event that matters to a clock, perhaps only where its facts are so.

    `at` says which of an event's times counts: when it happened; when it was recorded (framework 10.1); or the day
    that it names, its fact "on": an assessment is as old as the day it was done.
    """

    event: str
    where: dict[str, Fact] = {}
    at: Literal["happened", "recorded", "on"] = "happened"


class Timescale(Strict):
    """How long something may take, from which clause. A clock is one timescale running on one case.

    It starts with any of `starts` and stops with any of `stops`, or with all of them where `needs_all`. Or it asks for
    `notice` before a day that an event of `before` names. It lapses, and nothing is owed any more, with any of
    `lapses`; between `pauses` and `resumes` no time passes. `except` says of which starting events nothing is asked.
    """

    id: Id
    title: str
    clause: str
    source: str = ""
    """The document of the clause: that of the pack which states the clause, where it says nothing else."""
    starts: tuple[Happening, ...] = ()
    before: tuple[Happening, ...] = ()
    stops: tuple[Happening, ...] = ()
    needs_all: bool = False
    pauses: tuple[Happening, ...] = ()
    resumes: tuple[Happening, ...] = ()
    lapses: tuple[Happening, ...] = ()
    within: Span | None = None
    expected: Span | None = None
    notice: Span | None = None
    is_: Annotated[Literal["limit", "window", "wait"], Field(alias="is")] = "limit"
    """Past a *limit* it is overdue; past a *window* it can no longer be done, late or not; a *wait* has to pass."""
    repeats: bool = False
    """What stops it starts it again, so the next runs from what happened and not from what was due (scenario S028)."""
    once: bool = False
    """Only the first start counts, until it lapses: another lead professional gets no second 42 days."""
    same: str = ""
    """The fact that a start and its stop have in common: one decision answers for the one plan that it names."""
    except_: Annotated[tuple[dict[str, Fact], ...], Field(alias="except")] = ()
    unless: str = ""
    """The id of another timescale: where a clock of it was met, this one is not needed."""
    whose: str = ""

    @property
    def begins(self) -> tuple[Happening, ...]:
        """What begins a clock, whichever way it counts."""
        return self.starts or self.before

    @property
    def span(self) -> Span:
        """The time it may take, or the notice that is asked."""
        found = self.within or self.notice
        assert found is not None, "a pack that was checked gives one"
        return found
