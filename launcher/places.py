"""Where everything stands: the checkout, what the launcher makes, and the data of one installation."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE = ROOT / ".alongside"
VENV = MADE / "venv"
PYTHON = VENV / "bin" / "python"
SETUP_LOG = MADE / "setup.log"
ASSETS = ROOT / "node_modules"


@dataclass(frozen=True)
class Data:
    """The folder of one installation: its secrets, its database, its files and its logs."""

    folder: Path

    @property
    def secrets(self) -> Path:
        """The passwords and the secret key, readable by their owner alone."""
        return self.folder / "secrets"

    @property
    def running(self) -> Path:
        """Which processes were started here, so that a later start can end what an earlier one left."""
        return self.folder / "running.json"

    @property
    def lock(self) -> Path:
        """Held by the launcher that runs this installation, for as long as it lives."""
        return self.folder / "lock"

    @property
    def logs(self) -> Path:
        """One log for each process."""
        return self.folder / "log"

    @property
    def database(self) -> Path:
        """The embedded database's home, or a link to it where PostgreSQL's user could not reach it here."""
        return self.folder / "postgres"


@dataclass(frozen=True)
class Secrets:
    """What an installation keeps to itself. Made once, at random."""

    admin: str
    owner: str
    app: str
    key: str


def secrets_of(data: Data) -> Secrets:
    """The installation's secrets, made on the first call; the file is written whole or not at all."""
    if data.secrets.exists():
        return Secrets(**json.loads(data.secrets.read_text(encoding="utf-8")))
    data.folder.mkdir(parents=True, exist_ok=True)
    made = Secrets(*(secrets.token_urlsafe(length) for length in (32, 32, 32, 64)))
    half = data.secrets.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(vars(made), out)
        out.flush()
        os.fsync(out.fileno())
    half.rename(data.secrets)
    return made
