"""Who does what in the pathway here: the teams of trays, and which roles somebody holds."""

from alongside.accounts.models import Membership, Team
from alongside.core.actor import Actor
from alongside.packs.process_schema import Tray
from alongside.packs.schema import Pack
from alongside.pathway.rules.steps import Doing


def doing(pack: Pack, *, actor: Actor) -> Doing:
    """The teams that the actor works in and manages, by their ids in the pack. One query."""
    ids = _ids_by_title(pack)
    found = Membership.objects.filter(user=actor.user_id).values_list("team__name", "manages")
    mine = [(ids.get(name, ""), manages) for name, manages in found]
    return Doing(frozenset(team for team, _ in mine if team), frozenset(team for team, it in mine if it and team))


def team_of(tray: Tray, area: str, pack: Pack, *, actor: Actor) -> Team | None:
    """The team that works a tray for an area; None where the pack names none. One query."""
    return team_called(tray.team_for(area), pack, actor=actor)


def team_called(team_id: str, pack: Pack, *, actor: Actor) -> Team | None:
    """The team of this id in the pack; None where there is none. One query."""
    title = next((each.title for part in pack.organisations for each in part.team if each.id == team_id), None)
    if title is None:
        return None
    return Team.objects.filter(partnership_id=actor.partnership_id, name=title).first()


def _ids_by_title(pack: Pack) -> dict[str, str]:
    return {each.title: each.id for part in pack.organisations for each in part.team}
