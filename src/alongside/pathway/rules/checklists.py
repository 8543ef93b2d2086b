"""What a checklist asks for, held against what is on record: what is there, missing, or not asked. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from alongside.assessments.rules.needed import Facts, Made, Somebody, is_child, is_over, needs
from alongside.cases.rules import GIVEN, OTHER_BASIS
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.spans import due
from alongside.core.days import said
from alongside.packs.clock_schema import Span
from alongside.packs.process_schema import Checklist, ConsentAsked, Required
from alongside.packs.tool_schema import Needed, Stage

Place = Literal[
    "", "documents", "assessments", "notes", "plan", "tasks", "agencies", "family", "chronology", "consent", "contact"
]
"""Where on the case something that is missing is mended."""

ANSWERED_BEFORE = "consent"
"""The id under which a checklist's explicit consent is answered."""


@dataclass(frozen=True)
class Line:
    """One thing that a checklist asks for, how it stands, and what to do where it is missing.

    `says` is a sentence about it, `hint` the pack's own. `not_asked` where it is left out for a stated reason. `place`
    is where it is mended, with the document type, tool or note type `of` it.
    """

    id: str
    title: str
    there: bool
    says: str = ""
    not_asked: bool = False
    place: Place = ""
    of: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Checking:
    """A checklist as it stands for a family."""

    checklist: Checklist
    lines: Sequence[Line]

    @property
    def missing(self) -> Sequence[Line]:
        """What is asked for and not there."""
        return [each for each in self.lines if not each.there and not each.not_asked]


@dataclass(frozen=True)
class Kept:
    """Something dated on the case: a document of a type, a note of a type."""

    type: str
    on: date


@dataclass(frozen=True)
class OnRecord:
    """What checklists look at, of one case; nothing of it where there is no case yet."""

    facts: Facts = field(default_factory=Facts)
    documents: Sequence[Kept] = ()
    notes: Sequence[Kept] = ()
    stars: Collection[str] = ()
    """The ids of the tools that are drawn as a star."""
    open_plan_actions: Sequence[str] = ()
    open_tasks: Sequence[str] = ()
    notes_in_draft: Sequence[str] = ()
    """The author of each note that is being written."""
    agencies: int = 0
    unrelated: Sequence[str] = ()
    """The members of whom it is not said how they are related to the head of the family."""
    without_telephone: Sequence[str] = ()
    """The parents and carers without a telephone number."""
    consent: str = ""
    """What the family last said about consent, or ""."""
    contacts: int = 0
    marked: int = 0
    """What is marked as significant in the chronology."""


NOTHING = OnRecord()
CLOSURE_SUMMARY = "closure-summary"
VOICE = "child-voice"
GENOGRAM = "genogram"
"""The ids of the note type and the document type that `has` means by these."""


def judged(
    checklist: Checklist, record: OnRecord, answers: Mapping[str, Any], today: date, days: Days,
    called: Callable[[str], str] = str,
) -> Checking:  # fmt: skip
    """How everything that a checklist asks for stands on a day. `called` gives a tool's title."""
    lines = [
        replace(_Line(each, record, answers.get(each.id), today, days, called).judged(), hint=each.hint)
        for each in checklist.required
    ]
    lines += [_asked(question.id, question.asks, answers) for question in checklist.question if question.required]
    if checklist.consent is not None:
        lines.append(_explicit(checklist.consent, answers.get(ANSWERED_BEFORE)))
    return Checking(checklist, lines)


def _asked(question: str, asks: str, answers: Mapping[str, Any]) -> Line:
    there = answers.get(question) not in (None, "", [], ())
    return Line(question, asks, there, "" if there else f"Answer this: {asks}")


def _explicit(asked: ConsentAsked, answer: Any) -> Line:
    """Consent is explicit: which parent, how and when, each recorded (scenario S074)."""
    given = answer if isinstance(answer, Mapping) else {}
    words = {"which parent": "who", "how": "how", "when": "on"}
    lacking = [each for each in asked.records if not str(given.get(words[each]) or "").strip()]
    says = f"Say of the consent: {_listed(lacking)}." if lacking else ""
    return Line(ANSWERED_BEFORE, "Explicit consent of a parent", not lacking, says)


def not_applicable(answer: Any) -> str:
    """Why something is said not to be applicable; "" where that is not said."""
    return str(answer.get("not_applicable") or "").strip() if isinstance(answer, Mapping) else ""


@dataclass(frozen=True)
class _Line:
    asked: Required
    record: OnRecord
    answer: Any
    today: date
    days: Days
    called: Callable[[str], str]

    def judged(self) -> Line:
        asked = self.asked
        if asked.if_applicable and (why := not_applicable(self.answer)):
            return Line(asked.id, asked.title, False, f"Not applicable: {why}", not_asked=True)
        if asked.ticked and self.answer is True:
            return Line(asked.id, asked.title, True, "Ticked by hand.")
        found = self._found()
        if not found.there and asked.if_applicable and isinstance(self.answer, Mapping):
            return self._line(False, "Say why it is not applicable.", found.place, found.of)
        return found

    def _found(self) -> Line:
        asked = self.asked
        if asked.document:
            return self._kept([each.on for each in self.record.documents if each.type == asked.document], "documents")
        if asked.note:
            return self._kept([each.on for each in self.record.notes if each.type == asked.note], "notes")
        if asked.tool:
            return self._children() if asked.each_child_over is not None else self._tools([asked.tool])
        if asked.has:
            return _HAS[asked.has](self)
        return self._line(False, "Tick it once it is done.")

    def _line(self, there: bool, says: str = "", place: Place = "", of: str = "") -> Line:
        return Line(self.asked.id, self.asked.title, there, says, place=place, of=of)

    def _kept(self, days: Sequence[date], place: Place) -> Line:
        of = self.asked.document or self.asked.note or self.asked.tool
        if not days:
            says = {"documents": "No such document is filed.", "notes": "No such note is written."}
            return self._none(says.get(place, "There is none."), place, of)
        newest = max(days)
        if self.asked.newer_than is not None and not _is_newer(newest, self.asked.newer_than, self.today, self.days):
            return self._too_old(newest, place, of)
        return self._line(True, f"Of {said(newest)}.", place, of)

    def _none(self, says: str, place: Place, of: str) -> Line:
        if self.asked.if_exists:
            return Line(self.asked.id, self.asked.title, False, "There is none: not required.", not_asked=True)
        return self._line(False, says, place, of)

    def _too_old(self, on: date, place: Place, of: str) -> Line:
        """Older than the checklist asks for: not required where it only goes along, missing otherwise (S058)."""
        assert self.asked.newer_than is not None
        limit = str(self.asked.newer_than).replace("calendar ", "")
        if self.asked.if_exists:
            says = f"Of {said(on)}: older than {limit}, not required."
            return Line(self.asked.id, self.asked.title, False, says, not_asked=True)
        return self._line(False, f"The last is of {said(on)}, which is older than {limit}.", place, of)

    def _tools(self, tools: Collection[str]) -> Line:
        of = self.asked.tool
        made = [each for each in self.record.facts.assessments if each.tool in tools]
        done = [each.took_place_on for each in made if each.completed_on]
        if not done and made:
            return self._none("It is begun, but not completed.", "assessments", of)
        return self._kept(done, "assessments") if done else self._none("None is completed.", "assessments", of)

    def _children(self) -> Line:
        """Of each child older than so many years; who it lacks is named."""
        over = self.asked.each_child_over
        children = [each for each in self.record.facts.members if is_child(each, self.today) is not False]
        asked = [each for each in children if not each.unborn and is_over(each, over or 0, self.today) is not False]
        lacking = [each.name for each in asked if not self._has_one(each)]
        if lacking:
            return self._line(False, f"Still to be completed for {_listed(lacking)}.", "assessments", self.asked.tool)
        says = "Completed for each of them." if asked else f"No child is over {over}."
        return Line(self.asked.id, self.asked.title, bool(asked), says, not_asked=not asked)

    def _has_one(self, child: Somebody) -> bool:
        newer = self.asked.newer_than
        done: Iterator[Made] = (
            each
            for each in self.record.facts.assessments
            if each.tool == self.asked.tool and each.person == child.person and each.completed_on
        )
        return any(newer is None or _is_newer(each.took_place_on, newer, self.today, self.days) for each in done)

    # --- parts of the record itself

    def plan(self) -> Line:
        facts = self.record.facts
        if facts.plan_completed_on:
            return self._line(True, f"Completed on {said(facts.plan_completed_on)}.", "plan")
        begun = "The plan is begun, but not completed." if facts.plan_started_on else "There is no plan."
        return self._none(begun, "plan", "")

    def plan_actions(self) -> Line:
        return self._none_left(self.record.open_plan_actions, "of the plan still to be done", "plan")

    def tasks(self) -> Line:
        return self._none_left(self.record.open_tasks, "still to be done", "tasks")

    def _none_left(self, left: Sequence[str], words: str, place: Place) -> Line:
        if not left:
            return self._line(True, "None is left.", place)
        count = f"{len(left)} {'task' if len(left) == 1 else 'tasks'} {words}"
        return self._line(False, f"{count}: {'; '.join(left[:5])}{' …' if len(left) > 5 else ''}.", place)

    def drafts(self) -> Line:
        writing = self.record.notes_in_draft
        if not writing:
            return self._line(True, "No note is left unfinished.", "notes")
        count = "1 note is" if len(writing) == 1 else f"{len(writing)} notes are"
        return self._line(False, f"{count} still being written by {_listed(sorted(set(writing)))}.", "notes")

    def genogram(self) -> Line:
        return self._kept([each.on for each in self.record.documents if each.type == GENOGRAM], "documents")

    def agencies(self) -> Line:
        count = self.record.agencies
        says = f"{count} {'agency is' if count == 1 else 'agencies are'} named." if count else "No agency is named."
        return self._line(bool(count), says, "agencies")

    def composition(self) -> Line:
        count = len(self.record.facts.members)
        if self.record.unrelated:
            who = _listed(self.record.unrelated)
            return self._line(False, f"Say how {who} belongs to the head of the family.", "family")
        return self._line(bool(count), f"{count} in the family." if count else "Nobody is named yet.", "family")

    def telephones(self) -> Line:
        lacking = self.record.without_telephone
        if lacking:
            return self._line(False, f"No number is known of {_listed(lacking)}.", "family")
        known = bool(self.record.facts.members)
        return self._line(known, "Each parent's is known." if known else "Nobody is named yet.", "family")

    def chronology(self) -> Line:
        """It is built by itself from what is dated; it has been started once there is a note in it."""
        count = len(self.record.notes)
        if not count:
            return self._line(False, "Nothing is in it yet: no note is written.", "chronology")
        marked = f", {self.record.marked} marked as significant" if self.record.marked else ""
        return self._line(True, f"{count} {'note' if count == 1 else 'notes'} in it{marked}.", "chronology")

    def consent(self) -> Line:
        state = self.record.consent
        says = {GIVEN: "Given.", "": "Not recorded.", OTHER_BASIS: "Another lawful basis is recorded."}
        return self._line(state in (GIVEN, OTHER_BASIS), says.get(state, f"The family's consent: {state}."), "consent")

    def voice(self) -> Line:
        """Each child's own words stand on the case: in a note of direct work, or in an assessment."""
        facts = self.record.facts
        heard = {each.member for each in facts.heard} | {who for each in facts.assessments for who in each.voices}
        children = [each for each in facts.members if is_child(each, self.today) is not False and not each.unborn]
        silent = [each.name for each in children if each.member not in heard]
        if silent:
            return self._line(False, f"Nothing is recorded yet in the words of {_listed(silent)}.", "notes")
        return self._line(
            bool(facts.members), "Each child has been heard." if children else "No child is named.", "notes"
        )

    def voice_at_stages(self) -> Line:
        """Each child's own words at each of the four stages, as if the plan ended today (framework 9.1, S038)."""
        facts = self.record.facts
        facts = replace(facts, plan_ended_on=facts.plan_ended_on or self.today)
        asked = Needed(id="voice", title="", of="each child", child_voice=True, stages=tuple(_STAGES))
        found = needs([asked], facts, self.today)
        unclear = [each.name_of_child for each in found if each.state == "unclear"]
        if unclear:
            return self._line(False, f"It is not known whether this is a child: {_listed(unclear)}.", "family")
        stood = {stage: {each.state for each in found if each.stage == stage} for stage in _STAGES}
        says = ", ".join(f"{word} {_heard(stood[stage])}" for stage, word in _STAGES.items())
        silent = any("missing" in states for states in stood.values())
        return self._line(not silent, f"{says[0].upper()}{says[1:]}.", "notes", VOICE)

    def closure_summary(self) -> Line:
        return self._kept([each.on for each in self.record.notes if each.type == CLOSURE_SUMMARY], "notes")

    def star(self) -> Line:
        return self._tools(self.record.stars)

    def contact_record(self) -> Line:
        count = self.record.contacts
        return self._line(True, "", "contact") if count else self._none("No contact is on the case.", "contact", "")


_STAGES: Mapping[Stage, str] = {"assessment": "assessment", "plan": "plan", "work": "case work", "closure": "closure"}


def _heard(states: Collection[str]) -> str:
    """How one stage stands in a word: "no" as soon as one child has not been heard at it."""
    if "missing" in states:
        return "no"
    return "yes" if "met" in states else "not needed"


_HAS: Mapping[str, Callable[[_Line], Line]] = {
    "plan": _Line.plan, "open plan actions": _Line.plan_actions, "notes in draft": _Line.drafts,
    "genogram": _Line.genogram, "key agencies": _Line.agencies, "family composition": _Line.composition,
    "parents' telephone numbers": _Line.telephones, "chronology": _Line.chronology, "consent": _Line.consent,
    "voice of the child": _Line.voice, "closure summary": _Line.closure_summary, "tasks": _Line.tasks,
    "voice of the child at each stage": _Line.voice_at_stages, "star": _Line.star,
    "contact record": _Line.contact_record,
}  # fmt: skip


def _is_newer(on: date, span: Span, today: date, days: Days) -> bool:
    """Whether something of a day is no older than a span: three months after 31 August is 30 November (S058)."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return due(span, at, on, days).on >= today


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
