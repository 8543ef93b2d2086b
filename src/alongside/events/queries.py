"""Readers of the spine. What an actor may read of it is held by the database (cases/sql/0002_seen.sql)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.events.kinds import KINDS
from alongside.events.models import Event

_LOOKS = [kind.name for kind in KINDS.values() if kind.look]


@dataclass(frozen=True)
class Change:
    """One thing that was changed: what, from what, to what."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Happening:
    """One line of a history."""

    id: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    user_id: int
    sentence: str
    changes: Sequence[Change]
    facts: Mapping[str, Any]
    look: bool
    person_id: int | None = None


def history(case_id: int, *, looks: bool = False, before: int | None = None, limit: int = 50) -> Sequence[Happening]:
    """What happened on a case, newest first, `limit` lines before the event `before`; or, with `looks`, who looked.

    One query. To be read inside `acting_as`: an actor who may not see the case gets nothing.
    """
    of = "e.case_id = %(case)s AND (e.kind = ANY (%(looks)s)) = %(looked)s"
    return _found(of, case=case_id, looked=looks, before=before, limit=limit)


def history_of(case_id: int, *, what: str, number: int) -> Sequence[Happening]:
    """What happened on a case to one thing that its facts name ("log", 7), newest first, at most 100. One query."""
    named = "e.facts -> %(what)s::text = to_jsonb(%(number)s::bigint)"
    of = f"e.case_id = %(case)s AND {named} AND e.kind <> ALL (%(looks)s)"
    return _found(of, case=case_id, what=what, number=number, limit=100)


def history_in(
    circle_id: int, *, looks: bool = False, before: int | None = None, limit: int = 50
) -> Sequence[Happening]:
    """What happened to what is restricted to a circle, newest first; or, with `looks`, who looked. One query.

    To be read inside `acting_as`: an actor who is not in the circle gets nothing.
    """
    rows = Event.objects.annotate(circle=_CIRCLE).filter(facts__has_key="circle", circle=circle_id)
    rows = rows.filter(kind__in=_LOOKS) if looks else rows.exclude(kind__in=_LOOKS)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_happening(row) for row in rows.order_by("-id")[:limit]]


_CIRCLE = Cast(KeyTextTransform("circle", "facts"), BigIntegerField())
"""As the index of it is written (sql/0002_of_a_circle.sql)."""


def person_history(person_id: int, *, before: int | None = None, limit: int = 50) -> Sequence[Happening]:
    """What happened to a person's profile, newest first. One query."""
    of = "e.person_id = %(person)s AND e.kind <> ALL (%(looks)s)"
    return _found(of, person=person_id, before=before, limit=limit)


@dataclass(frozen=True)
class OfCase:
    """Something that happened to a case."""

    case_id: int
    user_id: int
    happened_at: datetime
    facts: Mapping[str, Any]


def latest_of_kind(kind: str, *, limit: int) -> Sequence[OfCase]:
    """What happened of one kind to the cases that the actor may see, newest first. One query."""
    rows = Event.objects.filter(kind=kind, case_id__isnull=False).order_by("-id")[:limit]
    return [OfCase(row.case_id or 0, row.user_id, row.happened_at, row.facts) for row in rows]


def of_kind(case_id: int, kind: str, *, limit: int = 50, number: int | None = None) -> Sequence[Happening]:
    """What happened of one kind on a case, newest first; with `number`, that event alone. One query."""
    of = "e.case_id = %(case)s AND e.kind = %(kind)s AND (%(number)s::bigint IS NULL OR e.id = %(number)s)"
    return _found(of, case=case_id, kind=kind, number=number, limit=limit)


def happened_since(case_id: int, number: int, kinds: Iterable[str]) -> bool:
    """Whether anything of these kinds happened on a case after an event. One query."""
    return Event.objects.filter(case_id=case_id, id__gt=number, kind__in=list(kinds)).exists()


def latest_own(kind: str, *, actor: Actor) -> int:
    """The latest event of a kind that the actor did and may read, 0 where there is none. One query."""
    rows = Event.objects.filter(user_id=actor.user_id, kind=kind).order_by("-id")
    return rows.values_list("id", flat=True).first() or 0


def sentence_of(kind: str, facts: Mapping[str, Any]) -> str:
    """What a person reads of an event of this kind with these facts, after the name of whoever did it."""
    told = KINDS[kind]
    text = told.sentence
    if told.again and facts.get("again"):
        text = told.again
    elif told.from_contact and facts.get("contact"):
        text = told.from_contact
    return text.format_map(_Missing(facts))


class _Missing(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _found(of: str, *, limit: int, before: int | None = None, **told: Any) -> Sequence[Happening]:
    """The newest events of a case or a person, or those before the event `before`."""
    text = _NEWEST.format(of=of + (" AND e.id < %(before)s" if before is not None else ""))
    rows = rows_of(text, {"looks": _LOOKS, "before": before, "limit": limit, **told})
    return [_happening(Event(**row)) for row in rows]


_NEWEST = """
SELECT e.id, e.partnership_id, e.kind, e.happened_at, e.recorded_at, e.user_id, e.case_id, e.person_id,
       e.facts::json AS facts
  FROM events_event e WHERE {of} ORDER BY e.id DESC LIMIT %(limit)s
"""


def _happening(row: Event) -> Happening:
    kind = KINDS[row.kind]
    changes = [
        Change(c["what"], str(c.get("from") or ""), str(c.get("to") or "")) for c in row.facts.get("changes", [])
    ]
    sentence = sentence_of(row.kind, row.facts)
    return Happening(
        id=row.id,
        kind=row.kind,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        user_id=row.user_id,
        sentence=sentence,
        changes=changes,
        facts=row.facts,
        look=kind.look,
        person_id=row.person_id,
    )
