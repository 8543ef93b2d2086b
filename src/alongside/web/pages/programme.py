"""Outcomes for the programme: every family one sees, narrowed by how it stands, and as a table to download (INS-08)."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.plans.actions.claims import take_out
from alongside.plans.queries import claims
from alongside.plans.queries.claims import FamilyOutcomes, Narrowed, Need
from alongside.web.middleware import ActingRequest
from alongside.web.pages.outcome_words import MISSING, STANDS
from alongside.web.pages.reading import for_page, page_number, with_query

STATES: Mapping[str, str] = {
    "ready": "Ready to claim",
    "missing": "Evidence missing",
    "sustaining": "Progress has to last",
    "check": "To be checked",
    "open": "Needs not met yet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def _narrowed(request: ActingRequest) -> Narrowed:
    areas = {each.id for each in practice(request.actor).areas}
    state, area = request.GET.get("state", ""), request.GET.get("area", "")
    return Narrowed(
        every=request.GET.get("of") == "every",
        state=state if state in STATES else "",
        area=area if area in areas else "",
    )


def _parts(narrowed: Narrowed) -> dict[str, str]:
    return {"of": "every" if narrowed.every else "", "state": narrowed.state, "area": narrowed.area}


@require_safe
def outcomes(request: ActingRequest) -> HttpResponse:
    """The families of the programme that the reader sees, with what each comes to and what is missing."""
    pack, narrowed = practice(request.actor), _narrowed(request)
    at, parts = reverse("outcomes"), _parts(narrowed)

    def without(name: str) -> str:
        return with_query(at, **(parts | {name: ""}))

    chosen = [
        ("Families", "Every family with a plan" if narrowed.every else "", without("of")),
        ("State", STATES.get(narrowed.state, ""), without("state")),
        ("Area", pack.area_title(narrowed.area) if narrowed.area else "", without("area")),
    ]
    shown = {
        "page": claims.outcomes_of_programme(actor=request.actor, narrowed=narrowed, page=page_number(request)),
        "narrowed": narrowed, "states": STATES, "areas": pack.areas, "pack": pack, "missing_words": MISSING,
        "chosen": [each for each in chosen if each[1]], "next_page": for_page(at, **parts),
        "by_state": {state: with_query(at, **(parts | {"state": state})) for state in STATES},
        "table_at": with_query(reverse("outcomes_table"), **parts), "looked_at": claims.LOOKED_AT,
    }  # fmt: skip
    return render(request, "outcomes/programme.jinja", shown)


HEADINGS = (
    "Case", "Area", "In the programme since", "Lead worker", "Child in the family", "Whole-family assessment",
    "Plan completed", "Plan ended", "Concern", "Criterion", "Counts as", "Outcome", "Measure", "State", "Better from",
    "Has to last until", "Evidence", "Evidence number", "Needs", "Ready to claim", "Missing",
)  # fmt: skip


@require_safe
def outcomes_table(request: ActingRequest) -> HttpResponseBase:
    """The same families as a table, a row for each need: numbers, codes and dates; no names, no words."""
    narrowed, actor = _narrowed(request), request.actor
    take_out(actor=actor)
    lines = csv.writer(_Echo())
    response = StreamingHttpResponse(
        (lines.writerow([_plain(cell) for cell in row]) for row in _table(actor, narrowed)), content_type="text/csv"
    )
    response["Content-Disposition"] = f'attachment; filename="outcomes-{actor.today:%Y-%m-%d}.csv"'
    return response


class _Echo:
    """Hands on each line that is written, so that a table of any length is never held whole."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def _plain(cell: object) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    written = "" if cell is None else str(cell)
    return f"'{written}" if written.startswith(_FORMULA) else written


def _table(actor: Actor, narrowed: Narrowed) -> Iterator[Sequence[object]]:
    """The rows of the table, read in parts; each part asks PostgreSQL as the reader anew."""
    yield HEADINGS
    above = 0
    while True:
        with acting_as(actor):
            found = claims.every_family(actor=actor, narrowed=narrowed, above=above)
        if not found:
            return
        for family in found:
            if claims.fits(family, narrowed.state):
                yield from _rows(family)
        above = found[-1].case_id


def _rows(family: FamilyOutcomes) -> Iterator[Sequence[object]]:
    head = (
        family.case_id, family.area, family.since, _yes(family.has_lead_worker), _yes(family.has_child),
        family.assessed_on, family.plan_completed_on, family.plan_ended_on,
    )  # fmt: skip
    tail = (family.identified, _yes(family.is_ready), "; ".join(MISSING[each] for each in family.missing))
    for need in family.needs:
        yield (*head, *_need(need), *tail)
    if not family.needs:
        yield (*head, *("",) * 10, *tail)


def _need(need: Need) -> tuple[Any, ...]:
    latest = need.latest
    achieved = latest.achieved if latest else None
    return (
        need.number, need.criterion, need.code, need.outcome, latest.measure if latest else "", STANDS[need.stands][0],
        achieved.improved_on if achieved else "", achieved.sustained_until if achieved else "",
        latest.kind if latest else "", latest.number if latest else "",
    )  # fmt: skip


def _yes(said: bool) -> str:
    return "yes" if said else "no"
