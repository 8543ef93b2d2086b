"""`alongside demonstrate`: two invented partnerships with their people and families, to look at and to try."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from alongside.accounts.cast import CALDERHOLT, PENWETHER, engage
from alongside.accounts.queries import actor_for
from alongside.accounts.setup import set_up
from alongside.cases import queries
from alongside.cases.access import ask_for_access
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.packs.loader import load
from alongside.web.demonstration.families import families as told_families
from alongside.web.demonstration.families import nominate

PLACES = (
    ("calderholt", "Calderholt Early Help Partnership", CALDERHOLT),
    ("penwether", "Penwether Families Together", PENWETHER),
)


class Command(BaseCommand):
    """Sets up the two partnerships and their cast; invents families where there are none yet. Does nothing twice."""

    help = "Invent the demonstration: two partnerships, their people, and this many families."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many families there should be in the first partnership."""
        parser.add_argument("--families", type=int, default=60, help="how many families to invent (60)")

    def handle(self, *args: Any, families: int, **options: Any) -> None:
        """Make what is missing. Raises CommandError where this installation is not a demonstration."""
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration. Set ALONGSIDE_DEMONSTRATION=yes to invent families here.")
        actors: dict[str, Actor] = {}
        holders: dict[str, int] = {}
        for slug, name, players in PLACES:
            _, teams = set_up(slug=slug, name=name, pack=load(settings.PACKS_DIR / slug))
            people = engage(players, teams)
            actors |= {who: actor_for(user, datetime.now(UTC)) for who, user in people.items()}
            if slug == "calderholt":
                holders |= {team: row.principal_id for team, row in teams.items()}
                holders |= {who: user.principal_id for who, user in people.items()}
        if self._has_families(actors["ade"]):
            return
        self._tell(actors, holders)
        if families > len(told := told_families()):
            call_command("load", families=families - len(told), seed=1)

    def _has_families(self, actor: Actor) -> bool:
        with acting_as(actor):
            return queries.home(actor=actor).my_cases > 0

    def _tell(self, actors: dict[str, Actor], holders: dict[str, int]) -> None:
        cases = [nominate(family, actors=actors, holders=holders) for family in told_families()]
        with acting_as(actors["esme"]):
            reason = "Jessa is in my year group and I would like to help with her mornings."
            ask_for_access(cases[0], reason=reason, actor=actors["esme"])
