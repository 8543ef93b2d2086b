"""The told families' Webstars: a first one and its review, so that the change can be seen, and one in progress."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from alongside.assessments.actions.assessments import NewAssessment, Said, agree, complete, start
from alongside.assessments.actions.keeping import keep_part, question_field, score_field
from alongside.assessments.rules.tools import PARENT, PRACTITIONER, Part
from alongside.cases.queries import MemberCard, members
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import Posted

WEBSTAR = "whole-family-webstar"
AREAS = (
    "offending", "physical-health", "wellbeing", "relationships", "money-and-employment", "housing", "parenting",
    "family-and-friendships", "school", "community",
)  # fmt: skip
FIRST = {"practitioner": (9, 8, 3, 6, 4, 6, 3, 5, 2, 7), "parent": (9, 8, 4, 6, 3, 5, 4, 6, 3, 7)}
REVIEW = {
    "practitioner": (9, 8, 5, 6, 4, 6, 6, 7, 5, 7), "parent": (9, 8, 6, 7, 3, 6, 7, 7, 6, 7),
    "child": (10, 8, 4, 7, 6, 7, 6, 8, 4, 6),
}  # fmt: skip
"""Scores in the order of the areas."""
_WORDS = {
    "wellbeing": (
        "Marnie has felt low since Wren was born. Talking to the health visitor helped last year.",
        "Tired and tearful most mornings. She sees nobody between Monday and Friday.",
        "Two mornings a week with somebody else in the house, and a first visit to the GP.",
    ),
    "school": (
        "Jessa came in every day until the spring. Mornings went wrong when Jay changed to nights.",
        "Late three days out of five. She likes it once she is there.",
        "A lift on Jay's night shifts, and Jessa chooses what goes in her bag.",
    ),
    "parenting": (
        "Both learnt it on their own. The parenting course stopped after two meetings.",
        "Bedtimes slip when both are tired. They agree about what matters.",
        "One bedtime for each child, written on the fridge.",
    ),
}
_NOW = {
    "wellbeing": {"present": "The GP has seen her. Better mornings than not, and a friend comes on Thursdays."},
    "school": {"present": "Late once in the last two weeks. Jessa packs her bag the evening before."},
}
_CONCLUSION = "Mornings come first: with Jessa in on time, Marnie has two hours to herself."


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """A first Webstar and a review of it with the Marsh family, and one in progress with the second family."""
    marsh = cases[0]
    with acting_as(actors["ade"]) as ade:
        family = members(marsh, actor=ade)
        first = _begin(marsh, family, ade, 34)
        _write(first, ade)
        _score(first, FIRST, family, ade)
        _agree(first, family, ade, "")
    with acting_as(actors["dev"]) as dev:
        review = _begin(marsh, family, dev, 6, first)
        for area, words in _NOW.items():
            _keep(review, area, {question_field(asked): told for asked, told in words.items()}, dev)
        _score(review, REVIEW, family, dev)
        _agree(review, family, dev, "School is a 5. Jessa still cries on Mondays.")
    with acting_as(actors["ade"]) as ade:
        begun = _begin(cases[1], members(cases[1], actor=ade), ade, 1)
        _keep(
            begun, "housing", {score_field("practitioner"): "5", question_field("present"): "Damp in the bedroom."}, ade
        )
        _keep(begun, "community", {score_field("practitioner"): "8"}, ade)


def _begin(case: int, family: Sequence[MemberCard], actor: Actor, days: int, based_on: int | None = None) -> int:
    head = next(each.person_id for each in family if each.is_head)
    return start(case, NewAssessment(WEBSTAR, actor.today - timedelta(days=days), head, based_on), actor=actor)


def _write(assessment: int, actor: Actor) -> None:
    for area, words in _WORDS.items():
        told = zip(("past", "present", "future"), words, strict=True)
        _keep(assessment, area, {question_field(asked): said for asked, said in told}, actor)
    _keep(assessment, "conclusions", {question_field("conclusions"): _CONCLUSION}, actor)


def _score(assessment: int, scores: Mapping[str, Sequence[int]], family: Sequence[MemberCard], actor: Actor) -> None:
    jessa = next((each.id for each in family if each.name.startswith("Jessa")), 0)
    head = next(each.id for each in family if each.is_head)
    keys = {"practitioner": "practitioner", "parent": f"parent-{head}", "child": f"child-{jessa}"}
    told = {
        score_field(keys[voice], area): str(score)
        for voice, given in scores.items()
        for area, score in zip(AREAS, given, strict=True)
    }
    _keep(assessment, "", told, actor)


def _keep(assessment: int, part: str, told: Mapping[str, str], actor: Actor) -> None:
    fields = {name: Posted([value]) for name, value in told.items()}
    keep_part(assessment, Part(part) if part else None, fields, page="told", actor=actor)


def _agree(assessment: int, family: Sequence[MemberCard], actor: Actor, parent: str) -> None:
    head = next(each.id for each in family if each.is_head)
    agree(assessment, Said(PRACTITIONER, True, user=actor.user_id), actor=actor)
    agree(assessment, Said(PARENT, not parent, parent, member=head), actor=actor)
    complete(assessment, actor=actor)
