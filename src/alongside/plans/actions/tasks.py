"""Tasks on a concern: who does what by when, of the professionals, the teams and the family (E-CINS 5.4.1)."""

from alongside.casework.models import Task
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound, Refused
from alongside.events.actions import record
from alongside.plans.actions.concerns import CLOSED, concern_to_change
from alongside.plans.models import ConcernTask


def put_task_on(concern_id: int, task_id: int, *, actor: Actor) -> None:
    """Say of a task of the case that it belongs to this concern. It stands on both from then on; said again, nothing.

    Raises NotFound for a task of another case, Refused where it belongs to another concern already.
    """
    plan, concern = concern_to_change(concern_id, actor=actor)
    if not Task.objects.filter(case=plan.case_id, pk=task_id).exists():
        raise NotFound
    stands = ConcernTask.objects.select_related("concern").filter(task=task_id).first()
    if stands is not None:
        if stands.concern_id == concern_id:
            return
        raise Refused(f"This task belongs to concern {stands.concern.number} already.")
    if concern.closed_on is not None:
        raise Refused(CLOSED)
    ConcernTask.objects.create(partnership_id=actor.partnership_id, concern=concern, task_id=task_id)
    facts = {"plan": plan.pk, "concern": concern.pk, "number": concern.number, "task": task_id}
    record("concern.task-set", actor=actor, case=plan.case_id, facts=facts)
