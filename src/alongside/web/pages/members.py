"""Putting individuals and keyworkers on a case, and taking them off (CCM 1.4)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import find_colleagues, practice
from alongside.cases import family, queries
from alongside.core.refusals import Invalid, NotFound
from alongside.people.queries import Found, persons, search
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import DatedForm, Day, Words
from alongside.web.pages.reading import number, words
from alongside.web.pages.writing import Changing, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])
MOST = 30
"""How many people can be ticked at once."""


def _ticked(request: HttpRequest) -> list[int]:
    told = request.POST if request.method == "POST" else request.GET
    found = (number(each) for each in told.getlist("person"))
    return [each for each in dict.fromkeys(found) if each][:MOST]


@_page
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Search for individuals, tick one or several, search again, and add all that are ticked."""
    head = queries.case_head(case_id, actor=request.actor)
    ticked, typed, fault = _ticked(request), words(request), ""
    if request.method == "POST":
        try:
            return write_once(request, lambda: _added(request, case_id, ticked))
        except Invalid as wrong:
            fault = next(iter(wrong.fields.values()), wrong.sentence)
    found, too_short = _search(request, typed)
    known = {each.person_id for each in queries.members(case_id, actor=request.actor) if each.left_on is None}
    shown = {
        "case": head, "q": typed, "found": found, "too_short": too_short, "fault": fault, "known": known,
        "chosen": persons(ticked, actor=request.actor) if ticked else [], "pack": practice(request.actor),
    }  # fmt: skip
    return render(request, "members/add.jinja", shown, status=422 if fault else 200)


def _search(request: ActingRequest, typed: str) -> tuple[Found | None, str]:
    if not typed:
        return None, ""
    try:
        return search(typed, actor=request.actor), ""
    except Invalid as refused:
        return None, refused.sentence


def _added(request: ActingRequest, case_id: int, people: list[int]) -> str:
    came = family.add_members(case_id, people, actor=request.actor)
    messages.success(request, f"{came} {'person is' if came == 1 else 'people are'} added to the case.")
    return reverse("case_members", args=[case_id])


class Leaving(DatedForm):
    """When somebody left a case, and why."""

    left_on = Day(label="Last day on the case", error_messages={"required": "Enter the last day."})
    why = Words(
        label="Why are they no longer on the case?", widget=forms.Textarea,
        error_messages={"required": "Say why they are no longer on the case."},
    )  # fmt: skip


@_page
def end(request: ActingRequest, case_id: int, member_id: int) -> HttpResponse:
    """Take somebody off a case, once asked whether that is meant; what was written stays."""
    head = queries.case_head(case_id, actor=request.actor)
    found = next((each for each in queries.members(case_id, actor=request.actor) if each.id == member_id), None)
    if found is None:
        raise NotFound
    asks = Asks(
        f"Take {found.name} off the case?", "", f"{found.name} is no longer on the case.", "Take them off",
        back=reverse("case_members", args=[case_id]), warns=True,
        intro="They stay in the list as having left, with everything written about them. Whoever has the case still "
        "sees their profile.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        family.end_membership(case_id, member_id, version=version, actor=request.actor, **form.cleaned_data)
        return ""

    made = filled(request, Leaving, {"left_on": request.actor.today})
    return ask(request, head, asks, Changing(made, found.version, write))


@_page
def add_keyworker(request: ActingRequest, case_id: int) -> HttpResponse:
    """Find a colleague and name them as keyworker; any professional can be one."""
    head = queries.case_head(case_id, actor=request.actor)
    typed = words(request)
    if request.method == "POST":
        return write_once(request, lambda: _named(request, case_id))
    holding = {each.user_id for each in family.keyworkers(case_id, actor=request.actor) if each.ends_on is None}
    found = find_colleagues(typed, actor=request.actor) if typed else []
    shown = {"case": head, "q": typed, "found": found, "holding": holding, "pack": practice(request.actor)}
    return render(request, "members/keyworker.jinja", shown)


def _named(request: ActingRequest, case_id: int) -> str:
    family.add_keyworker(case_id, number(request.POST.get("user", "")) or 0, actor=request.actor)
    messages.success(request, "The keyworker is added. Being a keyworker gives no access to the case.")
    return f"{reverse('case_members', args=[case_id])}#keyworkers"


@_page
def end_keyworker(request: ActingRequest, case_id: int, keyworker_id: int) -> HttpResponse:
    """End a keyworker's part, once asked whether that is meant."""
    head = queries.case_head(case_id, actor=request.actor)
    every = family.keyworkers(case_id, actor=request.actor)
    found = next((each for each in every if each.id == keyworker_id), None)
    if found is None:
        raise NotFound
    back = f"{reverse('case_members', args=[case_id])}#keyworkers"
    asks = Asks(
        f"End {found.name}’s part as keyworker?", "", f"{found.name} is no longer a keyworker.", "End it", back=back,
        warns=True, intro="They stay in the list with their dates. Their access to the case, if any, is not touched.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        family.end_keyworker(case_id, keyworker_id, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, DatedForm, {}), 0, write))
