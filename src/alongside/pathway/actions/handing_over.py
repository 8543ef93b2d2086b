"""Handing somebody's families over to others in one act, each with a brief made from the record (PATH-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from alongside.accounts import post
from alongside.accounts.models import Membership, User
from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.access import case_to_change, share_by_process, stop_sharing
from alongside.cases.models import Case, Keyworker, Share
from alongside.casework.actions.tasks import hand_over_tasks
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record, record_all
from alongside.pathway.actions.team import ended, joined, role_called
from alongside.pathway.models import LONGEST_WORDS, Allocation, HandOver, WorkItem
from alongside.pathway.queries.briefs import brief_of
from alongside.pathway.queries.supervisions import supervises

CHECK = "Check what is marked below."
Access = Literal["today", "four weeks", "stays"]
WEEKS = 4


@dataclass(frozen=True)
class Move:
    """A family, and who works with it from now on."""

    case_id: int
    to: int


def hand_over(from_user: int, moves: Sequence[Move], *, why: str, access: Access, actor: Actor) -> Sequence[int]:
    """Hand cases of one worker over, each to whom is chosen for it: all of them or none. Returns the hand-overs' ids.

    The part in the team, ownership and lead, tasks and steps that wait move in this act; the former worker's access
    ends today, in four weeks or stays. Each case keeps a brief in which every line names its entry. Only for whoever
    supervises the worker, or the coordinating team. Raises NotFound, Refused, Invalid beside "why", "moves" and
    "case-7".
    """
    leaving = User.objects.filter(partnership_id=actor.partnership_id, pk=from_user).first()
    if leaving is None:
        raise NotFound
    if COORDINATING not in actor.roles and not supervises(from_user, actor=actor):
        raise Refused("Cases are handed over by a manager of the worker’s team, or by the coordinating team.")
    faults = {} if why.strip() else {"why": "Say why the families get another worker. It stands in their history."}
    if len(why) > LONGEST_WORDS or "\x00" in why:
        faults["why"] = f"Use {LONGEST_WORDS:,} characters or fewer, of those that can be shown."
    if not moves:
        faults["moves"] = "Choose a new worker for at least one family."
    people = {each.pk: each for each in _colleagues(actor, {move.to for move in moves})}
    for move in moves:
        if move.to not in people or move.to == from_user:
            faults[f"case-{move.case_id}"] = "Choose another worker of this partnership."
    if faults:
        raise Invalid(CHECK, faults)
    done = [_move(move.case_id, leaving, people[move.to], why.strip(), access, actor) for move in moves]
    post.tell(sorted({move.to for move in moves}), what="case")
    return done


def confirm_read(hand_over_id: int, *, actor: Actor) -> None:
    """The new worker has read the brief. Read before, nothing changes. Raises Refused for anybody else, NotFound."""
    row = HandOver.objects.select_for_update().filter(pk=hand_over_id).first()
    if row is None:
        raise NotFound
    if row.to_user_id != actor.user_id:
        raise Refused("Only whoever the case was handed to confirms that they read its brief.")
    if row.read_at is None:
        row.read_at = actor.now
        row.save(update_fields=["read_at"])
        record("hand-over.read", actor=actor, case=row.case_id, facts={"hand_over": row.pk})


def _colleagues(actor: Actor, ids: set[int]) -> Sequence[User]:
    found = User.objects.filter(partnership_id=actor.partnership_id, is_active=True, is_service=False, pk__in=ids)
    return list(found.select_related("team"))


def _move(case_id: int, leaving: User, new: User, why: str, access: Access, actor: Actor) -> int:
    case = case_to_change(case_id, actor=actor)
    parts = list(Allocation.objects.select_for_update().filter(case=case, user=leaving, ends_on__isnull=True))
    if not (parts or leaving.pk in (case.owner_id, case.lead_worker_id)):
        raise NotFound
    brief = [line.kept() for line in brief_of(case_id, actor=actor)]
    try:
        share_by_process(case_id, holder=new.principal_id, why=f"Handed over by {actor.name}", actor=actor)
    except Refused as refused:
        raise Invalid(CHECK, {f"case-{case_id}": refused.sentence}) from None
    changes = [*_parts(parts, new, why, actor), *_owner(case, leaving, new), *_keyworker(case, leaving, new, actor)]
    hand_over_tasks(case_id, from_user=leaving.pk, to_user=new.pk, words="", actor=actor)
    _steps(case, leaving, new)
    row = HandOver.objects.create(
        partnership_id=actor.partnership_id, case=case, from_user=leaving, to_user=new, why=why, brief=brief,
        handed_by_id=actor.user_id, handed_at=actor.now,
    )  # fmt: skip
    facts = {"hand_over": row.pk, "from": leaving.name, "to": new.name, "user": new.pk, "why": why, "changes": changes}
    record("case.handed-over", actor=actor, case=case.pk, facts=facts)
    _end_access(case, leaving, access, actor)
    return row.pk


def _parts(parts: Sequence[Allocation], new: User, why: str, actor: Actor) -> list[dict[str, str]]:
    """Each part of the former worker's ends today, and the same part begins today for the new one.

    It is recorded as every other change of the team is. A timescale that counts an allocation once (4.1, 4.3, 5.1) goes
    on from the first: what was due for the family stays due.
    """
    changes, happened = [], ended(parts, why, actor)
    for part in parts:
        if not Allocation.objects.filter(case=part.case_id, user=new, role=part.role, ends_on__isnull=True).exists():
            row = Allocation.objects.create(
                partnership_id=actor.partnership_id, case_id=part.case_id, user=new, role=part.role, why=why,
                starts_on=part.ends_on or actor.today, allocated_by_id=actor.user_id, allocated_at=actor.now,
            )  # fmt: skip
            happened.append(joined(row, role_called(part.role, practice(actor)), new.name, new, actor, None))
        changes.append({"what": "Works with the family", "from": part.user.name if part.user else "", "to": new.name})
    record_all(happened, actor=actor)
    return changes


def _steps(case: Case, leaving: User, new: User) -> None:
    """The steps that wait with the former worker go to the new one; out of a tray that the new one does not work they
    go back into it, for its team to take."""
    waits = WorkItem.objects.filter(journey__case=case, assigned_to=leaving, done_at__isnull=True)
    theirs = Membership.objects.filter(user=new).values("team")
    waits.exclude(team__isnull=True).exclude(team__in=theirs).update(assigned_to=None, taken_at=None)
    waits.update(assigned_to=new)


def _owner(case: Case, leaving: User, new: User) -> list[dict[str, str]]:
    changes = []
    if case.lead_worker_id == leaving.pk:
        case.lead_worker = new
        changes.append({"what": "Lead worker", "from": leaving.name, "to": new.name})
    if case.owner_id == leaving.pk:
        case.owner, case.team = new, new.team
        changes.append({"what": "Owner", "from": leaving.name, "to": new.name})
    if changes:
        case.version += 1
        case.save(update_fields=["lead_worker", "owner", "team", "version"])
    return changes


def _keyworker(case: Case, leaving: User, new: User, actor: Actor) -> list[dict[str, str]]:
    ended = Keyworker.objects.filter(case=case, user=leaving, ends_on__isnull=True).update(ends_on=actor.today)
    if not ended:
        return []
    if not Keyworker.objects.filter(case=case, user=new, ends_on__isnull=True).exists():
        Keyworker.objects.create(
            partnership_id=actor.partnership_id, case=case, user=new, starts_on=actor.today, ends_on=None
        )
    return [{"what": "Keyworker", "from": leaving.name, "to": new.name}]


def _end_access(case: Case, leaving: User, access: Access, actor: Actor) -> None:
    # Somebody may have it twice: until a day, and then for good.
    running = list(Share.objects.filter(case=case, holder=leaving.principal_id, stopped_at__isnull=True).order_by("pk"))
    if not running or access == "stays":
        return
    for each in running:
        stop_sharing(case.pk, each.pk, actor=actor, by_process=True)
    if access == "four weeks":
        until = actor.today + timedelta(weeks=WEEKS)
        share_by_process(
            case.pk, holder=leaving.principal_id, why="For questions after the hand-over", actor=actor,
            basis=running[-1].basis or "consent", ends_on=until,
        )  # fmt: skip
