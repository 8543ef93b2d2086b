"""Demand and capacity, counted across what the reader sees of single families."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from alongside.accounts.models import User
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.core.refusals import Refused
from alongside.pathway.models import AgendaItem, Contact, Journey, PanelMeeting, WorkItem
from alongside.reporting.queries.demand import Asked, demand, sources_of, stages_of
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("INS-04")]
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
ASKED = Asked(OCTOBER, NOVEMBER)


def received(
    place: Borough, on: date, *, area: str = "quay", source: str = "telephone", outcome: str = "", at: time = time(10)
) -> Contact:
    """A contact that nobody but the public form has, opened behind the actions."""
    service = User.objects.get(partnership=place.partnership, is_service=True)
    moment = datetime.combine(on, at, UTC)
    return Contact.objects.create(
        partnership=place.partnership, reference=f"R{Contact.objects.count():06}", source=source, area=area,
        received_at=moment, recorded_by=service, recorded_at=moment, outcome=outcome, audience=[service.principal_id],
        closed_at=moment if outcome else None,
    )  # fmt: skip


def clock(
    place: Borough, contact: Contact, timescale: str, took: int | None, *, expected: int = 1, within: int = 3
) -> Clock:
    """A clock of a contact that stopped after so many days, or has not."""
    start = contact.received_at
    stopped = None if took is None else start + timedelta(days=took)
    state = Clock.State.OPEN if took is None else Clock.State.MET if took <= within else Clock.State.MET_LATE
    day = start.date()
    return Clock.objects.create(
        partnership=place.partnership, contact_id=contact.pk, timescale=timescale, release_id=place.pack.release_id,
        started_by=Clock.objects.count() + 1, key=str(contact.pk), whose="", is_a="limit", started_at=start,
        counted_from=day, due_on=day + timedelta(days=within), aim_on=day + timedelta(days=expected),
        due_over=datetime.combine(day + timedelta(days=within + 1), time(), UTC),
        aim_over=datetime.combine(day + timedelta(days=expected + 1), time(), UTC), state=state, stopped_at=stopped,
    )  # fmt: skip


def test_contacts_are_counted_by_month_source_outcome_and_locality_whoever_has_them(brackenshore: Borough) -> None:
    for day in (1, 15, 31):
        received(brackenshore, date(2026, 10, day), outcome="panel")
    received(brackenshore, date(2026, 11, 2), source="DART", area="heath", outcome="advice")
    received(brackenshore, date(2026, 11, 3), area="heath")
    received(brackenshore, date(2026, 9, 30), at=time(22, 30))  # half past eleven at night in London: September
    received(brackenshore, date(2026, 10, 31), at=time(23, 59))  # the clocks have gone back: October

    with acting_as(brackenshore.actor("Ulla")) as ulla:
        assert not Contact.objects.exists(), "she sees none of them"
        found = demand(ASKED, actor=ulla)

    assert found.contacts == 6
    assert [(each.on, each.contacts) for each in found.months] == [(OCTOBER, 4), (NOVEMBER, 2)]
    assert found.outcomes == ["Information and advice", "Multi Agency Action Meeting", "Not decided yet"]
    assert found.months[1].outcomes == [1, 0, 1]
    assert [(each.title, each.many) for each in found.sources] == [("Telephone", 5), ("DART", 1)]
    assert [(each.title, each.many) for each in found.areas] == [("Brackenshore Quay", 4), ("Heathfield", 2)]

    with acting_as(brackenshore.actor("Ulla")) as ulla:
        dart = demand(Asked(OCTOBER, NOVEMBER, "heath", "DART"), actor=ulla)
    assert (dart.contacts, [each.title for each in dart.became]) == (1, ["Information and advice"])


def test_what_our_own_people_send_up_is_no_demand(borough: Borough) -> None:
    for source in ("telephone", "cog", "other", "cog"):
        Contact.objects.create(
            partnership=borough.partnership, reference=f"R{Contact.objects.count():06}", source=source, area="north",
            received_at=datetime(2026, 10, 5, 10, tzinfo=UTC), recorded_by=borough.people["ade"], outcome="step-up",
            recorded_at=datetime(2026, 10, 5, 10, tzinfo=UTC), audience=[borough.people["ade"].principal_id],
        )  # fmt: skip

    with acting_as(borough.actor("Carys")) as carys:
        found = demand(ASKED, actor=carys)

    assert found.contacts == 1 and [each.id for each in found.sources] == ["telephone"]
    assert {each.id for each in sources_of(borough.pack)}.isdisjoint({"cog", "other"})


def test_each_stage_stands_against_its_expectation_and_its_maximum(brackenshore: Borough) -> None:
    for took in (0, 1, 2, 5, None):
        clock(brackenshore, received(brackenshore, date(2026, 10, 5)), "acknowledge-referrer", took)
    clock(brackenshore, received(brackenshore, date(2026, 11, 17), area="heath"), "acknowledge-referrer", None)

    with acting_as(brackenshore.actor("Ulla")) as ulla:
        found = demand(ASKED, actor=ulla)

    stage = next(each for each in found.stages if each.timescale.id == "acknowledge-referrer")
    assert (stage.started, stage.expected, stage.met, stage.late, stage.overdue, stage.running) == (6, 2, 1, 1, 1, 1)
    assert (stage.median, stage.nine_in_ten, stage.since_request) == (1, 5, 1)
    assert (stage.in_expectation, stage.in_time) == (40, 60)
    with acting_as(brackenshore.actor("Ulla")) as ulla:
        chosen = demand(Asked(OCTOBER, NOVEMBER, stage="acknowledge-referrer"), actor=ulla)
    assert [(on, each.started) for on, each in chosen.by_month] == [(OCTOBER, 5), (NOVEMBER, 1)]
    assert [(title, each.started) for title, each in chosen.by_area] == [("Brackenshore Quay", 5), ("Heathfield", 1)]


def test_the_stages_are_those_of_the_pack(brackenshore: Borough, centres: Borough) -> None:
    stages = [each.id for each in stages_of(brackenshore.pack)]

    assert stages[:5] == [
        "present-to-panel", "acknowledge-referrer", "screen-daily", "tell-screening-outcome",
        "allocate-step-down-screened",
    ]  # fmt: skip
    assert {"initial-contact", "first-visit", "assessment", "plan", "close"} <= set(stages)
    assert not {"open-3-months", "record", "supervision"} & set(stages)
    assert stages_of(centres.pack) == []


def test_decisions_of_panels_are_counted_with_the_agency_that_leads(brackenshore: Borough) -> None:
    petra = brackenshore.people["petra"]
    team = brackenshore.teams["panel"]
    now = datetime(2026, 11, 12, 10, tzinfo=UTC)
    meeting = PanelMeeting.objects.create(
        partnership=brackenshore.partnership, panel="maam", team=team, held_on=now.date(), made_by=petra, made_at=now
    )
    for number, decision in enumerate(("lead-it", "lead-it", "another-way")):
        journey = Journey.objects.create(
            partnership=brackenshore.partnership, process="panel", release_id=brackenshore.pack.release_id,
            contact=received(brackenshore, date(2026, 11, 2)), facts={"area": "quay"}, started_by=petra, started_at=now,
        )  # fmt: skip
        item = WorkItem.objects.create(
            partnership=brackenshore.partnership, journey=journey, step="decide", team=team, entered_at=now
        )
        AgendaItem.objects.create(
            partnership=brackenshore.partnership, meeting=meeting, item=item, position=number, decision=decision,
            lead_agency=team.organisation if decision == "lead-it" else None, decided_at=now, decided_by=petra,
        )  # fmt: skip

    with acting_as(brackenshore.actor("Ulla")) as ulla:
        found = demand(ASKED, actor=ulla)

    assert [(each.panel, each.title, each.many) for each in found.decisions] == [
        ("Multi Agency Action Meeting", "Lead it", 2), ("Multi Agency Action Meeting", "Another way", 1),
    ]  # fmt: skip
    assert [(lead.title, lead.many) for lead in found.decisions[0].leads] == [("Brackenshore County Council", 2)]


def test_the_figures_are_for_the_coordinating_team_and_for_managers(brackenshore: Borough) -> None:
    received(brackenshore, date(2026, 11, 2))
    for name in ("Nadir", "Silas"):
        with acting_as(brackenshore.actor(name)) as somebody, pytest.raises(Refused, match="manage a team"):
            demand(ASKED, actor=somebody)
    for name in ("Ulla", "Orla"):
        with acting_as(brackenshore.actor(name)) as reader:
            assert demand(ASKED, actor=reader).contacts == 1


def test_a_manager_is_not_told_a_number_that_could_point_to_a_family_of_one_locality(brackenshore: Borough) -> None:
    for _ in range(7):
        received(brackenshore, date(2026, 11, 2))
    for _ in range(6):
        received(brackenshore, date(2026, 11, 2), area="upland", source="walk-in")
    received(brackenshore, date(2026, 11, 3), area="heath", source="DART", outcome="panel")

    with acting_as(brackenshore.actor("Orla")) as orla:
        everywhere = demand(ASKED, actor=orla)
        heath = demand(Asked(OCTOBER, NOVEMBER, "heath"), actor=orla)
    with acting_as(brackenshore.actor("Ulla")) as ulla:
        told = demand(Asked(OCTOBER, NOVEMBER, "heath"), actor=ulla)

    assert {each.title: each.many for each in everywhere.areas} == {
        "Brackenshore Quay": 7, "The Uplands": None, "Heathfield": None,
    }  # fmt: skip
    assert [each.many for each in everywhere.sources] == [7, 6, 1], "a source alone points to nobody"
    assert (heath.contacts, [each.many for each in heath.sources], heath.months[1].contacts) == (None, [None], None)
    assert (told.contacts, [each.many for each in told.sources]) == (1, [1])


def test_nothing_is_counted_of_another_partnership(brackenshore: Borough, thornhaven: Borough) -> None:
    received(brackenshore, date(2026, 11, 2))
    clock(brackenshore, received(brackenshore, date(2026, 11, 2)), "acknowledge-referrer", 1)

    with acting_as(thornhaven.actor("Una")) as una:
        found = demand(ASKED, actor=una)

    assert found.contacts == 0
    assert not any(each.started for each in found.stages)
