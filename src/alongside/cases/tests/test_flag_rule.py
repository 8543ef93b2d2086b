"""The periods of a flag, as a pure rule: no day is in two of them (E-CINS 2.3, S106)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.cases.rules import overlap

pytestmark = pytest.mark.req("CASE-02")
DAYS = st.dates(date(2020, 1, 1), date(2020, 2, 29))


@st.composite
def periods(draw: st.DrawFn) -> tuple[date, date | None]:
    starts, ends = draw(DAYS), draw(st.none() | DAYS)
    return (starts, ends) if ends is None or starts <= ends else (ends, starts)


def days_of(period: tuple[date, date | None]) -> set[date]:
    starts, ends = period
    last = ends or date(2020, 6, 1)
    return {starts + timedelta(days=number) for number in range((last - starts).days)}


@given(periods(), periods())
def test_two_periods_overlap_where_they_have_a_day_in_common(
    one: tuple[date, date | None], other: tuple[date, date | None]
) -> None:
    assert overlap(one, other) == bool(days_of(one) & days_of(other)) == overlap(other, one)
