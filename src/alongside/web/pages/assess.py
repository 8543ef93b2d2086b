"""One assessment: its star, its parts and what stands in them; completing it, its date, putting it away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.assessments.actions import assessments as actions
from alongside.assessments.queries.assessments import (
    AssessmentPage,
    assessment,
    assessments_of_case,
    children_of,
    speakers,
)
from alongside.assessments.rules.tools import PRACTITIONER, missing
from alongside.cases import queries as cases
from alongside.core.refusals import Invalid
from alongside.plans.queries.decisions import decision_on
from alongside.reporting.queries.audits import audits_of
from alongside.web.middleware import ActingRequest
from alongside.web.pages.assess_list import comparable, compare_address
from alongside.web.pages.assess_shown import laid_of, part_lines, star_shown, table_of, written_in
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import DatedForm, Day
from alongside.web.pages.writing import Changing, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def one(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """An assessment as it is done, or as it was completed: the star, its table, the parts, who agrees."""
    head = cases.case_head(case_id, actor=request.actor)
    page = assessment(assessment_id, actor=request.actor, case_id=case_id)
    decided = None if page.in_progress else decision_on("assessment", page.id, actor=request.actor)
    audits = [] if page.in_progress else audits_of(page.id, actor=request.actor)
    more = {"decided": decided, "audits": audits, "today": request.actor.today}
    return render(request, "assessments/assessment.jinja", shown_of(request, head, page) | more)


def shown_of(request: ActingRequest, head: cases.CaseHead, page: AssessmentPage) -> dict[str, Any]:
    """What the page of an assessment shows."""
    family, pack = cases.members(head.id, actor=request.actor), practice(request.actor)
    children = {each.id: each.name for each in children_of(family, pack)}
    lines, laid = part_lines(page, children), laid_of(page)
    heads, rows = table_of(page, laid)
    same = [each for each in assessments_of_case(head.id, actor=request.actor) if each.tool == page.tool.id]
    dates = next((found for _, found in comparable(same) if page.id in {each.id for each in found}), None)
    return {
        "case": head, "page": page, "lines": lines, "laid": laid, "heads": heads, "rows": rows, "pack": pack,
        "star": star_shown(page), "written": {line.part: written_in(page, line.part) for line in lines},
        "next": next((line for line in lines if not line.is_begun), None), "lacking": lacking(page, list(children)),
        "speakers": speakers(page.tool, family, pack, page.scores),
        "compare": compare_address(head.id, dates) if dates else "",
        "history": cases.history_of(head.id, what="assessment", number=page.id, actor=request.actor),
    }  # fmt: skip


def lacking(page: AssessmentPage, children: list[int]) -> list[str]:
    """What it needs before it can be completed, in sentences."""
    found = [sentence for _, sentence in missing(page.tool, page.words(), page.scored_areas(), children)]
    if page.tool.agreement and not any(each.whose == PRACTITIONER for each in page.agreements):
        found.append("Record whether the practitioner agrees with the scores.")
    return found


@_page
def complete(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """Complete it, once one has seen what is missing and what is left empty."""
    head = cases.case_head(case_id, actor=request.actor)
    page = assessment(assessment_id, actor=request.actor, case_id=case_id)
    here = reverse("assessment", args=[case_id, assessment_id])
    if not page.in_progress:
        return redirect(here)
    wrong = ""
    if request.method == "POST":
        try:
            return write_once(request, lambda: _completed(request, assessment_id, here))
        except Invalid as refused:
            wrong = refused.fields.get("missing", refused.sentence)
    shown = shown_of(request, head, page) | {"wrong": wrong}
    return render(request, "assessments/complete.jinja", shown, status=422 if wrong else 200)


def _completed(request: ActingRequest, assessment_id: int, here: str) -> str:
    actions.complete(assessment_id, actor=request.actor)
    messages.success(request, "The assessment is completed.")
    return here


class TookPlace(DatedForm):
    """A correction of the day an assessment took place."""

    took_place_on = Day(
        label="When did it take place?", error_messages={"required": "Enter the day the assessment took place."}
    )


@_page
def took_place(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """Put the day it took place right; what it was stays in the history."""
    head = cases.case_head(case_id, actor=request.actor)
    page = assessment(assessment_id, actor=request.actor, case_id=case_id)
    here = reverse("assessment", args=[case_id, assessment_id])
    asks = Asks("Change the date of the assessment", "", "The date is changed.", back=here)

    def write(form: forms.Form, version: int) -> str:
        on = form.cleaned_data["took_place_on"]
        actions.correct_date(assessment_id, took_place_on=on, version=version, actor=request.actor)
        return here

    made = filled(request, TookPlace, {"took_place_on": page.took_place_on})
    return ask(request, head, asks, Changing(made, page.version, write))


@_page
def put_away(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """Put one away that was started by mistake, once asked whether that is meant."""
    head = cases.case_head(case_id, actor=request.actor)
    page = assessment(assessment_id, actor=request.actor, case_id=case_id)
    if not page.in_progress:
        return redirect("assessment", case_id, assessment_id)
    if request.method == "POST":
        return write_once(request, lambda: _put_away(request, case_id, assessment_id))
    return render(request, "assessments/put_away.jinja", {"case": head, "page": page})


def _put_away(request: ActingRequest, case_id: int, assessment_id: int) -> str:
    actions.put_away(assessment_id, actor=request.actor)
    messages.success(request, "The assessment is put away.")
    return reverse("case_assessments", args=[case_id])
