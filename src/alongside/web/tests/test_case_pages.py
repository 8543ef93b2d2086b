"""The pages of a case by HTTP: what is on them, how many statements they take, and that a stranger gets nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.cases import actions
from alongside.cases.consent import note_signed_copy
from alongside.cases.models import Case, Member
from alongside.casework.actions.logs import Contact, add_log
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.events.models import Event
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db


def now(borough: Borough, name: str) -> Actor:
    """Somebody of the cast at this moment, as the site sees them."""
    return borough.actor(name, on=timezone.localdate()).at(timezone.now())


def browser(borough: Borough, name: str) -> Client:
    """A browser in which somebody of the cast is signed in."""
    client = Client()
    client.post("/step-in/", {"user": borough.people[name].pk})
    return client


def text(response: HttpResponse) -> str:
    """The words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL of the requests inside, without what only a test's own transaction adds (savepoints)."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    sqls = [str(query["sql"]) for query in captured.captured_queries]
    found.extend(sql for sql in sqls if "SAVEPOINT" not in sql and "set_config('role', 'none'" not in sql)


def write(client: Client, address: str, **fields: object) -> HttpResponse:
    """Send a form as its page would, with a key of its own."""
    return client.post(address, {"once": uuid4().hex, **fields})  # type: ignore[return-value]


def log(case_id: int, actor: Actor, what: str, days: int = 0) -> int:
    """Write a log of a contact some days ago."""
    with acting_as(actor):
        contact = Contact(actor.now - timedelta(days=days), "Home visit", "Marnie", what)
        return add_log(case_id, contact=contact, actor=actor)


def file_the_consent(borough: Borough, case_id: int, owner: str = "Ade") -> None:
    """The owner files the signed copy of the family's consent."""
    actor = now(borough, owner)
    with acting_as(actor):
        note_signed_copy(case_id, actor=actor)


@pytest.fixture
def family(borough: Borough) -> int:
    """The Marsh and Quillan family's case, which Ade owns and nobody else sees."""
    return nominate(now(borough, "Ade"))


# --- the list and the search


@pytest.mark.req("NOM-01")
@pytest.mark.parametrize("more", [0, 57])
def test_the_list_of_my_cases_takes_eight_statements_however_many_there_are(borough: Borough, more: int) -> None:
    for number in range(3 + more):
        borough.case(name=f"Family{number} CH99 2ND")
    ade = browser(borough, "ade")
    ade.get("/cases/?mine=yes")

    with statements() as sent:
        page = text(ade.get("/cases/?mine=yes"))

    assert f"{3 + more} cases of yours, open, newest first" in page
    assert len(sent) <= 8, "\n".join(sent)


@pytest.mark.req("NOM-01")
def test_the_list_holds_number_name_team_creator_and_owner_newest_first_and_pages(borough: Borough) -> None:
    cases = [borough.case(name=f"Family{number} CH99 2ND") for number in range(27)]
    ade = browser(borough, "ade")

    first, second = text(ade.get("/cases/")), text(ade.get("/cases/?page=2"))

    assert first.index("Family26") < first.index("Family25")
    assert "Family1 CH99" not in first and "Family1 CH99" in second
    assert f"{cases[26].pk} Family26 CH99 2ND Calderholt North Family Support North Ade Bankole Ade Bankole" in first


@pytest.mark.req("NOM-01")
def test_filters_stand_in_the_address_and_anything_else_there_narrows_nothing(borough: Borough) -> None:
    cases = (("Abel", "north", "open"), ("Birch", "market", "open"), ("Cole", "north", "archived-resolved"))
    for name, area, status in cases:
        Case.objects.filter(pk=borough.case(name=f"{name} CH99 2ND").pk).update(area=area, status=status)
    ade = browser(borough, "ade")

    def names(query: str) -> set[str]:
        page = text(ade.get(f"/cases/?{query}"))
        return {name for name in ("Abel", "Birch", "Cole") if name in page}

    assert names("") == {"Abel", "Birch"}
    assert names("area=market") == {"Birch"}
    assert names("status=archived-resolved") == {"Cole"}
    assert names("status=every&area=north&mine=yes") == {"Abel", "Cole"}
    assert names("status=%00&area=nowhere&page=-3&mine=maybe") == {"Abel", "Birch"}
    assert "past the end" in text(ade.get("/cases/?page=900"))
    assert names("page=99999999999999999999") == {"Abel", "Birch"}


@pytest.mark.req("NOM-01")
@pytest.mark.parametrize("typed", ["Quillan", "quilan", "Marsh", "CH99 2ND", "ch992nd"])
def test_a_family_is_found_by_any_surname_in_any_spelling_and_by_postcode(
    borough: Borough, family: int, typed: str
) -> None:
    ade = browser(borough, "ade")
    ade.get("/cases/", {"q": "warming"})

    with statements() as sent:
        page = text(ade.get("/cases/", {"q": typed}))

    assert "Marsh / Quillan CH99 2ND" in page
    assert len(sent) <= 9, "\n".join(sent)


@pytest.mark.req("NOM-01", "SHAR-12")
def test_somebody_without_access_finds_that_the_family_is_known_and_whom_to_ask(
    borough: Borough, elsewhere: Borough, family: int
) -> None:
    page = text(browser(borough, "hollis").get("/cases/?q=Quillan"))
    assert "Known to early help" in page and "Ask Ade Bankole for access" in page
    assert "Marsh" not in page

    assert "No family found" in text(browser(elsewhere, "ines").get("/cases/?q=Quillan"))


@pytest.mark.req("NOM-01")
def test_nothing_found_leads_to_nominating(borough: Borough) -> None:
    page = browser(borough, "ade").get("/cases/?q=Zyzzyva")
    assert "No family found for “Zyzzyva”" in text(page)
    assert 'href="/nominate/"' in page.content.decode()


@pytest.mark.parametrize("typed", ["%", "_", "\x00", "' OR 1=1 --", "👪" * 80, "‮nisaM", "zx" * 2500])
def test_a_wildcard_or_worse_finds_nobody(borough: Borough, family: int, typed: str) -> None:
    page = browser(borough, "ade").get("/cases/", {"q": typed})
    assert page.status_code == 200
    assert "Marsh / Quillan" not in text(page) or not typed.strip("\x00")


def test_a_search_sent_is_recorded_for_the_searcher_alone_and_one_while_typing_is_not(
    borough: Borough, family: int
) -> None:
    ade = browser(borough, "ade")
    ade.get("/cases/?q=Qui", headers={"HX-Request": "true"})
    assert not Event.objects.filter(kind="case.looked-for").exists()

    ade.get("/cases/?q=Quillan")

    [event] = Event.objects.filter(kind="case.looked-for")
    assert event.facts == {"words": ["quillan"], "found": 1}
    with acting_as(now(borough, "Hollis")):
        assert not Event.objects.filter(pk=event.pk).exists()
    with acting_as(now(borough, "Ade")):
        assert Event.objects.filter(pk=event.pk).exists()


# --- the case page


@pytest.mark.req("CASE-01")
@pytest.mark.parametrize("more", [0, 57])
def test_a_case_page_takes_fourteen_statements_however_much_is_on_it(borough: Borough, family: int, more: int) -> None:
    ade = now(borough, "Ade")
    for number in range(3 + more):
        log(family, ade, f"Contact {number}", days=number)
    client = browser(borough, "ade")
    client.get(f"/cases/{family}/")

    with statements() as sent:
        page = client.get(f"/cases/{family}/")

    assert page.status_code == 200
    assert len(sent) <= 12, "\n".join(sent)


@pytest.mark.req("CASE-01", "CASE-16", "CASE-04", "CASE-08")
def test_the_case_page_says_everything_that_stands_on_a_case(borough: Borough, family: int) -> None:
    ade = now(borough, "Ade")
    with acting_as(ade):
        actions.change_key_information(family, version=1, words="Ring first: two dogs.", actor=ade)
        actions.change_details(family, version=2, changes={"intensity": "intensive"}, actor=ade)
        actions.start_flag(family, flag="early-help", period=actions.Period(ade.today, "need-identified"), actor=ade)
    log(family, ade, "Marnie told me how the week goes.")

    page = text(browser(borough, "ade").get(f"/cases/{family}/"))

    for words in (
        f"Case {family}", "Marsh / Quillan CH99 2ND", "Calderholt North", "Open", "Low", "Ade Bankole",
        "Family Support North", "ade@calderholt.example", "01632 960101", "Referral Stage", "Intensive",
        "Ring first: two dogs.", "Early Help since", "Marnie told me how the week goes.", "Marnie Marsh",
        "head of family", "1 person or team", "Education", "Jessa Quillan",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.req("CASE-01")
def test_ages_are_as_at_today(borough: Borough, family: int) -> None:
    member = Member.objects.get(case_id=family, is_head=True)
    today = timezone.localdate()
    member.person.birth_date = today.replace(year=today.year - 34)
    member.person.save()
    assert "Marnie Marsh 34 years" in text(browser(borough, "ade").get(f"/cases/{family}/"))


@pytest.mark.req("CASE-01")
def test_opening_a_case_is_a_look_that_the_history_shows_apart(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    ade.get(f"/cases/{family}/")

    assert Event.objects.filter(kind="case.looked-at", case_id=family).count() == 1
    assert "opened the case" not in text(ade.get(f"/cases/{family}/history/")).replace("and opened the case", "")
    assert "Ade Bankole opened the case" in text(ade.get(f"/cases/{family}/history/?show=looks"))


PAGES = ("", "members/", "log/", "log/add/", "access/", "access/share/", "history/", "key-information/", "name/",
         "status/", "details/", "assessment-date/", "flags/early-help/start/")  # fmt: skip


@pytest.mark.req("SHAR-01", "SHAR-06")
def test_without_a_share_no_page_of_a_case_says_anything_of_it(
    borough: Borough, elsewhere: Borough, family: int
) -> None:
    hollis, ines = browser(borough, "hollis"), browser(elsewhere, "ines")
    absent = {name: plain(ines.get(f"/cases/{family + 1000}/{name}")) for name in PAGES}

    for name in PAGES:
        page = hollis.get(f"/cases/{family}/{name}")
        assert page.status_code == (404 if name else 403)
        assert "Quillan" not in page.content.decode()
        theirs = ines.get(f"/cases/{family}/{name}")
        assert theirs.status_code == 404
        assert plain(theirs) == absent[name], "another partnership's case is told from one that is not there"

    borough.share(Case.objects.get(pk=family), "hollis")
    assert [hollis.get(f"/cases/{family}/{name}").status_code for name in PAGES] == [200] * len(PAGES)


def plain(response: HttpResponse) -> str:
    """A page without what differs each time: keys against forgery, nonces, and the number in its own address."""
    page = re.sub(r'(value|nonce)="[^"]*"', "", response.content.decode())
    return f"{response.status_code} {page}"


# --- asking for access


@pytest.mark.req("NOM-02")
def test_asking_for_access_names_the_owner_and_both_see_the_outcome(borough: Borough, family: int) -> None:
    esme, ade = browser(borough, "esme"), browser(borough, "ade")
    page = esme.get(f"/cases/{family}/")
    assert page.status_code == 403
    assert "The owner of the case is Ade Bankole , Family Support North" in text(page)

    empty = write(esme, f"/cases/{family}/", why=" ")
    assert empty.status_code == 422
    assert "Say why you need to see this case" in text(empty)

    asked = write(esme, f"/cases/{family}/", why="Jessa is in my year group.")
    address = asked["Location"]
    assert "not answered yet" in text(esme.get(address))
    assert "Jessa is in my year group." in text(ade.get(address))
    assert "Esme Farrow asks for access" in text(ade.get("/requests/"))

    assert write(ade, address, answer="asked back", words="").status_code == 422
    assert write(ade, address, answer="asked back", words="Which group?").status_code == 302
    assert "Which group?" in text(esme.get(address))
    assert write(esme, address, why="The pastoral one.").status_code == 302
    too_early = write(ade, address, answer="granted", words="")
    assert too_early.status_code == 422 and "its signed copy is not filed yet" in text(too_early)
    file_the_consent(borough, family)
    assert write(ade, address, answer="granted", words="").status_code == 302
    assert "granted" in text(esme.get("/requests/"))
    assert esme.get(f"/cases/{family}/").status_code == 200
    assert browser(borough, "femi").get(address).status_code == 404


@pytest.mark.req("NOM-02")
def test_a_request_declined_says_why_and_gives_nothing(borough: Borough, family: int) -> None:
    esme, ade = browser(borough, "esme"), browser(borough, "ade")
    address = write(esme, f"/cases/{family}/", why="Jessa is in my year group.")["Location"]

    assert write(ade, address, answer="declined", words="The school is not part of the plan.").status_code == 302

    assert "The school is not part of the plan." in text(esme.get(address))
    assert esme.get(f"/cases/{family}/").status_code == 403


# --- sharing


@pytest.mark.req("SHAR-01", "SHAR-02")
def test_the_owner_shares_with_a_team_and_stops(borough: Borough, family: int) -> None:
    ade, carys = browser(borough, "ade"), browser(borough, "carys")
    team = borough.teams["strengthening-families"].principal_id
    assert "The Strengthening Families Team cannot see this case yet." in text(ade.get(f"/cases/{family}/access/"))

    address = f"/cases/{family}/access/share/{team}/"
    nothing_said = write(ade, address, why="")
    assert nothing_said.status_code == 422
    assert "Say why they need to see this case." in text(nothing_said)
    assert carys.get(f"/cases/{family}/").status_code == 403

    assert write(ade, address, why="They look over quality.").status_code == 302
    assert carys.get(f"/cases/{family}/").status_code == 200
    page = text(ade.get(f"/cases/{family}/access/"))
    assert "They look over quality." in page and "cannot see this case yet" not in page

    [share] = [each for each in case(family).share_set.all() if each.holder_id == team]
    stop = f"/cases/{family}/access/{share.pk}/stop/"
    assert "Stop sharing with Strengthening Families Team?" in text(ade.get(stop))
    assert write(ade, stop).status_code == 302
    assert carys.get(f"/cases/{family}/").status_code == 403


@pytest.mark.req("SHAR-01")
def test_a_colleague_is_found_by_name_and_sees_the_case_until_the_day_it_ends(borough: Borough, family: int) -> None:
    file_the_consent(borough, family)
    ade, dev = browser(borough, "ade"), borough.people["dev"]
    found = ade.get(f"/cases/{family}/access/share/?q=mistry")
    address = f"/cases/{family}/access/share/{dev.principal_id}/"
    assert address in found.content.decode()

    past = write(ade, address, why="Wren’s review", ends_on="1-1-2020")
    assert past.status_code == 422 and "must be after today" in text(past)
    assert "Wren’s review" in text(past)
    until = timezone.localdate() + timedelta(days=7)
    assert write(ade, address, why="Wren’s review", ends_on=f"{until:%d-%m-%Y}").status_code == 302

    assert browser(borough, "dev").get(f"/cases/{family}/").status_code == 200
    with acting_as(borough.actor("Dev", on=until)):
        assert not Case.objects.filter(pk=family).exists()


@pytest.mark.req("SHAR-01")
def test_only_the_owner_or_the_coordinating_team_shares(borough: Borough, family: int) -> None:
    file_the_consent(borough, family)
    borough.share(case(family), "dev")
    address = f"/cases/{family}/access/share/{borough.people['hollis'].principal_id}/"

    assert write(browser(borough, "dev"), address, why="To help").status_code == 403
    assert browser(borough, "hollis").get(f"/cases/{family}/").status_code == 403

    assert write(browser(borough, "ade"), address, why="To help").status_code == 302
    assert browser(borough, "hollis").get(f"/cases/{family}/").status_code == 200


def test_sharing_with_somebody_of_another_partnership_is_a_plain_404(
    borough: Borough, elsewhere: Borough, family: int
) -> None:
    ines = elsewhere.people["ines"].principal_id
    assert browser(borough, "ade").get(f"/cases/{family}/access/share/{ines}/").status_code == 404


def case(number: int) -> Case:
    """The case as it stands."""
    return Case.objects.get(pk=number)
