"""By when what was done has to be written down, and how late a note is (practice framework 10.1, scenario S040)."""

from dataclasses import dataclass
from datetime import date, datetime

from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import london_day
from alongside.clocks.rules.spans import due
from alongside.clocks.spine import days_by
from alongside.packs.clock_schema import Span
from alongside.packs.schema import Pack

_NEXT_WORKING_DAY = Span(working_days=1)
"""Where the pack says nothing of it: the framework's own (10.1)."""


@dataclass(frozen=True)
class Recording:
    """How long recording may take here."""

    within: Span
    days: Days

    def due_on(self, contact_at: datetime) -> date:
        """The last day on which a contact is recorded in time, in London."""
        return due(self.within, contact_at, london_day(contact_at), self.days).on


def recording(pack: Pack, closed: str) -> Recording:
    """By the pack's timescale of recording and by what CLOSED answered. No query."""
    return Recording(_within(pack), days_by(pack, closed))


def _within(pack: Pack) -> Span:
    """The time of the timescale that a note starts and its being written down stops."""
    for each in pack.timescales:
        started = any(begun.event == "log.added" for begun in each.starts)
        if started and any(stop.event == "log.added" and stop.at == "recorded" for stop in each.stops):
            return each.span
    return _NEXT_WORKING_DAY
