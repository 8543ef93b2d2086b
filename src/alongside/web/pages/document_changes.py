"""Changing a document: what it is called, a newer version, deleting and bringing back, having it scanned again."""

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import practice
from alongside.core.refusals import NotFound
from alongside.documents import actions, queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.documents import facts_of, may_change, offer_types, where_of
from alongside.web.pages.fields import Choice, Words
from alongside.web.pages.files import ACCEPTED, NO_FILE
from alongside.web.pages.writing import Changing, Sheet, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class AsksOf:
    """What a page that changes a document says around its form."""

    heading: str
    said: str
    button: str = "Save"
    intro: str = ""
    warns: bool = False


def _ask(request: ActingRequest, card: queries.DocumentCard, asks: AsksOf, changing: Changing) -> HttpResponse:
    back = reverse("document", args=[card.id])

    def write(form: forms.Form, version: int) -> str:
        led_to = changing.write(form, version)
        messages.success(request, asks.said)
        return led_to or back

    shown = where_of(card, request) | {
        "document": card,
        "asks": asks,
        "back": back,
        "accepted": ACCEPTED,
        "within": True,
    }

    def show(sheet: Sheet) -> HttpResponse:
        more = {"sheet": sheet, "form": sheet.form}
        return render(request, "documents/change.jinja", shown | more, status=sheet.status)

    return Changing(changing.form, changing.version, write, changing.typed).answer(request, show)


class Details(forms.Form):
    """What a document is called, its type, and a few words on it."""

    name = Words(label="Name", error_messages={"required": "Give the document a name."})
    type = Choice(label="Type", required=False, widget=forms.Select, blank="No type")
    description = Words(label="Description (optional)", required=False, widget=forms.Textarea)


@_page
def change(request: ActingRequest, document_id: int) -> HttpResponse:
    """Change name, type and description; what stood there before is in the history."""
    card = _seen(request, document_id)
    initial = asdict(actions.Told(card.type, card.name, card.description))

    def made(posted: Any) -> forms.Form:
        form = Details(posted, initial=initial)
        offer_types(form, practice(request.actor))
        return form

    def write(form: forms.Form, version: int) -> str:
        told = actions.Told(**form.cleaned_data)
        facts = facts_of(card, request)
        actions.change_document(card.id, version=version, told=told, actor=request.actor, facts=facts)
        return ""

    asks = AsksOf("Change the document", "The document is changed.")
    return _ask(request, card, asks, Changing(made, card.version, write))


class Newer(forms.Form):
    """A newer file of the same document."""

    file = forms.FileField(
        label="File", help_text="The file that takes its place. The one before stays among the versions.",
        error_messages=NO_FILE,
    )  # fmt: skip


@_page
def new_version(request: ActingRequest, document_id: int) -> HttpResponse:
    """Put a newer version in the place of the one before, which stays."""
    card = _seen(request, document_id)

    def write(form: forms.Form, version: int) -> str:
        upload, facts = form.cleaned_data["file"], facts_of(card, request)
        actions.add_version(card.id, upload, version=version, actor=request.actor, facts=facts)
        return ""

    def made(posted: Any) -> forms.Form:
        return Newer(posted, request.FILES if posted is not None else None)

    asks = AsksOf("Upload a newer version", "The newer version is there.", "Upload")
    return _ask(request, card, asks, Changing(made, card.version, write))


class Why(forms.Form):
    """Why a document is deleted."""

    why = Words(
        label="Why is it deleted?", widget=forms.Textarea, help_text="It stands in the history with your name.",
        error_messages={"required": "Say why this document is deleted. It stays in the history."},
    )  # fmt: skip


@_page
def delete(request: ActingRequest, document_id: int) -> HttpResponse:
    """Delete a document with a reason: it is hidden and kept."""
    card = queries.document(document_id, actor=request.actor)
    after = reverse("case_documents", args=[card.case_id]) if card.case_id else ""
    after = reverse("downloads") if card.in_library else after

    def write(form: forms.Form, version: int) -> str:
        facts = facts_of(card, request)
        actions.delete_document(card.id, why=form.cleaned_data["why"], actor=request.actor, facts=facts)
        return after

    intro = "Nobody will be able to open it. It is kept, and can be brought back."
    asks = AsksOf(
        "Delete the document", "The document is deleted. It can be brought back.", "Delete it", intro, warns=True
    )
    return _ask(request, card, asks, Changing(Why, card.version, write))


@require_POST
def restore(request: ActingRequest, document_id: int) -> HttpResponse:
    """Bring a deleted document back."""
    card = queries.document(document_id, actor=request.actor)
    facts = facts_of(card, request)

    def write() -> str:
        actions.restore_document(card.id, actor=request.actor, facts=facts)
        messages.success(request, "The document is back.")
        return reverse("document", args=[card.id])

    return write_once(request, write)


@require_POST
def rescan(request: ActingRequest, document_id: int) -> HttpResponse:
    """Ask the scanner again about a document that waits for it."""
    card = queries.document(document_id, actor=request.actor)
    verdict = actions.rescan(card.version_id, actor=request.actor, facts=facts_of(card, request))
    if verdict == "waiting":
        messages.warning(request, "The virus scanner still does not answer. It is asked again every five minutes.")
    elif verdict == "clean":
        messages.success(request, "The document is checked and can be opened.")
    else:
        messages.error(request, "The virus scanner found something harmful. The document stays closed.")
    return redirect("document", card.id)


def _seen(request: ActingRequest, document_id: int) -> queries.DocumentCard:
    """The document, where it is there to be changed by the reader."""
    card = queries.document(document_id, actor=request.actor)
    if card.hidden_at is not None or not may_change(card, request):
        raise NotFound
    return card
