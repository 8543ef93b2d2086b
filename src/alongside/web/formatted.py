"""Formatted text: a little Markdown as people type it, made into HTML that cannot do anything but be read."""

from collections.abc import Mapping
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKS = ("emphasis", "link", "autolink", "escape", "entity", "newline", "list", "blockquote")
"""What is taken for a mark, of CommonMark: **bold**, *italic*, lists, quotes and links. A picture or HTML is text."""

_CLASSES: Mapping[str, Mapping[str, str]] = {
    "p": {"class": "govuk-body"},
    "ul": {"class": "govuk-list govuk-list--bullet"},
    "ol": {"class": "govuk-list govuk-list--number"},
    "blockquote": {"class": "govuk-inset-text"},
    "a": {"class": "govuk-link"},
}


def _kept(tag: str, name: str, value: str) -> str | None:
    """A link leads to an address beginning with https:, or to a page of this site; any other loses where it leads."""
    here = value.startswith("/") and not value.startswith(("//", "/\\"))
    return value if name != "href" or value.lower().startswith("https://") or here else None


_MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(list(_MARKS))
_CLEANER = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"},
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=_kept,
    url_schemes={"https"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values=_CLASSES,
)


@lru_cache(maxsize=256)
def formatted(text: str) -> Markup:
    """The text with its marks shown. HTML in it is shown as it was typed; nothing in it loads or runs anything."""
    # What is marked up here went through the cleaner, which lets through a handful of tags alone.
    return Markup(_CLEANER.clean(_MARKDOWN.render(text)))  # noqa: S704
