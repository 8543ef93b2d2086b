"""The end of work with a family, and its beginning again: the closed date, the status, and what the spine says of both.

Who may is said by whoever calls: a process by its roles (pathway), the owner by the status or the date of a case.
"""

from datetime import date

from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.cases.access import case_to_change, stop_sharing
from alongside.cases.models import Case, Share
from alongside.cases.programme import check_may_end
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused, Stale
from alongside.events.actions import Happened, record_all
from alongside.packs.schema import Pack

LONGEST_REASON = 4000


def close_case(case_id: int, *, on: date, why: str, status: str, actor: Actor) -> None:
    """Close a case on a day, with the reason: its closed date, and a status of the pack that closes ("" for the first).

    Raises Refused while the flag of a programme runs (S107) or where it is closed already, Invalid beside "on" for a
    day that cannot be. Source: practice framework 8.1, CCM 1.2.
    """
    case, pack = case_to_change(case_id, actor=actor), practice(actor)
    if is_closed(case, pack):
        raise Refused("This case is closed already.")
    check_may_end(case, actor)
    if on > actor.today:
        raise Invalid("Check the date.", {"on": "The end date cannot be after today. Come back on the day it ends."})
    if case.opened_on and on < case.opened_on:
        raise Invalid("Check the date.", {"on": "The end date cannot be before the case was opened."})
    closes = [each.id for each in pack.statuses if each.closes]
    before, case.status = case.status, status if status in closes else closes[0]
    closed_before, case.closed_on, case.version = case.closed_on, on, case.version + 1
    case.save(update_fields=["status", "closed_on", "version"])
    changes = [_status(before, case.status, pack), _closed(closed_before, on)]
    kind = Happened("case.changed", case.pk, None, {"changes": changes, "why": why})
    record_all([kind, *turned(case.pk, was=False, is_now=True, why=why, on=on)], actor=actor)


def reopen_case(case_id: int, *, why: str, version: int, actor: Actor) -> None:
    """Begin work with a family again, with the reason; the earlier closing stays in the history (S159).

    The owner, a manager of the owner's team and the coordinating team may. Raises Invalid beside "why", Stale.
    """
    case, pack = case_to_change(case_id, actor=actor), practice(actor)
    if not is_closed(case, pack):
        raise Refused("This case is open already.")
    if not may_reopen(case, actor):
        raise Refused("Only the owner of the case, their manager or the coordinating team can reopen it.")
    if not why.strip():
        raise Invalid("Say why.", {"why": "Say why work with the family begins again. It stands in the history."})
    if len(why) > LONGEST_REASON or "\x00" in why:
        raise Invalid(
            "Make it shorter.", {"why": f"Use {LONGEST_REASON:,} characters or fewer. You have {len(why):,}."}
        )
    if case.version != version:
        raise Stale("Somebody changed this case while you had it open.", {}, case.version)
    changes = [_status(case.status, pack.default_status.id, pack), _closed(case.closed_on, None)]
    case.status, case.closed_on, case.version = pack.default_status.id, None, case.version + 1
    case.save(update_fields=["status", "closed_on", "version"])
    changed = Happened("case.changed", case.pk, None, {"changes": changes, "why": why.strip()})
    record_all([changed, *turned(case.pk, was=True, is_now=False, why=why.strip())], actor=actor)


def may_reopen(case: Case, actor: Actor) -> bool:
    """Whether the actor may reopen this case."""
    return case.owner_id == actor.user_id or COORDINATING in actor.roles or case.owner.team_id in manages(actor)


def is_closed(case: Case, pack: Pack) -> bool:
    """Whether work with the family has ended."""
    return any(each.closes for each in pack.statuses if each.id == case.status)


def turned(case_id: int, *, was: bool, is_now: bool, why: str = "", on: date | None = None) -> list[Happened]:
    """What clocks are told where a case was open and is closed, or the other way round; nothing otherwise."""
    if was == is_now:
        return []
    if is_now:
        return [Happened("case.closed", case_id, None, {"why": why, "on": on})]
    return [Happened("case.opened", case_id, None, {"again": True, "why": why})]


def end_shares(case_id: int, *, keep: frozenset[int], actor: Actor) -> None:
    """End the access of everybody but the owner, and those whose principals are kept; each end is in the history."""
    case = case_to_change(case_id, actor=actor)
    running = Share.objects.filter(case=case, stopped_at__isnull=True).exclude(holder_id__in=keep)
    for each in running.exclude(holder=case.owner.principal_id).order_by("pk"):
        stop_sharing(case.pk, each.pk, actor=actor, by_process=True)


def _status(before: str, after: str, pack: Pack) -> dict[str, str]:
    return {"what": "Status", "from": pack.status_title(before), "to": pack.status_title(after)}


def _closed(before: date | None, after: date | None) -> dict[str, str]:
    return {"what": "Closed", "from": _day(before), "to": _day(after)}


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""
