"""Reading practice: the pack in force on a day, and the release that a record was made under."""

from datetime import date
from functools import lru_cache

from django.db import connection

from alongside.core.actor import Actor
from alongside.core.refusals import Refused
from alongside.packs.models import Release
from alongside.packs.schema import Pack


class NothingInForce(Refused):
    """There is no release of the pack, or none as early as that day."""

    status = 503


IN_FORCE = """
SELECT r.id FROM packs_release r WHERE r.pack = {pack} AND r.in_force_from <= %(on)s
 ORDER BY r.in_force_from DESC, r.id DESC LIMIT 1
"""
"""The release of a pack in force on a day: the latest day in force up to then; of two for one day, the later recorded.
Other rooms' queries take it in, so that it is not asked for again in every request."""


def pack_in_force(*, actor: Actor) -> Pack:
    """The pack that the actor's partnership works by on the actor's day. Raises NothingInForce."""
    return release(actor.release) if actor.release else in_force(actor.pack, actor.today)


def in_force(pack_id: str, on: date) -> Pack:
    """The pack as it is in force on a day, with the id of its release. One query. Raises NothingInForce."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE.format(pack="%(pack)s"), {"pack": pack_id, "on": on})
        found = cursor.fetchone()
    if found is None:
        raise NothingInForce(
            f"No practice is in force for {pack_id} on {on:%-d %B %Y}. Ask whoever runs Alongside to release its pack."
        )
    return release(found[0])


@lru_cache(maxsize=512)
def release(release_id: int) -> Pack:
    """The pack as it was in this release. A release stands for ever, so each process reads it once.

    What an older Alongside wrote of it and this one no longer knows is passed over: a release outlasts its schema.
    Raises Release.DoesNotExist where there is none.
    """
    content = Release.objects.values_list("content", flat=True).get(pk=release_id)
    return Pack.model_validate({**content, "release_id": release_id}, extra="ignore")
