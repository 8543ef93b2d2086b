"""Closing a case: asked for with its reason, signed off by a manager; everything ends in one act (framework 7.4, 8)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from alongside.cases.closing import close_case, end_shares
from alongside.cases.models import Keyworker
from alongside.casework.models import Task
from alongside.core.refusals import Invalid, Refused
from alongside.events.actions import record
from alongside.packs.process_schema import Way
from alongside.pathway.actions.effects import Finishing, does
from alongside.pathway.actions.journeys import end, remember
from alongside.pathway.actions.team import end_parts
from alongside.pathway.models import Journey, WorkItem
from alongside.plans.actions.statuses import Changed, set_status
from alongside.plans.models import Plan

CHECK = "Check what is marked below."
BY_ITSELF = "asked-by-itself"
"""The fact of a journey for which closure was asked as a social worker confirmed that nothing more is needed (7.4)."""


@does("ask closure")
def ask(doing: Finishing) -> None:
    """Closure is asked for by one of the reasons of the pack, which are the ways on; the three days begin (8.1, 8.2).

    Where another process is to close after this one, that is asked by itself: the journey that the way starts keeps
    who confirmed it and when (7.4, S035). Raises Refused while something the pack names is under way, such as an
    escalation that is not decided (7.2, S033).
    """
    _check_nothing_under_way(doing)
    way = doing.way
    reason = way.label if way else ""
    doing.facts["reason"] = reason
    told: dict[str, Any] = {"reason": reason}
    if way is not None:
        told |= {"case-status": way.case_status, "plan-status": way.plan_status}
    if way is not None and way.starts:
        if Journey.objects.filter(case=_case(doing), process=way.starts, ended_at__isnull=True).exists():
            raise Refused("Closure is asked for already.")
        confirmed = [str(doing.answers[each]) for each in ("social-worker", "confirmed-on") if doing.answers.get(each)]
        told |= {BY_ITSELF: True, "confirmed": ", ".join(confirmed)}
        doing.words.append(f"Closure is asked for: {reason}.")
    remember(doing.journey, told)


@does("sign off closure")
def sign_off(doing: Finishing) -> None:
    """A manager closes the case: the end date, the worker released, the decision (8.1, S036). One without the others
    closes nothing. By a way that does not end the process, more is asked for and the case stays as it is.

    Raises Invalid beside "ends-on" and "release", Refused where a flag or the plan stands against it.
    """
    way = doing.way
    if way is not None and not way.ends:
        remember(doing.journey, {BY_ITSELF: False})
        return
    _check_nothing_under_way(doing)
    on, case_id = _end_date(doing.answers, doing.actor.today), _case(doing)
    asked = {each.id for each in (*doing.step.question, *(way.question if way else ()))}
    if "release" in asked and doing.answers.get("release") not in (True, "yes", "Yes"):
        says = "Release the worker too: with an end date alone, the case stays open and counts in their caseload."
        raise Invalid(CHECK, {"release": says})
    facts = doing.journey.facts
    reason = str(facts.get("reason") or (way.label if way else ""))
    record("involvement.ended", actor=doing.actor, case=case_id, facts={"on": on, "reason": reason})
    end_plan(case_id, _status(way, facts, "plan"), on, reason, doing)
    try:
        close_case(case_id, on=on, why=reason, status=_status(way, facts, "case"), actor=doing.actor)
    except Invalid as wrong:
        raise Invalid(wrong.sentence, {"ends-on": wrong.fields.get("on", wrong.sentence)}) from None
    release(case_id, reason, doing)
    if left := Task.objects.filter(case=case_id, completed_at__isnull=True).count():
        doing.words.append(f"Tasks still open: {left}.")
    _end_what_asks(case_id, doing)
    if doing.pack.closing.shares == "end":
        end_shares(case_id, keep=doing.actor.principals, actor=doing.actor)


def _end_what_asks(case_id: int, doing: Finishing) -> None:
    """What would ask for this closure later has nothing left to ask: a social worker's confirmation (7.4)."""
    asks = [each.id for each in doing.pack.processes if any(step.does == "ask closure" for step in each.step)]
    open_ = Journey.objects.filter(case=case_id, process__in=asks, ended_at__isnull=True)
    for journey in open_.exclude(pk=doing.journey.pk):
        waits = WorkItem.objects.filter(journey=journey, done_at__isnull=True)
        waits.update(done_at=doing.actor.now, done_by_id=doing.actor.user_id, way="closed")
        end(journey, way="closed", actor=doing.actor)


def release(case_id: int, reason: str, doing: Finishing) -> None:
    """Nobody works with the family any more: parts end, keyworkers end, nobody leads (8.1)."""
    doing.journey.refresh_from_db(fields=["case"])
    case = doing.journey.case
    assert case is not None
    lead = case.lead_worker.name if case.lead_worker else ""
    rows = end_parts(case, reason=reason, actor=doing.actor)
    Keyworker.objects.filter(case=case, ends_on__isnull=True).update(ends_on=doing.actor.today)
    names = dict.fromkeys(name for name in (*(row.user.name if row.user else row.name for row in rows), lead) if name)
    if case.lead_worker_id is not None:
        case.lead_worker_id, case.version = None, case.version + 1
        case.save(update_fields=["lead_worker", "version"])
    who = ", ".join(names) or "whoever worked with the family"
    changes = [{"what": "Works with the family", "from": ", ".join(names), "to": ""}]
    record("worker.released", actor=doing.actor, case=case.pk, facts={"who": who, "changes": changes})


def end_plan(case_id: int, status: str, on: date, reason: str, doing: Finishing) -> None:
    """The plan in hand ends with the case, by the status that the reason has; one not completed stays as it is."""
    plan = Plan.objects.filter(case=case_id, ended_on__isnull=True, put_away_at__isnull=True).first()
    if plan is None or not status or plan.completed_at is None:
        return
    changed = Changed(on, f"The case was closed: {reason}.")
    try:
        set_status(plan.pk, status=status, changed=changed, version=plan.version, actor=doing.actor)
    except Refused as refused:
        if isinstance(refused, Invalid):
            raise Invalid(
                refused.sentence, {"ends-on": next(iter(refused.fields.values()), refused.sentence)}
            ) from None
        raise Refused(f"The family’s plan cannot end this way yet. {refused.sentence}") from None


def _status(way: Way | None, facts: Mapping[str, Any], of: str) -> str:
    own = "" if way is None else way.case_status if of == "case" else way.plan_status
    return own or str(facts.get(f"{of}-status") or "")


def _check_nothing_under_way(doing: Finishing) -> None:
    waits = doing.pack.closing.not_while
    found = Journey.objects.filter(case=_case(doing), process__in=waits, ended_at__isnull=True)
    for other in found.exclude(pk=doing.journey.pk)[:1]:
        title = doing.pack.title_of("processes", other.process)
        raise Refused(f"“{title}” is not decided yet. Finish that first; nothing else can be closed before (7.2).")


def _end_date(answers: Mapping[str, Any], today: date) -> date:
    typed = answers.get("ends-on")
    try:
        return typed if isinstance(typed, date) else date.fromisoformat(str(typed))
    except ValueError:
        raise Invalid(CHECK, {"ends-on": "Say on which day involvement ended."}) from None


def _case(doing: Finishing) -> int:
    if doing.journey.case_id is None:
        raise Refused("Only a case can be closed. A contact ends with its outcome.")
    return doing.journey.case_id
