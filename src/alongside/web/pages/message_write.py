"""Writing a message: to whom, about a case or not, from a template or in answer to another, with a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import Colleague, away, colleague, find_colleagues, holder_of, practice, teams
from alongside.cases import queries as cases
from alongside.cases.shares import shared_with
from alongside.casework.actions.messages import Written, ask_by_message, filled_words, send
from alongside.casework.queries import messages as queries
from alongside.casework.rules.messages import answer_to
from alongside.core.refusals import Invalid, NotFound
from alongside.packs.schema import MessageTemplate
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Words
from alongside.web.pages.files import Files, FilesForm, takes_files
from alongside.web.pages.messages import attached
from alongside.web.pages.reading import number, with_query, words
from alongside.web.pages.writing import say_beside, write_once

ASK, GIVE = "ask-for-access", "give-access"
"""Templates of the pack that pages of their own lead to."""

_OF_CASE = "They stand among the documents of the case too."
_OF_NO_CASE = "You and whoever the message is for can open them, and nobody else."
_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def choose(request: ActingRequest, case_id: int | None = None) -> HttpResponse:
    """Choose whom to write to: a colleague, searched for, or a team; about a case, those who have it are marked."""
    head = cases.case_head(case_id, actor=request.actor) if case_id else None
    typed = words(request)
    found = find_colleagues(typed, actor=request.actor) if typed else []
    shown = {
        "case": head,
        "q": typed,
        "colleagues": [each for each in found if each.principal != request.actor.own],
        "teams": teams(actor=request.actor),
        "holding": set(shared_with(case_id, actor=request.actor)) if case_id else set(),
        "write_at": lambda holder: _write_at(holder, case_id),
    }
    return render(request, "messages/choose.jinja", shown)


def _write_at(holder: int, case_id: int | None) -> str:
    if case_id:
        return reverse("case_message_write_to", args=[case_id, holder])
    return reverse("message_write_to", args=[holder])


class Message(FilesForm):
    """A message as it is typed."""

    reason = Words(label="Reason", required=False, widget=forms.Textarea)
    subject = Words(label="Subject", required=False)
    text = Words(label="Message", required=False, widget=forms.Textarea)
    attached = Files(label="Attachments", required=False)
    by_mail = forms.BooleanField(label="Tell them by e-mail too", required=False)

    def written(self) -> Written:
        """What was typed. What cannot be sent the action says."""
        told = self.cleaned_data
        return Written(told["subject"], told["text"], told["reason"])


@dataclass(frozen=True)
class Letter:
    """What a page of writing is about: to whom, about which case, in answer to what, and what stands in it at first."""

    whom: Colleague
    start: Written
    send: Any
    heading: str
    crumbs: Sequence[tuple[str, str]]
    cancel: str
    case: cases.CaseHead | None = None
    answers: queries.Thread | None = None
    reachable: bool = True
    templates: Sequence[MessageTemplate] = field(default_factory=tuple)
    words: Sequence[str] = field(default_factory=tuple)
    asks_reason: bool = False


@_page
@takes_files
def write(request: ActingRequest, holder: int, case_id: int | None = None) -> HttpResponse:
    """Write to a user or a team, about a case or not, perhaps from a template (E-CINS 8.5)."""
    head = cases.case_head(case_id, actor=request.actor) if case_id else None
    whom = _whom(holder, request)
    known = queries.known_words(whom, actor=request.actor, case_id=case_id)
    offered = [each for each in practice(request.actor).message_templates if _fits(each, head)]
    template = next((each for each in offered if each.id == request.GET.get("template")), None)
    start = _start(request, template, known)
    letter = Letter(
        whom=whom, start=start, case=head, words=[*known],
        heading=f"Write to {whom.name} about case {head.id}" if head else f"Write to {whom.name}",
        send=lambda written, **more: send(holder, written=written, actor=request.actor, case_id=case_id, **more),
        crumbs=_crumbs(head), cancel=reverse("case_messages", args=[case_id]) if case_id else reverse("messages"),
        reachable=head is None or queries.may_receive(head.id, whom, actor=request.actor),
        templates=[each for each in offered if each.id != GIVE], asks_reason="{reason}" in start.text + start.subject,
    )  # fmt: skip
    return _answer(request, letter)


def _whom(holder: int, request: ActingRequest) -> Colleague:
    whom = holder_of(holder, actor=request.actor)
    if whom is None or whom.kind not in {"user", "team"} or whom.principal != holder or holder == request.actor.own:
        raise NotFound
    return whom


def _fits(template: MessageTemplate, head: cases.CaseHead | None) -> bool:
    # Whoever sees a case need not ask for it; without one, {case} stands for nothing.
    return template.id != ASK if head else "{case}" not in template.subject + template.text


def _start(request: ActingRequest, template: MessageTemplate | None, known: Mapping[str, str]) -> Written:
    if template is None:
        return Written("", "")
    reason = ""
    if template.id == GIVE and (found := number(request.GET.get("colleague", ""))):
        named = holder_of(found, actor=request.actor)
        reason = f"The colleague is {named.name}, {named.detail}." if named else ""
    return filled_words(Written(template.subject, template.text.strip(), reason), known)


def _crumbs(head: cases.CaseHead | None) -> list[tuple[str, str]]:
    if head is None:
        return [("Messages", reverse("messages"))]
    of_case = (head.name, reverse("case", args=[head.id]))
    return [("Cases", reverse("cases")), of_case, ("Messages", reverse("case_messages", args=[head.id]))]


@_page
@takes_files
def reply(request: ActingRequest, message_id: int) -> HttpResponse:
    """Answer a message; the answer stands with it, about the same case."""
    thread = queries.thread(message_id, actor=request.actor)
    to, about = thread.answered_to(request.actor), thread.about
    whom = _whom(to, request)
    head = cases.case_head(about, actor=request.actor) if about else None
    subject = thread.opened.head.subject
    letter = Letter(
        whom=whom, start=Written(answer_to(subject), ""), heading=f"Answer {whom.name}", case=head, answers=thread,
        send=lambda written, **more: send(
            to, written=written, actor=request.actor, case_id=about, answers=message_id, **more
        ),
        crumbs=[("Messages", reverse("messages")), (subject, reverse("message", args=[message_id]))],
        cancel=reverse("message", args=[message_id]),
        reachable=about is None or queries.may_receive(about, whom, actor=request.actor),
        words=[*queries.known_words(whom, actor=request.actor, case_id=about)],
    )  # fmt: skip
    return _answer(request, letter)


@_page
@takes_files
def ask(request: ActingRequest, case_id: int) -> HttpResponse:
    """Write to the owner of a case one may not see, from the pack's words for it (MSG-03).

    Raises NotFound where the partnership lets nobody learn of its cases, as for a case that is not there.
    """
    whom = colleague(cases.pointer(case_id, actor=request.actor).owner_id, actor=request.actor)
    if whom is None or cases.is_seen(case_id, actor=request.actor):
        return redirect("case", case_id)
    known = queries.known_words(whom, actor=request.actor, case_id=case_id)
    template = next((each for each in practice(request.actor).message_templates if each.id == ASK), None)
    start = _start(request, template, known)
    letter = Letter(
        whom=whom, start=start, heading=f"Ask {whom.name} for access to case {case_id}", words=[*known],
        send=lambda written, **more: ask_by_message(case_id, written=written, actor=request.actor, **more),
        crumbs=[("Cases", reverse("cases")), (f"Case {case_id}", reverse("case", args=[case_id]))],
        cancel=reverse("case", args=[case_id]), asks_reason="{reason}" in start.text + start.subject,
    )  # fmt: skip
    return _answer(request, letter)


def _answer(request: ActingRequest, letter: Letter) -> HttpResponse:
    """Show the form or a preview, or send and lead on; a fault shows the form again as it was typed."""
    start = {"subject": letter.start.subject, "text": letter.start.text, "reason": letter.start.reason}
    form = Message(request.POST if request.method == "POST" else None, initial=start)
    form.fields["attached"].help_text = _OF_CASE if letter.case else _OF_NO_CASE
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _shown(request, letter, form)
    try:
        return write_once(request, lambda: _sent(request, letter, form))
    except Invalid as wrong:
        say_beside(form, wrong)
        return _shown(request, letter, form)


def _sent(request: ActingRequest, letter: Letter, form: Message) -> str:
    told = form.cleaned_data
    sent = letter.send(form.written(), by_mail=told["by_mail"], documents=told["attached"])
    messages.success(request, f"The message is sent to {letter.whom.name}.")
    return reverse("message", args=[sent])


def _shown(request: ActingRequest, letter: Letter, form: Message) -> HttpResponse:
    users = [letter.whom.user_id] if letter.whom.user_id else []
    gone = away(users, request.actor.today).get(letter.whom.user_id or 0) if users else None
    preview = form.written() if "preview" in request.POST and form.is_valid() else None
    shown = {
        "letter": letter,
        "files": attached(letter.answers, request) if letter.answers else {},
        "form": form,
        "preview": _filled_in(request, letter, preview) if preview else None,
        "asks_reason": letter.asks_reason or "{reason}" in (form["text"].value() or "") or bool(form["reason"].value()),
        "template_at": lambda template: with_query(request.path, template=template),
        "away": gone,
        "stand_in_at": _write_at(gone.stand_in.principal, letter.case.id if letter.case else None)
        if gone and gone.stand_in
        else "",
        "ask_owner_at": _ask_owner_at(request, letter),
    }
    return render(request, "messages/write.jinja", shown, status=422 if form.errors else 200)


def _filled_in(request: ActingRequest, letter: Letter, typed: Written) -> Written:
    case = letter.case.id if letter.case else None
    known = dict(queries.known_words(letter.whom, actor=request.actor, case_id=case))
    return filled_words(typed, known | ({"reason": typed.reason} if typed.reason else {}))


def _ask_owner_at(request: ActingRequest, letter: Letter) -> str:
    """Where to ask the owner to give access to whoever cannot see the case; "" where there is nobody to ask."""
    if letter.case is None or letter.reachable or letter.case.is_owner:
        return ""
    owner = colleague(letter.case.owner_id, actor=request.actor)
    if owner is None:
        return ""
    return with_query(_write_at(owner.principal, letter.case.id), template=GIVE, colleague=letter.whom.principal)
