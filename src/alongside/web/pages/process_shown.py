"""A process as pages show it: its picture for a phone and for a desktop, and the same in words."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from alongside.packs.process_schema import Process, Step
from alongside.packs.schema import Pack
from alongside.pathway.rules.picture import PHONE, Picture, State, in_order, lanes_of, numbers, picture, way_words, wide

MOST_LANES = 5
"""More than this do not fit beside each other: then the steps stand below each other on a desktop too."""


@dataclass(frozen=True)
class WayInWords:
    """A way on in words: what it is called, and where it leads."""

    words: str
    leads: str
    starts: str
    """The process that it starts, by its id."""


@dataclass(frozen=True)
class StepInWords:
    """A step in words, as it stands in the list beside the picture."""

    number: int
    step: Step
    who: str
    tray: str
    with_whom: str
    state: State
    ways: Sequence[WayInWords]


@dataclass(frozen=True)
class Drawn:
    """A process drawn. `wide` is None where its lanes do not fit beside each other."""

    process: Process
    narrow: Picture
    wide: Picture | None
    words: Sequence[StepInWords]
    says: str
    """What the picture shows, for who does not see it."""


def shown(process: Process, pack: Pack, *, here: Set[str] = frozenset(), done: Set[str] = frozenset()) -> Drawn:
    """A process with where a family stands in it. `here` and `done` are ids of steps."""
    lane_of = {step.id: _lane(step, pack) for step in process.step}
    lanes = lanes_of(process, lane_of)
    narrow = picture(process, lane_of, PHONE, here=here, done=done)
    broad = picture(process, lane_of, wide(len(lanes)), here=here, done=done) if 1 < len(lanes) <= MOST_LANES else None
    number = numbers(process)
    words = [_in_words(step, number, pack, process, here, done) for step in in_order(process)]
    at = [f"{each.number}, {each.step.title}" for each in words if each.state == "here"]
    says = f"{len(words)} {'step' if len(words) == 1 else 'steps'}. The same stands in words below the picture."
    return Drawn(process, narrow, broad, words, f"You are here: step {'; '.join(at)}. {says}" if at else says)


def _lane(step: Step, pack: Pack) -> str:
    """Who does a step, as the picture says it: its tray, or the role it is done by."""
    if step.tray:
        return pack.title_of("trays", step.tray)
    return pack.title_of("roles", step.role) if step.role else "Whoever works with the family"


def _in_words(
    step: Step, number: Mapping[str, int], pack: Pack, process: Process, here: Set[str], done: Set[str]
) -> StepInWords:
    ways = [
        WayInWords(way.label and way_words(way), _leads(way.to, way.starts, number, process, pack), way.starts)
        for way in step.next
    ]
    state: State = "here" if step.id in here else "done" if step.id in done else ""
    return StepInWords(
        number[step.id], step, pack.title_of("roles", step.role) if step.role else "",
        pack.title_of("trays", step.tray) if step.tray else "",
        pack.title_of("roles", step.with_role) if step.with_role else "", state, ways,
    )  # fmt: skip


def _leads(to: str, starts: str, number: Mapping[str, int], process: Process, pack: Pack) -> str:
    if to in number:
        return f"step {number[to]}, {process.step_of(to).title}"
    return pack.title_of("processes", starts) if starts else "the process ends"
