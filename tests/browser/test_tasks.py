"""Tasks in a real browser: asked, accepted, answered and completed, on a desktop, on a phone, without JavaScript."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.test_case import marsh
from tests.browser.walk import heading, step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser]


def day(days: int) -> str:
    return f"{walk.today() + timedelta(days=days):%d-%m-%Y}"


def ask(page: Page, case: int, whom: str, title: str, **told: str) -> None:
    """Ask somebody who has the case for something, from its pages."""
    page.goto(f"/cases/{case}/tasks/")
    page.get_by_role("link", name="Add a task").click()
    page.get_by_role("main").get_by_role("link", name=whom).first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("What do you ask for?").fill(told.get("words", "Please tell me."))
    page.get_by_label("By", exact=True).fill(told.get("by", day(6)))
    if "receipt" in told:
        page.get_by_label("Ask for a receipt").check()
    page.get_by_role("button", name="Send the task").click()


def number_of(page: Page) -> str:
    """The address of the task that is open."""
    expect(page).to_have_url(re.compile(r"/tasks/\d+/$"))
    found = re.search(r"/tasks/\d+/$", page.url)
    assert found
    return found[0]


@pytest.mark.req("TASK-01", "TASK-02", "TASK-03", "TASK-04")
def test_a_task_with_a_receipt_from_asking_to_its_note(page: Page, second: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{case}/")
    walk.add(page, "Task")
    heading(page, "Who is the task for?")
    page.get_by_label("Find another colleague").press_sequentially("carys", delay=30)
    page.locator("#colleagues").get_by_role("link", name="Carys Penhale").click()
    page.get_by_label("Title").fill("Dates of the next course")
    page.get_by_label("What do you ask for?").fill("When does it begin?")
    page.get_by_label("Or within").select_option(label="12 hours")
    page.get_by_label("Ask for a receipt").check()
    page.get_by_role("button", name="Send the task").click()
    expect(page.get_by_role("alert")).to_contain_text("Read this, then tick it")
    page.get_by_label("Less than 24 hours are left.").check()
    page.get_by_role("button", name="Send the task").click()
    expect(page.get_by_role("main")).to_contain_text("The task is sent to Carys Penhale.")
    task = number_of(page)

    step_in(second, "Carys Penhale")
    second.goto("/tasks/")
    second.get_by_role("link", name="Dates of the next course").click()
    expect(second.get_by_role("main")).not_to_contain_text("When does it begin?")
    second.get_by_role("button", name="Accept the task").click()
    expect(second.get_by_role("main")).to_contain_text("When does it begin?")
    second.get_by_role("button", name="Complete the task").click()
    expect(second.get_by_label("What was done?")).to_be_focused()
    second.get_by_label("What was done?").fill("It begins on the ninth.")
    second.get_by_label("Write this on the log of the case too").check()
    second.locator("#turn").get_by_role("button", name="Complete the task").click()
    expect(second.get_by_role("main")).to_contain_text("The task is completed.")

    page.goto(task)
    expect(page.get_by_role("main")).to_contain_text("Accepted by Carys Penhale")
    page.get_by_role("link", name="Read it on the log").click()
    expect(page.get_by_role("main")).to_contain_text("It begins on the ninth.")


@pytest.mark.req("TASK-01", "TASK-02", "TASK-04", "TASK-05")
def test_without_scripts_a_team_takes_a_task_asks_for_time_and_completes_it(plain: Page, site: Site) -> None:
    case = marsh(site)
    step_in(plain, "Ade Bankole")
    ask(plain, case, "Strengthening Families Team", "Agencies around them")
    task = number_of(plain)
    step_in(plain, "Carys Penhale")
    plain.goto("/tasks/?list=team")
    plain.get_by_label("Choose Agencies around them").check()
    plain.get_by_role("button", name="Take", exact=True).click()
    expect(plain.get_by_role("main")).to_contain_text("1 task is taken.")
    plain.goto(task)
    plain.get_by_role("button", name="Ask for more time").click()
    plain.get_by_label("Until when?").fill(day(20))
    plain.get_by_label("Why?").fill("The panel meets on Monday.")
    plain.locator("#turn").get_by_role("button", name="Ask for more time").click()
    step_in(plain, "Ade Bankole")
    plain.goto(task)
    plain.get_by_role("button", name="Answer the request for more time").click()
    expect(plain.get_by_role("main")).to_contain_text("The panel meets on Monday.")
    plain.get_by_label("Yes, the task is due on the day below").check()
    plain.get_by_role("button", name="Send the answer").click()
    expect(plain.get_by_role("main")).to_contain_text("in 20 days")
    step_in(plain, "Carys Penhale")
    plain.goto("/tasks/")
    plain.get_by_label("Choose Agencies around them").check()
    plain.get_by_role("button", name="Complete without a note").click()
    plain.goto(f"/cases/{case}/tasks/?show=completed")
    expect(plain.get_by_role("main")).to_contain_text("Agencies around them")


@pytest.mark.req("TASK-02", "TASK-04", "PLAT-02")
def test_on_a_phone_a_task_is_found_asked_about_and_handed_on(phone: Page, site: Site, axe: CheckAccess) -> None:
    case = marsh(site)
    step_in(phone, "Ade Bankole")
    ask(phone, case, "Dev Mistry", "Weight at the last visit")
    task = number_of(phone)
    step_in(phone, "Dev Mistry")
    for address in ("/tasks/", "/tasks/?list=sent", task, f"{task}more-detail/", f"{task}hand-on/", "/settings/away/",
                    f"/cases/{case}/tasks/add/"):  # fmt: skip
        phone.goto(address)
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    phone.goto(task)
    phone.get_by_role("button", name="Ask for more detail").click()
    phone.get_by_label("What do you need to know?").fill("Which visit?")
    phone.locator("#turn").get_by_role("button", name="Ask", exact=True).click()
    expect(phone.get_by_role("main")).to_contain_text("Your question is sent.")
    phone.get_by_role("button", name="Hand it on").click()
    phone.get_by_role("main").get_by_role("link", name="Ade Bankole").first.click()
    phone.get_by_label("Message").fill("You were there.")
    phone.get_by_role("button", name="Hand it on").click()
    expect(phone.get_by_role("main")).to_contain_text("The task is handed to Ade Bankole.")


@pytest.mark.req("TASK-02")
def test_several_tasks_are_completed_by_keyboard_alone(page: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    for title in ("First of two", "Second of two"):
        ask(page, case, "Ade Bankole", title)
    page.goto("/tasks/?sort=newest")
    for title in ("Second of two", "First of two"):
        page.get_by_label(f"Choose {title}").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Complete without a note").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("2 tasks are completed.")
    expect(page.get_by_role("main")).not_to_contain_text("First of two")


@pytest.mark.req("TASK-04")
def test_two_answer_one_task_at_once_and_neither_loses_a_word(page: Page, second: Page, site: Site) -> None:
    case = marsh(site)
    step_in(page, "Ade Bankole")
    ask(page, case, "Dev Mistry", "Which clinic they go to")
    task = number_of(page)
    step_in(second, "Dev Mistry")
    second.goto(f"{task}complete/")
    second.get_by_label("What was done?").fill("The one at the harbour.")
    page.goto(f"{task}complete/")
    page.get_by_label("What was done?").fill("I found it myself.")
    page.get_by_role("button", name="Complete the task").click()
    expect(page.get_by_role("main")).to_contain_text("The task is completed.")

    second.get_by_role("button", name="Complete the task").click()
    expect(second.get_by_role("alert")).to_contain_text("Somebody has done something with this task")
    expect(second.get_by_role("alert")).to_contain_text("I found it myself.")
    expect(second.get_by_label("What was done?")).to_have_value("The one at the harbour.")
    page.goto(f"{task}reopen/")
    page.get_by_label("What is still to be done?").fill("Please say it too.")
    page.get_by_role("button", name="Reopen the task").click()
    second.goto(f"{task}complete/")
    second.get_by_label("What was done?").fill("The one at the harbour.")
    second.get_by_role("button", name="Complete the task").dblclick()
    expect(second.get_by_role("main")).to_contain_text("The task is completed.")
    turns = "SELECT count(*) FROM casework_task_turn WHERE what = 'completed' AND task_id = %s"
    assert site.rows(turns, [int(task.split("/")[2])]) == [(2,)]


@pytest.mark.req("SIGN-08")
def test_who_is_away_is_told_of_before_anything_is_sent(plain: Page, site: Site) -> None:
    case = marsh(site)
    step_in(plain, "Ade Bankole")
    plain.goto(f"/cases/{case}/tasks/add/")
    plain.get_by_label("Find another colleague").fill("hollis")
    plain.locator("main").get_by_role("button", name="Search").click()
    expect(plain.locator("#colleagues")).to_contain_text("away until")
    plain.locator("#colleagues").get_by_role("link", name="Hollis Reed").click()
    expect(plain.get_by_role("main")).to_contain_text("I am on leave. Ade knows my families")
    plain.get_by_role("link", name="Send it to Ade Bankole instead").click()
    heading(plain, "Ask Ade Bankole for something")
