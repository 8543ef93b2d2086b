"""The meetings of a family: a list with the next review, one that is begun, and the minutes of one as they are read."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import actions
from alongside.cases import queries as cases
from alongside.core.refusals import NotFound
from alongside.packs.schema import Label, Pack
from alongside.plans.actions.meetings import NewMeeting, change_meeting, start_meeting
from alongside.plans.queries import meetings as queries
from alongside.plans.queries.decisions import decision_on
from alongside.plans.queries.plans import plan_of_case
from alongside.plans.queries.reviews import Room, fit_to_project, next_agenda, reviews_due, room
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.reading import for_page, page_number
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """The meetings about the family's plan, when it is reviewed next, and what that review will look at."""
    head = cases.case_head(case_id, actor=request.actor)
    found = plan_of_case(case_id, actor=request.actor)
    page = queries.meetings_of_case(case_id, actor=request.actor, page=page_number(request))
    due = reviews_due(actor=request.actor, today=request.actor.today, within=None, case_id=case_id, most=1)
    more = {
        "plan": found, "page": page, "due": due[0] if due else None,
        "agenda": next_agenda(found, actor=request.actor) if due and found else [],
        "next_page": for_page(reverse("case_meetings", args=[case_id])),
    }  # fmt: skip
    shown = around(request, head, cases.members(case_id, actor=request.actor), "meetings") | more
    return render(request, "meetings/of_case.jinja", shown)


class MeetingForm(DatedForm):
    """A meeting: its kind, what it is called, when and where it is."""

    kind = Choice(
        label="Kind of meeting", widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of meeting it is."},
    )  # fmt: skip
    title = Words(
        label="Title", error_messages={"required": "Give the meeting a title."},
        help_text="For example: First review. It stands in the history, and on the side that you can project.",
    )  # fmt: skip
    held_on = Day(label="Date", error_messages={"required": "Enter the date of the meeting."})
    place = Words(label="Where", required=False, help_text="For example: school, family centre, at home.")

    def __init__(self, *args: Any, pack: Pack, kept: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kind"]
        assert isinstance(field, Choice)
        offered = [Label(id=each.id, title=each.title, hint=each.hint) for each in pack.meeting_kinds]
        gone = [Label(id=kept, title=kept)] if kept and kept not in {each.id for each in offered} else []
        field.offer([*offered, *gone])

    def meeting(self) -> NewMeeting:
        """What was typed, as the actions take it."""
        return NewMeeting(**self.cleaned_data)


@_page
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Begin a meeting; it is written down in the meeting room."""
    head = cases.case_head(case_id, actor=request.actor)
    found = plan_of_case(case_id, actor=request.actor)
    if found is None or not found.is_in_hand:
        return render(request, "meetings/no_plan.jinja", {"case": head, "plan": found})
    pack, today = practice(request.actor), request.actor.today
    first = next(iter(pack.meeting_kinds), None)

    def made(posted: Any) -> MeetingForm:
        initial = {"held_on": today, "kind": first.id if first else ""}
        return MeetingForm(posted, pack=pack, today=today, initial=initial)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, MeetingForm) and found is not None
        number = start_meeting(found.id, meeting=form.meeting(), actor=request.actor)
        messages.success(request, "The meeting is begun. Write it down here as it is said: each thing is kept at once.")
        return reverse("meeting_room", args=[case_id, number])

    return Changing(made, 0, write).answer(request, lambda sheet: _form(request, head, sheet, None))


@_page
def change(request: ActingRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """Put right what a meeting is called, when and where it is, until its minutes are done."""
    head = cases.case_head(case_id, actor=request.actor)
    found = meeting_on(case_id, meeting_id, request)
    if found.ended_at and request.method != "POST":
        return redirect("meeting", case_id, meeting_id)
    pack = practice(request.actor)
    initial = {"kind": found.kind, "title": found.title, "held_on": found.held_on, "place": found.place}

    def made(posted: Any) -> MeetingForm:
        return MeetingForm(posted, pack=pack, kept=found.kind, today=request.actor.today, initial=dict(initial))

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, MeetingForm)
        change_meeting(meeting_id, meeting=form.meeting(), version=version, actor=request.actor)
        messages.success(request, "The meeting is changed.")
        return reverse("meeting_room", args=[case_id, meeting_id])

    return Changing(made, found.version, write).answer(request, lambda sheet: _form(request, head, sheet, found))


def _form(
    request: ActingRequest, head: cases.CaseHead, sheet: Sheet, found: queries.MeetingShown | None
) -> HttpResponse:
    shown = {"case": head, "sheet": sheet, "form": sheet.form, "meeting": found}
    return render(request, "meetings/form.jinja", shown, status=sheet.status)


def meeting_on(case_id: int, meeting_id: int, request: ActingRequest) -> queries.MeetingShown:
    """A meeting of this case. Raises NotFound for one of another."""
    found = queries.meeting(meeting_id, actor=request.actor)
    if found.case_id != case_id:
        raise NotFound
    return found


def room_on(case_id: int, meeting_id: int, request: ActingRequest) -> Room:
    """The same with its plan and agenda."""
    found = room(meeting_id, actor=request.actor)
    if found.meeting.case_id != case_id:
        raise NotFound
    return found


@require_safe
def meeting(request: ActingRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """The minutes of a meeting: to be read and printed once they are done, as far as they go before."""
    head = cases.case_head(case_id, actor=request.actor)
    found = room_on(case_id, meeting_id, request)
    actions.look_at(case_id, actor=request.actor, page="meeting")
    decided = (
        decision_on("review", meeting_id, actor=request.actor, case_id=case_id) if found.meeting.ended_at else None
    )
    shown = {
        "case": head, "room": found, "meeting": found.meeting, "scale": practice(request.actor).progress,
        "decided": decided, "today": request.actor.today,
    }  # fmt: skip
    return render(request, "meetings/minutes.jinja", shown)


@require_safe
def projected(request: ActingRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """The side of a meeting that everybody in the room may see: nothing private, no address, flag or warning."""
    found = fit_to_project(room_on(case_id, meeting_id, request))
    if request.headers.get("HX-Request") != "true":
        actions.look_at(case_id, actor=request.actor, page="meeting projected")
    shown = {"case_id": case_id, "room": found, "meeting": found.meeting, "scale": practice(request.actor).progress}
    return render(request, "meetings/projected.jinja", shown)
