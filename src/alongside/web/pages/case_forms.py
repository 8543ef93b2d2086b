"""A form of a case, opened in place or as a page of its own: what stands around it, what is said once it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alongside.cases.queries import CaseHead
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, DatedForm
from alongside.web.pages.writing import Changing, Sheet


@dataclass(frozen=True)
class Asks:
    """What a page that changes something says around its form.

    `section` is where on the case page it is shown; `back` the address of another page that shows it.
    """

    heading: str
    section: str
    said: str
    """What is said once it is done."""
    button: str = "Save"
    not_yours: str = ""
    """Why the reader cannot change it; stands in the place of the form."""
    back: str = ""
    intro: str = ""
    warns: bool = False
    """Whether pressing the button takes something away."""


def ask(
    request: ActingRequest, head: CaseHead, asks: Asks, changing: Changing, page: str = "case/change.jinja", **more: Any
) -> HttpResponse:
    """Show the form with what stands around it, or write, say so, and lead back to where the case shows it."""
    back = asks.back or f"{reverse('case', args=[head.id])}#{asks.section}"

    def write(form: forms.Form, version: int) -> str:
        led_to = changing.write(form, version)
        messages.success(request, asks.said)
        return led_to or back

    def show(sheet: Sheet) -> HttpResponse:
        in_place = request.headers.get("HX-Request") == "true"
        shown = {"case": head, "asks": asks, "sheet": sheet, "form": sheet.form, "back": back, "in_place": in_place}
        return render(request, page, shown | more, status=sheet.status)

    return Changing(changing.form, changing.version, write, changing.typed).answer(request, show)


Fill = Callable[[Any], DatedForm]


def filled(request: ActingRequest, form: type[DatedForm], initial: dict[str, Any], **choices: Sequence[Any]) -> Fill:
    """Makes the form, with what stands now in it and the pack's choices."""

    def made(posted: Any) -> DatedForm:
        sheet = form(posted, initial=initial, today=request.actor.today)
        for name, offered in choices.items():
            field = sheet.fields[name]
            assert isinstance(field, Choice)
            field.offer(offered)
        return sheet

    return made
