"""Sealing: batches of events bound into a chain for each partnership, whose head is written outside the database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction


@dataclass(frozen=True)
class Head:
    """The end of a partnership's chain: the number and digest of its latest seal."""

    partnership: str
    number: int
    digest: str
    count: int
    sealed_at: datetime


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: in which partnership, at which seal (None for an event without one), and what."""

    partnership: str
    number: int | None
    what: str


_HEADS = """
SELECT DISTINCT ON (p.slug) p.slug, s.number, s.digest, s.count, s.sealed_at
  FROM events_seal s JOIN accounts_partnership p ON p.id = s.partnership_id
 WHERE s.number = coalesce(%s, s.number) AND p.slug = coalesce(%s, p.slug)
 ORDER BY p.slug, s.number DESC
"""


def seal(heads: Path) -> Sequence[Head]:
    """Seal whatever has been recorded and not sealed, in every partnership; write the new heads to the folder.

    A head is appended to `<partnership>.jsonl` there: keep that folder, or a copy of it, where nobody who can write the
    database can write. Returns the heads that are new.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM accounts_partnership ORDER BY id")
        partnerships = cursor.fetchall()
    new: list[Head] = []
    for partnership, slug in partnerships:
        while (number := _seal_next(partnership)) is not None:
            new += _heads(number, slug)
    for head in new:
        _write(heads, head)
    return new


def _seal_next(partnership: int) -> int | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT events_seal_next(%s)", [partnership])
        row = cursor.fetchone()
    return row[0] if row else None


def _heads(number: int | None = None, slug: str | None = None) -> Iterator[Head]:
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [number, slug])
        for row in cursor.fetchall():
            yield Head(*row)


def _write(heads: Path, head: Head) -> None:
    heads.mkdir(parents=True, exist_ok=True)
    with (heads / f"{head.partnership}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(head), default=str) + "\n")


def verify(heads: Path) -> Sequence[Fault]:
    """Compute every seal again and hold it against the heads that left the database. Run as the owner.

    No faults means: nothing that was sealed has been changed, removed or reordered since the oldest head in the folder.
    """
    faults: list[Fault] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM accounts_partnership ORDER BY id")
        for partnership, slug in cursor.fetchall():
            cursor.execute("SELECT number, fault FROM events_faults(%s) ORDER BY number", [partnership])
            faults += [Fault(slug, number, what) for number, what in cursor.fetchall()]
            faults += _against_heads(partnership, slug, heads)
    return faults


def _against_heads(partnership: int, slug: str, heads: Path) -> Iterator[Fault]:
    file = heads / f"{slug}.jsonl"
    if not file.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, digest FROM events_seal WHERE partnership_id = %s", [partnership])
        stands = dict(cursor.fetchall())
    for line in file.read_text(encoding="utf-8").splitlines():
        head = json.loads(line)
        if head["number"] not in stands:
            yield Fault(slug, head["number"], "This seal left the database once and is not in it any more.")
        elif stands[head["number"]] != head["digest"]:
            yield Fault(slug, head["number"], "This seal is not the one that left the database.")
