"""Every kind of page of a plan (assessments, meetings, services, outcomes, copies) and of what is looked over, looked
at as test_every_page does."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import OF_A_PLAN, Look
from tests.browser.walk import step_in
from tests.conftest import DESKTOP, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PLAT-02")]


def test_assessments(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/assessments/"
    [(one,), (two,)] = site.rows(
        "SELECT id FROM assessments_assessment WHERE case_id = %s AND tool = 'whole-family-webstar'"
        " AND completed_at IS NOT NULL ORDER BY id LIMIT 2", [marsh["case"]],
    )  # fmt: skip
    first, review = f"{case}{one}/", f"{case}{two}/"
    [(began, number)] = site.rows(
        "SELECT case_id, id FROM assessments_assessment WHERE completed_at IS NULL AND put_away_at IS NULL"
        " AND tool = 'whole-family-webstar' ORDER BY id LIMIT 1"
    )
    begun = f"/cases/{began}/assessments/{number}/"
    for address in (
        case, f"{case}add/", f"{case}add/?tool=whole-family-webstar", f"{case}add/?tool=own-scale",
        f"{case}add/?tool=individual-webstar&person={marsh['person']}", f"{case}compared/",
        f"{case}compared/?with={one}&with={two}", f"{case}compared/?with={two}&voice=child-1",
        first, review, f"{review}parts/school/", f"{review}scores/", f"{review}agreement/", f"{review}date/", begun,
        f"/cases/{began}/assessments/add/?tool=whole-family-webstar", f"{begun}parts/housing/", f"{begun}scores/",
        f"{begun}agreement/", f"{begun}complete/", f"{begun}put-away/",
    ):  # fmt: skip
        look.at(ade, address)
    look.at(ade, f"{case}add/?tool=nothing", 404)
    ade.goto(f"{case}add/?tool=early-help-assessment")
    ade.get_by_role("button", name="Start").click()
    expect(ade.locator(".govuk-error-summary")).to_be_focused()
    look.here(ade)
    ade.get_by_role("radio", name="Brand new").check()
    ade.get_by_label("When did it take place?").fill("5-10-2016")
    ade.get_by_role("button", name="Start").click()
    ade.get_by_role("link", name=re.compile("^Voice of the child, ")).first.click()
    look.here(ade)
    [(none,)] = site.rows(
        "SELECT max(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE u.name = 'Ade Bankole'"
        " AND NOT EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.case_id = c.id)"
    )
    for part in ("", "compared/"):
        look.at(ade, f"/cases/{none}/assessments/{part}")


def test_the_familys_plan(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/"
    [(plan,)] = site.rows("SELECT min(id) FROM plans_plan WHERE case_id = %s", [marsh["case"]])
    [(concern, closed)] = site.rows(
        "SELECT min(id), min(id) FILTER (WHERE closed_on IS NOT NULL) FROM plans_concern WHERE plan_id = %s", [plan]
    )
    for part in (
        "plan/", f"plans/{plan}/", f"plans/{plan}/change/", f"plans/{plan}/concerns/add/", f"concerns/{concern}/",
        f"concerns/{concern}/change/", f"concerns/{concern}/close/", f"concerns/{closed}/",
        f"concerns/{closed}/reopen/", f"concerns/{concern}/tasks/add/",
        f"concerns/{concern}/tasks/add/member-{marsh['member']}/",
    ):  # fmt: skip
        look.at(ade, case + part)
    [(draft,)] = site.rows("SELECT case_id FROM plans_plan WHERE completed_at IS NULL ORDER BY id LIMIT 1")
    [(none,)] = site.rows(
        "SELECT max(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE u.name = 'Ade Bankole'"
        " AND NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.case_id = c.id)"
    )
    for address in (f"/cases/{none}/plan/", f"/cases/{none}/plan/start/", f"/cases/{draft}/plan/"):
        look.at(ade, address)
    ade.get_by_role("button", name="Complete the plan").click()
    expect(ade.locator(".govuk-error-summary")).to_contain_text("does not say")
    look.here(ade, titled=False)


def test_what_happens_to_a_plan(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/"
    [(plan, concern)] = site.rows(
        "SELECT k.plan_id, min(k.id) FROM plans_concern k JOIN plans_plan p ON p.id = k.plan_id WHERE p.case_id = %s"
        " AND k.closed_on IS NULL GROUP BY k.plan_id",
        [marsh["case"]],
    )
    [(held, going)] = site.rows(
        "SELECT max(id) FILTER (WHERE ended_at IS NOT NULL), max(id) FILTER (WHERE ended_at IS NULL)"
        " FROM plans_meeting WHERE plan_id = %s", [plan],
    )  # fmt: skip
    room = f"meetings/{going}/room/"
    for part in (
        f"plans/{plan}/updates/", f"plans/{plan}/updates/?concern={concern}", f"plans/{plan}/updates/?page=90",
        f"plans/{plan}/updates/add/", f"plans/{plan}/concerns/{concern}/updates/add/", f"plans/{plan}/status/",
        f"plans/{plan}/status/moved/", f"plans/{plan}/status/achieved/", "meetings/", "meetings/?page=90",
        "meetings/add/", f"meetings/{held}/", f"meetings/{going}/", f"meetings/{going}/change/",
        f"meetings/{held}/projected/", f"meetings/{going}/projected/", f"{room}people/", f"{room}concern-{concern}/",
        f"{room}other/", f"{room}private/", f"{room}end/",
    ):  # fmt: skip
        look.at(ade, case + part)
    for address, button in (
        (f"plans/{plan}/updates/add/", "Add the update"), ("meetings/add/", "Begin the meeting"),
        (f"plans/{plan}/status/moved/", "End the plan: Family moved"),
    ):  # fmt: skip
        ade.goto(case + address)
        ade.get_by_role("button", name=button).click()
        expect(ade.locator(".govuk-error-summary")).to_be_focused()
        look.here(ade, titled=False)


def test_services_asked_and_outcomes(browser: Browser, site: Site, look: Look) -> None:
    [(case, request, concern)] = site.rows("SELECT case_id, id, concern_id FROM plans_request ORDER BY id LIMIT 1")
    [(achieved, missing)] = site.rows(
        "SELECT min(id), max(id) FROM plans_achievement WHERE taken_back_at IS NULL AND recorded_at < now()"
    )
    at = f"/cases/{case}/"
    with visiting(browser, site, **DESKTOP) as context:
        dev = context.new_page()
        step_in(dev, "Dev Mistry")
        for address in (
            f"{at}interventions/{request}/", f"{at}concerns/{concern}/intervention/", f"{at}concerns/{concern}/",
            f"{at}outcomes/", f"{at}concerns/{concern}/outcomes/add/",
            f"{at}concerns/{concern}/outcomes/add/?proof=M3D", f"{at}outcomes/{missing}/evidence/",
            f"{at}outcomes/{missing}/check/", f"{at}outcomes/{achieved}/take-back/", "/interventions/",
            "/interventions/?list=answer", "/interventions/?state=answered", "/interventions/?page=90",
            "/outcomes/", "/outcomes/?of=every&area=north", "/outcomes/?state=ready", "/outcomes/?page=90",
        ):  # fmt: skip
            look.at(dev, address)
        for (waits,) in site.rows("SELECT id FROM plans_request WHERE answer = ''"):
            look.at(dev, f"{at}interventions/{waits}/answer/")


def test_what_is_looked_over(browser: Browser, site: Site, look: Look, marsh: dict[str, int]) -> None:
    [(made,)] = site.rows(
        f"SELECT max(id) FROM assessments_assessment WHERE case_id = {marsh['case']} AND completed_at IS NOT NULL"
    )
    [(sample, audited)] = site.rows("SELECT sample_id, id FROM reporting_audited ORDER BY id LIMIT 1")
    case = f"/cases/{marsh['case']}/"
    looked_over = {
        "Bryony Tull": (
            "/decisions/", "/decisions/?show=asked", "/decisions/?page=90", "/decisions/mine/",
            f"{case}decide/assessment/{made}/", "/audits/", "/audits/results/",
        ),
        "Ade Bankole": (
            f"{case}decide/assessment/{made}/", f"{case}assessments/{made}/", f"{case}needed/", "/decisions/mine/",
        ),
        "Carys Penhale": (
            "/audits/", "/audits/?page=90", "/audits/draw/", f"/audits/{sample}/", f"/audits/{sample}/?again=yes",
            "/audits/results/?first=01-01-2020&last=01-02-2020", f"{case}audits/{audited}/", "/cases/checks/",
            "/cases/checks/?show=programme", "/cases/checks/?page=90", f"{case}programme/", f"{case}check/",
        ),
    }  # fmt: skip
    for name, addresses in looked_over.items():
        with visiting(browser, site, **DESKTOP) as context:
            page = context.new_page()
            step_in(page, name)
            for address in addresses:
                look.at(page, address)


def test_the_familys_copy(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    at, member = f"/cases/{marsh['case']}/family-copy/", marsh["member"]
    for part in ("", f"for/{member}/", f"answers/{member}/"):
        look.at(ade, at + part)
    ade.goto(f"{at}for/{member}/")
    ade.get_by_label("Large print, 18 point").check()
    ade.get_by_role("button", name="See the copy").click()
    look.here(ade)
    ade.get_by_role("button", name="Make this copy").click()
    look.here(ade)
    made = ade.url
    ade.goto(f"{at}for/{member}/")
    ade.locator("input[type=checkbox]:checked").evaluate_all("all => all.forEach(each => { each.checked = false })")
    ade.get_by_role("button", name="See the copy").click()
    look.here(ade)
    ade.goto(f"{at}answers/{member}/")
    for words in ("x" * 10_001, "I am not sure yet."):
        ade.get_by_label("In their own words").first.fill(words)
        ade.get_by_role("button", name="Record what they say").click()
        look.here(ade)
    look.at(ade, made)
    expect(ade.get_by_role("heading", name="This copy is out of date")).to_be_visible()


def test_every_page_of_a_plan_was_looked_at(look: Look) -> None:
    """Stands last: a page of a plan that is added to Alongside is added here."""
    assert OF_A_PLAN - look.visited == set()
