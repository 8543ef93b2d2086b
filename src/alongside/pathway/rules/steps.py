"""What a step asks for, which ways lead on from it, and who may do it. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.packs.clock_schema import Fact
from alongside.packs.process_schema import Made, Process, Role, Step, Way


@dataclass(frozen=True)
class Doing:
    """Who would do a step: the ids (in the pack) of the teams they work in, and of those they manage."""

    teams: Collection[str]
    manages: Collection[str]


def are(wanted: Mapping[str, Fact], facts: Mapping[str, Any]) -> bool:
    """Whether facts are as a condition wants them. One of several words will do where it names several."""
    return all(
        facts.get(name) in value if isinstance(value, tuple | list) else facts.get(name) == value
        for name, value in wanted.items()
    )


def ways_on(step: Step, facts: Mapping[str, Any]) -> Sequence[Way]:
    """The ways that lead on from a step for a journey with these facts, in the pack's order."""
    return [way for way in step.next if are(way.when, facts)]


def is_passed_over(step: Step, facts: Mapping[str, Any]) -> bool:
    """Whether nothing is to be done at this step for a journey with these facts (a DART is not acknowledged, 1.2)."""
    return any(are(each, facts) for each in step.except_)


def first_from(process: Process, step_id: str, facts: Mapping[str, Any]) -> Step | None:
    """The step itself, or the first after it that is not passed over; None where the process is over by then.

    A step that is passed over leads where its first way leads. Raises KeyError for a step that is not in the process.
    """
    seen: set[str] = set()
    step = process.step_of(step_id)
    while is_passed_over(step, facts):
        on = next((way for way in ways_on(step, facts)), None)
        if on is None or not on.to or on.to in seen:
            return None
        seen.add(on.to)
        step = process.step_of(on.to)
    return step


def may_do(role: Role | None, who: Doing) -> bool:
    """Whether somebody may do a step of this role. A role of another system is recorded by whoever has the tray."""
    if role is None or role.elsewhere:
        return True
    held = who.manages if role.manages else who.teams
    return any(team in held for team in role.teams)


def hold_both(role: Role | None, other: Role, one: Doing, another: Doing) -> bool:
    """Whether of two people who decide something together one holds each of the two roles."""
    return (may_do(role, one) and may_do(other, another)) or (may_do(other, one) and may_do(role, another))


def missing_answers(step: Step, way: Way | None, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What has to be answered before a step is done and is not, as (question id, sentence)."""
    for question in (*step.question, *(way.question if way else ())):
        if question.required and answers.get(question.id) in (None, "", [], ()):
            yield question.id, f"Answer this: {question.asks}"


def said(answer: Any) -> str:
    """An answer in one line."""
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    return ", ".join(str(each) for each in answer) if isinstance(answer, list | tuple) else str(answer or "")


def day_in(answer: Any) -> date | None:
    """The day that an answer names, as it was given or as it is kept; None where it names none."""
    if isinstance(answer, date):
        return answer
    return date.fromisoformat(str(answer)[:10]) if answer else None


def facts_made(made: Made, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of an event, with "{question}" filled from the answer to that question."""
    return {name: _filled(value, answers) for name, value in made.facts.items()}


def _filled(value: Fact, answers: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return answers.get(value[1:-1], "")
    return value
