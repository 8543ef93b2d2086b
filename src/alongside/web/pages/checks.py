"""What the coordinating team looks over: nominations to check, with advice, and who is eligible for the programme."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.cases.checking import check_is_the_teams, check_nomination, to_check
from alongside.plans.actions.eligibility import decide_programme
from alongside.plans.queries.eligibility import to_decide
from alongside.plans.rules.eligibility import programme_of
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_forms import Asks, ask
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.reading import for_page, page_number
from alongside.web.pages.writing import Changing


@require_safe
def waiting(request: ActingRequest) -> HttpResponse:
    """Nominations that wait for their check; or, with show=programme, families to decide about."""
    actor, programme = request.actor, request.GET.get("show") == "programme"
    page = page_number(request)
    nominations, more = ([], False) if programme else to_check(actor=actor, page=page)
    families, more_families = to_decide(actor=actor, page=page) if programme else ([], False)
    kind = programme_of(practice(actor))
    shown = {
        "nominations": nominations, "families": families, "programme": programme, "kind": kind,
        "number": page, "more": more or more_families, "pack": practice(actor),
        "next_page": for_page(reverse("checks"), show="programme" if programme else ""),
    }  # fmt: skip
    return render(request, "checks/list.jinja", shown)


class Advice(DatedForm):
    """What the coordinating team advises."""

    advice = Words(
        label="Your advice", widget=forms.Textarea,
        help_text="Is the family complete, and every question answered? Who else should be involved? The owner and the "
        "lead worker read it.",
        error_messages={"required": "Say what you advise, or that all is well."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: ActingRequest, case_id: int) -> HttpResponse:
    """Check the content of a nomination and advise (E-CINS 2.2.6)."""
    head = cases.case_head(case_id, actor=request.actor)
    check_is_the_teams(request.actor)
    asks = Asks("Check the nomination", "checked", "The nomination is checked, and its owner is told.", "Checked")

    def write(form: forms.Form, version: int) -> str:
        check_nomination(case_id, advice=form.cleaned_data["advice"], actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(partial(Advice, today=request.actor.today), 0, write))


class Eligibility(DatedForm):
    """Whether a family is eligible for the programme."""

    eligible = Choice(
        label="Is the family eligible?", widget=forms.RadioSelect, choices=[("yes", "Yes"), ("no", "No, not now")],
        error_messages={"required": "Choose whether the family is eligible."},
    )  # fmt: skip
    why = Words(
        label="Why?", widget=forms.Textarea, help_text="The lead professional and the owner read it.",
        error_messages={"required": "Say why. The lead professional reads it."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: ActingRequest, case_id: int) -> HttpResponse:
    """Decide whether a family is eligible for the programme; eligible starts its flag (E-CINS 2.2.6, 8.2)."""
    head = cases.case_head(case_id, actor=request.actor)
    check_is_the_teams(request.actor)
    kind = programme_of(practice(request.actor))
    title = kind.title if kind else "programme"
    asks = Asks(
        f"Decide about {title}", "checked", "The decision is recorded, and the lead professional is told.",
        "Record the decision",
        intro=f"Eligible families are counted in {title}: its flag starts today; the case stays open until it ends.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        eligible, why = form.cleaned_data["eligible"] == "yes", form.cleaned_data["why"]
        decide_programme(case_id, eligible=eligible, why=why, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(partial(Eligibility, today=request.actor.today), 0, write))
