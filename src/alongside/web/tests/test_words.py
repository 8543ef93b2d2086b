"""Dates, times and text in words, and templates that fail loudly."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from alongside.web import words

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def test_days_are_written_in_full() -> None:
    assert words.day(date(2026, 12, 29)) == "Tuesday 29 December 2026"
    assert words.day_short(date(2026, 11, 3)) == "3 November 2026"
    assert words.day_typed(date(2026, 11, 3)) == "03-11-2026"
    assert words.day(None) == words.day_short(None) == words.day_typed(None) == words.clock(None) == ""


def test_an_instant_is_shown_as_londons_clocks_show_it() -> None:
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert words.clock(summer) == "00:30"
    assert words.day_short(summer) == "1 July 2026"
    assert words.day_and_clock(NOON) == "17 November 2026 at 12:00"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=27), "27 days ago"),
        (timedelta(days=28), "4 weeks ago"),
        (timedelta(days=364), "52 weeks ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_how_long_ago(before: timedelta, said: str) -> None:
    assert words.ago(NOON - before, NOON) == said


def test_a_day_has_no_hours() -> None:
    assert words.ago(date(2026, 11, 17), NOON) == "today"
    assert words.ago(date(2026, 11, 16), NOON) == "yesterday"
    assert words.ago(None, NOON) == "never"


def test_what_was_typed_keeps_its_lines_and_is_never_html() -> None:
    typed = "First line\nsecond\r\n\r\n<script>alert(1)</script>"

    assert words.paragraphs(typed) == (
        '<p class="govuk-body">First line<br>second</p><p class="govuk-body">&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    )
    assert words.paragraphs(None) == ""


@given(st.text())
def test_no_text_brings_a_tag_of_its_own(typed: str) -> None:
    shown = words.paragraphs(typed).replace('<p class="govuk-body">', "").replace("</p>", "").replace("<br>", "")

    assert "<" not in shown and ">" not in shown


@pytest.mark.parametrize(
    ("name", "letters"), [("Ade Bankole", "AB"), ("Ines", "I"), ("Jo van den Berg", "JB"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def rendered(source: str, **given: object) -> str:
    return str(engines["jinja2"].from_string(source).render(given))


def test_a_template_that_names_what_is_not_there_fails() -> None:
    @dataclass(frozen=True)
    class Case:
        name: str

    for wrong in ("{{ nmae }}", "{{ case.nmae }}", "{% if case.nmae %}{% endif %}"):
        with pytest.raises(UndefinedError):
            rendered(wrong, case=Case("Marsh"))
    assert rendered("{{ case.name }}", case=Case("Marsh <&>")) == "Marsh &lt;&amp;&gt;"


def test_an_entry_that_a_dictionary_lacks_is_nothing() -> None:
    assert rendered("{{ params.hint.text }}{% if params.hint %}yes{% endif %}", params={}) == ""
