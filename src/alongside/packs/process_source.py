"""A process as people write it, brought into the one shape that the schema has."""

from alongside.packs.source import Node


def write_out(process: Node, document: Node | None) -> None:
    """`next = "screen"` as a list of one way, `makes = "case.closed"` as a list of one event; and the document.

    A way is known by its own id, or by where it leads.
    """
    if "clause" in process.table and document is not None:
        process.table.setdefault("source", document)
    for step in process.table["step"].items if "step" in process.table else []:
        _events(step)
        if "next" in step.table:
            step.table["next"] = _ways(step.table["next"])
            for way in step.table["next"].items:
                _events(way)


def _events(part: Node) -> None:
    if "makes" in part.table:
        written = part.table["makes"]
        items = written.items if isinstance(written.value, list) else [written]
        part.table["makes"] = Node(
            [Node({"event": each}, each.where) if isinstance(each.value, str) else each for each in items],
            written.where,
        )


def _ways(written: Node) -> Node:
    if isinstance(written.value, str):
        return Node([Node({"id": written, "to": written}, written.where)], written.where)
    ways = []
    for each in written.items:
        table = dict(each.table)
        if "id" not in table:
            known = table.get("to") or table.get("starts") or Node("end", each.where)
            table["id"] = known
        ways.append(Node(table, each.where))
    return Node(ways, written.where)
