"""A report in a real browser: written with its readers, opened by them alone, on a phone and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_case import marsh
from tests.browser.walk import heading, step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser]
TEXT = "The school rang: he was fetched by somebody they do not know."


def write(page: Page, case: int, title: str) -> None:
    """Fill in what a report says, with a caller and a vehicle; Bryony is found and ticked."""
    page.goto(f"/cases/{case}/reports/")
    page.get_by_role("main").get_by_role("link", name="Write a report").first.click()
    page.get_by_role("link", name="Letters Confidential").click()
    expect(page.get_by_label("Title")).to_have_value("Letters Confidential")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Report", exact=True).fill(TEXT)
    page.locator("summary", has_text="Who called or told us").click()
    page.locator("[name=caller-0-name]").fill("Nell Quorndon")
    page.get_by_role("button", name="Add another caller").click()
    expect(page.locator("[name=caller-1-name]")).to_be_visible()
    expect(page.locator("[name=caller-0-name]")).to_have_value("Nell Quorndon")
    page.locator("summary", has_text="Vehicles").click()
    page.locator("[name=vehicle-0-registration]").fill("QN12 XYZ")
    page.get_by_label("A manager or another colleague, by name or team").fill("bryony")
    page.get_by_role("button", name="Find a colleague").click()
    page.get_by_label("Bryony Tull").check()
    expect(page.get_by_label("Report", exact=True)).to_have_value(TEXT)


def save(page: Page) -> str:
    """Save it; its address."""
    page.get_by_role("button", name="Save the report").click()
    expect(page).to_have_url(re.compile(r"/reports/\d+/$"))
    return page.url


@pytest.mark.req("REP-01", "REP-02", "REP-04", "SHAR-02", "SHAR-05")
def test_a_report_is_for_those_its_author_chose_and_is_not_there_for_others(
    page: Page, second: Page, site: Site
) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    write(page, case, "What the school saw")
    address = save(page)
    expect(page.get_by_role("main")).to_contain_text(TEXT)
    page.get_by_role("link", name="Who can see it").click()
    for name in ("Ade Bankole", "Bryony Tull", "Strengthening Families Team"):
        expect(page.get_by_role("main")).to_contain_text(name)

    step_in(second, "Dev Mistry")
    answer = second.goto(address)
    assert answer is not None and answer.status == 404
    second.goto(f"/cases/{case}/reports/")
    expect(second.get_by_role("main")).not_to_contain_text("What the school saw")
    second.goto("/reports/")
    second.get_by_label("Search by caller, witness, person, vehicle or place").fill("quorndon")
    second.locator("main").get_by_role("button", name="Search").click()
    expect(second.locator("#found")).to_contain_text("No report found")

    page.get_by_role("link", name="Let somebody see it").click()
    page.get_by_label("Find a colleague").fill("dev")
    page.get_by_role("link", name="Dev Mistry").click()
    page.get_by_label("Why do they need to see this report?").fill("He sees the children on Monday.")
    page.get_by_role("button", name="Let them see it").click()
    expect(page.get_by_role("main")).to_contain_text("Dev Mistry can see the report.")
    second.goto("/reports/")
    second.get_by_label("Search by caller, witness, person, vehicle or place").fill("qn12xyz")
    second.get_by_role("link", name="What the school saw").click()
    expect(second.get_by_role("main")).to_contain_text(TEXT)
    expect(second.get_by_role("link", name="Change", exact=True)).to_have_count(0)


@pytest.mark.req("REP-02", "REP-03", "PLAT-02")
def test_without_scripts_a_report_is_written_added_to_and_shared(plain: Page, site: Site) -> None:
    case = marsh(site)
    step_in(plain, "Ade Bankole")
    write(plain, case, "Without scripts")
    address = save(plain)
    plain.get_by_role("link", name="Add a note").click()
    plain.get_by_label("What", exact=True).fill("Rang the school back.")
    plain.get_by_role("button", name="Save the note").click()
    plain.get_by_role("link", name="Add documents").click()
    words = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear Ms Bankole"}
    plain.locator("input[type=file][name=files]").set_input_files(words)  # type: ignore[arg-type]
    plain.get_by_role("button", name="Add to the report").click()
    plain.get_by_role("link", name="Add an action").click()
    plain.get_by_label("What is to be done").fill("Meet the school")
    plain.get_by_label("Type").select_option("Meeting")
    plain.get_by_role("button", name="Save the action").click()
    expect(plain).to_have_url(re.compile(re.escape(address)))
    for said in ("Rang the school back.", "letter", "Meet the school"):
        expect(plain.get_by_role("main")).to_contain_text(said)
    plain.get_by_role("link", name="Change", exact=True).click()
    plain.get_by_label("Report", exact=True).fill("")
    plain.get_by_role("button", name="Save the report").click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("cannot be left blank")
    plain.get_by_label("Report", exact=True).fill("It was her aunt.")
    plain.get_by_role("button", name="Save the report").click()
    expect(plain.get_by_role("main")).to_contain_text("It was her aunt.")


@pytest.mark.req("REP-02", "PLAT-02")
def test_a_report_is_written_on_a_phone_and_enter_finds_and_does_not_save(
    phone: Page, site: Site, axe: CheckAccess
) -> None:
    case = marsh(site)
    step_in(phone, "Ade Bankole")
    write(phone, case, "On a phone")
    phone.locator("summary", has_text="Places").click()
    find = phone.get_by_label("Find an address by postcode or first line")
    find.fill("CH99 2ND")
    find.press("Enter")
    phone.get_by_label("1 Tanner Row, Calderholt, CH99 2ND", exact=True).check()
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    save(phone)
    heading(phone, "On a phone")
    axe(phone)
    expect(phone.get_by_role("main")).to_contain_text("1 Tanner Row")


@pytest.mark.req("REP-02")
def test_two_who_change_a_report_at_once_are_shown_both(page: Page, second: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    write(page, case, "Changed by two")
    address = save(page)
    step_in(second, "Bryony Tull")
    for each in (page, second):
        each.goto(f"{address}change/")
    second.get_by_label("Report", exact=True).fill("Bryony knows who it was.")
    second.get_by_role("button", name="Save the report").click()
    expect(second.get_by_role("main")).to_contain_text("Bryony knows who it was.")
    page.get_by_label("Report", exact=True).fill("Ade asked the mother.")
    page.get_by_role("button", name="Save the report").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nothing of theirs was overwritten")
    expect(page.get_by_role("main")).to_contain_text("Bryony knows who it was.")
    page.get_by_role("button", name="Use mine").click()
    expect(page.get_by_role("main")).to_contain_text("Ade asked the mother.")
