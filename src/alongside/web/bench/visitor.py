"""A visitor: one person at one connection, who keeps cookies and reads forms, and times every answer."""

import http.client
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from alongside.web.counting import HEADER
from alongside.web.sealed import SEARCH


@dataclass(frozen=True)
class Answer:
    """One answer of the server: how it went, how long it took, and how many statements it cost."""

    status: int
    location: str
    body: str
    seconds: float
    statements: int


class Visitor:
    """Keeps one connection open, as a browser does."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, address: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", address, None)

    def post(self, address: str, fields: Mapping[str, str | Sequence[str]], part: bool = False) -> Answer:
        """Send a form; `part` asks for a part of the page, as the pages' scripts do."""
        return self._ask("POST", address, urlencode(fields, doseq=True), {"HX-Request": "true"} if part else {})

    def send_form(self, address: str, fields: Mapping[str, str | Sequence[str]], at: str | None = None) -> Answer:
        """Open a page and send its form back with these fields filled in; the answer to the sending is returned."""
        page = self.get(address)
        hidden = hidden_fields(page.body)
        return self.post(at or address, {**hidden, **fields})

    def _ask(self, method: str, address: str, body: str | None, more: Mapping[str, str] | None = None) -> Answer:
        headers = {**(more or {}), "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1/"}
        started = time.perf_counter()
        self._connection.request(method, address, body, headers)
        response = self._connection.getresponse()
        read = response.read()
        seconds = time.perf_counter() - started
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        statements = int(response.headers.get(HEADER) or 0)
        text = read.decode("utf-8", errors="replace")
        return Answer(response.status, response.headers.get("Location") or "", text, seconds, statements)


class _Hidden(HTMLParser):
    """The hidden fields of each form of a page, in the order of the page, and what is ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.ticked: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if tag == "input" and attributes.get("type") == "checkbox" and "checked" in attributes:
            self.ticked.setdefault(str(attributes["name"]), []).append(str(attributes.get("value")))
        if tag == "input" and attributes.get("type") == "hidden" and attributes.get("name") and self.forms:
            self.forms[-1][str(attributes["name"])] = attributes.get("value") or ""


def hidden_fields(page: str) -> Mapping[str, str]:
    """The hidden fields of the forms that write: protection against forgery, idempotency key. Of two, the last."""
    parser = _Hidden()
    parser.feed(page)
    return {name: value for form in parser.forms if SEARCH not in form for name, value in form.items()}


def ticked_fields(page: str) -> Mapping[str, str | Sequence[str]]:
    """The hidden fields of a page and every box on it that is ticked, as its form sends them."""
    parser = _Hidden()
    parser.feed(page)
    return {**hidden_fields(page), **parser.ticked}
