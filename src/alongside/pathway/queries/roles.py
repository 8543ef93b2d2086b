"""Who does what in the pathway here: the teams of trays, and which roles somebody holds."""

from alongside.accounts.models import Membership, Team
from alongside.accounts.queries import team_called
from alongside.core.actor import Actor
from alongside.packs.parts import team_titles
from alongside.packs.process_schema import Tray
from alongside.packs.schema import Pack
from alongside.pathway.rules.steps import Doing


def doing(pack: Pack, *, actor: Actor) -> Doing:
    """The teams that the actor works in and manages, by their ids in the pack. One query."""
    return doing_of(actor.user_id, pack)


def doing_of(user_id: int, pack: Pack) -> Doing:
    """The same for somebody of the partnership. One query."""
    ids = {title: team for team, title in team_titles(pack).items()}
    found = Membership.objects.filter(user=user_id).values_list("team__name", "manages")
    mine = [(ids.get(name, ""), manages) for name, manages in found]
    return Doing(frozenset(team for team, _ in mine if team), frozenset(team for team, it in mine if it and team))


def team_of(tray: Tray, area: str, pack: Pack, *, actor: Actor) -> Team | None:
    """The team that works a tray for an area; None where the pack names none. One query."""
    return team_called(tray.team_for(area), pack, actor=actor)
