"""Who is on a case: individuals put on it and taken off, and the keyworkers who work with them (CCM 1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from alongside.accounts.models import User
from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.cases.models import Case, Keyworker, Member, Share
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.people.queries import persons

LONGEST_REASON = 2000


def add_members(case_id: int, person_ids: Sequence[int], *, actor: Actor) -> int:
    """Put people who are known already on a case, several at once. Whoever is on it stays; who left comes back.

    Returns how many came. Whoever sees the case and their profiles may. Raises Invalid where nobody is chosen.
    """
    case = case_to_change(case_id, actor=actor)
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Invalid("Choose who to add.", {"person": "Tick at least one person."})
    if {each.id for each in persons(wanted, actor=actor)} != set(wanted):
        raise NotFound
    stand = {row.person_id: row for row in Member.objects.select_for_update().filter(case=case, person__in=wanted)}
    back = [row for row in stand.values() if row.left_on is not None]
    for row in back:
        row.left_on, row.joined_on, row.version = None, actor.today, row.version + 1
        row.save(update_fields=["left_on", "joined_on", "version"])
    new = [person for person in wanted if person not in stand]
    last = Member.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0
    group = next(each.id for each in practice(actor).member_groups if each.default)
    Member.objects.bulk_create(
        Member(
            partnership_id=actor.partnership_id, case=case, person_id=person, position=position,
            is_head=False, group=group, joined_on=actor.today,
        )
        for position, person in enumerate(new, start=last + 1)
    )  # fmt: skip
    came = [*new, *(row.person_id for row in back)]
    record_all([Happened("member.added", case.pk, person) for person in came], actor=actor)
    return len(came)


def end_membership(case_id: int, member_id: int, *, version: int, left_on: date, why: str, actor: Actor) -> None:
    """Take somebody off a case from a day on, with the reason. What was written about them stays.

    Raises Stale where somebody changed their place since `version`.
    """
    case = case_to_change(case_id, actor=actor)
    row = Member.objects.select_for_update().filter(case=case, pk=member_id).first()
    if row is None:
        raise NotFound
    faults: dict[str, str] = {}
    if left_on > actor.today:
        faults["left_on"] = "The day cannot be after today."
    elif left_on < row.joined_on:
        faults["left_on"] = f"They joined on {row.joined_on:%-d %B %Y}, so they cannot have left before."
    if not why.strip():
        faults["why"] = "Say why they are no longer on the case."
    elif len(why) > LONGEST_REASON:
        faults["why"] = f"Use {LONGEST_REASON} characters or fewer. You have {len(why)}."
    if faults:
        raise Invalid("Check what is marked below.", faults)
    if row.left_on is not None:
        return
    if row.version != version:
        raise Stale("Somebody changed this member’s place while you had it open.", {}, row.version)
    row.left_on, row.version = left_on, row.version + 1
    row.save(update_fields=["left_on", "version"])
    change = {"what": "On the case until", "from": "", "to": f"{left_on:%-d %B %Y}"}
    facts = {"why": why.strip(), "changes": [change]}
    record("member.left", actor=actor, case=case.pk, person=row.person_id, facts=facts)


@dataclass(frozen=True)
class KeyworkerShown:
    """A professional who works, or worked, with the family; `sees` says whether the case is shared with them."""

    id: int
    user_id: int
    name: str
    detail: str
    telephone: str
    email: str
    starts_on: date
    ends_on: date | None
    sees: bool


def keyworkers(case_id: int, *, actor: Actor) -> Sequence[KeyworkerShown]:
    """The keyworkers of a case, those of today first; nobody for a case not seen. Two queries."""
    rows = list(
        Keyworker.objects.filter(case_id=case_id, case__in=Case.objects.visible_to(actor))
        .select_related("user__team")
        .order_by("ends_on", "id")
    )
    holders = set(
        Share.objects.filter(case_id=case_id, stopped_at__isnull=True).values_list("holder_id", flat=True)
        if rows
        else ()
    )
    shown = [
        KeyworkerShown(
            row.pk, row.user_id, row.user.name, ", ".join(filter(None, [row.user.job_title, row.user.team.name])),
            row.user.telephone, row.user.email, row.starts_on, row.ends_on,
            bool({row.user.principal_id, row.user.team.principal_id} & holders),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(shown, key=lambda each: each.ends_on is not None)


def add_keyworker(case_id: int, user_id: int, *, actor: Actor) -> None:
    """Name a professional of the partnership as keyworker, from today. It gives no access to the case.

    Named already, nothing changes. Any professional involved can be one. Source: CCM 1.4.
    """
    case = case_to_change(case_id, actor=actor)
    user = User.objects.filter(partnership_id=actor.partnership_id, is_active=True, pk=user_id).first()
    if user is None:
        raise Invalid("Choose a keyworker.", {"user": "Choose a colleague of this partnership."})
    if Keyworker.objects.filter(case=case, user=user, ends_on__isnull=True).exists():
        return
    Keyworker.objects.create(partnership_id=actor.partnership_id, case=case, user=user, starts_on=actor.today)
    change = {"what": "Keyworker", "from": "", "to": user.name}
    facts = {"keyworker": user.name, "user": user.pk, "changes": [change]}
    record("keyworker.added", actor=actor, case=case.pk, facts=facts)


def end_keyworker(case_id: int, keyworker_id: int, *, actor: Actor) -> None:
    """End a keyworker's part today; they stay in the list with their dates. Ended before, nothing changes."""
    case = case_to_change(case_id, actor=actor)
    row = Keyworker.objects.filter(case=case, pk=keyworker_id).select_related("user").first()
    if row is None:
        raise NotFound
    if row.ends_on is not None:
        return
    row.ends_on = actor.today
    row.save(update_fields=["ends_on"])
    change = {"what": "Keyworker", "from": row.user.name, "to": ""}
    facts = {"keyworker": row.user.name, "user": row.user_id, "changes": [change]}
    record("keyworker.ended", actor=actor, case=case.pk, facts=facts)
