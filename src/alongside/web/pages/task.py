"""One task, and everything that is done with it: accepting, taking, completing, asking, answering, handing on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.actions import tasks as actions
from alongside.casework.queries import tasks as queries
from alongside.casework.queries.workload import is_on_workload
from alongside.casework.rules.tasks import Due, What, is_request
from alongside.core.refusals import NotFound
from alongside.documents.queries import documents_by_id
from alongside.packs.schema import Label, Pack
from alongside.plans.queries.interventions import request_of_task
from alongside.plans.queries.plans import concerns_of_tasks
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Words
from alongside.web.pages.task_set import Receiver, choices, receiver
from alongside.web.pages.writing import Sheet, answered

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def task(request: ActingRequest, task_id: int) -> HttpResponse:
    """One task, with what was said and done about it, and what is mine to do with it."""
    return render(request, "tasks/task.jinja", _shown(request, queries.task(task_id, actor=request.actor)))


def _shown(request: ActingRequest, opened: queries.Opened) -> dict[str, Any]:
    head = opened.head
    return {
        "opened": opened,
        "task": head,
        "case": cases.case_head(head.case_id, actor=request.actor),
        "pack": practice(request.actor),
        "concern": concerns_of_tasks([head.id], actor=request.actor).get(head.id),
        "on_workload": is_on_workload("task", head.id, actor=request.actor),
        "asked_of": request_of_task(head.id, actor=request.actor) if is_request(head.standing) else None,
        "documents": documents_by_id(opened.documents, actor=request.actor) if opened.documents else [],
    }


# --- what each turn asks for


class Saying(DatedForm):
    """A turn that is words alone."""

    words = Words(label="What do you want to say?", widget=forms.Textarea, required=False)


class Completing(Saying):
    """Completing, with words or without."""

    words = Words(
        label="What was done?", widget=forms.Textarea, required=False,
        help_text="Leave it empty to complete the task without a note.",
    )  # fmt: skip
    note = forms.BooleanField(label="Write this on the log of the case too", required=False)
    action_type = Choice(label="Record it as an action too", required=False, widget=forms.Select, blank="No action")

    def offer(self, pack: Pack) -> None:
        """Take the action types of the pack."""
        field = self.fields["action_type"]
        assert isinstance(field, Choice)
        field.offer([Label(id=each.id, title=each.title, hint=each.hint) for each in pack.action_types])


class Asking(Saying):
    """Asking for a later day."""

    due_on = Day(label="Until when?", required=False)
    due_time = Clock(label="At", required=False, help_text="Only if the time matters.")
    words = Words(label="Why?", widget=forms.Textarea, required=False)

    def due(self) -> Due | None:
        """The day asked for."""
        told = self.cleaned_data
        return Due(told["due_on"], told["due_time"]) if told["due_on"] else None


class Answering(Asking):
    """Granting a later day, or not."""

    field_order = ("granted", "due_on", "due_time", "words")
    granted = Choice(
        label="Do you give more time?", widget=forms.RadioSelect,
        choices=[("yes", "Yes, the task is due on the day below"), ("no", "No, it stays as it is")],
        error_messages={"required": "Choose yes or no."},
    )  # fmt: skip
    due_on = Day(label="New day", required=False)
    words = Words(label="Message", widget=forms.Textarea, required=False, help_text="Needed where the answer is no.")


class Reopening(Asking):
    """Reopening, with a new day where the old one is over."""

    due_on = Day(label="New day", required=False, help_text="Leave it empty to keep the day it was due on.")
    words = Words(label="What is still to be done?", widget=forms.Textarea, required=False)


Write = Callable[[int, int, Any, ActingRequest], None]


@dataclass(frozen=True)
class Turning:
    """A turn as its page asks for it: the form, what stands over and under it, and the action that is called."""

    what: What
    heading: str
    button: str
    said: str
    form: type[DatedForm]
    write: Callable[..., None]
    label: str = ""
    hint: str = ""


def _complete(task_id: int, version: int, form: Any, request: ActingRequest) -> None:
    told = form.cleaned_data
    actions.complete(task_id, version=version, actor=request.actor, **told)


def _ask(task_id: int, version: int, form: Any, request: ActingRequest) -> None:
    words = form.cleaned_data["words"]
    actions.ask_for_extension(task_id, version=version, due=form.due(), words=words, actor=request.actor)


def _answer(task_id: int, version: int, form: Any, request: ActingRequest) -> None:
    told = form.cleaned_data
    actions.answer_extension(
        task_id, version=version, granted=told["granted"] == "yes", words=told["words"], due=form.due(),
        actor=request.actor,
    )  # fmt: skip


def _reopen(task_id: int, version: int, form: Any, request: ActingRequest) -> None:
    words = form.cleaned_data["words"]
    actions.reopen(task_id, version=version, words=words, due=form.due(), actor=request.actor)


def _in_words(action: Callable[..., None]) -> Write:
    def write(task_id: int, version: int, form: Any, request: ActingRequest) -> None:
        action(task_id, version=version, words=form.cleaned_data["words"], actor=request.actor)

    return write


def _at_once(action: Callable[..., None]) -> Write:
    def write(task_id: int, version: int, form: Any, request: ActingRequest) -> None:
        action(task_id, version=version, actor=request.actor)

    return write


TURNS: Mapping[str, Turning] = {
    "complete": Turning(
        "completed", "Complete the task", "Complete the task", "The task is completed.", Completing, _complete
    ),
    "more-time": Turning(
        "extension-asked", "Ask for more time", "Ask for more time", "You asked for more time.", Asking, _ask
    ),
    "answer-more-time": Turning(
        "extension-answered", "Answer the request for more time", "Send the answer", "Your answer is sent.",
        Answering, _answer,
    ),
    "more-detail": Turning(
        "detail-asked", "Ask for more detail", "Ask", "Your question is sent.", Saying,
        _in_words(actions.ask_for_detail), "What do you need to know?",
    ),
    "answer-more-detail": Turning(
        "detail-given", "Give more detail", "Send the answer", "Your answer is sent.", Saying,
        _in_words(actions.give_detail), "Your answer",
    ),
    "reopen": Turning("reopened", "Reopen the task", "Reopen the task", "The task is open again.", Reopening, _reopen),
    "accept": Turning(
        "accepted", "Accept the task", "Accept", "You accepted the task. Whoever set it sees when.", DatedForm,
        _at_once(actions.accept),
    ),
    "take": Turning("taken", "Take the task", "Take", "The task is yours.", DatedForm, _at_once(actions.take)),
    "give-back": Turning(
        "given-back", "Give the task back", "Give it back", "The task is the team’s again.", DatedForm,
        _at_once(actions.give_back),
    ),
}  # fmt: skip


@_page
def turn(request: ActingRequest, task_id: int, turn: str) -> HttpResponse:
    """Do something with a task (E-CINS 5.4.2): a page of its own, or opened in place on the page of the task."""
    opened = queries.task(task_id, actor=request.actor)
    if turn not in TURNS:
        raise NotFound
    asks = TURNS[turn]
    if request.method != "POST" and (asks.what not in opened.may or asks.form is DatedForm):
        return redirect("task", task_id)

    def made(posted: Any) -> DatedForm:
        initial: dict[str, Any] = {}
        if asks.what == "extension-answered" and opened.asked:
            initial = {"due_on": opened.asked.on, "due_time": opened.asked.by}
        form = asks.form(posted, initial=initial, today=request.actor.today)
        if asks.label:
            form.fields["words"].label = asks.label
        if isinstance(form, Completing):
            form.offer(practice(request.actor))
        return form

    def write(form: Any, version: int) -> str:
        asks.write(task_id, version, form, request)
        messages.success(request, asks.said)
        return reverse("task", args=[task_id])

    def show(sheet: Sheet) -> HttpResponse:
        in_place = request.headers.get("HX-Request") == "true"
        more = {"asks": asks, "sheet": sheet, "form": sheet.form, "in_place": in_place, "action": request.path}
        return render(request, "tasks/turn.jinja", _shown(request, opened) | more, status=sheet.status)

    return answered(request, made, opened.head.version, write, show)


# --- handing it on


class HandingOn(DatedForm):
    """The message that goes with a task handed on."""

    words = Words(label="Message", widget=forms.Textarea, required=False, help_text="Why you hand it on. They read it.")


@require_safe
def hand_on(request: ActingRequest, task_id: int) -> HttpResponse:
    """Choose the colleague or the team that a task is handed to."""
    opened = queries.task(task_id, actor=request.actor)
    if "reassigned" not in opened.may:
        return redirect("task", task_id)
    head = cases.case_head(opened.head.case_id, actor=request.actor)
    shown = choices(request, head, lambda to: reverse("task_hand_on_to", args=[task_id, to]))
    return render(request, "tasks/choose.jinja", shown | {"family": [], "passing_on": opened.head})


@_page
def hand_on_to(request: ActingRequest, task_id: int, to: str) -> HttpResponse:
    """Hand a task to a user or a team, with a message."""
    opened = queries.task(task_id, actor=request.actor)
    whom = receiver(to, opened.head.case_id, [], request)
    heading = f"Hand the task to {whom.name}"
    asks = Turning("reassigned", heading, "Hand it on", "", HandingOn, _handed)
    if request.method != "POST" and asks.what not in opened.may:
        return redirect("task", task_id)

    def made(posted: Any) -> DatedForm:
        return HandingOn(posted, today=request.actor.today)

    def write(form: Any, version: int) -> str:
        _handed(task_id, version, form, request, whom)
        messages.success(request, f"The task is handed to {whom.name}.")
        return reverse("task", args=[task_id])

    def show(sheet: Sheet) -> HttpResponse:
        more = {"asks": asks, "sheet": sheet, "form": sheet.form, "in_place": False, "action": request.path}
        return render(request, "tasks/turn.jinja", _shown(request, opened) | more | {"whom": whom}, status=sheet.status)

    return answered(request, made, opened.head.version, write, show)


def _handed(task_id: int, version: int, form: Any, request: ActingRequest, whom: Receiver) -> None:
    words = form.cleaned_data["words"]
    actions.reassign(task_id, version=version, to=whom.to, words=words, actor=request.actor)
