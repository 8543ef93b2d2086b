"""Work on days that a test sets: everybody in a window of their own, each due date read off the page."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.walk import step_in
from tests.conftest import DESKTOP, PHONE, visiting
from tests.days import Day
from tests.site import Site

KINDS: Mapping[str, Mapping[str, Any]] = {
    "desktop": DESKTOP, "phone": PHONE, "plain": {"java_script_enabled": False, **DESKTOP},
}  # fmt: skip


@dataclass
class Office:
    """Everybody at work at one site, which lives on the day that a test sets. `kind` is how they all look at it."""

    browser: Browser
    site: Site
    day: Day
    kind: str
    _open: ExitStack
    _windows: dict[str, tuple[Page, date]] = field(default_factory=dict)

    def on(self, day: date, at: time = time(10)) -> None:
        """It is this day, and this time of day."""
        self.day.becomes(day, at)

    def who(self, name: str) -> Page:
        """The window of somebody, who signs in again on another day."""
        page, since = self._windows.get(name, (None, None))
        if page is None:
            page = self._open.enter_context(visiting(self.browser, self.site, **KINDS[self.kind])).new_page()
        if since != self.day.today:
            page.context.clear_cookies()
            step_in(page, name)
        self._windows[name] = (page, self.day.today)
        return page

    def one(self, sql: str, *values: Any) -> Any:
        """One value, asked of the database as its owner."""
        return self.site.rows(sql, values)[0][0]

    def step(self, name: str, case: int, process: str = "%") -> Page:
        """Somebody opens the step that waits for a family."""
        sql = (
            "SELECT max(w.id) FROM pathway_work_item w JOIN pathway_journey j ON j.id = w.journey_id"
            " WHERE j.case_id = %s AND w.done_at IS NULL AND j.process LIKE %s"
        )
        page = self.who(name)
        page.goto(f"/items/{self.one(sql, case, process)}/")
        return page


@contextmanager
def at_work(browser: Browser, site: Site, day: Day, kind: str = "desktop") -> Iterator[Office]:
    """An office for as long as the block lasts; it fails where a browser complained of anything."""
    with ExitStack() as stack:
        yield Office(browser, site, day, kind, stack)


def press(page: Page, words: str) -> None:
    """Press a button; nothing is wrong with what was typed."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).first.click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def finish(page: Page) -> Locator:
    """The button that finishes a step."""
    return page.locator(".al-step__form button[type=submit]:not(.govuk-button--secondary)").last


def done(page: Page, way: str = "", **answers: str) -> None:
    """Answer what a step asks, by the names of its questions, choose the way on and finish it."""
    if way:
        page.get_by_role("radio", name=way, exact=True).check()
    for name, value in answers.items():
        asked = page.locator(f".al-step__form [name$='-{name.replace('_', '-')}']").locator("visible=true").first
        if asked.get_attribute("type") == "radio":
            group = page.locator(f".al-step__form [name='{asked.get_attribute('name')}'][value='{value}']")
            group.check()
        elif asked.evaluate("part => part.tagName") == "SELECT":
            asked.select_option(label=value)
        else:
            asked.fill(value)
    with page.expect_navigation():
        finish(page).click()
    expect(page.locator(".govuk-error-summary, .govuk-inset-text[role=alert]")).to_have_count(0)


def choose(field: Locator, words: str) -> None:
    """Choose the first of a list that begins so."""
    option = field.locator("option", has_text=re.compile(f"^{words}")).first
    field.select_option(value=option.get_attribute("value"))


def clock(page: Page, case: int, title: str) -> Locator:
    """The line of a clock among all those of a case; of several, the one that runs."""
    page.goto(f"/cases/{case}/clocks/")
    return page.locator(".al-clock", has=page.locator("h3 a", has_text=re.compile(f"^{re.escape(title)}$"))).first


def requested(page: Page, contact: int, timescale: str) -> Locator:
    """The line of a clock among those of the requests that are no case yet."""
    page.goto(f"/clocks/?whose=requests&ahead=30&timescale={timescale}")
    return page.locator(".al-clock", has_text=re.compile(rf"Contact {contact}\b"))


def due(line: Locator, *words: str) -> None:
    """When something is due, as its line says it."""
    for each in words:
        expect(line.locator(".al-clock__when")).to_contain_text(each)


def stands(line: Locator, state: str) -> None:
    """How a clock stands: "met", "met late", "overdue", "running", "not needed"."""
    expect(line).to_have_class(re.compile(rf"al-clock--{state.replace(' ', '-')}(\s|$)"))
