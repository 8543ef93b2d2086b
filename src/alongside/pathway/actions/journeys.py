"""Beginning a process for a contact or a case, and going on from step to step."""

from collections.abc import Mapping
from typing import Any

from alongside.accounts.models import Team
from alongside.accounts.queries import practice
from alongside.cases.access import share_by_process
from alongside.cases.models import Case
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound, Refused
from alongside.events.actions import record
from alongside.packs.process_schema import Process, Step, Tray
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.pathway.actions.effects import ARRIVALS, Arriving
from alongside.pathway.models import Contact, Journey, WorkItem
from alongside.pathway.queries.roles import doing, team_of
from alongside.pathway.rules.notes import process_in
from alongside.pathway.rules.steps import first_from, may_do


def begin(
    process_id: str, *, actor: Actor, contact: Contact | None = None, case_id: int | None = None,
    facts: Mapping[str, Any] | None = None, before: Journey | None = None,
) -> Journey:  # fmt: skip
    """Begin a process of the pack in force, and put its first step where it waits. Returns the journey.

    What is seen has been checked by whoever calls. `facts` are what its conditions are read from. Raises NotFound for a
    process that the pack does not have.
    """
    pack = practice(actor)
    process = next((each for each in pack.processes if each.id == process_id), None)
    if process is None or not process.step:
        raise NotFound
    of_contact: dict[str, Any] = {"source": contact.source, "area": contact.area} if contact else {}
    if case_id and not of_contact.get("area"):
        of_contact["area"] = Case.objects.values_list("area", flat=True).get(pk=case_id)
    of_contact["has_case"] = bool(case_id or (contact and contact.case_id))
    journey = Journey.objects.create(
        partnership_id=actor.partnership_id, process=process.id, release_id=pack.release_id, contact=contact,
        case_id=case_id or (contact.case_id if contact else None), before=before, facts={**of_contact, **(facts or {})},
        started_by_id=actor.user_id, started_at=actor.now,
    )  # fmt: skip
    if contact is not None:  # it was done with where another process ended that begins this one
        Contact.objects.filter(pk=contact.pk).update(closed_at=None)
    said = {"journey": journey.pk, "process": process.title, **_about(journey)}
    record("process.begun", actor=actor, case=journey.case_id, facts=said)
    go_to(journey, process.step[0].id, process=process, pack=pack, actor=actor)
    return journey


def begin_by_hand(process_id: str, *, actor: Actor, case_id: int, facts: Mapping[str, Any] | None = None) -> Journey:
    """Begin a process for a case that the actor sees, where its role allows. Raises Refused, NotFound."""
    pack = practice(actor)
    process = next((each for each in pack.processes if each.id == process_id), None)
    if process is None or process.begins != "by hand" or process.about != "case":
        raise NotFound
    if process.role and not may_do(pack.role(process.role), doing(pack, actor=actor)):
        raise Refused(f"“{process.title}” is begun by a {pack.role(process.role).title}. Ask one to.")
    if Journey.objects.filter(case=case_id, process=process_id, ended_at__isnull=True).exists():
        raise Refused(f"“{process.title}” is under way for this family already.")
    return begin(process_id, actor=actor, case_id=case_id, facts=facts)


def practice_of(journey: Journey) -> tuple[Pack, Process]:
    """The release that the journey began under, and its process as it stood then. Raises NotFound where it is gone."""
    assert journey.release_id is not None  # every journey is begun under a stored release
    pack = release(journey.release_id)
    process = process_in(pack, journey.process)
    if not process.step:
        raise NotFound
    return pack, process


def go_to(
    journey: Journey, step_id: str, *, process: Process, pack: Pack, actor: Actor, assigned_to: int | None = None
) -> WorkItem | None:
    """Put a step of a journey where it waits, or the next one that is not passed over; end it where none is left."""
    step = first_from(process, step_id, journey.facts)
    if step is None:
        end(journey, way="", actor=actor)
        return None
    return _put(journey, step, pack, actor, assigned_to)


def _put(journey: Journey, step: Step, pack: Pack, actor: Actor, assigned_to: int | None) -> WorkItem:
    tray = pack.tray(step.tray) if step.tray else None
    team = team_for(tray, journey, pack, actor=actor) if tray else None
    if team is not None:
        # Why a team has access is read by everybody with the case; of a restricted note it says nothing.
        what = "Something" if "circle" in journey.facts else f"“{step.title}”"
        let_in(journey, team, f"{what} waits in their tray", actor)
    if team is None and assigned_to is None:
        assigned_to = _worker(journey, actor)
    item = WorkItem.objects.create(
        partnership_id=actor.partnership_id, journey=journey, step=step.id, tray=step.tray, team=team,
        assigned_to_id=assigned_to, entered_at=actor.now,
    )  # fmt: skip
    facts = {
        "item": item.pk,
        "journey": journey.pk,
        "step": step.title,
        "tray": tray.title if tray else "",
        **_about(journey),
    }
    record("step.waits", actor=actor, case=journey.case_id, facts=facts)
    if step.does in ARRIVALS:
        ARRIVALS[step.does](Arriving(item, journey, step, pack, actor))
    return item


def team_for(tray: Tray, journey: Journey, pack: Pack, *, actor: Actor) -> Team:
    """The team that works a tray for the family of a journey. Raises Refused where nobody does."""
    team = team_of(tray, str(journey.facts.get("area", "")), pack, actor=actor)
    if team is None:
        raise Refused(
            f"Nobody works the tray “{tray.title}” yet. Ask the coordinating team to say in the pack who does."
        )
    return team


def remember(journey: Journey, facts: Mapping[str, Any]) -> None:
    """Keep facts of a journey: the conditions of its later steps are read from them."""
    journey.facts = {**journey.facts, **facts}
    journey.save(update_fields=["facts"])


def let_in(journey: Journey, team: Team, why: str, actor: Actor) -> None:
    """Give the team of a tray the case: it cannot do a step for a family that it does not see. A contact's trays come
    by themselves (sql/0001_pathway.sql)."""
    if journey.case_id is not None:
        _, process = practice_of(journey)
        share_by_process(journey.case_id, holder=team.principal_id, why=why, actor=actor, basis=process.basis)


def _worker(journey: Journey, actor: Actor) -> int:
    """Who has a step that waits in no tray: whoever leads the work with the family, or whoever is doing this."""
    case = journey.case
    if case is None:
        return actor.user_id
    return case.lead_worker_id or case.owner_id


def end(journey: Journey, *, way: str, actor: Actor) -> None:
    """The process is over for this family."""
    journey.ended_at, journey.ended_by_way, journey.version = actor.now, way, journey.version + 1
    journey.save(update_fields=["ended_at", "ended_by_way", "version"])
    if journey.contact_id:
        Contact.objects.filter(pk=journey.contact_id).update(closed_at=actor.now)
    record(
        "process.ended", actor=actor, case=journey.case_id, facts={"journey": journey.pk, "way": way, **_about(journey)}
    )


def check_family_seen(journey: Journey) -> None:
    """Raises Refused where the family has a case by now that the actor does not have: the trays of its contact still
    see how far it has come, but what goes on with a family is for those who have its case."""
    if journey.case_id is not None and not Case.objects.filter(pk=journey.case_id).exists():
        raise Refused("This family has a case by now, and you do not have it. Ask its owner for access.")


def _about(journey: Journey) -> Mapping[str, Any]:
    if journey.contact_id is None:
        return of_circle(journey)
    return {"contact": journey.contact_id, "source": journey.facts.get("source", ""), **of_circle(journey)}


def of_circle(journey: Journey) -> Mapping[str, Any]:
    """As facts of an event, that the circle of the restricted note that waits here reads of it, and nobody else."""
    return {"circle": journey.facts["circle"]} if "circle" in journey.facts else {}
