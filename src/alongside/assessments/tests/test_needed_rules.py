"""What is needed, by the dates of the scenarios and by property: assessments, screening, each child heard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.assessments.rules.needed import (
    Facts,
    FlagBegan,
    Heard,
    Made,
    Need,
    Somebody,
    is_fresh,
    is_over,
    needs,
    together,
)
from alongside.core.days import months_after
from alongside.packs.tool_schema import Needed, Unless

EHA = Needed(
    id="eha", title="Early Help Assessment", source="Practice framework, 4.5", tools=("eha",),
    unless=Unless(tool="cypa", within_months=3, flag="early-help", because="stepped-down"), stages=("assessment",),
)  # fmt: skip
CSE = Needed(id="cse", title="CSE screening", tools=("cse",), of="each child", over_age=10)
VOICE = Needed(
    id="voice", title="Voice of the child", of="each child", child_voice=True,
    stages=("assessment", "plan", "work", "closure"),
)  # fmt: skip

OPENED = date(2026, 9, 1)
MARNIE = Somebody(1, 101, "Marnie", OPENED, date(1990, 5, 4), is_head=True)
JESSA = Somebody(2, 102, "Jessa", OPENED, date(2015, 3, 14))
WREN = Somebody(3, 103, "Wren", OPENED, date(2020, 7, 2))
BUMP = Somebody(4, 104, "Unborn baby", OPENED, unborn=True)
CYPA = Made(7, "cypa", date(2026, 8, 31), date(2026, 9, 14), elsewhere=True)
TODAY = date(2026, 11, 22)

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def called(tool: str) -> str:
    return {"cypa": "Social care assessment"}[tool]


def of(need: Needed, facts: Facts, on: date = TODAY) -> Sequence[Need]:
    return needs([need], facts, on, called)


def one(need: Needed, facts: Facts, on: date = TODAY) -> Need:
    [found] = of(need, facts, on)
    return found


# --- a social care assessment stands in the place of ours


@pytest.mark.req("ASMT-06")
@pytest.mark.parametrize(("on", "state"), [(date(2026, 11, 30), "not needed"), (date(2026, 12, 1), "missing")])
def test_a_social_care_assessment_is_enough_for_three_calendar_months(on: date, state: str) -> None:
    found = one(EHA, Facts(assessments=[CYPA]), on)

    assert found.state == state
    assert ("up to and including 30 November 2026" in found.because) == (state == "not needed")
    assert ("has been over 3 calendar months old since 1 December 2026" in found.because) == (state == "missing")
    assert found.do == ("start" if state == "missing" else "")


@pytest.mark.req("ASMT-06")
@pytest.mark.parametrize(("stepped", "state"), [(date(2026, 11, 30), "not needed"), (date(2026, 12, 1), "missing")])
def test_it_is_counted_on_the_day_the_family_stepped_down(stepped: date, state: str) -> None:
    facts = Facts(assessments=[CYPA], flags=[FlagBegan("early-help", "stepped-down", stepped)])

    much_later = one(EHA, facts, date(2027, 6, 1))

    assert much_later.state == state
    assert "when the family stepped down" in much_later.because
    other = replace(facts, flags=[FlagBegan("early-help", "need-identified", stepped)])
    assert one(EHA, other, date(2027, 6, 1)).state == "missing"


@pytest.mark.parametrize(
    ("made", "last"),
    [
        (date(2026, 8, 31), date(2026, 11, 30)),  # S026, D-S011
        (date(2027, 1, 31), date(2027, 4, 30)),  # D243
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2026, 8, 29), date(2026, 11, 29)),  # S058
    ],
)
def test_three_months_end_with_the_month_where_it_is_shorter(made: date, last: date) -> None:
    assert months_after(made, 3) == last
    assert is_fresh(made, 3, last) and not is_fresh(made, 3, last + timedelta(days=1))


@given(made=days, on=days, months=st.integers(1, 24))
def test_what_is_fresh_was_fresh_every_day_since_it_was_made(made: date, on: date, months: int) -> None:
    fresh = is_fresh(made, months, on)

    assert not fresh or all(is_fresh(made, months, made + (on - made) * part / 7) for part in range(8))
    assert not fresh or is_fresh(made, months + 1, on)
    assert is_fresh(made, months, made)


def test_one_that_social_care_has_not_completed_is_not_enough() -> None:
    begun = replace(CYPA, completed_on=None)

    assert one(EHA, Facts(assessments=[begun]), date(2026, 10, 1)).state == "missing"
    assert one(EHA, Facts(assessments=[CYPA]), date(2026, 10, 1)).state == "not needed"


@pytest.mark.req("ASMT-05")
def test_an_assessment_in_progress_is_gone_on_with_and_a_completed_one_is_enough() -> None:
    begun = Made(8, "eha", date(2026, 11, 3))

    going = one(EHA, Facts(assessments=[begun]))
    done = one(EHA, Facts(assessments=[replace(begun, completed_on=date(2026, 11, 20))]))

    assert (going.state, going.do, going.assessment) == ("missing", "go on", 8)
    assert going.because == "Begun on 3 November 2026 and not completed yet."
    assert (done.state, done.because) == ("met", "Completed on 20 November 2026.")


# --- screening of each child over ten


@pytest.mark.req("ASMT-07")
def test_each_child_over_ten_is_screened_and_each_is_named() -> None:
    screened = Made(9, "cse", TODAY, TODAY, person=JESSA.person)

    before = of(CSE, Facts(members=[MARNIE, JESSA, WREN, BUMP]))
    after = of(CSE, Facts(members=[MARNIE, JESSA, WREN, BUMP], assessments=[screened]))

    assert [(each.about and each.about.name, each.state) for each in before] == [
        ("Jessa", "missing"), ("Wren", "not needed"), ("Unborn baby", "not needed"),
    ]  # fmt: skip
    assert before[1].because == "Not over 10. It will be needed from 3 July 2030."
    assert after[0].state == "met"
    of_another = replace(screened, person=WREN.person)
    assert of(CSE, Facts(members=[JESSA], assessments=[of_another]))[0].state == "missing"


@pytest.mark.req("ASMT-07")
def test_over_ten_begins_the_day_after_the_tenth_birthday() -> None:
    born = Somebody(5, 105, "Ned", OPENED, date(2016, 11, 21))

    assert [is_over(born, 10, date(2026, 11, on)) for on in (20, 21, 22)] == [False, False, True]
    leap = replace(born, birth_date=date(2016, 2, 29))
    assert [is_over(leap, 10, on) for on in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2))] == [
        False, False, True,
    ]  # fmt: skip
    [waits] = of(CSE, Facts(members=[leap]), date(2026, 2, 1))
    assert waits.because == "Not over 10. It will be needed from 2 March 2026."


@pytest.mark.req("ASMT-07")
def test_an_age_nobody_knows_is_said_aloud_and_a_band_decides_where_it_can() -> None:
    def aged(low: int | None, high: int | None, **more: bool) -> Somebody:
        return Somebody(6, 106, "Ned", OPENED, None, from_age=low, to_age=high, **more)

    assert one(CSE, Facts(members=[aged(None, None)])).state == "unclear"
    assert one(CSE, Facts(members=[aged(5, 10)])).do == "birth date"
    assert one(CSE, Facts(members=[aged(11, 15)])).state == "missing"
    assert one(CSE, Facts(members=[aged(0, 4)])).state == "not needed"
    assert of(CSE, Facts(members=[aged(25, 64)])) == []
    assert of(CSE, Facts(members=[aged(None, None, is_head=True)])) == []


@given(born=days, on=days)
def test_who_is_over_ten_stays_so_and_nobody_is_before_ten_years_are_lived(born: date, on: date) -> None:
    child = replace(WREN, birth_date=born)

    if is_over(child, 10, on):
        assert is_over(child, 10, on + timedelta(days=1))
        assert (on - born).days > 3650
    elif born <= on:
        assert (on - born).days <= 3653


# --- the voice of each child


@pytest.mark.req("ASMT-05")
def test_a_child_is_heard_at_each_stage_or_it_is_missing() -> None:
    facts = Facts(
        members=[MARNIE, JESSA],
        assessments=[Made(8, "eha", OPENED, date(2026, 9, 28), asks_children=True)],
        plan_started_on=date(2026, 9, 28), plan_completed_on=date(2026, 10, 12), plan_ended_on=date(2027, 3, 2),
        heard=[Heard(JESSA.member, date(2026, 9, 10)), Heard(JESSA.member, date(2026, 10, 5))],
    )  # fmt: skip

    found = of(VOICE, facts, date(2027, 3, 2))

    # S038: direct work recorded at assessment and plan only
    assert [(each.stage, each.state) for each in found] == [
        ("assessment", "met"), ("plan", "met"), ("work", "missing"), ("closure", "missing"),
    ]  # fmt: skip
    near_the_end = replace(facts, heard=[*facts.heard, Heard(JESSA.member, date(2027, 2, 20))])
    assert [each.state for each in of(VOICE, near_the_end, date(2027, 3, 2))] == ["met"] * 4


def test_a_stage_that_is_not_reached_is_not_missed_yet() -> None:
    assert [each.state for each in of(VOICE, Facts(members=[WREN]))] == ["missing", "later", "later", "later"]
    begun = Facts(members=[WREN], plan_started_on=date(2026, 11, 2))
    assert [each.state for each in of(VOICE, begun)] == ["missing", "missing", "later", "later"]


def test_own_words_in_the_assessment_count_for_the_assessment_alone() -> None:
    made = Made(8, "eha", OPENED, date(2026, 9, 28), asks_children=True, voices=frozenset({WREN.member}))

    found = of(VOICE, Facts(members=[WREN, JESSA], assessments=[made]))

    assert [each.state for each in found] == [
        "met",
        "missing",
        "later",
        "later",
        "missing",
        "missing",
        "later",
        "later",
    ]


def test_a_child_who_came_later_was_not_there_to_be_heard() -> None:
    late = replace(WREN, joined_on=date(2026, 10, 20))
    made = Made(8, "eha", OPENED, date(2026, 9, 28), asks_children=True)

    assert [each.state for each in of(VOICE, Facts(members=[late], assessments=[made]))][:2] == [
        "not needed", "missing",
    ]  # fmt: skip


def test_where_social_care_assessed_the_family_nobody_is_heard_twice() -> None:
    assert of(VOICE, Facts(members=[WREN], assessments=[CYPA]))[0].state == "not needed"


heard = st.builds(Heard, st.sampled_from([2, 3]), st.dates(date(2026, 8, 1), date(2027, 4, 1)))
plans = st.lists(st.dates(date(2026, 9, 1), date(2027, 4, 1)), max_size=3).map(sorted)


@given(notes=st.lists(heard, max_size=6), more=heard, plan=plans, assessed=st.none() | st.just(date(2026, 9, 28)))
def test_another_note_never_makes_anything_missing(
    notes: list[Heard], more: Heard, plan: list[date], assessed: date | None
) -> None:
    dates = dict(zip(("plan_started_on", "plan_completed_on", "plan_ended_on"), plan, strict=False))
    made = [Made(8, "eha", OPENED, assessed, asks_children=True)]
    facts = Facts(members=[MARNIE, JESSA, WREN, BUMP], assessments=made, heard=notes, **dates)

    before = of(VOICE, facts, date(2027, 4, 1))
    after = of(VOICE, replace(facts, heard=[*notes, more]), date(2027, 4, 1))

    assert [(each.about, each.stage) for each in before] == [(each.about, each.stage) for each in after]
    assert all(then.state == "met" for now, then in zip(before, after, strict=True) if now.state == "met")
    assert sum(now != then for now, then in zip(before, after, strict=True)) <= 4
    assert all((each.do != "") == each.is_open for each in before)


def test_what_is_needed_is_read_together_in_the_order_of_the_pack() -> None:
    rows = together(needs([EHA, VOICE, CSE], Facts(members=[JESSA, WREN]), TODAY, called))

    assert [(each.id, len(each.needs), len(each.open)) for each in rows] == [
        ("eha", 1, 1),
        ("voice", 8, 2),
        ("cse", 2, 1),
    ]
