"""What is looked for stays out of addresses: a family's name in one would stand in the browser's history and in logs.

A search form is posted; the answer leads to an address in which the words are sealed. That address can be kept, sent
and gone back to like any other, and says nothing to whoever reads it without the installation's key.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode

SEARCH = "look"
"""The field that says: this form looks something up and writes nothing."""
SEALED = "s"
PLAIN = frozenset(
    (
        *("mine", "area", "status", "page", "show", "before", "time", "since", "until"),
        *("section", "entry", "check", "more", "search", "next"),
        *("template", "colleague", "type"),
        *("list", "state", "priority", "case", "by", "sort"),
        *("timescale", "part", "number", "unit", "tray"),
    )
)
"""What may stand in an address as it is: it names no person, no place where somebody lives, nothing of a case."""
_LONGEST = 4000
_ONLY_OF_FORMS = {SEARCH, "csrfmiddlewaretoken", "once"}


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"sealed words {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def address_of(path: str, asked: Iterable[tuple[str, str]]) -> str:
    """An address that asks for these (name, value): the plain ones as they are, the others sealed together."""
    asked = list(asked)
    plain = [(name, value) for name, value in asked if name in PLAIN]
    private = [(name, value) for name, value in asked if name not in PLAIN]
    if private:
        plain.append((SEALED, _fernet().encrypt(json.dumps(private).encode()).decode()))
    return f"{path}?{urlencode(plain)}" if plain else path


def opened(query: QueryDict) -> QueryDict:
    """What an address asks for, with the sealed words in it. A seal that is not ours asks for nothing."""
    if SEALED not in query:
        return query
    found = query.copy()
    try:
        private = json.loads(_fernet().decrypt(found.pop(SEALED)[-1].encode()))
    except (InvalidToken, ValueError):
        return found
    for name, value in private:
        found.appendlist(name, value)
    return found


class SealedWords:
    """Leads a posted search on to its sealed address, and opens the seal for the page.

    A part of a page asked for as somebody types is answered at once, and told the address to show.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = opened(request.GET)  # type: ignore[assignment]  # pages read it and do not change it
        if request.method != "POST" or SEARCH not in request.POST:
            return self.get_response(request)
        asked = list(_asked(request.POST))
        address = address_of(request.path, asked)
        if request.headers.get("HX-Request") != "true":
            return redirect(address[:_LONGEST] if len(address) <= _LONGEST else request.path)
        request.method = request.META["REQUEST_METHOD"] = "GET"
        request.GET = _query(asked)  # type: ignore[assignment]
        response = self.get_response(request)
        response.headers["HX-Replace-Url"] = address
        return response


def _asked(posted: QueryDict) -> Iterable[tuple[str, str]]:
    """What a form looks for, each of several things ticked under one name among them."""
    every = ((name, str(value)) for name, values in posted.lists() for value in values)
    return ((name, value) for name, value in every if value and name not in _ONLY_OF_FORMS)


def _query(asked: Iterable[tuple[str, str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in asked:
        query.appendlist(name, value)
    return query
