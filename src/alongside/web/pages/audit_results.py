"""Results of audits: by point, by team, over the months; on a page and as a table to take along."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.forms.dates import as_typed
from alongside.plans.queries.decisions import oversight
from alongside.reporting.queries import audits as queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import DatedForm, Day
from alongside.web.pages.reading import with_query
from alongside.web.pages.tables import as_csv


class Days(DatedForm):
    """Of which days results are shown."""

    first = Day(label="Completed from", required=False)
    last = Day(label="Completed until", required=False)


def _asked(request: ActingRequest) -> tuple[str, date, date, Days]:
    """Which audit and which days; the last twelve months where the address says no others that can be right."""
    audits = [each.id for each in practice(request.actor).audits]
    if not audits:
        raise Http404
    audit = request.GET.get("audit", "")
    today = request.actor.today
    usual = today.replace(year=today.year - 1, day=1)
    form = Days(request.GET or None, initial={"first": usual, "last": today}, today=today)
    told = form.cleaned_data if form.is_valid() else {}
    first, last = told.get("first") or usual, told.get("last") or today
    if last < first:
        form.add_error("last", "The last day must not be before the first day.")
        first, last = usual, today
    return audit if audit in audits else audits[0], first, last, form


@require_safe
def results(request: ActingRequest) -> HttpResponse:
    """What audits found, by point, by team and over the months; for the coordinating team and for managers."""
    queries.check_may_read(request.actor)
    audit, first, last, form = _asked(request)
    found = queries.results(audit, first, last, actor=request.actor)
    shown = {
        "found": found, "oversight": oversight(first, last, actor=request.actor), "form": form,
        "pack": practice(request.actor), "first": as_typed(first), "last": as_typed(last),
        "csv_at": with_query(reverse("audit_results_csv"), audit=audit, first=as_typed(first), last=as_typed(last)),
    }  # fmt: skip
    return render(request, "audits/results.jinja", shown, status=422 if form.errors else 200)


@require_safe
def results_csv(request: ActingRequest) -> HttpResponse:
    """The same as a table: a line for each team, month and point."""
    queries.check_may_read(request.actor)
    audit, first, last, _ = _asked(request)
    found = queries.results(audit, first, last, actor=request.actor)
    titles = {point.id: point.title for point in found.audit.point}
    keys = sorted({(each.team, each.month, each.point) for each in found.counts})
    rows = [["Team", "Month completed", "Point", "Met", "Partly met", "Not met"]]
    for team, month, point in keys:
        many = {c.found: c.many for c in found.counts if (c.team, c.month, c.point) == (team, month, point)}
        figures = [str(many.get(each, 0)) for each in ("yes", "partly", "no")]
        rows.append([team, f"{month:%Y-%m}", titles.get(point, point), *figures])
    return as_csv("audit-results", rows)
