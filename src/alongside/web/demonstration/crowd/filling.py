"""Putting the crowd into the database: COPY, with foreign keys and indexes put aside and made again, all or nothing.

Triggers that follow each row are off while the rows go in; the rows hold what the triggers would have made of them
(a test compares). COPY is refused where row-level security binds whoever copies, so for this one transaction it does
not bind the owner; the application's role it binds throughout. Nobody else can write to these tables until it is done.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db import connection, transaction
from psycopg import Connection

from alongside.packs.schema import Pack
from alongside.web.demonstration.crowd.families import COLUMNS, Crowd, Lines, Next, Worker
from alongside.web.demonstration.crowd.words import Words, words

BATCH = 1_000
CASES_OF_A_WORKER = 40
BARE_FROM = 2_000
"""From so many families on, making indexes and keys again is quicker than keeping them."""

_TABLES = tuple(COLUMNS)
_FOLLOWED = ("people_person", "cases_case", "cases_member", "cases_share")
"""Tables whose triggers write elsewhere."""


@dataclass(frozen=True)
class Filled:
    """What was put in."""

    families: int
    persons: int


def fill(*, families: int, seed: int, partnership: str, pack: Pack, today: date) -> Filled:
    """Invent so many families in this partnership, as the owner. The same seed invents the same families.

    Raises LookupError where there is no such partnership or nobody works in it.
    """
    random = Random(seed)  # noqa: S311  # chance that can be repeated, not secrecy
    made_of = words(pack, random)
    with transaction.atomic(), connection.cursor() as cursor:
        place = _partnership(cursor, partnership)
        workers = _workers(cursor, place, partnership, families, made_of)
        first = _numbers(cursor)
        crowd = Crowd(
            made_of, random=random, today=today, partnership=place, workers=workers,
            coordinating=_coordinating(cursor, place), tokens=_tokens(cursor, made_of),
            places=_places(cursor, place), numbers=Next(**vars(first)),
        )  # fmt: skip
        with _put_aside(cursor, families >= BARE_FROM):
            _copy_all(crowd, families)
            _learn(cursor, place, crowd.tokens)
            _keep_numbers(cursor, crowd.numbers)
    return Filled(families, crowd.numbers.person - first.person)


def take_stock() -> None:
    """Let the planner know what is there now. Not within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE, INDEX_CLEANUP OFF) {', '.join((*_TABLES, 'people_spelling'))}")


def _partnership(cursor: Any, slug: str) -> int:
    cursor.execute("SELECT id FROM accounts_partnership WHERE slug = %s", [slug])
    found = cursor.fetchone()
    if found is None:
        raise LookupError(f"There is no partnership {slug}. Set up the database with the demonstration first.")
    return int(found[0])


def _coordinating(cursor: Any, partnership: int) -> tuple[int, str] | None:
    cursor.execute(
        "SELECT principal_id, name FROM accounts_team WHERE partnership_id = %s AND coordinates", [partnership]
    )
    found: tuple[int, str] | None = cursor.fetchone()
    return found


_WORKERS = """
SELECT u.id, u.principal_id, u.team_id, u.name FROM accounts_user u JOIN accounts_team t ON t.id = u.team_id
 WHERE u.partnership_id = %s AND u.is_active AND NOT t.coordinates AND u.job_title NOT ILIKE '%%manager%%' ORDER BY u.id
"""
_MORE_WORKERS = """
WITH wanted AS (
    SELECT n, (teams.id)[1 + n %% cardinality(teams.id)] AS team_id,
           nextval('accounts_principal_id_seq') AS principal_id, %(forenames)s::text[] AS forenames,
           %(surnames)s::text[] AS surnames
      FROM generate_series(%(first)s, %(last)s) n,
           (SELECT array_agg(t.id ORDER BY t.id) AS id FROM accounts_team t
             WHERE t.partnership_id = %(partnership)s AND NOT t.coordinates) teams
), principals AS (
    INSERT INTO accounts_principal (id, partnership_id, kind, code)
    SELECT principal_id, %(partnership)s, 'user', '' FROM wanted
), users AS (
    INSERT INTO accounts_user (partnership_id, principal_id, team_id, email, name, job_title, telephone, password,
                               is_active, sessions_ended, away_message)
    SELECT %(partnership)s, principal_id, team_id, 'worker' || n || '@' || %(slug)s || '.example',
           forenames[1 + n %% cardinality(forenames)] || ' ' || surnames[1 + n * 7 %% cardinality(surnames)],
           'Family worker', '', '!', true, 0, ''
      FROM wanted RETURNING id, team_id
)
INSERT INTO accounts_membership (user_id, team_id) SELECT id, team_id FROM users
"""


def _workers(cursor: Any, partnership: int, slug: str, families: int, made_of: Words) -> Sequence[Worker]:
    """Those who work here, and as many more as it takes for nobody to have more than forty of these cases."""
    cursor.execute(_WORKERS, [partnership])
    there = cursor.fetchall()
    missing = -(-families // CASES_OF_A_WORKER) - len(there)
    if missing > 0:
        cursor.execute("SELECT count(*) FROM accounts_user WHERE partnership_id = %s", [partnership])
        first = cursor.fetchone()[0] + 1
        names = made_of.heritages[0]
        values: dict[str, Any] = {"forenames": [*names.women, *names.men], "surnames": list(names.surnames)}
        values |= {"slug": slug, "first": first, "last": first + missing - 1, "partnership": partnership}
        cursor.execute(_MORE_WORKERS, values)
        cursor.execute(_WORKERS, [partnership])
        there = cursor.fetchall()
    if not there:
        raise LookupError(f"Nobody works in {slug}. Set up the database with the demonstration first.")
    return [Worker(*row) for row in there]


_SEQUENCES = {
    "person": "people_person_id_seq",
    "case": "cases_case_id_seq",
    "place": "people_place_id_seq",
    "log": "casework_log_id_seq",
}


def _numbers(cursor: Any) -> Next:
    found = {}
    for name, sequence in _SEQUENCES.items():
        cursor.execute("SELECT nextval(%s)", [sequence])
        found[name] = cursor.fetchone()[0]
    return Next(**found)


def _keep_numbers(cursor: Any, numbers: Next) -> None:
    for name, sequence in _SEQUENCES.items():
        cursor.execute("SELECT setval(%s, %s, false)", [sequence, getattr(numbers, name)])


def _tokens(cursor: Any, made_of: Words) -> Mapping[str, Sequence[str]]:
    """What search finds each name by; the database alone says so."""
    cursor.execute("SELECT n, name_tokens(n) FROM unnest(%s::text[]) n", [sorted(made_of.every_name())])
    return dict(cursor.fetchall())


def _places(cursor: Any, partnership: int) -> dict[str, int]:
    cursor.execute("SELECT key, id FROM people_place WHERE partnership_id = %s", [partnership])
    return dict(cursor.fetchall())


_LEARN = """
INSERT INTO people_spelling (partnership_id, key, sounds)
SELECT %s, k, name_sounds(k) FROM unnest(%s::text[]) k ORDER BY k ON CONFLICT DO NOTHING
"""


def _learn(cursor: Any, partnership: int, tokens: Mapping[str, Sequence[str]]) -> None:
    """Teach the vocabulary of search every name that was used. (Of a crowd of any size, that is nearly every name.)"""
    keys = {key for each in tokens.values() for key in each if not key.endswith("*") and not key.startswith("=")}
    cursor.execute(_LEARN, [partnership, sorted(keys)])


def _copy_all(crowd: Crowd, families: int) -> None:
    """One thread invents, one hands over to PostgreSQL."""
    raw = connection.connection
    assert raw is not None
    with ThreadPoolExecutor(1) as clerk:
        before: Future[None] | None = None
        for first in range(0, families, BATCH):
            lines = crowd.make(range(first, min(first + BATCH, families)))
            if before is not None:
                before.result()
            before = clerk.submit(_copy, raw, lines)
        if before is not None:
            before.result()


def _copy(raw: "Connection[Any]", lines: Lines) -> None:
    with raw.cursor() as cursor:
        for table, columns in COLUMNS.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("\n".join((*lines[table], "")))


_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY (%(tables)s::text[]::regclass[])
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = ANY (%(tables)s::text[]::regclass[]) AND NOT i.indisunique AND NOT c.relispartition
"""


@contextmanager
def _put_aside(cursor: Any, bare: bool) -> Iterator[None]:
    """Take away what makes each row slow, and make it again from what the database says it was."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _FOLLOWED:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table in _TABLES:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    keys: Sequence[tuple[str, str, str]] = []
    indexes: Sequence[tuple[str, str]] = []
    if bare:
        cursor.execute(_KEYS, {"tables": list(_TABLES)})
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, {"tables": list(_TABLES)})
        indexes = cursor.fetchall()
    for table, name, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute("SET LOCAL min_parallel_table_scan_size = 0")
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in _TABLES:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in _FOLLOWED:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
