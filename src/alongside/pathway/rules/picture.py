"""The picture of a process: where each step, each way and each lane stands on a sheet. Pure.

Every step has a row of its own, in the order of the longest way to it, and stands in the lane of whoever does it. A way
leaves the right side of its step, runs down or up in the gap beside the lane, and reaches the other step in that step's
own row; so no line passes through a step, whatever the process. A single way to the step below is a straight arrow.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from alongside.packs.process_schema import Process, Step, Way

State = Literal["", "done", "here"]

PAD = 12
TITLE, SMALL = 15, 13
LEADING, SMALL_LEADING = 20, 17
GAP = 34
"""Between one row and the next."""
TRACK = 14
"""Between two lines that run beside each other."""
MARGIN = 18
PORT = 19
"""From the rule over a way's row to where its line begins."""
HEAD = 15
"""Over the first row, for where it begins; under the lanes' names."""

_NARROW, _WIDE, _CAPITALS = frozenset("iljtfrI.,;:'’|!()[] -/"), frozenset("mwMWOQ@%—"), 0.69


@dataclass(frozen=True)
class Port:
    """A way on as a row inside its step: its words, how far down it stands, and whether the process ends with it."""

    lines: Sequence[str]
    y: int
    ends: bool
    starts: bool


@dataclass(frozen=True)
class Box:
    """A step as it is drawn."""

    step: str
    number: int
    x: int
    y: int
    width: int
    height: int
    title: Sequence[str]
    who: Sequence[str]
    ports: Sequence[Port]
    state: State
    ends: bool
    """The process is over after it, and nothing is to be chosen."""

    @property
    def middle(self) -> int:
        """Where an arrow from above meets it."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    """A way as it is drawn, from point to point, with an arrowhead at its end. `back` leads to an earlier step."""

    points: Sequence[tuple[int, int]]
    back: bool
    source: str
    target: str

    @property
    def drawn(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x},{y}" for x, y in self.points)

    @property
    def head(self) -> str:
        """The arrowhead's three points."""
        (x1, y1), (x2, y2) = self.points[-2:]
        if x1 == x2:
            up = 8 if y2 > y1 else -8
            return f"{x2},{y2} {x2 - 5},{y2 - up} {x2 + 5},{y2 - up}"
        left = 8 if x2 > x1 else -8
        return f"{x2},{y2} {x2 - left},{y2 - 5} {x2 - left},{y2 + 5}"


@dataclass(frozen=True)
class Lane:
    """Whoever does steps of the process, as a band of the picture."""

    title: Sequence[str]
    x: int
    width: int


@dataclass(frozen=True)
class Picture:
    """A process drawn."""

    width: int
    height: int
    top: int
    lanes: Sequence[Lane]
    boxes: Sequence[Box]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Sheet:
    """How a picture is laid out: in lanes, or all steps below each other; how wide a step is."""

    lanes: bool
    box: int


PHONE = Sheet(lanes=False, box=262)
"""Fits a page of 360 pixels with four lines beside each other."""


def wide(lanes: int) -> Sheet:
    """A sheet with lanes for a desktop: steps as wide as so many lanes let them be."""
    return Sheet(lanes=True, box=max(168, min(250, 900 // max(1, lanes) - 44)))


def picture(
    process: Process, lane_of: Mapping[str, str], sheet: Sheet, *, here: Set[str] = frozenset(),
    done: Set[str] = frozenset(),
) -> Picture:  # fmt: skip
    """A process drawn on a sheet. `lane_of` says who does each step by its id; `here` and `done` are steps' ids."""
    return _Drawing(process, lane_of, sheet, here, done).drawn()


def in_order(process: Process) -> Sequence[Step]:
    """The steps in the order of the longest way to each, and then of the pack; what no way leads to comes last."""
    layers = _layers(process)
    place = {step.id: number for number, step in enumerate(process.step)}
    return sorted(process.step, key=lambda step: (layers.get(step.id, len(place)), place[step.id]))


def numbers(process: Process) -> Mapping[str, int]:
    """The number of each step in the picture and in the list beside it."""
    return {step.id: number for number, step in enumerate(in_order(process), 1)}


def lanes_of(process: Process, lane_of: Mapping[str, str]) -> Sequence[str]:
    """The lanes of a process, in the order in which the work comes to them."""
    return list(dict.fromkeys(lane_of.get(step.id, "") for step in in_order(process)))


def _layers(process: Process) -> Mapping[str, int]:
    """How long the longest way to each step is, ways back left out."""
    if not process.step:
        return {}
    steps, forward = {step.id: step for step in process.step}, dict[str, list[str]]()
    _walk(process.step[0].id, steps, forward)
    layers = {process.step[0].id: 0}
    for step in reversed(list(forward)):  # each before those it leads to
        for on in forward[step]:
            layers[on] = max(layers.get(on, 0), layers[step] + 1)
    return layers


def _walk(first: str, steps: Mapping[str, Step], forward: dict[str, list[str]]) -> None:
    """Where each step leads, ways back left out, in `forward`: whatever a step leads to stands before it."""
    path: list[tuple[str, Iterator[str]]] = [(first, _leads(steps[first], steps))]
    open_, ways = {first}, {first: list[str]()}
    while path:
        step, on = path[-1]
        to = next(on, None)
        if to is None:
            path.pop()
            open_.discard(step)
            forward[step] = ways[step]
        elif to not in open_:
            ways[step].append(to)
            if to not in ways:
                open_.add(to)
                ways[to] = []
                path.append((to, _leads(steps[to], steps)))


def _leads(step: Step, steps: Mapping[str, Step]) -> Iterator[str]:
    return iter([way.to for way in step.next if way.to in steps])


@dataclass
class _Drawing:
    process: Process
    lane_of: Mapping[str, str]
    sheet: Sheet
    here: Set[str]
    done: Set[str]
    order: Sequence[Step] = field(init=False)

    def drawn(self) -> Picture:
        self.order = in_order(self.process)
        self.row = {step.id: number for number, step in enumerate(self.order)}
        self.lanes = lanes_of(self.process, self.lane_of) if self.sheet.lanes else [""]
        straight, beside = self._ways()
        tracks = self._tracks(beside)
        gaps = [2 * MARGIN + TRACK * max(0, tracks.get((lane, None), 0) - 1) for lane in range(len(self.lanes))]
        self.left = [MARGIN + sum(self.sheet.box + gap for gap in gaps[:lane]) for lane in range(len(self.lanes))]
        titles = [wrapped(lane, self.sheet.box - 8, SMALL, bold=True) for lane in self.lanes]
        top = (max(map(len, titles)) * SMALL_LEADING + PAD if self.sheet.lanes else 0) + HEAD + 10
        boxes = {each.step: each for each in self._boxes(top)}
        lines = [*self._straight(straight, boxes), *self._beside(beside, tracks, boxes)]
        height = max((each.y + each.height for each in boxes.values()), default=top) + MARGIN
        # Under the name of each lane its band, half the gap wider on either side.
        lanes = [
            Lane(title, x - 10, self.sheet.box + gap - 4) for title, x, gap in zip(titles, self.left, gaps, strict=True)
        ]
        width = MARGIN + sum(self.sheet.box + gap for gap in gaps)
        return Picture(width, height, top, lanes if self.sheet.lanes else [], list(boxes.values()), lines)

    # --- steps

    def _boxes(self, top: int) -> Iterator[Box]:
        y = top
        for number, step in enumerate(self.order, 1):
            box = self._box(number, step, y)
            yield box
            y += box.height + GAP

    def _box(self, number: int, step: Step, y: int) -> Box:
        inner = self.sheet.box - 2 * PAD
        title = wrapped(step.title, inner - 26, TITLE, bold=True)
        who = wrapped(self.lane_of.get(step.id, ""), inner, SMALL) if not self.sheet.lanes else []
        state: State = "here" if step.id in self.here else "done" if step.id in self.done else ""
        at = PAD + 4 + len(title) * LEADING + (len(who) + bool(state)) * SMALL_LEADING
        ports = []
        for way in self._shown(step):
            lines = wrapped(way_words(way), inner - 16, SMALL)
            ports.append(Port(lines, y + at + PORT, way.ends, bool(way.starts)))
            at += len(lines) * SMALL_LEADING + 11
        ends = not step.next or (len(step.next) == 1 and not ports and step.next[0].ends)
        x = self.left[self._lane(step)]
        return Box(step.id, number, x, y, self.sheet.box, at + PAD, title, who, ports, state, ends)

    def _shown(self, step: Step) -> Sequence[Way]:
        """The ways that stand as rows: all, where there is something to choose or to say."""
        if len(step.next) > 1 or any(way.label or way.starts for way in step.next):
            return step.next
        return () if self._is_straight(step) or not step.next or step.next[0].ends else step.next

    def _lane(self, step: Step) -> int:
        return self.lanes.index(self.lane_of.get(step.id, "")) if self.sheet.lanes else 0

    # --- ways

    def _is_straight(self, step: Step) -> bool:
        """One way with nothing to say of it, to the row below."""
        if len(step.next) != 1 or step.next[0].label or step.next[0].to not in self.row:
            return False
        return self.row[step.next[0].to] == self.row[step.id] + 1

    def _ways(self) -> tuple[list[Step], list[tuple[Step, int, str]]]:
        """The steps with a straight arrow down; and the other ways: from which step, its which way, to which."""
        straight = [step for step in self.order if self._is_straight(step)]
        beside = [
            (step, number, way.to)
            for step in self.order
            if step not in straight
            for number, way in enumerate(step.next)
            if way.to in self.row
        ]
        return straight, beside

    def _tracks(self, beside: Sequence[tuple[Step, int, str]]) -> dict[tuple[int, str | None], int]:
        """The track of each target's lines in each gap, the shortest innermost; under None how many a gap has.

        Lines to one step from one lane run together. Two that would lie over each other get tracks of their own.
        """
        spans: dict[tuple[int, str], tuple[int, int]] = {}
        for step, _, to in beside:
            key, rows = (self._lane(step), to), (self.row[step.id], self.row[to])
            old = spans.get(key, (min(rows), max(rows)))
            spans[key] = (min(*rows, old[0]), max(*rows, old[1]))
        tracks: dict[tuple[int, str | None], int] = {}
        taken: dict[int, list[list[tuple[int, int]]]] = {}
        for (lane, to), span in sorted(spans.items(), key=lambda each: (each[1][1] - each[1][0], each[1], each[0])):
            held = taken.setdefault(lane, [])
            number = next(
                (n for n, track in enumerate(held) if not any(_meet(span, other) for other in track)), len(held)
            )
            if number == len(held):
                held.append([])
            held[number].append(span)
            tracks[lane, to] = number
            tracks[lane, None] = len(held)
        return tracks

    def _straight(self, steps: Sequence[Step], boxes: Mapping[str, Box]) -> Iterator[Line]:
        for step in steps:
            box, to = boxes[step.id], boxes[step.next[0].to]
            below = box.y + box.height
            points = [(box.middle, below), (to.middle, to.y)]
            if box.middle != to.middle:
                half = below + GAP // 2
                points = [(box.middle, below), (box.middle, half), (to.middle, half), (to.middle, to.y)]
            yield Line(points, False, step.id, to.step)

    def _beside(
        self, beside: Sequence[tuple[Step, int, str]], tracks: Mapping[tuple[int, str | None], int],
        boxes: Mapping[str, Box],
    ) -> Iterator[Line]:  # fmt: skip
        for step, number, target in beside:
            box, to, lane = boxes[step.id], boxes[target], self._lane(step)
            start = box.x + box.width
            track = start + MARGIN + TRACK * tracks[lane, target]
            side = to.x + to.width if to.x + to.width < track else to.x
            back = self.row[target] <= self.row[step.id]
            # Where lines come back to a step they meet it lower than those from above, so that they can be told apart.
            level = to.y + PAD + (LEADING if back else 6)
            out = box.ports[number].y
            yield Line([(start, out), (track, out), (track, level), (side, level)], back, step.id, target)


def way_words(way: Way) -> str:
    """A way as its row says it."""
    if way.label:
        return way.label
    return "The process ends" if way.ends else "Goes on"


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def wide_as(text: str, size: int, *, bold: bool = False) -> float:
    """How wide a text is at most, in pixels, without a font to ask: a little more than fonts of screens make it."""
    units = sum(_unit(letter) for letter in text)
    return units * size * (1.08 if bold else 1.0)


def _unit(letter: str) -> float:
    if letter in _NARROW:
        return 0.38
    if letter in _WIDE:
        return 0.92
    return _CAPITALS if letter.isupper() else 0.58


def wrapped(text: str, width: int, size: int, *, bold: bool = False) -> list[str]:
    """A text in lines that fit; a word too long for a line is broken."""
    lines: list[str] = []
    for word in (piece for each in text.split() for piece in _pieces(each, width, size, bold)):
        if lines and wide_as(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _pieces(word: str, width: int, size: int, bold: bool) -> Iterator[str]:
    while wide_as(word, size, bold=bold) > width and len(word) > 1:
        fits = next(
            n for n in range(len(word) - 1, 0, -1) if n == 1 or wide_as(word[:n] + "-", size, bold=bold) <= width
        )
        yield word[:fits] + "-"
        word = word[fits:]
    yield word
