"""Demand and capacity: what comes in, what becomes of it, how long each stage takes; on a page and to take along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.packs.clock_schema import Span
from alongside.packs.schema import Pack
from alongside.pathway.rules.packets import STATES
from alongside.reporting.queries import demand as queries
from alongside.reporting.queries.demand import Asked, Demand, Stage, sources_of
from alongside.reporting.rules.demand import month_after, month_of, months
from alongside.web.charts import Bars, Columns, Days, bars, columns
from alongside.web.middleware import ActingRequest
from alongside.web.pages.reading import with_query
from alongside.web.pages.tables import as_csv

_YEAR, _OFFERED = 12, 36
FEW = "1 to 4"
"""What stands in the place of a number that is not told."""
_DAYS_OF = {"hours": 1 / 24, "working_days": 7 / 5, "calendar_days": 1, "calendar_weeks": 7, "calendar_months": 30}


@dataclass(frozen=True)
class Choices:
    """What the filters offer, and what is chosen, as the address has it."""

    months: Sequence[tuple[str, str]]
    areas: Sequence[tuple[str, str]]
    sources: Sequence[tuple[str, str]]
    stages: Sequence[tuple[str, str]]


def _month(typed: str, today: date) -> date | None:
    year, _, month = typed.partition("-")
    if len(typed) != 7 or not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    if not (1 <= int(month) <= 12 and 2000 <= int(year) <= today.year):
        return None
    return min(date(int(year), int(month), 1), month_of(today))


def _known(typed: str, offered: Sequence[tuple[str, str]]) -> str:
    return typed if typed in [value for value, _ in offered] else ""


def _asked(request: ActingRequest, pack: Pack) -> tuple[Asked, Choices]:
    """What the address asks for; the last twelve months where it asks for nothing that can be."""
    today = request.actor.today
    choices = Choices(
        [(f"{each:%Y-%m}", f"{each:%B %Y}") for each in reversed(months(month_after(today, 1 - _OFFERED), today))],
        [(each.id, each.title) for each in pack.areas],
        [(each.id, each.title) for each in sources_of(pack)],
        [(each.id, each.title) for each in queries.stages_of(pack)],
    )
    last = _month(request.GET.get("until", ""), today) or month_of(today)
    first = _month(request.GET.get("since", ""), today) or month_after(last, 1 - _YEAR)
    first, last = min(first, last), max(first, last)
    asked = Asked(
        max(first, month_after(last, 1 - _OFFERED)),
        last,
        _known(request.GET.get("area", ""), choices.areas),
        _known(request.GET.get("type", ""), choices.sources),
        _known(request.GET.get("list", ""), choices.stages),
    )
    return asked, choices


def _address(page: str, asked: Asked) -> str:
    # By names that stand in an address as they are (web.sealed.PLAIN), so that a bookmark can be read and kept.
    return with_query(
        reverse(page), since=f"{asked.first:%Y-%m}", until=f"{asked.last:%Y-%m}", area=asked.area, type=asked.source,
        list=asked.stage,
    )  # fmt: skip


@require_safe
def demand(request: ActingRequest) -> HttpResponse:
    """Charts with their tables, filtered by the address; for the coordinating team and for managers."""
    queries.check_may_count(request.actor)
    pack = practice(request.actor)
    asked, choices = _asked(request, pack)
    found = queries.demand(asked, actor=request.actor)
    shown = {
        "found": found, "asked": asked, "choices": choices, "pack": pack, "few": FEW, "states": STATES,
        "by_month": _columns(found), "stages": _bars(found), "csv_at": _address("demand_csv", asked),
        "chosen": _chosen(asked, pack),
    }  # fmt: skip
    return render(request, "demand/demand.jinja", shown)


def _chosen(asked: Asked, pack: Pack) -> Sequence[tuple[str, str, str]]:
    """The filters in force, each with the address without it."""
    found = []
    if asked.area:
        without = _address("demand", replace(asked, area=""))
        found.append((pack.words.area.capitalize(), pack.area_title(asked.area), without))
    if asked.source:
        without = _address("demand", replace(asked, source=""))
        found.append(("Source", pack.title_of("contact_sources", asked.source), without))
    return found


def _columns(found: Demand) -> Columns:
    return columns([(f"{each.on:%b}", each.contacts) for each in found.months])


def _bars(found: Demand) -> Bars:
    return bars(
        [
            Days(
                each.timescale.title,
                f"{_in_days(each.median)}" if each.median is not None else "",
                each.median,
                _days(each.timescale.expected),
                _days(each.timescale.within),
            )
            for each in found.stages
            if each.median is not None
        ]
    )


def _in_days(days: int) -> str:
    return "same day" if days == 0 else "1 day" if days == 1 else f"{days} days"


def _days(span: Span | None) -> int | None:
    """About how many calendar days a time is, to draw it: five working days are seven."""
    if span is None:
        return None
    unit, amount = span.measure
    return max(round(amount * _DAYS_OF[unit]), 1)


@require_safe
def demand_csv(request: ActingRequest) -> HttpResponse:
    """The same figures as one table: of what, which, what is counted, how many."""
    queries.check_may_count(request.actor)
    pack = practice(request.actor)
    asked, _ = _asked(request, pack)
    found = queries.demand(asked, actor=request.actor)
    return as_csv("demand-and-capacity", [["Of what", "Which", "What is counted", "How many"], *_lines(found, pack)])


def _lines(found: Demand, pack: Pack) -> Iterator[Sequence[str]]:
    for month in found.months:
        yield "Month received", f"{month.on:%Y-%m}", "Contacts", _said(month.contacts)
        for outcome, many in zip(found.outcomes, month.outcomes, strict=True):
            yield "Month received", f"{month.on:%Y-%m}", outcome, _said(many)
    parts = (("Source", found.sources), ("Outcome", found.became), (pack.words.area.capitalize(), found.areas))
    for what, lines in parts:
        for line in lines:
            yield what, line.title, "Contacts", _said(line.many)
    for decision in found.decisions:
        yield decision.panel, decision.title, "Decisions", _said(decision.many)
        for lead in decision.leads:
            yield decision.panel, f"{decision.title}, led by {lead.title}", "Decisions", _said(lead.many)
    for stage in found.stages:
        yield from _of_stage(stage.timescale.title, "", stage)
    for on, stage in found.by_month:
        yield from _of_stage(stage.timescale.title, f"{on:%Y-%m}", stage)
    for area, stage in found.by_area:
        yield from _of_stage(stage.timescale.title, area, stage)
    for line in found.packets:
        yield "Packet to the other system", STATES.get(line.title, line.title), "Packets", _said(line.many)


def _of_stage(title: str, of: str, stage: Stage) -> Iterator[Sequence[str]]:
    if stage.started is None:
        yield title, of, "Started", FEW
        return
    figures = {
        "Started": stage.started, "Within the expectation": stage.expected, "Within the maximum": stage.met,
        "Late": stage.late, "Overdue": stage.overdue, "Running": stage.running, "Median days": stage.median,
        "Nine in ten within days": stage.nine_in_ten, "Median days since the request": stage.since_request,
    }  # fmt: skip
    for what, many in figures.items():
        if many is not None:
            yield title, of, what, str(many)


def _said(many: int | None) -> str:
    return FEW if many is None else str(many)
