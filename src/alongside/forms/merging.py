"""What one page posted of something half written, merged with what stands by now: nothing of another window is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alongside.forms.actions import Conflict, Posted
from alongside.forms.fields import Raw, keepable, seal, too_long_to_keep

_NOTHING = seal("")


@dataclass(frozen=True)
class Merged:
    """What is taken of each field, what another window had changed meanwhile, and what cannot be kept."""

    taken: dict[str, Raw] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def merged(
    fields: Mapping[str, Posted], stands: Mapping[str, Raw], *, several: Collection[str], mine: Collection[str],
    kept_at: datetime,
) -> Merged:  # fmt: skip
    """Merge what was posted, right or not, with what stands.

    Changed here alone: taken. Changed in another window alone: what stands is kept. Changed in both: a conflict, and
    what stands is kept until the page posts again with the new seal. `several` are the fields in which several are
    chosen; `mine` those that this very page kept last, which are never in conflict with it.
    """
    found = Merged()
    for name, posted in fields.items():
        typed, theirs = keepable(posted.values, many=name in several), stands.get(name, "")
        was = posted.was or _NOTHING
        if seal(typed) in (seal(theirs), was):
            continue
        if too_long_to_keep(typed):
            found.refused[name] = "This is too long to be kept. Make it shorter."
        elif seal(theirs) == was or name in mine:
            found.taken[name] = typed
        else:
            found.conflicts[name] = Conflict(typed, theirs, kept_at)
    return found
