"""Counting days and hours, held against a calendar that is worked out another way."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.clocks.calendar import OWN, calendar_of, days_of
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import LONDON, Event
from alongside.clocks.rules.spans import Pause, due, due_before
from alongside.clocks.tests import almanac
from alongside.packs.clock_schema import UNITS, Span
from alongside.packs.schema import Calendar

pytestmark = pytest.mark.req("CLOK-01", "CLOK-02")

DATES = int(os.environ.get("ALONGSIDE_CLOCK_DATES") or 30_000)
"""How many dates to try. A million take two minutes or so."""
NATIONS = ("england", "scotland")
CALENDARS = {nation: days_of(nation, "not working days", ()) for nation in NATIONS}
MOST = {"hours": 24 * 60, "working_days": 45, "calendar_days": 60, "calendar_weeks": 8, "calendar_months": 12}
AWKWARD = [
    date(2024, 2, 29), date(2028, 2, 29), date(2027, 1, 31), date(2026, 8, 31), date(2026, 12, 24), date(2026, 12, 31),
    date(2027, 3, 25), date(2027, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2022, 9, 18), date(2020, 5, 7),
]  # fmt: skip


@pytest.mark.parametrize("nation", NATIONS)
def test_the_bank_holidays_of_the_table_are_those_of_the_rules(nation: str) -> None:
    table = {day for day in CALENDARS[nation].closed if almanac.FIRST <= day.year <= almanac.LAST}
    years = range(almanac.FIRST, almanac.LAST + 1)

    assert table == {day for year in years for day in almanac.bank_holidays(year, nation)}


def drawn(chance: random.Random, count: int) -> Iterator[tuple[datetime, str, int, str]]:
    """Instants, many of them around awkward days, with a span and a nation."""
    first = date(almanac.FIRST, 6, 1).toordinal()
    last = date(almanac.LAST - 1, 6, 1).toordinal()
    for _ in range(count):
        near = chance.choice(AWKWARD) + timedelta(days=chance.randint(-6, 6))
        day = near if chance.random() < 0.3 else date.fromordinal(chance.randint(first, last))
        day = min(day, date(almanac.LAST, 3, 1))
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=chance.randrange(24 * 60))
        unit = chance.choice(UNITS)
        most = min(MOST[unit], 9) if day.year == almanac.LAST and unit == "calendar_months" else MOST[unit]
        yield at, unit, chance.randint(1, most), chance.choice(NATIONS)


def test_generated_dates_are_those_that_walking_day_by_day_gives() -> None:
    seed = random.randrange(2**32)
    for at, unit, amount, nation in drawn(random.Random(seed), DATES):
        told = f"seed {seed}: {at}, {amount} {unit}, {nation}"
        naive = at.replace(tzinfo=None)
        day = (naive + almanac.offset(naive)).date()
        span = Span.model_validate({unit: amount})
        found = due(span, at, day, CALENDARS[nation])
        if unit == "hours":
            after = naive + timedelta(hours=amount)
            assert found.at is not None, told
            assert found.at.astimezone(LONDON).replace(tzinfo=None) == after + almanac.offset(after), told
        else:
            assert found.on == almanac.walk(day, unit, amount, nation), told
            assert due_before(span, day, CALENDARS[nation]).on == (
                almanac.walk(day, unit, amount, nation, -almanac.ONE)
            ), told


@pytest.mark.req("CLOK-07")
@given(
    start=st.dates(date(2024, 1, 1), date(2027, 6, 1)),
    amount=st.integers(1, 30),
    gaps=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3),
    unit=st.sampled_from(["working_days", "calendar_days"]),
)
@settings(max_examples=400, deadline=None)
def test_days_that_are_paused_do_not_count(start: date, amount: int, gaps: list[tuple[int, int]], unit: str) -> None:
    paused, day = [], start
    for wait, long in gaps:
        first = day + timedelta(days=wait)
        day = first + timedelta(days=long)
        paused.append((first, day))
    pauses = [Pause(noon("case.paused", first), noon("case.resumed", last)) for first, last in paused]

    found = due(Span.model_validate({unit: amount}), noon("x", start).happened_at, start, CALENDARS["england"], pauses)

    assert found.on == walked_with_pauses(start, amount, unit, paused)


def noon(kind: str, day: date) -> Event:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
    return Event(kind + str(day), kind, at, at)


def walked_with_pauses(start: date, amount: int, unit: str, paused: list[tuple[date, date]]) -> date:
    """One day after the other: a day counts unless a pause goes on that had begun before it. None is due in a pause."""
    day, left = start, amount
    while left:
        day += almanac.ONE
        left -= counts(day, unit) and not any(first < day <= last for first, last in paused)
    while any(first <= day < last for first, last in paused) or (day > start and not counts(day, unit)):
        day += almanac.ONE
    return day


def counts(day: date, unit: str) -> bool:
    return unit == "calendar_days" or almanac.is_worked(day, "england")


@given(st.dates(date(2013, 1, 5), date(2028, 12, 1)), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_counting_back_undoes_counting_on(day: date, count: int) -> None:
    days = CALENDARS["scotland"]
    worked = days.first_from(day)

    assert days.before(days.after(worked, count), count) == worked
    assert days.between(worked, days.after(worked, count)) == count
    assert days.last_by(day) <= day <= worked
    assert days.why_not(worked) == "" and (worked == day) == (days.why_not(day) == "")


def test_bank_holidays_are_a_choice_and_more_days_can_be_closed() -> None:
    christmas_eve, boxing_day = date(2026, 12, 24), date(2026, 12, 28)
    as_worked = calendar_of(Calendar(bank_holidays="working days"))
    closed = calendar_of(Calendar(extra_holidays=(christmas_eve,)))

    assert calendar_of(Calendar()).after(date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert as_worked.after(date(2026, 12, 23), 3) == boxing_day
    assert closed.after(date(2026, 12, 23), 3) == date(2026, 12, 31)
    assert (closed.why_not(christmas_eve), closed.why_not(boxing_day)) == (OWN, "Boxing Day")
    assert as_worked.known_to is None and closed.known_to is not None


def test_each_nation_has_its_own_bank_holidays() -> None:
    second_of_january, easter_monday = date(2026, 1, 2), date(2026, 4, 6)

    assert [calendar_of(Calendar(nation=each)).why_not(easter_monday) for each in ("wales", "scotland")] == [
        "Easter Monday", "",
    ]  # fmt: skip
    assert calendar_of(Calendar(nation="scotland")).why_not(second_of_january) == "2nd January"
    assert calendar_of(Calendar(nation="northern-ireland")).why_not(date(2026, 7, 13)).startswith("Battle of the Boyne")


def test_a_day_closed_on_a_weekend_changes_nothing() -> None:
    assert Days({date(2026, 11, 21): OWN}).after(date(2026, 11, 20), 1) == date(2026, 11, 23)
