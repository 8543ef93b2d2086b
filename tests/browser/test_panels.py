"""Panels, allocation and teams in a browser: every page looked at, and a family that waits rung without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import OF_PANELS, Look
from tests.browser.walk import heading, step_in
from tests.conftest import DESKTOP, PHONE, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser]


@pytest.mark.req("PLAT-02")
def test_every_page_of_panels_and_allocation(browser: Browser, site: Site, look: Look) -> None:
    [(open_one, held, team)] = site.rows(
        "SELECT min(m.id) FILTER (WHERE m.ended_at IS NULL), min(m.id) FILTER (WHERE m.ended_at IS NOT NULL), m.team_id"
        " FROM pathway_panel_meeting m WHERE m.panel = 'maam' GROUP BY m.team_id"
    )
    [(waits,)] = site.rows(
        "SELECT min(id) FROM pathway_work_item WHERE step = 'waiting' AND tray = 'pre-allocation' AND done_at IS NULL"
    )
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Petra Lindqvist")
        at, maam = f"/panel-meetings/{open_one}/", f"/panels/maam/{team}/"
        for address in (
            "/panels/", maam, f"{maam}?page=9", f"{maam}add/", at, f"{at}change/", f"{at}room/people/",
            f"{at}room/notes/", f"{at}room/end/", f"/panel-meetings/{held}/", "/caseloads/", "/waiting/",
        ):  # fmt: skip
            look.at(page, address)
        page.goto(f"{at}room/end/")
        page.get_by_role("button", name="The minutes are done").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Say who was there.")
        look.here(page)
        page.get_by_role("navigation", name="Agenda").get_by_role("link").nth(1).click()
        look.here(page)
        page.get_by_label("Carry it over to the next meeting").check()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Say why it is carried over.")
        look.here(page)
        for address in (f"{at}projected/", f"/panel-meetings/{held}/projected/"):
            page.goto(address)
            look.here(page, titled=False)
        page.get_by_role("link", name="First family").click()
        look.here(page, titled=False)
        page.goto("/waiting/")
        page.get_by_role("button", name=re.compile("^Allocate")).first.click()
        heading(page, "Allocate the family")
        look.here(page)
        page.get_by_role("link", name=re.compile("I give it to Rosalind Tey")).click()
        look.here(page)
        page.get_by_role("button", name="Put the family on the pre-allocation list").click()
        heading(page, "Pre-allocation list")
    assert waits
    of_a_team(browser, site, look)
    assert OF_PANELS - look.visited == set()


def of_a_team(browser: Browser, site: Site, look: Look) -> None:
    """The pages of a team, and those of a family that waits."""
    [(case, part)] = site.rows(
        "SELECT case_id, max(id) FROM pathway_allocation WHERE role = 'support' AND ends_on IS NULL GROUP BY case_id"
        " ORDER BY count(*) DESC LIMIT 1"
    )
    for name in ("Xander Lunn", "Quentin Amos"):
        with visiting(browser, site, **DESKTOP) as context:
            page = context.new_page()
            step_in(page, name)
            if name == "Xander Lunn":
                team = f"/cases/{case}/team/"
                for address in (team, f"{team}add/", f"{team}add/?q=zeb", f"{team}{part}/end/"):
                    look.at(page, address)
                page.goto(f"{team}add/")
                page.get_by_role("button", name="Add to the team").click()
                look.here(page)
                continue
            page.goto("/waiting/")
            page.get_by_role("link", name=re.compile("^Record a contact")).first.click()
            look.here(page)
            page.get_by_role("button", name="Save the contact").click()
            look.here(page)


@pytest.mark.req("PATH-04")
def test_a_family_that_waits_is_rung_on_a_phone_without_javascript(browser: Browser, site: Site) -> None:
    with visiting(browser, site, **PHONE, java_script_enabled=False) as context:
        page: Page = context.new_page()
        step_in(page, "Quentin Amos")
        page.goto("/waiting/")
        page.get_by_role("link", name=re.compile("^Record a contact")).first.click()
        page.get_by_label("Yes, I spoke with the family").check()
        page.get_by_label("What was said, or what you tried").fill("They manage, and look forward to somebody.")
        page.get_by_role("button", name="Save the contact").click()
        heading(page, "Pre-allocation list")
        expect(page.get_by_role("main")).to_contain_text("The contact is kept.")
