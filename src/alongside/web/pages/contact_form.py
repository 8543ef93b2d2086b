"""The form of a contact: who made the request, the family, the concerns, and what the pack's own form asks besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict

from alongside.core.actor import LONDON
from alongside.forms.conditions import questions_asked
from alongside.forms.fields import Raw, field_names, given, keepable
from alongside.forms.judging import Fault
from alongside.forms.rules import Against, Wrong, read
from alongside.forms.typed import Typed
from alongside.packs.form_schema import Form, Question, Section
from alongside.packs.parts import choices_of
from alongside.packs.schema import Label, Pack
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer
from alongside.pathway.queries.contacts import ContactPage
from alongside.pathway.queries.likeness import Sought
from alongside.people.gazetteer import gazetteer
from alongside.people.identifiers import CHECKS
from alongside.web.pages.asked import Asked, Standing, asked
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Words

PEOPLE = 6
"""So many of the family have a place on the form; the first two are open, the rest folded away."""
OPEN = 2
LINE, WORDS = 300, 10_000
_PERSON = ("forename", "surname", "born_on", "relationship", "address", "postcode", "telephone")
_TOO_LONG = {"max_length": "Use %(limit_value)d characters or fewer. You have %(show_value)d."}


def line(label: str, **options: Any) -> Words:
    """A field of one line that is not too long."""
    options.setdefault("error_messages", {})
    options["error_messages"] = {**_TOO_LONG, **options["error_messages"]}
    return Words(label=label, required=options.pop("required", False), max_length=LINE, **options)


class FamilyForm(DatedForm):
    """Who made the request, the family, the concerns. What both the front door and the public form ask."""

    name = line(
        "Name",
        required=True,
        error_messages={"required": "Say who made the request. They are told what becomes of it."},
    )
    role = line("Job, or what they are to the family")
    organisation = line("Organisation")
    kind = Choice(label="Kind of organisation", required=False, widget=forms.Select, blank="Not known, or none")
    telephone = line("Telephone")
    email = line("E-mail address", help_text="The receipt and the outcome are sent here.")
    concerns = Words(
        label="What are they worried about?", widget=forms.Textarea, max_length=WORDS,
        help_text="In their words, as far as you can.",
        error_messages={**_TOO_LONG, "required": "Say what they are worried about, in their words."},
    )  # fmt: skip

    def __init__(self, *args: Any, pack: Pack, today: date, **options: Any) -> None:
        super().__init__(*args, today=today, **options)
        self.pack, self.today = pack, today
        kinds = self.fields["kind"]
        assert isinstance(kinds, Choice)
        kinds.offer([Label(id=each.id, title=each.title) for each in pack.organisation_types])
        self._people_fields()
        self.questions = OwnQuestions(pack, self.data if self.is_bound else self.initial.get("answers", {}), self.today)

    def _people_fields(self) -> None:
        relationships = choices_of(self.pack, "relationships")
        offered = [("", "Not said"), *((each.label, each.label) for each in relationships)]
        for number in range(PEOPLE):
            fields = {
                "forename": line("First name"),
                "surname": line("Last name"),
                "born_on": Day(label="Date of birth", required=False),
                "relationship": forms.ChoiceField(label="Who they are in the family", required=False, choices=offered),
                "address": line("Address, if it is another" if number else "Address"),
                "postcode": line("Postcode"),
                "telephone": line("Telephone"),
            }
            for name, field in fields.items():
                if isinstance(field, Day):
                    field.today = self.today
                self.fields[f"p{number}_{name}"] = field

    @property
    def rows(self) -> list[list[Any]]:
        """The fields of the family, person by person."""
        return [[self[f"p{number}_{name}"] for name in _PERSON] for number in range(PEOPLE)]

    @property
    def open_rows(self) -> int:
        """How many of them stand open: the first two, and all that something stands in."""
        filled = [number for number, row in enumerate(self.rows) if any(field.value() or field.errors for field in row)]
        return max([OPEN, *(number + 1 for number in filled)])

    def clean(self) -> dict[str, Any]:
        """The questions of the pack's own form are held to it too."""
        cleaned = super().clean() or self.cleaned_data
        for fault in self.questions.faults:
            self.add_error(None, fault.sentence)
        return dict(cleaned)

    def referrer(self) -> Referrer:
        """Who made the request, as the actions take it."""
        told = self.cleaned_data
        return Referrer(**{name: told[name] for name in Referrer.__dataclass_fields__})

    def people(self) -> list[NewPerson]:
        """Those of the family of whom anything was said. Who has no address of their own lives where the first does."""
        told = self.cleaned_data
        rows: list[dict[str, Any]] = [
            {name: told.get(f"p{number}_{name}") or (None if name == "born_on" else "") for name in _PERSON}
            for number in range(PEOPLE)
        ]
        people = [NewPerson(**row) for row in rows]
        while people and people[-1] == NewPerson():
            people.pop()
        return people

    def sought(self) -> list[Sought]:
        """The family, to be looked for."""
        people = self.people()
        home = next((each.postcode for each in people if each.postcode), "")
        return [Sought(each.forename, each.surname, each.born_on, each.postcode or home) for each in people]


class ContactForm(FamilyForm):
    """A contact as the front door records it."""

    source = Choice(
        label="How it came", widget=forms.Select, error_messages={"required": "Choose how the contact came."}
    )
    received_on = Day(label="Received on", error_messages={"required": "Enter the day it was received."})
    received_at = Clock(label="At", error_messages={"required": "Enter the time it was received."})
    sent_on_by = line(
        "Passed on by", help_text="Only where somebody else passed it here, such as a desk. They are not told."
    )
    area = Choice(label="Area", required=False, widget=forms.Select, blank="From the postcode")
    transition = forms.BooleanField(label="A live case of a former service", required=False)
    sure = forms.BooleanField(label="I have looked at these. Record it all the same", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, offered in (("source", self.pack.contact_sources), ("area", self.pack.areas)):
            field = self.fields[name]
            assert isinstance(field, Choice)
            # The ids of sources are the words that clocks know, such as "DART".
            blank = [("", field.blank)] if field.blank else []
            field.choices = [*blank, *((each.id, each.title) for each in offered)]
        # Nobody need be named for what nobody is told of, such as a DART (1.2).
        source = self._told("source")
        asked = next((each.acknowledged for each in self.pack.contact_sources if each.id == source), True)
        self.fields["name"].required = asked

    def _kept_besides(self) -> dict[str, Any]:
        """What stands among the answers that this form does not ask, such as what another system sent."""
        stands = self.initial.get("answers") or {}
        return {name: value for name, value in stands.items() if name not in self.questions.names}

    def _told(self, name: str) -> str:
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))

    def contact(self) -> NewContact:
        """What was typed, as the actions take it."""
        told = self.cleaned_data
        people = self.people()
        return NewContact(
            source=told["source"],
            received_at=datetime.combine(told["received_on"], told["received_at"] or time(12), LONDON),
            referrer=self.referrer(),
            sent_on_by=told["sent_on_by"],
            concerns=told["concerns"],
            area=told["area"] or area_of(people, self.pack),
            people=people,
            answers={**self._kept_besides(), **self.questions.answers},
            transition=told["transition"],
        )


def area_of(people: Sequence[NewPerson], pack: Pack) -> str:
    """The area of a family by its postcode: the only one whose name stands in the addresses there; "" where none is.

    The gazetteer says where a postcode is; which area that belongs to is said by hand where it does not.
    """
    postcode = next((each.postcode for each in people if each.postcode), "")
    if not postcode:
        return ""
    lines = " ".join(each.lines.casefold() for each in gazetteer().find(postcode)[:10])
    found = [each.id for each in pack.areas if each.title.casefold() in lines or f" {each.id} " in f" {lines} "]
    return found[0] if len(found) == 1 else ""


def as_typed(found: ContactPage) -> dict[str, Any]:
    """A contact as it stands, to be put right on the form."""
    received = found.received_at.astimezone(LONDON)
    typed: dict[str, Any] = {name: getattr(found.referrer, name) for name in Referrer.__dataclass_fields__}
    typed |= {
        "source": found.source, "received_on": received.date(), "received_at": received.time(), "area": found.area,
        "sent_on_by": found.sent_on_by, "concerns": found.concerns, "answers": found.answers,
        "transition": found.transition,
    }  # fmt: skip
    for number, person in enumerate(found.people[:PEOPLE]):
        typed |= {f"p{number}_{name}": getattr(person, name) for name in _PERSON}
    return typed


@dataclass(frozen=True)
class Answered:
    """One question of the pack's form with its answer, to be read."""

    asks: str
    answer: str


class OwnQuestions:
    """The questions that the pack's form for contacts asks, as typed or as they stand."""

    def __init__(self, pack: Pack, typed: Any, today: date) -> None:
        self._form = next((each for each in pack.forms if each.id == pack.front_door.form), None)
        questions = [q for section in self._form.section for q in section.question] if self._form else []
        self._section = Section(id="contact", title="Contact", question=tuple(questions))
        self._against = Against(pack=pack, today=today, checks=CHECKS)
        self._pack = pack
        self.fields = {name: raw for q in questions for name, raw in _typed(q, pack, typed) if given(raw)}
        self._posted = isinstance(typed, QueryDict)
        self.names = frozenset(name for q in questions for name in field_names(q, pack))

    @property
    def asked(self) -> tuple[Asked, ...]:
        """As a page shows them (forms/questions.jinja)."""
        if self._form is None:
            return ()
        return asked(self._standing(self._form), self.faults)

    @property
    def faults(self) -> Sequence[Fault]:
        """What cannot be right of what was typed."""
        found = []
        for question in self._in_force() if self._posted else ():
            try:
                read(question, self.fields, self._against)
            except Wrong as wrong:
                found += [Fault(text, "contact", "", question.id, name) for name, text in wrong.fields.items()]
        return found

    @property
    def answers(self) -> Mapping[str, Raw]:
        """What was typed to the questions that are asked, as a contact keeps it."""
        ids = {each.id for each in self._in_force()}
        return {name: raw for name, raw in self.fields.items() if name.split(".")[0] in ids}

    def answered(self) -> Sequence[Answered]:
        """What was answered, in words."""
        found = ((each.asks, self.fields.get(each.id, "")) for each in self._in_force())
        return [Answered(asks, raw if isinstance(raw, str) else ", ".join(raw)) for asks, raw in found if given(raw)]

    def _in_force(self) -> tuple[Question, ...]:
        return questions_asked(self._section, self.fields, {})

    def _standing(self, form: Form) -> Standing:
        return Standing(
            pack=self._pack, form=form, typed=Typed(self.fields), section=self._section, entry=None, first=False,
            against=self._against, names={},
        )  # fmt: skip


def _typed(question: Question, pack: Pack, typed: Any) -> list[tuple[str, Raw]]:
    names = field_names(question, pack)
    if isinstance(typed, QueryDict):
        return [(name, keepable(typed.getlist(name), many=many)) for name, many in names.items()]
    return [(name, typed.get(name, [] if many else "")) for name, many in names.items()]
