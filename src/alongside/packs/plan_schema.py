"""What a family's plan is made of in a pack: the outcomes framework by code, its statuses, meetings and services."""

from typing import Annotated, Literal

from pydantic import Field

from alongside.packs.form_schema import Id, Strict

CODE = r"^[A-Za-z0-9][A-Za-z0-9.]{0,11}$"
Code = Annotated[str, Field(pattern=CODE)]
"""A code of a framework as it is printed: C4, O4B, M3D, 1.2."""


class FrameworkCriterion(Strict):
    """What a concern is about, by code."""

    code: Code
    title: str


class Outcome(Strict):
    """What is required under one criterion, and for how many calendar months it has to last."""

    code: Code
    criterion: Code
    title: str
    sustained_months: int = Field(default=0, ge=0, le=60)


class ScoreRule(Strict):
    """Met when every score of a tool that was below `under` has risen by at least `by` at a review."""

    tool: Id
    under: int
    by: int


class Measure(Strict):
    """How an outcome is measured. `by_score` where scores decide it."""

    code: Code
    criterion: Code
    title: str
    sustained_months: int = Field(default=0, ge=0, le=60)
    by_score: ScoreRule | None = None


class Crossed(Strict):
    """Which criterion of another framework a criterion or outcome of this one counts as."""

    code: Code
    framework: Id
    to: Code


class Framework(Strict):
    """An outcomes framework. A plan keeps the release it was made under, and so the framework as it stood then.

    A file `<id>.csv` beside the TOML completes its codes: kind (criterion, outcome, measure), code, criterion, title,
    sustained_months.
    """

    id: Id
    title: str
    source: str = ""
    note: str = ""
    criterion: tuple[FrameworkCriterion, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    measure: tuple[Measure, ...] = ()
    crosswalk: tuple[Crossed, ...] = ()

    def outcomes_of(self, criterion: str) -> tuple[Outcome, ...]:
        """The outcomes under a criterion, in order."""
        return tuple(each for each in self.outcome if each.criterion == criterion)

    def measures_of(self, criterion: str) -> tuple[Measure, ...]:
        """The measures under a criterion, in order."""
        return tuple(each for each in self.measure if each.criterion == criterion)

    def title_of(self, code: str) -> str:
        """What a code stands for; the code itself where it is not in this framework."""
        parts = (self.criterion, self.outcome, self.measure)
        titles = {each.code: each.title for part in parts for each in part}
        return titles.get(code, code)


class PlanStatus(Strict):
    """A state of a plan. What follows from it is said here: the plan ends, the case takes a status, a flag ends."""

    id: Id
    title: str
    hint: str = ""
    default: bool = False
    ends: bool = False
    achieved: bool = False
    """Only where every concern's outcome is achieved."""
    case_status: str = ""
    ends_flags: tuple[Id, ...] = ()
    because: str = ""
    """The id of the flag's stated reason for ending."""


class MeetingKind(Strict):
    """A kind of meeting about a plan. `reviews` where it reviews the plan, and so sets the next review."""

    id: Id
    title: str
    hint: str = ""
    reviews: bool = False


class Service(Strict):
    """A service that an intervention can be asked of. `team` is the id of the team of the pack that answers."""

    id: Id
    title: str
    hint: str = ""
    team: str = ""


class Progress(Strict):
    """A word for how far a concern has come, with its place on a scale from 0."""

    id: Id
    title: str
    score: int = Field(ge=0, le=10)


class Planning(Strict):
    """How plans are kept here. `framework` is the framework that new plans are made under; "" for none."""

    framework: str = ""
    review_days: int = Field(default=42, ge=1, le=366)
    request_days: int = Field(default=14, ge=1, le=366)
    request_needs: tuple[Literal["consent", "assessment", "risk", "plan"], ...] = (
        "consent",
        "assessment",
        "risk",
        "plan",
    )
    sustained_months: int = Field(default=6, ge=0, le=60)
    needs_to_claim: int = Field(default=3, ge=1, le=10)
    """The fewest needs a family of the programme has before a result can be claimed."""
