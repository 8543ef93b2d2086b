"""The plan of a family: read as one story, begun, put in order, completed (E-CINS 5.4; practice framework 5)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.packs.schema import Pack
from alongside.plans.actions.concerns import put_in_order
from alongside.plans.actions.plans import change_plan, complete_plan, put_away_plan, start_plan
from alongside.plans.queries import plans as queries
from alongside.plans.queries.decisions import decision_on
from alongside.plans.queries.family_answers import answers_of
from alongside.plans.queries.needed import needed_of_case
from alongside.plans.queries.plans import PlanPage
from alongside.plans.queries.updates import updates_of
from alongside.plans.rules.plans import moved
from alongside.plans.rules.smart import nudges, sentence_of
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.missing import missing_of
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Changing, Sheet, typed_version, write_once
from alongside.web.words import day_short

_page = require_http_methods(["GET", "HEAD", "POST"])
_MOVES = {"up": -1, "down": 1}


@require_safe
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """The plan in hand, or the last one; where there is none, what a plan is and how to start it."""
    return _shown(request, case_id, lambda: queries.plan_of_case(case_id, actor=request.actor))


@require_safe
def plan(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """One plan of the family, which may be an earlier one."""
    found = plan_on(case_id, plan_id, request)
    return _shown(request, case_id, lambda: found, about=f"Plan begun {day_short(found.started_at)}")


def plan_on(case_id: int, plan_id: int, request: ActingRequest) -> PlanPage:
    """A plan of this case. Raises NotFound for one of another."""
    found = queries.plan(plan_id, actor=request.actor)
    if found.case_id != case_id:
        raise NotFound
    return found


def _shown(
    request: ActingRequest,
    case_id: int,
    read: Any,
    faults: Mapping[str, str] | None = None,
    sentence: str = "",
    about: str = "",
) -> HttpResponse:
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    found: PlanPage | None = read()
    worked_on = found.open_concerns if found else ()
    coded = found is not None and found.framework is not None
    every = queries.plans_of_case(case_id, actor=request.actor) if found and found.has_others else ()
    more = {
        "plan": found, "faults": faults or {}, "sentence": sentence,
        "others": [each for each in every if found and each.id != found.id],
        "nudges": {each.id: nudges(each.judged, coded=coded) for each in worked_on},
        "decided": decision_on("plan", found.id, actor=request.actor) if found and not found.is_draft else None,
        "lacks": {each.id: sentence_of(each.judged) for each in worked_on},
        "updates": updates_of(found.id, actor=request.actor) if found else None,
        "answers": answers_of(found.id, actor=request.actor) if found else None,
    }  # fmt: skip
    shown = around(request, head, family, "plan") | more
    if not found or found.is_in_hand:
        shown["needed"] = missing_of(needed_of_case(case_id, actor=request.actor), case_id, shown["pack"])
    shown |= {"about": about} if about else {}
    return render(request, "plan/plan.jinja", shown, status=422 if faults else 200)


# --- begun and changed


class PlanForm(DatedForm):
    """What a plan is called, and which outcomes framework it is made under."""

    title = Words(
        label="Title of the plan", error_messages={"required": "Give the plan a title."},
        help_text="Every surname in the household, with a slash between them, and the postcode.",
    )  # fmt: skip
    framework = Choice(label="Criteria, outcomes and measures", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, pack: Pack, kept: PlanPage | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["framework"]
        assert isinstance(field, Choice)
        usual = pack.planning.framework
        known = sorted(pack.frameworks, key=lambda each: each.id != usual)
        offered = {each.id: (f"Yes: {each.title}", each.source) for each in known}
        if kept and kept.framework:
            offered.setdefault(kept.framework.id, (f"Yes: {kept.framework.title}", kept.framework.source))
        none = "No: the plan is in words alone"
        field.choices = [*((each, words) for each, (words, _) in offered.items()), ("", none)]
        field.hints = {each: hint for each, (_, hint) in offered.items() if hint}


@_page
def start(request: ActingRequest, case_id: int) -> HttpResponse:
    """Start the family's plan: its title as offered, with or without criteria, outcomes and measures."""
    head = cases.case_head(case_id, actor=request.actor)
    pack = practice(request.actor)
    running = queries.plan_of_case(case_id, actor=request.actor)
    if request.method != "POST" and running and running.is_in_hand:
        return redirect("case_plan", case_id)

    def made(posted: Any) -> PlanForm:
        initial = {"title": head.name, "framework": pack.planning.framework}
        return PlanForm(posted, pack=pack, today=request.actor.today, initial=initial)

    def write(form: forms.Form, version: int) -> str:
        start_plan(case_id, **form.cleaned_data, actor=request.actor)
        messages.success(request, "The plan is begun. It is a draft until you complete it.")
        return reverse("case_plan", args=[case_id])

    return Changing(made, 0, write).answer(request, lambda sheet: _form(request, head, sheet, None))


@_page
def change(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Change the title of a plan, or what it is made under; or put it away, where it was started by mistake."""
    head = cases.case_head(case_id, actor=request.actor)
    found = plan_on(case_id, plan_id, request)
    if request.method != "POST" and not found.is_in_hand:
        return redirect("case_plan", case_id)
    pack = practice(request.actor)
    initial = {"title": found.title, "framework": found.framework.id if found.framework else ""}

    def made(posted: Any) -> PlanForm:
        return PlanForm(posted, pack=pack, kept=found, today=request.actor.today, initial=dict(initial))

    def write(form: forms.Form, version: int) -> str:
        change_plan(plan_id, **form.cleaned_data, version=version, actor=request.actor)
        messages.success(request, "The plan is changed.")
        return reverse("case_plan", args=[case_id])

    return Changing(made, found.version, write).answer(request, lambda sheet: _form(request, head, sheet, found))


def _form(request: ActingRequest, head: cases.CaseHead, sheet: Sheet, found: PlanPage | None) -> HttpResponse:
    shown = {"case": head, "sheet": sheet, "form": sheet.form, "plan": found}
    return render(request, "plan/start.jinja", shown, status=sheet.status)


@require_POST
def put_away(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Put away a plan that was started by mistake."""
    plan_on(case_id, plan_id, request)

    def write() -> str:
        put_away_plan(plan_id, version=typed_version(request), actor=request.actor)
        messages.success(request, "The plan is put away. Its history stays.")
        return reverse("case_plan", args=[case_id])

    return write_once(request, write)


# --- put in order, and completed


@require_POST
def order(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Put the concerns in order: one of them up or down ("7 up"), or all of them as they were dragged ("7,9,8")."""
    found = plan_on(case_id, plan_id, request)
    stands = [each.id for each in (*found.open_concerns, *found.closed_concerns)]
    which, _, way = request.POST.get("move", "").partition(" ")
    concern = number(which) or 0
    if way in _MOVES:
        wanted = moved([each.id for each in found.open_concerns], concern, _MOVES[way])
    else:
        wanted = [
            known for each in request.POST.get("order", "")[:10_000].split(",") if (known := number(each.strip()))
        ]
        concern = number(request.POST.get("dragged", "")) or 0

    def write() -> str:
        put_in_order(plan_id, wanted=[*wanted, *stands], actor=request.actor)
        return reverse("case_plan", args=[case_id]) + (f"#concern-{concern}" if concern in stands else "")

    return write_once(request, write)


@_page
def complete(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Complete the plan, or say what is missing and leave it a draft."""
    found = plan_on(case_id, plan_id, request)
    if request.method != "POST":
        return redirect("case_plan", case_id)

    def write() -> str:
        complete_plan(plan_id, version=typed_version(request), actor=request.actor)
        messages.success(request, "The plan is completed. A manager is asked for a decision on it.")
        return reverse("case_plan", args=[case_id])

    try:
        return write_once(request, write)
    except Invalid as wrong:
        return _shown(request, case_id, lambda: found, wrong.fields or {"once": wrong.sentence}, wrong.sentence)
    except Stale as stale:
        messages.warning(request, f"{stale.sentence} Read it again, then complete it.")
        return redirect("case_plan", case_id)
