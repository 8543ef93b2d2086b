"""Whether a family is eligible for the programme, as the coordinating team decides once the plan is completed."""

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.cases.actions import Period, start_flag
from alongside.cases.checking import check_is_the_teams, checked_words, tell_workers
from alongside.cases.models import Flag
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused
from alongside.events.actions import record
from alongside.plans.models import Plan
from alongside.plans.rules.eligibility import programme_of


def decide_programme(case_id: int, *, eligible: bool | None, why: str, actor: Actor) -> None:
    """Decide whether a family is eligible for the programme; eligible starts its flag today. The lead professional and
    the owner are told.

    The coordinating team alone does, once the family's plan is completed. Not eligible today may be eligible later.
    Raises Refused for anybody else, before there is a completed plan, and while the flag runs; Invalid beside the
    fields. Source: E-CINS 2.2.6 and 8.2, S104.
    """
    case = case_to_change(case_id, actor=actor)
    check_is_the_teams(actor)
    kind = programme_of(practice(actor))
    if kind is None:
        raise Refused("The practice of this partnership names no programme.")
    if not Plan.objects.filter(case=case, completed_at__isnull=False).exists():
        raise Refused("The family’s plan is not completed yet. Decide about the programme once it is.")
    if Flag.objects.filter(case=case, flag=kind.id, ends_on__isnull=True).exists():
        raise Refused(f"The {kind.title} flag is running already: the family is in the programme.")
    if eligible is None:
        raise Invalid("Check what is marked below.", {"eligible": "Choose whether the family is eligible."})
    why = checked_words(why, field="why", ask="Say why. The lead professional reads it.")
    if eligible:
        start_flag(case.pk, flag=kind.id, period=Period(actor.today, kind.starts[0].id), actor=actor)
    case.programme_decided_at = actor.now
    case.save(update_fields=["programme_decided_at"])
    decision = "eligible" if eligible else "not eligible"
    facts = {"decision": decision, "eligible": eligible, "why": why, "flag": kind.title}
    record("programme.decided", actor=actor, case=case.pk, facts=facts)
    tell_workers(case, actor)
