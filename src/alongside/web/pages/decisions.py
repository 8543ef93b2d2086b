"""Managers' decisions: what waits for mine, what was decided about my work, and deciding (practice framework 11.1)."""

from collections.abc import Mapping
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.cases.checking import said_on_mine
from alongside.plans.actions.decisions import decide
from alongside.plans.queries import decisions as queries
from alongside.plans.rules.decisions import About
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.reading import for_page, page_number
from alongside.web.pages.writing import Changing, Sheet

CALLED: Mapping[About, str] = {"assessment": "Assessment", "plan": "Plan", "review": "Review"}
_PAGES: Mapping[About, str] = {"assessment": "assessment", "plan": "plan", "review": "meeting"}
_TABS: Mapping[About, str] = {"assessment": "assessments", "plan": "plan", "review": "meetings"}


def thing_at(about: About, case_id: int, thing_id: int) -> str:
    """Where something that is decided about is read; the case where it has no page of its own."""
    return address(_PAGES[about], case_id, thing_id) or reverse("case", args=[case_id])


@require_safe
def decisions(request: ActingRequest) -> HttpResponse:
    """What waits for my decision, the oldest first; or, with show=asked, where I asked for more."""
    asked = request.GET.get("show") == "asked"
    page = queries.waiting_for_me(actor=request.actor, page=page_number(request), more_asked=asked)
    shown = {
        "page": page, "asked": asked, "called": CALLED, "thing_at": thing_at, "today": request.actor.today,
        "next_page": for_page(reverse("decisions"), show="asked" if asked else ""),
    }  # fmt: skip
    return render(request, "decisions/list.jinja", shown)


@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """The latest decisions about what I completed."""
    found = queries.decided_on_mine(actor=request.actor)
    said = said_on_mine(actor=request.actor)
    return render(
        request, "decisions/mine.jinja", {"found": found, "said": said, "called": CALLED, "thing_at": thing_at}
    )


class Deciding(DatedForm):
    """Signed off, or more asked for, and why."""

    agreed = Choice(
        label="Your decision", widget=forms.RadioSelect, choices=[("yes", "Sign it off"), ("no", "Ask for more")],
        hints={"no": "Say what is missing. It waits here until you sign it off."},
        error_messages={"required": "Choose whether you sign it off or ask for more."},
    )  # fmt: skip
    words = Words(
        label="Why, and what happens next", widget=forms.Textarea,
        help_text="It stands on the case as a note of your decision, and whoever completed it is told.",
        error_messages={"required": "Say why, so that whoever completed it can go on."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def deciding(request: ActingRequest, case_id: int, about: str, thing_id: int) -> HttpResponse:
    """Decide about one assessment, plan or review; for somebody who may not, how it stands and who can."""
    head = cases.case_head(case_id, actor=request.actor)
    on = queries.to_decide(case_id, about, thing_id, actor=request.actor)
    back = thing_at(on.about, case_id, thing_id)

    def write(form: forms.Form, version: int) -> str:
        agreed, words = form.cleaned_data["agreed"] == "yes", form.cleaned_data["words"]
        decide(case_id, on.about, thing_id, agreed=agreed, words=words, actor=request.actor)
        messages.success(request, "Signed off." if agreed else f"{on.completed_by} is told what you ask for.")
        return back

    def show(sheet: Sheet) -> HttpResponse:
        family = cases.members(case_id, actor=request.actor)
        more = {"on": on, "sheet": sheet, "form": sheet.form, "back": back, "about": f"Decide about the {on.about}"}
        return render(
            request,
            "decisions/decide.jinja",
            around(request, head, family, _TABS[on.about]) | more,
            status=sheet.status,
        )

    return Changing(partial(Deciding, today=request.actor.today), 0, write).answer(request, show)
