"""What managers look over: which day what is due, in which band a case stands, who has a case on a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.clocks.calendar import days_of
from alongside.core.days import months_after
from alongside.pathway.rules.oversight import (
    band,
    discussion_due,
    months_without,
    oversight_due,
    recorded_late,
    supervision_due,
    written_immediately,
)

pytestmark = pytest.mark.req("CLOK-03")
AGES = (3, 6, 9, 12)
ENGLAND = days_of("england", "not working days", ())
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("on", "stands"),
    [(date(2026, 11, 29), None), (date(2026, 11, 30), None), (date(2026, 12, 1), 3), (date(2027, 2, 28), 3),
     (date(2027, 3, 1), 6)],
)  # fmt: skip
def test_a_case_comes_into_a_band_the_day_after_its_months(on: date, stands: int | None) -> None:  # S046
    assert band(date(2026, 8, 31), on, AGES) == stands


@given(opened=days, on=days)
def test_a_case_stands_in_the_highest_band_it_is_over_and_in_one_alone(opened: date, on: date) -> None:
    stands = band(opened, on, AGES)

    for age in AGES:
        over = on > months_after(opened, age)
        assert over == (stands is not None and age <= stands)


@given(opened=days, on=days)
def test_a_case_never_comes_down_a_band(opened: date, on: date) -> None:
    assert (band(opened, on, AGES) or 0) <= (band(opened, on + timedelta(days=1), AGES) or 0)


def test_oversight_is_due_within_a_calendar_month() -> None:
    assert oversight_due(date(2027, 1, 31)) == date(2027, 2, 28)  # S043


def test_each_whole_calendar_month_without_oversight_is_named() -> None:
    had = [date(2026, 9, 1), date(2026, 11, 30)]

    assert months_without(date(2026, 7, 2), had, date(2027, 1, 5)) == [
        date(2026, 12, 1), date(2026, 10, 1), date(2026, 8, 1),
    ]  # fmt: skip


@given(opened=days, on=days, had=st.lists(days, max_size=6))
def test_a_month_is_named_just_where_nothing_was_looked_over_in_it(opened: date, on: date, had: list[date]) -> None:
    for month in months_without(opened, had, on):
        assert opened <= month and months_after(month, 1) <= on.replace(day=1)
        assert not any((day.year, day.month) == (month.year, month.month) for day in had)


def test_a_discussion_is_written_down_by_the_next_working_day() -> None:
    assert discussion_due(datetime(2027, 3, 25, 14, tzinfo=UTC), ENGLAND) == date(2027, 3, 30)  # S044


def test_supervision_is_due_every_four_weeks_and_written_the_same_day() -> None:
    held = datetime(2026, 11, 30, 10, tzinfo=UTC)

    assert supervision_due(held, 4) == date(2026, 12, 28)  # S048
    assert ENGLAND.last_by(date(2026, 12, 28)) == date(2026, 12, 24)
    assert written_immediately(held, datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    assert not written_immediately(held, datetime(2026, 12, 2, 9, tzinfo=UTC))


@pytest.mark.req("REC-06")
def test_a_note_is_late_by_the_days_after_the_next_working_day() -> None:  # S040
    christmas = datetime(2026, 12, 24, 17, tzinfo=UTC), datetime(2026, 12, 29, 16, tzinfo=UTC)
    autumn = datetime(2026, 11, 20, 18, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)

    assert [recorded_late(*christmas, ENGLAND), recorded_late(*autumn, ENGLAND)] == [0, 1]
