"""What is wrong with a pack's assessment tools: that each asks for something, and that its bands cover its scale."""

from collections.abc import Iterator
from typing import TypeAlias

from alongside.packs.checks import Checked, twice
from alongside.packs.faults import Fault
from alongside.packs.tool_schema import Tool

Path: TypeAlias = tuple[str | int, ...]


def check_tools(checked: Checked) -> Iterator[Fault]:
    """A tool asks for something; its bands cover its scale; whoever scores has something to score."""
    for number, tool in enumerate(checked.pack.tools):
        path: Path = ("tools", number)
        yield from _asks(checked, path, tool)
        yield from _scores(checked, path, tool)
        yield from _bands(checked, path, tool)
        yield from twice(checked, [((*path, "area", place), each.title) for place, each in enumerate(tool.area)])
        yield from _questions(checked, path, tool)
    yield from twice(checked, [(("tools", number), each.title) for number, each in enumerate(checked.pack.tools)])


def _asks(checked: Checked, path: Path, tool: Tool) -> Iterator[Fault]:
    if not tool.area and not tool.section and not tool.own_areas and not tool.elsewhere:
        yield checked.fault(path, f"{tool.title} asks for nothing. Add an area to score or a section to write.")


def _scores(checked: Checked, path: Path, tool: Tool) -> Iterator[Fault]:
    if tool.area and tool.scale is None:
        yield checked.fault((*path, "area"), "Areas are scored on a scale. Add scale = { lowest = 1, highest = 10 }.")
    if tool.scored_by and tool.scale is None and not tool.own_areas:
        yield checked.fault((*path, "scored_by"), "There is no scale to score on. Add one, or take scored_by out.")
    if tool.scale is not None and not tool.scored_by:
        yield checked.fault((*path, "scale"), 'Say whose scores they are, such as scored_by = ["practitioner"].')
    if tool.scale is not None and not tool.area and not tool.own_areas:
        yield checked.fault((*path, "scale"), "There is no area to score. Add one: [[area]] with an id and a title.")


def _bands(checked: Checked, path: Path, tool: Tool) -> Iterator[Fault]:
    if not tool.band:
        return
    if tool.scale is None:
        yield checked.fault((*path, "band"), "Bands are stretches of a scale. Add the scale, or take them out.")
        return
    last = tool.scale.lowest - 1
    for place, band in enumerate(tool.band):
        if band.to <= last:
            says = f'"{band.title}" ends at {band.to}, where the one before it ends or earlier. Bands go up the scale.'
            yield checked.fault((*path, "band", place, "to"), says)
        last = max(last, band.to)
    if last != tool.scale.highest:
        says = f"The bands end at {last} and the scale at {tool.scale.highest}. The last band reaches the top of it."
        yield checked.fault((*path, "band", len(tool.band) - 1, "to"), says)


def _questions(checked: Checked, path: Path, tool: Tool) -> Iterator[Fault]:
    for number, section in enumerate(tool.section):
        for place, question in enumerate(section.question):
            here = (*path, "section", number, "question", place)
            if question.kind == "choice" and len(question.options) < 2:
                yield checked.fault(here, f'"{question.asks}" is a choice. Add options, two or more of them.')
            if question.kind != "choice" and question.options:
                says = f'"{question.asks}" has options to choose from. Say kind = "choice", or take them out.'
                yield checked.fault((*here, "options"), says)
