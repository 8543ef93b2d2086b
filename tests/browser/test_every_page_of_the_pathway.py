"""Every kind of page of the pathway, looked at as test_every_page does."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import OF_THE_PATHWAY, Look
from tests.browser.walk import step_in
from tests.conftest import DESKTOP, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PLAT-02")]


def test_the_front_door(browser: Browser, site: Site, look: Look) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        for address in ("/request/brackenshore/", "/request/thornhaven/", "/reference/"):
            look.at(page, address)
        page.get_by_role("button", name="Follow the request").click()
        look.here(page)
        page.goto("/request/thornhaven/")
        page.get_by_role("button", name="Send the request").click()
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        look.here(page)
    steps = site.rows(
        "SELECT DISTINCT ON (i.step) j.contact_id, i.id, t.name FROM pathway_work_item i"
        " JOIN pathway_journey j ON j.id = i.journey_id JOIN accounts_team t ON t.id = i.team_id"
        " JOIN accounts_partnership p ON p.id = i.partnership_id WHERE p.slug = 'brackenshore'"
        " AND j.process = 'front-door' AND i.done_at IS NULL ORDER BY i.step, i.id"
    )
    assert len(steps) >= 2
    for who in ("Quentin Amos", "Nadir Osei"):
        with visiting(browser, site, **DESKTOP) as context:
            page = context.new_page()
            step_in(page, who)
            for address in (
                "/contacts/", "/contacts/?state=done", "/contacts/?by=DART&state=done", "/contacts/?page=90",
                "/contacts/add/", "/contacts/paste/", "/screening/",
            ):  # fmt: skip
                look.at(page, address)
            for contact, item, team in steps:
                if (team == "Duty and Screening") != (who == "Quentin Amos"):
                    continue
                at = f"/contacts/{contact}/"
                for address in (at, f"{at}change/", f"{at}steps/{item}/"):
                    look.at(page, address)
                page.get_by_role("button", name=re.compile("^(Record|Confirm|Open|Tell)")).click()
                look.here(page, titled=False)


def test_every_page_of_the_pathway_was_looked_at(look: Look) -> None:
    """Stands last: a page of the pathway that is added to Alongside is added here."""
    assert OF_THE_PATHWAY - look.visited == set()
