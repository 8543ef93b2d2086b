"""From a contact to a worker, as people do it in a browser: recorded, told, screened, opened, discussed, allocated."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser.dated import Office, choose, press
from tests.browser.walk import heading

CONFIRM = "Confirm the request"


def recorded(page: Page, surname: str, source: str, *, by: str = "") -> int:
    """A contact is written down on its one page. Returns its number."""
    page.goto("/contacts/add/")
    page.get_by_label("How it came").select_option(label=source)
    page.locator("#id_name").fill("Ottoline Reed")
    page.locator("#id_organisation").fill("Lantern Lane Primary School")
    page.get_by_label("Passed on by").fill(by)
    page.locator("#id_p0_forename").fill("Bram")
    page.locator("#id_p0_surname").fill(surname)
    page.locator("#id_p0_born_on").fill("2-4-2017")
    page.locator("#id_p1_forename").fill("Tansy")
    page.locator("#id_p1_surname").fill(surname)
    page.locator("#id_p1_born_on").fill("11-5-1990")
    page.get_by_label("Area", exact=True).select_option(label="Brackenshore Quay")
    page.get_by_label("What are they worried about?").fill("Not in school since September.")
    press(page, "Record the contact")
    expect(page).to_have_url(re.compile(r"/contacts/\d+/$"))
    return int(page.url.split("/")[-2])


def waiting(page: Page, contact: int, title: str) -> None:
    """Open what waits for a contact."""
    page.goto(f"/contacts/{contact}/")
    page.get_by_role("link", name=re.compile("^Do this")).click()
    heading(page, title)


def told(page: Page, contact: int, button: str, says: str) -> None:
    """Whoever made the request is told by telephone, in these words among others."""
    waiting(
        page, contact, "Confirm the request" if button == "Confirm the request" else "Tell whoever made the request"
    )
    words = page.get_by_label("What they are told")
    expect(words).to_have_value(re.compile("^Dear Ottoline Reed,"))
    expect(words).to_have_value(re.compile(re.escape(says)))
    page.get_by_label("By telephone").check()
    press(page, button)


def screened(page: Page, contact: int, outcome: str) -> None:
    waiting(page, contact, "Screen the request")
    page.get_by_role("radio", name=outcome).check()
    press(page, "Record the outcome")


def opened(page: Page, contact: int, office: Office) -> int:
    """The family's case is opened from the contact, with the family's consent. Returns its number."""
    waiting(page, contact, "Open the family's case")
    choose(page.get_by_label("Head of the family"), "Tansy")
    page.get_by_label("The family agrees", exact=True).check()
    page.locator("#id_given_by").fill("Tansy")
    page.locator("#id_how").select_option(label="By telephone")
    page.locator("#id_on").fill(f"{office.day.today:%d-%m-%Y}")
    page.locator("#id_shared_with").fill("Family Solutions and the school, for Bram")
    press(page, "Open the case")
    return int(office.one("SELECT case_id FROM pathway_contact WHERE id = %s", contact))


def set_for(page: Page, day: date) -> None:
    """The panel's next meeting is on one of the days that are proposed."""
    page.locator(f"a[href$='?on={day}']").click()
    press(page, "Set the date")


def discussed(office: Office, family: str, decision: str) -> None:
    """The meeting of today: who was there, what is decided about the one family, its minutes done."""
    page = office.who("Petra Lindqvist")
    page.goto("/panels/")
    page.get_by_role("link", name="Multi Agency Action Meeting").first.click()
    page.get_by_role("link", name=f"{office.day.today:%A} {office.day.today.day} {office.day.today:%B %Y}").click()
    page.get_by_role("link", name="Into the meeting room").click()
    for name in ("Petra Lindqvist", "Silas Brandreth"):
        page.locator("#id_present-group").get_by_label(re.compile(f"^{name}")).check()
    press(page, "Save who is here")
    expect(page.locator("#part-title")).to_contain_text(family)
    page.get_by_label("What was said").fill("School and health see the same.")
    page.get_by_role("radio", name=decision).check()
    choose(page.get_by_label("Which agency leads?"), "Brackenshore County Council")
    press(page, "Save and go on")
    page.goto(re.sub(r"room/.*", "room/end/", page.url))
    press(page, "The minutes are done")
    heading(page, "Minutes")


def allocated(office: Office, case: int, to: str) -> Page:
    page = office.step("Orla Fenwick", case)
    page.get_by_role("button", name="Do this step").click()
    heading(page, "Allocate the family")
    page.get_by_role("link", name=f"I give it to {to}").click()
    expect(page.locator("#would")).to_contain_text("Nothing is saved yet")
    page.get_by_label("Why them").fill("They know the school.")
    press(page, "Allocate the family")
    return page


def note(page: Page, case: int, kind: str, **words: str) -> None:
    """A note of a type, under its headings."""
    page.goto(f"/cases/{case}/log/add/?type={kind}")
    for name, text in words.items():
        field = name.replace("_", "-")
        page.locator(f"[name='{field}']").fill(text)
    press(page, "Save the note")
