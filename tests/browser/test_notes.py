"""Notes in a real browser: a visit on a phone, without JavaScript, over closing the browser, two people at once."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from alongside.web.bench.visitor import hidden_fields
from tests.browser.test_at_once import ade, together
from tests.browser.walk import heading, step_in
from tests.conftest import DESKTOP, CheckAccess, visiting
from tests.site import Site

pytestmark = pytest.mark.browser
HEADINGS = ("Purpose of the visit", "Who was there", "Details of the visit", "Actions", "Analysis",
            "Views of the child or young person")  # fmt: skip


@pytest.fixture(scope="module")
def case(site: Site) -> str:
    """The path of the Marsh family's case, which Ade owns and Dev has."""
    [(number,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh / Quillan%%'")
    return f"/cases/{number}/"


@pytest.fixture
def elsewhere(browser: Browser, site: Site) -> Iterator[Page]:
    """Ade at another machine."""
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        yield page


def what(page: Page) -> Locator:
    return page.get_by_label("What", exact=True)


def kept(page: Page) -> None:
    expect(page.locator("[data-kept]")).to_have_text(re.compile(r"^Kept \d\d:\d\d$"))
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "kept")


def choose_type(page: Page, title: str) -> None:
    page.get_by_label("Type of note").select_option(title)
    page.get_by_role("button", name="Use this type").click()
    expect(page.get_by_label(HEADINGS[0] if title == "Visit" else "What we did", exact=True)).to_be_visible()


def say(page: Page, child: str, question: str, answer: str) -> None:
    asked = page.get_by_role("group", name=re.compile(child)).get_by_role("group", name=question)
    asked.get_by_label(answer, exact=True).check()


@pytest.mark.req("REC-05", "REC-09", "REC-10", "PLAT-02")
def test_a_visit_is_written_on_a_phone(phone: Page, case: str, axe: CheckAccess, site: Site) -> None:
    step_in(phone, "Ade Bankole")
    phone.goto(f"{case}log/add/")
    choose_type(phone, "Visit")
    phone.get_by_label("Marnie Marsh", exact=True).check()
    say(phone, "Jessa Quillan", "Seen?", "Yes")
    say(phone, "Jessa Quillan", "Seen alone?", "Yes")
    say(phone, "Jessa Quillan", "Spoken to?", "Yes")
    phone.get_by_role("group", name=re.compile("Jessa")).get_by_label("In their own words").fill("I did the stars.")
    say(phone, "Wren Marsh", "Seen?", "No")
    for title in HEADINGS[:-1]:
        phone.get_by_label(title, exact=True).fill(f"About: {title}.")
    kept(phone)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

    phone.get_by_role("button", name="Save the note").first.tap()
    summary = phone.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Write something under Views of the child or young person.")
    expect(summary).to_contain_text("Wren Marsh: Say why they were not seen.")
    expect(phone.get_by_label(HEADINGS[0], exact=True)).to_have_value("About: Purpose of the visit.")
    phone.get_by_label(HEADINGS[-1], exact=True).fill("Jessa wants an evening of her own.")
    phone.get_by_role("group", name=re.compile("Wren")).get_by_label("Why were they not seen?").fill("At her nan's.")
    phone.get_by_role("button", name="Save the note").first.tap()

    expect(phone.get_by_role("main")).to_contain_text("The note is saved.")
    entry = phone.locator(f"#{phone.url.split('#')[1]}")
    expect(entry).to_contain_text("Seen alone, spoken to")
    expect(entry).to_contain_text("Not seen: At her nan's.")
    expect(entry.get_by_text("Show all of it")).to_be_visible()
    phone.goto(case)
    expect(phone.get_by_role("row", name=re.compile("Jessa Quillan today"))).to_be_visible()


@pytest.mark.req("REC-12", "SIGN-05")
def test_a_note_survives_closing_the_browser_and_is_found_on_another_machine(
    browser: Browser, site: Site, case: str, elsewhere: Page
) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        page.goto(f"{case}log/add/")
        what(page).fill("Half a sentence about the")
        kept(page)
        expect(page).to_have_url(re.compile("/log/drafts/"))
        page.reload()
        expect(what(page)).to_have_value("Half a sentence about the")
        draft = page.url
        page.goto(f"{case}log/")
        page.go_back()
        expect(what(page)).to_have_value("Half a sentence about the")

    for place in ("/workload/", f"{case}log/"):
        elsewhere.goto(place)
        expect(elsewhere.locator(f"a[href*='{draft.rsplit('/', 2)[1]}']").first).to_be_visible()
    elsewhere.goto(draft)
    what(elsewhere).press("End")
    what(elsewhere).press_sequentially(" dentist.")
    kept(elsewhere)
    elsewhere.get_by_role("button", name="Save the note").first.click()
    expect(elsewhere.get_by_role("main")).to_contain_text("Half a sentence about the dentist.")
    elsewhere.goto(draft)
    expect(elsewhere).to_have_url(re.compile(r"/log/\d+/$"))


@pytest.mark.req("REC-11")
def test_two_windows_of_one_note_overwrite_nothing_silently(page: Page, elsewhere: Page, case: str) -> None:
    step_in(page, "Ade Bankole")
    page.goto(f"{case}log/add/")
    what(page).fill("First.")
    kept(page)
    elsewhere.goto(page.url)
    what(elsewhere).fill("First, and from the other machine.")
    kept(elsewhere)

    what(page).fill("First, and from this one.")
    expect(page.locator("[data-kept]")).to_contain_text("Changed in another window too")
    page.get_by_role("button", name="Save the note").first.click()
    both = page.get_by_role("alert").filter(has_text="What stands there now")
    expect(both).to_contain_text("First, and from the other machine.")
    expect(both).to_contain_text("First, and from this one.")
    page.get_by_role("button", name="Save the note").first.click()
    expect(page.get_by_role("main")).to_contain_text("First, and from this one.")


@pytest.mark.req("REC-05", "REC-01", "PLAT-02")
def test_without_scripts_a_note_is_begun_finished_restricted_and_corrected(
    plain: Page, second: Page, case: str, site: Site
) -> None:
    words = f"Between us {uuid4().hex[:8]}."
    step_in(plain, "Ade Bankole")
    plain.goto(f"{case}log/add/")
    what(plain).fill(words)
    plain.get_by_role("button", name="Keep and finish later").click()
    expect(plain.get_by_role("main")).to_contain_text(re.compile(r"Kept at \d\d:\d\d"))
    plain.get_by_role("link", name=re.compile("^Go on")).first.click()
    heading(plain, "A note you have begun")
    expect(what(plain)).to_have_value(words)
    plain.get_by_label("Only some of those with the case").check()
    plain.get_by_role("button", name="Save the note").first.click()
    expect(plain.locator(".govuk-error-summary")).to_contain_text("Choose who may read it besides you.")
    plain.get_by_label("Strengthening Families Team").check()
    plain.get_by_role("button", name="Save the note").first.click()
    entry = plain.locator(f"#{plain.url.split('#')[1]}")
    expect(entry).to_contain_text(words)
    expect(entry).to_contain_text("Restricted")

    entry.get_by_role("link", name=re.compile("^Correct")).click()
    plain.get_by_label("What is right").fill("Only between some of us.")
    plain.get_by_role("button", name="Add the correction").click()
    expect(plain.get_by_role("main")).to_contain_text(words)
    expect(plain.get_by_role("main")).to_contain_text("Only between some of us.")

    step_in(second, "Dev Mistry")
    for place in ("", "log/", "chronology/", "history/"):
        second.goto(case + place)
        expect(second.get_by_role("main")).not_to_contain_text(words)
        expect(second.get_by_role("main")).not_to_contain_text("Only between some of us.")


@pytest.mark.req("REC-11")
def test_two_people_who_correct_one_note_at_once_see_both_and_choose(
    page: Page, second: Page, case: str, site: Site
) -> None:
    [(number,)] = site.rows(
        "SELECT l.id FROM casework_log l JOIN accounts_user u ON u.id = l.author_id"
        " WHERE u.name = 'Dev Mistry' AND l.\"where\" LIKE 'Riverside clinic%%' AND l.hidden_at IS NULL"
        " AND l.version = 1 ORDER BY l.id LIMIT 1"
    )
    at = f"{case}log/{number}/correct/"
    for window, who in ((page, "Ade Bankole"), (second, "Dev Mistry")):
        step_in(window, who)
        window.goto(at)
    second.get_by_label("What is right").fill("It was the Moorside clinic.")
    second.get_by_role("button", name="Add the correction").click()
    heading(second, "Marsh / Quillan CH99 2ND")
    page.get_by_label("What is right").fill("It was the harbour clinic.")
    page.get_by_role("button", name="Add the correction").click()

    both = page.get_by_role("alert").filter(has_text="Somebody corrected this note while you had it open")
    expect(both).to_contain_text("It was the Moorside clinic.")
    expect(page.get_by_label("What is right")).to_have_value("It was the harbour clinic.")
    page.get_by_role("button", name="Add mine too").click()
    expect(page.locator(".al-correction")).to_have_count(2)


@pytest.mark.req("REC-12")
def test_a_note_completed_twice_at_once_is_written_once(page: Page, case: str, site: Site) -> None:
    step_in(page, "Ade Bankole")
    page.goto(f"{case}log/add/")
    words = f"Completed twice at once {uuid4()}."
    what(page).fill(words)
    kept(page)
    address = re.sub("^https?://[^/]+", "", page.url)
    here, there = ade(site), ade(site)
    forms = [hidden_fields(visitor.get(address).body) for visitor in (here, there)]
    told = {"day": "16-11-2026", "time": "10:00", "where": "", "who": "", "what": words}
    answers = together(
        lambda: here.post(address, {**forms[0], **told}), lambda: there.post(address, {**forms[1], **told})
    )
    assert {answer.status for answer in answers} == {302}
    assert answers[0].location == answers[1].location
    assert site.rows("SELECT count(*) FROM casework_log WHERE what = %s", [words]) == [(1,)]


@pytest.mark.req("REC-12")
def test_a_lost_connection_and_a_second_press_write_once(page: Page, case: str, site: Site) -> None:
    step_in(page, "Ade Bankole")
    page.goto(f"{case}log/add/")
    words = f"Written in a tunnel {uuid4()}."
    page.context.set_offline(True)
    what(page).fill(words)
    expect(page.locator("[data-kept]")).to_contain_text("Not kept: no connection")
    page.context.set_offline(False)
    kept(page)
    page.get_by_role("button", name="Save the note").first.dblclick()
    expect(page.get_by_role("main")).to_contain_text(words)
    assert site.rows("SELECT count(*) FROM casework_log WHERE what = %s", [words]) == [(1,)]


@pytest.mark.req("REC-02", "REC-03", "REC-08")
def test_an_action_is_added_completed_and_marked_in_the_chronology(page: Page, case: str) -> None:
    name = f"Ring the library {uuid4().hex[:6]}"
    step_in(page, "Ade Bankole")
    page.goto(f"{case}actions/")
    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("What is to be done").fill(name)
    page.get_by_label("Type", exact=True).select_option("Telephone call")
    page.get_by_label("Marnie Marsh", exact=True).check()
    page.get_by_role("button", name="Save the action").click()
    page.get_by_role("link", name=name).click()
    page.get_by_label("Completed", exact=True).fill(page.get_by_label("Created", exact=True).input_value())
    page.get_by_role("button", name="Save the action").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say what came of it.")
    page.get_by_label("Outcome").fill("Tuesdays at ten.")
    page.get_by_role("button", name="Save the action").click()
    expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("Tuesdays at ten.")

    page.goto(f"{case}chronology/?kind=action")
    page.get_by_role("row").filter(has_text=name).get_by_role("link", name=re.compile("^Mark")).click()
    page.get_by_label("Why does it matter?").fill("The first thing they did by themselves.")
    page.get_by_role("button", name="Mark as significant").click()
    expect(page).to_have_url(re.compile("/chronology/#action-"))
    page.goto(f"{case}chronology/?kind=action&only=significant")
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("The first thing they did by themselves.")
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name=re.compile("^Chronology"))).to_be_visible()
    expect(row.get_by_role("link", name=re.compile("mark"))).to_be_hidden()
