"""The end of a programme's flag: only for what is really there (E-CINS 2.3, 8.2; CASE-03, S107)."""

from collections.abc import Sequence

from alongside.accounts.queries import practice
from alongside.cases import actions as cases
from alongside.cases.access import case_to_change
from alongside.cases.actions import Period
from alongside.cases.models import Flag
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.plans.models import Plan
from alongside.plans.queries.claims import Need, family_outcomes

CHECK = "Check what is marked below."


def change_flag(case_id: int, flag_id: int, *, version: int, period: Period, actor: Actor) -> None:
    """End a flag, or put its dates right, as cases.actions.change_flag does; but a reason that the pack gives only
    after sustained outcomes, or after a plan that ended, is refused until they are there.

    Raises Invalid beside "end_reason" with what is missing, need by need. Source: E-CINS 2.3, S107.
    """
    case_to_change(case_id, actor=actor)
    row = Flag.objects.filter(case=case_id, pk=flag_id).first()
    if row is not None and period.ends_on is not None and row.end_reason != period.end_reason:
        _check_ending(case_id, row.flag, period.end_reason, actor)
    cases.change_flag(case_id, flag_id, version=version, period=period, actor=actor)


def _check_ending(case_id: int, flag: str, reason: str, actor: Actor) -> None:
    kinds = [each for each in practice(actor).flags if each.id == flag]
    needs = next((each.needs for kind in kinds for each in kind.ends if each.id == reason), "")
    if needs == "sustained outcomes":
        family = family_outcomes(case_id, actor=actor)
        if sentence := missing_in_words(family.needs if family else ()):
            raise Invalid(CHECK, {"end_reason": sentence})
    elif needs == "an ended plan" and Plan.objects.filter(**_in_hand(case_id, actor)).exists():
        raise Invalid(CHECK, {"end_reason": "The plan is open still. Say on the plan how it ended, then end the flag."})


def _in_hand(case_id: int, actor: Actor) -> dict[str, object]:
    return {
        "partnership_id": actor.partnership_id, "case_id": case_id, "ended_on__isnull": True,
        "put_away_at__isnull": True,
    }  # fmt: skip


_SAYS = {
    "identified": "no outcome is recorded on {}",
    "no evidence": "the evidence is missing on {}",
    "sustaining": "progress has to last longer on {}",
    "to check": "whether it lasted is not checked on {}",
    "not sustained": "progress did not last on {}",
    "given up": "{} was given up",
}


def missing_in_words(needs: Sequence[Need]) -> str:
    """What is missing before every need is sustained, in one sentence; "" where nothing is."""
    if not needs:
        return "No need of the family stands on a plan, so no outcome was achieved. Choose another reason."
    found = []
    for stands, says in _SAYS.items():
        numbers = [str(each.number) for each in needs if each.stands == stands]
        if numbers:
            named = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
            found.append(says.format(f"concern{'s' if len(numbers) > 1 else ''} {named}"))
    if not found:
        return ""
    return f"Not yet: {'; '.join(found)}. The flag can end so once every outcome was achieved and has lasted."
