"""`./alongside test` and `./alongside check`: what a change must pass."""

import os
import secrets
import subprocess
from pathlib import Path

from launcher import environment
from launcher.installation import clear, opened
from launcher.places import MADE, PYTHON, ROOT, VENV, Data
from launcher.words import Stop, say

TEST_DATA = Data(MADE / "test")
BENCH_DATA = Data(MADE / "bench")
ALL = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
"""A file stays with one process, for the site and the database that its tests share; the long files come first."""
NOWHERE = "postgresql://{}:nobody@127.0.0.1:1/nowhere"


def test(words: list[str]) -> int:
    """Run the tests on a PostgreSQL of their own (or on DATABASE_URL's); answers as pytest does.

    `words` go to pytest; without any, every test runs, on three processes, because a browser's tests often wait.
    """
    environment.set_up(environment.TEST)
    environment.set_up_browser()
    clear(TEST_DATA, "The tests are running in this checkout already: wait until they have ended.")
    with opened(TEST_DATA, throw_away=True) as (installation, _):
        env = installation.environment(owner=True) | {
            "ALONGSIDE_TESTING": "1",
            "ALONGSIDE_DEMONSTRATION": "1",
            "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(64),
        }
        env.pop("ALONGSIDE_PRODUCTION", None)
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start hundreds of processes, each of which would compile
        pytest = [str(PYTHON), "-m", "pytest", *(words or ALL)]
        return subprocess.run(pytest, cwd=ROOT, env=_with_tools(env)).returncode


def bench(words: list[str]) -> int:
    """Measure the pages on a PostgreSQL of their own, which keeps what it acknowledges as the real one does."""
    environment.set_up(environment.RUN)
    clear(BENCH_DATA, "This checkout is being measured already: wait until that has ended.")
    with opened(BENCH_DATA, scratch=True) as (installation, _):
        env = installation.environment(owner=True)
        return subprocess.run(
            [str(PYTHON), "-m", "alongside", "bench", *words], cwd=ROOT, env=_with_tools(env)
        ).returncode


def check(words: list[str]) -> int:
    """Everything that can be found without running a test; says which checks found something."""
    if words:
        raise Stop("./alongside check takes no further words: it makes every check.")
    environment.set_up(environment.TEST)
    failed = [name for name, command in checks().items() if not _passes(name, command)]
    if failed:
        raise Stop(f"Found something in: {', '.join(failed)}.")
    say("Every check passed.")
    return 0


def checks() -> dict[str, list[str]]:
    """Each check by its name."""
    tools, alongside = VENV / "bin", [str(PYTHON), "-m", "alongside"]
    packs = sorted(str(pack.relative_to(ROOT)) for pack in (ROOT / "packs").iterdir() if pack.is_dir())
    return {
        "lint": [str(tools / "ruff"), "check", "."],
        "format": [str(tools / "ruff"), "format", "--check", "."],
        "types": [str(PYTHON), "-m", "mypy"],
        "types of the launcher": [str(PYTHON), "-m", "mypy", "--strict", "-p", "launcher"],
        "imports": [str(tools / "lint-imports")],
        "migrations": [*alongside, "makemigrations", "--check", "--dry-run"],
        **{f"pack {Path(pack).name}": [*alongside, "pack", "check", pack] for pack in packs},
        "docs": [*alongside, "docs", "--check"],
    }


def _passes(name: str, command: list[str]) -> bool:
    say(f"--- {name}")
    env = os.environ | {
        "ALONGSIDE_SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": NOWHERE.format("alongside_owner"),
        "APP_DATABASE_URL": NOWHERE.format("alongside_app"),
        "DJANGO_SETTINGS_MODULE": "alongside.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "ignore::RuntimeWarning",  # there is no database here, which makemigrations remarks on
    }
    return subprocess.run(command, cwd=ROOT, env=_with_tools(env), stdin=subprocess.DEVNULL).returncode == 0


def _with_tools(env: dict[str, str]) -> dict[str, str]:
    return env | {"PATH": f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"}
