"""Dates as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.forms.dates import as_typed, in_words, read_date

TODAY = date(2026, 7, 28)
FIFTH = date(2016, 9, 5)


@pytest.mark.req("NOM-04")
@pytest.mark.parametrize(
    "written",
    [
        "05-09-2016", "5-9-2016", "5/9/16", "05/09/2016", "5.9.2016", "5. 9. 2016", "5 9 2016", "2016-09-05",
        "2016/9/5", "05092016", "050916", "5 Sep 2016", "5 sept 2016", "5 September 2016", "5th September 2016",
        "5th of September, 2016", "September 5, 2016", "5sep2016", "5 SEP '16", "Mon 5 Sep 2016",
        "Monday, 5 September 2016", "  5–9–2016 ", "5－9－2016",
    ],
)  # fmt: skip
def test_one_day_in_many_hands(written: str) -> None:
    assert read_date(written, today=TODAY) == FIFTH


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("31-02-2016", "February 2016 has 29 days, so there is no day 31 in it."),
        ("29/2/2015", "February 2015 has 28 days"),
        ("02/13/2016", "There is no month 13. The day comes first"),
        ("0-1-2016", "no day 0"),
        ("2016", "not complete"),
        ("09/2016", "not complete"),
        ("September 2016", "not complete"),
        ("5 September", "not complete"),
        ("1/2/3/4", "not one date"),
        ("5 6 September 2016", "not one date"),
        ("5-9-216", "Write the year in full"),
        ("5-9-6", "Write the year in full"),
        ("tomorrow", "not a date"),
        ("5 Juin 2016", "not a date"),
        ("5 Ju 2016", "not a date"),
        ("05-09-2016 10:00", "not a date"),
        ("", "not a date"),
        ("5" * 5000, "not a date"),
        ("05-09-1816", "Check the year"),
        ("05-09-2216", "Check the year"),
        ("Tuesday 5 September 2016", "5 September 2016 is a Monday."),
    ],
)
def test_what_is_not_exactly_one_possible_day_is_refused_with_a_sentence(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_date(written, today=TODAY)
    assert read_date("5 September 2016", today=TODAY) == FIFTH


@pytest.mark.parametrize(
    ("written", "born", "day"),
    [
        ("11-5-92", True, date(1992, 5, 11)),
        ("28-7-26", True, date(2026, 7, 28)),  # born today
        ("29-7-26", True, date(1926, 7, 29)),  # nobody was born tomorrow
        ("29-7-26", False, date(2026, 7, 29)),
        ("1-1-27", False, date(2027, 1, 1)),
        ("1-1-98", False, date(1998, 1, 1)),
        ("1-1-40", True, date(1940, 1, 1)),
    ],
)
def test_a_year_of_two_digits_by_what_the_date_means(written: str, born: bool, day: date) -> None:
    assert read_date(written, today=TODAY, born=born) == day


_days = st.dates(date(1900, 1, 1), TODAY + timedelta(days=7000))


_styles = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%A %d %B %Y", "%d%m%Y"]


@given(_days, st.sampled_from(_styles))
def test_every_day_written_is_the_day_read(day: date, style: str) -> None:
    assert read_date(day.strftime(style), today=TODAY) == day


@given(_days)
def test_what_a_field_holds_and_what_a_page_says_read_back(day: date) -> None:
    assert read_date(as_typed(day), today=TODAY) == read_date(in_words(day), today=TODAY) == day


@given(st.dates(TODAY - timedelta(days=36000), TODAY))
def test_a_birth_of_the_last_century_is_read_from_two_digits(day: date) -> None:
    assert read_date(day.strftime("%d-%m-%y"), today=TODAY, born=True) == day


@given(st.text())
def test_no_text_is_more_than_refused(written: str) -> None:
    try:
        assert isinstance(read_date(written, today=TODAY), date)
    except ValueError as refused:
        assert str(refused)[0].isupper() and "." in str(refused)
