"""The family's copy in a real browser: chosen, looked at, made, saved, printed, answered; desktop, phone, no script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walk import heading, step_in
from tests.conftest import DESKTOP, PHONE, CheckAccess, visiting
from tests.pdf import Read
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PLAN-07", "PLAT-02")]


def marsh(site: Site) -> str:
    [(case,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh / Quillan%%'")
    return f"/cases/{case}/"


def made(page: Page, at: str, *, large: bool = False) -> None:
    """Make a copy for the head of the family; its page is open afterwards."""
    page.goto(f"{at}plan/")
    page.get_by_role("link", name="The family's copy").click()
    page.get_by_role("link", name="For Marnie Marsh").first.click()
    heading(page, "What is in the copy for Marnie Marsh?")
    expect(page.get_by_label("Jessa Quillan", exact=True)).not_to_be_checked()
    if large:
        page.get_by_label("Large print, 18 point").check()
    page.get_by_role("button", name="See the copy").click()
    heading(page, "The copy for Marnie Marsh")
    expect(page.get_by_role("main")).to_contain_text("This is not in the copy")
    expect(page.get_by_role("main")).to_contain_text("The scores of Jessa Quillan")
    page.get_by_role("button", name="Make this copy").click()
    heading(page, "Our plan")


def test_a_copy_is_made_saved_as_a_pdf_and_printed_alone(
    browser: Browser, site: Site, axe: CheckAccess, tmp_path: Path
) -> None:
    at = marsh(site)
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        made(page, at)
        axe(page)
        with page.expect_download() as saving:
            page.get_by_role("link", name="Save as PDF").click()
        assert re.fullmatch(r"plan-\d+\.pdf", saving.value.suggested_filename)
        read = Read(Path(saving.value.path()).read_bytes())
        assert "For Marnie Marsh" in read.text and "How things are" in read.text
        page.emulate_media(media="print")
        expect(page.get_by_role("link", name="Save as PDF")).to_be_hidden()
        expect(page.get_by_role("banner")).to_be_hidden()
        expect(page.get_by_role("heading", level=1, name="Our plan")).to_be_visible()


def test_large_print_and_answers_on_a_phone(browser: Browser, site: Site, axe: CheckAccess) -> None:
    at = marsh(site)
    with visiting(browser, site, **PHONE) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        made(page, at, large=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator(".al-copy p").first.evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 24
        axe(page)
        page.get_by_role("link", name="Record what Marnie Marsh says to it").click()
        heading(page, "What does Marnie Marsh say?")
        axe(page)
        concern = page.get_by_role("group", name=re.compile("^Concern 3"))
        concern.get_by_role("radio", name="Agrees", exact=True).check()
        page.get_by_role("button", name="Record what they say").click()
        expect(page.get_by_role("main")).to_contain_text("What they say is recorded.")
        page.goto(f"{at}plan/")
        expect(page.get_by_role("list", name="What the family says").first).to_contain_text("Marnie Marsh")


def test_without_javascript_a_copy_is_made_and_what_is_missing_is_said(browser: Browser, site: Site) -> None:
    at = marsh(site)
    with visiting(browser, site, **DESKTOP, java_script_enabled=False) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        made(page, at)
        page.goto(f"{at}family-copy/")
        page.get_by_role("link", name="For Marnie Marsh").first.click()
        for box in page.get_by_role("checkbox").all():
            if box.is_visible() and box.is_checked():
                box.uncheck()
        page.get_by_role("button", name="See the copy").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose a concern at least")
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="See the copy").click()
        heading(page, "The copy for Marnie Marsh")
        page.get_by_role("button", name="Change what is in it").click()
        expect(page.get_by_role("checkbox").first).to_be_checked()
