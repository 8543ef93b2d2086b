"""What a note of a contact makes besides itself: that the family was visited, and that they were reached.

Which types of note make what, the pack says (NoteType.makes). A correction of the note's time corrects it too, and a
deleted note takes it back, so that every clock of it moves (CLOK-03).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.queries import members
from alongside.casework.models import Log
from alongside.casework.rules.logs import ChildSeen, seen_and_heard
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.events.actions import Happened
from alongside.packs.parts import age_bands
from alongside.packs.schema import NoteType
from alongside.people.rules import is_child


def made_by(log: Log, kind: NoteType, children: Sequence[ChildSeen], *, actor: Actor) -> Iterator[Happened]:
    """What this note makes. A visit at which nobody was met is an attempt to reach the family, and no visit (S016).

    A restricted note makes nothing: whoever sees the case would read of it by its clocks.
    """
    if log.case_id is None or log.circle_id is not None:
        return
    reached = log.reached is not False
    if "visit.made" in kind.makes and reached:
        seen, spoken_to = seen_and_heard(_every_child(log.case_id, actor), children)
        facts = {"log": log.pk, "every_child_seen": seen, "every_child_spoken_to": spoken_to}
        yield _happened("visit.made", log, facts)
    if "family.contacted" in kind.makes:
        yield _happened("family.contacted", log, {"log": log.pk, "reached": reached, "type": kind.id})


def corrects(log: Log, at: datetime | None = None, *, takes_back: bool = False) -> dict[str, Any]:
    """As facts, that an event corrects what the spine says of a note and of what it made: it took place at this time,
    or never did. Nothing where it stands in no case's history. One query."""
    rows = rows_of(_FIRST, {"case": log.case_id, "log": log.pk, "kinds": _MADE}) if log.case_id else []
    if not rows:
        return {}
    return {"corrects": [row["id"] for row in rows], **({"takes_back": True} if takes_back else {"took_place_at": at})}


def _happened(kind: str, log: Log, facts: dict[str, Any]) -> Happened:
    return Happened(kind, log.case_id, None, facts, log.contact_at, log.circle_id)


def _every_child(case_id: int, actor: Actor) -> Sequence[int]:
    """The members whom a visit is to see: children in the family today, born."""
    bands = age_bands(practice(actor))
    return [
        each.id
        for each in members(case_id, actor=actor)
        if each.left_on is None and each.band != "Unborn" and is_child(each.age, each.band, bands)
    ]


_MADE = ["log.added", "visit.made", "family.contacted"]
_FIRST = """
SELECT e.id FROM events_event e
 WHERE e.case_id = %(case)s AND e.kind = ANY (%(kinds)s) AND e.facts -> 'log' = to_jsonb(%(log)s::bigint)
 ORDER BY e.id
"""
