"""A note whose type sends it to a tray waits there until somebody has answered it (REC-07)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.cases.circles import in_circle
from alongside.casework.models import Log
from alongside.core.actor import Actor
from alongside.events.actions import record
from alongside.events.readers import Recorded
from alongside.packs.process_schema import Tray
from alongside.packs.schema import NoteType, Pack
from alongside.pathway.actions.journeys import go_to
from alongside.pathway.models import Journey
from alongside.pathway.queries.roles import team_of
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
    """Put a note into the tray of its type, or into another one that a process sends it to. Raises Refused.

    A restricted note waits there for its circle alone, and nowhere where the tray's team is not in it: whoever else has
    the case would learn that there is such a note.
    """
    case = case_to_change(case_id, actor=actor)
    process = process_of_note(kind, pack, tray)
    circle = Log.objects.values_list("circle_id", flat=True).get(pk=log)
    if circle is not None and not _reads(circle, pack.tray(tray or kind.tray), case.area, pack, actor):
        return
    restricted = {"circle": circle} if circle is not None else {}
    journey = Journey.objects.create(
        partnership_id=actor.partnership_id, process=called(kind, tray), release_id=pack.release_id, case=case,
        facts={"log": log, "area": case.area, **restricted}, started_by_id=actor.user_id, started_at=actor.now,
    )  # fmt: skip
    facts = {"journey": journey.pk, "process": process.title, "log": log, **restricted}
    record("process.begun", actor=actor, case=case.pk, facts=facts)
    go_to(journey, ANSWER, process=process, pack=pack, actor=actor)


def _reads(circle: int, tray: Tray, area: str, pack: Pack, actor: Actor) -> bool:
    """Whether the team that works a tray may read what is in a circle."""
    team = team_of(tray, area, pack, actor=actor)
    return team is not None and any(each.principal == team.principal_id for each in in_circle(circle, actor=actor))
