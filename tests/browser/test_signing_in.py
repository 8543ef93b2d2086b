"""Signing in with a passkey, and the header on a phone, in a real browser."""

import re
import secrets

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect

from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = pytest.mark.browser
PHONE_OF_DEV = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_password(page: Page, site: Site, email: str, password: str) -> None:
    """The first page of sign-in. A passkey belongs to a name, not to a number: hence localhost."""
    page.goto(site.url.replace("127.0.0.1", "localhost") + "/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Continue").click()


@pytest.mark.req("SIGN-01")
def test_a_passkey_is_set_up_and_signs_in(page: Page, site: Site, axe: CheckAccess) -> None:
    password = secrets.token_urlsafe(12)
    site.rows(
        "UPDATE accounts_user SET password = %s WHERE email = 'dev@calderholt.example'", [make_password(password)]
    )
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_OF_DEV})

    give_password(page, site, "dev@calderholt.example", password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your authenticator app")
    axe(page)
    page.get_by_role("link", name="Set up a passkey instead").click()
    page.get_by_role("button", name="Set up the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/home/$"))
    page.context.clear_cookies()

    give_password(page, site, "dev@calderholt.example", password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Use your passkey or enter a code")
    page.get_by_role("button", name="Use your passkey").click()

    expect(page).to_have_url(re.compile("/home/$"))
    expect(page.get_by_role("contentinfo")).to_contain_text("Signed in as Dev Mistry")


@pytest.mark.req("SIGN-05", "PLAT-02")
def test_on_a_phone_the_header_folds_and_search_stays(phone: Page, axe: CheckAccess) -> None:
    phone.goto("/step-in/")
    axe(phone)
    phone.get_by_role("button", name=re.compile("Ade Bankole")).tap()
    places, menu = phone.get_by_role("navigation", name="Main"), phone.get_by_role("button", name="Menu")
    expect(phone.get_by_label("Find a case by surname or postcode").first).to_be_visible()
    expect(places).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    axe(phone)

    menu.tap()

    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(places).to_be_visible()
    phone.locator("summary", has_text="Ade Bankole").tap()
    phone.get_by_role("button", name="Sign out").tap()
    expect(phone).to_have_url(re.compile("/step-in/$"))
    phone.goto("/home/")
    expect(phone).to_have_url(re.compile(r"/step-in/\?next=/home/$"))


@pytest.mark.req("PLAT-02")
def test_without_javascript_the_whole_header_is_there(plain: Page) -> None:
    plain.goto("/step-in/")
    plain.get_by_role("button", name=re.compile("Ade Bankole")).click()

    expect(plain.get_by_role("navigation", name="Main")).to_be_visible()
    plain.get_by_role("navigation", name="Main").get_by_role("link", name="Cases").click()
    expect(plain).to_have_url(re.compile("/cases/$"))
    plain.locator("summary", has_text="Ade Bankole").click()
    plain.get_by_role("link", name="Settings").click()
    plain.get_by_role("button", name="Sign out everywhere").click()
    plain.goto("/home/")
    expect(plain).to_have_url(re.compile("/step-in/"))
