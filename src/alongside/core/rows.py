"""Reading with SQL of our own, where what a page asks for is more than one table says."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper


class _PlanKept(psycopg.Cursor[Any]):
    """A cursor whose statements PostgreSQL plans for the connection rather than each time."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PlanKept":
        return super().execute(query, params, **{**options, "prepare": True})


class _Recorded(CursorDebugWrapper):
    """Django's record of statements, while it keeps one, with the values in their places: it asks a psycopg cursor for
    its last text, and one whose plan is kept knows none."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.debug_sql(self.db.ops.compose_sql(sql, params), params):
            return CursorWrapper.execute(self, sql, params)


def rows_of(text: str, told: Mapping[str, Any], *, keep_plan: bool = True) -> list[dict[str, Any]]:
    """The rows that a query of ours finds, by the names of their columns.

    PostgreSQL keeps the plan on the connection, because policies that lead through other policies take longer to plan
    than to run (3 to 13 ms against under 1). Whoever comes after is answered by the same plan: a list over cases, whose
    best plan depends on how many of them its reader sees, must say `keep_plan=False`. Where the connection is made
    without prepared statements (settings, ALONGSIDE_KEEP_PLANS) nothing is kept.
    """
    with connection.cursor() as cursor:
        if keep_plan:
            wrapper = _Recorded if connection.queries_logged else CursorWrapper
            cursor = wrapper(_PlanKept(connection.connection), connection)
        cursor.execute(text, told)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
