"""Audits of assessments: a sample drawn by lot, and each assessment of it judged (practice framework 4.4)."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from alongside.accounts.queries import COORDINATING, practice
from alongside.assessments.models import Assessment
from alongside.cases.access import case_to_change
from alongside.cases.models import Case
from alongside.casework.queries.logs import start_of
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record
from alongside.packs.tool_schema import Audit
from alongside.reporting.models import Audited, AuditSample
from alongside.reporting.rules.audits import FOUND, Judged, by_the_dates, drawn, judged_by_hand, still_to_judge

LONGEST_COMMENT = 5000
MOST_DRAWN = 500
CHECK = "Check what is marked below."


@dataclass(frozen=True)
class Drawing:
    """What is drawn from: an audit, the days in which assessments were completed (both included), and how many.

    `size` is None for every one of them, as the practice framework asks (S025).
    """

    audit: str
    first_on: date
    last_on: date
    size: int | None = None


def draw_sample(wanted: Drawing, *, actor: Actor, lot: str = "") -> int:
    """Draw assessments for an audit, among those on cases that the actor sees. Returns the sample's id.

    The coordinating team alone does. The lot that decides is recorded, so that it can be drawn again; with a `lot` it
    is drawn by that one. Raises Invalid where the days cannot be right or nothing was completed in them.
    """
    check_coordinates(actor)
    audit, faults = _audit(wanted.audit, actor), dict(_faults(wanted, actor))
    if faults:
        raise Invalid(CHECK, faults)
    found = to_draw_from(audit.id, wanted.first_on, wanted.last_on + timedelta(days=1), actor=actor)
    if not found:
        says = "No such assessment was completed in these days, on cases that your team can see. Choose other days."
        raise Invalid(CHECK, {"first_on": says})
    if wanted.size is None and len(found) > MOST_DRAWN:
        says = f"{len(found)} were completed in these days. Say how many to draw, {MOST_DRAWN} at most."
        raise Invalid(CHECK, {"size": says})
    lot = lot or secrets.token_hex(8)
    chosen = drawn(found, lot, wanted.size or len(found))
    sample = AuditSample.objects.create(
        partnership_id=actor.partnership_id, audit=audit.id, starts_on=wanted.first_on, lot=lot, size=len(chosen),
        ends_on=wanted.last_on + timedelta(days=1), found=len(found), drawn_by_id=actor.user_id, drawn_at=actor.now,
    )  # fmt: skip
    Audited.objects.bulk_create(
        Audited(partnership_id=actor.partnership_id, sample=sample, assessment_id=each) for each in chosen
    )
    facts = {"sample": sample.pk, "audit": audit.id, "lot": lot, "found": len(found), "drawn": len(chosen)}
    record("audit.drawn", actor=actor, facts=facts | {"from": wanted.first_on, "to": wanted.last_on})
    return sample.pk


def to_draw_from(audit: str, starts_on: date, ends_on: date, *, actor: Actor) -> list[int]:
    """The assessments that an audit is of, completed from a day up to but not including another. One query."""
    tools = [tool.id for tool in practice(actor).tools if tool.audited_by == audit]
    made = Assessment.objects.filter(case__in=Case.objects.visible_to(actor), tool__in=tools, put_away_at=None)
    begins, ends = start_of(starts_on), start_of(ends_on)
    return list(
        made.filter(completed_at__gte=begins, completed_at__lt=ends).order_by("pk").values_list("pk", flat=True)
    )


def judge(
    audited_id: int, points: Mapping[str, Judged], *, comment: str, version: int, done: bool, actor: Actor
) -> None:
    """Keep what an auditor found on each point; `done` completes the audit, which needs every point judged.

    The points that the dates judge are judged by them. Kept without `done`, it can be gone on with by anybody of the
    coordinating team; once completed its author reads it. Raises Refused for anybody else and for whoever completed the
    assessment, Stale where somebody else judged it since `version`, Invalid by point (`found-voice`).
    """
    row, case = _to_change(audited_id, actor)
    audit, assessment = _audit(row.sample.audit, actor), row.assessment
    if assessment.completed_by_id == actor.user_id:
        raise Refused("You completed this assessment. Somebody else of your team audits it.")
    points = {point.id: _tidy(points.get(point.id, Judged())) for point in judged_by_hand(audit)}
    if faults := _faults_of_points(audit, points, comment, done):
        raise Invalid(CHECK, faults)
    if row.version != version:
        raise Stale("Somebody else went on with this audit while you had it open.", theirs_of(row), row.version)
    told = by_the_dates(audit, opened_on(case), _day_completed(assessment))
    kept = {name: asdict(each) for name, each in points.items()}
    kept |= {name: {"found": found, "comment": ""} for name, found in told.items()}
    changes = _changes(audit, row.points, kept)
    row.points, row.comment, row.version = kept, comment.strip(), row.version + 1
    row.in_time = "no" not in told.values() if told else None
    completes = done and row.audited_at is None
    if completes:
        row.audited_by_id, row.audited_at = actor.user_id, actor.now
    row.save(update_fields=["points", "comment", "version", "in_time", "audited_by", "audited_at"])
    if completes or (row.audited_at is not None and changes):
        facts = {"audited": row.pk, "assessment": row.assessment_id, "sample": row.sample_id, "changes": changes}
        record("audit.done", actor=actor, case=case.pk, facts=facts)


def theirs_of(row: Audited) -> dict[str, str]:
    """What stands, by the fields of the page."""
    told = {"comment": row.comment}
    for name, each in row.points.items():
        told |= {f"found-{name}": each["found"], f"comment-{name}": each["comment"]}
    return told


def opened_on(case: Case) -> date:
    """The day the family was taken on: when the case was opened, where no other day is kept."""
    return case.opened_on or case.created_at.astimezone(LONDON).date()


def check_coordinates(actor: Actor) -> None:
    """Raises Refused for anybody but the coordinating team."""
    if COORDINATING not in actor.roles:
        team = practice(actor).words.coordinating_team
        raise Refused(f"The {team} draws and judges audits. Ask them to.")


def _audit(audit: str, actor: Actor) -> Audit:
    found = next((each for each in practice(actor).audits if each.id == audit), None)
    if found is None:
        raise Invalid(CHECK, {"audit": "Choose an audit from the list."})
    return found


def _faults(wanted: Drawing, actor: Actor) -> Mapping[str, str]:
    faults = {}
    if wanted.last_on < wanted.first_on:
        faults["last_on"] = "The last day must not be before the first day."
    elif wanted.first_on > actor.today:
        faults["first_on"] = "These days are still to come. Choose days that have passed."
    elif (wanted.last_on - wanted.first_on).days > 3660:
        faults["last_on"] = "Choose at most ten years at once."
    if wanted.size is not None and not 1 <= wanted.size <= MOST_DRAWN:
        faults["size"] = f"Say how many, from 1 to {MOST_DRAWN}, or leave it empty for every one."
    return faults


def _day_completed(assessment: Assessment) -> date:
    assert assessment.completed_at is not None  # only completed ones are drawn
    return assessment.completed_at.astimezone(LONDON).date()


def _to_change(audited_id: int, actor: Actor) -> tuple[Audited, Case]:
    row = Audited.objects.select_related("assessment", "sample").filter(pk=audited_id).first()
    if row is None:
        raise NotFound
    case = case_to_change(row.assessment.case_id, actor=actor)
    check_coordinates(actor)
    locked = Audited.objects.select_for_update(of=("self",)).select_related("assessment", "sample").get(pk=audited_id)
    return locked, case


def _tidy(each: Judged) -> Judged:
    return Judged(each.found, each.comment.strip())


def _faults_of_points(audit: Audit, points: Mapping[str, Judged], comment: str, done: bool) -> dict[str, str]:
    faults = {f"found-{name}": "Choose one." for name, each in points.items() if each.found not in {"", *FOUND}}
    for name, words in [("comment", comment), *((f"comment-{name}", each.comment) for name, each in points.items())]:
        if len(words) > LONGEST_COMMENT:
            faults[name] = f"Use {LONGEST_COMMENT:,} characters or fewer. You have {len(words):,}."
        elif "\x00" in words:
            faults[name] = "Take out the characters that cannot be shown, then save again."
    if done:
        for point in still_to_judge(audit, points):
            faults[f"found-{point.id}"] = f"Judge “{point.title}” before you complete the audit."
        for point in judged_by_hand(audit):
            if points[point.id].failed and not points[point.id].comment:
                faults[f"comment-{point.id}"] = "Say what is missing, so that its author can put it right."
    return faults


_Kept = Mapping[str, Mapping[str, str]]


def _changes(audit: Audit, before: _Kept, after: _Kept) -> list[dict[str, str]]:
    return [
        {"what": point.title, "from": before.get(point.id, {}).get("found", ""), "to": after[point.id]["found"]}
        for point in audit.point
        if before.get(point.id, {}).get("found", "") != after[point.id]["found"]
    ]
