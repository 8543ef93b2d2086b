"""What is looked over, in a real browser: what is needed, a manager's decision, an audit, advice on a nomination."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_case import marsh
from tests.browser.walk import heading, step_in, today
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser]
POINTS = (
    "Family history and previous interventions", "Developmental needs of each child", "Clear and succinct recording",
    "Partner agencies involved", "Voice of the child", "Clear next steps",
)  # fmt: skip


@pytest.mark.req("ASMT-05", "ASMT-07")
def test_what_is_missing_leads_to_the_one_step(page: Page, site: Site, axe: CheckAccess) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{case}/")
    expect(page.get_by_role("heading", name="What is needed")).to_be_visible()
    page.get_by_role("link", name=re.compile("See (why|all)")).click()
    missing = page.locator(".al-missing__one", has_text="CSE screening: Jessa Quillan")
    expect(missing).to_contain_text("There is none yet.")
    axe.here(page)

    missing.get_by_role("link", name=re.compile("Start the assessment")).click()

    expect(page.get_by_role("main")).to_contain_text("CSE screening")


@pytest.mark.req("PLAN-05")
def test_a_manager_decides_and_whoever_completed_it_reads_it(
    page: Page, phone: Page, site: Site, axe: CheckAccess
) -> None:
    step_in(phone, "Bryony Tull")
    phone.goto("/decisions/")
    heading(phone, "Waiting for your decision")
    waits = phone.locator(".al-awaiting__one", has_text="Whole Family Webstar").first
    expect(waits).to_contain_text("Completed by Dev Mistry")
    waits.get_by_role("link", name=re.compile("^Decide")).click()
    phone.get_by_role("button", name="Record the decision").click()
    summary = phone.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Choose whether you sign it off or ask for more.")
    expect(summary).to_contain_text("Say why, so that whoever completed it can go on.")
    axe.here(phone)

    phone.get_by_label("Sign it off").check()
    phone.get_by_label("Why, and what happens next").fill("The change since the first one is clear.")
    phone.get_by_role("button", name="Record the decision").click()

    expect(phone.get_by_role("main")).to_contain_text("The change since the first one is clear.")
    step_in(page, "Dev Mistry")
    page.goto("/decisions/mine/")
    said = page.locator(".al-awaiting__one", has_text="The change since the first one is clear.")
    expect(said).to_contain_text("Signed off by Bryony Tull")
    said.get_by_role("link", name=re.compile("The note on the case")).click()
    expect(page.get_by_role("main")).to_contain_text("Managers Decision")


@pytest.mark.req("ASMT-05", "INS-03")
def test_a_sample_is_drawn_and_an_assessment_judged(page: Page, site: Site, axe: CheckAccess) -> None:
    step_in(page, "Carys Penhale")
    page.goto("/audits/")
    page.get_by_role("link", name="Draw a sample").click()
    page.get_by_label("Early Help Assessments").check()
    page.get_by_label("Completed from").fill("32-1-2026")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_label("Completed from")).to_have_value("32-1-2026")
    page.get_by_label("Completed from").fill(f"{today().replace(year=today().year - 1):%d-%m-%Y}")
    page.get_by_role("button", name="Draw the sample").click()
    heading(page, re.compile("Early Help Assessments, sample"))
    page.get_by_role("link", name=re.compile("^Judge")).first.click()
    for point in POINTS:
        page.get_by_role("group", name=point).get_by_label("Yes").check()
    page.get_by_role("group", name="Voice of the child").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Complete the audit").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say what is missing")
    axe.here(page)
    page.get_by_label("Comment: Voice of the child").fill("Wren cannot be heard.")

    page.get_by_role("button", name="Complete the audit").click()

    expect(page.locator(".al-awaiting__one").first).to_contain_text("Judged")
    page.goto("/audits/results/")
    row = page.get_by_role("row", name=re.compile("Voice of the child"))
    expect(row).to_contain_text("0%")


@pytest.mark.req("NOM-11")
def test_a_nomination_is_checked_without_script(plain: Page, site: Site) -> None:
    step_in(plain, "Carys Penhale")
    plain.goto("/cases/checks/")
    waits = plain.locator(".al-awaiting__one", has_text="Oyelaran").first
    check = waits.get_by_role("link", name=re.compile("^Check"))
    address = check.get_attribute("href")
    check.click()
    plain.get_by_role("button", name="Checked").click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("Say what you advise, or that all is well.")
    plain.get_by_label("Your advice").fill("Ask the midwife to join.")

    plain.get_by_role("button", name="Checked").click()

    expect(plain.get_by_role("main")).to_contain_text("Ask the midwife to join.")
    plain.goto("/cases/checks/")
    expect(plain.locator(f".al-awaiting__one a[href='{address}']")).to_have_count(0)
