"""What somebody has typed into a step so far, which they alone see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alongside.core.actor import Actor
from alongside.forms.fields import Raw
from alongside.pathway.actions.typed import typed_in
from alongside.pathway.models import ItemDraft


@dataclass(frozen=True)
class TypedSoFar:
    """What the reader has typed into a step, by field, and when it was kept last; nothing where nothing was typed."""

    fields: Mapping[str, Raw]
    kept_at: datetime | None = None


def typed_so_far(item_id: int, *, actor: Actor) -> TypedSoFar:
    """What the actor has typed into this step. One query."""
    draft = ItemDraft.objects.filter(item=item_id, author=actor.user_id).first()
    found = typed_in(draft)
    return TypedSoFar(found, draft.kept_at if draft and any(found.values()) else None)
