"""When a task is due and overdue, over leap days and clock changes; what is warned of before it is sent."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alongside.casework.rules.tasks import Due, Standing, is_over, is_short_notice, named_in, wall, within
from alongside.core.actor import LONDON
from alongside.packs.schema import Period

pytestmark = pytest.mark.req("TASK-01")

instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
FIRST_PASS, SECOND_PASS = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
"""Half past one, twice: the night in October 2026 when the clocks go back."""


def period(**units: int) -> Period:
    return Period(id="within", title="Within", **units)


@given(now=instants, hours=st.sampled_from([5, 12]))
@example(now=FIRST_PASS - timedelta(hours=5), hours=5)
@example(now=SECOND_PASS - timedelta(hours=5), hours=5)
@example(now=datetime(2026, 3, 28, 20, 15, tzinfo=UTC), hours=5)
def test_within_hours_is_never_over_before_those_hours_have_passed(now: datetime, hours: int) -> None:
    due, ends = within(period(hours=hours), now), now + timedelta(hours=hours)

    assert not is_over(due, ends.replace(second=0, microsecond=0) - timedelta(seconds=1))
    assert is_over(due, ends + timedelta(hours=1, minutes=1))  # an hour later at most, where that hour comes twice


@given(now=instants, count=st.integers(1, 21))
def test_within_days_is_the_end_of_that_day(now: datetime, count: int) -> None:
    assert within(period(days=count), now) == Due(now.astimezone(LONDON).date() + timedelta(days=count))


@given(day=days, count=st.integers(1, 2))
@example(day=date(2028, 1, 31), count=1)
@example(day=date(2027, 12, 31), count=2)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, count: int) -> None:
    due = within(period(months=count), datetime.combine(day, time(12), UTC)).on

    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == count
    assert due.day == day.day or (due.day < day.day and (due + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("set_on", "months", "due"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
    ],
)
def test_months_by_example(set_on: date, months: int, due: date) -> None:
    assert within(period(months=months), datetime.combine(set_on, time(12), UTC)) == Due(due)


@given(due=st.builds(Due, days, st.none() | st.times()), now=instants, later=st.timedeltas(timedelta(0), timedelta(3)))
@example(due=Due(date(2026, 10, 25), time(1, 15)), now=FIRST_PASS, later=timedelta(minutes=45))
def test_what_is_over_stays_over(due: Due, now: datetime, later: timedelta) -> None:
    assert not is_over(due, now) or is_over(due, now + later)


@given(now=instants, passed=st.timedeltas(timedelta(0), timedelta(hours=3)))
@example(now=FIRST_PASS, passed=timedelta(minutes=40))
def test_the_clock_that_deadlines_go_by_never_goes_back(now: datetime, passed: timedelta) -> None:
    assert wall(now) <= wall(now + passed)


@given(day=days, clock=st.times())
def test_due_on_a_day_is_met_until_the_end_of_that_day(day: date, clock: time) -> None:
    """A task due "on the 27th at 00:00" is not overdue all day on the 27th."""
    assert not is_over(Due(day), datetime.combine(day, clock, LONDON))
    assert is_over(Due(day), datetime.combine(day + timedelta(days=1), clock, LONDON))


@given(day=days, clock=st.times(min_value=time(3)))
def test_due_by_a_time_is_over_at_that_time(day: date, clock: time) -> None:
    at = datetime.combine(day, clock, LONDON)
    assert is_over(Due(day, clock), at)
    assert not is_over(Due(day, clock), at - timedelta(minutes=1))


def standing(due: Due, completed_at: datetime | None = None) -> Standing:
    set_at = datetime(2016, 9, 13, 14, tzinfo=UTC)
    return Standing(
        "Health appointments", "When is it?", due, set_by=1, set_at=set_at, to_user=2, completed_at=completed_at
    )


@pytest.mark.req("TASK-02")
def test_the_manuals_two_tasks_seen_on_the_third_of_october() -> None:
    """S116: due 27-09-2016 and 04-10-2016, viewed on 03-10-2016; a completed one never is."""
    seen = datetime(2016, 10, 3, 12, tzinfo=UTC)

    assert standing(Due(date(2016, 9, 27))).is_overdue(seen)
    assert not standing(Due(date(2016, 10, 4))).is_overdue(seen)
    assert not standing(Due(date(2016, 9, 27)), completed_at=seen).is_overdue(seen)


@given(now=instants)
def test_less_than_24_hours_is_short_notice_and_a_day_of_ones_own_is_not(now: datetime) -> None:
    assert is_short_notice(within(period(hours=12), now), now)
    assert is_short_notice(Due(now.astimezone(LONDON).date()), now) or now.astimezone(LONDON).hour < 1
    assert not is_short_notice(within(period(days=2), now), now)


names = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0xFF), min_size=2, max_size=12)


@given(
    name=names,
    before=st.sampled_from(["", "Ring ", "for "]),
    after=st.sampled_from(["", "’s mum", ", please", " (GP)"]),
)
def test_a_name_of_the_family_in_a_title_is_found_however_it_is_written(name: str, before: str, after: str) -> None:
    assert named_in(f"{before}{name}{after}", [name])
    assert named_in(f"{before}{name.upper()}{after}", [name])


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Appointment for Billy to see the consultant", ["Billy"]),
        ("Appointment with the consultant", []),
        ("Ask Zoe's school", ["Zoë"]),
        ("Ask about billiards", []),
        ("Call the O’Shea family", ["O'Shea"]),
    ],
)
def test_names_by_example(title: str, found: list[str]) -> None:
    assert named_in(title, ["Billy", "Zoë", "O'Shea"]) == found
