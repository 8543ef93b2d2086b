"""Pure rules of an assessment's tool: what it asks where, and what of that may be kept."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.core.days import said
from alongside.packs.tool_schema import Prompt, Scale, Tool, ToolArea, ToolQuestion, ToolSection

PRACTITIONER, PARENT, CHILD = "practitioner", "parent or carer", "child or young person"
SHORT = {PRACTITIONER: "practitioner", PARENT: "parent", CHILD: "child"}
"""Each voice as the name of a field says it."""
MOST_AREAS = 20


@dataclass(frozen=True)
class Part:
    """A part of an assessment that is written at one go: an area, or a section; of a child where it is of each child.

    `id` is that of the area or section.
    """

    id: str
    member: int | None = None


@dataclass(frozen=True)
class Own:
    """The scale and areas named by whoever does it, for a tool whose wording may not be shipped."""

    title: str
    lowest: int
    highest: int
    areas: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """The same as an assessment keeps it."""
        areas = [{"id": f"area-{number}", "title": title} for number, title in enumerate(self.areas, 1)]
        return {"title": self.title, "lowest": self.lowest, "highest": self.highest, "areas": areas}


def shape_of(tool: Tool, own: Mapping[str, Any]) -> Tool:
    """The tool of one assessment: that of the pack, with the title, scale and areas of its own where it names some."""
    if not own:
        return tool
    areas = tuple(ToolArea(id=each["id"], title=each["title"]) for each in own["areas"])
    scale = Scale.model_construct(lowest=own["lowest"], highest=own["highest"])
    return tool.model_copy(update={"title": own["title"], "scale": scale, "area": areas})


def area_of(tool: Tool, part: str) -> ToolArea | None:
    """The area of this id."""
    return next((each for each in tool.area if each.id == part), None)


def section_of(tool: Tool, part: str) -> ToolSection | None:
    """The section of this id."""
    return next((each for each in tool.section if each.id == part), None)


def parts_of(tool: Tool, children: Collection[int]) -> Sequence[Part]:
    """Everything that is written one after another: the areas, then the sections, those of each child one by one."""
    sections = (
        part
        for section in tool.section
        for part in (
            [Part(section.id, child) for child in children] if section.of == "each child" else [Part(section.id)]
        )
    )
    return [*(Part(area.id) for area in tool.area), *sections]


def asked_in(tool: Tool, part: str) -> Sequence[ToolQuestion]:
    """What is written down in a part: under each prompt in an area, at each question in a section."""
    if area_of(tool, part):
        return [_as_question(prompt) for prompt in tool.prompt]
    section = section_of(tool, part)
    return section.question if section else ()


def _as_question(prompt: Prompt) -> ToolQuestion:
    return ToolQuestion(id=prompt.id, asks=prompt.title, hint=prompt.hint)


def title_of(tool: Tool, part: str) -> str:
    """What people call a part; its id where the tool has it no longer."""
    found = area_of(tool, part) or section_of(tool, part)
    return found.title if found else part


def is_of_each_child(tool: Tool, part: str) -> bool:
    """Whether a part is written once for each child."""
    section = section_of(tool, part)
    return section is not None and section.of == "each child"


def is_nothing_to_fill(tool: Tool) -> bool:
    """Whether all there is to keep is that, and when, it was made: an assessment by another service."""
    return not tool.area and not tool.section


# --- what may be kept


def score_given(typed: str, scale: Scale) -> int | None:
    """A score as it was typed; None for none. Raises ValueError with a sentence for anything off the scale (S124)."""
    text = typed.strip()
    if not text:
        return None
    if text.isascii() and text.lstrip("-").isdigit() and len(text) < 6 and scale.lowest <= int(text) <= scale.highest:
        return int(text)
    shown = text if len(text) <= 20 else f"{text[:20]}…"
    raise ValueError(f"A score is a whole number from {scale.lowest} to {scale.highest}. You gave {shown}.")


def faults_of_date(on: date, *, today: date, before: date | None = None, after: date | None = None) -> str:
    """What is wrong with the day an assessment took place; "" for nothing (S123).

    `before` is the day of the assessment that it reviews, `after` that of the first review of it.
    """
    if on > today:
        return "The assessment cannot take place after today. Enter the day it took place."
    if before and on < before:
        return f"This review cannot be before the assessment it reviews, of {said(before)}."
    if after and on > after:
        return f"This assessment was reviewed on {said(after)}. It cannot take place after its review."
    return ""


def faults_of_own(own: Own) -> Iterator[tuple[str, str]]:
    """What is wrong with a scale and areas of one's own, by the field it is wrong in."""
    if not own.title:
        yield "title", "Say which tool it is, for example the name of the star."
    if not 0 <= own.lowest <= 1:
        yield "lowest", "The lowest score is 0 or 1."
    if not 2 <= own.highest <= 20:
        yield "highest", "The highest score is a whole number from 2 to 20."
    if not own.areas:
        yield "areas", "Name at least one area, each on a line of its own."
    elif len(own.areas) > MOST_AREAS:
        yield "areas", f"Name {MOST_AREAS} areas or fewer. You have {len(own.areas)}."
    elif len({each.casefold() for each in own.areas}) < len(own.areas):
        yield "areas", "Two areas have the same name. Give each its own."
    elif any(len(each) > 80 for each in own.areas):
        yield "areas", "Use 80 characters or fewer for the name of an area."


def missing(
    tool: Tool, words: Mapping[tuple[Part, str], str], scored: Collection[str], children: Collection[int]
) -> Iterator[tuple[Part, str]]:
    """What has to be written before an assessment is complete, by its part. `scored` are the areas with a score.

    Little may be known of an area, and nothing then stands there (E-CINS 5.3); but an assessment says something.
    """
    if not any(each.strip() for each in words.values()) and not scored and not is_nothing_to_fill(tool):
        yield parts_of(tool, children)[0] if parts_of(tool, children) else Part(""), "Nothing is written or scored yet."
        return
    for part in parts_of(tool, children):
        for asked in asked_in(tool, part.id):
            if asked.required and not words.get((part, asked.id), "").strip():
                yield part, f"{title_of(tool, part.id)}: answer “{asked.asks}”."
