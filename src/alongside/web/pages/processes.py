"""The processes of the practice, as a picture and in words; those of a family, with *you are here*; beginning one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound, Refused
from alongside.packs.clock_schema import Timescale
from alongside.packs.parts import team_titles
from alongside.packs.process_schema import Checklist, Process, Role, Tray
from alongside.packs.schema import Pack
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.queries import items as queries
from alongside.pathway.queries.roles import doing
from alongside.pathway.rules.steps import may_do
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.process_shown import shown
from alongside.web.pages.writing import write_once


@require_safe
def processes(request: ActingRequest) -> HttpResponse:
    """Every process of the practice here, and what begins it."""
    pack = practice(request.actor)
    told = {"processes": [each for each in pack.processes if each.step], "pack": pack}
    return render(request, "pathway/processes.jinja", told)


@dataclass(frozen=True)
class GoesWith:
    """What goes with a process: the trays, roles, checklists and timescales that its steps name, each once."""

    trays: Sequence[tuple[Tray, str]]
    roles: Sequence[tuple[Role, str]]
    checklists: Sequence[Checklist]
    clocks: Sequence[Timescale]


@require_safe
def process(request: ActingRequest, process: str) -> HttpResponse:
    """One process: its picture, its steps in words, and the trays, roles, checklists and timescales that it uses."""
    pack = practice(request.actor)
    found = _process(pack, process)
    told = {"process": found, "drawn": shown(found, pack), "pack": pack, "goes_with": _goes_with(found, pack)}
    return render(request, "pathway/process.jinja", told)


def _process(pack: Pack, process: str) -> Process:
    found = next((each for each in pack.processes if each.id == process and each.step), None)
    if found is None:
        raise NotFound
    return found


def _goes_with(process: Process, pack: Pack) -> GoesWith:
    teams = team_titles(pack)
    named = {name: {getattr(step, name) for step in process.step} for name in ("tray", "role", "checklist")}
    named["role"] |= {step.with_role for step in process.step}
    clocks = {each for step in process.step for each in step.clocks}
    trays = [each for each in pack.trays if each.id in named["tray"]]
    roles = [each for each in pack.roles if each.id in named["role"]]
    return GoesWith(
        [(each, ", ".join(teams[team] for team in dict.fromkeys((each.team, *each.areas.values())) if team in teams))
         for each in trays],
        [(each, ", ".join(teams[team] for team in each.teams if team in teams)) for each in roles],
        [each for each in pack.checklists if each.id in named["checklist"]],
        [each for each in pack.timescales if each.id in clocks],
    )  # fmt: skip


# --- of a family


@require_safe
def case_processes(request: ActingRequest, case_id: int) -> HttpResponse:
    """The processes of a family, under way and over, each with where it stands; and those that can be begun."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.journeys_of_case(case_id, actor=request.actor)
    around_it = around(request, head, cases.members(case_id, actor=request.actor), "processes")
    pack = around_it["pack"]
    under_way = {each.process.id for each in found if each.ended_at is None}
    told = {
        "journeys": [(each, shown(each.process, pack, here=each.here, done=each.done)) for each in found],
        "offered": _offered(pack, request.actor, under_way),
    }
    return render(request, "pathway/case_processes.jinja", around_it | told)


_CLOSES = ("sign off closure", "complete episode", "ask closure")
"""The steps that end work with a family, the last of them first."""


@require_safe
def closure(request: ActingRequest, case_id: int) -> HttpResponse:
    """To the step at which the closure of a case waits; to its processes where it waits at none."""
    cases.case_head(case_id, actor=request.actor)
    found = queries.journeys_of_case(case_id, actor=request.actor)
    waits = [each for journey in found for each in journey.waits if each.step.does in _CLOSES]
    if not waits:
        return redirect("case_processes", case_id)
    return redirect("item", min(waits, key=lambda each: _CLOSES.index(each.step.does)).id)


@dataclass(frozen=True)
class Offered:
    """A process that can be begun by hand; `why_not` where the reader may not, or it is under way."""

    process: Process
    why_not: str


def _offered(pack: Pack, actor: Actor, under_way: set[str]) -> Sequence[Offered]:
    who = doing(pack, actor=actor)
    roles: Mapping[str, Role] = {each.id: each for each in pack.roles}
    found = [each for each in pack.processes if each.begins == "by hand" and each.about == "case" and each.step]
    return [
        Offered(
            each,
            "It is under way." if each.id in under_way
            else "" if not each.role or may_do(roles[each.role], who)
            else f"A {roles[each.role].title} begins it.",
        )
        for each in found
    ]  # fmt: skip


@require_POST
def begin(request: ActingRequest, case_id: int, process: str) -> HttpResponse:
    """Begin a process for a family by hand; its first step waits then."""
    cases.case_head(case_id, actor=request.actor)

    def write() -> str:
        journey = begin_by_hand(process, actor=request.actor, case_id=case_id)
        item = next(iter(queries.journey_of(journey.pk, actor=request.actor).waits), None)
        messages.success(request, f"“{practice(request.actor).process(process).title}” has begun.")
        return reverse("item", args=[item.id]) if item else reverse("case_processes", args=[case_id])

    try:
        return write_once(request, write)
    except NotFound:
        raise
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("case_processes", case_id)
