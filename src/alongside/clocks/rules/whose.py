"""Whose a clock is, by the pack's word for it: whoever works with the family, manages them, or is elsewhere."""

from collections.abc import Collection

from alongside.packs.schema import Pack

SUPERVISOR = "supervisor"
"""Whoever manages the worker (practice framework 11.6); the framework has no role of that name."""


def of_managers(pack: Pack) -> Collection[str]:
    """The words for whose something is that mean whoever manages the family's team."""
    return sorted({SUPERVISOR, "manager", *_words(pack, manages=True)})


def of_others(pack: Pack) -> Collection[str]:
    """The words that mean somebody in another system."""
    return sorted(_words(pack, elsewhere=True))


def _words(pack: Pack, *, manages: bool = False, elsewhere: bool = False) -> set[str]:
    found = [each for each in pack.roles if (each.manages if manages else each.elsewhere)]
    return {word for each in found for word in (each.title.lower(), each.id.replace("-", " "))}
