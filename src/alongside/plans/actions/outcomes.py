"""Outcomes: recorded as achieved with what improved and the evidence, checked when they had to last, taken back
(E-CINS 2.3, 5.4; INS-08)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.assessments.models import Assessment
from alongside.cases.access import case_to_change
from alongside.casework.models import Log
from alongside.core.actor import Actor
from alongside.core.days import months_after
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.documents.models import Document
from alongside.events.actions import record
from alongside.packs.plan_schema import Framework
from alongside.plans.actions.plans import practice_of
from alongside.plans.models import LONGEST_WORDS, Achievement, Concern, Plan
from alongside.plans.rules.outcomes import months_to_last

CHECK = "Check what is marked below."


@dataclass(frozen=True)
class Evidence:
    """What proves an outcome: an assessment, a document or a note of the case, by id; or words alone. One of them, or
    one with words; nothing where it is to come."""

    assessment: int | None = None
    document: int | None = None
    note: int | None = None
    words: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it says anything."""
        return bool(self.assessment or self.document or self.note or self.words.strip())


@dataclass(frozen=True)
class NewAchievement:
    """What improved, from which day, by which measure of the concern ("" for none), and the evidence."""

    improved: str
    improved_on: date | None
    measure: str = ""
    evidence: Evidence = Evidence()


def record_achievement(concern_id: int, *, achieved: NewAchievement, actor: Actor) -> int:
    """Record the outcome of a concern as achieved. Returns its id. Whoever sees the case may.

    It has to last so many calendar months from the day it improved: as the concern says, else as the outcome and the
    measure do. Evidence can come later; without it nothing can be claimed. Source: E-CINS 2.3, PLAN-06.
    """
    plan, concern = _concern(concern_id, actor)
    faults = _faults(achieved, concern, actor) | _faults_of(achieved.evidence, plan.case_id, actor)
    if faults:
        raise Invalid(CHECK, faults)
    assert achieved.improved_on is not None
    pack = practice_of(plan)
    framework: Framework | None = pack.framework(plan.framework) if plan.framework else None
    months = months_to_last(
        concern.sustained_months, framework, concern.outcome, achieved.measure, pack.planning.sustained_months
    )
    row = Achievement.objects.create(
        partnership_id=actor.partnership_id, concern=concern, outcome=concern.outcome, measure=achieved.measure,
        improved=achieved.improved.strip(), improved_on=achieved.improved_on,
        sustained_until=months_after(achieved.improved_on, months) if months else None,
        recorded_by_id=actor.user_id, recorded_at=actor.now, **_columns(achieved.evidence),
    )  # fmt: skip
    facts = {"outcome": row.outcome, "measure": row.measure, "on": row.improved_on, "until": row.sustained_until}
    _record("outcome.achieved", row, plan, actor, **facts)
    return row.pk


def add_evidence(achievement_id: int, *, evidence: Evidence, actor: Actor) -> None:
    """Give an outcome the evidence that it misses: none was given, or what was given has been deleted since."""
    plan, row = _achievement(achievement_id, actor)
    _check_stands(row)
    if _is_evidenced(row):
        raise Refused("This outcome has its evidence already. Take it back and record it again if that is wrong.")
    faults = _faults_of(evidence, plan.case_id, actor)
    if not evidence.is_there:
        faults = {"evidence": "Choose the evidence, or say in words what proves it."}
    if faults:
        raise Invalid(CHECK, faults)
    columns = _columns(evidence)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=[*columns])
    _record("outcome.evidenced", row, plan, actor, evidence=_kind(evidence))


def check_achievement(achievement_id: int, *, lasted: bool, words: str, actor: Actor) -> None:
    """Say at the end of the sustained period whether progress lasted, in words. That it did not can be said before.

    Raises Refused where it was said already, or where it cannot have lasted yet. Source: E-CINS 5.4.
    """
    plan, row = _achievement(achievement_id, actor)
    _check_stands(row)
    if row.lasted is not None:
        raise Refused("Somebody has checked this already.")
    if row.sustained_until is None:
        raise Refused("This outcome need not last for a period, so there is nothing to check.")
    if lasted and actor.today < row.sustained_until:
        says = f"It has to last until {row.sustained_until:%-d %B %Y}. Say so then; that it did not can be said today."
        raise Invalid(CHECK, {"lasted": says})
    if faults := _words("words", words, "Say how the family is now, in a few words."):
        raise Invalid(CHECK, faults)
    row.lasted, row.check_words = lasted, words.strip()
    row.checked_by_id, row.checked_on = actor.user_id, actor.today
    row.save(update_fields=["lasted", "check_words", "checked_by", "checked_on"])
    _record("outcome.checked", row, plan, actor, lasted=lasted)


def take_back(achievement_id: int, *, why: str, actor: Actor) -> None:
    """Take an outcome back that was recorded wrongly, and say why. It stays to be read, and counts no more."""
    plan, row = _achievement(achievement_id, actor)
    if faults := _words("why", why, "Say why it is taken back."):
        raise Invalid(CHECK, faults)
    if row.taken_back_at is not None:
        return
    row.taken_back_at, row.taken_back_why = actor.now, why.strip()
    row.save(update_fields=["taken_back_at", "taken_back_why"])
    _record("outcome.taken-back", row, plan, actor)


# --- what is there, locked


def _concern(concern_id: int, actor: Actor) -> tuple[Plan, Concern]:
    """A concern with its plan, which may have ended: progress is checked long after that. Locked with the case."""
    found = Concern.objects.filter(pk=concern_id, plan__put_away_at__isnull=True).select_related("plan").first()
    if found is None:
        raise NotFound
    case_to_change(found.plan.case_id, actor=actor)
    return found.plan, found


def _achievement(achievement_id: int, actor: Actor) -> tuple[Plan, Achievement]:
    found = Achievement.objects.filter(pk=achievement_id).values_list("concern_id", flat=True).first()
    if found is None:
        raise NotFound
    plan, _ = _concern(found, actor)
    row = Achievement.objects.select_for_update(of=("self",)).select_related("concern").get(pk=achievement_id)
    return plan, row


def _check_stands(row: Achievement) -> None:
    if row.taken_back_at is not None:
        raise Refused("This outcome was taken back. Record it again if it stands after all.")


def _is_evidenced(row: Achievement) -> bool:
    """Whether its evidence is there still; what was deleted is none."""
    return bool(
        row.evidence
        or row.assessment_id
        or (row.document_id and Document.objects.filter(pk=row.document_id, hidden_at__isnull=True).exists())
        or (row.evidence_log_id and Log.objects.filter(pk=row.evidence_log_id, hidden_at__isnull=True).exists())
    )


# --- what cannot be right


def _faults(achieved: NewAchievement, concern: Concern, actor: Actor) -> dict[str, str]:
    faults = _words("improved", achieved.improved, "Say what improved.")
    if achieved.improved_on is None:
        faults["improved_on"] = "Enter the day from which it was better."
    elif achieved.improved_on > actor.today:
        faults["improved_on"] = "This day is still to come. Enter the day from which it was better."
    if achieved.measure and achieved.measure not in concern.measures:
        faults["measure"] = "Choose a measure of this concern."
    return faults


def _faults_of(evidence: Evidence, case_id: int, actor: Actor) -> dict[str, str]:
    here: dict[str, Any] = {"partnership_id": actor.partnership_id, "case_id": case_id}
    open_to_all: dict[str, Any] = {**here, "circle__isnull": True, "hidden_at__isnull": True}
    there = (
        (evidence.assessment, Assessment.objects.filter(**here, completed_at__isnull=False)),
        (evidence.document, Document.objects.filter(**open_to_all, waits_for__isnull=True)),
        (evidence.note, Log.objects.filter(**open_to_all)),
    )
    given = [(number, rows) for number, rows in there if number is not None]
    if len(given) > 1 or any(not rows.filter(pk=number).exists() for number, rows in given):
        return {"evidence": "Choose one from the list: an assessment, a document or a note that everybody here reads."}
    return _words("evidence_words", evidence.words, "") if evidence.words.strip() else {}


def _words(name: str, words: str, ask: str) -> dict[str, str]:
    if not words.strip():
        return {name: ask}
    if len(words) > LONGEST_WORDS:
        return {name: f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(words):,}."}
    return {name: "Take out the characters that cannot be shown, then save again."} if "\x00" in words else {}


def _columns(evidence: Evidence) -> dict[str, Any]:
    return {
        "assessment_id": evidence.assessment,
        "document_id": evidence.document,
        "evidence_log_id": evidence.note,
        "evidence": evidence.words.strip(),
    }


def _kind(evidence: Evidence) -> str:
    kinds = (("assessment", evidence.assessment), ("document", evidence.document), ("note", evidence.note))
    return next((kind for kind, number in kinds if number), "words")


def _record(kind: str, row: Achievement, plan: Plan, actor: Actor, **facts: Any) -> None:
    said = {"achievement": row.pk, "concern": row.concern_id, "number": row.concern.number, **facts}
    record(kind, actor=actor, case=plan.case_id, facts=said)
