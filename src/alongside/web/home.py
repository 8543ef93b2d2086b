"""Home and My workload: what waits for me, my cases, and everything one can do here."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.web.middleware import ActingRequest


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """The address without a path: home for who is signed in, otherwise the way in."""
    return redirect("home" if request.user.is_authenticated else settings.LOGIN_URL)


def home(request: ActingRequest) -> HttpResponse:
    """What waits first, my cases, then every function by its name (E-CINS 1.3)."""
    return render(request, "home/home.jinja")
