"""Another timescale tried over a year: the same as the clocks themselves where nothing changes, and never unfair."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Membership
from alongside.accounts.queries import practice
from alongside.clocks.actions.trying import ask, count_trial
from alongside.clocks.calendar import calendar_of
from alongside.clocks.models import Clock, Trial
from alongside.clocks.queries.trying import asked_before, may_be_tried, names_of, try_out
from alongside.clocks.rules.trying import Other, bounds, other
from alongside.clocks.rules.trying import Trial as Rule
from alongside.clocks.tests.framework import works_by_the_framework
from alongside.clocks.tests.told import Told, at, pack
from alongside.core.acting import acting_as
from alongside.core.refusals import Refused
from alongside.events.actions import record
from alongside.packs.clock_schema import UNITS, Span, Timescale
from alongside.packs.schema import Calendar
from tests.borough import NOVEMBER, Borough

pytestmark = pytest.mark.req("CLOK-05")

DAYS = calendar_of(Calendar())
PACK = pack("family-solutions")
TRIED = [each for each in PACK.timescales if each.is_ != "wait"]
KINDS = sorted({each.event for one in TRIED for each in (*one.begins, *one.stops, *one.lapses)})
HAPPENED = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 300), st.booleans()), max_size=20)
FACTS: Any = {
    "contact": 1, "plan": 1, "role": "lead professional", "to": "original referrer", "of": "panel", "about": "plan",
    "type": "managers-decision",
}  # fmt: skip
STARTS = {"plan": "worker.allocated", "first-visit": "worker.allocated", "review": "plan.completed"}
BACK = st.integers(0, 60)
SINCE, NOW = at("2026-01-01 00:00"), at("2026-12-20")


def a_year(happened: list[tuple[str, int, bool]]) -> Told:
    told = Told()
    for kind, day, yes in sorted(happened, key=lambda each: each[1]):
        when = f"{date(2026, 1, 2) + timedelta(days=day)}"
        told(kind, when, reached=yes, agreed=yes, every_child_seen=yes, every_child_spoken_to=yes, **FACTS)
    return told


# --- the rule


@given(st.sampled_from(TRIED), HAPPENED)
@settings(max_examples=150, deadline=None)
def test_the_time_in_force_tried_changes_nothing(timescale: Timescale, happened: list[tuple[str, int, bool]]) -> None:
    trial = Rule(PACK.timescales, Other(timescale, "maximum", timescale.span))
    for each in trial.of_case(a_year(happened).events, days=DAYS, now=NOW, since=SINCE):
        assert (each.late, each.due) == (each.other_late, each.other_due)


@given(st.sampled_from(TRIED), HAPPENED, st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_a_longer_time_makes_nobody_newly_late_and_a_shorter_one_excuses_nobody(
    timescale: Timescale, happened: list[tuple[str, int, bool]], more: int
) -> None:
    # Of a notice more is asked, so that the day for it comes earlier.
    unit, amount = timescale.span.measure
    longer = Other(timescale, "maximum", Span.model_validate({unit: amount + more}))
    events = a_year(happened).events
    for each in Rule(PACK.timescales, longer).of_case(events, days=DAYS, now=NOW, since=SINCE):
        assert each.other_late <= each.late if not timescale.before else each.other_late >= each.late
    back = Rule([longer.changed], Other(longer.changed, "maximum", timescale.span))
    for each in back.of_case(events, days=DAYS, now=NOW, since=SINCE):
        assert each.other_late >= each.late if not timescale.before else each.other_late <= each.late


def test_what_started_before_the_year_is_not_counted_and_what_hangs_on_it_is_right() -> None:
    told = Told()
    told("worker.allocated", "2025-11-01", role="lead professional")
    told("worker.allocated", "2026-02-01", role="lead professional")
    lead = next(each for each in TRIED if each.once and each.begins[0].event == "worker.allocated")

    trial = Rule(PACK.timescales, Other(lead, "maximum", lead.span))
    assert list(trial.of_case(told.events, days=DAYS, now=NOW, since=SINCE)) == [], "another worker gets no second time"


def test_an_expectation_can_be_tried_where_there_is_none() -> None:
    told = Told()
    told("contact.received", "2026-11-02", contact=1)
    told("panel.held", "2026-11-12", contact=1)
    present = next(each for each in TRIED if each.id == "present-to-panel")

    [found] = Rule(PACK.timescales, Other(present, "expectation", Span(calendar_days=5))).of_case(
        told.events, days=DAYS, now=NOW, since=SINCE
    )
    assert (found.due, found.other_due.on, found.late, found.other_late) == (None, date(2026, 11, 7), False, True)


@pytest.mark.parametrize("typed", ["", " ", "abc", "-1", "1.5", "²", "10000", "9" * 5000, "\x00", "0x1"])
def test_what_is_no_number_of_months_is_a_sentence_beside_the_field(typed: str) -> None:
    wrong, faults = other(TRIED[0], "maximum", "calendar_months", typed)
    assert wrong is None and faults == {"number": "Write a whole number of calendar months from 1 to 120, in digits."}
    right, faults = other(TRIED[0], "maximum", "calendar_months", " 12 ")
    assert right is not None and right.span == Span(calendar_months=12) and not faults


def test_a_notice_has_no_hours_and_no_expectation() -> None:
    notice = next(each for each in pack("step-up-step-down").timescales if each.before)
    _, faults = other(notice, "expectation", "hours", "5")
    assert set(faults) == {"unit", "part"}
    right, _ = other(notice, "maximum", "working_days", "5")
    assert right is not None and right.toml == f"[{notice.id}]\nnotice = {{ working_days = 5 }}\n"


def test_every_unit_says_what_a_pack_may_ask() -> None:
    for unit in UNITS:
        least, most = bounds(unit)
        assert Span.model_validate({unit: least}) and Span.model_validate({unit: most})
        with pytest.raises(ValueError, match="less than or equal"):
            Span.model_validate({unit: most + 1})


# --- over the cases that one sees


@pytest.fixture
def place(borough: Borough) -> Borough:
    works_by_the_framework(borough)
    Membership.objects.filter(user=borough.people["bryony"]).update(manages=True)
    return borough


def tried(place: Borough, timescale: str, **span: int) -> Other:
    with acting_as(place.actor("Bryony")) as bryony:
        found = next(each for each in may_be_tried(practice(bryony)) if each.id == timescale)
    return Other(found, "maximum", Span.model_validate(span) if span else found.span)


def happens(place: Borough, kind: str, case: int | None, ago: int, who: str = "Ade", **facts: Any) -> None:
    actor = place.actor(who)
    with acting_as(actor):
        record(kind, actor=actor, case=case, facts=facts, happened_at=actor.now - timedelta(days=ago))


def family(place: Borough, name: str, *seen_by: str) -> int:
    case = place.case(name=name)
    for each in seen_by:
        place.share(case, each)
    return case.pk


@pytest.mark.django_db
def test_who_would_have_been_late_is_counted_by_team_over_what_one_sees_alone(place: Borough) -> None:
    late, quick = family(place, "Late CH99 2ND", "bryony"), family(place, "Quick CH99 2ND", "bryony")
    hidden = family(place, "Hidden CH99 2ND")
    for case, took in ((late, 30), (quick, 3), (hidden, 30)):
        happens(place, "plan.completed", case, 100, plan=case)
        happens(place, "review.held", case, 100 - took, plan=case, meeting=case)
    ten = tried(place, "review", calendar_days=10)

    with acting_as(place.actor("Bryony")) as bryony:
        found = try_out(ten, actor=bryony)
        [team] = found.teams.values()
        assert (found.all.newly, found.all.no_longer) == (team.newly, team.no_longer)
        assert [each.case_id for each in found.affected if each.newly][-1] == late
        assert hidden not in {each.case_id for each in found.affected}
        assert names_of([late, hidden]) == {late: "Late CH99 2ND"}
    with acting_as(place.actor("Ade")) as ade, pytest.raises(Refused):
        try_out(ten, actor=ade)


@pytest.mark.django_db
@given(
    st.lists(
        st.tuples(st.sampled_from(["plan", "first-visit", "review"]), st.integers(0, 60), st.integers(0, 60)),
        max_size=6,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_trying_the_time_in_force_gives_what_the_clocks_say(place: Borough, cases: list[tuple[str, int, int]]) -> None:
    for number, (timescale, ago, took) in enumerate(cases):
        case = family(place, f"Family {number} CH99 2ND", "bryony")
        happens(place, STARTS[timescale], case, ago + took, role="lead professional", plan=case)
        happens(place, "plan.completed" if number % 2 else "family.contacted", case, ago, reached=True, plan=case)
    bryony = place.actor("Bryony")
    with acting_as(bryony):
        for each_tried in may_be_tried(practice(bryony)):
            found = try_out(Other(each_tried, "maximum", each_tried.span), actor=bryony)
            rows = list(Clock.objects.filter(timescale=each_tried.id, case__isnull=False).exclude(state="not needed"))
            late = [each for each in rows if each.due_over <= (each.stopped_at or bryony.now)]
            assert found.all.started == len(rows) and found.all.late == found.all.other_late == len(late)
            assert not found.affected


@pytest.mark.django_db
def test_a_contact_counts_before_it_has_a_case_and_with_its_case_afterwards(place: Borough) -> None:
    case = family(place, "Marsh CH99 2ND", "bryony")
    happens(place, "contact.received", None, 40, who="Bryony", contact=71, source="school")
    happens(place, "contact.received", None, 30, who="Bryony", contact=72, source="school")
    happens(place, "worker.allocated", case, 20, who="Bryony", contact=72, role="worker")
    happens(place, "contact.received", None, 35, who="Bryony", contact=73, source="school")
    happens(place, "contact.joined", case, 34, who="Bryony", contact=73)
    panel = tried(place, "present-to-panel", calendar_days=5)

    with acting_as(place.actor("Bryony")) as bryony:
        found = try_out(panel, actor=bryony)
    assert sum(team.started for team in found.teams.values()) == found.all.started
    assert found.all.late == found.all.other_late


# --- in the background


def counted(place: Borough, wanted: Other, who: str = "Bryony") -> None:
    with acting_as(place.actor(who, on=datetime.now(UTC).date())) as actor:
        ask(wanted, actor=actor)


@pytest.mark.django_db
def test_what_is_asked_is_counted_by_a_job_as_who_asked_and_seen_by_them_alone(
    place: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = family(place, "Late CH99 2ND", "bryony")
    ago = (datetime.now(UTC).date() - NOVEMBER).days
    happens(place, "plan.completed", case, 60 - ago if ago < 60 else 0, plan=1)
    wanted, longer = tried(place, "review", calendar_days=10), tried(place, "review", calendar_days=90)
    counted(place, wanted)
    bryony = place.people["bryony"].pk
    now = place.actor("Bryony", on=datetime.now(UTC).date())
    with acting_as(now):
        before = asked_before(wanted, actor=now)
        assert before is not None and before.found is None and not before.gave_up

    count_trial(bryony)

    with acting_as(now):
        done = asked_before(wanted, actor=now)
        assert done is not None and done.found is not None
        assert done.found.told() == try_out(wanted, actor=now).told() | {"teams": done.found.told()["teams"]}
        assert asked_before(longer, actor=now) is None
    with acting_as(place.actor("Carys")):
        assert not Trial.objects.exists()
        assert not Trial.objects.update(found=None)
    counted(place, longer)
    assert Trial.objects.get().found is None, "what is asked next takes its place"
    with acting_as(place.actor("Ade")) as ade, pytest.raises(Refused):
        ask(wanted, actor=ade)
