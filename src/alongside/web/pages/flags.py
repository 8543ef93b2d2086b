"""Flags that the coordinating team alone sets: suggesting one, and what was suggested (E-CINS 8.2)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import programme, queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import DatedForm, Words
from alongside.web.pages.writing import Changing


class Suggestion(DatedForm):
    """Why a family should have a flag."""

    why = Words(
        label="Why should the family have it?", widget=forms.Textarea,
        error_messages={"required": "Say why the family should have the flag. The coordinating team reads it."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: ActingRequest, case_id: int, flag: str) -> HttpResponse:
    """Suggest a flag to the coordinating team, with the reason."""
    head = queries.case_head(case_id, actor=request.actor)
    kind = programme.flag_kind(flag, actor=request.actor)
    team = practice(request.actor).words.coordinating_team
    asks = Asks(
        f"Suggest the {kind.title} flag", "flags", f"Your suggestion is there for the {team}.", "Suggest it",
        intro=f"The {team} sets this flag. They find your suggestion where the case is shared with them.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        programme.suggest_flag(case_id, flag=flag, why=form.cleaned_data["why"], actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, Suggestion, {}), 0, write))


@require_safe
def suggested(request: ActingRequest) -> HttpResponse:
    """The flags suggested to the coordinating team that do not run yet, the latest first."""
    return render(request, "sites/suggested.jinja", {"suggestions": programme.suggestions(actor=request.actor)})
