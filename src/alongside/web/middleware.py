"""The one middleware that opens the acting transaction, so that no page runs without PostgreSQL knowing who asks."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.accounts.queries import actor_for
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Refused, Stale


class ActingRequest(HttpRequest):
    """A request with its actor; pages for signed-in people receive this."""

    actor: Actor


class _Undone(Exception):
    """Carries a response out of a transaction that must be undone."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def keeping(response: HttpResponse) -> HttpResponse:
    """Mark an answer of 4xx whose changes stay: a draft keeps what was typed even where it cannot be right yet."""
    response.keeps = True  # type: ignore[attr-defined]  # read by Acting below
    return response


class Acting:
    """Makes the actor of a signed-in request and walks the request inside `acting_as`.

    A page that fails leaves nothing half done: a response of 400 or more undoes the transaction unless it says that it
    is `keeping`. A refusal becomes a page that says what to do.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        actor = actor_for(request.user, datetime.now(UTC))
        request.actor = actor  # type: ignore[attr-defined]  # ActingRequest, for the pages behind sign-in
        try:
            with acting_as(actor):
                response = self.get_response(request)
                if response.status_code >= 400 and not getattr(response, "keeps", False):
                    raise _Undone(response)
        except _Undone as undone:
            return undone.response
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal, as a page. Everything else is Django's to report."""
        if not isinstance(exception, Refused):
            return None
        if exception.status == 404:
            return render(request, "errors/404.jinja", status=404)
        page = "errors/stale.jinja" if isinstance(exception, Stale) else "errors/refused.jinja"
        return render(request, page, {"refused": exception}, status=exception.status)
