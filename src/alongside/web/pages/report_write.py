"""Writing a report, from a case or without one, and changing it (E-CINS 5.2)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.actions.report_sharing import add_as_agency
from alongside.casework.actions.reports import Content, Readers, change_report, look_at_report, write_report
from alongside.casework.queries import reports as queries
from alongside.casework.rules.reports import offered_title
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused
from alongside.packs.schema import ReportType
from alongside.web.middleware import ActingRequest
from alongside.web.pages.reading import number
from alongside.web.pages.report_form import ReportForm, Stands, standing
from alongside.web.pages.report_picks import Picking
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])


@_page
def add(request: ActingRequest, case_id: int | None = None) -> HttpResponse:
    """Write a report: what kind first, then all of it on one page, whoever may see it chosen with it."""
    head = cases.case_head(case_id, actor=request.actor) if case_id else None
    pack = practice(request.actor)
    kind = next((each for each in pack.report_types if each.id == request.GET.get("type")), None)
    if request.method != "POST" and kind is None:
        types = [(each, f"{request.path}?type={each.id}") for each in pack.report_types]
        return render(request, "reports/choose.jinja", {"case": head, "types": types, "back": _back(head)})
    initial = {"report_on": request.actor.today, "area": head.area if head else ""}
    initial |= {"type": kind.id, "title": _title(kind, head, request)} if kind else {}

    def made(posted: Any) -> ReportForm:
        return ReportForm(posted, pack=pack, initial=initial, more=_doing(request), today=request.actor.today)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ReportForm)
        made_it = _written(form, request)
        messages.success(request, "The report is written. Those you chose can see it, and nobody else.")
        return reverse("report", args=[made_it])

    return _answer(request, Changing(made, 0, write), Shown(head, request.actor, _back(head)))


def _written(form: ReportForm, request: ActingRequest) -> int:
    parts, _ = form.parts()
    linked = form.ticked("case")
    readers = Readers(form.ticked("holder"), "Chosen when the report was written.")
    try:
        written = write_report(
            Content(**form.content()), cases=linked, parts=parts, readers=readers, actor=request.actor
        )
    except Invalid as wrong:
        raise form.beside(wrong) from None
    if request.POST.get("agency"):
        add_as_agency(linked, actor=request.actor)
    return written


def _title(kind: ReportType, head: cases.CaseHead | None, request: ActingRequest) -> str:
    team = request.user.team.name if request.user.is_authenticated else ""
    return offered_title(kind.titled, kind.title, team=team, lead_worker=head.lead_worker if head else "")


def _back(head: cases.CaseHead | None) -> str:
    return reverse("case_reports", args=[head.id]) if head else reverse("reports")


@_page
def change(request: ActingRequest, report_id: int) -> HttpResponse:
    """Change a report. What it said stays in its history; two who change it at once are each shown both."""
    page = queries.report(report_id, actor=request.actor)
    back = reverse("report", args=[report_id])
    if not page.may_change:
        raise Refused(f"Only {page.author}, their team and the coordinating team can change this report.")
    if request.method != "POST":
        look_at_report(report_id, circle_id=page.circle_id, page="change", actor=request.actor)
    initial = {name: getattr(page, name) for name in _HEAD}
    stands = _stands(page, request.actor)
    pack = practice(request.actor)

    def made(posted: Any) -> ReportForm:
        return ReportForm(
            posted, pack=pack, stands=stands, initial=dict(initial), more=_doing(request), today=request.actor.today
        )

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ReportForm)
        add, remove = form.parts()
        try:
            change_report(
                report_id, version=version, changes=form.changes(), add=add, remove=remove, actor=request.actor
            )
        except Invalid as wrong:
            raise form.beside(wrong) from None
        messages.success(request, "The report is changed. What it said before is kept in its history.")
        return back

    return _answer(request, Changing(made, page.version, write), Shown(None, request.actor, back, page))


_HEAD = ("type", "title", "report_on", "area", "text", "review_on")


def _stands(page: queries.ReportPage, actor: Actor) -> Stands:
    callers, witnesses = (queries.contacts(page.id, part, actor=actor) for part in ("caller", "witness"))
    return standing(callers, witnesses, page.vehicles)


def _doing(request: ActingRequest) -> str:
    return request.POST.get("do", "") if request.method == "POST" else ""


@dataclass(frozen=True)
class Shown:
    """What stands around the form: the case it was begun on, where cancelling leads, and the report that is changed."""

    head: cases.CaseHead | None
    actor: Actor
    back: str
    report: queries.ReportPage | None = None


def _answer(request: ActingRequest, changing: Changing, shown: Shown) -> HttpResponse:
    """Show the form, write, or look something up for it: then nothing is judged and nothing is written."""

    def show(sheet: Sheet) -> HttpResponse:
        return _show(request, sheet, shown)

    doing = _doing(request)
    if not doing:
        return changing.answer(request, show)
    form = changing.form(request.POST)
    assert isinstance(form, ReportForm)
    return show(Sheet(form.quiet(), number(request.POST.get("version", "")) or 0))


def _show(request: ActingRequest, sheet: Sheet, shown: Shown) -> HttpResponse:
    picking = Picking(sheet.form, request.actor, _doing(request))
    words = _to_change(picking, shown.report) if shown.report else _to_write(picking, shown)
    told = {
        "sheet": sheet, "form": sheet.form, "case": shown.head, "back": shown.back, "report": shown.report,
        "doing": _doing(request), "titles_visible": queries.titles_visible(request.actor),
    }  # fmt: skip
    return render(request, "reports/write.jinja", told | words, status=sheet.status)


def _to_write(picking: Picking, shown: Shown) -> dict[str, Any]:
    first = [shown.head.id] if shown.head else []
    linked = [each.id for each in picking.chosen_cases(first)]
    readers, teams = picking.readers(linked)
    return {
        "cases": picking.cases(first), "about": picking.about(linked), "places": picking.places(),
        "readers": readers, "teams": teams, "agency": bool(picking.form.data.get("agency")),
    }  # fmt: skip


def _to_change(picking: Picking, page: queries.ReportPage) -> dict[str, Any]:
    linked = [each.id for each in page.cases]
    return {"about": picking.about(linked, page.people), "places": picking.places(page.places)}
