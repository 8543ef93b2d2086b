"""Makes the clocks of a whole partnership anew from the spine, some cases at a time.

For an installation that had events before it had clocks, after a release in force from a day that is past, after a day
was closed or opened, and for events that were written behind the application. Each batch is a transaction of its own:
cases are locked no longer than theirs, and nothing is lost where it is broken off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from alongside.accounts.models import Partnership
from alongside.clocks.actions.keeping import FOLLOWED, PRACTICE_HERE, worked_out
from alongside.clocks.rules.standing import Row
from alongside.clocks.spine import Counting, as_json, counting, events_of
from alongside.core.rows import rows_of

BATCH = 500
"""Cases at a time."""


@dataclass(frozen=True)
class Rebuilt:
    """How many cases were read, and how many clocks stand on them."""

    cases: int = 0
    clocks: int = 0


def rebuild(partnership: Partnership, *, told: Callable[[Rebuilt], None] = lambda done: None) -> Rebuilt:
    """Make every clock of a partnership's cases anew. `told` is called after each batch with what is done so far."""
    done, after = Rebuilt(), 0
    while True:
        with transaction.atomic():
            _act_for(partnership.pk)
            by = _counting(partnership)
            if by is None:
                return done
            cases, clocks, after = _batch(partnership.pk, by, after)
        if not cases:
            return done
        done = Rebuilt(done.cases + cases, done.clocks + clocks)
        told(done)


def _batch(partnership_id: int, by: Counting, after: int) -> tuple[int, int, int]:
    """Make the clocks of the next cases anew. Returns how many cases, how many clocks, and the last case's number."""
    told = {
        "partnership": partnership_id, "kinds": sorted(by.kinds), "followed": FOLLOWED, "after": after, "most": BATCH,
    }  # fmt: skip
    found = rows_of(_SPINE, told, keep_plan=False)
    rows: list[Row] = []
    cases: list[int] = []
    now = datetime.now(UTC)
    for case_id, of_case in groupby(found, key=itemgetter("case_id")):
        cases.append(case_id)
        events = events_of(row for row in of_case if row["id"] is not None)
        rows += worked_out(events, by, now, case_id=case_id) if events else []
    if not cases:
        return 0, 0, after
    with connection.cursor() as cursor:
        cursor.execute("SELECT clocks_replace(%s, %s::bigint[], %s::jsonb)", [partnership_id, cases, as_json(rows)])
    return len(cases), len(rows), cases[-1]


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
