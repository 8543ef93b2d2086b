"""Reading who works here: the actor of a request, colleagues and teams to choose from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection
from django.db.models import Q

from alongside.accounts.actions import PUBLIC_FORM
from alongside.accounts.cast import EVERYBODY
from alongside.accounts.models import Membership, Organisation, Partnership, Principal, Team, User
from alongside.core.actor import LONDON, Actor
from alongside.packs.parts import team_titles
from alongside.packs.queries import IN_FORCE, pack_in_force
from alongside.packs.schema import Pack

COORDINATING = "coordinating team"
"""The role of those in the team that looks over quality and is offered on every grant (E-CINS 2.5)."""

_HELD = f"""
SELECT array_agg(h.principal), bool_or(h.coordinates), a.pack, ({IN_FORCE.format(pack="a.pack")})
  FROM accounts_partnership a, accounts_held(%(user)s, %(on)s) h WHERE a.id = %(partnership)s GROUP BY a.id
"""  # noqa: S608  # put together from our own texts


def actor_for(user: User, now: datetime) -> Actor:
    """The actor that this user is at this moment. One query."""
    with connection.cursor() as cursor:
        today = now.astimezone(LONDON).date()
        cursor.execute(_HELD, {"user": user.pk, "on": today, "partnership": user.partnership_id})
        principals, coordinates, pack, release = cursor.fetchone()
    return Actor(
        user_id=user.pk,
        name=user.name,
        partnership_id=user.partnership_id,
        own=user.principal_id,
        principals=frozenset(principals),
        now=now,
        team_id=user.team_id,
        pack=pack,
        release=release,
        roles=frozenset({COORDINATING}) if coordinates else frozenset(),
    )


def practice(actor: Actor) -> Pack:
    """The pack that the actor's partnership works by today."""
    return pack_in_force(actor=actor)


@dataclass(frozen=True)
class PublicForm:
    """A partnership as its public form speaks for it, and the user that the form acts as."""

    partnership: str
    slug: str
    actor: Actor


def public_form(slug: str, now: datetime) -> PublicForm | None:
    """The partnership of this slug with the actor of its public form at a moment; None where there is none."""
    found = User.objects.filter(partnership__slug=slug, is_service=True, name=PUBLIC_FORM).select_related("partnership")
    user = found.first()
    return PublicForm(user.partnership.name, user.partnership.slug, actor_for(user, now)) if user else None


def team_called(team_id: str, pack: Pack, *, actor: Actor) -> Team | None:
    """The actor's partnership's team of this id in the pack; None where there is none. One query."""
    title = team_titles(pack).get(team_id)
    if title is None:
        return None
    return Team.objects.filter(partnership_id=actor.partnership_id, name=title).first()


@dataclass(frozen=True)
class Colleague:
    """Somebody, or a team, that access can be given to or a case can name."""

    principal: int
    kind: str
    name: str
    detail: str
    user_id: int | None = None
    team_id: int | None = None
    coordinates: bool = False


def find_colleagues(words: str, *, actor: Actor, limit: int = 20) -> Sequence[Colleague]:
    """Active users of the actor's partnership whose name, e-mail address or team holds every word typed."""
    users = User.objects.filter(partnership_id=actor.partnership_id, is_active=True)
    for word in words.split():
        users = users.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(team__name__icontains=word))
    return [_person(user) for user in users.select_related("team").order_by("name", "pk")[:limit]]


def teams(*, actor: Actor) -> Sequence[Colleague]:
    """Every team of the actor's partnership, the coordinating team first."""
    found = Team.objects.filter(partnership_id=actor.partnership_id).select_related("organisation")
    return [
        Colleague(team.principal_id, "team", team.name, team.organisation.name, None, team.pk, team.coordinates)
        for team in found.order_by("-coordinates", "name")
    ]


def colleague(user_id: int, *, actor: Actor) -> Colleague | None:
    """One user of the actor's partnership, or None."""
    user = User.objects.filter(partnership_id=actor.partnership_id, pk=user_id).select_related("team").first()
    return _person(user) if user else None


def managers_of(team_id: int, *, actor: Actor) -> Sequence[Colleague]:
    """The active users who manage a team of the actor's partnership, by name."""
    found = User.objects.filter(
        partnership_id=actor.partnership_id, is_active=True, memberships__team=team_id, memberships__manages=True
    )
    return [_person(user) for user in found.select_related("team").order_by("name", "pk")]


def manages(actor: Actor) -> frozenset[int]:
    """The ids of the teams that the actor manages."""
    return frozenset(Membership.objects.filter(user=actor.user_id, manages=True).values_list("team_id", flat=True))


def holder_of(principal: int, *, actor: Actor) -> Colleague | None:
    """Who or what a principal stands for, in the actor's partnership; a period stands for its target."""
    row = Principal.objects.filter(partnership_id=actor.partnership_id, pk=principal).first()
    if row is None:
        return None
    target = row.target_id or row.pk
    user = User.objects.filter(principal_id=target).select_related("team").first()
    if user:
        return _person(user)
    team = Team.objects.filter(principal_id=target).select_related("organisation").first()
    if team:
        return Colleague(target, "team", team.name, team.organisation.name, None, team.pk, team.coordinates)
    return Colleague(target, row.kind, row.code, row.kind)


def colleagues(principals: Iterable[int], *, actor: Actor) -> Sequence[Colleague]:
    """The active users and the teams that these principals stand for, users first, each by name. Two queries."""
    wanted = list(principals)
    users = User.objects.filter(partnership_id=actor.partnership_id, principal_id__in=wanted, is_active=True)
    found = Team.objects.filter(partnership_id=actor.partnership_id, principal_id__in=wanted)
    people = [_person(user) for user in users.select_related("team").order_by("name", "pk")]
    return people + [
        Colleague(team.principal_id, "team", team.name, team.organisation.name, None, team.pk, team.coordinates)
        for team in found.select_related("organisation").order_by("name")
    ]


@dataclass(frozen=True)
class Away:
    """That a user is out of office: from a day up to but not including another, what they say, who stands in."""

    user_id: int
    starts_on: date | None
    ends_on: date | None
    message: str
    stand_in: Colleague | None

    def covers(self, day: date) -> bool:
        """Whether they are away on a day."""
        return self.starts_on is not None and self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def away(user_ids: Iterable[int], on: date) -> Mapping[int, Away]:
    """Which of these users are out of office on a day, shown to whoever tasks or messages them (SIGN-08). One query.

    Where several stand in for each other, each is told as they said it.
    """
    found = User.objects.filter(pk__in=list(user_ids), away_from__lte=on).select_related("stand_in__team")
    rows = {user.pk: _away(user) for user in found}
    return {user_id: each for user_id, each in rows.items() if each.covers(on)}


def said_away(actor: Actor) -> Away:
    """What the actor said of their own absence, past or to come; without a first day they said nothing."""
    return _away(User.objects.select_related("stand_in__team").get(pk=actor.user_id))


def _away(user: User) -> Away:
    stand_in = _person(user.stand_in) if user.stand_in and user.stand_in.is_active else None
    return Away(user.pk, user.away_from, user.away_until, user.away_message, stand_in)


def _person(user: User) -> Colleague:
    detail = ", ".join(part for part in (user.job_title, user.team.name) if part)
    return Colleague(user.principal_id, "user", user.name, detail, user.pk, user.team_id)


@dataclass(frozen=True)
class Registered:
    """An organisation registered in the partnership, and what kind it is by the pack."""

    id: int
    name: str
    kind: str


ORGANISATIONS = 20
"""How many registered organisations stand on a page of them."""


def find_organisations(words: str, *, page: int, actor: Actor) -> tuple[Sequence[Registered], bool]:
    """Organisations registered in the partnership whose name holds every word typed, all of them where none is, by
    name, a page at a time; and whether there are more. A `%` is a sign like any other. One query."""
    found = Organisation.objects.filter(partnership_id=actor.partnership_id)
    for word in words.split():
        found = found.filter(name__icontains=word)
    first = (page - 1) * ORGANISATIONS
    rows = list(found.order_by("name", "pk")[first : first + ORGANISATIONS + 1])
    return [Registered(each.pk, each.name, each.kind) for each in rows[:ORGANISATIONS]], len(rows) > ORGANISATIONS


def organisation(organisation_id: int, *, actor: Actor) -> Registered | None:
    """One organisation registered in the partnership, or None. One query."""
    each = Organisation.objects.filter(partnership_id=actor.partnership_id, pk=organisation_id).first()
    return Registered(each.pk, each.name, each.kind) if each else None


_USER = [column.attname for column in User._meta.concrete_fields]
_SIGNED_IN = f"""
SELECT {", ".join(f"u.{column}" for column in _USER)}, t.name, p.name, p.pack
  FROM accounts_user u JOIN accounts_team t ON t.id = u.team_id JOIN accounts_partnership p ON p.id = u.partnership_id
 WHERE u.id = %s AND u.is_active
"""  # noqa: S608  # the columns' own names


def signed_in(user_id: int) -> User | None:
    """The user of a session, with the names of team and partnership at hand; None for one who no longer works here.

    One query, said in SQL because every request asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED_IN, [user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    *told, team, partnership, pack = row
    user = User.from_db(connection.alias, _USER, told)
    user.team = Team.from_db(connection.alias, ["id", "name"], [user.team_id, team])
    user.partnership = Partnership.from_db(
        connection.alias, ["id", "name", "pack"], [user.partnership_id, partnership, pack]
    )
    return user


@dataclass(frozen=True)
class Part:
    """One of the cast of the demonstration, as one can step into them; `tries` is what there is to try as them."""

    user_id: int
    name: str
    job_title: str
    team: str
    organisation: str
    tries: str


@dataclass(frozen=True)
class Cast:
    """The people of one invented partnership."""

    partnership: str
    parts: Sequence[Part]


_TRIES = {player.email: player.tries for player in EVERYBODY}


def cast() -> Sequence[Cast]:
    """Whom one can step in as, by partnership, in the order they were added. For a demonstration only."""
    found = User.objects.filter(is_active=True, email__in=_TRIES).select_related("team__organisation", "partnership")
    users = list(found.order_by("partnership_id", "pk"))
    return [
        Cast(partnership, [_part(user) for user in members])
        for partnership, members in groupby(users, key=lambda user: user.partnership.name)
    ]


def _part(user: User) -> Part:
    team = user.team
    return Part(user.pk, user.name, user.job_title, team.name, team.organisation.name, _TRIES[user.email])
