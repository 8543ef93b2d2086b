"""Cases: the list, the search that tells whether a family is known, and asking for access to a case one may not see."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.cases import access, actions, queries
from alongside.core.refusals import Invalid
from alongside.packs.schema import Pack
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Words
from alongside.web.pages.reading import for_page, page_number, with_query, words
from alongside.web.pages.writing import say_beside, write_once

EVERY = "every"
"""In the address: cases of every status. Without a status the list holds the open ones."""


@dataclass(frozen=True)
class Narrowed:
    """The filters as they stand in the address; anything that is not one of ours narrows nothing."""

    mine: bool
    area: str
    status: str

    def at(self, **instead: str) -> Mapping[str, str]:
        """The parts of an address with these filters, or others in the place of some."""
        return {"mine": "yes" if self.mine else "", "area": self.area, "status": self.status, **instead}


@require_safe
def case_list(request: ActingRequest) -> HttpResponse:
    """The cases one can see, newest first, by filters; or, for words, those found (E-CINS 2.1)."""
    pack = practice(request.actor)
    typed = words(request)
    if typed:
        return _found(request, typed, pack)
    narrowed = _narrowed(request, pack)
    page = queries.newest(_filter(narrowed, pack, request), page=page_number(request), actor=request.actor)
    address = reverse("cases")
    shown = {
        "page": page, "pack": pack, "q": "", "narrowed": narrowed, "sentence": _sentence(page, narrowed, pack),
        "chosen": _chosen(narrowed, pack), "next_page": for_page(address, **narrowed.at()),
    }  # fmt: skip
    return render(request, "cases/list.jinja", shown)


def _found(request: ActingRequest, typed: str, pack: Pack) -> HttpResponse:
    page = queries.find(typed, page=page_number(request), actor=request.actor)
    if page.number == 1 and request.headers.get("HX-Request") != "true":
        actions.look_for(typed, found=len(page.rows), actor=request.actor)
    shown = {"page": page, "pack": pack, "q": typed, "next_page": for_page(reverse("cases"), q=typed)}
    return render(request, "cases/list.jinja", shown)


def _narrowed(request: ActingRequest, pack: Pack) -> Narrowed:
    area, status = request.GET.get("area", ""), request.GET.get("status", "")
    known = {EVERY, *(each.id for each in pack.statuses)} - {pack.default_status.id}
    return Narrowed(
        mine=request.GET.get("mine") == "yes",
        area=area if area in {each.id for each in pack.areas} else "",
        status=status if status in known else "",
    )


def _filter(narrowed: Narrowed, pack: Pack, request: ActingRequest) -> queries.Filter:
    return queries.Filter(
        owner_id=request.actor.user_id if narrowed.mine else None,
        area=narrowed.area,
        status="" if narrowed.status == EVERY else narrowed.status or pack.default_status.id,
    )


def _sentence(page: queries.Page, narrowed: Narrowed, pack: Pack) -> str:
    """What the list holds: "214 cases you can see, open, Riverside, newest first"."""
    count = f"{page.total:,}{'' if page.counted else ' or more'}" if page.total else "No"
    noun = "case" if page.total == 1 else "cases"
    whose = "of yours" if narrowed.mine else "you can see"
    status = "" if narrowed.status == EVERY else pack.status_title(narrowed.status or pack.default_status.id).lower()
    parts = [f"{count} {noun} {whose}", status, pack.area_title(narrowed.area) if narrowed.area else "", "newest first"]
    return ", ".join(part for part in parts if part) + "."


def _chosen(narrowed: Narrowed, pack: Pack) -> list[tuple[str, str, str]]:
    """The filters in force, each with the address without it."""
    status = "Every status" if narrowed.status == EVERY else pack.status_title(narrowed.status)
    filters = (
        ("Whose", "Mine" if narrowed.mine else "", "mine"),
        ("Area", pack.area_title(narrowed.area), "area"),
        ("Status", status if narrowed.status else "", "status"),
    )
    address = reverse("cases")
    return [(what, value, with_query(address, **narrowed.at(**{part: ""}))) for what, value, part in filters if value]


class Reason(forms.Form):
    """Why one needs to see a case."""

    why = Words(
        label="Why do you need to see this case?",
        widget=forms.Textarea,
        error_messages={"required": "Say why you need to see this case. The owner reads it."},
    )


def without_access(request: ActingRequest, case_id: int) -> HttpResponse:
    """A case that one may not see: whom to ask, and asking in one step (E-CINS 2.1).

    Raises NotFound where the partnership lets nobody learn of its cases, as for a case that is not there.
    """
    pointed = queries.pointer(case_id, actor=request.actor)
    form = Reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return write_once(request, lambda: _asked(request, case_id, form.cleaned_data["why"]))
        except Invalid as wrong:
            say_beside(form, wrong)
    waiting = [each for each in queries.my_requests(actor=request.actor) if each.case_id == case_id]
    shown = {"case": pointed, "form": form, "waiting": next(iter(waiting), None)}
    return render(request, "cases/without_access.jinja", shown, status=422 if form.errors else 403)


def _asked(request: ActingRequest, case_id: int, why: str) -> str:
    return reverse("access_request", args=[access.ask_for_access(case_id, reason=why, actor=request.actor)])
