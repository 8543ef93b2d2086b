"""Judging a whole form: what is wrong or missing and where, or the submission when nothing is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from alongside.forms.answers import Entry, Submission, Value
from alongside.forms.conditions import Fields, questions_asked
from alongside.forms.rules import Against, Wrong, first_field, read, read_source
from alongside.forms.typed import EntryTyped, Typed, Where
from alongside.packs.form_schema import Form, Question, Section


@dataclass(frozen=True)
class Fault:
    """One thing to put right: a sentence, and the field it belongs beside.

    `section` is always given; `entry` where it repeats; `question` and `field` unless it is about the section itself.
    """

    sentence: str
    section: str
    entry: str = ""
    question: str = ""
    field: str = ""


def _nothing(_: object) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Rules:
    """Rules of other rooms, each giving a sentence by the `fills` of the question that it concerns.

    `of_entry` is given the filled values of one entry; `of_whole` the submission, when each answer in it is right.
    """

    of_entry: Callable[[Mapping[str, Value]], Mapping[str, str]] = field(default=_nothing)
    of_whole: Callable[[Submission], Mapping[str, str]] = field(default=_nothing)


@dataclass(frozen=True)
class Judged:
    """A form judged. `submission` is there when there are no faults."""

    faults: tuple[Fault, ...]
    submission: Submission | None = None

    def of(self, section: str, entry: str | None = None) -> tuple[Fault, ...]:
        """The faults of a section, or of one entry of it."""
        return tuple(
            fault for fault in self.faults if fault.section == section and (entry is None or fault.entry == entry)
        )


@dataclass(frozen=True)
class _Part:
    """The form's own answers, or those of one entry, as far as they could be read."""

    answers: dict[str, Value] = field(default_factory=dict)
    filled: dict[str, Value] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


def judge(
    form: Form,
    typed: Typed,
    against: Against,
    *,
    rules: Rules | None = None,
    release_id: int = 0,
    about: int | None = None,
) -> Judged:
    """Judge everything typed into a form. Never raises for what was typed."""
    rules = rules or Rules()
    against = replace(against, members=typed.entry_ids)
    faults: list[Fault] = []
    whole = _Part()
    entries: dict[str, tuple[Entry, ...]] = {}
    for section in form.section:
        if section.repeats:
            entries[section.id] = _entries(section, typed, against, rules, faults)
        else:
            faults += _read_part(section, typed.fields, typed, against, whole)
    if faults:
        return Judged(tuple(faults))
    submission = Submission(
        form.id, release_id, whole.answers, entries, whole.filled, whole.sources, raw=typed.as_json(), about=about
    )
    faults = _told(rules.of_whole(submission), form.section)
    return Judged(tuple(faults), None if faults else submission)


def _entries(section: Section, typed: Typed, against: Against, rules: Rules, faults: list[Fault]) -> tuple[Entry, ...]:
    found = typed.entries.get(section.id, ())
    if len(found) < section.at_least:
        faults.append(Fault(f"Add {_called(section, len(found)).lower()}", section.id))
    read_entries: list[Entry] = []
    for number, entry in enumerate(found):
        part = _Part()
        wrong = _read_part(section, entry.fields, typed, against, part, entry=entry, first=number == 0)
        if part.filled.get("member.same_address") is True and read_entries:
            # Lives where the first does: the address is told once and is everywhere it belongs.
            part.filled["person.address"] = read_entries[0].filled.get("person.address")
        if not wrong:
            wrong = _told(rules.of_entry(part.filled), (section,), entry.id)
        faults += wrong
        read_entries.append(Entry(entry.id, part.answers, part.filled, part.sources))
    return tuple(read_entries)


def _called(section: Section, number: int) -> str:
    if number == 0 and section.first_entry:
        return section.first_entry
    return section.entry or section.title


def _read_part(
    section: Section,
    fields: Fields,
    typed: Typed,
    against: Against,
    into: _Part,
    *,
    entry: EntryTyped | None = None,
    first: bool = False,
) -> list[Fault]:
    faults: list[Fault] = []
    where = Where(section.id, entry.id if entry else "")
    asked = questions_asked(section, fields, typed.fields, first=first)
    if section.optional and not _begun(section, fields):
        return []
    for question in asked:
        try:
            value, source = read(question, fields, against), read_source(question, fields)
        except Wrong as wrong:
            faults += [
                Fault(text, where.section, where.entry, question.id, name) for name, text in wrong.fields.items()
            ]
            continue
        _put(question, value, source, into)
    return faults


def _put(question: Question, value: Value, source: str, into: _Part) -> None:
    if value is None:
        return
    into.answers[question.id] = value
    if question.fills:
        into.filled.setdefault(question.fills, value)
    if source:
        into.sources[question.id] = source


def _begun(section: Section, fields: Fields) -> bool:
    own = {question.id for question in section.question}
    return any(name.split(".")[0] in own for name in fields)


def _told(sentences: Mapping[str, str], sections: tuple[Section, ...], entry: str = "") -> list[Fault]:
    """Sentences of another room's rules, each beside the question that fills the part it speaks of."""
    faults = []
    for fills, sentence in sentences.items():
        beside = [(each, question) for each in sections for question in each.question if question.fills == fills]
        section, question = beside[0] if beside else (sections[0], None)
        if question is None or (section.repeats and not entry):
            faults.append(Fault(sentence, section.id, entry))
        else:
            faults.append(Fault(sentence, section.id, entry, question.id, first_field(question)))
    return faults
