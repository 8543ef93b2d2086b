"""Asks a job to try another timescale, where its actor sees more cases than a page waits for (CLOK-05)."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from alongside.accounts.models import User
from alongside.accounts.queries import actor_for, practice
from alongside.clocks.models import Trial
from alongside.clocks.queries.trying import as_asked, asked_before, check_may_try, try_out
from alongside.clocks.rules.trying import Other, other
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Refused


def ask(tried: Other, *, actor: Actor) -> None:
    """Have it counted, in the place of what the actor asked before. What is asked already is not asked twice.

    Nothing of a family is changed and nothing published, so the spine says nothing of it. Raises Refused.
    """
    check_may_try(actor)
    before = asked_before(tried, actor=actor)
    if before is not None and not before.gave_up:
        return
    told = {"asked": as_asked(tried, actor), "asked_at": actor.now, "found": None, "done_at": None}
    # Not update_or_create: it locks, and would write the columns that the application may not change.
    if not Trial.objects.filter(user_id=actor.user_id).update(**told):
        Trial.objects.create(partnership_id=actor.partnership_id, user_id=actor.user_id, **told)
    transaction.on_commit(lambda: count_trial.defer(user_id=actor.user_id))


@app.task(name="alongside.clocks.count_trial", pass_context=False)
def count_trial(user_id: int) -> None:
    """Count what a user asked, as that user; where they ask something else meanwhile, that one's job counts."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with acting_as(actor_for(user, datetime.now(UTC))) as actor:
        row = Trial.objects.filter(user_id=user_id, found__isnull=True).first()
        tried = _read(row.asked, actor) if row else None
        if row is None or tried is None:
            return
        try:
            found = try_out(tried, actor=actor)
        except Refused:  # no longer theirs to try
            return
        asked = Trial.objects.filter(user_id=user_id, asked=row.asked, asked_at=row.asked_at)
        asked.update(found=found.told(), done_at=datetime.now(UTC))


def _read(asked: dict[str, Any], actor: Actor) -> Other | None:
    timescale = next((each for each in practice(actor).timescales if each.id == asked["timescale"]), None)
    if timescale is None or asked["release"] != actor.release:
        return None
    return other(timescale, asked["part"], asked["unit"], str(asked["amount"]))[0]
