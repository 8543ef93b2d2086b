"""Signing people in by HTTP, as a browser without JavaScript does."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client

from alongside.accounts.models import User

PASSWORD = "three words apart"


def known(user: User, password: str = PASSWORD) -> User:
    """Give somebody of the cast a password."""
    user.set_password(password)
    user.save()
    return user


def with_app(user: User) -> str:
    """Give somebody an authenticator app and recovery codes. Returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code(secret: str, step: int = 0) -> str:
    """What the app shows now, or a step of 30 seconds before or after (a code works once)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def give_password(client: Client, email: str, password: str = PASSWORD, wanted: str = "") -> HttpResponse:
    """Send the first page of sign-in."""
    sent = {"login": email, "password": password} | ({"next": wanted} if wanted else {})
    return client.post("/sign-in/", sent)  # type: ignore[return-value]  # django-stubs gives its own test response


def sign_in(client: Client, user: User, secret: str, step: int = 0) -> HttpResponse:
    """Password, then code."""
    give_password(client, user.email)
    return client.post("/sign-in/code/", {"code": code(secret, step)})  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    """The page's HTML."""
    return response.content.decode()
