"""A service asked from a concern: not until everything is there, one at a time, answered in words (E-CINS 5.4.2)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from alongside.accounts.models import Membership
from alongside.assessments.models import Assessment
from alongside.cases import queries as cases
from alongside.cases.models import Case, Consent, Share, Submission
from alongside.casework.actions import tasks as actions
from alongside.casework.models import Log, Task
from alongside.casework.queries import tasks as tasks
from alongside.casework.queries.tasks import from_history
from alongside.casework.rules.tasks import Due
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.plans.actions.interventions import Answer, NewRequest, answer_request, ask_for_intervention
from alongside.plans.models import Concern, ConcernTask, InterventionRequest
from alongside.plans.queries import interventions as queries
from alongside.plans.tests.families import ASKED, CONFIDENT, Ready, ready
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("TASK-06")]
YOUTH = NewRequest("targeted-youth-support", ASKED, share=True)


@pytest.fixture
def family(borough: Borough) -> Ready:
    return ready(borough)


def ask(borough: Borough, family: Ready, request: NewRequest = YOUTH, on: date | None = None) -> int:
    ade = borough.actor("Ade", on) if on else borough.actor("Ade")
    with acting_as(ade):
        return ask_for_intervention(family.concern, asked=request, actor=ade)


def opened(borough: Borough, request: int) -> InterventionRequest:
    """The request, with its task opened by Hollis, who took it."""
    hollis = borough.actor("Hollis")
    found = InterventionRequest.objects.get(pk=request)
    with acting_as(hollis):
        actions.accept(found.task_id, version=Task.objects.get(pk=found.task_id).version, actor=hollis)
    return found


def answer(borough: Borough, request: int, said: Answer, who: str = "Hollis") -> None:
    actor = borough.actor(who)
    with acting_as(actor):
        version = Task.objects.get(pk=InterventionRequest.objects.get(pk=request).task_id).version
        answer_request(request, answer=said, version=version, actor=actor)


def test_it_is_a_task_of_the_concern_for_the_services_team_due_in_two_weeks(borough: Borough, family: Ready) -> None:
    request = ask(borough, family, on=date(2026, 11, 16))

    found = InterventionRequest.objects.get(pk=request)
    task = Task.objects.get(pk=found.task_id)
    assert task.title == f"Early Help intervention request for case ID {family.case}"
    assert (task.due_on, task.due_time) == (date(2026, 11, 30), None)
    assert task.to_team_id == borough.teams["family-support-south"].pk and task.wants_receipt
    assert task.type == "service.targeted-youth-support" and task.description == ASKED
    assert ConcernTask.objects.get(task=task).concern_id == family.concern
    event = Event.objects.get(kind="intervention.asked")
    assert event.facts["service"] == "Targeted Youth Support" and event.case_id == family.case
    assert ASKED not in str(event.facts)


def test_other_concerns_that_it_relates_to_are_named_by_their_numbers(borough: Borough, family: Ready) -> None:
    request = ask(borough, family, replace(YOUTH, also=[family.income]))
    task = InterventionRequest.objects.get(pk=request).task
    assert task.description == f"{ASKED}\n\nPlease also see concern 2."


@pytest.mark.parametrize("also", [["concern"], [10**9]])
def test_a_concern_of_another_plan_is_not_named(borough: Borough, family: Ready, also: list[object]) -> None:
    wrong = [family.concern if each == "concern" else each for each in also]
    with pytest.raises(Invalid) as refused:
        ask(borough, family, replace(YOUTH, also=wrong))  # type: ignore[arg-type]
    assert refused.value.fields == {"also": "Choose other concerns of this plan."}
    assert ask(borough, family)


def test_each_part_that_is_missing_is_named_until_it_is_put_right(borough: Borough, family: Ready) -> None:
    Consent.objects.filter(case=family.case).update(signed_copy_at=None)
    Assessment.objects.filter(case=family.case).update(completed_at=None)
    kept = Submission.objects.get(case=family.case)
    answered = dict(kept.answers["fields"])
    kept.answers["fields"] = {name: raw for name, raw in answered.items() if name != "risk"}
    kept.save()
    Concern.objects.filter(pk=family.concern).update(outcome="", measures=[])

    def refused() -> str:
        with pytest.raises(Refused) as found:
            ask(borough, family)
        return found.value.sentence

    said = refused()
    for words in ("consent", "a completed assessment", "risk at a home visit", "the outcome", "a measure"):
        assert words in said
    Consent.objects.filter(case=family.case).update(signed_copy_at=kept.submitted_at)
    assert "consent" not in refused()
    Assessment.objects.filter(case=family.case).update(completed_at=kept.submitted_at)
    assert "assessment" not in refused()
    kept.answers["fields"] = {**answered, "risk": "don't know"}
    kept.save()
    assert refused().endswith("Still missing: the outcome on this concern and a measure on this concern.")
    Concern.objects.filter(pk=family.concern).update(outcome=CONFIDENT.outcome, measures=[*CONFIDENT.measures])
    assert ask(borough, family)


def test_one_service_is_asked_at_a_time(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    other = NewRequest("parenting-practitioners", ASKED, share=True)
    with pytest.raises(Refused, match="Targeted Youth Support was asked on 17 November 2026 and has not answered yet"):
        ask(borough, family, other)
    opened(borough, request)
    answer(borough, request, Answer("declined", why="She is too young for us. Parenting Practitioners could help."))
    assert ask(borough, family, other)


def test_it_goes_to_nobody_who_cannot_see_the_case_and_shares_it_where_the_asker_says_so(
    borough: Borough, family: Ready
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(borough, family, replace(YOUTH, share=False))
    assert list(refused.value.fields) == ["share"]
    assert not Share.objects.filter(case=family.case, holder=borough.teams["family-support-south"].principal).exists()

    ask(borough, family)

    [given] = Share.objects.filter(case=family.case, holder=borough.teams["family-support-south"].principal)
    assert given.why == "Asked for an intervention by Targeted Youth Support"


def test_whoever_may_not_share_the_case_asks_only_a_service_that_sees_it(borough: Borough, family: Ready) -> None:
    case = Case.objects.get(pk=family.case)
    borough.share(case, "dev")
    dev = borough.actor("Dev")
    with acting_as(dev), pytest.raises(Refused, match="Only the owner of the case"):
        ask_for_intervention(family.concern, asked=YOUTH, actor=dev)
    borough.share(case, "family-support-south")
    with acting_as(dev):
        assert ask_for_intervention(family.concern, asked=YOUTH, actor=dev)


@pytest.mark.parametrize("service", ["", "enhance", "nonsense", "service.targeted-youth-support"])
def test_only_a_service_that_somebody_answers_for_is_asked(borough: Borough, family: Ready, service: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(borough, family, replace(YOUTH, service=service))
    assert list(refused.value.fields) == ["service"]
    assert ask(borough, family)


@pytest.mark.parametrize("words", ["", "  ", "\x00", "x" * 30_000])
def test_what_is_asked_is_said(borough: Borough, family: Ready, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(borough, family, replace(YOUTH, words=words))
    assert list(refused.value.fields) == ["words"]
    assert ask(borough, family)


def test_a_stranger_finds_no_concern_to_ask_from(borough: Borough, family: Ready) -> None:
    femi = borough.actor("Femi")
    with acting_as(femi), pytest.raises(NotFound):
        ask_for_intervention(family.concern, asked=YOUTH, actor=femi)
    request = ask(borough, family)
    with acting_as(femi):
        with pytest.raises(NotFound):
            queries.request_on(family.case, request, actor=femi)
        with pytest.raises(NotFound):
            answer_request(request, answer=Answer("declined", why="No."), version=1, actor=femi)
    with acting_as(borough.actor("Ade")) as ade:
        assert queries.request_on(family.case, request, actor=ade).service == "Targeted Youth Support"


# --- the answer


def test_accepting_says_who_and_when_writes_a_note_completes_the_task_and_shares_nothing(
    borough: Borough, family: Ready
) -> None:
    request = ask(borough, family)
    opened(borough, request)
    before = Share.objects.filter(case=family.case).count()

    answer(borough, request, Answer("accepted", worker=borough.people["dev"].pk, begins="in the next week"))

    found = InterventionRequest.objects.get(pk=request)
    assert (found.answer, found.worker_id, found.answered_by_id) == (
        "accepted", borough.people["dev"].pk, borough.people["hollis"].pk,
    )  # fmt: skip
    note = Log.objects.get(pk=found.log_id)
    assert "Request for an intervention by Targeted Youth Support: accepted." in note.what
    assert "Who: Dev Mistry" in note.what and "01632 960104" in note.what and "in the next week" in note.what
    task = found.task
    assert task.completed_by_id == borough.people["hollis"].pk and task.log_id == note.pk
    assert Share.objects.filter(case=family.case).count() == before
    with acting_as(borough.actor("Ade")) as ade:
        waiting = queries.waiting(actor=ade)
        assert [each.id for each in waiting.to_share] == [request]
        assert not cases_seen(borough, "Dev", family.case)
        assert from_history(family.case, task.pk) == actions.standing(task)
    borough.share(Case.objects.get(pk=family.case), "dev")
    with acting_as(ade):
        assert not queries.waiting(actor=ade)


def cases_seen(borough: Borough, who: str, case: int) -> bool:
    actor = borough.actor(who)
    with acting_as(actor):
        return cases.is_seen(case, actor=actor)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Answer("accepted", begins="soon"), "who"),
        (Answer("accepted", who="Somebody, 01632 960999"), "begins"),
        (Answer("accepted", worker=10**9, begins="soon"), "worker"),
        (Answer("declined"), "why"),
        (Answer("perhaps"), "answer"),
        (Answer("accepted", who="x" * 301, begins="soon"), "who"),
        (Answer("declined", why="\x00"), "why"),
        (Answer("declined", why="x" * 30_000), "why"),
    ],
)
def test_an_answer_says_what_it_must(borough: Borough, family: Ready, said: Answer, field: str) -> None:
    request = ask(borough, family)
    opened(borough, request)
    with pytest.raises(Invalid) as refused:
        answer(borough, request, said)
    assert list(refused.value.fields) == [field]
    answer(borough, request, Answer("accepted", who="Somebody, 01632 960999", begins="soon"))
    with pytest.raises(Refused, match="answered already"):
        answer(borough, request, Answer("declined", why="No."))


def test_it_is_opened_before_it_is_answered_and_by_whom_it_is_for(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    declined = Answer("declined", why="We have no place before March.")
    with pytest.raises(Refused, match="Accept the task first"):
        answer(borough, request, declined)
    borough.share(Case.objects.get(pk=family.case), "dev")
    with pytest.raises(Refused, match="not for you"):
        answer(borough, request, declined, who="Dev")
    opened(borough, request)
    answer(borough, request, declined)
    assert InterventionRequest.objects.get(pk=request).why == "We have no place before March."


def test_whoever_asked_writes_down_what_the_service_told_them(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    answer(borough, request, Answer("declined", why="They rang: no place."), who="Ade")
    assert InterventionRequest.objects.get(pk=request).answered_by_id == borough.people["ade"].pk


def test_an_ordinary_completion_leads_to_the_answer_and_an_answered_one_is_not_reopened(
    borough: Borough, family: Ready
) -> None:
    request = ask(borough, family)
    task = opened(borough, request).task_id
    hollis = borough.actor("Hollis")
    with acting_as(hollis):
        assert tasks.task(task, actor=hollis).may_answer
        assert "completed" not in tasks.task(task, actor=hollis).may
        version = Task.objects.get(pk=task).version
        for note in (False, True):
            with pytest.raises(Refused, match="Answer it: accept it or decline it"):
                actions.complete(task, version=version, actor=hollis, words="Done.", note=note)
        done = actions.do_to_many("completed", {task: version}, actor=hollis)
        assert done.count == 0 and "Answer it" in done.not_done[0][1]
    answer(borough, request, Answer("declined", why="No place."))
    with acting_as(borough.actor("Ade")) as ade, pytest.raises(Refused, match="Ask again from the concern"):
        actions.reopen(task, version=Task.objects.get(pk=task).version, words="Please.", actor=ade)
    assert ask(borough, family)


def test_more_time_more_detail_and_another_team_are_turns_of_its_task(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    task = opened(borough, request).task_id
    hollis, ade = borough.actor("Hollis"), borough.actor("Ade")
    later = Due(hollis.today + timedelta(days=21))
    with acting_as(hollis):
        version = Task.objects.get(pk=task).version
        actions.ask_for_extension(task, version=version, due=later, words="We meet in three weeks.", actor=hollis)
    with acting_as(ade):
        actions.answer_extension(task, version=version + 1, granted=True, actor=ade)
        assert queries.request_on(family.case, request, actor=ade).due_on == later.on
    with acting_as(hollis):
        actions.ask_for_detail(task, version=version + 2, words="Which school year?", actor=hollis)
    with acting_as(ade):
        assert queries.request_on(family.case, request, actor=ade).waits_for == "detail"
        actions.give_detail(task, version=version + 3, words="Year 5.", actor=ade)
    borough.share(Case.objects.get(pk=family.case), "outreach")
    with acting_as(hollis):
        to = actions.To("team", borough.teams["outreach"].pk)
        actions.reassign(task, version=version + 4, to=to, words="They work with her age.", actor=hollis)
        assert not queries.requests("answer", actor=hollis).rows


def test_two_answers_at_once_are_one_answer(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    found = opened(borough, request)
    hollis = borough.actor("Hollis")
    with acting_as(hollis), pytest.raises(Stale):
        answer_request(request, answer=Answer("declined", why="No."), version=1, actor=hollis)
    assert not InterventionRequest.objects.get(pk=found.pk).answer
    answer(borough, request, Answer("declined", why="No."))


def test_lists_hold_what_i_asked_and_what_my_team_has_to_answer(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    ade, hollis, dev = borough.actor("Ade"), borough.actor("Hollis"), borough.actor("Dev")
    with acting_as(ade):
        assert [each.id for each in queries.requests("asked", actor=ade).rows] == [request]
        assert queries.requests_of_plan(family.plan, actor=ade)[family.concern][0].is_open
    with acting_as(hollis):
        assert [each.id for each in queries.requests("answer", actor=hollis).rows] == [request]
        assert queries.waiting(actor=hollis).to_answer == 1
    with acting_as(dev):
        assert not queries.requests("answer", actor=dev).rows
    opened(borough, request)
    answer(borough, request, Answer("declined", why="No place."))
    with acting_as(ade):
        assert not queries.requests("asked", actor=ade).rows
        [done] = queries.requests("asked", actor=ade, state="answered").rows
        assert (done.answer, done.why, done.answered_by) == ("declined", "No place.", "Hollis Reed")


def test_a_worker_who_sees_the_case_by_their_team_is_not_offered_again(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    opened(borough, request)
    answer(borough, request, Answer("accepted", worker=borough.people["hollis"].pk, begins="next week"))
    assert Membership.objects.filter(user=borough.people["hollis"]).exists()
    with acting_as(borough.actor("Ade")) as ade:
        assert not queries.waiting(actor=ade)


def test_after_the_day_it_was_due_it_is_over(borough: Borough, family: Ready) -> None:
    request = ask(borough, family)
    with acting_as(borough.actor("Ade")) as ade:
        found = queries.request_on(family.case, request, actor=ade)
    assert not found.is_over(found.due_on) and found.is_over(found.due_on + timedelta(days=1))
    assert datetime.combine(found.due_on, time(0)).date() == ade.today + timedelta(days=14)
