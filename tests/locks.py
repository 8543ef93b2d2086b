"""The database's lock on tables whose rows are there with their case: who sees a row, puts one in and changes one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection, transaction

from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from tests.borough import NOVEMBER, Borough
from tests.test_two_locks import World, _build, _expected


class Locked:
    """Some tables, each with the case that a row of it belongs to, as SQL says it."""

    def __init__(self, of_a_case: Mapping[str, str]) -> None:
        self.of_a_case = of_a_case

    def seen(self, actor: Actor) -> dict[str, Sequence[int | None]]:
        """The cases of every row of each table that is there; None where the row is there and its case is not."""
        with acting_as(actor):
            return {table: self._cases(table) for table in self.of_a_case}

    def _cases(self, table: str) -> Sequence[int | None]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT {self.of_a_case[table]} FROM {table}")
            return sorted((row[0] for row in cursor.fetchall()), key=lambda each: each or 0)

    def is_there_with_its_case(
        self, borough: Borough, world: World, name: str, shift: int, behind: Callable[[Case], None]
    ) -> None:
        """In a generated world every row is there for whoever sees its case, and no row for anybody else."""
        on = NOVEMBER + timedelta(shift)
        with transaction.atomic():
            cases = _build(borough, world)
            for case in cases:
                behind(case)
            theirs = sorted(_expected(borough, world, cases, name, on))
            assert self.seen(borough.actor(name, on=on)) == dict.fromkeys(self.of_a_case, theirs)
            transaction.set_rollback(True)

    def rows(self) -> dict[str, str]:
        """A row of each table, without its number, as text to be put in again."""
        found = {}
        with connection.cursor() as cursor:
            for table in self.of_a_case:
                cursor.execute(f"SELECT (to_jsonb(t) - 'id')::text FROM {table} t LIMIT 1")
                found[table] = cursor.fetchone()[0]
        return found

    def changeable(self) -> dict[str, str]:
        """A column of each table that the application may change at all."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, min(column_name) FROM information_schema.column_privileges"
                " WHERE grantee = %s AND privilege_type = 'UPDATE' AND table_name = ANY (%s) GROUP BY table_name",
                [settings.APP_ROLE, list(self.of_a_case)],
            )
            return dict(cursor.fetchall())


def can_insert(table: str, row: str) -> bool:
    """Whether whoever acts now can put this row in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(key ORDER BY key) FROM jsonb_object_keys(%s::jsonb) AS key", [row])
        columns = ", ".join(f'"{each}"' for each in cursor.fetchone()[0])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)", [row]
            )
    except Error as refused:
        assert "row-level security" in str(refused) or "duplicate key" in str(refused), refused
        return "duplicate key" in str(refused)
    return True


def change(table: str, column: str) -> int:
    """Change every row of a table that is there for whoever acts now. Returns how many that are."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = "{column}"')
        return int(cursor.rowcount)
