"""What a manager looks over, each with the one step from the list to the doing (practice framework 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.pathway.queries import oversight as queries
from alongside.pathway.rules.oversight import DECISION
from alongside.pathway.rules.slipping import ToDo, What
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.reading import for_page, number, page_number, with_query

PAGE = 25

SAYS: Mapping[What, str] = {
    "assessment": "Decide about the assessment",
    "plan": "Decide about the plan",
    "review": "Decide about the review",
    "closure": "Sign off the closure",
    "oversight": "Look over the record",
    "discussion": "Write down what was decided",
    "supervision": "Hold supervision",
}
"""What is to be done, as the heading of its line."""
DOES: Mapping[What, str] = {
    "assessment": "Decide", "plan": "Decide", "review": "Decide", "closure": "Sign off",
    "oversight": "Write a decision", "discussion": "Write it down", "supervision": "Record supervision",
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """One of the lists of the page: its name, how many stand in it, and its address."""

    title: str
    count: int
    address: str
    here: bool


@require_safe
def oversight(request: ActingRequest) -> HttpResponse:
    """What is late or slipping, under the most intensive cases; or one of the longer lists, a page at a time."""
    looked = queries.oversight(actor=request.actor)
    pack = practice(request.actor)
    show, months = request.GET.get("show", ""), number(request.GET.get("by", ""))
    views = _views(looked, show, months)
    if not any(each.here for each in views):
        show, views = "", _views(looked, "", None)
    rows = _rows(looked, show, months)
    page = page_number(request)
    shown = {
        "looked": looked, "show": show, "months": months, "views": views, "today": request.actor.today,
        "rows": rows[(page - 1) * PAGE : page * PAGE], "total": len(rows), "page": page,
        "more": len(rows) > page * PAGE, "says": SAYS, "does": DOES, "step_of": _step_of,
        "decision": pack.oversight.note_type or DECISION, "pack": pack,
        "next_page": for_page(reverse("oversight"), show=show, by=months if show == "open" else None),
    }  # fmt: skip
    return render(request, "oversight/oversight.jinja", shown)


def _views(looked: queries.Looked, show: str, months: int | None) -> Sequence[View]:
    here = reverse("oversight")
    found = [View("Due and slipping", len(looked.todo), here, show == "")]
    for age in reversed(looked.ages):
        there = with_query(here, show="open", by=age)
        found.append(View(f"Open over {age} months", len(looked.over(age)), there, show == "open" and months == age))
    lists = (
        ("intensive", "Intensive and high risk", len(looked.intensive)),
        ("months", "Months without oversight", len(looked.without)),
        ("late", "Recorded late", len(looked.late)),
    )
    return [
        *found,
        *(View(title, count, with_query(here, show=name), show == name) for name, title, count in lists),
    ]


def _rows(looked: queries.Looked, show: str, months: int | None) -> Sequence[Any]:
    if show == "open":
        return looked.over(months or 0)
    return {"intensive": looked.intensive, "months": looked.without, "late": looked.late}.get(show, looked.todo)


def _step_of(each: ToDo, decision: str) -> str:
    """Where it is done: one step from the list."""
    if each.what == "supervision":
        return reverse("supervision_record", args=[each.number])
    if each.what == "closure":
        return address("item", each.number) or reverse("case", args=[each.case_id])
    if each.what in ("oversight", "discussion"):
        return with_query(reverse("case_log_add", args=[each.case_id]), type=decision)
    return reverse("case_decide", args=[each.case_id, each.what, each.number])
