"""The outcomes of a family: achieved on a concern, with evidence, checked, taken back (E-CINS 2.3)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.core.refusals import Invalid, NotFound
from alongside.plans.actions import outcomes as actions
from alongside.plans.actions.outcomes import Evidence, NewAchievement
from alongside.plans.queries import outcomes as queries
from alongside.plans.queries.outcomes import AchievementShown, EvidenceOffered
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.case_forms import Asks, ask
from alongside.web.pages.concern_form import concern_on
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.outcome_words import MISSING, STANDS
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Changing, Sheet, answered

_page = require_http_methods(["GET", "HEAD", "POST"])
_KINDS = {"assessment": "Assessment", "document": "Document", "note": "Note"}


@require_safe
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """What was achieved on each concern, how it stands today, and what is missing before it can be claimed."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    shown = {
        "found": queries.outcomes_of_case(case_id, actor=request.actor),
        "stands": STANDS,
        "missing_words": MISSING,
    }
    return render(request, "outcomes/of_case.jinja", around(request, head, family, "outcomes") | shown)


# --- evidence, as it is chosen


def _offered(found: Sequence[EvidenceOffered]) -> list[tuple[str, str]]:
    every = [(f"{each.kind}-{each.id}", f"{_KINDS[each.kind]}: {each.title}") for each in found]
    return [("", "None of these"), *every]


def _evidence(told: Mapping[str, Any]) -> Evidence:
    """The evidence chosen: "document-12", and words. Raises Invalid for what no list of ours holds."""
    kind, _, chosen = told["evidence"].partition("-")
    found = number(chosen) if chosen else None
    if told["evidence"] and (kind not in _KINDS or found is None):
        raise Invalid(actions.CHECK, {"evidence": "Choose one from the list."})
    return Evidence(**({kind: found} if found else {}), words=told["evidence_words"])


class Evidencing(DatedForm):
    """Something of the case that proves an outcome, or words."""

    evidence = Choice(
        label="Evidence on this case", required=False, widget=forms.Select,
        help_text="A completed assessment, a document or a note that everybody with the case can read.",
    )  # fmt: skip
    evidence_words = Words(
        label="Or in words", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who says so, and how they know. For example, the attendance that the school gave you.",
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[EvidenceOffered], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["evidence"]
        assert isinstance(field, Choice)
        field.choices = _offered(offered)


# --- recording one


class Achieving(Evidencing):
    """What improved, from when, by which measure, and the evidence."""

    field_order = ("improved", "improved_on", "measure", "evidence", "evidence_words")
    improved = Words(
        label="What improved?", widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what improved."},
        help_text="What is different now, in a few sentences.",
    )  # fmt: skip
    improved_on = Day(
        label="From which day was it better?", error_messages={"required": "Enter the day from which it was better."}
    )
    measure = Choice(label="By which measure?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, measures: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["measure"]
        assert isinstance(field, Choice)
        field.choices = [*measures, ("", "None of these")]
        if not measures:
            del self.fields["measure"]

    def told(self) -> NewAchievement:
        """What was typed."""
        told = self.cleaned_data
        return NewAchievement(told["improved"], told["improved_on"], told.get("measure", ""), _evidence(told))


@_page
def add(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """Record the outcome of a concern as achieved; what the scores prove is offered with it."""
    head = cases.case_head(case_id, actor=request.actor)
    plan, concern = concern_on(case_id, concern_id, request)
    offered = queries.evidence_of_case(case_id, actor=request.actor)
    proofs = queries.from_scores(plan, concern, actor=request.actor)
    measures = [(code, plan.said(code)) for code in concern.measures]
    initial: dict[str, Any] = {
        "measure": measures[0][0] if len(measures) == 1 else "",
        "evidence": "",
        "improved_on": None,
    }
    chosen = next((each for each in proofs if each.measure.code == request.GET.get("proof")), None)
    if chosen and chosen.is_met:
        initial = {
            "measure": chosen.measure.code, "evidence": f"assessment-{chosen.last_id}", "improved_on": chosen.last_on,
        }  # fmt: skip

    def made(posted: Any) -> Achieving:
        return Achieving(posted, today=request.actor.today, initial=initial, offered=offered, measures=measures)

    def write(form: Any, version: int) -> str:
        actions.record_achievement(concern_id, achieved=form.told(), actor=request.actor)
        messages.success(request, f"The outcome of concern {concern.number} is recorded.")
        return _back(case_id, concern_id)

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "plan": plan, "concern": concern, "proofs": proofs, "sheet": sheet, "form": sheet.form}
        return render(request, "outcomes/add.jinja", shown, status=sheet.status)

    return answered(request, made, 0, write, show)


def _back(case_id: int, concern_id: int) -> str:
    return f"{reverse('case_outcomes', args=[case_id])}#concern-{concern_id}"


# --- what is done with one afterwards


class Checking(DatedForm):
    """Whether progress lasted."""

    lasted = Choice(
        label="Has it lasted?", widget=forms.RadioSelect, choices=[("yes", "Yes, it has lasted"), ("no", "No")],
        error_messages={"required": "Say whether it has lasted."},
    )  # fmt: skip
    words = Words(
        label="How is the family now?", widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say how the family is now, in a few words."},
        help_text="What you saw or were told, and by whom.",
    )  # fmt: skip


class TakingBack(DatedForm):
    """Why an outcome is taken back."""

    why = Words(
        label="Why is it taken back?", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is taken back."},
    )  # fmt: skip


def _of(case_id: int, achievement_id: int, request: ActingRequest) -> AchievementShown:
    found = queries.achievement_on(case_id, achievement_id, actor=request.actor)
    if found is None:
        raise NotFound
    return found


def _asking(
    request: ActingRequest, case_id: int, found: AchievementShown, asks: Asks, made: Any,
    write: Callable[[Mapping[str, Any]], None],
) -> HttpResponse:  # fmt: skip
    head = cases.case_head(case_id, actor=request.actor)

    def written(form: forms.Form, version: int) -> str:
        write(form.cleaned_data)
        return ""

    return ask(request, head, asks, Changing(made, 0, written))


@_page
def evidence(request: ActingRequest, case_id: int, achievement_id: int) -> HttpResponse:
    """Give an outcome the evidence that it misses."""
    cases.case_head(case_id, actor=request.actor)
    found = _of(case_id, achievement_id, request)
    offered = queries.evidence_of_case(case_id, actor=request.actor)
    asks = Asks(
        "Add the evidence", "", "The evidence is added.", "Add the evidence", intro=found.improved,
        back=_back(case_id, found.concern_id),
    )  # fmt: skip

    def made(posted: Any) -> Evidencing:
        return Evidencing(posted, today=request.actor.today, offered=offered)

    def write(told: Mapping[str, Any]) -> None:
        actions.add_evidence(achievement_id, evidence=_evidence(told), actor=request.actor)

    return _asking(request, case_id, found, asks, made, write)


@_page
def check(request: ActingRequest, case_id: int, achievement_id: int) -> HttpResponse:
    """Say whether progress lasted."""
    cases.case_head(case_id, actor=request.actor)
    found = _of(case_id, achievement_id, request)
    asks = Asks(
        "Has the progress lasted?",
        "",
        "It is written down.",
        intro=found.improved,
        back=_back(case_id, found.concern_id),
    )

    def made(posted: Any) -> Checking:
        return Checking(posted, today=request.actor.today)

    def write(told: Mapping[str, Any]) -> None:
        lasted = told["lasted"] == "yes"
        actions.check_achievement(achievement_id, lasted=lasted, words=told["words"], actor=request.actor)

    return _asking(request, case_id, found, asks, made, write)


@_page
def take_back(request: ActingRequest, case_id: int, achievement_id: int) -> HttpResponse:
    """Take an outcome back that was recorded wrongly."""
    cases.case_head(case_id, actor=request.actor)
    found = _of(case_id, achievement_id, request)
    asks = Asks(
        "Take the outcome back", "", "The outcome is taken back. It stays to be read.", "Take it back",
        intro=found.improved, back=_back(case_id, found.concern_id), warns=True,
    )  # fmt: skip

    def made(posted: Any) -> TakingBack:
        return TakingBack(posted, today=request.actor.today)

    def write(told: Mapping[str, Any]) -> None:
        actions.take_back(achievement_id, why=told["why"], actor=request.actor)

    return _asking(request, case_id, found, asks, made, write)
