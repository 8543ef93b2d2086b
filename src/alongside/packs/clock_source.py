"""A timescale as people write it, brought into the one shape that the schema has."""

from alongside.packs.source import Node

_HAPPENINGS = ("starts", "before", "stops", "pauses", "resumes", "lapses")


def write_out(timescale: Node, document: Node | None) -> None:
    """`starts = "contact.received"` as a list of one event; and the document of the clause, that of the pack it is in.

    A pack that changes a number of another's timescale states no clause, so the clause keeps its document.
    """
    for key in _HAPPENINGS:
        if key in timescale.table:
            timescale.table[key] = _several(timescale.table[key])
    if "clause" in timescale.table and document is not None:
        timescale.table.setdefault("source", document)


def _several(written: Node) -> Node:
    items = written.items if isinstance(written.value, list) else [written]
    return Node([_event(item) for item in items], written.where)


def _event(written: Node) -> Node:
    return Node({"event": written}, written.where) if isinstance(written.value, str) else written
