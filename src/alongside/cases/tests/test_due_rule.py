"""When a case is due for review."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.cases.rules import due_from

pytestmark = pytest.mark.req("CASE-13")


def test_six_weeks_from_the_opened_date_as_the_guide_says_and_not_five_as_its_screen_shows() -> None:
    assert due_from(date(2013, 11, 1), 6) == date(2013, 12, 13)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 52))
def test_it_is_so_many_whole_weeks_on_the_same_day_of_the_week(opened: date, weeks: int) -> None:
    due = due_from(opened, weeks)
    assert due is not None and due - opened == timedelta(days=7 * weeks) and due.weekday() == opened.weekday()


def test_where_nothing_is_due_there_is_no_date() -> None:
    assert due_from(date(2026, 11, 17), None) is None
