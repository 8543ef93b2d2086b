"""The rules of assessments, for any scores in any order: dates, the table of change, the geometry of the star."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.assessments.rules.scores import Dated, Scored, Voice, called, change_in_words, lay_over, mean
from alongside.assessments.rules.star import FONT, WIDTH, Layer, star_of, wide
from alongside.assessments.rules.tools import (
    CHILD,
    PARENT,
    PRACTITIONER,
    Own,
    Part,
    faults_of_date,
    faults_of_own,
    is_nothing_to_fill,
    missing,
    parts_of,
    score_given,
    shape_of,
)
from alongside.packs.tool_schema import Scale, Tool, ToolArea, ToolQuestion, ToolSection

MANUAL = (8, 10, 6, 7, 2, 6, 3, 9, 3, 6)
START = date(2026, 1, 5)
voices = st.sampled_from([Voice(PRACTITIONER), Voice(PARENT, 1), Voice(PARENT, 2), Voice(CHILD, 3)])
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)


@pytest.mark.req("ASMT-01")
def test_the_manuals_own_scores_average_six() -> None:
    assert mean(MANUAL) == 6.0
    assert mean([None, 4, None]) == 4.0 and mean([None]) is None


@pytest.mark.req("ASMT-01")
@given(st.text(max_size=12), st.integers(0, 1), st.integers(2, 20))
def test_only_whole_numbers_of_the_scale_are_scores(typed: str, lowest: int, highest: int) -> None:
    scale = Scale(lowest=lowest, highest=highest)
    try:
        given_score = score_given(typed, scale)
    except ValueError as wrong:
        assert f"from {lowest} to {highest}" in str(wrong)
    else:
        assert (given_score is None and not typed.strip()) or lowest <= int(typed) <= highest
    for score in range(lowest, highest + 1):
        assert score_given(f" {score} ", scale) == score


@pytest.mark.req("ASMT-04")
@given(st.integers(-400, 400), st.integers(-400, 400), st.integers(-400, 400))
def test_an_assessment_lies_between_the_one_before_and_its_review_and_never_after_today(a: int, b: int, c: int) -> None:
    on, before, after = (START + timedelta(days=each) for each in (a, b, c))
    fault = faults_of_date(on, today=START, before=before, after=after)
    assert (fault == "") == (on <= START and before <= on <= after)


def named(voice: Voice) -> str:
    """What the member is called whose voice it is."""
    return f"Person {voice.member}" if voice.member else ""


scored = st.lists(
    st.builds(
        lambda area, voice, score, by: Scored(area, voice, score, named(voice), by),
        st.sampled_from(["a", "b", "c"]), voices, st.integers(1, 10), st.sampled_from(["Ade", "Dev"]),
    ),
    unique_by=lambda each: (each.area, each.voice), max_size=8,
)  # fmt: skip


@pytest.mark.req("ASMT-02", "PLAN-08")
@given(st.lists(scored, min_size=1, max_size=5), st.randoms())
def test_the_table_of_change_equals_the_scores_in_any_order(given_scores: list[list[Scored]], dice: object) -> None:
    dated = [Dated(n, START + timedelta(days=7 * n), each) for n, each in enumerate(given_scores)]
    shuffled = list(dated)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    laid = lay_over(shuffled, [("a", "A"), ("b", "B"), ("c", "C")])

    assert laid == lay_over(dated, [("a", "A"), ("b", "B"), ("c", "C")])
    assert [number for number, _ in laid.dates] == [each.assessment for each in dated]
    shown = {
        (laid.dates[at][0], row.area, voice.voice): score
        for voice in laid.voices for row in voice.rows for at, score in enumerate(row.scores) if score is not None
    }  # fmt: skip
    assert shown == {(each.assessment, one.area, one.voice): one.score for each in dated for one in each.scores}
    for voice in laid.voices:
        for row in voice.rows:
            told = [score for score in row.scores if score is not None]
            assert row.change == (told[-1] - told[0] if len(told) > 1 else None)


@pytest.mark.req("PLAN-08")
@given(scored, scored)
def test_a_change_of_who_recorded_a_voice_is_always_said(first: list[Scored], second: list[Scored]) -> None:
    laid = lay_over([Dated(1, START, first), Dated(2, START + timedelta(days=30), second)], [("a", "A")])
    by = [{(one.voice, one.by) for one in each} for each in (first, second)]
    both = {one.voice for one in first} & {one.voice for one in second}
    for voice in both:
        who = [{name for spoken, name in each if spoken == voice} for each in by]
        told = [
            each for each in laid.said if each.startswith(f"{called(voice, named(voice))}: the scores were recorded")
        ]
        assert (who[0] != who[1]) == bool(told)


def test_changes_are_said_in_words() -> None:
    assert [change_in_words(each) for each in (3, -2, 0, None)] == ["up 3", "down 2", "no change", ""]


# --- the star


@pytest.mark.req("ASMT-02")
@given(
    st.lists(names, min_size=3, max_size=20),
    st.integers(2, 20),
    st.lists(st.dictionaries(st.integers(0, 19), st.integers(0, 20)), max_size=4),
)
def test_everything_of_a_star_lies_within_its_box(areas: list[str], highest: int, layers: list[dict[int, int]]) -> None:
    spokes = [(f"area-{n}", name) for n, name in enumerate(areas)]
    drawn = [
        Layer("x", "practitioner", {f"area-{n}": min(score, highest) for n, score in each.items() if n < len(areas)})
        for each in layers
    ]
    star = star_of(spokes, drawn, lowest=0, highest=highest)
    assert star is not None and star.width == WIDTH
    for spoke in star.spokes:
        for line in spoke.words:
            left = line.x - wide(line.text) * {"start": 0, "middle": 0.5, "end": 1}[spoke.anchor]
            if len(line.text) > 4:  # a few very wide characters may reach over the edge
                assert left >= -1 and left + wide(line.text) <= WIDTH + 1, (spoke.anchor, line)
            assert FONT * 0.7 <= line.y <= star.height
        assert len(spoke.words) <= 3
    for each in star.lines:
        for mark in each.marks:
            far = ((mark.x - star.cx) ** 2 + (mark.y - star.cy) ** 2) ** 0.5
            assert abs(far - star.radius * mark.score / highest) < 0.2
        assert each.closed == (len(each.marks) == len(areas))
        assert ("Z" in each.path) == each.closed


def test_higher_scores_lie_further_out_and_too_few_areas_make_no_star() -> None:
    star = star_of([("a", "A"), ("b", "B"), ("c", "C")], [Layer("x", "parent", {"a": 2, "b": 9})])
    assert star is not None
    assert [ring.score for ring in star.rings] == list(range(1, 11))
    tops = [ring.y for ring in star.rings]
    assert all(lower > higher for lower, higher in pairwise(tops))
    assert star.lines[0].path.count("M") == 1 and not star.lines[0].closed
    assert star_of([("a", "A"), ("b", "B")], []) is None


def test_the_long_names_of_the_webstar_are_not_broken_within_a_word() -> None:
    names = ("Offending", "Physical health", "Wellbeing", "Relationships", "Money and work", "Housing", "Parenting",
             "Family and friends", "School", "Community")  # fmt: skip
    star = star_of([(name, name) for name in names], [])
    assert star is not None
    assert [" ".join(line.text for line in spoke.words) for spoke in star.spokes] == list(names)


# --- tools


EACH = Tool(
    id="eha", title="Assessment",
    section=(
        ToolSection(id="history", title="History", question=(ToolQuestion(id="then", asks="Then?", required=True),)),
        ToolSection(id="voice", title="Voice", of="each child", question=(ToolQuestion(id="says", asks="Says?"),)),
    ),
)  # fmt: skip


@pytest.mark.req("ASMT-01")
def test_a_section_of_each_child_is_a_part_for_each() -> None:
    assert parts_of(EACH, [4, 7]) == [Part("history"), Part("voice", 4), Part("voice", 7)]
    assert [*missing(EACH, {}, (), [4])] == [(Part("history"), "Nothing is written or scored yet.")]
    assert [*missing(EACH, {(Part("voice", 4), "says"): "Hm."}, (), [4])] == [
        (Part("history"), "History: answer “Then?”.")
    ]
    assert [*missing(EACH, {(Part("history"), "then"): "Much."}, (), [4])] == []
    assert is_nothing_to_fill(Tool(id="cypa", title="CYPA", elsewhere=True))


@pytest.mark.req("ASMT-01")
def test_a_scale_of_ones_own_makes_the_shape_of_the_tool() -> None:
    tool = Tool(id="own", title="Own", own_areas=True)
    own = Own("Star", 0, 5, ("Home", "Friends"))
    shape = shape_of(tool, own.as_json())
    assert (shape.title, shape.scale, shape.area) == (
        "Star", Scale(lowest=0, highest=5),
        (ToolArea(id="area-1", title="Home"), ToolArea(id="area-2", title="Friends")),
    )  # fmt: skip
    assert shape_of(tool, {}) == tool and not dict(faults_of_own(own))
    for wrong, field in ((Own("", 0, 5, ("A",)), "title"), (Own("S", 2, 5, ("A",)), "lowest"),
                         (Own("S", 0, 21, ("A",)), "highest"), (Own("S", 0, 5, ()), "areas"),
                         (Own("S", 0, 5, ("A", "a")), "areas"), (Own("S", 0, 5, ("A" * 81,)), "areas"),
                         (Own("S", 0, 5, [str(n) for n in range(21)]), "areas")):  # fmt: skip
        assert list(dict(faults_of_own(wrong))) == [field]
