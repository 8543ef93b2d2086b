"""One step of a family's journey: what it asks, what is missing, the ways on; taking, giving, sending on, agreeing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.cases import queries as cases
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.forms.actions import Posted
from alongside.pathway.actions import items as actions
from alongside.pathway.actions.typed import Kept, keep_answers
from alongside.pathway.queries import items as queries
from alongside.pathway.queries.at_item import AtItem, at_item, checklist_of
from alongside.pathway.queries.typed import TypedSoFar, typed_so_far
from alongside.pathway.rules.checklists import Line
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages.asked import was_read
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.item_fields import Doing, doing_form
from alongside.web.pages.item_special import page_of
from alongside.web.pages.kept import field_kept, in_words, made_with
from alongside.web.pages.process_shown import shown
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Both, Sheet, answered, typed_version, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])
_PLACES = {
    "documents": "case_documents", "assessments": "case_assessments", "notes": "case_log", "plan": "case_plan",
    "tasks": "case_tasks", "agencies": "case_agencies", "family": "case_members", "chronology": "case_chronology",
    "consent": "case_consent",
}  # fmt: skip
"""Where on the case something that a checklist misses is mended."""


def mended_at(line: Line, at: AtItem) -> str:
    """Where what is missing is mended; "" where there is no case yet."""
    if line.place == "contact" and at.item.contact_id:
        return address("contact", at.item.contact_id)
    return address(_PLACES[line.place], at.item.case_id) if line.place in _PLACES and at.item.case_id else ""


def subject_at(item: queries.Item) -> str:
    """Where the family is read: its case, or the contact that has none yet."""
    if item.case_id:
        return address("case", item.case_id)
    return address("contact", item.contact_id) if item.contact_id else ""


def _family(at: AtItem, request: ActingRequest) -> Sequence[str]:
    if at.item.case_id is None:
        return ()
    members = cases.members(at.item.case_id, actor=request.actor)
    return [each.name for each in members if each.left_on is None]


@_page
def item(request: ActingRequest, item_id: int) -> HttpResponse:
    """One step: done, it is read; waiting, it is done here, or on the page that it has of its own."""
    at = at_item(item_id, actor=request.actor)
    family, typed = _family(at, request), typed_so_far(item_id, actor=request.actor)
    asks = at.may and not page_of(at.item) and not at.item.proposed_by_id

    def made(posted: Any) -> Doing:
        return doing_form(posted, at, family, request.actor, typed.fields)

    def write(form: Any, version: int) -> str:
        done = actions.finish(item_id, version=version, done=form.done(), actor=request.actor)
        messages.success(request, _said(done, at))
        return reverse("item", args=[item_id]) if done.done_at is None else _on(at)

    def show(sheet: Sheet) -> HttpResponse:
        return _shown(request, at, sheet, asks, typed)

    if request.method == "POST" and asks and (conflict := _conflict(request, at, made(request.POST))):
        sheet, was = conflict
        return keeping(_shown(request, at, sheet, asks, typed, was))
    if request.method == "POST" and request.POST.get("do") == "later" and asks:
        messages.success(request, "Kept. You find it here again, on any machine, until the step is done.")
        return redirect(_on(at))
    return _answered(request, made, at, write, show)


def _conflict(request: ActingRequest, at: AtItem, form: Doing) -> tuple[Sheet, str] | None:
    """Keep the whole page as it was posted. Where another window holds something else by now, the page is shown with
    both, made with what stands now."""
    was = was_read(request.POST.get("was", ""))
    if was is None:
        return None
    posted = {name: was.posted(name, request.POST.getlist(name)) for name in form.fields}
    try:
        kept = keep_answers(at.item.id, posted, several=form.several, page=was.page, actor=request.actor)
    except Refused:
        return None  # it was done this very moment: the page says so where it cannot be done again
    if not kept.conflicts:
        return None
    both = [
        Both(str(form[name].label), in_words(form, name, each.theirs), in_words(form, name, each.mine))
        for name, each in kept.conflicts.items()
    ]
    sentence = "You wrote something else here in another window."
    return Sheet(form, at.item.version, tuple(both), 409, sentence), was.renewed(kept.seals)


@require_POST
def keep(request: ActingRequest, item_id: int) -> HttpResponse:
    """One answer to a step as it is typed (web.pages.kept)."""
    at = at_item(item_id, actor=request.actor)
    form = doing_form(None, at, _family(at, request), request.actor, {})

    def kept(posted: Mapping[str, Posted], page: str) -> Kept:
        if at.waits and not (at.may and set(posted) <= set(form.fields)):
            raise Invalid("This page does not fit the step any more. Load it again: everything kept is there.")
        return keep_answers(item_id, posted, several=form.several, page=page, actor=request.actor)

    return field_kept(request, kept)


def _answered(request: ActingRequest, made: Any, at: AtItem, write: Any, show: Any) -> HttpResponse:
    """As `answered`, with what is wrong said beside the fields that the pack made."""

    def asked(form: Any, version: int) -> str:
        try:
            return str(write(form, version))
        except Invalid as wrong:
            placed = {form.beside(name) or "": sentence for name, sentence in wrong.fields.items()}
            raise Invalid(wrong.sentence, {name: said for name, said in placed.items() if name}) from None

    return answered(request, made, at.item.version, asked, show)


def _said(done: Any, at: AtItem) -> str:
    if done.done_at is None:
        return f"Your decision is proposed. It counts once a {at.joint_with} agrees."
    return f"“{at.item.step.title}” is done."


def _on(at: AtItem) -> str:
    """Where one goes on after a step: to the tray, or to the family."""
    if at.item.tray_id and at.works:
        return reverse("tray", args=[at.item.tray_id])
    return subject_at(at.item) or reverse("trays")


def _shown(
    request: ActingRequest, at: AtItem, sheet: Sheet, asks: bool, typed: TypedSoFar, was: str = ""
) -> HttpResponse:
    form = sheet.form
    answers = form.so_far() if form.is_bound else at.item.checked
    drawn = shown(at.journey.process, at.pack, here=at.journey.here, done=at.journey.done)
    told = {
        "at": at, "item": at.item, "sheet": sheet, "form": form, "asks": asks, "drawn": drawn,
        "checking": checklist_of(at, answers, actor=request.actor), "mended_at": mended_at,
        "subject_at": subject_at(at.item), "special": page_of(at.item) if at.may else "", "family": form.family,
        "log_at": address("case_log_entry", at.item.case_id, at.item.facts["log"]) if at.item.facts.get("log") else "",
        "trays": [each for each in queries.places_to_go(actor=request.actor) if each[0] != at.item.tray_id],
        "typed": typed, "was": was or made_with(typed.fields, form.fields),
        "left": [(str(form[name].label), in_words(form, name, each)) for name, each in typed.fields.items()
                 if each and name in form.fields and not at.waits],
    }  # fmt: skip
    return render(request, "pathway/item.jinja", told, status=sheet.status)


# --- what is done with an item besides


class SendingOn(DatedForm):
    """To which tray an item goes, and why."""

    tray = Choice(label="To which tray?", widget=forms.RadioSelect, error_messages={"required": "Choose a tray."})
    why = Words(
        label="Why?", widget=forms.Textarea, help_text="Whoever gets it reads this.",
        error_messages={"required": "Say why, so that whoever gets it knows what to do."},
    )  # fmt: skip


class Saying(DatedForm):
    """Why something is not agreed to."""

    why = Words(
        label="Why do you not agree?", widget=forms.Textarea, help_text="Whoever proposed it reads this.",
        error_messages={"required": "Say why, so that they know what to propose next."},
    )  # fmt: skip


@_page
def send_on(request: ActingRequest, item_id: int) -> HttpResponse:
    """Send an item on to another tray, with a reason."""
    at = at_item(item_id, actor=request.actor)
    if not at.waits or not at.works:
        raise NotFound
    trays = [each for each in queries.places_to_go(actor=request.actor) if each[0] != at.item.tray_id]

    def made(posted: Any) -> SendingOn:
        form = SendingOn(posted, today=request.actor.today)
        form.fields["tray"].choices = trays  # type: ignore[attr-defined]
        return form

    def write(form: Any, version: int) -> str:
        actions.send_on(item_id, version=version, actor=request.actor, **form.cleaned_data)
        messages.success(request, f"“{at.item.step.title}” went on to {dict(trays)[form.cleaned_data['tray']]}.")
        return reverse("tray", args=[at.item.tray_id])

    def show(sheet: Sheet) -> HttpResponse:
        told = {"at": at, "item": at.item, "sheet": sheet, "form": sheet.form, "asks_for": "Send it on to another tray"}
        return render(request, "pathway/turn.jinja", told | {"button": "Send it on"}, status=sheet.status)

    return answered(request, made, at.item.version, write, show)


@_page
def disagree(request: ActingRequest, item_id: int) -> HttpResponse:
    """Say why one does not agree to what was proposed; or take back one's own proposal."""
    at = at_item(item_id, actor=request.actor)
    if not at.waits or not (at.agrees or at.proposed_by_me):
        raise NotFound

    def made(posted: Any) -> Saying:
        form = Saying(posted, today=request.actor.today)
        if at.proposed_by_me:
            form.fields["why"].label = "Why do you take it back?"
        return form

    def write(form: Any, version: int) -> str:
        actions.disagree(item_id, version=version, why=form.cleaned_data["why"], actor=request.actor)
        messages.success(request, "The proposal is taken back. It can be decided anew.")
        return reverse("item", args=[item_id])

    def show(sheet: Sheet) -> HttpResponse:
        asks = "Take back your proposal" if at.proposed_by_me else "Do not agree"
        told = {"at": at, "item": at.item, "sheet": sheet, "form": sheet.form, "asks_for": asks, "button": asks}
        return render(request, "pathway/turn.jinja", told, status=sheet.status)

    return answered(request, made, at.item.version, write, show)


@require_POST
def turn(request: ActingRequest, item_id: int, turn: str) -> HttpResponse:
    """Take an item, put it back, give it to a colleague, or agree to what was proposed: one press, no question."""
    at = at_item(item_id, actor=request.actor)
    if turn not in _TURNS:
        raise NotFound
    try:
        return write_once(request, lambda: _turned(request, at, turn))
    except (Refused, Stale) as refused:
        if isinstance(refused, NotFound):
            raise
        messages.warning(request, refused.sentence)
        return redirect("item", item_id)


_TURNS = ("take", "put-back", "give", "agree")


def _turned(request: ActingRequest, at: AtItem, turn: str) -> str:
    actor, item_id = request.actor, at.item.id
    if turn == "take":
        actions.take(item_id, actor=actor)
        messages.success(request, "It is yours to do.")
    elif turn == "put-back":
        actions.put_back(item_id, actor=actor)
        messages.success(request, "It is back in the tray.")
    elif turn == "give":
        to = number(request.POST.get("to", "")) or 0
        actions.give(item_id, to=to, actor=actor)
        messages.success(request, f"It is given to {dict(at.colleagues).get(to, 'a colleague')}.")
    else:
        actions.agree(item_id, version=typed_version(request), actor=actor)
        messages.success(request, f"“{at.item.step.title}” is decided: you both agree.")
        return _on(at)
    to_tray = request.POST.get("back", "") == "tray" and at.item.tray_id
    return reverse("tray", args=[at.item.tray_id]) if to_tray else reverse("item", args=[item_id])
