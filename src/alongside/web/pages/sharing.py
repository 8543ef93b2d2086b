"""Who can see a case and why; sharing it with a colleague or a team, and stopping."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import find_colleagues, holder_of, teams
from alongside.cases import access, queries
from alongside.cases.basis import standing
from alongside.cases.shares import Access, shared_with, shares
from alongside.core.refusals import Invalid, NotFound
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import DatedForm, Day, Words
from alongside.web.pages.reading import words
from alongside.web.pages.writing import say_beside, write_once


@require_safe
def case_access(request: ActingRequest, case_id: int) -> HttpResponse:
    """Who can see the case and why, who could before, and who asks to (E-CINS 2.5)."""
    head = queries.case_head(case_id, actor=request.actor)
    every = shares(case_id, actor=request.actor)
    coordinating = next((team for team in teams(actor=request.actor) if team.coordinates), None)
    has_it = coordinating is None or any(each.holder == coordinating.principal and each.holds for each in every)
    more = {
        "holding": [each for each in every if each.stopped_at is None],
        "stopped": [each for each in every if each.stopped_at],
        "missing": None if has_it else coordinating,
        "requests": queries.requests_on(case_id, actor=request.actor) if head.is_owner else [],
    }
    family = queries.members(case_id, actor=request.actor)
    return render(request, "case/access.jinja", around(request, head, family, "access") | more)


@require_safe
def choose(request: ActingRequest, case_id: int) -> HttpResponse:
    """Choose whom to share with: a colleague, searched for, or a team, the coordinating team first."""
    head = queries.case_head(case_id, actor=request.actor)
    typed = words(request)
    shown = {
        "case": head,
        "q": typed,
        "colleagues": find_colleagues(typed, actor=request.actor) if typed else [],
        "teams": teams(actor=request.actor),
        "stands": standing(case_id, actor=request.actor),
        "holding": set(shared_with(case_id, actor=request.actor)),
    }
    return render(request, "case/share_choose.jinja", shown)


class Sharing(DatedForm):
    """Why somebody is given access, and for how long."""

    why = Words(
        label="Why do they need to see this case?",
        widget=forms.Textarea,
        error_messages={"required": "Say why they need to see this case."},
    )
    starts_on = Day(label="From", required=False, help_text="Leave it empty to start now.")
    ends_on = Day(label="Until", required=False, help_text="The first day without access. Leave it empty for no end.")


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: ActingRequest, case_id: int, holder: int) -> HttpResponse:
    """Say why, and share the case with the user or team chosen."""
    head = queries.case_head(case_id, actor=request.actor)
    whom = holder_of(holder, actor=request.actor)
    if whom is None:
        raise NotFound
    form = Sharing(request.POST if request.method == "POST" else None, today=request.actor.today)
    if request.method == "POST" and form.is_valid():
        try:
            return write_once(request, lambda: _shared(request, case_id, holder, whom.name, form.cleaned_data))
        except Invalid as wrong:
            say_beside(form, wrong)
    stands = standing(case_id, actor=request.actor)
    shown = {"case": head, "whom": whom, "form": form, "stands": stands}
    return render(request, "case/share.jinja", shown, status=_status(form))


def _shared(request: ActingRequest, case_id: int, holder: int, name: str, told: dict[str, Any]) -> str:
    access.share(case_id, holder=holder, actor=request.actor, **told)
    messages.success(request, f"The case is shared with {name}.")
    return reverse("case_access", args=[case_id])


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: ActingRequest, case_id: int, share_id: int) -> HttpResponse:
    """Stop sharing with somebody, once asked whether that is meant."""
    head = queries.case_head(case_id, actor=request.actor)
    each = next((each for each in shares(case_id, actor=request.actor) if each.id == share_id), None)
    if each is None:
        raise NotFound
    if request.method == "POST":
        return write_once(request, lambda: _stopped(request, head, each))
    own = each.holder == request.actor.own
    return render(request, "case/stop_sharing.jinja", {"case": head, "share": each, "own": own})


def _stopped(request: ActingRequest, head: queries.CaseHead, each: Access) -> str:
    access.stop_sharing(head.id, each.id, actor=request.actor)
    messages.success(request, f"{each.name} can no longer see {head.name} through this access.")
    if each.holder == request.actor.own:
        return reverse("cases")
    return reverse("case_access", args=[head.id])
