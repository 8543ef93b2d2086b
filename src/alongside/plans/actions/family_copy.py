"""Making the family's copy of its plan, and printing it (PLAN-07)."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from alongside.cases.access import case_to_change
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.documents.printing import Printed, printed
from alongside.events.actions import record
from alongside.events.queries import latest_own
from alongside.plans.queries.family_copy import MADE, Material, material
from alongside.plans.rules.family_copy import Chosen, faults_of, voice_key
from alongside.plans.rules.plain_words import CopyTold

_TEMPLATE = Path(__file__).resolve().parent.parent / "print" / "family_copy.typ"


def make_family_copy(plan_id: int, *, case_id: int, chosen: Chosen, actor: Actor) -> int:
    """Make a copy of the plan for one of the family, of what was chosen, and record what was left out of it, by id.

    Returns its number. Raises Invalid where nothing was chosen, and beside a concern ("concern-7") whose words give
    away where the family is or how to reach them: no address is ever printed. Raises NotFound for a plan of another
    case, and for whom is not on the case.
    """
    case_to_change(case_id, actor=actor)
    found = material(case_id, actor=actor, plan_id=plan_id, member_id=chosen.member)
    found.relative(chosen.member)
    chosen = _of(found, chosen)
    if not chosen.concerns and not (chosen.voices and chosen.areas):
        raise Invalid("Nothing is chosen.", {"concerns": "Choose a concern at least, or somebody’s scores."})
    if faults := faults_by_field(found, chosen):
        raise Invalid("Something in it must not be printed.", faults)
    facts = {"plan": found.plan.id, **chosen.as_facts(), "left_out": _left_out(found, chosen)}
    if found.star:
        facts["assessments"] = [assessment for assessment, _ in found.star.over.laid.dates]
    record(MADE, actor=actor, case=case_id, facts=facts)
    return latest_own(MADE, actor=actor)


def faults_by_field(found: Material, chosen: Chosen) -> Mapping[str, str]:
    """Beside each concern, what of it must not be printed; nothing where all can be."""
    return {
        f"concern-{each.concern}": f"There is {each.gives} in {each.field}. It must not be printed: "
        "take it out on the plan, or leave this out."
        for each in faults_of(found.checked(chosen), found.where)
    }


def print_copy(told: CopyTold, *, actor: Actor) -> Printed:
    """The copy as a tagged PDF. Raises NotPrinted where it cannot be made."""
    return printed(_TEMPLATE, asdict(told), at=actor.now)


def _of(found: Material, chosen: Chosen) -> Chosen:
    """The same without anything that is not on this plan or its star."""
    concerns = [each for each in found.plan.concerns if each.id in chosen.concerns]
    tasks = {task.id for each in concerns for task in each.tasks}
    star = found.star
    return Chosen(
        member=chosen.member,
        concerns=frozenset(each.id for each in concerns),
        tasks=chosen.tasks & tasks,
        areas=chosen.areas & {area.id for area in star.tool.area} if star else frozenset(),
        voices=chosen.voices & {voice_key(each.voice.voice, each.voice.member) for each in star.voices}
        if star
        else frozenset(),
        large=chosen.large,
    )


def _left_out(found: Material, chosen: Chosen) -> Mapping[str, object]:
    star = found.star
    keys = [voice_key(each.voice.voice, each.voice.member) for each in star.voices] if star else []
    return {
        "concerns": [each.id for each in found.plan.concerns if each.id not in chosen.concerns],
        "tasks": [task.id for each in found.plan.concerns for task in each.tasks if task.id not in chosen.tasks],
        "voices": [key for key in keys if key not in chosen.voices],
        "areas": [area.id for area in star.tool.area if area.id not in chosen.areas] if star else [],
    }
