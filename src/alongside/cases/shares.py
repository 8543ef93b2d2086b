"""Reading who can see a case, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from alongside.cases.models import Case, Share
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound


@dataclass(frozen=True)
class Access:
    """One access to a case: who has it, why, since when, and whether it holds today."""

    id: int
    kind: str
    name: str
    detail: str
    why: str
    starts_on: date | None
    ends_on: date | None
    shared_by: str
    shared_at: datetime
    stopped_at: datetime | None
    holds: bool
    is_owner: bool
    holder: int


def shares(case_id: int, *, actor: Actor) -> Sequence[Access]:
    """Who can see the case and why, those who could before below. Two queries. Raises NotFound like the case itself."""
    case = Case.objects.visible_to(actor).select_related("owner").filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return [_access(row, case, actor.today) for row in _share_rows(case_id)]


_SHARES = """
SELECT s.id, CASE WHEN u.id IS NULL THEN 'team' ELSE 'user' END, coalesce(u.name, t.name, p.code),
       coalesce(nullif(concat_ws(', ', nullif(u.job_title, ''), ut.name), ''), o.name, ''), s.why,
       s.starts_on, s.ends_on, by_user.name, s.shared_at, s.stopped_at, s.holder_id
  FROM cases_share s JOIN accounts_principal p ON p.id = s.holder_id
  JOIN accounts_user by_user ON by_user.id = s.shared_by_id
  LEFT JOIN accounts_user u ON u.principal_id = s.holder_id LEFT JOIN accounts_team ut ON ut.id = u.team_id
  LEFT JOIN accounts_team t ON t.principal_id = s.holder_id
  LEFT JOIN accounts_organisation o ON o.id = t.organisation_id
 WHERE s.case_id = %s ORDER BY s.stopped_at IS NOT NULL, s.id
"""


def _share_rows(case_id: int) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [case_id])
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _access(row: tuple[Any, ...], case: Case, today: date) -> Access:
    (share_id, kind, name, detail, why, starts_on, ends_on, shared_by, shared_at, stopped_at, holder) = row
    running = (starts_on is None or starts_on <= today) and (ends_on is None or today < ends_on)
    return Access(
        share_id, kind, name, detail, why, starts_on, ends_on, shared_by, shared_at, stopped_at,
        holds=stopped_at is None and running, is_owner=holder == case.owner.principal_id,
        holder=holder,
    )  # fmt: skip


def shared_with(case_id: int, *, actor: Actor) -> Sequence[int]:
    """The principals that a case is shared with now. One query."""
    return list(
        Share.objects.filter(
            case_id=case_id, case__in=Case.objects.visible_to(actor), stopped_at__isnull=True
        ).values_list("holder_id", flat=True)
    )
