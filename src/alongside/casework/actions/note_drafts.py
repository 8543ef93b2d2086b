"""Notes being written: each field kept as it is typed, for the author alone, until the note is complete or put away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.cases.models import Case
from alongside.casework.models import NoteDraft
from alongside.casework.rules.logs import moved_under
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.forms.actions import Conflict, Posted
from alongside.forms.fields import Raw, keepable, seal
from alongside.forms.merging import merged
from alongside.packs.schema import NoteType

SEVERAL = frozenset({"members", "readers"})
"""The fields in which several are chosen."""
PAGES = "."
"""Beside the fields, which page kept each of them last: what one page kept is never in conflict with itself."""
_FIELD = re.compile(
    r"^(day|time|where|who|what|reached|members|restricted|readers|h-[a-z0-9-]{1,80}|c-\d{1,18}-[a-z]{2,8})$"
)
_MOST_FIELDS = 400


@dataclass(frozen=True)
class Kept:
    """What came of keeping: when, the seals of what stands, what another window had changed, what cannot be kept."""

    at: datetime
    seals: Mapping[str, str]
    conflicts: Mapping[str, Conflict]
    refused: Mapping[str, str]
    became: int | None = None
    """The note, where the draft was completed with these very words before."""


def keep_note(
    draft_id: UUID, case_id: int, fields: Mapping[str, Posted], *, type: str, page: str, actor: Actor
) -> Kept:
    """Keep fields of a note as they were typed, right or not; the first makes the draft, under the id its page gave it.

    Changed here alone: taken. Changed in another window alone: what stands is kept. Changed in both: a conflict, and
    what stands is kept until this page posts again with the new seal. Raises NotFound for somebody else's draft or
    case, Stale for a note that was completed with other words.
    """
    if len(fields) > _MOST_FIELDS or not all(_FIELD.match(name) for name in fields):
        raise Invalid("This page does not fit the note any more. Load it again: everything kept is there.")
    draft = _opened(draft_id, case_id, type, actor)
    stands, pages = fields_of(draft.typed), dict(draft.typed.get(PAGES, {}))
    if draft.ended_at is not None:
        return _again(draft, fields, stands)
    mine = {name for name, kept in pages.items() if kept == page}
    found = merged(fields, stands, several=SEVERAL, mine=mine, kept_at=draft.kept_at)
    if found.taken:
        draft.typed = {**stands, **found.taken, PAGES: pages | dict.fromkeys(found.taken, page)}
        _save(draft, actor)
    seals = {name: seal(found.taken.get(name, stands.get(name))) for name in fields}
    return Kept(actor.now, seals, found.conflicts, found.refused)


def _again(draft: NoteDraft, fields: Mapping[str, Posted], stands: Mapping[str, Raw]) -> Kept:
    same = all(
        seal(keepable(posted.values, many=name in SEVERAL)) == seal(stands.get(name, ""))
        for name, posted in fields.items()
    )
    if draft.log_id is None or not same:
        raise Stale("This note is finished already. Copy what you wrote here into a note of its own.", {}, 0)
    return Kept(draft.kept_at, {}, {}, {}, became=draft.log_id)


def change_type(draft_id: UUID, *, before: NoteType, after: NoteType, actor: Actor) -> None:
    """Write a note under another type. What stood under a heading that it has not is kept in what was written first."""
    draft = _mine(draft_id)
    if draft is None or draft.ended_at is not None:
        return
    typed = fields_of(draft.typed)
    under = {name.removeprefix("h-"): str(words) for name, words in typed.items() if name.startswith("h-")}
    moved, gone = moved_under(
        under, {each.id: each.title for each in before.heading}, {each.id for each in after.heading}
    )
    if gone:
        typed["what"] = "\n\n".join(part for part in (str(typed.get("what", "")), moved) if part.strip())
        typed |= dict.fromkeys((f"h-{each}" for each in gone), "")
    draft.type, draft.typed = after.id, {**typed, PAGES: draft.typed.get(PAGES, {})}
    _save(draft, actor, "type")


def put_away(draft_id: UUID, *, actor: Actor) -> None:
    """Throw away a note that was begun, with all that was typed in it."""
    draft = _mine(draft_id)
    if draft is None:
        raise NotFound
    if draft.ended_at is None:
        draft.typed, draft.ended_at = {}, actor.now
        draft.save(update_fields=["typed", "ended_at"])


def written_before(draft_id: UUID, *, actor: Actor) -> int | None:
    """The note that a draft became, for whoever completes it again; None while it is open.

    The draft is locked until the end of the transaction, so that two who complete it at once write one note.
    """
    draft = _mine(draft_id)
    if draft is None or draft.ended_at is None:
        return None
    if draft.log_id is None:
        raise Stale("This note was thrown away in another window.", {}, 0)
    return draft.log_id


def end_draft(draft_id: UUID, log_id: int, *, actor: Actor) -> None:
    """The draft is complete: it became this note."""
    NoteDraft.objects.filter(pk=draft_id).update(ended_at=actor.now, log_id=log_id)


def fields_of(typed: Mapping[str, Any]) -> dict[str, Raw]:
    """The fields of a draft as they were typed."""
    return {name: value for name, value in typed.items() if name != PAGES}


def _mine(draft_id: UUID) -> NoteDraft | None:
    return NoteDraft.objects.select_for_update(of=("self",)).filter(pk=draft_id).first()


def _opened(draft_id: UUID, case_id: int, type: str, actor: Actor) -> NoteDraft:
    """The draft, locked; made where there is none yet. Another person's looks like one that cannot be made."""
    draft = _mine(draft_id)
    if draft is None:
        if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
            raise NotFound
        begun = NoteDraft(
            id=draft_id, partnership_id=actor.partnership_id, author_id=actor.user_id, case_id=case_id, type=type,
            started_at=actor.now, kept_at=actor.now,
        )  # fmt: skip
        NoteDraft.objects.bulk_create([begun], ignore_conflicts=True)
        draft = _mine(draft_id)
    if draft is None or draft.case_id != case_id:
        raise NotFound
    return draft


def _save(draft: NoteDraft, actor: Actor, *fields: str) -> None:
    draft.kept_at = actor.now
    draft.version += 1
    draft.save(update_fields=["typed", "kept_at", "version", *fields])
