"""Backups: a file that PostgreSQL's own programs read, the stored files, and the list of what must be in both."""

import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from alongside.core.stored import files_file, files_missing, load_files, save_files

PROGRAMS = "ALONGSIDE_POSTGRES_PROGRAMS"
OURS = "nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"

# Forced row-level security binds the owner too: a table whose owner is not let through would be saved half empty.
_HIDING = """
    SELECT c.oid::regclass::text FROM pg_class c
     WHERE relrowsecurity AND relforcerowsecurity AND NOT EXISTS (
           SELECT FROM pg_policy WHERE polrelid = c.oid AND polcmd IN ('*', 'r') AND polpermissive
              AND pg_get_expr(polqual, polrelid) = 'true' AND (0 = ANY (polroles) OR c.relowner = ANY (polroles)))
     ORDER BY 1
"""
_TABLES = f"""
    SELECT quote_ident(nspname) || '.' || quote_ident(relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind = 'r' AND {OURS} ORDER BY 1
"""  # noqa: S608  # made of constants
# What guards the rows, each as one line: policies, row-level security, triggers, rights on tables, columns, functions.
_GUARDS = f"""
    SELECT format('policy %%s on %%s.%%s for %%s to %%s', policyname, schemaname, tablename, cmd, roles)
      FROM pg_policies
     UNION ALL
    SELECT format('row-level security on %%s.%%s: %%s, forced: %%s',
                  nspname, relname, relrowsecurity, relforcerowsecurity)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND {OURS}
     UNION ALL
    SELECT format('trigger %%s on %%s: %%s', tgname, tgrelid::regclass, tgenabled)
      FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL
    SELECT format('%%s may %%s %%s.%%s', grantee, privilege_type, table_schema, table_name)
      FROM information_schema.role_table_grants WHERE grantee = %(app)s
     UNION ALL
    SELECT format('%%s may %%s %%s.%%s.%%s', grantee, privilege_type, table_schema, table_name, column_name)
      FROM information_schema.column_privileges WHERE grantee = %(app)s
     UNION ALL
    SELECT format('function %%s, as its owner: %%s, for %%s: %%s', p.oid::regprocedure, prosecdef, %(app)s,
                  has_function_privilege(%(app)s, p.oid, 'EXECUTE'))
      FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
     WHERE {OURS} AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
"""  # noqa: S608  # made of constants


class BackupFailed(Exception):
    """The backup was not made or not restored; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Contents:
    """What a database holds: how many rows in each table, and everything that guards them, a line each; and the files
    saved beside it with their sizes."""

    rows: dict[str, int] = field(default_factory=dict)
    guards: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    def differences(self, other: "Contents") -> list[str]:
        """What `other` has otherwise, a phrase each; nothing where they are the same."""
        counted = [
            f"{table} has {other.rows.get(table, 'no')} rows and should have {self.rows.get(table, 'none')}"
            for table in sorted(self.rows.keys() | other.rows.keys())
            if self.rows.get(table) != other.rows.get(table)
        ]
        missing = [f"missing: {guard}" for guard in sorted(set(self.guards) - set(other.guards))]
        return counted + missing + [f"not expected: {guard}" for guard in sorted(set(other.guards) - set(self.guards))]


def contents() -> Contents:
    """What the database holds now, as the owner sees it."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # names that PostgreSQL quoted itself
            [rows[table]] = cursor.fetchone() or [0]
        cursor.execute(_GUARDS, {"app": settings.APP_ROLE})
        return Contents(rows, sorted({line for (line,) in cursor.fetchall()}))


def contents_file(file: Path) -> Path:
    """The list that stands beside a backup."""
    return file.with_name(file.name + ".contents.json")


def save(file: Path, *, with_files: bool = True) -> Contents:
    """Write the database to `file`, the stored files and the list of what is in both beside it, while people work.

    The list and the database are of one moment; every file that the database names then is there. Without `with_files`
    the files are left to whatever else saves them. Raises BackupFailed where the file is there already, a table hides
    rows from its owner, or pg_dump stops.
    """
    if file.exists():
        raise BackupFailed(f"{file} is there already: name another file, or move that one away.")
    half = file.with_name(file.name + ".part")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(_HIDING)
            if hiding := cursor.fetchone():
                raise BackupFailed(
                    f"{hiding[0]} hides rows from its owner: give it a policy that lets its owner through."
                )
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone() or [""]
            found = contents()
            _run("pg_dump", "--format=custom", "--enable-row-security", f"--snapshot={snapshot}", f"--file={half}")
        if with_files:
            found.files.update(save_files(file))
        contents_file(file).write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")
        half.rename(file)
    finally:
        half.unlink(missing_ok=True)
    return found


def load(file: Path) -> Contents:
    """Fill an empty database from `file` and compare it with the list beside it; all of it or nothing is restored.

    Raises BackupFailed where the database is not empty, a file is missing, pg_restore stops, or anything differs.
    """
    for needed in (file, contents_file(file)):
        if not needed.is_file():
            raise BackupFailed(f"{needed} is not there: a backup is three files, which stand beside each other.")
    if contents().rows:
        raise BackupFailed("The database is not empty: restore into a new one, so that nothing is overwritten.")
    expected = Contents(**json.loads(contents_file(file).read_text(encoding="utf-8")))
    if expected.files:
        if not files_file(file).is_file():
            raise BackupFailed(
                f"{files_file(file)} is not there: a backup is three files, which stand beside each other."
            )
        load_files(file)
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(file))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if different := expected.differences(contents()) + files_missing(expected.files):
        raise BackupFailed("What was restored is not what was saved: " + "; ".join(different[:20]) + ".")
    return expected


def _run(program: str, *words: str) -> None:
    at = settings.DATABASES["default"]
    env = os.environ | {"PGPASSWORD": at["PASSWORD"], "PGCONNECT_TIMEOUT": "10"}
    command = [_program(program), "-h", at["HOST"], "-p", at["PORT"], "-U", at["USER"], "-d", at["NAME"], *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True)  # noqa: S603  # our own command line
    if done.returncode:
        raise BackupFailed(f"{program} stopped: {done.stderr.strip()}")


def _program(name: str) -> str:
    """The program of the server's own version; a newer one's files hold words that the server may not know."""
    major = connection.cursor().connection.info.server_version // 10_000
    folders = [os.environ.get(PROGRAMS, ""), f"/usr/lib/postgresql/{major}/bin", *os.get_exec_path()]
    for folder in filter(None, folders):
        found = shutil.which(name, path=folder)
        if found and f" {major}." in subprocess.run([found, "--version"], capture_output=True, text=True).stdout:  # noqa: S603
            return found
    raise BackupFailed(f"{name} of PostgreSQL {major} is not here: install it (Debian: postgresql-client-{major}).")
