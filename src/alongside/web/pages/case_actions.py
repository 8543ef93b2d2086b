"""The actions of a case: open ones first by the day they are due; added, changed, completed and reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.actions.case_actions import Told, add_action, change_action
from alongside.casework.queries import case_actions as queries
from alongside.casework.queries.logs import log as note_of
from alongside.core.refusals import NotFound
from alongside.packs.schema import Pack
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.note_fields import Several
from alongside.web.pages.reading import for_page, number, page_number, with_query
from alongside.web.pages.writing import Changing, Sheet, together

_SHOWN = (("", "All"), ("open", "Open"), ("completed", "Completed"))


@require_safe
def actions(request: ActingRequest, case_id: int) -> HttpResponse:
    """The actions of a case, and those of its notes (CCM 1.5)."""
    head = cases.case_head(case_id, actor=request.actor)
    only = request.GET.get("show", "")
    only = only if only in ("open", "completed") else ""
    page = queries.actions(case_id, actor=request.actor, only=only, page=page_number(request))
    at = reverse("case_actions", args=[case_id])
    family = cases.members(case_id, actor=request.actor)
    more = {
        "page": page,
        "only": only,
        "choices": [(words, with_query(at, show=name), name == only) for name, words in _SHOWN],
        "next_page": for_page(at, show=only),
    }
    return render(request, "actions/actions.jinja", around(request, head, family, "actions") | more)


class ActionForm(DatedForm):
    """An action: what, of which type, when created, due and completed, why, what came of it, with whom."""

    name = Words(label="What is to be done", error_messages={"required": "Say what is to be done."})
    type = Choice(label="Type", blank="Choose a type", error_messages={"required": "Choose what kind of action it is."})
    created_on = Day(label="Created", error_messages={"required": "Enter the date it was created."})
    due_on = Day(label="Due", required=False)
    participants = Several(label="Participants", help_text="From the people around this family.")
    reason = Words(label="Reason", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    completed_on = Day(
        label="Completed", required=False, help_text="Leave it empty while it is open. Taking the date away reopens it."
    )
    outcome = Words(
        label="Outcome", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What came of it. Needed once it is completed.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, pack: Pack, people: Sequence[queries.Participant], kept: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        types, chosen = self.fields["type"], self.fields["participants"]
        assert isinstance(types, Choice) and isinstance(chosen, Several)
        offered = {each.id: each.title for each in pack.action_types}
        offered |= {kept: pack.title_of("action_types", kept)} if kept else {}
        types.choices = [("", types.blank), *offered.items()]
        chosen.choices = [(each.value, each.name) for each in dict.fromkeys(people)]

    def told(self) -> Told:
        """What was told, as the actions take it."""
        return Told(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Add an action to a case, or to one of its notes."""
    head = cases.case_head(case_id, actor=request.actor)
    note = number(request.GET.get("note", ""))
    entry = note_of(case_id, note, actor=request.actor) if note else None
    people = queries.people_of_case(case_id, actor=request.actor)
    pack, today = practice(request.actor), request.actor.today

    def made(posted: Any) -> ActionForm:
        return ActionForm(posted, pack=pack, people=people, today=today, initial={"created_on": today})

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ActionForm)
        found = add_action(form.told(), case_id=case_id, log_id=note, actor=request.actor)
        messages.success(request, "The action is added.")
        return f"{reverse('case_actions', args=[case_id])}#action-{found}"

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "sheet": sheet, "form": sheet.form, "entry": entry, "action": None, "pack": pack}
        return render(request, "actions/action.jinja", shown | {"history": (), "opened": ()}, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


def _typed(stands: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in stands.items() if name != "participants"}


def _both(told: Told, stands: Sequence[str], opened: Sequence[str]) -> Told:
    """What two people did to the participants, together: whom each of them added, without whom either took off."""
    return replace(told, participants=together(told.participants, stands, opened))


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: ActingRequest, case_id: int, action_id: int) -> HttpResponse:
    """One action: as it stands, to be changed, completed or reopened, with its history."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.action(action_id, case_id=case_id, actor=request.actor)
    if found.report:
        raise NotFound  # it is read and changed on its report
    people = [*queries.people_of_case(case_id, actor=request.actor), *found.participants]
    pack, today = practice(request.actor), request.actor.today
    initial = {name: getattr(found, name) for name in _FIELDS} | {
        "participants": [each.value for each in found.participants]
    }

    def made(posted: Any) -> ActionForm:
        return ActionForm(posted, pack=pack, people=people, kept=found.type, today=today, initial=dict(initial))

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ActionForm)
        stands = [each.value for each in queries.action(action_id, case_id=case_id, actor=request.actor).participants]
        merged = _both(form.told(), stands, request.POST.getlist("was-participants"))
        change_action(action_id, told=merged, version=version, case_id=case_id, actor=request.actor)
        messages.success(request, "The action is saved.")
        return f"{reverse('case_actions', args=[case_id])}#action-{action_id}"

    def show(sheet: Sheet) -> HttpResponse:
        history = cases.history_of(case_id, what="action", number=action_id, actor=request.actor)
        entry = note_of(case_id, found.log, actor=request.actor) if found.log else None
        opened = request.POST.getlist("was-participants") if request.method == "POST" else initial["participants"]
        shown = {"case": head, "sheet": sheet, "form": sheet.form, "entry": entry, "action": found, "pack": pack}
        more = {"history": history, "opened": opened}
        return render(request, "actions/action.jinja", shown | more, status=sheet.status)

    return Changing(made, found.version, write, _typed).answer(request, show)


_FIELDS = ("name", "type", "created_on", "due_on", "reason", "completed_on", "outcome")
