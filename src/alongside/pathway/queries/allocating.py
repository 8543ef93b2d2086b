"""The pages of allocation: the family to be given, who can have it, and who waits on the pre-allocation list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.queries import members
from alongside.casework.models import Log
from alongside.clocks.models import Clock
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.packs.parts import age_bands
from alongside.packs.process_schema import Step, TeamRole
from alongside.packs.schema import Pack
from alongside.pathway.actions.items import may_finish
from alongside.pathway.models import Waiting, WorkItem
from alongside.pathway.queries.caseloads import Lines, Worker, for_role
from alongside.pathway.queries.roles import doing
from alongside.pathway.queries.steps import step_of
from alongside.pathway.rules.caseloads import Load
from alongside.pathway.rules.steps import Doing, may_do, ways_on
from alongside.people.rules import is_child


@dataclass(frozen=True)
class ToAllocate:
    """A family that waits to be given to a worker. `roles` are the parts it can be given; `lead_agency` who leads,
    where a panel said so. `ways` are (id, label, hint) of going on without anybody."""

    item_id: int
    version: int
    title: str
    hint: str
    case_id: int
    name: str
    area: str
    area_title: str
    intensity: str
    members: int
    children: int
    roles: Sequence[TeamRole]
    lead_agency: str
    allocates_by: str
    ways: Sequence[tuple[str, str, str]]
    may: bool
    contact_id: int | None
    due: Sequence[tuple[str, date]]


def to_allocate(item_id: int, *, actor: Actor) -> ToAllocate:
    """An item whose step allocates. Raises NotFound where it is absent, done, of another step, or has no case yet."""
    found = WorkItem.objects.select_related("journey__case").filter(pk=item_id, done_at__isnull=True).first()
    if found is None or found.journey.case is None:
        raise NotFound
    pack, step = step_of(found)
    if step is None or step.does != "allocate":
        raise NotFound
    case, journey = found.journey.case, found.journey
    ways = ways_on(step, journey.facts)
    people, children = _size(case.pk, pack, actor)
    allocates = next((way for way in ways if not way.undone), None)
    return ToAllocate(
        found.pk, found.version, step.title, step.hint, case.pk, case.name, case.area, pack.area_title(case.area),
        case.intensity, people, children, [each for each in pack.team_roles if each.held_by and each.counts],
        str(journey.facts.get("lead_agency", "")), allocates.id if allocates else "",
        [(way.id, way.label, way.hint) for way in ways if way.undone],
        may_finish(found, step, pack, actor=actor), journey.contact_id, _due(step, found, pack),
    )  # fmt: skip


def _size(case_id: int, pack: Pack, actor: Actor) -> tuple[int, int]:
    bands = age_bands(pack)
    family = [each for each in members(case_id, actor=actor) if each.left_on is None]
    return len(family), sum(is_child(each.age, each.band, bands) for each in family)


def _due(step: Step, item: WorkItem, pack: Pack) -> Sequence[tuple[str, date]]:
    """The times that run while it waits, the first to run out first."""
    titles = {each.id: each.title for each in pack.timescales}
    journey = item.journey
    found = Clock.objects.filter(timescale__in=step.clocks, state=Clock.State.OPEN)
    mine = found.filter(case=journey.case_id) | found.filter(contact_id=journey.contact_id or 0)
    return sorted({(titles.get(each.timescale, each.timescale), each.due_on) for each in mine}, key=lambda one: one[1])


def who_can(family: ToAllocate, role: TeamRole, *, actor: Actor) -> Lines:
    """Who can be given the family in this part, the teams of its area first."""
    return for_role(role, area=family.area, actor=actor)


def what_if(worker: Worker, family: ToAllocate) -> Load:
    """What somebody would have in hand with this family."""
    return worker.load.with_one(members=family.members, children=family.children, intensity=family.intensity)


@dataclass(frozen=True)
class OnList:
    """A family on the pre-allocation list: since when, its latest contact and latest attempt, and when the next is due.

    `allocates_by` is the way by which a manager allocates it, "" where the actor may not.
    """

    item_id: int
    version: int
    case_id: int
    name: str
    area: str
    since: datetime
    contacted_at: datetime | None
    tried_at: datetime | None
    due_on: date | None
    may_contact: bool
    allocates_by: str


def waiting_list(*, actor: Actor) -> Sequence[OnList]:
    """The families that wait for a worker, the contact that is due first at the top. Six queries however many.

    Whoever sees the case sees it here.
    """
    pack = practice(actor)
    rows = list(Waiting.objects.filter(left_at__isnull=True).select_related("case").order_by("since"))
    cases = [each.case_id for each in rows]
    items = WorkItem.objects.filter(journey__case__in=cases, done_at__isnull=True).select_related("journey")
    by_case: dict[int, tuple[WorkItem, Step]] = {}
    for item in items:
        step = step_of(item)[1]
        if step is not None and step.does == "wait" and item.journey.case_id:
            by_case[item.journey.case_id] = (item, step)
    notes = {each.id for each in pack.note_types if "family.contacted" in each.makes}
    contacts = _contacts(cases, notes)
    due = _next_contact(cases, pack)
    told = _Told(pack, doing(pack, actor=actor), contacts, due)
    shown = [_on_list(row, *by_case[row.case_id], told) for row in rows if row.case_id in by_case]
    return sorted(shown, key=lambda each: (each.due_on or date.max, each.since))


@dataclass(frozen=True)
class _Told:
    """What is known of every family on the list at once."""

    pack: Pack
    who: Doing
    contacts: Mapping[int, tuple[datetime | None, datetime | None]]
    due: Mapping[int, date]

    def may(self, role: str) -> bool:
        """Whether the reader holds a role of the pack."""
        return not role or may_do(self.pack.role(role), self.who)


def _on_list(row: Waiting, item: WorkItem, step: Step, told: _Told) -> OnList:
    way = next((each for each in step.next if each.undone), None)
    allocates = way is not None and told.may(way.role or step.role)
    reached, tried = told.contacts.get(row.case_id, (None, None))
    return OnList(
        item.pk, item.version, row.case_id, row.case.name, told.pack.area_title(row.case.area), row.since, reached,
        tried, told.due.get(row.case_id), told.may(step.role), way.id if way and allocates else "",
    )  # fmt: skip


def on_list(item_id: int, *, actor: Actor) -> OnList:
    """One family on the list. Raises NotFound."""
    found = next((each for each in waiting_list(actor=actor) if each.item_id == item_id), None)
    if found is None:
        raise NotFound
    return found


def _contacts(cases: Sequence[int], types: set[str]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """The latest contact and the latest attempt with each family, from the notes that say so."""
    rows = Log.objects.filter(case__in=cases, type__in=types, hidden_at__isnull=True).order_by("contact_at", "pk")
    found: dict[int, tuple[datetime | None, datetime | None]] = {}
    for case, at, reached in rows.values_list("case", "contact_at", "reached"):
        before = found.get(case, (None, None))
        found[case] = (at, before[1]) if reached is not False else (before[0], at)
    return found


def _next_contact(cases: Sequence[int], pack: Pack) -> dict[int, date]:
    """By when each family is to be contacted next: the clock that its being on the list started."""
    running = [each.id for each in pack.timescales if any(one.event == "pre-allocation.entered" for one in each.starts)]
    rows = Clock.objects.filter(case__in=cases, timescale__in=running, state=Clock.State.OPEN).order_by("-due_on")
    return {each.case_id: each.due_on for each in rows if each.case_id}


def next_of(item_id: int, *, actor: Actor) -> int | None:
    """The item that waits to be allocated after this one was done; None where none does, or the actor may not."""
    done = WorkItem.objects.filter(pk=item_id).values_list("journey", flat=True)
    for item in WorkItem.objects.filter(journey__in=done, done_at__isnull=True).select_related("journey"):
        pack, step = step_of(item)
        if step is not None and step.does == "allocate" and may_finish(item, step, pack, actor=actor):
            return item.pk
    return None


def answers_of(worker: int, role: str, why: str, over_reason: str) -> dict[str, Any]:
    """What the step is answered with when a family is given to a worker."""
    return {"worker": worker, "role": role, "why": why, "over_reason": over_reason}
