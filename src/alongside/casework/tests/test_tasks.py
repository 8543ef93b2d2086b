"""Tasks: set, accepted, taken, answered, completed, reopened; who may do what; what is told, and what is not."""

import json
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from pytest_django import Settings

from alongside.accounts.models import User
from alongside.accounts.post import What, send
from alongside.cases.models import Case, Member
from alongside.casework.actions import tasks as actions
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.casework.models import CaseAction, Log, Task, TaskTurn
from alongside.casework.queries import tasks as queries
from alongside.casework.queries.tasks import Narrowed
from alongside.casework.queries.waiting import Waiting, waiting
from alongside.casework.rules.tasks import Due
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.people.models import Person
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
NEXT_WEEK = NOVEMBER + timedelta(days=7)
ASKED = Asked("Two-year review", "Please send the date of Wren's review.", "health", "medium", due_on=NEXT_WEEK)


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev and the coordinating team of Carys have too."""
    case = nominate(borough.actor("Ade"))
    row = Case.objects.get(pk=case)
    borough.share(row, "dev")
    borough.share(row, "strengthening-families")
    return case


def to(borough: Borough, name: str) -> To:
    """A user of the cast, or a team by its id in the pack, as whom a task is for."""
    if name in borough.teams:
        return To("team", borough.teams[name].pk)
    return To("user", borough.people[name.lower()].pk)


def ask(borough: Borough, case: int, whom: str = "Dev", by: str = "Ade", asked: Asked = ASKED, **more: Any) -> int:
    """Somebody asks something of somebody."""
    actor = borough.actor(by)
    with acting_as(actor):
        return set_task(case, to=to(borough, whom), asked=asked, actor=actor, **more)


def do(action: Callable[..., Any], task: int, actor: Actor, **told: Any) -> None:
    """Somebody does something with a task as it stands."""
    with acting_as(actor):
        version = Task.objects.values_list("version", flat=True).get(pk=task)
        action(task, version=version, actor=actor, **told)


def seen(task: int, actor: Actor) -> queries.Opened:
    with acting_as(actor):
        return queries.task(task, actor=actor)


def letters() -> list[tuple[int, What]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send' ORDER BY id"
        )
        told = [json.loads(row[0]) for row in cursor.fetchall()]
    return [(each["user_id"], each["what"]) for each in told]


@pytest.mark.req("TASK-01", "TASK-02")
def test_a_task_to_a_colleague_stands_with_them_and_on_the_case(
    borough: Borough, family: int, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    task = ask(borough, family)

    dev, ade = borough.actor("Dev"), borough.actor("Ade")
    with acting_as(dev):
        [mine] = queries.tasks("mine", actor=dev).rows
        assert (mine.title, mine.set_by, mine.due_on, mine.to) == (ASKED.title, "Ade Bankole", NEXT_WEEK, "Dev Mistry")
        assert waiting(dev) == Waiting(1, 0, 0, 0)
    with acting_as(ade):
        assert [each.id for each in queries.tasks("sent", actor=ade).rows] == [task]
        assert [each.id for each in queries.tasks_of_case(family, actor=ade).rows] == [task]
        assert queries.tasks("mine", actor=ade).rows == []
    assert letters() == [(dev.user_id, "task")]


@pytest.mark.req("TASK-02")
def test_the_email_about_a_task_holds_no_word_of_it_nor_of_the_family(
    borough: Borough, family: int, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.EMAIL_HOST = "mail.example"
    asked = Asked("Zebra crossing", "Quietly ask Jessa about 77220 penguins.", "health", "high", due_on=NEXT_WEEK)
    task = ask(borough, family, asked=asked)
    [(user, what)] = letters()
    send(user_id=user, what=what, address=f"/tasks/{task}/")

    [mail] = mailoutbox
    said = set(re.findall(r"[^\W\d_]{4,}|\d{3,}", f"{mail.subject} {mail.body}".casefold()))
    names = Person.objects.filter(memberships__case_id=family).values_list("forename", "surname")
    told = (
        f"{asked.title} {asked.description} {Case.objects.get(pk=family).name} {list(names)} Ade Bankole Family Support"
    )
    assert said & set(re.findall(r"[^\W\d_]{4,}|\d{3,}", told.casefold())) <= {"what", "about", "with"}
    assert f"/tasks/{task}/" in mail.body and mail.to == ["dev@calderholt.example"]


@pytest.mark.req("TASK-01")
def test_a_family_members_task_is_recorded_and_nothing_is_sent(
    borough: Borough, family: int, settings: Settings
) -> None:
    """S130: Mary to phone the hospital."""
    settings.EMAIL_HOST = "mail.example"
    ade = borough.actor("Ade")
    member = Member.objects.filter(case=family, is_head=True).get()
    with acting_as(ade):
        task = set_task(family, to=To("member", member.pk), asked=ASKED, actor=ade)
        [shown] = queries.tasks_of_case(family, actor=ade).rows
    assert (shown.to, shown.to_kind) == ("Marnie Marsh", "member")

    do(actions.complete, task, borough.actor("Dev"), words="She rang.")
    assert [what for _, what in letters()] == ["task answered"], "Ade set it, and Dev completed it with her"


@pytest.mark.req("TASK-01", "SHAR-01")
def test_whoever_does_not_see_the_case_is_not_asked_until_it_is_shared(borough: Borough, family: int) -> None:
    with pytest.raises(Invalid) as refused:
        ask(borough, family, "Femi")
    assert "Femi Adisa cannot see this case" in refused.value.fields["to"]
    assert not Task.objects.exists()

    borough.share(Case.objects.get(pk=family), "femi")
    assert ask(borough, family, "Femi")


@pytest.mark.req("TASK-01")
def test_who_has_no_account_any_more_and_who_left_the_family_are_not_asked(borough: Borough, family: int) -> None:
    User.objects.filter(pk=borough.people["dev"].pk).update(is_active=False)
    with pytest.raises(Invalid, match="Check"):
        ask(borough, family)
    User.objects.filter(pk=borough.people["dev"].pk).update(is_active=True)
    assert ask(borough, family)

    ade = borough.actor("Ade")
    member = Member.objects.filter(case=family, is_head=False)[0]
    Member.objects.filter(pk=member.pk).update(left_on=member.joined_on)
    with pytest.raises(Invalid), acting_as(ade):
        set_task(family, to=To("member", member.pk), asked=ASKED, actor=ade)


@pytest.mark.req("TASK-01")
def test_short_notice_and_a_name_in_the_title_are_warned_of_and_may_be_confirmed(borough: Borough, family: int) -> None:
    """S115: a 12-hour deadline, and a title that others read."""
    asked = Asked("Wren’s review", "When is it?", within="12-hours")
    with pytest.raises(Invalid) as warned:
        ask(borough, family, asked=asked)
    assert warned.value.fields == {"sure": "soon,named"}
    with pytest.raises(Invalid) as warned:
        ask(borough, family, asked=asked, confirmed=["soon"])
    assert warned.value.fields == {"sure": "named"}

    task = Task.objects.get(pk=ask(borough, family, asked=asked, confirmed=["soon", "named"]))
    assert (task.due_on, task.due_time) == (NOVEMBER + timedelta(days=1), time(0))


@pytest.mark.req("TASK-01")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"description": ""}, "description"),
        ({"description": "x\x00"}, "description"),
        ({"type": "gossip"}, "type"),
        ({"priority": "utmost"}, "priority"),
        ({"due_on": None}, "due_on"),
        ({"due_on": NOVEMBER - timedelta(days=1)}, "due_on"),
        ({"due_on": NOVEMBER, "due_time": time(11)}, "due_time"),
        ({"within": "2-days"}, "within"),
        ({"due_on": None, "within": "a-while"}, "within"),
    ],
)
def test_what_cannot_be_asked_says_so_beside_the_field(
    borough: Borough, family: int, wrong: dict[str, Any], field: str
) -> None:
    told = {"title": ASKED.title, "description": ASKED.description, "due_on": NEXT_WEEK}
    with pytest.raises(Invalid) as refused:
        ask(borough, family, asked=Asked(**(told | wrong)))
    assert list(refused.value.fields) == [field]

    assert ask(borough, family, asked=Asked(**told))


@pytest.mark.req("TASK-03")
def test_a_task_with_a_receipt_opens_only_once_it_is_accepted_and_the_sender_sees_when(
    borough: Borough, family: int
) -> None:
    ade, dev, carys = (borough.actor(name) for name in ("Ade", "Dev", "Carys"))
    task = ask(borough, family, asked=Asked(ASKED.title, ASKED.description, due_on=NEXT_WEEK, wants_receipt=True))

    assert not seen(task, dev).reads and not seen(task, carys).reads
    assert seen(task, ade).reads
    with pytest.raises(Refused, match="Accept the task first"):
        do(actions.ask_for_detail, task, dev, words="Which?")
    with pytest.raises(Refused, match="not for you"):
        do(actions.accept, task, carys)

    do(actions.accept, task, dev)
    assert seen(task, dev).reads and seen(task, carys).reads
    head = seen(task, ade).head
    assert (head.accepted_by, head.accepted_at) == ("Dev Mistry", dev.now)
    do(actions.ask_for_detail, task, dev, words="Which?")


@pytest.mark.req("TASK-01", "TASK-04")
def test_anybody_in_the_team_takes_its_task_and_can_give_it_back(borough: Borough, family: int) -> None:
    carys, dev = borough.actor("Carys"), borough.actor("Dev")
    task = ask(borough, family, "strengthening-families")
    with acting_as(carys):
        assert waiting(carys) == Waiting(0, 0, 1, 0)
    with pytest.raises(Refused, match="another team"):
        do(actions.take, task, dev)

    do(actions.take, task, carys)
    with acting_as(carys):
        assert waiting(carys) == Waiting(1, 0, 0, 0)
        assert [each.taken_by for each in queries.tasks("mine", actor=carys).rows] == [carys.name]
    with pytest.raises(Refused, match="taken this task already"):
        do(actions.take, task, carys)

    do(actions.give_back, task, carys)
    with acting_as(carys):
        assert waiting(carys) == Waiting(0, 0, 1, 0)
    do(actions.take, task, carys)


@pytest.mark.req("TASK-04")
def test_an_extension_is_asked_for_and_granted_or_not(borough: Borough, family: int, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    ade, dev = borough.actor("Ade"), borough.actor("Dev")
    task, later = ask(borough, family), NEXT_WEEK + timedelta(days=7)
    with pytest.raises(Invalid) as refused:
        do(actions.ask_for_extension, task, dev, due=Due(NEXT_WEEK), words="Busy.")
    assert "later day" in refused.value.fields["due_on"]
    with pytest.raises(Invalid) as refused:
        do(actions.ask_for_extension, task, dev, due=Due(later), words=" ")
    assert "words" in refused.value.fields

    do(actions.ask_for_extension, task, dev, due=Due(later), words="The clinic is closed.")
    assert seen(task, ade).asked == Due(later)
    with pytest.raises(Refused, match="waited for already"):
        do(actions.ask_for_detail, task, dev, words="Which clinic?")
    with pytest.raises(Refused, match="Only whoever set"):
        do(actions.answer_extension, task, dev, granted=True)
    do(actions.answer_extension, task, ade, granted=True)
    assert seen(task, dev).head.due_on == later

    do(actions.ask_for_extension, task, dev, due=Due(later + timedelta(days=1)), words="Still closed.")
    with pytest.raises(Invalid):
        do(actions.answer_extension, task, ade, granted=False)
    do(actions.answer_extension, task, ade, granted=False, words="Ring the other clinic.")
    assert seen(task, dev).head.due_on == later
    assert letters() == [(dev.user_id, "task")] + [(ade.user_id, "task answered"), (dev.user_id, "task answered")] * 2


@pytest.mark.req("TASK-04")
def test_what_is_asked_back_is_answered_by_the_sender(borough: Borough, family: int) -> None:
    ade, dev = borough.actor("Ade"), borough.actor("Dev")
    task = ask(borough, family)
    do(actions.ask_for_detail, task, dev, words="Which school year?")
    with acting_as(ade):
        assert [each.id for each in queries.tasks("sent", actor=ade, narrowed=Narrowed("waiting")).rows] == [task]
    with pytest.raises(Refused):
        do(actions.give_detail, task, dev, words="Year 2.")

    do(actions.give_detail, task, ade, words="Year 2.")
    shown = seen(task, dev)
    assert [(turn.what, turn.words, turn.by) for turn in shown.turns] == [
        ("detail-asked", "Which school year?", "Dev Mistry"),
        ("detail-given", "Year 2.", "Ade Bankole"),
    ]
    assert shown.head.waits_for == ""


@pytest.mark.req("TASK-04")
def test_a_task_is_handed_on_with_a_message_to_somebody_who_sees_the_case(borough: Borough, family: int) -> None:
    dev, carys = borough.actor("Dev"), borough.actor("Carys")
    task = ask(borough, family)
    for whom, why in (("Femi", "cannot see this case"), ("Dev", "already")):
        with pytest.raises(Invalid) as refused:
            do(actions.reassign, task, dev, to=to(borough, whom), words="Yours, I think.")
        assert why in refused.value.fields["to"]

    do(actions.reassign, task, dev, to=to(borough, "strengthening-families"), words="Yours, I think.")
    assert not seen(task, dev).is_for_me and seen(task, carys).is_for_me
    with pytest.raises(Refused, match="not for you"):
        do(actions.complete, task, dev)
    do(actions.complete, task, carys)


@pytest.mark.req("TASK-04", "TASK-05")
def test_a_task_is_completed_with_a_note_or_without_and_reopened_by_who_set_it(borough: Borough, family: int) -> None:
    ade, dev, carys = (borough.actor(name) for name in ("Ade", "Dev", "Carys"))
    first, second = ask(borough, family), ask(borough, family)
    do(actions.complete, first, dev)
    assert not Log.objects.filter(case=family).exists()
    with pytest.raises(Invalid):
        do(actions.complete, second, dev, note=True)
    do(actions.complete, second, dev, words="The review is on Monday.", note=True)
    [log] = Log.objects.filter(case=family)
    assert (log.what, log.pk) == ("The review is on Monday.", seen(second, ade).head.log_id)
    with acting_as(ade):
        assert queries.tasks_of_case(family, actor=ade).rows == []
        assert {each.id for each in queries.tasks_of_case(family, actor=ade, completed=True).rows} == {first, second}
    with pytest.raises(Refused, match="completed"):
        do(actions.complete, first, dev)
    with pytest.raises(Refused, match="Only whoever set"):
        do(actions.reopen, first, carys, words="Not yet.")

    do(actions.reopen, first, ade, words="The date was wrong.")
    assert seen(first, dev).head.completed_at is None
    do(actions.complete, first, dev)

    late = borough.actor("Ade", on=NEXT_WEEK + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        do(actions.reopen, first, late, words="Again.")
    assert "Enter a new one" in refused.value.fields["due_on"]
    do(actions.reopen, first, late, words="Again.", due=Due(NEXT_WEEK + timedelta(days=9)))


@pytest.mark.req("TASK-04")
def test_a_task_is_completed_with_an_action_that_its_words_are_the_outcome_of(borough: Borough, family: int) -> None:
    dev, task = borough.actor("Dev"), ask(borough, family)
    for wrong, field in (
        ({"words": "", "action_type": "meeting"}, "words"),
        ({"words": "Done.", "action_type": "x"}, "action_type"),
    ):
        with pytest.raises(Invalid) as refused:
            do(actions.complete, task, dev, **wrong)
        assert list(refused.value.fields) == [field]

    do(actions.complete, task, dev, words="We agreed a date.", action_type="meeting")
    action = CaseAction.objects.get(case=family)
    assert (action.name, action.outcome, action.completed_on) == (ASKED.title, "We agreed a date.", dev.today)


@pytest.mark.req("TASK-02")
def test_overdue_is_said_once_the_day_is_over_and_never_of_what_is_completed(borough: Borough, family: int) -> None:
    task = ask(borough, family)
    for day, overdue in ((NEXT_WEEK, 0), (NEXT_WEEK + timedelta(days=1), 1)):
        dev = borough.actor("Dev", on=day, at=time(23, 30))
        with acting_as(dev):
            assert waiting(dev).overdue == overdue
            assert len(queries.tasks("mine", actor=dev, narrowed=Narrowed("overdue")).rows) == overdue
            assert seen(task, dev).head.standing.is_overdue(dev.now) == bool(overdue)
    do(actions.complete, task, dev)
    with acting_as(dev):
        assert waiting(dev).overdue == 0


def test_a_page_that_is_out_of_date_is_told_so_and_then_does_it(borough: Borough, family: int) -> None:
    dev = borough.actor("Dev")
    task = ask(borough, family)
    do(actions.ask_for_detail, task, dev, words="Which?")
    with pytest.raises(Stale) as stale, acting_as(dev):
        actions.complete(task, version=1, actor=dev)

    with acting_as(dev):
        actions.complete(task, version=stale.value.version, actor=dev)


@pytest.mark.req("SHAR-06")
def test_a_task_is_seen_with_its_case_and_not_there_for_anybody_else(borough: Borough, family: int) -> None:
    task, femi = ask(borough, family), borough.actor("Femi")
    with acting_as(femi):
        with pytest.raises(NotFound):
            queries.task(task, actor=femi)
        with pytest.raises(NotFound):
            actions.complete(task, version=1, actor=femi)
        assert queries.tasks_of_case(family, actor=femi).rows == []
        assert Task.objects.count() == TaskTurn.objects.count() == 0

    borough.share(Case.objects.get(pk=family), "femi")
    assert seen(task, borough.actor("Femi")).head.id == task


def test_several_are_completed_at_once_and_what_cannot_be_is_said(borough: Borough, family: int) -> None:
    dev = borough.actor("Dev")
    mine, carys = [ask(borough, family) for _ in range(3)], ask(borough, family, "Carys")
    do(actions.complete, mine[0], dev)
    versions = dict.fromkeys(mine, 1) | {carys: 1}
    with acting_as(dev):
        done = actions.do_to_many("completed", versions, actor=dev)

    assert done.count == 2
    assert [sentence for _, sentence in done.not_done] == [
        "Somebody has done something with this task while you had it open.",
        "This task is not for you.",
    ]
    assert Event.objects.filter(kind="task.completed", case_id=family).count() == 3


def test_lists_are_narrowed_and_paged(borough: Borough, family: int) -> None:
    dev = borough.actor("Dev")
    for days in range(30):
        due = NEXT_WEEK + timedelta(days=days)
        asked = Asked(
            f"Task {days}", "Please.", "health" if days % 2 else "", "high" if days < 3 else "low", due_on=due
        )
        ask(borough, family, asked=asked)
    ask(borough, family, by="Carys", asked=Asked("From Carys", "Please.", due_on=date(2027, 6, 1)))

    def shown(page: int = 1, **narrowed: Any) -> list[str]:
        with acting_as(dev):
            return [
                each.title for each in queries.tasks("mine", actor=dev, narrowed=Narrowed(**narrowed), page=page).rows
            ]

    assert shown() == [f"Task {days}" for days in range(25)]
    assert shown(2) == [*(f"Task {days}" for days in range(25, 30)), "From Carys"]
    assert shown(priority="high") == ["Task 0", "Task 1", "Task 2"]
    assert len(shown(type="health")) == 15
    assert shown(set_by="carys") == ["From Carys"]
    assert shown(set_by="%") == [] == shown(case_id=987654)
    assert shown(newest_first=True)[0] == "From Carys"
    assert shown(state="completed") == []
