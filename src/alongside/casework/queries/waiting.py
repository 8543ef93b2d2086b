"""What waits for somebody, as it stands in the header of every page: tasks and messages."""

from dataclasses import dataclass

from django.db import connection

from alongside.casework.rules.tasks import wall
from alongside.core.actor import Actor

COUNTED = 100


@dataclass(frozen=True)
class Waiting:
    """How many wait, each counted up to COUNTED: my tasks, those of them overdue, my teams' untaken ones, messages."""

    tasks: int
    overdue: int
    team_tasks: int
    messages: int


def waiting(actor: Actor) -> Waiting:
    """All of it in one query (sql/0007_waiting.sql), because every page asks it."""
    today, clock = wall(actor.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_waiting(%s, %s::time, %s)", [today, str(clock), COUNTED])
        row = cursor.fetchone()
    return Waiting(*row)
