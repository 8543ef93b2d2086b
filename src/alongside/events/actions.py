"""Writing the spine: one row for each thing that happened, in the transaction that made it happen."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from alongside.core.actor import Actor
from alongside.events.kinds import KINDS

_RECORD = """
INSERT INTO events_event (partnership_id, kind, happened_at, user_id, case_id, person_id, facts)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def record(
    kind: str,
    *,
    actor: Actor,
    case: int | None = None,
    person: int | None = None,
    facts: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> None:
    """Write down that this happened, by this actor, within the transaction it happened in.

    `case` and `person` are ids; `happened_at` is when it took place where that is not now (a contact logged later).
    `facts` are what later readers need; a change stands under "changes" as a list of {what, from, to}.
    Raises KeyError for a kind that is not declared in `events.kinds`.
    """
    declared = KINDS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                actor.partnership_id,
                declared.name,
                happened_at or actor.now,
                actor.user_id,
                case,
                person,
                json.dumps(facts or {}, cls=DjangoJSONEncoder),
            ],
        )
