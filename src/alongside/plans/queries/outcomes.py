"""Reading outcomes: those of a family with what is missing, and for the programme over every family the actor sees."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from alongside.accounts.queries import practice
from alongside.assessments.models import Assessment
from alongside.assessments.queries.overlay import overlay_of
from alongside.casework.models import Log
from alongside.core.actor import LONDON, Actor
from alongside.documents.models import Document
from alongside.packs.plan_schema import Framework, Measure
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.people.rules import ADULT
from alongside.plans.queries.plans import ACHIEVED, ConcernShown, PlanPage, plan_of_case
from alongside.plans.rules import outcomes as rules
from alongside.plans.rules.outcomes import Achieved, NeedStands, Proved, Scored, Stands, ToClaim

PAGE = 25
LOOKED_AT = 2000
"""So many families are looked at for a page of the programme; the table to download holds all of them."""
OFFERED = 25
"""Of each kind of evidence, so many of the newest are offered."""


# --- a family, as a claim turns on it


@dataclass(frozen=True)
class NeedAchieved:
    """An achievement, as the programme reads it. `kind` and `number` say which evidence: "document" 12; "words"; ""."""

    id: int
    measure: str
    kind: str
    number: int | None
    achieved: Achieved


@dataclass(frozen=True)
class Need:
    """A concern, as the programme reads it. `code` is what it counts as; "" where it counts as none."""

    concern: int
    number: int
    criterion: str
    outcome: str
    code: str
    stands: NeedStands
    latest: NeedAchieved | None


@dataclass(frozen=True)
class FamilyOutcomes:
    """A family with its needs and what is missing to claim a result for it; nothing is missing where it is ready.

    `since` is when it came into the programme, None where it is not in it; `identified` how many different needs.
    """

    case_id: int
    name: str
    area: str
    since: date | None
    has_lead_worker: bool
    has_child: bool
    assessed_on: date | None
    plan_id: int | None
    plan_completed_on: date | None
    plan_ended_on: date | None
    needs: Sequence[Need]
    identified: int
    missing: Sequence[ToClaim]

    @property
    def is_ready(self) -> bool:
        """Whether a result can be claimed."""
        return not self.missing

    def count(self, *stands: NeedStands) -> int:
        """How many of its needs stand so."""
        return sum(each.stands in stands for each in self.needs)

    @property
    def met(self) -> int:
        """How many of its needs are met, sustained yet or not."""
        return self.count(*rules.MET)

    @property
    def sustaining_until(self) -> date | None:
        """Until when the last of its needs has to last."""
        days = [
            each.latest.achieved.sustained_until for each in self.needs if each.latest and each.stands == "sustaining"
        ]
        return max((day for day in days if day), default=None)


def family_outcomes(case_id: int, *, actor: Actor) -> FamilyOutcomes | None:
    """One family, by its plan in hand or its last. One query; None for a case not seen."""
    found = _families("c.id = %(case)s", actor, case=case_id, most=1, beyond=0)
    return found[0] if found else None


# --- the page of a family


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
    rows = _rows(text, {"partnership": actor.partnership_id, **told})
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


# --- for the programme


@dataclass(frozen=True)
class Narrowed:
    """What the families of the programme are narrowed to. `every` has each family with a plan, in the programme or not;
    `state` is ready, missing, sustaining, check or open."""

    every: bool = False
    state: str = ""
    area: str = ""


@dataclass(frozen=True)
class Totals:
    """What the families looked at come to, added up."""

    families: int
    identified: int
    met: int
    missing_evidence: int
    sustaining: int
    to_check: int
    ready: int


@dataclass(frozen=True)
class OutcomesPage:
    """A page of the families of the programme. `counted` is false where there are more than were looked at."""

    rows: Sequence[FamilyOutcomes]
    number: int
    more: bool
    totals: Totals
    counted: bool


_STATE: Mapping[str, Any] = {
    "ready": lambda family: family.is_ready,
    "missing": lambda family: family.count("no evidence") > 0,
    "sustaining": lambda family: family.count("sustaining") > 0,
    "check": lambda family: family.count("to check") > 0,
    "open": lambda family: family.count("identified", "not sustained") > 0,
}
STATES = tuple(_STATE)


def outcomes_of_programme(*, actor: Actor, narrowed: Narrowed, page: int = 1) -> OutcomesPage:
    """The families of the programme that the actor sees, the newest first: one query, at most LOOKED_AT of them."""
    found = _families(_where(narrowed), actor, area=narrowed.area, most=LOOKED_AT + 1, beyond=0)
    looked_at = found[:LOOKED_AT]
    wanted = [each for each in looked_at if not narrowed.state or _STATE[narrowed.state](each)]
    first = (page - 1) * PAGE
    return OutcomesPage(
        wanted[first : first + PAGE], page, len(wanted) > first + PAGE, _totals(looked_at), len(found) <= LOOKED_AT
    )


def every_family(*, actor: Actor, narrowed: Narrowed, above: int, most: int = 500) -> Sequence[FamilyOutcomes]:
    """The next families of the programme by their number, those above `above`, for the table to download: of every
    state, which `fits` tells. One query."""
    where = f"{_where(narrowed)} AND c.id > %(above)s"
    return _families(where, actor, area=narrowed.area, above=above, most=most, beyond=0, order="c.id")


def fits(family: FamilyOutcomes, state: str) -> bool:
    """Whether a family is in a state; every one is in none."""
    return not state or bool(_STATE[state](family))


def _where(narrowed: Narrowed) -> str:
    which = "c.id IN (SELECT case_id FROM plans_plan WHERE put_away_at IS NULL)" if narrowed.every else _FLAGGED
    return which + (" AND c.area = %(area)s" if narrowed.area else "")


def _totals(families: Sequence[FamilyOutcomes]) -> Totals:
    return Totals(
        len(families), sum(each.identified for each in families), sum(each.met for each in families),
        sum(each.count("no evidence") for each in families), sum(each.count("sustaining") for each in families),
        sum(each.count("to check") for each in families), sum(each.is_ready for each in families),
    )  # fmt: skip


# --- from the rows


def _families(where: str, actor: Actor, *, order: str = "c.id DESC", **told: Any) -> list[FamilyOutcomes]:
    pack = practice(actor)
    bands = next((each.choices for each in pack.lists if each.id == "age-bands"), ())
    told |= {
        "partnership": actor.partnership_id,
        "flags": [each.id for each in pack.flags if each.set_by == "coordinating team"],
        "tools": [each.id for each in pack.tools if each.on in {"family", "head of the family"} and not each.elsewhere],
        "adult": rules.months_after(actor.today, -12 * ADULT),
        "bands": [each.label for each in bands if each.unborn or (each.from_age is not None and each.from_age < ADULT)],
    }
    rows = _rows(_FAMILIES.format(where=where, order=order), told)
    return [_family(row, pack, actor.today) for row in rows]


def _family(row: dict[str, Any], pack: Pack, today: date) -> FamilyOutcomes:
    framework = _framework(row.pop("release_id"), row.pop("framework"))
    concerns = json.loads(row.pop("concerns"))
    needs = [each for one in concerns if (each := _need(one, framework, today)) is not None]
    identified = len({each.code for each in needs})
    family = rules.Family(
        row["has_child"], row["has_lead_worker"], row["assessed_on"] is not None,
        row["plan_completed_on"] is not None, identified,
    )  # fmt: skip
    missing = rules.missing_to_claim(family, [each.stands for each in needs], pack.planning.needs_to_claim)
    return FamilyOutcomes(**row, needs=needs, identified=identified, missing=missing)


def _framework(release_id: int | None, framework: str | None) -> Framework | None:
    if not framework or release_id is None:
        return None
    return next((each for each in release(release_id).frameworks if each.id == framework), None)


def _need(told: Mapping[str, Any], framework: Framework | None, today: date) -> Need | None:
    """A concern as a need, or None for one that counts as none."""
    code = rules.need_code(framework, told["criterion"], told["outcome"], told["number"])
    if not code:
        return None
    held = [
        NeedAchieved(each["id"], each["measure"], each["kind"], each["number"], _achieved(each))
        for each in told["achievements"]
    ]
    given_up = bool(told["because"]) and told["because"] != ACHIEVED
    stands = rules.need_stands([each.achieved for each in held], today, given_up=given_up)
    standing = [each for each in held if not each.achieved.taken_back]
    latest = max(standing, key=lambda each: (each.achieved.improved_on, each.id), default=None)
    return Need(told["id"], told["number"], told["criterion"], told["outcome"], code, stands, latest)


def _achieved(told: Mapping[str, Any]) -> Achieved:
    until = told["until"]
    return Achieved(
        date.fromisoformat(told["on"]), date.fromisoformat(until) if until else None, told["evidenced"],
        told["lasted"], told["back"],
    )  # fmt: skip


def _rows(text: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(text, told)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# Said in SQL: a page of the programme is one question over cases, flags, plans, concerns and achievements at once.
# What was deleted is no evidence any more, so a document or a note counts while it is there.
_EVIDENCED = """(a.evidence <> '' OR a.assessment_id IS NOT NULL
   OR EXISTS (SELECT 1 FROM documents_document d WHERE d.id = a.document_id AND d.hidden_at IS NULL)
   OR EXISTS (SELECT 1 FROM casework_log l WHERE l.id = a.evidence_log_id AND l.hidden_at IS NULL))"""
_KIND = """CASE WHEN a.assessment_id IS NOT NULL THEN 'assessment' WHEN a.document_id IS NOT NULL THEN 'document'
            WHEN a.evidence_log_id IS NOT NULL THEN 'note' WHEN a.evidence <> '' THEN 'words' ELSE '' END"""
_FLAGGED = "c.id IN (SELECT case_id FROM cases_flag WHERE flag = ANY (%(flags)s) AND ends_on IS NULL)"
_FAMILIES = (
    """
SELECT c.id AS case_id, c.name, c.area, f.since, c.lead_worker_id IS NOT NULL AS has_lead_worker,
       EXISTS (SELECT 1 FROM cases_member m JOIN people_person h ON h.id = m.person_id
                WHERE m.case_id = c.id AND m.left_on IS NULL
                  AND (h.unborn OR h.birth_date > %(adult)s OR h.age_band = ANY (%(bands)s))) AS has_child,
       (SELECT max(s.took_place_on) FROM assessments_assessment s
         WHERE s.case_id = c.id AND s.completed_at IS NOT NULL AND s.tool = ANY (%(tools)s)) AS assessed_on,
       p.id AS plan_id, p.framework, p.release_id, (p.completed_at AT TIME ZONE 'Europe/London')::date
         AS plan_completed_on, p.ended_on AS plan_ended_on,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
           'id', k.id, 'number', k.number, 'criterion', k.criterion, 'outcome', k.outcome, 'because', k.closed_because,
           'achievements', coalesce((SELECT jsonb_agg(jsonb_build_object(
               'id', a.id, 'measure', a.measure, 'on', a.improved_on, 'until', a.sustained_until, 'lasted', a.lasted,
               'back', a.taken_back_at IS NOT NULL, 'kind', """
    + _KIND
    + """, 'number', coalesce(a.assessment_id, a.document_id, a.evidence_log_id), 'evidenced', """
    + _EVIDENCED
    + """) ORDER BY a.id) FROM plans_achievement a WHERE a.concern_id = k.id), '[]'))
         ORDER BY k.position, k.id) FROM plans_concern k WHERE k.plan_id = p.id), '[]')::text AS concerns
  FROM cases_case c
  LEFT JOIN LATERAL (SELECT min(g.starts_on) AS since FROM cases_flag g
                      WHERE g.case_id = c.id AND g.flag = ANY (%(flags)s) AND g.ends_on IS NULL) f ON true
  LEFT JOIN LATERAL (SELECT q.* FROM plans_plan q WHERE q.case_id = c.id AND q.put_away_at IS NULL
                      ORDER BY q.ended_on IS NULL DESC, q.id DESC LIMIT 1) p ON true
 WHERE c.partnership_id = %(partnership)s AND {where} ORDER BY {order} LIMIT %(most)s OFFSET %(beyond)s
"""
)
_NAME = "coalesce((SELECT name FROM accounts_user WHERE id = {}), '')"
_ACHIEVEMENTS = (
    """
SELECT a.id, a.concern_id, a.outcome, a.measure, a.improved, a.improved_on, a.sustained_until,
       """
    + _KIND
    + """ AS evidence_kind, coalesce(a.assessment_id, a.document_id, a.evidence_log_id) AS evidence_id, a.evidence,
       """
    + _EVIDENCED
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
