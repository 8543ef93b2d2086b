"""Who may use the front door from which day, when a contact should have been screened and its sender been told, and
what an e-mail may not say. Pure.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from alongside.clocks.rules.days import Days
from alongside.clocks.rules.spans import due
from alongside.core.actor import LONDON
from alongside.packs.clock_schema import Span
from alongside.packs.process_schema import FrontDoor
from alongside.packs.schema import Pack

EVERYBODY_ELSE = "everybody-else"
"""In [front_door.open_from]: the day from which every other type of organisation may use it."""
HOW = {
    "e-mail": "By e-mail, sent from here",
    "telephone": "By telephone",
    "letter": "By letter",
    "in person": "In person",
}
"""How whoever made a request is told."""


def opens_on(front_door: FrontDoor, kind: str) -> date | None:
    """From which day a type of organisation may use the form; None where nothing is said of it: it may already.

    Source: Integrated Early Support, the journey: open to some at first, to all from a later day (S181).
    """
    return front_door.open_from.get(kind) or front_door.open_from.get(EVERYBODY_ELSE)


def is_open_to(front_door: FrontDoor, kind: str, today: date) -> bool:
    """Whether a type of organisation may use the form on a day."""
    day = opens_on(front_door, kind)
    return day is None or day <= today


def screen_by(received_on: date, days: Days) -> date:
    """The last day on which a contact is screened in time: the next working day (framework 2.1, S009).

    One that came before the day's screening is on that day's list already; one that came after it is on the next.
    """
    return days.after(received_on, 1)


def told_by(pack: Pack, received_on: date, today: date, days: Days) -> date | None:
    """The last day on which whoever made the request is told what becomes of it, by the times of the pack (2.1, 2.2).

    None where it gives no time for telling them. What should have been screened before today is screened today.
    """
    telling = _time(pack, "contact.screened", "referrer.told")
    if telling is None:
        return None
    screening = _time(pack, "contact.received", "contact.screened")
    screened = max(_due(screening, received_on, days), today) if screening else today
    return _due(telling, screened, days)


def _time(pack: Pack, starts: str, stops: str) -> Span | None:
    """The time from one event to another that the pack gives."""
    for each in pack.timescales:
        if {at.event for at in each.starts} == {starts} and {at.event for at in each.stops} == {stops}:
            return each.span
    return None


def _due(span: Span, on: date, days: Days) -> date:
    return due(span, datetime.combine(on, time(12), LONDON), on, days).on


def names_in(words: str, names: Iterable[str]) -> list[str]:
    """Which of the family's names stand in words that are to leave by e-mail, each as a word of its own."""
    found = []
    for name in dict.fromkeys(each.strip() for each in names):
        if len(name) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE):
            found.append(name)
    return found
