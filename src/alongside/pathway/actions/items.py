"""Doing what waits in a tray: taking it, giving it to somebody, finishing it by one of its ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alongside.accounts.models import Membership, Team
from alongside.cases.circles import in_circle
from alongside.casework.actions.logs import Contact as WhenAndWhere
from alongside.casework.actions.logs import Note, write_note
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.packs.process_schema import Made, Step, Way
from alongside.packs.schema import Pack
from alongside.pathway.actions.effects import EFFECTS, Finishing
from alongside.pathway.actions.journeys import (
    begin,
    check_family_seen,
    end,
    go_to,
    let_in,
    of_circle,
    practice_of,
    team_for,
)
from alongside.pathway.actions.notes import put_into_tray, written_by_a_step
from alongside.pathway.models import LONGEST_WORDS, Contact, Journey, WorkItem
from alongside.pathway.queries.checklists import Checking, checked
from alongside.pathway.queries.roles import doing, doing_of, team_of
from alongside.pathway.rules.steps import facts_made, hold_both, may_do, missing_answers, said, ways_on

CHECK = "Check what is marked below."
_DONE = (
    "done_at", "done_by", "way", "answers", "checked", "overridden", "log", "proposed_by", "proposed_at", "agreed_by",
    "version",
)  # fmt: skip
"""What changes of an item as it is proposed, taken back and done; the rest of it stands."""


@dataclass(frozen=True)
class Done:
    """How a step is finished: by which way, with which answers, and what the checklist was answered.

    `happened_at` where it happened before now. `override` is why it is done though something is missing.
    """

    way: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)
    override: str = ""
    happened_at: datetime | None = None


def item_to_do(item_id: int, *, actor: Actor) -> WorkItem:
    """An item that waits, locked for this transaction. Raises NotFound where it is absent or not the actor's to see,
    Refused where it was done, or the family's case is not the actor's."""
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("journey").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    if item.done_at is not None:
        raise Refused("This step has been done already.")
    check_family_seen(item.journey)
    return item


def take(item_id: int, *, actor: Actor) -> None:
    """Take an item out of a tray to do it oneself. Raises Refused where somebody else has it, or not of the team."""
    item = item_to_do(item_id, actor=actor)
    if item.assigned_to_id == actor.user_id:
        return
    if item.assigned_to_id is not None:
        raise Refused("Somebody else has taken this. Ask them, or ask the manager to give it to you.")
    _check_team(item, actor.user_id)
    _assign(item, actor.user_id, "step.taken", actor)


def give(item_id: int, *, to: int, actor: Actor) -> None:
    """Give an item to somebody of the tray's team. Raises Invalid beside "to"."""
    item = item_to_do(item_id, actor=actor)
    _check_team(item, actor.user_id)
    if not Membership.objects.filter(team=item.team_id, user=to, user__is_active=True).exists():
        raise Invalid(CHECK, {"to": "Choose somebody who works in the team of this tray."})
    _assign(item, to, "step.given", actor)


def put_back(item_id: int, *, actor: Actor) -> None:
    """Put what one took back into the tray."""
    item = item_to_do(item_id, actor=actor)
    if item.team_id is None or item.assigned_to_id is None:
        return
    _check_team(item, actor.user_id)
    _assign(item, None, "step.put-back", actor)


def send_on(item_id: int, *, tray: str, why: str, version: int, actor: Actor) -> None:
    """Send an item on to another tray, with a reason. Whoever works in its team may; the other team sees it from then.

    Raises Refused, Invalid beside "tray" and "why", Stale.
    """
    item = item_to_do(item_id, actor=actor)
    _check_version(item, version)
    _check_team(item, actor.user_id)
    pack, _ = practice_of(item.journey)
    to = next((each for each in pack.trays if each.id == tray), None)
    team = team_of(to, str(item.journey.facts.get("area", "")), pack, actor=actor) if to else None
    faults = {} if why.strip() else {"why": "Say why, so that whoever gets it knows what to do."}
    if len(why) > LONGEST_WORDS:
        faults["why"] = f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(why):,}."
    if to is None or team is None or to.id == item.tray:
        faults["tray"] = "Choose another tray."
    elif not _may_read(team, item.journey, actor):
        faults["tray"] = "A restricted note waits here, and that team may not read it. Choose another tray."
    if faults or to is None or team is None:
        raise Invalid(CHECK, faults)
    journey, before = item.journey, pack.title_of("trays", item.tray)
    let_in(journey, team, f"“{to.title}” was asked to go on", actor)
    item.tray, item.team, item.assigned_to_id, item.taken_at = to.id, team, None, None
    item.version += 1
    item.save(update_fields=["tray", "team", "assigned_to", "taken_at", "version"])
    facts = {"item": item.pk, "journey": journey.pk, "from": before, "to": to.title, "why": why.strip()}
    record("step.sent-on", actor=actor, case=journey.case_id, facts=facts | _of_contact(journey))


def finish(item_id: int, *, version: int, done: Done, actor: Actor) -> WorkItem:
    """Finish a step: its answers are kept, its note written, its effect and events happen, and the next step waits.

    A joint decision is only proposed with this: the step is done once somebody of the other role agrees. Raises
    Refused where the actor does not have the step's role, Invalid beside what is missing or wrong (a question by its
    id, "way", "override"; of the checklist "checklist"), Stale where somebody changed it meanwhile.
    """
    item = item_to_do(item_id, actor=actor)
    _check_version(item, version)
    doing_it = _ready(item, done, actor)
    item.overridden = _check_list(item, doing_it.step, doing_it.pack, done, actor)
    if is_joint(doing_it.step, doing_it.pack):
        _propose(doing_it, done)
    else:
        item.done_by_id = actor.user_id
        _finish(doing_it, done)
    return item


def agree(item_id: int, *, version: int, actor: Actor) -> WorkItem:
    """Agree to a joint decision as it was proposed; the step is done with it (step up, page 6; scenario S060).

    Somebody else than who proposed it, of the other role. Raises Refused, Invalid where meanwhile something is missing.
    """
    item = _proposed(item_id, version, actor)
    done = Done(item.way, item.answers, item.checked, item.overridden)
    doing_it = _ready(item, done, actor)
    item.done_by_id, item.agreed_by_id = item.proposed_by_id, actor.user_id
    # The note says whose decision it is.
    doing_it.words.append(f"Proposed by {item.proposed_by.name if item.proposed_by else ''}, agreed by {actor.name}.")
    _finish(doing_it, done)
    return item


def disagree(item_id: int, *, version: int, why: str, actor: Actor) -> None:
    """Do not agree to what was proposed, and say why; or take back one's own proposal. Raises Invalid ("why")."""
    item = _proposed(item_id, version, actor, mine=True)
    if not why.strip():
        raise Invalid(CHECK, {"why": "Say why, so that they know what to propose next."})
    if len(why) > LONGEST_WORDS:
        raise Invalid(CHECK, {"why": f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(why):,}."})
    item.proposed_by_id, item.proposed_at, item.version = None, None, item.version + 1
    item.way, item.answers, item.checked, item.overridden = "", {}, {}, ""
    item.save(update_fields=_DONE)
    _record_of("step.not-agreed", item, actor, {"why": why.strip()})


def is_joint(step: Step, pack: Pack) -> bool:
    """Whether somebody of another role has to agree here. What another system agreed to is recorded as an answer."""
    return bool(step.with_role) and not pack.role(step.with_role).elsewhere


def _proposed(item_id: int, version: int, actor: Actor, *, mine: bool = False) -> WorkItem:
    """A step whose decision was proposed, for somebody who may answer. Raises Refused, Stale."""
    item = item_to_do(item_id, actor=actor)
    _check_version(item, version)
    pack, process = practice_of(item.journey)
    step = process.step_of(item.step)
    if item.proposed_by_id is None or not is_joint(step, pack):
        raise Refused("Nothing is proposed here yet.")
    if item.proposed_by_id == actor.user_id:
        if mine:
            return item
        raise Refused("You proposed it yourself. Somebody of the other team has to agree.")
    role, other = pack.role(step.role) if step.role else None, pack.role(step.with_role)
    if not hold_both(role, other, doing_of(item.proposed_by_id, pack), doing(pack, actor=actor)):
        raise Refused(f"This is decided together with: {other.title}. One of each has to agree.")
    return item


def _propose(doing_it: Finishing, done: Done) -> None:
    item, actor = doing_it.item, doing_it.actor
    item.proposed_by_id, item.proposed_at = actor.user_id, actor.now
    item.way, item.answers = doing_it.way.id if doing_it.way else "", dict(done.answers)
    item.checked, item.version = dict(done.checked), item.version + 1
    item.save(update_fields=_DONE)
    _record_of("step.proposed", item, actor, {"way": doing_it.way.label if doing_it.way else ""})


def _ready(item: WorkItem, done: Done, actor: Actor) -> Finishing:
    """A step about to be finished, everything checked but its checklist."""
    journey = item.journey
    pack, process = practice_of(journey)
    step = process.step_of(item.step)
    way = _way(step, journey, done.way)
    if way is None or not way.role:
        _check_role(item, step, pack, actor)
    elif not may_do(pack.role(way.role), doing(pack, actor=actor)):
        raise Refused(f"“{way.label}” is for a {pack.role(way.role).title} to do. Ask one to.")
    faults = dict(missing_answers(step, way, done.answers))
    if faults:
        raise Invalid(CHECK, faults)
    item.checked = dict(done.checked)
    return Finishing(item, journey, process, step, way, done.answers, pack, actor)


def _finish(doing_it: Finishing, done: Done) -> None:
    step, way = doing_it.step, doing_it.way
    with written_by_a_step():
        if step.does and not (way and way.undone):
            EFFECTS[step.does](doing_it)
        doing_it.item.log_id = _write(doing_it, done)
    _send_note(doing_it)
    _keep(doing_it, done)
    _record(doing_it, done)
    _go_on(doing_it)


def _send_note(doing_it: Finishing) -> None:
    """Put the note of the step into the trays that its way sends it to, on the basis that the process states."""
    way, journey, pack = doing_it.way, doing_it.journey, doing_it.pack
    if way is None or doing_it.item.log_id is None or journey.case_id is None:
        return
    kind = next(each for each in pack.note_types if each.id == (way.writes or doing_it.step.writes))
    for tray in map(pack.tray, way.sends_to):
        team = team_of(tray, str(journey.facts.get("area", "")), pack, actor=doing_it.actor)
        if team is not None:
            let_in(journey, team, f"“{kind.title}” was sent to {tray.title}", doing_it.actor)
        put_into_tray(journey.case_id, doing_it.item.log_id, kind, pack, actor=doing_it.actor, tray=tray.id)


def _check_version(item: WorkItem, version: int) -> None:
    if item.version != version:
        raise Stale("Somebody has gone on with this step meanwhile. Read how it stands, then go on.", {}, item.version)


def may_finish(item: WorkItem, step: Step, pack: Pack, *, actor: Actor) -> bool:
    """Whether the actor may do this step: the role the pack names, from the tray's team or given it. One query."""
    who = doing(pack, actor=actor)
    if is_joint(step, pack) and may_do(pack.role(step.with_role), who):
        return True
    if step.role and not pack.role(step.role).elsewhere:
        return may_do(pack.role(step.role), who)
    return item.assigned_to_id == actor.user_id or item.team_id is None or _works_in(item.team_id, actor.user_id)


def _check_role(item: WorkItem, step: Step, pack: Pack, actor: Actor) -> None:
    if not may_finish(item, step, pack, actor=actor):
        who = pack.role(step.role).title if step.role else pack.title_of("trays", item.tray)
        raise Refused(f"“{step.title}” is done by: {who}. Ask them to, or put it back for them.")


def _works_in(team_id: int | None, user_id: int) -> bool:
    return Membership.objects.filter(team=team_id, user=user_id).exists()


def _check_team(item: WorkItem, user_id: int) -> None:
    if not _works_in(item.team_id, user_id):
        raise Refused("Only whoever works in the team of this tray can do this.")


def _assign(item: WorkItem, to: int | None, kind: str, actor: Actor) -> None:
    item.assigned_to_id, item.taken_at, item.version = to, actor.now if to else None, item.version + 1
    item.save(update_fields=["assigned_to", "taken_at", "version"])
    _record_of(kind, item, actor, {"to": to})


def _record_of(kind: str, item: WorkItem, actor: Actor, facts: Mapping[str, Any]) -> None:
    journey = item.journey
    known = {"item": item.pk, "journey": journey.pk, "step": item.step, **facts}
    record(kind, actor=actor, case=journey.case_id, facts=known | _of_contact(journey))


def _of_contact(journey: Journey) -> dict[str, Any]:
    return {**({"contact": journey.contact_id} if journey.contact_id else {}), **of_circle(journey)}


def _may_read(team: Team, journey: Journey, actor: Actor) -> bool:
    """Whether a team may read what the journey is about: a restricted note its circle alone."""
    circle = journey.facts.get("circle")
    return circle is None or any(each.principal == team.principal_id for each in in_circle(circle, actor=actor))


def _way(step: Step, journey: Journey, chosen: str) -> Way | None:
    offered = ways_on(step, journey.facts)
    if not offered:
        return None
    if len(offered) == 1 and not chosen:
        return offered[0]
    found = next((way for way in offered if way.id == chosen), None)
    if found is None:
        raise Invalid(CHECK, {"way": "Choose what happens next."})
    return found


def _check_list(item: WorkItem, step: Step, pack: Pack, done: Done, actor: Actor) -> str:
    """What is missing stops the step; or why it is overridden, where the pack lets this be."""
    if not step.checklist:
        return ""
    found: Checking = checked(item, pack.checklist(step.checklist), done.checked, actor=actor)
    if not found.missing:
        return ""
    why = done.override.strip()
    if found.checklist.may_be_overridden and why:
        role = found.checklist.overridden_by
        if role and not may_do(pack.role(role), doing(pack, actor=actor)):
            raise Refused(f"Only a {pack.role(role).title} can go on though something is missing.")
        if len(why) > LONGEST_WORDS:
            raise Invalid(CHECK, {"override": f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(why):,}."})
        return why
    raise Invalid(
        f"Still missing: {'; '.join(each.title for each in found.missing)}.",
        {"checklist": "; ".join(each.says for each in found.missing)},
    )


def _write(doing_it: Finishing, done: Done) -> int | None:
    """The note that the step writes on the case, perhaps for one team alone; none where there is no case yet."""
    step, journey, actor, way = doing_it.step, doing_it.journey, doing_it.actor, doing_it.way
    writes = (way.writes if way else "") or step.writes
    if not writes or journey.case_id is None or (way and way.undone):
        return None
    words = [
        *doing_it.words,
        *(f"{q.asks} {said(done.answers[q.id])}" for q in _asked(doing_it) if done.answers.get(q.id)),
    ]
    what = "\n".join([f"{step.title}.", *([doing_it.way.label] if doing_it.way and doing_it.way.label else []), *words])
    kind = next(each for each in doing_it.pack.note_types if each.id == writes)
    headings = {each.id: what for each in kind.heading if each.required}
    at = WhenAndWhere(done.happened_at or actor.now, "", "", "" if headings else what)
    return write_note(Note(at, writes, headings, readers=_readers(doing_it)), case_id=journey.case_id, actor=actor)


def _readers(doing_it: Finishing) -> Sequence[int] | None:
    """Who alone reads the note of a step: those of the restricted note that it answers, or one team; None for all."""
    step, journey, actor = doing_it.step, doing_it.journey, doing_it.actor
    if "circle" in journey.facts:
        return [each.principal for each in in_circle(journey.facts["circle"], actor=actor)]
    if not step.restricted_to:
        return None
    return [team_for(doing_it.pack.tray(step.restricted_to), journey, doing_it.pack, actor=actor).principal_id]


def _asked(doing_it: Finishing) -> tuple[Any, ...]:
    return (*doing_it.step.question, *(doing_it.way.question if doing_it.way else ()))


def _keep(doing_it: Finishing, done: Done) -> None:
    item = doing_it.item
    item.done_at, item.way = doing_it.actor.now, doing_it.way.id if doing_it.way else ""
    # Everybody with the case sees the step: what its note says to one team alone stands in the note and nowhere else.
    is_in_note = bool(doing_it.step.restricted_to and item.log_id)
    item.answers, item.checked = {} if is_in_note else dict(done.answers), dict(done.checked)
    item.version += 1
    item.save(update_fields=_DONE)


def _record(doing_it: Finishing, done: Done) -> None:
    journey, step, way = doing_it.journey, doing_it.step, doing_it.way
    base: dict[str, Any] = {"journey": journey.pk, "item": doing_it.item.pk} | _of_contact(journey)
    base |= {"source": journey.facts["source"]} if journey.facts.get("source") else {}
    told = {"step": step.title, "way": way.label if way else "", "overridden": bool(doing_it.item.overridden)}
    happened = [Happened("step.done", journey.case_id, facts=base | told)]
    made: tuple[Made, ...] = (*step.makes, *(way.makes if way else ()))
    happened += [
        Happened(
            each.event, journey.case_id, facts={**base, **doing_it.facts, **facts_made(each, done.answers)},
            happened_at=done.happened_at,
        )
        for each in made
    ]  # fmt: skip
    record_all(happened, actor=doing_it.actor)


def _go_on(doing_it: Finishing) -> None:
    journey, way, actor = doing_it.journey, doing_it.way, doing_it.actor
    if way is not None and way.outcome and journey.contact_id:
        Contact.objects.filter(pk=journey.contact_id).update(outcome=way.outcome)
    if way is not None and way.to:
        go_to(journey, way.to, process=doing_it.process, pack=doing_it.pack, actor=actor)
        return
    end(journey, way=way.id if way else "", actor=actor)
    if way is not None and way.starts:
        begin(
            way.starts,
            actor=actor,
            contact=journey.contact,
            case_id=journey.case_id,
            before=journey,
            facts=journey.facts,
        )
