"""Who follows what happens: rooms that keep something up to date from the spine, in the transaction of the event.

A room says so once, when the application starts (`AppConfig.ready`), and `events.actions.record_all` calls it. Where a
reader fails, what it followed did not happen either: nothing is lost in silence (docs/adr/0016).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from alongside.core.actor import Actor
from alongside.events.kinds import KINDS


@dataclass(frozen=True)
class Recorded:
    """An event that stands on the spine by now, with its id. Its parts are those of `events.actions.record`."""

    id: int
    kind: str
    happened_at: datetime
    case: int | None
    person: int | None
    facts: Mapping[str, Any]


Reader: TypeAlias = Callable[[Sequence[Recorded], Actor], None]
"""Is given the events of its kinds that were written down at once, in their order, and who did them.

What a reader records itself is followed in turn, so it must not record a kind that leads back to itself.
"""

_readers: list[tuple[frozenset[str], Reader]] = []
_followed: set[str] = set()


def follow(kinds: Iterable[str], reader: Reader) -> None:
    """Call this reader whenever events of these kinds are recorded. Said twice, it is called once.

    Readers are called in the order in which the rooms stand in settings. Raises KeyError for a kind that is not
    declared in `events.kinds`.
    """
    wanted = frozenset(KINDS[kind].name for kind in kinds)
    if (wanted, reader) not in _readers:
        _readers.append((wanted, reader))
        _followed.update(wanted)


def is_followed(kinds: Iterable[str]) -> bool:
    """Whether anybody follows one of these kinds."""
    return not _followed.isdisjoint(kinds)


def tell(recorded: Sequence[Recorded], *, actor: Actor) -> None:
    """Call every reader that follows one of these events, with those that it follows."""
    for kinds, reader in list(_readers):
        followed = [each for each in recorded if each.kind in kinds]
        if followed:
            reader(followed, actor)
