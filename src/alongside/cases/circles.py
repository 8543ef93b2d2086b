"""Circles: who sees a restricted report or note. The grants are the truth; a trigger keeps the audience."""

from collections.abc import Sequence

from alongside.accounts.queries import Colleague, holder_of
from alongside.cases.models import Circle, CircleGrant
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound


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


def let_in(circle_id: int, holder: int, *, actor: Actor, why: str = "") -> Colleague:
    """Let a user or a team into a circle; one who is in it stays. Who is in a circle may let others in.

    Raises NotFound for a circle the actor is not in, Invalid for a holder not of the partnership.
    """
    circle = _seen(circle_id)
    whom = holder_of(holder, actor=actor)
    if whom is None or whom.kind not in {"user", "team"}:
        raise Invalid("Choose who may see it.", {"holders": "Choose users or teams of this partnership."})
    if not circle.grants.filter(holder_id=holder, stopped_at__isnull=True).exists():
        CircleGrant.objects.create(
            partnership_id=actor.partnership_id, circle=circle, principal_id=holder, holder_id=holder, why=why.strip(),
            granted_by_id=actor.user_id, granted_at=actor.now,
        )  # fmt: skip
    return whom


def let_out(circle_id: int, holder: int, *, actor: Actor) -> None:
    """End what lets a user or a team into a circle. Raises NotFound for a circle the actor is not in."""
    _seen(circle_id).grants.filter(holder_id=holder, stopped_at__isnull=True).update(
        stopped_by_id=actor.user_id, stopped_at=actor.now
    )


def in_circle(circle_id: int, *, actor: Actor) -> Sequence[Colleague]:
    """Who is let into a circle today; nobody for a circle the actor is not in."""
    grants = CircleGrant.objects.filter(circle_id=circle_id, stopped_at__isnull=True).order_by("id")
    found = (holder_of(holder, actor=actor) for holder in grants.values_list("holder_id", flat=True))
    return [whom for whom in found if whom is not None]


def _seen(circle_id: int) -> Circle:
    circle = Circle.objects.filter(pk=circle_id).first()
    if circle is None:
        raise NotFound
    return circle
