"""What the family says to its copy of the plan: recorded for one of them, concern by concern and area by area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.plans.actions.family_answers import NewAnswer, record_answers
from alongside.plans.queries.family_answers import AnswerShown
from alongside.plans.queries.family_copy import Material, material
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, Words
from alongside.web.pages.writing import Changing, Sheet

_AGREES = [("yes", "Agrees"), ("no", "Does not agree")]
_SAYS: dict[str, bool | None] = {"yes": True, "no": False, "": None}


@dataclass(frozen=True)
class Asked:
    """One thing that somebody is asked about: a concern, an area of the star, or the plan as a whole."""

    field: str
    title: str
    concern_id: int | None = None
    area: str = ""
    detail: str = ""


class Answering(forms.Form):
    """Agrees or not, and own words, for each thing asked about."""

    def __init__(self, *args: Any, asked: Sequence[Asked], **options: Any) -> None:
        super().__init__(*args, **options)
        for each in asked:
            self.fields[each.field] = Choice(
                label=each.title, required=False, choices=_AGREES, widget=forms.RadioSelect
            )
            self.fields[f"{each.field}-words"] = Words(
                label="In their own words", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: ActingRequest, case_id: int, member_id: int) -> HttpResponse:
    """Record what one of the family says to the plan; what they said before stands there to be kept or corrected."""
    found = material(case_id, actor=request.actor, member_id=member_id)
    whom = found.relative(member_id)
    asked = _asked(found)

    def write(form: forms.Form, version: int) -> str:
        told = [_answer(each, form.cleaned_data) for each in asked]
        star = found.star.assessment_id if found.star else None
        new = record_answers(found.plan.id, member_id=member_id, answers=told, actor=request.actor, assessment_id=star)
        messages.success(request, "What they say is recorded." if new else "Nothing they say has changed.")
        return f"{reverse('case_family_copy', args=[case_id])}#answers"

    def made(posted: Any) -> Answering:
        return Answering(posted, asked=asked, initial=_initial(found, asked, member_id))

    def show(sheet: Sheet) -> HttpResponse:
        more = {"whom": whom, "asked": asked, "sheet": sheet, "form": sheet.form, "plan": found.plan}
        return render(request, "family_copy/answers.jinja", {"case": found.head} | more, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


def _asked(found: Material) -> Sequence[Asked]:
    concerns = [
        Asked(f"concern-{each.id}", f"Concern {each.number}: {each.better}", concern_id=each.id, detail=each.goal)
        for each in found.plan.open_concerns
    ]
    areas = [Asked(f"area-{each.id}", each.title, area=each.id) for each in found.star.tool.area] if found.star else []
    return [Asked("whole", "The plan as a whole"), *concerns, *areas]


def _answer(asked: Asked, told: dict[str, Any]) -> NewAnswer:
    return NewAnswer(_SAYS[told[asked.field]], told[f"{asked.field}-words"], asked.concern_id, asked.area)


def _initial(found: Material, asked: Sequence[Asked], member_id: int) -> dict[str, str]:
    initial = {}
    for each in asked:
        before = found.answers.of_member(_said(found, each), member_id)
        if before is not None:
            initial[each.field] = {True: "yes", False: "no", None: ""}[before.agrees]
            initial[f"{each.field}-words"] = before.own_words
    return initial


def _said(found: Material, asked: Asked) -> Sequence[AnswerShown]:
    if asked.concern_id is not None:
        return found.answers.of_concern(asked.concern_id)
    return found.answers.of_area(asked.area) if asked.area else found.answers.whole
