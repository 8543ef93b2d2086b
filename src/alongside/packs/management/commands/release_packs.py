"""`alongside release_packs`: put the packs of the packs folder in force, each from its day."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.packs.actions import release_all
from alongside.packs.faults import Faulty


class Command(BaseCommand):
    """Releases what has changed since it was last released; set-up runs it each time."""

    help = "Release every pack of a folder (ALONGSIDE_PACKS) that has changed since its last release."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the packs are."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.PACKS_DIR, help="the folder of packs")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Release them all, or none. Raises CommandError with every fault, or where we do not act as the owner."""
        if not settings.OWNER:
            raise CommandError("Set DATABASE_URL to the owner's address: only the owner may release a pack.")
        try:
            released = release_all(folder)
        except Faulty as faulty:
            raise CommandError(f"No pack was released, because of these faults:\n{faulty}") from None
        for each in released:
            if each.new:
                self.stdout.write(f"{each.pack}: released, in force from {each.in_force_from:%-d %B %Y}")
