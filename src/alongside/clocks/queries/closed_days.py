"""Reading the days on which nobody works here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alongside.accounts.queries import practice
from alongside.clocks.calendar import calendar_of, days_with
from alongside.clocks.models import ClosedDay
from alongside.clocks.rules.days import Days
from alongside.core.actor import Actor


@dataclass(frozen=True)
class Closed:
    """A day that the partnership closed itself."""

    id: int
    on: date
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Calendar:
    """The closed days to come and of the last year: the partnership's own, and the bank holidays it keeps."""

    own: Sequence[Closed]
    bank: Sequence[tuple[date, str]]
    known_to: date | None


def working_days(*, actor: Actor) -> Days:
    """The days as the clocks of the actor's partnership count them: less the bank holidays it keeps and its own closed
    days. One query."""
    own = ClosedDay.objects.filter(removed_at__isnull=True).order_by("on").values_list("on", "reason")
    return days_with(practice(actor).calendar, tuple(own))


def calendar(*, actor: Actor) -> Calendar:
    """On which days nobody works in the actor's partnership. One query."""
    rows = ClosedDay.objects.filter(removed_at__isnull=True).select_related("added_by").order_by("on")
    own = [Closed(row.pk, row.on, row.reason, row.added_by.name, row.added_at) for row in rows]
    days = calendar_of(practice(actor).calendar)
    bank = sorted((on, why) for on, why in days.closed.items() if on >= actor.today and on.weekday() < 5)
    return Calendar(own, bank, days.known_to)
