"""Consent, agencies, people, sites and the workload in a real browser, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import step_in
from tests.site import Site

pytestmark = [pytest.mark.browser]


def case_of(site: Site, name: str) -> str:
    """The address of the told family's case whose name begins so."""
    [(number,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE %s", [f"{name}%"])
    return f"/cases/{number}/"


@pytest.mark.req("SHAR-03", "SHAR-04")
def test_sharing_waits_for_consent_and_a_withdrawal_ends_what_it_opened(page: Page, second: Page, site: Site) -> None:
    case = case_of(site, "Tregarth-Bell")
    bryony = site.rows("SELECT principal_id FROM accounts_user WHERE name = 'Bryony Tull'")[0][0]
    step_in(page, "Ade Bankole")
    page.goto(f"{case}access/share/{bryony}/")
    expect(page.get_by_role("main")).to_contain_text("its signed copy is not filed yet")
    page.get_by_role("link", name="Go to consent").click()
    page.get_by_role("link", name="Share on another lawful basis").click()
    page.get_by_role("button", name="Record the basis").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("A legal obligation").check()
    page.get_by_label("Why is it necessary and fair to share without consent?").fill("The school has to be told.")
    page.get_by_role("button", name="Record the basis").click()
    page.goto(f"{case}access/share/{bryony}/")
    page.get_by_label("Why do they need to see this case?").fill("She supervises the work.")
    page.get_by_role("button", name="Share the case").click()
    step_in(second, "Bryony Tull")
    assert second.request.get(case).status == 200

    page.goto(f"{case}consent/")
    page.get_by_role("link", name="The family withdraws its consent").click()
    expect(page.get_by_role("main")).to_contain_text("1 person or team loses access the moment you record this.")
    expect(page.get_by_role("main")).to_contain_text("Bryony Tull")
    page.get_by_label("Who of the family said so?").fill("Siân Tregarth")
    page.get_by_label("By telephone").check()
    page.get_by_role("button", name="Record it and end access").click()
    expect(page.get_by_role("main")).to_contain_text("The family withdrew its consent")
    assert second.request.get(case).status == 403


@pytest.mark.req("CASE-09", "CASE-14", "PLAT-02")
def test_without_scripts_agencies_individuals_and_keyworkers_are_added_and_taken_off(plain: Page, site: Site) -> None:
    case = case_of(site, "Oyelaran")
    step_in(plain, "Ade Bankole")
    plain.goto(f"{case}agencies/")
    plain.get_by_role("link", name="Involve an agency").click()
    plain.get_by_label("Find a registered organisation").fill("moorside")
    plain.locator("main").get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="Moorside Homes").click()
    plain.get_by_label("Whom to speak to").fill("Greta Lund")
    plain.get_by_role("button", name="Involve them").click()
    expect(plain.get_by_role("main")).to_contain_text("Greta Lund")
    plain.get_by_role("link", name=re.compile("^End its part.*Moorside Homes")).click()
    plain.get_by_label("Why does it end?").fill("The repair is done.")
    plain.get_by_role("button", name="End it").click()
    expect(plain.get_by_role("main")).to_contain_text("Involved before")

    plain.goto(f"{case}members/")
    plain.get_by_role("link", name="Add individuals").click()
    for name in ("Jessa Quillan", "Wren Marsh"):
        plain.get_by_label("Find a person").fill(name)
        plain.locator("main").get_by_role("button", name="Search", exact=True).click()
        plain.get_by_label(name, exact=True).check()
        plain.get_by_role("button", name="Keep those ticked, and search for more").click()
        expect(plain.get_by_label(name, exact=True)).to_be_checked()
    plain.get_by_role("button", name="Add those ticked").click()
    expect(plain.get_by_role("main")).to_contain_text("2 people are added to the case.")
    for name in ("Jessa Quillan", "Wren Marsh"):
        plain.get_by_role("link", name=re.compile(f"^Take off the case.*{name}")).click()
        plain.get_by_label("Why are they no longer on the case?").fill("They went home.")
        plain.get_by_role("button", name="Take them off").click()
        expect(plain.get_by_role("main")).to_contain_text(f"{name} is no longer on the case.")

    plain.get_by_role("link", name="Add a keyworker").click()
    plain.get_by_label("Find a colleague").fill("femi")
    plain.locator("main").get_by_role("button", name="Search").click()
    plain.get_by_role("button", name="Add Femi Adisa").click()
    plain.get_by_role("link", name="Remove Femi Adisa").click()
    plain.get_by_role("button", name="End it").click()
    expect(plain.get_by_role("main")).to_contain_text("Femi Adisa is no longer a keyworker.")


@pytest.mark.req("CASE-13", "CASE-15")
def test_a_centres_case_is_closed_and_reopened_and_leaving_its_settings_unsaved_warns(page: Page, site: Site) -> None:
    [(number,)] = site.rows("SELECT id FROM cases_case WHERE reference = 'BAY-0112'")
    step_in(page, "Jory Penrose")
    page.goto(f"/cases/{number}/primary-details/")
    today = page.get_by_label("Opened date").input_value()
    page.get_by_label("Closed date").fill(today)
    page.get_by_role("button", name="Save primary details").click()
    expect(page.locator("#details")).to_contain_text("Closed")
    page.goto(f"/cases/{number}/primary-details/")
    page.get_by_label("Closed date").fill("")
    page.get_by_role("button", name="Save primary details").click()
    expect(page.locator(".al-identity__tags")).to_contain_text("Open")

    page.goto(f"/cases/{number}/administration/")
    page.get_by_label("Lantern Hill Children's Centre").check()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Cases", exact=True).first.click()
    expect(page).to_have_url(re.compile("/cases/$"))
    assert asked == ["beforeunload"]
    page.goto(f"/cases/{number}/administration/")
    expect(page.get_by_label("Lantern Hill Children's Centre")).not_to_be_checked()
    page.get_by_label("Lantern Hill Children's Centre").check()
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_label("Lantern Hill Children's Centre")).to_be_checked()


@pytest.mark.req("HOME-02", "HOME-06")
def test_one_button_puts_a_profile_on_the_workload_and_the_archive_is_searched(phone: Page, site: Site) -> None:
    step_in(phone, "Hollis Reed")
    phone.goto("/archive/?show=people")
    name = phone.locator(".al-choose a").first.inner_text()
    phone.locator(".al-choose a").first.click()
    phone.get_by_role("button", name=re.compile("^Put on my workload")).click()
    expect(phone.get_by_role("button", name=re.compile("^Take off my workload"))).to_be_visible()
    phone.goto("/workload/")
    phone.get_by_role("button", name=re.compile(f"^Take off.*{name}")).click()
    expect(phone.get_by_role("main")).to_contain_text("No profile is here.")
    phone.goto("/archive/")
    phone.get_by_label("Search the archive").fill("Zzyzx")
    phone.locator("main").get_by_role("button", name="Search").click()
    expect(phone.get_by_role("main")).to_contain_text("Nothing in the archive")
