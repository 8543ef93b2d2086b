"""A note whose type sends it to a tray waits there until somebody has answered it (REC-07)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.core.actor import Actor
from alongside.events.actions import record
from alongside.events.readers import Recorded
from alongside.packs.schema import NoteType, Pack
from alongside.pathway.actions.journeys import go_to
from alongside.pathway.models import Journey
from alongside.pathway.rules.notes import ANSWER, called, process_of_note

_OF_A_STEP: ContextVar[bool] = ContextVar("a step writes its note", default=False)


@contextmanager
def written_by_a_step() -> Iterator[None]:
    """Within it, notes are those that steps of a process write: what follows them is the process, and no tray."""
    before = _OF_A_STEP.set(True)
    try:
        yield
    finally:
        _OF_A_STEP.reset(before)


def send_to_trays(recorded: Sequence[Recorded], actor: Actor) -> None:
    """Put each note of a type that has a tray into it. Raises Refused where the tray may not be shown the family."""
    # A note of no case, or of no type, goes to no tray, whatever practice is in force.
    if _OF_A_STEP.get() or not any(each.case and each.facts.get("type") for each in recorded):
        return
    pack = practice(actor)
    kinds = {each.id: each for each in pack.note_types if each.tray}
    for each in recorded:
        kind = kinds.get(str(each.facts.get("type", "")))
        if kind is None or each.case is None:
            continue
        put_into_tray(each.case, each.facts["log"], kind, pack, actor=actor)


def put_into_tray(case_id: int, log: Any, kind: NoteType, pack: Pack, *, actor: Actor, tray: str = "") -> None:
    """Put a note into the tray of its type, or into another one that a process sends it to. Raises Refused."""
    case = case_to_change(case_id, actor=actor)
    process = process_of_note(kind, pack, tray)
    journey = Journey.objects.create(
        partnership_id=actor.partnership_id, process=called(kind, tray), release_id=pack.release_id, case=case,
        facts={"log": log, "area": case.area}, started_by_id=actor.user_id, started_at=actor.now,
    )  # fmt: skip
    facts = {"journey": journey.pk, "process": process.title, "log": log}
    record("process.begun", actor=actor, case=case.pk, facts=facts)
    go_to(journey, ANSWER, process=process, pack=pack, actor=actor)
