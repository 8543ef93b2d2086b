"""Consent: what the family said about sharing, what may be shared now, and recording what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import basis, consent, queries
from alongside.cases.consent import HOW, Told
from alongside.core.actor import Actor
from alongside.packs.schema import Label
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.writing import Changing

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def case_consent(request: ActingRequest, case_id: int) -> HttpResponse:
    """Every statement about consent, whether the case can be shared, and what is missing (E-CINS 2.2.6, 2.6)."""
    head = queries.case_head(case_id, actor=request.actor)
    stands = basis.standing(case_id, actor=request.actor)
    file = address("case_document_add", case_id)
    more = {
        "stands": stands,
        "how": HOW,
        "asks_for_copy": practice(request.actor).consent.before_sharing == "signed copy",
        "file": f"{file}?type=consent" if file else "",
    }
    family = queries.members(case_id, actor=request.actor)
    return render(request, "consent/consent.jinja", around(request, head, family, "consent") | more)


class FromFamily(DatedForm):
    """Who of the family said it, how and when."""

    given_by = Words(
        label="Who of the family said so?", error_messages={"required": "Say who of the family said so."},
        help_text="By name, as in Marnie Marsh. A child who understands can be asked too.",
    )  # fmt: skip
    how = Choice(
        label="How?", widget=forms.RadioSelect, choices=list(HOW.items()),
        error_messages={"required": "Choose how they said so."},
    )  # fmt: skip
    on = Day(label="When?", error_messages={"required": "Enter the day they said so."})
    notes = Words(label="Notes", required=False, widget=forms.Textarea)


class Given(FromFamily):
    """The same, with what was agreed."""

    statement = Choice(
        label="Consent statement", widget=forms.RadioSelect,
        error_messages={"required": "Choose the statement that the family agreed to."},
    )  # fmt: skip
    shared_with = Words(
        label="With which agencies, and for what?", widget=forms.Textarea,
        help_text="For example: the school and the health visitor, to plan help with mornings and sleep.",
        error_messages={"required": "Say which agencies it covers, and for what."},
    )  # fmt: skip
    field_order = ("statement", "given_by", "how", "on", "shared_with", "notes")


Record = Callable[..., int]


@dataclass(frozen=True)
class _Way:
    """One thing that can be recorded: its form, its action, and whether it ends the access of others."""

    form: type[DatedForm]
    record: Record
    heading: str
    said: str
    button: str
    ends: bool = False


_GIVEN = _Way(Given, consent.record_given, "Record the family’s consent", "The consent is recorded.", "Record consent")
_REFUSED = _Way(
    FromFamily, consent.record_refused, "The family refuses consent", "The refusal is recorded.",
    "Record the refusal", ends=True,
)  # fmt: skip
_WITHDRAWN = _Way(
    FromFamily, consent.withdraw, "The family withdraws its consent",
    "The withdrawal is recorded, and access is ended.", "Record it and end access", ends=True,
)  # fmt: skip


@_page
def given(request: ActingRequest, case_id: int) -> HttpResponse:
    """Record that the family consents."""
    return _record(request, case_id, _GIVEN)


@_page
def refused(request: ActingRequest, case_id: int) -> HttpResponse:
    """Record that the family refuses; says first who would lose access."""
    return _record(request, case_id, _REFUSED)


@_page
def withdrawn(request: ActingRequest, case_id: int) -> HttpResponse:
    """Record that the family withdraws what it agreed to; says first who would lose access."""
    return _record(request, case_id, _WITHDRAWN)


def _record(request: ActingRequest, case_id: int, way: _Way) -> HttpResponse:
    head = queries.case_head(case_id, actor=request.actor)
    back = reverse("case_consent", args=[case_id])
    asks = Asks(way.heading, "", way.said, way.button, _not_yours(head) if way.ends else "", back=back, warns=way.ends)

    def write(form: forms.Form, version: int) -> str:
        way.record(case_id, told=Told(**form.cleaned_data), actor=request.actor)
        return "" if head.is_owner or not way.ends else _where_seen(case_id, back, request.actor)

    losing = basis.who_would_lose(case_id, actor=request.actor) if way.ends else []
    own = {request.actor.own} & {each.holder for each in losing}
    made = filled(request, way.form, {"on": request.actor.today}, **_statements(request.actor, way))
    coordinating = practice(request.actor).words.coordinating_team
    more = {"ends": way.ends, "losing": losing, "own": own, "coordinating": coordinating}
    return ask(request, head, asks, Changing(made, 0, write), "consent/record.jinja", **more)


def _where_seen(case_id: int, back: str, actor: Actor) -> str:
    """Back to the consent page for whoever still sees the case."""
    return back if queries.is_seen(case_id, actor=actor) else reverse("cases")


def _not_yours(head: queries.CaseHead) -> str:
    return "" if head.may_share else "The owner and the coordinating team record this, because it ends access"


def _statements(actor: Actor, way: _Way) -> dict[str, Sequence[Any]]:
    if way is not _GIVEN:
        return {}
    return {"statement": [Label(id=e.id, title=e.statement) for e in practice(actor).consent_statements if e.given]}


class OtherBasis(DatedForm):
    """A lawful basis other than consent, and the reason."""

    basis = Choice(
        label="Lawful basis", widget=forms.RadioSelect, choices=list(basis.LAWFUL_BASES.items()),
        error_messages={"required": "Choose the lawful basis."},
    )  # fmt: skip
    notes = Words(
        label="Why is it necessary and fair to share without consent?", widget=forms.Textarea,
        help_text="Whoever sees the case reads it. Say what you told the family, or why you did not.",
        error_messages={"required": "Say why it is necessary and fair to share without consent."},
    )  # fmt: skip


@_page
def other_basis(request: ActingRequest, case_id: int) -> HttpResponse:
    """Record another lawful basis for sharing, with its reason (UK GDPR article 6)."""
    head = queries.case_head(case_id, actor=request.actor)
    not_yours = "" if head.may_share else "The owner and the coordinating team record another lawful basis"
    back = reverse("case_consent", args=[case_id])
    said = "The lawful basis is recorded. The case can be shared."
    asks = Asks("Share on another lawful basis", "", said, "Record the basis", not_yours, back=back)

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        consent.record_other_basis(case_id, basis=told["basis"], reason=told["notes"], actor=request.actor)
        return ""

    return ask(request, head, asks, Changing(filled(request, OtherBasis, {}), 0, write))
