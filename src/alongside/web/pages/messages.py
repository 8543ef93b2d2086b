"""Messages: what came in, what was sent, those about a case, and one with its thread."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import queries as cases
from alongside.casework.actions.messages import copy_to_log, read
from alongside.casework.queries import messages as queries
from alongside.casework.queries.waiting import waiting
from alongside.core.refusals import NotFound
from alongside.documents.queries import DocumentCard, documents_by_id
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.reading import for_page, page_number
from alongside.web.pages.writing import write_once


@require_safe
def every_message(request: ActingRequest) -> HttpResponse:
    """The inbox, or what one sent, newest first (E-CINS 8.5)."""
    sent = request.GET.get("show") == "sent"
    listed = queries.sent if sent else queries.inbox
    shown = {
        "page": listed(actor=request.actor, page=page_number(request)),
        "sent": sent,
        "unread": waiting(request.actor).messages,
        "next_page": for_page(reverse("messages"), show="sent" if sent else ""),
    }
    return render(request, "messages/list.jinja", shown)


@require_safe
def case_messages(request: ActingRequest, case_id: int) -> HttpResponse:
    """The messages about a case, whoever wrote them: they are part of its record."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    more = {
        "page": queries.about_case(case_id, actor=request.actor, page=page_number(request)),
        "next_page": for_page(reverse("case_messages", args=[case_id])),
    }
    return render(request, "messages/of_case.jinja", around(request, head, family, "messages") | more)


@require_safe
def message(request: ActingRequest, message_id: int) -> HttpResponse:
    """One message with what it answers and what answers it; opening one that is for me marks it as read."""
    thread = queries.thread(message_id, actor=request.actor)
    read(message_id, actor=request.actor)
    return render(request, "messages/message.jinja", _told(request, thread))


def _told(request: ActingRequest, thread: queries.Thread) -> Mapping[str, Any]:
    about = thread.about
    head = cases.case_head(about, actor=request.actor) if about else None
    files = attached(thread, request)
    return {"thread": thread, "opened": thread.opened, "case": head, "own": request.actor.own, "files": files}


def attached(thread: queries.Thread, request: ActingRequest) -> Mapping[int, DocumentCard]:
    """What is attached to any message of a thread and may be opened, by its number."""
    wanted = [number for said in thread.said for number in said.documents]
    return {card.id: card for card in documents_by_id(wanted, actor=request.actor)}


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: ActingRequest, message_id: int) -> HttpResponse:
    """Copy a message about a case to its log, once shown what will stand there (S154)."""
    thread = queries.thread(message_id, actor=request.actor)
    if thread.about is None:
        raise NotFound
    if request.method == "POST":
        return write_once(request, lambda: _copied(request, message_id, thread.about or 0))
    return render(request, "messages/copy.jinja", _told(request, thread))


def _copied(request: ActingRequest, message_id: int, case_id: int) -> str:
    log = copy_to_log(message_id, actor=request.actor)
    messages.success(request, "The message is copied to the log.")
    return f"{reverse('case_log', args=[case_id])}#log-{log}"
