"""The doors before every page: signed in, with a second factor, and nothing left behind in a browser's cache.

A page is behind them unless its view is marked `login_not_required`; a new page is so from its first day.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

PASSED = "second_factor"
"""In the session: by what the second factor was given ("mfa", "enrolled", "demonstration")."""

_ENROLMENT = {
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "account_logout", "account_reauthenticate",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "step_in", "guide", "guide_page",
}  # fmt: skip


class SignedIn(LoginRequiredMiddleware):
    """Who is not signed in is led to sign in, and afterwards to the page they wanted."""

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        """Let the signed-in through. A part of a page that htmx asks for leads the whole page to sign in.

        What was written in a form does not go with the redirect: it is shown, to be copied, before signing in.
        """
        answer: HttpResponseBase | None = super().process_view(request, *view)
        if answer is not None and request.method == "POST" and _by_a_person(request):
            sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: request.path})}"
            return render(request, "errors/signed_out.jinja", {"sign_in": sign_in}, status=403)
        if answer is None or request.headers.get("HX-Request") != "true":
            return answer
        wanted = urlencode({REDIRECT_FIELD_NAME: _page_behind(request)})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{wanted}"})


def _by_a_person(request: HttpRequest) -> bool:
    # A form that a browser sends as a page; what scripts send has its own way of saying that the session is over.
    return "text/html" in request.headers.get("Accept", "") and request.headers.get("HX-Request") != "true"


def _page_behind(request: HttpRequest) -> str:
    # A part of a page was asked for; what the person looks at is the page, as long as it is ours.
    shown = request.headers.get("HX-Current-URL", "")
    ours = f"{request.scheme}://{request.get_host()}/"
    return shown[len(ours) - 1 :] if shown.startswith(ours) else "/"


class SecondFactor:
    """Who is signed in without a second factor is led to set one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if not passed(request) and _name(request) not in _ENROLMENT:
            return redirect("mfa_activate_totp")
        response = self.get_response(request)
        # Pages about families stay in no cache. What was being typed comes back by other ways (alongside.js, drafts).
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def passed(request: HttpRequest) -> bool:
    """Whether this session was begun with a second factor; in a demonstration, stepping in counts as one."""
    by = request.session.get(PASSED)
    return bool(by) and (by != "demonstration" or settings.DEMONSTRATION)


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
