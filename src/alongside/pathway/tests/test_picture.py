"""The picture of a process: whatever the process, nothing lies over anything else (PATH-13)."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.packs.process_schema import Process
from alongside.pathway.rules.picture import (
    PAD,
    PHONE,
    SMALL,
    TITLE,
    Box,
    Line,
    Picture,
    in_order,
    lanes_of,
    numbers,
    picture,
    wide,
    wide_as,
)

pytestmark = pytest.mark.req("PATH-13")

LANES = {"a": "COG", "b": "Early Help SPOC", "c": "COG", "d": "Triage group"}


def process(ways: dict[str, list[dict[str, object]]]) -> Process:
    steps = [{"id": step, "title": f"Step {step}", "next": on} for step, on in ways.items()]
    return Process.model_validate({"id": "it", "title": "It", "step": steps})


SMALL_ONE = process({
    "a": [{"to": "b"}],
    "b": [{"label": "Accept", "to": "d"}, {"label": "Ask for more", "to": "a"}, {"label": "Refuse", "ends": True}],
    "c": [{"ends": True}],
    "d": [{"to": "c"}],
})  # fmt: skip


def test_steps_stand_in_the_order_of_the_longest_way_to_each() -> None:
    assert [step.id for step in in_order(SMALL_ONE)] == ["a", "b", "d", "c"]
    assert numbers(SMALL_ONE)["c"] == 4
    assert lanes_of(SMALL_ONE, LANES) == ["COG", "Early Help SPOC", "Triage group"]


def test_a_way_back_is_told_apart_and_a_single_way_on_is_a_straight_arrow() -> None:
    drawn = picture(SMALL_ONE, LANES, PHONE, here=frozenset({"b"}), done=frozenset({"a"}))
    assert [each.state for each in drawn.boxes] == ["done", "here", "", ""]
    back = [line for line in drawn.lines if line.back]
    assert [(line.source, line.target) for line in back] == [("b", "a")]
    down = next(line for line in drawn.lines if line.source == "a")
    assert len(down.points) == 2 and down.points[0][0] == down.points[1][0]
    assert [port.ends for port in drawn.boxes[1].ports] == [False, False, True]
    assert drawn.width <= 330  # what a page of 360 pixels leaves


STEPS = [f"s{number}" for number in range(8)]
TITLES = st.text(alphabet="abcdefghij MWQ-", min_size=1, max_size=60).filter(str.strip)


@st.composite
def processes(draw: st.DrawFn) -> tuple[Process, dict[str, str]]:
    """Any process, even one that no pack check would let through: with ways back, steps that no way leads to."""
    ids = STEPS[: draw(st.integers(1, 8))]
    way = st.one_of(
        st.builds(lambda to, label: {"to": to, "label": label}, st.sampled_from(ids), st.one_of(st.just(""), TITLES)),
        st.builds(lambda label: {"ends": True, "label": label}, st.one_of(st.just(""), TITLES)),
    )
    steps = [{"id": step, "title": draw(TITLES), "next": draw(st.lists(way, max_size=4))} for step in ids]
    lanes = {step: draw(st.sampled_from(["COG", "Early Help SPOC", "Managers' desktop"])) for step in ids}
    return Process.model_validate({"id": "it", "title": "It", "step": steps}), lanes


@settings(max_examples=300, deadline=None)
@given(made=processes())
def test_no_step_lies_over_another_and_no_line_passes_through_a_step(made: tuple[Process, dict[str, str]]) -> None:
    what, lanes = made
    for sheet in (PHONE, wide(len(set(lanes.values())))):
        drawn = picture(what, lanes, sheet)
        assert sorted(box.step for box in drawn.boxes) == sorted(step.id for step in what.step)
        for one, other in combinations(drawn.boxes, 2):
            assert one.y + one.height < other.y or other.y + other.height < one.y
        for line in drawn.lines:
            for box in drawn.boxes:
                assert not any(_inside(piece, box) for piece in _pieces(line)), (line, box)
        assert all(_within(box, drawn) for box in drawn.boxes)
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for line in drawn.lines for x, y in line.points)


@settings(max_examples=200, deadline=None)
@given(made=processes())
def test_every_way_is_drawn_once_and_two_to_different_steps_never_run_over_each_other(
    made: tuple[Process, dict[str, str]],
) -> None:
    what, lanes = made
    for sheet in (PHONE, wide(3)):
        drawn = picture(what, lanes, sheet)
        ways = sorted((step.id, way.to) for step in what.step for way in step.next if way.to)
        assert sorted((line.source, line.target) for line in drawn.lines) == ways
        for one, other in combinations(drawn.lines, 2):
            if one.target != other.target and len(one.points) == len(other.points) == 4:
                assert not _same_track(one, other)


def _same_track(one: Line, other: Line) -> bool:
    (x1, top1, low1), (x2, top2, low2) = _upright(one), _upright(other)
    return x1 == x2 and x1 > 0 and top1 < low2 and top2 < low1


def _upright(line: Line) -> tuple[int, int, int]:
    """Where a line runs down or up in a gap; nowhere for one that goes straight down between two rows."""
    (x1, y1), (x2, y2) = line.points[1], line.points[2]
    return (x1, min(y1, y2), max(y1, y2)) if x1 == x2 else (-1, 0, 0)


def _pieces(line: Line) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    return zip(line.points, line.points[1:], strict=False)


def _inside(piece: tuple[tuple[int, int], tuple[int, int]], box: Box) -> bool:
    """Whether a piece of a line passes through a step; touching its side is none."""
    (x1, y1), (x2, y2) = piece
    across = max(x1, x2) > box.x and min(x1, x2) < box.x + box.width
    return across and max(y1, y2) > box.y and min(y1, y2) < box.y + box.height


def _within(box: Box, drawn: Picture) -> bool:
    fits = box.x >= 0 and box.x + box.width <= drawn.width and box.y + box.height <= drawn.height
    words = [(line, TITLE, True) for line in box.title] + [(line, SMALL, False) for line in box.who]
    words += [(line, SMALL, False) for port in box.ports for line in port.lines]
    inner = box.width - 2 * PAD
    return fits and all(wide_as(text, size, bold=bold) <= inner for text, size, bold in words if len(text) > 2)
