"""Trays, steps and processes by HTTP: taken, done by a way, decided by two; what is missing named; few queries."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from alongside.pathway.models import WorkItem
from alongside.pathway.tests.practice import family_of_ade, practise
from alongside.web.tests.test_case_pages import browser, statements, text, write
from tests.borough import Borough

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(borough: Borough) -> Borough:
    practise(borough)
    return borough


@pytest.fixture
def case(place: Borough) -> int:
    return family_of_ade(place)


@pytest.fixture
def ade(place: Borough) -> Client:
    return browser(place, "ade")


def begun(ade: Client, case: int, process: str = "refer") -> int:
    """A process begun by hand on the page of the case; the number of the step that waits."""
    page = ade.get(f"/cases/{case}/processes/")
    assert "Asking the hub" in text(page)
    done = write(ade, f"/cases/{case}/processes/{process}/begin/")
    assert done.status_code == 302
    return WorkItem.objects.latest("pk").pk


def papers(**more: str) -> dict[str, str]:
    return {"q-why": "The mornings are hard.", "c-told": "on", "c-health": "no", **more}


@pytest.mark.req("ORG-06", "PATH-13")
def test_a_process_is_begun_by_hand_its_step_taken_from_the_tray_and_done(
    place: Borough, case: int, ade: Client
) -> None:
    number = begun(ade, case)
    assert "1 waiting, 1 that nobody has taken" in text(ade.get("/trays/"))
    tray = text(ade.get("/trays/desk/"))
    assert "Ask the hub" in tray and "Marsh / Quillan" in tray and "nobody has it" in tray

    assert write(ade, f"/items/{number}/take/").status_code == 302
    assert "Yours to do" in text(ade.get("/trays/"))
    assert "Nothing in this tray fits these filters" in text(ade.get("/trays/desk/?whose=nobody"))
    page = text(ade.get(f"/items/{number}/"))
    assert "You are here" in page and "No agency is named." in page and "2 missing" not in page

    missing = write(ade, f"/items/{number}/", version=3, **papers())
    assert missing.status_code == 409  # it was taken since: how it stands now is shown
    version = WorkItem.objects.get(pk=number).version
    missing = write(ade, f"/items/{number}/", version=version, **papers())
    assert missing.status_code == 422 and "Key agencies" in text(missing)
    assert "The mornings are hard." in missing.content.decode()
    bryony = browser(place, "bryony")
    done = write(bryony, f"/items/{number}/", version=version, **papers(override="It cannot wait."))
    assert done.status_code == 302
    read = text(ade.get(f"/items/{number}/"))
    assert "by Bryony Tull" in read and "It cannot wait." in read and "Read what is asked" in read
    assert "Waits at Read what is asked in the tray Hub" in text(ade.get(f"/cases/{case}/processes/"))


@pytest.mark.req("PATH-13")
def test_a_way_is_chosen_with_what_it_asks_and_a_double_press_does_the_step_once(
    place: Borough, case: int, ade: Client
) -> None:
    first = begun(ade, case)
    write(browser(place, "bryony"), f"/items/{first}/", version=1, **papers(override="It cannot wait."))
    number, carys = WorkItem.objects.get(step="read").pk, browser(place, "carys")
    page = text(carys.get(f"/items/{number}/"))
    assert "What happens next?" in page and "Say why to whoever asked." in page and "If: The hub does not help" in page
    none = write(carys, f"/items/{number}/", version=1)
    assert none.status_code == 422 and "Choose what happens next." in text(none)
    no = write(carys, f"/items/{number}/", version=1, way="no")
    assert no.status_code == 422 and "Answer this: Why not?" in text(no)

    once = uuid4().hex
    for _ in range(2):
        done = write(carys, f"/items/{number}/", version=1, way="more", once=once)
        assert done.status_code == 302
    assert WorkItem.objects.filter(step="ask").count() == 2
    again = write(carys, f"/items/{number}/", version=1, way="more")
    assert again.status_code == 403 and "has been done already" in text(again)


@pytest.mark.req("PATH-13", "REC-11", "HOME-05")
def test_answers_to_a_step_are_kept_as_they_are_typed_and_found_again_anywhere(
    place: Borough, case: int, ade: Client
) -> None:
    number = begun(ade, case)
    at = f"/items/{number}/"
    was, other = made_with(ade.get(at)), made_with(ade.get(at))
    for name, value in (("q-why", "The morn"), ("q-why", "The mornings."), ("c-told", "on"), ("c-health", "no")):
        kept = ade.post(f"{at}keep/", {"field": name, name: value, "was": was})
        assert kept.status_code == 200 and kept.json()["kept"], kept.content
        was = kept.json()["was"]
    machine = browser(place, "ade").get(at).content.decode()
    assert "The mornings." in machine and "Kept " in machine and machine.count("checked") >= 2
    assert "The mornings." not in browser(place, "bryony").get(at).content.decode()

    clash = ade.post(f"{at}keep/", {"field": "q-why", "q-why": "No.", "was": other})
    assert clash.status_code == 409 and "another window" in clash.json()["sentence"]
    both = write(ade, at, version=1, was=other, **papers(), do="later")
    assert both.status_code == 409 and "The mornings." in text(both) and "The mornings are hard." in text(both)
    mine = made_with(both)
    assert write(ade, at, version=1, was=mine, **papers(), do="later").status_code == 302
    assert "The mornings are hard." in ade.get(at).content.decode()

    for told, status in (
        ({}, 400), ({"field": "q-why", "q-why": "X", "was": "{"}, 400), ({"field": "q-no", "was": mine}, 409),
        ({"field": ".", ".": "X", "was": mine}, 409), ({"field": "q-why", "q-why": "x" * 200_000, "was": mine}, 409),
        ({"field": "q-why", "q-why": "a\x00b", "was": mine}, 200),
    ):  # fmt: skip
        assert ade.post(f"{at}keep/", told).status_code == status, told
    assert browser(place, "esme").post(f"{at}keep/", {"field": "q-why", "was": mine}).status_code == 404
    carys = browser(place, "carys")
    assert carys.post(f"{at}keep/", {"field": "q-why", "q-why": "Hm.", "was": mine}).status_code in (404, 409)

    done = write(browser(place, "bryony"), at, version=1, **papers(override="It cannot wait."))
    assert done.status_code == 302
    late = ade.post(f"{at}keep/", {"field": "q-why", "q-why": "More.", "was": mine})
    assert late.status_code == 409 and "done already" in late.json()["sentence"]
    assert "What you had typed here" in text(ade.get(at))
    assert "What you had typed here" not in text(browser(place, "bryony").get(at))


def made_with(page: Any) -> str:
    """What a step's page posts back as what it was made with."""
    return unescape(re.findall(r'name="was" value="([^"]*)"', page.content.decode())[0])


@pytest.mark.req("PATH-08")
def test_a_joint_decision_is_proposed_by_one_and_agreed_by_the_other(place: Borough, case: int, ade: Client) -> None:
    first = begun(ade, case)
    write(browser(place, "bryony"), f"/items/{first}/", version=1, **papers(override="It cannot wait."))
    carys = browser(place, "carys")
    write(carys, f"/items/{WorkItem.objects.get(step='read').pk}/", version=1, way="yes")
    number = WorkItem.objects.get(step="agree").pk
    assert "This is decided together with: Hub worker" in text(ade.get(f"/items/{number}/"))
    assert write(ade, f"/items/{number}/", version=1).status_code == 302
    assert "Proposed by you" in text(ade.get(f"/items/{number}/"))
    refused = write(ade, f"/items/{number}/agree/", version=2)
    assert refused.status_code == 302 and "You proposed it yourself" in text(ade.get(f"/items/{number}/"))
    said = write(carys, f"/items/{number}/not-agreed/", version=2, why=" ")
    assert said.status_code == 422 and "Say why" in text(said)

    assert write(carys, f"/items/{number}/agree/", version=2).status_code == 302
    assert "agreed by Carys Penhale" in text(ade.get(f"/items/{number}/"))


@pytest.mark.req("ORG-06")
def test_a_step_is_given_to_a_colleague_and_sent_on_with_a_reason(place: Borough, case: int, ade: Client) -> None:
    number = begun(ade, case)
    assert write(ade, f"/items/{number}/give/", to=place.people["bryony"].pk).status_code == 302
    assert WorkItem.objects.get(pk=number).assigned_to == place.people["bryony"]
    write(ade, f"/items/{number}/give/", to="999999999999999999")
    assert "Check what is marked" in text(ade.get(f"/items/{number}/"))
    version = WorkItem.objects.get(pk=number).version
    empty = write(ade, f"/items/{number}/send-on/", version=version, why="They know them.")
    assert empty.status_code == 422 and "Choose a tray." in text(empty) and "They know them." in empty.content.decode()
    done = write(ade, f"/items/{number}/send-on/", version=version, tray="hub", why="They know them.")
    assert done.status_code == 302
    assert "Ask the hub" in text(browser(place, "carys").get("/trays/hub/"))


@pytest.mark.req("SHAR-06")
def test_a_step_of_a_family_that_one_does_not_see_is_not_there(place: Borough, case: int, ade: Client) -> None:
    number = begun(ade, case)
    dev = browser(place, "dev")
    for address in (f"/items/{number}/", f"/cases/{case}/processes/", "/trays/desk/", f"/items/{number}/send-on/"):
        assert dev.get(address).status_code == 404, address
    assert write(dev, f"/items/{number}/take/").status_code == 404
    assert "Your teams work no tray" in text(dev.get("/trays/"))
    assert write(ade, f"/items/{number}/take/").status_code == 302


@pytest.mark.req("PATH-13")
def test_each_process_is_drawn_and_said_in_words(place: Borough, ade: Client) -> None:
    assert "Asking the hub" in text(ade.get("/processes/"))
    page = ade.get("/processes/refer/")
    words = text(page)
    assert page.content.decode().count('<svg class="al-process ') == 2
    for part in ("The hub does not help: the process ends", "More is asked: step 1, Ask the hub", "Before it leaves",
                 "Is any child unwell?", "together with: Hub worker"):  # fmt: skip
        assert part in words, part
    assert ade.get("/processes/nothing/").status_code == 404


HOSTILE = ["", "\x00", "a" * 20_000, "<script>", "-1", "99999999999999999999", "‮", "[]", "{}"]


def test_hostile_answers_are_refused_and_never_a_fault(place: Borough, case: int, ade: Client) -> None:
    number = begun(ade, case)
    for typed in HOSTILE:
        for name in ("q-why", "c-health", "way", "override", "version", "c-told", "to", "tray"):
            for part in ("", "send-on/", "give/", "agree/", "not-agreed/"):
                assert write(ade, f"/items/{number}/{part}", **{name: typed}).status_code < 500
        for address in (f"/trays/desk/?age={typed}&area={typed}&order={typed}&page={typed}", f"/trays/?page={typed}"):
            assert ade.get(address).status_code == 200
    assert WorkItem.objects.get(pk=number).done_at is None


def counted(client: Client, address: str) -> int:
    client.get(address)
    with statements() as sent:
        assert client.get(address).status_code == 200
    return len(sent)


def test_every_page_takes_the_same_queries_however_much_waits(place: Borough, case: int, ade: Client) -> None:
    number = begun(ade, case)
    addresses = ("/trays/", "/trays/desk/", "/trays/desk/?order=due", f"/items/{number}/", f"/cases/{case}/processes/",
                 "/home/")  # fmt: skip
    few = {address: counted(ade, address) for address in addresses}
    for name in ("Firth", "Hale", "Lorne"):
        other = place.case(name=name)
        place.consent(other)
        place.share(other, "family-support-north")
        for process in ("refer", "chain"):
            write(ade, f"/cases/{other.pk}/processes/{process}/begin/")
    assert {address: counted(ade, address) for address in addresses} == few
    assert max(few[address] for address in addresses[:3]) <= 16, few
    assert few[f"/items/{number}/"] <= 26, few
