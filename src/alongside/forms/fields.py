"""The fields of a question on a page: their names, what of a post is kept, and how two versions are told apart.

A draft keeps what was typed, field by field, by name: the id of the question, and where a question has several fields
the part after a point ("risk", "risk.detail", "home.postcode"). A name is the same on every page and in the draft.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from alongside.packs.form_schema import Question
from alongside.packs.schema import Pack

Raw = str | list[str]
"""What was typed in one field, or what was ticked."""

ADDRESS = ("line1", "line2", "town", "postcode", "uprn", "abode")
PERSON_OUTSIDE = ("name", "organisation", "telephone", "email")
NOT_KEPT = "\N{REPLACEMENT CHARACTER}"
"""Stands where somebody typed a character that no record can hold, so that it is seen and taken out."""

_LONGEST_KEPT = 100_000
_AS_NEW_LINE = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")


def field_names(question: Question, pack: Pack) -> Mapping[str, bool]:
    """The names of the fields of a question, each with whether it holds several values."""
    names = {question.id + part: many for part, many in _parts(question, pack)}
    if question.source:
        names[f"{question.id}.source"] = False
    return names


def _parts(question: Question, pack: Pack) -> Iterator[tuple[str, bool]]:
    match question.kind:
        case "choices" | "members" | "several texts":
            yield "", True
        case "yes, no or don't know":
            yield "", False
            yield ".detail", False
        case "address":
            yield from ((f".{part}", False) for part in ADDRESS)
        case "user or person outside":
            yield from ((part, False) for part in ("", ".user", *(f".{part}" for part in PERSON_OUTSIDE)))
        case "criteria":
            yield from _criteria_parts(pack)
        case _:
            yield "", False


def _criteria_parts(pack: Pack) -> Iterator[tuple[str, bool]]:
    for criterion in pack.criteria:
        yield f".{criterion.id}.met", False
        for asked in criterion.question:
            yield f".{criterion.id}.{asked.id}.members", True
            yield f".{criterion.id}.{asked.id}.notes", False


def keepable(posted: Sequence[str], *, many: bool) -> Raw:
    """What a draft keeps of the values posted for one field. Nothing given is the empty text or the empty list."""
    if many:
        return [kept for value in posted if (kept := keepable_text(value)).strip()]
    text = keepable_text(posted[-1]) if posted else ""
    return text if text.strip() else ""


def keepable_text(text: str) -> str:
    """The text as it was typed, in one Unicode form (NFC), each character that cannot be kept marked as NOT_KEPT.

    PostgreSQL holds no NUL and no half of a surrogate pair; other control characters would break a letter or an
    export. Right-to-left marks, joiners and emoji are part of how people write and stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_AS_NEW_LINE)
    marked = "".join(character if _can_be_kept(character) else NOT_KEPT for character in lines)
    return unicodedata.normalize("NFC", marked)


def _can_be_kept(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}


def too_long_to_keep(raw: Raw) -> bool:
    """True for more than any field is meant for; a draft keeps what is merely over its question's limit."""
    return sum(map(len, raw)) > _LONGEST_KEPT if isinstance(raw, list) else len(raw) > _LONGEST_KEPT


def given(raw: Raw | None) -> bool:
    """True where something was typed or ticked."""
    return bool(raw.strip() if isinstance(raw, str) else raw)


def seal(raw: Raw | None) -> str:
    """A short mark of what a field held, for a page to post back as what it was rendered with."""
    same = json.dumps(raw or "", ensure_ascii=False)
    return hashlib.sha256(same.encode()).hexdigest()[:16]
