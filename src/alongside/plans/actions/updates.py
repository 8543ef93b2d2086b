"""Updates on a plan and on its concerns: what happened, on which day, and whom to tell of it (E-CINS 5.4.3, 5.4.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.accounts.queries import Colleague, holder_of, practice
from alongside.casework.actions.messages import Written, send
from alongside.casework.queries.messages import may_receive
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.plans.actions.plans import CHECK, plan_to_change
from alongside.plans.models import LONGEST_WORDS, Concern, Plan, PlanUpdate
from alongside.plans.rules.statuses import fault_of_day

NOTHING_MORE = "Read it on the page of the plan. This message says nothing more on purpose."


@dataclass(frozen=True)
class Told:
    """An update as it is written: of a type of the pack, about a day, in words. `tell` are the principals to tell."""

    words: str
    on: date | None
    type: str = ""
    tell: Sequence[int] = ()


def add_update(plan_id: int, *, told: Told, actor: Actor, concern_id: int | None = None) -> int:
    """Add an update to a plan, or to one of its concerns. Returns its id.

    The day that it is about and the day it was written on are both kept (S135). Those to be told must see the case:
    each gets a message in Alongside and an e-mail, neither of which says anything of the family. Raises Invalid beside
    "type", "on", "words" or "tell", NotFound for a plan or a concern that is not there for the actor, Refused where the
    plan has ended.
    """
    plan = plan_to_change(plan_id, actor=actor)
    concern = concern_of(plan, concern_id) if concern_id is not None else None
    types = {each.id for each in practice(actor).plan_update_types}
    faults = faults_of_words(told.words, "Say what happened.")
    if wrong := fault_of_day(told.on, today=actor.today):
        faults["on"] = wrong
    if told.type not in types and (told.type or types):
        faults["type"] = "Choose a type of update from the list."
    whom, unseen = receivers(plan.case_id, told.tell, actor=actor)
    faults |= unseen
    if faults:
        raise Invalid(CHECK, faults)
    return written(plan, concern, told, whom, actor=actor)


def written(
    plan: Plan, concern: Concern | None, told: Told, whom: Sequence[Colleague], *, actor: Actor, status: str = ""
) -> int:
    """The update kept, recorded, and those told who are to be; for what was checked. Returns its id."""
    assert told.on is not None  # it was checked
    update = PlanUpdate.objects.create(
        partnership_id=actor.partnership_id, plan=plan, concern=concern, type=told.type, status=status,
        updated_on=told.on, words=told.words.strip(), told=[each.principal for each in whom], by_id=actor.user_id,
        at=actor.now,
    )  # fmt: skip
    facts = {"plan": plan.pk, "update": update.pk, "told": ", ".join(each.name for each in whom), "on": told.on}
    if concern is not None:
        facts |= {"concern": concern.pk, "number": concern.number}
    if not status:
        kind = "concern.updated" if concern is not None else "plan.updated"
        changes = [{"what": "Update", "from": "", "to": told.words.strip()}]
        record(kind, actor=actor, case=plan.case_id, facts={**facts, "changes": changes})
    about = f"concern {concern.number} of the plan" if concern is not None else "the plan"
    for each in whom:
        text = f"{actor.name} added an update to {about}. {NOTHING_MORE}"
        send(each.principal, written=Written(f"An update to {about}", text), actor=actor, case_id=plan.case_id,
             by_mail=True)  # fmt: skip
    return update.pk


def concern_of(plan: Plan, concern_id: int) -> Concern:
    """A concern of this plan. Raises NotFound for one of another."""
    concern = Concern.objects.filter(plan=plan, pk=concern_id).first()
    if concern is None:
        raise NotFound
    return concern


def faults_of_words(words: str, ask: str, field: str = "words", longest: int = LONGEST_WORDS) -> dict[str, str]:
    """What is wrong with words that must say something, beside their field."""
    if not words.strip():
        return {field: ask}
    return too_long(words, field, longest)


def too_long(words: str, field: str, longest: int = LONGEST_WORDS) -> dict[str, str]:
    """What is wrong with words that may be empty, beside their field."""
    if len(words) > longest:
        return {field: f"Use {longest:,} characters or fewer. You have {len(words):,}."}
    if "\x00" in words:
        return {field: "Take out the characters that cannot be shown, then save again."}
    return {}


def receivers(
    case_id: int, principals: Sequence[int], *, actor: Actor
) -> tuple[Sequence[Colleague], Mapping[str, str]]:
    """Those to be told, and what is wrong beside "tell": nobody here, or somebody who does not see the case."""
    found = []
    for principal in dict.fromkeys(principals):
        whom = holder_of(principal, actor=actor)
        if whom is None or whom.kind not in {"user", "team"} or whom.principal != principal or principal == actor.own:
            return [], {"tell": "Choose colleagues or teams from the list."}
        if not may_receive(case_id, whom, actor=actor):
            sentence = f"{whom.name} cannot see this case. Share the case with them first, then tell them."
            return [], {"tell": sentence}
        found.append(whom)
    return found, {}
