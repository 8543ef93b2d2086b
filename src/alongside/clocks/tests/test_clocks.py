"""Clocks of a case by the practice framework: when they start, stop, lapse and wait, and how they stand."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from alongside.clocks.calendar import calendar_of
from alongside.clocks.rules.clocks import Clock, Release
from alongside.clocks.rules.explaining import explain, lateness
from alongside.clocks.rules.reading import Practice
from alongside.clocks.tests.told import Told, at, pack
from alongside.packs.schema import Pack

pytestmark = pytest.mark.req("CLOK-01")

REACHED = {"reached": True}
SEEN = {"every_child_seen": True, "every_child_spoken_to": True}
LEAD = {"role": "lead professional"}


@pytest.fixture(scope="module")
def framework() -> Pack:
    return pack("family-solutions")


@pytest.fixture
def told() -> Told:
    return Told()


def clocks(practice: Pack, told: Told, timescale: str, now: str) -> Sequence[Clock]:
    days = calendar_of(practice.calendar)
    found = Practice([Release(date.min, practice.version, practice.timescales)]).clocks(
        told.events, days=days, now=at(now)
    )
    return [each for each in found if each.timescale.id == timescale]


def the(practice: Pack, told: Told, timescale: str, now: str) -> Clock:
    [clock] = clocks(practice, told, timescale, now)
    return clock


# --- 1 and 2: requests and screening


def test_a_request_goes_to_the_panel_within_15_days_over_christmas(framework: Pack, told: Told) -> None:
    """S002."""
    told("contact.received", "2026-12-18 15:00", contact=1)

    clock = the(framework, told, "present-to-panel", "2027-01-02 23:59")
    assert (clock.state, clock.due.on) == ("running", date(2027, 1, 2))
    assert explain(clock, calendar_of(framework.calendar)).last_working_day == date(2026, 12, 31)
    assert the(framework, told, "present-to-panel", "2027-01-03 00:00").state == "overdue"

    told("panel.held", "2027-01-05 10:00", contact=1, outcome="other")
    late = the(framework, told, "present-to-panel", "2027-01-05 10:00")
    assert (late.state, lateness(late)) == ("met late", "3 days")


@pytest.mark.parametrize(
    ("when", "state", "behind"),
    [("2026-12-21 23:50", "met", False), ("2026-12-22 00:05", "met late", True)],
)
def test_an_acknowledgement_is_met_until_the_end_of_the_day(
    framework: Pack, told: Told, when: str, state: str, behind: bool
) -> None:
    """S004, S006: the referrer is told, not the desk that passed it on."""
    told("contact.received", "2026-12-18 15:00", contact=1, source="school")
    told("referrer.acknowledged", "2026-12-18 15:10", contact=1, to="early help desk")
    assert the(framework, told, "acknowledge-referrer", "2026-12-18 16:00").state == "running"

    told("referrer.acknowledged", when, contact=1, to="original referrer")
    clock = the(framework, told, "acknowledge-referrer", "2026-12-23")
    assert (clock.state, clock.is_behind) == (state, behind)


def test_between_expectation_and_maximum_it_is_in_time_and_behind(framework: Pack, told: Told) -> None:
    told("contact.received", "2026-11-10 10:00", contact=1)
    clock = the(framework, told, "acknowledge-referrer", "2026-11-12")

    assert clock.expected is not None
    assert (clock.state, clock.is_behind, clock.aim.on, clock.due.on) == (
        "running", True, date(2026, 11, 11), date(2026, 11, 13),
    )  # fmt: skip


def test_a_dart_contact_is_not_acknowledged_and_still_goes_to_the_panel(framework: Pack, told: Told) -> None:
    """S007."""
    told("contact.received", "2026-11-10 10:00", contact=1, source="DART")
    told("contact.screened", "2026-11-11 10:00", contact=1, source="DART")

    assert the(framework, told, "acknowledge-referrer", "2026-12-01").state == "not needed"
    assert the(framework, told, "tell-screening-outcome", "2026-12-01").state == "not needed"
    assert the(framework, told, "present-to-panel", "2026-12-01").state == "overdue"


@pytest.mark.parametrize("outcome", ["advice", "one-agency", "step-up", "open-already", "no-further-action"])
def test_what_screening_sends_elsewhere_is_owed_to_no_panel_and_to_no_worker(
    framework: Pack, told: Told, outcome: str
) -> None:
    """A request that ended in advice would be overdue for ever; another contact of the family still goes there."""
    for contact in (1, 2):
        told("contact.received", "2026-11-10 10:00", contact=contact, source="step-down")
    told("contact.screened", "2026-11-11 09:00", contact=1, outcome=outcome, step_down=False)
    told("contact.screened", "2026-11-11 09:00", contact=2, outcome="panel", step_down=False)

    for timescale in ("present-to-panel", "allocate-received"):
        elsewhere, here = clocks(framework, told, timescale, "2026-11-11 12:00")
        assert (elsewhere.state, here.state) == ("not needed", "running"), timescale


def test_screening_is_on_every_day_the_office_is_open(framework: Pack, told: Told) -> None:
    """S009."""
    told("contact.received", "2026-12-24 16:45", contact=1)

    assert the(framework, told, "screen-daily", "2026-12-29 18:00").state == "running"
    assert the(framework, told, "screen-daily", "2026-12-30").state == "overdue"


def test_a_step_down_screened_is_allocated_in_24_elapsed_hours(framework: Pack, told: Told) -> None:
    """S011; two contacts of one family are told apart."""
    told("contact.screened", "2026-11-20 11:00", contact=1, step_down=True)
    told("contact.screened", "2026-11-20 12:00", contact=2, step_down=True)
    told("worker.allocated", "2026-11-21 11:00", contact=1, role="worker")

    first, second = clocks(framework, told, "allocate-step-down-screened", "2026-11-21 12:30")
    assert (first.state, first.due.at) == ("met", at("2026-11-21 11:00"))
    assert (second.state, lateness(second)) == ("overdue", "30 minutes")


def test_a_step_down_is_allocated_48_hours_after_it_came_whoever_wrote_it_down(framework: Pack, told: Told) -> None:
    """S031: also of a contact that was recorded by hand; what goes straight to a worker is owed to no panel."""
    told("contact.received", "2026-11-20 16:00", contact=1, source="step-down")
    told("contact.screened", "2026-11-20 16:30", contact=1, source="step-down", step_down=True, outcome="allocate")

    assert the(framework, told, "allocate-received", "2026-11-21").due.at == at("2026-11-22 16:00")
    assert the(framework, told, "present-to-panel", "2026-11-21").state == "not needed"
    told("worker.allocated", "2026-11-20 17:00", contact=1, **LEAD)
    assert the(framework, told, "allocate-received", "2026-11-21").state == "met"


# --- 3: panel


def test_where_the_expectation_falls_after_the_maximum_the_earlier_rules(framework: Pack, told: Told) -> None:
    """S014: over Easter."""
    told("panel.held", "2027-03-25 14:00", contact=1, outcome="other")
    clock = the(framework, told, "tell-panel-outcome", "2027-03-26")

    assert clock.expected is not None
    assert (clock.expected.on, clock.due.on, clock.aim) == (date(2027, 3, 30), date(2027, 3, 28), clock.due)
    assert clocks(framework, told, "allocate-after-panel", "2027-03-26") == []


def test_duty_contact_is_never_more_than_a_week_apart(framework: Pack, told: Told) -> None:
    """S016: an attempt that reaches nobody does not count, and a contact without the list starts nothing."""
    told("family.contacted", "2026-12-01", reached=True)
    told("pre-allocation.entered", "2026-12-18")
    told("family.contacted", "2026-12-20", reached=False)
    told("family.contacted", "2026-12-23", reached=True)

    first, second = clocks(framework, told, "contact-while-waiting", "2026-12-30")
    assert (first.due.on, first.state) == (date(2026, 12, 25), "met")
    assert (second.due.on, second.state) == (date(2026, 12, 30), "running")

    told("pre-allocation.left", "2026-12-30 13:00")
    assert clocks(framework, told, "contact-while-waiting", "2026-12-31")[1].state == "not needed"
    assert len(clocks(framework, told, "contact-while-waiting", "2027-02-01")) == 2


def test_a_profile_waits_a_week_at_most_for_its_locality_group(told: Told) -> None:
    """S173: "meet weekly" is the one time that Integrated Early Support gives."""
    groups = pack("integrated-early-support")
    told("contact.screened", "2026-11-18 15:00", contact=1, outcome="locality-group", step_down=False)
    told("contact.screened", "2026-11-18 15:00", contact=2, outcome="advice", step_down=False)
    clock = the(groups, told, "review-profile", "2026-11-23")
    assert (clock.due.on, clock.state) == (date(2026, 11, 25), "running")

    told("panel.held", "2026-11-24 10:00", contact=1, outcome="allocate")
    assert the(groups, told, "review-profile", "2026-11-25").state == "met"
    assert [each.id for each in groups.timescales] == ["review-profile"]


# --- 4 and 5: assessment, plan and reviews


def test_the_duty_workers_call_to_a_family_that_waits_is_not_the_initial_contact(framework: Pack, told: Told) -> None:
    """3.3 and 4.1: the five working days of the first visit run from the worker's own contact."""
    told("family.contacted", "2026-12-23 09:30", reached=True, type="pre-allocation-contact")
    told("worker.allocated", "2026-12-30", **LEAD)
    told("family.contacted", "2026-12-30 16:00", reached=True, type="telephone-call")

    not_asked, clock = clocks(framework, told, "first-visit", "2027-01-05")
    assert (not_asked.state, clock.state, clock.due.on) == ("not needed", "running", date(2027, 1, 7))


def test_the_first_visit_counts_only_when_every_child_was_seen_and_spoken_to(framework: Pack, told: Told) -> None:
    """S019, S020."""
    told("family.contacted", "2026-12-23 09:30", reached=True)
    told("visit.made", "2026-12-30", every_child_seen=True, every_child_spoken_to=False)
    clock = the(framework, told, "first-visit", "2027-01-04")
    assert (clock.due.on, clock.state) == (date(2027, 1, 4), "running")

    told("visit.made", "2027-01-04 18:00", **SEEN)
    assert the(framework, told, "first-visit", "2027-01-04 18:00").state == "met"


def test_the_assessment_is_met_when_the_plan_has_been_started_too(framework: Pack, told: Told) -> None:
    """S023."""
    told("worker.allocated", "2026-11-30", **LEAD)
    told("assessment.completed", "2026-12-10", assessment=1, tool="Early Help Assessment")
    clock = the(framework, told, "assessment", "2026-12-28 20:00")
    assert (clock.due.on, clock.state, len(clock.stopped_by)) == (date(2026, 12, 28), "running", 1)

    told("plan.started", "2026-12-28 21:00", plan=1)
    assert the(framework, told, "assessment", "2026-12-28 22:00").state == "met"


@pytest.mark.parametrize(("stepped_down", "state"), [("2026-11-30", "not needed"), ("2026-12-01", "running")])
def test_a_social_care_assessment_of_three_months_takes_the_place_of_ours(
    framework: Pack, told: Told, stepped_down: str, state: str
) -> None:
    """S026, S027: the plan is due all the same."""
    told("contact.received", stepped_down, contact=1, source="step-down")
    told("worker.allocated", "2026-12-02", **LEAD)
    # Written down later than it was done: the day that it names counts.
    told("assessment.completed", "2026-12-03", assessment=1, tool="Social care assessment", on="2026-08-31")

    assert the(framework, told, "social-care-assessment-counts", "2026-12-05").due.on == date(2026, 11, 30)
    assert the(framework, told, "assessment", "2026-12-05").state == state
    assert the(framework, told, "plan", "2026-12-05").due.on == date(2027, 1, 13)


def test_an_old_social_care_assessment_does_not_count_for_a_family_that_came_back(framework: Pack, told: Told) -> None:
    told("assessment.completed", "2025-01-10", assessment=1, tool="Social care assessment", on="2025-01-10")
    told("case.stepped-down", "2025-02-01")
    told("worker.allocated", "2025-02-02", **LEAD)
    told("case.closed", "2025-06-01")
    told("worker.allocated", "2026-11-02", **LEAD)

    assert [each.state for each in clocks(framework, told, "assessment", "2026-11-05")] == ["not needed", "running"]


def test_another_lead_professional_gets_no_second_42_days(framework: Pack, told: Told) -> None:
    told("worker.allocated", "2026-11-30", **LEAD)
    told("worker.allocated", "2026-12-10", **LEAD)
    assert the(framework, told, "plan", "2026-12-11").due.on == date(2027, 1, 11)

    told("plan.completed", "2026-12-20", plan=1)
    told("case.closed", "2027-03-01")
    told("worker.allocated", "2027-06-01", **LEAD)
    assert [each.state for each in clocks(framework, told, "plan", "2027-06-02")] == ["met", "running"]


def test_reviews_run_from_what_happened(framework: Pack, told: Told) -> None:
    """S028."""
    told("plan.completed", "2027-01-06", plan=1)
    told("review.held", "2027-02-17", plan=1, meeting=1)
    told("review.held", "2027-03-15", plan=1, meeting=2)

    found = clocks(framework, told, "review", "2027-03-20")
    assert [each.due.on for each in found] == [date(2027, 2, 17), date(2027, 3, 31), date(2027, 4, 26)]
    assert [each.state for each in found] == ["met", "met", "running"]


# --- 6 to 8


def test_wraparound_ends_the_clocks_of_assessment_and_plan(framework: Pack, told: Told) -> None:
    """S034."""
    told("worker.allocated", "2026-11-30", **LEAD)
    told("wraparound.agreed", "2026-12-04")

    for timescale in ("assessment", "plan"):
        clock = the(framework, told, timescale, "2027-03-01")
        assert (clock.state, [each.kind for each in clock.stopped_by]) == ("not needed", ["wraparound.agreed"])


def test_wraparound_is_screened_and_allocated(framework: Pack, told: Told) -> None:
    """S032."""
    told("wraparound.asked", "2026-12-23 09:00")
    clock = the(framework, told, "wraparound", "2026-12-24")
    assert clock.expected is not None
    assert (clock.expected.on, clock.aim.on) == (date(2026, 12, 29), date(2026, 12, 28))

    told("wraparound.screened", "2026-12-24")
    told("worker.allocated", "2026-12-24 13:00", role="lead professional")
    assert the(framework, told, "wraparound", "2026-12-27").state == "running"
    told("worker.allocated", "2026-12-28 10:00", role="wraparound")
    assert the(framework, told, "wraparound", "2026-12-29").state == "met"


def test_where_wraparound_is_refused_nothing_is_allocated(framework: Pack, told: Told) -> None:
    """7.1: both have to be done where it is given."""
    told("wraparound.asked", "2026-12-23 09:00")
    told("wraparound.screened", "2026-12-24", agreed=False)

    assert the(framework, told, "wraparound", "2026-12-30").state == "not needed"


def test_a_closure_is_signed_off_when_all_three_are_done(framework: Pack, told: Told) -> None:
    """S036."""
    told("closure.asked", "2026-12-24 17:00")
    told("involvement.ended", "2026-12-24 17:30")
    assert the(framework, told, "close", "2026-12-27").state == "running"
    told("worker.released", "2026-12-26")
    told("manager.decided", "2026-12-27 23:00", about="closure")

    assert the(framework, told, "close", "2026-12-28").state == "met"


# --- 10 and 11


@pytest.mark.req("REC-06")
def test_recording_is_due_by_the_end_of_the_next_working_day(framework: Pack, told: Told) -> None:
    """S040: one event has two times, and each note stops its own clock."""
    told("log.added", "2026-12-24 17:00", recorded="2026-12-29 16:00", log=1, type="visit")
    told("log.added", "2026-11-20 18:00", recorded="2026-11-24 09:00", log=2, type="visit")

    second, first = clocks(framework, told, "record", "2026-12-30")
    assert (first.due.on, first.state) == (date(2026, 12, 29), "met")
    assert (second.due.on, second.state, second.late_by) == (date(2026, 11, 23), "met late", timedelta(days=1))


@pytest.mark.req("CLOK-03")
def test_each_plan_and_review_asks_for_its_own_decision(framework: Pack, told: Told) -> None:
    """S042: one decision stops two clocks only where it names both."""
    told("assessment.completed", "2026-12-23", assessment=7, tool="Early Help Assessment")
    told("plan.completed", "2026-12-23", plan=1)
    told("plan.completed", "2026-12-23 13:00", plan=2)
    told("manager.decided", "2026-12-24", about="plan", plan=1)

    assert the(framework, told, "decision-on-assessment", "2026-12-25").due.on == date(2026, 12, 26)
    assert [each.state for each in clocks(framework, told, "decision-on-plan", "2026-12-25")] == ["met", "running"]
    told("manager.decided", "2026-12-25", about="plan", plan=[1, 2])
    assert [each.state for each in clocks(framework, told, "decision-on-plan", "2026-12-25")] == ["met", "met"]


@pytest.mark.req("CLOK-03")
def test_oversight_is_monthly_and_supervision_every_four_weeks(framework: Pack, told: Told) -> None:
    """S043, S048."""
    told("case.opened", "2027-01-04")
    told("log.added", "2027-01-31", log=1, type="managers-decision")
    told("supervision.held", "2026-11-30", recorded="2026-12-02", supervision=1)

    assert [each.due.on for each in clocks(framework, told, "oversight", "2027-02-01")] == [
        date(2027, 2, 4), date(2027, 2, 28),
    ]  # fmt: skip
    assert the(framework, told, "supervision", "2026-12-02").due.on == date(2026, 12, 28)
    assert the(framework, told, "record-supervision", "2026-12-03").state == "met late"


@pytest.mark.req("CLOK-03")
def test_a_case_surfaces_once_it_is_open_for_over_three_months(framework: Pack, told: Told) -> None:
    """S046."""
    told("case.opened", "2026-08-31")

    def over(now: str) -> list[str]:
        waits = [f"open-{months}-months" for months in (3, 6, 9, 12)]
        return [each for each in waits if the(framework, told, each, now).state == "met"]

    assert over("2026-11-30") == []
    assert over("2026-12-01") == ["open-3-months"]
    assert over("2027-03-01") == ["open-3-months", "open-6-months"]
    told("case.closed", "2027-03-02")
    assert over("2028-01-01") == ["open-3-months", "open-6-months"]


def test_a_discussion_is_written_down_by_the_next_working_day(framework: Pack, told: Told) -> None:
    """S044."""
    told("case.discussed", "2027-03-25 14:00")
    told("log.added", "2027-03-25 14:00", recorded="2027-03-31 09:00", log=1, type="managers-decision")

    clock = the(framework, told, "record-discussion", "2027-04-01")
    assert (clock.due.on, clock.state) == (date(2027, 3, 30), "met late")


# --- the other documents


def test_social_care_answers_within_24_hours(told: Told) -> None:
    """S055."""
    process = pack("step-up-step-down")
    told("step-up.sent", "2026-12-18 16:30", step_up=1)
    told("step-up.answered", "2026-12-21 09:00", step_up=1, answer="CSC Accepted")

    clock = the(process, told, "answer-step-up", "2026-12-22")
    assert (clock.due.at, lateness(clock)) == (at("2026-12-19 16:30"), "40 hours 30 minutes")


@pytest.mark.parametrize(
    ("timescale", "arranged", "invited", "meeting", "last"),
    [
        ("notice-of-cin-meeting", "cin-meeting.arranged", "cin-meeting.invited", "2027-01-12", date(2026, 12, 24)),
        ("notice-of-joint-visit", "joint-visit.arranged", "joint-visit.invited", "2026-12-08", date(2026, 11, 24)),
        ("notice-of-home-visit", "home-visit.arranged", "home-visit.told", "2027-01-06", date(2026, 12, 29)),
    ],
)
def test_notice_is_counted_back_from_the_day_that_is_arranged(
    told: Told, timescale: str, arranged: str, invited: str, meeting: str, last: date
) -> None:
    """S068, S070, S073."""
    process = pack("step-up-step-down")
    told(arranged, "2026-11-20", meeting=1, visit=1, on=meeting)
    clock = the(process, told, timescale, "2026-11-21")
    assert (clock.due.on, clock.state) == (last, "running")

    told(invited, (last + timedelta(days=1)).isoformat(), meeting=1, visit=1)
    assert the(process, told, timescale, meeting).state == "met late"


def test_four_weeks_after_a_single_assessment_are_a_window(told: Told) -> None:
    """S060: when it is over nobody is late."""
    process = pack("step-up-step-down")
    told("single-assessment.de-escalated", "2026-11-27")

    assert the(process, told, "back-to-social-care", "2026-12-25").state == "running"
    assert the(process, told, "back-to-social-care", "2026-12-26").state == "not needed"
    told("step-up.discussed", "2026-12-16")
    assert the(process, told, "back-to-social-care", "2026-12-26").state == "met"


def test_six_weeks_of_a_childrens_centre_are_42_days(told: Told) -> None:
    """S156: the guide's own screen shows 35."""
    told("case.opened", "2013-11-01")

    assert the(pack("childrens-centre"), told, "review-aims", "2013-11-02").due.on == date(2013, 12, 13)


def test_log_in_details_are_due_in_72_hours_and_an_intervention_is_answered_in_two_weeks(told: Told) -> None:
    """S079."""
    families = pack("strengthening-families")
    told("agreements.received", "2026-12-18 16:00", organisation=1)
    told("intervention.asked", "2026-11-10", request=1)
    told("intervention.declined", "2026-11-24 23:00", request=1)

    assert the(families, told, "log-in-details", "2026-12-19").due.at == at("2026-12-21 16:00")
    clock = the(families, told, "answer-intervention", "2026-11-25")
    assert (clock.due.on, clock.state) == (date(2026, 11, 24), "met")


def test_what_lapses_when_it_is_overdue_was_late_all_the_same(framework: Pack, told: Told) -> None:
    told("worker.allocated", "2026-11-30", **LEAD)
    told("case.closed", "2027-01-14")

    clock = the(framework, told, "plan", "2027-06-01")
    assert (clock.state, clock.is_open, lateness(clock)) == ("not needed", False, "3 days")
