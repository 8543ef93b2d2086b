"""Processes that are ours: started, recorded with the moment they started, and ended; never anybody else's."""

import contextlib
import fcntl
import json
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from launcher.places import Data
from launcher.words import Stop


@dataclass(frozen=True)
class Known:
    """A process and the moment it started (in the kernel's ticks): together they name one process and no later one."""

    name: str
    pid: int
    began: int


def began(pid: int) -> int | None:
    """When the process with this number started, in ticks since the machine did; None where there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    state, *rest = stat.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else int(rest[18])


def alive(process: Known) -> bool:
    """True while that very process lives."""
    return began(process.pid) == process.began


def wait_until_gone(process: Known, seconds: float) -> bool:
    """True once it has ended; False when it has not within the time."""
    until = time.monotonic() + seconds
    while alive(process):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def end(process: Known, how: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask the process to end, and make it where it does not. What has ended already is left alone."""
    for word in (how, signal.SIGQUIT, signal.SIGKILL):
        if not alive(process):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, word)
        if wait_until_gone(process, seconds):
            return


class Record:
    """The file that remembers what was started in an installation, and at which address."""

    def __init__(self, data: Data) -> None:
        self._file = data.running
        self.facts: dict[str, str] = {}
        self.processes: list[Known] = []
        with contextlib.suppress(OSError, ValueError, TypeError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self.facts = kept["facts"]
            self.processes = [Known(**process) for process in kept["processes"]]

    def write(self) -> None:
        """Keep what is known now, whole or not at all."""
        half = self._file.with_suffix(".new")
        kept = {"facts": self.facts, "processes": [asdict(process) for process in self.processes]}
        half.write_text(json.dumps(kept), encoding="utf-8")
        half.replace(self._file)

    def add(self, name: str, pid: int) -> Known:
        """Remember a process that was just started."""
        process = Known(name, pid, began(pid) or 0)
        self.processes = [known for known in self.processes if alive(known)] + [process]
        self.write()
        return process

    def end_left_over(self) -> list[str]:
        """End what an earlier launcher started here and was killed before it could stop; returns their names."""
        left = [member for process in self.processes for member in [process, *self._orphans(process)] if alive(member)]
        for process in reversed(left):
            end(process, signal.SIGINT if process.name == "database" else signal.SIGTERM)
        self.processes = []
        return [process.name for process in left]

    def end_children_of(self, name: str) -> None:
        """End what a process of that name left behind when it was killed: its children may hold its port."""
        for process in [process for process in self.processes if process.name == name]:
            for orphan in self._orphans(process):
                end(orphan)

    def _orphans(self, process: Known) -> Iterator[Known]:
        """Children in the session of a process that was killed itself; they carry our data folder in their settings."""
        ours = f"ALONGSIDE_DATA={self._file.parent}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError):
                pid = int(folder.name)
                of_its_session = pid != process.pid and os.getsid(pid) == process.pid
                if of_its_session and ours in (folder / "environ").read_bytes().split(b"\0"):
                    yield Known(process.name, pid, began(pid) or 0)


@contextlib.contextmanager
def only_one(lock: Path, sentence: str, wait: bool = False) -> Iterator[None]:
    """Hold the lock file for the block; the kernel lets go of it however the launcher ends.

    Raises Stop with the sentence where another launcher holds it, unless told to wait for it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(sentence) from None
        yield


def start(
    name: str, command: Sequence[str | Path], data: Data, env: Mapping[str, str], user: int | None = None
) -> "subprocess.Popen[bytes]":
    """Start a process that writes to its own log and is not reached by the terminal's Ctrl-C."""
    data.logs.mkdir(parents=True, exist_ok=True)
    log = data.logs / f"{name}.log"
    if log.exists() and log.stat().st_size > 10_000_000:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(word) for word in command],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **as_user(user),
        )


def as_user(user: int | None) -> dict[str, Any]:
    """The arguments of subprocess that make the child another user's, with none of root's groups."""
    if user is None:
        return {}
    return {"user": user, "group": group_of(user), "extra_groups": [], "cwd": "/"}


def group_of(user: int) -> int:
    """The user's own group."""
    return pwd.getpwuid(user).pw_gid


def port_is_free(port: int) -> bool:
    """True where nobody listens on the port of this machine's own address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
