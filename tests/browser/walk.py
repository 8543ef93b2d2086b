"""Walking through Alongside as people do: by the words on the page, with or without JavaScript."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.site import Site

HEAD = "Ottoline"
PARTNER = "Barnaby"
UNBORN = "Pippin"
FORENAMES = (HEAD, PARTNER, UNBORN)
"""Forenames that stand nowhere else in the demonstration: where one of them is read, the family was read."""

_BEGINNINGS = (
    "Zor", "Quex", "Van", "Hob", "Mug", "Drad", "Spos", "Jelk", "Wrax", "Tub", "Ibb", "Lurg", "Nyth", "Ock", "Purk",
    "Glaun", "Chedd", "Bazz", "Yarm", "Umpl",
)  # fmt: skip
_ENDINGS = (
    "rin", "ley", "try", "bleday", "glestock", "ewick", "worth", "ington", "hollow", "bercraft", "otsley", "ashall",
    "combe", "elbeam", "iwell", "trose", "lefair", "amore", "ondsey", "efort",
)  # fmt: skip


def today() -> date:
    """The day it is where the families live."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def surnames(site: Site) -> Iterator[str]:
    """Surnames that no family of the site has, unlike one another in sound and spelling."""
    taken = {surname for (surname,) in site.rows("SELECT DISTINCT surname FROM people_person")}
    typed = " ".join(answers for (answers,) in site.rows("SELECT answers::text FROM forms_draft"))
    for turn in range(len(_ENDINGS)):
        for place, beginning in enumerate(_BEGINNINGS):
            name = beginning + _ENDINGS[(place + turn) % len(_ENDINGS)]
            if name not in taken and name not in typed:
                yield name


def step_in(page: Page, name: str) -> None:
    """Become one of the cast; their home page is open afterwards."""
    page.goto("/step-in/")
    page.get_by_role("button", name=re.compile(name)).click()
    expect(page).to_have_url(re.compile("/home/$"))


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """The page is the one with this heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def add(page: Page, what: str) -> None:
    """Choose from the Add menu of a case."""
    page.locator("summary", has_text=re.compile("^Add$")).click()
    page.locator(".al-add").get_by_role("link", name=what, exact=True).click()


def choose(page: Page, question: str, answer: str) -> None:
    """Choose among the radio buttons or boxes of a question."""
    group = page.get_by_role("group", name=re.compile("^" + re.escape(question)))
    group.get_by_label(answer, exact=True).first.check()


def field(page: Page, label: str) -> Locator:
    """The field of a question, whether or not it must be answered."""
    name = re.compile(rf"^{re.escape(label)}( \(must be answered\))?$")
    return page.get_by_role("textbox", name=name).or_(page.get_by_role("combobox", name=name))


def save(page: Page) -> None:
    """Keep the step and go on to the next."""
    page.get_by_role("button", name="Save and continue", exact=True).click()


def start_nomination(page: Page) -> str:
    """Start a nomination from the home page; the draft's address."""
    page.goto("/home/")
    page.get_by_role("main").get_by_role("link", name="Nominate a family").first.click()
    heading(page, "Add a family")
    page.get_by_label("Early Help nomination and referral").check()
    page.get_by_role("button", name="Start", exact=True).click()
    heading(page, "Early Help nomination and referral")
    return page.url


def answer_area(page: Page, area: str = "Riverside") -> None:
    """The first step."""
    page.get_by_role("button", name="Start: Application details").click()
    choose(page, "Area of the application", area)
    save(page)
    heading(page, "Nomination details")


@dataclass(frozen=True)
class Told:
    """What is told about one new member of a family."""

    forename: str
    surname: str
    relationship: str = ""
    title: str = "Ms"
    gender: str = "Female"
    born: str = "11-05-1992"
    more: Mapping[str, str] | None = None
    """Other fields by their labels."""


def look_for(page: Page, name: str, *, scripts: bool = True) -> None:
    """Look for a person; with JavaScript they are found as one types, otherwise once the button is pressed."""
    page.get_by_label("Name or alias").fill(name)
    if not scripts:
        page.get_by_role("button", name="Search", exact=True).last.click()
    expect(page.locator("#found")).to_contain_text("found")


def new_member(page: Page, told: Told, *, scripts: bool = True) -> None:
    """Press Add, look for them in vain, and open a new profile with their name already in it."""
    page.get_by_role("button", name=re.compile("^Add ")).click()
    look_for(page, f"{told.forename} {told.surname}", scripts=scripts)
    page.get_by_role("button", name=re.compile("[Nn]ew profile$")).click()
    expect(field(page, "First name")).to_have_value(told.forename)
    expect(field(page, "Last name")).to_have_value(told.surname)


def profile(page: Page, told: Told) -> None:
    """Fill in the profile, but for the address."""
    if told.relationship:
        field(page, "Relationship to head of the family").select_option(told.relationship)
    field(page, "Title").select_option(told.title)
    choose(page, "Area", "Riverside")
    choose(page, "Gender", told.gender)
    field(page, "Ethnicity").select_option("Unknown")
    if told.born:
        field(page, "Date of birth").fill(told.born)
    for label, words in (told.more or {}).items():
        field(page, label).fill(words)


def find_address(page: Page, house: str = "15 Harbour Street", postcode: str = "CH99 2AB") -> None:
    """Choose the home in the gazetteer, by its postcode."""
    page.get_by_label("Find it by postcode or first line").fill(postcode)
    page.get_by_role("button", name="Find address").click()
    page.get_by_role("radio", name=re.compile(f"^{house},")).check()
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_label("First line", exact=True)).to_have_value(house)
    expect(page.get_by_label("Postcode", exact=True)).to_have_value(postcode)


def answer_details(page: Page) -> None:
    """The second step as it is offered: today, by me, named later."""
    save(page)
    heading(page, "Family members")


def answer_head(page: Page, surname: str, *, scripts: bool = True, more: Mapping[str, str] | None = None) -> None:
    """The head of the family."""
    told = Told(HEAD, surname, more=more)
    new_member(page, told, scripts=scripts)
    profile(page, told)
    find_address(page)
    save(page)
    expect(page.get_by_role("main").get_by_text("Complete")).to_have_count(1)


def answer_assessment(page: Page) -> None:
    """Assessed today, no risk."""
    field(page, "Assessment date").fill(f"{today():%d-%m-%Y}")
    choose(page, "Risk assessment", "No")
    save(page)
    heading(page, "Nomination assessment: criteria")


def answer_consent(page: Page) -> None:
    """The family agrees."""
    choose(page, "Consent statement", "Family Consent Received")
    save(page)
    heading(page, "Family profile: lead worker")


def submit(page: Page) -> str:
    """Submit from the page of the answers; the case's path."""
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page).to_have_url(re.compile(r"/cases/\d+/$"))
    return re.sub("^https?://[^/]+", "", page.url)


def nominate(page: Page, surname: str) -> str:
    """Nominate a family of one, as short as can be. Returns the case's path."""
    draft = start_nomination(page)
    answer_area(page)
    answer_details(page)
    answer_head(page, surname)
    page.goto(f"{draft}assessment/")
    answer_assessment(page)
    page.goto(f"{draft}consent/")
    answer_consent(page)
    page.goto(f"{draft}check/")
    return submit(page)


def kept(page: Page) -> None:
    """Wait until the page says that what was typed is kept: nothing more waits to be sent."""
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "kept")


def place_of(part: Locator) -> FloatRect:
    """Where a part of the page stands. One that is being drawn anew stands nowhere for a moment: it is waited for."""
    for _ in range(100):
        expect(part).to_be_visible()
        if place := part.bounding_box():
            return place
        part.page.wait_for_timeout(100)
    raise AssertionError(f"{part} stands nowhere")
