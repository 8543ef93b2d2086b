"""The agencies and services around a family: who is involved, since when, whom to speak to; adding one, ending one."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import find_organisations, organisation, practice
from alongside.cases import involvements, queries
from alongside.cases.involvements import Involved, Terms
from alongside.core.refusals import NotFound
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.reading import for_page, page_number, words
from alongside.web.pages.writing import Changing

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def case_agencies(request: ActingRequest, case_id: int) -> HttpResponse:
    """Who is involved with the family now, and who was before (E-CINS 6.8, CCM 1.3)."""
    head = queries.case_head(case_id, actor=request.actor)
    every = involvements.involvements(case_id, actor=request.actor)
    family = queries.members(case_id, actor=request.actor)
    more = {
        "now": [each for each in every if each.ends_on is None],
        "before": [each for each in every if each.ends_on],
    }
    return render(request, "agencies/agencies.jinja", around(request, head, family, "agencies") | more)


@require_safe
def choose(request: ActingRequest, case_id: int) -> HttpResponse:
    """Choose one of the registered organisations. A sign such as % is looked for as it is; all are listed below."""
    head = queries.case_head(case_id, actor=request.actor)
    typed, page = words(request), page_number(request)
    found, more = find_organisations(typed, page=page, actor=request.actor)
    nothing = typed and not found and page == 1
    if nothing:
        found, more = find_organisations("", page=1, actor=request.actor)
    kinds = {each.id: each.title for each in practice(request.actor).organisation_types}
    address = for_page(reverse("case_agency_choose", args=[case_id]), q="" if nothing else typed)
    shown = {"case": head, "q": typed, "found": found, "nothing": nothing, "page": page, "more": more, "kinds": kinds}
    return render(request, "agencies/choose.jinja", shown | {"next_page": address})


class Reached(DatedForm):
    """Whom to speak to at an agency, how, and since when it is involved."""

    contact = Words(label="Whom to speak to", required=False, max_length=200)
    telephone = Words(label="Telephone", required=False, max_length=200)
    email = Words(label="E-mail", required=False, max_length=200)
    starts_on = Day(label="Involved from", error_messages={"required": "Enter the day it became involved."})


class Involving(Reached):
    """The same, with the role and the service."""

    role = Choice(label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose in which role."})
    service = Words(
        label="Service", required=False, max_length=200,
        help_text="What they do for the family, for example: parenting course. Leave it empty if the agency says it.",
    )  # fmt: skip
    field_order = ("role", "service", "contact", "telephone", "email", "starts_on")


def _terms(form: forms.Form) -> Terms:
    told = form.cleaned_data
    return Terms(told.get("service", ""), told["contact"], told["telephone"], told["email"], told["starts_on"])


@_page
def add(request: ActingRequest, case_id: int, organisation_id: int) -> HttpResponse:
    """Involve the organisation chosen: its role, its service, and whom to speak to there."""
    head = queries.case_head(case_id, actor=request.actor)
    chosen = organisation(organisation_id, actor=request.actor)
    if chosen is None:
        raise NotFound
    roles = practice(request.actor).involvements
    usual = next((each.id for each in roles if each.default), "")
    back = reverse("case_agencies", args=[case_id])
    asks = Asks(f"Involve {chosen.name}", "", f"{chosen.name} is involved.", "Involve them", back=back)

    def write(form: forms.Form, version: int) -> str:
        role = form.cleaned_data["role"]
        involvements.involve(case_id, organisation_id, role, actor=request.actor, terms=_terms(form))
        return ""

    made = filled(request, Involving, {"role": usual, "starts_on": request.actor.today}, role=roles)
    return ask(request, head, asks, Changing(made, 0, write))


def _found(request: ActingRequest, case_id: int, involvement_id: int) -> Involved:
    every = involvements.involvements(case_id, actor=request.actor)
    found = next((each for each in every if each.id == involvement_id), None)
    if found is None:
        raise NotFound
    return found


@_page
def change(request: ActingRequest, case_id: int, involvement_id: int) -> HttpResponse:
    """Put right whom to speak to at an agency, and since when it is involved."""
    head = queries.case_head(case_id, actor=request.actor)
    stands = _found(request, case_id, involvement_id)
    back = reverse("case_agencies", args=[case_id])
    asks = Asks(f"Change how to reach {stands.name}", "", f"{stands.name} is changed.", back=back)

    def write(form: forms.Form, version: int) -> str:
        involvements.change_involvement(
            case_id, involvement_id, version=version, terms=_terms(form), actor=request.actor
        )
        return ""

    initial = {name: getattr(stands, name) for name in ("contact", "telephone", "email", "starts_on")}
    return ask(request, head, asks, Changing(filled(request, Reached, initial), stands.version, write))


class Ending(DatedForm):
    """When an agency's part ended, and why."""

    ends_on = Day(label="Last day", error_messages={"required": "Enter the last day."})
    reason = Words(label="Why does it end?", widget=forms.Textarea, error_messages={"required": "Say why it ends."})


@_page
def end(request: ActingRequest, case_id: int, involvement_id: int) -> HttpResponse:
    """End an agency's part; it stays in the list with its dates."""
    head = queries.case_head(case_id, actor=request.actor)
    stands = _found(request, case_id, involvement_id)
    back = reverse("case_agencies", args=[case_id])
    asks = Asks(
        f"End the part of {stands.name}?", "", f"The part of {stands.name} is ended. It stays in the list.",
        "End it", back=back, warns=True,
        intro="What was written stays, and so does the agency in the list, with its dates.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        involvements.end_involvement(case_id, involvement_id, version=version, actor=request.actor, **form.cleaned_data)
        return ""

    made = filled(request, Ending, {"ends_on": request.actor.today})
    return ask(request, head, asks, Changing(made, stands.version, write))
