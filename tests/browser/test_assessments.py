"""Assessments in a real browser: a Webstar on a phone, on the star itself, without JavaScript, by two at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.walk import place_of, step_in
from tests.conftest import DESKTOP, CheckAccess, visiting
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def marsh(site: Site) -> str:
    """The path of the Marsh family's case, which Ade owns and Dev has: a first Webstar and its review are on it."""
    [(number,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh / Quillan%%'")
    return f"/cases/{number}/"


def family_of_ades(site: Site, nth: int) -> str:
    """The path of a case of Ade's without any assessment; each journey takes its own."""
    rows = site.rows(
        "SELECT c.id FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id"
        " JOIN cases_member m ON m.case_id = c.id WHERE u.name = 'Ade Bankole' AND m.is_head AND NOT EXISTS"
        " (SELECT 1 FROM assessments_assessment a WHERE a.case_id = c.id) GROUP BY c.id ORDER BY c.id DESC"
    )
    return f"/cases/{rows[nth][0]}/"


@pytest.fixture
def dev(browser: Browser, site: Site) -> Iterator[Page]:
    """Dev at another machine."""
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Dev Mistry")
        yield page


def start(page: Page, case: str, on: str = "5-10-2016") -> None:
    page.goto(f"{case}assessments/add/?tool=whole-family-webstar")
    page.get_by_label("When did it take place?").fill(on)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(title(page)).to_have_text("Whole Family Webstar")


def score(page: Page, whose: str, value: int) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^{whose}")).get_by_label(str(value), exact=True)


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def kept(page: Page) -> None:
    expect(page.locator("[data-kept]")).to_have_text(re.compile(r"^Kept \d\d:\d\d$"))


@pytest.mark.req("ASMT-01", "ASMT-04", "PLAN-08", "PLAT-02")
def test_a_webstar_is_talked_over_and_scored_on_a_phone(phone: Page, site: Site, axe: CheckAccess) -> None:
    step_in(phone, "Ade Bankole")
    start(phone, family_of_ades(site, 0))
    phone.get_by_role("link", name="Begin: Offending behaviour").tap()
    phone.get_by_label("Past", exact=True).fill("Nothing to speak of.")
    kept(phone)
    score(phone, "Practitioner", 9).check(force=True)
    expect(phone.locator("circle.al-star__mark--practitioner").first).to_be_visible()
    kept(phone)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    sizes = phone.locator(".al-star__name").evaluate_all("all => all.map((e) => e.getBoundingClientRect())")
    assert len(sizes) == 10 and all(each["left"] >= 0 and each["right"] <= 360 for each in sizes)
    assert min(each["height"] for each in sizes) >= 11, "an axis name too small to read"

    phone.get_by_role("button", name="Save and go on").tap()
    expect(title(phone)).to_have_text("Physical health")
    phone.go_back()
    expect(phone.get_by_label("Past", exact=True)).to_have_value("Nothing to speak of.")
    expect(score(phone, "Practitioner", 9)).to_be_checked()


@pytest.mark.req("ASMT-01", "PLAT-02")
def test_the_star_itself_is_scored_by_keyboard_and_by_tap(page: Page, site: Site, axe: CheckAccess) -> None:
    step_in(page, "Ade Bankole")
    start(page, family_of_ades(site, 0))
    page.get_by_role("link", name="Score on the star").click()
    housing = page.get_by_role("slider", name="Housing")
    housing.focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_role("slider", name="Housing")).to_have_attribute("aria-valuetext", "4")
    expect(score(page, "Housing", 4)).to_be_checked()
    kept(page)
    expect(page.get_by_role("slider", name="Housing")).to_be_focused()

    box = place_of(page.get_by_role("slider", name="Offending"))
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.3)
    expect(page.get_by_role("slider", name="Offending")).not_to_have_attribute("aria-valuetext", "not scored")
    given = page.get_by_role("slider", name="Offending").get_attribute("aria-valuetext")
    expect(score(page, "Offending behaviour", int(given or 0))).to_be_checked()
    kept(page)
    axe(page)
    page.reload()
    expect(score(page, "Housing", 4)).to_be_checked()
    expect(score(page, "Offending behaviour", int(given or 0))).to_be_checked()


@pytest.mark.req("ASMT-01", "ASMT-03", "ASMT-04", "PLAT-02")
def test_without_scripts_a_webstar_is_started_scored_agreed_and_completed(plain: Page, site: Site) -> None:
    step_in(plain, "Ade Bankole")
    start(plain, family_of_ades(site, 0))
    plain.get_by_role("link", name="Begin: Offending behaviour").click()
    plain.get_by_label("Present", exact=True).fill("All quiet.")
    score(plain, "Practitioner", 10).check(force=True)
    plain.get_by_role("button", name="Save and see the whole").click()
    expect(plain.locator(".al-star__drawing circle.al-star__mark--practitioner")).to_have_count(1)
    expect(plain.get_by_role("row", name=re.compile("Offending behaviour"))).to_contain_text("10 No concerns")

    plain.get_by_role("link", name="Check and complete").first.click()
    expect(plain.get_by_role("main")).to_contain_text("Record whether the practitioner agrees with the scores.")
    plain.get_by_role("link", name="Record who agrees with the scores").click()
    plain.get_by_role("group", name="Does the practitioner agree").get_by_label("No", exact=True).check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("Say why not. It is shown with the scores.")
    plain.get_by_label("Why not?", exact=True).fill("An 8 would be nearer.")
    plain.get_by_role("button", name="Save").click()
    plain.get_by_role("link", name="Check and complete").first.click()
    plain.get_by_role("button", name="Complete it").click()
    main = plain.get_by_role("main")
    expect(main).to_contain_text("The assessment is completed.")
    expect(main).to_contain_text("does not agree")
    expect(main).to_contain_text("An 8 would be nearer.")


@pytest.mark.req("ASMT-02", "PLAN-08", "PLAT-02")
def test_a_review_is_read_beside_the_first_and_the_change_of_scorer_is_said(
    page: Page, marsh: str, axe: CheckAccess
) -> None:
    step_in(page, "Ade Bankole")
    page.goto(f"{marsh}assessments/")
    page.get_by_role("link", name=re.compile("^See the change: Whole Family Webstar")).click()
    said = page.get_by_role("region", name="Before you read the change")
    expect(said).to_contain_text("by Ade Bankole")
    expect(said).to_contain_text("by Dev Mistry. Some of a change can come from that.")
    school = page.get_by_role("row", name=re.compile("Children attending school regularly")).first
    expect(school).to_contain_text("up 3")
    expect(page.locator(".al-star__line--date0")).to_have_count(2)  # on the star, and in its legend
    axe(page)
    page.get_by_role("link", name="Jessa Quillan, child or young person").click()
    expect(page.get_by_role("table").first).to_contain_text("nothing to compare")
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Show these dates").click()
    expect(page.locator(".al-star__legend").first).not_to_contain_text("recorded by Dev Mistry")


@pytest.mark.req("ASMT-04")
def test_another_worker_goes_on_with_it_and_two_at_one_place_see_both(
    page: Page, dev: Page, marsh: str, site: Site
) -> None:
    step_in(page, "Ade Bankole")
    page.goto(f"{marsh}assessments/add/?tool=whole-family-webstar")
    page.get_by_role("radio", name=re.compile("Based on the previous one")).check()
    page.get_by_label("When did it take place?").fill(f"{site.rows('SELECT current_date')[0][0]:%d-%m-%Y}")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("table").get_by_role("link", name="Housing").click()
    part = page.url
    dev.goto(part)
    page.get_by_label("Past", exact=True).fill("Two moves.")
    kept(page)
    dev.get_by_label("Future", exact=True).fill("A garden.")
    kept(dev)
    dev.get_by_label("Past", exact=True).fill("Three moves.")
    expect(dev.locator("[data-kept]")).to_contain_text("Somebody else wrote here meanwhile.")
    dev.get_by_role("button", name="Save and go on").click()
    both = dev.get_by_role("alert").filter(has_text="What stands there now")
    expect(both).to_contain_text("Two moves.")
    expect(both).to_contain_text("Three moves.")
    dev.get_by_role("button", name="Use mine, and go on").click()
    page.goto(part)
    expect(page.get_by_label("Past", exact=True)).to_have_value("Three moves.")
    expect(page.get_by_label("Future", exact=True)).to_have_value("A garden.")
    page.goto(part.replace("parts/housing/", "put-away/"))
    page.get_by_role("button", name="Put it away").click()
    expect(page.get_by_role("main")).to_contain_text("The assessment is put away.")
