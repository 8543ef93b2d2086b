"""Audits of assessments: the samples, drawing one, what was drawn, and judging one assessment (framework 4.4)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import COORDINATING, practice
from alongside.cases import queries as cases
from alongside.packs.schema import Label
from alongside.reporting.actions.audits import Drawing, check_coordinates, draw_sample, judge, to_draw_from
from alongside.reporting.queries import audits as queries
from alongside.reporting.queries.audits import AuditPage
from alongside.reporting.rules.audits import Judged
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.reading import for_page, month_before, page_number
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])
FOUND = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"))


@require_safe
def audits(request: ActingRequest) -> HttpResponse:
    """The samples drawn, the latest first; for the coordinating team and for who manages a team."""
    queries.check_may_read(request.actor)
    page = page_number(request)
    found, more = queries.samples(actor=request.actor, page=page)
    shown = {
        "samples": found, "more": more, "number": page, "draws": COORDINATING in request.actor.roles,
        "next_page": for_page(reverse("audits")), "pack": practice(request.actor),
    }  # fmt: skip
    return render(request, "audits/list.jinja", shown)


class DrawingForm(DatedForm):
    """Which assessments a sample is drawn from, and how many."""

    audit = Choice(label="What is audited?", widget=forms.RadioSelect, error_messages={"required": "Choose an audit."})
    first_on = Day(label="Completed from", error_messages={"required": "Enter the first day."})
    last_on = Day(label="Completed until", error_messages={"required": "Enter the last day."})
    size = forms.IntegerField(
        label="How many?", required=False, help_text="Leave it empty to audit every one.",
        error_messages={"invalid": "Enter a whole number, such as 10."},
    )  # fmt: skip


@_page
def draw(request: ActingRequest) -> HttpResponse:
    """Draw a sample of assessments by lot."""
    actor, pack = request.actor, practice(request.actor)
    check_coordinates(actor)
    before = month_before(actor.today.replace(day=1))
    initial = {"audit": pack.audits[0].id if pack.audits else "", "first_on": before, "last_on": actor.today}

    def made(posted: Any) -> DatedForm:
        form = DrawingForm(posted, initial=initial, today=actor.today)
        choice = form.fields["audit"]
        assert isinstance(choice, Choice)
        choice.offer([Label(id=each.id, title=each.title) for each in pack.audits])
        return form

    def write(form: forms.Form, version: int) -> str:
        sample = draw_sample(Drawing(**form.cleaned_data), actor=actor)
        messages.success(request, "The sample is drawn.")
        return reverse("audit_sample", args=[sample])

    def show(sheet: Sheet) -> HttpResponse:
        return render(
            request, "audits/draw.jinja", {"sheet": sheet, "form": sheet.form, "pack": pack}, status=sheet.status
        )

    return Changing(made, 0, write).answer(request, show)


@require_safe
def sample(request: ActingRequest, sample_id: int) -> HttpResponse:
    """One sample: what was drawn by which lot, and which of it is judged."""
    actor = request.actor
    queries.check_may_read(actor)
    page = queries.sample(sample_id, actor=actor)
    more = {"page": page, "draws": COORDINATING in actor.roles, "again": None}
    if request.GET.get("again") == "yes":
        kind = next((each.id for each in practice(actor).audits if each.title == page.sample.audit), "")
        after = queries.day_after(page.sample.last_on)
        more["again"] = queries.draws_again(page, to_draw_from(kind, page.sample.first_on, after, actor=actor))
    return render(request, "audits/sample.jinja", more)


@_page
def audit(request: ActingRequest, case_id: int, audited_id: int) -> HttpResponse:
    """Judge one assessment on each point; kept for later, or completed."""
    head = cases.case_head(case_id, actor=request.actor)
    stands = queries.audit(case_id, audited_id, actor=request.actor)
    check_coordinates(request.actor)
    done = request.POST.get("do") != "later"
    back = reverse("audit_sample", args=[stands.sample_id])

    def write(form: forms.Form, version: int) -> str:
        points = {
            point.id: Judged(form.cleaned_data[f"found-{point.id}"], form.cleaned_data[f"comment-{point.id}"])
            for point in stands.points
            if not point.within_days
        }
        comment = form.cleaned_data["comment"]
        judge(audited_id, points, comment=comment, version=version, done=done, actor=request.actor)
        messages.success(
            request, "The audit is completed. Its author reads it with the assessment." if done else "Kept."
        )
        return back if done else request.path

    def show(sheet: Sheet) -> HttpResponse:
        family = cases.members(case_id, actor=request.actor)
        more = {
            "page": stands, "sheet": sheet, "form": sheet.form, "back": back, "about": f"Audit: {stands.tool}",
            "assessment_at": address("assessment", case_id, stands.assessment_id) or reverse("case", args=[case_id]),
            "answers": dict(FOUND),
        }  # fmt: skip
        return render(
            request, "audits/audit.jinja", around(request, head, family, "assessments") | more, status=sheet.status
        )

    return Changing(_judging(stands, request), stands.version, write).answer(request, show)


def _judging(stands: AuditPage, request: ActingRequest) -> Callable[[Any], DatedForm]:
    """The form with a choice and a comment for each point that is judged by hand."""
    fields: dict[str, forms.Field] = {}
    initial: dict[str, str] = {"comment": stands.comment}
    for point in stands.points:
        if point.within_days:
            continue
        fields[f"found-{point.id}"] = Choice(
            label=point.title, help_text=point.hint, required=False, widget=forms.RadioSelect, choices=FOUND
        )
        fields[f"comment-{point.id}"] = Words(label=f"Comment: {point.title}", required=False, widget=forms.Textarea)
        initial |= {f"found-{point.id}": point.judged.found, f"comment-{point.id}": point.judged.comment}
    fields["comment"] = Words(label="Overall", required=False, widget=forms.Textarea)
    kind: Mapping[str, forms.Field] = fields
    return partial(type("Judging", (DatedForm,), dict(kind)), initial=initial, today=request.actor.today)
