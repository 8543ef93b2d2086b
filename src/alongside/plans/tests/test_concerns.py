"""The concerns of a family's plan, through the actions, in the order of E-CINS 5.4."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from alongside.cases.models import Case, Member
from alongside.casework.actions.tasks import Asked, To, complete, set_task
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.packs.actions import release
from alongside.plans.actions.concerns import (
    NewConcern,
    add_concern,
    change_concern,
    close_concern,
    put_in_order,
    reopen_concern,
)
from alongside.plans.actions.plans import change_plan, complete_plan, put_away_plan, start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import Plan
from alongside.plans.queries import plans as queries
from alongside.plans.queries.plans import PlanPage, plan_of_case
from tests.borough import PACKS, Borough
from tests.test_nomination import nominate

INCOME = NewConcern(
    better="Fen and Nerys want to improve their income.", criterion="C4",
    goal="Fen and Nerys would like to have more money for the week’s food.", outcome="O4B",
    knowing="They get every benefit they are entitled to, and Fen has finished a course.", measures=("M4B",),
    contingency="Keyworker and family look at it again with the adviser within a fortnight.",
)  # fmt: skip


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


@pytest.fixture
def case(ade: Actor) -> int:
    return nominate(ade)


def page(case: int, actor: Actor) -> PlanPage:
    with acting_as(actor):
        found = plan_of_case(case, actor=actor)
    assert found is not None
    return found


def family(case: int) -> list[int]:
    return [*Member.objects.filter(case=case).order_by("position").values_list("pk", flat=True)]


def a_task(case: int, concern: int, actor: Actor, to: To | None = None) -> int:
    asked = Asked("Ring the adviser", "Ask which benefits there are.", due_on=actor.today + timedelta(days=7))
    task = set_task(case, to=to or To("user", actor.user_id), asked=asked, actor=actor)
    put_task_on(concern, task, actor=actor)
    return task


@pytest.mark.req("PLAN-01")
def test_a_plan_is_offered_the_name_of_the_case_and_holds_its_concerns_in_order(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        first = add_concern(plan, concern=replace(INCOME, members=family(case)[:2]), actor=ade)
        second = add_concern(plan, concern=NewConcern("Wren wants to feel more confident."), actor=ade)

    found = page(case, ade)
    assert found.title == Case.objects.get(pk=case).name
    assert found.framework is not None and found.framework.id == "families-outcomes"
    assert [each.id for each in found.concerns] == [first, second]
    income = found.concerns[0]
    assert (income.criterion, income.outcome, income.measures, income.sustained_months) == ("C4", "O4B", ["M4B"], 6)
    assert [each.id for each in income.members] == family(case)[:2]
    assert found.said("O4B") == "O4B An adult or young person makes progress towards working"


@pytest.mark.req("PLAN-01", "PLAN-02")
@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"outcome": "O3C"}, "outcome"), ({"measures": ("M4B", "M6G")}, "measures"), ({"outcome": "O9Z"}, "outcome"),
        ({"criterion": "C9"}, "criterion"), ({"better": "  "}, "better"), ({"goal": "x" * 10_001}, "goal"),
        ({"members": (10**9,)}, "members"), ({"areas": ("nothing/nowhere",)}, "areas"),
        ({"knowing": "a\x00b"}, "knowing"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_beside_its_field(
    ade: Actor, case: int, fault: dict[str, Any], field: str
) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        with pytest.raises(Invalid) as refused:
            add_concern(plan, concern=replace(INCOME, **fault), actor=ade)
        assert field in refused.value.fields

        add_concern(plan, concern=INCOME, actor=ade)
    assert len(page(case, ade).concerns) == 1


@pytest.mark.req("PLAN-01")
def test_an_outcome_brings_its_criterion_where_none_was_chosen(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        add_concern(plan, concern=replace(INCOME, criterion=""), actor=ade)
    assert page(case, ade).concerns[0].criterion == "C4"


@pytest.mark.req("PLAN-01")
def test_a_plan_can_be_made_without_criteria_and_then_says_nothing_in_codes(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, framework="", title=" Marsh/Quillan CH99 ", actor=ade)
        with pytest.raises(Invalid) as refused:
            add_concern(plan, concern=INCOME, actor=ade)
        assert set(refused.value.fields) == {"criterion", "outcome", "measures"}
        add_concern(plan, concern=replace(INCOME, criterion="", outcome="", measures=()), actor=ade)

        found = page(case, ade)
        assert (found.title, found.framework) == ("Marsh/Quillan CH99", None)
        change_plan(plan, title=found.title, framework="families-outcomes", version=found.version, actor=ade)
        change_concern(found.concerns[0].id, concern=INCOME, version=1, actor=ade)
        with pytest.raises(Invalid, match="marked") as refused:
            change_plan(plan, title=found.title, framework="", version=2, actor=ade)
        assert "framework" in refused.value.fields
    assert page(case, ade).concerns[0].outcome == "O4B"


def test_a_family_has_one_plan_in_hand(ade: Actor, case: int) -> None:
    with acting_as(ade):
        first = start_plan(case, actor=ade)
        with pytest.raises(Refused, match="has a plan already"):
            start_plan(case, actor=ade)
        put_away_plan(first, version=1, actor=ade)
        assert plan_of_case(case, actor=ade) is None
        start_plan(case, actor=ade)


@pytest.mark.parametrize("fault", [{"title": "x" * 301}, {"title": "a\x00"}, {"framework": "nobodys"}])
def test_a_plan_with_a_faulty_title_or_framework_is_not_started(ade: Actor, case: int, fault: dict[str, str]) -> None:
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            start_plan(case, **fault, actor=ade)
        assert set(refused.value.fields) == set(fault)
        start_plan(case, actor=ade)


@pytest.mark.req("PLAN-05")
def test_a_plan_is_completed_once_every_concern_says_enough(ade: Actor, case: int) -> None:
    """S029, S030, S129: refused with what is missing, a draft meanwhile; then a review 42 days on."""
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        with pytest.raises(Invalid, match="no concern"):
            complete_plan(plan, version=1, actor=ade)
        concern = add_concern(plan, concern=NewConcern("Attendance is poor."), actor=ade)
        with pytest.raises(Invalid, match="stays a draft") as refused:
            complete_plan(plan, version=1, actor=ade)
        assert refused.value.fields == {
            f"concern-{concern}": "Concern 1 does not say what you want to achieve, how you will know, "
            "what happens if it is not working and who does what by when."
        }
        change_concern(concern, concern=INCOME, version=1, actor=ade)
        with pytest.raises(Invalid) as refused:
            complete_plan(plan, version=1, actor=ade)
        assert refused.value.fields == {f"concern-{concern}": "Concern 1 does not say who does what by when."}
        assert page(case, ade).is_draft

        a_task(case, concern, ade)
        complete_plan(plan, version=1, actor=ade)
        complete_plan(plan, version=1, actor=ade)  # said again, nothing

    found = page(case, ade)
    assert (found.is_draft, found.completed_by) == (False, "Ade Bankole")
    assert found.review_on == ade.today + timedelta(days=42)
    assert Event.objects.filter(case_id=case, kind="plan.completed").count() == 1


def test_a_completed_plan_is_not_put_away_and_grows_further_concerns(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        a_task(case, add_concern(plan, concern=INCOME, actor=ade), ade)
        complete_plan(plan, version=1, actor=ade)
        with pytest.raises(Refused, match="Say how it ended"):
            put_away_plan(plan, version=2, actor=ade)
        add_concern(plan, concern=NewConcern("Wren wants to feel more confident."), actor=ade)
    assert [each.number for each in page(case, ade).concerns] == [1, 2]


def test_a_plan_that_has_ended_stays_as_it_is(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=INCOME, actor=ade)
        task = a_task(case, concern, ade)
        Plan.objects.filter(pk=plan).update(ended_on=ade.today)
        for refused in (
            lambda: add_concern(plan, concern=INCOME, actor=ade),
            lambda: change_concern(concern, concern=NewConcern("Less."), version=1, actor=ade),
            lambda: put_task_on(concern, task, actor=ade),
            lambda: complete_plan(plan, version=1, actor=ade),
        ):
            with pytest.raises(Refused, match="has ended"):
                refused()
        second = start_plan(case, actor=ade)  # and another can be started
        assert [each.id for each in queries.plans_of_case(case, actor=ade)] == [second, plan]
        assert queries.plan(plan, actor=ade).concerns[0].better == INCOME.better


@pytest.mark.req("PLAN-01")
def test_two_who_edit_one_concern_both_keep_what_they_wrote(ade: Actor, case: int, borough: Borough) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=INCOME, actor=ade)
        change_concern(concern, concern=replace(INCOME, goal="Ade's goal."), version=1, actor=ade)
        with pytest.raises(Stale) as stale:
            change_concern(concern, concern=replace(INCOME, goal="Another goal."), version=1, actor=ade)
        assert (stale.value.version, stale.value.theirs["goal"]) == (2, "Ade's goal.")
        change_concern(concern, concern=replace(INCOME, goal="Another goal."), version=2, actor=ade)

    happened = Event.objects.filter(case_id=case, kind="concern.changed").order_by("id")
    assert [each["to"] for one in happened for each in one.facts["changes"]] == ["Ade's goal.", "Another goal."]


def test_whom_a_concern_is_for_changes_with_a_trace(ade: Actor, case: int) -> None:
    one, two, *_ = family(case)
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=replace(INCOME, members=(one,)), actor=ade)
        change_concern(concern, concern=replace(INCOME, members=(two,)), version=1, actor=ade)
        change_concern(concern, concern=replace(INCOME, members=(two, one)), version=2, actor=ade)
        change_concern(concern, concern=replace(INCOME, members=(two, one)), version=2, actor=ade)  # nothing changed
    assert [each.id for each in page(case, ade).concerns[0].members] == [one, two]
    assert Event.objects.filter(case_id=case, kind="concern.changed").count() == 2


def test_a_concern_is_closed_as_achieved_or_given_up_and_reopened_with_a_trace(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        first = add_concern(plan, concern=INCOME, actor=ade)
        second = add_concern(plan, concern=INCOME, actor=ade)
        close_concern(first, achieved=True, version=1, actor=ade)
        with pytest.raises(Invalid):
            close_concern(second, achieved=False, version=1, actor=ade)
        close_concern(second, achieved=False, because="They moved it to later.", version=1, actor=ade)
        found = page(case, ade)
        assert [(each.is_achieved, each.closed_because) for each in found.closed_concerns] == [
            (True, "achieved"), (False, "They moved it to later."),
        ]  # fmt: skip
        with pytest.raises(Refused, match="Reopen it first"):
            change_concern(first, concern=NewConcern("More."), version=2, actor=ade)
        with pytest.raises(Refused, match="Reopen it first"):
            a_task(case, first, ade)
        with pytest.raises(Invalid):
            reopen_concern(second, why=" ", version=2, actor=ade)
        with pytest.raises(Stale):
            reopen_concern(second, why="It is time now.", version=1, actor=ade)
        reopen_concern(second, why="It is time now.", version=2, actor=ade)
    assert [each.id for each in page(case, ade).open_concerns] == [second]
    told = Event.objects.get(case_id=case, kind="concern.reopened").facts
    assert (told["why"], told["changes"][0]["from"]) == ("It is time now.", "They moved it to later.")


def test_concerns_are_put_in_order_and_the_order_is_recorded(ade: Actor, case: int) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        one, two, three = (add_concern(plan, concern=INCOME, actor=ade) for _ in range(3))
        put_in_order(plan, wanted=[three, 10**9, one], actor=ade)
        put_in_order(plan, wanted=[three], actor=ade)  # so it stands already
    found = page(case, ade)
    assert [each.id for each in found.concerns] == [three, one, two]
    assert [each.number for each in found.concerns] == [3, 1, 2]  # what people call them stays
    [moved] = Event.objects.filter(case_id=case, kind="concern.moved")
    assert moved.facts["changes"] == [{"what": "Order", "from": "1, 2, 3", "to": "3, 1, 2"}]


@pytest.mark.req("PLAN-03", "TASK-05")
def test_tasks_for_a_user_a_team_and_a_member_stand_on_the_concern_open_and_done(
    ade: Actor, case: int, borough: Borough
) -> None:
    borough.share(Case.objects.get(pk=case), "strengthening-families")
    team = borough.teams["strengthening-families"].pk
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=INCOME, actor=ade)
        mine = a_task(case, concern, ade)
        for to in (To("team", team), To("member", family(case)[0])):
            a_task(case, concern, ade, to)
        complete(mine, version=1, actor=ade)
        put_task_on(concern, mine, actor=ade)  # said again, nothing
        other = add_concern(plan, concern=INCOME, actor=ade)
        with pytest.raises(Refused, match="belongs to concern 1 already"):
            put_task_on(other, mine, actor=ade)
        named = queries.concerns_of_tasks([mine], actor=ade)
        [first, last] = queries.open_concerns(case, actor=ade)

    shown = page(case, ade).concerns[0]
    assert [each.to_kind for each in shown.open_tasks] == ["team", "member"]
    assert [(each.id, each.completed_by) for each in shown.done_tasks] == [(mine, "Ade Bankole")]
    assert (named[mine].number, named[mine].id) == (1, concern)
    assert (first.open_tasks, first.next_due_on, last.open_tasks) == (2, date(2026, 11, 24), 0)


def test_a_task_of_another_case_is_not_there_for_a_concern(ade: Actor, case: int, borough: Borough) -> None:
    other = borough.case(name="Penrose CH99 3AE")
    with acting_as(ade):
        concern = add_concern(start_plan(case, actor=ade), concern=INCOME, actor=ade)
        asked = Asked("Ring", "Ring them.", due_on=ade.today + timedelta(days=7))
        elsewhere = set_task(other.pk, to=To("user", ade.user_id), asked=asked, actor=ade)
        with pytest.raises(NotFound):
            put_task_on(concern, elsewhere, actor=ade)
        a_task(case, concern, ade)


def test_a_stranger_neither_reads_nor_changes_a_plan(ade: Actor, case: int, borough: Borough) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=INCOME, actor=ade)
    dev = borough.actor("Dev")
    with acting_as(dev):
        assert plan_of_case(case, actor=dev) is None
        for refused in (
            lambda: queries.plan(plan, actor=dev),
            lambda: start_plan(case, actor=dev),
            lambda: change_concern(concern, concern=INCOME, version=1, actor=dev),
            lambda: put_in_order(plan, wanted=[concern], actor=dev),
        ):
            with pytest.raises(NotFound):
                refused()
    borough.share(Case.objects.get(pk=case), "Dev")
    with acting_as(borough.actor("Dev")) as dev:
        assert queries.plan(plan, actor=dev).title


@pytest.mark.req("PLAN-02")
def test_a_plan_keeps_the_framework_it_was_made_with(ade: Actor, case: int, tmp_path: Path) -> None:
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
        add_concern(plan, concern=INCOME, actor=ade)
    packs = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    file = packs / "strengthening-families" / "frameworks" / "families-outcomes.toml"
    file.write_text(
        file.read_text().replace("makes progress towards working", "is nearer to work").replace("O4D", "O4F")
    )
    release(packs / "calderholt")

    later = ade.at(ade.now)  # the same day, after the new release
    found = page(case, later)
    assert found.said("O4B") == "O4B An adult or young person makes progress towards working"
    with acting_as(later):
        # What is added to it is of its own framework; a new plan is made under the new one.
        other = replace(INCOME, outcome="O4F", measures=())
        with pytest.raises(Invalid) as refused:
            add_concern(plan, concern=other, actor=later)
        assert set(refused.value.fields) == {"outcome"}
        put_away_plan(plan, version=1, actor=later)
        add_concern(start_plan(case, actor=later), concern=other, actor=later)
    new = page(case, later)
    assert new.framework is not None and new.framework.title_of("O4B") == "An adult or young person is nearer to work"
