"""Marking what matters in a chronology, with a word of analysis; and taking the mark off. Both stand in the history."""

from alongside.cases.access import case_to_change
from alongside.casework.models import LONGEST_WHAT, Significance
from alongside.casework.queries.chronology import dated
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Stale
from alongside.events.actions import record


def mark(case_id: int, kind: str, number: int, *, analysis: str, was: int, actor: Actor) -> None:
    """Mark a dated thing of a case as significant, or say anew why it is. Whoever sees it may.

    `was` is the id of the mark that the page showed, 0 for none. Raises NotFound for what is not there for the actor,
    Invalid where no word of analysis is said, Stale where somebody marked it or took its mark off meanwhile.
    """
    words = analysis.strip()
    if not words:
        raise Invalid("Check what is marked below.", {"analysis": "Say in a word why it matters."})
    if len(words) > LONGEST_WHAT:
        raise Invalid("Check what is marked below.", {"analysis": f"Use {LONGEST_WHAT:,} characters or fewer."})
    standing, circle = _standing(case_id, kind, number, was, actor)
    if standing and standing.analysis == words:
        return
    _take_off(standing, actor)
    Significance.objects.create(
        partnership_id=actor.partnership_id, case_id=case_id, kind=kind, number=number, circle_id=circle,
        analysis=words, marked_by_id=actor.user_id, marked_at=actor.now,
    )  # fmt: skip
    changes = [{"what": "Analysis", "from": standing.analysis if standing else "", "to": words}]
    facts = {"marked": kind, "number": number, "changes": changes}
    record("chronology.marked", actor=actor, case=case_id, facts=facts, circle=circle)


def unmark(case_id: int, kind: str, number: int, *, was: int, actor: Actor) -> None:
    """Take the mark off. Not marked, nothing changes. Raises as `mark` does."""
    standing, circle = _standing(case_id, kind, number, was, actor)
    if standing is None:
        return
    _take_off(standing, actor)
    changes = [{"what": "Analysis", "from": standing.analysis, "to": ""}]
    facts = {"marked": kind, "number": number, "changes": changes}
    record("chronology.unmarked", actor=actor, case=case_id, facts=facts, circle=circle)


def _standing(case_id: int, kind: str, number: int, was: int, actor: Actor) -> tuple[Significance | None, int | None]:
    case_to_change(case_id, actor=actor)
    _, circle = dated(case_id, kind, number, actor=actor)
    rows = Significance.objects.filter(case_id=case_id, kind=kind, number=number, unmarked_at__isnull=True)
    standing = rows.first()
    if (standing.pk if standing else 0) != was:
        says = standing.analysis if standing else ""
        raise Stale(
            "Somebody changed this mark while you had it open.", {"analysis": says}, standing.pk if standing else 0
        )
    return standing, circle


def _take_off(standing: Significance | None, actor: Actor) -> None:
    if standing is not None:
        Significance.objects.filter(pk=standing.pk).update(unmarked_at=actor.now)
