"""Supervision: a supervisor and a worker talk about the worker's families, every four weeks (practice framework 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from alongside.accounts.models import Membership, User
from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record
from alongside.pathway.models import LONGEST_WORDS, Supervision
from alongside.pathway.queries.supervisions import supervises, teams_of_panels
from alongside.pathway.rules.oversight import DECISION
from alongside.pathway.rules.supervision import Said, faults_of

CHECK = "Check what is marked below."


@dataclass(frozen=True)
class Discussed:
    """A family that was talked about. Without a `decision` it is written down later, by the next working day."""

    case_id: int
    discussed: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Session:
    """A supervision as it is recorded: when it was held, what was said of the work and the worker, what was agreed."""

    held_at: datetime
    notes: str
    agreed: str = ""
    next_on: date | None = None
    cases: Sequence[Discussed] = ()


def record_supervision(worker_id: int, session: Session, *, actor: Actor) -> int:
    """Record a supervision that the actor held with a worker of a team they manage. Returns its id.

    Each family that was discussed gets a Managers Decision of the actor's on its case, where the decision is written
    already; otherwise it is due by the end of the next working day (11.2). Seen by the supervising chain alone. Raises
    NotFound for somebody who is not there, Refused for whoever does not supervise them, Invalid beside what is wrong
    (a family's by "case-7"). Source: practice framework 11.2 and 11.6.
    """
    worker = _supervised(worker_id, actor)
    told = {each.case_id: Said(each.discussed.strip(), each.decision.strip()) for each in session.cases}
    faults = faults_of(
        session.notes.strip(), session.agreed.strip(), session.held_at, session.next_on, told, now=actor.now,
        longest=LONGEST_WORDS,
    )  # fmt: skip
    if faults:
        raise Invalid(CHECK, faults)
    row = Supervision.objects.create(
        partnership_id=actor.partnership_id, worker=worker, supervisor_id=actor.user_id, held_at=session.held_at,
        notes=session.notes.strip(), agreed=session.agreed.strip(), next_on=session.next_on, recorded_at=actor.now,
        audience=_chain(worker, actor),
    )  # fmt: skip
    facts = {"supervision": row.pk, "worker": worker.pk}
    record("supervision.held", actor=actor, facts=facts, happened_at=session.held_at)
    for case_id, said in told.items():
        discuss(case_id, said, worker, session.held_at, actor=actor, supervision=row.pk)
    return row.pk


def discuss(
    case_id: int, said: Said, worker: User, at: datetime, *, actor: Actor, supervision: int | None = None
) -> int | None:
    """Record that the actor talked about a family with its worker, and what was decided. Returns the note's id.

    Without words of a decision nothing is written yet and None is returned. Raises NotFound where the case is not the
    actor's to see.
    """
    case_to_change(case_id, actor=actor)
    facts = {"worker": worker.pk} | ({"supervision": supervision} if supervision else {})
    record("case.discussed", actor=actor, case=case_id, facts=facts, happened_at=at)
    if not said.decision:
        return None
    return write_note(_note(said, worker, at, actor), case_id=case_id, actor=actor)


def change_supervision(
    supervision_id: int, *, version: int, notes: str, agreed: str, next_on: date | None, actor: Actor
) -> None:
    """Put right what was written of a supervision; its supervisor alone. Raises NotFound, Refused, Invalid, Stale."""
    row = Supervision.objects.select_for_update().filter(pk=supervision_id).first()
    if row is None:
        raise NotFound
    if row.supervisor_id != actor.user_id:
        raise Refused("Only whoever held a supervision changes what was written of it.")
    faults = faults_of(notes.strip(), agreed.strip(), row.held_at, next_on, {}, now=actor.now, longest=LONGEST_WORDS)
    if faults:
        raise Invalid(CHECK, faults)
    before = {"notes": row.notes, "agreed": row.agreed, "next_on": row.next_on}
    if before == {"notes": notes.strip(), "agreed": agreed.strip(), "next_on": next_on}:
        return
    if row.version != version:
        raise Stale("Somebody changed this while you had it open.", before, row.version)
    row.notes, row.agreed, row.next_on, row.version = notes.strip(), agreed.strip(), next_on, row.version + 1
    row.save(update_fields=["notes", "agreed", "next_on", "version"])
    # What was said stays out of the spine: whoever may read the row reads it there.
    record("supervision.changed", actor=actor, facts={"supervision": row.pk, "worker": row.worker_id})


def _supervised(worker_id: int, actor: Actor) -> User:
    worker = User.objects.filter(partnership_id=actor.partnership_id, pk=worker_id, is_active=True).first()
    if worker is None or worker.is_service:
        raise NotFound
    if not supervises(worker_id, actor=actor):
        raise Refused("Supervision is recorded by a manager of the worker’s team.")
    return worker


def _chain(worker: User, actor: Actor) -> list[int]:
    """Who sees it: the worker, the supervisor, and whoever manages a team that the supervisor works in. A panel that
    they sit on with other agencies is no such team, unless it is their own."""
    works_in = Q(team=F("user__team")) | ~Q(team__name__in=teams_of_panels(actor=actor))
    teams = Membership.objects.filter(works_in, user=actor.user_id).values("team")
    above = User.objects.filter(is_active=True, memberships__team__in=teams, memberships__manages=True)
    return sorted({worker.principal_id, actor.own, *above.values_list("principal_id", flat=True)})


def _note(said: Said, worker: User, at: datetime, actor: Actor) -> Note:
    """The decision as it stands on the case, under the headings of the type that the pack has for it (11.2)."""
    pack = practice(actor)
    kind = next((each for each in pack.note_types if each.id == (pack.oversight.note_type or DECISION)), None)
    subject = f"Discussed with {worker.name}." + (f" {said.discussed}" if said.discussed else "")
    if kind is None or not kind.heading:
        return Note(Contact(at, "", "", f"{subject}\n\n{said.decision}"), kind.id if kind else "")
    headings = {each.id: said.decision for each in kind.heading if each.required}
    return Note(Contact(at, "", ""), kind.id, headings | {kind.heading[0].id: subject})
