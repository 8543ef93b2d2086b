"""Answers to a step as they are typed: kept for whoever types them, found again anywhere, until the step is done."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.forms.actions import Conflict, Posted
from alongside.forms.fields import Raw, seal
from alongside.forms.merging import merged
from alongside.pathway.actions.items import item_to_do
from alongside.pathway.models import ItemDraft

PAGES = "."
"""Beside the fields, which page kept each of them last: what one page kept is never in conflict with itself."""
MOST_FIELDS = 400
_FIELD = re.compile(r"^[a-z0-9_-]{1,250}$")


@dataclass(frozen=True)
class Kept:
    """What came of keeping: when, the seals of what stands, what another window had changed, what cannot be kept."""

    at: datetime
    seals: Mapping[str, str]
    conflicts: Mapping[str, Conflict]
    refused: Mapping[str, str]


def keep_answers(
    item_id: int, fields: Mapping[str, Posted], *, several: Collection[str], page: str, actor: Actor
) -> Kept:
    """Keep answers to a step that waits as they were typed, right or not (forms.merging); the first makes the draft.

    `several` are the fields in which several are chosen. Raises NotFound, Refused where the step has been done already,
    Invalid for fields that no step has.
    """
    if len(fields) > MOST_FIELDS or not all(_FIELD.match(name) for name in fields):
        raise Invalid("This page does not fit the step any more. Load it again: everything kept is there.")
    item = item_to_do(item_id, actor=actor)
    draft = ItemDraft.objects.select_for_update(of=("self",)).filter(item=item, author=actor.user_id).first()
    stands, pages = typed_in(draft), dict(draft.typed.get(PAGES, {})) if draft else {}
    mine = {name for name, kept in pages.items() if kept == page}
    found = merged(fields, stands, several=several, mine=mine, kept_at=draft.kept_at if draft else actor.now)
    if found.taken:
        draft = draft or ItemDraft(partnership_id=actor.partnership_id, item=item, author_id=actor.user_id, version=0)
        draft.typed = {**stands, **found.taken, PAGES: pages | dict.fromkeys(found.taken, page)}
        draft.kept_at, draft.version = actor.now, draft.version + 1
        draft.save(update_fields=["typed", "kept_at", "version"] if draft.pk else None)
    seals = {name: seal(found.taken.get(name, stands.get(name))) for name in fields}
    return Kept(actor.now, seals, found.conflicts, found.refused)


def typed_in(draft: ItemDraft | None) -> dict[str, Raw]:
    """The fields of a draft as they were typed."""
    typed: Mapping[str, Any] = draft.typed if draft else {}
    return {name: value for name, value in typed.items() if name != PAGES}
