"""Stepping up to social care and going back to it, as the guide tells it (pages 4 to 6), with the scenarios' dates."""

from datetime import date, time
from typing import Any

import pytest

from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, Refused
from alongside.pathway.actions.items import agree
from alongside.pathway.models import Contact, Journey, WorkItem
from alongside.pathway.tests.stepping import Way, add_agency, at, clocks, family
from tests.borough import Borough
from tests.stepping_up import CONTACT, DECISION, NOTHING_APPLIES

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-07")]
FRIDAY = date(2026, 12, 18)


def decided(borough: Borough) -> Way:
    way = family(borough)
    way.begin("step-up", "Ade", on=FRIDAY)
    way.do("Ade", on=FRIDAY, why="Three incidents in a month.")
    way.do("Tamsin", "step-up", on=FRIDAY, **DECISION)
    return way


def test_only_a_cog_manager_decides_and_the_decision_its_date_and_its_forum_are_kept(borough: Borough) -> None:
    way = family(borough)
    way.begin("step-up", "Ade", on=FRIDAY)
    way.do("Ade", on=FRIDAY, why="Three incidents in a month.")

    for name in ("Ade", "Gareth", "Nell", "Piers"):
        with pytest.raises(Refused):
            way.do(name, "step-up", on=FRIDAY, **DECISION)
    with pytest.raises(Invalid) as missing:
        way.do("Tamsin", "step-up", on=FRIDAY, decided_on="2026-12-18", reasons="Because.")
    assert list(missing.value.fields) == ["forum"]
    assert not Contact.objects.exists()

    way.do("Tamsin", "step-up", on=FRIDAY, **DECISION)
    assert way.journey.facts["decision"] == {"on": "2026-12-18", "forum": "Weekly COG", "by": "Tamsin Okoro"}


def test_key_agencies_are_brought_up_to_date_before_the_contact_is_made(borough: Borough) -> None:
    way = decided(borough)

    with pytest.raises(Invalid) as missing:
        way.do("Tamsin", on=FRIDAY, checked=NOTHING_APPLIES)
    assert "Key agencies" in missing.value.sentence

    add_agency(borough, way.case)
    way.do("Tamsin", on=FRIDAY, checked=NOTHING_APPLIES)
    assert way.waiting.step == "contact"


def contacted(borough: Borough) -> Way:
    way = decided(borough)
    add_agency(borough, way.case)
    way.do("Tamsin", on=FRIDAY, checked=NOTHING_APPLIES)
    tamsin = borough.actor("Tamsin", on=FRIDAY, at=time(16, 30))
    way.do("Tamsin", on=FRIDAY, actor=tamsin, **CONTACT)
    return way


def test_the_contact_holds_the_fixed_values_and_the_brothers_and_sisters(borough: Borough) -> None:
    way = contacted(borough)

    contact = Contact.objects.get(case=way.case)
    assert contact.source == "cog" and contact.answers["person_making_contact"] == "Any other professional"
    assert contact.answers["method"] == "Weekly COG Discussion"
    assert contact.answers["reason"] == "MASH New Contact: Children in Need (C)"
    assert contact.referrer["name"] == "Tamsin Okoro" and contact.people.count() > 1
    assert way.waiting.step == "packet" and way.waiting.tray == "spoc"


@pytest.mark.req("CLOK-01")
def test_mash_has_24_hours_from_the_finalised_contact(borough: Borough) -> None:
    way = contacted(borough)

    clock = clocks(way.case, borough, at(date(2026, 12, 21), 9))["answer-step-up"]
    assert clock.due.at == at(date(2026, 12, 19), 16, 30) and clock.state == "overdue"


def answering(borough: Borough) -> Way:
    """The packet has been sent; here without a packet, as where social care is told by other ways."""
    way = contacted(borough)
    item = way.waiting
    WorkItem.objects.filter(pk=item.pk).update(step="answer", tray="mash-managers")
    assert Journey.objects.filter(pk=item.journey_id, process="step-up-transfer").exists()
    return way


ANSWER: dict[str, Any] = {"answered_by": "R. Ames, MASH Manager", "answered_on": "2026-12-19"}


def test_accepted_the_episode_ends_on_the_day_of_the_decision(borough: Borough) -> None:
    way = answering(borough)
    way.do("Nell", "accepted", on=date(2026, 12, 21), **ANSWER)
    way.do("Tamsin", on=date(2026, 12, 21))

    case = Case.objects.get(pk=way.case)
    assert case.closed_on == date(2026, 12, 19)
    assert case.status in {each.id for each in borough.pack.statuses if each.closes}
    assert not WorkItem.objects.filter(journey__case=way.case, done_at__isnull=True).exists()
    assert clocks(way.case, borough, at(date(2026, 12, 21), 12))["answer-step-up"].state == "met late"


@pytest.mark.req("REC-07")
def test_rejected_the_case_stays_with_its_worker_and_the_reason_is_on_its_chronology(borough: Borough) -> None:
    way = answering(borough)
    before = Case.objects.get(pk=way.case)
    way.do("Nell", "rejected", on=date(2026, 12, 19), reasons="Early help has not been tried yet.", **ANSWER)
    way.do("Tamsin", on=date(2026, 12, 21))

    case = Case.objects.get(pk=way.case)
    assert (case.status, case.closed_on, case.owner_id) == (before.status, None, before.owner_id)
    assert "Early help has not been tried yet." in Log.objects.get(case=case, type="csc-rejected").what


# --- back to social care within four weeks (page 6)

DE_ESCALATED: dict[str, Any] = {
    "de_escalated_on": "2026-11-27", "why": "The family withdrew consent and refused support", "attempts": "3",
    "what_happened": "Three calls, then they refused.", "assessment_sent_on": "2026-12-16",
}  # fmt: skip


@pytest.mark.req("PATH-08")
def test_a_family_that_withdrew_is_decided_about_by_both_managers_and_neither_alone(borough: Borough) -> None:
    wednesday = date(2026, 12, 16)
    way = family(borough)
    for name in ("Ade", "Nell", "Gareth"):
        with pytest.raises(Refused):
            way.begin("step-up-single-assessment", name, on=wednesday)
    borough.share(Case.objects.get(pk=way.case), "cog")
    way.begin("step-up-single-assessment", "Tamsin", on=wednesday)
    way.do("Tamsin", on=wednesday, **DE_ESCALATED)

    clock = clocks(way.case, borough, at(wednesday, 12))["back-to-social-care"]
    assert clock.due.on == date(2026, 12, 25)

    way.do("Tamsin", "escalate", on=wednesday, reasons="They will not let us in.")
    item = way.waiting
    assert item.step == "decide" and item.proposed_by_id == borough.people["tamsin"].pk
    for name in ("Tamsin", "Nell"):
        with pytest.raises(Refused), acting_as(borough.actor(name, on=wednesday)) as actor:
            agree(item.pk, version=item.version, actor=actor)
    with acting_as(borough.actor("Piers", on=wednesday)) as piers:
        agree(item.pk, version=item.version, actor=piers)

    assert way.waiting.step == "contact"
    assert clocks(way.case, borough, at(wednesday, 13))["back-to-social-care"].state == "met"
    told: dict[str, Any] = {key: value for key, value in CONTACT.items() if key != "method"}
    way.do("Tamsin", on=wednesday, **told | {"reason": "Single Assessment team to review"})
    assert Contact.objects.get(case=way.case).answers["reason"] == "Single Assessment team to review"


@pytest.mark.req("PATH-08")
def test_after_four_weeks_the_family_steps_up_like_any_other(borough: Borough) -> None:
    late = date(2026, 12, 28)
    way = family(borough)
    borough.share(Case.objects.get(pk=way.case), "cog")
    way.begin("step-up-single-assessment", "Tamsin", on=late)
    with pytest.raises(Invalid) as over:
        way.do("Tamsin", on=late, **DE_ESCALATED)
    assert "25 December 2026" in over.value.fields["de-escalated-on"]

    way.do("Tamsin", on=late, **DE_ESCALATED | {"de_escalated_on": "2026-11-30"})
    assert way.waiting.step == "decide"
