"""How outcomes stand, and what is missing to claim, as pages and the table to download say it."""

from collections.abc import Mapping

STANDS: Mapping[str, tuple[str, str]] = {
    "identified": ("not achieved yet", "plain"),
    "given up": ("given up", "past"),
    "no evidence": ("evidence missing", "waiting"),
    "sustaining": ("has to last", "note"),
    "to check": ("to be checked", "waiting"),
    "sustained": ("sustained", "good"),
    "not sustained": ("did not last", "urgent"),
    "taken back": ("taken back", "past"),
}
"""How a need or an outcome stands: in words, and the tone of its tag."""

MISSING: Mapping[str, str] = {
    "child": "a child in the family, or one expected",
    "lead worker": "a lead worker",
    "assessment": "a completed assessment of the whole family",
    "plan": "a completed plan",
    "needs": "enough different needs",
    "outcome": "an outcome on every need",
    "evidence": "evidence for every outcome",
    "lost": "progress that did not last, achieved again",
    "given up": "an outcome on a need that was given up",
    "check": "the check that progress lasted",
    "time": "time for progress to last",
}
"""What is missing before a result can be claimed."""
