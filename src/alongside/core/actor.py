"""The actor: who asks, what principals they hold, and what time it is for them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Actor:
    """A signed-in person at one moment.

    `own` is the principal of the user alone; `principals` are all they hold at `now`: their own, their teams', their
    areas', and those of time-limited shares that are running. `roles` are words such as "coordinating team". `pack` is
    the id of the practice their partnership works by, `release` that of its release in force at `now`, where it is
    known already.
    """

    user_id: int
    name: str
    partnership_id: int
    own: int
    principals: frozenset[int]
    now: datetime
    team_id: int | None = None
    pack: str = ""
    release: int | None = None
    roles: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The day it is in London for this actor."""
        return self.now.astimezone(LONDON).date()

    def happened(self, on: date) -> datetime | None:
        """When something of a day happened, as events take it: at noon, for no time is known; None for today, now."""
        return None if on == self.today else datetime.combine(on, time(12), LONDON)

    def at(self, now: datetime) -> "Actor":
        """The same person at another moment, holding the same principals."""
        return replace(self, now=now, release=None)
