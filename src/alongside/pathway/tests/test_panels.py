"""Panels: the dates proposed, who stands on which agenda, one agency that leads, and what follows from a decision."""

from datetime import date

import pytest

from alongside.accounts.models import Organisation
from alongside.clocks.calendar import days_of
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.panels import (
    Attendance,
    Discussed,
    change_meeting,
    decide_on,
    end_meeting,
    make_meeting,
    say_who_was_there,
    write_notes,
)
from alongside.pathway.models import AgendaItem, PanelMeeting, WorkItem
from alongside.pathway.queries.panels import agenda, panel_page, panel_pages
from alongside.pathway.queries.panels import meeting as meeting_shown
from alongside.pathway.rules.panels import CARRIED, Proposed, last_in_time, meeting_for, proposed
from alongside.pathway.tests.walking import case_of, decided, ended, meeting, of, to_group, to_maam, waits
from tests.borough import Borough

WEDNESDAY, TUESDAY = date(2026, 11, 18), date(2026, 11, 24)
ENGLAND = days_of("england", "not working days", ())


@pytest.mark.req("PATH-03")
def test_the_days_of_a_panel_are_proposed_and_no_bank_holiday_is() -> None:
    found = proposed("Tuesday", after=WEDNESDAY, days=ENGLAND, many=2)
    assert [each.on for each in found] == [TUESDAY, date(2026, 12, 1)]

    [christmas, new_year] = proposed("Friday", after=date(2026, 12, 18), days=ENGLAND, many=2)

    assert christmas == Proposed(date(2026, 12, 24), date(2026, 12, 25), "Christmas Day")
    assert (new_year.on, new_year.instead_of) == (date(2026, 12, 31), date(2027, 1, 1))
    assert proposed("", after=WEDNESDAY, days=ENGLAND, many=3) == []


def test_a_family_comes_to_the_first_meeting_after_the_one_that_carried_it_over() -> None:
    meetings = [TUESDAY, date(2026, 12, 1)]
    assert meeting_for(WEDNESDAY, meetings) == TUESDAY
    assert meeting_for(TUESDAY, meetings) == TUESDAY
    assert meeting_for(WEDNESDAY, meetings, carried_on=TUESDAY) == date(2026, 12, 1)
    assert meeting_for(date(2026, 12, 2), meetings) is None


@pytest.mark.req("PATH-03")
def test_the_last_meeting_before_the_fifteen_days_run_out_is_known(brackenshore: Borough) -> None:
    """S002: received on Friday 18 December 2026, to be presented by Saturday 2 January 2027; the panel's Thursdays."""
    friday = date(2026, 12, 18)
    to_maam(brackenshore, friday)

    with acting_as(of(brackenshore, "Petra", friday)) as petra:
        [page] = panel_pages(actor=petra)
        [family] = page.waiting
        assert (family.on, family.due_on, family.last_in_time) == (
            date(2026, 12, 24), date(2027, 1, 2), date(2026, 12, 31),
        )  # fmt: skip
        assert not family.is_late and not family.is_last
        number = make_meeting("maam", page.sitting.team_id, held_on=date(2027, 1, 5), place="", actor=petra)
        [family] = panel_page("maam", page.sitting.team_id, actor=petra).waiting
        assert family.is_late, "the one meeting that is set is three days late"
        change_meeting(number, held_on=date(2026, 12, 31), place="", version=1, actor=petra)
        [family] = panel_page("maam", page.sitting.team_id, actor=petra).waiting
        assert family.is_last
    assert last_in_time(date(2027, 1, 2), []) is None


@pytest.mark.req("PATH-03")
def test_a_profile_ready_on_wednesday_is_on_tuesdays_agenda_and_one_agency_leads(thornhaven: Borough) -> None:
    contact = to_group(thornhaven, WEDNESDAY)
    with acting_as(of(thornhaven, "Wilda", WEDNESDAY)) as wilda:
        [page] = panel_pages(actor=wilda)
        assert page.sitting.title == "Locality Case Management Group Harbour"
        assert [each.on for each in page.waiting] == [TUESDAY] == [page.next_on]
    number = meeting(thornhaven, "locality-group", "group-harbour", TUESDAY, "Wilda", WEDNESDAY)
    wilda, item = of(thornhaven, "Wilda", TUESDAY), waits(contact)
    with acting_as(wilda):
        [family] = agenda(number, actor=wilda)
        assert family.name == "Aldous CH99 2ND"
        assert [(each.name, each.how_old) for each in family.family.people] == [
            ("Tansy Aldous", "Age unknown"), ("Bram Aldous", "9 years"),
        ]  # fmt: skip
        assert family.family.referrer == "Yara Denholm, Pastoral lead, Gorse Hill Academy"
        assert ("What do you recommend to the group?", "A team around the family, with school.") in [
            answer for each in family.family.before for answer in each.answers
        ]
        with pytest.raises(Invalid) as wrong:
            decide_on(number, item.pk, said=Discussed("", "lead"), version=0, actor=wilda)
        assert set(wrong.value.fields) == {"lead_agency"}
        police = Organisation.objects.get(partnership=thornhaven.partnership, name="Thornhaven Police")
        decide_on(number, item.pk, said=Discussed("", "lead", police.pk), version=0, actor=wilda)
    ended(thornhaven, number, "Wilda")

    [held] = [each.facts for each in Event.objects.filter(kind="panel.held")]
    assert (held["contact"], held["outcome"], held["lead_agency"]) == (contact, "allocate", "Thornhaven Police")
    assert waits(contact).step == "tell", "whoever raised it is told next"
    assert WorkItem.objects.get(pk=item.pk).way == "lead"


@pytest.mark.req("PATH-03")
def test_a_family_carried_over_twice_is_flagged_and_nothing_else_happens_to_it(thornhaven: Borough) -> None:
    contact = to_group(thornhaven, WEDNESDAY)
    item = waits(contact)
    for day in (TUESDAY, date(2026, 12, 1)):
        number = meeting(thornhaven, "locality-group", "group-harbour", day, "Wilda")
        wilda = of(thornhaven, "Wilda", day)
        with acting_as(wilda):
            with pytest.raises(Invalid) as wrong:
                decide_on(number, item.pk, said=Discussed("", CARRIED), version=0, actor=wilda)
            assert set(wrong.value.fields) == {"discussed"}
            decide_on(number, item.pk, said=Discussed("The police are not here.", CARRIED), version=0, actor=wilda)
        ended(thornhaven, number, "Wilda")

    third = meeting(thornhaven, "locality-group", "group-harbour", date(2026, 12, 8), "Wilda")

    with acting_as(of(thornhaven, "Wilda", date(2026, 12, 8))) as wilda:
        [family] = agenda(third, actor=wilda)
        assert (family.carried, family.is_flagged) == (2, True)
    assert WorkItem.objects.get(pk=item.pk).done_at is None
    assert not Event.objects.filter(kind="panel.held").exists()
    assert Event.objects.filter(kind="panel.carried-over", facts__contact=contact).count() == 2
    last = AgendaItem.objects.filter(item=item, meeting__held_on=date(2026, 12, 1)).get()
    assert last.carried_from is not None and last.carried_from.meeting.held_on == TUESDAY


@pytest.mark.req("PATH-03", "PATH-15")
def test_the_minutes_are_not_done_until_everything_is_decided_and_stay_as_they_are_then(brackenshore: Borough) -> None:
    contact = to_maam(brackenshore, date(2026, 11, 17))
    thursday = date(2026, 11, 19)
    number = meeting(brackenshore, "maam", "panel", thursday, "Petra")
    item, petra = waits(contact), of(brackenshore, "Petra", thursday)
    with acting_as(petra):
        with pytest.raises(Invalid) as wrong:
            end_meeting(number, version=1, actor=petra)
        assert set(wrong.value.fields) == {"present", f"item-{item.pk}"}
        people = Attendance([petra.user_id], ["Mrs Pell, Lantern Lane Primary School"], [petra.user_id])
        with pytest.raises(Invalid) as both:
            say_who_was_there(number, who=people, version=1, actor=petra)
        assert "cannot be there and send apologies" in both.value.fields["apologies"]
        people = Attendance([petra.user_id], ["Mrs Pell, Lantern Lane Primary School"])
        say_who_was_there(number, who=people, version=1, actor=petra)
        write_notes(number, notes="Held by video.", version=2, actor=petra)
        with pytest.raises(Stale):
            write_notes(number, notes="Held at the centre.", version=2, actor=petra)
        decide_on(number, item.pk, said=Discussed("", "no-further-action"), version=0, actor=petra)
        council = Organisation.objects.get(partnership=brackenshore.partnership, kind="council").pk
        with pytest.raises(Stale):
            decide_on(number, item.pk, said=Discussed("", "allocate", council), version=0, actor=petra)
        decide_on(number, item.pk, said=Discussed("They agree.", "allocate", council), version=1, actor=petra)

        end_meeting(number, version=3, actor=petra)

        shown = meeting_shown(number, actor=petra)
        assert [(each.name, each.organisation) for each in shown.present] == [
            ("Petra Lindqvist", "Brackenshore County Council"), ("Mrs Pell", "Lantern Lane Primary School"),
        ]  # fmt: skip
        with pytest.raises(Refused, match="minutes of this meeting are done"):
            write_notes(number, notes="More.", version=4, actor=petra)
        [family] = agenda(number, actor=petra)
        assert (family.decision_title, family.discussed) == (
            "Allocate to a Family Solutions Practitioner",
            "They agree.",
        )
    held = Event.objects.get(kind="panel.held")
    assert (held.case_id, held.facts["outcome"]) == (case_of(contact), "allocate")


@pytest.mark.req("PATH-03")
def test_what_a_panel_decides_is_decided_at_its_meeting_and_nowhere_else(brackenshore: Borough) -> None:
    contact = to_maam(brackenshore, date(2026, 11, 17))
    item, thursday = waits(contact), date(2026, 11, 19)
    with (
        acting_as(of(brackenshore, "Petra", thursday)) as petra,
        pytest.raises(Refused, match="decided at the meeting"),
    ):
        finish(item.pk, version=item.version, done=Done("no-further-action"), actor=petra)

    number = meeting(brackenshore, "maam", "panel", thursday, "Petra")
    decided(brackenshore, number, contact, "no-further-action", "Petra")
    with acting_as(of(brackenshore, "Petra", thursday)) as petra, pytest.raises(Invalid) as early:
        say_who_was_there(number, who=Attendance([petra.user_id]), version=1, actor=petra)
        change_meeting(number, held_on=date(2026, 11, 26), place="", version=2, actor=petra)
        end_meeting(number, version=3, actor=petra)
    assert "once it has been held" in early.value.fields["held_on"]
    ended(brackenshore, number, "Petra")

    assert Event.objects.get(kind="panel.held").facts["outcome"] == "other"


@pytest.mark.req("PATH-03", "SHAR-06")
def test_a_panel_is_there_for_its_own_team_alone(brackenshore: Borough, thornhaven: Borough) -> None:
    contact = to_maam(brackenshore, date(2026, 11, 17))
    thursday = date(2026, 11, 19)
    number = meeting(brackenshore, "maam", "panel", thursday, "Petra")
    decided(brackenshore, number, contact, "no-further-action", "Petra")
    for place, who in ((brackenshore, "Nadir"), (brackenshore, "Maren"), (thornhaven, "Wilda")):
        with acting_as(of(place, who, thursday)) as actor:
            assert not PanelMeeting.objects.exists() and not AgendaItem.objects.exists(), who
            for refused in (
                lambda: meeting_shown(number, actor=actor),
                lambda: agenda(number, actor=actor),
                lambda: make_meeting("maam", brackenshore.teams["panel"].pk, held_on=thursday, place="", actor=actor),
            ):
                with pytest.raises(NotFound):
                    refused()
    with acting_as(of(brackenshore, "Silas", thursday)) as silas:
        assert [each.name for each in agenda(number, actor=silas)] == ["Aldous CH99 2ND"]
