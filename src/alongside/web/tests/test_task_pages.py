"""Tasks by HTTP: set, answered and found; written once, never over what another did; few queries at any number."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.actions import Absence, set_away
from alongside.accounts.queries import away
from alongside.cases.models import Case, Member
from alongside.casework.models import Attachment, Task, TaskTurn
from alongside.casework.queries import tasks as queries
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev and the coordinating team of Carys have too."""
    number = nominate(now(borough, "Ade"))
    for whom in ("dev", "strengthening-families"):
        borough.share(Case.objects.get(pk=number), whom)
    return number


def to(borough: Borough, name: str) -> str:
    """Somebody of the cast, or a team, as an address says whom a task is for."""
    return f"who-{(borough.people.get(name) or borough.teams[name]).principal_id}"


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d-%m-%Y}"


ASKED = {"title": "Two-year review", "description": "When is it?", "priority": "medium"}


def ask(client: Client, borough: Borough, family: int, name: str = "dev", **told: object) -> int:
    """Set a task as its page would. Returns its id."""
    address = f"/cases/{family}/tasks/add/{to(borough, name)}/"
    done = write(client, address, **({**ASKED, "due_on": day(5)} | told))
    assert done.status_code == 302, text(done)
    return int(re.findall(r"\d+", done["Location"])[0])


def do(client: Client, task: int, turn: str, **told: object) -> object:
    version = Task.objects.values_list("version", flat=True).get(pk=task)
    return write(client, f"/tasks/{task}/{turn}/", version=version, **told)


@pytest.mark.req("TASK-01", "TASK-02")
def test_a_task_is_set_from_the_case_and_found_under_my_tasks(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    chosen = text(ade.get(f"/cases/{family}/tasks/add/"))
    assert "Dev Mistry" in chosen and "Marnie Marsh" in chosen and "Strengthening Families Team" in chosen
    empty = write(ade, f"/cases/{family}/tasks/add/{to(borough, 'dev')}/", title="Two-year review")
    assert empty.status_code == 422 and "Say what you ask for." in text(empty)
    assert 'value="Two-year review"' in empty.content.decode()

    task = ask(ade, borough, family)

    mine = text(dev.get("/tasks/"))
    assert "Two-year review" in mine and "Set by Ade Bankole, Family Support North" in mine and "in 5 days" in mine
    assert "Two-year review" in text(ade.get("/tasks/?list=sent"))
    assert "Two-year review" in text(dev.get(f"/cases/{family}/tasks/"))
    assert "When is it?" in text(dev.get(f"/tasks/{task}/"))


@pytest.mark.req("TASK-01")
def test_what_is_to_be_confirmed_is_shown_first_and_sent_once_ticked(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/tasks/add/{to(borough, 'dev')}/"
    told = {**ASKED, "title": "Wren's review", "within": "5-hours"}
    warned = write(ade, address, **told)
    assert warned.status_code == 422
    assert "Less than 24 hours are left." in text(warned) and "The title names Wren." in text(warned)
    assert not Task.objects.exists()

    assert write(ade, address, **told, sure=["soon", "named"]).status_code == 302
    assert Task.objects.get().due_time is not None


@pytest.mark.req("TASK-01")
def test_a_receiver_without_the_case_is_not_asked_and_the_page_leads_to_sharing(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/tasks/add/{to(borough, 'femi')}/"
    shown = ade.get(address)
    assert "Femi Adisa cannot see this case" in text(shown)
    assert f"/cases/{family}/access/share/{borough.people['femi'].principal_id}/" in shown.content.decode()
    refused = write(ade, address, **ASKED, due_on=day(5))
    assert refused.status_code == 422 and "When is it?" in refused.content.decode()

    borough.share(Case.objects.get(pk=family), "femi")
    assert write(ade, address, **ASKED, due_on=day(5)).status_code == 302


@pytest.mark.req("SIGN-08")
def test_out_of_office_is_shown_before_a_task_is_sent_with_the_stand_in(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    said = {"starts_on": day(0), "ends_on": day(9), "message": "On leave.", "stand_in": "carys"}
    for wrong, why in (
        ({"starts_on": ""}, "Enter the first day you are away."),
        ({"ends_on": day(-1)}, "The first day back must be after the first day away."),
        ({"stand_in": "dev mistry"}, "This is you."),
        ({"stand_in": "nobody"}, "Nobody here is called that."),
        ({"stand_in": "family support"}, "More than one colleague fits"),
    ):
        refused = write(dev, "/settings/away/", **(said | wrong))
        assert refused.status_code == 422 and why in text(refused)
    assert write(dev, "/settings/away/", **said).status_code == 302

    address = f"/cases/{family}/tasks/add/{to(borough, 'dev')}/"
    shown = ade.get(address)
    assert "Dev Mistry is away until" in text(shown) and "On leave." in text(shown)
    assert f"/cases/{family}/tasks/add/{to(borough, 'carys')}/" in shown.content.decode()
    assert "away until" in text(ade.get(f"/cases/{family}/tasks/add/"))
    assert Event.objects.filter(kind="user.away-said").count() == 1

    assert write(dev, "/settings/away/", starts_on="", ends_on="", message="", stand_in="").status_code == 302
    assert "is away" not in text(ade.get(address))


@pytest.mark.req("SIGN-08")
def test_away_is_from_a_day_up_to_but_not_including_another(borough: Borough) -> None:
    dev = borough.actor("Dev")
    with acting_as(dev):
        set_away(Absence(dev.today, dev.today + timedelta(days=3)), actor=dev)
    covered = [days for days in range(-1, 5) if away([dev.user_id], dev.today + timedelta(days=days))]
    assert covered == [0, 1, 2]


@pytest.mark.req("TASK-01")
def test_what_is_attached_stands_on_the_task_and_among_the_documents(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{family}/tasks/add/{to(borough, 'dev')}/"
    told = {**ASKED, "due_on": day(5), "wants_receipt": "on"}
    files = {"attached": SimpleUploadedFile("questions.txt", b"When? Where?\n")}
    done = ade.post(address, {**told, **files, "once": uuid4().hex})
    assert done.status_code == 302, text(done)
    [attached] = Attachment.objects.all()
    assert attached.document.case_id == family

    task = attached.task_id
    assert "questions" not in text(dev.get(f"/tasks/{task}/")), "it opens once accepted"
    do(dev, task, "accept")
    assert "questions" in text(dev.get(f"/tasks/{task}/"))


@pytest.mark.req("TASK-03")
def test_the_page_of_a_task_with_a_receipt_keeps_it_closed_until_it_is_accepted(borough: Borough, family: int) -> None:
    ade, dev, carys = (browser(borough, name) for name in ("ade", "dev", "carys"))
    task = ask(ade, borough, family, wants_receipt="on")
    for client in (dev, carys):
        assert "When is it?" not in text(client.get(f"/tasks/{task}/"))
    assert "Not accepted yet" in text(ade.get(f"/tasks/{task}/"))

    do(dev, task, "accept")
    assert "When is it?" in text(dev.get(f"/tasks/{task}/"))
    assert "Accepted by Dev Mistry" in text(ade.get(f"/tasks/{task}/"))


@pytest.mark.req("TASK-04")
def test_the_answers_of_the_receiver_and_of_the_sender(borough: Borough, family: int) -> None:
    """S133: extend, ask for more, reassign, complete; the requester is told."""
    ade, dev, carys = (browser(borough, name) for name in ("ade", "dev", "carys"))
    task = ask(ade, borough, family)
    assert do(dev, task, "more-time", due_on=day(9), words="Clinic is closed.").status_code == 302
    assert "You are asked for more time" in text(ade.get(f"/tasks/{task}/"))
    assert day(9) in ade.get(f"/tasks/{task}/answer-more-time/").content.decode()
    assert do(ade, task, "answer-more-time", granted="yes", due_on=day(9)).status_code == 302
    assert do(dev, task, "more-detail", words="Which clinic?").status_code == 302
    assert do(ade, task, "answer-more-detail", words="Riverside.").status_code == 302
    assert do(dev, task, f"hand-on/{to(borough, 'carys')}", words="Yours, I think.").status_code == 302
    assert do(carys, task, "complete", words="It is on Monday.", note="on").status_code == 302

    page = text(ade.get(f"/tasks/{task}/"))
    for said in (
        *("Clinic is closed.", "gave more time", "Which clinic?", "Riverside.", "handed the task to Carys Penhale"),
        *("It is on Monday.", "completed the task", "Read it on the log"),
    ):
        assert said in page
    assert "It is on Monday." in text(ade.get(f"/cases/{family}/log/"))
    assert do(ade, task, "reopen", words="Which Monday?").status_code == 302
    history = text(ade.get(f"/cases/{family}/history/"))
    assert "Ade Bankole reopened the task: Two-year review" in history
    assert "Carys Penhale completed the task: Two-year review" in history


@pytest.mark.req("TASK-04")
def test_two_at_once_the_second_is_told_and_loses_no_word(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    task = ask(ade, borough, family)
    opened = fields(dev.get(f"/tasks/{task}/complete/"))
    do(ade, task, "complete", words="No longer needed.")

    told = dev.post(f"/tasks/{task}/complete/", opened | {"words": "It is on Monday."})
    assert told.status_code == 409
    assert "Somebody has done something with this task" in text(told)
    assert "No longer needed." in text(told) and "It is on Monday." in told.content.decode()
    again = dev.post(f"/tasks/{task}/complete/", fields(told) | {"words": "It is on Monday."})
    assert again.status_code == 403 and "This task is completed." in text(again)
    assert TaskTurn.objects.filter(task=task).count() == 1

    do(ade, task, "reopen", words="Needed after all.")
    assert do(dev, task, "complete", words="It is on Monday.").status_code == 302


@pytest.mark.req("TASK-01", "TASK-04")
def test_sent_twice_it_is_written_once(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    key = {"once": uuid4().hex, **ASKED, "due_on": day(5)}
    places = [ade.post(f"/cases/{family}/tasks/add/{to(borough, 'dev')}/", key)["Location"] for _ in range(2)]
    assert places[0] == places[1] and Task.objects.count() == 1

    task = Task.objects.get().pk
    key = {"once": uuid4().hex, "version": "1", "words": "Which?"}
    for _ in range(2):
        assert dev.post(f"/tasks/{task}/more-detail/", key).status_code == 302
    assert TaskTurn.objects.filter(task=task).count() == 1


@pytest.mark.req("TASK-02")
def test_several_are_done_at_once_from_the_list(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    tasks = [ask(ade, borough, family, title=f"Task {number}") for number in range(3)]
    page = dev.get("/tasks/").content.decode()
    ticks = re.findall(r'name="task" value="(\d+-\d+)"', page)
    assert len(ticks) == 3
    nothing = write(dev, "/tasks/", do="completed")
    assert "Nothing was chosen" in text(dev.get(nothing["Location"]))

    done = write(dev, "/tasks/", do="completed", task=ticks[:2])
    assert "2 tasks are completed." in text(dev.get(done["Location"]))
    assert Task.objects.filter(completed_at__isnull=True).values_list("pk", flat=True).get() == tasks[2]


@pytest.mark.req("TASK-01", "TASK-05")
def test_a_family_members_task_is_written_down_on_the_case(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    head = Member.objects.get(case=family, is_head=True)
    address = f"/cases/{family}/tasks/add/member-{head.pk}/"
    assert "Nothing is sent to Marnie Marsh." in text(ade.get(address))
    done = write(ade, address, title="Ring the surgery", description="Agreed together.", due_on=day(1))
    assert "It is recorded for Marnie Marsh. Nothing was sent." in text(ade.get(done["Location"]))
    assert "Ring the surgery" in text(ade.get(f"/cases/{family}/tasks/"))

    do(ade, Task.objects.get().pk, "complete")
    assert "Ring the surgery" not in text(ade.get(f"/cases/{family}/tasks/"))
    assert "Ring the surgery" in text(ade.get(f"/cases/{family}/tasks/?show=completed"))


# --- at any number


def many(borough: Borough, family: int, number: int) -> None:
    """So many open tasks for Dev on the case, written behind the actions."""
    ade, dev, today = borough.people["ade"], borough.people["dev"], timezone.localdate()
    Task.objects.bulk_create(
        Task(
            partnership=borough.partnership, case_id=family, title=f"Task {each}", description="Please.",
            due_on=today + timedelta(days=each % 400 - 100), set_by=ade, set_at=timezone.now(), to_user=dev,
        )
        for each in range(number)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_task")


@pytest.mark.req("TASK-02")
def test_my_tasks_take_the_same_few_queries_at_5_000(borough: Borough, family: int) -> None:
    dev = browser(borough, "dev")
    ask(browser(borough, "ade"), borough, family)
    addresses = ("/tasks/", "/tasks/?list=team", "/tasks/?state=overdue&sort=newest", f"/cases/{family}/tasks/")

    def counts() -> list[int]:
        found = []
        for address in addresses:
            dev.get(address)
            with statements() as sqls:
                assert dev.get(address).status_code == 200
            found.append(len(sqls))
        return found

    few = counts()
    many(borough, family, 5_000)
    assert counts() == few
    assert max(few) <= 12, few


@pytest.mark.req("TASK-02")
@pytest.mark.parametrize("state", ["open", "overdue", "completed"])
def test_my_tasks_at_5_000_are_read_from_an_index_as_the_policies_let_them(
    borough: Borough, family: int, state: queries.State
) -> None:
    many(borough, family, 5_000)
    with acting_as(now(borough, "Dev")) as dev:
        with CaptureQueriesContext(connection) as captured:
            queries.tasks("mine", actor=dev, narrowed=queries.Narrowed(state))
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + captured.captured_queries[-1]["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on casework_task" not in plan, plan
    assert ("completed" if state == "completed" else "open") + "_tasks_of_a_user" in plan, plan
