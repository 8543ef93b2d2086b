"""The front door in a browser: a head teacher's call becomes a case, as the practice framework tells it; and Harry's
kind of call to the access team, as far as the locality group (harrys_journey goes on from there)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walk import step_in
from tests.conftest import DESKTOP, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PATH-01", "PATH-02")]


def take_down(page: Page, surname: str, source: str = "") -> None:
    """Record a contact on its one page, from the keyboard."""
    page.goto("/contacts/add/")
    if source:
        page.get_by_label("How it came").select_option(label=source)
    page.locator("#id_name").fill("Ottoline Reed")
    page.locator("#id_organisation").fill("Lantern Lane Primary School")
    page.locator("#id_p0_forename").fill("Bram")
    page.locator("#id_p0_surname").fill(surname)
    page.locator("#id_p0_born_on").fill("2-4-2017")
    page.locator("#id_p1_forename").fill("Tansy")
    page.locator("#id_p1_surname").fill(surname)
    page.get_by_label("What are they worried about?").fill("Not in school since September.")
    page.get_by_role("button", name="Record the contact").press("Enter")
    expect(page.locator(".al-notice--success")).to_contain_text("The contact is recorded")


def do(page: Page, at: str, name: str) -> None:
    """Open the step that waits on a contact's page, having stepped in as somebody."""
    step_in(page, name)
    page.goto(at)
    page.get_by_role("link", name=re.compile("^Do this")).click()


def test_a_call_is_confirmed_screened_told_and_becomes_a_case(browser: Browser, site: Site, plain: Page) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Maren Holt")
        take_down(page, "Quellin")
        at = page.url
        do(page, at, "Nadir Osei")
        page.get_by_label("By telephone").check()
        page.get_by_role("button", name="Confirm the request").click()
        expect(page.get_by_role("heading", name="Screen the request")).to_be_visible()

        step_in(page, "Quentin Amos")
        page.goto("/screening/")
        page.get_by_role("link", name="Screen Bram Quellin").click()
        page.get_by_label("Multi Agency Action Meeting").check()
        page.get_by_role("button", name="Record the outcome").click()
        do(page, at, "Nadir Osei")
        page.get_by_label("By telephone").check()
        page.get_by_role("button", name="Tell them").click()
        do(page, at, "Quentin Amos")
        page.get_by_label("Area").select_option(label="Brackenshore Quay")
        page.get_by_label("A task in the public interest").check()
        page.get_by_label("Without consent: why is it necessary and fair?").fill("A child is out of school.")
        page.get_by_role("button", name="Open the case").click()
        expect(page.get_by_role("link", name=re.compile("^The family’s case"))).to_be_visible()
        [(case,)] = site.rows("SELECT max(case_id) FROM pathway_contact WHERE case_id IS NOT NULL")
        expect(page.get_by_role("link", name=f"The family’s case, {case}")).to_be_visible()

    # Without JavaScript: the same family rings again, and who has the case is said before it is recorded twice.
    step_in(plain, "Quentin Amos")
    plain.goto("/contacts/add/")
    plain.locator("#id_name").fill("Blaise Corrigan")
    plain.locator("#id_p0_forename").fill("Bram")
    plain.locator("#id_p0_surname").fill("Quellin")
    plain.get_by_label("What are they worried about?").fill("Seen alone in the street.")
    plain.get_by_role("button", name="Record the contact").click()
    expect(plain.locator("#known")).to_contain_text("which Quentin Amos has")
    plain.get_by_label("I have looked at these").check()
    plain.get_by_role("button", name="Record the contact").click()
    expect(plain.locator(".al-notice--success")).to_be_visible()


@pytest.mark.req("PATH-14", "PATH-17")
def test_a_request_without_an_account_is_followed_to_its_outcome(phone: Page, site: Site, page: Page) -> None:
    phone.goto("/request/thornhaven/")
    phone.get_by_label("Your name").fill("Wynne Hollis")
    phone.get_by_label("Kind of organisation").select_option(label="Primary school")
    phone.get_by_label("Your telephone number").fill("01632 960599")
    phone.locator("#id_p0_forename").fill("Perran")
    phone.locator("#id_p0_surname").fill("Ashlocke")
    phone.get_by_label("What worries you?").fill("<b>He sleeps</b> in class.")
    phone.get_by_role("button", name="Send the request").click()
    expect(phone.locator(".govuk-error-summary")).to_contain_text("Tick this to send the request.")
    phone.get_by_label("I have the right to give this information").check()
    phone.get_by_role("button", name="Send the request").click()
    expect(phone.get_by_role("heading", name="Your request has been sent")).to_be_visible()
    code = phone.locator(".govuk-panel__body strong").inner_text()
    assert "Ashlocke" not in phone.url and code not in phone.url
    assert {each["name"] for each in phone.context.cookies()} <= {"csrftoken"}

    step_in(page, "Una Marlow")
    page.goto("/contacts/")
    page.get_by_role("link", name="Perran Ashlocke").click()
    page.get_by_role("link", name=re.compile("^Do this")).click()
    page.get_by_label("By telephone").check()
    page.get_by_role("button", name="Confirm the request").click()
    page.get_by_role("link", name=re.compile("^Do this")).click()
    page.get_by_label("Advice, guidance and what they need to know").check()
    page.get_by_label("What was advised?").fill("Ring the school nurse.")
    page.get_by_role("button", name="Record the outcome").click()
    expect(page.get_by_text("Ring the school nurse.")).to_be_visible()

    phone.goto("/reference/")
    phone.get_by_label("Your reference").fill(code.lower())
    phone.get_by_role("button", name="Follow the request").click()
    expect(phone.locator("main")).to_contain_text("Advice and guidance to the practitioner")
    assert not re.search("Perran|Ashlocke|Wynne|nurse", phone.locator("main").inner_text())


def test_nothing_typed_is_lost_when_the_session_ends(page: Page, site: Site) -> None:
    step_in(page, "Maren Holt")
    page.goto("/contacts/add/")
    page.locator("#id_p0_surname").fill("Merrow")
    page.get_by_label("What are they worried about?").fill("He said that he is hungry.")
    page.context.clear_cookies()
    page.goto("/contacts/")
    step_in(page, "Maren Holt")
    page.goto("/contacts/add/")
    expect(page.locator("#id_p0_surname")).to_have_value("Merrow")
    expect(page.get_by_label("What are they worried about?")).to_have_value("He said that he is hungry.")
