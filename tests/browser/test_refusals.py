"""What cannot be right is said beside its field, with what was typed still in it; put right, it is taken."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import walk
from tests.browser.walk import UNBORN, Told, add, choose, field, heading, save, step_in, today

pytestmark = pytest.mark.browser


class Wrong(NamedTuple):
    """An answer that cannot be right, what is said beside it, and one that can."""

    label: str
    wrong: str
    said: str
    right: str


FAULTS = (
    Wrong("NHS number", "999 000 0019", "This NHS number has a wrong digit", "999 000 0018"),
    Wrong("Date of birth", "31-02-2016", "February", "28-02-1996"),
    Wrong("Last name", "Wolfe" * 1000, "5,000 characters; 100 fit", "Wolfe"),
    Wrong("First name", "", "Enter first name", "Ottilie"),
    Wrong("National Insurance", "BG 12 34 56 A", "No National Insurance number begins with BG", "QQ 12 34 56 A"),
)


def said_beside(page: Page, wrong: Locator, sentence: str) -> None:
    """The summary has the cursor and leads to the field; the field says the same, and so does the title."""
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(wrong).to_have_accessible_description(re.compile(re.escape(sentence)))
    link = summary.get_by_role("link", name=re.compile(re.escape(sentence)))
    expect(link).to_have_count(1)
    link.click()
    expect(wrong).to_be_focused()


@pytest.mark.req("NOM-05", "PEOP-02", "PEOP-03")
def test_each_fault_is_said_beside_its_field_and_taken_once_put_right(page: Page, surname: str) -> None:
    step_in(page, "Ade Bankole")
    draft = walk.start_nomination(page)
    page.goto(f"{draft}family/")
    walk.answer_head(page, surname)
    page.get_by_role("link", name=re.compile("^Change")).click()
    at = page.url
    for fault in FAULTS:
        field(page, fault.label).fill(fault.wrong)
        save(page)
        said_beside(page, field(page, fault.label), fault.said)
        expect(field(page, fault.label)).to_have_value(fault.wrong)

        field(page, fault.label).fill(fault.right)
        save(page)
        expect(page.get_by_role("main").get_by_text("Complete")).to_have_count(1)
        page.goto(at)
        expect(field(page, fault.label)).to_have_value(fault.right)
    an_unborn_child_is_expected_in_the_past(page, surname)


def an_unborn_child_is_expected_in_the_past(page: Page, surname: str) -> None:
    """A second member of the family, whose expected date is refused and put right."""
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Family members").click()
    told = Told(UNBORN, surname, "Unborn child", "Not known", "Not known", "")
    walk.new_member(page, told)
    walk.profile(page, told)
    choose(page, "Is the home address the same", "Yes")
    field(page, "Age").select_option("Unborn")
    expected = field(page, "Expected date of delivery")
    expected.fill(f"{today() - timedelta(3):%d-%m-%Y}")
    save(page)
    said_beside(page, expected, "This date is past.")
    expect(expected).to_have_value(f"{today() - timedelta(3):%d-%m-%Y}")

    expected.fill(f"{today() + timedelta(3):%d-%m-%Y}")
    save(page)
    expect(page.get_by_role("main").get_by_text("Complete")).to_have_count(2)


@pytest.mark.req("NOM-05")
def test_without_a_head_nothing_is_submitted_and_the_summary_leads_to_where_one_is_added(
    page: Page, surname: str
) -> None:
    step_in(page, "Ade Bankole")
    draft = walk.start_nomination(page)
    walk.answer_area(page)
    walk.answer_details(page)
    for step, answer in (("assessment", walk.answer_assessment), ("consent", walk.answer_consent)):
        page.goto(f"{draft}{step}/")
        answer(page)
    page.goto(f"{draft}check/")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    summary.get_by_role("link", name="Add family head and main contact").click()
    heading(page, "Family members")
    expect(page.get_by_role("alert")).to_contain_text("Add family head and main contact")

    walk.answer_head(page, surname)
    page.goto(f"{draft}check/")
    walk.submit(page)
    heading(page, f"{surname} CH99 2AB")


@pytest.mark.req("REC-01")
def test_a_log_without_words_or_with_no_such_time_is_refused_and_keeps_the_rest(page: Page, surname: str) -> None:
    step_in(page, "Ade Bankole")
    page.goto("/cases/?q=Oyelaran")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Oyelaran")).first.click()
    add(page, "Note")
    page.get_by_label("Where", exact=True).fill(f"At the {surname} hall")
    page.get_by_label("Time", exact=True).fill("25:61")
    page.get_by_role("button", name="Save the note").click()
    heading(page, "A note you have begun")
    said_beside(page, page.get_by_label("What", exact=True), "Say what happened.")
    expect(page.get_by_label("Time", exact=True)).to_have_value("25:61")
    expect(page.get_by_label("Time", exact=True)).to_have_accessible_description(re.compile("Write the time as hours"))
    expect(page.get_by_label("Where", exact=True)).to_have_value(f"At the {surname} hall")

    page.get_by_label("Time", exact=True).fill("0.05")
    page.get_by_label("What", exact=True).fill("A long talk.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_role("main")).to_contain_text("The note is saved.")
    expect(page.get_by_role("main")).to_contain_text(f"00:05, At the {surname} hall")
