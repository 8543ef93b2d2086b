"""The status of a plan, with what follows from it by the pack: the plan ends, flags end, the case takes a status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.cases.actions import Period, change_details, change_flag
from alongside.cases.models import Case, Flag
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record
from alongside.packs.plan_schema import PlanStatus
from alongside.packs.schema import Pack
from alongside.plans.actions.plans import CHECK, touch
from alongside.plans.actions.updates import Told, faults_of_words, receivers, written
from alongside.plans.models import Plan
from alongside.plans.queries.statuses import concerns_for
from alongside.plans.rules.statuses import fault_of_day, why_not


@dataclass(frozen=True)
class Changed:
    """What is said of a change of status: since which day, in which words, and the principals to be told."""

    on: date | None
    words: str
    tell: Sequence[int] = ()


def set_status(plan_id: int, *, status: str, changed: Changed, version: int, actor: Actor) -> None:
    """Give a plan a status of the pack, with all that follows from it there; an update on the plan says why.

    A status that ends the plan sets the day it ended on; one that does not opens it again. Raises NotFound for a plan
    or a status that is not there, Refused where it cannot be now (an outcome not achieved, another plan in hand, a flag
    or a case status that is not the actor's to change), Invalid beside "on", "words" or "tell", Stale where somebody
    changed the status since `version`. Source: E-CINS 5.4.4, S137.
    """
    plan = plan_in_any_state(plan_id, actor=actor)
    pack = practice(actor)
    wanted = next((each for each in pack.plan_statuses if each.id == status), None)
    if wanted is None:
        raise NotFound
    if plan.status == status:
        return
    if plan.version != version:
        raise Stale("Somebody changed this plan while you had it open.", {"status": plan.status}, plan.version)
    if refusal := why_not(wanted, concerns_for(plan_id, actor=actor), is_completed=plan.completed_at is not None):
        raise Refused(refusal)
    faults = faults_of_words(changed.words, "Say in a few words how it came to this. It stands with the plan.")
    if wrong := fault_of_day(changed.on, today=actor.today):
        faults["on"] = wrong
    whom, unseen = receivers(plan.case_id, changed.tell, actor=actor)
    if faults := faults | dict(unseen):
        raise Invalid(CHECK, faults)
    assert changed.on is not None
    _check_one_plan(plan, wanted)
    told = Told(changed.words, changed.on)
    update = written(plan, None, told, whom, actor=actor, status=status)
    titles = {each.id: each.title for each in pack.plan_statuses}
    change = {"what": "Status", "from": titles.get(plan.status, plan.status), "to": wanted.title}
    plan.status, plan.ended_on = status, changed.on if wanted.ends else None
    touch(plan, "status", "ended_on")
    facts = {"plan": plan.pk, "update": update, "status": wanted.title, "code": status, "on": changed.on}
    why = {"what": "Why", "from": "", "to": changed.words.strip()}
    record("plan.status-changed", actor=actor, case=plan.case_id, facts={**facts, "changes": [change, why]})
    _end_flags(plan, wanted, changed.on, actor)
    _change_case(plan, wanted, pack, changed, actor)


def plan_in_any_state(plan_id: int, *, actor: Actor) -> Plan:
    """The plan, in hand or ended, locked with its case. Raises NotFound where it is absent, put away or not seen."""
    case_id = Plan.objects.filter(pk=plan_id, put_away_at__isnull=True).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case_to_change(case_id, actor=actor)
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)


def _check_one_plan(plan: Plan, wanted: PlanStatus) -> None:
    in_hand = Plan.objects.filter(case_id=plan.case_id, ended_on__isnull=True, put_away_at__isnull=True)
    if not wanted.ends and plan.ended_on is not None and in_hand.exclude(pk=plan.pk).exists():
        raise Refused("A newer plan is in hand for this family. Work with that one.")


def _end_flags(plan: Plan, wanted: PlanStatus, on: date, actor: Actor) -> None:
    """End the flags that the status ends, for the reason the pack states, by the actions that flags are ended by."""
    for flag in Flag.objects.filter(case_id=plan.case_id, flag__in=wanted.ends_flags, ends_on__isnull=True):
        period = Period(flag.starts_on, flag.start_reason, on, wanted.because)
        try:
            change_flag(plan.case_id, flag.pk, version=flag.version, period=period, actor=actor)
        except Invalid as wrong:
            said = wrong.fields.get("ends_on", wrong.sentence)
            raise Invalid(CHECK, {"on": f"The flag of the case cannot end on this day. {said}"}) from None


def _change_case(plan: Plan, wanted: PlanStatus, pack: Pack, changed: Changed, actor: Actor) -> None:
    if not wanted.case_status or wanted.case_status not in {each.id for each in pack.statuses}:
        return
    version = Case.objects.values_list("version", flat=True).get(pk=plan.case_id)
    changes = {"status": wanted.case_status}
    change_details(plan.case_id, version=version, changes=changes, actor=actor, why=changed.words)
