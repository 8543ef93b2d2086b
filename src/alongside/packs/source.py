"""A TOML file as a tree in which every value knows the line it stands on."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Parser
from tree_sitter import Node as Syntax

from alongside.packs.faults import Fault, Where

Steps = tuple[str | int, ...]
"""The keys and numbers that lead to a value."""

_TOML = Language(tree_sitter_toml.language())
_TOO_LONG = re.compile(rb"[0-9_]{4300}")
_AT_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass
class Node:
    """A value of a pack: a table of nodes, an array of nodes, or a plain value, and where it was written."""

    value: Any
    where: Where

    @property
    def table(self) -> "dict[str, Node]":
        """The entries where this is a table; nothing where it is not."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The items where this is an array; nothing where it is not."""
        return self.value if isinstance(self.value, list) else []

    def text(self, key: str) -> str:
        """The text under a key of this table, or nothing."""
        held = self.table.get(key)
        return held.value if held is not None and isinstance(held.value, str) else ""

    def plain(self) -> Any:
        """The value without its lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def reach(self, path: Sequence[str | int]) -> "tuple[Node, int]":
        """The node nearest to a path, and how many steps of the path lead to it."""
        node = self
        for taken, step in enumerate(path):
            inner = node._step(step)
            if inner is None:
                return node, taken
            node = inner
        return node, len(path)

    def _step(self, step: str | int) -> "Node | None":
        if isinstance(step, str):
            return self.table.get(step)
        return self.items[step] if step < len(self.items) else None


def read(file: Path) -> Node | Fault:
    """Read one TOML file, or say why it cannot be read."""
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")  # some editors begin a file with a mark that is no part of it
        tree = _grow(tomllib.loads(text), (), _lines(text.encode()), Where(file))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Fault(Where(file, line), "This is not UTF-8 text. Save the file as UTF-8.")
    except ValueError as error:  # a TOMLDecodeError, or a number that is too long to be one
        return _not_toml(file, raw, str(error))
    except RecursionError:
        return Fault(Where(file), "Brackets stand within brackets too often here. A pack needs four levels at most.")
    unseen = next(_unseen(tree), None)
    return tree if unseen is None else Fault(unseen, "There is a character here that nobody can see. Type this again.")


def _unseen(node: Node) -> Iterator[Where]:
    """Where text holds a control character, which neither a page nor the database would take."""
    if isinstance(node.value, str) and any(ord(sign) < 32 and sign not in "\n\t" for sign in node.value):
        yield node.where
    for inner in [*node.table.values(), *node.items]:
        yield from _unseen(inner)


def _not_toml(file: Path, raw: bytes, message: str) -> Fault:
    number = _TOO_LONG.search(raw) if "digits" in message else None
    if number:
        return Fault(
            Where(file, raw.count(b"\n", 0, number.start()) + 1), "This number has too many digits. Shorten it."
        )
    found = _AT_LINE.search(message)
    line = int(found[1]) if found and found[1] else max(1, len(raw.splitlines()))
    said = _AT_LINE.sub("", message).rstrip(".")
    return Fault(Where(file, line), f"This is not TOML: {said[:1].lower()}{said[1:]}. Put this line right first.")


def _grow(data: Any, path: Steps, lines: dict[Steps, int], above: Where) -> Node:
    where = Where(above.file, lines.get(path, above.line))
    if isinstance(data, dict):
        return Node({key: _grow(value, (*path, key), lines, where) for key, value in data.items()}, where)
    if isinstance(data, list):
        return Node([_grow(value, (*path, number), lines, where) for number, value in enumerate(data)], where)
    return Node(data, where)


def _lines(raw: bytes) -> dict[Steps, int]:
    """The line of every key and array item of a file that is TOML."""
    found: dict[Steps, int] = {}
    counts: dict[Steps, int] = {}
    for part in Parser(_TOML).parse(raw).root_node.named_children:
        base: Steps = ()
        if part.type in {"table", "table_array_element"}:
            base = _heading(part, found, counts)
        for path, line in _pairs([part] if part.type == "pair" else part.named_children, base):
            found.setdefault(path, line)
    return found


def _heading(part: Syntax, found: dict[Steps, int], counts: dict[Steps, int]) -> Steps:
    path: Steps = ()
    keys = _keys(part.named_children[0])
    for key in keys[:-1]:
        path = (*path, key)
        found.setdefault(path, _line(part))
        path = (*path, counts[path] - 1) if path in counts else path
    path = (*path, keys[-1])
    if part.type == "table_array_element":
        counts[path] = counts.get(path, 0) + 1
        found.setdefault(path, _line(part))
        path = (*path, counts[path] - 1)
    found[path] = _line(part)
    return path


def _pairs(parts: Sequence[Syntax], base: Steps) -> Iterator[tuple[Steps, int]]:
    for pair in (part for part in parts if part.type == "pair"):
        path = base
        for key in _keys(pair.named_children[0]):
            path = (*path, key)
            yield path, _line(pair)
        yield from _within(pair.named_children[1], path)


def _within(value: Syntax, path: Steps) -> Iterator[tuple[Steps, int]]:
    if value.type == "inline_table":
        yield from _pairs(value.named_children, path)
    elif value.type == "array":
        items = [item for item in value.named_children if item.type != "comment"]
        for number, item in enumerate(items):
            yield (*path, number), _line(item)
            yield from _within(item, (*path, number))


def _keys(syntax: Syntax) -> tuple[str, ...]:
    return _keys_in((syntax.text or b"").decode())


@lru_cache(maxsize=4096)  # the same few hundred stand in every file
def _keys_in(text: str) -> tuple[str, ...]:
    # The key is read by the TOML parser itself, quotes and dots and all.
    held: Any = tomllib.loads(text + " = 0")
    keys = []
    while isinstance(held, dict):
        [(key, held)] = held.items()
        keys.append(key)
    return tuple(keys)


def _line(syntax: Syntax) -> int:
    return syntax.start_point.row + 1
