"""Signing in as those do who are no part of a demonstration: password, authenticator app, recovery codes, and the end
of every session at once."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect

from tests.browser.walk import heading
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("SIGN-01")]


@dataclass(frozen=True)
class Person:
    """Somebody who signs in with a password."""

    name: str
    email: str
    password: str


def with_password(site: Site, name: str) -> Person:
    """Give one of the cast a password of their own, and no second factor."""
    person = Person(name, f"{name.split()[0].lower()}@calderholt.example", secrets.token_urlsafe(12))
    changed = "UPDATE accounts_user SET password = %s WHERE email = %s RETURNING id"
    [[user]] = site.rows(changed, [make_password(person.password), person.email])
    site.rows("DELETE FROM mfa_authenticator WHERE user_id = %s", [user])
    return person


def code(key: str, step: int = 0) -> str:
    """What an authenticator app shows for this key now, or some steps of 30 seconds later (RFC 6238)."""
    moment = (int(time.time()) // 30 + step).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(key), moment, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def give(page: Page, person: Person, password: str = "") -> None:
    """The first page of sign-in, filled in and sent."""
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password or person.password)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


def give_code(page: Page, typed: str) -> None:
    """The second page."""
    heading(page, "Enter your code")
    page.get_by_label("Code", exact=True).fill(typed)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def at_home(page: Page, person: Person) -> None:
    """Signed in, and told as whom."""
    expect(page).to_have_url(re.compile("/home/$"))
    expect(page.get_by_role("contentinfo")).to_contain_text(f"Signed in as {person.name}")


def enrol(page: Page, axe: CheckAccess) -> tuple[str, list[str]]:
    """Set up the authenticator app, with a wrong code first. Returns its key and the recovery codes."""
    heading(page, "Set up your authenticator app")
    axe.here(page)
    key = page.locator("#key").inner_text()
    page.goto("/home/")
    heading(page, "Set up your authenticator app")
    key = page.locator("#key").inner_text()
    page.get_by_label("Code from the app").fill("000000" if code(key) != "000000" else "111111")
    page.get_by_role("button", name="Finish setting up").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is not right.")
    assert page.locator("#key").inner_text() == key
    page.get_by_label("Code from the app").fill(code(key))
    page.get_by_role("button", name="Finish setting up").click()
    heading(page, "Keep your recovery codes")
    axe.here(page)
    codes = page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("button", name="I have kept them").or_(page.get_by_role("link", name="I have kept them")).click()
    return key, codes


def sign_out(page: Page) -> None:
    """By the menu of the person."""
    page.locator("summary.al-account, .al-account summary").click()
    page.get_by_role("button", name="Sign out").click()
    signed_out(page)


def signed_out(page: Page) -> None:
    """A page of one's own leads to the way in."""
    page.goto("/home/")
    expect(page).to_have_url(re.compile(r"\?next=/home/$"))


@pytest.mark.req("SIGN-05")
def test_password_app_recovery_code_and_the_end_of_every_session(
    page: Page, second: Page, site: Site, axe: CheckAccess
) -> None:
    hollis = with_password(site, "Hollis Reed")
    give(page, hollis)
    key, codes = enrol(page, axe)
    at_home(page, hollis)
    sign_out(page)

    give(page, hollis, "something else")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")
    give(page, hollis)
    axe.here(page)
    give_code(page, "123")
    expect(page.get_by_role("alert")).to_contain_text("The code is not right.")
    give_code(page, code(key, 1))
    at_home(page, hollis)

    # At another machine, without the phone: a recovery code lets one in, once.
    give(second, hollis)
    give_code(second, codes[0])
    at_home(second, hollis)
    sign_out(second)
    give(second, hollis)
    give_code(second, codes[0])
    expect(second.get_by_role("alert")).to_contain_text("The code is not right.")
    give_code(second, codes[1])
    at_home(second, hollis)

    for address in (
        "/settings/second-factors/", "/settings/password/", "/settings/second-factors/app/remove/",
        "/settings/second-factors/recovery-codes/",
    ):  # fmt: skip
        page.goto(address)
        axe.here(page)
    expect(page.get_by_role("main")).to_contain_text("8 recovery codes left")

    page.goto("/settings/")
    page.get_by_role("button", name="Sign out everywhere").click()
    heading(page, "Sign in")
    signed_out(second)
    give(second, hollis)
    give_code(second, codes[2])
    at_home(second, hollis)


def test_five_wrong_passwords_lock_for_a_while_and_say_so(page: Page, site: Site) -> None:
    bryony = with_password(site, "Bryony Tull")
    for tried in range(5):
        give(page, bryony, "not this one")
        if tried < 4:
            expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")
    heading(page, "Wait 15 minutes, then try again")

    give(page, bryony)
    heading(page, "Wait 15 minutes, then try again")
    expect(page.get_by_role("main")).to_contain_text("ask the administrator of your own organisation")

    site.rows(
        "UPDATE axes_accessattempt SET attempt_time = attempt_time - interval '16 minutes' WHERE username = %s",
        [bryony.email],
    )
    give(page, bryony)
    heading(page, "Set up your authenticator app")
