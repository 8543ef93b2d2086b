"""Actions and the chronology by HTTP."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.assessments.tests.families import begin, done, score
from alongside.cases.models import Case, Member
from alongside.casework.actions.case_actions import Told, add_action, change_action
from alongside.casework.models import CaseAction, Significance
from alongside.casework.queries.case_actions import action, actions, people_of_case
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.models import Event
from alongside.plans.actions.meetings import NewMeeting, end_meeting, say_progress, start_meeting
from alongside.plans.actions.outcomes import NewAchievement, record_achievement, take_back
from alongside.plans.tests.planned import planned
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, log, now, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev sees too."""
    number = nominate(now(borough, "Ade"))
    borough.share(Case.objects.get(pk=number), "dev")
    return number


def typed(day: date) -> str:
    return f"{day:%d-%m-%Y}"


# --- actions


@pytest.mark.req("REC-03")
def test_completing_an_action_asks_for_an_outcome_and_removing_the_date_reopens_it(
    borough: Borough, family: int
) -> None:
    """S162."""
    ade, today = browser(borough, "ade"), timezone.localdate()
    at = f"/cases/{family}/actions/add/"
    told = {"name": "First home visit", "type": "home-visit", "created_on": typed(today), "due_on": typed(today),
            "completed_on": typed(today), "outcome": ""}  # fmt: skip

    refused = write(ade, at, **told)
    assert refused.status_code == 422 and "Say what came of it." in text(refused)
    assert not CaseAction.objects.exists()
    added = write(ade, at, **(told | {"outcome": "Met the whole family."}))
    assert added.status_code == 302
    [row] = CaseAction.objects.all()
    page = text(ade.get(f"/cases/{family}/actions/"))
    assert "First home visit Completed" in page and "Met the whole family." in page

    address = f"/cases/{family}/actions/{row.pk}/"
    reopened = ade.post(address, fields(ade.get(address)) | {"completed_on": ""})
    assert reopened.status_code == 302
    assert "First home visit Due today" in text(ade.get(f"/cases/{family}/actions/"))
    history = text(ade.get(address))
    assert "reopened an action" in history and "Completed: from" in history


@pytest.mark.req("REC-02", "REC-03")
def test_an_action_stands_on_its_note_and_participants_come_from_the_people_around_the_family(
    borough: Borough, family: int
) -> None:
    ade, actor = browser(borough, "ade"), now(borough, "Ade")
    number = log(family, actor, "We agreed what to do.")
    marnie = Member.objects.get(case_id=family, is_head=True).pk
    at = f"/cases/{family}/actions/add/?note={number}"
    page = text(ade.get(at))
    assert "On the note of" in page
    for name in ("Marnie Marsh", "Wren Marsh", "Ade Bankole"):
        assert name in page
    told = {"name": "Ring the clinic", "type": "telephone-call", "created_on": typed(actor.today)}

    wrong = write(ade, at, **told, participants="member:999999")
    assert wrong.status_code == 422 and "Choose from the list" in text(wrong)
    assert write(ade, at, **told, participants=f"member:{marnie}").status_code == 302

    assert "Ring the clinic" in text(ade.get(f"/cases/{family}/log/{number}/"))
    [row] = CaseAction.objects.all()
    assert row.log_id == number and row.participants[0]["name"] == "Marnie Marsh"


@pytest.mark.req("REC-03")
def test_open_actions_stand_first_by_the_day_they_are_due_and_overdue_ones_say_so(
    borough: Borough, family: int
) -> None:
    ade, today = now(borough, "Ade"), timezone.localdate()
    with acting_as(ade):
        for name, due, done in (("Later", 9, None), ("Never", None, None), ("Past", -3, None), ("Done", -5, -4)):
            add_action(
                Told(name, "other", today - timedelta(days=20), today + timedelta(days=due) if due else None,
                     today + timedelta(days=done) if done else None, outcome="It went well." if done else ""),
                case_id=family, actor=ade,
            )  # fmt: skip
        assert [each.name for each in actions(family, actor=ade).rows] == ["Past", "Later", "Never", "Done"]
    client = browser(borough, "ade")
    page = text(client.get(f"/cases/{family}/actions/"))
    assert "Past Overdue by 3 days" in page and "4 actions, 3 of them open" in page
    assert "Done" not in text(client.get(f"/cases/{family}/actions/?show=open")).split("Actions")[-1]
    assert "1 completed action" in text(client.get(f"/cases/{family}/actions/?show=completed"))


@pytest.mark.req("REC-03", "REC-11")
def test_an_action_changed_by_two_shows_both_and_keeps_whom_each_of_them_added(borough: Borough, family: int) -> None:
    actor = now(borough, "Ade")
    with acting_as(actor):
        number = add_action(Told("Ring", "other", actor.today), case_id=family, actor=actor)
        people = [each.value for each in people_of_case(family, actor=actor)]
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{family}/actions/{number}/"
    mine, theirs = fields(ade.get(address)), fields(dev.get(address))
    dev.post(address, theirs | {"name": "Ring the school", "participants": people[0]})

    both = ade.post(address, mine | {"name": "Ring the clinic", "participants": people[1]})
    assert both.status_code == 409
    assert "What stands there now Ring the school What you wrote Ring the clinic" in text(both)
    assert ade.post(address, fields(both) | {"participants": people[1]}).status_code == 302
    with acting_as(actor):
        found = action(number, case_id=family, actor=actor)
    assert found.name == "Ring the clinic"
    assert [each.value for each in found.participants] == people[:2]


@pytest.mark.req("REC-03")
def test_an_action_that_cannot_be_right_is_refused_and_taken_once_mended(borough: Borough, family: int) -> None:
    ade = now(borough, "Ade")
    right = {"name": "Ring", "type": "other", "created_on": ade.today}
    tomorrow, yesterday = ade.today + timedelta(days=1), ade.today - timedelta(days=1)
    for field, value in (("name", " "), ("type", "x"), ("created_on", tomorrow), ("due_on", yesterday),
                         ("completed_on", tomorrow), ("participants", ["member:0"])):  # fmt: skip
        with acting_as(ade), pytest.raises(Invalid) as refused:
            add_action(Told(**(right | {field: value})), case_id=family, actor=ade)
        assert field in refused.value.fields
    with acting_as(ade):
        number = add_action(Told(**right), case_id=family, actor=ade)
        change_action(number, told=Told(**(right | {"name": "Write"})), version=1, case_id=family, actor=ade)
        with pytest.raises(Stale):
            change_action(number, told=Told(**(right | {"name": "Sing"})), version=1, case_id=family, actor=ade)
    hollis = now(borough, "Hollis")
    with acting_as(hollis), pytest.raises(NotFound):
        change_action(number, told=Told(**right), version=2, case_id=family, actor=hollis)
    kinds = Event.objects.filter(facts__action=number).order_by("id").values_list("kind", flat=True)
    assert [*kinds] == ["action.added", "action.changed"]


# --- the chronology


@pytest.mark.req("REC-08")
def test_the_chronology_builds_itself_and_shows_both_days_of_a_late_note(borough: Borough, family: int) -> None:
    """S113."""
    ade = now(borough, "Ade")
    log(family, ade, "A visit long ago.", days=33)
    log(family, ade, "A visit today.")
    with acting_as(ade):
        told = Told("Ring the clinic", "other", ade.today - timedelta(days=5), ade.today - timedelta(days=2))
        add_action(told, case_id=family, actor=ade)
    client = browser(borough, "ade")

    page = text(client.get(f"/cases/{family}/chronology/"))

    assert page.index("A visit today.") < page.index("Other: Ring the clinic (due)") < page.index("A visit long ago.")
    assert "33 days later" in page
    assert "Nominated the family and opened the case" in page and "Added a family member: Wren Marsh" in page
    oldest = text(client.get(f"/cases/{family}/chronology/?order=oldest"))
    assert oldest.index("A visit long ago.") < oldest.index("A visit today.")
    notes = text(client.get(f"/cases/{family}/chronology/?kind=log"))
    assert "A visit today." in notes and "Ring the clinic" not in notes and "2 dated things" in notes
    wren = Member.objects.get(case_id=family, person__forename="Wren").pk
    about = text(client.get(f"/cases/{family}/chronology/?member={wren}"))
    assert "Added a family member: Wren Marsh" in about and "A visit" not in about
    since = timezone.localdate() - timedelta(days=3)
    assert "long ago" not in text(client.get(f"/cases/{family}/chronology/?since={typed(since)}"))


@pytest.mark.req("REC-08")
def test_what_matters_is_marked_with_a_word_of_analysis_and_the_mark_taken_off(borough: Borough, family: int) -> None:
    number = log(family, now(borough, "Ade"), "Jessa moved school.")
    log(family, now(borough, "Ade"), "Nothing much.")
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    at = f"/cases/{family}/chronology/log/{number}/mark/"

    assert "Say in a word why it matters." in text(write(ade, at, analysis=" ", version="0"))
    assert write(ade, at, analysis="The third school in a year.", version="0").status_code == 302

    only = text(dev.get(f"/cases/{family}/chronology/?only=significant"))
    assert "Jessa moved school." in only and "The third school in a year." in only and "Nothing much." not in only
    older = fields(dev.get(at))
    assert write(ade, at, analysis="The third in a year: why?", version=older["version"]).status_code == 302
    stale = dev.post(at, older | {"analysis": "Her own wish."})
    assert stale.status_code == 409 and "The third in a year: why?" in text(stale)
    assert dev.post(at, fields(stale) | {"analysis": "Her own wish."}).status_code == 302
    off = dev.post(at, fields(dev.get(at)) | {"do": "unmark"})
    assert off.status_code == 302
    assert "Jessa moved school." not in text(dev.get(f"/cases/{family}/chronology/?only=significant"))
    assert Significance.objects.filter(case_id=family).count() == 3, "what was said before stays"
    history = text(ade.get(f"/cases/{family}/history/"))
    assert "took a mark off in the chronology" in history and "Her own wish." in history


@pytest.mark.req("REC-08")
@pytest.mark.parametrize("at", ["log/1", "nothing/1", "report/99999999", "event/1"])
def test_nothing_is_marked_that_does_not_stand_in_this_chronology(borough: Borough, family: int, at: str) -> None:
    number = nominate(now(borough, "Bryony"))
    ade = browser(borough, "ade")
    assert number != family
    assert ade.get(f"/cases/{family}/chronology/{at}/mark/").status_code == 404
    mine = Event.objects.filter(case_id=family, kind="case.opened").order_by("id")[0].id
    theirs = Event.objects.filter(case_id=number, kind="case.opened").order_by("id")[0].id
    assert ade.get(f"/cases/{family}/chronology/event/{theirs}/mark/").status_code == 404
    assert ade.get(f"/cases/{family}/chronology/event/{mine}/mark/").status_code == 200


@pytest.mark.req("REC-08", "ASMT-01", "PLAN-05", "PLAN-06")
def test_what_was_assessed_planned_reviewed_and_achieved_stands_in_the_chronology_and_leads_there(
    borough: Borough,
) -> None:
    today = timezone.localdate()
    there = planned(borough, today - timedelta(days=20))
    actor, ade, dev = now(borough, "Ade"), browser(borough, "ade"), browser(borough, "dev")
    with acting_as(actor):
        star = begin(there.case, actor, today - timedelta(days=30))
        score(star, actor)
        done(star, actor)
        meeting = NewMeeting("partnership", "Review", today - timedelta(days=2))
        review = start_meeting(there.plan, meeting=meeting, actor=actor)
        for concern in (there.income, there.confidence):
            say_progress(review, concern, progress="some", words="", version=0, actor=actor)
        end_meeting(review, next_on=today + timedelta(days=30), version=1, actor=actor)
        achieved = NewAchievement("They get every benefit.", today - timedelta(days=5))
        achievement = record_achievement(there.income, achieved=achieved, actor=actor)
    at = f"/cases/{there.case}/"
    expected = {
        f"{at}assessments/{star}/": (30, "Completed an assessment: Whole Family Webstar"),
        f"{at}plans/{there.plan}/": (20, "Completed the plan"),
        f"{at}concerns/{there.income}/": (5, "Recorded an outcome as achieved on concern 1"),
        f"{at}meetings/{review}/": (2, "Reviewed the plan: "),
    }
    for client in (ade, dev):
        page = client.get(f"{at}chronology/?kind=event")
        rows = page.content.decode().split("<tr ")
        for address, (ago, words) in expected.items():
            [row] = [each for each in rows if f'href="{address}"' in each]
            assert f"{today - timedelta(days=ago):%-d %B %Y}" in row and words in row
            assert f'href="{address}"' in client.get(f"{at}history/").content.decode()
    later = ade.get(f"{at}chronology/?kind=event&since={typed(today)}").content.decode()
    assert "Completed an assessment" not in later and "Reviewed the plan" not in later

    with acting_as(actor):
        take_back(achievement, why="It was the other family.", actor=actor)
    assert "Took back an outcome on concern 1" in text(ade.get(f"{at}chronology/?kind=event"))
