"""Who may use the front door from which day, when a contact should have been screened, and what an e-mail may not say.

Pure.
"""

import re
from collections.abc import Iterable
from datetime import date

from alongside.clocks.rules.days import Days
from alongside.packs.process_schema import FrontDoor

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


def names_in(words: str, names: Iterable[str]) -> list[str]:
    """Which of the family's names stand in words that are to leave by e-mail, each as a word of its own."""
    found = []
    for name in dict.fromkeys(each.strip() for each in names):
        if len(name) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE):
            found.append(name)
    return found
