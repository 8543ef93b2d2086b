"""What waits for somebody, as it stands in the header of every page: tasks, messages and what waits in trays."""

from dataclasses import dataclass

from django.db import connection

from alongside.casework.queries import waiting as casework
from alongside.casework.rules.tasks import wall
from alongside.core.actor import Actor


@dataclass(frozen=True)
class Waiting(casework.Waiting):
    """Besides tasks and messages: the steps that are mine to do, and those in my teams' trays that nobody took."""

    items: int
    untaken: int

    @property
    def trays(self) -> int:
        """What waits in trays for me or for whoever of my teams takes it."""
        return self.items + self.untaken


def waiting(actor: Actor) -> Waiting:
    """All of it in one query (sql/0005_items.sql), because every page asks it."""
    today, clock = wall(actor.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pathway_waiting(%s, %s::time, %s)", [today, str(clock), casework.COUNTED])
        row = cursor.fetchone()
    return Waiting(*row)
