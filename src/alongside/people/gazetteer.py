"""Addresses to choose from. Any gazetteer can stand here by a setting; ours holds an invented town."""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

MOST = 50


@dataclass(frozen=True)
class FoundAddress:
    """An address as the gazetteer has it, to be confirmed before it is used (E-CINS 2.2.3)."""

    uprn: str
    lines: str
    """Without the postcode, the parts divided by commas, the town last."""
    postcode: str

    @property
    def in_a_line(self) -> str:
        return f"{self.lines}, {self.postcode}"


class Gazetteer(Protocol):
    """Where addresses are looked up: OS Places, a council's own, or the invented one here."""

    def find(self, text: str) -> Sequence[FoundAddress]:
        """The addresses that fit a postcode, or part of one, or words of a first line; at most MOST, best first.

        Nothing where too little was typed to look for. Never raises for what somebody typed.
        """
        ...

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        """The address with this unique property reference number, or None."""
        ...


class LocalGazetteer:
    """The invented Calderholt and its neighbour Penwether, in postcodes that do not exist (data/gazetteer.csv)."""

    def find(self, text: str) -> Sequence[FoundAddress]:
        """See Gazetteer.find. Every word has to begin a word of the address; a postcode's space does not matter."""
        compact = _plain(text).replace(" ", "")
        words = _plain(text).split()
        if len(compact) < 2:
            return []
        by_code = [each for each, code, _ in _entries() if code.startswith(compact)]
        by_line = [each for each, code, line in _entries() if _fits(words, code, line)]
        return list(dict.fromkeys([*by_code, *by_line]))[:MOST]

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        """See Gazetteer.by_uprn."""
        return next((each for each, _, _ in _entries() if each.uprn == uprn), None)


def gazetteer() -> Gazetteer:
    """The gazetteer that the setting GAZETTEER names."""
    return cast(Gazetteer, import_string(settings.GAZETTEER)())


def _fits(words: Sequence[str], code: str, line: Sequence[str]) -> bool:
    # A house number is meant whole: "1 tan" is not 14 Tanner Row.
    return all(
        (word in line) if word.isdigit() else word in code or any(part.startswith(word) for part in line)
        for word in words
    )


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


@cache
def _entries() -> Sequence[tuple[FoundAddress, str, Sequence[str]]]:
    text = (files("alongside.people") / "data" / "gazetteer.csv").read_text(encoding="utf-8")
    rows = [FoundAddress(**row) for row in csv.DictReader(text.splitlines())]
    return [(row, _plain(row.postcode).replace(" ", ""), _plain(row.lines).split()) for row in rows]
