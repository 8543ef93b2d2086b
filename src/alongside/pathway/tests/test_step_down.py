"""Stepping down from social care, each version from first step to last (pages 7 to 15, scenarios S063 to S077)."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile

from alongside.assessments.actions.assessments import NewAssessment
from alongside.assessments.actions.assessments import start as start_assessment
from alongside.assessments.models import Assessment
from alongside.cases.models import Case, Member
from alongside.casework.models import Log, Task
from alongside.clocks.actions.closed_days import add_closed_day
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, Refused
from alongside.documents.actions import keep
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.models import Journey, WorkItem
from alongside.pathway.queries import items
from alongside.pathway.tests.stepping import Way, add_agency, at, clocks, family
from alongside.people.models import Contact
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-09")]
AGREED: dict[str, Any] = {
    "from": "Child in need plan", "social_worker": "R. Ames", "team_manager": "T. Orde", "agreed_on": "2026-11-17",
}  # fmt: skip
REPRESENTATIVE: dict[str, Any] = {"representative": "Gareth Pell", "as": "Senior Targeted Family Support Worker"}
MEETING: dict[str, Any] = {"held_on": "2026-11-17", "decided": "The plan has worked. Targeted services go on."}
VISIT: dict[str, Any] = {
    "held_on": "2026-11-17", "draft": "yes", "consent": "yes", "new_risk": "no", "plan": "Mornings, with the school.",
}  # fmt: skip
RECEIVED: dict[str, Any] = {"received": "The plan, the minutes and the chronology."}
CLOSED: dict[str, Any] = {"closed_by": "T. Orde", "closed_on": "2026-11-17"}


@pytest.fixture
def way(borough: Borough) -> Way:
    found = family(borough)
    borough.share(Case.objects.get(pk=found.case), "spoc")
    return found


def step(way: Way, wanted: str) -> None:
    assert way.waiting.step == wanted


def test_step_down_from_a_cin_plan_in_the_targeted_services_version(way: Way, borough: Borough) -> None:
    with pytest.raises(Refused):
        way.begin("step-down-cin-ts", "Ade")
    way.begin("step-down-cin-ts", "Nell")
    way.do("Nell", **AGREED)
    for name in ("Ade", "Tamsin", "Gareth"):
        with pytest.raises(Refused):
            way.do(name, meeting_on="2026-11-24")
    way.do("Nell", meeting_on="2026-11-24", at="10:00, Town Hall")
    assert way.waiting.tray == "cog"
    for name in ("Nell", "Piers", "Gareth"):
        with pytest.raises(Refused):
            way.do(name, **REPRESENTATIVE)
    way.do("Tamsin", **REPRESENTATIVE)
    way.do("Gareth", "step-down", **MEETING)
    step(way, "receive")
    with pytest.raises(Refused):
        way.do("Gareth", **RECEIVED)
    assert "notice-of-cin-meeting" not in clocks(way.case, borough, at(NOVEMBER, 13))  # this version asks for none
    way.do("Nell", **RECEIVED)

    clock = clocks(way.case, borough, at(NOVEMBER, 13))["allocate-received"]
    assert clock.due.at == at(date(2026, 11, 19), 12)
    assert [each.type for each in Log.objects.filter(case=way.case).order_by("id")] == [
        "cin-meeting", "cin-meeting-allocation",
    ]  # fmt: skip


@pytest.mark.req("SHAR-05")
def test_the_allocation_note_is_not_there_for_anybody_outside_the_ecaf_group(way: Way, borough: Borough) -> None:
    way.begin("step-down-cin-ts", "Nell")
    way.do("Nell", **AGREED)
    way.do("Nell", meeting_on="2026-11-24")
    way.do("Tamsin", **REPRESENTATIVE)

    seen = {}
    for name in ("Gareth", "Ade", "Nell"):
        with acting_as(borough.actor(name)):
            seen[name] = sorted(Log.objects.filter(case=way.case).values_list("type", flat=True))
    assert seen == {
        "Gareth": ["cin-meeting", "cin-meeting-allocation"], "Ade": ["cin-meeting"], "Nell": ["cin-meeting"],
    }  # fmt: skip
    done = WorkItem.objects.get(journey__case=way.case, step="allocate").pk
    for name, reads in (("Gareth", True), ("Ade", False)):  # nor is what it says there beside the step
        with acting_as(borough.actor(name)) as actor:
            found = items.item(done, actor=actor)
            assert found.done_by == "Tamsin Okoro" and found.answers == {}
            assert (found.log_id is not None) == reads, name


def test_a_family_that_remains_with_care_management_gets_no_episode_and_a_task(way: Way) -> None:
    way.begin("step-down-cin-ts", "Nell")
    way.do("Nell", **AGREED)
    way.do("Nell", meeting_on="2026-11-24")
    way.do("Tamsin", **REPRESENTATIVE)
    way.do("Gareth", "remain", **MEETING | {"decided": "Two things are still to be done."})

    assert not WorkItem.objects.filter(journey__case=way.case, done_at__isnull=True).exists()
    assert Task.objects.get(case=way.case).title == "Discuss the next steps with the care management team manager"
    assert Journey.objects.get(case=way.case).ended_by_way == "remain"


def test_ten_working_days_notice_are_asked_for_and_nine_are_accepted_with_a_reason(way: Way, borough: Borough) -> None:
    late = date(2026, 12, 29)
    way.begin("step-down-cin-csc", "Nell", on=late)
    way.do("Nell", on=late, **AGREED | {"agreed_on": "2026-12-29"})

    with pytest.raises(Invalid) as short:
        way.do("Nell", on=late, meeting_on="2027-01-12")
    said = short.value.fields["short-notice"]
    assert "9 of 10 working days" in said and "24 December 2026" in said
    way.do("Nell", on=late, meeting_on="2027-01-12", short_notice="The family moves house on the 13th.")

    clock = clocks(way.case, borough, at(late, 13))["notice-of-cin-meeting"]
    assert clock.due.on == date(2026, 12, 24) and clock.state == "met late"
    note = Log.objects.get(case=way.case, type="cin-step-down")
    assert "Short notice: 9 of 10 working days" in note.what and "moves house" in note.what


def test_a_day_on_which_the_partnership_is_closed_is_no_day_of_notice(way: Way, borough: Borough) -> None:
    christmas_eve = date(2026, 12, 24)
    with acting_as(borough.actor("Carys", on=NOVEMBER)) as carys:
        add_closed_day(date(2026, 12, 29), reason="Offices closed", actor=carys)
    way.begin("step-down-cin-csc", "Nell", on=christmas_eve)
    way.do("Nell", on=christmas_eve, **AGREED)
    with pytest.raises(Invalid) as short:
        way.do("Nell", on=christmas_eve, meeting_on="2027-01-12")
    said = short.value.fields["short-notice"]
    assert "9 of 10 working days" in said and "23 December 2026" in said
    way.do("Nell", on=christmas_eve, meeting_on="2027-01-13")


def test_the_last_day_for_the_notice_is_in_time(way: Way, borough: Borough) -> None:
    christmas_eve = date(2026, 12, 24)
    way.begin("step-down-cin-csc", "Nell", on=christmas_eve)
    way.do("Nell", on=christmas_eve, **AGREED)
    way.do("Nell", on=christmas_eve, meeting_on="2027-01-12")

    assert clocks(way.case, borough, at(christmas_eve, 13))["notice-of-cin-meeting"].state == "met"


def file(borough: Borough, case: int, *types: str) -> None:
    with acting_as(borough.actor("Ade")) as ade:
        for each in types:
            keep(ContentFile(f"The {each}.".encode(), f"{each}.txt"), actor=ade, case=case, type=each)


def screened(borough: Borough, case: int) -> None:
    """A CSE screening of each child."""
    with acting_as(borough.actor("Ade")) as ade:
        for member in Member.objects.filter(case=case).select_related("person"):
            made = start_assessment(case, NewAssessment("cse-screening", NOVEMBER, member.person_id), actor=ade)
            Assessment.objects.filter(pk=made).update(completed_at=ade.now, completed_by_id=ade.user_id)


def around(borough: Borough, case: int) -> None:
    add_agency(borough, case)
    Member.objects.filter(case=case, relationship="", is_head=False).update(relationship="Daughter")


def test_social_care_closes_only_after_early_help_has_received_the_family(way: Way, borough: Borough) -> None:
    way.begin("step-down-cin-csc", "Nell")
    way.do("Nell", **AGREED)
    way.do("Nell", meeting_on="2026-12-01")
    way.do("Tamsin", **REPRESENTATIVE)
    way.do("Gareth", "step-down", **MEETING)
    way.do("Nell", updated_by="R. Ames", outcome="Referral to EHM")
    with pytest.raises(Invalid) as missing:
        way.do("Nell", authorised_by="T. Orde", decision="Transfer.")
    assert "Most recent plan" in missing.value.sentence and "Key Agency details" in missing.value.sentence
    file(borough, way.case, "child-in-need-plan", "minutes")
    around(borough, way.case)
    way.do("Nell", authorised_by="T. Orde", decision="Transfer.", checked=NO_CSE)
    step(way, "receive")
    way.do("Nell", **RECEIVED)
    step(way, "close")
    way.do("Nell", **CLOSED)

    assert Journey.objects.get(case=way.case, process="step-down-cin-csc").ended_by_way == "allocation"


NO_CSE: dict[str, Any] = {"cse": {"not_applicable": "No child of the family is over ten."}}


@pytest.mark.parametrize("process", ["step-down-sa-ts", "step-down-sa-csc"])
def test_without_consent_or_with_a_new_risk_the_case_stays_social_cares(way: Way, process: str) -> None:
    to_the_visit(way, process)
    wrong: dict[str, Any]
    for wrong in ({"consent": "no"}, {"new_risk": "yes"}, {"draft": "no"}):
        with pytest.raises(Invalid) as refused:
            way.do("Gareth", "accepted", **VISIT | wrong)
        assert [each.replace("-", "_") for each in refused.value.fields] == list(wrong)
    way.do("Gareth", "not-accepted", **VISIT | {"consent": "no"})

    assert not WorkItem.objects.filter(journey__case=way.case, done_at__isnull=True).exists()
    assert Journey.objects.get(case=way.case).ended_by_way == "not-accepted"


def to_the_visit(way: Way, process: str) -> None:
    way.begin(process, "Nell")
    way.do("Nell", **AGREED | {"from": "Single assessment", "level": "Targeted Service"})
    with pytest.raises(Refused):
        way.do("Nell", caller="T. Orde", spoke_to="Tamsin Okoro")
    way.do("Tamsin", caller="T. Orde", spoke_to="Tamsin Okoro", agreed_day="2026-12-01")
    way.do("Nell", visit_on="2026-12-01", details="14:00 at home, with both parents.")
    way.do("Tamsin", **REPRESENTATIVE)


def test_step_down_from_a_single_assessment_in_the_targeted_services_version(way: Way, borough: Borough) -> None:
    to_the_visit(way, "step-down-sa-ts")
    assert "notice-of-joint-visit" not in clocks(way.case, borough, at(NOVEMBER, 13))
    way.do("Gareth", "accepted", **VISIT)
    assert Log.objects.filter(case=way.case, type="single-assessment-visit-cog-accepted").exists()
    sent = WorkItem.objects.filter(journey__case=way.case, journey__process__startswith="note.")
    assert [each.tray for each in sent.order_by("id")] == ["cog", "triage-group"]  # page 8, and to both trays
    for item in sent:
        with acting_as(borough.actor("Tamsin")) as tamsin:
            finish(item.pk, version=item.version, done=Done(answers={"answer": "Read."}), actor=tamsin)
    way.do("Gareth", written_on="2026-11-17")
    way.do("Nell", **RECEIVED)

    found = clocks(way.case, borough, at(NOVEMBER, 13))
    assert found["back-to-social-care"].due.on == date(2026, 12, 15)
    assert found["allocate-received"].state == "running"


@pytest.mark.req("PATH-10")
def test_the_point_of_step_down_waits_for_the_genogram_and_each_parents_number(way: Way, borough: Borough) -> None:
    to_the_visit(way, "step-down-sa-csc")
    assert clocks(way.case, borough, at(NOVEMBER, 13))["notice-of-joint-visit"].due.on == NOVEMBER
    way.do("Gareth", "accepted", **VISIT)
    way.do("Gareth", written_on="2026-11-17")
    completed: dict[str, Any] = {"completed_by": "R. Ames", "outcome": "Referral to EHM"}
    with pytest.raises(Invalid) as missing:
        way.do("Nell", **completed)
    assert "Written Agreement" in missing.value.sentence
    way.do("Nell", checked={"proposed": True, "cog-contact": True, "agreement": True}, **completed)

    authorised: dict[str, Any] = {"authorised_by": "T. Orde", "decision": "Transfer."}
    ticks = {"completed": True, "bso": True}
    with pytest.raises(Invalid) as missing:
        way.do("Nell", checked=ticks, **authorised)
    assert "Genogram" in missing.value.sentence
    file(borough, way.case, "genogram")
    screened(borough, way.case)
    telephones(borough, way.case)
    way.do("Nell", checked=ticks, **authorised)
    way.do("Nell", **RECEIVED)
    way.do("Nell", **CLOSED)


def telephones(borough: Borough, case: int) -> None:
    for member in Member.objects.filter(case=case):
        Contact.objects.create(
            partnership=borough.partnership, person_id=member.person_id, kind="mobile", value="07700 900123"
        )


@pytest.mark.req("PATH-10")
def test_care_management_asks_for_explicit_consent_and_five_answers(way: Way, borough: Borough) -> None:
    way.begin("step-down-care-management", "Nell", on=date(2026, 12, 30))
    notice: dict[str, Any] = {
        "from": "Child in need plan", "visit_on": "2027-01-06", "details": "16:00 at home.",
        "spoc_included": "Nell Finch",
    }  # fmt: skip
    with pytest.raises(Invalid) as short:
        way.do("Nell", on=date(2026, 12, 30), **notice)
    assert "29 December 2026" in short.value.fields["short-notice"]
    way.do("Nell", on=date(2026, 12, 29), **notice)
    assert clocks(way.case, borough, at(date(2026, 12, 29), 13))["notice-of-home-visit"].state == "met"
    way.do("Nell", social_worker="R. Ames", outcome="Referral to EHM (Step Down)")
    way.do("Nell", decided_by="T. Orde", decision="Step down.")
    file(borough, way.case, "child-in-need-plan", "minutes")
    around(borough, way.case)

    four = dict.fromkeys(("child-health", "adult-health", "young-carer", "offending"), "No")
    consent = {"who": "Marnie Marsh", "how": "In writing", "on": "2026-12-28"}
    for wrong, says in (
        ({**NO_CSE, **four, "domestic-abuse": "No", "consent": {"who": "Marnie Marsh"}}, "how and when"),
        ({**NO_CSE, **four, "consent": consent}, "current or a history of DV or abuse"),
    ):
        with pytest.raises(Invalid) as missing:
            way.do("Nell", finalised_by="T. Orde", checked=wrong)
        assert says in missing.value.fields["checklist"]
    way.do("Nell", finalised_by="T. Orde", checked={**NO_CSE, **four, "domestic-abuse": "Yes", "consent": consent})
    way.do("Nell", **RECEIVED)
    way.do("Nell", **CLOSED)


def test_a_family_does_not_step_down_straight_from_child_protection_and_level_4_goes_by_the_cin_flow(way: Way) -> None:
    way.begin("step-down-cin-ts", "Nell")
    with pytest.raises(Invalid) as refused:
        way.do("Nell", **AGREED | {"from": "Child protection plan"})
    assert "not step down straight from a child protection plan" in refused.value.fields["from"]
    item = way.do("Nell", **AGREED | {"from": "Level 4 services"})

    assert way.waiting.step == "invite" and item.journey.facts["step_down_from"] == "Level 4 services"
    hint = item.journey.process and way.borough.pack.process("step-down-cin-ts").step_of("agree").hint
    assert "no separate local process is configured" in hint
