"""What is wrong with what a pack says has to be there, and with its audits of assessments."""

from collections.abc import Iterator
from typing import TypeAlias

from alongside.packs.checks import Checked
from alongside.packs.faults import Fault, meant
from alongside.packs.tool_schema import Needed, Unless

Path: TypeAlias = tuple[str | int, ...]


def check_needs(checked: Checked) -> Iterator[Fault]:
    """What is needed names tools, flags and reasons that are there, and asks for one thing; so do audits."""
    for number, needed in enumerate(checked.pack.needed):
        path = ("needed", number)
        yield from _tools(checked, path, needed)
        yield from _one_thing(checked, path, needed)
        if needed.unless is not None:
            yield from _unless(checked, path, needed.unless)
    yield from _audits(checked)


def _tools(checked: Checked, path: Path, needed: Needed) -> Iterator[Fault]:
    named: list[tuple[Path, str]] = [(("tools", place), tool) for place, tool in enumerate(needed.tools)]
    named += [(("unless", "tool"), needed.unless.tool)] if needed.unless else []
    known = [each.id for each in checked.pack.tools]
    for where, tool in named:
        if tool not in {*known, *checked.dropped}:
            yield checked.fault((*path, *where), f'There is no assessment tool "{tool}". {meant(tool, known)}')


def _one_thing(checked: Checked, path: Path, needed: Needed) -> Iterator[Fault]:
    if bool(needed.tools) == needed.child_voice:
        yield checked.fault(path, "Say what has to be there: tools, or child_voice = true, and not both.")
    if needed.over_age is not None and needed.of != "each child":
        yield checked.fault((*path, "over_age"), 'An age is asked of children. Say of = "each child", or take it out.')
    if needed.child_voice and not needed.stages:
        yield checked.fault(path, 'Say at which stages the child has to be heard, such as stages = ["assessment"].')
    if needed.child_voice and not any(each.child_voice for each in checked.pack.note_types) and checked.whole:
        says = "No type of note is for the child's own words. Say child_voice = true of one in notes.toml."
        yield checked.fault((*path, "child_voice"), says)


def _unless(checked: Checked, path: Path, unless: Unless) -> Iterator[Fault]:
    if not unless.flag:
        return
    flags = {each.id: each for each in checked.pack.flags}
    if unless.flag not in flags:
        if unless.flag not in checked.dropped:
            says = f'There is no flag "{unless.flag}". {meant(unless.flag, flags)}'
            yield checked.fault((*path, "unless", "flag"), says)
        return
    reasons = [each.id for each in flags[unless.flag].starts]
    if unless.because not in reasons:
        says = f'The flag does not start because of "{unless.because}". {meant(unless.because, reasons)}'
        yield checked.fault((*path, "unless", "because" if unless.because else "flag"), says)


def _audits(checked: Checked) -> Iterator[Fault]:
    audits = [each.id for each in checked.pack.audits]
    for number, tool in enumerate(checked.pack.tools):
        if tool.audited_by and tool.audited_by not in {*audits, *checked.dropped}:
            says = f'There is no audit "{tool.audited_by}". {meant(tool.audited_by, audits)}'
            yield checked.fault(("tools", number, "audited_by"), says)
    for number, audit in enumerate(checked.pack.audits):
        seen: set[str] = set()
        for place, point in enumerate(audit.point):
            if point.id in seen:
                says = f'There are two points with the id "{point.id}". Give one another id.'
                yield checked.fault(("audits", number, "point", place), says)
            seen.add(point.id)
