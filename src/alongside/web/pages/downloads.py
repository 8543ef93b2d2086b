"""Downloads: the library of templates and guidance, kept by the coordinating team (E-CINS 1.3, 8.4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import COORDINATING
from alongside.core.refusals import Refused
from alongside.documents import actions, queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Words
from alongside.web.pages.files import ACCEPTED, NO_FILE
from alongside.web.pages.reading import for_page, page_number, with_query, words
from alongside.web.pages.writing import Changing, Sheet


@require_safe
def downloads(request: ActingRequest) -> HttpResponse:
    """The library by name, found by words of name and description."""
    typed, address = words(request), reverse("downloads")
    keeps = COORDINATING in request.actor.roles
    deleted = keeps and request.GET.get("show") == "deleted"
    show = "deleted" if deleted else ""
    shown = {
        "page": queries.library(actor=request.actor, page=page_number(request), words=typed, deleted=deleted),
        "q": typed,
        "keeps": keeps,
        "deleted": deleted,
        "deleted_at": with_query(address, show="deleted"),
        "next_page": for_page(address, q=typed, show=show),
    }
    return render(request, "documents/downloads.jinja", shown)


class Adding(forms.Form):
    """A file of the library, what it is called and what it is for."""

    file = forms.FileField(
        label="File",
        error_messages=NO_FILE,
    )  # fmt: skip
    name = Words(label="Name", required=False, help_text="Leave it empty to use the name of the file.")
    description = Words(
        label="What is it for? (optional)", required=False, widget=forms.Textarea, help_text="It is searched as well."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest) -> HttpResponse:
    """Put a file into the library; the coordinating team may."""
    if COORDINATING not in request.actor.roles:
        raise Refused("Only the coordinating team puts documents into Downloads. Send it to them.")

    def write(form: forms.Form, version: int) -> str:
        told = {name: form.cleaned_data[name] for name in ("name", "description")}
        actions.keep(form.cleaned_data["file"], actor=request.actor, library=True, **told)
        messages.success(request, "The document is in Downloads.")
        return reverse("downloads")

    def made(posted: Any) -> Adding:
        return Adding(posted, request.FILES if posted is not None else None)

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"sheet": sheet, "form": sheet.form, "accepted": ACCEPTED}
        return render(request, "documents/download_add.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)
