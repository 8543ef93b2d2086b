"""A family with a plan that was completed on a day, for the tests of what happens to it afterwards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from alongside.cases.models import Case, Member
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.plans import complete_plan, start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import Plan
from tests.borough import Borough
from tests.test_nomination import nominate

INCOME = NewConcern(
    better="Fen and Nerys want to improve their income.", criterion="C4", goal="More money for the week’s food.",
    outcome="O4B", knowing="They get every benefit they are entitled to.", measures=("M4B",),
    contingency="We look at it again with the adviser within a fortnight.",
)  # fmt: skip
CONFIDENCE = NewConcern(
    better="Jessa wants to feel sure of herself again.", goal="She talks to us, and to her friends.",
    knowing="She goes to her club every week.", contingency="We ask the school nurse what else helps.",
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """A case with a plan of two concerns, each with a task of Ade's."""

    case: int
    plan: int
    income: int
    confidence: int

    @property
    def row(self) -> Plan:
        """The plan as it stands."""
        return Plan.objects.get(pk=self.plan)

    @property
    def member(self) -> int:
        """The head of the family."""
        return Member.objects.filter(case=self.case).order_by("position").values_list("pk", flat=True)[0]


def noon(borough: Borough, name: str, on: date) -> Actor:
    """Somebody of the cast at noon of a day."""
    return borough.actor(name).at(datetime.combine(on, time(12), UTC))


def planned(borough: Borough, on: date, *, shared: tuple[str, ...] = ("dev", "strengthening-families")) -> Planned:
    """Ade's family with a plan that Ade completed on this day, shared with Dev and the coordinating team."""
    ade = noon(borough, "Ade", on)
    case = nominate(ade)
    for whom in shared:
        borough.share(Case.objects.get(pk=case), whom)
    with acting_as(ade):
        plan = start_plan(case, title="What the family wants", actor=ade)
        concerns = [add_concern(plan, concern=each, actor=ade) for each in (INCOME, CONFIDENCE)]
        for number, concern in enumerate(concerns, 1):
            asked = Asked(f"First step of {number}", "As we agreed.", due_on=on + timedelta(days=7))
            put_task_on(concern, set_task(case, to=To("user", ade.user_id), asked=asked, actor=ade), actor=ade)
        version = Plan.objects.values_list("version", flat=True).get(pk=plan)
        complete_plan(plan, version=version, actor=ade)
    return Planned(case, plan, *concerns)
