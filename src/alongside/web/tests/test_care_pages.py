"""Members, keyworkers, related cases, sites, flags, workload and archive by HTTP."""

from uuid import uuid4

import pytest

from alongside.cases.models import Case, Keyworker, Member, RelatedCase
from alongside.casework.models import OnWorkload
from alongside.core.acting import acting_as
from alongside.forms.actions import start_draft
from alongside.people.models import Person
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_childrens_centre import MOTHER, new_case
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(borough: Borough) -> int:
    """The Marsh and Quillan family's case, Ade's."""
    return nominate(now(borough, "Ade"))


# --- members and keyworkers


@pytest.mark.req("CASE-14")
def test_individuals_are_searched_for_ticked_over_two_searches_and_added_together(
    borough: Borough, family: int
) -> None:
    ade = browser(borough, "ade")
    case = borough.case(name="Quillan CH99 4TD").pk
    address = f"/cases/{case}/members/add/"
    wren, jay = Person.objects.get(forename="Wren"), Person.objects.get(forename="Jay")

    short = text(ade.get(f"{address}?q=W"))
    assert "at least two letters" in short.lower() and "Wren Marsh" not in short
    found = text(ade.get(f"{address}?q=Wren"))
    assert "Wren Marsh" in found and "born 22 January 2024" in found and "Female" in found and "Tanner Row" in found

    sealed = ade.post(address, {"look": "yes", "person": [wren.pk, jay.pk]})
    assert sealed.status_code == 302 and str(wren.pk) not in sealed["Location"].split("?")[1].split("=")[0]
    so_far = text(ade.get(sealed["Location"]))
    assert "Ticked so far" in so_far and "Wren Marsh" in so_far and "Jay Quillan" in so_far
    none = write(ade, address)
    assert none.status_code == 422 and "Tick at least one person." in text(none)
    assert write(ade, address, person=[wren.pk, jay.pk]).status_code == 302
    page = text(ade.get(f"/cases/{case}/members/"))
    assert "Wren Marsh" in page and "Jay Quillan" in page
    assert Member.objects.filter(case=case).count() == 2


@pytest.mark.req("CASE-14")
def test_taking_somebody_off_asks_first_and_keeps_them_in_the_list(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    member = Member.objects.get(case=family, person__forename="Jay")
    address = f"/cases/{family}/members/{member.pk}/end/"
    assert "Take Jay Quillan off the case?" in text(ade.get(address))
    assert ade.post(address, fields(ade.get(address))).status_code == 422
    done = text(ade.post(address, fields(ade.get(address)) | {"why": "He moved out."}, follow=True))
    assert "Jay Quillan is no longer on the case." in done and "Left" in done
    assert browser(borough, "dev").get(address).status_code == 404


@pytest.mark.req("CASE-14")
def test_a_keyworker_is_found_named_and_removed_once_asked(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/keyworkers/add/"
    assert "Femi Adisa" in text(ade.get(f"{address}?q=femi"))
    assert write(ade, address, user=borough.people["femi"].pk).status_code == 302
    assert write(ade, address, user=10**9).status_code == 422
    assert "the case is not shared with them" in text(ade.get(f"/cases/{family}/members/"))
    end = f"/cases/{family}/keyworkers/{Keyworker.objects.get(case=family).pk}/end/"
    assert "End Femi Adisa’s part as keyworker?" in text(ade.get(end))
    assert "is no longer a keyworker" in text(ade.post(end, fields(ade.get(end)), follow=True))


# --- related cases


@pytest.mark.req("CASE-11")
def test_a_case_is_found_by_name_or_number_linked_and_unlinked(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    other = borough.case(name="Penrose CH99 3AE").pk
    for typed in ("Penrose", str(other)):
        assert "Penrose CH99 3AE" in text(ade.get(f"/cases/{family}/related/add/?q={typed}"))
    address = f"/cases/{family}/related/add/{other}/"
    assert ade.post(address, fields(ade.get(address))).status_code == 422
    page = text(ade.post(address, fields(ade.get(address)) | {"why": "The same grandmother."}, follow=True))
    assert "Penrose CH99 3AE" in page and "The same grandmother." in page
    assert "Marsh / Quillan" in text(ade.get(f"/cases/{other}/related/"))
    end = f"/cases/{other}/related/{RelatedCase.objects.get().pk}/end/"
    assert "No case is linked" in text(ade.post(end, fields(ade.get(end)), follow=True))
    assert ade.get(f"/cases/{family}/related/add/{family}/").status_code == 404


# --- sites


@pytest.mark.req("CASE-13", "CASE-15")
def test_a_case_of_a_centre_shows_its_primary_details_and_is_closed_and_reopened(centres: Borough) -> None:
    number = new_case(now(centres, "Jory"), MOTHER)
    jory = browser(centres, "jory")
    page = text(jory.get(f"/cases/{number}/"))
    for words in ("Parenting support issues", "111222", "1 November 2013", "13 December 2013", "Bay Children"):
        assert words in page, words
    address = f"/cases/{number}/primary-details/"
    wrong = jory.post(address, fields(jory.get(address)) | {"closed_on": "31-10-2013"})
    assert wrong.status_code == 422 and "cannot be before the opened date" in text(wrong)
    closed = text(jory.post(address, fields(wrong) | {"closed_on": "20-12-2013"}, follow=True))
    assert "Status Closed" in closed
    again = text(jory.post(address, fields(jory.get(address)) | {"closed_on": ""}, follow=True))
    assert "Status Open" in again
    assert "from 20 December 2013" in text(jory.get(f"/cases/{number}/history/"))


@pytest.mark.req("CASE-15")
def test_administration_is_saved_all_at_once_and_archiving_takes_a_case_out_of_the_lists(centres: Borough) -> None:
    number = new_case(now(centres, "Jory"), MOTHER)
    jory, keiko, lowen = (browser(centres, name) for name in ("jory", "keiko", "lowen"))
    address, dunes = f"/cases/{number}/administration/", str(centres.teams["dunes"].pk)
    assert "Owning site" not in text(jory.get(address)) and "Owning site" in text(lowen.get(address))
    assert keiko.get(address).status_code == 404
    jory.get(address)
    assert keiko.get(f"/cases/{number}/").status_code == 404, "looking changes nothing"
    assert jory.post(address, fields(jory.get(address)) | {"sites": [dunes]}).status_code == 302
    assert keiko.get(f"/cases/{number}/").status_code == 200

    sent = fields(jory.get(address)) | {"sites": [dunes], "archived": ["yes"]}
    assert jory.post(address, sent).status_code == 302
    for who in (jory, keiko):
        for query in ("", "?mine=yes", "?status=every", "?status=closed"):
            assert "Teague" not in text(who.get(f"/cases/{query}"))
        assert "Teague" in text(who.get("/cases/?q=Teague")), "but it is found"
        assert "archived" in text(who.get("/cases/?q=Teague"))
        assert "Teague" in text(who.get("/archive/"))
    assert "Somebody changed these settings" in text(
        jory.post(address, sent | {"once": fields(jory.get(address))["once"]})
    )
    assert lowen.post(address, fields(lowen.get(address)) | {"owning": dunes}).status_code == 302
    assert Case.objects.get(pk=number).team.name == "Dunes Children's Centre"


@pytest.mark.req("CASE-15")
def test_where_cases_are_not_kept_by_sites_there_is_no_administration(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    for page in ("administration", "primary-details"):
        assert ade.get(f"/cases/{family}/{page}/").status_code == 404


# --- the programme's flag


@pytest.mark.req("CASE-03")
def test_a_flag_is_suggested_and_found_by_the_coordinating_team(borough: Borough, family: int) -> None:
    borough.share(Case.objects.get(pk=family), "strengthening-families")
    ade, carys = browser(borough, "ade"), browser(borough, "carys")
    page = ade.get(f"/cases/{family}/")
    assert "Suggest the Supporting Families flag" in text(page)
    assert write(
        ade, f"/cases/{family}/flags/supporting-families/start/", starts_on="3-11-2020", start_reason="criteria-met"
    ).status_code == 403  # fmt: skip
    address = f"/cases/{family}/flags/supporting-families/suggest/"
    assert ade.post(address, fields(ade.get(address))).status_code == 422
    ade.post(address, fields(ade.get(address)) | {"why": "They meet four criteria."})
    assert "They meet four criteria." in text(carys.get("/cases/flags-suggested/"))
    assert "Nothing is suggested" in text(ade.get("/cases/flags-suggested/"))
    start = f"/cases/{family}/flags/supporting-families/start/"
    assert carys.post(start, fields(carys.get(start)) | {"start_reason": "criteria-met"}).status_code == 302
    assert "Nothing is suggested" in text(carys.get("/cases/flags-suggested/"))


# --- workload


@pytest.mark.req("HOME-02")
def test_the_workload_has_six_lists_which_say_when_they_are_empty(borough: Borough) -> None:
    page = text(browser(borough, "ade").get("/workload/"))
    for words in (
        "No assessment in progress", "No case in progress", "No report is here", "No case is here", "No task is here",
        "No profile is here",
    ):  # fmt: skip
        assert words in page


@pytest.mark.req("HOME-02")
def test_one_button_puts_a_case_or_a_profile_on_the_workload_and_takes_it_off(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    person = Person.objects.get(forename="Marnie").pk
    for kind, number, address in (("case", family, f"/cases/{family}/"), ("person", person, f"/people/{person}/")):
        assert "Put on my workload" in text(ade.get(address))
        back = write(ade, "/workload/put/", kind=kind, number=number, on="yes")
        assert back["Location"] == address
        assert "Take off my workload" in text(ade.get(address))
    assert "Marnie Marsh" in text(ade.get("/workload/"))
    assert OnWorkload.objects.filter(removed_at__isnull=True).count() == 2
    write(ade, "/workload/put/", kind="case", number=family, on="yes")
    assert OnWorkload.objects.filter(removed_at__isnull=True).count() == 2
    write(ade, "/workload/put/", kind="case", number=family, on="", list="yes")
    assert "No case is here" in text(ade.get("/workload/"))
    dev = browser(borough, "dev")
    assert write(dev, "/workload/put/", kind="case", number=family, on="yes").status_code == 404
    assert write(ade, "/workload/put/", kind="user", number=1, on="yes").status_code == 404
    assert "Marnie" not in text(dev.get("/workload/"))


@pytest.mark.req("HOME-02")
def test_drafts_stand_where_they_belong(borough: Borough) -> None:
    actor = now(borough, "Ade")
    with acting_as(actor):
        start_draft("nomination", draft_id=uuid4(), actor=actor)
    page = text(browser(borough, "ade").get("/workload/"))
    assert "No assessment in progress" in page and "No case in progress" not in page


@pytest.mark.parametrize("more", [0, 20])
def test_the_workload_takes_twenty_statements_however_much_is_on_it(borough: Borough, more: int) -> None:
    user = borough.people["ade"]
    for number in range(more):
        case = borough.case(name=f"Family{number} CH99 2ND")
        OnWorkload.objects.create(
            partnership=borough.partnership, user=user, kind="case", number=case.pk, added_at=case.created_at
        )
    ade = browser(borough, "ade")
    ade.get("/workload/")
    with statements() as sent:
        ade.get("/workload/")
    assert len(sent) <= 20, "\n".join(sent)


# --- archive


@pytest.mark.req("HOME-06", "CASE-04")
def test_the_archive_lists_cases_and_profiles_and_every_search_looks_there(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    assert "Nothing in the archive" in text(ade.get("/archive/"))
    open_one = borough.case(name="Penrose CH99 3AE")
    Member.objects.create(
        partnership=borough.partnership, case=open_one, person=Person.objects.get(forename="Wren"), position=1,
        group="family", joined_on=open_one.referral_on,
    )  # fmt: skip
    Case.objects.filter(pk=family).update(status="archived-resolved")

    listed, people = text(ade.get("/archive/")), text(ade.get("/archive/?show=people"))
    assert "Marsh / Quillan" in listed and "Penrose" not in listed
    assert "Marnie Marsh" in people and "Wren" not in people, "she is on an open case too"
    assert "Marnie Marsh" in text(ade.get("/archive/?show=people&q=Quillan"))
    assert "Nothing in the archive" in text(ade.get("/archive/?q=Zzyzx"))
    assert "Nothing in the archive" in text(ade.get("/archive/?show=reports"))
    found = text(ade.get("/cases/?q=Quillan"))
    assert "Marsh / Quillan" in found and "Archived – resolved" in found, (
        "a search for duplicates looks there, labelled"
    )
    assert "Marnie Marsh" in text(ade.get("/people/?q=Marnie"))
    assert "Marsh" not in text(browser(borough, "dev").get("/archive/"))


@pytest.mark.parametrize("more", [0, 25])
def test_the_archive_takes_twelve_statements_however_many_there_are(borough: Borough, more: int) -> None:
    for number in range(1 + more):
        Case.objects.filter(pk=borough.case(name=f"Family{number} CH99 2ND").pk).update(status="archived-resolved")
    ade = browser(borough, "ade")
    for show in ("cases", "people", "reports"):
        ade.get(f"/archive/?show={show}")
        with statements() as sent:
            ade.get(f"/archive/?show={show}")
        assert len(sent) <= 12, "\n".join(sent)


@pytest.mark.parametrize("page", ["members", "related", "consent", "agencies"])
def test_each_page_of_the_case_takes_fourteen_statements(borough: Borough, family: int, page: str) -> None:
    ade = browser(borough, "ade")
    ade.get(f"/cases/{family}/{page}/")
    with statements() as sent:
        ade.get(f"/cases/{family}/{page}/")
    assert len(sent) <= 14, "\n".join(sent)
