"""Reading hand-overs: those of a case, what the brief of each says, and which of mine I have not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.pathway.rules.briefs import Line, read


@dataclass(frozen=True)
class Handed:
    """A case that was handed over: from whom, to whom, by whom and why; the brief; when it was read."""

    id: int
    case_id: int
    case_name: str
    from_name: str
    to_id: int
    to_name: str
    by: str
    why: str
    at: datetime
    read_at: datetime | None
    brief: Sequence[Line] = ()


def hand_over_of(case_id: int, hand_over_id: int, *, actor: Actor) -> Handed:
    """One hand-over with its brief. Raises NotFound where it, or its case, is not there for the actor. One query."""
    rows = rows_of(_HANDED + " AND h.case_id = %(case)s AND h.id = %(id)s", {"case": case_id, "id": hand_over_id})
    if not rows:
        raise NotFound
    return Handed(**rows[0] | {"brief": [read(each) for each in rows[0]["brief"]]})


def hand_overs_of(case_id: int, *, actor: Actor) -> Sequence[Handed]:
    """The hand-overs of a case, the newest first, without their briefs. One query."""
    rows = rows_of(_HANDED + " AND h.case_id = %(case)s ORDER BY h.id DESC LIMIT 20", {"case": case_id})
    return [Handed(**row | {"brief": ()}) for row in rows]


def to_read(*, actor: Actor, most: int = 20) -> Sequence[Handed]:
    """What was handed to the actor and not read yet, the oldest first. One query."""
    told = {"me": actor.user_id, "most": most}
    rows = rows_of(_HANDED + " AND h.to_user_id = %(me)s AND h.read_at IS NULL ORDER BY h.id LIMIT %(most)s", told)
    return [Handed(**row | {"brief": ()}) for row in rows]


_HANDED = """
SELECT h.id, h.case_id, c.name AS case_name, f.name AS from_name, h.to_user_id AS to_id, t.name AS to_name,
       b.name AS by, h.why, h.handed_at AS at, h.read_at, h.brief::json AS brief
  FROM pathway_hand_over h JOIN cases_case c ON c.id = h.case_id JOIN accounts_user f ON f.id = h.from_user_id
  JOIN accounts_user t ON t.id = h.to_user_id JOIN accounts_user b ON b.id = h.handed_by_id WHERE true
"""
