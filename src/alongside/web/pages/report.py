"""A report: what it says and what belongs to it, who can see it and why, on which cases it stands, and its history."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import find_colleagues, holder_of, practice, teams
from alongside.cases import queries as cases
from alongside.casework.actions.report_sharing import let_into_report, let_out_of_report, link_case, unlink_case
from alongside.casework.actions.reports import look_at_report, note_refusal
from alongside.casework.queries import reports as queries
from alongside.casework.queries.case_actions import actions_of_report
from alongside.casework.queries.logs import logs_of_report
from alongside.casework.queries.workload import is_on_workload
from alongside.core.refusals import NotFound
from alongside.documents.queries import documents_of_circle
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages.fields import DatedForm, Day, Words
from alongside.web.pages.reading import number, with_query, words
from alongside.web.pages.writing import Changing, Sheet, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])
LINES = 50


@require_safe
def report(request: ActingRequest, report_id: int) -> HttpResponse:
    """A report and everything that belongs to it. Asked for by whoever may not see it, it is not there; and that they
    asked is written down (S121)."""
    try:
        page = queries.report(report_id, actor=request.actor)
    except NotFound:
        note_refusal(report_id, actor=request.actor)
        return keeping(render(request, "errors/404.jinja", status=404))
    more = {
        "notes": logs_of_report(report_id, actor=request.actor, size=100),
        "documents": documents_of_circle(page.circle_id, actor=request.actor),
        "actions": actions_of_report(report_id, actor=request.actor),
        "on_workload": is_on_workload("report", report_id, actor=request.actor),
    }
    return render(request, "reports/report.jinja", around_report(request, page, "report") | more)


def around_report(request: ActingRequest, page: queries.ReportPage, here: str) -> dict[str, Any]:
    """What stands on every page of a report, for reports/frame.jinja; reading one is a look at it."""
    if request.method != "POST":
        look_at_report(page.id, circle_id=page.circle_id, page=here, actor=request.actor)
    return {"report": page, "here": here, "pack": practice(request.actor), "today": request.actor.today}


@require_safe
def history(request: ActingRequest, report_id: int) -> HttpResponse:
    """What happened to a report, from what, to what; and, apart from that, who looked."""
    page = queries.report(report_id, actor=request.actor)
    looks = request.GET.get("show") == "looks"
    before = number(request.GET.get("before", ""))
    lines = queries.report_history(report_id, actor=request.actor, looks=looks, before=before)
    at, show = reverse("report_history", args=[report_id]), "looks" if looks else ""
    more = {
        "lines": lines, "looks": looks, "newest": with_query(at, show=show) if before else "",
        "older": with_query(at, show=show, before=lines[-1].happened.id) if lines else "",
    }  # fmt: skip
    return render(request, "reports/history.jinja", around_report(request, page, "history") | more)


# --- who can see it


@require_safe
def access(request: ActingRequest, report_id: int) -> HttpResponse:
    """Who can see a report and why, who could before, and on which cases it stands."""
    page = queries.report(report_id, actor=request.actor)
    coordinating = next((team for team in teams(actor=request.actor) if team.coordinates), None)
    more = {
        "missing": coordinating if page.lacks_coordinating else None, "me": request.actor.own,
        "stop_at": lambda holder: reverse("report_let_out", args=[report_id, holder]),
    }  # fmt: skip
    return render(request, "reports/access.jinja", around_report(request, page, "access") | more)


@require_safe
def choose(request: ActingRequest, report_id: int) -> HttpResponse:
    """Choose whom to let in: a colleague, searched for, or a team, the coordinating team first."""
    page = queries.report(report_id, actor=request.actor)
    typed = words(request)
    more = {
        "q": typed,
        "colleagues": find_colleagues(typed, actor=request.actor) if typed else [],
        "teams": teams(actor=request.actor),
        "holding": {each.holder for each in page.readers if each.holds},
    }
    return render(request, "reports/let_in_choose.jinja", around_report(request, page, "access") | more)


class LettingIn(DatedForm):
    """Why somebody is let in, and for how long."""

    why = Words(
        label="Why do they need to see this report?",
        widget=forms.Textarea,
        error_messages={"required": "Say why they need to see this report."},
    )
    ends_on = Day(label="Until", required=False, help_text="The first day without access. Leave it empty for no end.")


@_page
def let_in(request: ActingRequest, report_id: int, holder: int) -> HttpResponse:
    """Say why, and let the user or team chosen see the report."""
    page = queries.report(report_id, actor=request.actor)
    whom = holder_of(holder, actor=request.actor)
    if whom is None:
        raise NotFound

    def write(form: forms.Form, version: int) -> str:
        let_into_report(report_id, holder, actor=request.actor, **form.cleaned_data)
        messages.success(request, f"{whom.name} can see the report.")
        return reverse("report_access", args=[report_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = around_report(request, page, "access") | {"whom": whom, "form": sheet.form}
        return render(request, "reports/let_in.jinja", shown, status=sheet.status)

    changing = Changing(lambda posted: LettingIn(posted, today=request.actor.today), 0, write)
    return changing.answer(request, show)


@_page
def let_out(request: ActingRequest, report_id: int, holder: int) -> HttpResponse:
    """Stop letting somebody see the report, once asked whether that is meant."""
    page = queries.report(report_id, actor=request.actor)
    whom = next((each for each in page.readers if each.holder == holder and each.stopped_at is None), None)
    if whom is None:
        raise NotFound
    own = holder == request.actor.own

    def write() -> str:
        let_out_of_report(report_id, holder, actor=request.actor)
        messages.success(request, f"{whom.name} can no longer see the report through this access.")
        return reverse("reports") if own else reverse("report_access", args=[report_id])

    if request.method == "POST":
        return write_once(request, write)
    return render(request, "reports/let_out.jinja", around_report(request, page, "access") | {"whom": whom, "own": own})


# --- on which cases


@_page
def link(request: ActingRequest, report_id: int) -> HttpResponse:
    """Link a report to another case, found by surname or postcode. It gives nobody there the report."""
    page = queries.report(report_id, actor=request.actor)

    def write() -> str:
        chosen = number(request.POST.get("case", ""))
        link_case(report_id, chosen or 0, actor=request.actor)
        messages.success(request, "The report stands on that case too. Who can see it has not changed.")
        return reverse("report_access", args=[report_id])

    if request.method == "POST":
        return write_once(request, write)
    typed = words(request)
    found = [row for row in cases.find(typed, page=1, actor=request.actor).rows if row.mine] if typed else []
    more = {"q": typed, "found": found, "linked": {each.id for each in page.cases}}
    return render(request, "reports/link.jinja", around_report(request, page, "access") | more)


@_page
def unlink(request: ActingRequest, report_id: int, case_id: int) -> HttpResponse:
    """Take a report off a case, once asked whether that is meant; it stays on the others."""
    page = queries.report(report_id, actor=request.actor)
    case = next((each for each in page.cases if each.id == case_id), None)
    if case is None:
        raise NotFound

    def write() -> str:
        unlink_case(report_id, case_id, actor=request.actor)
        messages.success(request, f"The report stands on {case.name} no more.")
        return reverse("report_access", args=[report_id])

    if request.method == "POST":
        return write_once(request, write)
    last = len(page.cases) + page.others == 1
    return render(
        request, "reports/unlink.jinja", around_report(request, page, "access") | {"case": case, "last": last}
    )
