"""Supervision: every four weeks, written the same day, with a Managers Decision on each case, for the chain alone."""

from datetime import date, time, timedelta

import pytest

from alongside.accounts.models import Membership
from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.pathway.actions.supervisions import Discussed, Session, change_supervision, record_supervision
from alongside.pathway.models import Supervision
from alongside.pathway.queries import supervisions as queries
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CLOK-03")]


@pytest.fixture
def case(borough: Borough) -> Case:
    """Ade's family, shared with his manager Bryony and with the coordinating team."""
    found = borough.case()
    for whom in ("bryony", "strengthening-families"):
        borough.share(found, whom)
    return found


def held(borough: Borough, *cases: Discussed, notes: str = "Ade’s caseload and his leave.", days: int = 0) -> int:
    at = borough.actor("Bryony", at=time(10)).now - timedelta(days=days)
    with acting_as(borough.actor("Bryony")) as bryony:
        session = Session(at, notes, "Ade books the training.", NOVEMBER + timedelta(days=28), cases)
        return record_supervision(borough.people["ade"].pk, session, actor=bryony)


@pytest.mark.req("REC-03")
def test_each_family_discussed_gets_a_managers_decision_by_the_supervisor(borough: Borough, case: Case) -> None:
    held(borough, Discussed(case.pk, "The mornings.", "Go on for six weeks."))

    note = Log.objects.get(case=case, type="managers-decision")
    assert note.author_id == borough.people["bryony"].pk
    assert [each["words"] for each in note.headings] == [
        "Discussed with Ade Bankole. The mornings.",
        "Go on for six weeks.",
    ]
    [said] = Event.objects.filter(kind="case.discussed")
    assert said.case_id == case.pk and "mornings" not in str(said.facts)


def test_the_chain_alone_sees_it_and_nobody_else_learns_of_it(borough: Borough, case: Case) -> None:
    Membership.objects.filter(user=borough.people["hollis"]).update(manages=True)
    Membership.objects.create(user=borough.people["bryony"], team=borough.people["hollis"].team)
    number = held(borough, Discussed(case.pk, "", "Go on."))

    for name in ("Ade", "Bryony", "Hollis"):  # the worker, the supervisor, who manages a team the supervisor works in
        with acting_as(borough.actor(name)) as actor:
            assert queries.supervision(number, actor=actor).notes == "Ade’s caseload and his leave."
    for name in ("Carys", "Dev"):
        with acting_as(borough.actor(name)) as actor:
            assert not Supervision.objects.exists()
            assert not Event.objects.filter(kind="supervision.held").exists()
            with pytest.raises(NotFound):
                queries.supervision(number, actor=actor)
            with pytest.raises(NotFound):
                queries.of_worker(borough.people["ade"].pk, actor=actor)


def test_who_chairs_a_panel_of_many_agencies_is_no_supervisor_of_those_who_sit_on_it(brackenshore: Borough) -> None:
    """Silas comes from a school; Orla, who manages a family centre, sits on the panel that he chairs."""
    silas, orla, nadir = (brackenshore.people[name] for name in ("silas", "orla", "nadir"))
    Membership.objects.filter(user=silas, team=brackenshore.teams["panel"]).update(manages=True)
    with acting_as(brackenshore.actor("Orla")) as actor:
        number = record_supervision(nadir.pk, Session(actor.now, "His leave."), actor=actor)

    with acting_as(brackenshore.actor("Silas")) as actor:
        with pytest.raises(NotFound):
            queries.supervision(number, actor=actor)
        assert list(queries.supervised(actor=actor)) == []
        assert not queries.supervises(orla.pk, actor=actor)
        with pytest.raises(Refused):
            record_supervision(orla.pk, Session(actor.now, "Hers."), actor=actor)
    with acting_as(brackenshore.actor("Petra")) as actor:  # who manages the managers, and the panel too
        assert queries.supervision(number, actor=actor).notes == "His leave."
        assert queries.supervises(orla.pk, actor=actor)


def test_only_a_manager_of_the_workers_team_records_it(borough: Borough) -> None:
    session = Session(borough.actor("Ade").now, "We talked.")
    for name in ("Carys", "Hollis", "Ade"):
        with acting_as(borough.actor(name)) as actor, pytest.raises(Refused, match="manager of the worker"):
            record_supervision(borough.people["ade"].pk, session, actor=actor)

    assert held(borough)


def test_what_is_wrong_is_said_beside_its_field_and_then_it_is_recorded(borough: Borough, case: Case) -> None:
    with acting_as(borough.actor("Bryony")) as bryony:
        told = Session(
            bryony.now + timedelta(hours=1), " ", "", bryony.today - timedelta(1), [Discussed(case.pk, "Mornings")]
        )
        with pytest.raises(Invalid) as refused:
            record_supervision(borough.people["ade"].pk, told, actor=bryony)
    assert set(refused.value.fields) == {"held_on", "notes", "next_on", f"case-{case.pk}"}
    assert not Supervision.objects.exists() and not Event.objects.filter(kind="supervision.held").exists()

    assert held(borough, Discussed(case.pk))


def test_whose_is_due_stands_first_with_the_working_day_to_hold_it_by(borough: Borough) -> None:
    at = borough.actor("Bryony", on=date(2026, 11, 30))
    with acting_as(at):
        record_supervision(borough.people["ade"].pk, Session(at.now, "Well."), actor=at)

    with acting_as(borough.actor("Bryony", on=date(2026, 12, 2))) as bryony:
        [ade] = [each for each in queries.supervised(actor=bryony) if each.name == "Ade Bankole"]
    assert (ade.due_on, ade.last_working_day) == (date(2026, 12, 28), date(2026, 12, 24))  # S048
    with acting_as(borough.actor("Ade")) as nobody:
        assert queries.supervised(actor=nobody) == []


def test_what_was_recorded_later_says_so(borough: Borough) -> None:
    same, later = held(borough), held(borough, days=2)

    with acting_as(borough.actor("Ade")) as ade:
        assert queries.supervision(same, actor=ade).immediately
        assert not queries.supervision(later, actor=ade).immediately


def test_a_family_discussed_is_named_to_who_sees_its_case_with_the_note_once_written(
    borough: Borough, case: Case
) -> None:
    number = held(borough, Discussed(case.pk))
    with acting_as(borough.actor("Ade")) as ade:
        [discussed] = queries.supervision(number, actor=ade).cases
    assert (discussed.name, discussed.log_id) == (case.name, None)

    held(borough, Discussed(case.pk, "", "Go on."))

    with acting_as(borough.actor("Ade")) as ade:
        assert queries.supervision(number, actor=ade).cases[0].log_id


def test_its_supervisor_alone_puts_right_what_was_written(borough: Borough) -> None:
    number = held(borough)
    with acting_as(borough.actor("Ade")) as ade, pytest.raises(Refused):
        change_supervision(number, version=1, notes="Other.", agreed="", next_on=None, actor=ade)
    with acting_as(borough.actor("Bryony")) as bryony:
        change_supervision(number, version=1, notes="Better.", agreed="", next_on=None, actor=bryony)
        with pytest.raises(Stale):
            change_supervision(number, version=1, notes="Worse.", agreed="", next_on=None, actor=bryony)

    assert Supervision.objects.get(pk=number).notes == "Better."


@pytest.mark.parametrize("many", [1, 12])
def test_a_list_takes_the_same_queries_however_much_there_is(borough: Borough, many: int) -> None:
    for days in range(many):
        held(borough, days=days)
    with acting_as(borough.actor("Bryony")) as bryony:
        _, rows, more = queries.of_worker(borough.people["ade"].pk, actor=bryony)
    assert (len(rows), more) == (many, False)
