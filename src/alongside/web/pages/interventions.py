"""Asking a service for an intervention from a concern, its answer, and the lists of both (E-CINS 5.4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import Colleague, colleague, practice
from alongside.cases import queries as cases
from alongside.casework.queries import tasks
from alongside.casework.queries.messages import may_receive
from alongside.packs.schema import Label
from alongside.plans.actions.interventions import Answer, NewRequest, answer_request, ask_for_intervention
from alongside.plans.queries import interventions as queries
from alongside.plans.queries.plans import ConcernShown, PlanPage
from alongside.plans.rules.interventions import ACCEPTED, DECLINED, Missing, missing_to_ask, title_of
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.concern_form import concern_on
from alongside.web.pages.fields import Choice, DatedForm, Ticks, Words
from alongside.web.pages.reading import for_page, page_number, with_query
from alongside.web.pages.writing import Sheet, answered

_page = require_http_methods(["GET", "HEAD", "POST"])
SHARE = "share"


# --- what has to be there first


@dataclass(frozen=True)
class Part:
    """Something that has to be there before a service is asked: in words, whether it is, and where it is put right."""

    words: str
    there: bool
    address: str
    link: str


_PARTS: Sequence[tuple[Missing, str, str, str, str]] = (
    ("consent", "consent", "The family’s consent is recorded, with its signed copy", "case_consent", "Go to consent"),
    ("assessment", "assessment", "An assessment is completed", "case_assessments", "Go to the assessments"),
    ("risk", "risk", "The nomination says whether a visit to the home is a risk", "case_nomination",
     "Open the nomination again"),
    ("plan", "plan", "The plan is open", "case_plan", "Go to the plan"),
    ("outcome", "plan", "This concern says which outcome is required", "concern_change", "Change the concern"),
    ("measure", "plan", "This concern says how it is measured", "concern_change", "Change the concern"),
)  # fmt: skip


def _parts(plan: PlanPage, concern: ConcernShown, request: ActingRequest) -> Sequence[Part]:
    needs = practice(request.actor).planning.request_needs
    missing = missing_to_ask(needs, queries.in_place_for(plan, concern, actor=request.actor))
    return [
        Part(words, part not in missing, _where(page, plan.case_id, concern.id), link)
        for part, need, words, page, link in _PARTS
        if need in needs
    ]


def _where(page: str, case_id: int, concern_id: int) -> str:
    return address(page, case_id, concern_id) if page.startswith("concern") else address(page, case_id)


# --- asking


class Asking(DatedForm):
    """Which service is asked, for what, and for which concerns besides."""

    service = Choice(
        label="Which service do you ask?", widget=forms.RadioSelect,
        error_messages={"required": "Choose the service that you ask."},
    )  # fmt: skip
    share = Ticks(label="Access to the case", required=False)
    words = Words(
        label="What do you ask the service to do?", widget=forms.Textarea,
        error_messages={"required": "Say what you ask the service to do."},
        help_text="A few sentences. The assessment and the plan tell the rest.",
    )  # fmt: skip
    also = Ticks(label="Does it relate to other concerns?", required=False)
    priority = Choice(label="Priority", required=False, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, services: Sequence[queries.Offered], others: Sequence[ConcernShown],
        priorities: Sequence[Label], may_share: bool, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self._service(services)
        self._share([each for each in services if not each.sees], may_share)
        also, priority = self.fields["also"], self.fields["priority"]
        assert isinstance(also, Ticks) and isinstance(priority, Choice)
        also.choices = [(str(each.id), f"Concern {each.number}: {each.better}") for each in others]
        if not others:
            del self.fields["also"]
        priority.offer(priorities)

    def _service(self, services: Sequence[queries.Offered]) -> None:
        field = self.fields["service"]
        assert isinstance(field, Choice)
        field.choices = [(each.id, each.title) for each in services]
        sees = {True: "they see this case", False: "they cannot see this case yet"}
        field.hints = {
            each.id: f"{each.hint} {each.team.name}, {each.team.detail}, answers: {sees[each.sees]}.".strip()
            for each in services
        }

    def _share(self, unseen: Sequence[queries.Offered], may_share: bool) -> None:
        field = self.fields["share"]
        assert isinstance(field, Ticks)
        field.choices = [(SHARE, "Share this case with the team that answers, so that they can read it")]
        field.hints = {
            SHARE: "They see the case, the family’s profiles, the assessments and the plan, until you stop it."
        }
        if not unseen or not may_share:
            del self.fields["share"]

    def told(self) -> NewRequest:
        """What was typed."""
        told = self.cleaned_data
        return NewRequest(
            told["service"], told["words"], [int(each) for each in told.get("also", ())], told["priority"],
            SHARE in told.get("share", ()),
        )  # fmt: skip


@_page
def ask(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """Ask one service from a concern; what is missing first is listed, each with the way to it."""
    head = cases.case_head(case_id, actor=request.actor)
    plan, concern = concern_on(case_id, concern_id, request)
    pack = practice(request.actor)
    services = queries.offered(case_id, actor=request.actor)
    usual = next((each.id for each in pack.task_priorities if each.default), "")

    def made(posted: Any) -> Asking:
        return Asking(
            posted, today=request.actor.today, initial={"priority": usual}, services=services,
            others=[each for each in plan.open_concerns if each.id != concern_id], may_share=head.may_share,
            priorities=[Label(id=each.id, title=each.title, hint=each.hint) for each in pack.task_priorities],
        )  # fmt: skip

    def write(form: Any, version: int) -> str:
        number = ask_for_intervention(concern_id, asked=form.told(), actor=request.actor)
        asked = queries.request_on(case_id, number, actor=request.actor)
        messages.success(request, f"{asked.service} is asked. {asked.to} finds the request among its tasks.")
        return reverse("intervention", args=[case_id, number])

    def show(sheet: Sheet) -> HttpResponse:
        parts = _parts(plan, concern, request)
        shown = {
            "case": head, "plan": plan, "concern": concern, "parts": parts, "services": services, "sheet": sheet,
            "form": sheet.form, "ready": all(part.there for part in parts) and concern.is_open,
            "waits": queries.open_request(case_id, actor=request.actor), "title": title_of(case_id),
            "due_on": request.actor.today + timedelta(days=pack.planning.request_days),
        }  # fmt: skip
        return render(request, "interventions/ask.jinja", shown, status=sheet.status)

    return answered(request, made, 0, write, show)


# --- one request


@require_safe
def intervention(request: ActingRequest, case_id: int, request_id: int) -> HttpResponse:
    """One request: what was asked, how it stands, what it came to, and with whom the case is to be shared now."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.request_on(case_id, request_id, actor=request.actor)
    shown = {
        "case": head, "asked": found, "opened": tasks.task(found.task_id, actor=request.actor),
        "to_share": _to_share(found, request), "pack": practice(request.actor),
    }  # fmt: skip
    return render(request, "interventions/intervention.jinja", shown)


def _to_share(found: queries.Request, request: ActingRequest) -> Colleague | None:
    """The colleague it was given to who does not see the case yet; none is given access by itself (S134)."""
    if found.answer != ACCEPTED or found.worker_id is None:
        return None
    worker = colleague(found.worker_id, actor=request.actor)
    return worker if worker and not may_receive(found.case_id, worker, actor=request.actor) else None


class Answering(DatedForm):
    """Accepting, with who and when; or declining, with why."""

    answer = Choice(
        label="What is the answer?", widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the service accepts or declines."},
        choices=[(ACCEPTED, "Accept: the service will work with the family"), (DECLINED, "Decline")],
    )  # fmt: skip
    worker = Choice(label="Who will work with the family?", required=False, widget=forms.Select)
    who = Words(
        label="Or somebody else: name and how to reach them", required=False,
        help_text="Only if they are not in the list above. For example, a name and a telephone number.",
    )  # fmt: skip
    begins = Words(label="When does it begin?", required=False, help_text="For example, in the next week.")
    why = Words(
        label="Anything more", required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed if you decline: say why, and what could help the family instead.",
    )  # fmt: skip

    def __init__(self, *args: Any, workers: Sequence[Colleague], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["worker"]
        assert isinstance(field, Choice)
        field.choices = [("", "Choose a colleague"), *((str(each.user_id), _named(each)) for each in workers)]

    def told(self) -> Answer:
        """What was typed."""
        told = dict(self.cleaned_data)
        return Answer(**told | {"worker": int(told["worker"]) if told["worker"] else None})


def _named(each: Colleague) -> str:
    return f"{each.name}, {each.detail}" if each.detail else each.name


@_page
def answer(request: ActingRequest, case_id: int, request_id: int) -> HttpResponse:
    """Accept or decline a request; whoever asked reads the answer, and so does everybody with the case."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.request_on(case_id, request_id, actor=request.actor)
    opened = tasks.task(found.task_id, actor=request.actor)
    if request.method != "POST" and not opened.may_answer:
        return redirect("intervention", case_id, request_id)
    workers = queries.workers_of(found, actor=request.actor)

    def made(posted: Any) -> Answering:
        return Answering(posted, today=request.actor.today, workers=workers)

    def write(form: Any, version: int) -> str:
        answer_request(request_id, answer=form.told(), version=version, actor=request.actor)
        done = "accepted" if form.cleaned_data["answer"] == ACCEPTED else "declined"
        messages.success(request, f"The request is {done}. {found.asked_by} is told, and it stands on the log.")
        return reverse("intervention", args=[case_id, request_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "asked": found, "opened": opened, "sheet": sheet, "form": sheet.form}
        return render(request, "interventions/answer.jinja", shown, status=sheet.status)

    return answered(request, made, found.task_version, write, show)


# --- the lists

_LISTS = {"asked": "Those I asked", "answer": "For me or my teams to answer"}
_STATES = {"open": "Waiting for an answer", "answered": "Answered"}


@require_safe
def interventions(request: ActingRequest) -> HttpResponse:
    """The requests I made, and those for me and my teams."""
    which = request.GET.get("list", "")
    state = request.GET.get("state", "")
    which = which if which in _LISTS else "asked"
    state = state if state in _STATES else "open"
    at = reverse("interventions")
    found = queries.requests(
        cast(queries.Which, which), actor=request.actor, state=cast(queries.State, state), page=page_number(request)
    )
    shown = {
        "page": found, "which": which, "state": state,
        "lists": [(words, with_query(at, list=name, state=state), name == which) for name, words in _LISTS.items()],
        "states": [(words, with_query(at, list=which, state=name), name == state) for name, words in _STATES.items()],
        "next_page": for_page(at, list=which, state=state),
    }  # fmt: skip
    return render(request, "interventions/interventions.jinja", shown)
