"""What a form was answered with: typed values, one kind of value for each kind of question, and the submission."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

type_of_answer = {
    "text": "str",
    "long text": "str",
    "date": "datetime.date",
    "number": "int, or Decimal where it was written with a point",
    "email": "str, as written, its domain in lower case",
    "telephone": "str, as people in Britain write it: 01632 960123, +33 1 ...",
    "choice": "str, the option's id",
    "choices": "tuple[str, ...], the options' ids in the pack's order",
    "yes or no": "bool",
    "yes, no or don't know": "Told",
    "address": "Address",
    "postcode": "str, CH99 2ND",
    "nhs number": "str, compact as its check returned it",
    "national insurance number": "str, likewise",
    "upn": "str, likewise",
    "pnc id": "str, likewise",
    "area": "str, the area's id",
    "case type": "str, the type's id",
    "site": "str, the id of a team of the pack",
    "case name": "str",
    "user": "int, a user's id",
    "user or person outside": "Referrer",
    "member": "str, the id of an entry of the section that repeats",
    "members": "tuple[str, ...], ids of entries, in their order",
    "several texts": "tuple[str, ...]",
    "person": "int, a person's id; None for a person not known before",
    "criteria": "tuple[CriterionAnswer, ...], only those that say something",
    "consent statement": "str, the statement's id",
}
"""Which Python value an answer to each kind of question is. A question not answered has the value None."""


@dataclass(frozen=True)
class Address:
    """Where somebody lives, as chosen from the gazetteer (then with its UPRN) or as typed."""

    lines: tuple[str, ...]
    postcode: str
    uprn: str = ""
    no_fixed_abode: bool = False


@dataclass(frozen=True)
class Referrer:
    """Who made the referral: a user of the partnership (`user_id`), or a person outside, typed in full."""

    user_id: int | None = None
    name: str = ""
    organisation: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Told:
    """An answer to yes, no or don't know, with the detail that a yes asks for."""

    answer: Literal["yes", "no", "don't know"]
    detail: str = ""


@dataclass(frozen=True)
class CriterionFinding:
    """One question of a criterion: the members concerned (ids of entries) and the notes."""

    question: str
    members: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class CriterionAnswer:
    """One criterion. It is "not applicable" until somebody says otherwise (E-CINS 2.2.5)."""

    criterion: str
    met: Literal["not applicable", "yes", "no"] = "not applicable"
    findings: tuple[CriterionFinding, ...] = ()


Value = (
    str | int | Decimal | bool | date | tuple[str, ...] | tuple[CriterionAnswer, ...] | Address | Referrer | Told | None
)


@dataclass(frozen=True)
class Entry:
    """One entry of a section that repeats: a family member. `id` stays the same for the life of the draft.

    `answers` by question id, `filled` the same values by the `fills` of their questions, `sources` by question id where
    somebody said where a thing was learnt. Only questions that were asked and answered are in any of the three.
    """

    id: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    filled: Mapping[str, Value] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """A form answered in full and found right. Answers to questions that were not asked are not in it.

    `answers`, `filled` and `sources` hold the sections that do not repeat (see Entry); `entries` by section id, in
    order, the first entry being the head. `raw` is what was typed, to start from when the form is opened again.
    """

    form_id: str
    release_id: int
    answers: Mapping[str, Value] = field(default_factory=dict)
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    filled: Mapping[str, Value] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    about: int | None = None
    """The id of the case this form was opened again for."""

    def as_json(self) -> dict[str, Any]:
        """The submission as plain data (dates ISO, tuples lists), to be kept beside the record it became."""
        return {
            "form": self.form_id,
            "release": self.release_id,
            "answers": {key: plain(value) for key, value in self.answers.items()},
            "sources": dict(self.sources),
            "entries": {
                section: [
                    {
                        "id": entry.id,
                        "answers": {key: plain(value) for key, value in entry.answers.items()},
                        "sources": dict(entry.sources),
                    }
                    for entry in entries
                ]
                for section, entries in self.entries.items()
            },
            "raw": dict(self.raw),
        }


def plain(value: Any) -> Any:
    """A typed value as data that JSON can hold."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain(part) for key, part in asdict(value).items()}
    return value
