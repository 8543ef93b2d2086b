"""The events that clocks can be started, paused and stopped by, and the facts that they carry.

A closed list: a timescale that names another event would never run. A word whose event nothing records yet says so; a
test holds the others to the kinds of event that there are (clocks/tests/test_words.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

FactKind: TypeAlias = Literal["yes or no", "word", "which", "day", "tool", "note type"] | tuple[str, ...]
"""What a fact holds: yes or no; any word; which contact or plan; a day; a tool's title or a note type's id of the pack;
or one of these words."""


@dataclass(frozen=True)
class Word:
    """An event by its kind: what it says of itself, as a sentence without its full stop, and its facts."""

    says: str
    facts: Mapping[str, FactKind] = field(default_factory=dict)
    not_yet: bool = False


_CONTACT: Mapping[str, FactKind] = {"contact": "which"}
_ABOUT: FactKind = ("assessment", "plan", "review", "closure")

_RECORDED = {
    "contact.received": Word("A contact was received", {**_CONTACT, "source": "word"}),
    "referrer.acknowledged": Word(
        "The request was acknowledged", {**_CONTACT, "to": ("original referrer", "early help desk")}
    ),
    "contact.screened": Word(
        "The contact was screened", {**_CONTACT, "source": "word", "step_down": "yes or no", "outcome": "word"}
    ),
    "referrer.told": Word(
        "The referrer was told the outcome",
        {**_CONTACT, "of": ("screening", "panel"), "to": ("original referrer", "early help desk")},
    ),
    "case.opened": Word("The case was opened"),
    "case.paused": Word("Work with the family was paused", {"reason": "word"}),
    "case.resumed": Word("Work with the family went on"),
    "case.reviewed": Word("The aims of the case were reviewed"),
    "log.added": Word("A note was written", {"log": "which", "type": "note type"}),
    "family.contacted": Word("Contact with the family was tried", {"reached": "yes or no", "type": "note type"}),
    "visit.made": Word(
        "The family was visited", {"every_child_seen": "yes or no", "every_child_spoken_to": "yes or no"}
    ),
    "panel.held": Word("The panel discussed the family", {**_CONTACT, "outcome": ("allocate", "other")}),
    "pre-allocation.entered": Word("The family came onto the pre-allocation list"),
    "pre-allocation.left": Word("The family left the pre-allocation list"),
    "worker.allocated": Word(
        "The case was allocated", {"role": ("lead professional", "worker", "wraparound"), **_CONTACT}
    ),
    "assessment.completed": Word("An assessment was completed", {"assessment": "which", "tool": "tool", "on": "day"}),
    "plan.started": Word("The plan was started", {"plan": "which"}),
    "plan.completed": Word("The plan was completed", {"plan": "which"}),
    "review.held": Word("A review was held", {"meeting": "which", "plan": "which"}),
    "manager.decided": Word(
        "A manager decided",
        {"about": _ABOUT, "assessment": "which", "plan": "which", "meeting": "which", "agreed": "yes or no"},
    ),
    "intervention.asked": Word("A service was asked for an intervention", {"request": "which"}),
    "intervention.accepted": Word("The service accepted", {"request": "which"}),
    "intervention.declined": Word("The service declined", {"request": "which"}),
    "outcome.achieved": Word("An outcome was achieved", {"achievement": "which"}),
    "outcome.taken-back": Word("An outcome was taken back", {"achievement": "which"}),
    # Escalation, closure and oversight (7, 8, 11)
    "wraparound.asked": Word("Social care asked for wraparound support"),
    "wraparound.screened": Word("The request for wraparound support was screened", {"agreed": "yes or no"}),
    "wraparound.agreed": Word("The key worker was released to wraparound support"),
    "closure.asked": Word("Closure was asked for"),
    "involvement.ended": Word("The end of involvement was recorded"),
    "worker.released": Word("The worker was released from the case"),
    "case.closed": Word("The case was closed"),
    "case.discussed": Word("The case was discussed with the worker"),
    "supervision.held": Word("Supervision was held", {"supervision": "which"}),
    # Stepping up and down (step up and step down processes)
    "step-up.sent": Word("The contact was finalised and went to SPOC/MASH", {"step_up": "which"}),
    "step-up.answered": Word("Social care answered", {"step_up": "which", "answer": ("CSC Accepted", "CSC Rejected")}),
    "single-assessment.de-escalated": Word("The single assessment was de-escalated to early help"),
    "step-up.discussed": Word("Going back to social care was discussed with the SPOC manager"),
    "cin-meeting.arranged": Word("A child in need meeting was arranged", {"meeting": "which", "on": "day"}),
    "cin-meeting.invited": Word("Early help was told of the meeting", {"meeting": "which"}),
    "joint-visit.arranged": Word("A joint visit was arranged", {"visit": "which", "on": "day"}),
    "joint-visit.invited": Word("Early help was told of the visit", {"visit": "which"}),
    "home-visit.arranged": Word("The next home visit was arranged", {"visit": "which", "on": "day"}),
    "home-visit.told": Word("MASH managers were told of the home visit", {"visit": "which"}),
    "case.stepped-down": Word("The case was stepped down to early help"),
    "case.received": Word("The case was received from social care"),
}

_COMING = {
    # Organisations (E-CINS 1), children's centres (guide 1.1)
    "agreements.received": Word("All signed agreements were received", {"organisation": "which"}),
    "log-in.sent": Word("The administrators were given their log-in details", {"organisation": "which"}),
}

WORDS: Mapping[str, Word] = _RECORDED | {
    kind: Word(word.says, word.facts, not_yet=True) for kind, word in _COMING.items()
}
