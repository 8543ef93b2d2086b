"""A family to assess, and the steps of assessing one, for the tests of this room and of its pages."""

from datetime import date
from typing import Any

from alongside.assessments.actions.assessments import NewAssessment, Said, agree, complete, start
from alongside.assessments.actions.keeping import Kept, keep_part, score_field
from alongside.assessments.queries.assessments import AssessmentPage, assessment
from alongside.assessments.rules.tools import PRACTITIONER, Part
from alongside.cases.models import Member
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import Posted

WEBSTAR = "whole-family-webstar"
AREAS = (
    "offending", "physical-health", "wellbeing", "relationships", "money-and-employment", "housing", "parenting",
    "family-and-friendships", "school", "community",
)  # fmt: skip
MANUAL = (8, 10, 6, 7, 2, 6, 3, 9, 3, 6)
"""The scores of the manual's own example, in the order of the areas (E-CINS 5.3)."""


def head_of(case: int) -> Member:
    """The head of the family."""
    return Member.objects.select_related("person").get(case_id=case, is_head=True)


def begin(case: int, actor: Actor, on: date | None = None, **more: Any) -> int:
    """Start the Whole Family Webstar on the head of the family."""
    told = {"tool": WEBSTAR, "person": head_of(case).person_id, "took_place_on": on or actor.today} | more
    with acting_as(actor):
        return start(case, NewAssessment(**told), actor=actor)


def keep(number: int, actor: Actor, part: str = "", member: int | None = None, page: str = "p", **fields: Any) -> Kept:
    """Keep fields; their names with "__" for each dash that is not in a word of ours, and no seal."""
    posted = {name: Posted([str(value)]) for name, value in fields.items()}
    with acting_as(actor):
        return keep_part(number, Part(part, member) if part else None, posted, page=page, actor=actor)


def score(number: int, actor: Actor, scores: tuple[int, ...] = MANUAL, key: str = "practitioner") -> Kept:
    """Score all areas in one voice."""
    fields = {score_field(key, area): value for area, value in zip(AREAS, scores, strict=True)}
    return keep(number, actor, **fields)


def done(number: int, actor: Actor) -> None:
    """The practitioner agrees, and it is completed."""
    with acting_as(actor):
        agree(number, Said(PRACTITIONER, True, user=actor.user_id), actor=actor)
        complete(number, actor=actor)


def seen(number: int, actor: Actor) -> AssessmentPage:
    """The assessment as somebody sees it."""
    with acting_as(actor):
        return assessment(number, actor=actor)
