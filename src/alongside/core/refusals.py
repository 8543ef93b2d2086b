"""Refusals: what an action says when it will not, in a sentence fit to show."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The action was not done. `sentence` is fit to show; `fields` says it beside each field it concerns."""

    status = 403

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})


class NotFound(Refused):
    """Absent, or not yours: the two look the same."""

    status = 404

    def __init__(self, sentence: str = "There is nothing here that you can see.") -> None:
        super().__init__(sentence)


class Invalid(Refused):
    """What was given cannot be right; each field says what would be."""

    status = 422


class Stale(Refused):
    """Somebody else changed it first. `theirs` holds what stands now, by field, to show beside what was typed."""

    status = 409

    def __init__(self, sentence: str, theirs: Mapping[str, Any], version: int) -> None:
        super().__init__(sentence)
        self.theirs = dict(theirs)
        self.version = version
