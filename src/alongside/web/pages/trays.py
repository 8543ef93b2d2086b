"""The trays of my teams, what waits in one with filters, and what is mine to do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.packs.schema import Pack
from alongside.pathway.queries import items as queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.item import subject_at
from alongside.web.pages.item_special import page_of
from alongside.web.pages.reading import for_page, page_number, with_query

WHOSE = {"": "Everything", "nobody": "Nobody has taken it", "mine": "Mine", "others": "Somebody else has it"}
AGES = {
    "": "Any age",
    "1": "A day and more",
    "3": "Three days and more",
    "7": "A week and more",
    "28": "Four weeks and more",
}
ORDERS = {"oldest": "Longest waiting first", "newest": "Newest first", "due": "What runs out first"}


@dataclass(frozen=True)
class Shown:
    """What a tray is narrowed to, as it stands in the address."""

    tray: str
    area: str = ""
    step: str = ""
    whose: str = ""
    age: str = ""
    order: str = "oldest"

    def at(self, **instead: str) -> str:
        """The address of this list, or of one that differs in some parts."""
        return with_query(reverse("tray", args=[self.tray]), **_parts(replace(self, **instead)))

    @property
    def narrowed(self) -> queries.Narrowed:
        """The same, as the query takes it."""
        whose, order = cast(queries.Whose, self.whose), cast(queries.Order, self.order)
        return queries.Narrowed(self.tray, self.area, self.step, whose, int(self.age or 0), order)


def _parts(shown: Shown) -> Mapping[str, str]:
    usual = asdict(Shown(shown.tray))
    return {name: value for name, value in asdict(shown).items() if value != usual[name]}


def _shown(request: ActingRequest, tray: str, pack: Pack, steps: Sequence[tuple[str, str]]) -> Shown:
    def one(name: str, known: Sequence[str] | Mapping[str, str], usual: str = "") -> str:
        asked = request.GET.get(name, "")
        return asked if asked in known else usual

    return Shown(
        tray, one("area", [each.id for each in pack.areas]), one("step", dict(steps)), one("whose", WHOSE),
        one("age", AGES), one("order", ORDERS, "oldest"),
    )  # fmt: skip


@require_safe
def trays(request: ActingRequest) -> HttpResponse:
    """My teams' trays, with how much waits in each and since when; and what is mine already."""
    mine = queries.items_of_mine(actor=request.actor, page=page_number(request))
    told = {
        "trays": queries.my_trays(actor=request.actor), "mine": mine, "page_of": page_of, "subject_at": subject_at,
        "next_page": for_page(reverse("trays")), "processes": practice(request.actor).processes,
    }  # fmt: skip
    return render(request, "pathway/trays.jinja", told)


@require_safe
def tray(request: ActingRequest, tray: str) -> HttpResponse:
    """What waits in one tray of mine, narrowed by area, step, whose it is and how long it has waited."""
    counted = queries.tray_of(tray, actor=request.actor)
    pack, steps = practice(request.actor), queries.steps_in_tray(tray, actor=request.actor)
    wanted = _shown(request, tray, pack, steps)
    page = queries.items_in_tray(wanted.narrowed, actor=request.actor, page=page_number(request))
    told = {
        "tray": counted, "shown": wanted, "page": page, "chosen": _chosen(wanted, pack, dict(steps)), "steps": steps,
        "areas": [(each.id, each.title) for each in pack.areas], "whose": WHOSE, "ages": AGES, "orders": ORDERS,
        "next_page": for_page(reverse("tray", args=[tray]), **_parts(wanted)), "subject_at": subject_at,
        "runs_out": with_query(reverse("clocks_next"), tray=tray),
    }  # fmt: skip
    return render(request, "pathway/tray.jinja", told)


def _chosen(shown: Shown, pack: Pack, steps: Mapping[str, str]) -> Sequence[tuple[str, str, str]]:
    """The filters in force: what, which, and the address without it."""
    every = [
        ("Area", pack.area_title(shown.area) if shown.area else "", shown.at(area="")),
        ("Step", steps.get(shown.step, ""), shown.at(step="")),
        ("Whose", WHOSE[shown.whose] if shown.whose else "", shown.at(whose="")),
        ("Age", AGES[shown.age] if shown.age else "", shown.at(age="")),
    ]
    return [each for each in every if each[1]]
