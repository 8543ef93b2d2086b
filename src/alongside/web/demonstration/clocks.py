"""What clocks are shown with: work with a family that pauses for a reason, and a day on which nobody works."""

from collections.abc import Mapping, Sequence
from datetime import date

from alongside.cases.pausing import pause
from alongside.cases.queries import case_head
from alongside.clocks.actions.closed_days import add_closed_day
from alongside.core.acting import acting_as
from alongside.core.actor import Actor

_OF_ADE = 4
"""Which of the told families is the last of hers (families.toml)."""


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """The last family of Ade's is away; the offices close between Christmas and New Year."""
    with acting_as(actors["ade"]) as ade:
        away = cases[_OF_ADE]
        head = case_head(away, actor=ade)
        reason = "Grandmother in hospital in Whitwell: the family is with her until the end of the month."
        pause(away, reason=reason, version=head.version, actor=ade)
    with acting_as(actors["carys"]) as carys:
        between = next(day for day in (date(carys.today.year, 12, on) for on in (29, 30, 31)) if day.weekday() < 5)
        add_closed_day(between, reason="Offices closed between Christmas and New Year", actor=carys)
