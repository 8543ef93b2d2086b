"""The glossary held to the code: every room and table has a word, every name exists, one word is one thing."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

PAGE = "glossary.md"

_ROW = re.compile(r"^\| \*\*(?P<word>[^|*]+)\*\* \| (?P<sentence>[^|]*) \| (?P<code>[^|]*) \|$")
_INSTEAD = re.compile(r"^\| ~(?P<words>[^|~]+)~ \| (?P<instead>[^|]*) \| (?P<where>modules and classes|any name) \|$")
_CODE = re.compile(r"`([^`]+)`")
_MADE = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (?:public\.)?(\w+)\s*\(")
_NOT_YET = "not yet"


@dataclass(frozen=True)
class Entry:
    """A word of the field, what it means in one sentence, and its names in code (none where it has no code yet)."""

    word: str
    sentence: str
    names: tuple[str, ...]
    line: int
    not_yet: bool


@dataclass(frozen=True)
class Instead:
    """Words that are not used in code, and what is said instead."""

    words: tuple[str, ...]
    instead: str
    everywhere: bool


@dataclass(frozen=True)
class Glossary:
    """The page, read."""

    entries: tuple[Entry, ...]
    instead: tuple[Instead, ...]


@dataclass(frozen=True)
class Name:
    """A name that code gives to something: a module, a class, a function, an argument or a value."""

    text: str
    path: str
    line: int
    is_module_or_class: bool


def read_glossary(file: Path) -> Glossary:
    """The rows of the page's tables: `| **word** | sentence | code |`, and `| ~word~ | instead | where |`."""
    entries, instead = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if row := _ROW.match(line):
            names = tuple(_CODE.findall(row["code"]))
            entries.append(Entry(row["word"], row["sentence"], names, number, row["code"] == _NOT_YET))
        elif row := _INSTEAD.match(line):
            words = tuple(word.strip().lower() for word in row["words"].split(","))
            instead.append(Instead(words, row["instead"], row["where"] == "any name"))
    return Glossary(tuple(entries), tuple(instead))


def faults_of(glossary: Glossary, source: Path) -> list[str]:
    """What is wrong, a sentence each. `source` is the folder that holds the package."""
    package = source / "alongside"
    return [
        *_unsound(glossary.entries),
        *_missing(glossary.entries, package),
        *_gone(glossary.entries, package),
        *_misnamed(glossary.instead, names_in(package)),
    ]


def rooms(package: Path) -> list[str]:
    """The rooms: the package's folders that Django knows as applications."""
    return sorted(path.parent.name for path in package.glob("*/apps.py"))


def tables() -> list[str]:
    """Every model class of the rooms by its name in the glossary, such as `cases.models.Case`."""
    return sorted(
        f"{model.__module__.removeprefix('alongside.')}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("alongside.")
    )


def _unsound(entries: Sequence[Entry]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry.word.lower() in seen:
            yield f"{PAGE}:{entry.line}: {entry.word} stands there twice; one word, one thing."
        seen.add(entry.word.lower())
        if not entry.sentence.endswith(".") or len(entry.sentence) < 20:
            yield f"{PAGE}:{entry.line}: {entry.word} needs one sentence, ending in a full stop."
        if not entry.names and not entry.not_yet:
            yield f"{PAGE}:{entry.line}: {entry.word} needs its name in code, or the words {_NOT_YET}."


def _missing(entries: Sequence[Entry], package: Path) -> Iterator[str]:
    named = {name for entry in entries for name in entry.names}
    for wanted in [*rooms(package), *tables()]:
        if wanted not in named:
            yield f"{PAGE}: {wanted} is in the code and has no word here."


def _gone(entries: Sequence[Entry], package: Path) -> Iterator[str]:
    for entry in entries:
        for name in entry.names:
            if not exists(name, package):
                yield f"{PAGE}:{entry.line}: {entry.word} gives the name {name}, which the code does not have."


def exists(name: str, package: Path) -> bool:
    """Whether the code has a room, module, class, function, value or attribute of this name: `cases.models.Case.owner`.

    An SQL function is named with its brackets, `me()`.
    """
    if name.endswith("()"):
        return any(name[:-2] in _functions(file, _stamp(file)) for file in package.glob("*/sql/*.sql"))
    at, parts = package, name.split(".")
    while parts and (at / parts[0]).is_dir():
        at /= parts.pop(0)
    if not parts:
        return (at / "__init__.py").is_file()
    file = at / f"{parts[0]}.py"
    if not file.is_file():
        return False
    return _has(_read(file, _stamp(file)).body, parts[1:])


def _has(body: Sequence[ast.stmt], parts: Sequence[str]) -> bool:
    if not parts:
        return True
    for statement in body:
        if parts[0] in _defined_by(statement):
            return _has(statement.body, parts[1:]) if isinstance(statement, ast.ClassDef) else len(parts) == 1
    return False


def _defined_by(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def names_in(package: Path) -> Iterator[Name]:
    """Every name that the package's own code gives. Tests and migrations are not looked at, and settings.py neither:
    its names are those that Django and the libraries ask for.
    """
    for file in sorted(package.rglob("*.py")):
        inside = file.relative_to(package)
        if {"tests", "migrations", "settings.py"} & set(inside.parts):
            continue
        yield Name(file.parent.name if file.stem == "__init__" else file.stem, str(inside), 1, True)
        yield from _names_in(file, str(inside), _stamp(file))


# A file is read once as long as it stands as it is, however often the glossary is held to it.


def _stamp(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


@cache
def _read(file: Path, stamp: tuple[int, int]) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _functions(file: Path, stamp: tuple[int, int]) -> frozenset[str]:
    """The functions that a file of SQL makes."""
    return frozenset(_MADE.findall(file.read_text(encoding="utf-8")))


@cache
def _names_in(file: Path, path: str, stamp: tuple[int, int]) -> tuple[Name, ...]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(name for node in ast.walk(tree) for name in _names_of(node, path)))


def _names_of(node: ast.AST, path: str) -> Iterator[Name]:
    match node:
        case ast.ClassDef(name=name, lineno=line):
            yield Name(name, path, line, True)
        case ast.FunctionDef(name=name, lineno=line) | ast.AsyncFunctionDef(name=name, lineno=line):
            yield Name(name, path, line, False)
        case ast.arg(arg=name, lineno=line) | ast.Name(id=name, ctx=ast.Store(), lineno=line):
            yield Name(name, path, line, False)
        case ast.Attribute(attr=name, ctx=ast.Store(), lineno=line):
            yield Name(name, path, line, False)


def _misnamed(instead: Sequence[Instead], names: Iterable[Name]) -> Iterator[str]:
    # Most names say none of these words: they are asked for all at once, of each name that occurs only once.
    any_of = {word for rule in instead for word in rule.words}
    known: dict[str, str] = {}
    for name in names:
        if name.text not in known:
            said = f" {' '.join(words_of(name.text))} "
            known[name.text] = said if any(f" {word} " in said for word in any_of) else ""
        said = known[name.text]
        for rule in instead if said else ():
            wrong = [word for word in rule.words if f" {word} " in said]
            if wrong and (rule.everywhere or name.is_module_or_class):
                yield f"{name.path}:{name.line}: {name.text} says {wrong[0]}; {rule.instead}."


@cache
def words_of(name: str) -> Sequence[str]:
    """The words a name is made of: AccessRequest and access_request are both access, request."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)]
