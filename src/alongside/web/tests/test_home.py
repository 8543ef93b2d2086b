"""Home and My workload: what waits, what is new, my cases, and every function by its name (E-CINS 1.3, 7.3.1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import User
from alongside.cases.access import answer_request, ask_for_access
from alongside.cases.consent import note_signed_copy
from alongside.cases.models import Consent
from alongside.casework.actions.messages import Written, send
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.core.acting import acting_as
from alongside.forms.actions import start_draft
from alongside.web.tests.signing import text
from tests.borough import Borough

pytestmark = pytest.mark.django_db
WHY = "I see the children at school every day and we are planning together."


def stepped_in(borough: Borough, name: str) -> Client:
    """A browser in which somebody of the cast is signed in."""
    client = Client()
    client.post("/step-in/", {"user": borough.people[name].pk})
    return client


def ask(borough: Borough, name: str, case_id: int) -> int:
    """Somebody asks for access to a case."""
    actor = borough.actor(name, on=timezone.localdate())
    with acting_as(actor):
        return ask_for_access(case_id, reason=WHY, actor=actor)


def answer(borough: Borough, name: str, request: int, said: str) -> None:
    """The owner answers."""
    actor = borough.actor(name).at(timezone.now())
    with acting_as(actor):
        answer_request(request, answer=said, words="Ring me on Monday.", actor=actor)


@pytest.mark.req("HOME-01", "HOME-07")
def test_an_empty_home_tells_a_new_person_their_first_three_steps(borough: Borough) -> None:
    page = text(stepped_in(borough, "ade").get("/home/"))

    assert "Your first three steps" in page
    for step in ("Search for the family", "Nominate the family", "Write the first log"):
        assert step in page
    assert "Waiting for you" not in page


@pytest.mark.req("HOME-01")
def test_home_gives_every_function_in_one_step(borough: Borough) -> None:
    ade = stepped_in(borough, "ade")
    page = text(ade.get("/home/"))

    for function, address in {
        "Cases": "/cases/",
        "Nominate a family": "/nominate/",
        "My workload": "/workload/",
        "Settings": "/settings/",
    }.items():
        assert f'al-functions__name" href="{address}">{function}</a>' in page
        assert ade.get(address).status_code == 200, address


@pytest.mark.req("HOME-01", "HOME-02")
def test_what_waits_stands_first_with_its_count(borough: Borough) -> None:
    case = borough.case()
    ask(borough, "Esme", case.pk)
    ade = borough.actor("Ade")
    with acting_as(ade):
        start_draft("nomination", draft_id=uuid4(), actor=ade)
    browser = stepped_in(borough, "ade")

    page, workload = text(browser.get("/home/")), text(browser.get("/workload/"))

    assert 'Waiting for you <span class="al-count al-count--wants">2</span>' in page
    assert page.index("Waiting for you") < page.index("My families") < page.index("Everything you can do here")
    for shown in (page, workload):
        assert "<strong>Esme Farrow</strong> asks for access to <strong>Marsh / Quillan CH99 2ND</strong>" in shown
        assert WHY[:40] in shown
    assert 'Cases in progress <span class="al-count">1</span>' in workload
    assert 'My cases <span class="al-count">1</span>' in workload


@pytest.mark.req("HOME-01")
def test_nothing_of_one_persons_home_is_on_anothers(borough: Borough) -> None:
    ask(borough, "Esme", borough.case().pk)

    for name in ("bryony", "hollis"):
        browser = stepped_in(borough, name)
        for address in ("/home/", "/workload/"):
            assert "Marsh" not in text(browser.get(address)) and "Esme" not in text(browser.get(address))
    assert "Marsh" in text(stepped_in(borough, "ade").get("/home/"))


def test_an_answer_is_news_until_the_next_session(borough: Borough) -> None:
    case = borough.case()
    borough.consent(case)
    answer(borough, "Ade", ask(borough, "Esme", case.pk), "granted")
    esme = stepped_in(borough, "esme")

    assert f"Ade Bankole granted your request for <strong>case {case.pk}</strong>" in text(esme.get("/home/"))

    later = timezone.now() + timedelta(minutes=1)
    User.objects.filter(pk=borough.people["esme"].pk).update(last_session_at=later)
    assert "granted your request" not in text(esme.get("/home/"))
    assert "granted" in text(esme.get("/workload/"))


def test_being_asked_back_waits_for_the_one_who_asked(borough: Borough) -> None:
    answer(borough, "Ade", ask(borough, "Esme", borough.case().pk), "asked back")

    page = text(stepped_in(borough, "esme").get("/home/"))

    assert 'Waiting for you <span class="al-count al-count--wants">1</span>' in page
    assert "You are asked to say more" in page and "Ring me on Monday." in page


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "99999999999999", "١", "2"])
def test_any_page_number_is_a_page(borough: Borough, page: str) -> None:
    assert stepped_in(borough, "ade").get("/workload/", {"page": page}).status_code == 200


@pytest.mark.req("HOME-01")
def test_home_asks_the_same_few_questions_of_the_database_however_much_there_is(borough: Borough) -> None:
    browser = stepped_in(borough, "ade")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get("/home/")
        return len(asked)

    ask(borough, "Esme", borough.case().pk)
    statements()  # the practice in force is read once and remembered
    few = statements()
    for number in range(9):
        ask(borough, "Esme", borough.case(name=f"Family {number}").pk)

    assert statements() == few <= 24  # the nearest clock and the briefs handed over are one each


@pytest.mark.req("HOME-01")
def test_the_header_says_how_many_tasks_and_messages_wait(borough: Borough) -> None:
    ade, carys = stepped_in(borough, "ade"), borough.actor("Carys", on=timezone.localdate())
    case = borough.case()
    borough.share(case, "Carys")
    assert "waiting</span>" not in text(ade.get("/home/"))

    with acting_as(carys):
        to = borough.people["ade"]
        asked = Asked("Ring the school", "How was the week?", due_on=carys.today + timedelta(days=3))
        set_task(case.pk, to=To("user", to.pk), asked=asked, actor=carys)
        send(to.principal_id, written=Written("Friday", "Can you come?"), actor=carys)

    page = text(ade.get("/cases/"))
    assert page.count('<span class="al-places__count">1<span class="govuk-visually-hidden"> waiting</span></span>') == 2


@pytest.mark.req("SHAR-03", "HOME-01")
def test_a_signed_copy_that_is_not_filed_waits_until_it_is(borough: Borough) -> None:
    ade, case = stepped_in(borough, "ade"), borough.case()
    consent = borough.consent(case)
    Consent.objects.filter(pk=consent.pk).update(signed_copy_at=None)

    page = text(ade.get("/home/"))
    assert "The signed copy of consent for" in page
    assert f"/cases/{case.pk}/documents/add/?type=consent" in page

    actor = borough.actor("Ade").at(timezone.now())
    with acting_as(actor):
        note_signed_copy(case.pk, actor=actor)
    assert "The signed copy of consent for" not in text(ade.get("/home/"))


@pytest.mark.req("CASE-03")
def test_the_coordinating_team_finds_the_flags_that_are_suggested(borough: Borough) -> None:
    assert "Flags suggested" in text(stepped_in(borough, "carys").get("/home/"))
    assert "Flags suggested" not in text(stepped_in(borough, "ade").get("/home/"))
