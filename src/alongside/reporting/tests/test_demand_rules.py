"""The rules of counting demand: months, medians in whole days, and numbers that are not told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.reporting.rules.demand import SMALL, Spread, kept_back, month_after, months

pytestmark = pytest.mark.req("INS-04")


def test_months_run_from_the_first_to_the_last_across_a_year() -> None:
    assert months(date(2026, 11, 17), date(2027, 1, 3)) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert month_after(date(2026, 11, 30), 2) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert len(months(date(2000, 1, 1), date(2026, 1, 1))) == 36


def test_half_took_no_longer_than_the_median() -> None:
    spread = Spread({0: 2, 1: 5, 9: 3})

    assert (spread.all, spread.median, spread.by_which(0.9)) == (10, 1, 9)
    assert Spread({}).median is None


@given(st.dictionaries(st.integers(0, 60), st.integers(1, 40), min_size=1))
def test_the_median_is_that_of_every_single_one_written_out(many: dict[int, int]) -> None:
    written = sorted(days for days, count in many.items() for _ in range(count))

    assert Spread(many).median == written[(len(written) - 1) // 2]


def test_a_small_number_is_kept_back_and_never_alone() -> None:
    assert kept_back([120, 40, 3, 0]) == [False, True, True, False]
    assert kept_back([120, 2, 3, 0]) == [False, True, True, False]
    assert kept_back([5, 0, 6]) == [False, False, False]
    assert kept_back([3]) == [True]


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_number_from_one_to_four_is_told_and_none_follows_from_the_sum(counts: list[int]) -> None:
    back = kept_back(counts)

    assert not [each for each, kept in zip(counts, back, strict=True) if 0 < each < SMALL and not kept]
    more_than_one = sum(1 for each in counts if each > 0) > 1
    assert sum(back) != 1 or not more_than_one
