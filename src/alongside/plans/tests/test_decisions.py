"""Managers' decisions: who makes them, by when, what stands on the case afterwards, and who is told."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from alongside.accounts.models import Membership
from alongside.accounts.queries import manages
from alongside.assessments.models import Assessment
from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.plans.actions.decisions import decide
from alongside.plans.models import Decision, Meeting, Plan
from alongside.plans.queries.decisions import (
    count_waiting_for_me,
    decided_on_mine,
    decision_on,
    oversight,
    to_decide,
    waiting_for_me,
)
from alongside.plans.rules.decisions import Completed, Deciding, due_on, why_not
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import nominate

# --- the rules


@pytest.mark.req("PLAN-05")
def test_a_decision_is_due_in_three_calendar_days() -> None:
    christmas_eve = datetime(2026, 12, 24, 17, tzinfo=UTC)

    assert due_on(christmas_eve) == date(2026, 12, 27)  # S036: a Sunday
    assert due_on(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 5), "it is 2 July in London already"


deciding = st.builds(Deciding, st.integers(1, 4), st.frozensets(st.integers(1, 3)), st.booleans())
completed = st.builds(Completed, st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.just(True), st.just(""))


@given(what=completed, who=deciding)
def test_nobody_decides_about_their_own_and_only_a_manager_or_the_coordinating_team_decides(
    what: Completed, who: Deciding
) -> None:
    may = not why_not(what, who)

    assert may == (who.user != what.by and (who.coordinates or bool(who.manages & {what.by_team, what.owner_team})))


# --- on a case


@pytest.fixture
def case(borough: Borough) -> int:
    """Ade's family, shared with his manager Bryony, with Dev and with the coordinating team."""
    number = nominate(borough.actor("Ade"))
    for whom in ("bryony", "dev", "hollis", "strengthening-families"):
        borough.share(Case.objects.get(pk=number), whom)
    return number


def assessment(case: int, by: Actor, tool: str = "early-help-assessment", days: int = 0) -> int:
    """An assessment completed behind the actions, some days ago."""
    at = by.now - timedelta(days=days)
    row = Assessment.objects.create(
        partnership_id=by.partnership_id, case_id=case, tool=tool, took_place_on=at.date(), started_by_id=by.user_id,
        started_at=at, completed_by_id=by.user_id, completed_at=at,
    )  # fmt: skip
    return row.pk


def a_plan(case: int, by: Actor, days: int = 0) -> int:
    at = by.now - timedelta(days=days)
    row = Plan.objects.create(
        partnership_id=by.partnership_id, case_id=case, title="Mornings", status="open", started_by_id=by.user_id,
        started_at=at, completed_by_id=by.user_id, completed_at=at,
    )  # fmt: skip
    return row.pk


def a_review(plan: int, by: Actor, kind: str = "partnership") -> int:
    row = Meeting.objects.create(
        partnership_id=by.partnership_id, plan_id=plan, kind=kind, title="First review", held_on=by.today,
        started_by_id=by.user_id, started_at=by.now, ended_by_id=by.user_id, ended_at=by.now,
    )  # fmt: skip
    return row.pk


def say(actor: Actor, case: int, about: Any, thing: int, agreed: bool | None = True, words: str = "Clear.") -> int:
    with acting_as(actor):
        return decide(case, about, thing, agreed=agreed, words=words, actor=actor)


@pytest.mark.django_db
@pytest.mark.req("PLAN-05", "REC-03")
def test_a_manager_signs_off_and_it_stands_on_the_case_as_a_managers_decision(borough: Borough, case: int) -> None:
    ade, bryony = borough.actor("Ade"), borough.actor("Bryony")
    made = assessment(case, ade)

    row = Decision.objects.get(pk=say(bryony, case, "assessment", made, words="Good. Go on to the plan."))

    note = Log.objects.get(pk=row.log_id)
    assert (note.type, note.author_id) == ("managers-decision", bryony.user_id)
    assert [each["title"] for each in note.headings] == ["What was discussed", "Decision and why"]
    assert note.headings[0]["words"] == "The assessment “Early Help Assessment”, completed by Ade Bankole."
    assert note.headings[1]["words"] == "Signed off. Good. Go on to the plan."
    event = Event.objects.get(kind="manager.decided")
    assert (event.case_id, event.facts["assessment"], event.facts["agreed"]) == (case, made, True)
    assert "plan." not in str(event.facts)  # no words of the family
    with acting_as(ade):
        [told] = decided_on_mine(actor=ade)
    assert (told.thing_id, told.decided.by, told.title) == (made, "Bryony Tull", "Early Help Assessment")


@pytest.mark.django_db
@pytest.mark.req("PLAN-05")
def test_whoever_completed_it_is_told_by_mail_without_a_word_of_it(
    borough: Borough, case: int, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    say(borough.actor("Bryony"), case, "plan", a_plan(case, borough.actor("Ade")), agreed=False, words="What of Wren?")

    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send'")
        [(args,)] = cursor.fetchall()
    assert json.loads(args) == {"user_id": borough.people["ade"].pk, "what": "decision", "address": "/decisions/mine/"}


@pytest.mark.django_db
@pytest.mark.req("PLAN-05", "SHAR-06")
@pytest.mark.parametrize("name", ["Dev", "Hollis", "Ade"])
def test_nobody_else_decides_and_the_manager_then_does(borough: Borough, case: int, name: str) -> None:
    made = assessment(case, borough.actor("Ade"))
    with pytest.raises(Refused):
        say(borough.actor(name), case, "assessment", made)
    assert not Decision.objects.exists() and not Log.objects.filter(type="managers-decision").exists()

    assert say(borough.actor("Bryony"), case, "assessment", made)


@pytest.mark.django_db
@pytest.mark.req("PLAN-05")
def test_a_manager_does_not_sign_off_their_own_and_the_coordinating_team_then_does(borough: Borough, case: int) -> None:
    made = a_plan(case, borough.actor("Bryony"))
    with pytest.raises(Refused, match="You completed this yourself"):
        say(borough.actor("Bryony"), case, "plan", made)

    assert say(borough.actor("Carys"), case, "plan", made)


@pytest.mark.django_db
@pytest.mark.req("SHAR-06")
def test_a_manager_who_does_not_see_the_case_finds_nothing(borough: Borough) -> None:
    case = nominate(borough.actor("Ade"))
    made = assessment(case, borough.actor("Ade"))
    bryony = borough.actor("Bryony")
    with pytest.raises(NotFound):
        say(bryony, case, "assessment", made)
    with acting_as(bryony):
        assert waiting_for_me(actor=bryony).rows == []
    with acting_as(borough.actor("Ade")) as ade:
        found = decision_on("assessment", made, actor=ade)
    assert found and found.nobody_sees and [each.name for each in found.managers] == ["Bryony Tull"]

    borough.share(Case.objects.get(pk=case), "bryony")

    assert say(borough.actor("Bryony"), case, "assessment", made)


@pytest.mark.django_db
@pytest.mark.req("PLAN-05")
def test_more_is_asked_for_and_then_it_is_signed_off_once(borough: Borough, case: int) -> None:
    bryony = borough.actor("Bryony")
    made = assessment(case, borough.actor("Ade"))
    with pytest.raises(Invalid) as refused:
        say(bryony, case, "assessment", made, agreed=None, words="  ")
    assert set(refused.value.fields) == {"agreed", "words"}
    say(bryony, case, "assessment", made, agreed=False, words="Where is Wren’s voice?")
    with acting_as(bryony):
        assert waiting_for_me(actor=bryony).rows == []
        assert [each.id for each in waiting_for_me(actor=bryony, more_asked=True).rows] == [made]

    say(bryony, case, "assessment", made)

    with acting_as(bryony):
        assert waiting_for_me(actor=bryony, more_asked=True).rows == []
        found = decision_on("assessment", made, actor=bryony)
    assert found and [each.agreed for each in found.decisions] == [False, True] and not found.awaited
    with pytest.raises(Refused, match="Bryony Tull has signed this off already"):
        say(borough.actor("Carys"), case, "assessment", made)


@pytest.mark.django_db
@pytest.mark.req("PLAN-05")
def test_reviews_and_no_other_meetings_are_decided_about(borough: Borough, case: int) -> None:
    ade, bryony = borough.actor("Ade"), borough.actor("Bryony")
    plan = a_plan(case, ade)
    review, talk = a_review(plan, ade), a_review(plan, ade, "conversation")
    with pytest.raises(NotFound):
        say(bryony, case, "review", talk)
    with acting_as(bryony):
        assert decision_on("review", talk, actor=bryony) is None
        with pytest.raises(NotFound):
            to_decide(case, "meeting", review, actor=bryony)
        with pytest.raises(NotFound):
            to_decide(borough.case("Bryony").pk, "review", review, actor=bryony)

    assert say(bryony, case, "review", review)


@pytest.mark.django_db
def test_nothing_is_asked_about_what_another_service_made(borough: Borough, case: int) -> None:
    ade, bryony = borough.actor("Ade"), borough.actor("Bryony")
    elsewhere = assessment(case, ade, "social-care-assessment")
    with acting_as(bryony):
        assert waiting_for_me(actor=bryony).rows == [] and decision_on("assessment", elsewhere, actor=bryony) is None
    with pytest.raises(Refused, match="No manager’s decision is asked for"):
        say(bryony, case, "assessment", elsewhere)

    assert say(bryony, case, "assessment", assessment(case, ade))


# --- what waits


@pytest.mark.django_db
@pytest.mark.req("PLAN-05")
def test_what_waits_stands_the_oldest_first_and_is_counted(borough: Borough, case: int) -> None:
    ade, bryony = borough.actor("Ade"), borough.actor("Bryony")
    new, old = assessment(case, ade, days=1), a_plan(case, ade, days=5)

    with acting_as(bryony):
        rows = waiting_for_me(actor=bryony).rows
        assert count_waiting_for_me(teams=manages(bryony), actor=bryony) == 2
    assert [(each.about, each.id) for each in rows] == [("plan", old), ("assessment", new)]
    assert rows[0].due_on == NOVEMBER - timedelta(days=2) and rows[0].title == "Mornings"
    with acting_as(ade):
        assert waiting_for_me(actor=ade).rows == [] and count_waiting_for_me(teams=manages(ade), actor=ade) == 0


@pytest.mark.django_db
@pytest.mark.req("INS-03")
def test_how_fast_managers_decided_stands_by_team_and_worker(borough: Borough, case: int) -> None:
    ade, bryony = borough.actor("Ade"), borough.actor("Bryony")
    quick, slow = assessment(case, ade, days=3), assessment(case, ade, days=4)
    a_plan(case, ade, days=5)
    assessment(case, borough.actor("Dev"))
    for made in (quick, slow):
        say(bryony, case, "assessment", made)

    with acting_as(bryony):
        found = oversight(NOVEMBER - timedelta(days=28), NOVEMBER, actor=bryony)

    assert [(each.worker, each.completed, each.in_time, each.later, each.late) for each in found] == [
        ("Ade Bankole", 3, 1, 1, 1), ("Dev Mistry", 1, 0, 0, 0),
    ]  # fmt: skip
    with acting_as(borough.actor("Femi")) as femi:
        assert oversight(NOVEMBER - timedelta(days=28), NOVEMBER, actor=femi) == []


@pytest.mark.django_db
def test_a_manager_of_the_authors_team_finds_it_too_and_the_coordinating_team_where_nobody_manages(
    borough: Borough, case: int
) -> None:
    dev, carys = borough.actor("Dev"), borough.actor("Carys")
    made = assessment(case, dev)
    Membership.objects.filter(user=borough.people["bryony"]).update(manages=False)
    with acting_as(carys):
        assert [each.id for each in waiting_for_me(actor=carys).rows] == [made]
    team = borough.people["dev"].team
    Membership.objects.filter(user=borough.people["hollis"]).update(team=team, manages=True)

    with acting_as(borough.actor("Hollis")) as hollis:
        assert [each.id for each in waiting_for_me(actor=hollis).rows] == [made]
    assert say(borough.actor("Hollis"), case, "assessment", made)


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 27])
def test_the_list_takes_two_queries_however_much_waits(borough: Borough, case: int, many: int) -> None:
    for days in range(many):
        assessment(case, borough.actor("Ade"), days=days)
    bryony = borough.actor("Bryony")

    with acting_as(bryony), CaptureQueriesContext(connection) as sent:
        page = waiting_for_me(actor=bryony)

    assert (len(page.rows), page.more) == (min(many, 25), many > 25)
    assert len(sent) == 2
    if many > 25:
        with acting_as(bryony):
            assert len(waiting_for_me(actor=bryony, page=2).rows) == 2
