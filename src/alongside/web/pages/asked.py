"""A question as a page shows it: which fields it has, what stands in them, and what is said beside them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from alongside.forms.actions import Conflict, Posted
from alongside.forms.answers import Value
from alongside.forms.conditions import Fields, questions_on_page, written
from alongside.forms.fields import Raw, field_names, given, seal
from alongside.forms.judging import Fault
from alongside.forms.rules import Against, Wrong, first_field, read
from alongside.forms.stages import may_be
from alongside.forms.typed import EntryTyped, Typed
from alongside.packs.form_schema import Form, Question, Section
from alongside.packs.schema import Choice, Pack

MOST_RADIOS = 7
"""More options than this are chosen from a drop-down list."""

_WIDGETS = {
    "long text": "textarea",
    "date": "date",
    "yes or no": "radios",
    "yes, no or don't know": "told",
    "consent statement": "radios",
    "several texts": "several",
    "address": "address",
    "user": "user",
    "user or person outside": "referrer",
    "criteria": "criteria",
    "choices": "checkboxes",
    "members": "checkboxes",
}
_LAYOUT = {
    "case name": "govuk-!-width-two-thirds",
    "postcode": "govuk-input--width-10",
    "number": "govuk-input--width-5",
    "telephone": "govuk-input--width-20",
    "nhs number": "govuk-input--width-10",
    "national insurance number": "govuk-input--width-10",
    "upn": "govuk-input--width-20",
    "pnc id": "govuk-input--width-20",
}

_NAME_IS_MADE = "Leave it blank for now if you like: it is made from the family as you add them, and you can change it."


@dataclass(frozen=True)
class Option:
    """Something to choose."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Found:
    """What a look-up inside a question found: an address of the gazetteer, a user."""

    words: str
    options: tuple[Option, ...]
    nothing: str


@dataclass(frozen=True)
class Theirs:
    """What another window left in a field that was changed here too."""

    text: str
    at: datetime | None


@dataclass(frozen=True)
class CriterionShown:
    """A criterion on the page: each of its questions with the members it can be about."""

    id: str
    title: str
    questions: tuple[tuple[str, str, tuple[Option, ...]], ...]
    open: bool
    """Something is answered in it, or wrong."""


@dataclass(frozen=True)
class Asked:
    """One question on a page. `texts` and `ticked` by field name; `when` is the condition, for the browser."""

    question: Question
    widget: str
    texts: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]
    options: tuple[Option, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, Theirs] = field(default_factory=dict)
    when: str = ""
    layout: str = ""
    found: Found | None = None
    blanks: int = 1
    criteria: tuple[CriterionShown, ...] = ()
    chosen: str = ""
    fixed: bool = False

    @property
    def hint(self) -> str:
        """What helps to answer it."""
        if self.question.kind == "case name" and not self.texts.get(self.question.id):
            return f"{self.question.hint} {_NAME_IS_MADE}".strip()
        return self.question.hint

    @property
    def inline(self) -> bool:
        """True for a few short options, which stand side by side."""
        return self.widget == "radios" and len(self.options) <= 3 and all(len(each.label) < 16 for each in self.options)

    @property
    def anchor(self) -> str:
        """The id of the element that a link to this question leads to."""
        return first_field(self.question)


@dataclass(frozen=True)
class Standing:
    """What a page is built from: the draft as typed, where on it we are, and what was just posted but not taken."""

    pack: Pack
    form: Form
    typed: Typed
    section: Section
    entry: EntryTyped | None
    first: bool
    against: Against
    names: Mapping[str, str]
    """What each entry is called."""
    ages: Mapping[str, "Age"] = field(default_factory=dict)
    """How old each entry is, where it is a person known before."""
    called_users: Mapping[int, str] = field(default_factory=dict)
    opened_with: Fields = field(default_factory=dict)
    posted: Fields = field(default_factory=dict)

    @property
    def fields(self) -> Fields:
        """What stands in the fields of this page: what was posted and not taken stands before what is kept."""
        kept = self.entry.fields if self.entry else self.typed.fields
        return {**kept, **self.posted}

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions on this page."""
        kept = self.entry.fields if self.entry else self.typed.fields
        return questions_on_page(self.section, kept, self.typed.fields, first=self.first)


@dataclass(frozen=True)
class Age:
    """How old somebody is: born then, or of this age band."""

    born: date | None = None
    band: Choice | None = None


def asked(
    standing: Standing,
    faults: Sequence[Fault] = (),
    conflicts: Mapping[str, Conflict] | None = None,
    found: Mapping[str, Found] | None = None,
    more: str = "",
) -> tuple[Asked, ...]:
    """The questions of a page as it shows them."""
    errors = {fault.field: fault.sentence for fault in reversed(faults)}
    theirs = {name: Theirs(_as_text(each.theirs), each.at) for name, each in (conflicts or {}).items()}
    on_page = {question.id for question in standing.questions}
    return tuple(
        _asked(question, standing, on_page, errors, theirs, (found or {}).get(question.id), more == question.id)
        for question in standing.questions
    )


def _asked(
    question: Question,
    standing: Standing,
    on_page: set[str],
    errors: Mapping[str, str],
    theirs: Mapping[str, Theirs],
    found: Found | None,
    more: bool,
) -> Asked:
    names = field_names(question, standing.pack)
    raws = {name: standing.fields.get(name, "") for name in names}
    options = _options(question, standing)
    return Asked(
        question=question,
        widget=_widget(question, options),
        texts={name: raw if isinstance(raw, str) else "\n".join(raw) for name, raw in raws.items()},
        ticked={name: tuple([raw] if isinstance(raw, str) and raw else raw) for name, raw in raws.items()},
        options=options,
        errors={name: errors[name] for name in (*names, question.id) if name in errors},
        theirs={name: theirs[name] for name in names if name in theirs},
        when=_when(question, on_page),
        layout=_LAYOUT.get(question.kind, ""),
        found=found,
        blanks=2 if more else 1,
        criteria=_criteria(question, standing, errors) if question.kind == "criteria" else (),
        chosen=_chosen(question, raws, standing),
        fixed=question.once and bool(standing.opened_with.get(question.id)),
    )


def _widget(question: Question, options: Sequence[Option]) -> str:
    if question.kind in _WIDGETS:
        return _WIDGETS[question.kind]
    if question.kind in {"choice", "area", "member", "case type", "site"}:
        return "radios" if len(options) <= MOST_RADIOS else "select"
    return "text"


def _options(question: Question, standing: Standing) -> tuple[Option, ...]:
    if question.kind == "yes or no":
        return (Option("yes", "Yes"), Option("no", "No"))
    if question.kind in {"member", "members", "criteria"}:
        return tuple(Option(entry, name) for entry, name in standing.names.items())
    if question.kind in {"choice", "choices", "area", "consent statement", "case type", "site"}:
        return tuple(Option(value, label) for value, label in standing.pack.options(question))
    return ()


def _when(question: Question, on_page: set[str]) -> str:
    """The condition as the browser reads it; empty where it does not hang on an answer of the same page."""
    when = question.when
    if when is None or when.question not in on_page:
        return ""
    wanted = [written(when.is_)] if when.is_ is not None else list(when.any_of)
    return json.dumps({"question": when.question, "is": wanted, "answered": when.answered})


def _chosen(question: Question, raws: Mapping[str, Raw], standing: Standing) -> str:
    """The name of the user chosen for a question, if one is."""
    raw = raws.get(question.id if question.kind == "user" else f"{question.id}.user", "")
    return standing.called_users.get(int(raw), "") if isinstance(raw, str) and raw.isdecimal() else ""


def _criteria(question: Question, standing: Standing, errors: Mapping[str, str]) -> tuple[CriterionShown, ...]:
    on = _assessed_on(standing)
    ages = {**_ages(standing), **standing.ages}
    shown = []
    for criterion in standing.pack.criteria:
        questions = []
        for each in criterion.question:
            ticked = standing.fields.get(f"{question.id}.{criterion.id}.{each.id}.members", ())
            who = tuple(
                Option(entry, name)
                for entry, name in standing.names.items()
                if entry in ticked
                or may_be(each.who, on=on, born=ages.get(entry, Age()).born, band=ages.get(entry, Age()).band)
            )
            questions.append((each.id, each.asks, who))
        base = f"{question.id}.{criterion.id}."
        begun = any(name.startswith(base) and given(raw) for name, raw in standing.fields.items())
        wrong = any(name.startswith(base) for name in errors)
        shown.append(CriterionShown(criterion.id, criterion.title, tuple(questions), begun or wrong))
    return tuple(shown)


def _assessed_on(standing: Standing) -> date:
    """The day on which ages are counted: the assessment's, or today while it is not given (E-CINS 2.2.4)."""
    days = [
        _value(question, standing.typed.fields, standing.against)
        for question in _filling(standing.form, "case.assessed_on")
    ]
    return next((day for day in days if isinstance(day, date)), standing.against.today)


def _filling(form: Form, fills: str) -> list[Question]:
    return [question for section in form.section for question in section.question if question.fills == fills]


def _ages(standing: Standing) -> dict[str, Age]:
    """How old each entry is, by what was typed of them."""
    born = _filling(standing.form, "person.birth_date")
    bands = _filling(standing.form, "person.age_band")
    ages = {}
    for entry in (entry for entries in standing.typed.entries.values() for entry in entries):
        days = [_value(question, entry.fields, standing.against) for question in born]
        labels = [_value(question, entry.fields, standing.against) for question in bands]
        choices = [
            choice
            for question, label in zip(bands, labels, strict=True)
            for choice in standing.pack.choice_list(str(question.options)).choices
            if choice.label == label
        ]
        day = next((day for day in days if isinstance(day, date)), None)
        ages[entry.id] = Age(day, next(iter(choices), None))
    return ages


def _value(question: Question, fields: Fields, against: Against) -> Value:
    try:
        return read(question, fields, against)
    except Wrong:
        return None


def _as_text(raw: Raw) -> str:
    return raw if isinstance(raw, str) else ", ".join(raw)


# --- what a page was rendered with, as it comes back


def seals(standing: Standing, page: str, renewed: Mapping[str, str] | None = None) -> str:
    """What a page posts back as `was`: a mark of this rendering, and of each field the seal of what stood in it."""
    names = [name for question in standing.questions for name in field_names(question, standing.pack)]
    kept = standing.entry.fields if standing.entry else standing.typed.fields
    return json.dumps({"page": page, "seals": {name: seal(kept.get(name)) for name in names} | dict(renewed or {})})


@dataclass(frozen=True)
class Was:
    """What a page said it was rendered with."""

    page: str
    seals: Mapping[str, str]

    def posted(self, name: str, values: Sequence[str]) -> Posted:
        """One field as it was posted."""
        return Posted(values, self.seals.get(name, ""))

    def renewed(self, seals: Mapping[str, str]) -> str:
        """The same page's mark with some fields sealed anew."""
        return json.dumps({"page": self.page, "seals": {**self.seals, **seals}})


def was_read(text: str) -> Was | None:
    """What `seals` wrote, as it came back; None for anything that no page of ours posts."""
    try:
        data = json.loads(text)
        page, found = data["page"], data["seals"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(page, str) or not isinstance(found, dict) or len(page) > 64:
        return None
    if not all(isinstance(value, str) for value in found.values()):
        return None
    return Was(page, found)
