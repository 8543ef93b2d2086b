"""The database's lock on the pathway: what is of a case is there with its case, a contact with its trays, too, and
supervision for its chain."""

from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.pathway.models import (
    AgendaItem,
    Allocation,
    Contact,
    ContactPerson,
    HandOver,
    ItemDraft,
    Journey,
    Packet,
    PanelMeeting,
    Supervision,
    Waiting,
    WorkItem,
)
from tests.borough import NOVEMBER, Borough
from tests.locks import Locked, can_insert, change
from tests.test_two_locks import PEOPLE, World, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-05", "SHAR-06")]

_CONTACT = "(SELECT k.case_id FROM pathway_contact k WHERE k.id = contact_id)"
_JOURNEY = "(SELECT j.case_id FROM pathway_journey j WHERE j.id = journey_id)"
OF_A_CASE: Mapping[str, str] = {
    "pathway_contact": "case_id", "pathway_contact_person": _CONTACT, "pathway_journey": "case_id",
    "pathway_work_item": _JOURNEY, "pathway_allocation": "case_id", "pathway_waiting": "case_id",
    "pathway_packet": "case_id", "pathway_hand_over": "case_id",
}  # fmt: skip
"""Each table whose rows are there with their case, and the case of a row."""
LOCKED = Locked(OF_A_CASE)
OTHERWISE = {"pathway_panel_meeting", "pathway_agenda_item", "pathway_supervision", "pathway_item_draft"}
"""A panel's meeting is its team's, with its agenda; supervision is its chain's; answers begun are their author's."""


def pathway_behind(case: Case) -> None:
    """A row of each of these tables on a case, made behind the actions."""
    ours, by, at = {"partnership": case.partnership}, case.owner, case.created_at
    contact = Contact.objects.create(
        reference=uuid4().hex, source="telephone", received_at=at, recorded_by=by, recorded_at=at, case=case,
        audience=[0], **ours,
    )  # fmt: skip
    ContactPerson.objects.create(contact=contact, position=1, surname="Marsh", **ours)
    journey = Journey.objects.create(
        process="closure", contact=contact, case=case, started_by=by, started_at=at, **ours
    )
    WorkItem.objects.create(journey=journey, step="close", entered_at=at, **ours)
    Allocation.objects.create(
        case=case, user=by, role="lead-professional", starts_on=NOVEMBER, allocated_by=by, allocated_at=at, **ours
    )
    Waiting.objects.create(case=case, since=at, **ours)
    Packet.objects.create(case=case, transfer_on=NOVEMBER, comments="", digest="", made_by=by, made_at=at, **ours)
    HandOver.objects.create(case=case, from_user=by, to_user=by, why="", handed_by=by, handed_at=at, **ours)


def test_no_table_of_the_pathway_is_forgotten_here() -> None:
    known = {model._meta.db_table for model in apps.get_app_config("pathway").get_models()}
    assert known == set(OF_A_CASE) | OTHERWISE


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds, name=st.sampled_from(PEOPLE), shift=st.integers(-31, 31))
def test_every_row_is_there_for_whoever_sees_its_case_and_no_row_for_anybody_else(
    borough: Borough, world: World, name: str, shift: int
) -> None:
    LOCKED.is_there_with_its_case(borough, world, name, shift, pathway_behind)


# --- nothing is put in or changed from outside


def test_an_outsider_has_no_part_in_it_until_the_case_is_shared_with_them(borough: Borough) -> None:
    case = borough.case()
    pathway_behind(case)
    rows, changeable = LOCKED.rows(), LOCKED.changeable()
    dev = borough.actor("Dev")
    assert LOCKED.seen(dev) == {table: [] for table in OF_A_CASE}
    with acting_as(dev):
        # A contact of one's own anybody may record: with oneself as its audience, which this row does not hold.
        assert [table for table, row in rows.items() if can_insert(table, row)] == []
        assert [table for table, column in changeable.items() if change(table, column)] == []

    borough.share(case, "Dev")
    dev = borough.actor("Dev")
    assert LOCKED.seen(dev) == {table: [case.pk] for table in OF_A_CASE}
    with transaction.atomic(), acting_as(dev):
        refused = [table for table, row in rows.items() if not can_insert(table, row)]
        assert refused == ["pathway_contact"]  # one's own alone
        assert [table for table, column in changeable.items() if not change(table, column)] == []
        transaction.set_rollback(True)


@pytest.mark.req("ORG-06")
def test_a_contact_is_there_for_the_team_of_the_tray_it_is_in_and_stays_there_once_it_is_sent_on(
    borough: Borough,
) -> None:
    ade, at = borough.people["ade"], borough.case().created_at
    ours = {"partnership": borough.partnership}
    contact = Contact.objects.create(
        reference="r", source="telephone", received_at=at, recorded_by=ade, recorded_at=at, audience=[ade.principal_id],
        **ours,
    )  # fmt: skip
    ContactPerson.objects.create(contact=contact, position=1, surname="Marsh", **ours)
    journey = Journey.objects.create(process="front-door", contact=contact, started_by=ade, started_at=at, **ours)
    tables = ("pathway_contact", "pathway_contact_person", "pathway_journey", "pathway_work_item")

    def sees(name: str) -> set[str]:
        with acting_as(borough.actor(name)), connection.cursor() as cursor:
            found = set()
            for table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
                found |= {table} if cursor.fetchone()[0] else set()
            return found

    item = WorkItem.objects.create(
        journey=journey, step="ask", entered_at=at, team=borough.teams["strengthening-families"], **ours
    )
    assert sees("Ade") == sees("Carys") == set(tables)
    assert sees("Hollis") == sees("Dev") == set()
    item.team = borough.teams["family-support-south"]
    item.save()
    assert sees("Carys") == sees("Hollis") == set(tables)  # what a team has read it does not unread
    item.assigned_to = borough.people["dev"]
    item.save()
    assert sees("Dev") == set(tables)
    assert sees("Esme") == set()


def test_a_panels_agenda_is_its_teams_and_supervision_its_chains(borough: Borough) -> None:
    case = borough.case()
    pathway_behind(case)
    ade, bryony, at = borough.people["ade"], borough.people["bryony"], case.created_at
    ours = {"partnership": borough.partnership}
    meeting = PanelMeeting.objects.create(
        panel="weekly-cog",
        team=borough.teams["strengthening-families"],
        held_on=NOVEMBER,
        made_by=ade,
        made_at=at,
        **ours,
    )
    AgendaItem.objects.create(meeting=meeting, item=WorkItem.objects.get(), position=1, **ours)
    Supervision.objects.create(
        worker=ade, supervisor=bryony, held_at=at, recorded_at=at,
        audience=sorted([ade.principal_id, bryony.principal_id]), **ours,
    )  # fmt: skip

    def sees(name: str) -> list[str]:
        with acting_as(borough.actor(name)), connection.cursor() as cursor:
            found = []
            for table in sorted(OTHERWISE):
                cursor.execute(f"SELECT count(*) FROM {table}")
                found += [table] if cursor.fetchone()[0] else []
            return found

    assert sees("Carys") == ["pathway_agenda_item", "pathway_panel_meeting"]
    assert sees("Ade") == sees("Bryony") == ["pathway_supervision"]
    item = WorkItem.objects.get()
    ItemDraft.objects.create(item=item, author=ade, kept_at=at, typed={"q-why": "Because."}, **ours)
    assert sees("Ade") == ["pathway_item_draft", "pathway_supervision"] and sees("Bryony") == ["pathway_supervision"]
    item.done_at, item.done_by = at, bryony
    item.save()
    assert ItemDraft.objects.get().typed, "somebody else did the step: what he typed is his still"
    item.done_by = ade
    item.save()
    assert ItemDraft.objects.get().typed == {}, "what was answered stands in one place"
    assert sees("Hollis") == sees("Dev") == []


def test_an_exclusion_beats_the_trays_of_a_contact_and_the_agenda_of_a_panel(borough: Borough) -> None:
    case = borough.case()
    pathway_behind(case)
    ade, carys, at = borough.people["ade"], borough.people["carys"], case.created_at
    ours = {"partnership": borough.partnership}
    coordinating = borough.teams["strengthening-families"]
    Contact.objects.update(audience=[carys.principal_id])
    item = WorkItem.objects.get()
    meeting = PanelMeeting.objects.create(
        panel="weekly-cog", team=coordinating, held_on=NOVEMBER, made_by=ade, made_at=at, **ours
    )
    AgendaItem.objects.create(meeting=meeting, item=item, position=1, **ours)
    tables = (
        "pathway_agenda_item",
        "pathway_contact",
        "pathway_contact_person",
        "pathway_journey",
        "pathway_work_item",
    )

    def sees() -> set[str]:
        with acting_as(borough.actor("Carys")), connection.cursor() as cursor:
            found = set()
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                found |= {table} if cursor.fetchone()[0] else set()
            return found

    assert sees() == set(tables)  # without the case: by the contact's audience, and by the panel's team
    for out in (carys.principal_id, coordinating.principal_id):
        Case.objects.filter(pk=case.pk).update(excluded=[out])
        assert sees() == set()
    Case.objects.filter(pk=case.pk).update(excluded=[])
    assert sees() == set(tables)
