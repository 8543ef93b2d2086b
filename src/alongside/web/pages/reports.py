"""Lists of reports: those of a case, and all that one may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.actions.reports import look_for_reports
from alongside.casework.queries import reports as queries
from alongside.packs.schema import Pack
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import DatedForm, Day
from alongside.web.pages.reading import for_page, page_number, with_query, words


@require_safe
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """The reports of a case that one may open; of the others the titles, where the partnership shows them."""
    head = cases.case_head(case_id, actor=request.actor)
    page = queries.reports_of_case(case_id, actor=request.actor, page=page_number(request))
    more = {
        "page": page,
        "titles": queries.titles_of_case(case_id, actor=request.actor) if page.number == 1 else [],
        "ask_at": lambda title: address("message_write_to", title.author_principal),
        "next_page": for_page(reverse("case_reports", args=[case_id])),
    }
    family = cases.members(case_id, actor=request.actor)
    return render(request, "reports/of_case.jinja", around(request, head, family, "reports") | more)


class Between(DatedForm):
    """From a day to a day, both included."""

    since = Day(label="From", required=False)
    until = Day(label="To", required=False)


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed by, as it stands in the address; anything that is not one of ours narrows nothing."""

    type: str
    mine: bool
    due: bool
    form: Between
    words: str

    @property
    def since(self) -> date | None:
        """The first day of the reports shown."""
        return self.form.cleaned_data.get("since")

    @property
    def until(self) -> date | None:
        """The last day of the reports shown."""
        return self.form.cleaned_data.get("until")

    def at(self, **instead: str) -> Mapping[str, str]:
        """The parts of an address with these filters, or others in the place of some."""
        days = {name: str(self.form.data.get(name, "")) for name in ("since", "until")}
        flags = {"mine": "yes" if self.mine else "", "show": "due" if self.due else ""}
        return {"section": self.type, "q": self.words, **flags, **days, **instead}


@require_safe
def every_report(request: ActingRequest) -> HttpResponse:
    """All the reports one may open, the latest first, by filters; or found by who called, a vehicle or a place."""
    pack, actor = practice(request.actor), request.actor
    asked = _asked(request, pack)
    narrowed = queries.Narrowed(
        type=asked.type, since=asked.since, until=asked.until, author_id=actor.user_id if asked.mine else None,
        review_by=actor.today if asked.due else None, words=asked.words,
    )  # fmt: skip
    page = queries.reports(narrowed, actor=actor, page=page_number(request))
    if asked.words and page.number == 1 and request.headers.get("HX-Request") != "true":
        look_for_reports(asked.words, found=len(page.rows), actor=actor)
    shown = {
        "page": page, "pack": pack, "asked": asked, "q": asked.words, "today": actor.today,
        "chosen": _chosen(asked, pack), "next_page": for_page(reverse("reports"), **asked.at()),
    }  # fmt: skip
    return render(request, "reports/list.jinja", shown)


def _asked(request: ActingRequest, pack: Pack) -> Asked:
    form = Between(request.GET, today=request.actor.today)
    form.is_valid()
    kind = request.GET.get("section", "")
    return Asked(
        type=kind if kind in {each.id for each in pack.report_types} else "",
        mine=request.GET.get("mine") == "yes",
        due=request.GET.get("show") == "due",
        form=form,
        words=words(request),
    )


def _chosen(asked: Asked, pack: Pack) -> list[tuple[str, str, str]]:
    """The filters in force, each with the address without it."""
    filters: tuple[tuple[str, Any, str], ...] = (
        ("Type", pack.title_of("report_types", asked.type) if asked.type else "", "section"),
        ("Author", "Written by me" if asked.mine else "", "mine"),
        ("Review", "Review due" if asked.due else "", "show"),
        ("From", asked.form.data.get("since", "") if asked.since else "", "since"),
        ("To", asked.form.data.get("until", "") if asked.until else "", "until"),
    )
    at = reverse("reports")
    return [(what, value, with_query(at, **asked.at(**{part: ""}))) for what, value, part in filters if value]
