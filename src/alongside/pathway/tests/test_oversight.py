"""What a manager looks over, from the records: what slips, cases by age, the most intensive, what was recorded late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.accounts.queries import manages
from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.clocks.models import ClosedDay
from alongside.core.acting import acting_as
from alongside.pathway.actions.supervisions import Discussed, Session, record_supervision
from alongside.pathway.models import Allocation
from alongside.pathway.queries.oversight import Looked, count_slipping, oversight
from alongside.plans.models import Plan
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CLOK-03")]


def family(place: Borough, opened: date, owner: str = "Nadir", **facts: object) -> Case:
    """A case of a worker's, opened on a day, shared with the managers of the Family Centre."""
    case = place.case(owner, f"Family of {opened}")
    Case.objects.filter(pk=case.pk).update(opened_on=opened, **facts)
    for whom in ("orla", "petra"):
        place.share(case, whom)
    return case


def looked_over(place: Borough, case: Case, at: datetime, by: str = "orla", **more: object) -> Log:
    told = {"type": "managers-decision", "what": "Go on.", "written_at": at, **more}
    return Log.objects.create(
        partnership=place.partnership, case=case, author=place.people[by], contact_at=at, **told
    )  # fmt: skip


def seen_by(place: Borough, name: str, on: date) -> Looked:
    with acting_as(place.actor(name, on=on)) as actor:
        return oversight(actor=actor)


def test_a_case_stands_in_its_highest_band_alone(brackenshore: Borough) -> None:  # S046
    case = family(brackenshore, date(2026, 8, 31))

    for on, over in ((date(2026, 11, 30), None), (date(2026, 12, 1), 3), (date(2027, 3, 1), 6)):
        looked = seen_by(brackenshore, "Orla", on)
        assert [age for age in (3, 6, 9, 12) if looked.over(age)] == ([over] if over else [])
        assert [each.case_id for each in looked.over(over or 0)] == ([case.pk] if over else [])


def test_the_most_intensive_stand_on_top_with_the_reason_and_another_teams_do_not(brackenshore: Borough) -> None:
    for owner, facts in (
        ("Nadir", {"intensity": "intensive"}), ("Nadir", {"intensity": "intensive", "key_information": "Two dogs."}),
        ("Rosalind", {"priority": "high"}), ("Nadir", {}), ("Ulla", {"priority": "high"}),
    ):  # fmt: skip
        family(brackenshore, date(2026, 11, 2), owner, **facts)

    intensive = seen_by(brackenshore, "Orla", date(2026, 11, 17)).intensive

    assert sorted(word for each in intensive for word in each.why) == [
        "High priority",
        "Intensive",
        "Intensive",
    ]  # S047
    assert "Two dogs." in [each.key_information for each in intensive]


def test_oversight_is_due_a_month_after_the_last_and_slips_a_week_before(brackenshore: Borough) -> None:  # S043
    case = family(brackenshore, date(2026, 10, 1))
    looked_over(brackenshore, case, datetime(2027, 1, 31, 12, tzinfo=UTC))

    [found] = [each for each in seen_by(brackenshore, "Orla", date(2027, 2, 22)).todo if each.what == "oversight"]
    assert (found.due_on, found.last_working_day) == (date(2027, 2, 28), date(2027, 2, 26))
    assert not found.last_chance(date(2027, 2, 25)) and found.last_chance(date(2027, 2, 26)), "Friday afternoon"
    assert not [each for each in seen_by(brackenshore, "Orla", date(2027, 2, 20)).todo if each.what == "oversight"]
    [named] = seen_by(brackenshore, "Orla", date(2027, 2, 22)).without
    assert named.without == [date(2026, 12, 1), date(2026, 11, 1), date(2026, 10, 1)]


def test_a_decision_is_due_three_days_after_what_it_is_about(brackenshore: Borough) -> None:  # S042
    case, nadir = family(brackenshore, date(2026, 12, 1)), brackenshore.people["nadir"]
    at = datetime(2026, 12, 23, 12, tzinfo=UTC)
    Plan.objects.create(
        partnership=brackenshore.partnership, case=case, title="Mornings", status="open", started_by=nadir,
        started_at=at, completed_by=nadir, completed_at=at,
    )  # fmt: skip

    [found] = [each for each in seen_by(brackenshore, "Orla", date(2026, 12, 24)).todo if each.what == "plan"]
    assert (found.due_on, found.last_working_day) == (date(2026, 12, 26), date(2026, 12, 24))
    assert found.last_chance(date(2026, 12, 24))


def test_a_discussion_waits_until_the_supervisor_wrote_it_down(brackenshore: Borough) -> None:  # S044
    case = family(brackenshore, date(2027, 3, 1))
    with acting_as(brackenshore.actor("Orla", on=date(2027, 3, 25))) as orla:
        session = Session(orla.now - timedelta(hours=1), "Well.", cases=[Discussed(case.pk)])
        record_supervision(brackenshore.people["nadir"].pk, session, actor=orla)
    looked_over(brackenshore, case, datetime(2027, 3, 25, 15, tzinfo=UTC), by="nadir")

    [found] = [each for each in seen_by(brackenshore, "Orla", date(2027, 3, 26)).todo if each.what == "discussion"]
    assert (found.due_on, found.case_id, found.about) == (date(2027, 3, 30), case.pk, "Nadir Osei")

    looked_over(brackenshore, case, datetime(2027, 3, 26, 9, tzinfo=UTC))
    assert not [each for each in seen_by(brackenshore, "Orla", date(2027, 3, 26)).todo if each.what == "discussion"]


@pytest.mark.req("REC-06")
def test_what_was_recorded_late_says_by_how_long(brackenshore: Borough) -> None:  # S040
    case = family(brackenshore, date(2026, 11, 2))
    for held, written in (
        (datetime(2026, 11, 20, 18, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
    ):
        looked_over(brackenshore, case, held, by="nadir", type="log", written_at=written)

    [late] = seen_by(brackenshore, "Orla", date(2026, 11, 30)).late
    assert (late.days_late, late.author, late.type) == (1, "Nadir Osei", "Log")
    ClosedDay.objects.create(
        partnership=brackenshore.partnership, on=date(2026, 11, 23), reason="Offices closed",
        added_by=brackenshore.people["petra"], added_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )  # fmt: skip
    assert not seen_by(brackenshore, "Orla", date(2026, 11, 30)).late


def test_an_enablers_manager_looks_over_a_case_that_a_partner_leads(brackenshore: Borough) -> None:  # S049
    case = family(brackenshore, date(2026, 11, 2), "Silas")
    assert not seen_by(brackenshore, "Orla", date(2026, 11, 17)).cases
    Allocation.objects.create(
        partnership=brackenshore.partnership, case=case, user=brackenshore.people["nadir"], role="support",
        starts_on=date(2026, 11, 3), allocated_by=brackenshore.people["orla"], allocated_at=case.created_at,
    )  # fmt: skip

    [found] = seen_by(brackenshore, "Orla", date(2026, 11, 17)).cases
    assert (found.case_id, found.worker) == (case.pk, "Silas Brandreth")


def test_who_manages_nobody_looks_nothing_over_and_a_case_not_shared_is_not_there(brackenshore: Borough) -> None:
    brackenshore.case("Nadir")

    assert not seen_by(brackenshore, "Nadir", date(2026, 12, 1)).managed
    assert not seen_by(brackenshore, "Orla", date(2026, 12, 1)).cases
    brackenshore.share(Case.objects.get(), "orla")

    assert seen_by(brackenshore, "Orla", date(2026, 12, 1)).cases


@pytest.mark.parametrize("many", [1, 15])
def test_it_takes_the_same_queries_however_many_cases(brackenshore: Borough, many: int) -> None:
    for days in range(many):
        case = family(brackenshore, date(2026, 8, 1) + timedelta(days=days))
        looked_over(brackenshore, case, datetime(2026, 9, 1, 12, tzinfo=UTC))
    seen_by(brackenshore, "Orla", date(2026, 11, 17))

    with acting_as(brackenshore.actor("Orla")) as orla, CaptureQueriesContext(connection) as sent:
        looked = oversight(actor=orla)
        assert len(sent) <= 11
    assert len(looked.cases) == many
    with acting_as(brackenshore.actor("Orla")) as orla:
        assert count_slipping(teams=manages(orla), actor=orla) == len(looked.todo)
