"""The parts in a team around the family: who gives way to whom, so that exactly one leads. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alongside.packs.process_schema import TeamRole


@dataclass(frozen=True)
class Held:
    """A part that somebody has now."""

    id: int
    role: str


def give_way(joining: TeamRole, held: Iterable[Held], roles: Mapping[str, TeamRole]) -> Sequence[int]:
    """The parts that end as somebody takes this one: whoever led, where it leads; whoever had it, where one has it."""
    return [each.id for each in held if _gives_way(each, joining, roles)]


def _gives_way(part: Held, joining: TeamRole, roles: Mapping[str, TeamRole]) -> bool:
    known = roles.get(part.role)
    if joining.leads and known is not None and known.leads:
        return True
    return joining.one and part.role == joining.id


def told_as(role: TeamRole) -> str:
    """What an allocation to this role is to the clocks."""
    return role.told_as or ("lead professional" if role.leads else "worker")
