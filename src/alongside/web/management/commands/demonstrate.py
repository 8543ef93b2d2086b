"""`alongside demonstrate`: invented partnerships with their people and families, to look at and to try."""

from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from alongside.accounts.cast import BRACKENSHORE, CALDERHOLT, PENWETHER, SANDMERE, THORNHAVEN, engage
from alongside.accounts.queries import actor_for
from alongside.accounts.setup import set_up
from alongside.cases import queries
from alongside.cases.access import ask_for_access
from alongside.clocks.actions.rebuilding import rebuild_after
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.packs.loader import load
from alongside.web.demonstration import (
    assessments,
    care,
    clocks,
    contacts,
    documents,
    family_copy,
    meetings,
    messages,
    notes,
    oversight,
    panels,
    plans,
    practice,
    reports,
    services,
    stepping,
    tasks,
)
from alongside.web.demonstration.crowd.families import HAPPENED
from alongside.web.demonstration.crowd.filling import fill, take_stock
from alongside.web.demonstration.families import families as told_families
from alongside.web.demonstration.families import nominate

PLACES = (
    ("calderholt", "Calderholt Early Help Partnership", CALDERHOLT),
    ("penwether", "Penwether Families Together", PENWETHER),
    ("sandmere", "Sandmere Children's Centres", SANDMERE),
    ("brackenshore", "Brackenshore Family Solutions", BRACKENSHORE),
    ("thornhaven", "Thornhaven Integrated Early Support", THORNHAVEN),
)
CROWDED = "calderholt"


@dataclass(frozen=True)
class Cast:
    """The invented people as actors, by forename, and whom a case can be shared with, by name."""

    actors: dict[str, Actor]
    holders: dict[str, int]


class Command(BaseCommand):
    """Sets up the partnerships and their cast; invents families where there are none yet. Does nothing twice."""

    help = "Invent the demonstration: partnerships, their people, and this many families."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many families there should be in the first partnership."""
        parser.add_argument("--families", type=int, default=60, help="how many families to invent (60)")

    def handle(self, *args: Any, families: int, **options: Any) -> None:
        """Make what is missing. Raises CommandError where this installation is not a demonstration."""
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration. Set ALONGSIDE_DEMONSTRATION=yes to invent families here.")
        cast = self._set_up()
        if self._has_families(cast.actors["ade"]):
            return
        with transaction.atomic():  # killed on the way, it has made no family, and makes them all the next time
            self._tell(cast)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self._invent(families - len(told_families()), cast.actors["ade"])
        take_stock()

    def _set_up(self) -> Cast:
        cast = Cast({}, {})
        for slug, name, players in PLACES:
            _, teams = set_up(slug=slug, name=name, pack=load(settings.PACKS_DIR / slug))
            people = engage(players, teams)
            cast.actors.update({who: actor_for(user, datetime.now(UTC)) for who, user in people.items()})
            if slug == CROWDED:
                cast.holders.update({team: row.principal_id for team, row in teams.items()})
                cast.holders.update({who: user.principal_id for who, user in people.items()})
        return cast

    def _invent(self, families: int, actor: Actor) -> None:
        if families > 0:
            pack = load(settings.PACKS_DIR / CROWDED)
            fill(families=families, seed=1, partnership=CROWDED, pack=pack, today=actor.today)
            rebuild_after(CROWDED, HAPPENED)

    def _has_families(self, actor: Actor) -> bool:
        with acting_as(actor):
            return queries.home(actor=actor).my_cases > 0

    def _tell(self, cast: Cast) -> None:
        cases = [nominate(family, actors=cast.actors, holders=cast.holders) for family in told_families()]
        with acting_as(cast.actors["esme"]) as esme:
            reason = "Jessa is in my year group and I would like to help with her mornings."
            ask_for_access(cases[0], reason=reason, actor=esme)
        notes.tell(cast.actors, cases, cast.holders)
        messages.tell(cast.actors, cases, cast.holders)
        documents.tell(cast.actors, cases)
        reports.tell(cast.actors, cases, cast.holders)
        tasks.tell(cast.actors, cases, cast.holders)
        care.tell(cast.actors, cases)
        assessments.tell(cast.actors, cases)
        plans.tell(cast.actors, cases)
        services.tell(cast.actors, cases)
        meetings.tell(cast.actors, cases)
        practice.tell(cast.actors, cases, cast.holders)
        clocks.tell(cast.actors, cases)
        family_copy.tell(cast.actors, cases)
        stepping.tell(cast.actors, cast.holders)
        oversight.tell(cast.actors)
        panels.tell(cast.actors)
        contacts.tell(cast.actors)
