"""What waits for somebody, as it stands in the header of every page: tasks and messages."""

from dataclasses import dataclass

from django.db import connection

from alongside.casework.queries import messages, tasks
from alongside.core.actor import Actor

COUNTED = 99


@dataclass(frozen=True)
class Waiting:
    """How many wait, each counted up to COUNTED: my tasks, those of them overdue, my teams' untaken ones, messages."""

    tasks: int
    overdue: int
    team_tasks: int
    messages: int


_ALL = f"SELECT w.*, (SELECT u.* FROM ({messages.UNREAD}) u) FROM ({tasks.WAITING}) w"  # noqa: S608  # our own texts


def waiting(actor: Actor) -> Waiting:
    """All of it in one query, because every page asks it."""
    told = {**tasks.of_actor(actor), "most": COUNTED}
    with connection.cursor() as cursor:
        cursor.execute(_ALL, told)
        row = cursor.fetchone()
    return Waiting(*(row or (0, 0, 0, 0)))
