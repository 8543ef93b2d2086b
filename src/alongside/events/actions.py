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
    """Write down several things that happened at once, in their order, with one statement. See `record`."""
    if not happened:
        return
    values = [value for each in happened for value in _values(each, actor)]
    with connection.cursor() as cursor:
        rows = ", ".join([_ROW] * len(happened))
        cursor.execute(f"INSERT INTO events_event ({_COLUMNS}) VALUES {rows}", values)  # noqa: S608  # only our words


def _values(each: Happened, actor: Actor) -> list[Any]:
    facts = {**each.facts, "circle": each.circle} if each.circle else each.facts
    return [
        actor.partnership_id,
        KINDS[each.kind].name,
        each.happened_at or actor.now,
        actor.user_id,
        each.case,
        each.person,
        json.dumps(facts, cls=DjangoJSONEncoder),
    ]
