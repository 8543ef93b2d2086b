"""Clocks in a browser: what is asked of a service runs out, says why, and is found on home; desktop, phone, plain."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import OF_CLOCKS, Look
from tests.browser.walk import step_in
from tests.conftest import DESKTOP, CheckAccess, visiting
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def runs(site: Site) -> tuple[int, int]:
    """A case of Dev's on which a service was asked, and the clock of its answer, overdue behind the pages."""
    [(case, clock)] = site.rows(
        "SELECT k.case_id, k.id FROM clocks_clock k JOIN cases_case c ON c.id = k.case_id"
        " JOIN accounts_user u ON u.id = c.owner_id WHERE k.timescale = 'answer-intervention' ORDER BY k.id LIMIT 1"
    )
    site.rows(
        "UPDATE clocks_clock SET due_over = now() - interval '2 days', aim_over = due_over - interval '2 days',"
        " due_on = current_date - 3, aim_on = current_date - 3, state = 'open', stopped_at = NULL WHERE id = %s",
        [clock],
    )
    return case, clock


def owner_of(site: Site, case: int) -> str:
    """Who owns a case."""
    sql = "SELECT u.name FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE c.id = %s"
    return str(site.rows(sql, [case])[0][0])


@pytest.mark.req("CLOK-06", "CLOK-04", "HOME-01")
@pytest.mark.parametrize("how", ["page", "phone", "plain"])
def test_what_runs_out_leads_to_why_and_to_the_step(
    request: pytest.FixtureRequest, site: Site, runs: tuple[int, int], how: str
) -> None:
    page: Page = request.getfixturevalue(how)
    case, clock = runs
    step_in(page, owner_of(site, case))
    page.goto("/clocks/")
    line = page.locator(".al-clock", has=page.locator(f"a[href='/clocks/{clock}/']"))
    expect(line).to_contain_text("3 days overdue")
    expect(line).to_contain_text("clause 5.4.2")
    if how != "plain":
        CheckAccess.here(page)
    line.get_by_role("link", name="Answer the request for an intervention", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why this date")
    expect(page.locator(".al-because")).to_contain_text("Within 2 calendar weeks")
    expect(page.locator(".al-days")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Every clock of the case").click()
    expect(page).to_have_url(f"{site.url}/cases/{case}/clocks/")
    page.goto("/clocks/?whose=all")
    page.get_by_role("link", name="Open the request").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.req("CLOK-07")
def test_work_pauses_for_a_reason_and_goes_on(ade: Page, marsh: dict[str, int]) -> None:
    at = f"/cases/{marsh['case']}/"
    ade.goto(f"{at}clocks/")
    ade.get_by_role("link", name="Pause work with the family").click()
    ade.get_by_role("button", name="Pause").click()
    expect(ade.locator(".govuk-error-summary")).to_be_focused()
    ade.get_by_label("Why does work with the family pause?").fill("Away with her mother until the ninth.")
    ade.get_by_role("button", name="Pause").click()
    expect(ade.get_by_text("Away with her mother until the ninth.")).to_be_visible()
    ade.goto(at)
    expect(ade.get_by_text("Paused since")).to_be_visible()
    ade.goto(f"{at}clocks/")
    ade.get_by_role("link", name="Go on with the work").click()
    ade.get_by_role("button", name="Go on").click()
    expect(ade.get_by_role("link", name="Pause work with the family")).to_be_visible()


def test_every_page_of_clocks_is_looked_at(
    browser: Browser, site: Site, look: Look, ade: Page, marsh: dict[str, int], runs: tuple[int, int]
) -> None:
    at = f"/cases/{marsh['case']}/"
    for address in (
        "/clocks/", "/clocks/?whose=team", "/clocks/?whose=requests", "/clocks/?whose=all&ahead=90", "/clocks/?page=90",
        f"{at}clocks/", f"{at}pause/", "/clocks/closed-days/",
    ):  # fmt: skip
        look.at(ade, address)
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, owner_of(site, runs[0]))
        look.at(page, f"/clocks/{runs[1]}/")
    with visiting(browser, site, **DESKTOP) as context:
        carys = context.new_page()
        step_in(carys, "Carys Penhale")
        carys.goto("/clocks/closed-days/")
        carys.get_by_role("button", name="Close the day").click()
        expect(carys.locator(".govuk-error-summary")).to_be_focused()
        look.here(carys, titled=False)
        for address in (
            "/clocks/try/", "/clocks/try/?timescale=answer-intervention",
            "/clocks/try/?timescale=answer-intervention&part=maximum&number=1&unit=hours",
        ):  # fmt: skip
            look.at(carys, address)
        carys.get_by_label("How many").fill("soon")
        carys.get_by_role("button", name="Try it").click()
        expect(carys.locator(".govuk-error-summary")).to_be_focused()
        expect(carys.get_by_label("How many")).to_have_value("soon")
        look.here(carys, titled=False)
    with visiting(browser, site, **DESKTOP) as context:
        jory = context.new_page()
        step_in(jory, "Jory Penrose")
        [(centre,)] = site.rows(
            "SELECT min(k.case_id) FROM clocks_clock k JOIN accounts_partnership p ON p.id = k.partnership_id"
            " WHERE p.slug = 'sandmere' AND k.timescale = 'review-aims' AND k.state = 'open'"
        )
        look.at(jory, f"/cases/{centre}/review/")
    ade.goto(f"{at}pause/")
    ade.get_by_label("Why does work with the family pause?").fill("Moving house.")
    ade.get_by_role("button", name="Pause").click()
    look.at(ade, f"{at}resume/")
    ade.get_by_role("button", name="Go on").click()
    assert OF_CLOCKS - look.visited == set()
