"""Finding a person and bringing the profile up to date, in a real browser: desktop, phone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PEOP-01")]


def somebody(site: Site) -> tuple[int, str, str]:
    """The last person with a birth date on one of Ade's cases, of no told family: number, forename, surname."""
    [found] = site.rows(
        "SELECT p.id, p.forename, p.surname FROM people_person p"
        " JOIN accounts_user u ON u.principal_id = ANY (p.audience)"
        " WHERE u.email = 'ade@calderholt.example' AND p.birth_date IS NOT NULL"
        " AND p.surname ~ '^[A-Za-z]{5,}$'"
        " AND NOT EXISTS (SELECT FROM accounts_user g JOIN accounts_team t ON t.id = g.team_id"
        " WHERE g.email = 'greta@calderholt.example' AND p.audience && ARRAY[g.principal_id, t.principal_id])"
        " ORDER BY p.id DESC LIMIT 1"
    )
    return int(found[0]), str(found[1]), str(found[2])


def slip(surname: str) -> str:
    """The surname as somebody in a hurry types it: two letters in each other's place."""
    return surname[:3] + surname[4] + surname[3] + surname[5:]


@pytest.mark.req("PEOP-08", "PLAT-02")
def test_people_are_found_as_one_types(page: Page, site: Site, axe: CheckAccess) -> None:
    person, forename, surname = somebody(site)
    step_in(page, "Ade Bankole")
    page.get_by_role("link", name="People", exact=True).first.click()
    axe(page)
    page.get_by_label("Search by name").press_sequentially(f"{forename} {slip(surname)}", delay=20)
    found = page.get_by_role("link", name=f"{forename} {surname}", exact=True).first
    expect(found).to_be_visible()
    expect(page).to_have_url(re.compile(r"/people/\?s="))
    axe(page)
    found.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(surname)
    axe(page)
    page.get_by_role("button", name="Change the profile").click()
    axe(page)
    page.get_by_role("textbox", name="Also known as").fill("Spike")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The profile is changed.")
    expect(page.get_by_role("main")).to_contain_text("Spike")
    page.get_by_role("link", name=re.compile("^Record")).click()
    page.get_by_label("Find the address").fill("14 tanner")
    page.get_by_role("link", name="14 Tanner Row, Calderholt, CH99 2ND").click()
    expect(page.get_by_label("Postcode", exact=True)).to_have_value("CH99 2ND")
    axe(page)
    page.get_by_role("button", name="Save the address").click()
    expect(page.get_by_role("main")).to_contain_text("14 Tanner Row, Calderholt, CH99 2ND")
    assert site.rows("SELECT version FROM people_person WHERE id = %s", [person])[0][0] >= 3


@pytest.mark.req("PLAT-02")
def test_a_profile_fits_a_phone(phone: Page, site: Site, axe: CheckAccess) -> None:
    _, forename, surname = somebody(site)
    step_in(phone, "Ade Bankole")
    for address in (
        f"/people/?q={forename}+{surname}",
        f"/people/{somebody(site)[0]}/",
        f"/people/{somebody(site)[0]}/change/",
    ):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, address
        axe(phone)


@pytest.mark.req("PLAT-03")
def test_people_are_found_without_javascript(plain: Page, site: Site) -> None:
    _, forename, surname = somebody(site)
    step_in(plain, "Ade Bankole")
    plain.goto("/people/")
    plain.get_by_label("Search by name").fill(f"{forename} {slip(surname)}")
    plain.get_by_role("button", name="Search", exact=True).last.click()
    plain.get_by_role("link", name=f"{forename} {surname}", exact=True).first.click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text(surname)


def test_who_may_not_see_somebody_is_not_told_of_them(second: Page, site: Site) -> None:
    person, forename, surname = somebody(site)
    step_in(second, "Greta Lund")
    second.goto(f"/people/?q={forename}+{surname}")
    expect(second.get_by_role("main")).to_contain_text("Nobody found")
    second.goto(f"/people/{person}/")
    expect(second.get_by_role("heading", level=1)).not_to_contain_text(surname)
