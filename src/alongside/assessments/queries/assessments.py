"""Reading assessments: the lines of lists, and one as its pages show it, with the one it reviews beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from alongside.accounts.queries import practice
from alongside.assessments.rules.scores import Dated, Scored, Voice
from alongside.assessments.rules.tools import CHILD, PARENT, PRACTITIONER, Part, shape_of
from alongside.cases.queries import MemberCard
from alongside.cases.reading import SEEN
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.parts import age_bands
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.packs.tool_schema import Scale, Tool
from alongside.people.rules import is_child


@dataclass(frozen=True)
class AssessmentLine:
    """A line of a list of assessments. `person_name` is empty for one of the family as a whole."""

    id: int
    case_id: int
    case_name: str
    tool: str
    title: str
    person_id: int | None
    person_name: str
    took_place_on: date
    based_on: int | None
    started_by: str
    started_by_id: int
    started_at: datetime
    completed_by: str
    completed_at: datetime | None
    has_scores: bool
    own: Mapping[str, Any]

    @property
    def in_progress(self) -> bool:
        """Whether it is not completed yet."""
        return self.completed_at is None


@dataclass(frozen=True)
class AnswerGiven:
    """What is written at one place, by whom and when."""

    words: str
    by: str
    by_id: int
    at: datetime
    version: int


@dataclass(frozen=True)
class ScoreGiven:
    """A score, by whom it was recorded and when; none where it was taken back."""

    score: int | None
    by: str
    by_id: int
    at: datetime


@dataclass(frozen=True)
class AgreementSaid:
    """Whether somebody agrees with the scores, and why not. `detail` is how to reach somebody typed."""

    whose: str
    name: str
    detail: str
    agrees: bool
    reason: str
    recorded_by: str
    recorded_at: datetime


Answers = Mapping[tuple[Part, str], AnswerGiven]
"""What is written, by the part and the question or prompt."""
Scores = Mapping[tuple[str, Voice], ScoreGiven]
"""What is scored, by the area and the voice."""


@dataclass(frozen=True)
class Before:
    """The assessment that one reviews, as it stands beside it."""

    id: int
    took_place_on: date
    answers: Answers
    scores: Scores


@dataclass(frozen=True)
class AssessmentPage:
    """One assessment. `tool` is the one it was made with, with the areas of its own; `names` are those of members.

    `reviewed_on` is the day of the first review of it, where there is one.
    """

    id: int
    case_id: int
    tool: Tool
    title: str
    person_id: int | None
    person_name: str
    took_place_on: date
    started_by: str
    started_by_id: int
    started_at: datetime
    completed_by: str
    completed_at: datetime | None
    document_id: int | None
    version: int
    answers: Answers
    scores: Scores
    agreements: Sequence[AgreementSaid]
    names: Mapping[int, str]
    before: Before | None
    reviewed_on: date | None

    @property
    def in_progress(self) -> bool:
        """Whether it is not completed yet."""
        return self.completed_at is None

    @property
    def scale(self) -> Scale:
        """The scale its areas are scored on."""
        return self.tool.scale or Scale()

    @cached_property
    def dated(self) -> Dated:
        """Its scores, to be laid over others."""
        return Dated(self.id, self.took_place_on, _scored(self.scores, self.names))

    @cached_property
    def dated_before(self) -> Dated | None:
        """The scores of the one it reviews."""
        before = self.before
        return Dated(before.id, before.took_place_on, _scored(before.scores, self.names)) if before else None

    def words(self) -> Mapping[tuple[Part, str], str]:
        """What is written, without who wrote it."""
        return {place: each.words for place, each in self.answers.items()}

    def scored_areas(self) -> Collection[str]:
        """The areas with a score in any voice."""
        return {area for (area, _), each in self.scores.items() if each.score is not None}


def _scored(scores: Scores, names: Mapping[int, str]) -> list[Scored]:
    return [
        Scored(area, voice, each.score, names.get(voice.member or 0, ""), each.by)
        for (area, voice), each in scores.items()
        if each.score is not None
    ]


@dataclass(frozen=True)
class Speaker:
    """Somebody whose scores are kept apart. `present` is whether they are still on the case."""

    voice: Voice
    name: str
    present: bool = True

    @property
    def key(self) -> str:
        """The same in the name of a field: "practitioner", "parent-7"."""
        short = {PRACTITIONER: "practitioner", PARENT: "parent", CHILD: "child"}[self.voice.voice]
        return f"{short}-{self.voice.member}" if self.voice.member else short


# --- lists


def assessments_of_case(case_id: int, *, actor: Actor) -> Sequence[AssessmentLine]:
    """The assessments of a case, those in progress first, then by the day they took place. One query."""
    return _lines("a.case_id = %(case)s", actor, case=case_id)


def assessments_of_person(person_id: int, *, actor: Actor) -> Sequence[AssessmentLine]:
    """The assessments that stand on somebody's profile, on cases that the actor sees. One query."""
    return _lines("a.person_id = %(person)s", actor, person=person_id)


def assessments_in_progress(*, actor: Actor, most: int = 50) -> Sequence[AssessmentLine]:
    """The assessments that the actor started and nobody has completed, the latest first (S150). One query."""
    mine = "a.started_by_id = %(user)s AND a.completed_at IS NULL"
    return _lines(mine, actor, user=actor.user_id, most=most)


def in_progress_on(case_id: int, tool: str, person_id: int | None, *, actor: Actor) -> int | None:
    """The assessment in progress with a tool on a family, or on one of it where the tool is done with one person.

    There is one at a time (S122). One query.
    """
    told = {"case": case_id, "tool": tool, "person": person_id}
    rows = rows_of(_IN_PROGRESS, _me(actor) | told)
    return rows[0]["id"] if rows else None


def _lines(where: str, actor: Actor, **told: Any) -> list[AssessmentLine]:
    pack = practice(actor)
    rows = rows_of(_LINES.format(where=where), _me(actor) | {"most": 200} | told)
    ordered = sorted(rows, key=lambda row: row["completed_at"] is not None)
    return [
        AssessmentLine(**row, title=row["own"].get("title") or pack.title_of("tools", row["tool"])) for row in ordered
    ]


def _me(actor: Actor) -> dict[str, Any]:
    return {"partnership": actor.partnership_id, "me": sorted(actor.principals)}


# --- one


def assessment(assessment_id: int, *, actor: Actor, case_id: int | None = None) -> AssessmentPage:
    """One assessment with all that is in it, and what the one it reviews says. Three queries whatever its size.

    Raises NotFound where it is put away, of another case than `case_id`, or not the actor's to see.
    """
    rows = rows_of(_ONE, _me(actor) | {"assessment": assessment_id})
    if not rows or (case_id is not None and rows[0]["case_id"] != case_id):
        raise NotFound
    [row] = rows
    based, based_on = row.pop("based_on"), row.pop("based_took_place_on")
    both = [row["id"], *([based] if based else [])]
    answers, scores = _answers(both), _scores(both)
    tool = tool_of(row.pop("tool"), row.pop("own"), row.pop("release_id"), actor)
    return AssessmentPage(
        **row | {"names": dict(row["names"]), "agreements": [_said(each) for each in row["agreements"]]},
        tool=tool, title=tool.title, answers=answers.get(row["id"], {}), scores=scores.get(row["id"], {}),
        before=Before(based, based_on, answers.get(based, {}), scores.get(based, {})) if based else None,
    )  # fmt: skip


def tool_of(tool_id: str, own: Mapping[str, Any], release_id: int | None, actor: Actor) -> Tool:
    """The tool an assessment was made with, as it was then."""
    pack: Pack = release(release_id) if release_id else practice(actor)
    found = next((each for each in pack.tools if each.id == tool_id), None)
    return shape_of(found or Tool(id=tool_id, title=tool_id), own)


def _answers(assessments: Sequence[int]) -> Mapping[int, Answers]:
    found: dict[int, dict[tuple[Part, str], AnswerGiven]] = {}
    for row in rows_of(_ANSWERS, {"assessments": [*assessments]}):
        of, place = row.pop("assessment_id"), (Part(row.pop("part"), row.pop("member_id")), row.pop("question"))
        found.setdefault(of, {})[place] = AnswerGiven(**row)
    return found


def _scores(assessments: Sequence[int]) -> Mapping[int, Scores]:
    found: dict[int, dict[tuple[str, Voice], ScoreGiven]] = {}
    for row in rows_of(_SCORES, {"assessments": [*assessments]}):
        of, place = row.pop("assessment_id"), (row.pop("area"), Voice(row.pop("voice"), row.pop("member_id")))
        found.setdefault(of, {})[place] = ScoreGiven(**row)
    return found


def _said(row: dict[str, Any]) -> AgreementSaid:
    return AgreementSaid(**row | {"recorded_at": datetime.fromisoformat(row["recorded_at"])})


_CALLED = "coalesce(nullif(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ''), 'Unborn baby')"
_ABOUT = f"""CASE WHEN p.id IS NULL THEN '' ELSE {_CALLED} END AS person_name, a.took_place_on, s.name AS started_by,
       a.started_by_id, a.started_at, coalesce(d.name, '') AS completed_by, a.completed_at, a.own::json AS own"""
_FROM = f"""
  FROM assessments_assessment a JOIN cases_case c ON c.id = a.case_id JOIN accounts_user s ON s.id = a.started_by_id
  LEFT JOIN accounts_user d ON d.id = a.completed_by_id LEFT JOIN people_person p ON p.id = a.person_id
  LEFT JOIN assessments_assessment b ON b.id = a.based_on_id
 WHERE {SEEN} AND a.put_away_at IS NULL"""
_LINES = f"""
SELECT a.id, a.case_id, c.name AS case_name, a.tool, a.person_id, a.based_on_id AS based_on, {_ABOUT},
       EXISTS (SELECT 1 FROM assessments_score x WHERE x.assessment_id = a.id AND x.score IS NOT NULL) AS has_scores
{_FROM} AND {{where}} ORDER BY a.took_place_on DESC, a.id DESC LIMIT %(most)s
"""  # noqa: S608  # put together from our own texts
_IN_PROGRESS = f"""
SELECT a.id FROM assessments_assessment a JOIN cases_case c ON c.id = a.case_id
 WHERE {SEEN} AND a.put_away_at IS NULL AND a.case_id = %(case)s AND a.tool = %(tool)s AND a.completed_at IS NULL
   AND (%(person)s::bigint IS NULL OR a.person_id = %(person)s) ORDER BY a.id LIMIT 1
"""  # noqa: S608  # put together from our own texts
_ONE = f"""
SELECT a.id, a.case_id, a.tool, a.person_id, {_ABOUT}, a.release_id, a.document_id, a.version,
       b.id AS based_on, b.took_place_on AS based_took_place_on,
       ARRAY(SELECT json_build_array(m.id, {_CALLED}) FROM cases_member m JOIN people_person p ON p.id = m.person_id
              WHERE m.case_id = a.case_id) AS names,
       ARRAY(SELECT json_build_object('whose', g.whose, 'agrees', g.agrees, 'reason', g.reason,
                      'recorded_by', r.name, 'recorded_at', g.recorded_at,
                      'name', CASE WHEN u.id IS NOT NULL THEN u.name WHEN m.id IS NOT NULL THEN {_CALLED}
                                   ELSE g.name END,
                      'detail', CASE WHEN u.id IS NOT NULL THEN t.name WHEN m.id IS NOT NULL THEN ''
                                     ELSE concat_ws(', ', nullif(g.organisation, ''), nullif(g.telephone, ''),
                                                    nullif(g.email, '')) END)
               FROM assessments_agreement g JOIN accounts_user r ON r.id = g.recorded_by_id
               LEFT JOIN accounts_user u ON u.id = g.user_id LEFT JOIN accounts_team t ON t.id = u.team_id
               LEFT JOIN cases_member m ON m.id = g.member_id LEFT JOIN people_person p ON p.id = m.person_id
              WHERE g.assessment_id = a.id ORDER BY g.id) AS agreements,
       (SELECT min(n.took_place_on) FROM assessments_assessment n
         WHERE n.case_id = a.case_id AND n.based_on_id = a.id AND n.put_away_at IS NULL) AS reviewed_on
{_FROM} AND a.id = %(assessment)s
"""  # noqa: S608  # put together from our own texts
_ANSWERS = """
SELECT n.assessment_id, n.part, n.member_id, n.question, n.words, u.name AS by, n.by_id, n.at, n.version
  FROM assessments_answer n JOIN accounts_user u ON u.id = n.by_id
 WHERE n.assessment_id = ANY (%(assessments)s::bigint[]) ORDER BY n.id
"""
_SCORES = """
SELECT n.assessment_id, n.area, n.voice, n.member_id, n.score, u.name AS by, n.by_id, n.at
  FROM assessments_score n JOIN accounts_user u ON u.id = n.by_id
 WHERE n.assessment_id = ANY (%(assessments)s::bigint[]) ORDER BY n.id
"""


# --- whose scores and whose parts


def children_of(family: Sequence[MemberCard], pack: Pack) -> Sequence[MemberCard]:
    """The children of a family who are born and on the case: those that a part for each child is written of."""
    bands = age_bands(pack)
    present = [each for each in family if each.left_on is None and each.band != "Unborn" and not each.is_head]
    return [each for each in present if is_child(each.age, each.band, bands)]


def speakers(
    tool: Tool, family: Sequence[MemberCard], pack: Pack, scores: Scores, *, about: int | None = None
) -> Sequence[Speaker]:
    """Whose scores can be given with a tool: the practitioner's, each parent's or carer's, each child's (PLAN-08).

    Whoever has scored stays, though they have left the case since. A tool done with one person (`about`, a person)
    asks that person beside the practitioner and parents.
    """
    young = children_of(family, pack)
    old = [each for each in family if each.left_on is None and each not in young and each.band != "Unborn"]
    found: list[Speaker] = []
    if PRACTITIONER in tool.scored_by:
        found.append(Speaker(Voice(PRACTITIONER), "Practitioner"))
    if PARENT in tool.scored_by:
        found += [Speaker(Voice(PARENT, each.id), each.name) for each in old]
    if CHILD in tool.scored_by:
        found += [Speaker(Voice(CHILD, each.id), each.name) for each in young if about in (None, each.person_id)]
    named = {each.voice for each in found}
    names = {each.id: each.name for each in family}
    gone = dict.fromkeys(voice for (_, voice), each in scores.items() if voice not in named and each.score is not None)
    return [*found, *(Speaker(voice, names.get(voice.member or 0, "Practitioner"), present=False) for voice in gone)]
