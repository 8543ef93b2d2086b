"""The chronology of a case: its dated things in one list, filtered, marked significant with analysis, printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.casework.actions.significance import mark, unmark
from alongside.casework.queries import chronology as queries
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.history import page_of
from alongside.web.pages.logs import OneOf
from alongside.web.pages.reading import for_page, number, page_number, with_query
from alongside.web.pages.writing import Changing, Sheet, write_once

PARTS = ("kind", "member", "since", "until", "only", "order")


class Narrowing(DatedForm):
    """What the chronology is narrowed by, and in which order it stands."""

    kind = OneOf(label="What", required=False, blank="Everything")
    member = OneOf(label="About", required=False, blank="Anybody")
    since = Day(label="From", required=False)
    until = Day(label="To", required=False)
    only = OneOf(label="Significance", required=False, blank="All of it")
    order = OneOf(label="Order", required=False, blank="Newest first")

    def __init__(self, *args: Any, family: Sequence[cases.MemberCard], **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("kind", list(queries.TITLES.items()))
        self._offer("member", [(str(each.id), each.name) for each in family])
        self._offer("only", [("significant", "Marked significant")])
        self._offer("order", [("oldest", "Oldest first")])

    def _offer(self, name: str, offered: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, Choice)
        field.choices = [("", field.blank), *offered]

    def wanted(self) -> queries.Wanted:
        """The same, as the query takes it; what cannot be right narrows nothing."""
        told: Mapping[str, Any] = self.cleaned_data if self.is_valid() else {}
        return queries.Wanted(
            told.get("kind", ""), number(told.get("member", "")), told.get("since"), told.get("until"),
            told.get("only") == "significant", told.get("order") == "oldest",
        )  # fmt: skip

    def asked(self, without: str = "") -> dict[str, str]:
        """As it stands in the address, but for one part."""
        return {name: str(self.data.get(name, "")) for name in PARTS if name != without}


@dataclass(frozen=True)
class Shown:
    """One dated thing with the addresses of its page and of its mark."""

    dated: queries.Dated
    address: str
    mark: str


_PAGES = {"log": "case_log_entry", "action": "case_action"}
_PAGES_OF_THEIR_OWN = {"task": "task", "report": "report", "document": "document"}


def _shown(case_id: int, each: queries.Dated) -> Shown:
    at = ""
    if each.kind in _PAGES:
        at = address(_PAGES[each.kind], case_id, each.number)
    elif each.kind in _PAGES_OF_THEIR_OWN:
        at = address(_PAGES_OF_THEIR_OWN[each.kind], each.number)
    elif each.event:
        at = page_of(case_id, each.event, each.facts)
    return Shown(each, at, reverse("case_chronology_mark", args=[case_id, each.kind, each.number]))


@require_safe
def chronology(request: ActingRequest, case_id: int) -> HttpResponse:
    """Everything dated on a case, in one list (REC-08)."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    form = Narrowing(request.GET, family=family, today=request.actor.today)
    at, whole = reverse("case_chronology", args=[case_id]), request.GET.get("show") == "all"
    size = queries.WHOLE if whole else queries.PAGE
    page = queries.chronology(
        case_id, actor=request.actor, wanted=form.wanted(), page=1 if whole else page_number(request), size=size
    )
    more = {
        "form": form,
        "page": page,
        "rows": [_shown(case_id, each) for each in page.rows],
        "next_page": for_page(at, **form.asked()),
        "whole": whole,
        "whole_at": with_query(at, show="all", **form.asked()),
        "chosen": _chosen(form, at),
        "clear": at,
    }
    return render(request, "chronology/chronology.jinja", around(request, head, family, "chronology") | more)


def _chosen(form: Narrowing, at: str) -> list[tuple[str, str, str]]:
    told = form.cleaned_data if form.is_valid() else {}
    found = []
    for name in PARTS:
        if told.get(name):
            typed = str(form.data.get(name, ""))
            words = str(dict(getattr(form.fields[name], "choices", ())).get(typed, typed))
            found.append((str(form[name].label), words, with_query(at, **form.asked(without=name))))
    return found


class Marking(forms.Form):
    """A word of analysis on what matters."""

    analysis = Words(
        label="Why does it matter?", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A word of analysis, for whoever reads the chronology.",
        error_messages={"required": "Say in a word why it matters."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def marking(request: ActingRequest, case_id: int, kind: str, item: int) -> HttpResponse:
    """Mark one dated thing as significant, say anew why it is, or take its mark off."""
    head = cases.case_head(case_id, actor=request.actor)
    found, _ = queries.dated(case_id, kind, item, actor=request.actor)
    back = f"{reverse('case_chronology', args=[case_id])}#{kind}-{item}"
    if request.method == "POST" and request.POST.get("do") == "unmark":
        return write_once(request, lambda: _unmarked(request, case_id, kind, item, back))

    def write(form: forms.Form, version: int) -> str:
        mark(case_id, kind, item, analysis=form.cleaned_data["analysis"], was=version, actor=request.actor)
        messages.success(request, "Marked as significant.")
        return back

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "item": found, "sheet": sheet, "form": sheet.form, "back": back}
        return render(request, "chronology/mark.jinja", shown, status=sheet.status)

    def made(posted: Any) -> Marking:
        return Marking(posted, initial={"analysis": found.analysis})

    return Changing(made, found.mark, write).answer(request, show)


def _unmarked(request: ActingRequest, case_id: int, kind: str, item: int, back: str) -> str:
    unmark(case_id, kind, item, was=number(request.POST.get("version", "")) or 0, actor=request.actor)
    messages.success(request, "The mark is taken off. That it was there stands in the history.")
    return back
