"""What a user put on their own workload: cases, reports, tasks and profiles that they see (E-CINS 7.3.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.queries import practice
from alongside.cases.models import Case
from alongside.casework.models import OnWorkload, Report, Task
from alongside.core.actor import Actor
from alongside.people.queries import persons

MOST = 200


@dataclass(frozen=True)
class OnList:
    """A line of a list of the workload: what it is, what to know of it, and since when it is there."""

    kind: str
    number: int
    title: str
    detail: str
    added_at: datetime


def _cases(numbers: Sequence[int], actor: Actor) -> Mapping[int, tuple[str, str]]:
    pack = practice(actor)
    rows = Case.objects.visible_to(actor).filter(pk__in=numbers).values_list("pk", "name", "status", "owner__name")
    return {number: (name, f"{pack.status_title(status)}, owner {owner}") for number, name, status, owner in rows}


def _reports(numbers: Sequence[int], actor: Actor) -> Mapping[int, tuple[str, str]]:
    pack = practice(actor)
    rows = Report.objects.filter(partnership_id=actor.partnership_id, pk__in=numbers)
    return {row.pk: (row.title, pack.title_of("report_types", row.type)) for row in rows}


def _tasks(numbers: Sequence[int], actor: Actor) -> Mapping[int, tuple[str, str]]:
    rows = Task.objects.filter(case__in=Case.objects.visible_to(actor), pk__in=numbers).select_related("case")
    return {row.pk: (row.title, f"due {row.due_on:%-d %B %Y}, {row.case.name}") for row in rows}


def _people(numbers: Sequence[int], actor: Actor) -> Mapping[int, tuple[str, str]]:
    return {each.id: (each.name, each.age_words) for each in persons(numbers, actor=actor)}


KINDS: Mapping[str, Callable[[Sequence[int], Actor], Mapping[int, tuple[str, str]]]] = {
    "case": _cases, "report": _reports, "task": _tasks, "person": _people,
}  # fmt: skip
"""What can be put on a workload, and how its title and detail are read: nothing of what the actor does not see."""


def is_there(kind: str, number: int, *, actor: Actor) -> bool:
    """Whether the actor sees this thing now. One query."""
    return number in KINDS[kind]([number], actor)


def is_on_workload(kind: str, number: int, *, actor: Actor) -> bool:
    """Whether the actor has this on their workload. One query."""
    return OnWorkload.objects.filter(user_id=actor.user_id, kind=kind, number=number, removed_at__isnull=True).exists()


def on_workload(*, actor: Actor) -> Mapping[str, Sequence[OnList]]:
    """What is on the actor's workload by kind, the latest first. Five queries; what they see no longer is left out."""
    rows = OnWorkload.objects.filter(user_id=actor.user_id, removed_at__isnull=True).order_by("-id")[:MOST]
    by_kind: dict[str, list[OnWorkload]] = {kind: [] for kind in KINDS}
    for row in rows:
        by_kind[row.kind].append(row)
    lists: dict[str, Sequence[OnList]] = {}
    for kind, found in by_kind.items():
        told = KINDS[kind]([row.number for row in found], actor) if found else {}
        lists[kind] = [OnList(kind, row.number, *told[row.number], row.added_at) for row in found if row.number in told]
    return lists
