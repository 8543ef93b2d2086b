"""A family of the demonstration that services were asked for, and whose outcomes the programme counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from alongside.assessments.actions.assessments import NewAssessment, Said, agree, complete, start
from alongside.assessments.actions.keeping import keep_part
from alongside.assessments.actions.keeping import score_field as field
from alongside.assessments.rules.tools import PRACTITIONER
from alongside.cases.actions import Period, start_flag
from alongside.cases.queries import members
from alongside.casework.actions import tasks
from alongside.casework.actions.tasks import Asked, To
from alongside.casework.queries.tasks import task
from alongside.casework.rules.tasks import Due
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.forms.actions import Posted
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.interventions import Answer, NewRequest, answer_request, ask_for_intervention
from alongside.plans.actions.outcomes import Evidence, NewAchievement, check_achievement, record_achievement
from alongside.plans.actions.plans import complete_plan, start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.queries.interventions import request_on
from alongside.plans.queries.plans import plan_of_case
from alongside.web.demonstration.assessments import AREAS, WEBSTAR

_FIRST = (9, 7, 3, 6, 2, 7, 5, 3, 6, 6)
_LAST = (9, 8, 7, 7, 5, 7, 7, 6, 8, 7)
"""The practitioner's scores in the order of the areas, at the first Webstar and at its review."""


@dataclass(frozen=True)
class _Made:
    """The case, and the concerns of its plan in their order."""

    case: int
    concerns: Sequence[int]


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """Ask two services for the family told last, one of which accepted, and record what came of the plan."""
    family = _planned(actors["dev"], cases[-1])
    carys = _earlier(actors["carys"], 235)
    with acting_as(carys):
        start_flag(
            family.case, flag="supporting-families", period=Period(carys.today, "criteria-met"), actor=carys
        )  # fmt: skip
    _accepted(actors, family)
    _asked(actors["dev"], family)
    _achieved(actors["dev"], family)


def _planned(dev: Actor, case: int) -> _Made:
    then = _earlier(dev, 250)
    with acting_as(then):
        _assessed(case, then, _FIRST)
        plan = start_plan(case, actor=then)
        ottilie, kit, bea = (each.id for each in members(case, actor=then))
        concerns = [
            _concern(plan, case, replace(_CONFIDENT, members=[kit]), then),
            _concern(plan, case, replace(_WORK, members=[ottilie]), then),
            _concern(plan, case, replace(_BEA, members=[bea, ottilie]), then),
        ]
        complete_plan(plan, version=1, actor=then)
    return _Made(case, concerns)


def _assessed(case: int, actor: Actor, scores: Sequence[int], based_on: int | None = None) -> int:
    head = next(each.person_id for each in members(case, actor=actor) if each.is_head)
    number = start(case, NewAssessment(WEBSTAR, actor.today, head, based_on), actor=actor)
    told = {field("practitioner", area): Posted([str(score)]) for area, score in zip(AREAS, scores, strict=True)}
    keep_part(number, None, told, page="told", actor=actor)
    agree(number, Said(PRACTITIONER, True, user=actor.user_id), actor=actor)
    complete(number, actor=actor)
    return number


def _concern(plan: int, case: int, told: NewConcern, actor: Actor) -> int:
    number = add_concern(plan, concern=told, actor=actor)
    asked = Asked("Talk it over at the next visit", "What is easier, and what is not yet?", within="2-months")
    set_ = tasks.set_task(case, to=To("user", actor.user_id), asked=asked, actor=actor)
    put_task_on(number, set_, actor=actor)
    tasks.complete(set_, version=1, words="We did, and it helped.", actor=actor)
    return number


def _accepted(actors: Mapping[str, Actor], family: _Made) -> None:
    """Asked of Targeted Youth Support, who wanted a week more, and accepted."""
    asks, opens, answers = (
        _earlier(actors[who], days) for who, days in (("dev", 230), ("hollis", 226), ("hollis", 214))
    )
    with acting_as(asks):
        told = NewRequest("targeted-youth-support", _ASKED, also=[family.concerns[2]], priority="medium", share=True)
        number = ask_for_intervention(family.concerns[0], asked=told, actor=asks)
        work = request_on(family.case, number, actor=asks).task_id
    with acting_as(opens):
        tasks.accept(work, version=1, actor=opens)
        later = Due(opens.today + timedelta(days=17))
        tasks.ask_for_extension(work, version=2, due=later, words="The team meets in a fortnight.", actor=opens)
    granted = _earlier(actors["dev"], 225)
    with acting_as(granted):
        tasks.answer_extension(work, version=3, granted=True, actor=granted)
    with acting_as(answers):
        said = Answer("accepted", answers.user_id, begins="in the next week, on Tuesdays after school", why=_ANSWER)
        answer_request(number, answer=said, version=task(work, actor=answers).head.version, actor=answers)


def _asked(dev: Actor, family: _Made) -> None:
    """Asked of a second service once the first had answered; it waits."""
    then = _earlier(dev, 4)
    with acting_as(then):
        told = NewRequest("parenting-practitioners", _ASKED_AGAIN, priority="medium", share=True)
        ask_for_intervention(family.concerns[2], asked=told, actor=then)


def _achieved(dev: Actor, family: _Made) -> None:
    """One outcome sustained on the evidence of the scores, one that has to last, one without evidence."""
    then, now = _earlier(dev, 195), _earlier(dev, 1)
    with acting_as(then):
        last = _assessed(family.case, then, _LAST)
        found = plan_of_case(family.case, actor=then)
        assert found is not None
        told = NewAchievement(_IMPROVED[0], then.today, "M3D", Evidence(assessment=last))
        confident = record_achievement(family.concerns[0], achieved=told, actor=then)
    with acting_as(now):
        check_achievement(confident, lasted=True, words=_LASTED, actor=now)
        told = NewAchievement(
            _IMPROVED[1], now.today - timedelta(days=40), "M4B", Evidence(words="Ottilie showed me the contract.")
        )
        record_achievement(family.concerns[1], achieved=told, actor=now)
        told = NewAchievement(_IMPROVED[2], now.today - timedelta(days=12), "M6G")
        record_achievement(family.concerns[2], achieved=told, actor=now)


def _earlier(actor: Actor, days: int) -> Actor:
    """The same person some days ago, in the middle of the morning."""
    day = actor.today - timedelta(days=days)
    return actor.at(datetime.combine(day, time(10, 40), LONDON).astimezone(UTC))


_CONFIDENT = NewConcern(
    better="Kit to feel more involved, to make some friends, and to be less withdrawn.", criterion="C3", outcome="O3C",
    goal="“I want somebody to sit with at lunch.” Kit joins in at home again.", measures=("M3D",),
    areas=("whole-family-webstar/wellbeing", "whole-family-webstar/family-and-friendships"),
    knowing="Kit is not alone at break, says himself that he is happier, and brings a friend home.",
    contingency="Dev and the school meet Ottilie within a fortnight and look at it again.",
)  # fmt: skip
_WORK = NewConcern(
    better="Ottilie wants to work again, around Bea’s treatment.", criterion="C4", outcome="O4B", measures=("M4B",),
    goal="A few hours a week that she can keep.", knowing="She has a placement and has kept it for a month.",
    contingency="We ask the adviser about work from home.",
)  # fmt: skip
_BEA = NewConcern(
    better="Everybody at home understands Bea’s illness, and has time that is not about it.", criterion="C6",
    measures=("M6G",), goal="One evening a week for Kit and his mother alone.",
    knowing="The evening has been kept for six weeks.", contingency="We ask the hospital’s play team to help.",
)  # fmt: skip
_ASKED = (
    "Kit has become very withdrawn since Bea fell ill. Please work with him on his confidence and on understanding her "
    "illness, and with the family on time for him."
)
_ASKED_AGAIN = "Please help Ottilie with evenings when she is on her own with both children after the hospital."
_ANSWER = (
    "I have read the assessment and the plan, and this is right for us. Please tell Kit that he can bring his drawings."
)
_IMPROVED = (
    "Kit goes to the art club, has two friends who come home with him, and joins in at tea.",
    "Ottilie works two mornings a week at the library.",
    "Bea’s treatment is finished, and the Thursday evening is Kit’s.",
)
_LASTED = "Kit still goes every week. His teacher says that he puts his hand up now."
