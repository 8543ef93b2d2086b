"""The rules of notes, for any days and any words."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.casework.rules.case_actions import due_words, faults_of_days
from alongside.casework.rules.logs import (
    ChildSeen,
    earliest_told,
    late,
    missing_of_child,
    moved_under,
    took_place_at,
)
from alongside.clocks.rules.days import Days
from alongside.core.actor import LONDON
from alongside.people.rules import is_child

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
instants = st.builds(lambda day, clock: datetime.combine(day, clock, LONDON), days, st.times())
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})


def at(*when: int) -> datetime:
    """An instant as a clock in London shows it."""
    return datetime(*when, tzinfo=LONDON)  # type: ignore[misc,arg-type]  # year, month, day, hour, minute


def due_on(contact: datetime, holidays: frozenset[date] = frozenset()) -> date:
    """The next working day in London."""
    return Days(dict.fromkeys(holidays, "Closed")).after(contact.astimezone(LONDON).date(), 1)


@pytest.mark.req("REC-01", "REC-06")
@pytest.mark.parametrize(
    ("contact", "written", "holidays", "days"),
    [
        (at(2026, 12, 24, 17), at(2026, 12, 29, 16), CHRISTMAS, 0),
        (at(2026, 12, 24, 17), at(2026, 12, 29, 16), frozenset(), 5),
        (at(2026, 11, 20, 18), at(2026, 11, 24, 9), frozenset(), 4),
        (at(2026, 11, 20, 18), at(2026, 11, 23, 23, 59), frozenset(), 0),
        (at(2016, 5, 26, 11), at(2016, 6, 28, 11), frozenset(), 33),
    ],
)
def test_a_note_is_due_by_the_end_of_the_next_working_day(
    contact: datetime, written: datetime, holidays: frozenset[date], days: int
) -> None:
    """S040, S113. Bank holidays count as working days until somebody says which they are."""
    assert late(contact, written, due_on(contact, holidays)) == days


@pytest.mark.req("REC-01")
@given(contact=instants, after=st.timedeltas(timedelta(0), timedelta(days=60)))
def test_late_is_the_days_between_or_nothing_and_never_less_for_waiting_longer(
    contact: datetime, after: timedelta
) -> None:
    found = late(contact, contact + after, due_on(contact))
    passed = ((contact + after).astimezone(LONDON).date() - contact.astimezone(LONDON).date()).days
    assert found in (0, passed)
    assert late(contact, contact + after + timedelta(days=1), due_on(contact)) >= found
    assert found == 0 or passed > 1


class Said:
    """A correction."""

    def __init__(self, contact_at: datetime | None) -> None:
        self.contact_at = contact_at


@pytest.mark.req("REC-01")
@given(first=instants, told=st.lists(st.none() | instants, max_size=5), written=instants)
def test_no_correction_of_the_time_hides_any_lateness(
    first: datetime, told: list[datetime | None], written: datetime
) -> None:
    corrections = [Said(each) for each in told]
    earliest = [earliest_told(first, corrections[:n]) for n in range(len(told) + 1)]
    stages = [late(each, written, due_on(each)) for each in earliest]
    assert all(after >= before for before, after in pairwise(stages))
    said = [each for each in told if each is not None]
    assert took_place_at(first, corrections) == (said[-1] if said else first)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@pytest.mark.req("REC-05")
@given(
    typed=st.dictionaries(st.sampled_from("abcdef"), words, max_size=6),
    kept=st.frozensets(st.sampled_from("abcdef")),
)
def test_words_under_headings_that_another_type_has_not_are_all_moved(
    typed: dict[str, str], kept: frozenset[str]
) -> None:
    moved, gone = moved_under(typed, {}, kept)
    for heading, said in typed.items():
        assert (heading in gone) == (bool(said.strip()) and heading not in kept)
        assert heading not in gone or said in moved
    assert bool(moved) == bool(gone)


@pytest.mark.req("REC-10")
@given(
    seen=st.none() | st.booleans(), alone=st.none() | st.booleans(), spoken=st.none() | st.booleans(),
    observed=st.booleans(), own=words, why=words,
)  # fmt: skip
def test_what_is_said_of_a_child_not_seen_is_why_and_of_one_seen_never_why(
    seen: bool | None, alone: bool | None, spoken: bool | None, observed: bool, own: str, why: str
) -> None:
    child = ChildSeen(7, seen, alone, spoken, observed, own, why).sensible()
    if child.seen is False:
        assert child.seen_alone is None and child.spoken_to is None and not child.observed and child.own_words == ""
    if child.seen:
        assert child.why_not == ""
    if not missing_of_child(child, required=True):
        assert child.seen is not None
        assert child.seen or child.why_not
        assert not child.seen or (child.seen_alone is not None and (child.spoken_to is not None or child.own_words))


class Band:
    """An age band."""

    def __init__(self, label: str, from_age: int | None) -> None:
        self.label, self.from_age = label, from_age


@pytest.mark.req("REC-10")
@pytest.mark.parametrize(
    ("age", "band", "asked"),
    [
        (17, "", True), (18, "", False), (0, "18 - 21", True), (None, "Unborn", True), (None, "Age unknown", True),
        (None, "6 - 17", True), (None, "18 - 21", False),
    ],
)  # fmt: skip
def test_who_is_asked_about_as_a_child(age: int | None, band: str, asked: bool) -> None:
    bands = [Band("6 - 17", 6), Band("18 - 21", 18), Band("Unborn", None)]
    assert is_child(age, band, bands) is asked


@pytest.mark.req("REC-03")
@given(due=days, today=days)
def test_an_action_due_on_a_day_is_met_until_its_end_and_overdue_after_it(due: date, today: date) -> None:
    said, tone = due_words(due, None, today)
    assert said.startswith("Overdue") == (today > due) == (tone == "urgent")
    assert due_words(due, today, today) == ("Completed", "good")
    assert due_words(None, None, today) == ("", "")


@pytest.mark.req("REC-03")
@given(created=days, due=st.none() | days, completed=st.none() | days, today=days)
def test_the_days_of_an_action_stand_in_their_order(
    created: date, due: date | None, completed: date | None, today: date
) -> None:
    faults = faults_of_days(created, due, completed, today)
    right = created <= today and (not due or due >= created) and (not completed or created <= completed <= today)
    assert bool(faults) is not right


def test_noon_in_london_is_a_day() -> None:
    contact = datetime.combine(date(2026, 7, 1), time(23, 30), UTC)
    assert late(contact, datetime(2026, 7, 3, 22, tzinfo=UTC), due_on(contact)) == 0
