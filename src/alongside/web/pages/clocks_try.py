"""Try another timescale: over the last year, who would have been late under another time; nothing is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice, teams
from alongside.clocks.actions.trying import ask
from alongside.clocks.queries import trying as queries
from alongside.clocks.queries.trying import LISTED, Affected, Found, Team
from alongside.clocks.rules.trying import Other, other
from alongside.core.actor import Actor
from alongside.packs.clock_schema import UNITS, Timescale
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice
from alongside.web.pages.reading import for_page, page_number, with_query

PAGE = 25
_UNITS = [(unit, unit.replace("_", " ")) for unit in UNITS]


class Trying(forms.Form):
    """Which timescale, which of its two times, and how long instead."""

    timescale = Choice(label="Timescale", error_messages={"required": "Choose a timescale."})
    part = Choice(
        label="Which of its times", widget=forms.RadioSelect,
        choices=[("maximum", "The maximum"), ("expectation", "The expectation")],
        error_messages={"required": "Choose the maximum or the expectation."},
    )  # fmt: skip
    number = forms.CharField(
        label="How many", required=False, strip=False, error_messages={"invalid": "Write a whole number."}
    )
    unit = Choice(label="Of what", choices=_UNITS, error_messages={"required": "Choose hours, days, weeks or months."})

    def __init__(self, *args: Any, offered: Sequence[Timescale], **options: Any) -> None:
        super().__init__(*args, **options)
        self._offered = {each.id: each for each in offered}
        choices = [("", "Choose a timescale"), *((each.id, f"{each.title} ({each.clause})") for each in offered)]
        self.fields["timescale"].choices = choices  # type: ignore[attr-defined]  # it is a Choice
        self.tried: Other | None = None

    def clean(self) -> dict[str, Any]:
        """The time that is tried; what cannot be is said beside its field."""
        told = self.cleaned_data
        if {"timescale", "part", "unit"} <= told.keys():
            self.tried, faults = other(
                self._offered[told["timescale"]], told["part"], told["unit"], self.data.get("number", "")
            )
            for name, sentence in faults.items():
                self.add_error(name, sentence)
        return told


@dataclass(frozen=True)
class Line:
    """A team's figures, with the shares that draw them."""

    title: str
    team: Team
    share: int
    other_share: int


@dataclass(frozen=True)
class Family:
    """Somebody newly late or no longer late, as far as the reader may see them."""

    title: str
    address: str
    affected: Affected
    started_on: date
    due: date | None
    other_due: date
    ended_on: date | None


@require_http_methods(["GET", "HEAD", "POST"])
def clocks_try(request: ActingRequest) -> HttpResponse:
    """Who would have been late last year under another time (CLOK-05). Posted, a job is asked to count it."""
    queries.check_may_try(request.actor)
    pack = practice(request.actor)
    offered = queries.may_be_tried(pack)
    typed = request.POST if request.method == "POST" else request.GET
    chosen = next((each for each in offered if each.id == typed.get("timescale")), None)
    asked = "number" in typed
    form = Trying(typed, offered=offered) if asked else Trying(initial=_in_force(chosen), offered=offered)
    shown: dict[str, Any] = {
        "form": form, "pack": pack, "chosen": chosen, "since": queries.since(request.actor), "offered": offered,
        "tried": None, "background": False, "asked": None,
    }  # fmt: skip
    if not asked or not form.is_valid() or form.tried is None:
        return render(request, "clocks/try.jinja", shown, status=422 if asked else 200)
    if request.method == "POST":
        ask(form.tried, actor=request.actor)
        return redirect(with_query(reverse("clocks_try"), **_parts(form.tried)))
    return render(request, "clocks/try.jinja", shown | _found(request, form.tried))


def _parts(tried: Other) -> Mapping[str, str | int]:
    """What is tried, as it stands in the address."""
    unit, amount = tried.span.measure
    return {"timescale": tried.timescale.id, "part": tried.part, "number": amount, "unit": unit}


def _in_force(chosen: Timescale | None) -> Mapping[str, str | int]:
    """The time in force of what is chosen, to begin with."""
    if chosen is None:
        return {"part": "maximum", "unit": "calendar_days"}
    unit, amount = chosen.span.measure
    return {"timescale": chosen.id, "part": "maximum", "number": str(amount), "unit": unit}


def _found(request: ActingRequest, tried: Other) -> dict[str, Any]:
    """What is found; where the actor sees many cases, what a job found, or that it counts, or the offer to count."""
    shown: dict[str, Any] = {"tried": tried, "parts": _parts(tried)}
    if not queries.sees_many(request.actor):
        return shown | _told(queries.try_out(tried, actor=request.actor), tried, request)
    asked = queries.asked_before(tried, actor=request.actor)
    if asked is None or asked.found is None:
        return shown | {"background": True, "asked": asked}
    return shown | {"asked": asked} | _told(asked.found, tried, request)


def _told(found: Found, tried: Other, request: ActingRequest) -> dict[str, Any]:
    page = page_number(request)
    rows = found.affected[(page - 1) * PAGE : page * PAGE]
    return {
        "found": found, "all": found.all, "lines": _lines(found, request.actor),
        "families": _families(rows, request.actor), "page": page, "pages": -(-len(found.affected) // PAGE),
        "next_page": for_page(reverse("clocks_try"), **_parts(tried)), "listed": LISTED,
    }  # fmt: skip


def _lines(found: Found, actor: Actor) -> Sequence[Line]:
    """A line for each team, the most late first; what is no family's yet stands last."""
    titles = {each.team_id: each.name for each in teams(actor=actor)}
    most = max((max(each.late, each.other_late) for each in found.teams.values()), default=0) or 1
    rows = sorted(found.teams.items(), key=lambda each: (not each[0], -each[1].other_late, -each[1].late))
    return [
        Line(
            titles.get(number, "Contacts without a case yet"), team, round(100 * team.late / most),
            round(100 * team.other_late / most),
        )
        for number, team in rows
    ]  # fmt: skip


def _families(rows: Sequence[Affected], actor: Actor) -> Sequence[Family]:
    names = queries.names_of([each.case_id for each in rows if each.case_id is not None])
    return [_family(each, names) for each in rows if each.case_id is None or each.case_id in names]


def _family(each: Affected, names: Mapping[int, str]) -> Family:
    if each.case_id is not None:
        title, at = names[each.case_id], reverse("case_clocks", args=[each.case_id])
    else:
        title, at = f"Contact {each.contact_id}", reverse("contact", args=[each.contact_id])
    return Family(
        title, at, each, date.fromisoformat(each.started_on), _day(each.due), date.fromisoformat(each.other_due),
        _day(each.ended_on),
    )  # fmt: skip


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
