"""House style that a tool can hold: sizes, imports, what no file may name, and what every component says of itself."""

import ast
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "alongside"
COMPONENTS = SOURCE / "web" / "templates" / "components"
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
OURS = sorted(
    path
    for folder in ("src", "launcher", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
RUN = [path for path in OURS if path.is_relative_to(SOURCE) and "tests" not in path.parts]

# Written in two halves, so that this file does not name what it looks for.
REGISTRIES = ["pypi." + "org", "python" + "hosted.org", "registry.npm" + "js.org", "npm" + "js.com"]
MACHINE_PATH = re.compile(r"/wo" r"rk/(main|shared|\.)|/ro" r"ot/\w|/ho" r"me/[a-z]+/|/Use" r"rs/\w")


def test_no_module_is_longer_than_500_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in OURS}

    assert _named({path: length for path, length in lengths.items() if length > LONGEST_MODULE}) == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{_inside(path)}:{function.lineno} {function.name}"
        for path in OURS
        for function in _functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{_inside(path)}:{node.lineno}"
        for path in RUN
        for function in _functions(path)
        for node in _statements(function.body)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    hosts = re.compile("|".join(map(re.escape, [*REGISTRIES, *_configured_registries()])))
    found = []
    for path in _kept_files():
        text = _text(path)
        found += [
            f"{_inside(path)}: {match.group(0)}" for match in (hosts.search(text), MACHINE_PATH.search(text)) if match
        ]

    assert found == []


@pytest.mark.parametrize("said", ["see " + REGISTRIES[0], "at /ho" + "me/ade/notes", "in /wo" + "rk/main"])
def test_such_a_name_would_be_found(said: str) -> None:
    assert MACHINE_PATH.search(said) or any(host in said for host in REGISTRIES)


def test_every_component_says_what_it_is_and_what_it_takes() -> None:
    components = sorted(COMPONENTS.glob("*.jinja"))

    assert components
    assert [path.name for path in components if not re.match(r"\{#-?\s+\S", path.read_text(encoding="utf-8"))] == []


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in _statements(_read(path).body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def _read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every statement, those within others too: neither a function nor an import stands within an expression."""
    for node in body:
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield node
            yield from _statements(ast.iter_child_nodes(node))


def _kept_files() -> list[Path]:
    """The files git keeps, and those it would keep were they added; where there is no git, all but what is made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        passed = {".alongside", "node_modules", "__pycache__"}
        return [path for path in ROOT.rglob("*") if path.is_file() and not passed & set(path.parts)]
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def _configured_registries() -> list[str]:
    """The hosts this machine installs from: a lock made here must not carry them along."""
    pip = ConfigParser()
    pip.read(
        [
            os.environ.get("PIP_CONFIG_FILE", ""),
            "/etc/pip.conf",
            Path.home() / ".config/pip/pip.conf",
            Path.home() / ".pip/pip.conf",
        ]
    )
    said = [os.environ.get("PIP_INDEX_URL", ""), os.environ.get("NPM_CONFIG_REGISTRY", "")]
    said += [pip.get(section, "index-url", fallback="") for section in pip.sections()]
    npmrc = Path.home() / ".npmrc"
    said += re.findall(r"^registry\s*=\s*(\S+)", _text(npmrc), re.MULTILINE) if npmrc.exists() else []
    hosts = {urlsplit(address).hostname or "" for address in said}
    return sorted(host for host in hosts if "." in host and not host.startswith("127."))


def _inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _named(lengths: dict[Path, int]) -> list[str]:
    return [f"{_inside(path)}: {length}" for path, length in lengths.items()]
