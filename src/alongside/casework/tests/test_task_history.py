"""The history alone rebuilds a task, whatever was done with it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.cases.models import Case
from alongside.casework.actions import tasks as actions
from alongside.casework.actions.tasks import Asked, To, set_task, standing
from alongside.casework.models import Task, TaskTurn
from alongside.casework.queries.tasks import from_history
from alongside.casework.rules.tasks import Due
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Refused
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import nominate

pytestmark = [pytest.mark.django_db, pytest.mark.req("TASK-04")]

WHOM = ("dev", "carys", "strengthening-families", "health-visiting-riverside", "member")
words = st.sampled_from(["", "Ring first.", "At “ten” past\nnine: 50% ☎"])
dues = st.none() | st.builds(
    Due, st.integers(0, 40).map(lambda days: NOVEMBER + timedelta(days=days)), st.none() | st.times()
)
steps = st.tuples(
    st.sampled_from(["accept", "take", "give_back", "complete", "ask_for_extension", "answer_extension",
                     "ask_for_detail", "give_detail", "reassign", "reopen"]),
    st.sampled_from(["Ade", "Dev", "Carys"]),
    words, dues, st.booleans(), st.sampled_from(WHOM[:4]),
)  # fmt: skip


def to(borough: Borough, whom: str, case: int) -> To:
    if whom == "member":
        return To("member", Case.objects.get(pk=case).member_set.filter(is_head=True).get().pk)
    return To("team", borough.teams[whom].pk) if whom in borough.teams else To("user", borough.people[whom].pk)


def told(action: str, said: str, due: Due | None, yes: bool, whom: To) -> dict[str, Any]:
    """What each action takes."""
    return {
        "complete": {"words": said, "note": yes}, "ask_for_extension": {"words": said, "due": due},
        "answer_extension": {"words": said, "due": due, "granted": yes}, "ask_for_detail": {"words": said},
        "give_detail": {"words": said}, "reassign": {"words": said, "to": whom}, "reopen": {"words": said, "due": due},
    }.get(action, {})  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_history_alone_rebuilds_the_present_state_of_a_task(borough: Borough, data: st.DataObject) -> None:
    with transaction.atomic():
        case = nominate(borough.actor("Ade"))
        row = Case.objects.get(pk=case)
        for whom in WHOM[:4]:
            borough.share(row, whom)
        ade = borough.actor("Ade")
        asked = Asked(
            "Two-year review", data.draw(words.filter(bool)), data.draw(st.sampled_from(["", "health"])), "high",
            due_on=NOVEMBER + timedelta(days=data.draw(st.integers(2, 9))), wants_receipt=data.draw(st.booleans()),
        )  # fmt: skip
        with acting_as(ade):
            task = set_task(case, to=to(borough, data.draw(st.sampled_from(WHOM)), case), asked=asked, actor=ade)
        for number, (action, who, said, due, yes, whom) in enumerate(data.draw(st.lists(steps, max_size=12))):
            actor = borough.actor(who).at(ade.now + timedelta(minutes=number))
            with suppress(Refused), acting_as(actor):
                version = Task.objects.values_list("version", flat=True).get(pk=task)
                options = told(action, said, due, yes, to(borough, whom, case))
                getattr(actions, action)(task, version=version, actor=actor, **options)

        check(task, case, ade)
        transaction.set_rollback(True)


def check(task: int, case: int, actor: Actor) -> None:
    """What the history tells is what stands, field for field; and each turn stands in both."""
    with acting_as(actor):
        stands = standing(Task.objects.get(pk=task))
        assert from_history(case, task) == stands
        assert TaskTurn.objects.filter(task=task).count() == stands.version - 1
