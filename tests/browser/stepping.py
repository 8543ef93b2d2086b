"""A family's way through the steps of processes in a browser: each done by whoever's it is, on the day a test sets."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from datetime import time as clock
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.walk import heading, step_in
from tests.conftest import DESKTOP, visiting
from tests.days import Day
from tests.site import Site

TEN = clock(10)
FINISH = ".al-step__form button[type=submit]:not([name])"
"""The button that finishes a step; the other one keeps it for later."""


def typed(on: date) -> str:
    """A day as it is typed into a form."""
    return f"{on:%-d-%-m-%Y}"


@dataclass(frozen=True)
class Somebody:
    """One of a family that is told to the SPOC; the first of them is its head."""

    forename: str
    born: date
    relationship: str = ""
    telephone: str = ""


class Walk:
    """One family's way. `case` is the number of its case, once it has one."""

    def __init__(self, page: Page, site: Site, day: Day, case: int = 0) -> None:
        self.page, self.site, self.day, self.case, self.who = page, site, day, case, ""

    def on(self, day: date, at: clock = TEN) -> None:
        """It is another day now; everybody signs in again."""
        self.day.becomes(day, at)
        self.who = ""

    def become(self, who: str) -> None:
        """Sign in as one of the cast."""
        if who != self.who:
            self.page.context.clear_cookies()
            step_in(self.page, who)
            self.who = who

    # --- the steps

    def begin(self, who: str, process: str) -> None:
        """Begin a process on the family's page of processes."""
        self.become(who)
        self.page.goto(f"/cases/{self.case}/processes/")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=f"Begin {process}", exact=True).click()

    @property
    def waiting(self) -> int:
        """The step that waits for the family: the latest, where there are several."""
        sql = (
            "SELECT w.id FROM pathway_work_item w JOIN pathway_journey j ON j.id = w.journey_id"
            " WHERE j.case_id = %s AND w.done_at IS NULL AND j.process NOT LIKE 'note.%%' ORDER BY w.id DESC LIMIT 1"
        )
        return int(self.site.rows(sql, [self.case])[0][0])

    def open(self, who: str, step: str = "") -> None:
        """Open the step that waits; it is the one with this heading."""
        self.become(who)
        self.page.goto(f"/items/{self.waiting}/")
        if step:
            heading(self.page, step)

    def not_by(self, *names: str) -> None:
        """Others find who does this step, or nothing where the family is not theirs; and no form."""
        for who in names:
            self.open(who)
            expect(self.page.locator("main")).to_contain_text(re.compile("This step is done by:|There is nothing here"))
            expect(self.page.locator(".al-step__form")).to_have_count(0)

    def do(self, who: str, says: Mapping[str, str], way: str = "", step: str = "") -> None:
        """Answer what the step asks, by its labels, choose the way on, and finish it."""
        self.open(who, step)
        self.answers(says)
        if way:
            self.page.get_by_role("radio", name=way).check()
        self.press()

    def press(self) -> None:
        """Finish the step that is open, and wait until it is done."""
        item = int(self.page.url.split("/items/")[1].split("/")[0])
        with self.page.expect_navigation():
            self.page.locator(FINISH).click()
        expect(self.page.locator(".govuk-error-summary")).to_have_count(0)
        done = "SELECT done_at IS NOT NULL OR agreed_by_id IS NOT NULL OR proposed_by_id IS NOT NULL"
        until = time.monotonic() + 30
        while not self.site.rows(f"{done} FROM pathway_work_item WHERE id = %s", [item])[0][0]:
            assert time.monotonic() < until, f"{self.page.url} is open and step {item} is not done"
            time.sleep(0.1)

    def refused(self, *says: str) -> None:
        """Try to finish the step that is open: it is not done, and the page says why."""
        with self.page.expect_navigation():
            self.page.locator(FINISH).click()
        expect(self.page.locator(".al-step__form")).to_have_count(1)
        for sentence in says:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def answers(self, says: Mapping[str, str]) -> None:
        """Answer by labels; "* Yes" chooses a radio button, anything else is typed."""
        for label, value in says.items():
            group = self.page.locator("fieldset", has=self.page.locator("legend", has_text=label)).last
            if value.startswith("* "):
                (group if group.count() else self.page).get_by_role("radio", name=value[2:], exact=True).check()
            else:
                self.field(label).fill(value)

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.page.get_by_label(label, exact=True)

    def line(self, title: str) -> Locator:
        """A line of the checklist that is open."""
        return self.page.locator(".al-check", has_text=title)

    # --- what is due

    def due(self, what: str, by: str) -> None:
        """The step that is open says by when it is to be done."""
        expect(self.page.locator(".al-step__facts")).to_contain_text(f"{what}: by {by}")

    def clock(self, what: str, stands: str) -> Locator:
        """A clock on the family's page of clocks that stands so: running, overdue, met, met-late."""
        self.page.goto(f"/cases/{self.case}/clocks/")
        found = self.page.locator(f".al-clock--{stands}", has_text=what)
        expect(found).to_have_count(1)
        return found

    # --- what a checklist asks for

    def file(self, *types: str) -> None:
        """Add a document of each type to the case."""
        for each in types:
            self.page.goto(f"/cases/{self.case}/documents/add/")
            self.page.get_by_label("Type of document").select_option(label=each)
            file = {"name": f"{each.lower()}.txt", "mimeType": "text/plain", "buffer": f"The {each}.".encode()}
            self.page.get_by_label("Files", exact=True).set_input_files(file)  # type: ignore[arg-type]
            expect(self.page.locator(".al-files__one")).to_contain_text("bytes")  # it has been sent
            self.page.get_by_role("button", name="Add to the case").click()
            expect(self.page.locator("main")).to_contain_text("added")

    def involve(self, agency: str) -> None:
        """Write an agency down as involved with the family."""
        self.page.goto(f"/cases/{self.case}/agencies/")
        self.page.get_by_role("link", name="Involve an agency").click()
        self.page.get_by_role("link", name=agency).click()
        self.page.get_by_role("button", name="Involve them").click()
        expect(self.page.locator("main")).to_contain_text(f"{agency} is involved.")

    # --- at both ends: a family that is new, and one that is given to a worker

    def arrives(self, surname: str, *family: Somebody) -> None:
        """Social care telephones about a family that early help does not know: the SPOC opens its case."""
        self.become("Nell Finch")
        page = self.page
        page.goto("/contacts/add/")
        page.locator("#id_name").fill("R. Ames")
        page.locator("#id_organisation").fill("Children’s social care")
        for number, each in enumerate(family):
            if number == 2:
                page.locator("summary", has_text="More of the family").click()
            for name, value in (("forename", each.forename), ("surname", surname), ("born_on", typed(each.born)),
                                ("telephone", each.telephone)):  # fmt: skip
                page.locator(f"#id_p{number}_{name}").fill(value)
            if each.relationship:
                page.locator(f"#id_p{number}_relationship").select_option(label=each.relationship)
        page.locator("#id_p0_address").fill("9 Sluice Row")
        page.locator("#id_p0_postcode").fill("CH99 3RT")
        page.locator("[name='area']").select_option(label="Riverside")
        page.get_by_label("What are they worried about?").fill("Mornings go well now; they would like somebody near.")
        page.wait_for_load_state("networkidle")
        self._press("Record the contact")
        if page.locator("[name='sure']").count():  # somebody of a like name is known
            page.locator("[name='sure']").check()
            self._press("Record the contact")
        self._next("Open a case for the family")
        self._press("Record the outcome")
        self._next("A task in the public interest")
        for choice in page.locator("[name^='who_'][value='new']").all():
            choice.check()
        page.get_by_label("Without consent: why is it necessary and fair?").fill("Social care asks early help in.")
        self._press("Open the case")
        self._next("By telephone")
        self._press("Tell them")
        expect(page.locator("main")).to_contain_text("Nothing more is to be done with this contact.")
        [(self.case,)] = self.site.rows("SELECT max(case_id) FROM pathway_contact WHERE case_id IS NOT NULL")

    def _next(self, choose: str) -> None:
        self.page.get_by_role("link", name=re.compile("^Do this")).click()
        self.page.get_by_label(choose).check()

    def _press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()

    def allocate(self, to: str, by: str = "") -> None:
        """The SPOC sends the family to the COG tray, whose manager gives it to a worker; due `by` then, if anything."""
        due = "Allocate a family received from social care"
        self.open("Nell Finch", "Send the family to the COG tray")
        if by:
            self.due(due, by)
        self.press()
        self.open("Tamsin Okoro", "Allocate the family to a worker")
        if by:
            self.due(due, by)
        self.page.get_by_role("button", name="Do this step").click()
        self.page.get_by_role("radio", name=re.compile(f"^{to}")).check()
        self.page.get_by_label("Why them", exact=True).fill("She knows the street.")
        self._press("Allocate the family")
        expect(self.page).to_have_url(re.compile(f"/cases/{self.case}/team/$"))
        expect(self.page.locator("main")).to_contain_text(to)

    def ended(self, process: str) -> str:
        """By which way a process ended for the family."""
        sql = "SELECT ended_by_way FROM pathway_journey WHERE case_id = %s AND process = %s ORDER BY id DESC LIMIT 1"
        return str(self.site.rows(sql, [self.case, process])[0][0])


@contextmanager
def walking(
    browser: Browser, site: Site, day: Day, how: Mapping[str, Any] = DESKTOP, case: int = 0
) -> Iterator[Walk]:  # fmt: skip
    """A family's way in a window of its own."""
    with visiting(browser, site, **how) as context:
        yield Walk(context.new_page(), site, day, case)


def not_applicable(page: Page) -> None:
    """Say of everything that is missing and may be so that it is not applicable."""
    for line in page.locator(".al-check--missing").all():
        line.get_by_role("checkbox").check()
        line.get_by_label("Why is it not applicable?").fill("There is none for this family.")
