"""Everything typed into a form so far, right or not: its fields, and those of each entry of a repeating section."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from alongside.forms.fields import Raw, given

ENTRY_ID = re.compile(r"[a-z0-9]{6,36}")


@dataclass(frozen=True)
class EntryTyped:
    """One entry as typed. Its id never changes and is never used again."""

    id: str
    fields: Mapping[str, Raw] = field(default_factory=dict)


@dataclass(frozen=True)
class Where:
    """A place in a form: the form itself, or one entry of a section that repeats."""

    section: str = ""
    entry: str = ""

    def path(self, name: str) -> str:
        """A field's name, told apart from the same field of other entries."""
        return f"{self.entry}:{name}" if self.entry else name


@dataclass(frozen=True)
class Typed:
    """What was typed. An empty field and one never touched are the same."""

    fields: Mapping[str, Raw] = field(default_factory=dict)
    entries: Mapping[str, tuple[EntryTyped, ...]] = field(default_factory=dict)

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The ids of every entry, in order."""
        return tuple(entry.id for entries in self.entries.values() for entry in entries)

    def at(self, where: Where) -> Mapping[str, Raw]:
        """The fields of the form, or of one entry. Raises KeyError where there is no such entry."""
        if not where.entry:
            return self.fields
        return self.entry(where).fields

    def entry(self, where: Where) -> EntryTyped:
        """One entry. Raises KeyError where there is none."""
        for entry in self.entries.get(where.section, ()):
            if entry.id == where.entry:
                return entry
        raise KeyError(where.entry)

    def with_fields(self, where: Where, fields: Mapping[str, Raw]) -> "Typed":
        """The same with these fields as they are now, and no other changed."""
        now = {name: raw for name, raw in {**self.at(where), **fields}.items() if given(raw)}
        if not where.entry:
            return replace(self, fields=now)
        entries = self.entries[where.section]
        changed = tuple(replace(entry, fields=now) if entry.id == where.entry else entry for entry in entries)
        return replace(self, entries={**self.entries, where.section: changed})

    def with_entry(self, where: Where) -> "Typed":
        """The same with one more entry, at the end; one that is there already is not added again."""
        entries = self.entries.get(where.section, ())
        if any(entry.id == where.entry for entry in entries):
            return self
        return replace(self, entries={**self.entries, where.section: (*entries, EntryTyped(where.entry))})

    def without_entry(self, where: Where) -> "Typed":
        """The same without one entry, and without its ticks elsewhere."""
        kept = tuple(entry for entry in self.entries.get(where.section, ()) if entry.id != where.entry)
        fields = {name: _without(raw, where.entry) for name, raw in self.fields.items()}
        return Typed({name: raw for name, raw in fields.items() if given(raw)}, {**self.entries, where.section: kept})

    def as_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        entries = {
            section: [{"id": entry.id, "fields": dict(entry.fields)} for entry in each]
            for section, each in self.entries.items()
        }
        return {"fields": dict(self.fields), "entries": entries}


def typed_from(data: Mapping[str, Any]) -> Typed:
    """The way back from Typed.as_json."""
    entries = {
        section: tuple(EntryTyped(entry["id"], entry["fields"]) for entry in each)
        for section, each in data.get("entries", {}).items()
    }
    return Typed(dict(data.get("fields", {})), entries)


def _without(raw: Raw, entry: str) -> Raw:
    return [value for value in raw if value != entry] if isinstance(raw, list) else raw
