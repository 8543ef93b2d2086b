"""Spellings of names: how a typed search becomes words, and which names are forms of one another.

What a name's key, sound and search tokens are is said once, in sql/0002_search.sql; nothing here repeats it, save
`key`, which the list of variants needs before there is a database (a test holds the two together).
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from nicknames import NickNamer

MOST_WORDS = 8
MOST_FORMS = 24
_DIVIDES = re.compile(r"[^\w'’.]+|_+")
_JOINS = {"o", "mc"}


def key(name: str) -> str:
    """A name as small letters and figures alone, without accents: "O'Brien" is "obrien". At most 60 characters."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())[:60]


def words(typed: str) -> tuple[str, ...]:
    """The words somebody typed to find a person. "O Brien" and "Mc Donald" are one word each; a hyphen divides two.

    Every sign that is neither letter nor figure counts for nothing: there are no wildcards (E-CINS 2.2.3 has them).
    """
    parts = [part for part in _DIVIDES.split(typed) if part]
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1].lower() in _JOINS:
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined[:MOST_WORDS])


def letters(typed: str) -> int:
    """How many letters and figures were typed: a search needs two (CCM 1.4)."""
    return len(key(typed))


@dataclass(frozen=True)
class Forms:
    """What else a name may be: `near` are its other spellings and its short or long forms; `far` are short forms of the
    same long form (Beth and Liz, both Elizabeth). All are keys, in the order they are to be tried."""

    near: tuple[str, ...]
    far: tuple[str, ...]


def forms() -> Mapping[str, Forms]:
    """The forms of every name we know some of, by key: our own lists first, then those of the nicknames library."""
    near: dict[str, dict[str, None]] = defaultdict(dict)
    short: dict[str, dict[str, None]] = defaultdict(dict)
    for group in _groups("name_variants.csv"):
        for one in group:
            near[one].update(dict.fromkeys(group))
    for long, nick in (*_pairs("nicknames_uk.csv"), *_library()):
        near[long][nick] = near[nick][long] = None
        short[long][nick] = None
    return {name: _forms(name, near, short) for name in near}


def _forms(name: str, near: Mapping[str, Iterable[str]], short: Mapping[str, Iterable[str]]) -> Forms:
    close = [other for other in near[name] if other != name][:MOST_FORMS]
    siblings = dict.fromkeys(nick for other in close if name in short.get(other, ()) for nick in short[other])
    return Forms(tuple(close), tuple(nick for nick in siblings if nick != name and nick not in close)[:MOST_FORMS])


def _groups(filename: str) -> Iterable[list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows(filename):
        found[row["kind"], row["group"]].append(key(row["spelling"]))
    return found.values()


def _pairs(filename: str) -> Iterable[tuple[str, str]]:
    return [(key(row["canonical"]), key(row["informal"])) for row in _rows(filename)]


def _library() -> Iterable[tuple[str, str]]:
    known = NickNamer.default_lookup()
    return [(key(long), key(nick)) for long in sorted(known) for nick in sorted(known[long])]


def _rows(filename: str) -> Iterable[dict[str, str]]:
    text = (files("alongside.people") / "data" / filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
