"""Makes the clocks of a whole partnership anew from the spine, some cases at a time; then of contacts without a case.

For an installation that had events before it had clocks, after a release in force from a day that is past, after a day
was closed or opened, and for events that were written behind the application. Each batch is a transaction of its own:
cases and contacts are locked no longer than theirs, and nothing is lost where it is broken off.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from alongside.accounts.models import Partnership
from alongside.clocks.actions.keeping import FOLLOWED, PRACTICE_HERE, worked_out
from alongside.clocks.rules.events import Event
from alongside.clocks.rules.standing import Row
from alongside.clocks.spine import Counting, as_json, counting, events_of
from alongside.core.rows import rows_of

BATCH = 500
"""Cases, or contacts, at a time."""


@dataclass(frozen=True)
class Rebuilt:
    """How many cases were read, and contacts that are no case yet, and how many clocks stand on them."""

    cases: int = 0
    clocks: int = 0
    contacts: int = 0

    def __add__(self, other: "Rebuilt") -> "Rebuilt":
        return Rebuilt(self.cases + other.cases, self.clocks + other.clocks, self.contacts + other.contacts)


def rebuild(partnership: Partnership, *, told: Callable[[Rebuilt], None] = lambda done: None) -> Rebuilt:
    """Make every clock of a partnership's cases anew, and of its contacts that are no case yet. `told` is called after
    each batch with what is done so far."""
    done = _rebuild(partnership, _of_cases, Rebuilt(), told)
    return _rebuild(partnership, _of_contacts, done, told)


def rebuild_after(slug: str, kinds: Iterable[str]) -> Rebuilt:
    """The same for the partnership of this short name, after events of these kinds were written behind the application;
    nothing is read where no timescale there knows one of them."""
    partnership = Partnership.objects.get(slug=slug)
    by = _counting(partnership)
    return Rebuilt() if by is None or by.kinds.isdisjoint(kinds) else rebuild(partnership)


def _rebuild(
    partnership: Partnership,
    batch: Callable[[int, Counting, int], tuple[Rebuilt, int] | None],
    done: Rebuilt,
    told: Callable[[Rebuilt], None],
) -> Rebuilt:
    after = 0
    while True:
        with transaction.atomic():
            _act_for(partnership.pk)
            by = _counting(partnership)
            if by is None:
                return done
            found = batch(partnership.pk, by, after)
        if found is None:
            return done
        more, after = found
        done += more
        told(done)


def _of_cases(partnership_id: int, by: Counting, after: int) -> tuple[Rebuilt, int] | None:
    """Make the clocks of the next cases anew. Returns what was done, and the last case's number; None past the last."""
    told = {
        "partnership": partnership_id, "kinds": sorted(by.kinds), "followed": FOLLOWED, "after": after, "most": BATCH,
    }  # fmt: skip
    rows: list[Row] = []
    cases: list[int] = []
    now = datetime.now(UTC)
    for case_id, events in _each(rows_of(_SPINE, told, keep_plan=False), "case_id"):
        cases.append(case_id)
        rows += worked_out(events, by, now, case_id=case_id) if events else []
    if not cases:
        return None
    _replace(partnership_id, rows, cases=cases)
    return Rebuilt(len(cases), len(rows)), cases[-1]


def _of_contacts(partnership_id: int, by: Counting, after: int) -> tuple[Rebuilt, int] | None:
    """The same of the next contacts; of one that has a case by now none stands."""
    told = {"partnership": partnership_id, "kinds": sorted(by.kinds), "after": after, "most": BATCH}
    rows: list[Row] = []
    contacts: list[int] = []
    alone = 0
    now = datetime.now(UTC)
    for contact, events in _each(rows_of(_SPINE_OF_CONTACTS, told, keep_plan=False), "contact"):
        contacts.append(contact)
        if events:
            alone += 1
            rows += worked_out(events, by, now, case_id=None, contact_id=contact)
    if not contacts:
        return None
    _replace(partnership_id, rows, contacts=contacts)
    return Rebuilt(0, len(rows), alone), contacts[-1]


def _each(found: Iterable[Mapping[str, Any]], of: str) -> Iterator[tuple[Any, Sequence[Event]]]:
    for about, rows in groupby(found, key=itemgetter(of)):
        yield about, events_of(row for row in rows if row["id"] is not None)


def _replace(
    partnership_id: int, rows: Sequence[Row], *, cases: Sequence[int] = (), contacts: Sequence[int] = ()
) -> None:  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clocks_replace(%s, %s::bigint[], %s::bigint[], %s::jsonb)",
            [partnership_id, list(cases), list(contacts), as_json(rows)],
        )


def _counting(partnership: Partnership) -> Counting | None:
    found: Sequence[dict[str, Any]] = rows_of(
        f"SELECT {PRACTICE_HERE} AS practice", {"pack": partnership.pack, "partnership": partnership.pk}
    )
    return counting(found[0]["practice"])


def _act_for(partnership_id: int) -> None:
    """The functions answer for the partnership that the transaction acts in (sql/0002_rebuild.sql)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.partnership', %s, true)", [str(partnership_id)])


_SPINE = "SELECT * FROM clocks_spine(%(partnership)s, %(kinds)s, %(followed)s, %(after)s, %(most)s)"
_SPINE_OF_CONTACTS = "SELECT * FROM clocks_spine_of_contacts(%(partnership)s, %(kinds)s, %(after)s, %(most)s)"
