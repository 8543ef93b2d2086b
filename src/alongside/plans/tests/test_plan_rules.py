"""The rules of a plan's concerns, by property: typing finds codes, moving keeps every concern, codes go together."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.packs.loader import load
from alongside.packs.plan_schema import Framework
from alongside.plans.rules.plans import (
    Coded,
    CodeKind,
    arranged,
    faults_of_codes,
    matching,
    moved,
    settled,
    sustained_months,
)
from alongside.plans.rules.smart import Judged, missing, nudges, sentence_of

OUTCOMES: Framework = load(Path(__file__).parents[4] / "packs" / "calderholt").framework("families-outcomes")
CODES = {each.code: each for part in (OUTCOMES.outcome, OUTCOMES.measure) for each in part}
ids = st.lists(st.integers(1, 30), unique=True, max_size=12)


@pytest.mark.req("PLAN-01")
@given(st.sampled_from(sorted(CODES)), st.data())
def test_typing_the_beginning_of_a_code_or_any_word_of_its_title_finds_it(code: str, data: st.DataObject) -> None:
    kind: CodeKind = "outcome" if code.startswith("O") else "measure"
    start = code[: data.draw(st.integers(1, len(code)))]
    typed = data.draw(st.sampled_from([start, start.lower(), f" {start} "]))
    assert code in matching(typed, OUTCOMES, kind)
    assert code in matching(typed, OUTCOMES, kind, CODES[code].criterion)
    word = data.draw(st.sampled_from([each for each in CODES[code].title.split() if len(each) > 3]))
    assert code in matching(word.strip(".,").upper(), OUTCOMES, kind)


@pytest.mark.req("PLAN-01")
def test_o4_finds_the_outcomes_of_c4_and_a_word_what_says_it() -> None:
    assert matching("O4", OUTCOMES, "outcome") == ["O4A", "O4B", "O4C", "O4D", "O4E"]
    assert matching("c4", OUTCOMES, "criterion") == ["C4"]
    assert matching("money", OUTCOMES, "outcome") == ["O4D"]
    assert matching("", OUTCOMES, "outcome", "C3") == ["O3C"]
    assert matching("zzyzx", OUTCOMES, "outcome") == []


@given(st.text(max_size=40))
def test_whatever_is_typed_finds_codes_of_the_criterion_alone(typed: str) -> None:
    assert all(CODES[code].criterion == "C4" for code in matching(typed, OUTCOMES, "outcome", "C4"))


@given(ids, st.lists(st.tuples(st.integers(1, 30), st.sampled_from([-1, 1])), max_size=20))
def test_after_any_moves_the_same_concerns_stand_there_once(stands: list[int], moves: list[tuple[int, int]]) -> None:
    order = stands
    for concern, by in moves:
        order = moved(order, concern, by)
    assert sorted(order) == sorted(stands)


@given(ids, st.lists(st.integers(1, 40), max_size=20))
def test_any_order_asked_for_is_one_of_the_same_concerns(stands: list[int], wanted: list[int]) -> None:
    order = arranged(stands, wanted)
    assert sorted(order) == sorted(stands)
    asked = [each for each in dict.fromkeys(wanted) if each in stands]
    assert order[: len(asked)] == asked


@given(ids.filter(lambda each: len(each) > 1), st.data())
def test_up_and_down_again_is_where_it_stood(stands: list[int], data: st.DataObject) -> None:
    concern = data.draw(st.sampled_from(stands[1:]))
    assert moved(moved(stands, concern, -1), concern, 1) == stands


@pytest.mark.req("PLAN-01", "PLAN-02")
@given(
    st.sampled_from(["", *(each.code for each in OUTCOMES.criterion), "C9"]),
    st.sampled_from(["", *(each.code for each in OUTCOMES.outcome), "O9"]),
    st.lists(st.sampled_from([*(each.code for each in OUTCOMES.measure), "M9"]), max_size=3, unique=True),
)
def test_codes_without_fault_are_all_of_the_criterion(criterion: str, outcome: str, measures: list[str]) -> None:
    coded = settled(Coded(criterion, outcome, tuple(measures)), OUTCOMES)
    fits = all(code in CODES and CODES[code].criterion == coded.criterion for code in [outcome, *measures] if code)
    assert (not faults_of_codes(coded, OUTCOMES)) == (fits and criterion != "C9")


def test_sustained_progress_is_what_the_outcome_or_a_measure_says() -> None:
    assert sustained_months(Coded("C4", "O4B", ("M4B",)), OUTCOMES) == 6
    assert sustained_months(Coded("C4", "O4A"), OUTCOMES) is None
    assert sustained_months(Coded("C4", "O4A", ("M4B",)), OUTCOMES) == 6
    assert sustained_months(Coded(), None) is None


WHOLE = Judged(
    2, "More money.", "More money for food, every week.", "We see it.", "We meet.", "C4", "O4B", 1, 2, 3, 3, 1
)


@pytest.mark.req("PLAN-05")
def test_a_whole_concern_is_not_nudged_and_lacks_nothing() -> None:
    assert nudges(WHOLE, coded=True) == []
    assert sentence_of(WHOLE) == ""


@pytest.mark.req("PLAN-05")
@pytest.mark.parametrize(
    ("part", "letter"),
    [
        ({"goal": "Money."}, "Specific"), ({"members": 0}, "Specific"), ({"knowing": " "}, "Measurable"),
        ({"measures": 0}, "Measurable"), ({"open_tasks": 9}, "Achievable"), ({"professionals_tasks": 0}, "Achievable"),
        ({"outcome": ""}, "Relevant"), ({"tasks": 0}, "Timed"),
    ],
)  # fmt: skip
def test_each_thing_that_would_make_it_clearer_is_said(part: dict[str, object], letter: str) -> None:
    found = nudges(replace(WHOLE, **part), coded=True)  # type: ignore[arg-type]
    assert [each.letter for each in found] == [letter]


@pytest.mark.req("PLAN-05")
@given(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3), st.integers(0, 2))
def test_what_is_missing_is_what_is_empty(goal: str, knowing: str, contingency: str, tasks: int) -> None:
    concern = replace(WHOLE, goal=goal, knowing=knowing, contingency=contingency, tasks=tasks)
    assert len(missing(concern)) == sum(not each.strip() for each in (goal, knowing, contingency)) + (not tasks)
    assert bool(sentence_of(concern)) == bool(missing(concern))
