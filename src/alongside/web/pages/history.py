"""The history of a case: who changed what, from what, to what, when; and, apart from that, who looked (E-CINS 8.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.cases import queries
from alongside.core.actor import LONDON
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.reading import number, with_query

LINES = 50


@dataclass(frozen=True)
class Line:
    """One line as it is shown; of somebody who looked again and again within a day, the latest, and how often."""

    line: queries.HistoryLine
    about: str
    times: int = 1
    address: str = ""


_PAGES = {
    "assessment.completed": ("assessment", "assessment"), "plan.completed": ("plan", "plan"),
    "review.held": ("meeting", "meeting"), "meeting.held": ("meeting", "meeting"),
    "outcome.achieved": ("concern", "concern"), "outcome.checked": ("concern", "concern"),
    "outcome.taken-back": ("concern", "concern"),
}  # fmt: skip
"""Events with the page of what they are about, and the fact that names it."""


def page_of(case_id: int, kind: str, facts: Mapping[str, Any]) -> str:
    """The address of the page of what an event is about; "" where it has none."""
    page, fact = _PAGES.get(kind, ("", ""))
    return address(page, case_id, facts[fact]) if page and facts.get(fact) else ""


@require_safe
def history(request: ActingRequest, case_id: int) -> HttpResponse:
    """What happened on a case, newest first, grouped by day."""
    head = queries.case_head(case_id, actor=request.actor)
    family = queries.members(case_id, actor=request.actor)
    looks = request.GET.get("show") == "looks"
    before = number(request.GET.get("before", ""))
    lines = queries.history(case_id, looks=looks, before=before, actor=request.actor)
    names = {member.person_id: member.name for member in family}
    here = reverse("case_history", args=[case_id])
    show = "looks" if looks else ""
    more = {
        "days": [(day, _lines(found, names, case_id)) for day, found in groupby(lines, key=_day)],
        "looks": looks,
        "older": with_query(here, show=show, before=lines[-1].happened.id) if len(lines) == LINES else "",
        "newest": with_query(here, show=show) if before else "",
    }
    return render(request, "case/history.jinja", around(request, head, family, "history") | more)


def _day(line: queries.HistoryLine) -> date:
    at: datetime = line.happened.recorded_at
    return at.astimezone(LONDON).date()


def _lines(lines: Iterable[queries.HistoryLine], names: dict[int, str], case_id: int) -> list[Line]:
    shown: list[Line] = []
    at: dict[tuple[int, str], int] = {}
    for line in lines:
        same = (line.happened.user_id, line.happened.sentence)
        if line.happened.look and same in at:
            earlier = shown[at[same]]
            shown[at[same]] = Line(earlier.line, earlier.about, earlier.times + 1)
            continue
        at[same] = len(shown)
        at_page = page_of(case_id, line.happened.kind, line.happened.facts)
        shown.append(Line(line, names.get(line.happened.person_id or 0, ""), address=at_page))
    return shown
