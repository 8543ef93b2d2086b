"""What makes a plan SMART, and what it needs before it is complete (practice framework 5.1, 5.2).

Nudges never block: they are said beside what is written. What a plan cannot be completed without is said by concern.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Letter = Literal["Specific", "Measurable", "Achievable", "Relevant", "Timed"]

FEW_WORDS = 4
MANY_TASKS = 8


@dataclass(frozen=True)
class Judged:
    """A concern as these rules know it. `tasks` are all that stand on it, open or done; each has its day."""

    number: int
    better: str
    goal: str
    knowing: str
    contingency: str
    criterion: str = ""
    outcome: str = ""
    measures: int = 0
    members: int = 0
    tasks: int = 0
    open_tasks: int = 0
    professionals_tasks: int = 0


@dataclass(frozen=True)
class Nudge:
    """Something that would make a concern better, and under which letter of SMART."""

    letter: Letter
    sentence: str


def nudges(concern: Judged, *, coded: bool) -> Sequence[Nudge]:
    """What would make this concern SMART. `coded` where the plan is made under an outcomes framework."""
    found: list[Nudge] = []
    if len(concern.goal.split()) < FEW_WORDS:
        found.append(Nudge("Specific", "Say in a sentence what will be different, in the family’s own words."))
    if not concern.members:
        found.append(Nudge("Specific", "Say whom it is for: name each member of the family it is about."))
    if not concern.knowing.strip():
        found.append(Nudge("Measurable", "Say what everybody will see when it is getting better."))
    elif coded and concern.criterion and not concern.measures:
        found.append(Nudge("Measurable", "Choose at least one measure of the criterion."))
    if concern.open_tasks > MANY_TASKS:
        says = f"{concern.open_tasks} tasks are open. Ask the family which can wait, or make it two concerns."
        found.append(Nudge("Achievable", says))
    elif concern.tasks and not concern.professionals_tasks:
        found.append(Nudge("Achievable", "Every task is the family’s. Say who helps them."))
    if coded and concern.criterion and not concern.outcome:
        found.append(Nudge("Relevant", "Choose the outcome that it is to lead to."))
    if not concern.tasks:
        found.append(Nudge("Timed", "Set a task: who does what, and by when."))
    return found


def missing(concern: Judged) -> Sequence[str]:
    """What a concern lacks before its plan can be completed, in the words of its page (framework 5.2; S029, S030)."""
    lacks = [
        ("what you want to achieve", bool(concern.goal.strip())),
        ("how you will know", bool(concern.knowing.strip())),
        ("what happens if it is not working", bool(concern.contingency.strip())),
        ("who does what by when", concern.tasks > 0),
    ]
    return [words for words, there in lacks if not there]


def sentence_of(concern: Judged) -> str:
    """What a concern lacks, as a sentence; "" where it lacks nothing."""
    lacks = missing(concern)
    if not lacks:
        return ""
    listed = lacks[0] if len(lacks) == 1 else f"{', '.join(lacks[:-1])} and {lacks[-1]}"
    return f"Concern {concern.number} does not say {listed}."
