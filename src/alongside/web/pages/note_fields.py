"""The form of a note: when, where and who, the headings of its type, what is said of each child, who may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from alongside.cases.queries import MemberCard
from alongside.casework.actions.logs import Contact, Note
from alongside.casework.rules.logs import ChildSeen, missing_of_child
from alongside.core.actor import LONDON, Actor
from alongside.packs.parts import age_bands
from alongside.packs.schema import NoteType, Pack
from alongside.people.rules import is_child
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Words

YES_NO = (("yes", "Yes"), ("no", "No"))
REACHED = (("yes", "Yes"), ("no", "No, nobody was there or answered"))
SPOKEN = (*YES_NO, ("observed", "Too young: observed"))


@dataclass(frozen=True)
class Reader:
    """Somebody, or a team, that a note can be restricted to."""

    principal: int
    name: str
    detail: str


@dataclass(frozen=True)
class About:
    """What a note is written about: its type, the family, who could read it, and who writes it when."""

    type: NoteType
    pack: Pack
    family: Sequence[MemberCard]
    readers: Sequence[Reader]
    actor: Actor

    @property
    def children(self) -> Sequence[MemberCard]:
        """Of whom it is asked whether they were seen."""
        if not self.type.asks_of_children:
            return ()
        bands = age_bands(self.pack)
        return [each for each in self.family if each.left_on is None and is_child(each.age, each.band, bands)]

    def must_say(self, child: MemberCard) -> bool:
        """Whether it has to be said of this child: at a visit of each who is born; direct work is with one or two."""
        return not self.type.child_voice and child.band != "Unborn"


class Several(forms.MultipleChoiceField):
    """Any of several, as chips."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.error_messages["invalid_choice"] = "Choose from the list."


class NoteForm(DatedForm):
    """A note of one type, about one family."""

    day = Day(label="Date of contact", error_messages={"required": "Enter the date of the contact."})
    time = Clock(label="Time", error_messages={"required": "Enter the time of the contact."})
    where = Words(label="Where", required=False, help_text="For example: home visit, by telephone, school.")
    who = Words(label="Who", required=False, help_text="Whom you saw or spoke to.")

    def __init__(self, *args: Any, about: About, **options: Any) -> None:
        super().__init__(*args, today=about.actor.today, **options)
        self.about = about
        self._words_fields()
        present = [each for each in about.family if each.left_on is None]
        self.fields["members"] = Several(
            label="About whom", choices=[(str(each.id), each.name) for each in present],
            help_text="One note can be about several members.",
        )  # fmt: skip
        if "family.contacted" in about.type.makes:
            self.fields["reached"] = Choice(
                label="Did you reach the family?",
                choices=REACHED,
                widget=forms.RadioSelect,
                required=False,
                initial="yes",
            )
        for child in about.children:
            self._child_fields(child)
        self.fields["restricted"] = Several(
            label="Who may read it", choices=[("yes", "Only some of those with the case")]
        )
        self.fields["readers"] = Several(
            label="Who besides you", choices=[(str(each.principal), each.name) for each in about.readers],
            help_text="For everybody else the note is not there: not in the log, in no count, no search, no history.",
        )  # fmt: skip
        for field in self.fields.values():
            if isinstance(field, Day):
                field.today = about.actor.today

    def _words_fields(self) -> None:
        for heading in self.about.type.heading:
            label = heading.title if heading.required else f"{heading.title} (optional)"
            self.fields[f"h-{heading.id}"] = Words(
                label=label, widget=forms.Textarea, help_text=heading.hint, required=heading.required,
                error_messages={"required": f"Write something under {heading.title}."},
            )  # fmt: skip
        stood = str(self.data.get("what") or self.initial.get("what") or "")
        if not self.about.type.heading:
            self.fields["what"] = Words(
                label="What", widget=forms.Textarea,
                help_text="A brief summary of the visit, contact or observation.",
                error_messages={"required": "Say what happened."},
            )  # fmt: skip
        elif stood.strip():
            self.fields["what"] = Words(
                label="What you wrote first", widget=forms.Textarea, required=False,
                help_text="Move it under the headings. What you leave here is saved with the note.",
            )  # fmt: skip

    def _child_fields(self, child: MemberCard) -> None:
        name, radios = f"c-{child.id}", forms.RadioSelect
        self.fields[f"{name}-seen"] = Choice(label="Seen?", choices=YES_NO, widget=radios, required=False)
        self.fields[f"{name}-alone"] = Choice(label="Seen alone?", choices=YES_NO, widget=radios, required=False)
        self.fields[f"{name}-spoken"] = Choice(label="Spoken to?", choices=SPOKEN, widget=radios, required=False)
        self.fields[f"{name}-words"] = Words(
            label="In their own words", widget=forms.Textarea(attrs={"rows": 3}), required=False,
            help_text="As they said it. Of a child too young to speak, what you observed.",
        )  # fmt: skip
        self.fields[f"{name}-why"] = Words(label="Why were they not seen?", required=False)

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot tell: that the contact is past, and that enough is said of each child."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("day") and told.get("time") and self._at(told) > self.about.actor.now:
            self.add_error("day", "The contact cannot be after now. Check the date and the time.")
        for child in self.about.children:
            required = self.about.must_say(child) and told.get("reached") != "no"
            if sentence := missing_of_child(self._child(child, told).sensible(), required=required):
                self.add_error(f"c-{child.id}-{self._where(child, told)}", f"{child.name}: {sentence}")
        if self.about.type.child_voice and self.about.children and not any(self._said(told)):
            self.add_error(f"c-{self.about.children[0].id}-seen", "Say of at least one child whether they were seen.")
        if told.get("restricted") and not told.get("readers"):
            self.add_error("readers", "Choose who may read it besides you.")
        return told

    def add_error(self, field: str | None, error: Any) -> None:
        """Beside the field it concerns; the actions know day and time as one, and what is said of a child as one."""
        if field == "contact_at":
            field = "day"
        if field and field.startswith("c-") and field not in self.fields:
            field = f"{field}-seen"
        super().add_error(field if field in self.fields else None, error)

    def note(self) -> Note:
        """What was told, as the action takes it."""
        told = self.cleaned_data
        return Note(
            contact=Contact(self._at(told), told["where"], told["who"], told.get("what", "")),
            type=self.about.type.id,
            headings={each.id: told[f"h-{each.id}"] for each in self.about.type.heading},
            members=[int(each) for each in told["members"]],
            children=self._said(told),
            readers=[int(each) for each in told["readers"]] if told["restricted"] else None,
            reached=told.get("reached") != "no",
        )

    def _at(self, told: Mapping[str, Any]) -> datetime:
        return datetime.combine(told["day"], told["time"], LONDON)

    def _said(self, told: Mapping[str, Any]) -> list[ChildSeen]:
        found = [self._child(child, told) for child in self.about.children]
        return [each for each in found if each.said]

    @staticmethod
    def _child(child: MemberCard, told: Mapping[str, Any]) -> ChildSeen:
        def answer(part: str) -> Any:
            return told.get(f"c-{child.id}-{part}", "")

        yes = {"yes": True, "no": False}
        return ChildSeen(
            child.id, yes.get(answer("seen")), yes.get(answer("alone")), yes.get(answer("spoken")),
            answer("spoken") == "observed", answer("words"), answer("why"),
        )  # fmt: skip

    @staticmethod
    def _where(child: MemberCard, told: Mapping[str, Any]) -> str:
        """Which part of what is asked of a child is missing."""
        if told.get(f"c-{child.id}-seen") != "yes":
            return "why" if told.get(f"c-{child.id}-seen") == "no" else "seen"
        if not told.get(f"c-{child.id}-alone"):
            return "alone"
        return "words" if told.get(f"c-{child.id}-spoken") == "observed" else "spoken"

    # --- for its page

    @property
    def words_fields(self) -> list[forms.BoundField]:
        """The headings, and what was written first, or the words of a note without headings."""
        return [self[name] for name in self.fields if name.startswith("h-") or name == "what"]

    @property
    def child_fields(self) -> list[tuple[MemberCard, bool, Mapping[str, forms.BoundField]]]:
        """Each child, whether it must be said of them, and the fields in which it is."""
        parts = ("seen", "alone", "spoken", "words", "why")
        return [
            (child, self.about.must_say(child), {part: self[f"c-{child.id}-{part}"] for part in parts})
            for child in self.about.children
        ]
