"""Reading assessments: the lines of lists, and one as its pages show it, with the one it reviews beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.accounts.queries import practice
from alongside.assessments.models import Agreement, Answer, Assessment, Score
from alongside.assessments.rules.scores import Dated, Scored, Voice
from alongside.assessments.rules.tools import CHILD, PARENT, PRACTITIONER, Part, shape_of
from alongside.cases.models import Case
from alongside.cases.queries import MemberCard
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
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
    return _lines(_seen(actor).filter(case_id=case_id), actor)


def assessments_of_person(person_id: int, *, actor: Actor) -> Sequence[AssessmentLine]:
    """The assessments that stand on somebody's profile, on cases that the actor sees. One query."""
    return _lines(_seen(actor).filter(person_id=person_id), actor)


def assessments_in_progress(*, actor: Actor, most: int = 50) -> Sequence[AssessmentLine]:
    """The assessments that the actor started and nobody has completed, the latest first (S150). One query."""
    mine = Q(started_by_id=actor.user_id, completed_at__isnull=True)
    return _lines(_seen(actor).filter(mine), actor, most=most)


def in_progress_on(case_id: int, tool: str, person_id: int | None, *, actor: Actor) -> int | None:
    """The assessment in progress with a tool on a family, or on one of it where the tool is done with one person.

    There is one at a time (S122). One query.
    """
    found = _seen(actor).filter(case_id=case_id, tool=tool, completed_at__isnull=True)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return found.values_list("pk", flat=True).first()


def _seen(actor: Actor) -> QuerySet[Assessment]:
    return Assessment.objects.filter(case__in=Case.objects.visible_to(actor), put_away_at__isnull=True)


def _lines(found: QuerySet[Assessment], actor: Actor, most: int = 200) -> list[AssessmentLine]:
    pack = practice(actor)
    scores = Score.objects.filter(assessment=OuterRef("pk"), score__isnull=False)
    rows = found.select_related("case", "person", "started_by", "completed_by").annotate(has_scores=Exists(scores))
    ordered = sorted(rows.order_by("-took_place_on", "-id")[:most], key=lambda row: row.completed_at is not None)
    return [
        AssessmentLine(
            id=row.pk, case_id=row.case_id, case_name=row.case.name, tool=row.tool,
            title=row.own.get("title") or pack.title_of("tools", row.tool),
            person_id=row.person_id, person_name=_called(row.person), took_place_on=row.took_place_on,
            based_on=row.based_on_id, started_by=row.started_by.name, started_by_id=row.started_by_id,
            started_at=row.started_at, completed_by=row.completed_by.name if row.completed_by else "",
            completed_at=row.completed_at, has_scores=row.has_scores, own=row.own,
        )
        for row in ordered
    ]  # fmt: skip


def _called(person: Any) -> str:
    if person is None:
        return ""
    return " ".join(part for part in (person.forename, person.surname) if part) or "Unborn baby"


# --- one


def assessment(assessment_id: int, *, actor: Actor, case_id: int | None = None) -> AssessmentPage:
    """One assessment with all that is in it, and what the one it reviews says. Five queries whatever its size.

    Raises NotFound where it is put away, of another case than `case_id`, or not the actor's to see.
    """
    row = (
        _seen(actor).select_related("person", "started_by", "completed_by", "based_on").filter(pk=assessment_id).first()
    )
    if row is None or (case_id is not None and row.case_id != case_id):
        raise NotFound
    both = [row.pk, *([row.based_on_id] if row.based_on_id else [])]
    answers, scores = _answers(both), _scores(both)
    tool = tool_of(row.tool, row.own, row.release_id, actor)
    based = row.based_on
    return AssessmentPage(
        id=row.pk, case_id=row.case_id, tool=tool, title=tool.title, person_id=row.person_id,
        person_name=_called(row.person), took_place_on=row.took_place_on, started_by=row.started_by.name,
        started_by_id=row.started_by_id, started_at=row.started_at,
        completed_by=row.completed_by.name if row.completed_by else "", completed_at=row.completed_at,
        document_id=row.document_id, version=row.version, answers=answers.get(row.pk, {}),
        scores=scores.get(row.pk, {}), agreements=_agreements(row.pk), names=_names(row.case_id),
        before=Before(based.pk, based.took_place_on, answers.get(based.pk, {}), scores.get(based.pk, {}))
        if based else None,
        reviewed_on=_seen(actor).filter(based_on_id=row.pk).order_by("took_place_on")
        .values_list("took_place_on", flat=True).first(),
    )  # fmt: skip


def tool_of(tool_id: str, own: Mapping[str, Any], release_id: int | None, actor: Actor) -> Tool:
    """The tool an assessment was made with, as it was then."""
    pack: Pack = release(release_id) if release_id else practice(actor)
    found = next((each for each in pack.tools if each.id == tool_id), None)
    return shape_of(found or Tool(id=tool_id, title=tool_id), own)


def _answers(assessments: Sequence[int]) -> Mapping[int, Answers]:
    found: dict[int, dict[tuple[Part, str], AnswerGiven]] = {}
    for row in Answer.objects.filter(assessment_id__in=assessments).select_related("by").order_by("id"):
        place = Part(row.part, row.member_id), row.question
        found.setdefault(row.assessment_id, {})[place] = AnswerGiven(
            row.words, row.by.name, row.by_id, row.at, row.version
        )
    return found


def _scores(assessments: Sequence[int]) -> Mapping[int, Scores]:
    found: dict[int, dict[tuple[str, Voice], ScoreGiven]] = {}
    for row in Score.objects.filter(assessment_id__in=assessments).select_related("by").order_by("id"):
        place = row.area, Voice(row.voice, row.member_id)
        found.setdefault(row.assessment_id, {})[place] = ScoreGiven(row.score, row.by.name, row.by_id, row.at)
    return found


def _agreements(assessment_id: int) -> Sequence[AgreementSaid]:
    rows = Agreement.objects.filter(assessment_id=assessment_id).select_related(
        "user__team", "member__person", "recorded_by"
    )
    return [_said(row) for row in rows.order_by("id")]


def _said(row: Agreement) -> AgreementSaid:
    name, detail = row.name, ", ".join(part for part in (row.organisation, row.telephone, row.email) if part)
    if row.user is not None:
        name, detail = row.user.name, row.user.team.name if row.user.team else ""
    elif row.member is not None:
        name, detail = _called(row.member.person), ""
    return AgreementSaid(row.whose, name, detail, row.agrees, row.reason, row.recorded_by.name, row.recorded_at)


def _names(case_id: int) -> Mapping[int, str]:
    """Everybody who is or was of the family, by the id of their membership."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [case_id])
        return dict(cursor.fetchall())


_NAMES = """
SELECT m.id, coalesce(nullif(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ''), 'Unborn baby')
  FROM cases_member m JOIN people_person p ON p.id = m.person_id WHERE m.case_id = %s
"""


# --- whose scores and whose parts


def children_of(family: Sequence[MemberCard], pack: Pack) -> Sequence[MemberCard]:
    """The children of a family who are born and on the case: those that a part for each child is written of."""
    bands = next((each.choices for each in pack.lists if each.id == "age-bands"), ())
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
