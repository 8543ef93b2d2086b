"""One item as its page needs it: what is asked, what is missing, the ways on, and what the reader may do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.accounts.models import Membership
from alongside.core.actor import Actor
from alongside.packs.process_schema import Checklist, Way
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.pathway.actions.items import is_joint, may_finish
from alongside.pathway.actions.journeys import check_family_seen
from alongside.pathway.models import WorkItem
from alongside.pathway.queries.checklists import checked
from alongside.pathway.queries.items import Item, JourneyShown, item, journey_of
from alongside.pathway.queries.roles import doing, doing_of
from alongside.pathway.rules.checklists import Checking
from alongside.pathway.rules.steps import hold_both, ways_on


@dataclass(frozen=True)
class AtItem:
    """An item opened. `works` where the reader works in the tray's team; `why_not` says who does the step, for one who
    may not. `agrees` where a joint decision is proposed and the reader is the other who decides."""

    item: Item
    journey: JourneyShown
    pack: Pack
    ways: Sequence[Way]
    works: bool
    may: bool
    why_not: str
    joint_with: str
    agrees: bool
    proposed_by_me: bool
    colleagues: Sequence[tuple[int, str]]
    """Those of the tray's team to whom it can be given."""

    @property
    def checklist(self) -> Checklist | None:
        """The checklist of the step."""
        wanted = self.item.step.checklist
        return self.pack.checklist(wanted) if wanted else None

    @property
    def waits(self) -> bool:
        """Whether it is still to be done."""
        return self.item.done_at is None

    @property
    def proposed_way(self) -> str:
        """The way that is proposed or was taken, in its words."""
        return next((way.label for way in self.item.step.next if way.id == self.item.way and way.id), "")


def at_item(item_id: int, *, actor: Actor) -> AtItem:
    """One item. The same number of queries for any. Raises NotFound where it is absent or not the actor's to see,
    Refused where the family's case is not."""
    found = item(item_id, actor=actor)
    row = WorkItem.objects.select_related("journey").get(pk=item_id)
    check_family_seen(row.journey)
    assert row.journey.release_id is not None  # every journey is begun under a stored release
    pack, step = release(row.journey.release_id), found.step
    members = list(
        Membership.objects.filter(team=found.team_id, user__is_active=True)
        .order_by("user__name")
        .values_list("user", "user__name")
    )
    joint = is_joint(step, pack)
    may = found.done_at is None and may_finish(row, step, pack, actor=actor)
    mine = found.proposed_by_id == actor.user_id
    return AtItem(
        item=found, journey=journey_of(found.journey, actor=actor), pack=pack, ways=ways_on(step, row.journey.facts),
        works=any(user == actor.user_id for user, _ in members), may=may, why_not=_who_does(found, pack),
        joint_with=pack.role(step.with_role).title if joint else "",
        agrees=joint and found.proposed_by_id is not None and not mine and _both(found, pack, actor),
        proposed_by_me=mine, colleagues=[each for each in members if each[0] != found.assigned_to_id],
    )  # fmt: skip


def _both(found: Item, pack: Pack, actor: Actor) -> bool:
    """Whether between whoever proposed and the actor both roles are held."""
    step = found.step
    role = pack.role(step.role) if step.role else None
    assert found.proposed_by_id is not None
    return hold_both(role, pack.role(step.with_role), doing_of(found.proposed_by_id, pack), doing(pack, actor=actor))


def _who_does(found: Item, pack: Pack) -> str:
    """Who does a step, in words: the role the pack names, or the tray's team."""
    step = found.step
    if step.role and not pack.role(step.role).elsewhere:
        return pack.role(step.role).title
    return found.team or found.assigned_to


def checklist_of(at: AtItem, answers: Mapping[str, Any], *, actor: Actor) -> Checking | None:
    """The checklist of an item as it stands, with what was answered; None where it has none. Two queries."""
    if at.checklist is None:
        return None
    return checked(row_of(at), at.checklist, answers, actor=actor)


def row_of(at: AtItem) -> WorkItem:
    """The row of an item that was read, for the queries of its own page. One query."""
    return WorkItem.objects.select_related("journey").get(pk=at.item.id)
