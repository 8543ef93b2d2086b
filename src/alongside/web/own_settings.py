"""Settings of the signed-in person: second factors, password, and ending every session."""

from typing import Any

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from alongside.accounts.actions import end_sessions
from alongside.web.middleware import ActingRequest


def own_settings(request: ActingRequest) -> HttpResponse:
    """What one can change about one's own sign-in."""
    return render(request, "settings/settings.jinja")


class Password(PasswordChangeView):
    """Change the password one signs in with. It ends every other session."""

    success_url = reverse_lazy("settings")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, "You have no password to change: you do not sign in with one.")
            return redirect("settings")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return response


@require_POST
def sign_out_everywhere(request: ActingRequest) -> HttpResponse:
    """End every session of this person, this one too."""
    end_sessions(actor=request.actor)
    logout(request)
    messages.success(request, "You are signed out here and everywhere else.")
    return redirect("account_login")
