"""Supervision: whose is due, what was held, and recording one with the families discussed (practice framework 11.6)."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.core.actor import LONDON
from alongside.core.refusals import NotFound
from alongside.pathway.actions.supervisions import Discussed, Session, change_supervision, record_supervision
from alongside.pathway.queries import supervisions as queries
from alongside.pathway.queries.supervisions import OpenCase
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Clock, DatedForm, Day, Words
from alongside.web.pages.reading import for_page, page_number
from alongside.web.pages.writing import Changing, Sheet


@require_safe
def supervisions(request: ActingRequest) -> HttpResponse:
    """Whose supervision is due, for who supervises; and the reader's own, as they alone and their supervisor see it."""
    _, mine, _ = queries.of_worker(request.actor.user_id, actor=request.actor)
    shown = {"mine": mine, "supervised": queries.supervised(actor=request.actor), "today": request.actor.today}
    return render(request, "supervision/list.jinja", shown)


@require_safe
def of_worker(request: ActingRequest, user_id: int) -> HttpResponse:
    """Every supervision of one worker that the reader may see."""
    page = page_number(request)
    name, rows, more = queries.of_worker(user_id, actor=request.actor, page=page)
    shown = {
        "name": name, "rows": rows, "more": more, "page": page, "user_id": user_id,
        "records": queries.supervises(user_id, actor=request.actor),
        "next_page": for_page(reverse("supervision_of", args=[user_id])),
    }  # fmt: skip
    return render(request, "supervision/worker.jinja", shown)


@require_safe
def one(request: ActingRequest, supervision_id: int) -> HttpResponse:
    """One supervision as it was recorded."""
    held = queries.supervision(supervision_id, actor=request.actor)
    return render(request, "supervision/one.jinja", {"held": held, "mine": held.supervisor_id == request.actor.user_id})


class Written(DatedForm):
    """What is written of a supervision."""

    notes = Words(
        label="What you talked about", widget=forms.Textarea,
        help_text="The work, the worker, training, leave. The two of you and your own manager read it, nobody else.",
        error_messages={"required": "Say what you talked about."},
    )  # fmt: skip
    agreed = Words(label="What you agreed", widget=forms.Textarea, required=False)
    next_on = Day(label="Next supervision", required=False)


class Recording(Written):
    """A supervision, with a pair of fields for each open case of the worker's."""

    field_order = ("held_on", "held_time", "notes", "agreed", "next_on")
    held_on = Day(label="Held on", error_messages={"required": "Say on which day it was held."})
    held_time = Clock(label="At", required=False)

    def __init__(self, *args: object, cases: Sequence[OpenCase], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.cases = cases
        for each in cases:
            self.fields[f"talked-{each.case_id}"] = forms.BooleanField(
                label=f"{each.name}, case {each.case_id}", required=False
            )
            self.fields[f"said-{each.case_id}"] = Words(
                label="What was discussed", widget=forms.Textarea, required=False
            )
            self.fields[f"case-{each.case_id}"] = Words(
                label="Decision and why", widget=forms.Textarea, required=False,
                help_text="Left empty, it is to be written by the end of the next working day.",
            )  # fmt: skip

    def session(self) -> Session:
        """What was typed, with the families that were ticked or written about."""
        told = self.cleaned_data
        at = datetime.combine(told["held_on"], told["held_time"] or time(0), LONDON)
        found = [
            Discussed(each.case_id, told[f"said-{each.case_id}"], told[f"case-{each.case_id}"]) for each in self.cases
        ]
        kept = [each for each in found if told[f"talked-{each.case_id}"] or each.discussed or each.decision]
        return Session(at, told["notes"], told["agreed"], told["next_on"], kept)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: ActingRequest, user_id: int) -> HttpResponse:
    """Record supervision with a worker. Nobody but who supervises them finds the page."""
    if not queries.supervises(user_id, actor=request.actor):
        raise NotFound
    name, _, _ = queries.of_worker(user_id, actor=request.actor)
    cases = queries.cases_of(user_id, actor=request.actor)

    def write(form: forms.Form, _version: int) -> str:
        assert isinstance(form, Recording)
        number = record_supervision(user_id, form.session(), actor=request.actor)
        messages.success(request, f"Supervision with {name} is recorded.")
        return reverse("supervision", args=[number])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"name": name, "user_id": user_id, "sheet": sheet, "form": sheet.form, "cases": cases}
        return render(request, "supervision/record.jinja", shown, status=sheet.status)

    now = request.actor.now.astimezone(LONDON)
    initial = {"held_on": now.date(), "held_time": time(now.hour, now.minute)}
    made = partial(Recording, today=request.actor.today, cases=cases, initial=initial)
    return Changing(made, 0, write).answer(request, show)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActingRequest, supervision_id: int) -> HttpResponse:
    """Put right what was written; for its supervisor alone."""
    held = queries.supervision(supervision_id, actor=request.actor)
    if held.supervisor_id != request.actor.user_id:
        raise NotFound
    back = reverse("supervision", args=[supervision_id])

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        change_supervision(
            supervision_id, version=version, notes=told["notes"], agreed=told["agreed"], next_on=told["next_on"],
            actor=request.actor,
        )  # fmt: skip
        return back

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"held": held, "sheet": sheet, "form": sheet.form, "back": back}
        return render(request, "supervision/change.jinja", shown, status=sheet.status)

    initial = {"notes": held.notes, "agreed": held.agreed, "next_on": held.next_on}
    return Changing(partial(Written, today=request.actor.today, initial=initial), held.version, write).answer(
        request, show
    )
