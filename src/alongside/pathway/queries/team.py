"""The team around a family as its page shows it: who has which part, what was agreed, and what waits to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.models import Case, Share
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.packs.process_schema import TeamRole
from alongside.pathway.models import Allocation, WorkItem
from alongside.pathway.queries.at_panel import in_words
from alongside.pathway.queries.steps import step_of


@dataclass(frozen=True)
class Part:
    """Somebody's part in the team. `standing` is core or associate, of the organisation they come from; `sees` whether
    the case is shared with them."""

    id: int
    role: str
    title: str
    leads: bool
    name: str
    user_id: int | None
    job_title: str
    telephone: str
    organisation: str
    standing: str
    starts_on: date
    ends_on: date | None
    end_reason: str
    why: str
    over_reason: str
    sees: bool
    version: int


@dataclass(frozen=True)
class Agreed:
    """What was agreed as the team began: its first foci, how the children are heard, when it meets; as answered."""

    title: str
    on: datetime | None
    by: str
    answers: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class TeamShown:
    """The team around a family: who is in it now, who was, what was agreed; `roles` that can be given."""

    now: Sequence[Part]
    before: Sequence[Part]
    agreed: Sequence[Agreed]
    roles: Sequence[TeamRole]

    @property
    def lead(self) -> Part | None:
        """Whoever leads."""
        return next((each for each in self.now if each.leads), None)


def team_of_case(case_id: int, *, actor: Actor) -> TeamShown:
    """The team around the family of a case that the actor sees. Four queries. Raises NotFound."""
    if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    pack = practice(actor)
    roles = {each.id: each for each in pack.team_roles}
    rows = Allocation.objects.filter(case=case_id).select_related("user__team__organisation", "organisation")
    shared = set(
        Share.objects.filter(case=case_id, stopped_at__isnull=True).values_list("holder_id", flat=True)
    )  # fmt: skip
    parts = [_part(row, roles, shared) for row in rows.order_by("starts_on", "pk")]
    places = {each: place for place, each in enumerate(roles)}
    now = sorted((each for each in parts if each.ends_on is None), key=lambda each: places.get(each.role, 99))
    before = [each for each in reversed(parts) if each.ends_on is not None]
    return TeamShown(now, before, _agreed(case_id), pack.team_roles)


def part_of(case_id: int, part_id: int, *, actor: Actor) -> Part:
    """One part that is held now. Raises NotFound."""
    found = next((each for each in team_of_case(case_id, actor=actor).now if each.id == part_id), None)
    if found is None:
        raise NotFound
    return found


def _part(row: Allocation, roles: dict[str, TeamRole], shared: set[int]) -> Part:
    user, role = row.user, roles.get(row.role)
    where = row.organisation or (user.team.organisation if user else None)
    return Part(
        row.pk, row.role, role.title if role else row.role, bool(role and role.leads), user.name if user else row.name,
        row.user_id, user.job_title if user else "", user.telephone if user else "", where.name if where else "",
        where.standing if where else "", row.starts_on, row.ends_on, row.end_reason, row.why, row.over_reason,
        bool(user and {user.principal_id, user.team.principal_id} & shared), row.version,
    )  # fmt: skip


def _agreed(case_id: int) -> Sequence[Agreed]:
    """What the steps that agree a team were answered, the latest first."""
    rows = WorkItem.objects.filter(journey__case=case_id, done_at__isnull=False).select_related("journey", "done_by")
    found = []
    for row in rows.order_by("-done_at", "-pk"):
        step = step_of(row)[1]
        if step is None or step.does not in ("agree team", "record consent"):
            continue
        answers = [(each.asks, _lines(row.answers.get(each.id))) for each in step.question]
        by = row.done_by.name if row.done_by else ""
        found.append(Agreed(step.title, row.done_at, by, [each for each in answers if each[1]]))
    return found


def _lines(answer: Any) -> Sequence[str]:
    if isinstance(answer, list | tuple):
        return [str(each) for each in answer if str(each).strip()]
    return [in_words(str(answer))] if answer not in (None, "") else []
