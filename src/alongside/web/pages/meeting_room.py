"""The meeting room: one screen for writing a meeting down as it is said. The agenda on one side; on the other one part
of it at a time: who is here, each concern, anything else, what is for the professionals alone, and the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import practice
from alongside.cases import actions as looks
from alongside.cases import queries as cases
from alongside.casework.actions.tasks import To
from alongside.core.refusals import Invalid, NotFound
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.meetings import end_meeting, say_progress, say_who_was_there, write_notes
from alongside.plans.actions.said import ACTION, TITLES, NewSaid, say, strike
from alongside.plans.queries.family_answers import answers_of
from alongside.plans.queries.meetings import Attending, whom_to_ask
from alongside.plans.queries.review_scores import scores_for
from alongside.plans.queries.reviews import OnAgenda, Room
from alongside.plans.rules.attendance import WhoWasThere
from alongside.plans.rules.reviews import latest_next
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.meetings import meeting_on, room_on
from alongside.web.pages.reading import number
from alongside.web.pages.rooms import Kept, NotesForm, PeopleForm, keep_typed
from alongside.web.pages.writing import Changing, Sheet, say_beside, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])
PEOPLE, OTHER, PRIVATE, END, CONCERN = "people", "other", "private", "end", "concern-"


@dataclass(frozen=True)
class Part:
    """A part of the meeting room, and the concern that it is about. `slug` stands in the address."""

    slug: str
    title: str
    item: OnAgenda | None = None


def parts(found: Room) -> Sequence[Part]:
    """The parts of the room, in the order of the agenda."""
    concerns = [Part(f"{CONCERN}{each.concern.id}", f"Concern {each.concern.number}", each) for each in found.agenda]
    return [
        Part(PEOPLE, "Who is here"), *concerns, Part(OTHER, "Anything else"), Part(PRIVATE, "For professionals"),
        Part(END, "End of the meeting"),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD"])
def enter(request: ActingRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """Into the meeting room, at who is here."""
    meeting_on(case_id, meeting_id, request)
    return redirect("meeting_room_part", case_id, meeting_id, PEOPLE)


@_page
def part(request: ActingRequest, case_id: int, meeting_id: int, part: str) -> HttpResponse:
    """One part of the meeting room, to be read and written in."""
    found = room_on(case_id, meeting_id, request)
    here = next((each for each in parts(found) if each.slug == part), None)
    if here is None:
        raise NotFound
    if found.meeting.ended_at is not None and request.method != "POST":
        return redirect("meeting", case_id, meeting_id)
    if request.method != "POST" and request.headers.get("HX-Request") != "true":
        looks.look_at(case_id, actor=request.actor, page="meeting room")
    at = reverse("meeting_room_part", args=[case_id, meeting_id, part])

    def show(sheet: Sheet) -> HttpResponse:
        return _shown(request, found, here, sheet)

    made, version, write = _sheet(request, found, here)

    def written(form: forms.Form, opened_at: int) -> str:
        write(form, opened_at)
        return at if here.slug != END else reverse("meeting", args=[case_id, meeting_id])

    return Changing(made, version, written).answer(request, show)


def _shown(
    request: ActingRequest, found: Room, here: Part, sheet: Sheet, saying: Any = None, new: Any = None
) -> HttpResponse:
    actor, case_id = request.actor, found.meeting.case_id
    every = parts(found)
    place = next(index for index, each in enumerate(every) if each.slug == here.slug)
    areas = {here.item.concern.id: here.item.concern.areas} if here.item and here.item.concern.areas else {}
    shown = {
        "case": cases.case_head(case_id, actor=actor), "room": found, "meeting": found.meeting, "parts": every,
        "here": here, "sheet": sheet, "form": sheet.form, "scale": practice(actor).progress,
        "following": every[place + 1] if place + 1 < len(every) else None,
        "saying": saying or _saying(request, found, here, None), "new": new or NewConcernForm(),
        "scores": scores_for(case_id, areas, actor=actor).get(here.item.concern.id, ()) if here.item else (),
        "family": answers_of(found.plan.id, actor=actor).of_concern(here.item.concern.id) if here.item else (),
        "days": practice(actor).planning.review_days,
        "was": _kept(request, found, here).was,
    }  # fmt: skip
    return render(request, "meetings/room.jinja", shown, status=sheet.status)


# --- the form of each part

Made = Callable[[Any], forms.Form]
Written = Callable[[forms.Form, int], None]


def _sheet(request: ActingRequest, found: Room, here: Part) -> tuple[Made, int, Written]:
    """The form of a part, the version it is opened at, and what it writes."""
    if here.slug == PEOPLE:
        return _people(request, found)
    if here.slug == END:
        return _ending(request, found)
    if here.item is not None:
        return _progress(request, found, here.item)
    return _notes(request, found, private=here.slug == PRIVATE)


def _people(request: ActingRequest, found: Room) -> tuple[Made, int, Written]:
    meeting, actor = found.meeting, request.actor
    known = whom_to_ask(meeting.case_id, actor=actor)
    around = dict.fromkeys([each for each in known if each.kind != "team"])
    around |= dict.fromkeys([each for each in (*meeting.present, *meeting.apologies) if each.id])
    choices = list({each.value: (each.value, each.name) for each in around}.values())
    initial = {
        "present": _values(meeting.present), "others_present": _names(meeting.present),
        "apologies": _values(meeting.apologies), "others_apologies": _names(meeting.apologies),
    }  # fmt: skip

    def made(posted: Any) -> PeopleForm:
        outside = "Those who are not in Alongside: a name and where they are from, one on each line."
        return PeopleForm(posted, today=actor.today, initial=dict(initial), known=choices, outside=outside)

    def write(form: forms.Form, version: int) -> None:
        told = form.cleaned_data
        who = WhoWasThere(
            told["present"], told["others_present"].split("\n"), told["apologies"], told["others_apologies"].split("\n")
        )
        say_who_was_there(meeting.id, who=who, version=version, actor=actor)
        messages.success(request, "Kept: who is here.")

    return made, meeting.version, write


def _values(people: Sequence[Attending]) -> list[str]:
    return [each.value for each in people if each.id]


def _names(people: Sequence[Attending]) -> str:
    return "\n".join(each.name for each in people if not each.id)


class PrivateForm(DatedForm):
    """Notes for the professionals alone."""

    private = Words(label="Notes for professionals", required=False, widget=forms.Textarea)


def _notes(request: ActingRequest, found: Room, *, private: bool) -> tuple[Made, int, Written]:
    meeting = found.meeting
    name, kind = ("private", PrivateForm) if private else ("notes", NotesForm)

    def made(posted: Any) -> forms.Form:
        return kind(posted, today=request.actor.today, initial={name: getattr(meeting, name)})

    def write(form: forms.Form, version: int) -> None:
        write_notes(meeting.id, words=form.cleaned_data[name], version=version, actor=request.actor, private=private)
        messages.success(request, "The notes are kept.")

    return made, meeting.version, write


class ProgressForm(DatedForm):
    """How far a concern has come."""

    progress = Choice(label="How far has it come?", required=False, widget=forms.RadioSelect)
    words = Words(label="In words", required=False, widget=forms.Textarea)


def _progress(request: ActingRequest, found: Room, item: OnAgenda) -> tuple[Made, int, Written]:
    scale = [(each.id, each.title) for each in practice(request.actor).progress]

    def made(posted: Any) -> forms.Form:
        now = item.now
        initial = {"progress": now.progress if now else "", "words": now.words if now else ""}
        form = ProgressForm(posted, today=request.actor.today, initial=initial)
        form.fields["progress"].choices = scale  # type: ignore[attr-defined]
        return form

    def write(form: forms.Form, version: int) -> None:
        say_progress(found.meeting.id, item.concern.id, **form.cleaned_data, version=version, actor=request.actor)
        messages.success(request, f"Kept: how far concern {item.concern.number} has come.")

    return made, item.now.version if item.now else 0, write


class EndForm(DatedForm):
    """When the plan is reviewed next."""

    next_on = Day(label="The next review", required=False)


def _ending(request: ActingRequest, found: Room) -> tuple[Made, int, Written]:
    meeting = found.meeting
    days = practice(request.actor).planning.review_days
    sets_next = meeting.reviews and meeting.plan_ended_on is None

    def made(posted: Any) -> forms.Form:
        initial = {"next_on": meeting.next_on or latest_next(meeting.held_on, days=days)}
        form = EndForm(posted, today=request.actor.today, initial=initial)
        if not sets_next:
            del form.fields["next_on"]
        return form

    def write(form: forms.Form, version: int) -> None:
        end_meeting(meeting.id, next_on=form.cleaned_data.get("next_on"), version=version, actor=request.actor)
        asked = " A manager is asked for a decision on the review." if sets_next else ""
        messages.success(request, f"The minutes are done.{asked}")

    return made, meeting.version, write


# --- kept as it is typed


@require_POST
def keep(request: ActingRequest, case_id: int, meeting_id: int, part: str) -> HttpResponse:
    """One field of the notes or of how far a concern has come, as it is typed (web.pages.rooms)."""
    found = room_on(case_id, meeting_id, request)
    here = next((each for each in parts(found) if each.slug == part), None)
    return keep_typed(request, _kept(request, found, here) if here else None)


def _kept(request: ActingRequest, found: Room, here: Part) -> Kept:
    """The fields of a part that are kept as they are typed, with what stands in them."""
    meeting, actor = found.meeting, request.actor
    if here.slug in (OTHER, PRIVATE):
        private = here.slug == PRIVATE
        name = "private" if private else "notes"

        def write(_: str, typed: str) -> int:
            return write_notes(meeting.id, words=typed, version=meeting.version, actor=actor, private=private)

        return Kept({name: getattr(meeting, name)}, write)
    if here.item is None:
        return Kept({}, lambda _, __: 0)
    now, concern = here.item.now, here.item.concern.id
    stands = {"progress": now.progress if now else "", "words": now.words if now else ""}

    def say_how_far(name: str, typed: str) -> int:
        version = now.version if now else 0
        return say_progress(meeting.id, concern, **{**stands, name: typed}, version=version, actor=actor)

    return Kept(stands, say_how_far)


# --- what is said, and struck again


class SayingForm(DatedForm):
    """What is said: of which kind, in which words; for an action who does it and by when."""

    kind = Choice(label="What is it?", widget=forms.RadioSelect, choices=tuple(TITLES.items()))
    words = Words(label="What is said", error_messages={"required": "Write what was said."})
    to = Choice(label="Who does it?", required=False, widget=forms.Select, blank="Choose who")
    due_on = Day(label="By", required=False)

    def to_whom(self) -> To | None:
        """Whom an action is for."""
        kind, _, found = self.cleaned_data.get("to", "").partition(":")
        known = number(found)
        return To(kind, known) if known and kind in ("member", "user", "team") else None


def _saying(request: ActingRequest, found: Room, here: Part, posted: Any) -> SayingForm:
    days = practice(request.actor).planning.review_days
    kind = request.GET.get("kind", "")
    initial = {
        "kind": kind if kind in TITLES else "private" if here.slug == PRIVATE else "point",
        "due_on": latest_next(found.meeting.held_on, days=days),
    }  # fmt: skip
    form = SayingForm(posted, today=request.actor.today, initial=initial)
    people = whom_to_ask(found.meeting.case_id, actor=request.actor)
    form.fields["to"].choices = [("", "Choose who"), *((each.value, each.name) for each in people)]  # type: ignore[attr-defined]
    return form


@require_POST
def say_it(request: ActingRequest, case_id: int, meeting_id: int, part: str) -> HttpResponse:
    """Write down what is said; Enter keeps it, and the line is free for the next."""
    found = room_on(case_id, meeting_id, request)
    here = next((each for each in parts(found) if each.slug == part), None)
    if here is None:
        raise NotFound
    form = _saying(request, found, here, request.POST)
    if not form.is_valid():
        return _again(request, found, here, form)
    told = form.cleaned_data
    concern = here.item.concern.id if here.item else None
    action = told["kind"] == ACTION
    said = NewSaid(
        told["kind"], told["words"], concern, form.to_whom() if action else None, told["due_on"] if action else None
    )
    back = reverse("meeting_room_part", args=[case_id, meeting_id, part])

    def write() -> str:
        say(meeting_id, said=said, actor=request.actor)
        return f"{back}?kind={said.kind}#said"

    try:
        return write_once(request, write)
    except Invalid as wrong:
        say_beside(form, wrong)
        return _again(request, found, here, form)


def _again(request: ActingRequest, found: Room, here: Part, form: SayingForm) -> HttpResponse:
    made, version, _ = _sheet(request, found, here)
    return _shown(request, found, here, Sheet(made(None), version, status=422), form)


@require_POST
def strike_it(request: ActingRequest, case_id: int, meeting_id: int, said_id: int) -> HttpResponse:
    """Take back what was written down, before the minutes are done."""
    found = meeting_on(case_id, meeting_id, request)
    said = next((each for each in found.said if each.id == said_id), None)
    if said is None:
        return redirect("meeting_room", case_id, meeting_id)  # struck already, perhaps by somebody else
    slug = f"{CONCERN}{said.concern_id}" if said.concern_id else PRIVATE if said.kind == "private" else OTHER

    def write() -> str:
        strike(said_id, actor=request.actor)
        return reverse("meeting_room_part", args=[case_id, meeting_id, slug]) + "#said"

    return write_once(request, write)


class NewConcernForm(forms.Form):
    """A concern that came up at the meeting, in the family's words; the rest is filled in on the plan."""

    better = Words(
        label="What does the family want to make better?", error_messages={"required": "Say what to make better."}
    )


@require_POST
def new_concern(request: ActingRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """Add a concern that was agreed at the meeting to the plan (E-CINS 5.4.4)."""
    found = room_on(case_id, meeting_id, request)
    form = NewConcernForm(request.POST)
    form.is_valid()
    better = request.POST.get("better", "").replace("\r\n", "\n")

    def write() -> str:
        number = add_concern(
            found.plan.id, concern=NewConcern(better=better), actor=request.actor, meeting_id=meeting_id
        )
        messages.success(request, "The concern is on the plan. Its goal and the rest can be filled in there later.")
        return reverse("meeting_room_part", args=[case_id, meeting_id, f"{CONCERN}{number}"])

    try:
        return write_once(request, write)
    except Invalid as wrong:
        if not form.errors:
            say_beside(form, wrong)
        here = next(each for each in parts(found) if each.slug == OTHER)
        made, version, _ = _sheet(request, found, here)
        return _shown(request, found, here, Sheet(made(None), version, status=422), new=form)
