"""The pictures of the pathway: the front door, trays, panels and managers of Brackenshore, a step up in Calderholt."""

import re

from playwright.sync_api import Page, expect

from tests.browser.walk import heading, step_in
from tools.camera import Camera, Walk, case_of


def walk_through(windows: Walk) -> None:
    """The pages in the order of the guide, each as somebody whose work it is."""
    desk, phone = windows.desk, windows.phone
    front_door(desk)
    without_an_account(desk.page, phone)
    trays(desk)
    step_up(desk)
    panels(desk)
    allocation(desk)
    clocks(desk, phone)
    closure(desk)
    oversight(desk)
    hand_over(desk, phone)
    demand(desk)


def front_door(desk: Camera) -> None:
    """Who is known already, while a call is taken; and what is to be screened today."""
    page = desk.page
    step_in(page, "Maren Holt")
    page.goto("/contacts/add/")
    page.locator("#id_p0_forename").fill("Lorcan")
    page.locator("#id_p0_surname").fill("Plover")
    page.locator("#id_p0_surname").press("Tab")
    expect(page.locator("#known")).to_contain_text("Plover")
    desk.take("known-already", high=330, since="#known")
    step_in(page, "Quentin Amos")
    page.goto("/screening/")
    desk.take("screening", high=560)


def without_an_account(page: Page, phone: Camera) -> None:
    """Somebody at a school writes on a phone, and follows it by its reference."""
    phone.page.goto("/request/brackenshore/")
    phone.take("request-on-a-phone")
    page.goto("/contacts/")
    page.get_by_role("main").get_by_role("link", name=re.compile("Avocet")).first.click()
    code = page.locator(".govuk-caption-l").inner_text().removeprefix("Contact, reference ")
    phone.page.goto("/reference/")
    phone.page.get_by_label("Your reference").fill(code)
    phone.page.get_by_role("button", name="Follow the request").click()
    expect(phone.page.locator(".al-stages")).to_be_visible()
    phone.at("Your request", above=10)
    phone.take("reference-on-a-phone")


def trays(desk: Camera) -> None:
    """The trays of a team, and what waits in one of them."""
    page = desk.page
    step_in(page, "Orla Fenwick")
    page.goto("/trays/")
    desk.take("trays", high=700)
    page.get_by_role("main").get_by_role("link", name=re.compile("anagers")).first.click()
    desk.take("tray", high=680)


def step_up(desk: Camera) -> None:
    """Where a family stands that steps up, and its packet."""
    page = desk.page
    step_in(page, "Nell Finch")
    page.goto("/packets/")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What is in it")).to_be_visible()
    desk.take("packet", high=640, since="main h2:has-text('to social care')")
    case = page.url.split("/packets/")[0]
    step_in(page, "Tamsin Okoro")
    page.goto(f"{case}/processes/")
    desk.take("where-it-stands", high=1000, since=".al-journey")


def panels(desk: Camera) -> None:
    """Who waits for a panel, and a family in its meeting room."""
    page = desk.page
    step_in(page, "Petra Lindqvist")
    page.goto("/panels/")
    page.get_by_role("link", name="Multi Agency Action Meeting").click()
    desk.take("panel", high=820)
    page.locator(".al-meeting__title a").first.click()
    page.locator("main a", has_text=re.compile("the meeting room")).first.click()
    page.locator(".al-room__link").nth(1).click()
    desk.take("panel-room", high=760, since=".al-room__head")


def allocation(desk: Camera) -> None:
    """The list of those who wait, what if, and a team."""
    page = desk.page
    page.goto("/waiting/")
    desk.take("pre-allocation", high=360)
    page.get_by_role("button", name=re.compile("^Allocate")).first.click()
    page.get_by_role("link", name=re.compile("^What if I give it to Nadir")).click()
    desk.take("what-if", high=820, since="#would")
    step_in(page, "Wilda Perrin")
    page.goto(f"{case_of(page, 'Twite')}team/")
    desk.take("team", high=640, since=".al-sub-navigation")


def clocks(desk: Camera, phone: Camera) -> None:
    """What runs out next on a phone, why one of them is due then, and another timescale tried."""
    step_in(phone.page, "Nadir Osei")
    phone.page.goto("/clocks/")
    phone.at("What is overdue", above=10)
    phone.take("clocks-on-a-phone")
    page = desk.page
    step_in(page, "Nadir Osei")
    page.goto("/clocks/")
    page.get_by_role("main").locator(".al-clock__what a").first.click()
    desk.take("clock-why", high=820)


def closure(desk: Camera) -> None:
    """What has to be there before closure is asked for, and the sign-off."""
    page = desk.page
    page.goto(f"{case_of(page, 'Crane')}processes/")
    page.get_by_role("button", name="Begin Closure", exact=True).click()
    desk.take("closure-ready", high=900)
    step_in(page, "Orla Fenwick")
    page.goto("/oversight/")
    page.get_by_role("link", name=re.compile("^Sign off.*Tidey")).click()
    page.get_by_role("radio", name="Close the case").check()
    desk.at("What happens next?", above=60)
    desk.take("sign-off")  # the window: what says that it is kept stands at its foot


def oversight(desk: Camera) -> None:
    """What is late or slipping; supervision."""
    page = desk.page
    page.goto("/oversight/")
    desk.take("oversight", high=980)
    page.goto("/supervision/")
    desk.take("supervision", high=580)


def hand_over(desk: Camera, phone: Camera) -> None:
    """One worker's families to others, and a brief as its reader has it."""
    page = desk.page
    page.goto("/hand-over/")
    page.get_by_role("link", name="Nadir Osei").click()
    desk.take("hand-over", high=700)
    step_in(phone.page, "Rosalind Tey")
    phone.page.goto("/hand-over/")
    phone.page.get_by_role("link", name=re.compile("^Read the brief")).first.click()
    heading(phone.page, re.compile("Penn"))
    phone.at("Brief", above=10)
    phone.take("brief-on-a-phone")


def demand(desk: Camera) -> None:
    """What comes in, and how long each stage takes."""
    page = desk.page
    step_in(page, "Ulla Strand")
    page.goto("/demand/")
    desk.take("demand", high=760, since=".al-panel")
    desk.take("stages", high=680, since="main h2:has-text('How long')")
