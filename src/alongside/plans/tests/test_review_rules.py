"""The rules of reviews and of a plan's statuses, by example and whatever the days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.packs.plan_schema import PlanStatus
from alongside.plans.rules.reviews import fault_of_day, fault_of_next, how_far, latest_next, rounds, tone_of
from alongside.plans.rules.statuses import Follows, OfStatus, missing, why_not

COMPLETED = date(2027, 1, 6)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.req("PLAN-05")
def test_reviews_run_from_what_happened_and_not_from_what_was_due() -> None:
    """S028, by its own dates."""
    held = [date(2027, 2, 17), date(2027, 3, 15)]

    found = rounds(COMPLETED, held, days=42)

    assert [each.due_on for each in found] == [date(2027, 2, 17), date(2027, 3, 31), date(2027, 4, 26)]
    assert [each.held_on for each in found] == [*held, None]


@pytest.mark.req("PLAN-05")
@given(completed=DAYS, gaps=st.lists(st.integers(0, 90), max_size=12), days=st.integers(1, 366))
def test_each_review_is_due_so_many_days_after_the_one_before(completed: date, gaps: list[int], days: int) -> None:
    held, since = [], completed
    for gap in gaps:
        since += timedelta(days=gap)
        held.append(since)

    found = rounds(completed, list(reversed(held)), days=days)

    assert [each.held_on for each in found] == [*held, None]
    for before, each in zip([completed, *held], found, strict=True):
        assert each.due_on - before == timedelta(days=days)


@pytest.mark.req("PLAN-05")
def test_a_review_is_not_before_the_plan_nor_before_the_last_nor_after_today() -> None:
    today, last = date(2027, 3, 15), date(2027, 2, 17)

    def fault(day: date) -> str:
        return fault_of_day(day, today=today, completed_on=COMPLETED, last_on=last)

    assert "after today" in fault(date(2027, 3, 16))
    assert fault(date(2027, 1, 5)) == "The plan was completed on 6 January 2027. A review cannot be before that."
    assert (
        fault(date(2027, 2, 16)) == "The plan was reviewed last on 17 February 2027. This review cannot be before that."
    )
    assert fault(last) == "" and fault(today) == ""


@pytest.mark.req("PLAN-05")
@given(held=DAYS, ahead=st.integers(-400, 400), days=st.integers(1, 366))
def test_the_next_review_is_after_this_one_and_within_the_days(held: date, ahead: int, days: int) -> None:
    fault = fault_of_next(held + timedelta(days=ahead), held_on=held, days=days)

    assert (fault == "") == (0 < ahead <= days)
    assert fault_of_next(latest_next(held, days=days), held_on=held, days=days) == ""
    assert fault_of_next(None, held_on=held, days=days).startswith("Say when")


@pytest.mark.req("PLAN-05")
@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [(0, "today", "waiting"), (1, "tomorrow", "waiting"), (5, "in 5 days", "waiting"), (8, "in 8 days", "note"),
     (-1, "1 day overdue", "urgent"), (-9, "9 days overdue", "urgent")],
)  # fmt: skip
def test_how_far_off_a_review_is_is_said_in_words(days: int, words: str, tone: str) -> None:
    due = COMPLETED + timedelta(days=days)
    assert (how_far(due, COMPLETED), tone_of(due, COMPLETED)) == (words, tone)


# --- statuses

ACHIEVED = PlanStatus(id="achieved", title="All outcomes achieved", ends=True, achieved=True)
FIVE = [OfStatus(n, f"Better {n}", n != 4, "achieved" if n != 4 else "", False) for n in range(1, 6)]


@pytest.mark.req("PLAN-04")
def test_all_outcomes_achieved_is_refused_by_the_name_of_the_concern_that_is_missing() -> None:
    """S137: one of five concerns is open."""
    refused = why_not(ACHIEVED, FIVE, is_completed=True)
    assert "concern 4, Better 4." in refused and "Better 3" not in refused

    recorded = [*FIVE[:3], OfStatus(4, "Better 4", False, "", True), FIVE[4]]
    assert why_not(ACHIEVED, recorded, is_completed=True) == ""
    given_up = [*FIVE[:3], OfStatus(4, "Better 4", True, "They moved on.", False), FIVE[4]]
    assert [each.number for each in missing(given_up)] == [4]


@pytest.mark.req("PLAN-04")
def test_a_plan_without_concerns_or_still_a_draft_has_achieved_nothing() -> None:
    assert "no concern" in why_not(ACHIEVED, [], is_completed=True)
    assert "Complete the plan first" in why_not(ACHIEVED, FIVE, is_completed=False)
    assert why_not(PlanStatus(id="moved", title="Moved", ends=True), FIVE, is_completed=False) == ""


@pytest.mark.req("PLAN-04")
def test_what_follows_from_a_status_is_said_in_sentences() -> None:
    assert Follows().sentences() == []
    said = Follows(ends=True, flags=["Early help"], case_status="Closed", open_tasks=1).sentences()
    assert said == [
        "The plan ends: no more reviews are due. Everything in it stays to be read.",
        "The Early help flag of the case ends.",
        "The case becomes “Closed”.",
        "1 task of this plan is still open, and will stay open.",
    ]
    assert "2 tasks of this plan are" in Follows(ends=True, open_tasks=2).sentences()[1]
