"""The journey that Integrated Early Support tells of one boy, with invented names and on the days of scenario S173:
from a telephone call to the Access Team to the team around his family. Three agencies, one of them in the lead."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser.dated import Office, clock, due, finish, stands
from tests.browser.walk import heading
from tests.conftest import CheckAccess

REVIEW = "Review the profile at the Locality Case Management Group"
FAMILY = (("Rowena", "Quenby", "1985"), ("Jude", "Quenby", "2013"), ("Alby", "Quenby", "2017"))


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name='{name}']").fill(value)


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def call(page: Page) -> None:
    """A professional has concerns, and telephones the Access Team."""
    page.goto("/contacts/add/")
    page.locator("[name='source']").select_option(label="Access Team telephone line")
    fill(page, name="Yara Denholm", role="Pastoral lead", organisation="Gorse Hill Academy", telephone="01632 960507")
    for number, (first, last, year) in enumerate(FAMILY):
        if not page.locator(f"[name='p{number}_forename']").is_visible():
            page.locator("summary", has_text=re.compile("Add|more|another", re.IGNORECASE)).last.click()
        fill(page, **{f"p{number}_forename": first, f"p{number}_surname": last, f"p{number}_born_on": f"4-7-{year}"})
    fill(page, p0_address="2 Sluice Cottages", p0_postcode="CH99 5NG")
    page.locator("[name='area']").select_option(label="Harbour")
    fill(page, concerns="At risk of permanent exclusion, and missing from home several times.")
    page.wait_for_load_state("networkidle")
    press(page, "Record the contact")
    if page.locator("[name='sure']").count():  # somebody of a like name is known
        page.locator("[name='sure']").check()
        press(page, "Record the contact")
    expect(page).to_have_url(re.compile(r"/contacts/\d+/$"))


def doing(page: Page) -> None:
    """Go on with what waits for the contact."""
    page.get_by_role("link", name=re.compile("^Do this")).first.click()


def to_the_group(page: Page, office: Office) -> str:
    """The profile, with recommendations, to the locality group; whoever called is told. Returns the contact's page."""
    contact = page.url
    doing(page)
    page.get_by_label("The 360° profile, with recommendations, to the Locality Case Management Group").check()
    page.get_by_label("What do you recommend to the group?").fill("One lead, with school and Educational Welfare.")
    press(page, "Record the outcome")
    page.goto(contact)
    doing(page)
    press(page, "Tell them")
    page.goto(contact)
    doing(page)
    heading(page, "Open the case for the locality group")
    for group in page.locator("[name^='who_']").all():
        if group.get_attribute("value") in ("", "new"):
            group.check()
    page.locator("[name='area']").select_option(label="Harbour")
    page.get_by_label("The family agrees", exact=True).check()
    if not page.locator("[name='given_by']").is_visible():
        page.locator("summary", has_text="What was said about sharing").click()
    fill(page, given_by="Rowena Quenby", on=f"{office.day.today:%d-%m-%Y}", shared_with="The agencies of the group")
    page.locator("[name='how']").select_option(label="By telephone")
    press(page, "Open the case")
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    return contact


def at_the_group(page: Page) -> None:
    """The group meets: the profile is on the agenda by itself, and one agency leads."""
    page.goto("/panels/")
    page.get_by_role("link", name="Locality Case Management Group Harbour").click()
    page.get_by_role("link", name="Tuesday 24 November 2026").click()
    heading(page, "Agenda")
    expect(page.get_by_role("main")).to_contain_text("At risk of permanent exclusion")
    expect(page.get_by_role("main")).to_contain_text("One lead, with school and Educational Welfare.")
    CheckAccess.here(page)
    page.get_by_role("link", name="Into the meeting room").click()
    page.locator("#id_present-group").get_by_label(re.compile("^Wilda Perrin")).check()
    page.locator("#id_present-group").get_by_label(re.compile("^Viggo Saxby")).check()
    press(page, "Save who is here")
    expect(page.locator("#part-title")).to_contain_text("Quenby")
    page.get_by_label("What was said").fill("School and police see the same. Mum is struggling and willing.")
    page.get_by_label("One agency takes the lead").check()
    press(page, "Save and go on")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the one agency that takes the lead.")
    CheckAccess.here(page)
    page.get_by_label("Which agency leads?").select_option(label="Thornhaven Council (core member)")
    press(page, "Save and go on")
    page.get_by_role("navigation", name="Agenda").get_by_role("link", name=re.compile("^End of the meeting")).click()
    press(page, "The minutes are done")
    heading(page, "Minutes")
    expect(page.get_by_role("main")).to_contain_text("Thornhaven Council leads.")


def told_and_allocated(office: Office, contact: str, case: int) -> None:
    """Whoever raised it is told the group's decision; the family is given to a member of the team."""
    una, page = office.who("Una Marlow"), office.who("Wilda Perrin")
    una.goto(contact)
    doing(una)
    expect(una.get_by_label("What they are told")).to_have_value(re.compile("has decided which agency takes the lead"))
    press(una, "Tell them")
    page.goto("/trays/case-management/")
    page.get_by_role("link", name=re.compile("Allocate the family")).first.click()
    page.get_by_role("button", name="Do this step").click()
    expect(page.get_by_role("main")).to_contain_text("Thornhaven Council leads")
    page.get_by_role("link", name=re.compile("I give it to Xander Lunn")).click()
    expect(page.locator("#would")).to_contain_text("Nothing is saved yet")
    page.get_by_label("Why them").fill("He knows the estate.")
    press(page, "Allocate the family")
    page.wait_for_url(f"**/cases/{case}/team/")


def the_team(office: Office, case: int) -> None:
    """The practitioner who raised it is contacted first; then mum consents, and the team begins."""
    page = office.step("Xander Lunn", case)
    heading(page, "Contact the practitioner who raised the enquiry")
    expect(page.get_by_role("radio")).to_have_count(0)  # it cannot be skipped: there is one way on
    page.locator("[name='q-spoke-to']").fill("Yara Denholm")
    page.locator("[name='q-agreed']").fill("She keeps the link with Jude, and comes to the team.")
    page.get_by_role("main").get_by_role("button", name="Then begin the Team around the Family").click()
    page = office.step("Xander Lunn", case)
    heading(page, "Agree with the family to work together")
    page.locator("[name='q-who']").fill("Rowena Quenby, mum")
    page.locator("[name='q-how']").first.wait_for(state="attached")
    how = page.locator("[name='q-how']")
    if how.first.get_attribute("type") == "radio":
        page.get_by_label("in person", exact=True).check()
    else:
        how.select_option(label="in person")
    page.locator("[name='q-on']").fill(f"{office.day.today:%d-%m-%Y}")
    page.locator("[name='q-shared-with']").fill("School and Educational Welfare, for his lessons")
    finish(page).click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    team = f"/cases/{case}/team/"
    for who, why in (("Yara Denholm", "School"), ("Zeb Corran", "Educational Welfare")):
        page.goto(f"{team}add/")
        page.get_by_label("Find a colleague").fill(who)
        press(page, "Find")
        page.get_by_role("link", name=f"Choose {who}").click()
        page.get_by_label("Support", exact=True).check()
        page.get_by_label("What they do for the family").fill(why)
        press(page, "Add to the team")
    page = office.step("Xander Lunn", case)
    heading(page, "Agree the Team around the Family")
    page.locator("[name='q-foci']").fill("Anti-social behaviour\nEducation")
    page.locator("[name='q-children']").fill("Xander walks with Jude; Alby draws with his teacher.")
    page.locator("[name='q-meets-on']").fill("3-12-2026")
    finish(page).click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    page.goto(team)
    main = page.get_by_role("main")
    for words in (
        "Xander Lunn Lead practitioner", "Yara Denholm Support", "Gorse Hill Academy associate member",
        "Zeb Corran Support", "Thornhaven Council core member", "Rowena Quenby, mum", "in person",
        "Anti-social behaviour", "Education", "Alby draws with his teacher.",
    ):  # fmt: skip
        expect(main).to_contain_text(words)
    CheckAccess.here(page)


def to_a_team_around_the_family(office: Office) -> None:
    """S168 to S178, in one go."""
    office.on(date(2026, 11, 18))
    una = office.who("Una Marlow")
    call(una)
    contact = to_the_group(una, office)
    case = office.one("SELECT case_id FROM pathway_contact WHERE id = %s", int(contact.split("/")[-2]))
    on_the_agenda(office, case)
    office.on(date(2026, 11, 24))
    at_the_group(office.who("Wilda Perrin"))
    told_and_allocated(office, contact, case)
    stands(clock(office.who("Wilda Perrin"), case, REVIEW), "met")
    office.on(date(2026, 11, 26))
    the_team(office, case)
    yara = office.who("Yara Denholm")
    yara.goto(f"/cases/{case}/team/")
    expect(yara.get_by_role("main")).to_contain_text("Anti-social behaviour")


def on_the_agenda(office: Office, case: int) -> None:
    """Ready on Wednesday, the profile is on Tuesday's agenda: the groups meet weekly (S173)."""
    wilda = office.who("Wilda Perrin")
    due(clock(wilda, case, REVIEW), "Wednesday 25 November 2026")
    wilda.goto("/panels/")
    wilda.get_by_role("link", name="Locality Case Management Group Harbour").click()
    row = wilda.get_by_role("row").filter(has_text="Quenby")
    for words in ("Tuesday 24 November 2026", "Wednesday 25 November 2026"):
        expect(row).to_contain_text(words)
    wilda.locator("a[href$='?on=2026-11-24']").click()
    wilda.get_by_label("Where").fill("Harbour Children’s Centre")
    press(wilda, "Set the date")
