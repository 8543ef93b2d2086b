"""A scratch installation to measure: its own database filled with families, and the production server before it."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from alongside.web.bench.busy import PLACE, TAKE_STOCK, fill


@dataclass(frozen=True)
class Measured:
    """A running server over a database of so many families."""

    port: int
    families: int
    owner_url: str
    load_seconds: float
    pids: Sequence[int]
    """The server and the worker beside it."""


def _environment(owner_url: str | None, app_url: str, data: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ALONGSIDE_TESTING"}}
    env |= {
        "APP_DATABASE_URL": app_url,
        "ALONGSIDE_DATA": str(data),
        "ALONGSIDE_DEMONSTRATION": "yes",
        "ALONGSIDE_COUNT_STATEMENTS": "yes",
    }
    return env | ({"DATABASE_URL": owner_url} if owner_url else {})


@contextmanager
def installation(families: int, port: int | None = None) -> Iterator[Measured]:
    """Make a database, fill it, serve it, and take all of it away again.

    Needs DATABASE_URL to be an owner who may create databases, and APP_DATABASE_URL the application's role.
    """
    owner, app = os.environ["DATABASE_URL"], os.environ["APP_DATABASE_URL"]
    name = f"alongside_bench_{families}"
    with psycopg.connect(_at(owner, "postgres"), autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with tempfile.TemporaryDirectory() as data:
                yield from _served(families, _at(owner, name), _at(app, name), Path(data), port or _free_port())
        finally:
            connection.execute(drop)


def _served(families: int, owner_url: str, app_url: str, data: Path, port: int) -> Iterator[Measured]:
    with_owner = _environment(owner_url, app_url, data)
    _alongside(["setup_database", "--demonstration", "--families", "0"], with_owner)
    told = _alongside(["load", "--families", str(families), "--seed", "1"], with_owner)
    took = re.search(r"in ([0-9.]+) s", told)
    assert took, "load says how long it took"
    _alongside(["load", "--families", str(families), "--seed", "2", "--partnership", PLACE], with_owner)
    with psycopg.connect(owner_url) as connection:
        fill(connection)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(TAKE_STOCK.encode())
    without_owner = _environment(None, app_url, data)
    served = [_started(words, without_owner) for words in (["serve", "--port", str(port)], ["procrastinate", "worker"])]
    try:
        _wait(port, served[0])
        _settle(owner_url)
        yield Measured(port, families, owner_url, float(took[1]), [each.pid for each in served])
    finally:
        for each in served:
            each.terminate()
        for each in served:
            try:
                each.wait(30)
            except subprocess.TimeoutExpired:  # in the middle of a long job, which nobody waits for here
                each.kill()
                each.wait()


def _alongside(words: list[str], env: dict[str, str]) -> str:
    command = [sys.executable, "-m", "alongside", *words]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # words of ours
    sys.stdout.write(done.stdout)
    return done.stdout


def _started(words: list[str], env: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "alongside", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)  # noqa: S603  # words of ours


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server to measure did not start.")


_SEALED = """
SELECT coalesce((SELECT max(upper(ids)) FROM events_seal), 0) > coalesce((SELECT max(id) FROM events_event), 0)
   AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'doing')
"""


def _settle(owner_url: str, at_most: float = 900) -> None:
    """Wait until the worker has sealed what the filling recorded: it would take a core from what is measured."""
    until = time.monotonic() + at_most
    with psycopg.connect(owner_url, autocommit=True) as connection:
        while time.monotonic() < until:
            found = connection.execute(_SEALED).fetchone()
            if found and found[0]:
                return
            time.sleep(1)
    sys.stdout.write("The worker has not sealed all that was filled in: measuring beside it.\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def memory_of(pid: int) -> int:
    """What a process and all its children hold in memory, shared pages counted once: bytes of PSS."""
    return sum(_pss(each) for each in [pid, *_children(pid)])


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
