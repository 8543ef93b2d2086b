"""The invented place of every test: Calderholt, its teams and its cast, set up from the shipped packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from alongside.accounts.cast import BRACKENSHORE, CALDERHOLT, PENWETHER, SANDMERE, THORNHAVEN, engage
from alongside.accounts.models import Partnership, Team, User
from alongside.accounts.queries import actor_for, practice
from alongside.accounts.setup import set_up
from alongside.cases.models import Case, Consent, Share
from alongside.core.actor import Actor
from alongside.packs.actions import release_pack
from alongside.packs.loader import load
from alongside.packs.schema import Pack

PACKS = Path(__file__).resolve().parent.parent / "packs"
NOVEMBER = date(2026, 11, 17)
"""The Tuesday on which most tests happen."""


@dataclass(frozen=True)
class Borough:
    """A partnership with its teams and people. `actor("Ade")` is Ade at noon on a day."""

    partnership: Partnership
    teams: Mapping[str, Team]
    people: Mapping[str, User]

    def actor(self, name: str, on: date = NOVEMBER, at: time = time(12)) -> Actor:
        """Somebody of the cast at a moment of a day (UTC), with what they hold then."""
        user = User.objects.get(pk=self.people[name.lower()].pk)
        return actor_for(user, datetime.combine(on, at, UTC))

    @cached_property
    def pack(self) -> Pack:
        """The practice here."""
        return practice(self.actor(next(iter(self.people))))

    def case(self, owner: str = "Ade", name: str = "Marsh / Quillan CH99 2ND") -> Case:
        """A case with nobody on it yet, seen by its owner alone; opened behind the actions, for tests of access."""
        user = self.people[owner.lower()]
        case = Case.objects.create(
            partnership=self.partnership, name=name, area="north", form="nomination", status="open", priority="low",
            owner=user, team=user.team, created_by=user, created_at=datetime.combine(NOVEMBER, time(9), UTC),
            referral_on=NOVEMBER, audience=[user.principal_id],
        )  # fmt: skip
        self.share(case, owner)
        return case

    def consent(self, case: Case) -> Consent:
        """The family's consent to a case opened behind the actions, with its signed copy filed."""
        return Consent.objects.create(
            partnership=self.partnership, case=case, statement="received", state="given", given=True,
            signed_copy_at=case.created_at, recorded_by=case.owner, recorded_at=case.created_at,
        )  # fmt: skip

    def share(self, case: Case, with_whom: str) -> Share:
        """Share a case with somebody of the cast, or with a team by its id in the pack, from now on."""
        holder = (self.people.get(with_whom.lower()) or self.teams[with_whom]).principal_id
        return Share.objects.create(
            partnership=self.partnership, case=case, principal_id=holder, holder_id=holder, why="working with them",
            shared_by=case.owner, shared_at=case.created_at,
        )  # fmt: skip


PLACES = {
    "calderholt": (
        "Calderholt Early Help Partnership",
        CALDERHOLT,
    ),  # where everything happens; outsiders get a pointer
    "penwether": ("Penwether Families Together", PENWETHER),  # on the same installation; outsiders get nothing
    "sandmere": ("Sandmere Children's Centres", SANDMERE),  # keep their cases by sites and a closed date
    "brackenshore": ("Brackenshore Family Solutions", BRACKENSHORE),  # a practice framework, from family centres
    "thornhaven": ("Thornhaven Integrated Early Support", THORNHAVEN),  # an access team and weekly locality groups
}
"""The partnerships of the tests: what each is called, and who works there."""


def found(slug: str) -> Borough:
    """Set a place up from its shipped pack, as an operator does."""
    name, players = PLACES[slug]
    pack = load(PACKS / slug)
    release_pack(pack)
    partnership, teams = set_up(slug=slug, name=name, pack=pack)
    return Borough(partnership, teams, engage(players, teams))


@dataclass(frozen=True)
class Standing:
    """The numbers of a place that was set up once, for every test to start from."""

    partnership: int
    teams: Mapping[str, int]
    people: Mapping[str, int]

    @classmethod
    def of(cls, place: Borough) -> "Standing":
        """What to find the place by again."""
        return cls(place.partnership.pk, _numbers(place.teams), _numbers(place.people))

    def place(self) -> Borough:
        """The place as it stands now. Three queries."""
        partnership = Partnership.objects.get(pk=self.partnership)
        teams, people = Team.objects.in_bulk(self.teams.values()), User.objects.in_bulk(self.people.values())
        return Borough(
            partnership,
            {name: teams[number] for name, number in self.teams.items()},
            {name: people[number] for name, number in self.people.items()},
        )


def _numbers(things: Mapping[str, Any]) -> Mapping[str, int]:
    return {name: thing.pk for name, thing in things.items()}
