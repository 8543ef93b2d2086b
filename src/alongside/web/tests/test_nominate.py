"""Nominating a family in the browser, page by page as one without JavaScript asks for them (E-CINS 2.2)."""

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.cases.models import Case
from alongside.forms.models import Draft
from alongside.web.tests.signing import text
from tests.borough import Borough

pytestmark = pytest.mark.django_db
OURS = Path(__file__).resolve().parents[2] / "forms" / "tests" / "data" / "hostile_strings.json"
HEAD = {
    "title": "Miss", "forename": "Marnie", "surname": "Marsh", "address.line1": "14 Tanner Row",
    "address.town": "Calderholt", "address.postcode": "ch99 2nd", "person-area": "riverside", "gender": "Female",
    "birth-date": "11/5/92", "ethnicity": "White - British",
}  # fmt: skip
JAY = {
    "title": "Mr", "forename": "Jay", "surname": "Quillan", "relationship": "Partner", "same-address": "yes",
    "person-area": "riverside", "gender": "Male", "age": "26 - 35", "ethnicity": "Unknown",
}  # fmt: skip


@dataclass
class Browser:
    """Somebody of the cast at their browser, with one form in progress."""

    client: Client
    draft: UUID | None = None

    @property
    def at(self) -> str:
        return f"/drafts/{self.draft}/"

    def get(self, page: str = "") -> str:
        answer = self.client.get(self.at + page)
        assert answer.status_code == 200, answer.status_code
        return text(answer)

    def post(self, page: str, sent: dict[str, object]) -> HttpResponse:
        return self.client.post(self.at + page, sent)  # type: ignore[return-value]

    def save(self, page: str, answers: dict[str, object], *, was: str = "", do: str = "save") -> HttpResponse:
        """Open a page, write into it, and press its button; what is not written over goes back as it stood."""
        return self.post(page, {**answers, "was": was or was_of(self.get(page)), "do": do})

    def keep(self, page: str, name: str, value: str, was: str) -> HttpResponse:
        section, _, entry = page.strip("/").partition("/")
        sent = {"field": name, name: value, "was": was}
        return self.client.post(f"{self.at}keep/?section={section}&entry={entry}", sent)  # type: ignore[return-value]

    def add(self, answers: dict[str, object]) -> str:
        """Add a family member who is not known yet; the page of the entry."""
        answer = self.post("family/", {"once": uuid4().hex})
        page = answer["Location"].removeprefix(self.at)
        self.post(page, {"person": "new"})
        assert self.save(page, answers)["Location"] == f"{self.at}family/", answers
        return page


def was_of(page: str) -> str:
    """What a page was rendered with, as its form posts it back."""
    found = re.search(r'name="was" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def once_of(page: str) -> str:
    found = re.search(r'name="once" value="([^"]*)"', page)
    assert found
    return found[1]


def errors(page: str) -> str:
    """What the error summary says."""
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', page, re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", found[1]))) if found else ""


def stepped_in(borough: Borough, name: str) -> Browser:
    client = Client()
    client.post("/step-in/", {"user": borough.people[name].pk})
    return Browser(client)


@pytest.fixture
def ade(borough: Borough) -> Browser:
    """Ade, who has just started a nomination."""
    browser = stepped_in(borough, "ade")
    once = once_of(text(browser.client.get("/nominate/")))
    for _ in range(2):
        answer = browser.client.post("/nominate/", {"form": "nomination", "once": once})
    browser.draft = UUID(answer["Location"].split("/")[2])
    return browser


def fill(browser: Browser) -> None:
    """Everything that a nomination has to say."""
    browser.save("application/", {"area": "riverside"})
    browser.add(HEAD)
    browser.add(JAY)
    browser.save("assessment/", {"assessment-date": "05-09-2016", "risk": "yes", "risk.detail": "A large dog"})
    browser.save("consent/", {"statement": "received"})


@pytest.mark.req("NOM-03")
def test_a_form_type_of_the_pack_is_chosen_and_started_once(ade: Browser) -> None:
    assert Draft.objects.count() == 1
    answer = ade.client.post("/nominate/", {"form": "scrap-metal", "once": uuid4().hex})
    assert answer.status_code == 422
    assert errors(text(answer)) == " Choose which form to start "
    assert ade.client.post("/nominate/", {"form": "needs-assessment", "once": uuid4().hex}).status_code == 302
    assert Draft.objects.count() == 2


@pytest.mark.req("NOM-04", "NOM-05", "NOM-06", "NOM-08")
def test_a_family_is_nominated_and_becomes_a_case_with_its_name_made(ade: Browser) -> None:
    fill(ade)
    page = ade.get("check/")
    assert errors(page) == ""
    for shown in (
        "Marsh / Quillan CH99 2ND",
        "Family head and main contact: Marnie Marsh",
        "A large dog",
        "5 September 2016",
    ):
        assert shown in html.unescape(re.sub(r"</?bdi>", "", page))

    answer = ade.post("submit/", {"once": once_of(page)})

    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert case.name == "Marsh / Quillan CH99 2ND"
    assert text(ade.client.get("/home/")).count(str(ade.draft)) == 0


def test_submitted_twice_it_is_submitted_once(ade: Browser) -> None:
    fill(ade)
    once = once_of(ade.get("check/"))
    first, second = (ade.post("submit/", {"once": once}) for _ in range(2))
    from_another_window = ade.post("submit/", {"once": uuid4().hex})

    [case] = Case.objects.all()
    assert first["Location"] == second["Location"] == f"/cases/{case.pk}/"
    assert from_another_window["Location"] in (ade.at, first["Location"])
    assert ade.client.get(ade.at)["Location"] == f"/cases/{case.pk}/"
    assert ade.client.get(f"{ade.at}family/")["Location"] == f"/cases/{case.pk}/"


@pytest.mark.req("NOM-05")
def test_submitting_what_is_not_complete_says_what_is_missing_and_where(ade: Browser) -> None:
    answer = ade.post("submit/", {"once": uuid4().hex})
    assert answer.status_code == 422
    assert "Add family head and main contact" in errors(text(answer))
    assert f'href="{ade.at}application/?check=1#area"' in text(answer)
    assert Case.objects.count() == 0

    fill(ade)
    assert ade.post("submit/", {"once": uuid4().hex})["Location"].startswith("/cases/")


def test_steps_are_done_in_any_order_and_one_that_is_not_there_is_a_plain_404(ade: Browser) -> None:
    assert "Step 6 of 9" in ade.get("consent/")
    for page in ("nowhere/", "family/abcdef123/", "consent/abcdef123/", "family/abcdef123/remove/"):
        assert ade.client.get(ade.at + page).status_code == 404, page
    assert ade.client.get(f"/drafts/{uuid4()}/").status_code == 404


@pytest.mark.req("NOM-09", "SHAR-01")
def test_nobody_else_reaches_a_form_by_any_of_its_addresses(borough: Borough, ade: Browser) -> None:
    entry = ade.add(HEAD)
    other = stepped_in(borough, "bryony")
    was = was_of(ade.get("consent/"))
    for page in ("", "application/", "family/", entry, f"{entry}remove/", "check/", "discard/"):
        assert other.client.get(ade.at + page).status_code == 404, page
    for page in ("application/", "family/", entry, f"{entry}remove/", "submit/", "discard/"):
        assert other.client.post(ade.at + page, {"was": was, "once": uuid4().hex}).status_code == 404, page
    kept = other.client.post(f"{ade.at}keep/?section=consent", {"field": "statement", "statement": "x", "was": was})
    assert kept.status_code == 409
    assert "Marnie" in ade.get("family/")


@pytest.mark.req("NOM-04")
def test_an_impossible_date_is_told_beside_its_field_and_everything_typed_is_kept(ade: Browser) -> None:
    answer = ade.save("nomination/", {"referral-date": "31-02-2016", "case-name": "Marsh CH99 2ND", "referrer": "Me"})
    page = text(ade.client.get(answer["Location"].split("#")[0]))
    assert "February 2016 has 29 days" in errors(page)
    assert 'value="31-02-2016"' in page
    assert 'value="Marsh CH99 2ND"' in page

    mended = ade.save("nomination/", {"referral-date": "29 Feb 2016", "case-name": "Marsh CH99 2ND", "referrer": "Me"})
    assert mended["Location"] == f"{ade.at}family/"


@pytest.mark.req("PEOP-02", "PEOP-03")
@pytest.mark.parametrize(
    ("field", "wrong", "says", "right"),
    [
        ("nhs-number", "943 476 5871", "NHS number", "943 476 5870"),
        ("education-id", "A801200005001", "UPN", "B801200005001"),
        ("national-insurance", "GB123456B", "National Insurance", "AB123456C"),
        ("pnc-id", "1979/0163001C", "PNC", "1979/0163001B"),
        ("forename", "x" * 5000, "5,000 characters", "Marnie"),
        ("forename", "Mar\x00nie", "cannot be kept", "مارني 👩"),
        ("birth-date", "31-02-2016", "29 days", "29-02-2016"),
        ("mobiles", "ring me", "telephone number like", "07700 900123"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(ade: Browser, field: str, wrong: str, says: str, right: str) -> None:
    entry = ade.add(HEAD)
    answer = ade.save(entry, {**HEAD, field: wrong})
    assert says in errors(text(ade.client.get(answer["Location"].split("#")[0])))
    assert ade.save(entry, {**HEAD, field: right})["Location"] == f"{ade.at}family/"


@pytest.mark.req("PEOP-02")
def test_an_unborn_child_with_a_past_date_is_told_so(ade: Browser) -> None:
    ade.add(HEAD)
    baby: dict[str, object] = {**JAY, "forename": "Baby", "age": "Unborn", "expected-on": "01-02-2020"}
    entry = ade.add({**baby, "expected-on": ""})
    answer = ade.save(entry, baby)
    assert "This date is past" in errors(text(ade.client.get(answer["Location"])))
    assert ade.save(entry, {**baby, "expected-on": ""})["Location"] == f"{ade.at}family/"


@pytest.mark.req("NOM-04")
def test_the_case_name_follows_the_family_until_somebody_writes_another(ade: Browser) -> None:
    ade.add(HEAD)
    jay = ade.add(JAY)
    assert 'value="Marsh / Quillan CH99 2ND"' in ade.get("nomination/")
    ade.post(f"{jay}remove/", {})
    assert 'value="Marsh CH99 2ND"' in ade.get("nomination/")

    ade.save("nomination/", {"referral-date": "5/9/16", "referrer": "Me", "case-name": "Marsh (Tanner Row) CH99 2ND"})
    ade.add(JAY)
    assert 'value="Marsh (Tanner Row) CH99 2ND"' in ade.get("nomination/")
    assert "Add Quillan to the case name" in errors(ade.get("check/")) or "Choose" in errors(ade.get("check/"))


@pytest.mark.req("NOM-04")
def test_somebody_else_who_refers_is_found_among_users_or_typed_in_full(borough: Borough, ade: Browser) -> None:
    answers: dict[str, object] = {"referral-date": "5/9/16", "referrer": "Someone Else"}
    found = ade.save("nomination/", {**answers, "nominator.find": "bry"}, do="find:nominator")
    page = text(ade.client.get(found["Location"].split("#")[0]))
    assert "Bryony Tull" in page
    chosen = {**answers, "nominator.found": str(borough.people["bryony"].pk)}
    ade.save("nomination/", chosen, do="take:nominator")
    assert "Bryony Tull" in ade.get("check/")

    outside: dict[str, object] = {**answers, "nominator": "outside", "nominator.name": "Pat Lyle"}
    wrong = ade.save("nomination/", outside)
    assert "Enter the organisation" in errors(text(ade.client.get(wrong["Location"])))
    outside |= {"nominator.organisation": "Tanner Row Surgery", "nominator.email": "pat@surgery.example"}
    assert ade.save("nomination/", outside)["Location"] == f"{ade.at}family/"
    assert "Tanner Row Surgery" in ade.get("check/")


@pytest.mark.req("PEOP-01", "PEOP-04", "NOM-05")
def test_a_person_is_looked_for_first_and_an_address_is_chosen_from_the_gazetteer(ade: Browser) -> None:
    fill(ade)
    ade.post("submit/", {"once": uuid4().hex})
    again = Browser(ade.client)
    once = once_of(text(ade.client.get("/nominate/")))
    again.draft = UUID(ade.client.post("/nominate/", {"form": "nomination", "once": once})["Location"].split("/")[2])

    entry = again.post("family/", {"once": uuid4().hex})["Location"].removeprefix(again.at)
    assert "Type at least two letters" in again.get(f"{entry}?q=m")
    assert "people found" in again.get(f"{entry}?q=zzyzx").lower() or "no people found" in again.get(f"{entry}?q=zzyzx")
    page = again.get(f"{entry}?q=Marnee+Marsh")
    known = re.search(r'name="person" value="(\d+)"', page)
    assert known
    assert "14 Tanner Row" in page
    again.post(entry, {"person": known[1]})
    assert "Known already" in again.get(entry)
    assert 'name="forename"' not in again.get(entry)
    assert 'value="Marsh CH99 2ND"' in again.get("nomination/")

    other = again.post("family/", {"once": uuid4().hex})["Location"].removeprefix(again.at)
    again.post(other, {"person": "new", "q": "Wren Marsh", "born": "1/2/21"})
    page = again.get(other)
    assert 'value="Wren"' in page
    assert 'value="1/2/21"' in page
    found = again.save(other, {"address.find": "14 Tanner Row"}, do="find:address")
    page = text(again.client.get(found["Location"].split("#")[0]))
    uprn = re.search(r'name="address.found" type="radio" value="(\d+)"', page)
    assert uprn
    again.save(other, {"address.found": uprn[1]}, do="take:address")
    assert 'name="address.line1" type="text" spellcheck="false" value="14 Tanner Row"' in again.get(other)


@pytest.mark.req("NOM-07")
def test_criteria_name_the_members_concerned_and_are_not_applicable_by_default(ade: Browser) -> None:
    entry = ade.add(HEAD).split("/")[1]
    assert "Not applicable" in ade.get("criteria/")
    base = "criteria.domestic-abuse"
    sent = {f"{base}.experienced.members": [entry], f"{base}.experienced.notes": "30 November", f"{base}.met": "yes"}
    ade.save("criteria/", dict(sent))
    page = ade.get("check/")
    assert "30 November" in page
    assert "Met: yes" in page
    assert f'value="{entry}" checked' in ade.get("criteria/")


@pytest.mark.req("NOM-09")
def test_each_field_is_kept_as_it_is_typed(ade: Browser) -> None:
    was = was_of(ade.get("consent/"))
    kept = ade.keep("consent/", "consent-notes", "They agreed at the door", was)
    assert kept.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", json.loads(kept.content)["kept"])
    assert "They agreed at the door" in ade.get("consent/")
    for field, mark, status in (("audience", was, 409), ("consent-notes", "nonsense", 400), ("consent-notes", "", 400)):
        assert ade.keep("consent/", field, "x", mark).status_code == status
    assert "They agreed at the door" in ade.get("consent/")


@pytest.mark.req("NOM-09")
def test_two_windows_merge_and_where_both_changed_a_field_both_are_shown(ade: Browser) -> None:
    phone, desk = was_of(ade.get("consent/")), was_of(ade.get("consent/"))
    ade.keep("consent/", "consent-notes", "From the car", phone)

    refused = ade.keep("consent/", "consent-notes", "At the desk", desk)
    assert refused.status_code == 409
    assert "another window" in json.loads(refused.content)["sentence"]
    both = ade.save("consent/", {"consent-notes": "At the desk", "statement": "received"}, was=desk)
    page = text(both)
    assert both.status_code == 409
    assert "From the car" in page
    assert ">At the desk</textarea>" in page

    settled = ade.save("consent/", {"consent-notes": "Both", "statement": "received"}, was=was_of(page))
    assert settled.status_code == 302
    assert ">Both</textarea>" in ade.get("consent/")


@pytest.mark.parametrize("page", ["nomination/", "assessment/", "criteria/", "consent/", "lead-worker/", "family"])
def test_no_hostile_string_in_any_field_is_more_than_told_about(ade: Browser, page: str) -> None:
    page = ade.add(HEAD) if page == "family" else page
    was = was_of(ade.get(page))
    fields = list(json.loads(was)["seals"])
    strings = [each.encode("utf-8", "replace").decode() for each in json.loads(OURS.read_text(encoding="utf-8"))]
    for start in range(0, max(len(strings), 8 * len(fields)), len(fields)):
        # Every string in some field of the page; forms/tests/test_rules.py has every string in every kind of field.
        sent = {name: strings[(start + at) % len(strings)] for at, name in enumerate(fields)}
        answer = ade.save(page, dict(sent), was=was)
        assert answer.status_code in (302, 422), sent
        assert ade.client.get(f"{ade.at}{page}?check=1").status_code == 200, sent
    for address in ("", "check/", "family/"):
        assert ade.client.get(ade.at + address).status_code == 200
    assert ade.post("submit/", {"once": uuid4().hex}).status_code == 422


def test_hostile_searches_are_answered(ade: Browser) -> None:
    entry = ade.post("family/", {"once": uuid4().hex})["Location"]
    for hostile in json.loads(OURS.read_text(encoding="utf-8")):
        sent = hostile.encode("utf-8", "replace").decode()
        assert ade.client.get(entry, {"q": sent, "born": sent, "search": "1"}).status_code == 200, repr(hostile)


@pytest.mark.req("NOM-09")
def test_saved_for_later_it_waits_on_the_home_page_and_can_be_thrown_away(ade: Browser) -> None:
    assert ade.save("application/", {"area": "riverside"}, do="later")["Location"] == "/home/"
    assert str(ade.draft) in text(ade.client.get("/home/"))
    ade.post("discard/", {})
    assert str(ade.draft) not in text(ade.client.get("/home/"))
    assert ade.client.get(ade.at).status_code == 404


def test_a_step_asks_the_same_few_statements_however_large_the_family(ade: Browser) -> None:
    ade.add(HEAD)
    ade.get("consent/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            ade.get("consent/")
        counts.append(len(captured))
        ade.add(JAY)
    assert counts[0] == counts[1]
    assert counts[0] <= 9, [query["sql"][:90] for query in captured]
