"""Escalation with and without wraparound, by the scenarios of the practice framework, section 7."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, Refused
from alongside.documents.actions import keep
from alongside.documents.tests.test_store import PDF
from alongside.events.models import Event
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.actions.team import Joining, join_team, leave_team
from alongside.pathway.actions.wraparound import to_wraparound
from alongside.pathway.models import Allocation, Journey, WorkItem
from alongside.pathway.tests.test_closing import SIGNED, at, do, family_of_nadir, kinds, summary, waits
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-11")]
ON = date(2026, 12, 8)


@pytest.fixture
def case(brackenshore: Borough) -> Case:
    """Nadir's family: he is its key worker."""
    return family_of_nadir(brackenshore, "key-worker")


def escalated(place: Borough, case: Case) -> None:
    """Decided, and confirmed by social care."""
    with acting_as(at(place, "Nadir", ON)) as nadir:
        begin_by_hand("escalation", actor=nadir, case_id=case.pk)
    filed(place, case)
    do(waits(case, "decide"), at(place, "Nadir", ON), why="A new injury.")
    do(waits(case, "threshold"), at(place, "Nadir", ON), "level-4", answered_on="2026-12-08", social_worker="Bo Tarn")


def filed(place: Borough, case: Case) -> None:
    nadir = at(place, "Nadir", ON)
    with acting_as(nadir):
        keep(ContentFile(PDF, "request.pdf"), case=case.pk, type="request-for-support", actor=nadir)


def test_a_note_and_the_form_come_first_and_nothing_else_closes_before_wraparound_is_decided(
    brackenshore: Borough, case: Case
) -> None:  # S033
    nadir = at(brackenshore, "Nadir", ON)
    with acting_as(nadir):
        begin_by_hand("escalation", actor=nadir, case_id=case.pk)
    with pytest.raises(Invalid, match="Request for Support form"):
        do(waits(case, "decide"), nadir, why="A new injury.")
    filed(brackenshore, case)
    do(waits(case, "decide"), nadir, why="A new injury.")
    assert "A new injury." in Log.objects.get(type="escalation").what
    do(waits(case, "threshold"), nadir, "level-4", answered_on="2026-12-08", social_worker="Bo Tarn")
    summary(case, nadir)
    with acting_as(nadir):
        begin_by_hand("closure", actor=nadir, case_id=case.pk)
    with pytest.raises(Refused, match="Escalation to social care"):
        do(waits(case, "ask"), nadir, "moved")
    assert "closure.asked" not in kinds(case)

    do(waits(case, "stepped-up"), nadir, "no-wraparound")
    do(waits(case, "ask"), nadir, "moved")

    assert Log.objects.filter(type="eh-stepped-up").count() == 1 and "closure.asked" in kinds(case)


def test_the_key_worker_is_released_and_is_wraparound_the_same_day(brackenshore: Borough, case: Case) -> None:  # S034
    escalated(brackenshore, case)
    do(waits(case, "stepped-up"), at(brackenshore, "Nadir", ON), "wraparound")
    with pytest.raises(Refused):
        do(waits(case, "release"), at(brackenshore, "Nadir", ON), decision="Agreed with Bo Tarn.")

    do(waits(case, "release"), at(brackenshore, "Orla", ON), decision="Agreed with Bo Tarn.")

    parts = list(Allocation.objects.filter(case=case).order_by("id"))
    assert [(each.role, each.starts_on, each.ends_on) for each in parts] == [
        ("key-worker", date(2026, 12, 1), ON), ("wraparound", ON, None),
    ]  # fmt: skip
    assert {each.user_id for each in parts} == {brackenshore.people["nadir"].pk}
    assert kinds(case).count("wraparound.agreed") == 1
    [allocated] = Event.objects.filter(kind="worker.allocated", facts__role="wraparound")
    assert allocated.case_id == case.pk


@pytest.mark.parametrize("wraparound", ["no-wraparound", "wraparound"])
def test_closure_is_asked_for_by_itself_with_the_social_workers_name_and_day(
    brackenshore: Borough, case: Case, wraparound: str
) -> None:  # S035
    escalated(brackenshore, case)
    do(waits(case, "stepped-up"), at(brackenshore, "Nadir", ON), wraparound)
    if wraparound == "wraparound":
        do(waits(case, "release"), at(brackenshore, "Orla", ON), decision="Agreed.")

    confirmed = {"social_worker": "Bo Tarn", "confirmed_on": "2026-12-22"}
    do(waits(case, "confirm"), at(brackenshore, "Nadir", date(2026, 12, 22)), "confirmed", **confirmed)

    assert kinds(case).count("closure.asked") == 1
    item = waits(case, "sign-off")
    assert item.journey.facts["confirmed"] == "Bo Tarn, 2026-12-22"
    answers = {name.replace("-", "_"): value for name, value in SIGNED.items()} | {"ends_on": "2026-12-22"}
    do(item, at(brackenshore, "Orla", date(2026, 12, 22)), "close", **answers)
    case.refresh_from_db()
    assert case.closed_on == date(2026, 12, 22)
    assert not Allocation.objects.filter(case=case, ends_on__isnull=True).exists()
    assert not Journey.objects.filter(case=case, ended_at__isnull=True).exists()


def test_below_the_threshold_early_help_goes_on(brackenshore: Borough, case: Case) -> None:
    nadir = at(brackenshore, "Nadir", ON)
    with acting_as(nadir):
        begin_by_hand("escalation", actor=nadir, case_id=case.pk)
    filed(brackenshore, case)
    do(waits(case, "decide"), nadir, why="Worried.")
    do(waits(case, "threshold"), nadir, "below", answered_on="2026-12-08", social_worker="Bo Tarn")

    assert not WorkItem.objects.filter(done_at__isnull=True).exists()
    assert Allocation.objects.get().role == "key-worker"


def test_a_request_of_social_care_is_screened_and_allocated_as_wraparound(brackenshore: Borough, case: Case) -> None:
    """S032: both have to be done."""
    nadir, orla = at(brackenshore, "Nadir", ON), at(brackenshore, "Orla", ON)
    with acting_as(nadir):
        begin_by_hand("wraparound", actor=nadir, case_id=case.pk)
    do(waits(case, "receive"), nadir, social_worker="Bo Tarn, 01632 960499", asked_for="Evenings with the boys.")
    do(waits(case, "screen"), orla, "yes", decision="Rosalind has room.")
    assert "wraparound.screened" in kinds(case)
    worker = brackenshore.people["rosalind"].pk
    do(waits(case, "allocate"), orla, worker=str(worker), role="wraparound", why="She knows the boys.")

    assert Allocation.objects.get(role="wraparound").user_id == worker
    assert {"wraparound.asked", "wraparound.screened"} <= set(kinds(case))


@given(moves=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["nadir", "rosalind", "wraparound"])), max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_any_order_one_worker_and_one_alone_has_the_key_or_the_wraparound_part(
    brackenshore: Borough, case: Case, moves: Sequence[tuple[int, str]]
) -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 1)
    with transaction.atomic():
        for later, move in moves:
            last += timedelta(days=later)
            with acting_as(brackenshore.actor("Orla", on=last)) as orla:
                if move == "wraparound":
                    to_wraparound(case.pk, brackenshore.pack, actor=orla)
                else:
                    told = Joining("key-worker", brackenshore.people[move].pk)
                    join_team(case.pk, joining=told, actor=orla)
                    for part in Allocation.objects.filter(case=case, role="wraparound", ends_on__isnull=True):
                        leave_team(case.pk, part.pk, version=part.version, reason="Early help again", actor=orla)
        parts = Allocation.objects.filter(case=case)
        for day in (first + timedelta(days=each) for each in range((last - first).days + 2)):
            held = [each for each in parts if each.starts_on <= day and (each.ends_on is None or day < each.ends_on)]
            assert len(held) == 1, day
        transaction.set_rollback(True)
