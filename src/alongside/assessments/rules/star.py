"""The geometry of a star: spokes, rings and lines, in the units of its box. Pure: a page and a PDF draw the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH = 346.0
RADIUS = 88.0
FONT = 13.0
LINE = 15.0
_GAP = 9.0
_EDGE = 2.0
_BEYOND = 1.12
"""How far beyond the highest score a spoke can still be tapped."""
_MIDDLE = 0.18
"""A spoke nearer than this to straight up or down has its name over or under its end."""
_WIDEST = 118.0
"""What a name over or under a spoke may take."""
_NARROW, _BROAD = frozenset("fijlrtI.,'’()-| "), frozenset("mwMW@%")
FEWEST = 3
"""Fewer areas make no star."""


@dataclass(frozen=True)
class Layer:
    """The scores to draw as one line: whose, at which assessment. `style` is the voice; `times` how long ago: 0 now."""

    name: str
    style: str
    scores: Mapping[str, int]
    ago: int = 0


@dataclass(frozen=True)
class Mark:
    """A score as a point of a line."""

    area: str
    score: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A layer as it is drawn: the marks, and the path that joins neighbours; `closed` where every area has a score.

    `nth` counts the lines of one style, so that two parents can be told apart.
    """

    name: str
    style: str
    ago: int
    nth: int
    path: str
    closed: bool
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Words:
    """One line of an area's name, where it stands."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Spoke:
    """An area: from the centre to its end, with its name beyond it. `anchor` is start, middle or end."""

    area: str
    title: str
    x: float
    y: float
    anchor: str
    words: Sequence[Words]
    wedge: str
    """What can be tapped for this spoke: the path of its sector."""


@dataclass(frozen=True)
class Ring:
    """Everything with one score: a path round the centre, and where the number stands."""

    score: int
    path: str
    x: float
    y: float
    numbered: bool
    ends_band: bool


@dataclass(frozen=True)
class Star:
    """A star in a box `width` by `height`, its centre at `cx`, `cy`."""

    width: float
    height: float
    cx: float
    cy: float
    radius: float
    lowest: int
    highest: int
    spokes: Sequence[Spoke]
    rings: Sequence[Ring]
    lines: Sequence[Line]


def star_of(
    areas: Sequence[tuple[str, str]],
    layers: Sequence[Layer],
    *,
    lowest: int = 1,
    highest: int = 10,
    bands: Sequence[int] = (),
) -> Star | None:
    """The star of these areas (id and name, the first straight up, then clockwise) with a line for each layer.

    `bands` are the scores that bands end at. None where there are too few areas to make a star.
    """
    if len(areas) < FEWEST:
        return None
    turns = [2 * pi * number / len(areas) for number in range(len(areas))]
    labels = [_label(name, turn) for (_, name), turn in zip(areas, turns, strict=True)]
    tops = [-RADIUS - _EDGE, *(y - FONT for _, lines in labels for _, _, y in lines)]
    ends = [RADIUS + _EDGE, *(y + LINE - FONT + 2 for _, lines in labels for _, _, y in lines)]
    cx, cy = WIDTH / 2, _round(_EDGE - min(tops))
    height = _round(cy + max(ends) + _EDGE)

    def at(turn: float, score: float) -> tuple[float, float]:
        reach = RADIUS * score / highest
        return _round(cx + sin(turn) * reach), _round(cy - cos(turn) * reach)

    half = pi / len(areas)

    def wedge(turn: float) -> str:
        return _closed([(cx, cy), *(at(edge, highest * _BEYOND) for edge in (turn - half, turn, turn + half))])

    spokes = [
        Spoke(area, name, *at(turn, highest), anchor, [Words(t, _round(cx + x), _round(cy + y)) for t, x, y in words],
              wedge(turn))
        for (area, name), turn, (anchor, words) in zip(areas, turns, labels, strict=True)
    ]  # fmt: skip
    rings = [
        Ring(
            score, _closed([at(turn, score) for turn in turns]), _round(cx + 3.5), _round(at(0, score)[1] + 3.2),
            score % (2 if highest > 6 else 1) == 0, score in bands,
        )
        for score in range(1, highest + 1)
    ]  # fmt: skip
    where = {area: turn for (area, _), turn in zip(areas, turns, strict=True)}
    lines: list[Line] = []
    for layer in layers:
        marks = [
            Mark(area, layer.scores[area], *at(where[area], layer.scores[area]))
            for area, _ in areas
            if layer.scores.get(area) is not None
        ]
        nth = sum(1 for each in lines if each.style == layer.style and each.ago == layer.ago)
        path, closed = _joined([area for area, _ in areas], {mark.area: mark for mark in marks})
        lines.append(Line(layer.name, layer.style, layer.ago, nth, path, closed, marks))
    return Star(WIDTH, height, cx, cy, RADIUS, lowest, highest, spokes, rings, lines)


def _joined(areas: Sequence[str], marks: Mapping[str, Mark]) -> tuple[str, bool]:
    """The path that joins scores of neighbouring areas; a gap stays a gap, so that nothing is drawn nobody scored."""
    if len(marks) == len(areas):
        return _closed([(marks[area].x, marks[area].y) for area in areas]), True
    steps = []
    for number, area in enumerate(areas):
        after = areas[(number + 1) % len(areas)]
        if area in marks and after in marks:
            steps.append(f"M{marks[area].x:g} {marks[area].y:g}L{marks[after].x:g} {marks[after].y:g}")
    return "".join(steps), False


def _closed(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_round(x):g} {_round(y):g}" for x, y in points) + "Z"


def _round(number: float) -> float:
    return round(number, 1) + 0.0


# --- names beside the spokes


def _label(name: str, turn: float) -> tuple[str, list[tuple[str, float, float]]]:
    """The anchor of a name, and its lines with their places from the centre."""
    across, up = sin(turn), cos(turn)
    x, y = across * (RADIUS + _GAP), -up * (RADIUS + _GAP)
    anchor = "middle" if abs(across) < _MIDDLE else "start" if across > 0 else "end"
    room = _WIDEST if anchor == "middle" else WIDTH / 2 - abs(x) - _EDGE
    lines = _wrapped(name, room)
    tall = len(lines) * LINE
    top = y - tall / 2 - up * tall / 2 * (1 if anchor == "middle" else 0.7)
    return anchor, [(text, _round(x), _round(top + LINE * number + FONT)) for number, text in enumerate(lines)]


def wide(text: str) -> float:
    """About how wide a text is drawn, in the typeface of the pages."""
    return sum(FONT * (0.3 if each in _NARROW else 0.86 if each in _BROAD else 0.53) for each in text)


def _wrapped(name: str, room: float) -> list[str]:
    """A name on at most three lines that fit: broken between words, a word too long at a hyphen."""
    lines: list[str] = []
    for word in name.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and wide(joined) <= room:
            lines[-1] = joined
            continue
        while wide(word) > room and len(word) > 3:
            fits = next(n for n in range(len(word), 0, -1) if wide(word[:n]) + wide("-") <= room or n == 1)
            cut = max(2, min(fits, len(word) - 3))
            lines.append(f"{word[:cut]}-")
            word = word[cut:]
        lines.append(word)
    if len(lines) > 3:
        last = lines[2].rstrip("-")
        while last and wide(f"{last}…") > room:
            last = last[:-1]
        lines = [*lines[:2], f"{last}…"]
    return lines or [""]
