"""Why a clock is due then: worked out anew from the spine, as it stands now (CLOK-04)."""

from dataclasses import dataclass

from alongside.clocks.actions.keeping import PRACTICE_HERE, events_of_case, events_of_contact
from alongside.clocks.models import Clock as Row
from alongside.clocks.rules.clocks import Clock
from alongside.clocks.rules.explaining import Explanation, explain
from alongside.clocks.spine import counting
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of


@dataclass(frozen=True)
class Why:
    """A clock with its explanation, and what it is about."""

    id: int
    case_id: int | None
    contact_id: int | None
    explained: Explanation

    @property
    def clock(self) -> Clock:
        """The clock as it stands now."""
        return self.explained.clock


def why(clock_id: int, *, actor: Actor) -> Why:
    """Everything of one clock. Three statements. Raises NotFound where it, or its case, is not there for the actor."""
    row = Row.objects.filter(pk=clock_id).first()
    if row is None:
        raise NotFound
    told = {"pack": actor.pack, "partnership": actor.partnership_id}
    by = counting(rows_of(f"SELECT {PRACTICE_HERE} AS practice", told)[0]["practice"])  # our own text
    if by is None:
        raise NotFound
    case, contact = row.case_id, row.contact_id or 0
    events = events_of_case(case, by) if case is not None else events_of_contact(contact, by)
    for clock in by.practice.clocks(events, days=by.days, now=actor.now):
        if (int(clock.started_by.id), clock.timescale.id, clock.key) == (row.started_by, row.timescale, row.key):
            return Why(row.pk, row.case_id, row.contact_id, explain(clock, by.days))
    raise NotFound
