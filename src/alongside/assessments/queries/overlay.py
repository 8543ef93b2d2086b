"""Reading several assessments with one tool as they are laid over one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.assessments.models import Assessment, Score
from alongside.assessments.queries.assessments import tool_of
from alongside.assessments.rules.scores import Dated, Laid, Scored, Voice, lay_over
from alongside.cases.models import Case
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.packs.tool_schema import Tool

MOST = 12
"""More dates than these are read in the table of each assessment, not on one star."""


@dataclass(frozen=True)
class Overlay:
    """Assessments with one tool laid over one another. `tool` is that of the last of them; `case_id` their case."""

    case_id: int
    tool: Tool
    laid: Laid


def overlay_of(assessment_ids: Sequence[int], *, actor: Actor) -> Overlay:
    """Lay assessments over one another: a row for each area, the scores by voice and date, and the change (ASMT-02).

    Two queries however many. Raises NotFound where one is not the actor's to see, or of another family; Invalid for
    assessments with different tools, whose areas are not the same.
    """
    wanted = list(dict.fromkeys(assessment_ids))[:MOST]
    rows = list(
        Assessment.objects.filter(
            pk__in=wanted, case__in=Case.objects.visible_to(actor), put_away_at__isnull=True
        ).order_by("took_place_on", "id")
    )
    if len(rows) < len(wanted) or not rows or len({row.case_id for row in rows}) > 1:
        raise NotFound
    if len({(row.tool, row.own.get("title", "")) for row in rows}) > 1:
        raise Invalid("Only assessments with the same tool can be laid over one another. Choose dates of one tool.")
    last = rows[-1]
    tool = tool_of(last.tool, last.own, last.release_id, actor)
    areas = [(area.id, area.title) for area in tool.area]
    scores = _scores(wanted)
    laid = lay_over([Dated(row.pk, row.took_place_on, scores.get(row.pk, ())) for row in rows], areas)
    return Overlay(last.case_id, tool, laid)


def _scores(assessments: Sequence[int]) -> dict[int, list[Scored]]:
    found: dict[int, list[Scored]] = {}
    rows = Score.objects.filter(assessment_id__in=assessments, score__isnull=False)
    for row in rows.select_related("by", "member__person").order_by("id"):
        person = row.member.person if row.member else None
        name = " ".join(part for part in (person.forename, person.surname) if part) if person else ""
        assert row.score is not None
        found.setdefault(row.assessment_id, []).append(
            Scored(row.area, Voice(row.voice, row.member_id), row.score, name, row.by.name)
        )
    return found
