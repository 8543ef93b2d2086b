"""Days on which nobody works here besides weekends and bank holidays, as the coordinating team says, and why."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from alongside.accounts.queries import COORDINATING
from alongside.clocks.models import ClosedDay
from alongside.clocks.tasks import count_anew
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record

LONGEST = 200
FURTHEST = 5 * 366
"""Days ahead, and back."""


def add_closed_day(on: date, *, reason: str, actor: Actor) -> int:
    """Close a day; every clock of the partnership is counted anew. Returns its id.

    Raises Refused for anybody outside the coordinating team, Invalid where the day or the reason cannot be right.
    """
    check_may_close(actor)
    faults = {}
    if on.weekday() >= 5:
        faults["on"] = "That is a weekend: it is not counted anyway."
    elif abs(on - actor.today) > timedelta(days=FURTHEST):
        faults["on"] = "Choose a day within five years."
    said = reason.strip()
    if not said:
        faults["reason"] = "Say why nobody works on that day. Everybody reads it beside a date."
    elif len(said) > LONGEST:
        faults["reason"] = f"Use {LONGEST} characters or fewer. You have {len(said)}."
    elif "\x00" in said:
        faults["reason"] = "Take out the characters that cannot be shown."
    if faults:
        raise Invalid("Check what is marked below.", faults)
    try:
        with transaction.atomic():
            made = ClosedDay.objects.create(
                partnership_id=actor.partnership_id, on=on, reason=said, added_by_id=actor.user_id, added_at=actor.now
            )
    except IntegrityError:
        raise Invalid("Check the day.", {"on": "That day is closed already."}) from None
    _changed("closed-day.added", made, actor)
    return made.pk


def remove_closed_day(day_id: int, *, actor: Actor) -> None:
    """Work on a day after all; what was closed before stays in the history. Removed before, nothing changes."""
    check_may_close(actor)
    found = ClosedDay.objects.filter(pk=day_id, removed_at__isnull=True).first()
    if found is None:
        raise NotFound
    ClosedDay.objects.filter(pk=found.pk).update(removed_at=actor.now, removed_by_id=actor.user_id)
    _changed("closed-day.removed", found, actor)


def check_may_close(actor: Actor) -> None:
    """The coordinating team alone says which days count. Raises Refused."""
    if COORDINATING not in actor.roles:
        raise Refused("Only the coordinating team says on which days nobody works here. Ask them to.")


def _changed(kind: str, day: ClosedDay, actor: Actor) -> None:
    record(kind, actor=actor, facts={"day": f"{day.on:%-d %B %Y}", "reason": day.reason})
    transaction.on_commit(lambda: count_anew.defer(partnership_id=day.partnership_id))
