"""One field kept as it is typed, and what its page is told: kept at, or a sentence that says what to do."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.http import HttpResponse, JsonResponse

from alongside.core.refusals import Refused
from alongside.forms.actions import Conflict, Posted
from alongside.forms.fields import Raw, seal
from alongside.web.middleware import ActingRequest
from alongside.web.pages.asked import was_read
from alongside.web.words import clock


class Kept(Protocol):
    """What came of keeping some fields."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def seals(self) -> Mapping[str, str]:
        """Of what stands now, by field."""

    @property
    def conflicts(self) -> Mapping[str, Conflict]:
        """What another window had changed."""

    @property
    def refused(self) -> Mapping[str, str]:
        """What cannot be kept."""


def field_kept(request: ActingRequest, keep: Callable[[Mapping[str, Posted], str], Kept]) -> HttpResponse:
    """Keep the one field that was posted. `keep` is handed it with the mark of the page that it stands on."""
    name, was = request.POST.get("field", ""), was_read(request.POST.get("was", ""))
    if was is None:
        return _answer("Not kept. Load this page again.", status=400)
    try:
        kept = keep({name: was.posted(name, request.POST.getlist(name))}, was.page)
    except Refused as refused:
        return _answer(f"Not kept. {refused.sentence}")
    if kept.conflicts:
        return _answer("Changed in another window too. Save this page to see both.")
    if kept.refused:
        return _answer(kept.refused[name], fields=kept.refused)
    return JsonResponse({"kept": clock(kept.at), "was": was.renewed(kept.seals)})


def _answer(sentence: str, status: int = 409, **more: Any) -> JsonResponse:
    return JsonResponse({"sentence": sentence, **more}, status=status)


def made_with(stands: Mapping[str, Raw], names: Iterable[str]) -> str:
    """What a page posts back as what it was made with: a mark of its own, and of each field the seal of what stood."""
    return json.dumps({"page": uuid4().hex, "seals": {name: seal(stands.get(name)) for name in names}})


def in_words(form: forms.Form, name: str, raw: Raw) -> str:
    """What was typed in a field as people read it: the words of what was chosen."""
    choices = {str(value): str(words) for value, words in getattr(form.fields[name], "choices", ())}
    values = raw if isinstance(raw, list) else [raw]
    return ", ".join(choices.get(value, value) for value in values)
