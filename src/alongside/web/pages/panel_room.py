"""A panel's meeting room: the agenda on one side; on the other one part of it at a time: who is here, each family with
what is decided, notes of the meeting, and the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.core.refusals import NotFound
from alongside.pathway.actions.panels import (
    Attendance,
    Discussed,
    decide_on,
    end_meeting,
    say_who_was_there,
    write_notes,
)
from alongside.pathway.queries import panels as queries
from alongside.pathway.queries.panel_people import agencies, members_of_panel
from alongside.pathway.rules.panels import CARRIED
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.reading import number
from alongside.web.pages.rooms import Kept, NotesForm, PeopleForm, keep_typed
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])
PEOPLE, NOTES, END, FAMILY = "people", "notes", "end", "family-"

Made = Callable[[Any], forms.Form]
Written = Callable[[forms.Form, int], None]


@dataclass(frozen=True)
class Part:
    """A part of the room, and the family that it is about. `slug` stands in the address; it names nobody."""

    slug: str
    title: str
    family: queries.AtPanel | None = None


def parts(agenda: Sequence[queries.AtPanel]) -> Sequence[Part]:
    """The parts of the room, in the order of the agenda."""
    families = [Part(f"{FAMILY}{each.item_id}", each.name, each) for each in agenda]
    return [
        Part(PEOPLE, "Who is here"),
        *families,
        Part(NOTES, "Notes of the meeting"),
        Part(END, "End of the meeting"),
    ]


@require_http_methods(["GET", "HEAD"])
def enter(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """Into the meeting room, at who is here."""
    queries.meeting(meeting_id, actor=request.actor)
    return redirect("panel_room_part", meeting_id, PEOPLE)


@_page
def part(request: ActingRequest, meeting_id: int, part: str) -> HttpResponse:
    """One part of the meeting room, to be read and written in."""
    found = queries.meeting(meeting_id, actor=request.actor)
    if found.ended_at is not None and request.method != "POST":
        return redirect("panel_meeting", meeting_id)
    every = parts(queries.agenda(meeting_id, actor=request.actor))
    here = next((each for each in every if each.slug == part), None)
    if here is None:
        raise NotFound
    made, version, write, typed = _sheet(request, found, here)
    following = _following(every, here)

    def written(form: forms.Form, opened_at: int) -> str:
        write(form, opened_at)
        if here.slug == END:
            return reverse("panel_meeting", args=[meeting_id])
        return reverse("panel_room_part", args=[meeting_id, following.slug if following else here.slug])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {
            "meeting": found, "parts": every, "here": here, "sheet": sheet, "form": sheet.form, "following": following,
            "undecided": [each for each in every if each.family and each.family.wants],
            "today": request.actor.today, "was": _kept(request, found, here).was,
        }  # fmt: skip
        return render(request, "panels/room.jinja", shown, status=sheet.status)

    return Changing(made, version, written, typed).answer(request, show)


@require_POST
def keep(request: ActingRequest, meeting_id: int, part: str) -> HttpResponse:
    """One field of the notes, or of what is said and decided about a family, as it is typed (web.pages.rooms)."""
    found = queries.meeting(meeting_id, actor=request.actor)
    every = parts(queries.agenda(meeting_id, actor=request.actor))
    here = next((each for each in every if each.slug == part), None)
    return keep_typed(request, _kept(request, found, here) if here else None)


def _kept(request: ActingRequest, found: queries.MeetingShown, here: Part) -> Kept:
    """The fields of a part that are kept as they are typed; what is kept of a decision need not be whole yet."""
    actor, family = request.actor, here.family
    if here.slug == NOTES:
        return Kept(
            {"notes": found.notes},
            lambda _, typed: write_notes(found.id, notes=typed, version=found.version, actor=actor),
        )
    if family is None:
        return Kept({}, lambda _, __: 0)
    stands = {"discussed": family.discussed, "decision": family.decision}
    stands |= {"lead_agency": str(family.lead_agency_id or "")} if found.panel.leads else {}

    def decide(name: str, typed: str) -> int:
        told = {**stands, name: typed}
        said = Discussed(told["discussed"], told["decision"], number(told.get("lead_agency", "")))
        return decide_on(found.id, family.item_id, said=said, version=family.version, actor=actor, whole=False)

    return Kept(stands, decide)


def _following(every: Sequence[Part], here: Part) -> Part | None:
    place = [each.slug for each in every].index(here.slug) + 1
    return every[place] if place < len(every) else None


Typed = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def _sheet(request: ActingRequest, found: queries.MeetingShown, here: Part) -> tuple[Made, int, Written, Typed]:
    """The form of a part, the version it is opened at, what it writes, and how what stands now is typed into it."""
    if here.slug == PEOPLE:
        return (*_people(request, found), _attendance_typed)
    if here.slug == END:
        return (*_ending(request, found), dict)
    if here.family is not None:
        return (*_deciding(request, found, here.family), dict)
    return (*_notes(request, found), dict)


def _attendance_typed(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands now of who was there, as it is typed: those outside, one on each line."""
    return {f"others_{name}": _lines_of(told) for name, told in values.items() if name in ("present", "apologies")}


def _lines_of(told: Sequence[Mapping[str, Any]]) -> str:
    rows = [", ".join(part for part in (each["name"], each["organisation"]) if part) for each in told if not each["id"]]
    return "\n".join(rows)


def _people(request: ActingRequest, found: queries.MeetingShown) -> tuple[Made, int, Written]:
    known = {each.id: each for each in members_of_panel(found.team_id, actor=request.actor)}
    known |= {each.id: each for each in (*found.present, *found.apologies) if each.id}
    choices = [(str(each.id), _named(each)) for each in known.values()]
    initial = {
        "present": [str(each.id) for each in found.present if each.id],
        "others_present": "\n".join(_named(each) for each in found.present if not each.id),
        "apologies": [str(each.id) for each in found.apologies if each.id],
        "others_apologies": "\n".join(_named(each) for each in found.apologies if not each.id),
    }  # fmt: skip

    def made(posted: Any) -> PeopleForm:
        outside = "A name, a comma, and where they are from. One on each line."
        return PeopleForm(posted, today=request.actor.today, initial=dict(initial), known=choices, outside=outside)

    def write(form: forms.Form, version: int) -> None:
        told = form.cleaned_data
        who = Attendance(
            [int(each) for each in told["present"]], told["others_present"].split("\n"),
            [int(each) for each in told["apologies"]], told["others_apologies"].split("\n"),
        )  # fmt: skip
        say_who_was_there(found.id, who=who, version=version, actor=request.actor)
        messages.success(request, "Kept: who is here.")

    return made, found.version, write


def _named(each: queries.Attending) -> str:
    return ", ".join(part for part in (each.name, each.organisation) if part)


def _notes(request: ActingRequest, found: queries.MeetingShown) -> tuple[Made, int, Written]:
    def made(posted: Any) -> NotesForm:
        return NotesForm(posted, today=request.actor.today, initial={"notes": found.notes})

    def write(form: forms.Form, version: int) -> None:
        write_notes(found.id, notes=form.cleaned_data["notes"], version=version, actor=request.actor)
        messages.success(request, "The notes are kept.")

    return made, found.version, write


class DecideForm(DatedForm):
    """What is said of a family, what is decided, and which agency leads."""

    discussed = Words(
        label="What was said", required=False, widget=forms.Textarea,
        help_text="What the panel makes of it. It stands in the minutes, and on the case with the decision.",
    )  # fmt: skip
    decision = Choice(label="Decision", required=False, widget=forms.RadioSelect)
    lead_agency = Choice(
        label="Which agency leads?", required=False, widget=forms.Select, blank="Choose one agency",
        help_text="One alone. The others support.",
    )  # fmt: skip


def _deciding(
    request: ActingRequest, found: queries.MeetingShown, family: queries.AtPanel
) -> tuple[Made, int, Written]:
    ways = [(way, label) for way, label, _ in family.ways]
    hints = {way: hint for way, _, hint in family.ways if hint}
    hints[CARRIED] = "It stands on the agenda of the next meeting. Say why."
    offered = agencies(actor=request.actor) if found.panel.leads else []

    def made(posted: Any) -> DecideForm:
        initial = {
            "discussed": family.discussed, "decision": family.decision,
            "lead_agency": str(family.lead_agency_id or ""),
        }  # fmt: skip
        form = DecideForm(posted, today=request.actor.today, initial=initial)
        decision, lead = form.fields["decision"], form.fields["lead_agency"]
        assert isinstance(decision, Choice) and isinstance(lead, Choice)
        decision.choices, decision.hints = [*ways, (CARRIED, "Carry it over to the next meeting")], hints
        lead.choices = [("", lead.blank), *((str(agency), name) for agency, name in offered)]
        if not found.panel.leads:
            del form.fields["lead_agency"]
        return form

    def write(form: forms.Form, version: int) -> None:
        told = form.cleaned_data
        said = Discussed(told["discussed"], told["decision"], number(told.get("lead_agency", "")))
        decide_on(found.id, family.item_id, said=said, version=version, actor=request.actor)
        messages.success(request, f"Kept: {family.name}.")

    return made, family.version, write


class EndForm(DatedForm):
    """The end of a meeting asks nothing more."""


def _ending(request: ActingRequest, found: queries.MeetingShown) -> tuple[Made, int, Written]:
    def made(posted: Any) -> EndForm:
        return EndForm(posted, today=request.actor.today)

    def write(form: forms.Form, version: int) -> None:
        end_meeting(found.id, version=version, actor=request.actor)
        messages.success(request, "The minutes are done, and each family goes on as it was decided.")

    return made, found.version, write
