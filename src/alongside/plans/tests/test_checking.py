"""A nomination is checked by the coordinating team; once its plan is completed, the family is decided about."""

import json

import pytest
from django.db import connection
from pytest_django import Settings

from alongside.cases.checking import check_nomination, count_to_check, said_on_mine, to_check
from alongside.cases.models import Case, Flag
from alongside.cases.queries import case_page
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.plans.actions.eligibility import decide_programme
from alongside.plans.models import Plan
from alongside.plans.queries.eligibility import to_decide
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = [pytest.mark.django_db, pytest.mark.req("NOM-11")]


@pytest.fixture
def case(borough: Borough) -> int:
    """Ade's family, with Dev as the lead worker; shared with Dev, Bryony and the coordinating team."""
    number = nominate(borough.actor("Ade"))
    Case.objects.filter(pk=number).update(lead_worker=borough.people["dev"])
    for whom in ("dev", "bryony", "strengthening-families"):
        borough.share(Case.objects.get(pk=number), whom)
    return number


def check(actor: Actor, case: int, advice: str = "Add Jay’s telephone number.") -> None:
    with acting_as(actor):
        check_nomination(case, advice=advice, actor=actor)


def decide(actor: Actor, case: int, eligible: bool | None = True, why: str = "Three criteria are met.") -> None:
    with acting_as(actor):
        decide_programme(case, eligible=eligible, why=why, actor=actor)


def complete_a_plan(case: int, actor: Actor) -> None:
    Plan.objects.create(
        partnership_id=actor.partnership_id, case_id=case, title="Mornings", status="open", started_by_id=actor.user_id,
        started_at=actor.now, completed_by_id=actor.user_id, completed_at=actor.now,
    )  # fmt: skip


def told() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send'")
        found = [json.loads(row[0]) for row in cursor.fetchall()]
    return {(each["user_id"], each["what"]) for each in found}


def test_a_nomination_waits_until_it_is_checked_and_its_workers_are_told(
    borough: Borough, case: int, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    carys, ade = borough.actor("Carys"), borough.actor("Ade")
    with acting_as(carys):
        assert [each.case_id for each in to_check(actor=carys)[0]] == [case] and count_to_check(actor=carys) == 1
        assert case_page(case, actor=carys).checks.to_check

    check(carys, case)

    with acting_as(carys):
        assert to_check(actor=carys) == ([], False) and count_to_check(actor=carys) == 0
    with acting_as(ade):
        stands, [said] = case_page(case, actor=ade).checks, said_on_mine(actor=ade)
    assert stands.advice and stands.advice.words == "Add Jay’s telephone number." and not stands.to_check
    assert (said.case_id, said.words, said.eligible) == (case, "Add Jay’s telephone number.", None)
    assert told() == {(borough.people[name].pk, "decision") for name in ("ade", "dev")}
    with pytest.raises(Refused, match="checked already"):
        check(carys, case)


@pytest.mark.req("SHAR-06")
@pytest.mark.parametrize("name", ["Ade", "Bryony", "Dev"])
def test_the_coordinating_team_alone_checks_and_decides(borough: Borough, case: int, name: str) -> None:
    complete_a_plan(case, borough.actor("Ade"))
    with acting_as(borough.actor(name)) as actor:
        assert to_check(actor=actor)[0] == to_decide(actor=actor)[0] == []
    for act in (check, decide):
        with pytest.raises(Refused, match="Only the Strengthening Families Team does this"):
            act(borough.actor(name), case)

        act(borough.actor("Carys"), case)


@pytest.mark.req("SHAR-06")
def test_a_case_that_is_not_shared_with_the_team_is_not_there(borough: Borough) -> None:
    case, carys = nominate(borough.actor("Ade")), borough.actor("Carys")
    with pytest.raises(NotFound):
        check(carys, case)
    with acting_as(carys):
        assert to_check(actor=carys)[0] == []
    borough.share(Case.objects.get(pk=case), "strengthening-families")

    check(carys, case)


def test_a_family_is_decided_about_once_the_plan_is_completed(borough: Borough, case: int) -> None:
    carys, ade = borough.actor("Carys"), borough.actor("Ade")
    with pytest.raises(Refused, match="not completed yet"):
        decide(carys, case)
    complete_a_plan(case, ade)
    with acting_as(carys):
        [waits] = to_decide(actor=carys)[0]
    assert (waits.case_id, waits.lead_worker) == (case, "Dev Mistry") and len(waits.criteria) == 1

    decide(carys, case)

    flag = Flag.objects.get(case=case)
    assert (flag.flag, flag.starts_on, flag.start_reason) == ("supporting-families", carys.today, "criteria-met")
    event = Event.objects.get(kind="programme.decided")
    assert (event.facts["decision"], event.facts["eligible"]) == ("eligible", True)
    with acting_as(carys):
        assert to_decide(actor=carys)[0] == []
    with acting_as(borough.actor("Dev")) as dev:
        assert [each.eligible for each in said_on_mine(actor=dev)] == [True]
    with pytest.raises(Refused, match="running already"):
        decide(carys, case, eligible=False)


def test_not_eligible_now_starts_nothing_and_may_be_eligible_later(borough: Borough, case: int) -> None:
    carys = borough.actor("Carys")
    complete_a_plan(case, borough.actor("Ade"))
    for eligible, why, field in ((None, "So.", "eligible"), (False, "  ", "why"), (False, "x" * 5001, "why")):
        with pytest.raises(Invalid) as refused:
            decide(carys, case, eligible, why)
        assert set(refused.value.fields) == {field}

    decide(carys, case, eligible=False, why="Only one criterion.")
    assert not Flag.objects.filter(case=case).exists()

    decide(carys, case, eligible=True, why="Now three.")
    assert Flag.objects.filter(case=case).count() == 1


def test_where_cases_are_kept_by_sites_nothing_is_checked(centres: Borough) -> None:
    jory = centres.actor("Jory")
    with acting_as(jory):
        assert to_check(actor=jory) == ([], False)
