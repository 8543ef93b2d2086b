"""Stepping into one of the cast: in a demonstration only. Anywhere else there is no such page."""

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from alongside.accounts.queries import cast, signed_in
from alongside.web.sign_in import begin

BACKEND = "alongside.web.sign_in.Backend"


@login_not_required
@never_cache
def step_in(request: HttpRequest) -> HttpResponse:
    """The cast, to step into one of them. 404 where this is no demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    if request.method == "POST":
        return _begin_as(request)
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    return render(request, "sign_in/step_in.jinja", {"cast": cast(), "wanted": wanted})


def _begin_as(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("user", "")
    user = signed_in(int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    if user is None:
        raise Http404
    logout(request)
    login(request, user, backend=BACKEND)
    begin(request, user, by="demonstration")
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if ours else "home")
