"""Writing a note: the type first, then its headings; kept as it is typed, found again anywhere, written once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import practice, teams
from alongside.cases import queries as cases
from alongside.cases.shares import shares
from alongside.casework.actions import note_drafts as drafts
from alongside.casework.actions.logs import write_note
from alongside.casework.queries.note_drafts import NoteTyped, note_draft, note_drafts
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.forms.actions import Posted
from alongside.forms.fields import Raw, seal
from alongside.packs.schema import NoteType
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages.asked import was_read
from alongside.web.pages.kept import field_kept, in_words
from alongside.web.pages.note_fields import About, NoteForm, Reader
from alongside.web.pages.writing import Both, Sheet, say_beside, write_once
from alongside.web.words import clock


@dataclass(frozen=True)
class Writing:
    """A note being written: on which case, under which draft, of which type, with what stands in it so far."""

    head: cases.CaseHead
    about: About
    draft_id: UUID
    draft: NoteTyped | None

    @property
    def address(self) -> str:
        """Where the note is written: found again under it, on any machine."""
        return reverse("case_note_draft", args=[self.head.id, self.draft_id])

    def was(self, stands: Mapping[str, Raw], page: str) -> str:
        """What the page posts back as what it was made with."""
        return json.dumps({"page": page, "seals": {name: seal(value) for name, value in stands.items()}})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """A new note. Its draft comes with the first thing typed; until then nothing is written."""
    return _write(request, case_id, None)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ActingRequest, case_id: int, draft_id: UUID) -> HttpResponse:
    """Go on with a note that was begun. One that is complete leads to the note it became."""
    return _write(request, case_id, draft_id)


def _write(request: ActingRequest, case_id: int, draft_id: UUID | None) -> HttpResponse:
    head = cases.case_head(case_id, actor=request.actor)
    found = note_draft(draft_id, case_id, actor=request.actor) if draft_id else None
    if found and found.ended and request.method != "POST":
        return redirect(_entry(case_id, found.became)) if found.became else redirect("case_log", case_id)
    writing = Writing(head, _about(request, case_id, found), draft_id or uuid4(), found)
    if request.method != "POST":
        return _show(request, writing, Sheet(_form(writing, None), 0))
    doing, wanted = request.POST.get("do", "save"), _wanted(request, writing.about)
    if draft_id is None and doing == "save":
        return _save(request, writing, None)  # a note sent as a whole, by a page that keeps nothing
    kept = _keep(request, writing)
    if kept.became is not None:
        return redirect(_in_the_log(case_id, kept.became))
    if kept.conflicts or kept.refused:
        return _not_all_kept(request, writing, kept)
    if doing == "later":
        messages.success(request, f"Kept at {clock(kept.at)}. You find it here and on My workload, on any machine.")
        return redirect("case_log", case_id)
    if doing == "type" or wanted.id != writing.about.type.id:
        drafts.change_type(writing.draft_id, before=writing.about.type, after=wanted, actor=request.actor)
        return redirect(writing.address)
    return _save(request, writing, kept)


def _about(request: ActingRequest, case_id: int, found: NoteTyped | None) -> About:
    actor, pack = request.actor, practice(request.actor)
    chosen = request.POST.get("written_as") or (found.type if found else request.GET.get("type", ""))
    chosen = chosen or request.POST.get("type", "")
    default = next(each for each in pack.note_types if each.default)
    kind = next((each for each in pack.note_types if each.id == chosen), default)
    family = cases.members(case_id, actor=actor)
    return About(kind, pack, family, _readers(case_id, actor), actor)


def _readers(case_id: int, actor: Actor) -> list[Reader]:
    """Those who have the case, and the coordinating team; without the actor, who reads it anyway."""
    held = [each for each in shares(case_id, actor=actor) if each.holds]
    found = {each.holder: Reader(each.holder, each.name, each.detail) for each in held}
    for team in teams(actor=actor):
        if team.coordinates:
            found.setdefault(team.principal, Reader(team.principal, team.name, team.detail))
    found.pop(actor.own, None)
    return list(found.values())


def _wanted(request: ActingRequest, about: About) -> NoteType:
    """The type chosen on the page; the one it was written as where none, or none that there is, is chosen."""
    chosen = request.POST.get("type", "")
    return next((each for each in about.pack.note_types if each.id == chosen), about.type)


def _form(writing: Writing, posted: Any, again: Mapping[str, Raw] | None = None) -> NoteForm:
    now = writing.about.actor.now.astimezone(LONDON)
    initial: dict[str, Any] = {"day": now.date(), "time": time(now.hour, now.minute)}
    initial |= dict(writing.draft.typed) if writing.draft else {}
    return NoteForm(posted, about=writing.about, initial=initial | dict(again or {}))


def _fields(request: ActingRequest, writing: Writing) -> dict[str, Posted]:
    """Every field of the page as it was posted, with the seal of what the page was made with."""
    was = was_read(request.POST.get("was", ""))
    if was is None:
        raise Invalid("This page is not complete. Load it again, then press the button.")
    return {name: was.posted(name, request.POST.getlist(name)) for name in _form(writing, request.POST).fields}


def _keep(request: ActingRequest, writing: Writing) -> drafts.Kept:
    was = was_read(request.POST.get("was", ""))
    return drafts.keep_note(
        writing.draft_id, writing.head.id, _fields(request, writing), type=writing.about.type.id,
        page=was.page if was else "", actor=request.actor,
    )  # fmt: skip


def _save(request: ActingRequest, writing: Writing, kept: drafts.Kept | None) -> HttpResponse:
    """Complete the note; what is missing is said beside its field, and everything typed stays kept."""
    form = _form(writing, request.POST)
    if not form.is_valid():
        response = _show(request, writing, Sheet(form, 0, status=422), kept)
        return keeping(response) if kept else response
    try:
        return write_once(request, lambda: _written(request, writing, form, draft=kept is not None))
    except Invalid as wrong:
        say_beside(form, wrong)
        return _show(request, writing, Sheet(form, 0, status=422), kept)


def _written(request: ActingRequest, writing: Writing, form: NoteForm, *, draft: bool) -> str:
    number = write_note(
        form.note(), case_id=writing.head.id, actor=request.actor, draft_id=writing.draft_id if draft else None
    )
    messages.success(request, "The note is saved.")
    return _in_the_log(writing.head.id, number)


def _in_the_log(case_id: int, log_id: int) -> str:
    return f"{reverse('case_log', args=[case_id])}#log-{log_id}"


def _entry(case_id: int, log_id: int | None) -> str:
    return reverse("case_log_entry", args=[case_id, log_id])


def _not_all_kept(request: ActingRequest, writing: Writing, kept: drafts.Kept) -> HttpResponse:
    """The page again with what was typed here, and beside it what another window left."""
    form = _form(writing, request.POST)
    for name, sentence in kept.refused.items():
        form.add_error(name, sentence)
    both = [
        Both(str(form[name].label), in_words(form, name, each.theirs), in_words(form, name, each.mine))
        for name, each in kept.conflicts.items()
        if name in form.fields
    ]
    sentence = "You wrote something else here in another window."
    return keeping(_show(request, writing, Sheet(form, 0, tuple(both), 409, sentence), kept))


def _show(request: ActingRequest, writing: Writing, sheet: Sheet, kept: drafts.Kept | None = None) -> HttpResponse:
    stands = dict(writing.draft.typed) if writing.draft else {}
    was = writing.was(stands, uuid4().hex)
    if kept is not None:
        before = was_read(request.POST.get("was", ""))
        was = before.renewed(kept.seals) if before else was
    begun = () if writing.draft else note_drafts(actor=request.actor, case_id=writing.head.id, most=3)
    shown = {
        "case": writing.head, "sheet": sheet, "form": sheet.form, "type": writing.about.type, "was": was,
        "types": writing.about.pack.note_types, "draft": writing.draft, "address": writing.address, "begun": begun,
        "draft_id": writing.draft_id, "kept_at": kept.at if kept else writing.draft.kept_at if writing.draft else None,
        "in_place": request.headers.get("HX-Request") == "true",
    }  # fmt: skip
    return render(request, "notes/write.jinja", shown, status=sheet.status)


@require_POST
def keep(request: ActingRequest, case_id: int, draft_id: UUID) -> HttpResponse:
    """One field as it is typed (web.pages.kept)."""
    chosen = request.GET.get("type", "")
    if chosen not in {each.id for each in practice(request.actor).note_types}:
        return JsonResponse({"sentence": "Not kept. Load this page again."}, status=400)

    def kept(posted: Mapping[str, Posted], page: str) -> drafts.Kept:
        return drafts.keep_note(draft_id, case_id, posted, type=chosen, page=page, actor=request.actor)

    return field_kept(request, kept)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: ActingRequest, case_id: int, draft_id: UUID) -> HttpResponse:
    """Throw a note that was begun away, once asked whether that is meant."""
    head = cases.case_head(case_id, actor=request.actor)
    found = note_draft(draft_id, case_id, actor=request.actor)
    if found is None:
        raise NotFound
    if request.method == "POST":
        if found.became:
            raise Stale("This note was completed already.", {}, 0)
        drafts.put_away(draft_id, actor=request.actor)
        messages.success(request, "The note you had begun is thrown away.")
        return redirect("case_log", case_id)
    shown = {"case": head, "draft": found, "draft_id": draft_id, "pack": practice(request.actor)}
    return render(request, "notes/discard.jinja", shown)
