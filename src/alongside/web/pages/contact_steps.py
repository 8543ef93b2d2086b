"""Doing a step of the front door beside its contact: confirm, screen, tell whoever made the request, open the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.cases.basis import LAWFUL_BASES
from alongside.cases.consent import HOW as CONSENT_HOW
from alongside.clocks.queries.closed_days import working_days
from alongside.core.actor import LONDON
from alongside.core.days import said
from alongside.core.refusals import NotFound
from alongside.packs.process_schema import Step, Way
from alongside.packs.schema import Label, Pack
from alongside.pathway.actions.front_door import SCREENED
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.opening import offered_name
from alongside.pathway.actions.referrers import tell_desk
from alongside.pathway.queries import contacts as queries
from alongside.pathway.queries.front_door import AtStep, at_step
from alongside.pathway.queries.likeness import Known, Sought, known
from alongside.pathway.queries.panels import PANEL_DOES
from alongside.pathway.rules.front_door import HOW, told_by
from alongside.pathway.rules.references import as_said
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Words
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Sheet, answered

NEW = "new"
LEFT_OUT = "left out"
LONGEST = 10_000


@dataclass(frozen=True)
class Doing:
    """A step to be done, with the contact it is about and whom its family may be."""

    at: AtStep
    contact: queries.ContactPage
    known: Known
    request: ActingRequest

    @property
    def step(self) -> Step:
        """The step of the pack."""
        return self.at.step

    @property
    def pack(self) -> Pack:
        """The practice."""
        return self.at.pack


class StepForm(DatedForm):
    """What a step is finished with. `done` gives it as the action takes it."""

    def __init__(self, *args: Any, doing: Doing, **options: Any) -> None:
        super().__init__(*args, today=doing.request.actor.today, **options)
        self.doing = doing
        self.build()
        for field in self.fields.values():
            if isinstance(field, Day):
                field.today = doing.request.actor.today

    def build(self) -> None:
        """Add the fields of this step."""

    def done(self) -> Done:
        """What was typed, as the action takes it."""
        raise NotImplementedError


class ScreenForm(StepForm):
    """What becomes of the contact, and what that way asks."""

    def build(self) -> None:
        """The ways, each with its questions."""
        ways = self.doing.at.ways
        self.fields["way"] = Choice(
            label="What becomes of it?", widget=forms.RadioSelect,
            choices=[(each.id, each.label or each.id) for each in ways],
            hints={each.id: each.hint for each in ways if each.hint},
            error_messages={"required": "Choose what becomes of this contact."},
        )  # fmt: skip
        for way in ways:
            for question in way.question:
                self.fields[f"{way.id}.{question.id}"] = Words(
                    label=question.asks, required=False, widget=forms.Textarea, help_text=question.hint,
                    max_length=question.longest,
                )  # fmt: skip

    def of_way(self, way: Way) -> list[Any]:
        """The fields that a way asks for."""
        return [self[f"{way.id}.{each.id}"] for each in way.question]

    def clean(self) -> dict[str, Any]:
        """What the chosen way has to have is asked for beside its own field."""
        chosen = next((each for each in self.doing.at.ways if each.id == self.cleaned_data.get("way")), None)
        for question in chosen.question if chosen else ():
            name = f"{chosen.id}.{question.id}" if chosen else ""
            if question.required and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, f"Answer this: {question.asks}")
        return self.cleaned_data

    def done(self) -> Done:
        """The way, and the answers to its own questions alone."""
        way = next(each for each in self.doing.at.ways if each.id == self.cleaned_data["way"])
        return Done(way.id, {each.id: self.cleaned_data[f"{way.id}.{each.id}"] for each in way.question})


class TellForm(StepForm):
    """How whoever made the request is told, in which words, and when."""

    def build(self) -> None:
        """The ways to tell them: by e-mail where one can leave from here."""
        reachable = bool(self.doing.contact.referrer.email and settings.EMAIL_HOST)
        offered = [(key, words) for key, words in HOW.items() if reachable or key != "e-mail"]
        self.fields["how"] = Choice(
            label="How do you tell them?", widget=forms.RadioSelect, choices=offered,
            initial="e-mail" if reachable else "telephone", error_messages={"required": "Choose how you tell them."},
        )  # fmt: skip
        self.fields["words"] = Words(
            label="The e-mail" if reachable else "What they are told", required=False, widget=forms.Textarea,
            initial=words_for(self.doing), max_length=LONGEST,
            help_text="It says nothing of the family. Change it as you like." if reachable else "",
        )  # fmt: skip
        self.fields["on"] = Day(label="On", required=False, help_text="Leave both empty if it is just now.")
        self.fields["at"] = Clock(label="At", required=False)

    def done(self) -> Done:
        """Told now, or when it is said to have been."""
        told = self.cleaned_data
        on, at = told["on"], told["at"]
        happened = datetime.combine(on, at or time(12), LONDON) if on and told["how"] != "e-mail" else None
        happened = min(happened, self.doing.request.actor.now) if happened else None
        return Done("", {"how": told["how"], "words": told["words"]}, happened_at=happened)


class OpenForm(StepForm):
    """Who is who, what the case is called, and on which basis the next teams see it; or the open case to join."""

    def build(self) -> None:
        """A choice for each of the family, and what the case has."""
        contact, pack = self.doing.contact, self.doing.pack
        cases = {number: (name, owner) for each in self.doing.known.persons for number, name, owner in each.cases}
        self.fields["join"] = Choice(
            label="A case of its own, or one that is open?", widget=forms.RadioSelect, required=False,
            choices=[("", "Open a case for this family"), *(
                (str(key), f"Join case {key}: {name} ({owner})") for key, (name, owner) in cases.items()
            )],
        )  # fmt: skip
        for row in contact.people:
            self.fields[f"who_{row.id}"] = Choice(
                label=row.name, widget=forms.RadioSelect, choices=self._who(row), initial=self._guess(row),
                help_text=_said_of(row),
            )  # fmt: skip
        self.fields["head"] = forms.ChoiceField(
            label="Head of the family", choices=[(str(row.id), row.name) for row in contact.people], required=False,
            initial=str(contact.people[0].id) if contact.people else "",
        )  # fmt: skip
        self.fields["name"] = Words(
            label="Case name", required=False,
            initial=offered_name((each.surname, each.postcode) for each in contact.people),
            help_text="Every surname in the family, then the postcode, so that others can find it.",
        )  # fmt: skip
        area = Choice(label="Area", required=False, widget=forms.Select, blank="Choose an area", initial=contact.area)
        area.offer([Label(id=each.id, title=each.title) for each in pack.areas])
        self.fields["area"] = area
        self._basis_fields()

    def _basis_fields(self) -> None:
        self.fields["basis"] = Choice(
            label="On which basis do the next teams see the case?", widget=forms.RadioSelect, required=False,
            choices=[("consent", "The family agrees"), *LAWFUL_BASES.items(), ("", "Nothing is said yet")],
            hints={"": "Then only you and the coordinating team see it, and what a team does next has to wait."},
        )  # fmt: skip
        self.fields["given_by"] = Words(label="Who of the family agreed", required=False)
        self.fields["how"] = forms.ChoiceField(
            label="How they said so", required=False, choices=[("", "Choose how"), *CONSENT_HOW.items()]
        )
        self.fields["on"] = Day(label="On which day", required=False)
        self.fields["shared_with"] = Words(label="With which agencies, and for what", required=False)
        self.fields["why"] = Words(
            label="Without consent: why is it necessary and fair?", required=False, widget=forms.Textarea
        )

    @property
    def who(self) -> list[Any]:
        """The choices of who each of the family is."""
        return [self[f"who_{row.id}"] for row in self.doing.contact.people]

    def _who(self, row: queries.Named) -> list[tuple[str, str]]:
        everybody = [each.person for each in self.doing.known.persons]
        alike = [each for each in everybody if each.surname.casefold() == row.surname.casefold()]
        found = [
            (str(each.id), ", ".join(part for part in (each.name, each.age_words, each.address) if part))
            for each in alike or everybody
        ]
        return [*found, (NEW, "Somebody new: add a profile"), (LEFT_OUT, "Not part of this family: leave out")]

    def _guess(self, row: queries.Named) -> str:
        """Only what was chosen already is chosen: a likeness is for a person to judge."""
        offered = {str(each.person.id) for each in self.doing.known.persons}
        return str(row.person_id) if str(row.person_id) in offered else "" if offered else NEW

    def done(self) -> Done:
        """Whom each turned out to be, and the rest as it stands."""
        told = self.cleaned_data
        who = {row.id: told[f"who_{row.id}"] for row in self.doing.contact.people}
        people = {str(key): number(value) for key, value in who.items() if value != LEFT_OUT}
        kept = {name: told[name] for name in ("name", "area", "basis", "given_by", "how", "shared_with", "why")}
        kept |= {"people": people, "head": number(told["head"]), "join": number(told["join"])}
        return Done("", kept | {"on": told["on"].isoformat() if told["on"] else ""})


def _said_of(row: queries.Named) -> str:
    """What tells somebody of the family apart, in a line."""
    return ", ".join(part for part in (row.relationship, said(row.born_on) if row.born_on else "") if part)


_FORMS: Mapping[str, type[StepForm]] = {
    "acknowledge": TellForm, "tell referrer": TellForm, "screen": ScreenForm, "open case": OpenForm,
}  # fmt: skip


def words_for(doing: Doing) -> str:
    """The e-mail as it is offered: what became of it, the reference and where to follow it; no word of the family."""
    contact, acknowledging = doing.contact, doing.step.does == "acknowledge"
    greeting = f"Dear {contact.referrer.name}," if contact.referrer.name else "Hello,"
    received = contact.received_at.astimezone(LONDON).date()
    says = f"We received your request for support on {said(received)}." if acknowledging else _outcome(doing)
    by = _by_when(doing) if acknowledging else "If you have a question, ring the number that you have for us."
    follow = f"Your reference is {as_said(contact.reference)}. You can follow it at {settings.SITE_ADDRESS}/reference/"
    return "\n\n".join([greeting, says, by, follow, doing.request.actor.name])


def _outcome(doing: Doing) -> str:
    """What was decided in this process: a panel's journey still knows how the request was screened before it (3.1)."""
    chosen = str(doing.at.facts.get(_DECIDED_BY[_of(doing.at)], ""))
    return next(
        (way.tells for step in doing.at.process.step for way in step.next if way.id == chosen and way.tells), ""
    )


_DECIDED_BY = {"screening": SCREENED, "panel": "decided"}


def _of(at: AtStep) -> str:
    """Of what whoever made the request is told: of their request's receipt, of screening, or of the panel."""
    if at.step.does == "acknowledge":
        return "receipt"
    return "panel" if any(each.does in PANEL_DOES for each in at.process.step) else "screening"


def _by_when(doing: Doing) -> str:
    """By when whoever made the request is told the outcome: the practice may give no time for it."""
    received, today = doing.contact.received_at.astimezone(LONDON).date(), doing.request.actor.today
    last = told_by(doing.pack, received, today, working_days(actor=doing.request.actor))
    return f"You will be told by {said(last)} what becomes of it." if last else "You will be told what becomes of it."


@require_http_methods(["GET", "HEAD", "POST"])
def contact_step(request: ActingRequest, contact_id: int, item_id: int) -> HttpResponse:
    """Do a step of the front door, the contact beside it."""
    contact = queries.contact(contact_id, actor=request.actor)
    at = at_step(item_id, actor=request.actor)
    if at.contact_id != contact_id or at.step.does not in _FORMS:
        raise NotFound
    if at.done:
        return redirect("contact", contact_id)
    doing = Doing(at, contact, _known(contact, request, at.step), request)

    def made(posted: Any) -> forms.Form:
        return _FORMS[at.step.does](posted, doing=doing)

    def write(form: Any, version: int) -> str:
        finish(item_id, version=version, done=form.done(), actor=request.actor)
        messages.success(request, f"Done: {at.step.title}.")
        return _on(request, contact_id, at.step)

    def show(sheet: Sheet) -> HttpResponse:
        shown = {
            "contact": contact, "doing": doing, "step": at.step, "form": sheet.form, "sheet": sheet, "pack": at.pack,
            "may": at.may, "reference": as_said(contact.reference), "from_screening": _from_screening(request),
            "answered": (),
        }  # fmt: skip
        return render(request, "contacts/step.jinja", shown, status=sheet.status)

    return answered(request, made, at.version, write, show)


def _known(contact: queries.ContactPage, request: ActingRequest, step: Step) -> Known:
    if step.does not in {"screen", "open case"}:
        return Known()
    sought = [Sought(each.forename, each.surname, each.born_on, each.postcode) for each in contact.people]
    return known(sought, actor=request.actor, but=contact.id, note=False)


def _from_screening(request: ActingRequest) -> bool:
    return request.GET.get("next") == "screening"


def _on(request: ActingRequest, contact_id: int, step: Step) -> str:
    """The next contact to be screened, for whoever goes through the list; else the contact."""
    if step.does != "screen" or not _from_screening(request):
        return reverse("contact", args=[contact_id])
    following = next((each for each in queries.waiting_for_screening(actor=request.actor, limit=1)), None)
    if following is None:
        return reverse("screening")
    return reverse("contact_step", args=[following.id, following.item_id]) + "?next=screening"


@require_POST
def contact_desk_told(request: ActingRequest, contact_id: int, item_id: int) -> HttpResponse:
    """Record that the desk which passed it on was told; the referrer still is to be, and the clock goes on (S006)."""
    at = at_step(item_id, actor=request.actor)
    if at.contact_id != contact_id or at.step.does not in {"acknowledge", "tell referrer"}:
        raise NotFound
    tell_desk(contact_id, of=_of(at), actor=request.actor)
    messages.success(request, "Recorded. Whoever made the request is still to be told.")
    return redirect("contact_step", contact_id, item_id)
