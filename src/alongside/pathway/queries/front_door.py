"""A step of the front door as its page needs it: what it asks, which ways lead on, and whether the actor may do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.packs.process_schema import Process, Step, Way
from alongside.packs.schema import Pack
from alongside.pathway.actions.items import may_finish
from alongside.pathway.actions.journeys import practice_of
from alongside.pathway.models import WorkItem
from alongside.pathway.rules.steps import ways_on


@dataclass(frozen=True)
class AtStep:
    """A step that waits, or was done. `facts` are those of its journey."""

    id: int
    contact_id: int | None
    version: int
    done: bool
    may: bool
    team: str
    step: Step
    process: Process
    pack: Pack
    ways: Sequence[Way]
    facts: Mapping[str, Any]


def at_step(item_id: int, *, actor: Actor) -> AtStep:
    """One step. Three queries. Raises NotFound where it is absent or not the actor's to see."""
    item = WorkItem.objects.select_related("journey", "team").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    pack, process = practice_of(item.journey)
    step = process.step_of(item.step)
    return AtStep(
        id=item.pk, contact_id=item.journey.contact_id, version=item.version, done=item.done_at is not None,
        may=may_finish(item, step, pack, actor=actor), team=item.team.name if item.team else "", step=step,
        process=process, pack=pack, ways=ways_on(step, item.journey.facts), facts=item.journey.facts,
    )  # fmt: skip
