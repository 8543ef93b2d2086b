"""Putting values in the place of what stands in a row that others write in too, overwriting nothing unseen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from alongside.core.refusals import Stale


class Versioned(Protocol):
    """A row that counts how often it was changed."""

    version: int

    def save(self, *, update_fields: Sequence[str]) -> None:
        """Write these of its fields."""


@dataclass(frozen=True)
class Change:
    """A field of a row with what stood in it and what stands now."""

    field: str
    before: Any
    now: Any

    def told(self, label: str, said: Callable[[Any], str] = str) -> dict[str, str]:
        """The same as an event tells it."""
        return {"what": label, "from": said(self.before), "to": said(self.now)}


def put(row: Versioned, values: Mapping[str, Any], *, version: int, meanwhile: str) -> Sequence[Change]:
    """Put values into a row, and say what changed; where nothing does, nothing is written.

    Raises Stale with what stands, and `meanwhile` as its sentence, where somebody else changed the row since `version`.
    """
    before = {name: getattr(row, name) for name in values}
    if before == values:
        return []
    if row.version != version:
        raise Stale(meanwhile, before, row.version)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
    return [Change(name, before[name], value) for name, value in values.items() if before[name] != value]
