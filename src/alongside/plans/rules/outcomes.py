"""Pure rules of outcomes: until when progress has to last, how a need stands on a day, what is missing to claim a
result, and what scores prove. They are told the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alongside.packs.plan_schema import Framework, ScoreRule

# --- how long it has to last


def months_to_last(concern: int | None, framework: Framework | None, outcome: str, measure: str, usual: int) -> int:
    """For how many calendar months progress has to last: as the concern says, else the longer of what its outcome and
    its measure ask for, else as the partnership has it (E-CINS 5.4: SUSTAINED PROGRESS)."""
    if concern is not None:
        return concern
    if framework is None:
        return usual
    asked = [
        each.sustained_months
        for parts, code in ((framework.outcome, outcome), (framework.measure, measure))
        for each in parts
        if each.code == code
    ]
    return max(asked, default=0) or usual


# --- how it stands

Stands = Literal["taken back", "no evidence", "sustaining", "to check", "sustained", "not sustained"]
NeedStands = Literal["identified", "given up", "no evidence", "sustaining", "to check", "sustained", "not sustained"]


@dataclass(frozen=True)
class Achieved:
    """An outcome recorded as achieved. `evidenced` where its evidence is there still; `sustained_until` none where it
    need not last."""

    improved_on: date
    sustained_until: date | None
    evidenced: bool
    lasted: bool | None = None
    taken_back: bool = False


def achievement_stands(achieved: Achieved, today: date) -> Stands:
    """How one stands on a day. Without evidence nothing counts; it is checked from the day the period ends."""
    if achieved.taken_back:
        return "taken back"
    if achieved.lasted is False:
        return "not sustained"
    if not achieved.evidenced:
        return "no evidence"
    if achieved.lasted or achieved.sustained_until is None:
        return "sustained"
    return "to check" if achieved.sustained_until <= today else "sustaining"


def need_stands(achievements: Iterable[Achieved], today: date, *, given_up: bool = False) -> NeedStands:
    """How a concern's need stands on a day, by the latest achievement that was not taken back.

    What did not last is met again only by another achievement, later than it. `given_up` is a concern that was closed
    for another reason than that it was achieved.
    """
    held = [each for each in achievements if not each.taken_back]
    if not held:
        return "given up" if given_up else "identified"
    latest = max(enumerate(held), key=lambda each: (each[1].improved_on, each[0]))[1]
    stands = achievement_stands(latest, today)
    assert stands != "taken back"  # those were left out
    return stands


MET: frozenset[NeedStands] = frozenset({"no evidence", "sustaining", "to check", "sustained"})
"""A need whose outcome is recorded as achieved, and has not been lost again."""


# --- which needs count


def need_code(framework: Framework | None, criterion: str, outcome: str, number: int) -> str:
    """What a concern counts as among the needs of a family: the national need that its outcome or criterion crosses to,
    else its own criterion; without a framework every concern is a need of its own. "" for a concern that names no
    criterion where there is a framework: it is work with the family, and no need of the programme."""
    if framework is None:
        return f"concern {number}"
    crossed = {each.code: each.to for each in framework.crosswalk}
    return crossed.get(outcome) or crossed.get(criterion) or criterion


# --- claiming

ToClaim = Literal[
    "child", "lead worker", "assessment", "plan", "needs", "outcome", "evidence", "lost", "given up", "check", "time"
]
"""What can be missing: of the family (a child, a lead worker, a whole-family assessment, a plan, enough needs), and of
its needs (no outcome yet, no evidence, progress lost, given up, to be checked, to last longer)."""

_OF_NEEDS: Mapping[str, ToClaim] = {
    "identified": "outcome",
    "no evidence": "evidence",
    "not sustained": "lost",
    "given up": "given up",
    "to check": "check",
    "sustaining": "time",
}


@dataclass(frozen=True)
class Family:
    """What a claim turns on besides how the needs stand. `needs` is how many different ones were identified."""

    has_child: bool
    has_lead_worker: bool
    has_assessment: bool
    has_plan: bool
    needs: int


def missing_to_claim(family: Family, needs: Sequence[NeedStands], at_least: int) -> Sequence[ToClaim]:
    """What is missing before a result can be claimed for a family; nothing where it is ready.

    Source: Supporting Families programme guidance 2022 to 2025: three needs or more, a dependent child or one expected,
    a whole-family assessment, a lead practitioner, a plan, the outcome achieved on every need, and sustained.
    """
    found: list[ToClaim] = []
    if not family.has_child:
        found.append("child")
    if not family.has_lead_worker:
        found.append("lead worker")
    if not family.has_assessment:
        found.append("assessment")
    if not family.has_plan:
        found.append("plan")
    if family.needs < at_least:
        found.append("needs")
    return [*found, *not_sustained(needs)]


def not_sustained(needs: Sequence[NeedStands]) -> Sequence[ToClaim]:
    """What is missing on the needs themselves: everything but sustained, each said once (E-CINS 2.3, S107)."""
    return [says for stands, says in _OF_NEEDS.items() if stands in needs]


# --- what scores prove


@dataclass(frozen=True)
class Scored:
    """One area as one voice scored it the first time and at the review."""

    area: str
    first: int
    last: int

    def is_covered(self, rule: ScoreRule) -> bool:
        """Whether the rule asks anything of it: it was under the score."""
        return self.first < rule.under

    def is_met(self, rule: ScoreRule) -> bool:
        """Whether it rose far enough. Never for one that the rule does not cover."""
        return self.is_covered(rule) and self.last - self.first >= rule.by


@dataclass(frozen=True)
class Proved:
    """What the scores of one voice say of a measure."""

    met: Sequence[Scored]
    short: Sequence[Scored]
    not_covered: Sequence[Scored]

    @property
    def is_met(self) -> bool:
        """Every score that was under has risen far enough, and there was one."""
        return bool(self.met) and not self.short


def proved_by(rule: ScoreRule, scores: Iterable[Scored]) -> Proved:
    """Judge the scores of one voice by a measure's rule: those under `under` have to rise by `by` or more.

    M3D: 3 to 6 does, 3 to 5 does not, 4 to 7 does; 5 to 8 is not covered. Source: E-CINS 5.4.2, measure M3D.
    """
    held = list(scores)
    covered = [each for each in held if each.is_covered(rule)]
    return Proved(
        met=[each for each in covered if each.is_met(rule)],
        short=[each for each in covered if not each.is_met(rule)],
        not_covered=[each for each in held if not each.is_covered(rule)],
    )
