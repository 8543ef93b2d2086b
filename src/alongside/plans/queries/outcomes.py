"""Reading the outcomes of a family: what was achieved on each concern, what can be evidence, what the scores prove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.assessments.models import Assessment
from alongside.assessments.queries.overlay import overlay_of
from alongside.casework.models import Log
from alongside.core.actor import LONDON, Actor
from alongside.core.rows import rows_of
from alongside.documents.models import Document
from alongside.packs.plan_schema import Measure
from alongside.packs.schema import Pack
from alongside.plans.queries.claims import EVIDENCED, KIND, FamilyOutcomes, family_outcomes
from alongside.plans.queries.plans import ConcernShown, PlanPage, plan_of_case
from alongside.plans.rules import outcomes as rules
from alongside.plans.rules.outcomes import Achieved, NeedStands, Proved, Scored, Stands

OFFERED = 25
"""Of each kind of evidence, so many of the newest are offered."""


@dataclass(frozen=True)
class AchievementShown:
    """An outcome recorded as achieved, as it is read. `evidence_kind` is assessment, document, note, words or nothing;
    `evidence_id` and `evidence_title` are of the first three; `stands` on the reader's day."""

    id: int
    concern_id: int
    outcome: str
    measure: str
    improved: str
    improved_on: date
    sustained_until: date | None
    evidence_kind: str
    evidence_id: int | None
    evidence_title: str
    evidence: str
    is_gone: bool
    recorded_by: str
    recorded_at: datetime
    lasted: bool | None
    check_words: str
    checked_by: str
    checked_on: date | None
    taken_back_at: datetime | None
    taken_back_why: str
    stands: Stands


@dataclass(frozen=True)
class CaseOutcomes:
    """The outcomes of a family: its plan, the achievements on each concern newest first, and what is missing."""

    plan: PlanPage | None
    family: FamilyOutcomes | None
    by_concern: Mapping[int, Sequence[AchievementShown]] = field(default_factory=dict)

    def of(self, concern_id: int) -> Sequence[AchievementShown]:
        """The achievements on one concern."""
        return self.by_concern.get(concern_id, ())

    def stands(self, concern_id: int) -> NeedStands:
        """How a concern's need stands."""
        needs = self.family.needs if self.family else ()
        return next((each.stands for each in needs if each.concern == concern_id), "identified")


def outcomes_of_case(case_id: int, *, actor: Actor) -> CaseOutcomes:
    """The outcomes of a family, by its plan in hand or its last. Five queries whatever the size."""
    plan = plan_of_case(case_id, actor=actor)
    if plan is None:
        return CaseOutcomes(None, family_outcomes(case_id, actor=actor))
    found: dict[int, list[AchievementShown]] = {}
    for each in _achievements("k.plan_id = %(plan)s", actor, plan=plan.id):
        found.setdefault(each.concern_id, []).append(each)
    return CaseOutcomes(plan, family_outcomes(case_id, actor=actor), found)


def achievement_on(case_id: int, achievement_id: int, *, actor: Actor) -> AchievementShown | None:
    """One achievement of a case, or None where it is not there for the actor. One query."""
    found = _achievements("a.id = %(id)s AND p.case_id = %(case)s", actor, id=achievement_id, case=case_id)
    return found[0] if found else None


def _achievements(where: str, actor: Actor, **told: Any) -> list[AchievementShown]:
    text = _ACHIEVEMENTS.format(where=where)
    rows = rows_of(text, {"partnership": actor.partnership_id, **told})
    return [_shown(row, practice(actor), actor.today) for row in rows]


def _shown(row: dict[str, Any], pack: Pack, today: date) -> AchievementShown:
    evidenced, tool, at = row.pop("evidenced"), row.pop("tool"), row.pop("at")
    document = row.pop("document")
    kind = row["evidence_kind"]
    titles = {
        "assessment": lambda: f"{pack.title_of('tools', tool)}, {_day(at)}",
        "document": lambda: str(document),
        "note": lambda: f"Note of {_day(at)}",
    }
    title = titles[kind]() if kind in titles else ""
    taken_back = row["taken_back_at"] is not None
    achieved = Achieved(row["improved_on"], row["sustained_until"], evidenced, row["lasted"], taken_back)
    return AchievementShown(
        **row, evidence_title=title, is_gone=bool(kind) and not evidenced,
        stands=rules.achievement_stands(achieved, today),
    )  # fmt: skip


def _day(at: datetime | date) -> str:
    day = at.astimezone(LONDON).date() if isinstance(at, datetime) else at
    return f"{day:%-d %B %Y}"


# --- evidence


@dataclass(frozen=True)
class EvidenceOffered:
    """Something of the case that can be evidence: "document", 12, "Certificate"."""

    kind: str
    id: int
    title: str


def evidence_of_case(case_id: int, *, actor: Actor) -> Sequence[EvidenceOffered]:
    """What of a case can be evidence, the newest of each kind: completed assessments, documents, and notes that
    everybody with the case reads. Three queries."""
    pack = practice(actor)
    here = {"partnership_id": actor.partnership_id, "case_id": case_id}
    assessments = Assessment.objects.filter(**here, completed_at__isnull=False).order_by("-took_place_on", "-id")
    documents = Document.objects.filter(**here, **_OPEN, waits_for__isnull=True).order_by("-id")
    notes = Log.objects.filter(**here, **_OPEN).order_by("-contact_at", "-id")
    return [
        *(
            EvidenceOffered("assessment", number, f"{pack.title_of('tools', tool)}, {_day(on)}")
            for number, tool, on in assessments.values_list("id", "tool", "took_place_on")[:OFFERED]
        ),
        *(EvidenceOffered("document", number, name) for number, name in documents.values_list("id", "name")[:OFFERED]),
        *(
            EvidenceOffered("note", number, f"{pack.title_of('note_types', kind)} of {_day(at)}")
            for number, kind, at in notes.values_list("id", "type", "contact_at")[:OFFERED]
        ),
    ]


_OPEN: Mapping[str, Any] = {"circle__isnull": True, "hidden_at__isnull": True}


@dataclass(frozen=True)
class FromScores:
    """What the scores say of a measure: the two assessments compared, and each voice judged by itself."""

    measure: Measure
    first_on: date
    last_on: date
    last_id: int
    voices: Sequence[tuple[str, Proved]]

    @property
    def is_met(self) -> bool:
        """Whether one voice at least says that it is met, and none that it is not."""
        judged = [each for _, each in self.voices if each.met or each.short]
        return bool(judged) and all(each.is_met for each in judged)


def from_scores(plan: PlanPage, concern: ConcernShown, *, actor: Actor) -> Sequence[FromScores]:
    """What the first and the last assessment say of the measures of a concern that scores decide (M3D).

    Only the areas that the concern names, where it names some. Nothing where there are not two assessments with the
    tool yet. Three queries for each such measure.
    """
    if plan.framework is None:
        return []
    measures = [each for each in plan.framework.measures_of(concern.criterion) if each.code in concern.measures]
    found = [_from_scores(plan.case_id, concern, each, actor) for each in measures if each.by_score]
    return [each for each in found if each is not None]


def _from_scores(case_id: int, concern: ConcernShown, measure: Measure, actor: Actor) -> FromScores | None:
    rule = measure.by_score
    assert rule is not None
    done = Assessment.objects.filter(
        partnership_id=actor.partnership_id, case_id=case_id, tool=rule.tool, completed_at__isnull=False
    ).order_by("took_place_on", "id")
    ids = list(done.values_list("id", flat=True))
    if len(ids) < 2:
        return None
    laid = overlay_of([ids[0], ids[-1]], actor=actor).laid
    wanted = {each.partition("/")[2] for each in concern.areas if each.partition("/")[0] == rule.tool}
    voices = []
    for voice in laid.voices:
        scores = [
            Scored(row.title, first, last)
            for row in voice.rows
            if (not wanted or row.area in wanted)
            and (first := row.scores[0]) is not None
            and (last := row.scores[-1]) is not None
        ]
        if scores:
            named = f"{voice.name}, {voice.voice.voice}" if voice.name else voice.voice.voice.capitalize()
            voices.append((named, rules.proved_by(rule, scores)))
    return FromScores(measure, laid.dates[0][1], laid.dates[-1][1], laid.dates[-1][0], voices) if voices else None


_NAME = "coalesce((SELECT name FROM accounts_user WHERE id = {}), '')"
_ACHIEVEMENTS = (
    """
SELECT a.id, a.concern_id, a.outcome, a.measure, a.improved, a.improved_on, a.sustained_until,
       """
    + KIND
    + """ AS evidence_kind, coalesce(a.assessment_id, a.document_id, a.evidence_log_id) AS evidence_id, a.evidence,
       """
    + EVIDENCED
    + """ AS evidenced, s.tool, coalesce(s.took_place_on::timestamptz, n.contact_at) AS at, e.name AS document,
       """
    + _NAME.format("a.recorded_by_id")
    + """ AS recorded_by, a.recorded_at, a.lasted, a.check_words,
       """
    + _NAME.format("a.checked_by_id")
    + """ AS checked_by, a.checked_on, a.taken_back_at, a.taken_back_why
  FROM plans_achievement a JOIN plans_concern k ON k.id = a.concern_id JOIN plans_plan p ON p.id = k.plan_id
  LEFT JOIN assessments_assessment s ON s.id = a.assessment_id
  LEFT JOIN documents_document e ON e.id = a.document_id
  LEFT JOIN casework_log n ON n.id = a.evidence_log_id
 WHERE a.partnership_id = %(partnership)s AND p.put_away_at IS NULL AND {where}
 ORDER BY a.improved_on DESC, a.id DESC
"""
)
