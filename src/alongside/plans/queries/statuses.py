"""Reading what a status of a plan would bring: what follows, what is missing first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from alongside.accounts.queries import practice
from alongside.cases.models import Flag
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.packs.plan_schema import PlanStatus
from alongside.plans.models import Achievement, Concern, ConcernTask, Plan
from alongside.plans.rules.statuses import Follows, OfStatus, why_not


@dataclass(frozen=True)
class StatusOffered:
    """A status that a plan could take: what follows from it, or why it cannot be now."""

    status: PlanStatus
    is_now: bool
    follows: Follows
    refusal: str


def concerns_for(plan_id: int, *, actor: Actor) -> Sequence[OfStatus]:
    """The concerns of a plan, in order, as far as a status asks. One query."""
    achieved = Achievement.objects.filter(concern=OuterRef("pk"), taken_back_at__isnull=True).exclude(lasted=False)
    rows = Concern.objects.filter(plan_id=plan_id).annotate(achieved=Exists(achieved)).order_by("position", "pk")
    return [
        OfStatus(each.number, each.better, each.closed_on is not None, each.closed_because, each.achieved)
        for each in rows
    ]


def statuses_of(plan_id: int, *, actor: Actor) -> Sequence[StatusOffered]:
    """Every status of the pack with what it would bring to this plan. Four queries. Raises NotFound for no plan."""
    plan = Plan.objects.filter(pk=plan_id, put_away_at__isnull=True).first()
    if plan is None:
        raise NotFound
    pack = practice(actor)
    concerns = concerns_for(plan_id, actor=actor)
    running = set(Flag.objects.filter(case_id=plan.case_id, ends_on__isnull=True).values_list("flag", flat=True))
    on_plan = ConcernTask.objects.filter(concern__plan_id=plan_id, task__completed_at__isnull=True).count()
    return [
        StatusOffered(
            each,
            each.id == plan.status,
            Follows(
                ends=each.ends and plan.ended_on is None,
                reopens=not each.ends and plan.ended_on is not None,
                flags=[pack.flag(flag).title for flag in each.ends_flags if flag in running],
                case_status=pack.status_title(each.case_status) if each.case_status else "",
                open_tasks=on_plan,
            ),
            why_not(each, concerns, is_completed=plan.completed_at is not None),
        )
        for each in pack.plan_statuses
    ]
