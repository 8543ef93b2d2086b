"""Related cases: seen, found by name or number, linked with the reason, and unlinked (E-CINS 7.2)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries
from alongside.cases import related as links
from alongside.core.refusals import NotFound
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import DatedForm, Words
from alongside.web.pages.reading import words
from alongside.web.pages.writing import Changing

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def case_related(request: ActingRequest, case_id: int) -> HttpResponse:
    """The cases linked with this one, as far as the reader may see them."""
    head = queries.case_head(case_id, actor=request.actor)
    family = queries.members(case_id, actor=request.actor)
    more = {"related": links.related(case_id, actor=request.actor)}
    return render(request, "related/related.jinja", around(request, head, family, "related") | more)


@require_safe
def choose(request: ActingRequest, case_id: int) -> HttpResponse:
    """Find the other case by a name, a postcode or its number."""
    head = queries.case_head(case_id, actor=request.actor)
    typed = words(request)
    found = queries.find(typed, page=1, actor=request.actor).rows if typed else []
    linked = {each.case_id for each in links.related(case_id, actor=request.actor)}
    shown = {"case": head, "q": typed, "found": [each for each in found if each.id != case_id], "linked": linked}
    return render(request, "related/choose.jinja", shown)


class Why(DatedForm):
    """How two cases are related."""

    why = Words(
        label="How are they related?", widget=forms.Textarea,
        help_text="For example: the children have the same father.",
        error_messages={"required": "Say how the two are related."},
    )  # fmt: skip


@_page
def link(request: ActingRequest, case_id: int, other_id: int) -> HttpResponse:
    """Link the two with the reason; nobody gains access by it."""
    head = queries.case_head(case_id, actor=request.actor)
    other = queries.case_head(other_id, actor=request.actor)
    if other.id == head.id:
        raise NotFound
    asks = Asks(
        f"Link with {other.name}, case {other.id}", "", "The cases are linked.", "Link them",
        back=reverse("case_related", args=[case_id]),
        intro="The link is seen from both cases. It gives nobody access to the other.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        links.link(case_id, other_id, why=form.cleaned_data["why"], actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, Why, {}), 0, write))


@_page
def unlink(request: ActingRequest, case_id: int, link_id: int) -> HttpResponse:
    """Take a link away, once asked whether that is meant."""
    head = queries.case_head(case_id, actor=request.actor)
    found = next((each for each in links.related(case_id, actor=request.actor) if each.id == link_id), None)
    if found is None:
        raise NotFound
    asks = Asks(
        f"Take away the link with case {found.case_id}?", "", "The link is taken away.", "Take it away",
        back=reverse("case_related", args=[case_id]), warns=True, intro="It stands in the history of both cases.",
    )  # fmt: skip

    def write(form: forms.Form, version: int) -> str:
        links.unlink(case_id, link_id, actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, DatedForm, {}), 0, write))
