"""Who has how many families, against how many they should have: by team, for managers (practice framework 11.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from alongside.accounts.models import Membership, Team, User
from alongside.accounts.queries import manages, practice
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.packs.parts import age_bands, team_titles
from alongside.packs.process_schema import Caseload, TeamRole
from alongside.packs.schema import Pack
from alongside.pathway.rules.caseloads import NOTHING, Load, in_words, is_full, recommended, total
from alongside.people.rules import ADULT

SOON = timedelta(days=10)


@dataclass(frozen=True)
class Worker:
    """Somebody who works with families, and what they have in hand. `home` is their own team, where it is another."""

    user_id: int
    name: str
    job_title: str
    organisation: str
    standing: str
    part_time: bool
    load: Load
    caseload: Caseload
    home: str = ""
    manages: bool = False

    @property
    def recommended(self) -> int:
        """How many families are recommended for them."""
        return recommended(self.caseload, part_time=self.part_time)

    @property
    def is_full(self) -> bool:
        """Whether one family more needs a reason."""
        return is_full(self.load, self.caseload, part_time=self.part_time)

    @property
    def words(self) -> str:
        """How their caseload stands, in words."""
        return in_words(self.load, self.caseload, part_time=self.part_time)


@dataclass(frozen=True)
class Line:
    """A team and who works in it. Somebody may stand under two: where they work, and where they are managed (S177)."""

    team_id: int
    name: str
    organisation: str
    standing: str
    workers: Sequence[Worker]


@dataclass(frozen=True)
class Lines:
    """The teams, and all of their workers together, each of them once."""

    lines: Sequence[Line]

    @property
    def workers(self) -> Sequence[Worker]:
        """Each worker once, however many lines they stand under."""
        return list({each.user_id: each for line in self.lines for each in line.workers}.values())

    @property
    def total(self) -> Load:
        """What all of them have in hand; a family that two of them work with is counted for both."""
        return total([each.load for each in self.workers])


def of_my_teams(*, actor: Actor) -> Lines:
    """The caseloads in the teams that the actor manages; with none, their own alone. Four queries at most."""
    mine = manages(actor)
    if not mine:
        return Lines(_lines(Q(user=actor.user_id, team=actor.team_id), actor))
    return Lines(_lines(Q(team__in=mine) & ~Q(team__name__in=_of_panels(practice(actor))), actor))


def _of_panels(pack: Pack) -> list[str]:
    """The teams that are a panel: who sits there works with families elsewhere."""
    kept = {tray for each in pack.panels for tray in _teams_of(each.tray, pack)}
    works = {
        team for role in pack.roles if role.id in {each.held_by for each in pack.team_roles} for team in role.teams
    }
    return [each.title for part in pack.organisations for each in part.team if each.id in kept - works]


def _teams_of(tray_id: str, pack: Pack) -> set[str]:
    tray = next((each for each in pack.trays if each.id == tray_id), None)
    return {tray.team, *tray.areas.values()} if tray else set()


def for_role(role: TeamRole, *, area: str, actor: Actor) -> Lines:
    """Who can be allocated to a role of the team around the family: the teams of the role that holds it, those of the
    family's area first. Three queries."""
    pack = practice(actor)
    titles = _titles(role, pack)
    wanted = Q(team__name__in=titles) if titles else Q(team__in=manages(actor))
    found = _lines(wanted, actor)
    areas = {each.title: each.area for part in pack.organisations for each in part.team}
    return Lines(sorted(found, key=lambda line: (areas.get(line.name, "") != area, line.name)))


def loads_of(user_ids: Iterable[int], *, actor: Actor) -> Mapping[int, Load]:
    """What each of these users has in hand, as far as the actor may know: a manager, or whoever asks of themselves."""
    pack, wanted = practice(actor), list(user_ids)
    told = {
        "users": wanted, "counting": [each.id for each in pack.team_roles if each.counts],
        "closing": [each.id for each in pack.statuses if each.closes], "bands": _children(pack),
        "today": actor.today, "soon": actor.now + SOON,
    }  # fmt: skip
    return {row["user_id"]: _load(row) for row in (rows_of(_LOADS, told) if wanted else [])}


def _load(row: Mapping[str, Any]) -> Load:
    names = ("families", "members", "children", "due_soon", "by_intensity")
    return Load(**{name: row[name] for name in names})


def _children(pack: Pack) -> list[str]:
    bands = age_bands(pack)
    return [each.label for each in bands if each.from_age is not None and each.from_age < ADULT]


def _titles(role: TeamRole, pack: Pack) -> list[str]:
    known = next((each for each in pack.roles if each.id == role.held_by), None)
    teams = team_titles(pack)
    return [teams[each] for each in (known.teams if known else ()) if each in teams]


def _lines(wanted: Q, actor: Actor) -> list[Line]:
    rows = list(
        Membership.objects.filter(wanted, team__partnership=actor.partnership_id, user__is_active=True)
        .exclude(user__is_service=True)
        .select_related("team__organisation", "user__team__organisation")
        .order_by("team__name", "manages", "user__name", "user")
    )
    loads, caseload = loads_of({row.user_id for row in rows}, actor=actor), practice(actor).caseload
    teams: dict[int, tuple[Team, list[Worker]]] = {}
    for row in rows:
        worker = _worker(row.user, row.team, row.manages, loads, caseload)
        teams.setdefault(row.team_id, (row.team, []))[1].append(worker)
    return [
        Line(team.pk, team.name, team.organisation.name, team.organisation.standing, workers)
        for team, workers in teams.values()
    ]


def _worker(user: User, team: Team, manages: bool, loads: Mapping[int, Load], caseload: Caseload) -> Worker:
    home = user.team
    return Worker(
        user.pk, user.name, user.job_title, home.organisation.name, home.organisation.standing,
        user.part_time, loads.get(user.pk, NOTHING), caseload, home.name if home.pk != team.pk else "", manages,
    )  # fmt: skip


_LOADS = """
SELECT user_id, families, members, children, due_soon, by_intensity::json
  FROM pathway_caseloads(%(users)s, %(counting)s, %(closing)s, %(bands)s, %(today)s, %(soon)s)
"""
