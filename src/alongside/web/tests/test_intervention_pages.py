"""Requests for interventions by HTTP: what is missing leads to where it is put right; written once; few queries."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.assessments.models import Assessment
from alongside.cases.models import Case, Share
from alongside.casework.models import Task
from alongside.core.acting import acting_as
from alongside.plans.actions.interventions import Answer, NewRequest, answer_request, ask_for_intervention
from alongside.plans.models import Concern, InterventionRequest
from alongside.plans.tests.families import ASKED, Ready, ready
from alongside.web.tests.test_case_pages import browser, now, text, write
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("TASK-06")]
TOLD = {"service": "targeted-youth-support", "share": ["share"], "words": ASKED, "priority": "medium"}


@pytest.fixture
def family(borough: Borough) -> Ready:
    return ready(borough, now(borough, "Ade"))


def page_of(family: Ready) -> str:
    return f"/cases/{family.case}/concerns/{family.concern}/intervention/"


def ask(client: Client, family: Ready, **told: object) -> int:
    done = write(client, page_of(family), **(TOLD | told))
    assert done.status_code == 302, text(done)
    return int(re.findall(r"\d+", done["Location"])[1])


def open_it(client: Client, request: int) -> None:
    task = InterventionRequest.objects.get(pk=request).task
    write(client, f"/tasks/{task.pk}/accept/", version=task.version)


def test_what_is_missing_is_listed_with_the_way_to_it_and_nothing_can_be_sent(borough: Borough, family: Ready) -> None:
    ade = browser(borough, "ade")
    assessment = Assessment.objects.get(case=family.case)
    Assessment.objects.update(completed_at=None)
    Concern.objects.filter(pk=family.concern).update(measures=[])
    page = ade.get(page_of(family))
    assert "An assessment is completed" in text(page) and "Send the request" not in text(page)
    assert f"/cases/{family.case}/concerns/{family.concern}/change/" in page.content.decode()
    refused = write(ade, page_of(family), **TOLD)
    assert refused.status_code == 403
    assert "Still missing: a completed assessment and a measure on this concern." in text(refused)
    assert ASKED in refused.content.decode()
    Assessment.objects.update(completed_at=assessment.completed_at)
    Concern.objects.filter(pk=family.concern).update(measures=["M3D"])
    assert "Send the request" in text(ade.get(page_of(family)))
    ask(ade, family)


def test_asked_opened_accepted_and_then_shared_with_whom_it_was_given_to(borough: Borough, family: Ready) -> None:
    ade, hollis = browser(borough, "ade"), browser(borough, "hollis")
    request = ask(ade, family)
    address = f"/cases/{family.case}/interventions/{request}/"
    assert "Targeted Youth Support is asked." in text(ade.get(address))
    assert "Targeted Youth Support" in text(hollis.get("/interventions/?list=answer"))
    assert ASKED not in text(hollis.get(address)) and "Open the request" in text(hollis.get(address))
    open_it(hollis, request)
    assert ASKED in text(hollis.get(address))

    dev = borough.people["dev"]
    Case.objects.get(pk=family.case)
    done = write(
        hollis, f"{address}answer/", version=InterventionRequest.objects.get().task.version, answer="accepted",
        who="Dev Mistry, 01632 960104", begins="in the next week",
    )  # fmt: skip
    assert done.status_code == 302, text(done)

    answered = text(ade.get(address))
    assert "Accepted" in answered and "Dev Mistry, 01632 960104" in answered and "in the next week" in answered
    assert "Request for an intervention by Targeted Youth Support: accepted." in text(
        ade.get(f"/cases/{family.case}/log/")
    )
    assert not Share.objects.filter(case=family.case, holder=dev.principal).exists()
    assert "accepted" in text(ade.get("/interventions/?state=answered"))


def test_a_named_colleague_without_the_case_is_offered_to_be_let_in(borough: Borough, family: Ready) -> None:
    ade, hollis = browser(borough, "ade"), browser(borough, "hollis")
    request = ask(ade, family)
    open_it(hollis, request)
    address = f"/cases/{family.case}/interventions/{request}/"
    version = InterventionRequest.objects.get().task.version
    me = borough.people["hollis"]
    told = {"version": version, "answer": "accepted", "worker": me.pk, "begins": "soon"}
    assert write(hollis, f"{address}answer/", **told).status_code == 302
    assert "cannot see this case yet" not in text(ade.get(address))
    Share.objects.filter(case=family.case).exclude(holder=borough.people["ade"].principal).update(
        stopped_at=Case.objects.get(pk=family.case).created_at
    )
    page = ade.get(address)
    assert "Hollis Reed cannot see this case yet." in text(page)
    assert f"/cases/{family.case}/access/share/{me.principal_id}/" in page.content.decode()


@pytest.mark.req("HOME-01", "TASK-06")
def test_home_says_which_requests_wait_for_my_team_and_which_case_is_still_to_be_shared(
    borough: Borough, family: Ready
) -> None:
    ade, hollis = browser(borough, "ade"), browser(borough, "hollis")
    request = ask(ade, family)
    address = f"/cases/{family.case}/interventions/{request}/"
    home = hollis.get("/home/")
    assert "1 request for an intervention waits for your team’s answer" in text(home)
    assert 'href="/interventions/?list=answer"' in home.content.decode()
    assert "for an intervention waits" not in text(ade.get("/home/"))

    open_it(hollis, request)
    assert "for an intervention waits" not in text(hollis.get("/home/")), "it is among the tasks now"
    assert "Early Help intervention request" in text(hollis.get("/home/"))
    version, me = InterventionRequest.objects.get().task.version, borough.people["hollis"]
    told = {"version": version, "answer": "accepted", "worker": me.pk, "begins": "soon"}
    assert write(hollis, f"{address}answer/", **told).status_code == 302
    assert "they cannot see the case yet" not in text(ade.get("/home/"))
    mine = Share.objects.filter(case=family.case).exclude(holder=borough.people["ade"].principal)
    mine.update(stopped_at=Case.objects.get(pk=family.case).created_at)
    home = ade.get("/home/")
    assert "with Hollis Reed" in text(home) and "they cannot see the case yet" in text(home)
    assert f'href="{address}"' in home.content.decode()

    borough.share(Case.objects.get(pk=family.case), "hollis")
    assert "they cannot see the case yet" not in text(ade.get("/home/"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Choose whether the service accepts or declines."),
        ({"answer": "accepted"}, "Say who will work with the family"),
        ({"answer": "accepted", "worker": "x"}, "Choose one from the list."),
        ({"answer": "accepted", "worker": "99999999999999"}, "Choose one from the list."),
        ({"answer": "declined", "why": "  "}, "Say why, and what could help instead."),
        ({"answer": "no"}, "Choose one from the list."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_said_beside_its_field_and_nothing_is_lost(
    borough: Borough, family: Ready, told: dict[str, str], said: str
) -> None:
    ade, hollis = browser(borough, "ade"), browser(borough, "hollis")
    request = ask(ade, family)
    open_it(hollis, request)
    address = f"/cases/{family.case}/interventions/{request}/answer/"
    version = InterventionRequest.objects.get().task.version
    refused = write(hollis, address, version=version, **({"begins": "after half-term"} | told))
    assert refused.status_code == 422 and said in text(refused)
    assert "after half-term" in refused.content.decode()
    assert write(hollis, address, version=version, answer="declined", why="No place.").status_code == 302


@pytest.mark.parametrize(
    "told",
    [
        {"service": "enhance"}, {"service": "\x00"}, {"also": ["999"]}, {"also": ["x"]}, {"priority": "x"},
        {"words": " "}, {"share": ["everything"]}, {"words": "\x00"}, {"service": ["a", "b"]},
    ],
)  # fmt: skip
def test_hostile_posts_are_answered_with_a_sentence(borough: Borough, family: Ready, told: dict[str, object]) -> None:
    ade = browser(borough, "ade")
    refused = write(ade, page_of(family), **(TOLD | told))
    assert refused.status_code == 422 and not Task.objects.exists()
    ask(ade, family)


def test_a_stale_answer_is_kept_beside_what_happened_meanwhile(borough: Borough, family: Ready) -> None:
    ade, hollis = browser(borough, "ade"), browser(borough, "hollis")
    request = ask(ade, family)
    open_it(hollis, request)
    address = f"/cases/{family.case}/interventions/{request}/answer/"
    stale = write(hollis, address, version=1, answer="declined", why="We have no place before March.")
    assert stale.status_code == 409 and "We have no place before March." in stale.content.decode()
    assert not InterventionRequest.objects.get().answer


def test_the_task_page_leads_to_the_answer(borough: Borough, family: Ready) -> None:
    ade, hollis = browser(borough, "ade"), browser(borough, "hollis")
    request = ask(ade, family)
    open_it(hollis, request)
    task = InterventionRequest.objects.get().task_id
    page = hollis.get(f"/tasks/{task}/")
    assert f"/cases/{family.case}/interventions/{request}/answer/" in page.content.decode()
    assert "Intervention request for Targeted Youth Support" in text(page)
    assert hollis.get(f"/tasks/{task}/complete/").status_code == 302
    assert write(hollis, f"/tasks/{task}/complete/", version=2, words="Done.").status_code in {403, 409}
    assert InterventionRequest.objects.get().answer == ""


def test_what_is_of_another_case_or_not_the_readers_is_not_there(borough: Borough, family: Ready) -> None:
    ade, femi = browser(borough, "ade"), browser(borough, "femi")
    request = ask(ade, family)
    other = borough.case(name="Penrose CH99 3AE")
    for client, case in ((femi, family.case), (ade, other.pk)):
        for page in (
            f"interventions/{request}/",
            f"interventions/{request}/answer/",
            f"concerns/{family.concern}/intervention/",
        ):
            assert client.get(f"/cases/{case}/{page}").status_code == 404
    assert ade.get(f"/cases/{family.case}/interventions/{request}/").status_code == 200


def test_the_lists_take_the_same_number_of_queries_at_any_number(borough: Borough, family: Ready) -> None:
    ade = browser(borough, "ade")
    ask(ade, family)
    assert "You are waiting for no service" in text(browser(borough, "dev").get("/interventions/"))

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert ade.get(address).status_code == 200
        return len(caught)

    addresses = ("/interventions/", "/interventions/?list=answer", page_of(family))
    first = [queries(each) for each in addresses]
    actor = now(borough, "Ade")
    for _ in range(4):
        with acting_as(actor):
            found = InterventionRequest.objects.order_by("-pk")[0]
            answer = Answer("declined", why="No place.")
            answer_request(found.pk, answer=answer, version=found.task.version, actor=actor)
            ask_for_intervention(
                family.concern, asked=NewRequest("targeted-youth-support", ASKED, share=True), actor=actor
            )
    assert [queries(each) for each in addresses] == first
    assert queries("/interventions/?state=answered") == first[0]
