"""A form as steps, and what was answered as rows to check: what the pages show, in words, without any page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from alongside.forms.answers import Address, CriterionAnswer, Referrer, Told, Value
from alongside.forms.conditions import Fields, questions_asked
from alongside.forms.dates import in_words
from alongside.forms.fields import field_names, given
from alongside.forms.judging import Fault, Judged
from alongside.forms.rules import Against, Wrong, first_field, read
from alongside.forms.typed import EntryTyped, Typed
from alongside.packs.form_schema import Form, Question, Section

State = Literal["not started", "started", "complete"]


@dataclass(frozen=True)
class EntryShown:
    """An entry of a repeating section in a list: what it is called, and what is still wrong with it."""

    id: str
    name: str
    place: str
    """Its place in words: "Head of the family", "Family member 2"."""
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Step:
    """One section of the form as a step: its number, how far it is, and its entries where it repeats."""

    section: Section
    number: int
    of: int
    state: State
    entries: tuple[EntryShown, ...] = ()

    @property
    def progress(self) -> str:
        """Where the step stands: "3 of 7, Family members"."""
        return f"{self.number} of {self.of}, {self.section.title}"


@dataclass(frozen=True)
class Row:
    """One answer to check. `lines` are empty where it was not answered; `fault` says what is wrong with it."""

    asks: str
    lines: tuple[str, ...]
    field: str
    source: str = ""
    fault: str = ""
    blank: str = "Left blank"
    """What is said of it where it has no lines."""


@dataclass(frozen=True)
class Group:
    """The rows of one section, or of one entry of it, to check together."""

    title: str
    section: str
    entry: str
    rows: tuple[Row, ...]
    fault: str = ""


@dataclass(frozen=True)
class Called:
    """What users and persons that answers name by id are called, and what entries are called."""

    users: Mapping[int, str] = field(default_factory=dict)
    persons: Mapping[int, str] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)


def steps(
    form: Form, typed: Typed, judged: Judged, seen: Sequence[str], called: Called | None = None
) -> tuple[Step, ...]:
    """The form's sections in order. `seen` are those whose step was saved, even with nothing in it."""
    return tuple(
        Step(
            section,
            number,
            len(form.section),
            _state(section, typed, judged, section.id in seen),
            tuple(
                EntryShown(entry.id, name, place(section, at), judged.of(section.id, entry.id))
                for at, (entry, name) in enumerate(_named_entries(section, typed, called or Called()))
            ),
        )
        for number, section in enumerate(form.section, 1)
    )


def _state(section: Section, typed: Typed, judged: Judged, seen: bool) -> State:
    own = {question.id for question in section.question if question.initial is None}
    begun = bool(typed.entries.get(section.id)) or any(name.split(".")[0] in own for name in typed.fields)
    if not begun and not seen:
        return "not started"
    return "started" if judged.of(section.id) or not (seen or section.repeats) else "complete"


def progress(form: Form, section_id: str) -> str:
    """How far a form is, by the section worked on last: "3 of 7, Family members"."""
    for number, section in enumerate(form.section, 1):
        if section.id == section_id:
            return f"{number} of {len(form.section)}, {section.title}"
    return ""


def after(form: Form, section_id: str) -> Section | None:
    """The section that follows; None after the last."""
    ids = [section.id for section in form.section]
    at = ids.index(section_id) + 1
    return form.section[at] if at < len(ids) else None


def before(form: Form, section_id: str) -> Section | None:
    """The section before; None at the first."""
    at = [section.id for section in form.section].index(section_id)
    return form.section[at - 1] if at else None


def section_of(form: Form, section_id: str) -> Section | None:
    """The section of this id; None where the form has none."""
    return next((section for section in form.section if section.id == section_id), None)


def place(section: Section, at: int) -> str:
    """What an entry's place is called, the first being `at` 0: "Head of the family", then "Family member 2"."""
    if at == 0 and section.first_entry:
        return section.first_entry
    return f"{section.entry or section.title} {at + 1}"


def entry_names(form: Form, typed: Typed, persons: Mapping[int, str] | None = None) -> dict[str, str]:
    """What each entry is called: the person chosen or the name given in it, or its place while it has neither."""
    called = Called(persons=persons or {})
    repeating = [section for section in form.section if section.repeats]
    return {entry.id: name for section in repeating for entry, name in _named_entries(section, typed, called)}


def person_chosen(section: Section, fields: Fields) -> int | None:
    """The id of the known person that an entry was said to be; None for somebody not known before."""
    raws = [fields.get(question.id) for question in section.question if question.kind == "person"]
    return next((int(raw) for raw in raws if isinstance(raw, str) and re.fullmatch("[1-9][0-9]{0,17}", raw)), None)


def _named_entries(section: Section, typed: Typed, called: Called) -> list[tuple[EntryTyped, str]]:
    found = typed.entries.get(section.id, ())
    return [(entry, _name(section, entry.fields, called) or place(section, at)) for at, entry in enumerate(found)]


def _name(section: Section, fields: Fields, called: Called) -> str:
    person = person_chosen(section, fields)
    if person is not None:
        return called.persons.get(person, "")
    filled = {question.fills: fields.get(question.id, "") for question in section.question}
    parts = (filled.get("person.forename", ""), filled.get("person.surname", ""))
    return " ".join(" ".join(part.split()) for part in parts if isinstance(part, str) and part.strip())


def filled_fields(form: Form, fields: Fields, fills: str) -> tuple[str, ...]:
    """What was typed, so far, into the questions that fill a part of the record; for offering and for naming."""
    questions = [question for section in form.section for question in section.question if question.fills == fills]
    raws = [fields.get(question.id, "") for question in questions]
    return tuple(raw.strip() for raw in raws if isinstance(raw, str) and raw.strip())


# --- checking the answers


def groups(form: Form, typed: Typed, judged: Judged, against: Against, called: Called) -> tuple[Group, ...]:
    """Everything asked and answered, section by section, entry by entry, with what is wrong beside it."""
    found: list[Group] = []
    against = replace(against, members=typed.entry_ids)
    for section in form.section:
        if not section.repeats:
            rows = _rows(section, "", typed.fields, typed, judged, against, called, first=False)
            found.append(Group(section.title, section.id, "", rows))
            continue
        about_it = next((fault.sentence for fault in judged.of(section.id) if not fault.entry), "")
        if about_it or not typed.entries.get(section.id):
            found.append(Group(section.title, section.id, "", (), about_it))
        for at, (entry, name) in enumerate(_named_entries(section, typed, called)):
            rows = _rows(section, entry.id, entry.fields, typed, judged, against, called, first=at == 0)
            title = place(section, at) if name == place(section, at) else f"{place(section, at)}: {name}"
            found.append(Group(title, section.id, entry.id, rows))
    return tuple(found)


def _rows(
    section: Section,
    entry: str,
    fields: Fields,
    typed: Typed,
    judged: Judged,
    against: Against,
    called: Called,
    *,
    first: bool,
) -> tuple[Row, ...]:
    faults: dict[str, str] = {}
    for fault in judged.of(section.id, entry):
        faults.setdefault(fault.question, fault.sentence)
    rows: list[Row] = []
    for question in questions_asked(section, fields, typed.fields, first=first):
        source = fields.get(f"{question.id}.source", "")
        for row in _question_rows(question, fields, against, called):
            said = source if isinstance(source, str) else ""
            rows.append(replace(row, source=said, fault=faults.get(question.id, "")))
    return tuple(rows)


def _question_rows(question: Question, fields: Fields, against: Against, called: Called) -> list[Row]:
    try:
        value = read(question, fields, against)
    except Wrong:
        return [Row(question.asks, as_typed(question, fields, against), question.id)]
    if question.kind == "criteria":
        assert value is None or isinstance(value, tuple)
        return _criteria_rows(question, value or (), against, called)
    if question.kind == "person" and value is None:
        return []
    return [Row(question.asks, shown(question, value, against, called), first_field(question))]


def as_typed(question: Question, fields: Fields, against: Against) -> tuple[str, ...]:
    """What was typed for a question that could not be read, line by line."""
    lines: list[str] = []
    for name in field_names(question, against.pack):
        raw = fields.get(name, "")
        if given(raw) and not name.endswith(".source"):
            lines += [raw] if isinstance(raw, str) else raw
    return tuple(lines)


def shown(question: Question, value: Value, against: Against, called: Called) -> tuple[str, ...]:
    """A typed value as lines of words; none where it was not answered."""
    match value:
        case None:
            return ()
        case bool():
            return ("Yes" if value else "No",)
        case date():
            return (in_words(value),)
        case Address():
            return ("No fixed abode",) if value.no_fixed_abode else (*value.lines, value.postcode)
        case Referrer():
            return _referrer(value, called)
        case Told():
            return tuple(line for line in (value.answer.capitalize(), value.detail) if line)
        case tuple():
            return tuple(called.entries.get(str(part), str(part)) for part in value)
        case int() if question.kind == "user":
            return (called.users.get(value, "A user who has left"),)
        case int() if question.kind == "person":
            return (called.persons.get(value, "Somebody known before"),)
        case int() | Decimal():
            return (f"{value:,}",)
        case str() if question.kind == "member":
            return (called.entries.get(value, value),)
    return (dict(against.pack.options(question)).get(value, value),)


def _referrer(value: Referrer, called: Called) -> tuple[str, ...]:
    if value.user_id is not None:
        return (called.users.get(value.user_id, "A user who has left"),)
    return tuple(line for line in (value.name, value.organisation, value.telephone, value.email) if line)


def _criteria_rows(question: Question, value: tuple[object, ...], against: Against, called: Called) -> list[Row]:
    answers = {answer.criterion: answer for answer in value if isinstance(answer, CriterionAnswer)}
    rows = []
    for criterion in against.pack.criteria:
        answer = answers.get(criterion.id, CriterionAnswer(criterion.id))
        asks = {asked.id: asked.asks for asked in criterion.question}
        lines = [f"Met: {answer.met}"] if criterion.id in answers else []
        for finding in answer.findings:
            who = ", ".join(called.entries.get(member, member) for member in finding.members)
            lines += [asks[finding.question], *(line for line in (who, finding.notes) if line)]
        rows.append(Row(criterion.title, tuple(lines), f"{question.id}.{criterion.id}", blank="Not applicable"))
    return rows
