"""The acting transaction: PostgreSQL is told who asks, for this transaction and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction

from alongside.core.actor import Actor

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)

_IDENTITY = (
    "SELECT set_config('role', %s, true), set_config('app.me', %s, true),"
    " set_config('app.user', %s, true), set_config('app.partnership', %s, true)"
)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Open one transaction in which the database lets through what this actor may see and change, and nothing else.

    Within it the connection is the application's role whoever connected, so that a test that connects as the owner is
    held by the same policies. Identity is set for the transaction only: a session-level setting would reach the next
    user of a pooled connection.
    """
    nested = connection.in_atomic_block
    before = _acting.get()
    with transaction.atomic():
        _tell(actor)
        token = _acting.set(actor)
        try:
            yield actor
        finally:
            _acting.reset(token)
    if nested:
        # A transaction goes on outside ours (a test's, or an actor within an actor). Where ours failed, rolling back to
        # its start has put the identity back already.
        _tell(before)


def _tell(actor: Actor | None) -> None:
    if actor is None:
        who = ["none", "", "", ""]
    else:
        me = ",".join(str(principal) for principal in sorted(actor.principals))
        who = [settings.APP_ROLE, me, str(actor.user_id), str(actor.partnership_id)]
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY, who)


def acting() -> Actor | None:
    """The actor whose transaction is open here, or None."""
    return _acting.get()
