"""Backup and restore, really done: a whole installation saved, restored elsewhere, and found to be the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.site import alongside, demonstrated, environment, scratch_database

pytestmark = [pytest.mark.req("PLAT-03"), pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A backup of a demonstration, and the owner's address of the database it was made from."""
    folder = tmp_path_factory.mktemp("backup")
    with demonstrated(folder) as (owner, app):
        settings = environment(owner, app, folder)
        file = folder / "monday.backup"
        assert "Saved" in alongside(["backup", str(file)], settings)
        yield file, owner


def counts(address: str) -> dict[str, int]:
    """How many rows each table has, counted without Alongside's own code."""
    with psycopg.connect(address) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # type: ignore[arg-type,index]


def fails(words: list[str], settings: dict[str, str]) -> str:
    """The words of a command that must fail."""
    with pytest.raises(pytest.fail.Exception) as failed:
        alongside(words, settings)
    return str(failed.value)


def test_what_is_restored_elsewhere_is_what_was_saved(saved: tuple[Path, str], tmp_path: Path) -> None:
    file, original = saved
    with scratch_database() as (owner, app):
        assert "Restored and compared" in alongside(["restore", str(file)], environment(owner, app, tmp_path))

        before, after = counts(original), counts(owner)
        assert before == after
        assert before["accounts_user"] > 0
        with psycopg.connect(app) as stranger:
            assert stranger.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                stranger.execute("DELETE FROM people_person")
        # The restored site goes on: nothing is left to migrate and its keys go on from where they were.
        assert "No migrations" in alongside(["migrate", "--verbosity=1"], environment(owner, app, tmp_path))


def test_a_database_that_holds_something_is_not_overwritten(saved: tuple[Path, str], tmp_path: Path) -> None:
    file, _ = saved
    with scratch_database() as (owner, app), psycopg.connect(owner, autocommit=True) as connection:
        settings = environment(owner, app, tmp_path)
        connection.execute("CREATE TABLE letters (words text)")
        assert "The database is not empty" in fails(["restore", str(file)], settings)

        connection.execute("DROP TABLE letters")
        assert "Restored and compared" in alongside(["restore", str(file)], settings)


def test_a_difference_from_the_list_is_named(saved: tuple[Path, str], tmp_path: Path) -> None:
    file, _ = saved
    copy = tmp_path / "copy.backup"
    copy.write_bytes(file.read_bytes())
    beside, there = tmp_path / "copy.backup.contents.json", Path(f"{file}.contents.json")
    files = tmp_path / "copy.backup.files.tar"
    with scratch_database() as (owner, app):
        assert "a backup is three files" in fails(["restore", str(copy)], environment(owner, app, tmp_path))
        listed = json.loads(there.read_text()) | {"files": {}}
        listed["rows"]["public.accounts_user"] += 1
        listed["guards"].append("policy seen on public.cases_plan for SELECT to {alongside_app}")
        beside.write_text(json.dumps(listed))
        words = fails(["restore", str(copy)], environment(owner, app, tmp_path))
        assert "public.accounts_user has" in words
        assert "missing: policy seen on public.cases_plan" in words
    beside.write_text(there.read_text())
    with scratch_database() as (owner, app):
        assert "copy.backup.files.tar is not there" in fails(["restore", str(copy)], environment(owner, app, tmp_path))
        files.write_bytes(Path(f"{file}.files.tar").read_bytes())
        assert "Restored and compared" in alongside(["restore", str(copy)], environment(owner, app, tmp_path))


@pytest.mark.req("DOC-02")
def test_the_documents_are_in_a_backup_encrypted_and_can_be_read_where_they_are_restored(
    saved: tuple[Path, str], tmp_path: Path
) -> None:
    file, _ = saved
    archive = Path(f"{file}.files.tar").read_bytes()
    assert Path(f"{file}.files.tar").stat().st_mode & 0o077 == 0
    assert b"age-encryption.org" in archive and b"%PDF" not in archive and b"AGE-SECRET-KEY" not in archive
    with scratch_database() as (owner, app):
        settings = environment(owner, app, tmp_path)
        alongside(["restore", str(file)], settings)
        assert "AGE-SECRET-KEY" not in "".join(path.name for path in tmp_path.rglob("*"))
        assert "put the key file back" in fails(["prepare_documents"], settings)
        (tmp_path / "document-keys").write_bytes((file.parent / "document-keys").read_bytes())
        assert "every one can be read" in alongside(["check_documents"], settings)

        [kept, *_] = (path for path in (tmp_path / "documents").rglob("*") if path.is_file())
        kept.write_bytes(b"something else")
        assert "cannot be read" in fails(["check_documents"], settings)


def test_a_backup_is_refused_while_a_table_hides_rows_from_its_owner(tmp_path: Path) -> None:
    with scratch_database() as (owner, app), psycopg.connect(owner, autocommit=True) as connection:
        settings = environment(owner, app, tmp_path)
        connection.execute("CREATE TABLE letters (words text)")
        connection.execute("ALTER TABLE letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        new = tmp_path / "new.backup"
        assert "letters hides rows from its owner" in fails(["backup", str(new)], settings)
        assert not new.exists()

        connection.execute("CREATE POLICY keeper ON letters TO CURRENT_USER USING (true)")
        alongside(["backup", str(new)], settings)
        assert new.stat().st_mode & 0o077 == 0
        assert "is there already" in fails(["backup", str(new)], settings)


def test_the_application_may_not_make_a_backup(tmp_path: Path) -> None:
    with scratch_database() as (owner, app):
        words = fails(["backup", str(tmp_path / "x")], environment(None, app, tmp_path))
        assert "Set DATABASE_URL to the owner's address" in words
        alongside(["backup", str(tmp_path / "x")], environment(owner, app, tmp_path))
