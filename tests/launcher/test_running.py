"""./alongside run, really run: started, killed, started again, stopped."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launcher.places import Data, secrets_of
from launcher.postgres import remove
from launcher.processes import Known, Record, alive
from tests.launcher.places import Started, ask, run
from tests.site import free_port

pytestmark = [pytest.mark.slow, pytest.mark.req("PLAT-03"), pytest.mark.timeout(600)]

STOPPED = 120
"""How many seconds a launcher may take to end what it started, or to say why it does not start, on a busy machine."""


@pytest.fixture
def bare(tmp_path: Path) -> Iterator["Starter"]:
    """Starts launchers over an installation that is not made yet, and ends whatever is left of them."""
    starter = Starter(tmp_path)
    yield starter
    starter.end()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an installation that was started once and stopped."""
    starter = Starter(tmp_path_factory.mktemp("made"))
    launcher = starter.begin()
    launcher.process.terminate()
    launcher.process.wait(STOPPED)
    yield starter.data.folder
    starter.end()


@pytest.fixture
def started(bare: "Starter", made: Path) -> "Starter":
    """Starts launchers over a copy of an installation that was started before."""
    subprocess.run(["cp", "-a", str(made), str(bare.data.folder)], check=True)
    link = bare.data.database
    if link.is_symlink():  # PostgreSQL's user could not reach the folder: the database stands elsewhere
        home = link.resolve()
        copy = home.with_name(f"{home.name}-{secrets.token_hex(4)}")
        subprocess.run(["cp", "-a", str(home), str(copy)], check=True)
        link.unlink()
        link.symlink_to(copy)
    return bare


class Starter:
    """One installation in a folder of its own, and the launchers over it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.port = folder, Data(folder / "data"), free_port()
        self._launchers: list[Started] = []

    def begin(self, *words: str) -> Started:
        """Start it; returns once it says where it is."""
        launcher = self.attempt(*words)
        launcher.wait_for("Ctrl-C stops it")
        return launcher

    def attempt(self, *words: str) -> Started:
        """Start it and do not wait."""
        asked = ["run", "--port", str(self.port), "--data", str(self.data.folder)]
        asked += words or ["--no-demonstration"]
        launcher = run(asked, self.folder)
        self._launchers.append(launcher)
        return launcher

    def end(self) -> None:
        """Stop every launcher, then whatever one of them was killed before it could stop."""
        for launcher in self._launchers:
            if launcher.process.poll() is None:
                launcher.process.terminate()
                launcher.process.wait(STOPPED)
        Record(self.data).end_left_over()
        remove(self.data)

    def healthy(self) -> bool:
        """True where the site says that it is well."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the installation's database as the owner."""
        port = Record(self.data).facts["database_port"]
        address = f"postgresql://alongside_owner:{secrets_of(self.data).owner}@127.0.0.1:{port}/alongside"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def processes(self) -> list[Known]:
        """Every process of the installation that lives, with the children of each."""
        return [known for started in Record(self.data).processes for known in _family(started) if alive(known)]


def _family(root: Known) -> list[Known]:
    found = [root]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            pid = int(folder.name)
            if pid != root.pid and os.getsid(pid) == root.pid:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                found.append(Known(root.name, pid, int(stat[19])))
    return found


def _wait_until(true: "object", seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_first_start_invents_a_place_with_people_and_families(bare: Starter) -> None:
    launcher = bare.begin("--families", "12")
    assert "Ade Bankole" in launcher.said()
    assert bare.sql("SELECT count(*) FROM accounts_user WHERE email = 'ade@calderholt.example'") == [(1,)]
    [[cases]] = bare.sql("SELECT count(*) FROM cases_case")
    assert isinstance(cases, int)
    assert cases >= 12

    launcher.process.terminate()
    launcher.process.wait(STOPPED)
    bare.begin("--families", "12")
    assert bare.sql("SELECT count(*) FROM cases_case") == [(cases,)]


def test_after_a_kill_of_everything_the_next_start_has_lost_nothing(started: Starter) -> None:
    first = started.begin()
    started.sql("CREATE TABLE kept AS SELECT 'a family' AS what")
    before = started.processes()
    assert {known.name for known in before} == {"database", "server", "worker"}
    for known in [*before, Known("launcher", first.process.pid, 0)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(known.pid, signal.SIGKILL)
    first.process.wait()

    started.begin()

    assert started.healthy()
    assert started.sql("SELECT what FROM kept") == [("a family",)]


def test_a_killed_launcher_leaves_orphans_that_the_next_start_ends(started: Starter) -> None:
    first = started.begin()
    orphans = started.processes()
    first.process.kill()
    first.process.wait()
    # The server's first process is killed too: its child still holds the port.
    server = next(known for known in orphans if known.name == "server")
    os.kill(server.pid, signal.SIGKILL)
    assert any(alive(known) for known in orphans)

    started.begin()

    assert started.healthy()
    assert not [known for known in orphans if alive(known)]


def test_a_killed_database_and_a_killed_server_are_started_again(started: Starter) -> None:
    launcher = started.begin()
    for name in ("database", "server"):
        before = [known for known in started.processes() if known.name == name]
        os.kill(before[0].pid, signal.SIGKILL)
        launcher.wait_for(f"The {name} was stopped by something else; starting it again.")
        _wait_until(started.healthy)
        assert not [known for known in before if alive(known)]


def test_it_stops_all_that_it_started_and_nothing_else(started: Starter) -> None:
    launcher = started.begin()
    bystander = subprocess.Popen(["sleep", "600"], start_new_session=True)
    ours = started.processes()

    launcher.process.send_signal(signal.SIGINT)

    assert launcher.process.wait(STOPPED) == 0
    assert "Alongside has stopped" in launcher.said()
    assert not [known for known in ours if alive(known)]
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_second_start_over_the_same_folder_says_where_the_first_is(started: Starter) -> None:
    first = started.begin()
    second = started.attempt("--no-demonstration", "--port", str(free_port()))
    assert second.process.wait(STOPPED) == 1
    assert f"running here already at http://127.0.0.1:{started.port}" in second.said()

    first.process.terminate()
    first.process.wait(STOPPED)
    started.begin()
    assert started.healthy()


def test_a_taken_port_is_named_with_another_to_use(started: Starter) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", started.port))
        other.listen()
        refused = started.attempt()
        assert refused.process.wait(STOPPED) == 1
        assert f"Port {started.port} is taken by another program" in refused.said()
        assert f"--port {started.port + 1}" in refused.said()
        assert len([line for line in refused.said().splitlines() if not line.startswith("  ")]) == 1

    started.begin()
    assert started.healthy()


def test_a_half_made_database_is_made_again(bare: Starter) -> None:
    half = bare.data.database / "half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    (bare.data.folder / "running.json").write_text('{"facts": {')

    bare.begin()

    assert bare.healthy()


def test_a_stale_lock_that_names_another_program_is_no_obstacle(started: Starter) -> None:
    started.begin().process.terminate()
    started._launchers[-1].process.wait(STOPPED)
    lock = started.data.database / "cluster" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n1\n1\n\n127.0.0.1\n1 1\nready\n")

    started.begin()

    assert started.healthy()


def test_fresh_begins_again_and_leaves_strangers_folders_alone(started: Starter) -> None:
    launcher = started.begin()
    started.sql("CREATE TABLE kept (what text)")
    launcher.process.terminate()
    launcher.process.wait(STOPPED)

    started.begin("--fresh", "--no-demonstration").process.terminate()
    started._launchers[-1].process.wait(STOPPED)
    started.begin()
    assert started.sql("SELECT to_regclass('kept')") == [(None,)]

    strangers = started.folder / "letters"
    strangers.mkdir()
    (strangers / "letter.txt").write_text("Dear Marnie")
    refused = ask(["run", "--fresh", "--data", str(strangers)])
    assert refused.returncode == 1
    assert "is not a folder of Alongside's" in refused.stderr
    assert (strangers / "letter.txt").exists()


def test_other_commands_use_the_running_database_or_their_own(started: Starter) -> None:
    settings = {"ALONGSIDE_DATA": str(started.data.folder)}
    launcher = started.begin()
    beside = ask(["showmigrations", "core"], **settings)
    assert "[X] 0001_foundation" in beside.stdout, beside.stderr
    assert started.healthy()

    launcher.process.terminate()
    launcher.process.wait(STOPPED)
    alone = ask(["showmigrations", "core"], **settings)
    assert "[X] 0001_foundation" in alone.stdout, alone.stderr
    assert not [known for known in Record(started.data).processes if alive(known)]


def test_secrets_are_readable_by_their_owner_alone_and_the_roles_are_ordinary(started: Starter) -> None:
    started.begin()
    assert started.data.secrets.stat().st_mode & 0o777 == 0o600
    roles = started.sql(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
        " WHERE rolname IN ('alongside_app', 'alongside_owner') ORDER BY 1"
    )
    assert roles == [("alongside_app", False, False, False), ("alongside_owner", False, False, False)]
    owned = started.sql("SELECT count(*) FROM pg_class WHERE relowner = 'alongside_app'::regrole")
    assert owned == [(0,)]
    running = json.loads(started.data.running.read_text())
    assert secrets_of(started.data).owner not in json.dumps(running)
    server = next(known for known in started.processes() if known.name == "server")
    told = Path(f"/proc/{server.pid}/environ").read_text()
    assert secrets_of(started.data).owner not in told
