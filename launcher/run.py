"""`./alongside run`: set up, serve, look after what serves, and stop all of it together."""

import argparse
import contextlib
import signal
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import FrameType

from launcher import environment
from launcher.installation import Installation, clear, data_at, opened, outside_addresses
from launcher.places import PYTHON, ROOT, Data
from launcher.processes import Known, Record, began, end, port_is_free, start
from launcher.words import DISK_FULL, Step, Stop, say

FAMILIES = 60
PATIENCE = 5


class Asked(Exception):
    """Somebody asked the launcher to stop: Ctrl-C, or the machine."""


def options(words: list[str]) -> argparse.Namespace:
    """What was asked of `run`."""
    parser = argparse.ArgumentParser("./alongside run", description="Set up Alongside and serve it on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
    parser.add_argument("--data", help="the folder of the installation (.alongside/data)")
    parser.add_argument("--fresh", action="store_true", help="delete what is in that folder first")
    parser.add_argument("--families", type=int, default=FAMILIES, help=f"how many families to invent ({FAMILIES})")
    parser.add_argument("--no-demonstration", action="store_true", help="start empty, with real sign-in")
    return parser.parse_args(words)


def run(words: list[str]) -> int:
    """Serve until asked to stop. Raises Stop with a sentence where it cannot."""
    asked = options(words)
    data = data_at(asked.data)
    for word in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(word, _stop_asked)
    try:
        environment.set_up(environment.RUN)
        if asked.fresh:
            _start_fresh(data)
        with opened(data, demonstration=not asked.no_demonstration) as (installation, record):
            _serve(installation, record, asked)
    except Asked:
        say("Alongside has stopped; ./alongside run starts it again where you left it.")
    return 0


def _stop_asked(number: int, frame: FrameType | None) -> None:
    for word in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(word, signal.SIG_IGN)  # once is enough; what was started is being stopped
    raise Asked


def _start_fresh(data: Data) -> None:
    if outside_addresses():
        raise Stop(
            "--fresh does not empty a PostgreSQL of your own: drop its database yourself, then run without --fresh."
        )
    if data.folder.exists() and not data.secrets.exists() and any(data.folder.iterdir()):
        raise Stop(f"{data.folder} is not a folder of Alongside's, so --fresh leaves it: give another with --data.")
    clear(data, "Alongside is running in that folder: stop it with Ctrl-C first, then use --fresh.")


@dataclass
class Served:
    """One process that the launcher looks after; it is started again where it ends by itself."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    starts: list[float] = field(default_factory=list)

    def begin(self, data: Data, record: Record) -> None:
        """Start it; Stop where it has ended too often to be worth starting."""
        now = time.monotonic()
        self.starts = [then for then in self.starts if now - then < 60] + [now]
        if len(self.starts) > PATIENCE:
            raise Stop(f"The {self.name} keeps stopping: read the end of {data.logs / self.name}.log, which says why.")
        record.end_children_of(self.name)
        self.process = start(self.name, self.command, data, self.env)
        record.add(self.name, self.process.pid)

    def ended(self) -> bool:
        """True where it is no longer there."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """End it and wait."""
        if self.process and self.process.poll() is None:
            end(Known(self.name, self.process.pid, began(self.process.pid) or 0))
            self.process.wait()


def _serve(installation: Installation, record: Record, asked: argparse.Namespace) -> None:
    if not port_is_free(asked.port):
        raise Stop(
            f"Port {asked.port} is taken by another program: choose another, such as --port {_next_free(asked.port)}."
        )
    data, address = installation.data, f"http://127.0.0.1:{asked.port}"
    _set_up_database(installation, asked.families)
    env = installation.environment(owner=False)
    python = [str(PYTHON), "-m", "alongside"]
    served = [
        Served("server", [*python, "serve", "--port", str(asked.port)], env),
        Served("worker", [*python, "procrastinate", "worker"], env),
    ]
    try:
        served[0].begin(data, record)
        _wait_until_served(address, served[0], data)
        served[1].begin(data, record)  # afterwards, so that the pages are there sooner
        record.facts["address"] = address
        record.write()
        _welcome(address, installation)
        _look_after(served, installation, record)
    finally:
        for one in reversed(served):
            one.stop()
        record.facts.pop("address", None)
        with contextlib.suppress(OSError):
            record.write()


def _set_up_database(installation: Installation, families: int) -> None:
    words = [str(PYTHON), "-m", "alongside", "setup_database"]
    if installation.demonstration:
        words += ["--demonstration", "--families", str(families)]
    with Step("Making the database ready"):
        done = subprocess.run(
            words, cwd=ROOT, env=installation.environment(owner=True), capture_output=True, text=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            log = installation.data.logs / "setup.log"
            installation.data.logs.mkdir(parents=True, exist_ok=True)
            log.write_text(done.stdout + done.stderr, encoding="utf-8")
            if "No space left" in done.stderr:
                raise Stop(DISK_FULL)
            last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
            raise Stop(f"The database could not be made ready ({last}): {log} has the whole of it.")


def _wait_until_served(address: str, server: Served, data: Data) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and not server.ended():
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()  # noqa: S310  # our own address
            return
        except OSError:
            time.sleep(0.05)
    log = data.logs / "server.log"
    words = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    raise Stop(f"The server did not start ({words[-1] if words else 'it gave no reason'}): {log} has the whole of it.")


def _welcome(address: str, installation: Installation) -> None:
    say("")
    say(f"Alongside is ready: open {address}")
    if installation.demonstration:
        say("Everybody in it is invented. Choose who to be: Ade Bankole, family support worker, is a good beginning.")
    say("Ctrl-C stops it; nothing that was saved is lost.")


def _look_after(served: list[Served], installation: Installation, record: Record) -> None:
    while True:
        time.sleep(0.5)
        database = installation.database
        if database and database.process and database.process.poll() is not None:
            say("The database was stopped by something else; starting it again.")
            database.restart(record)
        for one in served:
            if one.ended():
                say(f"The {one.name} was stopped by something else; starting it again.")
                one.begin(installation.data, record)


def _next_free(port: int) -> int:
    return next((other for other in range(port + 1, port + 200) if port_is_free(other)), 8080)
