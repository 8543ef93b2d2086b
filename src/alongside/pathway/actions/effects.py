"""What finishing a step does beyond its note and its events: a registry that each subject of the pathway fills."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from alongside.core.actor import Actor
from alongside.packs.process_schema import Process, Step, Way
from alongside.packs.schema import Pack
from alongside.pathway.models import Journey, WorkItem


@dataclass
class Finishing:
    """A step as it is being finished. An effect may add to `facts` (of the events made) and to `words` (of the note).

    `journey.case` is set by an effect that opens the case. `answers` are those to the step's questions and the way's.
    """

    item: WorkItem
    journey: Journey
    process: Process
    step: Step
    way: Way | None
    answers: Mapping[str, Any]
    pack: Pack
    actor: Actor
    facts: MutableMapping[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


Effect = Callable[[Finishing], None]
"""Does what a step does. Raises Invalid beside a field, or Refused; then nothing of the step happened."""

EFFECTS: dict[str, Effect] = {}
"""Each effect by its word in the pack (process_schema.Does), filled by the modules of this folder."""


def does(word: str) -> Callable[[Effect], Effect]:
    """Say that this is what a step with `does = "<word>"` does."""

    def keep(effect: Effect) -> Effect:
        assert word not in EFFECTS, f"two effects are called {word}"
        EFFECTS[word] = effect
        return effect

    return keep


@dataclass(frozen=True)
class Arriving:
    """A step that has just begun to wait."""

    item: WorkItem
    journey: Journey
    step: Step
    pack: Pack
    actor: Actor


Arrival = Callable[[Arriving], None]
ARRIVALS: dict[str, Arrival] = {}
"""What happens as soon as a step with this word waits: a family is on the list while it does, not only afterwards."""


def arrives(word: str) -> Callable[[Arrival], Arrival]:
    """Say that this happens as soon as a step with `does = "<word>"` waits."""

    def keep(arrival: Arrival) -> Arrival:
        assert word not in ARRIVALS, f"two things happen as {word} arrives"
        ARRIVALS[word] = arrival
        return arrival

    return keep
