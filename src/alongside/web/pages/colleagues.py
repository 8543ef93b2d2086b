"""Who works here, and whom I work with: the user directory and my gallery."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts import directory as users
from alongside.accounts.queries import practice
from alongside.casework.queries.gallery import gallery as portraits
from alongside.web.middleware import ActingRequest
from alongside.web.pages.reading import for_page, number, page_number, with_query, words


@require_safe
def directory(request: ActingRequest) -> HttpResponse:
    """Who works here, by name, job, team or organisation, and how to reach them (E-CINS 1.3, 8.5; ORG-03)."""
    typed, choices = words(request), users.choices(actor=request.actor)
    organisation = _one_of(request.GET.get("organisation", ""), choices.organisations)
    team = _one_of(request.GET.get("team", ""), choices.teams)
    address = reverse("directory")
    parts = {"q": typed, "organisation": organisation or "", "team": team or ""}
    filters = (
        ("Organisation", "organisation", organisation, choices.organisations), ("Team", "team", team, choices.teams),
    )  # fmt: skip
    shown = {
        "q": typed,
        "choices": choices,
        "organisation": organisation,
        "team": team,
        "page": users.search(
            typed, actor=request.actor, organisation=organisation, team=team, page=page_number(request)
        ),
        "next_page": for_page(address, **parts),
        "chosen": [
            (what, dict(offered)[found], with_query(address, **{**parts, name: ""}))
            for what, name, found, offered in filters
            if found
        ],
        "own": request.actor.own,
    }
    return render(request, "colleagues/directory.jinja", shown)


def _one_of(typed: str, offered: users.Offered) -> int | None:
    found = number(typed)
    return found if found in dict(offered) else None


@require_safe
def gallery(request: ActingRequest) -> HttpResponse:
    """The people I work with as cards, the longest without contact first (E-CINS 1.3, HOME-04)."""
    pack = practice(request.actor)
    shown = {
        "page": portraits(actor=request.actor, page=page_number(request)),
        "priorities": {each.id: each.title for each in pack.priorities},
        "pack": pack,
        "next_page": for_page(reverse("gallery")),
    }
    return render(request, "colleagues/gallery.jinja", shown)
