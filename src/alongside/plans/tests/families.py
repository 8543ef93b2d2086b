"""A family for which everything is there that a service is asked with: consent, assessment, risk, plan."""

from dataclasses import dataclass
from datetime import timedelta

from alongside.assessments.models import Assessment, Score
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.plans import start_plan
from tests.borough import Borough
from tests.test_nomination import nominate

CONFIDENT = NewConcern(
    better="Jessa to feel more involved and to make some friends.", criterion="C3",
    goal="Jessa feels more confident and joins in with family life.", outcome="O3C",
    knowing="She is not alone in the playground, and brings a friend home.", measures=("M3D",),
    contingency="We look at it again at the school in a fortnight.",
)  # fmt: skip
"""The guidance's own example, of an invented child (E-CINS 5.4.2)."""
INCOME = NewConcern(
    better="The family wants more money for the week.", criterion="C4", goal="Jay finds a course.", outcome="O4B",
    knowing="He has finished it.", measures=("M4B",), contingency="We ask the adviser again.",
)  # fmt: skip
ASKED = "Please work with Jessa on her confidence, and with the family on time for her."


@dataclass(frozen=True)
class Ready:
    """The case, its plan and the plan's two concerns."""

    case: int
    plan: int
    concern: int
    income: int


def ready(borough: Borough, actor: Actor | None = None) -> Ready:
    """Ade's family, with a signed consent, a completed assessment and a plan; its nomination answers the risk."""
    ade = actor or borough.actor("Ade")
    case = nominate(ade)
    borough.consent(Case.objects.get(pk=case))
    assessed(borough, case, ade)
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=CONFIDENT, actor=ade)
        income = add_concern(plan, concern=INCOME, actor=ade)
    return Ready(case, plan, concern, income)


def assessed(borough: Borough, case: int, actor: Actor, *, days_ago: int = 0, **scores: int) -> Assessment:
    """A completed Webstar of the family, with the practitioner's scores by area."""
    found = Assessment.objects.create(
        partnership=borough.partnership, case_id=case, tool="whole-family-webstar",
        release_id=borough.pack.release_id, took_place_on=actor.today - timedelta(days=days_ago),
        started_by_id=actor.user_id, started_at=actor.now, completed_by_id=actor.user_id, completed_at=actor.now,
    )  # fmt: skip
    Score.objects.bulk_create(
        Score(
            partnership=borough.partnership, assessment=found, area=area.replace("_", "-"), voice="practitioner",
            score=score, by_id=actor.user_id, at=actor.now,
        )
        for area, score in scores.items()
    )  # fmt: skip
    return found
