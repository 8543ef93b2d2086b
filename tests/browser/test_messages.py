"""Messages, notifications, the user directory and my gallery as people use them: on a desktop, a phone, and plainly."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_case import marsh
from tests.browser.walk import heading, step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser]


def write_to(page: Page, name: str, *, scripts: bool = True) -> None:
    """From the messages, find somebody and open a message to them."""
    page.goto("/messages/")
    page.get_by_role("link", name="Write a message").click()
    page.get_by_label("Find a colleague").fill(name.split()[0])
    if not scripts:
        page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=name).click()
    heading(page, f"Write to {name}")


@pytest.mark.req("MSG-01")
def test_a_message_is_formatted_previewed_sent_read_and_answered(page: Page, second: Page) -> None:
    step_in(page, "Ade Bankole")
    write_to(page, "Hollis Reed")
    page.get_by_label("Subject").fill("Cover on Friday")
    words = page.get_by_label("Message", exact=True)
    words.fill("Can you be here at nine?")
    words.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(words).to_have_value("**Can you be here at nine?**")
    words.press("End")
    words.press_sequentially("\nbread\nmilk")
    words.evaluate("area => area.setSelectionRange(area.value.indexOf('bread'), area.value.length)")
    page.get_by_role("button", name="List").click()
    expect(words).to_have_value("**Can you be here at nine?**\n\n- bread\n- milk")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("Can you be here at nine?")
    expect(page.locator("#preview li")).to_have_text(["bread", "milk"])
    page.get_by_role("button", name="Send the message").dblclick()
    expect(page.get_by_role("main")).to_contain_text("The message is sent to Hollis Reed.")
    expect(page.get_by_role("main")).to_contain_text("Not read yet")

    step_in(second, "Hollis Reed")
    second.goto("/messages/")
    expect(second.get_by_role("link", name="Cover on Friday")).to_have_count(1)
    second.get_by_role("link", name="Cover on Friday").click()
    expect(second.locator("article strong")).to_have_text("Can you be here at nine?")
    second.get_by_role("button", name="Answer").click()
    expect(second.get_by_label("Subject")).to_have_value("Re: Cover on Friday")
    second.get_by_label("Message", exact=True).fill("Gladly.")
    second.get_by_role("button", name="Send the message").click()
    heading(second, "Re: Cover on Friday")

    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Read by Hollis Reed")
    expect(page.get_by_role("main")).to_contain_text("Gladly.")


@pytest.mark.req("MSG-01", "SIGN-05")
def test_a_lost_connection_and_a_lost_session_keep_what_was_typed(page: Page) -> None:
    step_in(page, "Ade Bankole")
    write_to(page, "Greta Lund")
    page.get_by_label("Subject").fill("The boiler")
    page.get_by_label("Message", exact=True).fill("It is cold at number nine.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    write_to(page, "Greta Lund")
    expect(page.get_by_label("Message", exact=True)).to_have_value("It is cold at number nine.")

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send the message").click()
    heading(page, "You were signed out before this was saved")
    expect(page.get_by_role("main")).to_contain_text("It is cold at number nine.")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name=re.compile("Ade Bankole")).click()
    expect(page.get_by_label("Subject")).to_have_value("The boiler")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("main")).to_contain_text("The message is sent to Greta Lund.")
    write_to(page, "Greta Lund")
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


@pytest.mark.req("MSG-01", "MSG-03")
def test_whoever_has_no_access_is_given_it_and_the_message_waits_meanwhile(page: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{case}/messages/")
    page.get_by_role("link", name="Write a message").click()
    page.get_by_label("Find a colleague").fill("Hollis")
    page.get_by_role("link", name="Hollis Reed").click()
    expect(page.get_by_role("main")).to_contain_text("Hollis Reed cannot see this case")
    page.get_by_label("Subject").fill("Saturday")
    page.get_by_label("Message", exact=True).fill("Could you take Jessa to the club?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("alert")).to_contain_text("Hollis Reed cannot see this case, so the message was not sent.")
    expect(page.get_by_label("Message", exact=True)).to_have_value("Could you take Jessa to the club?")
    write = page.url

    page.get_by_role("link", name="Share the case with Hollis Reed").click()
    page.get_by_label("Why do they need to see this case?").fill("He takes her to the club.")
    page.get_by_role("button", name="Share the case").click()
    expect(page.get_by_role("main")).to_contain_text("The case is shared with Hollis Reed.")
    page.goto(write)
    expect(page.get_by_label("Message", exact=True)).to_have_value("Could you take Jessa to the club?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("main")).to_contain_text("The message is sent to Hollis Reed.")
    page.get_by_role("button", name="Copy to the log").click()
    page.get_by_role("button", name="Copy to the log").click()
    expect(page.get_by_role("main")).to_contain_text("The message is copied to the log.")


@pytest.mark.req("MSG-01", "MSG-02", "MSG-03", "ORG-03", "PLAT-02")
def test_without_scripts_one_writes_asks_chooses_and_finds(plain: Page, site: Site) -> None:
    case = marsh(site)
    step_in(plain, "Greta Lund")
    plain.goto(f"/cases/{case}/")
    plain.get_by_role("link", name="write Ade Bankole a message").click()
    expect(plain.get_by_label("Message", exact=True)).to_have_value(re.compile(f"give me access to case {case}"))
    plain.get_by_role("button", name="Preview").click()
    expect(plain.locator("#preview")).to_contain_text(f"Access to case {case}")
    plain.get_by_role("button", name="Send the message").click()
    expect(plain.get_by_role("alert")).to_contain_text("Say the reason")
    plain.get_by_label("Reason").fill("They asked about a move.")
    plain.get_by_role("button", name="Send the message").click()
    expect(plain.get_by_role("main")).to_contain_text("They asked about a move.")

    step_in(plain, "Dev Mistry")
    write_to(plain, "Carys Penhale", scripts=False)
    plain.get_by_label("Subject").fill("Thank you")
    plain.get_by_label("Message", exact=True).fill("*Well* done.")
    plain.get_by_role("button", name="Send the message").click()
    expect(plain.locator("article em")).to_have_text("Well")
    plain.goto("/notifications/choices/")
    plain.get_by_label("Log added").check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("main")).to_contain_text("Your choice is saved.")
    expect(plain.get_by_label("Log added")).to_be_checked()
    plain.goto("/directory/")
    plain.get_by_label("Find a colleague").fill("moorside")
    plain.locator("main").get_by_role("button", name="Search").click()
    expect(plain.get_by_role("link", name="Send a message to Greta Lund")).to_be_visible()
    expect(plain.get_by_role("link", name="Send a message to Esme Farrow")).to_have_count(0)


@pytest.mark.req("MSG-02", "HOME-04", "PLAT-02")
def test_on_a_phone_what_is_new_leads_to_it_and_is_marked_as_read(
    phone: Page, second: Page, site: Site, axe: CheckAccess
) -> None:
    case = marsh(site)
    step_in(phone, "Dev Mistry")
    phone.goto(f"/cases/{case}/notify/")
    phone.get_by_label("Case status updated").check()
    phone.get_by_label("Additional info updated").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("main")).to_contain_text("Your choice for this case is saved.")
    phone.goto("/notifications/")
    told = phone.get_by_role("link", name="Ade Bankole changed the key information")
    before = told.count()
    step_in(second, "Ade Bankole")
    second.goto(f"/cases/{case}/key-information/")
    second.get_by_label("Key information", exact=True).fill("Ring after three in the afternoon.")
    second.get_by_role("button", name="Save").click()
    expect(second.locator("#key-information")).to_contain_text("after three")

    phone.goto("/notifications/")
    axe(phone)
    expect(told).to_have_count(before + 1)
    phone.get_by_role("button", name="Mark all as read").click()
    expect(phone.get_by_role("main")).to_contain_text("All of it is marked as read.")
    expect(phone.get_by_role("button", name="Mark all as read")).to_have_count(0)
    told.first.click()
    expect(phone).to_have_url(re.compile(f"/cases/{case}/$"))
    second.goto("/gallery/")
    expect(second.get_by_role("heading", level=1)).to_have_text("My gallery")
    second.get_by_role("link", name="Siân Tregarth-Bell").click()
    heading(second, "Siân Tregarth-Bell")
