"""Cases kept by sites: their primary details, closing by a date, and which sites see them (CCM 1.1, 1.2, 1.8)."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice, teams
from alongside.cases import primary, queries
from alongside.cases.queries import CaseHead
from alongside.cases.shares import shared_with
from alongside.core.refusals import NotFound
from alongside.packs.schema import Label, Pack
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import Choice, DatedForm, Day, Ticks, Words
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])


class Primary(DatedForm):
    """The primary details of a case kept by a site."""

    name = Words(label="Name", max_length=200, error_messages={"required": "Enter the name."})
    reference = Words(label="Case reference number", max_length=40, error_messages={"required": "Enter the reference."})
    type = Choice(label="Type", widget=forms.Select, error_messages={"required": "Choose the type."})
    opened_on = Day(label="Opened date", error_messages={"required": "Enter the opened date."})
    due_on = Day(label="Due date", required=False, help_text="When the aims are reviewed.")
    closed_on = Day(label="Closed date", required=False, help_text="Closes the case. Take the date away to reopen it.")
    reason = Words(label="Reason", required=False, widget=forms.Textarea)


def _by_sites(request: ActingRequest) -> Pack:
    pack = practice(request.actor)
    if not pack.casework.by_sites:
        raise NotFound
    return pack


@_page
def primary_details(request: ActingRequest, case_id: int) -> HttpResponse:
    """Change the primary details; a closed date closes the case, without one it is open (CCM 1.2)."""
    head = queries.case_head(case_id, actor=request.actor)
    pack = _by_sites(request)
    asks = Asks("Primary details", "details", "The primary details are saved.", "Save primary details")

    def write(form: forms.Form, version: int) -> str:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        primary.change_primary(case_id, version=version, changes=changes, actor=request.actor)
        return ""

    initial = {name: getattr(head, name) for name in primary.LABELS}
    types = [Label(id=each.id, title=each.title) for each in pack.case_types]
    return ask(request, head, asks, Changing(filled(request, Primary, initial, type=types), head.version, write))


class Administration(DatedForm):
    """Which further sites may see a case, whether it is archived, and which site owns it."""

    sites = Ticks(label="Which further sites may see this case?", required=False)
    archived = Ticks(
        label="Archive", required=False, choices=[("yes", "This case is archived")],
        hints={"yes": "It is in no list any more. A search for the family still finds it, and the archive lists it."},
    )  # fmt: skip
    owning = Choice(label="Owning site", widget=forms.Select, required=False)


@_page
def administration(request: ActingRequest, case_id: int) -> HttpResponse:
    """Which sites see the case, archived or not, all saved at once; nothing is changed until then (CCM 1.8)."""
    head = queries.case_head(case_id, actor=request.actor)
    _by_sites(request)
    every = [team for team in teams(actor=request.actor) if not team.coordinates]
    holding = set(shared_with(case_id, actor=request.actor))
    others = [team for team in every if team.team_id != head.team_id]
    initial = {
        "sites": [str(team.team_id) for team in others if team.principal in holding],
        "archived": ["yes"] if head.is_archived else [],
        "owning": str(head.team_id),
    }

    def made(posted: Any) -> DatedForm:
        form = Administration(posted, initial=initial, today=request.actor.today)
        form.fields["sites"].choices = [(str(team.team_id), team.name) for team in others]  # type: ignore[attr-defined]
        form.fields["owning"].choices = [(str(team.team_id), team.name) for team in every]  # type: ignore[attr-defined]
        if not head.coordinates:
            del form.fields["owning"]
        return form

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        primary.change_administration(
            case_id, stood=request.POST.get("stood", ""), sites={int(each) for each in told["sites"]},
            archived=bool(told["archived"]), owning=int(told["owning"]) if told.get("owning") else None,
            actor=request.actor,
        )  # fmt: skip
        return "" if queries.is_seen(case_id, actor=request.actor) else reverse("cases")

    back = reverse("case_administration", args=[case_id])
    asks = Asks("Case administration", "", "The settings are saved.", "Save settings", back=back)
    if request.method == "POST":
        stands = {"stood": primary.settings_stand(case_id, actor=request.actor)}
        return ask(request, head, asks, Changing(made, 0, write), "sites/administration_again.jinja", **stands)
    return _shown(request, head, Sheet(made(None), head.version))


def _shown(request: ActingRequest, head: CaseHead, sheet: Sheet) -> HttpResponse:
    family = queries.members(head.id, actor=request.actor)
    stood = primary.settings_stand(head.id, actor=request.actor)
    more = {"sheet": sheet, "form": sheet.form, "may": head.may_share, "stood": stood}
    return render(request, "sites/administration.jinja", around(request, head, family, "administration") | more)
