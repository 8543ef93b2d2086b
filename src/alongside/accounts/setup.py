"""Setting up a partnership from its pack: the organisations and teams it starts with."""

from collections.abc import Mapping

from django.db import transaction

from alongside.accounts.actions import add_organisation, add_service, add_team, open_partnership
from alongside.accounts.models import Partnership, Principal, Team
from alongside.packs.schema import Pack


@transaction.atomic
def set_up(*, slug: str, name: str, pack: Pack) -> tuple[Partnership, Mapping[str, Team]]:
    """Open a partnership as its pack says, or bring it up to date. Returns it, and its teams by the pack's ids.

    Organisations, teams and areas that the pack no longer names stay: people and records belong to them.
    """
    partnership = open_partnership(
        slug=slug,
        name=name,
        pack=pack.id,
        discovery=pack.discovery.cases,
        report_titles=pack.discovery.report_titles,
    )
    for area in pack.areas:
        Principal.objects.get_or_create(partnership=partnership, kind=Principal.Kind.AREA, code=area.id)
    teams: dict[str, Team] = {}
    for organisation in pack.organisations:
        partner = add_organisation(
            partnership=partnership, name=organisation.title, kind=organisation.type, standing=organisation.standing
        )
        for team in organisation.team:
            teams[team.id] = add_team(
                organisation=partner, name=team.title, area=team.area, coordinates=team.coordinates
            )
    if teams:
        add_service(team=next((team for team in teams.values() if team.coordinates), next(iter(teams.values()))))
    if pack.transfer.team in teams:
        add_service(team=teams[pack.transfer.team], name=pack.transfer.other, works_in_it=True)
    return partnership, teams
