"""The assessments of a case, and several of them laid over one another."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.assessments.queries.assessments import AssessmentLine, assessments_of_case
from alongside.assessments.queries.overlay import MOST, Overlay, overlay_of
from alongside.assessments.rules.scores import VoiceOver, called, change_in_words
from alongside.cases import queries as cases
from alongside.core.refusals import NotFound
from alongside.web.middleware import ActingRequest
from alongside.web.pages.assess_shown import columns_of, compared
from alongside.web.pages.case import around
from alongside.web.pages.reading import number

LAID = 5
"""How many dates are laid over one another where nobody chose which."""


@require_safe
def assessments(request: ActingRequest, case_id: int) -> HttpResponse:
    """The assessments of a case, those in progress first, then the latest first."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    lines = assessments_of_case(case_id, actor=request.actor)
    more = {
        "open": [each for each in lines if each.in_progress],
        "done": [each for each in lines if not each.in_progress],
        "comparable": [(title, compare_address(case_id, found)) for title, found in comparable(lines)],
    }
    return render(request, "assessments/list.jinja", around(request, head, family, "assessments") | more)


def comparable(lines: Sequence[AssessmentLine]) -> list[tuple[str, list[AssessmentLine]]]:
    """The tools with scores on two dates or more: their title, and the assessments, the latest first."""
    scored = sorted((each for each in lines if each.has_scores), key=_same)
    found = [list(group) for _, group in groupby(scored, key=_same)]
    return [
        (group[0].title, sorted(group, key=lambda each: (each.took_place_on, each.id), reverse=True))
        for group in found
        if len(group) > 1
    ]


def _same(line: AssessmentLine) -> tuple[str, str]:
    return line.tool, str(line.own.get("title", ""))


def compare_address(case_id: int, lines: Sequence[AssessmentLine]) -> str:
    """The address at which the latest of these are laid over one another."""
    chosen = "&".join(f"with={each.id}" for each in reversed(lines[:LAID]))
    return f"{reverse('assessments_compared', args=[case_id])}?{chosen}"


@require_safe
def compare(request: ActingRequest, case_id: int) -> HttpResponse:
    """Two or more dates on one star, with a table of change; which dates, and whose scores, stands in the address."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    lines = assessments_of_case(case_id, actor=request.actor)
    groups = comparable(lines)
    chosen = [found for typed in request.GET.getlist("with")[: MOST + 1] if (found := number(typed))]
    overlay = overlay_of(chosen, actor=request.actor) if chosen else None
    if overlay and overlay.case_id != case_id:
        raise NotFound
    offered = next((found for _, found in groups if any(each.id in chosen for each in found)), None)
    if offered is None and groups:
        offered = groups[0][1]
    more: dict[str, Any] = {
        "overlay": overlay, "chosen": chosen, "offered": offered or [], "star": None, "voice": None, "voices": [],
        "columns": columns_of(overlay.laid) if overlay else [], "change_in_words": change_in_words, "called": called,
        "others": [(title, compare_address(case_id, found)) for title, found in groups if found is not offered],
    }  # fmt: skip
    if overlay and overlay.laid.voices:
        more |= _voices(request, overlay)
    return render(request, "assessments/compare.jinja", around(request, head, family, "assessments") | more)


def _voices(request: ActingRequest, overlay: Overlay) -> dict[str, Any]:
    """The voice on the star: the one asked for, else the first of those that scored most often."""
    voices = overlay.laid.voices
    asked = request.GET.get("voice", "")
    voice = next((each for each in voices if key_of(each) == asked), None)
    voice = voice or max(voices, key=lambda each: each.times)
    return {
        "star": compared(overlay, voice),
        "voice": voice,
        "voices": [(key_of(each), called(each.voice, each.name), each is voice) for each in voices],
    }


def key_of(voice: VoiceOver) -> str:
    """A voice as the address names it."""
    return f"{voice.voice.voice.split()[0]}-{voice.voice.member or 0}"
