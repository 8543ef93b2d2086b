"""What a supervision has to say before it is recorded. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from alongside.core.actor import LONDON


@dataclass(frozen=True)
class Said:
    """What was said of one family, and what was decided; no decision where it is written down later."""

    discussed: str = ""
    decision: str = ""


def faults_of(
    notes: str, agreed: str, held_at: datetime, next_on: date | None, cases: Mapping[int, Said], *, now: datetime,
    longest: int,
) -> Mapping[str, str]:  # fmt: skip
    """What is wrong, by the field it is wrong in; a family's by "case-7"."""
    faults: dict[str, str] = {}
    if held_at > now:
        faults["held_on"] = "It cannot have been held after now. Check the day and the time."
    if next_on is not None and next_on <= held_at.astimezone(LONDON).date():
        faults["next_on"] = "The next one is after this one."
    if not notes:
        faults["notes"] = "Say what you talked about."
    for name, words in (("notes", notes), ("agreed", agreed)):
        if fault := _words(words, longest):
            faults[name] = fault
    for case_id, said in cases.items():
        if said.discussed and not said.decision:
            faults[f"case-{case_id}"] = "Write the decision too, or leave both empty and write them tomorrow."
        elif fault := _words(said.discussed + said.decision, longest):
            faults[f"case-{case_id}"] = fault
    return faults


def _words(words: str, longest: int) -> str:
    if "\x00" in words:
        return "Take out the characters that cannot be shown, then save again."
    if len(words) > longest:
        return f"Use {longest:,} characters or fewer. You have {len(words):,}."
    return ""
