"""A family on its way to social care or back, for the tests: each step done as the borough's cast does it."""

from datetime import date, datetime, time
from typing import Any

from alongside.accounts.models import Organisation
from alongside.cases.involvements import involve
from alongside.cases.models import Case
from alongside.clocks.calendar import calendar_of
from alongside.clocks.rules.clocks import Clock, Release
from alongside.clocks.rules.events import Event
from alongside.clocks.rules.reading import Practice
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.events.models import Event as Happened
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.models import Journey, WorkItem
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import nominate

LONG_AGO = date(2026, 11, 2)


class Way:
    """One family's way through the processes; `do` finishes the step that waits."""

    def __init__(self, borough: Borough, case: int) -> None:
        self.borough = borough
        self.case = case

    def begin(self, process: str, name: str, on: date = NOVEMBER, **facts: Any) -> int:
        """Somebody begins a process by hand. Returns the journey."""
        with acting_as(self.borough.actor(name, on=on)) as actor:
            return begin_by_hand(process, actor=actor, case_id=self.case, facts=facts).pk

    @property
    def waiting(self) -> WorkItem:
        """The step that waits."""
        waits = WorkItem.objects.select_related("journey").exclude(journey__process__startswith="note.")
        return waits.get(journey__case=self.case, done_at__isnull=True)

    def do(self, name: str, way: str = "", on: date = NOVEMBER, checked: Any = None, actor: Actor | None = None,
           **answers: Any) -> WorkItem:  # fmt: skip
        """Somebody finishes the step that waits; `held_on="2026-11-17"` answers the question held-on."""
        told = {name.replace("_", "-"): value for name, value in answers.items()}
        item = self.waiting
        with acting_as(actor or self.borough.actor(name, on=on)) as who:
            return finish(
                item.pk, version=item.version, done=Done(way=way, answers=told, checked=checked or {}), actor=who
            )

    @property
    def journey(self) -> Journey:
        """The journey that is under way."""
        return self.waiting.journey


def family(borough: Borough) -> Way:
    """A family nominated by Ade and shared with nobody, with consent."""
    case = nominate(borough.actor("Ade", on=LONG_AGO))
    borough.consent(Case.objects.get(pk=case))
    return Way(borough, case)


def clocks(case: int, borough: Borough, now: datetime) -> dict[str, Clock]:
    """The clocks that the recorded events of a case have started, by timescale: the pure rules over the spine."""
    rows = Happened.objects.filter(case_id=case).order_by("id")
    events = [Event(str(row.pk), row.kind, row.happened_at, row.recorded_at, row.facts) for row in rows]
    practice = Practice([Release(date(2024, 9, 1), "1", borough.pack.timescales)])
    found = practice.clocks(events, days=calendar_of(borough.pack.calendar), now=now)
    return {each.timescale.id: each for each in found}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A London time."""
    return datetime.combine(day, time(hour, minute), LONDON)


def add_agency(borough: Borough, case: int) -> None:
    """A key agency around the family."""
    school = Organisation.objects.get(partnership=borough.partnership, name="Harbour Street Primary School")
    with acting_as(borough.actor("Ade", on=NOVEMBER)) as ade:
        involve(case, school.pk, "agency", actor=ade)
