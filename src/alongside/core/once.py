"""Writing once: the first to bring a key writes, whoever brings it again is led to the same place."""

from uuid import UUID

from django.db import connection

from alongside.core.actor import Actor

_CLAIM = """
INSERT INTO core_written (partnership_id, user_id, key, written_at, led_to) VALUES (%s, %s, %s, %s, '')
ON CONFLICT DO NOTHING
"""
_FIND = "SELECT led_to FROM core_written WHERE partnership_id = %s AND user_id = %s AND key = %s"
_NOTE = "UPDATE core_written SET led_to = %s WHERE partnership_id = %s AND user_id = %s AND key = %s"


def claim(key: UUID, *, actor: Actor) -> str | None:
    """Claim a key for this transaction. None: go on and write. An address: it was written before and led there.

    A second request with the same key waits here until the first has committed or given up.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [actor.partnership_id, actor.user_id, key, actor.now])
        if cursor.rowcount == 1:
            return None
        cursor.execute(_FIND, [actor.partnership_id, actor.user_id, key])
        row = cursor.fetchone()
    return str(row[0]) if row else None


def lead_to(key: UUID, address: str, *, actor: Actor) -> None:
    """Note where the write with this key led, for whoever brings the key again."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [address, actor.partnership_id, actor.user_id, key])
