"""`alongside restore FILE`: fill an empty database from a backup, and make sure that it is the same."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.core.backups import BackupFailed, load


class Command(BaseCommand):
    """Runs as the owner, whom the policies let through."""

    help = "Fill an empty database from a backup, and compare it with the list beside it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Do it. Raises CommandError with the sentence where it cannot."""
        if not settings.OWNER:
            raise CommandError(
                "Set DATABASE_URL to the owner's address: the application's role does not see every row."
            )
        try:
            found = load(file)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from None
        rows = sum(found.rows.values())
        self.stdout.write(
            f"Restored and compared: {rows:,} rows of {len(found.rows)} tables and {len(found.files):,} files ({file})."
        )
