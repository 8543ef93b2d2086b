"""My workload: what is in progress, what the user put there, and the one button that puts it there (E-CINS 7.3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.assessments.queries.assessments import assessments_in_progress
from alongside.cases import queries as cases
from alongside.casework.actions.workload import put, take_off
from alongside.casework.queries.note_drafts import note_drafts
from alongside.casework.queries.workload import KINDS, on_workload
from alongside.core.refusals import NotFound
from alongside.forms.queries import my_drafts
from alongside.web.middleware import ActingRequest
from alongside.web.pages.reading import number, page_number
from alongside.web.pages.writing import write_once

PAGES = {"case": "case", "report": "report", "task": "task", "person": "person"}
"""Where each kind of thing has its page."""


@require_safe
def workload(request: ActingRequest) -> HttpResponse:
    """The six lists, with what waits for an answer before them and the cases I own after them (E-CINS 7.3.1)."""
    drafts = my_drafts(request.actor)
    asked, made = cases.my_access_requests(actor=request.actor)
    mine = cases.Filter(owner_id=request.actor.user_id)
    shown = {
        "asked": asked,
        "made": made,
        "assessments": assessments_in_progress(actor=request.actor),
        "updates": [draft for draft in drafts if not draft.opens_case],
        "drafts": [draft for draft in drafts if draft.opens_case],
        "notes": note_drafts(actor=request.actor),
        "pack": practice(request.actor),
        "put": on_workload(actor=request.actor),
        "pages": PAGES,
        "page": cases.newest(mine, page=page_number(request), actor=request.actor),
    }
    return render(request, "home/workload.jinja", shown)


@require_POST
def workload_put(request: ActingRequest) -> HttpResponse:
    """Put something on my workload, or take it off, and go back to it; from the workload itself, back there."""
    kind, wanted = request.POST.get("kind", ""), number(request.POST.get("number", "")) or 0
    if kind not in KINDS:
        raise NotFound
    on, from_list = bool(request.POST.get("on")), bool(request.POST.get("list"))

    def write() -> str:
        (put if on else take_off)(kind, wanted, actor=request.actor)
        messages.success(request, "It is on your workload." if on else "It is off your workload.")
        return reverse("workload") if from_list else reverse(PAGES[kind], args=[wanted])

    return write_once(request, write)
