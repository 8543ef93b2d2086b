"""The archive: cases where work has ended, the profiles of those on such cases alone, their reports (E-CINS 1.3)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.cases.actions import look_for
from alongside.cases.archive import archived_cases, archived_people
from alongside.casework.queries.reports import of_archived_cases
from alongside.web.middleware import ActingRequest
from alongside.web.pages.reading import for_page, page_number, with_query, words

_SHOWN = (("cases", "Cases"), ("people", "Profiles"), ("reports", "Reports"))


@require_safe
def archive(request: ActingRequest) -> HttpResponse:
    """One of the three lists, searched by name, postcode or number; each looks only where the actor may see."""
    asked, typed, page = request.GET.get("show", ""), words(request), page_number(request)
    show = asked if asked in dict(_SHOWN) else "cases"
    pack = practice(request.actor)
    closes = [each.id for each in pack.statuses if each.closes]
    address = reverse("archive")
    shown = {
        "show": show, "q": typed, "page": page, "pack": pack, "today": request.actor.today,
        "lists": [(title, with_query(address, show=name, q=typed), name == show) for name, title in _SHOWN],
        "next_page": for_page(address, show=show, q=typed),
    }  # fmt: skip
    if show == "reports":
        shown["found"] = of_archived_cases(closes=closes, actor=request.actor, words=typed, page=page)
    elif show == "people":
        shown["found"] = archived_people(typed, page=page, actor=request.actor)
    else:
        shown["found"] = found = archived_cases(typed, page=page, actor=request.actor)
        if typed and page == 1 and request.headers.get("HX-Request") != "true":
            look_for(typed, found=len(found.rows), actor=request.actor)
    return render(request, "home/archive.jinja", shown)
