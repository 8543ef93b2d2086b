"""What is needed, gathered from the case itself: assessments, children's own words, notes of direct work, the plan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.assessments.models import Answer, Assessment, Score
from alongside.assessments.rules.needed import Need, Row
from alongside.cases.models import Case, Flag, Member
from alongside.casework.actions.logs import Contact, Note, delete_log, write_note
from alongside.casework.rules.logs import ChildSeen
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.people.models import Person
from alongside.plans.models import Plan
from alongside.plans.queries.needed import needed_of_case
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import OYELARAN, nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


@pytest.fixture
def case(ade: Actor) -> int:
    """The Marsh and Quillan family: Marnie and Jay, Jessa who is ten and a half, Wren who is two."""
    return nominate(ade)


def rows(case: int, actor: Actor) -> dict[str, Row]:
    with acting_as(actor):
        return {row.id: row for row in needed_of_case(case, actor=actor)}


def assessed(case: int, tool: str, on: date, *, completed: bool = True, person: int | None = None) -> Assessment:
    """An assessment made behind the actions, as on another day."""
    row, at = Case.objects.get(pk=case), datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=12)
    return Assessment.objects.create(
        partnership_id=row.partnership_id, case=row, tool=tool, took_place_on=on, person_id=person,
        started_by_id=row.owner_id, started_at=at, completed_by_id=row.owner_id if completed else None,
        completed_at=at if completed else None,
    )  # fmt: skip


def child(case: int, forename: str) -> Member:
    return Member.objects.get(case=case, person__forename=forename)


def direct_work(case: int, member: Member, actor: Actor, type: str = "child-voice") -> int:
    headings = {"direct-work": "Drew her house.", "own-words": "“I like my room.”"}
    if type == "visit":
        ids = ("purpose", "who-was-there", "details", "actions", "analysis", "views-of-the-child")
        headings |= dict.fromkeys(ids, "She likes her room.")
    said = ChildSeen(member.pk, seen=True, seen_alone=True, spoken_to=True, own_words="I like my room.")
    note = Note(Contact(actor.now - timedelta(hours=1), "At school", "Wren"), type, headings, [], [said])
    with acting_as(actor):
        return write_note(note, case_id=case, actor=actor)


@pytest.mark.req("ASMT-05", "ASMT-06", "ASMT-07")
def test_a_new_case_says_what_is_missing_and_for_whom(case: int, ade: Actor) -> None:
    found = rows(case, ade)

    assert list(found) == ["early-help-assessment", "voice-of-the-child", "cse-screening"]
    [assessment] = found["early-help-assessment"].needs
    assert (assessment.state, assessment.do, assessment.tool) == ("missing", "start", "early-help-assessment")
    screening = {need.name_of_child: need.state for need in found["cse-screening"].needs}
    assert screening == {"Jessa Quillan": "missing", "Wren Marsh": "not needed"}
    assert {need.name_of_child for need in found["voice-of-the-child"].open} == {"Jessa Quillan", "Wren Marsh"}


@pytest.mark.req("ASMT-06")
def test_a_fresh_social_care_assessment_stands_in_its_place_until_it_is_three_months_old(
    borough: Borough, case: int, ade: Actor
) -> None:
    assessed(case, "social-care-assessment", date(2026, 8, 31))

    last, after = borough.actor("Ade", on=date(2026, 11, 30)), borough.actor("Ade", on=date(2026, 12, 1))

    assert rows(case, last)["early-help-assessment"].needs[0].state == "not needed"
    assert rows(case, after)["early-help-assessment"].needs[0].state == "missing"
    Flag.objects.create(
        partnership_id=ade.partnership_id, case_id=case, flag="early-help", starts_on=date(2026, 11, 30),
        start_reason="stepped-down",
    )  # fmt: skip
    assert rows(case, after)["early-help-assessment"].needs[0].state == "not needed"


@pytest.mark.req("ASMT-07")
def test_screening_is_met_for_the_child_it_was_made_of(case: int, ade: Actor) -> None:
    jessa, wren = child(case, "Jessa"), child(case, "Wren")
    assessed(case, "cse-screening", NOVEMBER, person=wren.person_id)
    assert [need.name_of_child for need in rows(case, ade)["cse-screening"].open] == ["Jessa Quillan"]

    assessed(case, "cse-screening", NOVEMBER, person=jessa.person_id)

    assert rows(case, ade)["cse-screening"].open == []


@pytest.mark.req("ASMT-07")
def test_of_a_child_whose_age_nobody_knows_it_is_asked_aloud(case: int, ade: Actor) -> None:
    wren = child(case, "Wren")
    Person.objects.filter(pk=wren.person_id).update(birth_date=None, age_band="Unknown")

    asked = next(need for need in rows(case, ade)["cse-screening"].needs if need.name_of_child == "Wren Marsh")

    assert (asked.state, asked.do) == ("unclear", "birth date")


@pytest.mark.req("ASMT-05")
def test_a_note_of_direct_work_counts_and_another_type_does_not(case: int, ade: Actor) -> None:
    wren = child(case, "Wren")

    def heard() -> str:
        return _of(rows(case, ade)["voice-of-the-child"], "Wren Marsh", "assessment").state

    direct_work(case, wren, ade, "visit")
    assert heard() == "missing"
    note = direct_work(case, wren, ade)
    assert heard() == "met"
    with acting_as(ade):
        delete_log(case, note, why="Wrong family", actor=ade)
    assert heard() == "missing"


@pytest.mark.req("ASMT-05")
def test_own_words_and_scores_in_an_assessment_are_the_childs_voice_there(case: int, ade: Actor) -> None:
    row = assessed(case, "early-help-assessment", NOVEMBER, completed=False)
    told = {"partnership_id": ade.partnership_id, "assessment": row, "by_id": ade.user_id, "at": ade.now}
    Answer.objects.create(part="development", question="learning", member=child(case, "Wren"), words="Well", **told)
    voice = rows(case, ade)["voice-of-the-child"]
    assert _of(voice, "Wren Marsh", "assessment").state == "missing"

    Answer.objects.create(part="voice", question="own-words", member=child(case, "Wren"), words="My room", **told)
    star = assessed(case, "whole-family-webstar", NOVEMBER, completed=False)
    told["assessment"] = star
    Score.objects.create(area="housing", voice="child or young person", member=child(case, "Jessa"), score=4, **told)

    voice = rows(case, ade)["voice-of-the-child"]
    assert _of(voice, "Wren Marsh", "assessment").assessment == row.pk
    assert _of(voice, "Jessa Quillan", "assessment").assessment == star.pk


@pytest.mark.req("ASMT-05")
def test_a_plan_begun_asks_for_the_children_to_be_heard_in_it(case: int, ade: Actor) -> None:
    voice = rows(case, ade)["voice-of-the-child"]
    assert _of(voice, "Wren Marsh", "plan").state == "later"

    Plan.objects.create(
        partnership_id=ade.partnership_id, case_id=case, title="Plan", status="open", started_by_id=ade.user_id,
        started_at=ade.now - timedelta(days=2),
    )  # fmt: skip
    assert _of(rows(case, ade)["voice-of-the-child"], "Wren Marsh", "plan").state == "missing"

    direct_work(case, child(case, "Wren"), ade)
    assert _of(rows(case, ade)["voice-of-the-child"], "Wren Marsh", "plan").state == "met"


def test_an_unborn_child_is_not_heard_and_not_screened(ade: Actor) -> None:
    found = rows(nominate(ade, OYELARAN), ade)

    unborn = [need for row in found.values() for need in row.needs if need.about and need.about.unborn]
    assert unborn and {need.state for need in unborn} == {"not needed"}


@pytest.mark.req("SHAR-06")
def test_nobody_else_learns_what_a_family_needs(borough: Borough, case: int, ade: Actor) -> None:
    dev = borough.actor("Dev")
    with pytest.raises(NotFound):
        rows(case, dev)

    borough.share(Case.objects.get(pk=case), "dev")

    assert rows(case, borough.actor("Dev"))


def test_it_takes_one_query_however_much_there_is(case: int, ade: Actor) -> None:
    for days in range(4):
        assessed(case, "whole-family-webstar", NOVEMBER - timedelta(days=days))
    with acting_as(ade), CaptureQueriesContext(connection) as sent:
        needed_of_case(case, actor=ade)

    assert len(sent) == 1


def test_children_centres_ask_for_nothing_here(centres: Borough) -> None:
    assert centres.pack.needed == ()


def _of(row: Row, name: str, stage: str) -> Need:
    return next(need for need in row.needs if (need.name_of_child, need.stage) == (name, stage))
