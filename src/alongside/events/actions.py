"""Writing the spine: one row for each thing that happened, in the transaction that made it happen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from alongside.core.actor import Actor
from alongside.events.kinds import KINDS
from alongside.events.readers import Recorded, is_followed, tell

_COLUMNS = "partnership_id, kind, happened_at, user_id, case_id, person_id, facts"
_ROW = "(%s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Happened:
    """Something that happened, to be written down: see `record` for its parts."""

    kind: str
    case: int | None = None
    person: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    happened_at: datetime | None = None
    circle: int | None = None


def record(
    kind: str,
    *,
    actor: Actor,
    case: int | None = None,
    person: int | None = None,
    facts: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    circle: int | None = None,
) -> None:
    """Write down that this happened, by this actor, within the transaction it happened in.

    `case` and `person` are ids; `happened_at` is when it took place where that is not now (a contact logged later).
    `circle` is that of the restricted report or note it happened to: then nobody outside it reads of this.
    `facts` are what later readers need; a change stands under "changes" as a list of {what, from, to}.
    Raises KeyError for a kind that is not declared in `events.kinds`.
    """
    record_all([Happened(kind, case, person, facts or {}, happened_at, circle)], actor=actor)


def record_all(happened: Sequence[Happened], *, actor: Actor) -> None:
    """Write down several things that happened at once, in their order, with one statement. See `record`.

    Rooms that follow one of their kinds are told, within this transaction (`events.readers`).
    """
    if not happened:
        return
    values = [value for each in happened for value in _values(each, actor)]
    rows = ", ".join([_ROW] * len(happened))
    text = f"INSERT INTO events_event ({_COLUMNS}) VALUES {rows}"  # noqa: S608  # only our words
    # Only what is followed is read back: some of what is recorded its own recorder may not read (a wish for access).
    followed = is_followed(each.kind for each in happened)
    with connection.cursor() as cursor:
        cursor.execute(f"{text} RETURNING id" if followed else text, values)
        # Rows of one VALUES are numbered in their order.
        ids = sorted(row[0] for row in cursor.fetchall()) if followed else []
    if followed:
        tell([_recorded(id_, each, actor) for id_, each in zip(ids, happened, strict=True)], actor=actor)


def _recorded(id_: int, each: Happened, actor: Actor) -> Recorded:
    return Recorded(id_, each.kind, each.happened_at or actor.now, each.case, each.person, _facts(each))


def _facts(each: Happened) -> Mapping[str, Any]:
    return {**each.facts, "circle": each.circle} if each.circle else each.facts


def _values(each: Happened, actor: Actor) -> list[Any]:
    return [
        actor.partnership_id,
        KINDS[each.kind].name,
        each.happened_at or actor.now,
        actor.user_id,
        each.case,
        each.person,
        json.dumps(_facts(each), cls=DjangoJSONEncoder),
    ]
