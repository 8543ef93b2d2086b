"""Putting a note right by what is appended, deleting it with the trace kept, and bringing it back."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.actions.logs import bring_back_log, correct_log, delete_log
from alongside.casework.queries import logs as queries
from alongside.core.actor import LONDON
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Clock, DatedForm, Day, Words
from alongside.web.pages.writing import Changing, Sheet, write_once


class Right(DatedForm):
    """What is right, and when it really took place, where that was told wrongly."""

    words = Words(
        label="What is right", widget=forms.Textarea,
        help_text="What the note says stays as it was written. This stands below it, with your name and the time.",
        error_messages={"required": "Say what is right."},
    )  # fmt: skip
    day = Day(
        label="It took place on", required=False, help_text="Only where the date was wrong. For example, 5-9-2026"
    )
    time = Clock(label="At", required=False)

    def clean(self) -> dict[str, Any]:
        """A day and a time go together."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("time") and not told.get("day") and "day" not in self.errors:
            self.add_error("day", "Enter the date too.")
        if told.get("day") and not told.get("time") and "time" not in self.errors:
            self.add_error("time", "Enter the time too.")
        return told

    def took_place(self) -> datetime | None:
        """When it took place; None where that was right."""
        told = self.cleaned_data
        return datetime.combine(told["day"], told["time"], LONDON) if told["day"] and told["time"] else None

    def add_error(self, field: str | None, error: Any) -> None:
        """Beside the field it concerns; the actions know day and time as one."""
        super().add_error("day" if field == "contact_at" else field, error)


def _typed(correction: Mapping[str, Any]) -> Mapping[str, Any]:
    at = correction["contact_at"].astimezone(LONDON) if correction["contact_at"] else None
    return {
        "words": correction["words"],
        "day": at.date() if at else None,
        "time": time(at.hour, at.minute) if at else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActingRequest, case_id: int, log_id: int) -> HttpResponse:
    """Append what is right. Somebody else who did so meanwhile is shown first."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.log(case_id, log_id, actor=request.actor)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Right)
        words, at = form.cleaned_data["words"], form.took_place()
        correct_log(case_id, log_id, version=version, words=words, contact_at=at, actor=request.actor)
        messages.success(request, "The note is corrected. What it said before stands beside it.")
        return reverse("case_log_entry", args=[case_id, log_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "entry": found, "sheet": sheet, "form": sheet.form, "pack": practice(request.actor)}
        return render(request, "notes/correct.jinja", shown, status=sheet.status)

    changing = Changing(lambda posted: Right(posted, today=request.actor.today), found.version, write, _typed)
    return changing.answer(request, show)


class Why(forms.Form):
    """Why a note is deleted."""

    why = Words(
        label="Why is it deleted?", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: written on the wrong family. This stays in the log for everybody with the case.",
        error_messages={"required": "Say why it is deleted."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ActingRequest, case_id: int, log_id: int) -> HttpResponse:
    """Delete a note: it is hidden, with who, when and why (CCM 1.6)."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.log(case_id, log_id, actor=request.actor)

    def write(form: forms.Form, version: int) -> str:
        delete_log(case_id, log_id, why=form.cleaned_data["why"], actor=request.actor)
        messages.success(request, "The note is deleted. That it was there stays in the log and in the history.")
        return f"{reverse('case_log', args=[case_id])}#log-{log_id}"

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "entry": found, "sheet": sheet, "form": sheet.form, "pack": practice(request.actor)}
        return render(request, "notes/delete.jinja", shown, status=sheet.status)

    return Changing(lambda posted: Why(posted), found.version, write).answer(request, show)


@require_POST
def bring_back(request: ActingRequest, case_id: int, log_id: int) -> HttpResponse:
    """Bring a deleted note back."""

    def write() -> str:
        bring_back_log(case_id, log_id, actor=request.actor)
        messages.success(request, "The note is back.")
        return reverse("case_log_entry", args=[case_id, log_id])

    if request.POST.get("once"):
        return write_once(request, write)
    return redirect("case_log_entry", case_id, log_id)
