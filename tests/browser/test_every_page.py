"""Every kind of page, full, empty and faulty, on a desktop and on a phone: nothing for axe to find, nothing wider than
the screen, one heading, a title of its own, a language, a link that skips to the page, no complaint of the browser.

Those of a case and of its plan are looked at by test_every_page_of_a_case and test_every_page_of_a_plan."""

import re
import secrets

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import walk
from tests.browser.looking import Look, the_rest
from tests.browser.walk import choose, step_in
from tests.conftest import DESKTOP, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PLAT-02")]


def test_messages_notifications_and_colleagues(
    ade: Page, browser: Browser, site: Site, look: Look, marsh: dict[str, int]
) -> None:
    case, esme = f"/cases/{marsh['case']}/", marsh["esme"]
    message = site.rows("SELECT min(id) FROM casework_message WHERE case_id = %s", [marsh["case"]])[0][0]
    for address in (
        "/messages/", "/messages/?show=sent", "/messages/?page=90", "/messages/write/", "/messages/write/?q=Dev",
        "/messages/write/?q=Zzyzx", f"/messages/write/{esme}/", f"/messages/{message}/", f"/messages/{message}/answer/",
        f"/messages/{message}/copy/", f"{case}messages/", f"{case}messages/?page=90", f"{case}messages/write/",
        f"{case}messages/write/{esme}/", f"{case}messages/write/{esme}/?template=invite", "/notifications/",
        "/notifications/?before=1", "/notifications/choices/", f"{case}notify/", f"/people/{marsh['person']}/notify/",
        "/directory/", "/directory/?q=Zzyzx", "/directory/?page=90", "/gallery/", "/gallery/?page=90",
    ):  # fmt: skip
        look.at(ade, address)
    ade.goto(f"{case}messages/write/{esme}/")
    ade.get_by_role("button", name="Send the message").click()
    expect(ade).to_have_title(re.compile("^Error: "))
    look.here(ade, titled=False)
    ade.goto(f"/messages/write/{esme}/")
    ade.get_by_label("Message", exact=True).fill("**Bold**\n\n- one\n\n> quoted")
    ade.get_by_role("button", name="Preview").click()
    expect(ade.get_by_role("heading", name="No subject yet")).to_be_visible()
    look.here(ade)
    with visiting(browser, site, **DESKTOP) as context:
        femi = context.new_page()
        step_in(femi, "Femi Adisa")
        for address in (f"{case}ask/", "/messages/?show=sent", "/notifications/", "/gallery/"):
            look.at(femi, address)


def test_downloads_as_those_who_keep_them(browser: Browser, site: Site, look: Look) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Carys")
        for address in ("/downloads/", "/downloads/add/", "/downloads/?show=deleted"):
            look.at(page, address)


def test_figures_as_those_who_read_them(browser: Browser, site: Site, look: Look) -> None:
    for name in ("Carys Penhale", "Ulla Strand"):
        with visiting(browser, site, **DESKTOP) as context:
            page = context.new_page()
            step_in(page, name)
            for address in ("/demand/", "/demand/?since=2020-01&until=2020-02&area=heath&type=DART"):
                look.at(page, address)


def test_home_lists_and_people(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    for address in (
        "/home/", "/workload/", "/cases/", "/cases/?mine=yes&area=moorside&status=every", "/cases/?q=Quillan",
        "/cases/?q=Zzyzx", "/cases/?page=900", "/requests/", f"/requests/{marsh['request']}/", "/people/",
        "/people/?q=Quillan", "/people/?q=Zzyzx", f"/people/{marsh['person']}/", f"/people/{marsh['person']}/change/",
        f"/people/{marsh['person']}/move/", "/guide/", "/guide/nominate-a-family/", "/settings/",
        "/settings/second-factors/", "/sign-out/", "/settings/second-factors/app/",
        "/settings/second-factors/passkeys/add/", "/settings/second-factors/recovery-codes/new/",
    ):  # fmt: skip
        look.at(ade, address)


def test_a_nomination_from_its_start_to_its_end(ade: Page, look: Look, surname: str) -> None:
    look.at(ade, "/nominate/")
    ade.get_by_role("button", name="Start", exact=True).click()
    expect(ade.get_by_role("alert")).to_be_visible()
    look.here(ade)
    draft = walk.start_nomination(ade)
    look.here(ade)
    for part in ("application/", "nomination/", "family/", "assessment/", "consent/", "services/", "additional/"):
        look.at(ade, draft + part)
    for part in ("application/?check=1", "assessment/?check=1", "consent/?check=1", "family/?check=1", "discard/"):
        look.at(ade, draft + part)
    look.at(ade, f"{draft}lead-worker/?find=lead-worker&for=Mistry")
    look.at(ade, f"{draft}lead-worker/?find=lead-worker&for=Zzyzx")

    ade.goto(f"{draft}family/")
    ade.get_by_role("button", name=re.compile("^Add ")).click()
    look.here(ade)
    who = ade.url
    look.at(ade, f"{who}?search=1&q=Quillan")
    look.at(ade, f"{who}?search=1&q=x&born=31-02-2020")
    ade.goto(f"{who}?search=1&q=Ottilie+{surname}")
    look.here(ade)
    ade.get_by_role("button", name=re.compile("[Nn]ew profile$")).click()
    expect(walk.field(ade, "Last name")).to_have_value(surname)
    look.here(ade)
    look.at(ade, f"{who}?check=1")
    look.at(ade, f"{who}?find=address&for=CH99+2AB")
    look.at(ade, f"{who}remove/")
    look.at(ade, f"{draft}family/")

    ade.goto(f"{draft}nomination/")
    choose(ade, "Who is making this referral?", "Someone Else")
    choose(ade, "Nominator", "Somebody else")
    walk.save(ade)
    expect(ade.get_by_role("alert").first).to_be_visible()
    look.here(ade)
    ade.goto(f"{draft}criteria/")
    for criterion in ade.locator("summary h2").all():
        criterion.click()
    look.here(ade)
    look.at(ade, f"{draft}check/")
    ade.get_by_role("button", name="Submit", exact=True).click()
    expect(ade).to_have_title(re.compile("^Error: "))
    look.here(ade, titled=False)


def test_who_has_nothing_yet(second: Page, look: Look) -> None:
    step_in(second, "Ines Caddow")
    for address in ("/home/", "/workload/", "/cases/", "/cases/?area=nowhere", "/requests/", "/people/", "/nominate/"):
        look.at(second, address)


def test_before_signing_in(page: Page, look: Look) -> None:
    nobody = f"{secrets.token_hex(4)}@calderholt.example"
    for address in ("/step-in/", "/sign-in/", "/sign-in/closed/", "/guide/", "/guide/nominate-a-family/"):
        look.at(page, address)
    look.at(page, "/nowhere/", 404)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look.here(page)
    for _ in range(5):
        page.get_by_label("E-mail address").fill(nobody)
        page.get_by_label("Password", exact=True).fill("not this one")
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()
    walk.heading(page, "Wait 15 minutes")
    look.here(page, titled=False)


def test_what_went_wrong(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    look.at(ade, "/nowhere/", 404)
    without_its_key(ade)
    walk.heading(ade, "This was not done")
    look.here(ade, titled=False)
    changed_meanwhile(ade, marsh["case"])
    walk.heading(ade, "Change the key information")
    expect(ade.get_by_role("alert").first).to_contain_text("Nothing of theirs was overwritten")
    look.here(ade)


def without_its_key(page: Page) -> None:
    """Send a form as no page of ours sends it."""
    page.goto("/nominate/")
    page.locator("main form input[name=once]").evaluate("field => field.remove()")
    page.get_by_label("Early Help nomination and referral").check()
    page.get_by_role("button", name="Start", exact=True).click()


def changed_meanwhile(page: Page, case: int) -> None:
    """Save the key information from a page that is older than what stands there."""
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"/cases/{case}/key-information/")
    for words, each in (("Ring the bell.", other), ("Knock.", page)):
        walk.field(each, "Key information").fill(words)
        each.get_by_role("button", name="Save", exact=True).click()
        expect(each.get_by_role("main")).to_contain_text(words)
    other.close()


def test_a_page_older_than_its_session(page: Page, look: Look) -> None:
    step_in(page, "Hollis Reed")
    page.goto("/nominate/")
    page.locator("main form input[name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'x'.repeat(64); }")
    page.get_by_label("Early Help nomination and referral").check()
    page.get_by_role("button", name="Start", exact=True).click()
    walk.heading(page, "This page was open too long")
    look.here(page, titled=False)


@pytest.mark.parametrize("template", ["errors/500.jinja", "errors/400.jinja"])
def test_the_pages_that_stand_without_a_server(page: Page, look: Look, template: str) -> None:
    def fulfil(route: Route) -> None:
        route.fulfill(status=500, content_type="text/html; charset=utf-8", body=render_to_string(template))

    page.route("**/nowhere/", fulfil)
    look.at(page, "/nowhere/", 500)


def test_every_page_was_looked_at(look: Look) -> None:
    """Stands last: a page that is added to Alongside is added here, or to its kind in `looking`."""
    assert the_rest() - look.visited == set()
