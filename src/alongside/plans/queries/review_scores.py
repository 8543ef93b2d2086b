"""The scores that a concern's areas had at the last two assessments, for those who review it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.assessments.queries.assessments import AssessmentLine, assessments_of_case
from alongside.assessments.queries.overlay import Overlay, overlay_of
from alongside.assessments.rules.scores import called, change_in_words
from alongside.core.actor import Actor

LAST = 2


@dataclass(frozen=True)
class ScoreLine:
    """What one voice scored one area at the last assessments, the earlier first, and the change in words."""

    area: str
    whose: str
    scores: Sequence[tuple[date, int | None]]
    change: str


def scores_for(case_id: int, areas: Mapping[int, Sequence[str]], *, actor: Actor) -> Mapping[int, Sequence[ScoreLine]]:
    """The last scores of the areas ("tool/area") that each concern answers, by the concern.

    One query, and two more for each tool that is named. Of a tool done with the family as a whole and with members of
    it, that of the whole.
    """
    wanted = {area for named in areas.values() for area in named}
    if not wanted:
        return {}
    done = [each for each in assessments_of_case(case_id, actor=actor) if each.completed_at and each.has_scores]
    found: dict[str, list[ScoreLine]] = {}
    for tool in sorted({area.partition("/")[0] for area in wanted}):
        if last := _last(tool, done):
            laid = overlay_of([each.id for each in last], actor=actor)
            for area in wanted:
                found.setdefault(area, []).extend(_lines(area, tool, laid))
    return {concern: [line for area in named for line in found.get(area, ())] for concern, named in areas.items()}


def _last(tool: str, done: Sequence[AssessmentLine]) -> Sequence[AssessmentLine]:
    of_tool = sorted((each for each in done if each.tool == tool), key=lambda each: (each.took_place_on, each.id))
    of_family = [each for each in of_tool if each.person_id is None]
    if of_family or not of_tool:
        return of_family[-LAST:]
    return [each for each in of_tool if each.person_id == of_tool[-1].person_id][-LAST:]


def _lines(area: str, tool: str, over: Overlay) -> Sequence[ScoreLine]:
    return [
        ScoreLine(
            row.title,
            called(voice.voice, voice.name),
            [(on, score) for (_, on), score in zip(over.laid.dates, row.scores, strict=True)],
            change_in_words(row.change),
        )
        for voice in over.laid.voices
        for row in voice.rows
        if f"{tool}/{row.area}" == area and any(score is not None for score in row.scores)
    ]
