"""A family's plan: begun as a draft, completed when it says enough, put away where it was begun by mistake."""

from datetime import timedelta
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.plans.models import LONGEST_TITLE, Concern, Plan
from alongside.plans.queries.plans import concerns
from alongside.plans.rules.smart import sentence_of

CHECK = "Check what is marked below."
ENDED = "This plan has ended and stays as it is. Start a new plan to go on with the family."


def start_plan(case_id: int, *, title: str = "", framework: str | None = None, actor: Actor) -> int:
    """Begin the family's plan, a draft until it is completed. Returns its id. E-CINS 5.4.

    The title offered is the case's name: every surname in the household and the postcode. `framework` is one of the
    practice in force, "" for a plan without criteria, outcomes and measures, None for the one new plans are made under
    here. The plan keeps this release. Raises Refused where the family has a plan in hand.
    """
    case = case_to_change(case_id, actor=actor)
    if Plan.objects.filter(case=case, ended_on__isnull=True, put_away_at__isnull=True).exists():
        raise Refused("This family has a plan already. Add to that one, or end it before you start another.")
    pack = practice(actor)
    chosen = pack.planning.framework if framework is None else framework
    titled = title.strip() or case.name[:LONGEST_TITLE]
    _check(titled, chosen, pack)
    plan = Plan.objects.create(
        partnership_id=actor.partnership_id, case=case, title=titled, framework=chosen, release_id=pack.release_id,
        status=_default_status(pack), started_by_id=actor.user_id, started_at=actor.now,
    )  # fmt: skip
    record("plan.started", actor=actor, case=case.pk, facts={"plan": plan.pk, "framework": chosen})
    return plan.pk


def change_plan(plan_id: int, *, title: str, framework: str, version: int, actor: Actor) -> None:
    """Change a plan's title, or the framework it is made under while no concern says anything in codes.

    Another framework is that of the practice in force now. Raises Stale where somebody changed the plan meanwhile.
    """
    plan = plan_to_change(plan_id, actor=actor)
    pack, titled = practice(actor), title.strip()
    _check(titled, framework if framework != plan.framework else "", pack)
    before, now = {"title": plan.title, "framework": plan.framework}, {"title": titled, "framework": framework}
    if before == now:
        return
    if plan.version != version:
        raise Stale("Somebody changed this plan while you had it open.", before, plan.version)
    if framework != plan.framework and Concern.objects.filter(plan=plan).exclude(criterion="", outcome="").exists():
        says = "A concern has a criterion or an outcome already. Take them out first, then change this."
        raise Invalid(CHECK, {"framework": says})
    titles = {"": "None"} | {each.id: each.title for each in (*practice_of(plan).frameworks, *pack.frameworks)}
    labels = {"title": "Title", "framework": "Outcomes"}
    changes = [
        {"what": label, "from": titles.get(before[name], before[name]), "to": titles.get(now[name], now[name])}
        for name, label in labels.items()
        if before[name] != now[name]
    ]
    plan.title = titled
    if framework != plan.framework:
        plan.framework, plan.release_id = framework, pack.release_id
    touch(plan, "title", "framework", "release_id")
    record("plan.changed", actor=actor, case=plan.case_id, facts={"plan": plan.pk, "changes": changes})


def complete_plan(plan_id: int, *, version: int, actor: Actor) -> None:
    """Complete a plan: from today it is reviewed, first in `planning.review_days`; a manager's decision is awaited.

    It needs a concern, and of each concern that is open the goal, how one will know, what happens if it is not
    working, and somebody doing something by a day. What is missing is said; the plan stays a draft, with all that is in
    it. Raises Invalid with "concerns", or "concern-7" for the concern with the id 7. Framework 5.1, 5.2; S029, S030.
    """
    plan = plan_to_change(plan_id, actor=actor)
    if plan.completed_at is not None:
        return
    if plan.version != version:
        raise Stale("Somebody changed this plan while you had it open.", {}, plan.version)
    found = concerns(plan.pk)
    if not found:
        raise Invalid(
            "The plan has no concern. Add what the family wants to make better, then complete it.",
            {"concerns": "Add at least one concern."},
        )
    faults = {f"concern-{each.id}": says for each in found if each.is_open and (says := sentence_of(each.judged))}
    if faults:
        raise Invalid("The plan stays a draft. Say what is missing, then complete it.", faults)
    review_on = plan.review_on or actor.today + timedelta(days=practice(actor).planning.review_days)
    plan.completed_at, plan.completed_by_id, plan.review_on = actor.now, actor.user_id, review_on
    touch(plan, "completed_at", "completed_by", "review_on")
    record("plan.completed", actor=actor, case=plan.case_id, facts={"plan": plan.pk, "review_on": review_on})


def put_away_plan(plan_id: int, *, version: int, actor: Actor) -> None:
    """Put away a plan that was started by mistake: a draft. Its trace stays. Raises Refused for a completed one."""
    plan = plan_to_change(plan_id, actor=actor)
    if plan.completed_at is not None:
        raise Refused("A completed plan is not put away. Say how it ended instead.")
    if plan.version != version:
        raise Stale("Somebody changed this plan while you had it open.", {}, plan.version)
    plan.put_away_at = actor.now
    touch(plan, "put_away_at")
    record("plan.put-away", actor=actor, case=plan.case_id, facts={"plan": plan.pk})


def plan_to_change(plan_id: int, *, actor: Actor) -> Plan:
    """The plan, locked with its case for this transaction. Raises NotFound where it is absent, put away or not the
    actor's to see, Refused where it has ended."""
    case_id = Plan.objects.filter(pk=plan_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case_to_change(case_id, actor=actor)
    plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_id, put_away_at__isnull=True).first()
    if plan is None:
        raise NotFound
    if plan.ended_on is not None:
        raise Refused(ENDED)
    return plan


def practice_of(plan: Plan) -> Pack:
    """The practice as it stood when the plan was made."""
    assert plan.release_id is not None  # every plan is made under a release
    return release(plan.release_id)


def touch(plan: Plan, *fields: str) -> None:
    """Save these columns of a plan, and that it changed."""
    plan.version += 1
    plan.save(update_fields=[*fields, "version"])


def _default_status(pack: Pack) -> str:
    return next((each.id for each in pack.plan_statuses if each.default), "open")


def _check(title: str, framework: str, pack: Pack) -> None:
    faults: dict[str, Any] = {}
    if not title:
        faults["title"] = "Give the plan a title."
    elif len(title) > LONGEST_TITLE:
        faults["title"] = f"Use {LONGEST_TITLE:,} characters or fewer. You have {len(title):,}."
    elif "\x00" in title:
        faults["title"] = "Take out the characters that cannot be shown, then save again."
    if framework and framework not in {each.id for each in pack.frameworks}:
        faults["framework"] = "Choose one from the list."
    if faults:
        raise Invalid(CHECK, faults)
