"""A pack's folder, and the packs it extends, as one tree in the shape of the schema.

How one pack extends another:

* Whatever has an id (an area, a list, a section or question of a form, a consent statement ...) is changed entry by
  entry: what the extending pack says of it replaces what was said, key by key; a new id is added at the end, or after
  the entry named by `after = "id"`; `left_out = true` takes an entry away.
* Anything else is replaced whole: the choices of a list, the options of a question, the condition it is asked under,
  the time of a timescale.
* A pack's own title, source, date and `only_to_extend` are never taken over.
"""

from dataclasses import dataclass, field
from pathlib import Path

from alongside.packs.clock_source import write_out
from alongside.packs.faults import Fault, Where, meant
from alongside.packs.framework_csv import read_rows
from alongside.packs.process_source import write_out as write_out_process
from alongside.packs.source import Node, read

_OWN = ("title", "source", "in_force", "extends", "only_to_extend")

_FILES: dict[str, dict[str, str]] = {
    "areas.toml": {"": "areas"},
    "organisations.toml": {"type": "organisation_types", "organisation": "organisations"},
    "lists.toml": {"": "lists"},
    "criteria.toml": {"": "criteria"},
    "consent.toml": {"": "consent_statements"},
    "cases.toml": {
        "status": "statuses",
        "priority": "priorities",
        "intensity": "intensities",
        "application-status": "application_statuses",
        "group": "member_groups",
        "type": "case_types",
        "involvement": "involvements",
    },
    "flags.toml": {"": "flags"},
    "notes.toml": {"": "note_types"},
    "actions.toml": {"": "action_types"},
    "tasks.toml": {"type": "task_types", "priority": "task_priorities", "within": "task_periods"},
    "reports.toml": {"": "report_types"},
    "documents.toml": {"": "document_types"},
    "messages.toml": {"": "message_templates"},
    "needed.toml": {"": "needed"},
    "audits.toml": {"": "audits"},
    "timescales.toml": {"": "timescales"},
    "roles.toml": {"": "roles"},
    "trays.toml": {"": "trays"},
    "contacts.toml": {"source": "contact_sources", "outcome": "contact_outcomes"},
    "panels.toml": {"": "panels"},
    "team.toml": {"role": "team_roles"},
    "checklists.toml": {"": "checklists"},
    "plans.toml": {
        "status": "plan_statuses",
        "update": "plan_update_types",
        "meeting": "meeting_kinds",
        "progress": "progress",
        "service": "services",
    },
}
"""Which part of a pack stands in which file: under which heading ("" for the file as a whole), as which entries."""

_WHOLE = {"when", "within", "expected", "notice", "next"}
"""What is replaced whole: of a time in two units, or of two sets of ways on, nobody would know which counts."""

_FOLDERS = {"forms": "form", "tools": "tool", "frameworks": "framework", "processes": "process"}
"""Parts of a pack with a file to each entry, whose id is the name of the file."""


@dataclass
class Reading:
    """What came of reading a pack: its tree, what is wrong so far, and whether something could not be read at all."""

    faults: list[Fault] = field(default_factory=list)
    incomplete: bool = False

    def fault(self, where: Where, sentence: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(where, sentence))

    def lost(self, where: Where, sentence: str) -> None:
        """Note what is wrong, and that for it something is missing which others may rightly refer to."""
        self.fault(where, sentence)
        self.incomplete = True


def read_folder(folder: Path, reading: Reading, extended_by: tuple[Path, ...] = ()) -> Node:
    """The tree of a pack with all that it extends in it. Faults go to `reading`."""
    folder = folder.resolve() if folder.name in {"", ".", ".."} else folder
    root = Node({"id": Node(folder.name, Where(folder / "pack.toml"))}, Where(folder / "pack.toml"))
    found = [*sorted(folder.glob("*.toml")), *(f for part in _FOLDERS for f in sorted((folder / part).glob("*.toml")))]
    files = [file for file in found if file.is_file()]
    if folder / "pack.toml" not in files:
        reading.lost(root.where, 'There is no pack.toml here. A pack is a folder with one, holding at least "title".')
    for file in files:
        tree = read(file)
        if isinstance(tree, Fault):
            reading.lost(tree.where, tree.sentence)
        else:
            _take(root, folder, file, tree, reading)
    for timescale in root.table["timescales"].items if "timescales" in root.table else []:
        write_out(timescale, root.table.get("source"))
    for process in root.table["processes"].items if "processes" in root.table else []:
        write_out_process(process, root.table.get("source"))
    below = _extended(root, folder, (*extended_by, folder), reading)
    merged = _merge(below, root, reading)
    assert merged is not None
    for table in sorted((folder / "frameworks").glob("*.csv")):
        _complete(merged, table, reading)
    return merged


def _complete(root: Node, file: Path, reading: Reading) -> None:
    """Put the codes of a spreadsheet to the framework of its name, here or in a pack that this one extends."""
    rows, faults = read_rows(file)
    for fault in faults:
        reading.lost(fault.where, fault.sentence)
    frameworks = (
        {each.text("id"): each for each in root.table["frameworks"].items} if "frameworks" in root.table else {}
    )
    framework = frameworks.get(file.stem)
    if framework is None:
        known = meant(file.stem, frameworks, nothing="Add its TOML file beside it.")
        reading.lost(Where(file), f'There is no framework "{file.stem}" for this file to complete. {known}')
        return
    for kind, found in rows.items():
        stands = framework.table.get(kind)
        before = stands.items if stands else []
        framework.table[kind] = Node([*before, *found], stands.where if stands else found[0].where)


def _take(root: Node, folder: Path, file: Path, tree: Node, reading: Reading) -> None:
    if file.parent != folder:
        if "id" in tree.table:
            word = _FOLDERS[file.parent.name]
            says = f'A {word}\'s id is the name of its file, here "{file.stem}". Take this line out.'
            reading.fault(tree.table["id"].where, says)
        if "step" in tree.table and not isinstance(tree.table["step"].value, list):
            tree.table["step"] = _entries(tree.table["step"], reading)
        tree.table["id"] = Node(file.stem, tree.where)
        root.table.setdefault(file.parent.name, Node([], tree.where)).items.append(tree)
    elif file.name == "pack.toml":
        root.where = tree.where
        root.table.update({key: node for key, node in tree.table.items() if _may_stand(key, node, root, reading)})
    elif file.name in _FILES:
        _take_entries(root, file, tree, reading)
    else:
        reading.fault(tree.where, f"No part of a pack is called {file.name}. {meant(file.name, _FILES)}")


def _may_stand(key: str, node: Node, root: Node, reading: Reading) -> bool:
    if key == "id":
        reading.fault(
            node.where, f'A pack\'s id is the name of its folder, here "{root.text("id")}". Take this line out.'
        )
        return False
    for file, parts in _FILES.items():
        if key in parts.values():
            reading.fault(node.where, f'"{key}" stands in a file of its own. Move it to {file}.')
            return False
    return True


def _take_entries(root: Node, file: Path, tree: Node, reading: Reading) -> None:
    parts = _FILES[file.name]
    if "" in parts:
        root.table[parts[""]] = _entries(tree, reading)
        return
    for key, node in tree.table.items():
        if key in parts:
            root.table[parts[key]] = _entries(node, reading)
        else:
            reading.fault(node.where, f'"{key}" is not known in {file.name}. {meant(key, parts)}')
    for organisation in root.table["organisations"].items if "organisations" in root.table else []:
        team = organisation.table.get("team")
        if team is not None and isinstance(team.value, dict):
            organisation.table["team"] = _entries(team, reading)


def _entries(table: Node, reading: Reading) -> Node:
    """Entries written under headings, [north] and [south], as an array of entries that know their ids."""
    entries = []
    if not isinstance(table.value, dict):
        reading.lost(table.where, "Each entry here needs a heading with its id, such as [first-one].")
    for key, node in table.table.items():
        if not isinstance(node.value, dict):
            reading.lost(node.where, f'"{key}" should be a heading, [{key}], with what is said of it below.')
        elif "id" in node.table:
            reading.lost(node.table["id"].where, f'The id is already the heading, "{key}". Take this line out.')
        else:
            entries.append(Node({"id": Node(key, node.where), **node.table}, node.where))
    return Node(entries, table.where)


def _extended(root: Node, folder: Path, chain: tuple[Path, ...], reading: Reading) -> Node | None:
    name, said = root.text("extends"), root.table.get("extends")
    if not name or said is None:
        return None
    below = folder.parent / name
    if below in chain:
        circle = " extends ".join(each.name for each in (*chain[chain.index(below) :], below))
        reading.lost(said.where, f"This goes round in a circle: {circle}. Let one of them extend nothing.")
        return None
    if not (below / "pack.toml").is_file():
        beside = sorted(each.parent.name for each in folder.parent.glob("*/pack.toml") if each.parent != folder)
        there = meant(name, beside, nothing="Put the pack to extend beside this folder.")
        reading.lost(said.where, f'There is no pack "{name}" to extend beside this one. {there}')
        return None
    tree = read_folder(below, reading, chain)
    return Node({key: node for key, node in tree.table.items() if key not in _OWN}, tree.where)


def _merge(below: Node | None, above: Node, reading: Reading) -> Node:
    if isinstance(above.value, dict):
        held = below.table if below else {}
        merged = {
            key: _merge(None if key in _WHOLE else held.get(key), node, reading) for key, node in above.table.items()
        }
        return Node({**held, **merged}, above.where)
    if any("id" in item.table for item in above.items) and all(item.table for item in above.items):
        return _merge_entries(below.items if below else [], above, reading)
    return above


def _merge_entries(below: list[Node], above: Node, reading: Reading) -> Node:
    entries = {entry.text("id"): entry for entry in below}
    seen: dict[str, Where] = {}
    for number, entry in enumerate(above.items):
        key = str(entry.table["id"].value) if "id" in entry.table else f"number {number + 1}"
        if key in seen:
            first = f"{seen[key].file.name}, line {seen[key].line}"
            reading.fault(
                entry.where, f'There are two with the id "{key}": the first is in {first}. Give one another id.'
            )
            continue
        seen[key] = entry.where
        entries = _change(entries, key, entry, reading)
    return Node(list(entries.values()), above.where)


def _change(entries: dict[str, Node], key: str, entry: Node, reading: Reading) -> dict[str, Node]:
    left_out, after = entry.table.get("left_out"), entry.table.get("after")
    if left_out is not None:
        if key not in entries:
            reading.fault(left_out.where, f'There is no "{key}" to leave out. {meant(key, entries)}')
        return {each: node for each, node in entries.items() if each != key}
    said = Node({name: node for name, node in entry.table.items() if name != "after"}, entry.where)
    merged = _merge(entries.get(key), said, reading)
    if after is None:
        return {**entries, key: merged}
    if after.value not in entries or after.value == key:
        known = meant(str(after.value), [each for each in entries if each != key])
        reading.fault(after.where, f'There is no "{after.value}" for "{key}" to come after. {known}')
        return {**entries, key: merged}
    return _place(entries, key, merged, str(after.value))


def _place(entries: dict[str, Node], key: str, entry: Node, after: str) -> dict[str, Node]:
    placed: dict[str, Node] = {}
    for each, node in entries.items():
        if each != key:
            placed[each] = node
        if each == after:
            placed[key] = entry
    return placed
