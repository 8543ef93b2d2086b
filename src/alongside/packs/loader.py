"""Reads a folder of TOML into an immutable Pack, or says everything that is wrong with it, each with file and line."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from alongside.packs.checks import Checked, check_parts
from alongside.packs.clock_checks import check_clocks
from alongside.packs.faults import Fault, Faulty, meant, one_of
from alongside.packs.folder import Reading, read_folder
from alongside.packs.form_checks import check_forms
from alongside.packs.framework_csv import A_CODE
from alongside.packs.need_checks import check_needs
from alongside.packs.plan_checks import check_plans
from alongside.packs.plan_schema import CODE
from alongside.packs.process_checks import check_processes
from alongside.packs.schema import Pack
from alongside.packs.source import Node
from alongside.packs.tool_checks import check_tools

_SHOULD_BE = {
    "string_type": "text in quotes",
    "string_pattern_mismatch": 'small letters, digits and hyphens, such as "family-support"',
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "date_type": "a date such as 2026-09-01",
    "date_parsing": "a date such as 2026-09-01",
    "date_from_datetime_parsing": "a date such as 2026-09-01",
    "date_from_datetime_inexact": "a date such as 2026-09-01, with no time",
    "tuple_type": "a list in square brackets",
    "model_type": "a heading with what is said of it below",
}
_STAND_IN = {"title": "?", "source": "?", "in_force": "2000-01-01", "id": "?"}
"""For what is missing at the top of a pack, so that the rest can be judged in the same reading."""


def load(folder: Path) -> Pack:
    """The pack in this folder with what it extends. Raises Faulty, with every fault, where anything is wrong."""
    reading = Reading()
    tree = read_folder(folder, reading)
    pack, dropped = _validate(tree, reading)
    if pack is not None and not reading.incomplete:
        checked = Checked(pack, tree, dropped)
        reading.faults += [*check_parts(checked), *check_forms(checked), *check_needs(checked)]
        reading.faults += [*check_plans(checked), *check_tools(checked), *check_clocks(checked)]
        reading.faults += check_processes(checked)
    if reading.faults or pack is None:
        raise Faulty(reading.faults)
    return pack


def load_all(packs: Path) -> tuple[Pack, ...]:
    """Every pack of a folder of packs, by name. Raises Faulty with the faults of them all."""
    found: list[Pack] = []
    faults: list[Fault] = []
    for file in sorted(packs.glob("*/pack.toml")):
        try:
            found.append(load(file.parent))
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return tuple(found)


def _validate(tree: Node, reading: Reading) -> tuple[Pack | None, frozenset[str]]:
    """The pack as the schema has it, and the ids of entries that the schema refused.

    The first answer of the schema is what is reported. Then what it refused is taken out of the tree until the rest
    stands, so that how the parts fit can be judged in the same reading.
    """
    dropped: set[str] = set()
    reported = False
    while True:
        try:
            content = json.dumps(tree.plain(), default=_iso)
            return Pack.model_validate_json(content, strict=True), frozenset(dropped)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        if not reported:
            reading.faults += _report(tree, errors)
            reported = True
        if not _take_out(tree, errors, dropped):
            return None, frozenset(dropped)


def _iso(value: Any) -> str:
    assert isinstance(value, date | datetime | time)
    return value.isoformat()


def _report(tree: Node, errors: Sequence[ErrorDetails]) -> Iterator[Fault]:
    """One fault for each place: a value that fits neither of two types is refused twice by the schema."""
    said: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for error in errors:
        said.setdefault(_place(tree, error), []).append(error)
    for path, alike in said.items():
        # A list with a wrong item is refused for the item, and again for not being text: the item is what to tell.
        if not any(other[: len(path)] == path and isinstance(other[-1], int) for other in said if other != path):
            yield Fault(tree.reach(path)[0].where, _sentence(path, alike))


def _place(tree: Node, error: ErrorDetails) -> tuple[str | int, ...]:
    """The path of what was refused, without the names of types that the schema puts in where there are two."""
    loc = error["loc"]
    taken = tree.reach(loc)[1]
    if error["type"] == "missing":
        return loc
    if taken < len(loc) - 1 and isinstance(loc[taken + 1], int):
        return (*loc[:taken], loc[taken + 1])
    return loc[:taken]


def _sentence(path: tuple[str | int, ...], alike: Sequence[ErrorDetails]) -> str:
    error, key = alike[0], str(path[-1])
    model = _model_at(path[:-1])
    if error["type"] == "missing":
        return f'This {_called(model)} has no "{key}". Add {_example(key, _fields(model)[key])}.'
    if error["type"] == "extra_forbidden":
        return f'"{key}" is not known in {_article(_called(model))}. {meant(key, _fields(model))}'
    name = f'"{key}"' if isinstance(path[-1], str) else f"Number {int(path[-1]) + 1}"
    if error["type"] == "literal_error":
        given, words = str(error["input"]), [*_literals(_fields(model)[key].annotation)]
        return f'{name} is "{given}". {meant(given, words)}' if given else f"{name} should be {one_of(words)}."
    if error["type"] == "too_short":
        return f"{name} is empty. Put at least one in."
    kinds = dict.fromkeys(_should_be(each) for each in alike)
    return f"{name} should be {' or '.join(kinds)}."


def _should_be(error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch" and error.get("ctx", {}).get("pattern") == CODE:
        return A_CODE
    return _SHOULD_BE.get(error["type"], error["msg"].removeprefix("Input should be "))


def _model_at(path: Sequence[str | int]) -> type[BaseModel]:
    """The part of the schema that a path leads to."""
    model: type[BaseModel] = Pack
    for step in path:
        fields = _fields(model)
        if isinstance(step, str) and step in fields:
            model = next(_models(fields[step].annotation), model)
    return model


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items() if not field.exclude}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    else:
        for inner in get_args(annotation):
            yield from _literals(inner)


def _called(model: type[BaseModel]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()


def _article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _example(key: str, field: FieldInfo) -> str:
    words = [*_literals(field.annotation)]
    if words:
        return f'{key} = "{words[0]}"'
    if field.annotation is bool:
        return f"{key} = true or {key} = false"
    if field.annotation is date:
        return f"{key} = 2026-09-01"
    return f'{key} = "..."' if field.annotation is str else f"at least one {key}"


def _take_out(tree: Node, errors: Sequence[ErrorDetails], dropped: set[str]) -> bool:
    """Take what was refused out of the tree: a key not known alone, else the entry around it. False if nothing was."""
    refused: list[tuple[Node, str | Node]] = []
    for error in errors:
        refused += _refused(tree, error)
    for holder, what in refused:
        if isinstance(what, str):
            holder.table.pop(what, None)
            if holder is tree and what in _STAND_IN:
                holder.table[what] = Node(_STAND_IN[what], tree.where)
        elif any(item is what for item in holder.items):
            holder.value = [item for item in holder.items if item is not what]
            dropped.update(_ids(what))
    return bool(refused)


def _refused(tree: Node, error: ErrorDetails) -> Iterator[tuple[Node, str | Node]]:
    loc = error["loc"]
    if error["type"] == "extra_forbidden":
        yield tree.reach(loc[:-1])[0], str(loc[-1])
        return
    taken = tree.reach(loc)[1]
    for end in range(taken, 0, -1):
        if isinstance(loc[end - 1], int):
            yield tree.reach(loc[: end - 1])[0], tree.reach(loc[:end])[0]
            return
    yield tree, str(loc[0])


def _ids(node: Node) -> Iterator[str]:
    if node.text("id"):
        yield node.text("id")
    for inner in [*node.table.values(), *node.items]:
        yield from _ids(inner)
