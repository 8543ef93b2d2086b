"""Meetings about a plan: begun, written down as it is said, reviews with progress and a next date, minutes done."""

from datetime import date, timedelta

import pytest

from alongside.casework.actions.tasks import To
from alongside.casework.models import Task
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.meetings import (
    NewMeeting,
    WhoWasThere,
    change_meeting,
    end_meeting,
    say_progress,
    say_who_was_there,
    start_meeting,
    write_notes,
)
from alongside.plans.actions.said import NewSaid, say, strike
from alongside.plans.models import ConcernTask, Meeting, Said
from alongside.plans.queries.meetings import meeting, meetings_of_case, to_project
from alongside.plans.queries.plans import plan
from alongside.plans.queries.reviews import next_agenda, reviews_due, room
from alongside.plans.tests.planned import Planned, noon, planned
from tests.borough import Borough

pytestmark = pytest.mark.django_db
COMPLETED, FIRST, SECOND = date(2027, 1, 6), date(2027, 2, 17), date(2027, 3, 15)
DAY = timedelta(days=1)


@pytest.fixture
def family(borough: Borough) -> Planned:
    return planned(borough, COMPLETED)


def begin(borough: Borough, family: Planned, on: date = FIRST, kind: str = "partnership", by: str = "Ade") -> int:
    actor = noon(borough, by, on)
    with acting_as(actor):
        return start_meeting(family.plan, meeting=NewMeeting(kind, "First review", on, "Family centre"), actor=actor)


def hold(borough: Borough, family: Planned, on: date, next_on: date | None = None) -> int:
    """A review from its beginning to its end, with some progress on each concern."""
    number, ade = begin(borough, family, on), noon(borough, "Ade", on)
    with acting_as(ade):
        for concern in (family.income, family.confidence):
            say_progress(number, concern, progress="some", words="Step by step.", version=0, actor=ade)
        version = Meeting.objects.get(pk=number).version
        end_meeting(number, next_on=next_on or on + 42 * DAY, version=version, actor=ade)
    return number


@pytest.mark.req("PLAN-05")
def test_the_plan_is_reviewed_next_as_each_review_says(borough: Borough, family: Planned) -> None:
    """S028: completed on 6 January, reviewed on 17 February and on 15 March 2027."""
    assert family.row.review_on == FIRST
    hold(borough, family, FIRST)
    assert family.row.review_on == date(2027, 3, 31)
    hold(borough, family, SECOND)
    assert family.row.review_on == date(2027, 4, 26)
    event = Event.objects.filter(kind="review.held").latest("id")
    assert event.facts["changes"] == [{"what": "Reviewed next", "from": "2027-03-31", "to": "2027-04-26"}]


@pytest.mark.req("PLAN-05")
@pytest.mark.parametrize(
    ("on", "says"),
    [(COMPLETED - DAY, "completed on 6 January 2027"), (FIRST - DAY, "reviewed last on 17 February"),
     (SECOND + DAY, "after today")],
)  # fmt: skip
def test_a_review_on_a_day_that_cannot_be_is_refused(borough: Borough, family: Planned, on: date, says: str) -> None:
    hold(borough, family, FIRST)
    ade = noon(borough, "Ade", SECOND)
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            start_meeting(family.plan, meeting=NewMeeting("partnership", "Second", on), actor=ade)
        assert says in refused.value.fields["held_on"]
        start_meeting(family.plan, meeting=NewMeeting("partnership", "Second", SECOND), actor=ade)


@pytest.mark.req("PLAN-05")
def test_the_next_review_is_within_42_days_of_this_one(borough: Borough, family: Planned) -> None:
    number, ade = begin(borough, family), noon(borough, "Ade", FIRST)
    with acting_as(ade):
        for concern in (family.income, family.confidence):
            say_progress(number, concern, progress="same", words="", version=0, actor=ade)
        for wrong, says in (
            (FIRST + 43 * DAY, "at least every 42 days. Choose 31 March 2027 or an earlier day."),
            (FIRST, "after this one"), (None, "31 March 2027 at the latest"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refused:
                end_meeting(number, next_on=wrong, version=1, actor=ade)
            assert says in refused.value.fields["next_on"]
        end_meeting(number, next_on=FIRST + 42 * DAY, version=1, actor=ade)
    assert family.row.review_on == FIRST + 42 * DAY


@pytest.mark.req("PLAN-05")
def test_a_review_says_something_of_every_open_concern(borough: Borough, family: Planned) -> None:
    number, ade = begin(borough, family), noon(borough, "Ade", FIRST)
    with acting_as(ade):
        say_progress(number, family.income, progress="good", words="Nerys works again.", version=0, actor=ade)
        add_concern(family.plan, concern=NewConcern("A place to stay"), actor=ade, meeting_id=number)
        with pytest.raises(Invalid) as refused:
            end_meeting(number, next_on=FIRST + DAY, version=1, actor=ade)
        assert refused.value.fields == {f"concern-{family.confidence}": "Say how far concern 2 has come."}
        say_progress(number, family.confidence, progress="", words="Not talked about today.", version=0, actor=ade)
        end_meeting(number, next_on=FIRST + DAY, version=1, actor=ade)
        found = room(number, actor=ade)
    assert [each.now.title if each.now else None for each in found.agenda] == ["Good progress", "", None]
    assert found.agenda[2].is_new


@pytest.mark.req("PLAN-05")
def test_the_agenda_holds_what_was_done_since_what_is_open_and_the_last_progress(
    borough: Borough, family: Planned
) -> None:
    hold(borough, family, FIRST)
    ade = noon(borough, "Ade", SECOND)
    with acting_as(ade):
        number = start_meeting(family.plan, meeting=NewMeeting("partnership", "Second", SECOND), actor=ade)
        [income, confidence] = room(number, actor=ade).agenda
        assert [each.title for each in income.overdue] == ["First step of 1"] and not income.done
        Task.objects.filter(pk=income.overdue[0].id).update(completed_at=ade.now, completed_by=ade.user_id)
        Task.objects.filter(pk=confidence.overdue[0].id).update(
            completed_at=noon(borough, "Ade", COMPLETED).now, completed_by=ade.user_id
        )
        found = room(number, actor=ade)
    [income, confidence] = found.agenda
    assert [each.title for each in income.done] == ["First step of 1"]
    assert not confidence.done and not confidence.open  # done before the last review
    assert found.since == FIRST and income.last and (income.last.title, income.last.score) == ("Some progress", 2)
    with acting_as(ade):
        assert [each.concern.number for each in next_agenda(plan(family.plan, actor=ade), actor=ade)] == [1, 2]


@pytest.mark.req("PLAN-04")
def test_minutes_need_a_title_and_who_was_there_and_stay_as_they_are(borough: Borough, family: Planned) -> None:
    """S136."""
    ade = noon(borough, "Ade", FIRST)
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            start_meeting(family.plan, meeting=NewMeeting("conversation", " ", FIRST), actor=ade)
        assert refused.value.fields == {"title": "Give the meeting a title."}
        number = start_meeting(family.plan, meeting=NewMeeting("conversation", "At home", FIRST), actor=ade)
        say_who_was_there(number, who=WhoWasThere(), version=1, actor=ade)
        with pytest.raises(Invalid) as refused:
            end_meeting(number, next_on=None, version=2, actor=ade)
        assert refused.value.fields == {"present": "Say who was there."}
        who = WhoWasThere((f"member:{family.member}",), ("Mr Osei, housing",), (f"user:{ade.user_id}",))
        say_who_was_there(number, who=who, version=2, actor=ade)
        write_notes(number, words="We talked about the winter.", version=3, actor=ade)
        end_meeting(number, next_on=None, version=4, actor=ade)
        shown = meeting(number, actor=ade)
        for late in (
            lambda: write_notes(number, words="More.", version=5, actor=ade),
            lambda: say(number, said=NewSaid("point", "More."), actor=ade),
            lambda: change_meeting(number, meeting=NewMeeting("conversation", "X", FIRST), version=5, actor=ade),
        ):
            with pytest.raises(Refused, match="The minutes of this meeting are done"):
                late()
    assert [each.name for each in shown.present] == ["Marnie Marsh", "Mr Osei, housing"]
    assert [each.name for each in shown.apologies] == ["Ade Bankole"]
    assert shown.notes == "We talked about the winter." and shown.ended_by == "Ade Bankole"
    assert not shown.reviews and family.row.review_on == FIRST
    assert Event.objects.filter(kind="meeting.held").count() == 1


@pytest.mark.req("PLAN-04")
def test_who_was_there_is_somebody_around_the_family_or_is_typed(borough: Borough, family: Planned) -> None:
    number, ade = begin(borough, family), noon(borough, "Ade", FIRST)
    femi = f"user:{borough.people['femi'].pk}"
    me = f"user:{ade.user_id}"
    with acting_as(ade):
        for wrong, field in (
            (WhoWasThere((femi,)), "present"), (WhoWasThere(apologies=("member:987654",)), "apologies"),
            (WhoWasThere((me,), apologies=(me,)), "apologies"), (WhoWasThere((), ("x" * 121,)), "others_present"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refused:
                say_who_was_there(number, who=wrong, version=1, actor=ade)
            assert field in refused.value.fields
        say_who_was_there(number, who=WhoWasThere((me,), ("Femi of the police",)), version=1, actor=ade)
        assert [each.name for each in meeting(number, actor=ade).present] == ["Ade Bankole", "Femi of the police"]


@pytest.mark.req("PLAN-05")
def test_an_action_said_at_a_meeting_is_a_task_on_its_concern(borough: Borough, family: Planned) -> None:
    number, ade, dev = begin(borough, family), noon(borough, "Ade", FIRST), borough.people["dev"]
    with acting_as(ade):
        for wrong, field in (
            (NewSaid("action", "Ring the clinic", family.income), "to"),
            (NewSaid("action", "Ring the clinic", family.income, To("user", borough.people["femi"].pk), FIRST), "to"),
            (NewSaid("action", "Ring the clinic", family.income, To("user", dev.pk), FIRST - DAY), "due_on"),
            (NewSaid("action", " ", family.income, To("user", dev.pk), FIRST), "words"),
            (NewSaid("promise", "Ring the clinic"), "kind"),
        ):
            with pytest.raises(Invalid) as refused:
                say(number, said=wrong, actor=ade)
            assert field in refused.value.fields
        say(
            number, said=NewSaid("action", "Ring the clinic", family.income, To("user", dev.pk), FIRST + DAY), actor=ade
        )
        member = NewSaid("action", "Marnie rings the school", family.income, To("member", family.member), FIRST + DAY)
        say(number, said=member, actor=ade)
        [income, _] = room(number, actor=ade).agenda
    assert [(each.words, each.who, each.due_on) for each in income.said] == [
        ("Ring the clinic", "Dev Mistry", FIRST + DAY), ("Marnie rings the school", "Marnie Marsh", FIRST + DAY),
    ]  # fmt: skip
    assert {each.title for each in income.open} == {"Ring the clinic", "Marnie rings the school"}
    assert ConcernTask.objects.filter(concern=family.income).count() == 3


@pytest.mark.req("PLAN-05")
def test_what_was_said_can_be_struck_before_the_end_and_its_task_with_it(borough: Borough, family: Planned) -> None:
    number, ade = begin(borough, family), noon(borough, "Ade", FIRST)
    with acting_as(ade):
        action = NewSaid("action", "Ring the clinic", family.income, To("user", ade.user_id), FIRST + DAY)
        point, agreed = say(number, said=NewSaid("point", "Snow."), actor=ade), say(number, said=action, actor=ade)
        for each in (point, agreed, agreed):
            strike(each, actor=ade)
        assert meeting(number, actor=ade).said == []
        task = Task.objects.get(pk=Said.objects.values_list("task", flat=True).get(pk=agreed) or 0)
        assert task.completed_at == ade.now
        with pytest.raises(NotFound):
            strike(987654321, actor=ade)
    esme = noon(borough, "Esme", FIRST)
    with acting_as(esme), pytest.raises(NotFound):
        strike(point, actor=esme)


@pytest.mark.req("PLAN-05")
def test_two_who_write_in_one_meeting_both_keep_what_they_wrote(borough: Borough, family: Planned) -> None:
    number = begin(borough, family)
    ade, dev = noon(borough, "Ade", FIRST), noon(borough, "Dev", FIRST)
    with acting_as(ade):
        say(number, said=NewSaid("decision", "We go on."), actor=ade)
        say_progress(number, family.income, progress="good", words="Mine.", version=0, actor=ade)
        write_notes(number, words="Mine.", version=1, actor=ade)
    with acting_as(dev):
        say(number, said=NewSaid("decision", "We meet in March."), actor=dev)
        with pytest.raises(Stale) as stale:
            say_progress(number, family.income, progress="same", words="Yours.", version=0, actor=dev)
        assert stale.value.theirs == {"progress": "good", "words": "Mine."}
        say_progress(number, family.income, progress="same", words="Yours.", version=1, actor=dev)
        with pytest.raises(Stale) as stale:
            write_notes(number, words="Yours.", version=1, actor=dev)
        assert stale.value.theirs == {"notes": "Mine."}
        write_notes(number, words="Mine, and yours.", version=stale.value.version, actor=dev)
        shown = meeting(number, actor=dev)
    assert [each.by for each in shown.said] == ["Ade Bankole", "Dev Mistry"] and shown.notes == "Mine, and yours."


@pytest.mark.req("PLAN-05")
def test_nothing_private_is_in_what_may_be_projected_nor_in_the_history(borough: Borough, family: Planned) -> None:
    number, ade = begin(borough, family), noon(borough, "Ade", FIRST)
    with acting_as(ade):
        say(number, said=NewSaid("private", "Zircon worries me.", family.income), actor=ade)
        say(number, said=NewSaid("point", "Spring comes.", family.income), actor=ade)
        write_notes(number, words="Zircon again.", version=1, actor=ade, private=True)
        shown = meeting(number, actor=ade)
    assert shown.private == "Zircon again." and [each.words for each in shown.remarks] == ["Zircon worries me."]
    assert "Zircon" not in repr(to_project(shown)) and "Spring comes." in repr(to_project(shown))
    assert not Event.objects.filter(facts__icontains="Zircon").exists()


@pytest.mark.req("PLAN-05")
def test_reviews_due_stand_soonest_first_with_how_far_off_they_are(borough: Borough, family: Planned) -> None:
    other = planned(borough, COMPLETED + 3 * DAY)
    today = FIRST - 1 * DAY
    ade, dev = noon(borough, "Ade", today), noon(borough, "Dev", today)
    with acting_as(ade):
        due = reviews_due(actor=ade, today=today)
        late = reviews_due(actor=ade, today=FIRST + 2 * DAY, most=1)
        far = reviews_due(actor=ade, today=COMPLETED)
        every = reviews_due(actor=ade, today=COMPLETED, within=None)
    assert [(each.case_id, each.words) for each in due] == [(family.case, "tomorrow"), (other.case, "in 4 days")]
    assert [each.words for each in late] == ["2 days overdue"] and not far and len(every) == 2
    with acting_as(dev):
        assert not reviews_due(actor=dev, today=today)  # sees the cases, and works on neither
        assert [each.words for each in reviews_due(actor=dev, today=today, case_id=family.case)] == ["tomorrow"]


@pytest.mark.req("PLAN-04")
def test_meetings_are_listed_those_not_done_first(borough: Borough, family: Planned) -> None:
    held = hold(borough, family, FIRST)
    ade = noon(borough, "Ade", SECOND)
    with acting_as(ade):
        new = NewMeeting("conversation", "At home", SECOND - 20 * DAY)
        talk = start_meeting(family.plan, meeting=new, actor=ade)
        page = meetings_of_case(family.case, actor=ade)
    assert [(each.id, each.kind, each.reviews) for each in page.rows] == [
        (talk, "Conversation with the family", False), (held, "Early Help Partnership meeting", True),
    ]  # fmt: skip
