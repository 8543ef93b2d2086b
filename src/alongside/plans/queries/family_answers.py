"""Reading what the family says to its plan: the latest word of each of them, and how often they said something else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alongside.core.actor import Actor
from alongside.core.rows import rows_of


@dataclass(frozen=True)
class AnswerShown:
    """What one of the family says to a concern, to an area of the star, or to the plan as a whole.

    `agrees` is none where they only said something. `earlier` are their own answers before this one, newest first.
    """

    member_id: int | None
    member_name: str
    agrees: bool | None
    own_words: str
    recorded_by: str
    recorded_at: datetime
    earlier: Sequence["AnswerShown"] = field(default_factory=tuple)


@dataclass(frozen=True)
class Answers:
    """What the family says to a plan, each thing with the latest word of each of them."""

    concerns: dict[int, list[AnswerShown]]
    areas: dict[str, list[AnswerShown]]
    whole: list[AnswerShown]

    def of_concern(self, concern_id: int) -> Sequence[AnswerShown]:
        """What they say to a concern."""
        return self.concerns.get(concern_id, ())

    def of_area(self, area: str) -> Sequence[AnswerShown]:
        """What they say to an area of the star."""
        return self.areas.get(area, ())

    def of_member(self, said: Sequence[AnswerShown], member_id: int) -> AnswerShown | None:
        """What one of them says, among these."""
        return next((each for each in said if each.member_id == member_id), None)

    @property
    def disagreeing(self) -> int:
        """To how many things somebody says that they do not agree."""
        things = [*self.concerns.values(), *self.areas.values(), self.whole]
        return sum(any(each.agrees is False for each in said) for said in things)


def answers_of(plan_id: int, *, actor: Actor) -> Answers:
    """What the family says to a plan, by concern and by area of the star. One query.

    Nothing for a plan that is not the actor's to see.
    """
    found: dict[tuple[int | None, str], dict[int | None, list[AnswerShown]]] = {}
    for row in rows_of(_ANSWERS, {"partnership": actor.partnership_id, "plan": plan_id}):
        about = row.pop("concern_id"), row.pop("area")
        said = AnswerShown(**row)
        found.setdefault(about, {}).setdefault(said.member_id, []).append(said)
    answers = Answers({}, {}, [])
    for (concern, area), each in found.items():
        latest = [_with_earlier(said) for said in each.values()]
        if concern is not None:
            answers.concerns[concern] = latest
        elif area:
            answers.areas[area] = latest
        else:
            answers.whole.extend(latest)
    return answers


def _with_earlier(said: Sequence[AnswerShown]) -> AnswerShown:
    now = said[0]
    return AnswerShown(
        now.member_id, now.member_name, now.agrees, now.own_words, now.recorded_by, now.recorded_at, tuple(said[1:])
    )


_ANSWERS = """
SELECT a.concern_id, a.area, a.member_id, concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')) AS member_name,
       a.agrees, a.own_words, u.name AS recorded_by, a.recorded_at
  FROM plans_family_answer a JOIN accounts_user u ON u.id = a.recorded_by_id
  LEFT JOIN cases_member m ON m.id = a.member_id LEFT JOIN people_person p ON p.id = m.person_id
 WHERE a.partnership_id = %(partnership)s AND a.plan_id = %(plan)s ORDER BY a.id DESC
"""
