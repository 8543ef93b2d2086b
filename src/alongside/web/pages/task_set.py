"""Setting a task from a case: whom it is for, then what is asked, by when, with what attached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import Away, away, colleagues, find_colleagues, holder_of, practice, teams
from alongside.cases import queries as cases
from alongside.cases.shares import shared_with
from alongside.casework.actions.tasks import NAMED, SOON, Asked, To, set_task, warnings
from alongside.casework.queries.messages import may_receive
from alongside.core.refusals import Invalid, NotFound
from alongside.packs.schema import Label, Pack
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, Clock, DatedForm, Day, Ticks, Words
from alongside.web.pages.files import Files, FilesForm, takes_files
from alongside.web.pages.reading import number, words
from alongside.web.pages.writing import Changing, Sheet

WHO, MEMBER = "who-", "member-"
"""How an address says whom a task is for: the principal of a user or a team, or a member of the family."""


@dataclass(frozen=True)
class Receiver:
    """Whom a task is for, as the pages name them; `sees` is whether they see the case, `away` where they are away."""

    to: To
    name: str
    detail: str
    principal: int = 0
    sees: bool = True
    away: Away | None = None


def receiver(slug: str, case_id: int, family: Sequence[cases.MemberCard], request: ActingRequest) -> Receiver:
    """Whom the address names. Raises NotFound for nobody here."""
    if slug.startswith(MEMBER):
        found = next((each for each in family if each.id == number(slug[len(MEMBER) :]) and each.left_on is None), None)
        if found is None:
            raise NotFound
        return Receiver(To("member", found.id), found.name, f"{found.how_old}, of the family".lstrip(", "))
    principal = number(slug[len(WHO) :]) if slug.startswith(WHO) else None
    whom = holder_of(principal, actor=request.actor) if principal else None
    if whom is None or whom.principal != principal or whom.kind not in {"user", "team"}:
        raise NotFound
    sees = may_receive(case_id, whom, actor=request.actor)
    if whom.user_id is None:
        return Receiver(To("team", whom.team_id or 0), whom.name, whom.detail, whom.principal, sees)
    gone = away([whom.user_id], request.actor.today).get(whom.user_id)
    return Receiver(To("user", whom.user_id), whom.name, whom.detail, whom.principal, sees, gone)


def choices(request: ActingRequest, head: cases.CaseHead, address: Callable[[str], str]) -> dict[str, Any]:
    """Whom a task can be for, for tasks/choose.jinja: those who have the case, those found by the words typed, teams.

    `address` is where choosing leads, by what the address says of whom.
    """
    typed = words(request)
    holding = set(shared_with(head.id, actor=request.actor))
    have_it = [each for each in colleagues(holding, actor=request.actor) if each.kind == "user"]
    found = find_colleagues(typed, actor=request.actor) if typed else []
    users = [each.user_id for each in (*have_it, *found) if each.user_id]
    return {
        "case": head, "q": typed, "colleagues": found, "have_it": have_it, "holding": holding,
        "teams": sorted(teams(actor=request.actor), key=lambda team: team.principal not in holding),
        "away": away(users, request.actor.today), "me": request.actor.user_id,
        "leads_to": lambda whom: address(f"{WHO}{whom.principal}"),
        "leads_to_member": lambda member: address(f"{MEMBER}{member.id}"),
    }  # fmt: skip


@dataclass(frozen=True)
class Occasion:
    """What a task is set from: the case, or something on it, which `caption` and `words` name. `to` is the address for
    whom it is set, `put` says where the task belongs once it is set, and leads there."""

    choose: str
    to: Callable[[str], str]
    back: str
    caption: str = ""
    words: str = ""
    put: Callable[[int], str] | None = None


def _on_case(case_id: int) -> Occasion:
    return Occasion(
        choose=reverse("case_task_add", args=[case_id]), back=reverse("case_tasks", args=[case_id]),
        to=lambda whom: reverse("case_task_set", args=[case_id, whom]),
    )  # fmt: skip


@require_safe
def choose(request: ActingRequest, case_id: int) -> HttpResponse:
    """Choose whom to ask: a colleague, a team, or a member of the family (E-CINS 4, 5.4.1)."""
    return choosing(request, case_id, _on_case(case_id))


def choosing(request: ActingRequest, case_id: int, occasion: Occasion) -> HttpResponse:
    """The page on which it is chosen whom to ask, on this occasion."""
    head = cases.case_head(case_id, actor=request.actor)
    family = [each for each in cases.members(case_id, actor=request.actor) if each.left_on is None]
    shown = choices(request, head, occasion.to)
    return render(
        request, "tasks/choose.jinja", shown | {"family": family, "passing_on": None, "occasion": occasion}
    )  # fmt: skip


class Asking(FilesForm, DatedForm):
    """What is asked for, and by when."""

    title = Words(
        label="Title", error_messages={"required": "Give the task a title."},
        help_text="Everybody with the case reads the title. Say what is asked, without names or anything personal.",
    )  # fmt: skip
    description = Words(
        label="What do you ask for?", widget=forms.Textarea, error_messages={"required": "Say what you ask for."},
        help_text="Say clearly what is to be done, and what you need to know afterwards.",
    )  # fmt: skip
    type = Choice(label="Type", required=False, widget=forms.Select, blank="Not said")
    priority = Choice(label="Priority", required=False, widget=forms.RadioSelect)
    due_on = Day(label="By", required=False)
    due_time = Clock(label="At", required=False, help_text="Only if the time matters.")
    within = Choice(label="Or within", required=False, widget=forms.Select, blank="Choose how long")
    attached = Files(label="Attachments", required=False, help_text="They stand among the documents of the case too.")
    wants_receipt = forms.BooleanField(label="Ask for a receipt", required=False)
    sure = Ticks(label="Read this before you send it", required=False)

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, offered in (("type", pack.task_types), ("priority", pack.task_priorities)):
            field = self.fields[name]
            assert isinstance(field, Choice)
            field.offer([Label(id=each.id, title=each.title, hint=each.hint) for each in offered])
        periods = [(each.id, each.title) for each in pack.task_periods]
        self.fields["within"].choices = [("", "Choose how long"), *periods]  # type: ignore[attr-defined]
        self.fields["sure"].choices = [(SOON, SOON), (NAMED, NAMED)]  # type: ignore[attr-defined]
        self.warns = False

    def warn(self, found: Mapping[str, str]) -> None:
        """Show what is to be read and ticked before the task is sent."""
        self.warns = True
        self.fields["sure"].choices = list(found.items())  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was typed."""
        told = self.cleaned_data
        return Asked(
            told["title"], told["description"], told["type"], told["priority"], told["due_on"], told["due_time"],
            told["within"], told["wants_receipt"],
        )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
def ask(request: ActingRequest, case_id: int, to: str) -> HttpResponse:
    """Say what is asked and by when, and send it; a family member's task is recorded and nothing is sent."""
    return asking(request, case_id, to, _on_case(case_id))


def asking(request: ActingRequest, case_id: int, to: str, occasion: Occasion) -> HttpResponse:
    """The page on which it is said what is asked, on this occasion."""
    head = cases.case_head(case_id, actor=request.actor)
    whom = receiver(to, case_id, cases.members(case_id, actor=request.actor), request)
    pack = practice(request.actor)
    usual = next((each.id for each in pack.task_priorities if each.default), "")

    def made(posted: Any) -> Asking:
        return Asking(posted, initial={"priority": usual}, today=request.actor.today, pack=pack)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Asking)
        return _sent(request, case_id, whom, form, occasion)

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "whom": whom, "sheet": sheet, "form": sheet.form, "occasion": occasion}
        return render(request, "tasks/set.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


def _sent(request: ActingRequest, case_id: int, whom: Receiver, form: Asking, occasion: Occasion) -> str:
    told = form.cleaned_data
    try:
        task = set_task(
            case_id, to=whom.to, asked=form.asked(), actor=request.actor, confirmed=told["sure"],
            documents=told["attached"],
        )  # fmt: skip
    except Invalid as wrong:
        if "sure" not in wrong.fields:
            raise
        form.warn(_warned(case_id, whom, form, request))
        raise Invalid(wrong.sentence, {"sure": "Read this, then tick it to send the task as it is."}) from None
    done = f"It is recorded for {whom.name}. Nothing was sent." if whom.to.kind == "member" else _asked_of(whom)
    messages.success(request, done)
    return occasion.put(task) if occasion.put else reverse("task", args=[task])


def _asked_of(whom: Receiver) -> str:
    return f"The task is sent to {whom.name}."


def _warned(case_id: int, whom: Receiver, form: Asking, request: ActingRequest) -> Mapping[str, str]:
    """What is to be read and ticked, in words, by what it is."""
    found = warnings(case_id, to=whom.to, asked=form.asked(), actor=request.actor)
    said = {}
    for each in found:
        if each.code == SOON:
            said[SOON] = "Less than 24 hours are left. Nobody sits by a computer all day: send it all the same."
        else:
            named = " and ".join(each.names)
            said[NAMED] = f"The title names {named}. Everybody with the case reads it: leave it as it is."
    return said
