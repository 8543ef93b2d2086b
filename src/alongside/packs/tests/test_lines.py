"""Every value of a TOML file knows its line, however the file is written."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.packs.faults import Fault, Faulty
from alongside.packs.loader import load
from alongside.packs.source import Node, read

pytestmark = pytest.mark.req("PLAT-01")

PACKS = Path(__file__).resolve().parents[4] / "packs"


def test_however_a_value_is_written(tmp_path: Path) -> None:
    """Each number in this file is the line it stands on."""
    file = tmp_path / "lines.toml"
    file.write_text(
        "one = 1  # a comment\n"
        'dotted."quoted key".deep = 2\n'
        "inline = { a = 3, b = [3, 3] }\n"
        "many = [ # opening\n"
        "  5,\n"
        "  # a comment between\n"
        "  7, { x = 7 },\n"
        "]\n"
        'text = """\n'
        "  [not.a.heading]\n"
        '  key = 0"""\n'
        "after = 12\n"
        "['literal \"key\"'.below]\n"
        "fourteen = 14\n"
        "[[several]]\n"
        "n = 16\n"
        "[[several.inner]]\n"
        "n = 18\n"
        "[[several.inner]]\n"
        "n = 20\n"
        "[several.inner.table]\n"
        "n = 22\n"
        "[[several]]\n"
        "n = 24\n"
        "  [[several.inner]]\n"
        "  n = 26\n",
        encoding="utf-8",
    )

    tree = read(file)

    assert isinstance(tree, Node)
    numbers = list(each_number(tree))
    assert len(numbers) == 16
    assert [number.where.line for number in numbers] == [number.value for number in numbers]
    assert tree.reach(("several", 1, "inner", 0))[0].where.line == 25


def each_number(node: Node) -> Iterator[Node]:
    if type(node.value) is int and node.value:
        yield node
    for inner in [*node.table.values(), *node.items]:
        yield from each_number(inner)


KEYS = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", '"\\u0068\\n"', "1"])


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_that_can_be_read(tmp_path: Path, data: st.DataObject) -> None:
    """Files of random headings and pairs, in which every number is the line it stands on."""
    lines: list[str] = []
    wanted = 0
    for number in range(data.draw(st.integers(1, 6))):
        heading = f"t{number}." + ".".join(data.draw(st.lists(KEYS, min_size=1, max_size=3)))
        for _ in range(data.draw(st.integers(1, 2))) if (several := data.draw(st.booleans())) else [0]:
            lines.append(f"[[{heading}]]" if several else f"[{heading}]")
            for key in data.draw(st.lists(KEYS, unique=True, max_size=4)):
                written, count = pair(data, key, len(lines) + 1)
                lines += written
                wanted += count
    file = tmp_path / "random.toml"
    file.write_text("\n".join(lines), encoding="utf-8")

    tree = read(file)

    assert isinstance(tree, Node)
    numbers = list(each_number(tree))
    assert len(numbers) == wanted
    assert [number.where.line for number in numbers] == [number.value for number in numbers]


def pair(data: st.DataObject, key: str, line: int) -> tuple[list[str], int]:
    shape = data.draw(st.sampled_from(["plain", "dotted", "inline", "array", "text"]))
    if shape == "dotted":
        return [f"{key}.{data.draw(KEYS)} = {line} # x = [1"], 1
    if shape == "inline":
        return [f"{key} = {{ x = {line}, 'y z' = [{line}, {{ w = {line} }}] }}"], 3
    if shape == "array":
        return [f"{key} = [ # ]", f"  {line + 1},", "  # ,", f"  [{line + 3}], {{ v = {line + 3} }},", "]"], 3
    if shape == "text":
        return [f'{key} = """', "[x]", 'y = 3"""'], 0
    return [f"{key} = {line}"], 1


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_to_a_pack_it_loads_or_says_where_it_is_wrong(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "packs"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PACKS, folder)
    files = sorted(folder.rglob("*.toml"))
    for _ in range(data.draw(st.integers(1, 3))):
        file = data.draw(st.sampled_from(files))
        lines = file.read_text(encoding="utf-8").splitlines()
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = data.draw(
            st.sampled_from(
                [[], [lines[at]] * 2, ["x = 1"], ["[x]"], ["[[section]]"], ["id = 3"], ["title = {}"], ["= ="]]
            )
        )
        file.write_text("\n".join(lines) or "x = 1", encoding="utf-8")

    for name in ("calderholt", "penwether"):
        try:
            pack = load(folder / name)
        except Faulty as faulty:
            assert faulty.faults
            assert all(stands(fault) for fault in faulty.faults), str(faulty)
        else:
            assert pack.id == name
            assert pack.model_validate_json(pack.model_dump_json(by_alias=True)).version == pack.version


def stands(fault: Fault) -> bool:
    """The fault names a line that there is, and says what would be right after what is wrong."""
    lines = fault.where.file.read_text(encoding="utf-8").splitlines()
    return 1 <= fault.where.line <= max(1, len(lines)) and fault.sentence.endswith((".", "?"))
