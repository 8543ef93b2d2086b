"""The user guide: the pages of docs/guide, from Markdown, in the frame of every page, whether one is signed in or not.

Whoever cannot sign in needs it most, so it asks for no sign-in; its pictures show invented people alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from struct import unpack
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from alongside.core.refusals import NotFound
from alongside.web import assets
from alongside.web.documentation import DOCS
from alongside.web.doors import passed

GUIDE = DOCS / "guide"
IMAGES = DOCS / "images"
FIRST = "README"
"""The page that /guide/ shows; on GitHub too it stands first."""

_CLASSES = {
    "h2": "govuk-heading-m al-guide__part", "h3": "govuk-heading-s", "p": "govuk-body", "a": "govuk-link",
    "ul": "govuk-list govuk-list--bullet", "ol": "govuk-list govuk-list--number", "blockquote": "govuk-inset-text",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A heading of a guide page, and the fragment of the address that leads to it."""

    title: str
    fragment: str


@dataclass(frozen=True)
class Page:
    """A page of the guide. `body` is HTML without the main heading, which is `title`."""

    name: str
    title: str
    parts: tuple[Part, ...]
    body: Markup


@login_not_required
def guide(request: HttpRequest, page: str = FIRST) -> HttpResponse:
    """A page of the guide (HOME-07). Raises NotFound where there is none of that name."""
    shown = pages().get(page)
    if shown is None:
        raise NotFound
    told = {"page": shown, "first": page == FIRST, "within": request.user.is_authenticated and passed(request)}
    return render(request, "guide/page.jinja", told)


@cache
def pages() -> Mapping[str, Page]:
    """Every page of the guide by its name."""
    return {file.stem: read_page(file.stem, file.read_text(encoding="utf-8")) for file in sorted(GUIDE.glob("*.md"))}


def read_page(name: str, text: str) -> Page:
    """A page from its Markdown, which begins with its one main heading. HTML in it is shown as it was typed.

    Raises ValueError where it begins with anything else.
    """
    markdown = MarkdownIt("commonmark", {"html": False})
    title, body = _title_and_body(name, markdown.parse(text))
    parts = tuple(_parts(body))
    for token in _every(body):
        _dress(token)
    # What markdown-it makes of text and of the attributes set here is escaped.
    html = Markup(markdown.renderer.render(body, markdown.options, {}))  # noqa: S704
    return Page(name, title, parts, html)


def _title_and_body(name: str, tokens: Sequence[Token]) -> tuple[str, list[Token]]:
    if len(tokens) < 3 or tokens[0].tag != "h1":
        raise ValueError(f"docs/guide/{name}.md must begin with its heading: # ...")
    return tokens[1].content, list(tokens[3:])


def _parts(tokens: Sequence[Token]) -> Iterator[Part]:
    # Gives each heading its fragment, made of its words, as GitHub does.
    for opened, words in pairwise(tokens):
        if opened.type == "heading_open" and opened.tag == "h2":
            fragment = re.sub(r"[^\w-]", "", words.content.lower().replace(" ", "-"))
            opened.attrSet("id", fragment)
            yield Part(words.content, fragment)


def _every(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _every(token.children or ())


def _dress(token: Token) -> None:
    if token.tag == "img":
        _dress_picture(token)
    elif token.nesting == 1 and token.tag in _CLASSES:
        token.attrJoin("class", _CLASSES[token.tag])
    if token.type == "link_open":
        token.attrSet("href", _address(str(token.attrGet("href"))))


def _dress_picture(token: Token) -> None:
    name = Path(str(token.attrGet("src"))).name
    wide, high = size_of(IMAGES / name)
    token.attrJoin("class", "al-guide__picture" + (" al-guide__picture--phone" if high > wide else ""))
    for attribute, value in (("src", assets.address(f"guide/{name}")), ("width", wide), ("height", high)):
        token.attrSet(attribute, value)
    token.attrSet("loading", "lazy")


def _address(link: str) -> str:
    # From the file's name in docs/guide to the page's address here; links elsewhere stay as they are.
    to = urlsplit(link)
    if to.scheme or not to.path.endswith(".md"):
        return link
    name = Path(to.path).stem
    address = reverse("guide") if name == FIRST else reverse("guide_page", args=[name])
    return f"{address}#{to.fragment}" if to.fragment else address


def size_of(png: Path) -> tuple[int, int]:
    """How wide and how high a PNG is, in its own pixels, so that its place is kept until it has come."""
    with png.open("rb") as file:
        wide, high = unpack(">II", file.read(24)[16:])
    return wide, high
