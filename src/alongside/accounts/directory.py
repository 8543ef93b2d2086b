"""The user directory: who works here, where, and how to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from alongside.accounts.models import Organisation, Team, User
from alongside.accounts.queries import Away, away
from alongside.core.actor import Actor
from alongside.core.pages import Page

PAGE = 25
Offered = Sequence[tuple[int, str]]
"""What can be chosen from: [(id, name)]."""


@dataclass(frozen=True)
class Entry:
    """One user as the directory shows them. `away` is there where they are out of office today."""

    principal: int
    user_id: int
    name: str
    job_title: str
    team: str
    organisation: str
    telephone: str
    email: str
    away: Away | None


@dataclass(frozen=True)
class Choices:
    """What the directory can be narrowed by."""

    organisations: Offered
    teams: Offered


def search(
    words: str, *, actor: Actor, organisation: int | None = None, team: int | None = None, page: int = 1
) -> Page[Entry]:
    """Users who work in the actor's partnership and whose name, job, team or organisation holds every word, by name.

    A % or _ in a word is just that. Two queries. Source: E-CINS 1.3 and 8.5, ORG-03.
    """
    users = User.objects.filter(partnership_id=actor.partnership_id, is_active=True)
    for word in words.split():
        users = users.filter(
            Q(name__icontains=word)
            | Q(job_title__icontains=word)
            | Q(team__name__icontains=word)
            | Q(team__organisation__name__icontains=word)
        )
    if organisation is not None:
        users = users.filter(team__organisation_id=organisation)
    if team is not None:
        users = users.filter(memberships__team_id=team)
    start = (page - 1) * PAGE
    found = list(users.select_related("team__organisation").order_by("name", "pk")[start : start + PAGE + 1])
    gone = away([user.pk for user in found], actor.today)
    return Page([_entry(user, gone.get(user.pk)) for user in found[:PAGE]], page, len(found) > PAGE)


def choices(*, actor: Actor) -> Choices:
    """Every organisation and team of the actor's partnership, by name. Two queries."""
    of_here = {"partnership_id": actor.partnership_id}
    return Choices(
        list(Organisation.objects.filter(**of_here).order_by("name").values_list("pk", "name")),
        list(Team.objects.filter(**of_here).order_by("name").values_list("pk", "name")),
    )


def _entry(user: User, absence: Away | None) -> Entry:
    return Entry(
        user.principal_id, user.pk, user.name, user.job_title, user.team.name, user.team.organisation.name,
        user.telephone, user.email, absence,
    )  # fmt: skip
