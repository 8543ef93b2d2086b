"""A service asked and what came of it in a real browser: the guidance's own example, on a desktop, a phone, without
JavaScript (E-CINS 5.4.2, 2.3)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.test_care import case_of
from tests.browser.test_tasks import day
from tests.browser.walk import heading, step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser]
ASKED = "Kit has become very withdrawn. Please work with him on his confidence."


def lockyer(site: Site) -> tuple[str, int]:
    """The address of the case of the family told for this, and its first concern: a withdrawn child's confidence."""
    case = case_of(site, "Lockyer")
    [(concern,)] = site.rows("SELECT min(id) FROM plans_concern WHERE better LIKE 'Kit%%'")
    return case, concern


def ask(page: Page, site: Site) -> str:
    """Ask Targeted Youth Support as Dev, from the concern; whatever was open before is answered first. Its address."""
    case, concern = lockyer(site)
    step_in(page, "Dev Mistry")
    for (waits,) in site.rows("SELECT id FROM plans_request WHERE answer = ''"):
        page.goto(f"{case}interventions/{waits}/answer/")
        page.get_by_label("Decline", exact=True).check()
        page.get_by_label("Anything more").fill("They rang: no place this term.")
        page.get_by_role("button", name="Send the answer").click()
        expect(page.get_by_role("main")).to_contain_text("Declined")
    page.goto(f"{case}concerns/{concern}/")
    page.get_by_role("link", name="Ask a service for an intervention").click()
    page.get_by_label("Targeted Youth Support").check()
    page.get_by_label("What do you ask the service to do?").fill(ASKED)
    page.get_by_label("Concern 3: ").check()
    page.get_by_role("button", name="Send the request").click()
    heading(page, "Request to Targeted Youth Support")
    return page.url


@pytest.mark.req("TASK-06")
def test_asked_given_more_time_accepted_and_shared(page: Page, second: Page, site: Site, axe: CheckAccess) -> None:
    case, concern = lockyer(site)
    address = ask(page, site)
    expect(page.get_by_role("main")).to_contain_text("Please also see concern 3.")
    page.goto(f"{case}concerns/{concern}/intervention/")
    expect(page.get_by_role("main")).to_contain_text("One service is asked at a time.")

    step_in(second, "Hollis Reed")
    second.goto("/interventions/?list=answer")
    second.get_by_role("main").get_by_role("link", name="Targeted Youth Support").first.click()
    expect(second.get_by_role("main")).not_to_contain_text(ASKED)
    second.get_by_role("button", name="Open the request").click()
    second.goto(address)
    expect(second.get_by_role("main")).to_contain_text(ASKED)
    axe(second)
    second.get_by_role("button", name="Ask for more time").click()
    second.get_by_label("Until when?").fill(day(21))
    second.get_by_label("Why?").fill("We meet in a fortnight.")
    second.locator("#turn").get_by_role("button", name="Ask for more time").click()
    page.goto(address)
    page.get_by_role("button", name="Answer the request for more time").click()
    page.get_by_label("Yes, the task is due on the day below").check()
    page.get_by_role("button", name="Send the answer").click()

    second.goto(address)
    second.get_by_role("button", name="Accept or decline").click()
    second.get_by_label("Accept: the service will work with the family").check()
    second.get_by_role("button", name="Send the answer").click()
    expect(second.get_by_role("alert")).to_contain_text("Say who will work with the family")
    second.get_by_label("Who will work with the family?").select_option(label="Hollis Reed, Family Support South")
    second.get_by_label("When does it begin?").fill("in the next week")
    axe(second)
    second.get_by_role("button", name="Send the answer").dblclick()
    expect(second.get_by_role("main")).to_contain_text("The request is accepted. Dev Mistry is told")
    assert site.rows(
        "SELECT count(*) FROM plans_request WHERE answer = 'accepted' AND begins = 'in the next week'"
    ) == [(1,)]

    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text("in the next week")
    axe(page)
    page.get_by_role("link", name="Read it on the log").click()
    expect(page.get_by_role("main")).to_contain_text("Who: Hollis Reed, Family Support South, 01632 960108")
    page.goto(f"{case}concerns/{concern}/")
    expect(page.get_by_role("main")).to_contain_text("Services asked")


@pytest.mark.req("TASK-06")
def test_on_a_phone_a_request_is_declined_with_the_reason(phone: Page, site: Site, axe: CheckAccess) -> None:
    address = ask(phone, site)
    step_in(phone, "Hollis Reed")
    phone.goto(address)
    axe(phone)
    phone.get_by_role("button", name="Open the request").click()
    phone.goto(address)
    phone.get_by_role("button", name="Accept or decline").click()
    phone.get_by_label("Decline", exact=True).check()
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_role("alert")).to_contain_text("Say why, and what could help instead.")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    phone.get_by_label("Anything more").fill("He is too young for us. The art club has places.")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_role("main")).to_contain_text("The request is declined.")
    expect(phone.get_by_role("main")).to_contain_text("The art club has places.")


@pytest.mark.req("TASK-06")
def test_without_javascript_a_request_is_asked_and_answered(plain: Page, site: Site) -> None:
    address = ask(plain, site)
    expect(plain.get_by_role("main")).to_contain_text("not opened yet")
    plain.get_by_role("button", name="Record their answer").click()
    plain.get_by_label("Accept: the service will work with the family").check()
    plain.get_by_label("Or somebody else").fill("Rowan Pell, 01632 960321")
    plain.get_by_label("When does it begin?").fill("after half-term")
    plain.get_by_role("button", name="Send the answer").click()
    expect(plain).to_have_url(address)
    expect(plain.get_by_role("main")).to_contain_text("Rowan Pell, 01632 960321")


@pytest.mark.req("PLAN-06", "INS-08")
def test_an_outcome_from_the_scores_to_the_programme(page: Page, site: Site, axe: CheckAccess) -> None:
    case, concern = lockyer(site)
    step_in(page, "Dev Mistry")
    page.goto(f"{case}concerns/{concern}/outcomes/add/")
    expect(page.get_by_role("main")).to_contain_text("Scores under 5 have to rise by 3 or more.")
    axe(page)
    page.get_by_role("link", name="Use these scores as the evidence").click()
    page.get_by_label("What improved?").fill("Kit sits with his friends at lunch.")
    page.get_by_role("button", name="Record the outcome").click()
    expect(page.get_by_role("main")).to_contain_text("Kit sits with his friends at lunch.")
    axe(page)
    page.get_by_role("link", name=re.compile("Take it back.*Kit sits")).first.click()
    page.get_by_label("Why is it taken back?").fill("It was there already.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("main")).to_contain_text("It was there already.")

    step_in(page, "Carys Penhale")
    page.goto("/outcomes/")
    axe(page)
    page.get_by_label("State").select_option(label="Ready to claim")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("state=ready"))
    expect(page.get_by_role("main")).to_contain_text("No family fits these filters")
    page.goto("/outcomes/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as a table (CSV)").click()
    written = started.value.path().read_text()
    assert written.startswith("Case,Area,") and "Lockyer" not in written and "Kit" not in written


@pytest.mark.req("PLAN-06")
def test_on_a_phone_evidence_is_added_later(phone: Page, site: Site, axe: CheckAccess) -> None:
    case, _ = lockyer(site)
    [(concern,)] = site.rows("SELECT min(id) FROM plans_concern WHERE better LIKE 'Ottilie wants%%'")
    step_in(phone, "Dev Mistry")
    phone.goto(f"{case}concerns/{concern}/outcomes/add/")
    phone.get_by_label("What improved?").fill("Ottilie has a third morning.")
    phone.get_by_label("From which day was it better?").fill("tomorrow")
    phone.get_by_role("button", name="Record the outcome").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    axe(phone)
    expect(phone.get_by_label("What improved?")).to_have_value("Ottilie has a third morning.")
    phone.get_by_label("From which day was it better?").fill(f"{walk.today():%d-%m-%Y}")
    phone.get_by_role("button", name="Record the outcome").click()
    phone.get_by_role("link", name=re.compile("Add the evidence of Ottilie has a third")).first.click()
    phone.get_by_label("Or in words").fill("She showed me the new contract.")
    phone.get_by_role("button", name="Add the evidence").click()
    expect(phone.get_by_role("main")).to_contain_text("She showed me the new contract.")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.req("PLAN-06")
def test_without_javascript_progress_that_did_not_last_is_said(plain: Page, site: Site) -> None:
    case, _ = lockyer(site)
    step_in(plain, "Dev Mistry")
    plain.goto(f"{case}outcomes/")
    plain.get_by_role("link", name=re.compile("Say how it is going.*Bea")).first.click()
    plain.get_by_label("Yes, it has lasted").check()
    plain.get_by_label("How is the family now?").fill("She is in treatment again.")
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("alert")).to_contain_text("It has to last until")
    plain.get_by_label("No", exact=True).check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("main")).to_contain_text("did not last")
    expect(plain.get_by_role("main")).to_contain_text("She is in treatment again.")


@pytest.mark.req("CASE-03")
def test_the_programmes_flag_is_not_ended_before_progress_has_lasted(page: Page, site: Site) -> None:
    case, _ = lockyer(site)
    [(flag,)] = site.rows(
        "SELECT id FROM cases_flag WHERE flag = 'supporting-families' AND case_id = %s", [int(case.split("/")[2])]
    )
    step_in(page, "Carys Penhale")
    page.goto(f"{case}flags/{flag}/")
    page.get_by_label("End date").fill(day(0))
    page.get_by_label("The outcomes were achieved and progress was sustained").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Not yet: ")
