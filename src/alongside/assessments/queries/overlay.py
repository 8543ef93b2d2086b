"""Reading several assessments with one tool as they are laid over one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.assessments.queries.assessments import tool_of
from alongside.assessments.rules.scores import Dated, Laid, Scored, Voice, lay_over
from alongside.cases.reading import SEEN
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.core.rows import rows_of
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
    told = {"assessments": wanted, "partnership": actor.partnership_id, "me": sorted(actor.principals)}
    rows = rows_of(_DATES, told)
    if len(rows) < len(wanted) or not rows or len({row["case_id"] for row in rows}) > 1:
        raise NotFound
    if len({(row["tool"], row["own"].get("title", "")) for row in rows}) > 1:
        raise Invalid("Only assessments with the same tool can be laid over one another. Choose dates of one tool.")
    last = rows[-1]
    tool = tool_of(last["tool"], last["own"], last["release_id"], actor)
    areas = [(area.id, area.title) for area in tool.area]
    scores = _scores(wanted)
    laid = lay_over([Dated(row["id"], row["took_place_on"], scores.get(row["id"], ())) for row in rows], areas)
    return Overlay(last["case_id"], tool, laid)


def _scores(assessments: Sequence[int]) -> dict[int, list[Scored]]:
    found: dict[int, list[Scored]] = {}
    for row in rows_of(_SCORES, {"assessments": [*assessments]}):
        voice = Voice(row["voice"], row["member_id"])
        found.setdefault(row["assessment_id"], []).append(
            Scored(row["area"], voice, row["score"], row["name"], row["by"])
        )
    return found


_DATES = f"""
SELECT a.id, a.case_id, a.tool, a.own::json AS own, a.release_id, a.took_place_on
  FROM assessments_assessment a JOIN cases_case c ON c.id = a.case_id
 WHERE {SEEN} AND a.put_away_at IS NULL AND a.id = ANY (%(assessments)s::bigint[]) ORDER BY a.took_place_on, a.id
"""  # noqa: S608  # put together from our own texts
_SCORES = """
SELECT n.assessment_id, n.area, n.voice, n.member_id, n.score, u.name AS by,
       concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')) AS name
  FROM assessments_score n JOIN accounts_user u ON u.id = n.by_id
  LEFT JOIN cases_member m ON m.id = n.member_id LEFT JOIN people_person p ON p.id = m.person_id
 WHERE n.assessment_id = ANY (%(assessments)s::bigint[]) AND n.score IS NOT NULL ORDER BY n.id
"""
