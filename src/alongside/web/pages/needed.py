"""What is needed for a family: what is missing and why, with the one step to take; then what is there already."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.cases import queries as cases
from alongside.plans.queries.needed import needed_of_case
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.missing import missing_of


@require_safe
def needed(request: ActingRequest, case_id: int) -> HttpResponse:
    """What the practice here asks for, for this family, and how it stands today (ASMT-05 to ASMT-07)."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    rows = needed_of_case(case_id, actor=request.actor)
    shown = around(request, head, family, "needed")
    more = {"rows": rows, "missing": missing_of(rows, case_id, shown["pack"])}
    return render(request, "needed/needed.jinja", shown | more)
