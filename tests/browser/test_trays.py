"""Trays in a browser: a process begun on a case, its step done, taken from the tray and sent on; and every page."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import OF_TRAYS, Look
from tests.browser.walk import heading, step_in
from tests.conftest import DESKTOP, visiting
from tests.site import Site

pytestmark = pytest.mark.browser


def family_of(site: Site, name: str, process: str) -> int:
    """A family of somebody's that consents, with no such process under way."""
    sql = (
        "SELECT min(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE u.name = %s AND EXISTS"
        " (SELECT 1 FROM cases_consent n WHERE n.case_id = c.id AND n.given AND n.signed_copy_at IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM pathway_journey j WHERE j.case_id = c.id AND j.process = %s)"
    )
    return int(site.rows(sql, [name, process])[0][0])


@pytest.mark.req("ORG-06", "PATH-13")
@pytest.mark.parametrize("how", ["page", "phone", "plain"])
def test_a_step_goes_from_the_case_into_a_tray_and_on(request: pytest.FixtureRequest, site: Site, how: str) -> None:
    page: Page = request.getfixturevalue(how)
    case = family_of(site, "Ade Bankole", "step-up")
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{case}/processes/")
    page.get_by_role("button", name=re.compile("^Begin Step up to social care$")).click()
    heading(page, "Discuss it with the COG Manager")
    expect(page.get_by_role("img", name=re.compile("Step up to social care")).locator("visible=true")).to_be_visible()
    page.get_by_role("button", name="This step is done").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Answer this")
    page.get_by_label(re.compile("What has happened")).fill("The risk has grown.")
    page.get_by_role("button", name="This step is done").click()
    expect(page.get_by_text("is done.").first).to_be_visible()

    step_in(page, "Gareth")
    page.goto("/trays/cog/")
    line = page.get_by_role("listitem").filter(has_text=f"case {case} ")
    line.get_by_role("button", name=re.compile("^Take")).click()
    heading(page, "Decide whether to step up")
    expect(page.get_by_text("You", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Send it on to another tray").click()
    page.get_by_label("Triage group").check()
    page.get_by_label("Why?").fill("They know the family.")
    page.get_by_role("button", name="Send it on").click()
    expect(page.get_by_text("went on to Triage group")).to_be_visible()
    page.goto(f"/cases/{case}/processes/")
    expect(page.get_by_text("in the tray Triage group")).to_be_visible()


@pytest.mark.req("PLAT-02")
def test_every_page_of_trays_and_processes(browser: Browser, site: Site, look: Look) -> None:
    [(item, case)] = site.rows(
        "SELECT i.id, j.case_id FROM pathway_work_item i JOIN pathway_journey j ON j.id = i.journey_id"
        " WHERE i.done_at IS NULL AND i.tray = 'managers' AND j.process = 'closure' ORDER BY i.id LIMIT 1"
    )
    [(done,)] = site.rows(
        "SELECT id FROM pathway_work_item WHERE journey_id = (SELECT journey_id FROM"
        " pathway_work_item WHERE id = %s) AND done_at IS NOT NULL ORDER BY id LIMIT 1",
        [item],
    )
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Orla Fenwick")
        for address in (
            "/trays/", "/trays/managers/", "/trays/managers/?whose=mine", "/trays/managers/?page=9",
            "/trays/allocation/", f"/items/{item}/", f"/items/{done}/", f"/items/{item}/send-on/", "/processes/",
            "/processes/front-door/", "/processes/escalation/", f"/cases/{case}/processes/",
        ):  # fmt: skip
            look.at(page, address)
        look.at(page, "/trays/nothing/", 404)
        [(journey,)] = site.rows("SELECT journey_id FROM pathway_work_item WHERE id = %s", [item])
        # A joint decision that she proposed, made so behind the pages: no process of her partnership has one.
        site.rows(
            "UPDATE pathway_work_item SET proposed_by_id = (SELECT id FROM accounts_user WHERE name = 'Orla Fenwick')"
            " WHERE id = %s",
            [item],
        )
        look.at(page, f"/items/{item}/not-agreed/")
        site.rows(
            "UPDATE pathway_work_item SET proposed_by_id = NULL WHERE id = %s AND journey_id = %s", [item, journey]
        )
    assert OF_TRAYS - look.visited == set()
