"""Handing somebody's families over to others, and reading the brief of one (PATH-16)."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import COORDINATING, colleague
from alongside.cases import queries as cases
from alongside.core.refusals import NotFound
from alongside.pathway.actions.handing_over import Move, confirm_read, hand_over
from alongside.pathway.queries import hand_overs as queries
from alongside.pathway.queries.briefs import brief_of
from alongside.pathway.queries.caseloads import of_my_teams
from alongside.pathway.queries.supervisions import OpenCase, cases_of, supervised, supervises
from alongside.pathway.rules.briefs import Line
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.writing import Changing, Sheet, write_once

STAYS = "stays"


@require_safe
def choose(request: ActingRequest) -> HttpResponse:
    """Whose families are handed over, for who supervises; and the briefs that wait to be read."""
    shown = {"supervised": supervised(actor=request.actor), "to_read": queries.to_read(actor=request.actor)}
    return render(request, "hand_over/choose.jinja", shown)


class HandingOver(DatedForm):
    """Who takes each family: one person for all, or somebody else for some; why, and until when the access lasts."""

    to_all = Choice(label="Hand all of them to", required=False, widget=forms.Select, blank="Choose for each below")
    why = Words(
        label="Why", widget=forms.Textarea, help_text="It stands in the history of each family, and in its brief.",
        error_messages={"required": "Say why the families get another worker."},
    )  # fmt: skip
    access = Choice(
        label="The former worker’s access", widget=forms.RadioSelect,
        choices=[("today", "Ends today"), ("four weeks", "Ends in four weeks"), ("stays", "Stays")],
        hints={"four weeks": "For questions of whoever takes over."},
        error_messages={"required": "Choose when their access ends."},
    )  # fmt: skip

    def __init__(self, *args: object, families: Sequence[OpenCase], to: Mapping[str, str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.families, workers = families, list(to.items())
        self.fields["to_all"].choices = [("", "Choose for each below"), *workers]  # type: ignore[attr-defined]
        for each in families:
            offered = [("", "As chosen above"), *workers, (STAYS, "Stays where it is")]
            self.fields[f"case-{each.case_id}"] = Choice(
                label=f"{each.name}, case {each.case_id}", required=False, widget=forms.Select, choices=offered
            )

    def moves(self) -> Sequence[Move]:
        """What was chosen: nothing for a family that stays, or for which nobody is chosen."""
        told = self.cleaned_data
        chosen = {each.case_id: told[f"case-{each.case_id}"] or told["to_all"] for each in self.families}
        return [Move(case_id, int(to)) for case_id, to in chosen.items() if to and to != STAYS]


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_of(request: ActingRequest, user_id: int) -> HttpResponse:
    """One worker's families to others in one step, with the caseloads in sight. Nobody but a manager finds the page."""
    actor = request.actor
    leaving = colleague(user_id, actor=actor)
    if leaving is None or not (COORDINATING in actor.roles or supervises(user_id, actor=actor)):
        raise NotFound
    families = cases_of(user_id, actor=actor)
    to = {
        str(each.user_id): f"{each.name}: {each.words}"
        for each in of_my_teams(actor=actor).workers
        if each.user_id != user_id
    }

    def write(form: forms.Form, _version: int) -> str:
        assert isinstance(form, HandingOver)
        told = form.cleaned_data
        done = hand_over(user_id, form.moves(), why=told["why"], access=told["access"], actor=actor)
        messages.success(request, f"{len(done)} handed over. Each new worker finds the brief on their home page.")
        return reverse("hand_over", args=[user_id])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"leaving": leaving, "families": families, "sheet": sheet, "form": sheet.form, "to": to}
        return render(request, "hand_over/hand_over.jinja", shown, status=sheet.status)

    made = partial(HandingOver, today=actor.today, families=families, to=to, initial={"access": "today"})
    return Changing(made, 0, write).answer(request, show)


@require_safe
def brief(request: ActingRequest, case_id: int) -> HttpResponse:
    """The brief of a case as it stands now, for whoever has the case; to print, or before it is handed over."""
    head = cases.case_head(case_id, actor=request.actor)
    lines = brief_of(case_id, actor=request.actor)
    more = {
        "about": "Brief", "handed": None, "grouped": _grouped(lines), "entry_at": entry_at,
        "before": queries.hand_overs_of(case_id, actor=request.actor),
    }  # fmt: skip
    family = cases.members(case_id, actor=request.actor)
    return render(request, "hand_over/brief.jinja", around(request, head, family, "overview") | more)


@require_http_methods(["GET", "HEAD", "POST"])
def handed_brief(request: ActingRequest, case_id: int, hand_over_id: int) -> HttpResponse:
    """The brief as it was made at a hand-over; whoever took over confirms that they read it."""
    head = cases.case_head(case_id, actor=request.actor)
    handed = queries.hand_over_of(case_id, hand_over_id, actor=request.actor)

    def write() -> str:
        confirm_read(hand_over_id, actor=request.actor)
        messages.success(request, "Thank you. Your manager sees that you read the brief.")
        return reverse("case", args=[case_id])

    if request.method == "POST":
        return write_once(request, write)
    more = {
        "about": f"Brief handed to {handed.to_name}", "handed": handed, "grouped": _grouped(handed.brief),
        "entry_at": entry_at, "mine": handed.to_id == request.actor.user_id, "before": [],
    }  # fmt: skip
    family = cases.members(case_id, actor=request.actor)
    return render(request, "hand_over/brief.jinja", around(request, head, family, "overview") | more)


_CALLED = {
    "member": "profile", "case": "key information", "plan": "plan", "concern": "concern", "review": "review",
    "task": "task", "action": "action", "log": "case note", "flag": "case", "clock": "clock",
}  # fmt: skip


def entry_at(case_id: int, line: Line) -> tuple[str, str]:
    """What a line is taken from in a word, and where that is read."""
    args: Mapping[str, tuple[str, Sequence[int]]] = {
        "member": ("person", [line.id]), "plan": ("plan", [case_id, line.id]),
        "concern": ("concern", [case_id, line.id]),
        "review": ("meeting", [case_id, line.id]), "task": ("task", [line.id]),
        "action": ("case_action", [case_id, line.id]), "log": ("case_log_entry", [case_id, line.id]),
        "clock": ("case_clocks", [case_id]),
    }  # fmt: skip
    name, numbers = args.get(line.kind, ("case", [case_id]))
    return _CALLED[line.kind], address(name, *numbers) or reverse("case", args=[case_id])


def _grouped(lines: Sequence[Line]) -> Sequence[tuple[str, Sequence[Line]]]:
    return [(heading, list(found)) for heading, found in groupby(lines, key=lambda line: line.heading)]
