"""The words of events and the timescales of the packs hold to what there is, and to each other."""

import pytest

from alongside.clocks.tests.told import PACKS, pack
from alongside.events.kinds import KINDS
from alongside.packs.clock_words import WORDS
from alongside.packs.loader import load_all

pytestmark = pytest.mark.req("CLOK-01")


def test_a_word_is_an_event_that_is_recorded_or_says_that_it_is_not_yet() -> None:
    assert {kind for kind, word in WORDS.items() if not word.not_yet} == set(WORDS) & set(KINDS)


def test_no_word_stands_there_that_no_timescale_names() -> None:
    parts = ("begins", "stops", "pauses", "resumes", "lapses")
    timescales = [each for found in load_all(PACKS) for each in found.timescales]
    named = {each.event for timescale in timescales for part in parts for each in getattr(timescale, part)}

    # A pause is for a partnership to choose: none of the documents has one.
    assert set(WORDS) - named == {"case.paused", "case.resumed"}


def test_every_numbered_time_of_the_practice_framework_is_there() -> None:
    said = {
        each.id: (each.clause, str(each.expected or ""), str(each.span)) for each in pack("family-solutions").timescales
    }

    assert said == {
        "present-to-panel": ("1.1", "", "15 calendar days"),
        "acknowledge-referrer": ("1.2", "1 working day", "3 calendar days"),
        "screen-daily": ("2.1", "", "1 working day"),
        "tell-screening-outcome": ("2.2", "1 working day", "3 calendar days"),
        "allocate-step-down-screened": ("2.3", "", "24 hours"),
        "tell-panel-outcome": ("3.1", "1 working day", "3 calendar days"),
        "allocate-after-panel": ("3.2", "2 working days", "5 calendar days"),
        "contact-while-waiting": ("3.3", "", "1 calendar week"),
        "initial-contact": ("4.1", "", "2 calendar days"),
        "first-visit": ("4.1", "", "5 working days"),
        "assessment": ("4.3", "", "4 calendar weeks"),
        "social-care-assessment-counts": ("4.5", "", "3 calendar months"),
        "plan": ("5.1", "", "42 calendar days"),
        "review": ("5.1", "", "42 calendar days"),
        "allocate-received": ("6.1", "", "48 hours"),
        "wraparound": ("7.1", "2 working days", "5 calendar days"),
        "close": ("8.1", "", "3 calendar days"),
        "record": ("10.1", "", "1 working day"),
        "decision-on-assessment": ("11.1", "", "3 calendar days"),
        "decision-on-plan": ("11.1 and 5.2", "", "3 calendar days"),
        "decision-on-review": ("11.1 and 5.2", "", "3 calendar days"),
        "decision-on-closure": ("11.1", "", "3 calendar days"),
        "oversight": ("11.1", "", "1 calendar month"),
        "record-discussion": ("11.2", "", "1 working day"),
        "open-3-months": ("11.4", "", "3 calendar months"),
        "open-6-months": ("11.4", "", "6 calendar months"),
        "open-9-months": ("11.4", "", "9 calendar months"),
        "open-12-months": ("11.4", "", "12 calendar months"),
        "supervision": ("11.6", "", "4 calendar weeks"),
        "record-supervision": ("11.6", "", "0 calendar days"),
    }


def test_a_clause_is_of_the_document_of_the_pack_that_states_it() -> None:
    sources = {each.id: each.source for each in pack("calderholt").timescales}

    assert sources["answer-step-up"].startswith("Step up and step down")
    assert sources["log-in-details"].startswith("Guidance for using E-CINS")
    assert all(each.clause and each.whose for found in load_all(PACKS) for each in found.timescales)


def test_what_other_parts_of_a_pack_say_in_days_agrees_with_its_timescales() -> None:
    families, centre = pack("strengthening-families"), pack("childrens-centre")
    answer, lasts = families.timescale("answer-intervention").span, families.timescale("progress-lasts").span

    assert answer.measure == ("calendar_weeks", families.planning.request_days / 7)
    assert lasts.measure == ("calendar_months", families.planning.sustained_months)
    assert centre.timescale("review-aims").span.measure == ("calendar_weeks", centre.casework.due_after_weeks)
    assert pack("family-solutions").timescale("review").span.measure == ("calendar_days", families.planning.review_days)
