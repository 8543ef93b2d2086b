"""Work with a family pauses, for a reason that everybody with the case reads, and goes on; and the aims are reviewed.

Which clocks stand still meanwhile the pack says (CLOK-07). The case itself stands as it is.
"""

from datetime import date, timedelta
from typing import Literal

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record

LONGEST = 500
Aim = Literal["go on", "refer on", "close"]
AIMS: tuple[Aim, ...] = ("go on", "refer on", "close")


def pause(case_id: int, *, reason: str, version: int, actor: Actor) -> None:
    """Pause work with the family, as anybody with the case may. Raises Invalid without a reason."""
    case = case_to_change(case_id, actor=actor)
    if case.paused_since is not None:
        raise Refused("Work with this family is paused already.")
    said = _words(reason, "reason", "Say why work pauses. It stands on the case.")
    if case.version != version:
        raise Stale("Somebody changed this case while you had it open.", {"reason": ""}, case.version)
    case.paused_since, case.paused_because = actor.now, said
    case.version += 1
    case.save(update_fields=["paused_since", "paused_because", "version"])
    record("case.paused", actor=actor, case=case.pk, facts={"reason": said})


def resume(case_id: int, *, actor: Actor) -> None:
    """Work with the family goes on. Nothing changes where it has not paused."""
    case = case_to_change(case_id, actor=actor)
    if case.paused_since is None:
        return
    case.paused_since, case.paused_because = None, ""
    case.version += 1
    case.save(update_fields=["paused_since", "paused_because", "version"])
    record("case.resumed", actor=actor, case=case.pk)


def review_aims(case_id: int, *, aim: str, words: str, version: int, actor: Actor) -> None:
    """Review the aims of a case: go on, refer on, or close (CCM 1.1). It is due again in as many weeks as before."""
    pack = practice(actor)
    if pack.casework.due_after_weeks is None:
        raise NotFound
    case = case_to_change(case_id, actor=actor)
    known = next((each for each in AIMS if each == aim), None)
    if known is None:
        raise Invalid("Choose what follows.", {"aim": "Choose what follows from the review."})
    said = _words(words, "words", "Say what the review found.")
    if case.version != version:
        raise Stale("Somebody changed this case while you had it open.", {"aim": "", "words": ""}, case.version)
    before, case.due_on = case.due_on, actor.today + timedelta(weeks=pack.casework.due_after_weeks)
    case.version += 1
    case.save(update_fields=["due_on", "version"])
    changes = [{"what": "Due", "from": _day(before), "to": _day(case.due_on)}]
    record("case.reviewed", actor=actor, case=case.pk, facts={"aim": known, "words": said, "changes": changes})


def _words(words: str, field: str, ask: str) -> str:
    said = words.strip()
    if not said:
        raise Invalid(ask, {field: ask})
    if len(said) > LONGEST:
        raise Invalid("Make it shorter.", {field: f"Use {LONGEST} characters or fewer. You have {len(said)}."})
    if "\x00" in said:
        raise Invalid("Check the words.", {field: "Take out the characters that cannot be shown."})
    return said


def _day(on: date | None) -> str:
    return f"{on:%-d %B %Y}" if on else ""
