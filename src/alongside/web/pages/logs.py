"""The log of a case: a timeline by time, adding to it in one step, and putting an entry right with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.casework.actions.logs import Contact, add_log, change_log
from alongside.casework.queries import logs as queries
from alongside.core.actor import LONDON
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Clock, DatedForm, Day, Words
from alongside.web.pages.reading import for_page, month_before, page_number, with_query
from alongside.web.pages.writing import Changing, Sheet


class Between(DatedForm):
    """From a day to a day, both included."""

    since = Day(label="From", required=False)
    until = Day(label="To", required=False)


@dataclass(frozen=True)
class Shown:
    """Which part of the log is shown: all time, the past week or month, or between two days."""

    time: str
    form: Between
    since: date | None
    until: date | None

    @property
    def asked(self) -> Mapping[str, str]:
        """The same as it stands in the address."""
        if self.time != "between":
            return {"time": self.time if self.time != "all" else ""}
        return {name: self.form.data.get(name, "") for name in ("since", "until")}


def _shown(request: HttpRequest, today: date) -> Shown:
    form = Between(request.GET, today=today)
    asked = request.GET.get("time", "")
    if form.is_valid() and (form.cleaned_data["since"] or form.cleaned_data["until"]):
        return Shown("between", form, form.cleaned_data["since"], form.cleaned_data["until"])
    if form.errors:
        return Shown("between", form, None, None)
    begins = {"week": today - timedelta(days=6), "month": month_before(today)}
    return Shown(asked if asked in begins else "all", form, begins.get(asked), None)


@require_safe
def log(request: ActingRequest, case_id: int) -> HttpResponse:
    """The log of a case, newest first, grouped by day (E-CINS 3)."""
    head = cases.case_head(case_id, actor=request.actor)
    shown = _shown(request, request.actor.today)
    page = queries.logs(case_id, actor=request.actor, since=shown.since, until=shown.until, page=page_number(request))
    address = reverse("case_log", args=[case_id])
    more = {
        "shown": shown,
        "page": page,
        "days": queries.by_day(page.entries),
        "next_page": for_page(address, **shown.asked),
        "times": [(text, with_query(address, time=name), shown.time == (name or "all")) for name, text in _TIMES],
    }
    family = cases.members(case_id, actor=request.actor)
    return render(request, "case/log.jinja", around(request, head, family, "log") | more)


_TIMES = (("", "All time"), ("week", "Past week"), ("month", "Past month"))


class Told(DatedForm):
    """When, where, who and what: the brief summary that a log is."""

    day = Day(label="Date of contact", error_messages={"required": "Enter the date of the contact."})
    time = Clock(label="Time", error_messages={"required": "Enter the time of the contact."})
    where = Words(label="Where", required=False, help_text="For example: home visit, by telephone, school.")
    who = Words(label="Who", required=False, help_text="Whom you saw or spoke to.")
    what = Words(
        label="What", widget=forms.Textarea, help_text="A brief summary of the visit, contact or observation.",
        error_messages={"required": "Say what happened."},
    )  # fmt: skip

    def contact(self) -> Contact:
        """What was told, at its London time."""
        told = self.cleaned_data
        at = datetime.combine(told["day"], told["time"], LONDON)
        return Contact(at, told["where"], told["who"], told["what"])

    def add_error(self, field: str | None, error: Any) -> None:
        """Beside the field it concerns; the actions know day and time as one."""
        super().add_error("day" if field == "contact_at" else field, error)


def _typed(contact: Mapping[str, Any]) -> Mapping[str, Any]:
    at = contact["contact_at"].astimezone(LONDON)
    return {"day": at.date(), "time": time(at.hour, at.minute)} | {n: contact[n] for n in ("where", "who", "what")}


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Add a log in one step; the date and time of contact are now until told otherwise."""
    head = cases.case_head(case_id, actor=request.actor)
    now = request.actor.now.astimezone(LONDON)
    initial = {"day": now.date(), "time": time(now.hour, now.minute)}

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Told)
        number = add_log(case_id, contact=form.contact(), actor=request.actor)
        messages.success(request, "The log is added.")
        return f"{reverse('case_log', args=[case_id])}#log-{number}"

    changing = Changing(lambda posted: Told(posted, initial=initial, today=request.actor.today), 0, write)
    return changing.answer(request, lambda sheet: _form(request, head, sheet, "case/log_add.jinja"))


def _form(request: ActingRequest, head: cases.CaseHead, sheet: Sheet, page: str, **more: Any) -> HttpResponse:
    in_place = request.headers.get("HX-Request") == "true"
    shown = {"case": head, "sheet": sheet, "form": sheet.form, "in_place": in_place, **more}
    return render(request, page, shown, status=sheet.status)


@require_safe
def entry(request: ActingRequest, case_id: int, log_id: int) -> HttpResponse:
    """One log, and what it said before each change."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.log(case_id, log_id, actor=request.actor)
    changes = [
        line
        for line in cases.history_of(case_id, what="log", number=log_id, actor=request.actor)
        if line.happened.kind == "log.changed"
    ]
    family = cases.members(case_id, actor=request.actor)
    may_change = queries.may_change(found, owner_id=head.owner_id, actor=request.actor)
    more = {"entry": found, "changes": changes, "may_change": may_change}
    return render(request, "case/log_entry.jinja", around(request, head, family, "log") | more)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActingRequest, case_id: int, log_id: int) -> HttpResponse:
    """Put a log right; what it said before stands in its history."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.log(case_id, log_id, actor=request.actor)
    initial = _typed({name: getattr(found, name) for name in ("contact_at", "where", "who", "what")})

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Told)
        change_log(case_id, log_id, version=version, contact=form.contact(), actor=request.actor)
        messages.success(request, "The log is changed. What it said before is kept.")
        return reverse("case_log_entry", args=[case_id, log_id])

    def made(posted: Any) -> Told:
        return Told(posted, initial=dict(initial), today=request.actor.today)

    changing = Changing(made, found.version, write, _typed)
    return changing.answer(request, lambda sheet: _form(request, head, sheet, "case/log_change.jinja", entry=found))
