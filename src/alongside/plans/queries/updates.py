"""Reading the updates on a plan and on its concerns, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.rows import rows_of

PAGE = 25
ON_THE_PLAN = 3
"""How many updates of each concern, and of the plan as a whole, stand on the page of the plan."""


@dataclass(frozen=True)
class Update:
    """An update as it is read: on the plan, or on concern `number`. `status` is the plan status it brought, in words.

    `updated_on` is the day it is about, `at` when it was written; `told` names those who were told.
    """

    id: int
    concern_id: int | None
    number: int | None
    better: str
    type: str
    status: str
    updated_on: date
    words: str
    told: Sequence[str]
    by: str
    at: datetime


@dataclass(frozen=True)
class UpdatePage(Page[Update]):
    """A page of updates, newest first by the day they are about; `total` counts all there are."""

    total: int


@dataclass(frozen=True)
class Updates:
    """The newest updates of a plan: of it as a whole, and of each concern by its id; `totals` counts all of each."""

    of_plan: Sequence[Update]
    by_concern: Mapping[int, Sequence[Update]]
    totals: Mapping[int | None, int]

    def of(self, concern_id: int) -> Sequence[Update]:
        """The newest of one concern."""
        return self.by_concern.get(concern_id, ())

    def total(self, concern_id: int | None = None) -> int:
        """How many there are of a concern, or of the plan as a whole."""
        return self.totals.get(concern_id, 0)


def updates_of(plan_id: int, *, actor: Actor, each: int = ON_THE_PLAN) -> Updates:
    """The newest updates of a plan and of each of its concerns, `each` of them. One query; none for a plan not seen."""
    rows = rows_of(_NEWEST, {"plan": plan_id, "each": each})
    found: dict[int | None, list[Update]] = {}
    totals: dict[int | None, int] = {}
    pack = practice(actor)
    for row in rows:
        totals[row["concern_id"]] = row.pop("total")
        found.setdefault(row["concern_id"], []).append(_update(row, pack))
    of_plan = found.pop(None, [])
    return Updates(of_plan, {concern: said for concern, said in found.items() if concern}, totals)


def every_update(plan_id: int, *, actor: Actor, concern_id: int | None = None, page: int = 1) -> UpdatePage:
    """All updates of a plan, its concerns' too, or of one concern alone. One query."""
    told = {"plan": plan_id, "concern": concern_id, "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    rows = rows_of(_EVERY, told)
    total = rows[0]["total"] if rows else 0
    pack = practice(actor)
    for row in rows:
        row.pop("total")
    return UpdatePage([_update(row, pack) for row in rows[:PAGE]], page, len(rows) > PAGE, total)


def _update(row: dict[str, Any], pack: Any) -> Update:
    told = [name for name in row.pop("told") if name]
    row["type"] = pack.title_of("plan_update_types", row["type"]) if row["type"] else ""
    row["status"] = pack.title_of("plan_statuses", row["status"]) if row["status"] else ""
    return Update(**row, told=told)


_UPDATE = """
SELECT u.id, u.concern_id, k.number, coalesce(k.better, '') AS better, u.type, u.status, u.updated_on, u.words,
       ARRAY(SELECT coalesce(w.name, t.name) FROM unnest(u.told) said(principal)
               LEFT JOIN accounts_user w ON w.principal_id = said.principal
               LEFT JOIN accounts_team t ON t.principal_id = said.principal ORDER BY 1) AS told,
       b.name AS by, u.at
"""
_FROM = " JOIN accounts_user b ON b.id = u.by_id LEFT JOIN plans_concern k ON k.id = u.concern_id"
_NEWEST = f"""
{_UPDATE}, u.total
  FROM (SELECT x.*, row_number() OVER of AS place, count(*) OVER (PARTITION BY x.concern_id) AS total
          FROM plans_update x WHERE x.plan_id = %(plan)s
        WINDOW of AS (PARTITION BY x.concern_id ORDER BY x.updated_on DESC, x.id DESC)) u
{_FROM} WHERE u.place <= %(each)s ORDER BY u.updated_on DESC, u.id DESC
"""  # noqa: S608  # put together from our own texts
_EVERY = f"""
{_UPDATE}, count(*) OVER () AS total
  FROM plans_update u {_FROM}
 WHERE u.plan_id = %(plan)s AND (%(concern)s::bigint IS NULL OR u.concern_id = %(concern)s)
 ORDER BY u.updated_on DESC, u.id DESC LIMIT %(most)s OFFSET %(beyond)s
"""  # put together from our own texts
