"""The pages of a case in a real browser: opened in place, kept as typed, and fit for everybody on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import add, heading, step_in
from tests.site import Site

pytestmark = [pytest.mark.browser]
PAGES = ("", "log/", "log/add/", "members/", "access/", "access/share/", "history/", "history/?show=looks", "name/",
         "key-information/", "status/", "details/", "assessment-date/", "flags/early-help/start/")  # fmt: skip


def marsh(site: Site) -> int:
    """The number of Ade's case that the demonstration tells first."""
    [found] = site.rows("SELECT min(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id"
                        " WHERE u.email = 'ade@calderholt.example'")  # fmt: skip
    return int(found[0])


@pytest.mark.req("REC-01", "SIGN-05")
def test_a_log_being_written_outlives_the_session(page: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{case}/")
    add(page, "Note")
    expect(page.get_by_label("What", exact=True)).to_be_focused()
    page.get_by_label("What", exact=True).fill("Marnie rang: the well-being team has a date.")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Save the note").click()
    heading(page, "You were signed out before this was saved")
    expect(page.get_by_role("main")).to_contain_text("the well-being team has a date")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name=re.compile("Ade Bankole")).click()

    expect(page.get_by_label("What", exact=True)).to_have_value("Marnie rang: the well-being team has a date.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_role("main")).to_contain_text("The note is saved.")
    page.goto(f"/cases/{case}/log/add/")
    expect(page.get_by_label("What", exact=True)).to_have_value("")


@pytest.mark.req("CASE-08", "CASE-10")
def test_a_case_is_edited_in_place(page: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{case}/")
    page.get_by_role("link", name="Change key information").click()
    expect(page.get_by_label("Key information", exact=True)).to_be_focused()
    page.get_by_label("Key information", exact=True).fill("Ring after two in the afternoon.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#key-information")).to_contain_text("Ring after two in the afternoon.")

    page.get_by_role("link", name="Change status and priority").click()
    page.get_by_label("High", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("High priority")


@pytest.mark.req("CASE-08", "REC-01", "SHAR-01", "PLAT-02")
def test_without_scripts_a_case_is_recorded_changed_and_shared(plain: Page, site: Site) -> None:
    case = marsh(site)
    step_in(plain, "Ade Bankole")
    plain.goto(f"/cases/{case}/")
    add(plain, "Note")
    plain.get_by_label("What", exact=True).fill("Seen at the school gate.")
    plain.get_by_role("button", name="Save the note").click()
    expect(plain.get_by_role("main")).to_contain_text("Seen at the school gate.")
    plain.get_by_role("link", name=re.compile("^Sharing")).click()
    plain.get_by_role("link", name="Share this case").click()
    plain.get_by_label("Find a colleague").fill("hollis")
    plain.locator("main").get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="Hollis Reed").click()
    plain.get_by_label("Why do they need to see this case?").fill("He takes over in December.")
    plain.get_by_role("button", name="Share the case").click()
    expect(plain.get_by_role("main")).to_contain_text("The case is shared with Hollis Reed.")
    plain.get_by_role("link", name="Stop sharing with Hollis Reed").click()
    plain.get_by_role("button", name="Stop sharing").click()
    expect(plain.get_by_role("main")).to_contain_text("Hollis Reed can no longer see")


@pytest.mark.req("NOM-01")
def test_cases_are_found_while_typing(page: Page, site: Site) -> None:
    step_in(page, "Ade Bankole")
    page.goto("/cases/")
    page.get_by_label("Search by surname or postcode").press_sequentially("quilan", delay=30)
    expect(page.get_by_role("link", name="Marsh / Quillan CH99 2ND")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/cases/\?s="))  # the words are sealed: no address names a family
    page.reload()
    expect(page.get_by_label("Search by surname or postcode")).to_have_value("quilan")
