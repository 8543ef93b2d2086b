"""People: the search before anybody is added twice, the profile, changing it, and recording a move."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.cases.models import Member
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.people import actions, queries
from alongside.people.models import Person
from alongside.people.profile import NewAddress, PersonProfile
from alongside.web.tests.signing import text
from tests.borough import NOVEMBER, Borough

pytestmark = pytest.mark.django_db

MARNIE = PersonProfile(
    title="Ms", forename="Marnie", surname="Marsh", aliases=("Spike",), birth_date=date(1992, 5, 11), gender="Female",
    ethnicity="White - British", ethnicity_code="WBRI", area="riverside", mobiles=("07700 900001",),
    national_insurance="QQ123456A", nhs_number="9434765870", sources={"nhs_number": "GP letter"},
    address=NewAddress(lines="14 Tanner Row, Calderholt", postcode="CH99 2ND"),
)  # fmt: skip


def stepped_in(borough: Borough, name: str) -> Client:
    client = Client()
    client.post("/step-in/", {"user": borough.people[name].pk})
    return client


def add(borough: Borough, profile: PersonProfile = MARNIE, who: str = "Ade") -> int:
    actor = borough.actor(who)
    with acting_as(actor):
        return actions.add_person(profile, actor=actor)


def form_of(page: str) -> dict[str, Any]:
    """The fields of the last form of a page, as a browser would send them unchanged."""
    form = page[page.rindex('<form method="post"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in ("radio", "checkbox") and not re.search(r"\bchecked\b", tag):
            continue
        sent[attributes["name"]] = attributes.get("value", "")
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        sent[name] = inside
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)"\s+selected', inside)
        sent[name] = chosen[0] if chosen else ""
    return {name: value.replace("&#39;", "'").replace("&amp;", "&") for name, value in sent.items()}


@pytest.mark.req("PEOP-01", "PEOP-08")
def test_people_are_found_by_any_spelling_with_what_tells_them_apart(borough: Borough) -> None:
    person = add(borough)
    page = text(stepped_in(borough, "ade").get("/people/", {"q": "marny marhs"}))
    assert "1 person found" in page
    assert f'href="/people/{person}/"' in page
    for told in ("Marnie Marsh", "11 May 1992", "Female", "Spike", "Riverside", "14 Tanner Row, Calderholt, CH99 2ND"):
        assert told in page, told


@pytest.mark.req("PEOP-01")
def test_a_birth_date_is_typed_in_any_usual_way_and_a_wrong_one_is_said(borough: Borough) -> None:
    add(borough)
    ade = stepped_in(borough, "ade")
    for born in ("11-05-1992", "11/5/92", "11 May 1992"):
        assert "1 person found" in text(ade.get("/people/", {"born": born})), born
    assert "Nobody found" in text(ade.get("/people/", {"q": "marsh", "born": "12-05-1992"}))
    wrong = text(ade.get("/people/", {"q": "marsh", "born": "31-02-1992"}))
    assert "has 29 days" in wrong
    assert 'value="31-02-1992"' in wrong


@pytest.mark.req("PEOP-08")
@pytest.mark.parametrize("typed", ["m", "%", "_", "😀"])
def test_two_letters_are_asked_for(borough: Borough, typed: str) -> None:
    add(borough)
    ade = stepped_in(borough, "ade")
    assert "at least two letters of a name" in text(ade.get("/people/", {"q": typed}))
    assert "1 person found" in text(ade.get("/people/", {"q": "ma"}))


@pytest.mark.req("PEOP-01", "SHAR-06")
def test_who_may_not_see_somebody_finds_nobody_and_opens_nothing(borough: Borough) -> None:
    person = add(borough)
    hollis = stepped_in(borough, "hollis")
    assert "Nobody found" in text(hollis.get("/people/", {"q": "marsh"}))
    for page in ("", "change/", "move/"):
        assert hollis.get(f"/people/{person}/{page}").status_code == 404
        assert hollis.post(f"/people/{person}/{page}").status_code in (404, 405)
        assert stepped_in(borough, "ade").get(f"/people/{person}/{page}").status_code == 200


@pytest.mark.req("PEOP-02", "PEOP-03")
def test_a_profile_shows_what_was_told_and_where_it_was_learnt(borough: Borough) -> None:
    person = add(borough)
    case = borough.case()
    Member.objects.create(
        partnership=borough.partnership, case=case, person_id=person, position=1, is_head=True, group="family",
        joined_on=NOVEMBER,
    )  # fmt: skip
    page = text(stepped_in(borough, "ade").get(f"/people/{person}/"))
    for told in (
        "943 476 5870",
        "from GP letter",
        "QQ 12 34 56 A",
        "examples",
        "07700 900001",
        case.name,
        "head of family",
    ):
        assert told in page, told
    assert Event.objects.filter(kind="person.looked-at", person_id=person).count() == 1


@pytest.mark.req("PEOP-02")
def test_sending_a_profile_unchanged_changes_nothing(borough: Borough) -> None:
    person = add(borough)
    ade = stepped_in(borough, "ade")
    sent = form_of(text(ade.get(f"/people/{person}/change/")))
    assert ade.post(f"/people/{person}/change/", sent).status_code == 302
    row = Person.objects.get(pk=person)
    assert (row.version, row.nhs_number, row.sources) == (1, "9434765870", {"nhs_number": "GP letter"})


@pytest.mark.req("PEOP-02", "PEOP-03")
def test_a_profile_is_changed_once_and_a_wrong_number_is_said_beside_it(borough: Borough) -> None:
    person = add(borough)
    ade = stepped_in(borough, "ade")
    sent = form_of(text(ade.get(f"/people/{person}/change/")))
    sent |= {
        "surname": "Hale",
        "nhs_number": "943 476 5871",
        "emails": "marnie@EXAMPLE.org\n",
        "source_emails": "Marnie",
    }
    refused = ade.post(f"/people/{person}/change/", sent)
    assert refused.status_code == 422
    assert "wrong digit" in text(refused)
    assert "943 476 5871" in text(refused), "what was typed is kept"
    sent["nhs_number"] = "943 476 5870"
    for _ in range(2):
        assert ade.post(f"/people/{person}/change/", sent).status_code == 302
    page = text(ade.get(f"/people/{person}/"))
    assert "Hale" in page
    assert "marnie@example.org" in page
    assert Event.objects.filter(kind="person.changed").count() == 1


@pytest.mark.req("PEOP-02")
def test_two_who_change_a_profile_at_once_are_shown_both(borough: Borough) -> None:
    person = add(borough)
    ade = stepped_in(borough, "ade")
    sent = form_of(text(ade.get(f"/people/{person}/change/")))
    actor = borough.actor("Ade")
    with acting_as(actor):
        theirs = queries.person(person, actor=actor).profile
        told = PersonProfile(**{**theirs.__dict__, "surname": "Fenwick", "gender": "Male"})
        actions.change_person(person, told, version=1, actor=actor)
    stale = ade.post(f"/people/{person}/change/", sent | {"surname": "Hale"})
    page = text(stale)
    assert stale.status_code == 409
    assert "Fenwick" in page
    assert "Hale" in page
    again = form_of(page)
    assert (again["surname"], again["gender"], again["version"]) == ("Hale", "Male", "2")
    assert ade.post(f"/people/{person}/change/", again).status_code == 302
    row = Person.objects.get(pk=person)
    assert (row.surname, row.gender, row.version) == ("Hale", "Male", 3)


@pytest.mark.req("PEOP-02")
def test_an_unborn_child_past_its_date_is_flagged_and_brought_up_to_date(borough: Borough) -> None:
    person = add(borough, PersonProfile(surname="Marsh", unborn=True, expected_on=date(2026, 11, 20)))
    Person.objects.filter(pk=person).update(expected_on=date(2020, 1, 5))
    ade = stepped_in(borough, "ade")
    assert "The date this child was expected has passed" in text(ade.get(f"/people/{person}/"))
    sent = form_of(text(ade.get(f"/people/{person}/change/")))
    assert (sent["age_band"], sent["expected_on"]) == ("Unborn", "05-01-2020")
    assert (
        ade.post(f"/people/{person}/change/", sent | {"forename": "Wren", "birth_date": "3-1-2020"}).status_code == 302
    )
    row = Person.objects.get(pk=person)
    assert (row.birth_date, row.unborn, row.expected_on) == (date(2020, 1, 3), False, None)
    assert "needs bringing up to date" not in text(ade.get(f"/people/{person}/"))


@pytest.mark.req("PEOP-04")
def test_an_address_is_found_confirmed_and_recorded(borough: Borough) -> None:
    person = add(borough)
    ade, address = stepped_in(borough, "ade"), f"/people/{person}/move/"
    found = text(ade.get(address, {"find": "3 quayside"}))
    uprn = re.search(r"uprn=(\d+)", found)
    assert uprn is not None
    assert "3 Quayside, Calderholt, CH99 2EE" in found
    chosen = f"{address}?uprn={uprn[1]}"
    sent = form_of(text(ade.get(chosen)))
    assert (sent["lines"], sent["postcode"]) == ("3 Quayside\nCalderholt", "CH99 2EE")
    wrong = ade.post(chosen, sent | {"postcode": "nowhere", "from_month": "1-1-2050"})
    assert wrong.status_code == 422
    assert "Write a postcode" in text(wrong)
    assert ade.post(chosen, sent | {"from_month": "1-9-2020"}).status_code == 302
    page = text(ade.get(f"/people/{person}/"))
    assert "since September 2020" in page
    assert "until September 2020" in page
    assert "Enter the first line" in text(ade.post(address, sent | {"once": str(uuid4()), "lines": "", "postcode": ""}))


@pytest.mark.req("PLAT-02")
@pytest.mark.parametrize("page", ["/people/?q=marsh", "/people/{person}/", "/people/{person}/change/"])
def test_a_page_asks_the_database_the_same_however_many_there_are(borough: Borough, page: str) -> None:
    person = add(borough)
    ade = stepped_in(borough, "ade")
    counts = []
    for more in (0, 30):
        for _ in range(more):
            add(borough)
        ade.get(page.format(person=person))
        with CaptureQueriesContext(connection) as asked:
            ade.get(page.format(person=person))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 18
