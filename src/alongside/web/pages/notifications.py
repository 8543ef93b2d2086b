"""Notifications: what is new for me, and choosing what to be told of, by case, by person and for all my cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.cases import queries as cases
from alongside.casework.actions import notifications as actions
from alongside.casework.queries import notifications as queries
from alongside.casework.rules.notifications import NOTIFICATIONS, titles
from alongside.core.actor import LONDON
from alongside.people.queries import person as known_person
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.reading import number, with_query
from alongside.web.pages.writing import write_once

_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Line:
    """A notification and where it leads."""

    notice: queries.Notice
    address: str


@_page
def notifications(request: ActingRequest) -> HttpResponse:
    """What I am told of, newest first; marking all of it as read (E-CINS 6.6)."""
    if request.method == "POST":
        return write_once(request, lambda: _read(request))
    before = number(request.GET.get("before", ""))
    page = queries.notices(actor=request.actor, before=before)
    lines = [Line(each, _leads_to(each)) for each in page.rows]
    shown = {
        "days": [
            (day, list(found))
            for day, found in groupby(lines, key=lambda line: line.notice.recorded_at.astimezone(LONDON).date())
        ],
        "unread": queries.unread(actor=request.actor),
        "newest": page.rows[0].id if page.rows and not before else 0,
        "older": with_query(reverse("notifications"), before=page.rows[-1].id) if page.more else "",
        "before": before,
        "chosen": bool(queries.choice(actor=request.actor).kinds) or bool(queries.chosen_for(actor=request.actor)),
    }
    return render(request, "notifications/list.jinja", shown)


def _read(request: ActingRequest) -> str:
    actions.mark_read(number(request.POST.get("up_to", "")) or 0, actor=request.actor)
    messages.success(request, "All of it is marked as read.")
    return reverse("notifications")


_OF_ITSELF = ("report", "document", "task", "message")
"""Facts that name a thing with a page of its own, which has the fact's name."""


def _leads_to(notice: queries.Notice) -> str:
    """The page of what it tells of; of the case or the person where that has none."""
    facts: Mapping[str, object] = notice.facts
    for name in _OF_ITSELF:
        if isinstance(facts.get(name), int) and (found := address(name, facts[name])):
            return found
    case = notice.case_id
    if case is None:
        return address("person", notice.person_id) if notice.person_id else ""
    if isinstance(facts.get("log"), int) and (found := address("case_log_entry", case, facts["log"])):
        return found
    if notice.event.startswith("action.") and (found := address("case_actions", case)):
        return found
    if notice.event.startswith("agency.") and (found := address("case_agencies", case)):
        return found
    return address("case_members", case) if notice.event.startswith("member.") else address("case", case)


# --- choosing


class Choosing(forms.Form):
    """Which of the twelve kinds one wants to be told of."""

    kinds = forms.MultipleChoiceField(
        required=False,
        choices=[(each.id, each.title) for each in NOTIFICATIONS],
        error_messages={"invalid_choice": "Choose from the list."},
    )


class ChoosingForAll(Choosing):
    """The same for all one's cases, and whether to have the daily e-mail."""

    by_mail = forms.BooleanField(required=False)


def _offered(chosen: Sequence[str]) -> list[Mapping[str, object]]:
    return [
        {"value": each.id, "text": each.title, "hint": {"text": each.hint} if each.hint else None,
         "checked": each.id in chosen}
        for each in NOTIFICATIONS
    ]  # fmt: skip


@_page
def choices(request: ActingRequest) -> HttpResponse:
    """What to be told of on all the cases I own, lead or am keyworker on, and whether to have the daily e-mail."""
    form = ChoosingForAll(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return write_once(request, lambda: _chosen_for_all(request, form))
    shown = {
        "offered": _offered(queries.choice(actor=request.actor).kinds),
        "post": queries.post(actor=request.actor),
        "chosen_for": queries.chosen_for(actor=request.actor),
        "form": form,
    }
    return render(request, "notifications/choices.jinja", shown, status=422 if form.errors else 200)


def _chosen_for_all(request: ActingRequest, form: forms.Form) -> str:
    actions.choose(form.cleaned_data["kinds"], actor=request.actor)
    actions.choose_mail(form.cleaned_data["by_mail"], actor=request.actor)
    messages.success(request, "Your choice is saved.")
    return reverse("notification_choices")


@_page
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """What to be told of on one case, for oneself alone (E-CINS 6.6)."""
    head = cases.case_head(case_id, actor=request.actor)
    form = Choosing(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return write_once(request, lambda: _chosen_for_case(request, case_id, form.cleaned_data["kinds"]))
    choice = queries.choice(actor=request.actor, case_id=case_id)
    mine = queries.is_mine(case_id, actor=request.actor)
    for_all = queries.choice(actor=request.actor).kinds if mine else ()
    kinds = choice.kinds if choice.own else for_all
    more = {"offered": _offered(kinds), "own": choice.own, "mine": mine, "for_all": titles(for_all), "form": form}
    family = cases.members(case_id, actor=request.actor)
    shown = around(request, head, family, "notify") | more
    return render(request, "notifications/of_case.jinja", shown, status=422 if form.errors else 200)


def _chosen_for_case(request: ActingRequest, case_id: int, kinds: Sequence[str]) -> str:
    if "as_for_all" in request.POST:
        actions.choose_as_for_all(case_id, actor=request.actor)
        messages.success(request, "This case goes by what you chose for all your cases.")
    else:
        actions.choose(kinds, actor=request.actor, case_id=case_id)
        messages.success(request, "Your choice for this case is saved.")
    return reverse("case_notify", args=[case_id])


@_page
def of_person(request: ActingRequest, person_id: int) -> HttpResponse:
    """What to be told of about one person, on whichever cases of theirs one sees."""
    known = known_person(person_id, actor=request.actor)
    form = Choosing(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return write_once(request, lambda: _chosen_for_person(request, person_id, form.cleaned_data["kinds"]))
    choice = queries.choice(actor=request.actor, person_id=person_id)
    shown = {"person": known, "offered": _offered(choice.kinds), "form": form}
    return render(request, "notifications/of_person.jinja", shown, status=422 if form.errors else 200)


def _chosen_for_person(request: ActingRequest, person_id: int, kinds: Sequence[str]) -> str:
    actions.choose(kinds, actor=request.actor, person_id=person_id)
    messages.success(request, "Your choice for this person is saved.")
    return reverse("person_notify", args=[person_id])
