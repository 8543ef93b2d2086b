"""The fields of a step's page: its questions and those of its ways from the pack, its checklist, going on anyway."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django import forms

from alongside.cases.consent import HOW
from alongside.core.actor import LONDON, Actor
from alongside.forms.fields import Raw
from alongside.packs.form_schema import Question
from alongside.packs.process_schema import Checklist, Way
from alongside.packs.schema import Pack
from alongside.pathway.actions.items import Done
from alongside.pathway.queries.at_item import AtItem
from alongside.pathway.rules.checklists import ANSWERED_BEFORE
from alongside.web.pages.asked import MOST_RADIOS
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Ticks, Words

YES_NO = (("yes", "Yes"), ("no", "No"))
DONT_KNOW = ("don't know", "Don’t know")
LONGEST = 10_000
STEP, WAY, LIST = "q", "w", "c"
"""How the names of fields begin: of the step's questions, of a way's, of the checklist's."""


@dataclass(frozen=True)
class Asked:
    """What a step's page asks. `family` are the names of the members of the family."""

    at: AtItem
    family: Sequence[str] = ()
    sections: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Doing(DatedForm):
    """A step with everything that it asks, as the pack has it."""

    def __init__(self, *args: Any, at: AtItem, family: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.at, self.family = at, family
        self.fields |= dict(self._step_fields())
        for each in self.fields.values():
            if isinstance(each, Day):
                each.today = options["today"]

    def _step_fields(self) -> Iterator[tuple[str, forms.Field]]:
        step, ways = self.at.item.step, self.at.ways
        for question in step.question:
            yield f"{STEP}-{question.id}", field_of(question, self.at.pack, self.family)
        if self.at.checklist:
            yield from self._list_fields(self.at.checklist)
        if len(ways) > 1:
            yield "way", way_field(ways)
        for way in ways:
            for question in way.question:
                yield f"{WAY}-{way.id}-{question.id}", field_of(question, self.at.pack, self.family)
        if step.makes or any(way.makes for way in ways):
            hint = "Leave both empty if it is just now. Deadlines count from when it happened."
            yield "happened_on", Day(label="When did this happen?", required=False, help_text=hint)
            yield "happened_time", Clock(label="At what time?", required=False)
        if self.at.checklist and self.at.checklist.may_be_overridden:
            yield "override", _override(self.at.checklist, self.at.pack)

    def _list_fields(self, checklist: Checklist) -> Iterator[tuple[str, forms.Field]]:
        for each in checklist.required:
            if each.ticked:
                yield f"{LIST}-{each.id}", forms.BooleanField(label=f"Done: {each.title}", required=False)
            if each.if_applicable:
                label = f"Not applicable: {each.title}"
                yield f"{LIST}-{each.id}-not", forms.BooleanField(label=label, required=False)
                yield f"{LIST}-{each.id}-why", Words(label="Why is it not applicable?", required=False, max_length=500)
        for question in checklist.question:
            yield f"{LIST}-{question.id}", field_of(question, self.at.pack, self.family)
        if checklist.consent:
            names = [("", "Choose"), *((each, each) for each in self.family)]
            yield (
                f"{LIST}-who",
                Choice(label="Which parent gave consent?", required=False, widget=forms.Select, choices=names),
            )
            how = [("", "Choose"), *((words, words) for words in HOW.values())]
            yield f"{LIST}-how", Choice(label="How was it given?", required=False, widget=forms.Select, choices=how)
            yield f"{LIST}-on", Day(label="On which day?", required=False)

    # --- what was typed

    def done(self) -> Done:
        """What was typed, as the action takes it."""
        told, ways = self.cleaned_data, self.at.ways
        way = told.get("way") or (ways[0].id if len(ways) == 1 else "")
        answers = {q.id: self._answer(f"{STEP}-{q.id}", q) for q in self.at.item.step.question}
        for each in ways:
            if each.id == way:
                answers |= {q.id: self._answer(f"{WAY}-{each.id}-{q.id}", q) for q in each.question}
        return Done(way, answers, self._checked(), told.get("override") or "", self._happened_at())

    def so_far(self) -> dict[str, Any]:
        """What the checklist was answered so far, also where the step was refused."""
        return self._checked() if hasattr(self, "cleaned_data") else {}

    def _answer(self, name: str, question: Question) -> Any:
        value = self.cleaned_data.get(name)
        if question.kind == "yes or no":
            return {"yes": True, "no": False}.get(str(value), "")
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else value

    def _checked(self) -> dict[str, Any]:
        checklist, told = self.at.checklist, self.cleaned_data
        if checklist is None:
            return {}
        found: dict[str, Any] = {q.id: self._answer(f"{LIST}-{q.id}", q) for q in checklist.question}
        for each in checklist.required:
            if told.get(f"{LIST}-{each.id}"):
                found[each.id] = True
            if told.get(f"{LIST}-{each.id}-not"):
                found[each.id] = {"not_applicable": told.get(f"{LIST}-{each.id}-why") or ""}
        if checklist.consent:
            on = told.get(f"{LIST}-on")
            said = {"who": told.get(f"{LIST}-who") or "", "how": told.get(f"{LIST}-how") or ""}
            found[ANSWERED_BEFORE] = {**said, "on": on.isoformat() if on else ""}
        return found

    def _happened_at(self) -> datetime | None:
        on, at = self.cleaned_data.get("happened_on"), self.cleaned_data.get("happened_time")
        if on is None:
            return None
        return datetime.combine(on, at or time(12), LONDON)

    def clean(self) -> dict[str, Any]:
        """What happened later than now, or at a time of no day, is said beside its field."""
        told = super().clean() or self.cleaned_data
        if told.get("happened_time") and not told.get("happened_on"):
            self.add_error("happened_on", "Say on which day it happened, or leave the time empty.")
        elif self._is_later():
            self.add_error("happened_on", "This is in the future. Say when it happened, or leave it empty.")
        return told

    now: datetime
    """Set by the page: the actor's moment."""

    def _is_later(self) -> bool:
        on, at = self.cleaned_data.get("happened_on"), self.cleaned_data.get("happened_time")
        if on is None:
            return False
        today = self.now.astimezone(LONDON)
        return on > today.date() or (on == today.date() and at is not None and at > today.time())

    # --- where what is wrong is said

    def beside(self, wrong: str) -> str:
        """The field beside which something is said: a question by its id, "way", "override"."""
        chosen = self.data.get("way", "") or (self.at.ways[0].id if len(self.at.ways) == 1 else "")
        for name in (wrong, f"{STEP}-{wrong}", f"{WAY}-{chosen}-{wrong}", f"{LIST}-{wrong}"):
            if name in self.fields:
                return name
        return "override" if wrong == "checklist" and "override" in self.fields else ""

    def said(self, faults: Mapping[str, str]) -> None:
        """Say what is wrong beside each field it concerns; of the checklist, it stands there itself."""
        for name, sentence in faults.items():
            self.add_error(self.beside(name) or None, sentence)

    @property
    def several(self) -> Sequence[str]:
        """The fields in which several are chosen."""
        return [name for name, each in self.fields.items() if isinstance(each, Ticks)]

    def of(self, start: str) -> Sequence[Any]:
        """The bound fields whose names begin so, in order."""
        return [self[name] for name in self.fields if name.startswith(f"{start}-")]

    def of_way(self, way: Way) -> Sequence[Any]:
        """The bound fields of a way's questions."""
        return [self[f"{WAY}-{way.id}-{question.id}"] for question in way.question]

    def of_line(self, line: str) -> Sequence[Any]:
        """The bound fields of one line of the checklist."""
        names = {f"{LIST}-{line}", f"{LIST}-{line}-not", f"{LIST}-{line}-why"}
        if line == ANSWERED_BEFORE:
            names = {f"{LIST}-who", f"{LIST}-how", f"{LIST}-on"}
        return [self[name] for name in self.fields if name in names]


def doing_form(posted: Any, at: AtItem, family: Sequence[str], actor: Actor, typed: Mapping[str, Raw]) -> Doing:
    """The form of a step, with what was typed into it so far."""
    form = Doing(posted, at=at, family=family, today=actor.today, initial=dict(typed))
    form.now = actor.now
    return form


def way_field(ways: Sequence[Way]) -> Choice:
    """The ways on as radios, each with what it means."""
    return Choice(
        label="What happens next?", required=False, widget=forms.RadioSelect,
        choices=[(way.id, way.label or "Go on") for way in ways], hints={way.id: way.hint for way in ways if way.hint},
    )  # fmt: skip


def _override(checklist: Checklist, pack: Pack) -> Words:
    who = f" Only a {pack.role(checklist.overridden_by).title} can." if checklist.overridden_by else ""
    hint = f"Only where it cannot wait. Your reason is kept, and stands in the history.{who}"
    return Words(
        label="Go on though something is missing, because", required=False, widget=forms.Textarea, help_text=hint,
        max_length=LONGEST,
    )  # fmt: skip


def field_of(question: Question, pack: Pack, family: Sequence[str]) -> forms.Field:
    """A question of the pack as a field of ours. The action says what has to be answered; hints come from the pack."""
    told: dict[str, Any] = {"label": question.asks, "required": False, "help_text": question.hint}
    if question.kind == "date":
        return Day(**told, initial=None)
    if question.kind in ("yes or no", "yes, no or don't know"):
        choices = [*YES_NO, *([DONT_KNOW] if question.kind != "yes or no" else [])]
        return Choice(**told, widget=forms.RadioSelect, choices=choices)
    if question.kind in ("choice", "area", "case type", "site", "consent statement", "member"):
        told["initial"] = question.initial
        return _one_of([(each, each) for each in family] if question.kind == "member" else pack.options(question), told)
    if question.kind in ("choices", "members"):
        many = [(each, each) for each in family] if question.kind == "members" else pack.options(question)
        return Ticks(**told, choices=many)
    widget = forms.Textarea if question.kind in ("long text", "several texts") else forms.TextInput
    return Words(**told, widget=widget, max_length=min(question.longest, LONGEST))


def _one_of(options: Sequence[tuple[str, str]], told: Mapping[str, Any]) -> Choice:
    if len(options) <= MOST_RADIOS:
        return Choice(**told, widget=forms.RadioSelect, choices=list(options))
    return Choice(**told, widget=forms.Select, choices=[("", "Choose"), *options])
