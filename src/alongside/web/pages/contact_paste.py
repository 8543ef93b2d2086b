"""A message that was forwarded, pasted: what could be read of it opens the contact's form, each field to be checked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.core.actor import LONDON
from alongside.pathway.rules.mail import Message, read_pasted
from alongside.web.middleware import ActingRequest
from alongside.web.pages.contacts import adding, check_may_record

LONGEST = 200_000
WORDS = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
def contact_paste(request: ActingRequest) -> HttpResponse:
    """Paste a message; the form opens with what was read. Nothing is recorded by this."""
    check_may_record(request)
    pasted = request.POST.get("message", "")[:LONGEST] if request.method == "POST" else ""
    if not pasted.strip():
        fault = "Paste the message here." if request.method == "POST" else ""
        return render(request, "contacts/paste.jinja", {"fault": fault}, status=422 if fault else 200)
    return adding(request, _initial(read_pasted(pasted), request), opens=True)


def _initial(found: Message, request: ActingRequest) -> dict[str, Any]:
    sources = practice(request.actor).contact_sources
    source = next((each.id for each in sources if each.by == "mailbox"), "")
    initial: dict[str, Any] = {
        "name": found.name, "email": found.email, "concerns": found.text[:WORDS], "source": source,
        "sent_on_by": found.forwarded_by, "note": _note(found),
    }  # fmt: skip
    if found.sent_at and found.sent_at <= request.actor.now:
        sent = found.sent_at.astimezone(LONDON)
        initial |= {"received_on": sent.date(), "received_at": sent.time()}
    return initial


def _note(found: Message) -> str:
    """What was read and what was not, in a sentence: nothing is assumed silently."""
    read = [words for words, there in (
        ("who sent it", found.name or found.email), ("when", found.sent_at), ("what it says", found.text)
    ) if there]  # fmt: skip
    missing = [] if found.name or found.email else ["who sent it"]
    missing += [] if found.sent_at else ["when"]
    sentence = f"Read from the message: {', '.join(read)}. " if read else ""
    if missing:
        sentence += f"Not found: {' and '.join(missing)}. "
    if len(found.text) > WORDS:
        sentence += f"Only the first {WORDS:,} characters fit. "
    return f"{sentence}Check each field, and write the family’s names where they belong."
