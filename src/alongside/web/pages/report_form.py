"""A report as it is typed: what it says, and rows of who and what is named in it.

Everything works by submit buttons: "Find" and "Add another" show the page again with all that was typed in it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict

from alongside.casework.actions.report_parts import MOST, Contact, Parts, Vehicle
from alongside.casework.actions.reports import Gone
from alongside.core.refusals import Invalid
from alongside.packs.schema import Label, Pack
from alongside.web.pages.fields import Choice, DatedForm, Day, Words

_CONTACT = {"name": "Name", "organisation": "Organisation", "telephone": "Telephone", "email": "E-mail address"}
ROWS: Mapping[str, Mapping[str, str]] = {
    "caller": _CONTACT,
    "witness": _CONTACT,
    "vehicle": {"registration": "Registration", "description": "Make, model, colour"},
    "place": {"words": "Place in words"},
}
_ROW = re.compile(r"(caller|witness|vehicle|place)-(\d{1,2})-")
_TICKED = re.compile(r"([a-z]+)-(\d{1,18})")


@dataclass(frozen=True)
class Stands:
    """The rows that stand in a report already: by kind, the id of each and what it says, field by field."""

    rows: Mapping[str, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[int, tuple[str, ...]]:
        """The rows of a kind."""
        return self.rows.get(kind, {})


@dataclass(frozen=True)
class Row:
    """One row as the page shows it: its place, the id of what stands there (0 for a new one), and its fields."""

    number: int
    id: int
    fields: Sequence[BoundField]

    @property
    def said(self) -> bool:
        """Whether anything stands in it."""
        return any(each.value() for each in self.fields)


class ReportForm(DatedForm):
    """What a report says, and who and what is named in it (E-CINS 5.2)."""

    type = Choice(
        label="What kind of report is it?", widget=forms.Select, error_messages={"required": "Choose what kind it is."}
    )
    title = Words(label="Title", error_messages={"required": "Give the report a title."})
    report_on = Day(
        label="Date",
        help_text="When the assessment or the incident took place. For example, 5-9-2026",
        error_messages={"required": "Enter the date of the report."},
    )
    area = Choice(
        label="Area",
        widget=forms.Select,
        help_text="The area in which the family lives.",
        error_messages={"required": "Choose the area in which the family lives."},
    )
    text = Words(
        label="Report",
        widget=forms.Textarea,
        help_text="It cannot be left blank. Where the report is a document, say so here and add it afterwards.",
        error_messages={"required": "Write something: a report cannot be left blank. The title is enough."},
    )
    review_on = Day(label="Review date", required=False, help_text="If somebody is to look at it again.")

    def __init__(
        self, posted: Any, *, pack: Pack, stands: Stands | None = None, more: str = "", **options: Any
    ) -> None:
        super().__init__(posted, **options)
        self.stands = stands or Stands()
        self.sent: dict[str, list[int]] = {kind: [] for kind in ROWS}
        _offer(self.fields["type"], [(each.id, each.title) for each in pack.report_types], self.initial.get("type"))
        _offer(self.fields["area"], [(area.id, area.title) for area in pack.areas], self.initial.get("area"))
        self.counts = {kind: self._count(kind, more) for kind in ROWS}
        for kind, parts in ROWS.items():
            for number in range(self.counts[kind]):
                self._row(kind, number, parts)

    def _count(self, kind: str, more: str) -> int:
        if not self.is_bound:
            return len(self.stands.of(kind)) + 1
        there = [int(found[2]) for name in self.data if (found := _ROW.match(name)) and found[1] == kind]
        return min(max(there, default=0) + 1 + (more == f"add-{kind}"), MOST)

    def _row(self, kind: str, number: int, parts: Mapping[str, str]) -> None:
        standing = list(self.stands.of(kind).values())
        for place, (name, label) in enumerate(parts.items()):
            made = Words(label=label, required=False)
            made.show_hidden_initial = False
            self.fields[f"{kind}-{number}-{name}"] = made
            if number < len(standing):
                self.initial[f"{kind}-{number}-{name}"] = standing[number][place]

    def quiet(self) -> "ReportForm":
        """The same, showing what was typed without judging it: it is not being sent yet."""
        self._errors = ErrorDict()
        return self

    def rows(self, kind: str) -> Sequence[Row]:
        """The rows of a kind, an empty one last."""
        return [
            Row(number, self._id(kind, number), [self[f"{kind}-{number}-{name}"] for name in ROWS[kind]])
            for number in range(self.counts[kind])
        ]

    def _id(self, kind: str, number: int) -> int:
        if self.is_bound:
            typed = str(self.data.get(f"{kind}-{number}-id", ""))
            return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
        ids = list(self.stands.of(kind))
        return ids[number] if number < len(ids) else 0

    def content(self) -> dict[str, Any]:
        """What the report says. The form has to be valid."""
        return {name: self.cleaned_data[name] for name in ("type", "title", "report_on", "area", "text", "review_on")}

    def changes(self) -> dict[str, Any]:
        """The same, of what was changed on this page alone."""
        return {name: value for name, value in self.content().items() if name in self.changed_data}

    def parts(self) -> tuple[Parts, Gone]:
        """Who and what is named anew, the boxes ticked too; and what is taken out, or said differently now."""
        new: dict[str, list[tuple[str, ...]]] = {kind: [] for kind in ROWS}
        gone: dict[str, list[int]] = {kind: [] for kind in ROWS}
        self.sent = {kind: [] for kind in ROWS}
        for kind, names in ROWS.items():
            for number in range(self.counts[kind]):
                told = tuple(str(self.cleaned_data[f"{kind}-{number}-{name}"]) for name in names)
                stood = self._id(kind, number)
                if stood and self.stands.of(kind).get(stood) == told:
                    continue
                if any(told):
                    new[kind].append(told)
                    self.sent[kind].append(number)
                gone[kind] += [stood] if stood else []
        parts = Parts(
            callers=[Contact(*told) for told in new["caller"]],
            witnesses=[Contact(*told) for told in new["witness"]],
            vehicles=[Vehicle(*told) for told in new["vehicle"]],
            places=[words for (words,) in new["place"]],
            addresses=[str(uprn) for uprn in self.uprns()],
            persons=self.ticked("about"),
        )
        parties = [*gone["caller"], *gone["witness"], *self.let_go("party")]
        return parts, Gone(parties, gone["vehicle"], [*gone["place"], *self.let_go("place")])

    def ticked(self, prefix: str) -> list[int]:
        """The numbers of the boxes of a kind that are ticked ("about-17")."""
        found = (_TICKED.fullmatch(name) for name, value in self.data.items() if value)
        return [int(each[2]) for each in found if each and each[1] == prefix]

    def uprns(self) -> list[str]:
        """The addresses ticked, by their numbers in the gazetteer."""
        names = (name for name, value in self.data.items() if value and name.startswith("uprn-"))
        return [name.removeprefix("uprn-")[:20] for name in names]

    def let_go(self, what: str) -> list[int]:
        """The ids of what stood in the report when the page was made, and is ticked no more."""
        return [each for each in self.ticked(f"had{what}") if each not in self.ticked(f"keep{what}")]

    def beside(self, wrong: Invalid) -> Invalid:
        """The same refusal by the rows as they stand on the page: blank and unchanged ones were not sent."""
        fields = {self._on_page(name): sentence for name, sentence in wrong.fields.items()}
        return Invalid(wrong.sentence, fields)

    def _on_page(self, name: str) -> str:
        found = _ROW.match(name)
        if not found or int(found[2]) >= len(self.sent[found[1]]):
            return name
        return f"{found[1]}-{self.sent[found[1]][int(found[2])]}-{name[found.end() :]}"


def _offer(field: forms.Field, offered: Sequence[tuple[str, str]], stands: str | None) -> None:
    """The choices of the pack; what stands in the report stays a choice where the pack no longer has it."""
    assert isinstance(field, Choice)
    gone = [Label(id=stands, title=stands)] if stands and stands not in dict(offered) else []
    field.offer([*(Label(id=each, title=title) for each, title in offered), *gone])


def standing(callers: Sequence[Any], witnesses: Sequence[Any], vehicles: Sequence[Any]) -> Stands:
    """The rows of a report that can be typed over: dataclasses whose first field is the id."""
    told = {"caller": callers, "witness": witnesses, "vehicle": vehicles}
    return Stands(
        {kind: {each.id: astuple(each)[1 : len(ROWS[kind]) + 1] for each in rows} for kind, rows in told.items()}
    )
