"""A note whose type sends it to a tray waits there until somebody has answered it (REC-07)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.core.actor import Actor
from alongside.events.actions import record
from alongside.events.readers import Recorded
from alongside.pathway.actions.journeys import go_to
from alongside.pathway.models import Journey
from alongside.pathway.rules.notes import ANSWER, OF_NOTE, process_of_note

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
        case = case_to_change(each.case, actor=actor)
        process = process_of_note(kind, pack)
        journey = Journey.objects.create(
            partnership_id=actor.partnership_id, process=OF_NOTE + kind.id, release_id=pack.release_id, case=case,
            facts={"log": each.facts["log"], "area": case.area}, started_by_id=actor.user_id, started_at=actor.now,
        )  # fmt: skip
        facts = {"journey": journey.pk, "process": process.title, "log": each.facts["log"]}
        record("process.begun", actor=actor, case=case.pk, facts=facts)
        go_to(journey, ANSWER, process=process, pack=pack, actor=actor)
