"""What an assessment tool is in a pack, and what has to be assessed, and when: data, in practitioners' words."""

from typing import Annotated, Literal

from pydantic import Field

from alongside.packs.form_schema import Id, Strict

Voice = Literal["practitioner", "parent or carer", "child or young person"]
"""Whose score it is. Scores of different voices are kept apart and never averaged over."""

Stage = Literal["assessment", "plan", "work", "closure"]
"""A stage of the work with a family at which something has to be there (practice framework 9.1)."""


class Scale(Strict):
    """Whole numbers from `lowest` to `highest`, the highest the best."""

    lowest: int = Field(default=1, ge=0, le=1)
    highest: int = Field(default=10, ge=2, le=20)


class Band(Strict):
    """A stretch of the scale, up to and including `to`, from where the one before ends."""

    to: int
    title: str
    words: str = ""


class Prompt(Strict):
    """What to talk about in each area before it is scored: the past, the present, the future."""

    id: Id
    title: str
    hint: str = ""


class ToolArea(Strict):
    """An area that is talked over and scored. `short` is its name on the star."""

    id: Id
    title: str
    short: str = ""
    hint: str = ""


class ToolQuestion(Strict):
    """Something to write down or to choose in a section of a tool."""

    id: Id
    asks: str
    hint: str = ""
    kind: Literal["long text", "text", "yes or no", "choice", "date"] = "long text"
    options: tuple[str, ...] = ()
    required: bool = False


class ToolSection(Strict):
    """A part of an assessment in words: of the family as a whole, or once for each child.

    `child_voice` marks where the child's own words stand (practice framework 9).
    """

    id: Id
    title: str
    intro: str = ""
    of: Literal["family", "each child"] = "family"
    child_voice: bool = False
    question: tuple[ToolQuestion, ...] = ()


class Tool(Strict):
    """An assessment tool: areas to score on a scale, sections to write, or both.

    `on` says whose profile it stands on. `own_areas` lets whoever does it name the scale and its areas, for tools whose
    wording may not be shipped. `historic` offers it for what was done on paper before; `elsewhere` marks an assessment
    that another service made, kept here with its date so that rules can count from it.
    """

    id: Id
    title: str
    hint: str = ""
    source: str = ""
    licence: str = ""
    on: Literal["head of the family", "member", "child", "family"] = "family"
    scale: Scale | None = None
    band: tuple[Band, ...] = ()
    prompt: tuple[Prompt, ...] = ()
    area: tuple[ToolArea, ...] = ()
    scored_by: tuple[Voice, ...] = ()
    agreement: bool = False
    section: tuple[ToolSection, ...] = ()
    own_areas: bool = False
    historic: bool = False
    elsewhere: bool = False
    audited_by: str = ""
    """The id of the audit that assessments with this tool are sampled for."""

    def band_of(self, score: int) -> Band | None:
        """The band a score falls in; None where the tool has no bands."""
        return next((band for band in self.band if score <= band.to), None)


class Unless(Strict):
    """Not needed where an assessment with this tool was completed within so many calendar months.

    Counted on the first day of `flag` where it began for the reason `because` (the day the family stepped down), else
    on the day that is asked about.
    """

    tool: Id
    within_months: Annotated[int, Field(ge=1, le=60)]
    flag: str = ""
    because: str = ""


class Needed(Strict):
    """Something that has to be there for a family, which clause says so, and from which stage on it is missed.

    Met by an assessment with one of `tools`, of the family or of each child (`over_age`: of each child older than so
    many years); or, with `child_voice`, by the child's own words at each of the `stages`.
    """

    id: Id
    title: str
    source: str = ""
    why: str = ""
    tools: tuple[Id, ...] = ()
    of: Literal["family", "each child"] = "family"
    over_age: int | None = None
    unless: Unless | None = None
    child_voice: bool = False
    stages: tuple[Stage, ...] = ()


class AuditPoint(Strict):
    """One point an audited assessment is judged on.

    With `within_days` the dates judge it: completed within so many calendar days of the day the case was opened.
    """

    id: Id
    title: str
    hint: str = ""
    within_days: int = Field(default=0, ge=0, le=366)


class Audit(Strict):
    """How assessments are audited: the points, each met, partly met or not, with a comment (practice framework 4.4)."""

    id: Id
    title: str
    source: str = ""
    point: Annotated[tuple[AuditPoint, ...], Field(min_length=1)]
