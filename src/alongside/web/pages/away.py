"""Saying when one is out of office, and who stands in: shown to whoever sends a task or a message."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.actions import Absence, set_away
from alongside.accounts.queries import find_colleagues, said_away
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import DatedForm, Day, Words
from alongside.web.pages.writing import Changing, Sheet


class Absent(DatedForm):
    """From when to when, what they read, and who stands in."""

    starts_on = Day(label="First day away", required=False)
    ends_on = Day(label="First day back", required=False, help_text="Leave it empty if you do not know yet.")
    message = Words(
        label="Message", required=False, widget=forms.Textarea,
        help_text="Whoever sends you a task or a message reads it first. Nothing about families belongs here.",
    )  # fmt: skip
    stand_in = Words(label="Who stands in for you?", required=False, help_text="A colleague’s name or e-mail address.")

    def absence(self, actor: Actor) -> Absence:
        """What was said. Raises Invalid where the stand-in is not one colleague."""
        told = self.cleaned_data
        return Absence(
            told["starts_on"], told["ends_on"], told["message"], one_colleague(told["stand_in"], actor, "stand_in")
        )


def one_colleague(typed: str, actor: Actor, field: str) -> int | None:
    """The one colleague whom the words typed in a field name. Raises Invalid beside it for none and for several."""
    if not typed:
        return None
    found = find_colleagues(typed, actor=actor, limit=5)
    exact = [each for each in found if each.name.casefold() == typed.casefold()]
    fits = exact if len(exact) == 1 else found
    if len(fits) == 1:
        return fits[0].user_id
    if not fits:
        raise Invalid("Check what is marked below.", {field: "Nobody here is called that. Check the spelling."})
    names = "; ".join(f"{each.name}, {each.detail}" for each in fits)
    sentence = f"More than one colleague fits: {names}. Type the whole name or the e-mail address."
    raise Invalid("Check what is marked below.", {field: sentence})


@require_http_methods(["GET", "HEAD", "POST"])
def settings_away(request: ActingRequest) -> HttpResponse:
    """Say when one is out of office (E-CINS 1.3, SIGN-08); emptied, one is not."""
    said = said_away(request.actor)
    initial = {
        "starts_on": said.starts_on, "ends_on": said.ends_on, "message": said.message,
        "stand_in": said.stand_in.name if said.stand_in else "",
    }  # fmt: skip

    def made(posted: Any) -> Absent:
        return Absent(posted, initial=initial, today=request.actor.today)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Absent)
        absence = form.absence(request.actor)
        set_away(absence, actor=request.actor)
        messages.success(request, "Your time away is set." if absence.starts_on else "You are not away any more.")
        return reverse("settings_away")

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"sheet": sheet, "form": sheet.form, "said": said, "away": said.covers(request.actor.today)}
        return render(request, "settings/away.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)
