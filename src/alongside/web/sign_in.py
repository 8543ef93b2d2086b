"""Signing in: what we tell django-allauth and django-axes to do, and the few views of theirs that we change."""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_bytes

from alongside.accounts.actions import begin_session
from alongside.accounts.queries import signed_in
from alongside.web.doors import PASSED
from alongside.web.middleware import keeping

_FRESH = 600
"""Seconds for which having signed in counts as having just proved who one is."""


class Backend(AuthenticationBackend):
    """Checks e-mail and password as allauth does; reads the user of a session in one query."""

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        return signed_in(user_id)


class Adapter(DefaultAccountAdapter):
    """What we change of allauth's sign-in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "incorrect_password": "The password is not right. Type it again.",
        "enter_current_password": "The password you have now is not right. Type it again.",
        "too_many_login_attempts": "There were too many tries that failed. Wait 15 minutes, then try again.",
        "incorrect_code": "The code is not right. Type the code that your app shows now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator of the organisation adds users."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session, and note in it whether a second factor was given."""
        super().login(request, user)
        begin(request, user, by="mfa" if _gave_second_factor(request, user) else "")

    def set_password(self, user: Any, password: str) -> None:
        """Set it and write nothing else: the application may write this column and few others of a user."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """None of the library's messages: each page of ours says what happened in its own words."""

    def is_reauthentication_required(self, app: str) -> bool:
        """Changing second factors asks for the password again, unless one signed in minutes ago."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not (records and time.time() - records[-1]["at"] < _FRESH)


def begin(request: HttpRequest, user: Any, *, by: str) -> None:
    """A session has begun with the second factor given by `by`; "" where it still must be set up."""
    if by:
        request.session[PASSED] = by
    begin_session(user, now=datetime.now(UTC))


def _gave_second_factor(request: HttpRequest, user: AbstractBaseUser) -> bool:
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


class SecondFactors(DefaultMFAAdapter):
    """Second factors: their secrets lie encrypted in the database, and the last one cannot be taken away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Type the code that your app shows now.",
        "cannot_delete_authenticator": "This is your only second factor. Add another one first, then remove this.",
    }

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner calls it something else."""
        had = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"My device {had + 1}" if had else "My device"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another app or passkey remains; recovery codes alone are not a second factor."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def _lock() -> MultiFernet:
    def keys() -> Iterator[Fernet]:
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            yield Fernet(base64.urlsafe_b64encode(sha256(b"alongside.second-factor:" + force_bytes(secret)).digest()))

    return MultiFernet(list(keys()))


class EnrolApp(ActivateTOTPView):
    """Set up an authenticator app. The code typed proves it, so the session has its second factor from then on."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session.setdefault(PASSED, "enrolled")
        messages.success(self.request, "Your authenticator app is set up.")
        return response


class EnrolPasskey(AddWebAuthnView):
    """Set up a passkey; using it proves it, as with an app."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session.setdefault(PASSED, "enrolled")
        messages.success(self.request, "Your passkey is set up.")
        return response


class RemovePasskey(RemoveWebAuthnView):
    """Take a passkey away, unless it is the last second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not SecondFactors().can_delete_authenticator(self.get_object()):
            messages.error(self.request, SecondFactors.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "The passkey was removed.")
        return response


def name_given(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name that failed sign-ins are counted under: the e-mail address as typed, in small letters."""
    given = (credentials or {}).get("email") or (request.POST.get("login", "") if request else "")
    return str(given).strip().lower()[:254]


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, past as many proxies as ALONGSIDE_PROXIES says stand in front of us."""
    return str(get_adapter().get_client_ip(request))


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: a sentence. The same is said for a name that nobody has."""
    return keeping(render(request, "errors/locked.jinja", status=429))
