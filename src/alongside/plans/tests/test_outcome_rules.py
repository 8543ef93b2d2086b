"""How outcomes stand, as pure rules: by the guidance's own examples, and over everything that can be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.days import months_after
from alongside.packs.plan_schema import Crossed, Framework, FrameworkCriterion, Measure, Outcome, ScoreRule
from alongside.plans.rules.outcomes import (
    MET,
    Achieved,
    Family,
    Scored,
    achievement_stands,
    missing_to_claim,
    months_to_last,
    need_code,
    need_stands,
    not_sustained,
    proved_by,
)

M3D = ScoreRule(tool="whole-family-webstar", under=5, by=3)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
TODAY = date(2026, 11, 17)
ACHIEVED = st.builds(
    Achieved, DAYS, st.none() | DAYS, st.booleans(), st.sampled_from([None, True, False]), st.booleans()
)
WHOLE = Family(True, True, True, True, 3)


@pytest.mark.req("PLAN-06", "INS-08")
@pytest.mark.parametrize(
    ("first", "last", "covered", "met"),
    [(3, 6, True, True), (3, 5, True, False), (4, 7, True, True), (5, 8, False, False), (1, 4, True, True)],
)
def test_scores_under_five_have_to_rise_by_three(first: int, last: int, covered: bool, met: bool) -> None:
    proved = proved_by(M3D, [Scored("mental-health", first, last)])
    assert (bool(proved.met or proved.short), proved.is_met) == (covered, met)


@pytest.mark.req("PLAN-06")
@given(st.lists(st.builds(Scored, st.text(max_size=3), st.integers(1, 10), st.integers(1, 10))))
def test_every_score_is_judged_once_and_one_that_falls_short_is_enough_to_say_no(scores: list[Scored]) -> None:
    proved = proved_by(M3D, scores)
    assert sorted([*proved.met, *proved.short, *proved.not_covered], key=repr) == sorted(scores, key=repr)
    assert proved.is_met == (
        any(s.first < 5 for s in scores) and all(s.last - s.first >= 3 for s in scores if s.first < 5)
    )


@pytest.mark.req("PLAN-06")
@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 17), 6, date(2027, 5, 17)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 17), 0, date(2026, 11, 17)),
    ],
)
def test_sustained_progress_is_counted_in_calendar_months(day: date, months: int, until: date) -> None:
    assert months_after(day, months) == until


@pytest.mark.req("PLAN-06")
@given(DAYS, st.integers(0, 60))
def test_the_day_is_the_same_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    until = months_after(day, months)
    assert (until.year * 12 + until.month) - (day.year * 12 + day.month) == months
    assert until.day == day.day or (until.day < day.day and (until + timedelta(days=1)).day == 1)


@pytest.mark.req("PLAN-06")
def test_the_period_is_the_concerns_own_else_the_longer_of_its_codes_else_the_usual() -> None:
    framework = Framework(
        id="f", title="F", criterion=(FrameworkCriterion(code="C3", title="Children"),),
        outcome=(Outcome(code="O3C", criterion="C3", title="O", sustained_months=3),),
        measure=(Measure(code="M3D", criterion="C3", title="M", sustained_months=9),),
    )  # fmt: skip
    assert months_to_last(0, framework, "O3C", "M3D", 6) == 0
    assert months_to_last(None, framework, "O3C", "M3D", 6) == 9
    assert months_to_last(None, framework, "O3C", "", 6) == 3
    assert months_to_last(None, framework, "", "", 6) == 6
    assert months_to_last(None, None, "O3C", "M3D", 6) == 6


def test_how_an_achievement_stands_from_one_day_to_the_next() -> None:
    until = date(2027, 5, 17)
    achieved = Achieved(TODAY, until, evidenced=True)
    assert achievement_stands(achieved, until - timedelta(days=1)) == "sustaining"
    assert achievement_stands(achieved, until) == "to check"
    assert achievement_stands(Achieved(TODAY, until, True, lasted=True), until) == "sustained"
    assert achievement_stands(Achieved(TODAY, until, True, lasted=False), until) == "not sustained"
    assert achievement_stands(Achieved(TODAY, None, True), TODAY) == "sustained"
    assert achievement_stands(Achieved(TODAY, None, False, lasted=True), TODAY) == "no evidence"


@pytest.mark.req("PLAN-06")
def test_what_did_not_last_is_met_again_by_a_later_achievement_alone() -> None:
    lost = Achieved(date(2026, 1, 5), date(2026, 7, 5), True, lasted=False)
    again = Achieved(date(2026, 9, 5), date(2027, 3, 5), True)
    assert need_stands([lost], TODAY) == "not sustained"
    assert need_stands([again, lost], TODAY) == need_stands([lost, again], TODAY) == "sustaining"
    earlier = Achieved(date(2025, 9, 5), None, True)
    assert need_stands([earlier, lost], TODAY) == "not sustained"
    assert need_stands([], TODAY) == "identified" and need_stands([], TODAY, given_up=True) == "given up"


@given(st.lists(ACHIEVED, max_size=5), DAYS)
def test_what_was_taken_back_changes_nothing(achieved: list[Achieved], today: date) -> None:
    held = [each for each in achieved if not each.taken_back]
    assert need_stands(achieved, today) == need_stands(held, today)


@pytest.mark.req("INS-08")
def test_a_family_is_ready_to_claim_when_nothing_is_missing() -> None:
    assert missing_to_claim(WHOLE, ["sustained"] * 3, 3) == []
    nothing = Family(False, False, False, False, 0)
    assert missing_to_claim(nothing, [], 3) == ["child", "lead worker", "assessment", "plan", "needs"]
    assert missing_to_claim(WHOLE, ["sustained", "identified", "no evidence", "sustaining", "to check"], 3) == [
        "outcome", "evidence", "check", "time",
    ]  # fmt: skip
    assert missing_to_claim(WHOLE, ["given up", "not sustained", "sustained"], 3) == ["lost", "given up"]


@pytest.mark.req("INS-08")
@given(st.lists(st.lists(ACHIEVED, max_size=3), min_size=3, max_size=6), DAYS)
def test_a_family_is_ready_where_every_need_is_sustained_and_never_otherwise(
    needs: list[list[Achieved]], today: date
) -> None:
    stands = [need_stands(each, today) for each in needs]
    ready = not missing_to_claim(WHOLE, stands, 3)
    assert ready == all(each == "sustained" for each in stands)
    assert bool(not_sustained(stands)) == (not ready)
    assert all(each in MET or not ready for each in stands)


@pytest.mark.req("INS-08")
def test_needs_are_counted_in_the_national_framework_where_there_is_a_crosswalk() -> None:
    framework = Framework(
        id="f", title="F", crosswalk=(
            Crossed(code="C4", framework="national", to="10"), Crossed(code="O4E", framework="national", to="9"),
        ),
    )  # fmt: skip
    assert need_code(framework, "C4", "O4B", 1) == "10"
    assert need_code(framework, "C4", "O4E", 2) == "9"
    assert need_code(framework, "C5", "", 3) == "C5"
    assert need_code(framework, "", "", 4) == ""
    assert need_code(None, "", "", 5) == "concern 5"
