"""The launcher's sentences and its parts, without starting an installation."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from launcher import environment, postgres
from launcher.installation import outside_addresses
from launcher.main import HELP, main
from launcher.places import Data, secrets_of
from launcher.processes import Known, Record, alive, began, end, free_port, only_one, port_is_free
from launcher.words import DISK_FULL, Stop, sentence_for
from tests.launcher.places import ROOT, ask

pytestmark = pytest.mark.req("PLAT-03")


def test_a_python_that_is_too_old_is_told_so_in_one_sentence(tmp_path: Path) -> None:
    for name in ("sh", "env"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    refused = subprocess.run([ROOT / "alongside", "run"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Alongside needs Python 3.11 or later")
    assert len(refused.stderr.splitlines()) == 1

    old.unlink()
    old.symlink_to(sys.executable)
    assert ask([], PATH=str(tmp_path)).stdout.startswith("Alongside: many agencies")


def test_without_a_word_it_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.strip() == HELP


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm ERR! code ENOSPC", "The disk is full"),
        ("NewConnectionError('<pip>: Failed to establish a new connection: [Errno -3] Temporary failure')", "internet"),
        ("npm error code EAI_AGAIN", "internet"),
        ("E: Unable to locate package chromium", "internet"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "not the one that the lock names",
        ),
        ("Segmentation fault", "setup.log"),
    ],
)
def test_what_pip_npm_and_apt_say_becomes_one_sentence(words: str, sentence: str) -> None:
    said = environment.what_went_wrong(words, "pip")
    assert sentence in said
    assert "\n" not in said


def test_a_full_disk_is_found_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(ROOT)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1_000_000))
    with pytest.raises(Stop, match=r"The disk is full: .*; setting up needs 700 MB free"):
        environment._room_for(environment.RUN)

    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10_000_000_000))
    environment._room_for(environment.RUN)


def test_an_operating_systems_refusal_becomes_a_sentence() -> None:
    assert sentence_for(OSError(errno.ENOSPC, "No space left on device")) == DISK_FULL
    assert "/etc/x may not be written by this user" in sentence_for(PermissionError(errno.EACCES, "no", "/etc/x"))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose locks name no packages, so that setting it up needs no network."""
    made = tmp_path / ".alongside"
    made.mkdir()
    for name in (environment.RUN, environment.TEST, environment.NPM):
        (tmp_path / name).write_text("# nothing\n")
    for name, value in {
        "ROOT": tmp_path, "MADE": made, "VENV": made / "venv", "PYTHON": made / "venv/bin/python",
        "SETUP_LOG": made / "setup.log", "_STAMP": made / "venv/.alongside.json",
    }.items():  # fmt: skip
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(environment, "_assets_missing", lambda: False)
    # The way without ensurepip is the quick one; the other is taken by whoever sets this checkout up.
    monkeypatch.setattr(environment, "_has", lambda module: module != "ensurepip")
    return tmp_path


def test_a_half_finished_environment_is_made_again(checkout: Path) -> None:
    half = checkout / ".alongside/venv/bin"
    half.mkdir(parents=True)
    (half / "python").write_text("cut off")
    assert environment._packages_missing(environment.RUN)

    environment.set_up(environment.RUN)

    assert not environment._packages_missing(environment.RUN)
    assert environment._works()


def test_a_changed_lock_is_installed_into_the_same_environment(checkout: Path) -> None:
    environment.set_up(environment.RUN)
    mark = checkout / ".alongside/venv/mark"
    mark.touch()
    environment.set_up(environment.RUN)
    (checkout / environment.RUN).write_text("# still nothing\n")
    assert environment._packages_missing(environment.RUN)

    environment.set_up(environment.RUN)

    assert mark.exists()
    assert not environment._packages_missing(environment.RUN)


def test_an_environment_of_another_place_is_made_again(checkout: Path) -> None:
    environment.set_up(environment.RUN)
    stamp = checkout / ".alongside/venv/.alongside.json"
    stamp.write_text(stamp.read_text().replace(str(checkout), "/elsewhere"))
    assert environment._packages_missing(environment.RUN)


def test_an_environment_that_is_a_link_is_refused_and_what_it_leads_to_stays(checkout: Path) -> None:
    environment.set_up(environment.RUN)
    link, others = checkout / ".alongside/venv", checkout / "others"
    link.rename(others)
    link.symlink_to(others)
    (checkout / environment.RUN).write_text("# still nothing\n")
    before = (others / ".alongside.json").read_bytes()
    with pytest.raises(Stop, match="is a link to another environment"):
        environment.set_up(environment.RUN)
    assert link.is_symlink() and (others / "bin/python").exists()
    assert (others / ".alongside.json").read_bytes() == before

    link.unlink()
    environment.set_up(environment.RUN)
    assert environment._works() and not environment._packages_missing(environment.RUN)


def test_without_a_network_the_sentence_says_so(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = checkout / environment.RUN
    lock.write_text("alongside-needs-a-network==1.0 --hash=sha256:" + "0" * 64 + "\n")
    # A mirror that nobody serves stands for a network that is not there.
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(Stop, match="could not be fetched: connect this machine to the internet"):
        environment.set_up(environment.RUN)
    assert environment._packages_missing(environment.RUN)

    lock.write_text("# nothing\n")
    environment.set_up(environment.RUN)
    assert not environment._packages_missing(environment.RUN)


def test_a_python_without_ensurepip_names_the_package_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_has", lambda module: module == "venv")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Stop, match="sudo apt install python3-venv"):
        environment.set_up(environment.RUN)


def test_a_python_without_ensurepip_is_filled_by_another_pip(checkout: Path) -> None:
    environment.set_up(environment.RUN)
    assert environment._works()
    assert not list((checkout / ".alongside/venv").glob("lib/python3*/site-packages/pip"))


def test_half_of_an_outside_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APP_DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:x@db/alongside")
    with pytest.raises(Stop, match="APP_DATABASE_URL is not set"):
        outside_addresses()

    monkeypatch.setenv("APP_DATABASE_URL", "postgresql://app:x@db/alongside")
    addresses = outside_addresses()
    assert addresses is not None
    assert addresses.app.startswith("postgresql://app")


def test_a_record_ends_our_process_and_not_one_that_took_its_number(tmp_path: Path) -> None:
    data = Data(tmp_path)
    ours, other = (subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(2))
    record = Record(data)
    record.add("server", ours.pid)
    # A record of a process that has ended, whose number another program has been given since.
    record.processes.append(Known("worker", other.pid, (began(other.pid) or 0) - 1))
    record.write()

    assert Record(data).end_left_over() == ["server"]

    assert ours.wait(5) == -signal.SIGTERM
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_process_that_does_not_listen_is_made_to_end() -> None:
    deaf = subprocess.Popen([sys.executable, "-c", "import signal, time\nfor s in (2, 3, 15): signal.signal(s, 1)\n"
                             "print(flush=True)\ntime.sleep(60)"], stdout=subprocess.PIPE)  # fmt: skip
    assert deaf.stdout is not None
    deaf.stdout.readline()
    known = Known("server", deaf.pid, began(deaf.pid) or 0)
    end(known, seconds=0.2)
    assert not alive(known)
    deaf.wait()


def test_one_launcher_at_a_time_holds_an_installation(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        only_one(lock, "Somebody is here."),
        pytest.raises(Stop, match="Somebody is here"),
        only_one(lock, "Somebody is here."),
    ):
        pass
    with only_one(lock, "Somebody is here."):
        pass


def test_secrets_are_made_once(tmp_path: Path) -> None:
    data = Data(tmp_path / "data")
    first = secrets_of(data)
    assert secrets_of(data) == first
    assert len({first.admin, first.owner, first.app, first.key}) == 4
    assert data.secrets.stat().st_mode & 0o777 == 0o600


def test_a_port_in_use_is_seen() -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert not port_is_free(port)
    assert port_is_free(port)


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root hands its database to another user.")
def test_root_keeps_the_database_where_its_user_can_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        place = Path(made)
        place.chmod(0o755)
        elsewhere = place / "elsewhere"
        monkeypatch.setattr(postgres, "ELSEWHERE", elsewhere)
        data = Data(place / "closed" / "data")
        data.folder.parent.mkdir(mode=0o700)
        database = postgres.Embedded(data, secrets_of(data), throw_away=True)
        database._stand_where_reachable()
        assert data.database.is_symlink()
        assert data.database.resolve().parent == elsewhere

        (data.database / "cluster").mkdir()
        place.chmod(0o700)
        with pytest.raises(Stop, match="let that user in"):
            database._stand_where_reachable()
        place.chmod(0o755)
        database._stand_where_reachable()

        programs = postgres._copy_of_programs(postgres._programs())
        assert programs.is_relative_to(elsewhere)
        database._programs = programs
        database._run("initdb", "--version")

        postgres.remove(data)
        assert not [home for home in elsewhere.iterdir() if not home.name.startswith("programs-")]
