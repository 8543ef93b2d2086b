"""One concern of a plan, with what happened to it; its tasks set; closed and reopened (E-CINS 5.4, 5.4.1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.plans.actions.concerns import close_concern, reopen_concern
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.queries.interventions import requests_of_plan
from alongside.plans.queries.plans import ConcernShown
from alongside.plans.rules.smart import nudges
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages import task_set
from alongside.web.pages.case import around
from alongside.web.pages.concern_form import concern_on
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.files import takes_files
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])
_LEADS = (
    ("Ask a service for an intervention", "intervention_ask"),
    ("Record an outcome", "outcome_add"),
)
"""What else can be done with an open concern, by the page it is done on."""


@require_safe
def concern(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """One concern with its tasks, what would make it clearer, and everything that happened to it."""
    head = cases.case_head(case_id, actor=request.actor)
    plan, found = concern_on(case_id, concern_id, request)
    family = cases.members(case_id, actor=request.actor)
    more = {
        "plan": plan, "concern": found, "about": f"Concern {found.number}",
        "nudges": {found.id: nudges(found.judged, coded=plan.framework is not None) if found.is_open else ()},
        "leads": [("Add an update", reverse("concern_update", args=[case_id, plan.id, concern_id]))]
        + [(words, at) for words, page in _LEADS if (at := address(page, case_id, concern_id))],
        "asked_of": requests_of_plan(plan.id, actor=request.actor).get(concern_id, ()),
        "history": cases.history_of(case_id, what="concern", number=concern_id, actor=request.actor),
    }  # fmt: skip
    return render(request, "plan/concern.jinja", around(request, head, family, "plan") | more)


# --- closed and reopened


class Closing(DatedForm):
    """How a concern ended."""

    achieved = Choice(
        label="How does it end?", widget=forms.RadioSelect,
        choices=[("yes", "It is achieved"), ("no", "It is given up")],
        error_messages={"required": "Say whether it is achieved or given up."},
    )  # fmt: skip
    because = Words(
        label="Why is it given up?", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where it is given up: what the family said, what took its place.",
    )  # fmt: skip


class Reopening(DatedForm):
    """Why a concern is opened again."""

    why = Words(
        label="Why is it opened again?", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is opened again."},
    )  # fmt: skip


@_page
def close(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """Close a concern, as achieved or given up."""
    head = cases.case_head(case_id, actor=request.actor)
    plan, found = concern_on(case_id, concern_id, request)
    if request.method != "POST" and not (plan.is_in_hand and found.is_open):
        return redirect("concern", case_id, concern_id)

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        achieved = told["achieved"] == "yes"
        close_concern(
            concern_id, achieved=achieved, because=told["because"], version=version, actor=request.actor
        )  # fmt: skip
        messages.success(request, f"Concern {found.number} is closed. It stands at the end of the plan.")
        return reverse("case_plan", args=[case_id])

    return _ending(request, head, found, Closing, write)


@_page
def reopen(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """Open a closed concern again."""
    head = cases.case_head(case_id, actor=request.actor)
    plan, found = concern_on(case_id, concern_id, request)
    if request.method != "POST" and (found.is_open or not plan.is_in_hand):
        return redirect("concern", case_id, concern_id)

    def write(form: forms.Form, version: int) -> str:
        reopen_concern(concern_id, why=form.cleaned_data["why"], version=version, actor=request.actor)
        messages.success(request, f"Concern {found.number} is open again.")
        return reverse("case_plan", args=[case_id]) + f"#concern-{concern_id}"

    return _ending(request, head, found, Reopening, write)


def _ending(
    request: ActingRequest, head: cases.CaseHead, found: ConcernShown, asks: type[DatedForm], write: Any
) -> HttpResponse:
    def made(posted: Any) -> DatedForm:
        return asks(posted, today=request.actor.today)

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "concern": found, "sheet": sheet, "form": sheet.form, "closes": asks is Closing}
        return render(request, "plan/close.jinja", shown, status=sheet.status)

    # Words changed meanwhile do not stand in the way: what is written here is how the concern ends.
    return Changing(made, found.version, write, lambda theirs: {}).answer(request, show)


# --- its tasks


@require_safe
def choose_for(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """Choose who does something about a concern: a colleague, a team, or a member of the family."""
    _, found = concern_on(case_id, concern_id, request)
    return task_set.choosing(request, case_id, _about(case_id, found))


@_page
@takes_files
def ask(request: ActingRequest, case_id: int, concern_id: int, to: str) -> HttpResponse:
    """Say what is to be done and by when; the task stands on the concern and on the case."""
    _, found = concern_on(case_id, concern_id, request)

    def put(task: int) -> str:
        put_task_on(concern_id, task, actor=request.actor)
        return reverse("case_plan", args=[case_id]) + f"#concern-{concern_id}"

    return task_set.asking(request, case_id, to, _about(case_id, found, put))


def _about(case_id: int, found: ConcernShown, put: Any = None) -> task_set.Occasion:
    return task_set.Occasion(
        caption=f"Concern {found.number}", words=found.better,
        choose=reverse("concern_task_add", args=[case_id, found.id]),
        to=lambda whom: reverse("concern_task_set", args=[case_id, found.id, whom]),
        back=reverse("case_plan", args=[case_id]) + f"#concern-{found.id}", put=put,
    )  # fmt: skip
