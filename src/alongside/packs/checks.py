"""What the schema alone cannot tell: that the parts of a pack fit each other."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from alongside.packs.census import GROUPS
from alongside.packs.faults import Fault, Where, meant
from alongside.packs.schema import Choice, Pack
from alongside.packs.source import Node

IN_A_TITLE = ("team", "lead worker")
"""What may stand in braces in the title that a type of report offers."""


@dataclass(frozen=True)
class Checked:
    """A pack to check, the tree it came from, and the ids that the schema refused (others may still name them)."""

    pack: Pack
    tree: Node
    dropped: frozenset[str] = frozenset()

    def at(self, *path: str | int) -> Where:
        """The line of a part of the pack, or of the nearest thing around it."""
        return self.tree.reach(path)[0].where

    def fault(self, path: Sequence[str | int], sentence: str) -> Fault:
        """Something wrong with a part of the pack."""
        return Fault(self.at(*path), sentence)

    @property
    def list_ids(self) -> tuple[str, ...]:
        """The lists that a question can take its options from."""
        return tuple(each.id for each in self.pack.lists)

    @property
    def whole(self) -> bool:
        """True where nothing may rightly be missing: nothing was refused, and people work by this pack."""
        return not self.dropped and not self.pack.only_to_extend


def check_parts(checked: Checked) -> Iterator[Fault]:
    """Everything but the forms: partners, lists, defaults."""
    yield from _organisations(checked)
    yield from _team_ids(checked)
    yield from _coordinating(checked)
    yield from _defaults(checked)
    yield from _titles(checked)
    yield from _notes(checked)
    yield from _lists(checked)
    yield from _report_titles(checked)
    if checked.whole:
        yield from _nothing_left_out(checked)


def _organisations(checked: Checked) -> Iterator[Fault]:
    types = [each.id for each in checked.pack.organisation_types]
    areas = [each.id for each in checked.pack.areas]
    for number, organisation in enumerate(checked.pack.organisations):
        path = ("organisations", number)
        if organisation.type not in {*types, *checked.dropped}:
            says = f'There is no organisation type "{organisation.type}". {meant(organisation.type, types)}'
            yield checked.fault((*path, "type"), says)
        for place, team in enumerate(organisation.team):
            if team.area and team.area not in {*areas, *checked.dropped}:
                says = f'There is no area "{team.area}". {meant(team.area, areas)}'
                yield checked.fault((*path, "team", place, "area"), says)


def _team_ids(checked: Checked) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for number, organisation in enumerate(checked.pack.organisations):
        for place, team in enumerate(organisation.team):
            if team.id in seen:
                says = f'"{seen[team.id]}" has a team "{team.id}" already. Give this one another id.'
                yield checked.fault(("organisations", number, "team", place), says)
            seen.setdefault(team.id, organisation.title)


def _coordinating(checked: Checked) -> Iterator[Fault]:
    found = [
        (("organisations", number, "team", place, "coordinates"), team.title)
        for number, organisation in enumerate(checked.pack.organisations)
        for place, team in enumerate(organisation.team)
        if team.coordinates
    ]
    for path, title in found[1:]:
        yield checked.fault(
            path, f'"{title}" cannot coordinate too: "{found[0][1]}" does. One team of a partnership coordinates.'
        )
    if not found and checked.whole and checked.pack.organisations:
        says = "No team coordinates. Say coordinates = true of the one team that is offered on every grant."
        yield checked.fault(("organisations",), says)


_ONE_DEFAULT = {
    "statuses": "case status",
    "priorities": "priority",
    "member_groups": "group of members",
    "application_statuses": "application status",
    "note_types": "note type",
    "plan_statuses": "plan status",
}


def _defaults(checked: Checked) -> Iterator[Fault]:
    for part, words in _ONE_DEFAULT.items():
        entries = getattr(checked.pack, part)
        found = [(number, entry) for number, entry in enumerate(entries) if entry.default]
        for number, entry in found[1:]:
            says = f'"{entry.title}" cannot be the default too: "{found[0][1].title}" is. One {words} is the default.'
            yield checked.fault((part, number, "default"), says)
        if entries and not found and checked.whole:
            yield checked.fault((part,), f"No {words} is the default. Say default = true of one.")
    for number, status in enumerate(checked.pack.statuses):
        if status.default and status.closes:
            says = f'A new case would be closed at once: "{status.title}" is the default and closes. Take one away.'
            yield checked.fault(("statuses", number, "closes"), says)


def _titles(checked: Checked) -> Iterator[Fault]:
    pack = checked.pack
    for part in (
        "areas",
        "organisation_types",
        "organisations",
        "forms",
        "criteria",
        "flags",
        "action_types",
        *_ONE_DEFAULT,
    ):
        titled = [((part, number), entry.title) for number, entry in enumerate(getattr(pack, part))]
        yield from twice(checked, titled)
    teams = [
        (("organisations", number, "team", place), team.title)
        for number, organisation in enumerate(pack.organisations)
        for place, team in enumerate(organisation.team)
    ]
    yield from twice(checked, teams)


def _notes(checked: Checked) -> Iterator[Fault]:
    """Headings people can tell apart; and one type, which asks of the children, in which their own words count."""
    voices = [(number, each) for number, each in enumerate(checked.pack.note_types) if each.child_voice]
    for number, each in voices[1:]:
        says = f'"{each.title}" cannot hold the child\'s voice too: "{voices[0][1].title}" does. One note type does.'
        yield checked.fault(("note_types", number, "child_voice"), says)
    for number, each in voices:
        if not each.asks_of_children:
            says = f'"{each.title}" holds the child\'s voice and asks of no child. Add asks_of_children = true.'
            yield checked.fault(("note_types", number, "child_voice"), says)
    for number, kind in enumerate(checked.pack.note_types):
        if "visit.made" in kind.makes and not kind.asks_of_children:
            says = f'"{kind.title}" makes a visit and asks of no child. Add asks_of_children = true.'
            yield checked.fault(("note_types", number, "makes"), says)
        titled = [(("note_types", number, "heading", place), each.title) for place, each in enumerate(kind.heading)]
        yield from twice(checked, titled)


def twice(checked: Checked, titled: Sequence[tuple[tuple[str | int, ...], str]]) -> Iterator[Fault]:
    """Titles that people could not tell apart. `titled` holds where each stands, and what it says."""
    seen: dict[str, Where] = {}
    for path, title in titled:
        key = " ".join(title.split()).casefold()
        if key in seen:
            says = f'"{title}" is said of two, first in {seen[key].file.name}, line {seen[key].line}. '
            yield checked.fault((*path, "title"), says + "Give each a title people can tell apart.")
        seen.setdefault(key, checked.at(*path, "title"))


def _lists(checked: Checked) -> Iterator[Fault]:
    for number, each in enumerate(checked.pack.lists):
        path = ("lists", number, "choices")
        for place, choice in enumerate(each.choices):
            if choice.label in each.labels[:place]:
                yield checked.fault((*path, place), f'"{choice.label}" stands in this list twice. Take one out.')
            about = _ABOUT.get(each.id)
            says = about(choice) if about else ""
            if says:
                yield checked.fault((*path, place), says)
        if each.id == "age-bands":
            yield from _overlaps(checked, path, each.choices)


def _ethnicity(choice: Choice) -> str:
    if not choice.census:
        return f'"{choice.label}" has no census code. Add the 2021 census group it counts as, such as census = "WBRI".'
    if choice.census not in GROUPS:
        return f'"{choice.census}" is not a census code. {meant(choice.census, GROUPS)}'
    return ""


def _age_band(choice: Choice) -> str:
    if choice.to_age is not None and choice.from_age is None:
        return f'"{choice.label}" says to_age alone. Add from_age; 0 for the youngest.'
    if choice.to_age is not None and choice.from_age is not None and choice.to_age < choice.from_age:
        return f'"{choice.label}" ends before it starts. from_age should be the smaller of the two.'
    if choice.unborn and choice.from_age is not None:
        return f'"{choice.label}" is of a child not born, so it has no age. Take from_age out.'
    return ""


_ABOUT: dict[str, Callable[[Choice], str]] = {"ethnicities": _ethnicity, "age-bands": _age_band}
"""What each choice of a list has to say because rules read it."""


def _overlaps(checked: Checked, path: tuple[Any, ...], choices: Sequence[Choice]) -> Iterator[Fault]:
    aged = sorted((choice.from_age, place) for place, choice in enumerate(choices) if choice.from_age is not None)
    for (_, before), (start, place) in pairwise(aged):
        end = choices[before].to_age
        if end is None or start <= end:
            says = f'"{choices[place].label}" overlaps "{choices[before].label}". A person of one age has one age band.'
            yield checked.fault((*path, place), says)


def _report_titles(checked: Checked) -> Iterator[Fault]:
    for number, each in enumerate(checked.pack.report_types):
        for word in re.findall(r"\{([^}]*)\}", each.titled):
            if word not in IN_A_TITLE:
                says = f"Nothing stands for {{{word}}} in a title. {meant(word, IN_A_TITLE)}"
                yield checked.fault(("report_types", number, "titled"), says)


_NEEDED = {
    "areas": "An area to work in: add areas.toml with a heading for each, such as [north].",
    "organisations": "A partner: add organisations.toml, with one team that coordinates.",
    "statuses": "A case status: add [status.open] to cases.toml.",
    "priorities": "A priority: add [priority.low] to cases.toml.",
    "member_groups": "A group of members: add [group.family] to cases.toml.",
    "note_types": "A type of note: add [log] to notes.toml with default = true.",
}


def _nothing_left_out(checked: Checked) -> Iterator[Fault]:
    for part, says in _NEEDED.items():
        if not getattr(checked.pack, part):
            yield checked.fault((), f"Something is missing that every partnership needs. {says}")
    if not checked.pack.forms_that_open_a_case:
        says = 'No form opens a case. Say opens = "case" in one of forms/, or extend a pack that has one.'
        yield checked.fault(("forms",) if checked.pack.forms else (), says)
    if checked.pack.statuses and not any(status.closes for status in checked.pack.statuses):
        yield checked.fault(("statuses",), "No case status closes a case. Say closes = true of one.")
