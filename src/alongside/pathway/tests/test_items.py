"""What waits in a tray: taken, given, put back, sent on, done by one of its ways; decided by two; a note that waits."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.cases.models import Case, Share
from alongside.casework.actions.logs import Contact as WhenAndWhere
from alongside.casework.actions.logs import Note, write_note
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.packs.process_schema import Tray
from alongside.pathway.actions import items
from alongside.pathway.actions.items import Done
from alongside.pathway.actions.journeys import begin, begin_by_hand
from alongside.pathway.models import Journey, WorkItem
from alongside.pathway.queries import items as queries
from alongside.pathway.queries.waiting import waiting
from alongside.pathway.tests.practice import TRAYS, family_of_ade, practise
from tests.borough import Borough

pytestmark = pytest.mark.django_db

PAPERS = {"agencies": {"not_applicable": "none"}, "told": True, "health": False}
WHY = {"why": "The mornings are hard."}


@pytest.fixture
def place(borough: Borough) -> Borough:
    practise(borough)
    return borough


@pytest.fixture
def case(place: Borough) -> int:
    return family_of_ade(place)


def refer(place: Borough, case: int, who: str = "Ade") -> WorkItem:
    """The process begun by hand: its first step waits at the desk."""
    actor = place.actor(who)
    with acting_as(actor):
        journey = begin_by_hand("refer", actor=actor, case_id=case)
        return WorkItem.objects.get(journey=journey)


def finish(item: WorkItem, actor: Actor, done: Done | None = None) -> WorkItem:
    with acting_as(actor):
        return items.finish(item.pk, version=item.version, done=done or Done(), actor=actor)


def waits(item: WorkItem) -> WorkItem:
    return WorkItem.objects.get(journey=item.journey_id, done_at__isnull=True)


def to_the_hub(place: Borough, case: int) -> WorkItem:
    """The first step done by the manager, who may go on though something is missing."""
    done = Done(answers=WHY, checked=PAPERS, override="Agreed by telephone.")
    finish(refer(place, case), place.actor("Bryony"), done)
    return WorkItem.objects.get(step="read")


@pytest.mark.req("ORG-06")
def test_an_item_is_taken_out_of_a_tray_put_back_and_given_to_a_colleague(place: Borough, case: int) -> None:
    item, ade, bryony = refer(place, case), place.actor("Ade"), place.actor("Bryony")
    with acting_as(ade):
        items.take(item.pk, actor=ade)
        items.take(item.pk, actor=ade)  # a second press changes nothing
        assert queries.items_of_mine(actor=ade).total == 1
    with acting_as(bryony), pytest.raises(Refused, match="Somebody else has taken this"):
        items.take(item.pk, actor=bryony)
    with acting_as(ade):
        items.put_back(item.pk, actor=ade)
    with acting_as(bryony):
        [tray] = [each for each in queries.my_trays(actor=bryony) if each.id == "desk"]
        assert (tray.waiting, tray.untaken, tray.title) == (1, 1, "Early help desk")
        with pytest.raises(Invalid, match="Check what is marked"):
            items.give(item.pk, to=place.people["hollis"].pk, actor=bryony)
        items.give(item.pk, to=place.people["ade"].pk, actor=bryony)
    kinds = list(Event.objects.filter(kind__startswith="step.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["step.waits", "step.taken", "step.put-back", "step.given"]


@pytest.mark.req("ORG-06")
def test_who_does_not_work_the_tray_takes_nothing_from_it(place: Borough, case: int) -> None:
    item, dev, ade = refer(place, case), place.actor("Dev"), place.actor("Ade")
    with acting_as(dev), pytest.raises(NotFound):
        items.take(item.pk, actor=dev)
    place.share(WorkItem.objects.get(pk=item.pk).journey.case, "Dev")  # type: ignore[arg-type]
    dev = place.actor("Dev")
    with acting_as(dev), pytest.raises(Refused, match="works in the team of this tray"):
        items.take(item.pk, actor=dev)
    with acting_as(ade):
        items.take(item.pk, actor=ade)


@pytest.mark.req("ORG-06")
def test_an_item_is_sent_on_with_a_reason_and_the_other_team_sees_the_family_then(place: Borough, case: int) -> None:
    item, ade, carys = refer(place, case), place.actor("Ade"), place.actor("Carys")
    with acting_as(carys):
        assert queries.items_in_tray(queries.Narrowed(tray="hub"), actor=carys).total == 0
    with acting_as(ade):
        for tray, why, faulty in (("hub", " ", "why"), ("nowhere", "Because.", "tray"), ("desk", "Because.", "tray")):
            with pytest.raises(Invalid) as wrong:
                items.send_on(item.pk, tray=tray, why=why, version=item.version, actor=ade)
            assert list(wrong.value.fields) == [faulty]
        items.send_on(item.pk, tray="hub", why="They have the family.", version=item.version, actor=ade)
        with pytest.raises(Stale):
            items.send_on(item.pk, tray="desk", why="No.", version=item.version, actor=ade)
    carys = place.actor("Carys")
    with acting_as(carys):
        found = queries.items_in_tray(queries.Narrowed(tray="hub"), actor=carys)
        assert [each.about for each in found.rows] == ["Marsh / Quillan CH99 2ND"]
    said = Event.objects.get(kind="step.sent-on").facts
    assert (said["from"], said["to"], said["why"]) == ("Early help desk", "Hub", "They have the family.")


@pytest.mark.req("PATH-10")
def test_what_is_missing_stops_the_step_and_only_the_role_named_goes_on_with_a_reason(
    place: Borough, case: int
) -> None:
    item, ade, bryony = refer(place, case), place.actor("Ade"), place.actor("Bryony")
    short = Done(answers=WHY, checked={"health": True})
    for actor in (ade, bryony):
        with pytest.raises(Invalid) as wrong:
            finish(item, actor, short)
        assert wrong.value.sentence == "Still missing: Key agencies; Proposed to the family."
        assert "No agency is named." in wrong.value.fields["checklist"]
    with pytest.raises(Refused, match="Only a Team manager"):
        finish(item, ade, Done(answers=WHY, checked={"health": True}, override="It cannot wait."))
    done = finish(item, bryony, Done(answers=WHY, checked={"health": True}, override="It cannot wait."))
    assert done.overridden == "It cannot wait."
    assert Event.objects.get(kind="step.done").facts["overridden"] is True


def test_a_question_of_the_step_and_of_the_way_chosen_has_to_be_answered(place: Borough, case: int) -> None:
    item, carys = to_the_hub(place, case), place.actor("Carys")
    with pytest.raises(Invalid) as wrong:
        finish(item, carys)
    assert wrong.value.fields == {"way": "Choose what happens next."}
    with pytest.raises(Invalid) as wrong:
        finish(item, carys, Done(way="no"))
    assert wrong.value.fields == {"because": "Answer this: Why not?"}
    finish(item, carys, Done(way="no", answers={"because": "Another team helps."}))
    journey = Journey.objects.get(pk=item.journey_id)
    assert (journey.ended_at is not None, journey.ended_by_way) == (True, "no")
    assert "Another team helps." in Log.objects.get(case=case).what


@pytest.mark.req("PATH-08")
def test_a_joint_decision_is_recorded_by_neither_alone(place: Borough, case: int) -> None:
    """Scenario S060."""
    finish(to_the_hub(place, case), place.actor("Carys"), Done(way="yes"))
    item, ade, bryony, carys = WorkItem.objects.get(step="agree"), *(place.actor(n) for n in ("Ade", "Bryony", "Carys"))
    with acting_as(carys), pytest.raises(Refused, match="Nothing is proposed"):
        items.agree(item.pk, version=item.version, actor=carys)
    item = finish(item, ade)
    assert (item.done_at, item.proposed_by_id) == (None, ade.user_id)
    with acting_as(ade), pytest.raises(Refused, match="You proposed it yourself"):
        items.agree(item.pk, version=item.version, actor=ade)
    with acting_as(bryony), pytest.raises(Refused, match="One of each has to agree"):
        items.agree(item.pk, version=item.version, actor=bryony)
    with acting_as(carys):
        with pytest.raises(Invalid):
            items.disagree(item.pk, version=item.version, why=" ", actor=carys)
        items.disagree(item.pk, version=item.version, why="Ask the school first.", actor=carys)
    item = finish(WorkItem.objects.get(pk=item.pk), carys)  # the other may propose as well
    with acting_as(ade):
        items.agree(item.pk, version=item.version, actor=ade)
    item.refresh_from_db()
    assert item.done_at is not None
    assert (item.done_by_id, item.agreed_by_id) == (carys.user_id, ade.user_id)
    assert Journey.objects.get(pk=item.journey_id).ended_at is not None


def test_a_step_finished_twice_at_once_is_done_once(place: Borough, case: int) -> None:
    item, carys = to_the_hub(place, case), place.actor("Carys")
    finish(item, carys, Done(way="more"))
    with pytest.raises(Refused, match="has been done already"):
        finish(item, carys, Done(way="more"))
    assert WorkItem.objects.filter(step="ask").count() == 2
    assert Event.objects.filter(kind="step.done", facts__item=item.pk).count() == 1


@pytest.mark.req("REC-07")
def test_a_note_of_a_type_with_a_tray_waits_there_until_it_is_answered(borough: Borough) -> None:
    kinds = [
        each.model_copy(update={"tray": "hub"}) if each.id == "cin-meeting" else each
        for each in borough.pack.note_types
    ]
    practise(borough, note_types=tuple(kinds))
    case = borough.case()
    borough.consent(case)
    borough.share(case, "family-support-north")
    ade = borough.actor("Ade")
    at = WhenAndWhere(ade.now - timedelta(hours=1), "", "", "On 8 December at the school.")
    with acting_as(ade):
        write_note(Note(at, "csc-accepted"), case_id=case.pk, actor=ade)
        assert not WorkItem.objects.exists()  # this type goes to no tray
        log = write_note(Note(at, "cin-meeting"), case_id=case.pk, actor=ade)
    carys = borough.actor("Carys")
    with acting_as(carys):
        [found] = queries.items_in_tray(queries.Narrowed(tray="hub"), actor=carys).rows
        assert (found.step.title, found.facts["log"]) == ("Answer the note “CIN Meeting”", log)
        items.take(found.id, actor=carys)
    item = WorkItem.objects.get(pk=found.id)
    finish(item, carys, Done(answers={"answer": "Hollis goes."}))
    with acting_as(ade):
        [journey] = queries.journeys_of_case(case.pk, actor=ade)
        assert journey.ended_at is not None and journey.items[0].done_by == "Carys Penhale"
    assert "Hollis goes." in Log.objects.get(pk=WorkItem.objects.get(pk=found.id).log_id).what


@pytest.mark.req("REC-07")
def test_a_note_type_restricted_to_a_tray_is_read_by_its_team_and_its_author(borough: Borough) -> None:
    restricted = {"restricted_to": "hub", "tray": ""}  # the trays of this practice are others than those of the pack
    kinds = [
        each.model_copy(update=restricted) if each.id == "cin-meeting" else each for each in borough.pack.note_types
    ]
    practise(borough, note_types=tuple(kinds))
    case = borough.case()
    for team in ("family-support-north", "strengthening-families"):
        borough.share(case, team)
    ade = borough.actor("Ade")
    with acting_as(ade):
        at = WhenAndWhere(ade.now, "", "", "For the hub.")
        log = write_note(Note(at, "cin-meeting"), case_id=case.pk, actor=ade)
    for name, reads in (("Ade", True), ("Carys", True), ("Bryony", False)):
        actor = borough.actor(name)
        with acting_as(actor):
            assert Log.objects.filter(pk=log).exists() == reads, name


@pytest.mark.req("REC-07", "SHAR-06")
def test_a_restricted_type_is_read_by_the_team_of_the_area_and_never_by_all(borough: Borough) -> None:
    def note(tray: str, area: str, **to: Any) -> set[str]:
        nobody = Tray(id="nobody", title="Nobody's", areas={"southfields": "family-support-south"})
        kinds = [
            each.model_copy(update={"restricted_to": tray, "tray": ""}) if each.id == "cin-meeting" else each
            for each in borough.pack.note_types
        ]
        practise(borough, note_types=tuple(kinds), trays=(*TRAYS, nobody))
        case = borough.case()
        Case.objects.filter(pk=case.pk).update(area=area)
        for each in ("family-support-south", "strengthening-families", "Bryony"):
            borough.share(case, each)
        with acting_as(borough.actor("Ade")) as ade:
            log = write_note(
                Note(WhenAndWhere(ade.now, "", "", "For some."), "cin-meeting", **to), case_id=case.pk, actor=ade
            )
        found = set()
        for name in ("Ade", "Bryony", "Carys", "Hollis"):
            with acting_as(borough.actor(name)):
                found |= {name} if Log.objects.filter(pk=log).exists() else set()
        return found

    assert note("hub", "north") == {"Ade", "Carys"}
    assert note("nobody", "southfields") == {"Ade", "Hollis"}
    with pytest.raises(Invalid) as nobody_works_it:
        note("nobody", "north")
    assert "readers" in nobody_works_it.value.fields
    assert note("nobody", "north", readers=[borough.people["bryony"].principal_id]) == {"Ade", "Bryony"}


@pytest.mark.req("REC-07", "SHAR-06", "SHAR-09")
def test_a_restricted_note_waits_in_a_tray_for_its_circle_alone(borough: Borough) -> None:
    kinds = [
        each.model_copy(update={"tray": "hub"}) if each.id == "cin-meeting" else each
        for each in borough.pack.note_types
    ]
    practise(borough, note_types=tuple(kinds))
    case = borough.case()
    borough.consent(case)
    for team in ("family-support-north", "strengthening-families"):
        borough.share(case, team)
    ade, bryony, carys = borough.actor("Ade"), borough.actor("Bryony"), borough.actor("Carys")

    def told(actor: Actor) -> tuple[int, int, int]:
        with acting_as(actor):
            events = Event.objects.filter(case_id=case.pk).count()
            return len(queries.journeys_of_case(case.pk, actor=actor)), events, Log.objects.count()

    at = WhenAndWhere(ade.now, "", "", "A secret.")
    with acting_as(ade):
        write_note(Note(at, "cin-meeting", readers=[bryony.own]), case_id=case.pk, actor=ade)
    assert not WorkItem.objects.exists()  # whoever works the tray may not read it
    before = told(bryony)
    with acting_as(ade):
        hub = borough.teams["strengthening-families"].principal_id
        write_note(Note(at, "cin-meeting", readers=[hub]), case_id=case.pk, actor=ade)

    waits = WorkItem.objects.get()
    with acting_as(carys):
        [found] = queries.items_in_tray(queries.Narrowed(tray="hub"), actor=carys).rows
        with pytest.raises(Invalid) as elsewhere:
            items.send_on(found.id, tray="desk", why="For them.", version=1, actor=carys)
        assert "may not read it" in elsewhere.value.fields["tray"]
        items.take(found.id, actor=carys)
    waits.refresh_from_db()
    finish(waits, carys, Done(answers={"answer": "A secret is answered."}))
    assert told(bryony) == before
    with acting_as(bryony):
        with pytest.raises(NotFound):
            queries.item(waits.pk, actor=bryony)
        assert not Share.objects.filter(case=case, why__contains="CIN").exists()
    with acting_as(ade):
        [journey] = queries.journeys_of_case(case.pk, actor=ade)
        assert journey.ended_at is not None
        assert Log.objects.filter(what__contains="A secret is answered.").count() == 1


def test_lists_cost_the_same_queries_whatever_waits(place: Borough, case: int) -> None:
    ade = place.actor("Ade")

    def counted() -> Sequence[int]:
        found = []
        with acting_as(ade):
            for read in (
                lambda: queries.my_trays(actor=ade),
                lambda: queries.items_in_tray(queries.Narrowed(tray="desk", order="due"), actor=ade),
                lambda: queries.journeys_of_case(case, actor=ade),
                lambda: waiting(ade),
            ):
                with CaptureQueriesContext(connection) as asked:
                    read()
                found.append(len(asked))
        return found

    begin_many(place, case, 1)
    counted()
    few = counted()
    begin_many(place, case, 30)
    assert counted() == few
    assert few[3] == 1
    with acting_as(ade):
        assert waiting(ade).untaken == 31


def begin_many(place: Borough, case: int, number: int) -> None:
    ade = place.actor("Ade")
    with acting_as(ade):
        for _ in range(number):
            begin("chain", actor=ade, case_id=case)


DOING = st.lists(
    st.tuples(st.sampled_from(["Ade", "Bryony", "Carys"]), st.sampled_from(["take", "back", "give", "finish"]))
)


def test_any_order_of_turns_leaves_one_step_waiting_or_the_end_and_each_step_done_once(
    place: Borough, case: int
) -> None:
    """Property: several people take, put back, give and finish in any order."""

    @settings(max_examples=30, deadline=None)
    @given(turns=DOING)
    def holds(turns: list[tuple[str, str]]) -> None:
        with transaction.atomic():
            ade = place.actor("Ade")
            with acting_as(ade):
                journey = begin("chain", actor=ade, case_id=case)
            for name, turn in turns:
                _turn(place.actor(name), turn, journey, place)
            _whole(journey)
            transaction.set_rollback(True)

    holds()


def _turn(actor: Actor, turn: str, journey: Journey, place: Borough) -> None:
    item = WorkItem.objects.filter(journey=journey, done_at__isnull=True).first()
    if item is None:
        return
    try:
        with acting_as(actor):
            if turn == "take":
                items.take(item.pk, actor=actor)
            elif turn == "back":
                items.put_back(item.pk, actor=actor)
            elif turn == "give":
                items.give(item.pk, to=place.people["ade"].pk, actor=actor)
            else:
                items.finish(item.pk, version=item.version, done=Done(), actor=actor)
    except Refused:  # and NotFound, Invalid, Stale: a refusal changes nothing
        pass


def _whole(journey: Journey) -> None:
    journey.refresh_from_db()
    waiting_now = list(WorkItem.objects.filter(journey=journey, done_at__isnull=True))
    done = list(
        WorkItem.objects.filter(journey=journey, done_at__isnull=False).order_by("pk").values_list("step", flat=True)
    )
    assert done == [f"step-{number}" for number in range(1, len(done) + 1)]
    assert len(waiting_now) == (0 if journey.ended_at else 1)
    assert (journey.ended_at is not None) == (len(done) == 4)
