"""What changes a clock: pauses, corrections, and the timescale that was in force when it started."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.clocks.calendar import calendar_of
from alongside.clocks.rules.clocks import Clock, Release
from alongside.clocks.rules.explaining import explain
from alongside.clocks.rules.reading import Practice
from alongside.clocks.tests.told import Told, at, pack
from alongside.packs.clock_schema import Happening, Span, Timescale
from alongside.packs.schema import Calendar

pytestmark = pytest.mark.req("CLOK-01")

DAYS = calendar_of(Calendar())
SHIPPED = {name: pack(name).timescales for name in ("family-solutions", "step-up-step-down", "childrens-centre")}


def happening(event: str) -> tuple[Happening, ...]:
    return (Happening(event=event),)


def timescale(days: int = 5, **more: object) -> Timescale:
    said = {
        "id": "plan", "title": "Complete the plan", "clause": "5.1", "source": "Invented",
        "starts": happening("worker.allocated"), "stops": happening("plan.completed"),
        "pauses": happening("case.paused"), "resumes": happening("case.resumed"),
        "within": Span(working_days=days),
    }  # fmt: skip
    return Timescale.model_validate(said | more)


def judged(told: Told, now: str, *releases: Release) -> list[Clock]:
    found = Practice(releases or [Release(date.min, "1", [timescale()])])
    return list(found.clocks(told.events, days=DAYS, now=at(now)))


@pytest.fixture
def told() -> Told:
    told = Told()
    told("worker.allocated", "2026-11-02 10:00")
    return told


# --- pauses


@pytest.mark.req("CLOK-07")
def test_a_pause_moves_the_day_and_says_why(told: Told) -> None:
    assert judged(told, "2026-11-03")[0].due.on == date(2026, 11, 9)
    told("case.paused", "2026-11-04 09:00", reason="The family is away")

    [paused] = judged(told, "2026-12-01")
    assert (paused.state, paused.is_open, paused.late_by) == ("paused", True, None)
    told("case.resumed", "2026-11-11 09:00")
    [resumed] = judged(told, "2026-11-12")

    assert (resumed.state, resumed.due.on) == ("running", date(2026, 11, 16))
    told_why = explain(resumed, DAYS)
    assert [each.on.day for each in told_why.days if each.why_not == "Paused"] == [5, 6, 7, 8, 9, 10, 11]
    assert any(said.startswith("Paused (The family is away): Wednesday 4 November") for said in told_why.sentences)


def test_what_was_overdue_before_it_was_paused_stays_overdue(told: Told) -> None:
    told("case.paused", "2026-11-10")
    assert judged(told, "2026-11-12")[0].state == "overdue"

    told.correct("2", "2026-11-09", recorded="2026-11-13")
    assert judged(told, "2026-11-14")[0].state == "paused"


def test_hours_pause_to_the_minute() -> None:
    told = Told()
    told("worker.allocated", "2026-10-24 10:00")
    told("case.paused", "2026-10-24 12:00")
    told("case.resumed", "2026-10-24 15:30")

    [clock] = judged(told, "2026-10-24 16:00", Release(date.min, "1", [timescale(within=Span(hours=24))]))
    # 25 October has 25 hours: the clocks go back.
    assert clock.due.at == at("2026-10-25 12:30")


# --- corrections


@pytest.mark.req("CLOK-04")
def test_a_corrected_start_moves_its_clock_and_says_so(told: Told) -> None:
    told.correct("1", "2026-10-29 10:00", recorded="2026-11-06 09:00")

    [clock] = judged(told, "2026-11-06")
    said = explain(clock, DAYS)
    assert clock.due.on == date(2026, 11, 5)
    assert said.moved_from is not None and said.moved_from.on == date(2026, 11, 9)
    assert said.sentences[1] == (
        "This start was corrected on Friday 6 November 2026 at 09:00: before, it said Monday 2 November 2026 at 10:00, "
        "and this was due by the end of Monday 9 November 2026."
    )


def test_the_last_correction_counts_whichever_it_names(told: Told) -> None:
    first = told.correct("1", "2026-10-29", recorded="2026-11-06")
    told.correct(first, "2026-11-03", recorded="2026-11-07")

    assert judged(told, "2026-11-07")[0].due.on == date(2026, 11, 10)


def test_a_start_that_was_taken_back_starts_nothing(told: Told) -> None:
    told.correct("1", "2026-11-02 10:00", recorded="2026-11-03", takes_back=True)
    assert judged(told, "2026-11-04") == []

    told.correct("1", "2026-11-02 10:00", recorded="2026-11-05")
    assert [each.state for each in judged(told, "2026-11-05")] == ["running"]


def test_a_stop_that_was_taken_back_lets_the_clock_run_on_and_says_so(told: Told) -> None:
    done = told("plan.completed", "2026-11-05")
    assert judged(told, "2026-11-06")[0].state == "met"
    told.correct(done, "2026-11-05", recorded="2026-11-06", takes_back=True)

    [clock] = judged(told, "2026-11-12")
    assert clock.state == "overdue"
    assert any("was taken back on Friday 6 November 2026" in said for said in explain(clock, DAYS).sentences)


def test_what_was_entered_late_counts_when_it_happened_and_says_so(told: Told) -> None:
    told("plan.completed", "2026-11-09 16:00", recorded="2026-11-20 10:00")
    late = Told()
    late("worker.allocated", "2026-11-02", recorded="2026-11-04")

    assert judged(told, "2026-11-21")[0].state == "met"
    [clock] = judged(late, "2026-11-05")
    assert "It was entered 2 days after it happened, on Wednesday 4 November 2026." in explain(clock, DAYS).sentences


def test_what_has_not_happened_yet_changes_nothing(told: Told) -> None:
    told("plan.completed", "2026-11-05 16:00")

    assert judged(told, "2026-11-05 15:59")[0].state == "running"
    assert judged(told, "2026-11-05 16:00")[0].state == "met"
    assert judged(told, "2026-11-01") == []


# --- which timescale


@pytest.mark.req("CLOK-07")
def test_a_clock_is_judged_by_the_timescale_in_force_when_it_started(told: Told) -> None:
    old = Release(date(2026, 9, 1), "old", [timescale(5)])
    new = Release(date(2026, 11, 3), "new", [timescale(2)])
    told("worker.allocated", "2026-11-03 00:00")

    first, second = judged(told, "2026-11-20", new, old)
    assert (first.release.version, first.due.on) == ("old", date(2026, 11, 9))
    assert (second.release.version, second.due.on) == ("new", date(2026, 11, 5))
    assert "as in force from 3 November 2026" in explain(second, DAYS).sentences[1]


@pytest.mark.req("CLOK-07")
def test_the_next_of_a_chain_runs_by_what_is_in_force_by_then() -> None:
    told = Told()
    told("plan.completed", "2026-11-02")
    told("review.held", "2026-11-10")
    review = {"starts": happening("plan.completed"), "stops": happening("review.held"), "repeats": True}

    first, second = judged(
        told, "2026-11-11",
        Release(date(2026, 1, 1), "old", [timescale(20, **review)]),
        Release(date(2026, 11, 10), "new", [timescale(1, **review)]),
    )  # fmt: skip
    assert (first.state, first.release.version) == ("met", "old")
    assert (second.due.on, second.release.version) == (date(2026, 11, 11), "new")


def test_before_a_timescale_and_after_it_was_left_out_no_clock_starts(told: Told) -> None:
    told("worker.allocated", "2026-11-10")
    told("plan.completed", "2026-11-11")
    kept = Release(date(2026, 11, 1), "1", [timescale()])

    assert judged(told, "2026-11-12", Release(date(2026, 11, 15), "1", [timescale()])) == []
    [clock] = judged(told, "2026-11-12", kept, Release(date(2026, 11, 5), "2", []))
    assert (clock.started_by.id, clock.state) == ("1", "met late")


# --- whatever happens


EVENTS = sorted({each.event for found in SHIPPED.values() for one in found for each in one.begins + one.stops})
MINUTES = st.integers(0, 400 * 24 * 60)


@given(st.sampled_from(sorted(SHIPPED)), st.lists(st.tuples(st.sampled_from(EVENTS), MINUTES), max_size=30), MINUTES)
@settings(max_examples=150, deadline=None)
def test_whatever_happens_a_clock_can_be_explained_and_time_only_moves_on(
    name: str, happened: list[tuple[str, int]], minutes: int
) -> None:
    told = Told()
    for event, minute in happened:
        when = f"2026-{1 + minute % 12:02}-{1 + minute % 28:02} {minute % 24:02}:{minute % 60:02}"
        told(event, when, contact=minute % 3, role="lead professional", reached=True, type="managers-decision")
    now = f"2026-{1 + minutes % 12:02}-28 12:00"
    practice = Practice([Release(date.min, "1", SHIPPED[name])])

    before = practice.clocks(told.events, days=DAYS, now=at(now))
    after = {
        (each.timescale.id, each.started_by.id): each
        for each in practice.clocks(told.events, days=DAYS, now=at("2028-01-01"))
    }

    for clock in before:
        assert explain(clock, DAYS).sentences[-1]
        later = after[clock.timescale.id, clock.started_by.id]
        if clock.state in {"met", "met late"}:
            assert (later.state, later.stopped_at) == (clock.state, clock.stopped_at)
        if clock.state == "overdue":
            assert later.state in {"overdue", "met late", "not needed"}


def test_a_pause_over_the_night_on_which_the_clocks_change_lasts_as_long_as_it_lasts() -> None:
    told = Told()
    told("worker.allocated", "2026-10-24 10:00")
    told("case.paused", "2026-10-24 22:00")
    told("case.resumed", "2026-10-25 04:00")

    [clock] = judged(told, "2026-10-25 09:00", Release(date.min, "1", [timescale(within=Span(hours=24))]))
    # Seven hours by the sun, six by the wall; and the day itself has 25.
    assert clock.due.at == at("2026-10-25 16:00")


@pytest.mark.parametrize("named", ["soon", "0001-01-01", "9999-12-31", 7, None, ["2026-11-20"]])
def test_a_day_that_is_none_is_not_counted_from(named: object) -> None:
    told = Told()
    told("cin-meeting.arranged", "2026-11-10", on=named, meeting=1)
    practice = Practice([Release(date.min, "1", SHIPPED["step-up-step-down"])])

    [clock] = practice.clocks(told.events, days=DAYS, now=at("2026-11-10"))
    assert clock.counted_from == date(2026, 11, 10)


def test_the_explanation_of_a_notice_says_how_much_was_given() -> None:
    """S068."""
    told = Told()
    told("cin-meeting.arranged", "2026-12-20", on="2027-01-12", meeting=1)
    told("cin-meeting.invited", "2026-12-29", meeting=1)
    practice = Practice([Release(date.min, "1", SHIPPED["step-up-step-down"])])

    [clock] = practice.clocks(told.events, days=DAYS, now=at("2027-01-01"))
    assert explain(clock, DAYS).sentences[-2:] == ["That gave 9 working days.", "Met late by 5 days."]
