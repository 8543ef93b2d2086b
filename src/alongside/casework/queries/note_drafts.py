"""Reading the notes that are being written, which their author alone sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.casework.actions.note_drafts import fields_of
from alongside.casework.models import NoteDraft
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.forms.fields import Raw


@dataclass(frozen=True)
class NoteBegun:
    """A note of mine in progress. `case_name` is empty where the case is no longer mine to see."""

    id: UUID
    case_id: int
    case_name: str
    type: str
    started_at: datetime
    kept_at: datetime


@dataclass(frozen=True)
class NoteTyped:
    """A note in progress with everything typed in it. `became` is the note, once it is complete."""

    type: str
    typed: Mapping[str, Raw]
    kept_at: datetime
    ended: bool
    became: int | None


def note_drafts(*, actor: Actor, case_id: int | None = None, most: int = 50) -> Sequence[NoteBegun]:
    """The notes that the actor has begun, on a case or on all of them, last kept first. One query."""
    told: dict[str, Any] = {"me": actor.user_id, "case": case_id, "most": most}
    return [NoteBegun(**row) for row in rows_of(_BEGUN, told)]


def note_draft(draft_id: UUID, case_id: int, *, actor: Actor) -> NoteTyped | None:
    """A note in progress; None where there is none of the actor's under this id on this case. One query."""
    row = NoteDraft.objects.filter(pk=draft_id, case_id=case_id, author_id=actor.user_id).first()
    if row is None:
        return None
    return NoteTyped(row.type, fields_of(row.typed), row.kept_at, row.ended_at is not None, row.log_id)


_BEGUN = """
SELECT d.id, d.case_id, coalesce((SELECT c.name FROM cases_case c WHERE c.id = d.case_id), '') AS case_name, d.type,
       d.started_at, d.kept_at
  FROM casework_note_draft d
 WHERE d.author_id = %(me)s AND d.ended_at IS NULL AND d.case_id IS NOT NULL
   AND (%(case)s::bigint IS NULL OR d.case_id = %(case)s::bigint)
 ORDER BY d.kept_at DESC LIMIT %(most)s
"""
