"""Circles: who sees a restricted report or note. The grants are the truth; a trigger keeps the audience."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.models import Principal
from alongside.accounts.queries import Colleague, holder_of
from alongside.cases.models import Circle, CircleGrant
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.core.rows import rows_of

LONGEST_WHY = 2000


def make_circle(holders: Sequence[int], *, actor: Actor, why: str = "") -> int:
    """A circle of the actor and of these holders (principals of users or teams). Returns its id.

    Raises Invalid, beside "holders", where one is not of the actor's partnership. Source: E-CINS 5.2, indiv. access.
    """
    circle = Circle.objects.create(
        partnership_id=actor.partnership_id, audience=[actor.own], made_by_id=actor.user_id, made_at=actor.now
    )
    for holder in dict.fromkeys([actor.own, *holders]):
        let_in(circle.pk, holder, actor=actor, why=why)
    return circle.pk


def let_in(circle_id: int, holder: int, *, actor: Actor, why: str = "", ends_on: date | None = None) -> Colleague:
    """Let a user or a team into a circle, up to but not including a day; who is in it as long already stays so.

    Who is in a circle may let others in. Raises NotFound for a circle the actor is not in, Invalid, beside "holders",
    "why" or "ends_on", for a holder not of the partnership, a reason too long, or a day that has come.
    """
    circle = _seen(circle_id)
    whom = holder_of(holder, actor=actor)
    if whom is None or whom.kind not in {"user", "team"}:
        raise Invalid("Choose who may see it.", {"holders": "Choose users or teams of this partnership."})
    _check(why, ends_on, actor)
    running = list(circle.grants.filter(holder_id=holder, stopped_at__isnull=True).select_related("principal"))
    if not any(each.principal_id == holder or _ends_later(each.principal, ends_on) for each in running):
        CircleGrant.objects.create(
            partnership_id=actor.partnership_id, circle=circle, principal_id=_held(holder, ends_on, actor),
            holder_id=holder, why=why.strip(), granted_by_id=actor.user_id, granted_at=actor.now,
        )  # fmt: skip
    return whom


def _check(why: str, ends_on: date | None, actor: Actor) -> None:
    if len(why) > LONGEST_WHY:
        raise Invalid("Make it shorter.", {"why": f"Use {LONGEST_WHY:,} characters or fewer. You have {len(why):,}."})
    if ends_on and ends_on <= actor.today:
        raise Invalid("Check the date.", {"ends_on": "The day access ends must be after today."})


def _ends_later(running: Principal, ends_on: date | None) -> bool:
    return ends_on is not None and running.ends_on is not None and running.ends_on >= ends_on


def _held(holder: int, ends_on: date | None, actor: Actor) -> int:
    """The holder's own principal, or one for the time until a day, which nobody holds from then on."""
    if ends_on is None:
        return holder
    period = Principal.objects.create(
        partnership_id=actor.partnership_id, kind=Principal.Kind.PERIOD, target_id=holder, ends_on=ends_on
    )
    return period.pk


def let_out(circle_id: int, holder: int, *, actor: Actor) -> None:
    """End what lets a user or a team into a circle. Raises NotFound for a circle the actor is not in."""
    _seen(circle_id).grants.filter(holder_id=holder, stopped_at__isnull=True).update(
        stopped_by_id=actor.user_id, stopped_at=actor.now
    )


@dataclass(frozen=True)
class InCircle:
    """One who is, or was, in a circle: why, by whom let in, until when, and whether it holds today."""

    holder: int
    kind: str
    name: str
    detail: str
    why: str
    ends_on: date | None
    granted_by: str
    granted_at: datetime
    stopped_at: datetime | None
    coordinates: bool
    is_maker: bool
    holds: bool


_GRANTS = """
SELECT g.holder_id AS holder, CASE WHEN u.id IS NULL THEN 'team' ELSE 'user' END AS kind,
       coalesce(u.name, t.name) AS name,
       coalesce(nullif(concat_ws(', ', nullif(u.job_title, ''), ut.name), ''), o.name, '') AS detail, g.why, p.ends_on,
       by_user.name AS granted_by, g.granted_at, g.stopped_at, coalesce(t.coordinates, false) AS coordinates,
       u.id IS NOT DISTINCT FROM k.made_by_id AS is_maker
  FROM cases_circle_grant g JOIN cases_circle k ON k.id = g.circle_id JOIN accounts_principal p ON p.id = g.principal_id
  JOIN accounts_user by_user ON by_user.id = g.granted_by_id
  LEFT JOIN accounts_user u ON u.principal_id = g.holder_id LEFT JOIN accounts_team ut ON ut.id = u.team_id
  LEFT JOIN accounts_team t ON t.principal_id = g.holder_id
  LEFT JOIN accounts_organisation o ON o.id = t.organisation_id
 WHERE g.circle_id = %(circle)s ORDER BY g.stopped_at IS NOT NULL, g.id
"""


def circle(circle_id: int, *, actor: Actor) -> Sequence[InCircle]:
    """Who sees what is in a circle and why, those who did before below. One query; nobody for who is not in it."""
    return [_in_circle(row, actor.today) for row in rows_of(_GRANTS, {"circle": circle_id})]


def _in_circle(row: Mapping[str, Any], today: date) -> InCircle:
    holds = row["stopped_at"] is None and (row["ends_on"] is None or today < row["ends_on"])
    return InCircle(**row, holds=holds)


def in_circle(circle_id: int, *, actor: Actor) -> Sequence[Colleague]:
    """Who is let into a circle today; nobody for a circle the actor is not in."""
    holders = [each.holder for each in circle(circle_id, actor=actor) if each.holds]
    found = (holder_of(holder, actor=actor) for holder in holders)
    return [whom for whom in found if whom is not None]


def _seen(circle_id: int) -> Circle:
    found = Circle.objects.filter(pk=circle_id).first()
    if found is None:
        raise NotFound
    return found
