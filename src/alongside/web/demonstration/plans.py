"""Plans of the demonstration: one that is worked on, of the family told first, and one that is still a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from alongside.cases.queries import members
from alongside.casework.actions import tasks
from alongside.casework.actions.tasks import Asked, To
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.plans.actions.concerns import NewConcern, add_concern, close_concern
from alongside.plans.actions.plans import complete_plan, start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.queries.plans import plan

_BEGUN, _COMPLETED = 22, 19
"""Days before the demonstration is loaded."""


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """Make two families' plans as their workers would."""
    _worked_on(actors, cases[0])
    _begun(actors["ade"], cases[1])


def _worked_on(actors: Mapping[str, Actor], case: int) -> None:
    then = _earlier(actors["ade"], _BEGUN)
    dev = To("user", actors["dev"].user_id)
    with acting_as(then):
        marnie, jay, jessa, wren, *_ = (each.id for each in members(case, actor=then))
        number = start_plan(case, title="Marsh/Quillan CH99 2ND", actor=then)
        confidence = add_concern(number, concern=replace(_CONFIDENCE, members=[jessa, marnie]), actor=then)
        _ask(then, confidence, case, To("user", then.user_id), _ASKED["school"], 4)
        _ask(then, confidence, case, To("member", marnie), _ASKED["bag"], 7)
        income = add_concern(number, concern=replace(_INCOME, members=[marnie, jay]), actor=then)
        _ask(then, income, case, To("user", then.user_id), _ASKED["adviser"], 30)
        _ask(then, income, case, To("member", jay), _ASKED["course"], 35)
        sleep = add_concern(number, concern=replace(_SLEEP, members=[marnie, wren]), actor=then)
        _ask(then, sleep, case, dev, _ASKED["clinic"], 28)
        done = add_concern(number, concern=replace(_BEDTIME, members=[wren, jessa]), actor=then)
        _ask(then, done, case, To("member", marnie), _ASKED["bedtime"], 7)
    _go_on(actors["ade"], number, case, done)


def _go_on(ade: Actor, number: int, case: int, bedtime: int) -> None:
    then = _earlier(ade, _COMPLETED)
    with acting_as(then):
        complete_plan(number, version=1, actor=then)
    later = _earlier(ade, 8)
    with acting_as(later):
        found = plan(number, actor=later)
        for concern in (found.concerns[0], found.concern(bedtime)):
            first = concern.open_tasks[0]
            tasks.complete(first.id, version=1, words="Done as we agreed.", actor=later)
        close_concern(bedtime, achieved=True, version=1, actor=later)


def _begun(ade: Actor, case: int) -> None:
    then = _earlier(ade, 5)
    with acting_as(then):
        bisola, *_ = (each.id for each in members(case, actor=then))
        number = start_plan(case, actor=then)
        rent = add_concern(number, concern=replace(_RENT, members=[bisola]), actor=then)
        _ask(then, rent, case, To("member", bisola), _ASKED["payslips"], 10)
        add_concern(number, concern=NewConcern("Bisola wants to be ready for the baby.", members=[bisola]), actor=then)


def _ask(actor: Actor, concern: int, case: int, to: To, asked: Asked, days: int) -> None:
    asked = replace(asked, due_on=actor.today + timedelta(days=days))
    put_task_on(concern, tasks.set_task(case, to=to, asked=asked, actor=actor), actor=actor)


def _earlier(actor: Actor, days: int) -> Actor:
    """The same person some days ago, in the middle of the afternoon."""
    day = actor.today - timedelta(days=days)
    return actor.at(datetime.combine(day, time(15, 10), LONDON).astimezone(UTC))


_CONFIDENCE = NewConcern(
    better="Jessa wants to feel more confident, and to walk into school on a Monday without a knot in her stomach.",
    criterion="C3", outcome="O3C", measures=("M3D",), areas=("whole-family-webstar/wellbeing",),
    goal="“I want to go in with my friend and not be looked at.” Marnie would like mornings without tears.",
    knowing="Jessa is in on every Monday, says herself that it is easier, and her scores on the Webstar rise.",
    contingency="If two Mondays in a row are missed, the school rings Ade and we meet that week.",
)  # fmt: skip
_INCOME = NewConcern(
    better="Marnie and Jay want to improve their income. They want to check that they get the right benefits, and Jay "
    "would like to work days.",
    criterion="C4", outcome="O4B", measures=("M4B",), areas=("whole-family-webstar/money-and-employment",),
    goal="More money for the week’s food. Jay would like a course or some work experience, to have a better chance of "
    "a good job.",
    knowing="They get every benefit they are entitled to, they keep to the budget, and Jay has finished a course and "
    "brought his CV up to date.",
    contingency="We go back to the adviser within a fortnight, and look at what the family fund can do meanwhile.",
)  # fmt: skip
_SLEEP = NewConcern(
    better="Marnie sleeps badly, and is worn out by the afternoon.",
    criterion="C6", measures=("M6G",), goal="Five good nights a week, and somebody to talk to.",
    knowing="Marnie says how she slept at each visit, and has been to the well-being team.",
    contingency="Dev asks the surgery for another appointment.",
)  # fmt: skip
_BEDTIME = NewConcern(
    better="The girls go to bed at a different time every night.",
    goal="The same bedtime every night, with a story.",
    knowing="Bedtime has held for six nights out of seven, two weeks running.",
    contingency="We look at the evening together again.",
)  # fmt: skip
_RENT = NewConcern(
    better="Bisola is three months behind with the rent since her hours were cut.",
    criterion="C4", outcome="O4D", goal="To keep the flat, and to know at the start of a week what there is to spend.",
    knowing="The landlord has agreed to a plan, and it has been kept to for three months.",
)  # fmt: skip
_ASKED = {
    "school": Asked(
        "A gentle start on Mondays", "Agree with the pastoral lead who meets her at the gate.", "education"
    ),
    "bag": Asked("Pack the school bag on Sundays", "Together, after tea.", "education"),
    "adviser": Asked("Check which benefits there are", "Ring the adviser with the payslips at hand."),
    "course": Asked("Choose a course", "Look at the list from the college and ring about two of them."),
    "clinic": Asked("Sleep: what to try first", "Bring the leaflet and talk it over at the clinic.", "health"),
    "bedtime": Asked("Bedtime at half past seven", "A bath, a story, lights out."),
    "payslips": Asked("Bring the payslips", "The last three, to the family hub."),
}
