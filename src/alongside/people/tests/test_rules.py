"""How old somebody is, on a day that is told."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.people import rules

pytestmark = pytest.mark.req("PEOP-02")

DAYS = st.dates(date(1900, 1, 1), date(2060, 12, 31))


@dataclass(frozen=True)
class Band:
    label: str
    from_age: int | None = None
    to_age: int | None = None


BANDS = [
    Band("Unknown"), Band("Unborn"), Band("0 - 5", 0, 5), Band("6 - 17", 6, 17), Band("18 - 21", 18, 21),
    Band("22 - 25", 22, 25), Band("26 - 35", 26, 35), Band("36 - 45", 36, 45), Band("46 - 55", 46, 55),
    Band("56 - 65", 56, 65), Band("Over 65", 66),
]  # fmt: skip


@given(born=DAYS, lived=st.integers(0, 40_000))
def test_a_year_is_lived_on_each_birthday_and_on_no_other_day(born: date, lived: int) -> None:
    on = born + timedelta(days=lived)
    birthday = (on.month, on.day) == (born.month, born.day)
    leapling_birthday = (born.month, born.day) == (2, 29) and (on.month, on.day) == (3, 1) and not leap(on.year)
    older = rules.age(born, on) - rules.age(born, max(born, on - timedelta(days=1)))
    assert older == int((birthday or leapling_birthday) and on != born)


def leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def test_somebody_born_on_29_february() -> None:
    born = date(2008, 2, 29)
    assert rules.age(born, date(2026, 2, 28)) == 17
    assert rules.age(born, date(2026, 3, 1)) == 18
    assert rules.age(born, date(2028, 2, 28)) == 19
    assert rules.age(born, date(2028, 2, 29)) == 20


def test_nobody_has_an_age_before_they_are_born() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        rules.age(date(2026, 11, 18), date(2026, 11, 17))
    assert rules.age(date(2026, 11, 17), date(2026, 11, 17)) == 0


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, "0 - 5"), (5, "0 - 5"), (6, "6 - 17"), (17, "6 - 17"), (18, "18 - 21"), (30, "26 - 35"), (65, "56 - 65"),
     (66, "Over 65"), (119, "Over 65")],
)  # fmt: skip
def test_an_age_falls_in_one_band(years: int, band: str) -> None:
    assert rules.band_of(years, BANDS) == band


@given(years=st.integers(0, 120))
def test_the_bands_leave_no_age_out(years: int) -> None:
    assert rules.band_of(years, BANDS) != rules.UNKNOWN


@pytest.mark.parametrize(
    ("born", "words"),
    [(date(2026, 11, 17), "0 months"), (date(2026, 10, 17), "1 month"), (date(2026, 10, 18), "0 months"),
     (date(2024, 11, 18), "23 months"), (date(2024, 11, 17), "2 years"), (date(1992, 5, 11), "34 years")],
)  # fmt: skip
def test_an_age_in_words(born: date, words: str) -> None:
    assert rules.age_words(born, "", False, None, date(2026, 11, 17)) == words


def test_an_unborn_child_past_its_date_is_flagged_and_not_made_a_child_of_no_years() -> None:
    """S096."""
    expected = date(2027, 2, 14)
    assert not rules.needs_update(True, expected, date(2027, 2, 14))
    assert rules.age_words(None, "", True, expected, date(2027, 2, 14)) == "Unborn"
    assert rules.needs_update(True, expected, date(2027, 2, 15))
    assert "update" in rules.age_words(None, "", True, expected, date(2027, 2, 15))
    assert "0" not in rules.age_words(None, "", True, expected, date(2027, 2, 15))


@pytest.mark.parametrize(
    ("born", "says"),
    [(date(2026, 11, 18), "in the future"), (date(1906, 11, 17), None), (date(1905, 11, 17), "Check the year"),
     (date(2026, 11, 17), None)],
)  # fmt: skip
def test_a_date_of_birth_has_to_be_possible(born: date, says: str | None) -> None:
    fault = rules.fault_of_birth(born, date(2026, 11, 17))
    assert fault is None if says is None else says in str(fault)


@pytest.mark.parametrize(
    ("expected", "says"),
    [(date(2026, 11, 16), "is past"), (date(2026, 11, 17), None), (date(2027, 8, 1), None),
     (date(2027, 12, 1), "ten months")],
)  # fmt: skip
def test_a_child_is_expected_within_ten_months(expected: date, says: str | None) -> None:
    fault = rules.fault_of_expected(expected, date(2026, 11, 17))
    assert fault is None if says is None else says in str(fault)
