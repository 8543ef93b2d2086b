"""What runs out next, as a list of one's own, one's teams', of a tray, or of what is no case yet; the clocks of a case;
and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import COORDINATING, practice
from alongside.cases import queries as cases
from alongside.clocks.queries import running as queries
from alongside.clocks.queries.running import AHEAD, Listed, Scope, Wanted
from alongside.clocks.queries.why import Why
from alongside.clocks.queries.why import why as why_of
from alongside.clocks.rules.explaining import DayCounted
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.packs.schema import Pack
from alongside.pathway.queries.tray_clocks import clocks_in
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.clock_words import STATES, by_then, how_far, step, when
from alongside.web.pages.reading import for_page, number, page_number, with_query

_AHEAD = (10, 30, 90)
_CALLED: dict[Scope, str] = {
    "mine": "My families", "team": "My team", "requests": "Contacts that are no case yet",
    "all": "Every family I can see",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A clock with its words and its one step, for components/clock_line.jinja."""

    clock: Listed
    when: str
    by_then: str
    how_far: str
    tone: str
    step: str
    address: str


def lines(found: Sequence[Listed], pack: Pack, actor: Actor) -> Sequence[Line]:
    """Clocks as lines of a list."""
    return [_line(each, pack, actor) for each in found]


def _line(each: Listed, pack: Pack, actor: Actor) -> Line:
    words, at = step(each, pack)
    tone = (
        "urgent" if each.state == "overdue" else "waiting" if each.aim_passed or each.aim_on <= actor.today else "note"
    )
    return Line(each, when(each), by_then(each), how_far(each, actor), tone, words, at)


@require_safe
def clocks_next(request: ActingRequest) -> HttpResponse:
    """What runs out next, what is overdue first (CLOK-06)."""
    actor, pack = request.actor, practice(request.actor)
    wanted, tray = _wanted(request, pack), _tray(request, pack)
    page = _page(wanted, tray, request)
    parts = {
        "whose": "" if tray or wanted.scope == "mine" else wanted.scope, "timescale": wanted.timescale,
        "tray": tray, "area": wanted.area, "ahead": "" if wanted.ahead == AHEAD else wanted.ahead,
    }  # fmt: skip
    at = reverse("clocks_next")
    shown = {
        "page": page, "lines": lines(page.rows, pack, actor), "wanted": wanted, "pack": pack, "tray": tray,
        "scopes": [
            (name, words, with_query(at, **parts | {"whose": "" if name == "mine" else name, "tray": ""}))
            for name, words in _CALLED.items()
        ],
        "aheads": _AHEAD, "clear": with_query(at, whose=parts["whose"]), "next_page": for_page(at, **parts),
        "chosen": _chosen(at, parts, pack), "today": actor.today,
        # Only who manages a team finds its clocks, so that this is not asked for itself.
        "may_try": COORDINATING in actor.roles or (wanted.scope == "team" and bool(page.rows)),
    }  # fmt: skip
    return render(request, "clocks/next.jinja", shown)


def _wanted(request: ActingRequest, pack: Pack) -> Wanted:
    """What the address asks for; anything it cannot mean is as if it were not there."""
    asked = request.GET
    scope: Scope = next((each for each in queries.SCOPES if each == asked.get("whose")), "mine")
    timescale = next((each.id for each in pack.timescales if each.id == asked.get("timescale")), "")
    area = next((each.id for each in pack.areas if each.id == asked.get("area")), "")
    ahead = number(asked.get("ahead", ""))
    return Wanted(scope, timescale, area, ahead if ahead in _AHEAD else AHEAD)


def _tray(request: ActingRequest, pack: Pack) -> str:
    """The tray that the address asks for, whose list is one of its own; "" for none."""
    return next((each.id for each in pack.trays if each.id == request.GET.get("tray")), "")


def _page(wanted: Wanted, tray: str, request: ActingRequest) -> Page[Listed]:
    number = page_number(request)
    if not tray:
        return queries.running_out(actor=request.actor, wanted=wanted, page=number)
    # What is no case yet has its area in the tray alone.
    among = clocks_in(tray, area=wanted.area, actor=request.actor)
    return queries.running_out(actor=request.actor, wanted=replace(wanted, area=""), page=number, among=among)


def _chosen(at: str, parts: Mapping[str, str | int], pack: Pack) -> list[tuple[str, str, str]]:
    """The filters in force, each with the address without it."""
    said = (
        ("tray", "Tray", pack.title_of("trays", str(parts["tray"]))),
        ("timescale", "What", pack.title_of("timescales", str(parts["timescale"]))),
        ("area", pack.words.area.capitalize(), pack.area_title(str(parts["area"]))),
        ("ahead", "Days ahead", f"{parts['ahead']} days ahead"),
    )
    return [(what, words, with_query(at, **{**parts, name: ""})) for name, what, words in said if parts[name]]


@require_safe
def case_clocks(request: ActingRequest, case_id: int) -> HttpResponse:
    """Every clock of a case: what runs, then what is over."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    found = queries.of_case(case_id, actor=request.actor)
    shown = around(request, head, family, "clocks")
    made = lines(found, shown["pack"], request.actor)
    still = [each for each in made if each.clock.state in {"overdue", "running", "paused"}]
    over = [
        (words, [each for each in made if each.clock.state == state])
        for state, (words, _) in STATES.items()
        if state in {"met", "met late", "not needed"}
    ]
    more = {
        "running": [each for each in still if each.clock.timescale.is_ != "wait"],
        "passing": [each for each in still if each.clock.timescale.is_ == "wait"],
        "states": STATES, "over": [(words, rows) for words, rows in over if rows],
    }  # fmt: skip
    return render(request, "clocks/case.jinja", shown | more)


@require_safe
def clock_why(request: ActingRequest, clock_id: int) -> HttpResponse:
    """Why a clock is due then: what started it, by which rule, each day counted and each that is not (CLOK-04)."""
    found = why_of(clock_id, actor=request.actor)
    shown = {
        "why": found, "clock": found.clock, "explained": found.explained, "state": STATES[found.clock.state],
        "weeks": _weeks(found.explained.days), "back": _back(found), "case": _case(found, request.actor),
    }  # fmt: skip
    return render(request, "clocks/why.jinja", shown)


def _back(found: Why) -> str:
    if found.case_id is not None:
        return reverse("case_clocks", args=[found.case_id])
    return address("contact", found.contact_id or 0) or reverse("clocks_next")


def _case(found: Why, actor: Actor) -> cases.CaseHead | None:
    try:
        return cases.case_head(found.case_id, actor=actor) if found.case_id is not None else None
    except NotFound:
        return None


def _weeks(days: Sequence[DayCounted]) -> Sequence[Sequence[DayCounted | None]]:
    """The days counted as a calendar of weeks, Monday first; None where a week has no such day."""
    found = sorted(days, key=lambda each: each.on)
    if not found:
        return []
    cells: list[DayCounted | None] = [None] * found[0].on.weekday()
    cells += found
    cells += [None] * (-len(cells) % 7)
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]


_WITH_A_LINE = {"review.held", "manager.decided", "intervention.accepted", "intervention.declined"}
"""What stops clocks and has a line of its own on the home page."""


def clocks_for_home(actor: Actor, most: int) -> Sequence[Line]:
    """The nearest of mine that run out, for the home page. One statement."""
    found = queries.running_out(actor=actor, wanted=Wanted(), size=4 * most).rows
    mine = [each for each in found if not _WITH_A_LINE.issuperset(stop.event for stop in each.timescale.stops)]
    return lines(mine[:most], practice(actor), actor)
