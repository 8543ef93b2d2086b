"""The team around the family: who leads and who supports, core and associate members, and what was agreed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import colleague, find_colleagues, practice
from alongside.cases import queries as cases
from alongside.core.refusals import NotFound
from alongside.packs.schema import Pack
from alongside.pathway.actions.team import Joining, join_team, leave_team
from alongside.pathway.queries.panel_people import agencies
from alongside.pathway.queries.team import part_of, team_of_case
from alongside.plans.queries.reviews import reviews_due
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """The team around the family of a case: who has which part, who had, what was agreed as it began."""
    head = cases.case_head(case_id, actor=request.actor)
    team = team_of_case(case_id, actor=request.actor)
    due = reviews_due(actor=request.actor, today=request.actor.today, within=None, case_id=case_id, most=1)
    shown = around(request, head, cases.members(case_id, actor=request.actor), "team")
    return render(request, "team/of_case.jinja", shown | {"team": team, "due": due[0] if due else None})


class OverForm(DatedForm):
    """Why somebody is given one family more than is recommended (practice framework 11.3)."""

    over_reason = Words(
        label="Why one more than is recommended", required=False, widget=forms.Textarea,
        help_text="Only where they have as many families as is recommended. It stands with their part.",
    )  # fmt: skip


class JoinForm(OverForm):
    """Somebody who takes a part: a colleague who was found, or somebody outside."""

    field_order = ("role", "name", "organisation", "why", "over_reason")
    role = Choice(label="Their part", widget=forms.RadioSelect, error_messages={"required": "Choose their part."})
    name = Words(
        label="Or somebody who is not in Alongside: their name", required=False,
        help_text="For example a teacher or an officer of another agency.",
    )  # fmt: skip
    organisation = Choice(label="Where they are from", required=False, widget=forms.Select, blank="Choose where from")
    why = Words(label="What they do for the family", required=False, widget=forms.Textarea)


@_page
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Give somebody a part: ?who= is a colleague who was found, ?q= looks for one."""
    head = cases.case_head(case_id, actor=request.actor)
    pack = practice(request.actor)
    if not pack.team_roles:
        raise NotFound
    typed = request.GET.get("q", "")[:200].strip()
    wanted = number(request.GET.get("who", "")) or 0
    who = colleague(wanted, actor=request.actor) if wanted else None
    if wanted and who is None:
        raise NotFound
    offered = agencies(actor=request.actor)

    def made(posted: Any) -> JoinForm:
        asked = request.GET.get("role", "")
        form = JoinForm(posted, today=request.actor.today, initial={"role": asked})
        role, organisation = form.fields["role"], form.fields["organisation"]
        assert isinstance(role, Choice) and isinstance(organisation, Choice)
        role.choices = [(each.id, each.title) for each in pack.team_roles]
        role.hints = _hints(pack)
        organisation.choices = [("", organisation.blank), *((str(agency), name) for agency, name in offered)]
        if who is not None:
            del form.fields["name"], form.fields["organisation"]
        else:
            del form.fields["over_reason"]
        return form

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        joining = Joining(
            told["role"], who.user_id if who else None, told.get("name", ""), number(told.get("organisation", "")),
            told["why"], told.get("over_reason", ""),
        )  # fmt: skip
        join_team(case_id, joining=joining, actor=request.actor)
        name = who.name if who else told["name"]
        messages.success(request, f"{name} is in the team around the family.")
        return reverse("case_team", args=[case_id])

    def show(sheet: Sheet) -> HttpResponse:
        found = find_colleagues(typed, actor=request.actor) if typed else []
        shown = {
            "case": head, "sheet": sheet, "form": sheet.form, "who": who, "q": typed, "found": found, "pack": pack,
            "role": request.GET.get("role", ""),
        }  # fmt: skip
        return render(request, "team/add.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


def _hints(pack: Pack) -> dict[str, str]:
    leads = "One person leads. Whoever led before ends their part with this."
    return {each.id: leads for each in pack.team_roles if each.leads}


class Leaving(DatedForm):
    """Why somebody's part ends."""

    reason = Words(
        label="Why does their part end?", widget=forms.Textarea,
        error_messages={"required": "Say why their part ends."},
    )  # fmt: skip


@_page
def end(request: ActingRequest, case_id: int, part_id: int) -> HttpResponse:
    """End somebody's part today, with the reason."""
    head = cases.case_head(case_id, actor=request.actor)
    found = part_of(case_id, part_id, actor=request.actor)
    back = reverse("case_team", args=[case_id])
    asks = Asks(
        f"End {found.name}’s part as {found.title}?", "", f"{found.name}’s part has ended.", "End it", back=back,
        warns=True, intro="They stay in the list with their dates. Whether they see the case is not touched: stop "
        "sharing it on the Access page.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        reason = form.cleaned_data["reason"]
        leave_team(case_id, part_id, version=version, reason=reason, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, Leaving, {}), found.version, write))
