"""The documents of a case: listing them, adding several at once, and the page of one with what it holds."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.queries.of_circle import report_of_circle
from alongside.core.refusals import NotFound, Refused
from alongside.documents import actions, queries
from alongside.documents.preview import Picture, picture
from alongside.documents.rules.kinds import ending_for
from alongside.documents.rules.names import LONGEST_NAME, offered_name, saved_as
from alongside.packs.schema import Label, Pack
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.files import Files, FilesForm, takes_files
from alongside.web.pages.reading import for_page, page_number, with_query, words
from alongside.web.pages.writing import Changing, Sheet
from alongside.web.words import counted, size

# --- the list


@require_safe
def case_documents(request: ActingRequest, case_id: int) -> HttpResponse:
    """The documents of a case, newest first, by type and by words of their names (E-CINS 2.6.1, CCM 1.7)."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    shown = around(request, head, family, "documents")
    asked = _asked(request, shown["pack"])
    address = reverse("case_documents", args=[case_id])
    more = {
        "page": queries.documents_of_case(
            case_id, actor=request.actor, page=page_number(request), type=asked.type, words=asked.words,
            deleted=asked.deleted,
        ),
        "asked": asked,
        "all_at": address,
        "deleted_at": with_query(address, show="deleted"),
        "next_page": for_page(address, **asked.parts),
    }  # fmt: skip
    return render(request, "documents/of_case.jinja", shown | more)


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for."""

    type: str
    words: str
    deleted: bool

    @property
    def parts(self) -> Mapping[str, str]:
        """The same as parts of an address."""
        return {"type": self.type, "q": self.words, "show": "deleted" if self.deleted else ""}

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.type or self.words)


def _asked(request: ActingRequest, pack: Pack) -> Asked:
    chosen = request.GET.get("type", "")
    known = {each.id for each in pack.document_types}
    return Asked(chosen if chosen in known else "", words(request), request.GET.get("show") == "deleted")


# --- adding


class Adding(FilesForm, DatedForm):
    """Several files at once, and what is said of all of them. A name is offered where none is given."""

    files = Files(  # type: ignore[assignment]  # a field: Django takes it off the class
        label="Files",
        help_text=f"PDF, Word, Excel, pictures and scans, up to {size(settings.LARGEST_DOCUMENT)} each.",
        error_messages={"required": "Choose a file."},
    )
    type = Choice(label="Type of document", required=False, widget=forms.Select, blank="Choose a type")
    day = Day(label="Date of the document", required=False)
    name = Words(label="Name", required=False)
    description = Words(label="Description (optional)", required=False, widget=forms.Textarea)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Add documents to a case: chosen, dropped, or taken with the camera."""
    head = cases.case_head(case_id, actor=request.actor)
    pack = practice(request.actor)

    def made(posted: Any) -> Adding:
        initial = {"day": request.actor.today, "type": _first(request, pack)}
        form = Adding(posted, initial=initial, today=request.actor.today)
        offer_types(form, pack)
        form.fields[
            "name"
        ].help_text = f"Leave it empty to call it {offered_name(head.name, 'Consent', request.actor.today)}, and so on."
        return form

    def write(form: forms.Form, version: int) -> str:
        kept = form.cleaned_data["files"]
        told = _told(form, kept, head.name, pack, request.POST)
        actions.attach_waiting(kept, actor=request.actor, case=case_id, told=told)
        messages.success(request, _said(kept))
        return reverse("case_documents", args=[case_id])

    shown = {"case": head, "pack": pack, "family": offered_name(head.name, "", request.actor.today)[:-11]}

    def show(sheet: Sheet) -> HttpResponse:
        return render(request, "documents/add.jinja", shown | {"sheet": sheet, "form": sheet.form}, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


def _first(request: ActingRequest, pack: Pack) -> str:
    """The type that whoever led here asked for, such as the signed copy of a consent."""
    asked = request.GET.get("type", "")
    return asked if asked in {each.id for each in pack.document_types} else ""


def offer_types(form: forms.Form, pack: Pack) -> None:
    """Offer the pack's types of document."""
    field = form.fields["type"]
    assert isinstance(field, Choice)
    field.offer([Label(id=each.id, title=each.title) for each in pack.document_types])


def _said(kept: Sequence[int]) -> str:
    return f"{counted(len(kept), 'document')} {'is' if len(kept) == 1 else 'are'} added."


def _told(
    form: forms.Form, kept: Sequence[int], case_name: str, pack: Pack, posted: QueryDict
) -> Mapping[int, actions.Told]:
    """What is said of each file: beside it, or of all of them; the name offered where none is given, numbered."""
    given, found, used = form.cleaned_data, {}, set[str]()
    for number in kept:
        type_ = posted.get(f"type-{number}", given["type"]) or given["type"]
        what = pack.title_of("document_types", type_) if type_ else "Document"
        name = posted.get(f"name-{number}", "").strip() or given["name"]
        name = name or offered_name(case_name, what, given["day"] or form.today)  # type: ignore[attr-defined]
        found[number] = actions.Told(type_, _numbered(name, used), given["description"])
    return found


def _numbered(name: str, used: set[str]) -> str:
    """The name, with a number behind it where another file of this form has it already."""
    at, found = 1, name
    while found in used:
        at += 1
        found = f"{name[: LONGEST_NAME - 5]} ({at})"
    used.add(found)
    return found


# --- one document


@require_safe
def document(request: ActingRequest, document_id: int) -> HttpResponse:
    """A document: what it is, what it looks like, its versions, and what can be done with it."""
    try:
        card = queries.document(document_id, actor=request.actor)
    except NotFound:
        return turned_away(request, document_id)
    actions.look_at(document_id, actor=request.actor, facts=facts_of(card, request))
    shown = {
        "document": card,
        "versions": queries.versions(document_id, actor=request.actor),
        "may_delete": card.may_delete(request.actor) and card.hidden_at is None,
        "may_restore": card.may_restore(request.actor) and card.hidden_at is not None,
        "may_change": may_change(card, request) and card.hidden_at is None,
    }
    return render(request, "documents/document.jinja", shown | where_of(card, request))


def where_of(card: queries.DocumentCard, request: ActingRequest) -> dict[str, Any]:
    """Where a document stands, for what stands around its pages."""
    head = cases.case_head(card.case_id, actor=request.actor) if card.case_id else None
    report = report_of_circle(card.circle_id, actor=request.actor) if not card.case_id else None
    return {"case": head, "report_id": report, "pack": practice(request.actor), "within": False}


def facts_of(card: queries.DocumentCard, request: ActingRequest) -> Mapping[str, Any]:
    """What an event of a document names beside it: the report that it belongs to."""
    report = report_of_circle(card.circle_id, actor=request.actor) if not card.case_id else None
    return {"report": report} if report else {}


def may_change(card: queries.DocumentCard, request: ActingRequest) -> bool:
    """Whether the reader may change a document: whoever sees it, and of the library those who look after it."""
    return not card.in_library or card.may_delete(request.actor)


def turned_away(request: ActingRequest, document_id: int) -> HttpResponse:
    """The page for what is not there, as for any other address; that it was asked for is kept (S121)."""
    actions.note_turned_away(document_id, actor=request.actor)
    return keeping(render(request, "errors/404.jinja", status=404))


_SANDBOX = "default-src 'none'; sandbox"
"""What a browser may do with a file that somebody else made: nothing but save it."""


@require_safe
def file(request: ActingRequest, document_id: int, number: int) -> HttpResponse | FileResponse:
    """Download a version: always saved, never opened in the page, whatever is in it."""
    try:
        card = queries.document(document_id, actor=request.actor)
        opened = actions.open_document(document_id, number=number, actor=request.actor, facts=facts_of(card, request))
    except NotFound:
        return turned_away(request, document_id)
    name = saved_as(opened.name, ending_for(opened.content_type))
    headers = {
        "Content-Length": str(opened.size),
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Content-Security-Policy": _SANDBOX,
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return FileResponse(opened.content, content_type=opened.content_type, headers=headers)


@require_safe
def read(request: ActingRequest, document_id: int, number: int) -> HttpResponse:
    """Look at a version without saving it: a picture of it, page by page."""
    try:
        card = queries.document(document_id, actor=request.actor)
        drawn, why = _drawn(request, card, number)
    except NotFound:
        return turned_away(request, document_id)
    page = page_number(request)
    shown = {
        "document": card,
        "number": number,
        "drawn": drawn,
        "why": why,
        "data": base64.b64encode(drawn.png).decode() if drawn else "",
        "next_page": for_page(reverse("document_read", args=[document_id, number])),
        "page": page,
        "within": True,
    }
    return render(request, "documents/read.jinja", where_of(card, request) | shown)


def _drawn(request: ActingRequest, card: queries.DocumentCard, number: int) -> tuple[Picture | None, str]:
    try:
        opened = actions.open_document(
            card.id, number=number, actor=request.actor, how="shown", facts=facts_of(card, request)
        )
    except NotFound:
        raise
    except Refused as refused:
        return None, refused.sentence
    with opened.content:
        found = picture(opened.content, content_type=opened.content_type, page=page_number(request))
    return found, "" if found else "It cannot be shown here. Download it to read it."
