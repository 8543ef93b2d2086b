"""The real site for browser tests: its own database, set up as an operator would, served by the production server."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
_LIGHT = "/usr/bin/chromium-headless-shell"
CHROMIUM = os.environ.get("ALONGSIDE_CHROMIUM", _LIGHT if Path(_LIGHT).exists() else "/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A running site. `url` has no slash at its end; `owner_url` is the database address of the owner."""

    url: str
    owner_url: str
    app_url: str
    data: Path
    log: Path

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask the site's database as the owner, whom every policy lets through."""
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def at_database(url: str, name: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def scratch_database(like: str = "template1") -> Iterator[tuple[str, str]]:
    """A database of its own, empty or a copy of another, dropped afterwards: its address for the owner and for the
    application's role."""
    owner, app = os.environ["DATABASE_URL"], os.environ["APP_DATABASE_URL"]
    name = f"scratch_{secrets.token_hex(4)}"
    with psycopg.connect(at_database(owner, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        try:
            yield at_database(owner, name), at_database(app, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def one_demonstration() -> Iterator[None]:
    """While it lasts, every process of a run of the tests copies one demonstration, which the first that asks makes."""
    if "ALONGSIDE_TEST_RUN" in os.environ:  # a process that another one started
        yield
        return
    with tempfile.TemporaryDirectory(prefix="alongside-run-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALONGSIDE_TEST_RUN", folder)
        yield
        if (Path(folder) / "files").exists():
            with psycopg.connect(at_database(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{Path(folder).name}"')


@contextmanager
def demonstrated(data: Path) -> Iterator[tuple[str, str]]:
    """A database with the demonstration and thirty more families, dropped afterwards; its files are in `data`."""
    run = Path(os.environ["ALONGSIDE_TEST_RUN"])
    with (run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / "files").exists():
            _demonstrate(run)
    shutil.copytree(run / "files", data, dirs_exist_ok=True)
    with scratch_database(like=run.name) as addresses:
        yield addresses


def _demonstrate(run: Path) -> None:
    owner, app = (at_database(os.environ[name], run.name) for name in ("DATABASE_URL", "APP_DATABASE_URL"))
    with psycopg.connect(at_database(owner, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{run.name}"')
    making = run / "making"
    alongside(["setup_database", "--demonstration", "--families", "30"], environment(owner, app, making))
    making.rename(run / "files")


def environment(owner_url: str | None, app_url: str, data: Path) -> dict[str, str]:
    """The settings of an installation (not of a test) at these addresses."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ALONGSIDE_", "PYTEST_", "COV_"))}
    if programs := os.environ.get("ALONGSIDE_POSTGRES_PROGRAMS"):
        kept["ALONGSIDE_POSTGRES_PROGRAMS"] = programs
    kept.pop("DATABASE_URL", None)
    if owner_url:
        kept["DATABASE_URL"] = owner_url
    return kept | {
        "APP_DATABASE_URL": app_url,
        "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(48),
        "ALONGSIDE_DEMONSTRATION": "1",
        "ALONGSIDE_DATA": str(data),
        "PYTHONPATH": str(ROOT / "src"),
    }


def alongside(words: list[str], env: dict[str, str]) -> str:
    """Run `alongside WORDS` to its end and return what it printed; fail the test with its words where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "alongside", *words], env=env, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        pytest.fail(f"alongside {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


@contextmanager
def open_site(data: Path, **more: str) -> Iterator[Site]:
    """Set up a site in `data`, with these settings besides, and serve it until the block ends."""
    port = free_port()
    with demonstrated(data) as (owner, app):
        site = Site(f"http://127.0.0.1:{port}", owner, app, data, data / "server.log")
        with site.log.open("wb") as log:
            command = [sys.executable, "-m", "alongside", "serve", "--port", str(port)]
            env = environment(None, app, data) | more
            server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
            try:
                _wait_until_served(site, server)
                yield site
            finally:
                server.terminate()
                server.wait(60)


def _wait_until_served(site: Site, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{site.url}/", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"The site did not start:\n{site.log.read_text(errors='replace')[-4000:]}")
