"""What belongs to a report and is seen with it alone: its notes, documents and actions. Tasks are set on the case."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.casework.actions.case_actions import add_action, change_action
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.casework.queries import case_actions
from alongside.casework.queries import reports as queries
from alongside.core.actor import LONDON
from alongside.documents.actions import Told, attach_waiting
from alongside.documents.queries import documents_by_id
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_actions import ActionForm
from alongside.web.pages.documents import offer_types
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Words
from alongside.web.pages.files import Files, FilesForm, takes_files
from alongside.web.pages.report import around_report
from alongside.web.pages.writing import Changing, Sheet
from alongside.web.words import counted

_page = require_http_methods(["GET", "HEAD", "POST"])

# --- notes


class NoteTold(DatedForm):
    """A note on a report: when, where, who and what."""

    day = Day(label="Date", error_messages={"required": "Enter the date."})
    time = Clock(label="Time", error_messages={"required": "Enter the time."})
    where = Words(label="Where", required=False)
    who = Words(label="Who", required=False, help_text="Whom you saw or spoke to.")
    what = Words(label="What", widget=forms.Textarea, error_messages={"required": "Say what happened."})

    def contact(self) -> Contact:
        """What was told, at its London time."""
        told = self.cleaned_data
        at = datetime.combine(told["day"], told["time"], LONDON)
        return Contact(at, told["where"], told["who"], told["what"])

    def add_error(self, field: str | None, error: Any) -> None:
        """Beside the field it concerns; the actions know day and time as one."""
        super().add_error("day" if field == "contact_at" else field, error)


@_page
def add_note(request: ActingRequest, report_id: int) -> HttpResponse:
    """A note on a report, seen by whoever sees the report and nobody else."""
    page = queries.report(report_id, actor=request.actor)
    now = request.actor.now.astimezone(LONDON)
    initial = {"day": now.date(), "time": time(now.hour, now.minute)}

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, NoteTold)
        written = write_note(Note(form.contact()), report_id=report_id, actor=request.actor)
        messages.success(request, "The note is added.")
        return f"{reverse('report', args=[report_id])}#note-{written}"

    def show(sheet: Sheet) -> HttpResponse:
        shown = around_report(request, page, "report") | {"form": sheet.form}
        return render(request, "reports/note_add.jinja", shown, status=sheet.status)

    changing = Changing(lambda posted: NoteTold(posted, initial=initial, today=request.actor.today), 0, write)
    return changing.answer(request, show)


# --- documents


class Adding(FilesForm, DatedForm):
    """Several files at once, and what is said of all of them."""

    files = Files(  # type: ignore[assignment]  # a field: Django takes it off the class
        label="Files",
        required=True,
        help_text="PDF, Word, Excel, pictures and scans, up to 50 MB each.",
        error_messages={"required": "Choose a file."},
    )
    type = Choice(label="Type", required=False, widget=forms.Select, blank="Choose a type")
    description = Words(label="Description (optional)", required=False, widget=forms.Textarea)


@_page
@takes_files
def add_documents(request: ActingRequest, report_id: int) -> HttpResponse:
    """Documents in a report, which nobody opens who cannot open the report (E-CINS 5.2.1)."""
    page = queries.report(report_id, actor=request.actor)

    def made(posted: Any) -> Adding:
        form = Adding(posted, today=request.actor.today)
        offer_types(form, practice(request.actor))
        return form

    def write(form: forms.Form, version: int) -> str:
        kept, said = form.cleaned_data["files"], (form.cleaned_data["type"], form.cleaned_data["description"])
        cards = documents_by_id(kept, actor=request.actor)
        told = {card.id: Told(said[0], card.name, said[1]) for card in cards}
        attach_waiting(kept, actor=request.actor, circle=page.circle_id, told=told, facts={"report": report_id})
        messages.success(request, f"{counted(len(kept), 'document')} {'is' if len(kept) == 1 else 'are'} added.")
        return reverse("report", args=[report_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = around_report(request, page, "report") | {"sheet": sheet, "form": sheet.form}
        return render(request, "reports/documents_add.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


# --- actions


@_page
def add_an_action(request: ActingRequest, report_id: int) -> HttpResponse:
    """An action on a report, seen with it (CCM 1.5)."""
    page = queries.report(report_id, actor=request.actor)
    people = case_actions.people_of_report(report_id, actor=request.actor)
    pack, today = practice(request.actor), request.actor.today

    def made(posted: Any) -> ActionForm:
        return ActionForm(posted, pack=pack, people=people, today=today, initial={"created_on": today})

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ActionForm)
        found = add_action(form.told(), report_id=report_id, actor=request.actor)
        messages.success(request, "The action is added.")
        return f"{reverse('report', args=[report_id])}#action-{found}"

    return Changing(made, 0, write).answer(request, lambda sheet: _action(request, page, sheet, None))


def _action(
    request: ActingRequest, page: queries.ReportPage, sheet: Sheet, found: case_actions.ActionListed | None
) -> HttpResponse:
    shown = around_report(request, page, "report") | {"sheet": sheet, "form": sheet.form, "action": found}
    return render(request, "reports/action.jinja", shown, status=sheet.status)


@_page
def action(request: ActingRequest, report_id: int, action_id: int) -> HttpResponse:
    """One action of a report, to be changed, completed or reopened."""
    page = queries.report(report_id, actor=request.actor)
    found = case_actions.action(action_id, report_id=report_id, actor=request.actor)
    people = [*case_actions.people_of_report(report_id, actor=request.actor), *found.participants]
    pack, today = practice(request.actor), request.actor.today
    initial = {name: getattr(found, name) for name in _FIELDS}
    initial |= {"participants": [each.value for each in found.participants]}

    def made(posted: Any) -> ActionForm:
        return ActionForm(posted, pack=pack, people=people, kept=found.type, today=today, initial=dict(initial))

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ActionForm)
        change_action(action_id, told=form.told(), version=version, report_id=report_id, actor=request.actor)
        messages.success(request, "The action is saved.")
        return f"{reverse('report', args=[report_id])}#action-{action_id}"

    changing = Changing(made, found.version, write, _typed)
    return changing.answer(request, lambda sheet: _action(request, page, sheet, found))


def _typed(stands: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in stands.items() if name != "participants"}


_FIELDS = ("name", "type", "created_on", "due_on", "reason", "completed_on", "outcome")
