"""What has to be there for a family: told of the facts and a day, what is met, missing or not needed, and why.

The pack says what is needed (needed.toml) and which clause says so. Nothing here knows a partnership or a clock.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from alongside.core.days import months_after
from alongside.packs.tool_schema import Needed, Stage, Unless
from alongside.people.rules import ADULT, age

State = Literal["met", "missing", "unclear", "not needed", "later"]
"""How something that is needed stands. *Unclear* where an age decides and nobody knows it; *later* where the work has
not come to that stage."""

Do = Literal["", "start", "go on", "write", "birth date"]
"""What there is to do about it: start an assessment, go on with one, write a note, say when a child was born."""

CLOSING = timedelta(weeks=4)
"""A child is heard at closure where they are heard in the last four weeks of a plan, or afterwards."""


# --- the facts


@dataclass(frozen=True)
class Somebody:
    """A member of the family. Where no date of birth is known, the ages (whole years, both included) of their band."""

    member: int
    person: int
    name: str
    joined_on: date
    birth_date: date | None = None
    unborn: bool = False
    is_head: bool = False
    from_age: int | None = None
    to_age: int | None = None


@dataclass(frozen=True)
class Made:
    """An assessment of the case: with which tool, of whom, when; completed on a day or still in progress.

    `voices` are the members whose own words or scores stand in it. `asks_children` where its tool has a place for them.
    """

    id: int
    tool: str
    took_place_on: date
    completed_on: date | None = None
    person: int | None = None
    elsewhere: bool = False
    historic: bool = False
    asks_children: bool = False
    voices: frozenset[int] = frozenset()

    @property
    def made_on(self) -> date | None:
        """The day that rules count from: made elsewhere or on paper, it is the day it took place."""
        if self.completed_on is None:
            return None
        return self.took_place_on if self.elsewhere or self.historic else self.completed_on


@dataclass(frozen=True)
class Heard:
    """A note of direct work in which a member's own words stand, and the day it took place."""

    member: int
    on: date


@dataclass(frozen=True)
class FlagBegan:
    """A flag of the case, the day it began and the stated reason."""

    flag: str
    because: str
    on: date


@dataclass(frozen=True)
class Facts:
    """All that the rules look at: the family, its assessments, what children said, flags, and how far its plan is."""

    members: Sequence[Somebody] = ()
    assessments: Sequence[Made] = ()
    heard: Sequence[Heard] = ()
    flags: Sequence[FlagBegan] = ()
    plan_started_on: date | None = None
    plan_completed_on: date | None = None
    plan_ended_on: date | None = None

    @property
    def assessed_on(self) -> date | None:
        """When the first assessment in which children have a place was completed."""
        days = [each.made_on for each in self.assessments if each.asks_children and not each.elsewhere and each.made_on]
        return min(days, default=None)


# --- what comes of them


@dataclass(frozen=True)
class Need:
    """One thing that is needed and how it stands. `because` says why in a sentence; `do` is the one step to take.

    `about` is the member it is needed for, None for the family; `stage` the stage at which a child is heard.
    `assessment` is the one that meets it or is in progress; `tool` the one to start.
    """

    id: str
    title: str
    source: str
    why: str
    state: State
    because: str
    do: Do = ""
    about: Somebody | None = None
    stage: Stage | None = None
    tool: str = ""
    assessment: int | None = None

    @property
    def name_of_child(self) -> str:
        """Whom it is needed for, where it is for one of the family."""
        return self.about.name if self.about else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has something to do about it now."""
        return self.state in {"missing", "unclear"}


def needs(asked: Sequence[Needed], facts: Facts, on: date, called: Callable[[str], str] = str) -> list[Need]:
    """How everything that a pack asks for stands on a day, in the pack's order. `called` gives a tool's title.

    Practice framework 4.3, 4.5 and 9.1; step up and step down, single assessment checklist.
    """
    judge = _Judge(facts, on, called)
    return [need for each in asked for need in judge.of(each)]


def is_fresh(made_on: date, months: int, on: date) -> bool:
    """Whether an assessment is under so many calendar months old on a day: up to and including the day they are over.

    31 August and three months is 30 November: fresh on that day and not on 1 December (S026; framework 4.5).
    """
    return made_on <= on <= months_after(made_on, months)


def is_over(somebody: Somebody, years: int, on: date) -> bool | None:
    """Whether a child is over so many years on a day; None where nobody can tell.

    The checklist says "all children over 10 years old". A child is over ten from the day after their tenth birthday:
    the wider reading of two (the other is from eleven), because one screening too many does less harm than one too few.
    An age band decides where all of it lies on one side; "5 to 10" does not: a child of ten and a half is in it.
    """
    if somebody.unborn:
        return False
    if somebody.birth_date is not None:
        return somebody.birth_date < on and age(somebody.birth_date, on - timedelta(days=1)) >= years
    if somebody.from_age is not None and somebody.from_age > years:
        return True
    if somebody.to_age is not None and somebody.to_age < years:
        return False
    return None


def is_child(somebody: Somebody, on: date) -> bool | None:
    """Whether somebody is under 18 on a day or not born yet; None where nobody can tell.

    The head of a family of whom no age is known is taken for grown up, so that nobody is asked for every parent's.
    """
    if somebody.unborn:
        return True
    if somebody.birth_date is not None:
        return somebody.birth_date > on or age(somebody.birth_date, on) < ADULT
    if somebody.from_age is None and somebody.to_age is None:
        return False if somebody.is_head else None
    return (somebody.from_age or 0) < ADULT


def day(on: date) -> str:
    """A day as it stands in a sentence: 30 November 2026."""
    return f"{on.day} {on:%B %Y}"


@dataclass(frozen=True)
class _Judge:
    facts: Facts
    on: date
    called: Callable[[str], str]

    def of(self, asked: Needed) -> Iterator[Need]:
        if asked.child_voice:
            yield from self._voices(asked)
        elif asked.of == "family":
            yield self._of_family(asked)
        else:
            yield from self._of_children(asked)

    def _need(self, asked: Needed, state: State, because: str, **more: object) -> Need:
        need = Need(asked.id, asked.title, asked.source, asked.why, state, because)
        return replace(need, **more)  # type: ignore[arg-type]  # the fields of a need

    # --- an assessment of the family

    def _of_family(self, asked: Needed) -> Need:
        made = [each for each in self.facts.assessments if each.tool in asked.tools]
        if (done := _latest(made)) is not None and done.made_on:
            return self._need(asked, "met", f"Completed on {day(done.made_on)}.", assessment=done.id)
        stands = self._in_its_place(asked.unless)
        if stands is not None and stands[0]:
            return self._need(asked, "not needed", stands[1])
        why = [stands[1]] if stands else []
        return self._missing(asked, made, why)

    def _missing(self, asked: Needed, made: Sequence[Made], why: Sequence[str], **more: object) -> Need:
        begun = max((each for each in made if each.completed_on is None), key=lambda each: each.id, default=None)
        if begun is not None:
            says = f"Begun on {day(begun.took_place_on)} and not completed yet."
            return self._need(asked, "missing", " ".join([says, *why]), do="go on", assessment=begun.id, **more)
        says = "There is none yet."
        return self._need(asked, "missing", " ".join([*why, says]), do="start", tool=asked.tools[0], **more)

    def _in_its_place(self, unless: Unless | None) -> tuple[bool, str] | None:
        """Whether an assessment made elsewhere stands in the place of this one, and the sentence that says so."""
        done = _latest([each for each in self.facts.assessments if unless and each.tool == unless.tool])
        if unless is None or done is None or done.made_on is None:
            return None
        made, title = done.made_on, self.called(unless.tool)
        stepped = self._stepped_down(unless, made)
        fresh = is_fresh(made, unless.within_months, stepped or self.on)
        ends, limit = months_after(made, unless.within_months), f"{unless.within_months} calendar months"
        subject = f"The {title[:1].lower()}{title[1:]} of {day(made)}"
        if stepped:
            says = f"was {'within' if fresh else 'over'} {limit} old when the family stepped down on {day(stepped)}"
        elif fresh:
            says = f"is within {limit} old, up to and including {day(ends)}"
        else:
            says = f"has been over {limit} old since {day(ends + timedelta(days=1))}"
        return fresh, f"{subject} {says}{', so it stands in its place' if fresh else ''}."

    def _stepped_down(self, unless: Unless, made: date) -> date | None:
        """The first day on which the family stepped down after the assessment, where a flag says so."""
        days = [
            each.on
            for each in self.facts.flags
            if (each.flag, each.because) == (unless.flag, unless.because) and made <= each.on <= self.on
        ]
        return min(days, default=None)

    # --- an assessment of each child

    def _of_children(self, asked: Needed) -> Iterator[Need]:
        for each in self.facts.members:
            child = is_child(each, self.on)
            if child is False:
                continue
            over = is_over(each, asked.over_age, self.on) if asked.over_age is not None else child
            if each.unborn:
                yield self._need(asked, "not needed", "Not born yet.", about=each)
            else:
                yield self._of_child(asked, each, over)

    def _of_child(self, asked: Needed, child: Somebody, over: bool | None) -> Need:
        made = [each for each in self.facts.assessments if each.tool in asked.tools and each.person == child.person]
        done = _latest(made)
        if done is not None and done.made_on:
            return self._need(asked, "met", f"Completed on {day(done.made_on)}.", about=child, assessment=done.id)
        if over is None:
            return self._unclear(asked, child)
        if over is False:
            return self._need(asked, "not needed", self._too_young(asked, child), about=child)
        return self._missing(asked, made, (), about=child)

    def _unclear(self, asked: Needed, somebody: Somebody) -> Need:
        known = "" if asked.over_age is None or somebody.to_age is None else f", only {_band(somebody)}"
        wanted = f"over {asked.over_age}" if asked.over_age is not None else f"under {ADULT}"
        says = (
            f"No date of birth is known{known}. Say when they were born, so that it is clear whether they are {wanted}."
        )
        return self._need(asked, "unclear", says, do="birth date", about=somebody)

    def _too_young(self, asked: Needed, child: Somebody) -> str:
        years = asked.over_age or 0
        if child.birth_date is None:
            return f"Not over {years}: {_band(child)}."
        birthday = months_after(child.birth_date, years * 12)
        if birthday.day != child.birth_date.day:  # born on 29 February: a year older on 1 March
            birthday += timedelta(days=1)
        return f"Not over {years}. It will be needed from {day(birthday + timedelta(days=1))}."

    # --- the voice of each child, at each stage

    def _voices(self, asked: Needed) -> Iterator[Need]:
        for each in self.facts.members:
            child = is_child(each, self.on)
            if child is None:
                yield self._unclear(asked, each)
            elif each.unborn:
                yield self._need(asked, "not needed", "Not born yet.", about=each)
            elif child:
                yield from (self._voice(asked, each, stage) for stage in asked.stages)

    def _voice(self, asked: Needed, child: Somebody, stage: Stage) -> Need:
        begins, ends = self.period(stage)
        if begins is None:
            return self._need(asked, "later", _LATER[stage], about=child, stage=stage)
        heard = [each.on for each in self.facts.heard if each.member == child.member]
        heard = [on for on in heard if begins <= on and (ends is None or on <= ends) and on <= self.on]
        if heard:
            return self._need(asked, "met", f"Heard on {day(max(heard))}.", about=child, stage=stage)
        if stage == "assessment" and (made := self._within(child)):
            says = f"In the assessment of {day(made.took_place_on)}."
            return self._need(asked, "met", says, about=child, stage=stage, assessment=made.id)
        if ends is not None and child.joined_on > ends:
            return self._need(asked, "not needed", "Not on the case then.", about=child, stage=stage)
        if stage == "assessment" and self._assessed_elsewhere:
            says = "Social care made the assessment."
            return self._need(asked, "not needed", says, about=child, stage=stage)
        return self._need(asked, "missing", "Not heard yet.", do="write", about=child, stage=stage)

    def _within(self, child: Somebody) -> Made | None:
        return next((each for each in self.facts.assessments if child.member in each.voices), None)

    @property
    def _assessed_elsewhere(self) -> bool:
        ours = any(each.asks_children and not each.elsewhere for each in self.facts.assessments)
        return not ours and any(each.elsewhere and each.completed_on for each in self.facts.assessments)

    def period(self, stage: Stage) -> tuple[date | None, date | None]:
        """From which day to which, both included, a child is heard for a stage; no first day where it is not reached.

        The assessment goes on until it is completed, the plan from there until that is, the work until the plan ends.
        """
        facts = self.facts
        if stage == "assessment":
            return date.min, facts.assessed_on or facts.plan_completed_on
        if stage == "plan":
            begun = [each for each in (facts.assessed_on, facts.plan_started_on) if each]
            return min(begun, default=None), facts.plan_completed_on
        if stage == "work":
            return facts.plan_completed_on, facts.plan_ended_on
        return facts.plan_ended_on and facts.plan_ended_on - CLOSING, None


_LATER = {
    "assessment": "Not begun yet.",
    "plan": "There is no plan yet.",
    "work": "The plan is not completed yet.",
    "closure": "The work has not ended yet.",
}


def _latest(made: Sequence[Made]) -> Made | None:
    done = [each for each in made if each.made_on]
    return max(done, key=lambda each: (each.made_on or date.min, each.id), default=None)


def _band(somebody: Somebody) -> str:
    if somebody.to_age is None:
        return f"{somebody.from_age} or older"
    return f"{somebody.from_age or 0} to {somebody.to_age} years"


@dataclass(frozen=True)
class Row:
    """Everything of one kind that is needed, as it is read together."""

    id: str
    title: str
    source: str
    why: str
    needs: Sequence[Need] = field(default_factory=tuple)

    @property
    def open(self) -> Sequence[Need]:
        """What there is something to do about."""
        return [each for each in self.needs if each.is_open]


def together(found: Sequence[Need]) -> list[Row]:
    """The same by what is needed, in order."""
    ids = list(dict.fromkeys(each.id for each in found))
    rows = [(each, [need for need in found if need.id == each]) for each in ids]
    return [Row(each, of[0].title, of[0].source, of[0].why, tuple(of)) for each, of in rows]
