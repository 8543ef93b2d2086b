"""The one list of what managers have to do, and by when: what is late, and what would be late before another week is
over. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from alongside.clocks.rules.days import Days
from alongside.pathway.rules.oversight import SOON

What = Literal["assessment", "plan", "review", "closure", "oversight", "discussion", "supervision"]


@dataclass(frozen=True)
class ToDo:
    """Something that waits for a manager: what, about whom, by when, and the number of what it is done on.

    `due_on` is None for what is owed without a day: somebody's first supervision. `last_working_day` is the last day at
    work before it is late. `case_id` is None for a supervision, whose `number` is the worker's.
    """

    what: What
    number: int
    about: str
    case_id: int | None = None
    case_name: str = ""
    due_on: date | None = None
    last_working_day: date | None = None

    def late(self, today: date) -> bool:
        """Whether its day is over."""
        return self.due_on is not None and self.due_on < today

    def last_chance(self, today: date) -> bool:
        """Whether no working day is left after today before it is late: a Friday's list has what runs out on Sunday."""
        by = self.last_working_day
        return not self.late(today) and by is not None and by <= today


def slipping(found: Iterable[ToDo], today: date, days: Days, *, ahead: int = SOON) -> Sequence[ToDo]:
    """What is late or would be before so many days are over, what runs out first at the top, with its working day."""
    until = today + timedelta(days=ahead)
    near = [each for each in found if each.due_on is None or each.due_on <= until]
    known = [_with_day(each, days) for each in near]
    return sorted(known, key=lambda each: (each.due_on or today, each.last_working_day or today, each.about))


def _with_day(each: ToDo, days: Days) -> ToDo:
    by = days.last_by(each.due_on) if each.due_on else None
    return ToDo(each.what, each.number, each.about, each.case_id, each.case_name, each.due_on, by)
