"""Pure rules of asking a service for an intervention: what has to be there first, and what the request is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Missing = Literal["consent", "assessment", "risk", "plan", "outcome", "measure"]
"""What can be missing; outcome and measure are of the concern that the request is made from."""

ACCEPTED, DECLINED = "accepted", "declined"


@dataclass(frozen=True)
class InPlace:
    """What is there on a case, as far as a request turns on it.

    `outcome` and `measure` are of the concern: by their codes, or, where its framework prints none for the criterion,
    by the goal and by how one will know.
    """

    consent: bool
    assessment: bool
    risk: bool
    plan: bool
    outcome: bool
    measure: bool


def missing_to_ask(needs: Sequence[str], there: InPlace) -> Sequence[Missing]:
    """What is still to be put right before a service is asked, in the order it is done in; nothing where all is there.

    `needs` are what the pack asks for (packs.plan_schema.Planning). A plan that is asked for has to say the outcome and
    the measure on the concern too. Source: E-CINS 5.4.2, S131.
    """
    parts: Sequence[tuple[str, Missing, bool]] = (
        ("consent", "consent", there.consent),
        ("assessment", "assessment", there.assessment),
        ("risk", "risk", there.risk),
        ("plan", "plan", there.plan),
        ("plan", "outcome", there.outcome),
        ("plan", "measure", there.measure),
    )
    return [part for need, part, stands in parts if need in needs and not stands]


def says_outcome(*, outcome: str, goal: str, known: bool) -> bool:
    """Whether a concern says its outcome: by code where the framework knows one for its criterion, else as a goal."""
    return bool(outcome) or (not known and bool(goal.strip()))


def says_measure(*, measures: Sequence[str], knowing: str, known: bool) -> bool:
    """Whether a concern says its measure: by code where the framework knows one, else how one will know."""
    return bool(measures) or (not known and bool(knowing.strip()))


def title_of(case: int) -> str:
    """What a request is always called (E-CINS 5.4.2, S132)."""
    return f"Early Help intervention request for case ID {case}"


def answer_in_words(service: str, answer: str, *, who: str = "", begins: str = "", why: str = "") -> str:
    """The note that an answer leaves on the case: accepted, by whom and when; or declined, and why (E-CINS 5.4.2)."""
    lines = [f"Request for an intervention by {service}: {answer}."]
    if answer == ACCEPTED:
        lines += [f"Who: {who}.", f"When it begins: {begins}."]
    if why:
        lines.append(f"Why: {why}" if answer == DECLINED else why)
    return "\n".join(lines)
