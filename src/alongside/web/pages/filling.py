"""Filling in a form: a draft with everything its pages need, read once for each request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from alongside.accounts.queries import colleague
from alongside.cases.nomination import nomination_rules
from alongside.cases.rules import case_name
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.forms import pages, queries
from alongside.forms.fields import Raw, given
from alongside.forms.judging import Fault, Judged
from alongside.forms.pages import Called, Step
from alongside.forms.queries import DraftRead
from alongside.forms.rules import Against
from alongside.forms.typed import EntryTyped, Where
from alongside.packs.form_schema import Question, Section
from alongside.people import queries as people
from alongside.people.identifiers import CHECKS
from alongside.web.pages.asked import Age, Standing


@dataclass(frozen=True)
class Filling:
    """A draft judged by the rules of the rooms that will receive it, with the names of whom it speaks of."""

    draft: DraftRead
    judged: Judged
    against: Against
    called: Called
    persons: Mapping[int, people.FoundPerson]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The form's sections as steps."""
        return pages.steps(self.draft.form, self.draft.typed, self.judged, self.draft.seen, self.called)

    def step(self, section_id: str) -> Step:
        """One step. Raises NotFound where the form has none of this id."""
        for step in self.steps:
            if step.section.id == section_id:
                return step
        raise NotFound

    def entry(self, where: Where) -> EntryTyped | None:
        """The entry that a page is about; None for a page of the form itself. Raises NotFound."""
        if not where.entry:
            return None
        try:
            return self.draft.typed.entry(where)
        except KeyError:
            raise NotFound from None

    def standing(self, where: Where, posted: Mapping[str, Raw] | None = None) -> Standing:
        """What one page of the form is built from. Raises NotFound."""
        section, entry, draft = self.step(where.section).section, self.entry(where), self.draft
        entries = draft.typed.entries.get(section.id, ())
        opened = draft.opened_with
        ids = [each.id for each in opened.entries.get(section.id, ())]
        return Standing(
            pack=draft.pack,
            form=draft.form,
            typed=draft.typed,
            section=section,
            entry=entry,
            first=bool(entries) and entry == entries[0],
            against=self.against,
            names=self.called.entries,
            ages=self._ages(),
            called_users=self.called.users,
            opened_with=opened.at(where) if not where.entry or where.entry in ids else {},
            posted=posted or {},
        )

    def _ages(self) -> dict[str, Age]:
        chosen = ((entry.id, self.person(section, entry)) for section, entry in _entries(self.draft))
        return {entry: Age(person.birth_date) for entry, person in chosen if person and person.birth_date}

    def person(self, section: Section, entry: EntryTyped) -> people.FoundPerson | None:
        """The known person that an entry was said to be."""
        chosen = pages.person_chosen(section, entry.fields)
        return self.persons.get(chosen) if chosen else None

    def faults(self, where: Where) -> tuple[Fault, ...]:
        """What is wrong on one page. A case name not written yet is none: it is made from the family's names."""
        section = self.step(where.section).section
        made = {question.id for question in section.question if question.kind == "case name"}
        missing = {name for name in made if not given(self.draft.typed.fields.get(name))}
        return tuple(fault for fault in self.judged.of(section.id, where.entry) if fault.question not in missing)

    def name_offered(self) -> str:
        """The case name made from every surname and the postcode that the form holds by now (E-CINS 2.2.2)."""
        return case_name(self._surnames(), next(self._postcodes(), ""))

    def _surnames(self) -> Iterator[str]:
        for section, entry in _entries(self.draft):
            person = self.person(section, entry)
            if person:
                yield person.surname
            else:
                yield from pages.filled_fields(self.draft.form, entry.fields, "person.surname")

    def _postcodes(self) -> Iterator[str]:
        for section, entry in _entries(self.draft):
            person = self.person(section, entry)
            if person and person.postcode:
                yield person.postcode
            if person is None:
                yield from self._postcode_typed(section, entry)

    def _postcode_typed(self, section: Section, entry: EntryTyped) -> Iterator[str]:
        for question in section.question:
            raw = entry.fields.get(f"{question.id}.postcode", "")
            if question.fills == "person.address" and isinstance(raw, str) and raw.strip():
                try:
                    yield self.against.checks["postcode"](raw.strip())
                except ValueError:
                    continue


def filling(draft_id: UUID, *, actor: Actor) -> Filling:
    """A draft of the actor's. Raises NotFound for any other."""
    draft = queries.draft(draft_id, actor=actor)
    chosen = [pages.person_chosen(section, entry.fields) for section, entry in _entries(draft)]
    persons = {card.id: card for card in people.persons([each for each in chosen if each], actor=actor)}
    names = {card.id: card.name for card in persons.values()}
    called = Called(_users(draft, actor), names, pages.entry_names(draft.form, draft.typed, names))
    judged = queries.judged(draft, actor=actor, checks=CHECKS, rules=nomination_rules(actor=actor))
    return Filling(draft, judged, queries.against(draft, actor=actor, checks=CHECKS), called, persons)


def _entries(draft: DraftRead) -> Iterator[tuple[Section, EntryTyped]]:
    for section in draft.form.section:
        for entry in draft.typed.entries.get(section.id, ()):
            yield section, entry


def _users(draft: DraftRead, actor: Actor) -> dict[int, str]:
    """The names of the users that answers name."""
    users: dict[int, str] = {}
    for name in (_user_field(question) for section in draft.form.section for question in section.question):
        raw = draft.typed.fields.get(name, "")
        if isinstance(raw, str) and raw.isascii() and raw.isdecimal() and len(raw) < 18:
            found = colleague(int(raw), actor=actor)
            users |= {int(raw): f"{found.name}, {found.detail}"} if found else {}
    return users


def _user_field(question: Question) -> str:
    if question.kind == "user":
        return question.id
    return f"{question.id}.user" if question.kind == "user or person outside" else ""
