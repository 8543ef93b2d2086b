"""The team around the family: who has which part in it, one of them in the lead; and when a part ends.

A part (Allocation) is the truth. The case's lead worker is whoever leads by it, and answers for the case from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from alongside.accounts import post
from alongside.accounts.models import Organisation, User
from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.cases.access import case_to_change, share_by_process
from alongside.cases.models import Case
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import Happened, record_all
from alongside.packs.process_schema import TeamRole
from alongside.packs.schema import Pack
from alongside.pathway.models import LONGEST_WORDS, Allocation
from alongside.pathway.queries.caseloads import loads_of
from alongside.pathway.rules.caseloads import NOTHING, in_words, is_full
from alongside.pathway.rules.team import Held, give_way, told_as

CHECK = "Check what is marked below."
LONGEST_NAME = 120


@dataclass(frozen=True)
class Joining:
    """Somebody who takes a part: a user, or somebody outside by name and organisation. `over_reason` is why it is given
    to somebody who has as many families as is recommended (framework 11.3)."""

    role: str
    user: int | None = None
    name: str = ""
    organisation: int | None = None
    why: str = ""
    over_reason: str = ""


def join_team(case_id: int, *, joining: Joining, actor: Actor, contact: int | None = None) -> int:
    """Give somebody a part in the team around the family, from today. Returns its id; had already, it stays as it is.

    Who led before, or had a part that one has at a time, gives way in the same act. A user is shared the case on the
    way, and told that something waits for them. Raises Invalid beside "role", "user", "name", "organisation" or
    "over_reason"; Refused where the lead is not the actor's to give. Source: Integrated Early Support, case management
    teams; framework 3.2, 11.3.
    """
    case = case_to_change(case_id, actor=actor)
    pack = practice(actor)
    role = role_called(joining.role, pack)
    if role is None:
        raise Invalid(CHECK, {"role": "Choose the part from the list."})
    user, organisation = _who(joining, actor)
    if role.leads:
        _may_lead(case, actor)
    held = list(_held(case))
    mine = next((each for each in held if user and each.user_id == user.pk and each.role == role.id), None)
    if mine is not None:
        return mine.pk
    _check_words(joining)
    if user is not None and role.counts:
        check_caseload(user, joining.over_reason, actor=actor)
    roles = {each.id: each for each in pack.team_roles}
    ending = set(give_way(role, (Held(each.pk, each.role) for each in held), roles))
    name = user.name if user else joining.name.strip()
    happened = ended([each for each in held if each.pk in ending], f"{name} takes over", actor)
    row = _create(case, role, joining, user, organisation, actor)
    if user is not None:
        share_by_process(
            case.pk, holder=user.principal_id, why=f"{role.title} in the team around the family", actor=actor
        )
    happened.append(joined(row, role, name, user, actor, contact))
    if role.leads:
        happened += _lead(case, user)
    record_all(happened, actor=actor)
    if user is not None and user.pk != actor.user_id:
        post.tell([user.pk], what="case")
    return row.pk


def leave_team(case_id: int, part_id: int, *, version: int, reason: str, actor: Actor) -> None:
    """End somebody's part today, with the reason; it stays in the list with its dates.

    Raises Refused for whoever leads: somebody else is given the lead, or the case is closed. Raises Stale, Invalid.
    """
    case = case_to_change(case_id, actor=actor)
    row = Allocation.objects.select_for_update(of=("self",)).filter(case=case, pk=part_id).first()
    if row is None:
        raise NotFound
    if row.ends_on is not None:
        return
    role = role_called(row.role, practice(actor))
    if role is not None and role.leads:
        raise Refused(
            "Somebody always leads. Give the lead to somebody else, and this part ends by itself; or close the case."
        )
    if not reason.strip():
        raise Invalid(CHECK, {"reason": "Say why their part ends."})
    if len(reason) > LONGEST_WORDS:
        raise Invalid(CHECK, {"reason": f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(reason):,}."})
    if row.version != version:
        raise Stale("Somebody changed this part while you had it open.", {}, row.version)
    record_all(ended([row], reason.strip(), actor), actor=actor)


def end_parts(case: Case, *, reason: str, actor: Actor, roles: Sequence[str] | None = None) -> Sequence[Allocation]:
    """End the open parts of a case today, or those in these roles; whoever led leads no more. Returns those ended.

    For the end of involvement and for wraparound (framework 7.3, 8.1), which record of themselves what clocks know.
    """
    rows = [each for each in _held(case) if roles is None or each.role in roles]
    happened = ended(rows, reason, actor)
    if rows and any((role := role_called(each.role, practice(actor))) and role.leads for each in rows):
        case.lead_worker_id, case.version = None, case.version + 1
        case.save(update_fields=["lead_worker", "version"])
    record_all(happened, actor=actor)
    return rows


def check_caseload(user: User, over_reason: str, *, actor: Actor) -> None:
    """Raise Invalid beside "over_reason" where somebody has as many families as is recommended, and no reason stands.

    Only a manager knows how many somebody else has; nobody else is stopped by it.
    """
    if over_reason.strip():
        return
    caseload = practice(actor).caseload
    load = loads_of([user.pk], actor=actor).get(user.pk, NOTHING)
    if is_full(load, caseload, part_time=user.part_time):
        words = in_words(load, caseload, part_time=user.part_time)
        raise Invalid(CHECK, {"over_reason": f"{user.name} has {words}. Say why one more, as you discussed it."})


def role_called(role_id: str, pack: Pack) -> TeamRole | None:
    """The part of this id in the pack, or None."""
    return next((each for each in pack.team_roles if each.id == role_id), None)


def leading_role(pack: Pack) -> TeamRole | None:
    """The part that leads, or None where the pack has none."""
    return next((each for each in pack.team_roles if each.leads), None)


def _held(case: Case) -> Sequence[Allocation]:
    found = Allocation.objects.select_for_update(of=("self",)).filter(case=case, ends_on__isnull=True)
    return list(found.select_related("user", "organisation").order_by("id"))


def _may_lead(case: Case, actor: Actor) -> None:
    if actor.user_id in (case.owner_id, case.lead_worker_id) or COORDINATING in actor.roles or manages(actor):
        return
    raise Refused("Only a manager, the owner of the case or whoever leads now gives the lead to somebody.")


def _who(joining: Joining, actor: Actor) -> tuple[User | None, Organisation | None]:
    here = Organisation.objects.filter(partnership_id=actor.partnership_id)
    if joining.user is not None:
        people = User.objects.filter(partnership_id=actor.partnership_id, is_active=True, is_service=False)
        user = people.select_related("team__organisation").filter(pk=joining.user).first()
        if user is None:
            raise Invalid(CHECK, {"user": "Choose a colleague of this partnership."})
        return user, user.team.organisation
    faults: dict[str, str] = {}
    if not joining.name.strip():
        faults["name"] = "Choose a colleague, or write the name of somebody outside."
    elif len(joining.name) > LONGEST_NAME:
        faults["name"] = f"Use {LONGEST_NAME} characters or fewer. You have {len(joining.name)}."
    organisation = here.filter(pk=joining.organisation).first() if joining.organisation else None
    if organisation is None:
        faults["organisation"] = "Choose the organisation they come from."
    if faults:
        raise Invalid(CHECK, faults)
    return None, organisation


def _check_words(joining: Joining) -> None:
    faults = {
        name: f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(words):,}."
        for name, words in (("why", joining.why), ("over_reason", joining.over_reason))
        if len(words) > LONGEST_WORDS
    }
    if faults:
        raise Invalid(CHECK, faults)


def _create(
    case: Case, role: TeamRole, joining: Joining, user: User | None, organisation: Organisation | None, actor: Actor
) -> Allocation:
    try:
        with transaction.atomic():
            return Allocation.objects.create(
                partnership_id=actor.partnership_id, case=case, user=user, organisation=organisation, role=role.id,
                name="" if user else joining.name.strip(), starts_on=actor.today, why=joining.why.strip(),
                over_reason=joining.over_reason.strip() if user else "", allocated_by_id=actor.user_id,
                allocated_at=actor.now,
            )  # fmt: skip
    except IntegrityError:  # somebody did the same at the same moment
        raise Stale("Somebody changed the team while you had it open.", {}, case.version) from None


def ended(rows: Sequence[Allocation], reason: str, actor: Actor) -> list[Happened]:
    """End these parts today. Returns what is to be recorded of it."""
    pack, happened = practice(actor), []
    for row in rows:
        row.ends_on, row.end_reason, row.version = max(actor.today, row.starts_on), reason, row.version + 1
        row.save(update_fields=["ends_on", "end_reason", "version"])
        who = row.user.name if row.user else row.name
        title = pack.title_of("team_roles", row.role)
        change = {"what": title, "from": who, "to": ""}
        facts = {"who": who, "title": title, "user": row.user_id, "allocation": row.pk, "why": reason}
        happened.append(Happened("team.left", row.case_id, None, facts | {"changes": [change]}))
    return happened


def joined(
    row: Allocation, role: TeamRole | None, who: str, user: User | None, actor: Actor, contact: int | None
) -> Happened:
    """What is to be recorded of a part that begins: an allocation where it counts or leads. `role` is None where the
    practice has no such part any more."""
    title = role.title if role else row.role
    change = {"what": title, "from": "", "to": who}
    facts: dict[str, Any] = {"who": who, "title": title, "user": row.user_id, "allocation": row.pk}
    facts |= {"changes": [change]} | ({"over": row.over_reason} if row.over_reason else {})
    if user is None or role is None or not (role.counts or role.leads):
        return Happened("team.joined", row.case_id, None, facts)
    facts |= {"role": told_as(role)} | ({"contact": contact} if contact else {})
    return Happened("worker.allocated", row.case_id, None, facts)


def _lead(case: Case, user: User | None) -> list[Happened]:
    """Whoever leads is the case's lead worker and answers for the case; somebody outside leads without owning it."""
    changes: list[dict[str, str]] = []
    if case.lead_worker_id != (user.pk if user else None):
        before = case.lead_worker.name if case.lead_worker else ""
        changes.append({"what": "Lead worker", "from": before, "to": user.name if user else ""})
        case.lead_worker = user
    if user is not None and case.owner_id != user.pk:
        changes.append({"what": "Owner", "from": case.owner.name, "to": user.name})
        case.owner, case.team = user, user.team
    if not changes:
        return []
    case.version += 1
    case.save(update_fields=["lead_worker", "owner", "team", "version"])
    return [Happened("case.changed", case.pk, None, {"changes": changes})]
