"""A practice for tests of the pathway: Calderholt's, with two trays, four roles and two short processes of its own."""

from collections.abc import Sequence
from typing import Any

from alongside.packs.actions import release_pack
from alongside.packs.process_schema import Checklist, Process, Role, Tray
from alongside.packs.schema import Pack
from tests.borough import Borough

TRAYS = (
    Tray(
        id="desk", title="Early help desk", team="family-support-north", areas={"southfields": "family-support-south"}
    ),
    Tray(id="hub", title="Hub", team="strengthening-families"),
)
ROLES = (
    Role(id="worker", title="Support worker", teams=("family-support-north", "family-support-south")),
    Role(id="lead", title="Team manager", teams=("family-support-north",), manages=True),
    Role(id="hub-worker", title="Hub worker", teams=("strengthening-families",)),
    Role(id="outside", title="Social worker", elsewhere=True),
)
CHECKLISTS = (
    Checklist.model_validate({
        "id": "papers", "title": "Before it leaves", "may_be_overridden": True, "overridden_by": "lead",
        "required": [{"id": "agencies", "title": "Key agencies", "has": "key agencies"},
                     {"id": "told", "title": "Proposed to the family", "ticked": True}],
        "question": [{"id": "health", "asks": "Is any child unwell?", "kind": "yes or no", "required": True}],
    }),
)  # fmt: skip
REFER = Process.model_validate({
    "id": "refer", "title": "Asking the hub", "clause": "1", "role": "worker",
    "step": [
        {"id": "ask", "title": "Ask the hub", "tray": "desk", "role": "worker", "checklist": "papers",
         "question": [{"id": "why", "asks": "Why now?", "kind": "long text", "required": True}],
         "next": [{"to": "read", "label": "Send it to the hub"}]},
        {"id": "read", "title": "Read what is asked", "tray": "hub", "role": "hub-worker", "writes": "log",
         "next": [{"id": "yes", "label": "The hub helps", "to": "agree"},
                  {"id": "no", "label": "The hub does not help", "ends": True, "hint": "Say why to whoever asked.",
                   "question": [{"id": "because", "asks": "Why not?", "kind": "text", "required": True}]},
                  {"id": "more", "label": "More is asked", "to": "ask"}]},
        {"id": "agree", "title": "Agree who goes", "tray": "desk", "role": "worker", "with_role": "hub-worker"},
    ],
})  # fmt: skip
CHAIN = Process.model_validate({
    "id": "chain", "title": "A chain", "step": [
        {"id": f"step-{number}", "title": f"Step {number}", "tray": "desk" if number % 2 else "hub",
         "next": [{"to": f"step-{number + 1}"}] if number < 4 else []}
        for number in range(1, 5)
    ],
})  # fmt: skip


def family_of_ade(place: Borough) -> int:
    """A case of Ade's that his team has, with the family's consent. Returns its number."""
    case = place.case()
    place.consent(case)
    place.share(case, "family-support-north")
    return case.pk


def practise(place: Borough, processes: Sequence[Process] = (REFER, CHAIN), **parts: Any) -> Pack:
    """Release the practice of a place again with these processes, in force from its day on. As the owner."""
    pack = place.pack.model_copy(
        update={"trays": TRAYS, "roles": ROLES, "checklists": CHECKLISTS, "processes": tuple(processes), **parts}
    )
    # What is worked out once for a pack is kept on it: made anew, it is worked out for this one.
    released = release_pack(Pack.model_validate(pack.model_dump(by_alias=True)))
    return pack.model_copy(update={"release_id": released.id})
