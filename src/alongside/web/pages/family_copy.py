"""The family's copy of its plan: for whom, what is in it, what is left out; as a page, in large print, as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.cases.actions import look_at
from alongside.core.refusals import Invalid
from alongside.plans.actions.family_copy import faults_by_field, make_family_copy, print_copy
from alongside.plans.queries import family_copy as queries
from alongside.plans.queries.family_answers import answers_of
from alongside.plans.queries.plans import plan_of_case
from alongside.plans.rules.family_copy import Chosen, Relative, has_postcode, voice_key
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, Ticks
from alongside.web.pages.printed import as_pdf
from alongside.web.pages.writing import say_beside, write_once


@require_safe
def case_family_copy(request: ActingRequest, case_id: int) -> HttpResponse:
    """For whom a copy can be made, the copies that were made, and what the family says to the plan (PLAN-07)."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    plan = plan_of_case(case_id, actor=request.actor)
    more = {
        "plan": plan,
        "names": {each.id: each.name for each in family},
        "for_whom": [each for each in family if each.left_on is None and each.band != "Unborn"],
        "made": queries.copies_made(case_id) if plan else [],
        "answers": answers_of(plan.id, actor=request.actor) if plan else None,
        "area_titles": {area.id: area.title for tool in (plan.practice.tools if plan else ()) for area in tool.area},
    }
    return render(request, "family_copy/copies.jinja", around(request, head, family, "family-copy") | more)


# --- choosing what is in it


@dataclass(frozen=True)
class Offered:
    """Something that can be in a copy: as it is called, why it is better left out, and what stands within it."""

    value: str
    title: str
    why_not: str = ""
    warns: str = ""
    within: Sequence["Offered"] = ()


class Choosing(forms.Form):
    """What goes into a copy."""

    concerns = Ticks(label="Concerns", required=False)
    tasks = Ticks(label="Tasks", required=False)
    voices = Ticks(label="Whose scores", required=False)
    areas = Ticks(label="Areas of the star", required=False)
    print = Choice(
        label="Size of print", widget=forms.RadioSelect,
        choices=[("ordinary", "Ordinary print, 12 point"), ("large", "Large print, 18 point")],
        error_messages={"required": "Choose a size of print."},
    )  # fmt: skip

    def offer(self, found: queries.Material) -> None:
        """Take what there is on the plan and on the star."""
        star = found.star
        offered = {
            "concerns": [(str(each.id), each.better) for each in found.plan.concerns],
            "tasks": [(str(task.id), task.title) for each in found.plan.concerns for task in each.tasks],
            "voices": [(_voice(each), each.name) for each in star.voices] if star else [],
            "areas": [(each.id, each.title) for each in star.tool.area] if star else [],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, Ticks)
            field.choices = choices

    def chosen(self, member_id: int) -> Chosen:
        """The same, as the actions take it."""
        told = self.cleaned_data
        return Chosen(
            member=member_id,
            concerns=frozenset(map(int, told["concerns"])),
            tasks=frozenset(map(int, told["tasks"])),
            voices=frozenset(told["voices"]),
            areas=frozenset(told["areas"]),
            large=told["print"] == "large",
        )


def _voice(voice: Any) -> str:
    return voice_key(voice.voice.voice, voice.voice.member)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: ActingRequest, case_id: int, member_id: int) -> HttpResponse:
    """Choose what is in a copy for one of the family; see it, and what is left out, before it is made."""
    found = queries.material(case_id, actor=request.actor, member_id=member_id)
    whom = found.relative(member_id)
    form = Choosing(request.POST if request.method == "POST" else None, initial=_initial(found, request, member_id))
    form.offer(found)
    if request.method != "POST" or not form.is_valid():
        return _choosing(request, found, whom, form, status=422 if request.method == "POST" else 200)
    chosen = form.chosen(member_id)
    if faults := faults_by_field(found, chosen):
        return _choosing(request, found, whom, form, faults, 422)
    step = request.POST.get("step", "")
    if step == "choose":
        return _choosing(request, found, whom, form)
    if step != "make":
        return _checking(request, found, whom, form, chosen)

    def write() -> str:
        made = make_family_copy(found.plan.id, case_id=case_id, chosen=chosen, actor=request.actor)
        messages.success(request, "The copy is made. Print it, or save the PDF.")
        return reverse("case_family_copy_made", args=[case_id, made])

    try:
        return write_once(request, write)
    except Invalid as wrong:
        say_beside(form, wrong)
        return _choosing(request, found, whom, form, wrong.fields, 422)


def _initial(found: queries.Material, request: ActingRequest, member_id: int) -> dict[str, Any]:
    chosen = found.suggested(member_id)
    return {
        "concerns": [str(each) for each in chosen.concerns],
        "tasks": [str(each) for each in chosen.tasks],
        "voices": [*chosen.voices],
        "areas": [*chosen.areas],
        "print": "ordinary",
    }


_POSTCODE = "There is something like a postcode in it. Look at it before you give it to anybody."


def _warns(*words: str) -> str:
    return _POSTCODE if any(map(has_postcode, words)) else ""


def _choosing(
    request: ActingRequest, found: queries.Material, whom: Relative, form: Choosing,
    faults: Any = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    offered = [
        Offered(
            str(each.id), f"{each.number}. {each.better}", found.why_not(each, whom),
            _warns(each.better, each.goal, each.knowing, each.contingency),
            [Offered(str(task.id), task.title, warns=_warns(task.title)) for task in each.tasks],
        )
        for each in found.plan.concerns
    ]  # fmt: skip
    voices = [
        Offered(_voice(each), each.name or "The worker’s scores", found.why_not_voice(each, whom))
        for each in (found.star.voices if found.star else ())
    ]
    more = {
        "whom": whom, "form": form, "offered": offered, "voices": voices, "faults": faults or {}, "plan": found.plan,
        "areas": found.star.tool.area if found.star else (),
    }  # fmt: skip
    return render(request, "family_copy/choose.jinja", {"case": found.head} | more, status=status)


def _checking(
    request: ActingRequest, found: queries.Material, whom: Relative, form: Choosing, chosen: Chosen
) -> HttpResponse:
    if not chosen.concerns and not (chosen.voices and chosen.areas):
        form.add_error("concerns", "Choose a concern at least, or somebody’s scores.")
        return _choosing(request, found, whom, form, status=422)
    more = {
        "whom": whom,
        "form": form,
        "left_out": found.left_out(chosen),
        "told": found.told(chosen, on=request.actor.today),
        "plan": found.plan,
    }
    return render(request, "family_copy/check.jinja", {"case": found.head} | more)


# --- a copy that was made


@require_safe
def made(request: ActingRequest, case_id: int, copy_id: int) -> HttpResponse:
    """A copy as a page to print; where what it shows has changed since, that it has to be made anew."""
    head = cases.case_head(case_id, actor=request.actor)
    copy = queries.copy_made(case_id, copy_id)
    if queries.is_stale(case_id, copy):
        return render(
            request, "family_copy/stale.jinja", {"case": head, "copy": copy, "whom": _whom(copy, request, head)}
        )
    look_at(case_id, actor=request.actor, page="family-copy")
    found = _found(request, case_id, copy)
    told = found.told(copy.chosen, on=copy.on)
    shown = {"case": head, "copy": copy, "told": told, "whom": found.by_id[copy.chosen.member]}
    return render(request, "family_copy/made.jinja", shown)


@require_safe
def pdf(request: ActingRequest, case_id: int, copy_id: int) -> HttpResponse:
    """The same as a tagged PDF. Nothing of the family is in its name."""
    copy = queries.copy_made(case_id, copy_id)
    if queries.is_stale(case_id, copy):
        return redirect("case_family_copy_made", case_id, copy_id)
    look_at(case_id, actor=request.actor, page="family-copy")
    told = _found(request, case_id, copy).told(copy.chosen, on=copy.on)
    done = print_copy(told, actor=request.actor)
    return as_pdf(done.pdf, f"plan-{case_id}.pdf")


def _found(request: ActingRequest, case_id: int, copy: queries.CopyMade) -> queries.Material:
    return queries.material(case_id, actor=request.actor, plan_id=copy.plan_id, member_id=copy.chosen.member)


def _whom(copy: queries.CopyMade, request: ActingRequest, head: cases.CaseHead) -> Relative | None:
    """Whom a copy is for, where they are on the case still."""
    family = queries.relatives(head.id, actor=request.actor)
    found = next((each for each in family if each.id == copy.chosen.member), None)
    return found if found and not found.has_left else None
