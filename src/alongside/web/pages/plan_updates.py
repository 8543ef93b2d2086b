"""What happens to a plan after it is made: updates on it and on its concerns, and its status with what follows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.cases.shares import shares
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound, Refused
from alongside.packs.schema import Label
from alongside.plans.actions.statuses import Changed, set_status
from alongside.plans.actions.updates import Told, add_update
from alongside.plans.queries import plans as queries
from alongside.plans.queries import updates
from alongside.plans.queries.statuses import StatusOffered, statuses_of
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.note_fields import Several
from alongside.web.pages.plan import plan_on
from alongside.web.pages.reading import for_page, number, page_number
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])


def those_with_the_case(case_id: int, actor: Actor) -> Sequence[tuple[str, str]]:
    """Whom one can tell: each user and team that the case is shared with, by principal; without the actor."""
    held = [each for each in shares(case_id, actor=actor) if each.holds and each.holder != actor.own]
    return [(str(holder), name) for holder, name in {each.holder: each.name for each in held}.items()]


class UpdateForm(DatedForm):
    """An update: its type, the day it is about, what happened, whom to tell."""

    type = Choice(label="Type of update", widget=forms.RadioSelect, error_messages={"required": "Choose a type."})
    on = Day(
        label="Date", help_text="When it happened. When you wrote it is kept too.",
        error_messages={"required": "Enter the date that this is about."},
    )  # fmt: skip
    words = Words(label="What happened", widget=forms.Textarea, error_messages={"required": "Say what happened."})
    tell = Several(
        label="Tell", help_text="They get a message and an e-mail that say there is an update, and nothing of it."
    )

    def told(self) -> Told:
        """What was typed, as the actions take it."""
        said = self.cleaned_data
        return Told(said["words"], said["on"], said.get("type", ""), [int(each) for each in said["tell"]])


def _offered(form: Any, case_id: int, request: ActingRequest) -> Any:
    form.fields["tell"].choices = those_with_the_case(case_id, request.actor)
    return form


@_page
def add(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Add an update to the plan as a whole (E-CINS 5.4.4)."""
    return _add(request, case_id, plan_on(case_id, plan_id, request), None)


@_page
def add_to_concern(request: ActingRequest, case_id: int, plan_id: int, concern_id: int) -> HttpResponse:
    """Add an update to one concern (E-CINS 5.4.3)."""
    found = plan_on(case_id, plan_id, request)
    return _add(request, case_id, found, found.concern(concern_id))


def _add(
    request: ActingRequest, case_id: int, found: queries.PlanPage, concern: queries.ConcernShown | None
) -> HttpResponse:
    head = cases.case_head(case_id, actor=request.actor)
    if not found.is_in_hand and request.method != "POST":
        raise Refused("This plan has ended and stays as it is. Change its status to open it again.")
    types = practice(request.actor).plan_update_types
    back = reverse("case_plan", args=[case_id]) + (f"#concern-{concern.id}" if concern else "#updates")

    def made(posted: Any) -> UpdateForm:
        initial = {"on": request.actor.today, "type": types[0].id if types else ""}
        form = UpdateForm(posted, today=request.actor.today, initial=initial)
        if types:
            form.fields["type"].offer([Label(id=each.id, title=each.title, hint=each.hint) for each in types])  # type: ignore[attr-defined]
        else:
            del form.fields["type"]
        return _offered(form, case_id, request)  # type: ignore[no-any-return]

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, UpdateForm)
        add_update(found.id, told=form.told(), actor=request.actor, concern_id=concern.id if concern else None)
        named = dict(form.fields["tell"].choices)  # type: ignore[attr-defined]
        told = ", ".join(named[each] for each in form.cleaned_data["tell"])
        messages.success(request, f"The update is added. Told: {told}." if told else "The update is added.")
        return back

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"case": head, "plan": found, "concern": concern, "sheet": sheet, "form": sheet.form, "back": back}
        return render(request, "plan_updates/write.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


@require_safe
def every(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """All updates of a plan, or of one concern, newest first."""
    head = cases.case_head(case_id, actor=request.actor)
    found = plan_on(case_id, plan_id, request)
    asked = number(request.GET.get("concern", ""))
    concern = next((each for each in found.concerns if each.id == asked), None)
    narrowed = concern.id if concern else None
    page = updates.every_update(plan_id, actor=request.actor, concern_id=narrowed, page=page_number(request))
    at = reverse("plan_updates", args=[case_id, plan_id])
    more = {"plan": found, "concern": concern, "page": page, "next_page": for_page(at, concern=narrowed)}
    shown = around(request, head, cases.members(case_id, actor=request.actor), "plan") | more
    return render(request, "plan_updates/list.jinja", shown)


# --- its status


@require_safe
def status(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Choose what has become of the plan; each choice says what follows."""
    head = cases.case_head(case_id, actor=request.actor)
    found = plan_on(case_id, plan_id, request)
    offered = statuses_of(plan_id, actor=request.actor)
    return render(request, "plan_updates/statuses.jinja", {"case": head, "plan": found, "offered": offered})


class StatusForm(DatedForm):
    """Since when, how it came to it, and whom to tell. `status` is what stood when the page was opened."""

    status = Words(label="Status", required=False, widget=forms.HiddenInput)
    on = Day(label="Since", error_messages={"required": "Enter the date that this is about."})
    words = Words(
        label="How it came to this", widget=forms.Textarea, help_text="It stands with the plan as an update.",
        error_messages={"required": "Say in a few words how it came to this. It stands with the plan."},
    )  # fmt: skip
    tell = Several(
        label="Tell", help_text="They get a message and an e-mail that say there is an update, and nothing of it."
    )


@_page
def set_it(request: ActingRequest, case_id: int, plan_id: int, status: str) -> HttpResponse:
    """Say first what follows from the status, then ask (E-CINS 5.4.4)."""
    head = cases.case_head(case_id, actor=request.actor)
    found = plan_on(case_id, plan_id, request)
    wanted = _offered_status(statuses_of(plan_id, actor=request.actor), status)

    def made(posted: Any) -> StatusForm:
        form = StatusForm(
            posted, today=request.actor.today, initial={"on": request.actor.today, "status": found.status}
        )
        return _offered(form, case_id, request)  # type: ignore[no-any-return]

    def write(form: forms.Form, version: int) -> str:
        said = form.cleaned_data
        changed = Changed(said["on"], said["words"], [int(each) for each in said["tell"]])
        set_status(plan_id, status=status, changed=changed, version=version, actor=request.actor)
        messages.success(request, f"The plan is now: {wanted.status.title}.")
        return reverse("plan", args=[case_id, plan_id])

    def show(sheet: Sheet, sentence: str = "", code: int = 0) -> HttpResponse:
        shown = {"case": head, "plan": found, "wanted": wanted, "sheet": sheet, "form": sheet.form,
                 "sentence": sentence}  # fmt: skip
        return render(request, "plan_updates/status.jinja", shown, status=code or sheet.status)

    try:
        return Changing(made, found.version, write).answer(request, show)
    except NotFound:
        raise
    except Refused as refused:  # nothing that was typed is lost
        return show(Sheet(made(request.POST), found.version), refused.sentence, refused.status)


def _offered_status(offered: Sequence[StatusOffered], status: str) -> StatusOffered:
    found = next((each for each in offered if each.status.id == status), None)
    if found is None:
        raise NotFound
    return found
