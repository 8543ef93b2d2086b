"""Nothing typed is ever lost, and nothing is written twice: leaving, coming back, reloading, two tabs, two people."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import walk
from tests.browser.walk import field, heading, step_in
from tests.conftest import DESKTOP, PHONE, CheckAccess, visiting
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def elsewhere(browser: Browser, site: Site) -> Iterator[Page]:
    """Ade at another machine, signed in at the home page."""
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        yield page


@pytest.fixture
def draft(page: Page) -> str:
    """The address of a nomination that Ade has just begun, in whose window nothing is typed yet."""
    step_in(page, "Ade Bankole")
    return walk.start_nomination(page)


def details(page: Page, draft: str) -> None:
    """Open the second step."""
    page.goto(f"{draft}nomination/")
    heading(page, "Nomination details")


def found_in_my_workload(page: Page, name: str) -> None:
    """The draft is found under what was typed as its name, and holds it."""
    page.goto("/workload/")
    page.get_by_role("listitem").filter(has_text=name).get_by_role("link").click()
    page.get_by_role("link", name="Nomination details").click()
    expect(field(page, "Case name")).to_have_value(name)


def leave_for_another_page(page: Page) -> None:
    page.get_by_role("link", name="Cases", exact=True).click()
    heading(page, "Cases")


def close_the_window(page: Page) -> None:
    walk.kept(page)
    page.context.close()


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="Ade Bankole").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/step-in/$"))


@pytest.mark.req("NOM-09", "HOME-02", "HOME-05")
@pytest.mark.parametrize("go_away", [leave_for_another_page, close_the_window, sign_out])
def test_what_was_typed_is_found_again_on_another_machine(
    page: Page, elsewhere: Page, draft: str, surname: str, go_away: Callable[[Page], None]
) -> None:
    details(page, draft)
    field(page, "Case name").fill(f"{surname} CH99 2AB")
    walk.choose(page, "Who is making this referral?", "Someone Else")

    go_away(page)

    found_in_my_workload(elsewhere, f"{surname} CH99 2AB")
    expect(elsewhere.get_by_role("radio", name="Someone Else")).to_be_checked()


@pytest.mark.req("NOM-09", "HOME-05")
def test_reload_and_back_leave_what_was_typed_where_it_was(page: Page, draft: str, surname: str) -> None:
    details(page, draft)
    field(page, "Case name").press_sequentially(f"{surname} CH99")

    page.reload()  # before it could be sent

    expect(field(page, "Case name")).to_have_value(f"{surname} CH99")
    field(page, "Case name").press("End")
    field(page, "Case name").press_sequentially(" 2AB")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Early Help nomination").click()
    expect(page).to_have_url(draft)
    page.go_back()
    expect(field(page, "Case name")).to_have_value(f"{surname} CH99 2AB")
    page.go_forward()
    expect(page).to_have_url(draft)
    page.go_back()
    expect(field(page, "Case name")).to_have_value(f"{surname} CH99 2AB")


@pytest.mark.req("REC-12", "HOME-05")
def test_back_reload_and_two_submits_lead_to_one_case(
    page: Page, context_of: BrowserContext, site: Site, draft: str, surname: str
) -> None:
    walk.answer_area(page)
    walk.answer_details(page)
    walk.answer_head(page, surname)
    for step, answer in (("assessment", walk.answer_assessment), ("consent", walk.answer_consent)):
        page.goto(f"{draft}{step}/")
        answer(page)
    page.goto(f"{draft}check/")
    other_tab, third_tab = context_of.new_page(), context_of.new_page()
    other_tab.goto(f"{draft}check/")
    third_tab.goto(f"{draft}assessment/")

    page.get_by_role("button", name="Submit", exact=True).dblclick()
    expect(page).to_have_url(re.compile(r"/cases/\d+/$"))
    case = page.url
    page.reload()
    expect(page).to_have_url(case)
    page.go_back()
    expect(page).to_have_url(case)
    other_tab.get_by_role("button", name="Submit", exact=True).click()
    expect(other_tab).to_have_url(case)
    other_tab.goto(draft)
    expect(other_tab).to_have_url(case)

    assert len(site.rows("SELECT id FROM cases_case WHERE name LIKE %s", [f"%{surname}%"])) == 1
    written_too_late(third_tab, case)
    write_a_log_once(page, case, site)


def written_too_late(page: Page, case: str) -> None:
    """What is typed into a step after the form was submitted elsewhere is refused with a sentence, and still shown."""
    page.get_by_label("What is the reason for the referral").fill("One more reason.")
    expect(page.locator("[data-kept]")).to_contain_text("Not kept. This form was submitted already")
    walk.save(page)
    heading(page, "Someone changed this while you were writing")
    expect(page.get_by_role("main")).to_contain_text("One more reason.")
    CheckAccess.here(page)
    page.get_by_role("button", name="Open the page again").or_(
        page.get_by_role("link", name="Open the page again")
    ).click()
    expect(page).to_have_url(case)


def write_a_log_once(page: Page, case: str, site: Site) -> None:
    """A log sent by a double click, reloaded and gone back from stands once, and the form is empty again."""
    page.goto(f"{case}log/add/")
    page.get_by_label("What", exact=True).fill("Walked to school together.")
    walk.kept(page)
    page.get_by_role("button", name="Save the note").dblclick()
    expect(page.get_by_role("main")).to_contain_text("The note is saved.")
    page.reload()
    page.go_back()  # what was begun leads to the note that it became
    expect(page).to_have_url(re.compile(r"/log/\d+/$"))
    expect(page.get_by_role("main")).to_contain_text("Walked to school together.")
    page.go_forward()
    expect(page.get_by_text("Walked to school together.")).to_have_count(1)
    number = case.rstrip("/").rsplit("/", 1)[1]
    assert len(site.rows("SELECT id FROM casework_log WHERE case_id = %s", [int(number)])) == 1
    page.goto(f"{case}log/add/")
    expect(page.get_by_label("What", exact=True)).to_have_value("")


@pytest.fixture
def context_of(page: Page) -> BrowserContext:
    """The window of `page`, to open other tabs in."""
    return page.context


@pytest.mark.req("NOM-09", "REC-11")
def test_two_tabs_in_different_fields_are_both_kept(page: Page, draft: str) -> None:
    one, two = page, page.context.new_page()
    for tab in (one, two):
        tab.goto(f"{draft}assessment/")
    one.get_by_label("What is the reason for the referral").fill("Written in the first tab.")
    two.get_by_label("What additional help do they need?").fill("Written in the second tab.")
    for tab in (one, two):
        walk.kept(tab)

    # The first tab still shows the other field empty; saving its whole page takes nothing away.
    field(one, "Assessment date").fill(f"{walk.today():%d-%m-%Y}")
    walk.choose(one, "Risk assessment", "No")
    walk.save(one)
    heading(one, "Nomination assessment: criteria")

    two.reload()
    expect(two.get_by_label("What is the reason for the referral")).to_have_value("Written in the first tab.")
    expect(two.get_by_label("What additional help do they need?")).to_have_value("Written in the second tab.")
    expect(field(two, "Assessment date")).to_have_value(f"{walk.today():%d-%m-%Y}")


@pytest.mark.req("NOM-09", "REC-11")
def test_two_tabs_in_the_same_field_are_told_so_and_one_chooses(page: Page, draft: str) -> None:
    one, two = page, page.context.new_page()
    reason = "What is the reason for the referral"
    for tab in (one, two):
        tab.goto(f"{draft}assessment/")
        field(tab, "Assessment date").fill(f"{walk.today():%d-%m-%Y}")
        walk.choose(tab, "Risk assessment", "No")
        walk.kept(tab)
        two.reload()
    one.get_by_label(reason).fill("The first tab’s reason.")
    walk.kept(one)
    expect(one.locator("[data-kept]")).to_contain_text("Kept")
    two.get_by_label(reason).fill("The second tab’s reason.")
    expect(two.locator("[data-kept]")).to_have_text("Changed in another window too. Save this page to see both.")

    walk.save(two)

    expect(two.get_by_role("alert")).to_contain_text("Changed in another window too")
    expect(two.get_by_text("The first tab’s reason.")).to_be_visible()
    expect(two.get_by_label(reason)).to_have_value("The second tab’s reason.")
    two.get_by_label(reason).fill("Both reasons.")
    walk.save(two)
    heading(two, "Nomination assessment: criteria")
    one.reload()
    expect(one.get_by_label(reason)).to_have_value("Both reasons.")


@pytest.mark.req("REC-11", "HOME-05", "PATH-13")
def test_answers_to_a_step_outlast_a_lost_connection_a_closed_window_and_a_change_of_machine(
    browser: Browser, site: Site
) -> None:
    [(item,)] = site.rows(
        "SELECT min(i.id) FROM pathway_work_item i JOIN pathway_journey j ON j.id = i.journey_id"
        " WHERE j.process = 'closure' AND i.step = 'sign-off' AND i.done_at IS NULL"
    )
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Orla Fenwick")
        page.goto(f"/items/{item}/")
        page.get_by_label("Close the case").check()
        answer = page.get_by_label("What do you decide, and why?")
        answer.fill("Bram goes to school every day")
        walk.kept(page)
        context.set_offline(True)
        answer.fill("Bram goes to school every day, and sleeps.")
        expect(page.locator("[data-kept]")).to_contain_text("Not kept: no connection")
        context.set_offline(False)
        expect(page.locator("[data-kept]")).to_contain_text("Kept", timeout=15_000)
    with visiting(browser, site, **PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        step_in(page, "Orla Fenwick")
        page.goto(f"/items/{item}/")
        expect(page.get_by_label("Close the case")).to_be_checked()
        answer = page.get_by_label("What do you decide, and why?")
        expect(answer).to_have_value("Bram goes to school every day, and sleeps.")
        answer.fill("Bram goes to school, and sleeps well.")
        page.get_by_role("button", name="Keep it for later").click()
        expect(page.get_by_role("main")).to_contain_text("Kept. You find it here again")
        page.goto(f"/items/{item}/")
        expect(page.get_by_label("What do you decide, and why?")).to_have_value("Bram goes to school, and sleeps well.")


@pytest.mark.req("REC-11", "CASE-08")
def test_two_people_changing_key_information_see_both_versions_and_choose(page: Page, second: Page) -> None:
    step_in(page, "Ade Bankole")
    step_in(second, "Dev Mistry")
    page.goto("/cases/?q=Quillan")
    page.get_by_role("link", name="Marsh / Quillan CH99 2ND").click()
    case = page.url

    open_both(page, second, case)
    say(page, "Ade: ring first.")
    saved(page)
    say(second, "Dev: knock loudly.")
    both_shown(second, "Ade: ring first.", "Dev: knock loudly.")
    second.get_by_role("button", name="Keep theirs").or_(second.get_by_role("link", name="Keep theirs")).click()
    expect(second.locator("#key-information")).to_contain_text("Ade: ring first.")

    open_both(page, second, case)
    say(page, "Ade: ring twice.")
    saved(page)
    say(second, "Dev: knock and wait.")
    both_shown(second, "Ade: ring twice.", "Dev: knock and wait.")
    field(second, "Key information").fill("Ring twice, or knock and wait.")
    second.get_by_role("button", name="Use mine").click()
    saved(second)
    page.reload()
    expect(page.locator("#key-information")).to_contain_text("Ring twice, or knock and wait.")


def open_both(page: Page, second: Page, case: str) -> None:
    """Both open the form at the same version: one in place on the case page, one as a page of its own."""
    page.goto(case)
    page.get_by_role("link", name="Change key information").click()
    second.goto(f"{case}key-information/")
    for each in (page, second):
        expect(field(each, "Key information")).to_be_visible()


def say(page: Page, words: str) -> None:
    """Write the key information and save."""
    field(page, "Key information").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page: Page) -> None:
    """It is changed."""
    expect(page.get_by_role("status").filter(has_text="The key information is changed.")).to_be_visible()


def both_shown(page: Page, theirs: str, mine: str) -> None:
    """Nothing was overwritten: what stands there and what was written are both on the page."""
    told = page.get_by_role("alert").filter(has_text="Nothing of theirs was overwritten")
    expect(told).to_contain_text(theirs)
    expect(told).to_contain_text(mine)
    expect(field(page, "Key information")).to_have_value(mine)
