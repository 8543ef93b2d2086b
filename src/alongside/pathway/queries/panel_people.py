"""Who is of a panel, and which agencies can take the lead: everybody who works in the team that keeps its agenda."""

from collections.abc import Sequence

from alongside.accounts.models import Organisation, User
from alongside.core.actor import Actor
from alongside.pathway.queries.panels import Attending


def members_of_panel(team_id: int, *, actor: Actor) -> Sequence[Attending]:
    """The people of a panel by name, each with the organisation they come from. One query."""
    people = User.objects.filter(
        partnership=actor.partnership_id, is_active=True, is_service=False, memberships__team=team_id
    )
    return [
        Attending("user", each.pk, each.name, each.team.organisation.name)
        for each in people.select_related("team__organisation").order_by("name", "pk")
    ]


def agencies(*, actor: Actor) -> Sequence[tuple[int, str]]:
    """The agencies of the partnership by name, each with its standing (ORG-05), core members first. One query."""
    found = Organisation.objects.filter(partnership=actor.partnership_id).order_by("name")
    rows = sorted(found, key=lambda each: {"core": 0, "associate": 1}.get(each.standing, 2))
    return [(each.pk, f"{each.name} ({each.standing} member)" if each.standing else each.name) for each in rows]
