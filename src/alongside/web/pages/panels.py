"""Panels: when they meet and who waits for them, a meeting's agenda and minutes, and the side that is projected."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.core.refusals import NotFound
from alongside.pathway.actions.minutes import print_minutes
from alongside.pathway.actions.panels import change_meeting, make_meeting
from alongside.pathway.queries import panels as queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import DatedForm, Day, Words
from alongside.web.pages.printed import as_pdf
from alongside.web.pages.reading import for_page, number, page_number
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def panels(request: ActingRequest) -> HttpResponse:
    """The panels that my teams keep: the next meeting of each, and who waits for it."""
    return render(request, "panels/list.jinja", {"pages": queries.panel_pages(actor=request.actor)})


@require_safe
def panel(request: ActingRequest, panel: str, team_id: int) -> HttpResponse:
    """One panel: its meetings to come, the families that wait, and the meetings that were held."""
    found = queries.panel_page(panel, team_id, actor=request.actor)
    here = page_number(request)
    held, more = queries.held(panel, team_id, page=here, actor=request.actor)
    shown = {
        "page": found, "sitting": found.sitting, "held": held, "more": more, "number": here,
        "next_page": for_page(reverse("panel", args=[panel, team_id])), "today": request.actor.today,
    }  # fmt: skip
    return render(request, "panels/panel.jinja", shown)


class MeetingForm(DatedForm):
    """When and where a panel meets."""

    held_on = Day(label="Date", error_messages={"required": "Enter the date of the meeting."})
    place = Words(label="Where", required=False, help_text="For example: the family centre, or by video.")


@_page
def add(request: ActingRequest, panel: str, team_id: int) -> HttpResponse:
    """Set the date of a meeting; the days that the panel meets on are proposed."""
    found = queries.panel_page(panel, team_id, actor=request.actor)
    asked = request.GET.get("on", "")
    proposed = [each.on for each in found.proposed]
    first = next((each for each in proposed if each.isoformat() == asked), proposed[0] if proposed else None)

    def made(posted: Any) -> MeetingForm:
        return MeetingForm(posted, today=request.actor.today, initial={"held_on": first})

    def write(form: forms.Form, version: int) -> str:
        told = form.cleaned_data
        made_id = make_meeting(panel, team_id, held_on=told["held_on"], place=told["place"], actor=request.actor)
        messages.success(request, "The date is set. Families that wait for it stand on its agenda by themselves.")
        return reverse("panel_meeting", args=[made_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"sitting": found.sitting, "sheet": sheet, "form": sheet.form, "meeting": None, "page": found}
        return render(request, "panels/form.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


@_page
def change(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """Put right when and where a meeting is, until its minutes are done."""
    found = queries.meeting(meeting_id, actor=request.actor)
    if found.ended_at and request.method != "POST":
        return redirect("panel_meeting", meeting_id)
    initial = {"held_on": found.held_on, "place": found.place}

    def made(posted: Any) -> MeetingForm:
        return MeetingForm(posted, today=request.actor.today, initial=dict(initial))

    def write(form: forms.Form, version: int) -> str:
        change_meeting(meeting_id, **form.cleaned_data, version=version, actor=request.actor)
        messages.success(request, "The meeting is changed.")
        return reverse("panel_meeting", args=[meeting_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"sitting": found, "sheet": sheet, "form": sheet.form, "meeting": found, "page": None}
        return render(request, "panels/form.jinja", shown, status=sheet.status)

    return Changing(made, found.version, write).answer(request, show)


@require_safe
def meeting(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """A meeting: its agenda with each family's summary before it, its minutes afterwards. Made to be printed."""
    found = queries.meeting(meeting_id, actor=request.actor)
    shown = {
        "meeting": found, "agenda": queries.agenda(meeting_id, actor=request.actor), "today": request.actor.today,
        "begun": found.held_on <= request.actor.today,
    }  # fmt: skip
    return render(request, "panels/meeting.jinja", shown)


@require_safe
def minutes_pdf(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """The minutes as a tagged PDF, of the families that the reader may see; or of one. Nobody stands in its name."""
    found = queries.meeting(meeting_id, actor=request.actor)
    if found.ended_at is None:
        return redirect("panel_meeting", meeting_id)
    asked = request.GET.get("family", "")
    item = number(asked) if asked else None
    if asked and item is None:
        raise NotFound
    done = print_minutes(meeting_id, actor=request.actor, item_id=item)
    name = f"minutes-{meeting_id}{f'-{item}' if item else ''}.pdf"
    return as_pdf(done.pdf, name)


@require_safe
def projected(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """The side of a meeting that everybody at the panel may see: one family at a time, or all; nothing to type in."""
    found = queries.meeting(meeting_id, actor=request.actor)
    agenda = queries.agenda(meeting_id, actor=request.actor)
    one = next((each for each in agenda if str(each.item_id) == request.GET.get("family", "")), None)
    if request.GET.get("family") and one is None:
        raise NotFound
    shown = {"meeting": found, "agenda": agenda, "one": one, "following": _after(agenda, one)}
    return render(request, "panels/projected.jinja", shown)


def _after(agenda: Sequence[queries.AtPanel], one: queries.AtPanel | None) -> queries.AtPanel | None:
    place = agenda.index(one) + 1 if one else 0
    return agenda[place] if place < len(agenda) else None
