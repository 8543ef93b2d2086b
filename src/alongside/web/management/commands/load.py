"""`alongside load`: fill a demonstration with invented families quickly, to measure and to try out."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.clocks.actions.rebuilding import rebuild_after
from alongside.core.actor import LONDON
from alongside.packs.faults import Faulty
from alongside.packs.loader import load
from alongside.web.demonstration.crowd.families import HAPPENED
from alongside.web.demonstration.crowd.filling import fill, take_stock


class Command(BaseCommand):
    """Adds families to a partnership that is set up. The same seed on the same day adds the same families."""

    help = "Fill the demonstration with this many invented families."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many families, which, and where."""
        parser.add_argument("--families", type=int, default=1000, help="how many to invent (1000)")
        parser.add_argument(
            "--seed", type=int, default=1, help="which families: the same number, the same families (1)"
        )
        parser.add_argument("--partnership", default="calderholt", help="where they live (calderholt)")

    def handle(self, *args: Any, families: int, seed: int, partnership: str, **options: Any) -> None:
        """Fill it, and say how quickly. Raises CommandError where that cannot be."""
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration. Set ALONGSIDE_DEMONSTRATION=yes to invent families here.")
        if not settings.OWNER:
            raise CommandError("Set DATABASE_URL to the owner's address: only the owner can fill the tables.")
        started = time.perf_counter()
        today = datetime.now(UTC).astimezone(LONDON).date()
        try:
            pack = load(settings.PACKS_DIR / partnership)
            filled = fill(families=max(0, families), seed=seed, partnership=partnership, pack=pack, today=today)
        except (LookupError, Faulty) as missing:
            raise CommandError(str(missing)) from None
        take_stock()
        took = time.perf_counter() - started
        self.stdout.write(
            f"{filled.families:,} families, {filled.persons:,} people, in {took:.1f} s:"
            f" {filled.families / max(took, 0.001):,.0f} families a second."
        )
        started = time.perf_counter()
        kept = rebuild_after(partnership, HAPPENED)
        if kept.clocks:
            self.stdout.write(f"{kept.clocks:,} clocks on them, in {time.perf_counter() - started:.1f} s.")
