"""What a form is in a pack: sections of questions, with conditions that are data and never text to evaluate."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "text", "long text", "date", "number", "email", "telephone", "choice", "choices", "yes or no",
    "yes, no or don't know", "address", "postcode", "nhs number", "national insurance number", "upn", "pnc id",
    "area", "case name", "user", "user or person outside", "member", "members", "several texts",
    "person", "criteria", "consent statement", "case type", "site",
]  # fmt: skip


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""By which records, pages and other packs name an entry: small letters, digits and hyphens."""


class Strict(BaseModel):
    """A part of a pack: nothing unknown is let in, nothing changes once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Strict):
    """Asked only where another question, of the same entry or of a section that does not repeat, has this answer.

    Exactly one of `is`, `any_of` and `answered` is given. `is` is true or false for a question of yes or no, the words
    of an option otherwise. Where the other question is itself not asked, this one is not asked either, whatever the
    condition says; so conditions can stand on each other. The head of the family, who is not asked whether they live
    with the head, counts as having said no.
    """

    question: str
    is_: str | bool | None = Field(default=None, alias="is")
    any_of: tuple[str, ...] = ()
    answered: bool | None = None


class Question(Strict):
    """One thing asked. `fills` names the part of the record that the answer becomes (see packs.bindings)."""

    id: Id
    asks: str
    kind: Kind
    hint: str = ""
    warning: str = ""
    required: bool = False
    options: str | tuple[str, ...] = ()
    """The id of a list of the pack ("titles"), or the words themselves."""
    detail: str = ""
    """For yes/no/don't know: what to ask for when the answer is yes."""
    source: bool = False
    """Offer a box for where this was learnt."""
    longest: int = Field(default=4000, ge=1, le=100_000)
    """The most characters an answer may have."""
    when: Condition | None = None
    fills: str = ""
    once: bool = False
    """Never changes once submitted, save as a recorded correction."""
    not_after_today: bool = False
    initial: str | None = None
    """"today" for a date, or the option chosen at first."""


class Section(Strict):
    """A step of the form. A section that repeats holds one entry for each family member, the head first."""

    id: Id
    title: str
    intro: str = ""
    question: tuple[Question, ...] = ()
    repeats: bool = False
    entry: str = ""
    first_entry: str = ""
    at_least: int = 0
    optional: bool = False
    """May be left for after the form is submitted (E-CINS: the Family Profile sections)."""


class Form(Strict):
    """A form of the partnership: the nomination, a needs assessment, and so on."""

    id: Id
    title: str
    opens: Literal["case", "contact", ""] = ""
    source: str = ""
    intro: str = ""
    section: tuple[Section, ...]
