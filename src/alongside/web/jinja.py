"""The templates' environment: what every template may call, and how it fails when it is wrong."""

from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.utils import missing

from alongside.web import assets, words
from alongside.web.formatted import formatted
from alongside.web.frame import address


class Absent(StrictUndefined):
    """Something a template names that is not there: a fault, and said so at once.

    The macros of GOV.UK Frontend look for optional entries in the dictionaries they are given, and for a caller they
    may not have: those are nothing, as they expect. A missing variable, or a missing attribute of one of our own read
    models, is never taken for nothing.
    """

    __slots__ = ()

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *rest: Any) -> Any:
        if isinstance(obj, dict) or name == "caller":
            return ChainableUndefined(hint, obj, name, *rest)
        return super().__new__(cls)


def environment(**options: Any) -> Environment:
    """The Jinja environment: our templates, GOV.UK's macros as `govuk_frontend_jinja/...`, our words for dates."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options |= {
        "loader": ChoiceLoader([options["loader"], govuk]),
        "undefined": Absent,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    made = Environment(**options)  # noqa: S701  # Django's backend passes autoescape=True
    made.globals.update(url=url, address=address, asset=assets.address, fresh_key=fresh_key)
    made.globals.update(undefined=ChainableUndefined(), null=None)  # words that GOV.UK's macros compare with
    made.filters.update(
        day=words.day,
        day_short=words.day_short,
        day_typed=words.day_typed,
        clock=words.clock,
        day_and_clock=words.day_and_clock,
        ago=words.ago,
        how_far=words.how_far,
        counted=words.counted,
        paragraphs=words.paragraphs,
        formatted=formatted,
        initials=words.initials,
        said=words.said,
        size=words.size,
    )
    return made


@lru_cache(maxsize=4096)
def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name. A page asks for dozens, most of them the same for everybody."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def fresh_key() -> str:
    """A key that makes a form good for one write only, however often it is sent (components/once.jinja)."""
    return uuid4().hex
