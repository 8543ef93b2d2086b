"""Pausing work with a family and going on, reviewing the aims of a case, and the days on which nobody works here."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import COORDINATING, practice
from alongside.cases import pausing, queries
from alongside.clocks.actions.closed_days import add_closed_day, remove_closed_day
from alongside.clocks.queries.closed_days import calendar
from alongside.core.refusals import NotFound
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.writing import Changing, Sheet, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])


class Pausing(DatedForm):
    """Why work with the family pauses."""

    reason = Words(
        label="Why does work with the family pause?", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands on the case until work goes on, and in its history.",
        error_messages={"required": "Say why work pauses. It stands on the case."},
    )  # fmt: skip


@_page
def pause(request: ActingRequest, case_id: int) -> HttpResponse:
    """Pause work with the family, with a reason (CLOK-07)."""
    head = queries.case_head(case_id, actor=request.actor)
    back = reverse("case_clocks", args=[case_id])
    if head.paused_since is not None and request.method != "POST":
        return redirect(back)
    stops = any(each.pauses for each in practice(request.actor).timescales)
    intro = (
        "Clocks that this practice lets pause stand still until work goes on; what is overdue already stays overdue."
        if stops
        else "No clock of this practice stops meanwhile: what is due stays due."
    )
    asks = Asks("Pause work with the family", "", "Work with the family is paused.", "Pause", back=back, intro=intro)

    def write(form: forms.Form, version: int) -> str:
        pausing.pause(case_id, reason=form.cleaned_data["reason"], version=version, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, Pausing, {}), head.version, write))


class Resuming(DatedForm):
    """Nothing to fill in."""


@_page
def resume(request: ActingRequest, case_id: int) -> HttpResponse:
    """Go on with work that was paused."""
    head = queries.case_head(case_id, actor=request.actor)
    back = reverse("case_clocks", args=[case_id])
    if head.paused_since is None and request.method != "POST":
        return redirect(back)
    asks = Asks(
        "Go on with the work", "", "Work with the family goes on.", "Go on", back=back,
        intro=f"It was paused because: {head.paused_because}. Clocks that stood still count again from today.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        pausing.resume(case_id, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, Resuming, {}), head.version, write))


class Aims(DatedForm):
    """What the review of the aims found."""

    aim = Choice(
        label="What follows?", widget=forms.RadioSelect,
        choices=[("go on", "Go on as before"), ("refer on", "Refer the family on"), ("close", "Close the case")],
        error_messages={"required": "Choose what follows from the review."},
    )  # fmt: skip
    words = Words(
        label="What the review found", widget=forms.Textarea,
        help_text="Which aims are reached, which are not, and what comes next.",
        error_messages={"required": "Say what the review found."},
    )  # fmt: skip


@_page
def review(request: ActingRequest, case_id: int) -> HttpResponse:
    """Review the aims of a case: go on, refer on, or close (CCM 1.1)."""
    head = queries.case_head(case_id, actor=request.actor)
    weeks = practice(request.actor).casework.due_after_weeks
    if weeks is None:
        raise NotFound
    back = reverse("case_clocks", args=[case_id])
    asks = Asks(
        "Review the aims of the case", "", "The review is recorded.", "Record the review", back=back,
        intro=f"The case is due for review again {weeks} weeks from today.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        pausing.review_aims(case_id, aim=told["aim"], words=told["words"], version=version, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, Aims, {}), head.version, write))


# --- days on which nobody works


class Closing(DatedForm):
    """A day, and why nobody works then."""

    on = Day(label="Day", help_text="For example, 24-12-2026", error_messages={"required": "Enter the day."})
    reason = Words(
        label="Why nobody works on that day", help_text="For example: offices closed. It stands beside each date.",
        error_messages={"required": "Say why nobody works on that day. Everybody reads it beside a date."},
    )  # fmt: skip


@_page
def closed_days(request: ActingRequest) -> HttpResponse:
    """On which days nobody works here; the coordinating team adds to them."""
    actor = request.actor
    may = COORDINATING in actor.roles

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        add_closed_day(told["on"], reason=told["reason"], actor=actor)
        messages.success(request, "The day is closed. Every date is being counted anew.")
        return reverse("closed_days")

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"days": calendar(actor=actor), "may": may, "sheet": sheet, "form": sheet.form, "pack": practice(actor)}
        return render(request, "clocks/closed_days.jinja", shown, status=sheet.status)

    return Changing(partial(Closing, today=actor.today), 0, write).answer(request, show)


@require_POST
def closed_day_remove(request: ActingRequest, day_id: int) -> HttpResponse:
    """Work on a day after all."""

    def write() -> str:
        remove_closed_day(day_id, actor=request.actor)
        messages.success(request, "Work is done on that day after all. Every date is being counted anew.")
        return reverse("closed_days")

    return write_once(request, write)
