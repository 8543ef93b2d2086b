"""Putting a case, a report, a task or a profile on one's own workload, and taking it off (E-CINS 7.3)."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from alongside.casework.models import OnWorkload
from alongside.casework.queries.workload import KINDS, is_there
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.events.actions import record


def put(kind: str, number: int, *, actor: Actor) -> None:
    """Put something on the actor's workload; put there before, it stays. Nobody else sees what is on it.

    Raises NotFound for what the actor does not see.
    """
    if kind not in KINDS or not is_there(kind, number, actor=actor):
        raise NotFound
    if _running(kind, number, actor).exists():
        return
    try:
        with transaction.atomic():
            OnWorkload.objects.create(
                partnership_id=actor.partnership_id, user_id=actor.user_id, kind=kind, number=number,
                added_at=actor.now,
            )  # fmt: skip
    except IntegrityError:  # put there in another tab at the same moment
        return
    record("workload.added", actor=actor, facts={"what": kind, "number": number})


def take_off(kind: str, number: int, *, actor: Actor) -> None:
    """Take something off the actor's workload; nothing else happens to it."""
    if _running(kind, number, actor).update(removed_at=actor.now):
        record("workload.removed", actor=actor, facts={"what": kind, "number": number})


def _running(kind: str, number: int, actor: Actor) -> QuerySet[OnWorkload]:
    return OnWorkload.objects.filter(user_id=actor.user_id, kind=kind, number=number, removed_at__isnull=True)
