"""Giving a family to a worker with the caseloads in sight, everybody's caseload, and the pre-allocation list."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases.actions import look_at
from alongside.core.actor import LONDON
from alongside.core.refusals import Refused
from alongside.packs.process_schema import TeamRole
from alongside.pathway.actions.allocations import Reached, contact_waiting
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.queries import allocating as queries
from alongside.pathway.queries.caseloads import Lines, Worker, of_my_teams
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Words
from alongside.web.pages.reading import number
from alongside.web.pages.team import OverForm
from alongside.web.pages.writing import Sheet, answered

_page = require_http_methods(["GET", "HEAD", "POST"])


class AllocateForm(OverForm):
    """Who is given the family, in which part, and why."""

    field_order = ("worker", "role", "why", "over_reason")
    worker = Choice(
        label="Who works with the family?", widget=forms.RadioSelect,
        error_messages={"required": "Choose who works with the family."},
    )  # fmt: skip
    role = Choice(label="As", widget=forms.RadioSelect)
    why = Words(label="Why them", required=False, widget=forms.Textarea)


@_page
def allocate(request: ActingRequest, item_id: int) -> HttpResponse:
    """Give a family to a worker; ?to= shows their caseload as it would be, and saves nothing."""
    family = queries.to_allocate(item_id, actor=request.actor)
    role = _role(request, family)
    lines = queries.who_can(family, role, actor=request.actor)
    workers = {each.user_id: each for each in lines.workers}
    asked = workers.get(number(request.POST.get("worker", "") or request.GET.get("to", "")) or 0)
    if request.method != "POST":
        look_at(family.case_id, actor=request.actor, page="allocation")

    def made(posted: Any) -> AllocateForm:
        initial = {"worker": str(asked.user_id) if asked else "", "role": role.id}
        form = AllocateForm(posted, today=request.actor.today, initial=initial)
        worker, part = form.fields["worker"], form.fields["role"]
        assert isinstance(worker, Choice) and isinstance(part, Choice)
        worker.choices = [(str(each.user_id), each.name) for each in workers.values()]
        part.choices = [(each.id, each.title) for each in family.roles]
        return form

    def write(form: Any, version: int) -> str:
        told = form.cleaned_data
        answers = queries.answers_of(int(told["worker"]), told["role"], told["why"], told["over_reason"])
        done = Done(family.allocates_by, answers)
        finish(item_id, version=version, done=done, actor=request.actor)
        messages.success(request, f"{family.name} is allocated to {workers[int(told['worker'])].name}.")
        return reverse("case_team", args=[family.case_id])

    def show(sheet: Sheet) -> HttpResponse:
        return render(
            request, "allocation/allocate.jinja", _shown(request, family, lines, asked, sheet), status=sheet.status
        )

    return answered(request, made, family.version, write, show)


def _shown(
    request: ActingRequest, family: queries.ToAllocate, lines: Lines, asked: Worker | None, sheet: Sheet
) -> dict[str, Any]:
    return {
        "family": family, "lines": lines, "asked": asked, "sheet": sheet, "form": sheet.form,
        "would": queries.what_if(asked, family) if asked else None, "pack": practice(request.actor),
        "most": _most(lines), "today": request.actor.today, "item_at": address("item", family.item_id),
    }  # fmt: skip


def _most(lines: Lines) -> int:
    """The most families on the scale of the bars: so many as anybody has, or should have, and one more."""
    return max([1, *(max(each.load.families + 1, each.recommended) for each in lines.workers)])


def _role(request: ActingRequest, family: queries.ToAllocate) -> TeamRole:
    """The part that the family is given: the one asked for, else the one that leads."""
    asked = request.POST.get("role", "") or request.GET.get("role", "")
    found = [each for each in family.roles if each.id == asked] or [each for each in family.roles if each.leads]
    if not (found or family.roles):
        raise Refused(
            "This partnership’s practice does not say who can be given a family. Ask the coordinating team to say in"
            " the pack who holds which part."
        )
    return (found or list(family.roles))[0]


@_page
def without(request: ActingRequest, item_id: int, way: str) -> HttpResponse:
    """Go on without giving the family to anybody yet: onto the pre-allocation list; or from the list to allocation."""
    if request.method != "POST":
        return redirect("allocate", item_id)

    def write(form: Any, version: int) -> str:
        item = finish(item_id, version=version, done=Done(way), actor=request.actor)
        following = queries.next_of(item.pk, actor=request.actor)
        if following is not None:
            return reverse("allocate", args=[following])
        messages.success(request, "The family is on the pre-allocation list. A duty worker contacts it every week.")
        return reverse("waiting")

    def show(sheet: Sheet) -> HttpResponse:
        messages.error(request, sheet.sentence or "That cannot be done here. Read how it stands, then go on.")
        return redirect("waiting")

    return answered(request, lambda posted: DatedForm(posted, today=request.actor.today), 0, write, show)


@require_safe
def caseloads(request: ActingRequest) -> HttpResponse:
    """How many families everybody in the teams that I manage has, against how many they should have."""
    lines = of_my_teams(actor=request.actor)
    pack = practice(request.actor)
    shown = {"lines": lines, "most": _most(lines), "pack": pack, "caseload": pack.caseload}
    return render(request, "allocation/caseloads.jinja", shown)


@require_safe
def waiting(request: ActingRequest) -> HttpResponse:
    """The pre-allocation list: the families that wait for a worker, and when each is contacted next."""
    found = queries.waiting_list(actor=request.actor)
    return render(request, "allocation/waiting.jinja", {"found": found, "today": request.actor.today})


class ContactForm(DatedForm):
    """A contact with a family that waits, or an attempt."""

    reached = Choice(
        label="Did you reach them?", widget=forms.RadioSelect,
        choices=[("yes", "Yes, I spoke with the family"), ("no", "No, nobody answered")],
        hints={"no": "It is kept as an attempt. The family is still to be contacted this week."},
        error_messages={"required": "Choose whether you reached the family."},
    )  # fmt: skip
    words = Words(
        label="What was said, or what you tried", widget=forms.Textarea,
        error_messages={"required": "Say how the family is, or that nobody answered."},
    )  # fmt: skip
    day = Day(label="Date", error_messages={"required": "Enter the date of the contact."})
    time = Clock(label="Time", error_messages={"required": "Enter the time of the contact."})


@_page
def contact(request: ActingRequest, item_id: int) -> HttpResponse:
    """Write down a contact with a family that waits, or an attempt."""
    found = queries.on_list(item_id, actor=request.actor)
    now = request.actor.now.astimezone(LONDON)

    def made(posted: Any) -> ContactForm:
        return ContactForm(posted, today=request.actor.today, initial={"day": now.date(), "time": now.time()})

    def write(form: Any, version: int) -> str:
        told = form.cleaned_data
        at = _moment(told["day"], told["time"], request)
        contact_waiting(
            item_id, contact=Reached(told["reached"] == "yes", told["words"], at), actor=request.actor
        )  # fmt: skip
        said = "The contact is kept." if told["reached"] == "yes" else "The attempt is kept. Try again this week."
        messages.success(request, said)
        return reverse("waiting")

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"family": found, "sheet": sheet, "form": sheet.form}
        return render(request, "allocation/contact.jinja", shown, status=sheet.status)

    return answered(request, made, 0, write, show)


def _moment(on: date, at: time, request: ActingRequest) -> datetime:
    """When it took place; a minute that has only begun is not after now."""
    moment, now = datetime.combine(on, at, LONDON), request.actor.now
    return now if now < moment < now + timedelta(minutes=1) else moment
