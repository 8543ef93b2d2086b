"""Closing first to last, escalating to wraparound, supervising and handing over, in the browser (PATH-06, 11, 16)."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import OF_OVERSIGHT, Look
from tests.browser.walk import step_in
from tests.conftest import DESKTOP, PHONE, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser]


def case_of(site: Site, name: str) -> int:
    [(number,)] = site.rows("SELECT id FROM cases_case WHERE name LIKE %s", [f"{name}%"])
    return int(number)


def user_of(site: Site, name: str) -> int:
    [(number,)] = site.rows("SELECT id FROM accounts_user WHERE name = %s", [name])
    return int(number)


@pytest.mark.req("PLAT-02")
def test_every_page_of_oversight_supervision_and_hand_over(browser: Browser, site: Site, look: Look) -> None:
    [(held,)] = site.rows("SELECT min(id) FROM pathway_supervision")
    [(handed, case)] = site.rows("SELECT id, case_id FROM pathway_hand_over ORDER BY id LIMIT 1")
    nadir = user_of(site, "Nadir Osei")
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Orla Fenwick")
        record = f"/supervision/of/{nadir}/record/"
        for address in (
            "/oversight/", "/oversight/?show=open&by=12", "/oversight/?show=intensive", "/oversight/?show=months",
            "/oversight/?show=late", "/oversight/?page=9", "/supervision/", f"/supervision/of/{nadir}/", record,
            f"/supervision/{held}/", f"/supervision/{held}/change/", "/hand-over/", f"/hand-over/{nadir}/",
            f"/cases/{case}/hand-over/{handed}/", f"/cases/{case}/brief/", f"/cases/{case}/reopen/",
        ):  # fmt: skip
            look.at(page, address)
        page.goto(record)
        page.get_by_role("button", name="Record supervision").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Say what you talked about.")
        look.here(page)
    assert OF_OVERSIGHT - look.visited == set()


@pytest.mark.req("PATH-06", "CLOK-03")
def test_a_manager_finds_a_closure_that_slips_signs_it_off_and_reopens_it(plain: Page, site: Site) -> None:
    case = case_of(site, "Tidey")
    step_in(plain, "Orla Fenwick")
    plain.get_by_role("link", name=re.compile("^Look over")).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Oversight")
    plain.get_by_role("link", name=re.compile("^Sign off.*Tidey")).click()
    plain.get_by_role("radio", name="Close the case").check()
    plain.get_by_label("On which day did involvement end?").fill(f"{datetime.now(UTC):%d-%m-%Y}")
    plain.get_by_role("radio", name="Yes").check()
    plain.get_by_label("What do you decide, and why?").fill("The mornings hold. Close.")
    plain.get_by_role("button", name="This step is done").click()

    plain.goto(f"/cases/{case}/")
    expect(plain.get_by_text("Work with the family has ended")).to_be_visible()
    plain.get_by_role("link", name="Reopen the case").click()
    plain.get_by_label("Why does work with the family begin again?").fill("They asked again.")
    plain.get_by_role("button", name="Reopen the case").click()
    expect(plain.get_by_text("The case is open again.")).to_be_visible()


@pytest.mark.req("PATH-16", "CLOK-03")
def test_supervision_is_recorded_and_families_are_handed_over_with_a_brief(
    page: Page, browser: Browser, site: Site
) -> None:
    step_in(page, "Orla Fenwick")
    page.goto("/supervision/")
    page.get_by_role("link", name="Record supervision with Nadir Osei").click()
    page.get_by_label("What you talked about").fill("The caseload before Christmas.")
    page.get_by_role("checkbox", name=re.compile("^Crane")).check()
    page.get_by_label("Decision and why").locator("visible=true").fill("A visit before Christmas.")
    page.get_by_role("button", name="Record supervision").click()
    expect(page.get_by_role("link", name="the Managers Decision")).to_be_visible()

    page.goto("/hand-over/")
    page.get_by_role("link", name="Nadir Osei").click()
    page.get_by_label("Hand all of them to").select_option(str(user_of(site, "Rosalind Tey")))
    page.get_by_label("Why", exact=True).fill("Nadir goes to another team.")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("handed over. Each new worker finds the brief")).to_be_visible()

    with visiting(browser, site, **PHONE) as context:
        phone = context.new_page()
        step_in(phone, "Rosalind Tey")
        phone.goto("/hand-over/")
        phone.get_by_role("link", name="Read the brief of Crane CH96 1EF").click()
        expect(phone.get_by_text("A visit before Christmas.")).to_be_visible()
        phone.get_by_role("button", name="I have read this").click()
        expect(phone.get_by_text("Your manager sees that you read the brief.")).to_be_visible()
