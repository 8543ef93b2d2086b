"""One installation: its settings as environment variables, and the database they point at."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.places import ASSETS, ROOT, Data, Secrets, secrets_of
from launcher.postgres import Addresses, Embedded, remove
from launcher.processes import Record, only_one
from launcher.words import Stop


@dataclass(frozen=True)
class Installation:
    """What its processes are told. `database` is None where an outside PostgreSQL serves."""

    data: Data
    secrets: Secrets
    addresses: Addresses
    database: Embedded | None
    demonstration: bool = True

    def environment(self, owner: bool) -> dict[str, str]:
        """The settings of a process; only set-up and maintenance are told the owner's address."""
        env = dict(os.environ)
        env.pop("DATABASE_URL", None)
        if owner:
            env["DATABASE_URL"] = self.addresses.owner
        if self.database:
            env["ALONGSIDE_POSTGRES_PROGRAMS"] = str(self.database.programs)
        env.setdefault("ALONGSIDE_SECRET_KEY", self.secrets.key)
        env.setdefault("ALONGSIDE_HTTPS", "0")  # served to this machine alone, where there is no certificate
        env.setdefault("ALONGSIDE_DEMONSTRATION", "1" if self.demonstration else "0")
        return env | {
            "APP_DATABASE_URL": self.addresses.app,
            "ALONGSIDE_DATA": str(self.data.folder),
            "ALONGSIDE_ASSETS": str(ASSETS),
            "DJANGO_SETTINGS_MODULE": "alongside.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }


def outside_addresses() -> Addresses | None:
    """The addresses of an outside PostgreSQL, where the environment names one. Raises Stop where it names half."""
    owner, app = os.environ.get("DATABASE_URL"), os.environ.get("APP_DATABASE_URL")
    if not owner and not app:
        return None
    if owner and app:
        return Addresses(owner, app)
    missing = "APP_DATABASE_URL" if owner else "DATABASE_URL"
    raise Stop(f"{missing} is not set beside its fellow: set both for your own PostgreSQL, or neither for ours.")


def data_at(folder: str | None) -> Data:
    """The installation's folder, .alongside/data unless told otherwise."""
    told = folder or os.environ.get("ALONGSIDE_DATA") or str(ROOT / ".alongside" / "data")
    return Data(Path(told).expanduser().resolve())


@contextlib.contextmanager
def opened(
    data: Data, throw_away: bool = False, demonstration: bool = True, scratch: bool = False
) -> Iterator[tuple[Installation, Record]]:
    """Hold the installation for the block with its database running, and stop that database at the end.

    What an earlier launcher left running after a kill is ended first.
    """
    with only_one(data.lock, _in_use(data)):
        secrets, outside, record = secrets_of(data), outside_addresses(), Record(data)
        record.end_left_over()
        if outside:
            yield Installation(data, secrets, outside, None, demonstration), record
            return
        database = Embedded(data, secrets, throw_away, scratch)
        try:
            database.start(record)
            yield Installation(data, secrets, database.addresses, database, demonstration), record
        finally:
            database.stop()


@contextlib.contextmanager
def joined(data: Data) -> Iterator[Installation]:
    """The installation for one command: beside a launcher that runs it, or opened for this command alone."""
    record = Record(data)
    with contextlib.ExitStack() as stack:
        try:
            installation, _ = stack.enter_context(opened(data))
        except Stop:
            running = _running(data, record)
            if running is None:
                raise
            installation = running
        yield installation


def clear(data: Data, in_use: str) -> None:
    """Delete the installation in the folder. Raises Stop with the sentence where it is running."""
    if data.folder.exists():
        with only_one(data.lock, in_use):
            Record(data).end_left_over()
            remove(data)


def _running(data: Data, record: Record) -> Installation | None:
    """The installation as the launcher that holds it runs it; None where nobody does."""
    port = record.facts.get("database_port")
    if not port or not any(process.name == "database" for process in record.processes):
        return None
    secrets = secrets_of(data)
    database = Embedded(data, secrets)
    database.port = int(port)
    return Installation(data, secrets, database.addresses, database)


def _in_use(data: Data) -> str:
    at = Record(data).facts.get("address")
    where = f" at {at}" if at else ""
    return (
        f"Alongside is running here already{where}: use that, stop it with Ctrl-C, or give another folder with --data."
    )
