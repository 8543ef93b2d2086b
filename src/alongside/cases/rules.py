"""Pure rules of a case: its name, what it is found by, and what is missing before it may be shared. They know no clock
and no database."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_POSTCODE = re.compile(r"^[a-z]{1,2}[0-9][0-9a-z]?[0-9][a-z]{2}$")
_DISTRICT = re.compile(r"^[a-z]{1,2}[0-9][0-9a-z]?$")
_MOST_WORDS = 6


def case_name(surnames: Iterable[str], postcode: str) -> str:
    """Every surname of the family once, in the order given, and the postcode: "Marsh / Quillan CH99 2ND".

    Source: E-CINS 2.2.2 (all surnames, because colleagues may know the family by any of them).
    """
    once: dict[str, str] = {}
    for surname in surnames:
        written = " ".join(surname.split())
        if written:
            once.setdefault(written.casefold(), written)
    return " ".join(part for part in (" / ".join(once.values()), postcode.strip().upper()) if part)


def missing_from_name(name: str, surnames: Iterable[str], postcode: str) -> Sequence[str]:
    """The surnames, and the postcode, that a case's name should hold and does not. Case and spaces do not matter."""
    flat = "".join(name.casefold().split())
    wanted = [*dict.fromkeys(surname.strip() for surname in surnames if surname.strip()), postcode.strip().upper()]
    return [part for part in wanted if part and "".join(part.casefold().split()) not in flat]


def search_words(typed: str) -> Sequence[str]:
    """What was typed, as at most six words to search for; a postcode written with a space is one word.

    Punctuation between words falls away. Nothing is a wildcard: `%` and `*` are letters like any other, and no name
    holds them.
    """
    tokens = re.sub(r"[\s/,;#\x00]+", " ", typed[:500]).lower().split()
    words: list[str] = []
    at = 0
    while at < len(tokens) and len(words) < _MOST_WORDS:
        pair = "".join(tokens[at : at + 2])
        whole = at + 1 < len(tokens) and _DISTRICT.match(tokens[at]) and _POSTCODE.match(pair)
        words.append(pair if whole else tokens[at][:100])
        at += 2 if whole else 1
    return list(dict.fromkeys(words))


def added_to(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The findings on a criterion, added to: nobody concerned before is dropped and no note is lost (E-CINS 6.4)."""
    merged: dict[str, dict[str, Any]] = {}
    for finding in [*before, *now]:
        stands = merged.setdefault(finding["question"], {"question": finding["question"], "persons": [], "notes": ""})
        stands["persons"] = list(dict.fromkeys([*stands["persons"], *finding["persons"]]))
        if stands["notes"] not in finding["notes"]:
            stands["notes"] = f"{stands['notes']}\n{finding['notes']}".strip()
        else:
            stands["notes"] = finding["notes"]
    return list(merged.values())


@dataclass(frozen=True)
class Said:
    """One statement about consent, as far as sharing turns on it: its state, whether its signed copy is filed, and
    whether a reason stands with another lawful basis."""

    state: str
    signed: bool = False
    reason: bool = False


NOTHING_MISSING = ""
GIVEN, REFUSED, WITHDRAWN, OTHER_BASIS = "given", "refused", "withdrawn", "another lawful basis"
CONSENT_STATES = (GIVEN, REFUSED, WITHDRAWN, OTHER_BASIS)


def missing_to_share(asks: str, said: Sequence[Said]) -> str:
    """What is missing before a case may be shared with more than the coordinating team; empty where nothing is.

    `asks` is what the pack asks for before sharing (packs.schema.Consent); `said` are the statements recorded, oldest
    first. Only what was said since the last refusal or withdrawal counts, and that no stands whatever the pack asks:
    nothing but new consent, or another lawful basis with its reason, lifts it. Answers "refused", "withdrawn",
    "consent" (not recorded yet) or "signed copy" (not filed yet). Source: E-CINS 2 and 2.2.6.
    """
    noes = [number for number, each in enumerate(said) if each.state in {REFUSED, WITHDRAWN}]
    since = said[noes[-1] + 1 :] if noes else said
    given = [each for each in since if each.state == GIVEN]
    if any(each.state == OTHER_BASIS and each.reason for each in since):
        return NOTHING_MISSING
    if noes and not given:
        return said[noes[-1]].state
    if asks == "not asked" or (given and (asks == "statement" or any(each.signed for each in given))):
        return NOTHING_MISSING
    return "signed copy" if given else "consent"


def due_from(opened_on: date, weeks: int | None) -> date | None:
    """When a case is due for review: so many weeks after it was opened; None where nothing is due.

    Source: CCM 1.1, six weeks; 1 November 2013 makes 13 December.
    """
    return opened_on + timedelta(weeks=weeks) if weeks else None


def overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two periods have a day in common. Each runs from its first day up to but not including its last."""
    (starts, ends), (begins, closes) = one, other
    is_empty = starts == ends or begins == closes
    return not is_empty and (closes is None or starts < closes) and (ends is None or begins < ends)
