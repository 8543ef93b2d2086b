"""Meetings in a real browser: written down as it is said, projected, ended; on a desktop, a phone, without script."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser import walk
from tests.browser.test_case import marsh
from tests.browser.walk import heading, step_in
from tests.conftest import PHONE, CheckAccess, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser]


def day(days: int) -> str:
    return f"{walk.today() + timedelta(days=days):%d-%m-%Y}"


def begin(page: Page, case: int, title: str, kind: str = "Early Help Partnership meeting") -> None:
    """Begin a meeting from the case; the meeting room is open afterwards."""
    page.goto(f"/cases/{case}/meetings/")
    page.get_by_role("link", name="Begin a meeting").click()
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Begin the meeting").click()
    heading(page, title)
    expect(page).to_have_url(re.compile(r"/room/people/$"))


def agenda(page: Page, part: str) -> None:
    """Go to a part of the meeting room."""
    link = page.get_by_role("navigation", name="Agenda").get_by_role("link", name=re.compile(f"^{part}"))
    for _ in range(30):
        if link.is_visible():
            break
        with suppress(TimeoutError):  # where the window is wide a script opens it, perhaps just now: nothing to press
            page.locator(".al-room__fold summary").click(timeout=1_000)
    link.click()
    expect(page.locator("#part-title")).to_contain_text(part)


def say(page: Page, kind: str, words: str) -> None:
    """Write down what is said, and press Enter."""
    page.locator(".al-say").get_by_label(kind, exact=True).check()
    page.get_by_label("What is said").fill(words)
    page.get_by_label("What is said").press("Enter")
    expect(page.locator("#said")).to_contain_text(words)
    expect(page.get_by_label("What is said")).to_have_value("")


@pytest.mark.req("PLAN-04", "PLAN-05")
def test_a_review_is_written_down_as_it_is_said_and_its_minutes_are_done(
    page: Page, second: Page, site: Site, axe: CheckAccess
) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    begin(page, case, "Third review")
    page.locator("#id_present-group").get_by_label("Marnie Marsh").check()
    page.get_by_label("Others who are here").fill("Mrs Pell, school")
    page.get_by_role("button", name="Save who is here").click()
    expect(page.get_by_role("main")).to_contain_text("Kept: who is here.")

    agenda(page, "Concern 1")
    say(page, "Decision", "Breakfast club goes on until the summer.")
    say(page, "Private remark", "Quillwort: ring the school first.")
    page.locator(".al-say").get_by_label("Action", exact=True).check()
    page.get_by_label("Who does it?").select_option(label="Marnie Marsh")
    page.get_by_label("By", exact=True).fill(day(5))
    page.get_by_label("What is said").fill("Ring the club about the summer")
    page.get_by_label("What is said").press("Enter")
    expect(page.locator("#said")).to_contain_text("Marnie Marsh, by")
    expect(page.get_by_label("What is said")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("Ring the club about the summer Marnie Marsh, by")

    two_write_and_everybody_sees(page, second, axe)
    page.get_by_role("button", name="Strike “Snowdrops").click()
    expect(page.locator("#said")).not_to_contain_text("Snowdrops")
    for number, word in ((1, "Good progress"), (2, "Some progress"), (3, "No change")):
        agenda(page, f"Concern {number}")
        page.locator(".al-progress").get_by_label(word, exact=True).check()
        page.get_by_label("In words").fill(f"Step {number}.")
        expect(page.locator(".al-progress [data-kept]")).to_contain_text("Kept")
        page.wait_for_load_state("networkidle")
    end_with_a_next_date(page, axe)


def two_write_and_everybody_sees(page: Page, second: Page, axe: CheckAccess) -> None:
    """Somebody else writes in the same meeting; each sees the other's words by themselves, and so does the wall."""
    step_in(second, "Dev Mistry")
    second.goto(page.url.split("?")[0].split("#")[0])
    say(second, "Point", "The health visitor agrees.")
    expect(page.locator("#said")).to_contain_text("The health visitor agrees.")  # by itself, in the other's window

    wall = re.sub(r"room/.*", "projected/", page.url)
    second.goto(wall)
    expect(second.locator("main")).to_contain_text("Breakfast club goes on until the summer.")
    say(page, "Point", "Snowdrops by the gate.")
    expect(second.locator("main")).to_contain_text("Snowdrops by the gate.")  # by itself
    html = second.content()
    assert "Quillwort" not in html and "CH99" not in html and "Early Help since" not in html
    axe(second)


def end_with_a_next_date(page: Page, axe: CheckAccess) -> None:
    """The minutes are done once the next review is soon enough; what is private is not printed."""
    agenda(page, "End of the meeting")
    page.get_by_label("The next review").fill(day(43))
    page.get_by_role("button", name="The minutes are done").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("A plan is reviewed at least every 42 days.")
    page.get_by_label("The next review").fill(day(12))
    page.get_by_role("button", name="The minutes are done").click()

    expect(page.get_by_role("main")).to_contain_text("The minutes are done.")
    expect(page.get_by_role("main")).to_contain_text("Mrs Pell, school")
    expect(page.get_by_role("main")).to_contain_text("Manager’s decision")
    axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Quillwort")).to_be_hidden()
    expect(page.get_by_text("Breakfast club goes on until the summer.")).to_be_visible()
    page.emulate_media(media="screen")
    page.goto("/home/")
    expect(page.get_by_role("main")).to_contain_text(re.compile("Review of the plan of Marsh / Quillan .*in 12 days"))


@pytest.mark.req("PLAN-05")
def test_nothing_that_was_kept_is_lost_with_the_window(browser: Browser, site: Site) -> None:
    case = marsh(site)
    with visiting(browser, site, **PHONE) as context:
        phone = context.new_page()
        step_in(phone, "Ade Bankole")
        begin(phone, case, "On the doorstep", "Conversation with the family")
        agenda(phone, "Anything else")
        say(phone, "Point", "The lamp in the hall is mended.")
        phone.get_by_label("Notes of the meeting").fill("We stood in the rain and laughed.")
        expect(phone.locator("[data-kept]")).to_contain_text("Kept")
        where = phone.url
        phone.close()
        again = context.new_page()
        again.goto(where)
        expect(again.get_by_label("Notes of the meeting")).to_have_value("We stood in the rain and laughed.")
        expect(again.locator("#said")).to_contain_text("The lamp in the hall is mended.")
        wide = again.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360
        agenda(again, "End of the meeting")
        again.get_by_role("button", name="The minutes are done").click()
        expect(again.get_by_role("main")).to_contain_text("We stood in the rain and laughed.")


@pytest.mark.req("PLAN-04", "PLAN-05")
def test_a_meeting_and_an_update_without_script(plain: Page, site: Site) -> None:
    case = marsh(site)
    step_in(plain, "Ade Bankole")
    begin(plain, case, "At the kitchen table", "Conversation with the family")
    agenda(plain, "Concern 1")
    plain.locator(".al-say").get_by_label("Action", exact=True).check()
    plain.get_by_label("What is said").fill("Look for the bus pass")
    plain.get_by_role("button", name="Keep it").click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("Say who does it.")
    expect(plain.get_by_label("What is said")).to_have_value("Look for the bus pass")
    plain.get_by_label("Who does it?").select_option(label="Marnie Marsh")
    plain.get_by_role("button", name="Keep it").click()
    expect(plain.locator("#said")).to_contain_text("Look for the bus pass")
    plain.get_by_role("button", name="Strike").first.click()
    expect(plain.locator("#said")).not_to_contain_text("Look for the bus pass")
    agenda(plain, "Anything else")
    plain.get_by_label("What does the family want to make better?").fill("A warm room to do homework in.")
    plain.get_by_role("button", name="Add it as a concern").click()
    expect(plain.get_by_role("main")).to_contain_text("The concern is on the plan.")
    plain.goto(re.sub(r"room/.*", "projected/", plain.url))
    expect(plain.locator("main")).to_contain_text("A warm room to do homework in.")
    plain.get_by_role("link", name="Show what is new").click()
    expect(plain.locator("main")).to_contain_text("At the kitchen table")

    plain.goto(f"/cases/{case}/plan/")
    plain.get_by_role("link", name="Add an update to the plan").click()
    plain.get_by_label("Date", exact=True).fill(day(1))
    plain.get_by_label("What happened").fill("They found the right form.")
    plain.get_by_role("button", name="Add the update").click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("The date cannot be after today.")
    expect(plain.get_by_label("What happened")).to_have_value("They found the right form.")
    plain.get_by_label("Date", exact=True).fill(day(-2))
    plain.get_by_role("button", name="Add the update").click()
    expect(plain.locator("#updates")).to_contain_text("They found the right form.")
