"""A family's plan in a real browser, as the manual's own example goes: on a desktop, on a phone, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.walk import heading, place_of, step_in
from tests.conftest import DESKTOP, CheckAccess, visiting
from tests.site import Site

pytestmark = pytest.mark.browser

BETTER = "Fen and Nerys want to improve their income. They want to check they get the right benefits."
GOAL = "Fen and Nerys would like more money for the family’s food. Fen would like work experience."
KNOWING = "They get all the benefits they are entitled to, and Fen has brought the CV up to date."


@pytest.fixture
def families(site: Site) -> Iterator[list[int]]:
    """Cases of Ade's without a plan."""
    found = site.rows(
        "SELECT c.id FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE u.name = 'Ade Bankole'"
        " AND NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.case_id = c.id) ORDER BY c.id DESC"
    )
    yield [number for (number,) in found]


def start(page: Page, case: int) -> str:
    """Start the plan of a family. Returns the path of the case."""
    at = f"/cases/{case}/"
    page.goto(f"{at}plan/")
    page.get_by_role("link", name="Start the plan").click()
    heading(page, "Start the plan")
    expect(page.get_by_label("Title of the plan")).not_to_have_value("")
    expect(page.get_by_label("Yes: Families' outcomes plan")).to_be_checked()
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("main")).to_contain_text("No concern yet")
    return at


def codes(page: Page, question: str) -> Locator:
    return page.get_by_role("group", name=question, exact=True)


def write_words(page: Page) -> None:
    page.get_by_label("What do you want to make better?").fill(BETTER)
    page.get_by_label("What do you want to achieve?").fill(GOAL)
    page.get_by_label("How will you know that it is being achieved?").fill(KNOWING)
    page.get_by_label("What happens if it is not working?").fill("We meet the adviser again.")


@pytest.mark.req("PLAN-01", "PLAN-02", "PLAN-03", "PLAN-05", "PLAT-02")
def test_the_manuals_example_is_planned_by_typing_codes_and_completed(
    browser: Browser, site: Site, families: list[int], axe: CheckAccess
) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        at = start(page, families[0])
        page.get_by_role("link", name="Add a concern").click()
        write_words(page)
        page.locator(".al-chip__box").first.check()

        criterion = codes(page, "Which criterion does this meet?")
        criterion.get_by_role("searchbox").fill("c4")
        expect(criterion.get_by_role("radio")).to_have_count(1)
        criterion.get_by_role("searchbox").press("Enter")
        outcome = codes(page, "Which outcome is required?")
        expect(outcome.get_by_text("O4A", exact=False)).to_be_visible()
        expect(outcome.get_by_text("O3C", exact=False)).to_be_hidden()
        outcome.get_by_role("searchbox").fill("progress")
        expect(outcome.get_by_role("status")).to_have_text("1 found")
        outcome.get_by_label(re.compile("^O4B")).check()
        codes(page, "How will you measure this?").get_by_label(re.compile("^M4B")).check()
        axe(page)
        page.get_by_role("button", name="Save the concern").click()

        concern = page.get_by_role("article")
        for words in ("C4 Adults out of work", "O4B An adult", "M4B Accredited", "6 months", BETTER, GOAL, KNOWING):
            expect(concern).to_contain_text(words)
        page.get_by_role("button", name="Complete the plan").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Concern 1 does not say who does what by when.")
        axe(page)

        concern.get_by_role("link", name="Add a task").click()
        page.get_by_role("heading", name="The family").locator("+ ul").get_by_role("link").first.click()
        expect(page.get_by_role("main")).to_contain_text("Nothing is sent to")
        page.get_by_label("Title").fill("Ring the adviser")
        page.get_by_label("What do you ask for?").fill("Ask which benefits there are.")
        page.get_by_label("Or within").select_option("1-week")
        page.get_by_role("button", name="Record the task").click()
        expect(concern).to_contain_text("Ring the adviser")
        page.get_by_role("button", name="Complete the plan").click()
        expect(page.get_by_role("main")).to_contain_text("The plan is completed.")
        expect(page.get_by_role("main")).to_contain_text("Reviewed next on")
        page.goto(f"{at}tasks/")
        expect(page.get_by_role("main")).to_contain_text("For concern 1 of the plan")


@pytest.mark.req("PLAN-01", "PLAT-02")
def test_concerns_are_put_in_order_by_keyboard_and_by_dragging(
    browser: Browser, site: Site, families: list[int]
) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        start(page, families[0])
        for words in ("First.", "Second.", "Third."):
            page.get_by_role("link", name="Add a concern").click()
            page.get_by_label("What do you want to make better?").fill(words)
            page.get_by_role("button", name="Save the concern").click()
        expect(page.locator(".al-concern__better")).to_have_text(["First.", "Second.", "Third."])

        page.get_by_role("button", name="Move up concern 3").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".al-concern__better")).to_have_text(["First.", "Third.", "Second."])
        expect(page.locator("article:focus")).to_contain_text("Third.")
        page.keyboard.press("Tab")
        expect(page.locator("article", has_text="Third.").locator(":focus")).to_have_count(1)

        handle = page.locator("article", has_text="Second.").locator(".al-drag")
        handle.hover()
        box = place_of(handle)
        page.mouse.down()
        page.mouse.move(box["x"] + 20, box["y"] + 30)  # the drag begins with the first move
        for _ in range(2):
            page.locator("article", has_text="First.").hover(position={"x": 100, "y": 30})
        page.mouse.up()
        expect(page.locator(".al-concern__better")).to_have_text(["Second.", "First.", "Third."])
        page.reload()
        expect(page.locator(".al-concern__better")).to_have_text(["Second.", "First.", "Third."])


@pytest.mark.req("PLAN-01", "PLAT-02")
def test_a_childs_confidence_is_planned_on_a_phone(
    phone: Page, site: Site, families: list[int], axe: CheckAccess
) -> None:
    step_in(phone, "Ade Bankole")
    start(phone, families[0])
    phone.get_by_role("link", name="Add a concern").tap()
    phone.get_by_label("What do you want to make better?").fill("Tamsin wants to feel more confident.")
    outcome = codes(phone, "Which outcome is required?")
    outcome.get_by_role("searchbox").fill("O3")
    outcome.get_by_text("O3C", exact=False).tap()
    expect(codes(phone, "Which criterion does this meet?").get_by_label(re.compile("^C3"))).to_be_checked()
    codes(phone, "How will you measure this?").get_by_text("M3D", exact=False).tap()
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    phone.get_by_role("button", name="Save the concern").tap()
    concern = phone.get_by_role("article")
    expect(concern).to_contain_text("M3D Webstar scores under 5 improve by at least 3 points")
    concern.get_by_role("link", name="Change").tap()
    phone.get_by_label("What do you want to achieve?").fill("To put her hand up in class.")
    phone.get_by_role("button", name="Save the concern").tap()
    expect(concern).to_contain_text("To put her hand up in class.")
    concern.get_by_role("link", name="Close").tap()
    phone.get_by_text("It is given up", exact=True).tap()
    phone.get_by_label("Why is it given up?").fill("She chose another club.")
    phone.get_by_role("button", name="Close the concern").tap()
    expect(phone.get_by_role("main")).to_contain_text("She chose another club.")
    axe(phone)


@pytest.mark.req("PLAN-01", "PLAT-02")
def test_a_plan_is_made_without_javascript(plain: Page, site: Site, families: list[int]) -> None:
    step_in(plain, "Ade Bankole")
    start(plain, families[0])
    plain.get_by_role("link", name="Add a concern").click()
    write_words(plain)
    plain.get_by_label(re.compile("^C4")).check()
    outcome = codes(plain, "Which outcome is required?")
    outcome.get_by_role("searchbox").fill("training")
    outcome.get_by_role("button", name="Find").click()
    expect(outcome.get_by_role("radio")).to_have_count(2)  # the one found, and none of these
    expect(plain.get_by_label("What do you want to make better?")).to_have_value(BETTER)
    outcome.get_by_role("searchbox").fill("")
    plain.get_by_label(re.compile("^None of these")).first.check()
    outcome.get_by_role("button", name="Find").click()
    outcome.locator("summary", has_text="C3").click()
    outcome.get_by_label(re.compile("^O3C")).check()
    plain.get_by_label(re.compile("^C4")).check()
    plain.get_by_role("button", name="Save the concern").click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("O3C is an outcome of C3. The criterion chosen is C4")
    expect(plain.get_by_label("What do you want to make better?")).to_have_value(BETTER)
    outcome.get_by_label(re.compile("^O4B")).check()
    plain.get_by_role("button", name="Save and add another").click()
    plain.get_by_label("What do you want to make better?").fill("Second.")
    plain.get_by_role("button", name="Save the concern").click()
    plain.get_by_role("button", name="Move up concern 2").click()
    expect(plain.locator(".al-concern__better").first).to_have_text("Second.")


@pytest.mark.req("PLAN-01")
def test_nothing_of_the_plan_is_cut_on_paper(browser: Browser, site: Site) -> None:
    [(case,)] = site.rows("SELECT min(case_id) FROM plans_plan WHERE completed_at IS NOT NULL")
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        page.goto(f"/cases/{case}/plan/")
        page.emulate_media(media="print")
        for words in site.rows(
            "SELECT k.better FROM plans_concern k JOIN plans_plan p ON p.id = k.plan_id WHERE p.case_id = %s", [case]
        ):
            expect(page.get_by_text(words[0])).to_be_visible()
        expect(page.locator("#key-information")).to_be_hidden()
        expect(page.get_by_role("link", name="Add a concern")).to_be_hidden()
