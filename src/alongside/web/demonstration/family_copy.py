"""The family's copy in the demonstration: what the first family says to its plan, and the copy made for its head."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.plans.actions.family_answers import NewAnswer, record_answers
from alongside.plans.actions.family_copy import make_family_copy
from alongside.plans.queries.family_copy import material


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """Write down what they said to the plan the day before, and make a copy for the mother."""
    ade, case = actors["ade"], cases[0]
    before = ade.at(datetime.combine(ade.today - timedelta(days=1), time(16, 40), LONDON).astimezone(UTC))
    with acting_as(before):
        found = material(case, actor=before)
        marnie, _, jessa, *_ = (each.id for each in found.family)
        first, second, *_ = (each.id for each in found.plan.open_concerns)
        said = [
            NewAnswer(True, "The Sunday bag works. It is me who forgets it.", first),
            NewAnswer(False, "The budget is not the trouble. It is the hours.", second),
        ]
        record_answers(found.plan.id, member_id=marnie, answers=said, actor=before)
        hers = NewAnswer(True, "Can my friend come to the gate too?", first)
        record_answers(found.plan.id, member_id=jessa, answers=[hers], actor=before)
    with acting_as(ade):
        found = material(case, actor=ade, member_id=marnie)
        make_family_copy(found.plan.id, case_id=case, chosen=found.suggested(marnie), actor=ade)
