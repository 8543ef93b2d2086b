"""The codes of an outcomes framework from a spreadsheet: a file `<id>.csv` beside the framework completes its table."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from alongside.packs.faults import Fault, Where, meant
from alongside.packs.plan_schema import CODE
from alongside.packs.source import Node

COLUMNS = ("kind", "code", "criterion", "title", "sustained_months")
_NEEDED = ("kind", "code", "title")
_KINDS = ("criterion", "outcome", "measure")
A_CODE = 'a code as it is printed, such as "C4", "O4B" or "1.2"'


def read_rows(file: Path) -> tuple[Mapping[str, list[Node]], list[Fault]]:
    """The criteria, outcomes and measures of the file, each knowing its line; and everything that is wrong with it."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes().count(b"\n", 0, error.start) + 1
        return {}, [Fault(Where(file, line), "This is not UTF-8 text. Save the file as CSV UTF-8.")]
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: dict[str, list[Node]] = {}
    faults: list[Fault] = []
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        faults += _of_header(header, Where(file))
        before = reader.line_num
        for values in [] if faults else reader:
            where, before = Where(file, before + 1), reader.line_num
            told = {name: value.strip() for name, value in zip(header, values, strict=False)}
            if not any(values):
                continue
            wrong = _of_row(told, len(values) - len(header), where)
            faults += wrong
            if not wrong:
                rows.setdefault(told["kind"], []).append(_node(told, where))
    except csv.Error as error:
        faults.append(Fault(Where(file, max(1, reader.line_num)), f"This line cannot be read: {error}. Put it right."))
    return rows, faults


def _of_header(header: list[str], where: Where) -> list[Fault]:
    faults = [
        Fault(where, f'"{name}" is not a column of a framework. {meant(name, COLUMNS)}')
        for name in header
        if name not in COLUMNS
    ]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        faults.append(Fault(where, f'The first line has no column "{missing[0]}". It should be: {",".join(COLUMNS)}.'))
    if len(set(header)) != len(header):
        faults.append(Fault(where, "A column stands twice in the first line. Take one out."))
    return faults


def _of_row(told: Mapping[str, str], over: int, where: Where) -> list[Fault]:
    says = []
    kind, months = told.get("kind", ""), told.get("sustained_months", "")
    if over > 0:
        says.append("There is more here than there are columns. Put text with a comma in it in quotes.")
    if kind not in _KINDS:
        says.append(f'"{kind}" is no kind of code. {meant(kind, _KINDS)}')
    if not re.fullmatch(CODE, told.get("code", "")):
        says.append(f'"{told.get("code", "")}" should be {A_CODE}.')
    if not told.get("title", ""):
        says.append("This code has no title. Say what it stands for.")
    if any(ord(sign) < 32 for value in told.values() for sign in value if sign not in "\n\t"):
        says.append("There is a character here that nobody can see. Type this again.")
    if kind == "criterion" and (told.get("criterion") or months):
        says.append("A criterion stands under no other and has no sustained period. Leave these columns empty.")
    if kind in ("outcome", "measure") and not told.get("criterion"):
        says.append(f"Say in the column criterion which one this {kind} stands under.")
    if months and not (months.isascii() and months.isdigit() and len(months) < 3 and int(months) <= 60):
        says.append(f'"{months}" should be a number of calendar months from 0 to 60.')
    return [Fault(where, each) for each in says]


def _node(told: Mapping[str, str], where: Where) -> Node:
    columns = ("code", "title") if told["kind"] == "criterion" else ("code", "title", "criterion")
    entries = {name: Node(told[name], where) for name in columns}
    if told.get("sustained_months"):
        entries["sustained_months"] = Node(int(told["sustained_months"]), where)
    return Node(entries, where)
