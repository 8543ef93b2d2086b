"""Recording what the family says to its copy of the plan. A later word stands beside the earlier one, never over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.assessments.models import Assessment
from alongside.cases.access import case_to_change
from alongside.cases.models import Member
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.plans.actions.plans import CHECK
from alongside.plans.models import LONGEST_WORDS, Concern, FamilyAnswer, Plan
from alongside.plans.queries.family_answers import Answers, AnswerShown, answers_of

LONGEST_AREA = 100


@dataclass(frozen=True)
class NewAnswer:
    """What somebody says to a concern, to an area of the star, or to the plan as a whole where it names neither."""

    agrees: bool | None
    own_words: str = ""
    concern_id: int | None = None
    area: str = ""

    @property
    def says_nothing(self) -> bool:
        """Neither agrees nor not, and no words."""
        return self.agrees is None and not self.own_words.strip()

    @property
    def field(self) -> str:
        """The field of the form that it was told in."""
        return f"concern-{self.concern_id}" if self.concern_id else f"area-{self.area}" if self.area else "whole"


def record_answers(
    plan_id: int, *, member_id: int, answers: Sequence[NewAnswer], actor: Actor, assessment_id: int | None = None
) -> int:
    """Record what one of the family says to the plan (PLAN-07). Returns how many answers were new.

    What they said before in the same words is not written again; anything else stands beside it. `assessment_id` is
    the assessment whose areas are answered. Raises Invalid beside what cannot be right: nobody of this family, nothing
    said at all; NotFound for a plan, a concern or an assessment that is not there for the actor.
    """
    plan = Plan.objects.filter(pk=plan_id, put_away_at__isnull=True).first()
    if plan is None:
        raise NotFound
    case_to_change(plan.case_id, actor=actor)
    _check_there(plan, answers, assessment_id)
    faults = dict(_faults(answers))
    if not Member.objects.filter(case=plan.case_id, pk=member_id).exists():
        faults["member"] = "Say who of the family says so."
    told = [each for each in answers if not each.says_nothing]
    if not told and not faults:
        faults["whole"] = "Say what they agree with, or write their own words, at one place at least."
    if faults:
        raise Invalid(CHECK, faults)
    stands = answers_of(plan_id, actor=actor)
    before = {each: _before(stands, each, member_id) for each in told}
    fresh = [each for each in told if not _is_same(each, before[each])]
    FamilyAnswer.objects.bulk_create(
        FamilyAnswer(
            partnership_id=actor.partnership_id, plan=plan, concern_id=each.concern_id, area=each.area,
            assessment_id=assessment_id if each.area else None, member_id=member_id, agrees=each.agrees,
            own_words=each.own_words.strip(), recorded_by_id=actor.user_id, recorded_at=actor.now,
        )
        for each in fresh
    )  # fmt: skip
    if fresh:
        _record(plan, member_id, fresh, [_change(each, before[each]) for each in fresh if before[each]], actor)
    return len(fresh)


def _record(
    plan: Plan, member_id: int, fresh: Sequence[NewAnswer], changes: Sequence[dict[str, str]], actor: Actor
) -> None:
    facts: dict[str, Any] = {
        "plan": plan.pk, "member": member_id, "areas": [each.area for each in fresh if each.area],
        "concerns": [each.concern_id for each in fresh if each.concern_id],
    }  # fmt: skip
    if changes:
        facts["changes"] = [*changes]
    record("family.answered", actor=actor, case=plan.case_id, facts=facts)


def _check_there(plan: Plan, answers: Sequence[NewAnswer], assessment_id: int | None) -> None:
    wanted = [each.concern_id for each in answers if each.concern_id is not None]
    if wanted and Concern.objects.filter(plan=plan, pk__in=wanted).count() != len({*wanted}):
        raise NotFound
    if any(each.area for each in answers):
        of_case = Assessment.objects.filter(case=plan.case_id, put_away_at__isnull=True)
        if assessment_id is None or not of_case.filter(pk=assessment_id).exists():
            raise NotFound


def _faults(answers: Sequence[NewAnswer]) -> Iterator[tuple[str, str]]:
    for each in answers:
        if len(each.own_words) > LONGEST_WORDS:
            yield each.field, f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(each.own_words):,}."
        if "\x00" in each.own_words:
            yield each.field, "Take out the characters that cannot be shown, then save again."
        if len(each.area) > LONGEST_AREA:
            raise NotFound


def _before(stands: Answers, told: NewAnswer, member_id: int) -> AnswerShown | None:
    if told.concern_id is not None:
        said = stands.of_concern(told.concern_id)
    else:
        said = stands.of_area(told.area) if told.area else stands.whole
    return stands.of_member(said, member_id)


def _is_same(told: NewAnswer, before: AnswerShown | None) -> bool:
    return before is not None and (before.agrees, before.own_words) == (told.agrees, told.own_words.strip())


def _change(told: NewAnswer, before: AnswerShown | None) -> dict[str, str]:
    assert before is not None
    what = "Answer to a concern" if told.concern_id else "Answer to an area of the star" if told.area else "Answer"
    return {"what": what, "from": _agrees(before.agrees), "to": _agrees(told.agrees)}


def _agrees(agrees: bool | None) -> str:
    return {True: "Agrees", False: "Does not agree", None: "Own words"}[agrees]
