"""The log of a case: a timeline by time, type, member, author and words; one note with its corrections and history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.cases.circles import in_circle
from alongside.casework.queries import logs as queries
from alongside.casework.queries.case_actions import actions_of_log
from alongside.casework.queries.note_drafts import note_drafts
from alongside.packs.schema import Pack
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.reading import for_page, month_before, number, page_number, with_query


class OneOf(Choice):
    """One of a few that a list is narrowed by; anything else narrows nothing."""

    def clean(self, value: Any) -> str:
        """What was chosen, or nothing."""
        return str(value) if value and self.valid_value(value) else ""


class Narrowing(DatedForm):
    """What the log is narrowed by: days (both included), a type, a member, who wrote it, words in it."""

    since = Day(label="From", required=False)
    until = Day(label="To", required=False)
    type = OneOf(label="Type of note", required=False, blank="Any type")
    member = OneOf(label="About", required=False, blank="Anybody")
    author = OneOf(label="Written by", required=False, blank="Anybody")
    words = Words(
        label="Words in the note", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )

    def offer(self, name: str, offered: Sequence[tuple[str, str]]) -> None:
        """What can be chosen in one of the fields."""
        field = self.fields[name]
        assert isinstance(field, Choice)
        field.choices = [("", field.blank), *offered]


PARTS = ("since", "until", "type", "member", "author", "words")


@dataclass(frozen=True)
class Shown:
    """Which part of the log is shown. `chosen` are the filters in force: what, its words, the address without it."""

    time: str
    form: Narrowing
    wanted: queries.Wanted
    chosen: Sequence[tuple[str, str, str]]

    @property
    def asked(self) -> Mapping[str, str]:
        """The same as it stands in the address."""
        return _asked(self.form, self.time)


def _asked(form: Narrowing, time: str) -> Mapping[str, str]:
    told = {name: str(form.data.get(name, "")) for name in PARTS}
    return told | {"time": time if time in ("week", "month") else ""}


def _form(request: HttpRequest, pack: Pack, family: Sequence[cases.MemberCard], wrote: Sequence[tuple[int, str]],
          today: date) -> Narrowing:  # fmt: skip
    form = Narrowing(request.GET, today=today)
    form.offer("type", [(each.id, each.title) for each in pack.note_types])
    form.offer("member", [(str(each.id), each.name) for each in family])
    form.offer("author", [(str(user), name) for user, name in wrote])
    return form


def _shown(request: HttpRequest, form: Narrowing, at: str, today: date) -> Shown:
    told = form.cleaned_data if form.is_valid() else {}
    begins = {"week": today - timedelta(days=6), "month": month_before(today)}
    asked, since = request.GET.get("time", ""), told.get("since")
    time = asked if asked in begins and not since and not told.get("until") else "all"
    wanted = queries.Wanted(
        since=since or begins.get(time), until=told.get("until"), type=told.get("type", ""),
        member=number(told.get("member", "")), author=number(told.get("author", "")), words=told.get("words", ""),
    )  # fmt: skip
    return Shown("between" if since or told.get("until") else time, form, wanted, list(_chosen(form, told, time, at)))


def _chosen(form: Narrowing, told: Mapping[str, Any], time: str, at: str) -> list[tuple[str, str, str]]:
    found = []
    for name in PARTS:
        if not told.get(name):
            continue
        choices = dict(getattr(form.fields[name], "choices", ()))
        typed = str(form.data.get(name, ""))
        without = {**_asked(form, time), name: ""}
        found.append((str(form[name].label), str(choices.get(typed, typed)), with_query(at, **without)))
    return found


@require_safe
def log(request: ActingRequest, case_id: int) -> HttpResponse:
    """The log of a case, newest first, grouped by day (E-CINS 3)."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    at = reverse("case_log", args=[case_id])
    wrote = queries.authors(case_id, actor=request.actor)
    form = _form(request, practice(request.actor), family, wrote, request.actor.today)
    shown = _shown(request, form, at, request.actor.today)
    page = queries.logs(case_id, actor=request.actor, wanted=shown.wanted, page=page_number(request))
    others = {**shown.asked, "since": "", "until": ""}
    more = {
        "shown": shown,
        "page": page,
        "days": queries.by_day(page.entries),
        "next_page": for_page(at, **shown.asked),
        "times": [
            (text, with_query(at, **{**others, "time": name}), shown.time == (name or "all")) for name, text in _TIMES
        ],
        "begun": note_drafts(actor=request.actor, case_id=case_id),
        "clear": at,
    }
    return render(request, "case/log.jinja", around(request, head, family, "log") | more)


_TIMES = (("", "All time"), ("week", "Past week"), ("month", "Past month"))


@require_safe
def entry(request: ActingRequest, case_id: int, log_id: int) -> HttpResponse:
    """One note with what was put right in it, and what happened to it."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.log(case_id, log_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    more = {
        "entry": found,
        "may": queries.may_do(found, owner_id=head.owner_id, actor=request.actor),
        "history": cases.history_of(case_id, what="log", number=log_id, actor=request.actor),
        "readers": in_circle(found.circle, actor=request.actor) if found.circle else (),
        "actions": actions_of_log(log_id, actor=request.actor),
        "action_at": address("case_action_add", case_id),
        "mark_at": address("case_chronology_mark", case_id, "log", log_id),
    }
    return render(request, "case/log_entry.jinja", around(request, head, family, "log") | more)
