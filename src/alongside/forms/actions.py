"""Writing drafts: every field kept as it is typed, in any order, from any number of windows, and nothing lost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from alongside.accounts.queries import practice
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.forms import pages
from alongside.forms.dates import as_typed
from alongside.forms.fields import Raw, field_names, given, keepable, seal, too_long_to_keep
from alongside.forms.models import Draft
from alongside.forms.typed import ENTRY_ID, Typed, Where, typed_from
from alongside.packs import queries as packs
from alongside.packs.form_schema import Form, Question, Section
from alongside.packs.schema import Pack

MOST_KEPT = 2_000_000
"""Bytes of answers in one draft: some four hundred pages of writing."""
MOST_ENTRIES = 60
_CHANGES = (
    "title", "answers", "touched", "opened_with", "step", "seen", "version", "saved_at", "submitted_at", "became",
    "discarded_at",
)  # fmt: skip


@dataclass(frozen=True)
class Posted:
    """One field as a page posted it: its values, and the seal of what the page was rendered with.

    Without a seal (`was` None) the values are taken whatever stands there.
    """

    values: Sequence[str]
    was: str | None = None


@dataclass(frozen=True)
class Conflict:
    """A field changed here and, meanwhile, in another window too. What stands is `theirs`; `mine` was not taken."""

    mine: Raw
    theirs: Raw
    at: datetime | None


@dataclass(frozen=True)
class Kept:
    """What was kept: when, and by field its new seal. `conflicts` and `refused` were not, and say why."""

    at: datetime
    version: int
    seals: Mapping[str, str]
    conflicts: Mapping[str, Conflict]
    refused: Mapping[str, str]


def start_draft(
    form_id: str, *, draft_id: UUID, actor: Actor, typed: Typed | None = None, about: int | None = None
) -> UUID:
    """Start filling in a form of the pack in force; started twice with one id, it is started once.

    `typed` is what to start with, when a form is opened again for the case `about`. Raises NotFound where the pack has
    no such form.
    """
    pack = practice(actor)
    form = next((each for each in pack.forms if each.id == form_id), None)
    if form is None or pack.release_id is None:
        raise NotFound
    start = typed or Typed(_initial(form.section, actor, repeats=False))
    Draft.objects.bulk_create(
        [
            Draft(
                id=draft_id,
                partnership_id=actor.partnership_id,
                owner_id=actor.user_id,
                audience=[actor.own],
                form=form.id,
                release_id=pack.release_id,
                about=about,
                title=_title(form, start),
                answers=start.as_json(),
                opened_with=start.as_json() if typed else {},
                step=form.section[0].id,
                started_at=actor.now,
                saved_at=actor.now,
            )
        ],
        ignore_conflicts=True,
    )
    _open(draft_id, actor)  # somebody else's draft of the same id is not there for this actor
    return draft_id


def keep_field(draft_id: UUID, where: Where, name: str, posted: Posted, *, page: str, actor: Actor) -> Kept:
    """Keep one field as it was typed, right or not. See keep_step, of which this is the smallest."""
    return keep_step(draft_id, where, {name: posted}, page=page, actor=actor, done=False)


def keep_step(
    draft_id: UUID, where: Where, fields: Mapping[str, Posted], *, page: str, actor: Actor, done: bool = True
) -> Kept:
    """Keep the fields of a step as they were typed, right or not, each merged with what stands by now.

    Changed here alone: taken. Changed elsewhere alone: what stands is kept. Changed in both: a conflict, and what
    stands is kept until this page posts again with the new seal. `page` is a mark of one rendering of a page: what the
    same page kept last is never in conflict with it. `done` notes that the step was saved as a whole.

    Raises NotFound where there is no such draft or entry, Invalid for a field that the form does not have and for a
    draft that would hold too much.
    """
    draft, form, pack = _open(draft_id, actor)
    section = _section(form, where)
    typed = typed_from(draft.answers)
    stands = _at(typed, where)
    known = _known(section, pack) if section.repeats == bool(where.entry) else {}
    if set(fields) - set(known):
        raise Invalid("This page does not fit the form any more. Load it again: everything kept is there.")
    taken: dict[str, Raw] = {}
    conflicts: dict[str, Conflict] = {}
    refused: dict[str, str] = {}
    for name, posted in fields.items():
        many, question = known[name]
        mine, theirs = keepable(posted.values, many=many), stands.get(name, "")
        if seal(mine) == seal(theirs):
            continue
        if sentence := _not_taken(draft, where, question, name, mine):
            refused[name] = sentence
        elif posted.was is not None and seal(mine) == posted.was:
            continue
        elif _free(draft, where.path(name), theirs, posted.was, page):
            taken[name] = mine
        else:
            conflicts[name] = Conflict(mine, theirs, _touched_at(draft, where.path(name)))
    _keep(draft, form, typed.with_fields(where, taken), [where.path(name) for name in taken], page, actor)
    _note_step(draft, section, done=done)
    draft.save(update_fields=_CHANGES)
    seals = {name: seal(taken.get(name, stands.get(name))) for name in fields}
    return Kept(draft.saved_at, draft.version, seals, conflicts, refused)


def add_entry(draft_id: UUID, where: Where, *, actor: Actor) -> str:
    """Add an entry to a repeating section, at its end; the page gave it its id, so that it is added once.

    Raises NotFound where there is no such draft or section, Invalid for more entries than a form can hold.
    """
    draft, form, _ = _open(draft_id, actor)
    section = _section(form, where)
    if not section.repeats or not ENTRY_ID.fullmatch(where.entry):
        raise NotFound
    typed = typed_from(draft.answers)
    if any(entry.id == where.entry for entry in typed.entries.get(section.id, ())):
        return where.entry
    if len(typed.entries.get(section.id, ())) >= MOST_ENTRIES:
        raise Invalid(f"A form holds at most {MOST_ENTRIES} entries here. Remove one to add another.")
    initial = _initial((section,), actor, repeats=True)
    _keep(draft, form, typed.with_entry(where).with_fields(where, initial), [], "", actor)
    _note_step(draft, section, done=False)
    draft.save(update_fields=_CHANGES)
    return where.entry


def remove_entry(draft_id: UUID, where: Where, *, actor: Actor) -> None:
    """Remove an entry, and its ticks elsewhere in the form; removed twice, it is removed once. Raises NotFound."""
    draft, form, _ = _open(draft_id, actor)
    section = _section(form, where)
    opened_with = typed_from(draft.opened_with).entries.get(section.id, ())
    if any(entry.id == where.entry for entry in opened_with):
        raise Invalid("This was on the form when it was submitted, so it stays. Its details can be changed.")
    _keep(draft, form, typed_from(draft.answers).without_entry(where), [], "", actor)
    draft.save(update_fields=_CHANGES)


def mark_submitted(draft_id: UUID, *, became: int, actor: Actor) -> None:
    """Note that a draft became the case of this id, in the transaction that made it, and empty it.

    Raises NotFound where it is not there, Stale where it was submitted before.
    """
    if not _seen(actor).filter(pk=draft_id, submitted_at=None).update(submitted_at=actor.now, became=became, **_EMPTY):
        before = _locked(draft_id, actor)
        raise Stale("This form was submitted already.", {"became": before.became}, before.version)


def discard(draft_id: UUID, *, actor: Actor) -> None:
    """Throw a draft away with everything in it; thrown away twice, it is thrown away once. Raises NotFound."""
    thrown = {"discarded_at": Coalesce("discarded_at", Value(actor.now)), **_EMPTY}
    if not _seen(actor).filter(pk=draft_id, submitted_at=None).update(**thrown):
        raise NotFound


_EMPTY: dict[str, Any] = {"answers": {}, "opened_with": {}, "touched": {}, "title": "", "version": F("version") + 1}
"""What is left in a draft that is done with: a family's details stand in one place."""


def _seen(actor: Actor) -> QuerySet[Draft]:
    return Draft.objects.filter(partnership_id=actor.partnership_id, audience__overlap=sorted(actor.principals))


def _locked(draft_id: UUID, actor: Actor) -> Draft:
    draft = _seen(actor).select_for_update(of=("self",)).filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    return draft


def _open(draft_id: UUID, actor: Actor) -> tuple[Draft, Form, Pack]:
    draft = _locked(draft_id, actor)
    if draft.submitted_at is not None:
        raise Stale("This form was submitted already, so nothing more can be added to it here.", {}, draft.version)
    if draft.discarded_at is not None:
        raise NotFound
    pack = packs.release(draft.release_id)
    return draft, pack.form(draft.form), pack


def _section(form: Form, where: Where) -> Section:
    section = pages.section_of(form, where.section)
    if section is None or (where.entry and not section.repeats):
        raise NotFound
    return section


def _at(typed: Typed, where: Where) -> Mapping[str, Raw]:
    try:
        return typed.at(where)
    except KeyError:
        raise NotFound("This entry was removed in another window.") from None


def _known(section: Section, pack: Pack) -> dict[str, tuple[bool, Question]]:
    return {
        name: (many, question) for question in section.question for name, many in field_names(question, pack).items()
    }


def _not_taken(draft: Draft, where: Where, question: Question, name: str, mine: Raw) -> str:
    """Why a field cannot be kept at all; empty where it can."""
    if too_long_to_keep(mine):
        return "This is too long to be kept. Put it in a document and add that to the case."
    if question.once and draft.opened_with:
        opened = typed_from(draft.opened_with)
        if _existed(opened, where) and given(opened.at(where).get(name)):
            return f"“{question.asks}” cannot be changed once it is submitted. Ask for a correction on the case's page."
    return ""


def _existed(opened: Typed, where: Where) -> bool:
    return not where.entry or any(entry.id == where.entry for entry in opened.entries.get(where.section, ()))


def _free(draft: Draft, path: str, theirs: Raw, was: str | None, page: str) -> bool:
    """True where nobody changed the field since this page last saw it."""
    return was is None or seal(theirs) == was or draft.touched.get(path, [""])[0] == page


def _touched_at(draft: Draft, path: str) -> datetime | None:
    touched = draft.touched.get(path)
    return datetime.fromisoformat(touched[1]).astimezone(LONDON) if touched else None


def _keep(draft: Draft, form: Form, typed: Typed, paths: Sequence[str], page: str, actor: Actor) -> None:
    answers = typed.as_json()
    if len(json.dumps(answers, ensure_ascii=False).encode()) > MOST_KEPT:
        raise Invalid(
            "This form holds as much as a form can. Shorten something, or put long texts in a document of the case."
        )
    draft.touched = {**draft.touched, **{path: [page, actor.now.isoformat()] for path in paths}}
    draft.answers, draft.title = answers, _title(form, typed)
    draft.saved_at = actor.now
    draft.version += 1


def _note_step(draft: Draft, section: Section, *, done: bool) -> None:
    draft.step = section.id
    if done and section.id not in draft.seen:
        draft.seen = [*draft.seen, section.id]


def _title(form: Form, typed: Typed) -> str:
    named = pages.filled_fields(form, typed.fields, "case.name")
    if named:
        return " ".join(named[0].split())[:200]
    first = next((entries[0] for entries in typed.entries.values() if entries), None)
    return pages.entry_names(form, typed).get(first.id, "")[:200] if first else ""


def _initial(sections: Sequence[Section], actor: Actor, *, repeats: bool) -> dict[str, Raw]:
    """What stands in the fields at first, as the pack says. It is kept, so that who clears it finds it cleared."""
    return {
        question.id: as_typed(actor.today) if question.initial == "today" else question.initial
        for section in sections
        if section.repeats is repeats
        for question in section.question
        if question.initial is not None
    }
