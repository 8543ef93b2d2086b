"""`alongside backup FILE`: save the whole database while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.core.backups import BackupFailed, save


class Command(BaseCommand):
    """Runs as the owner, whom the policies let through."""

    help = "Save the database to a file, with the documents and the list of what is in both beside it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether the documents go along."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--database-only", action="store_true", help="leave the documents to another backup of yours"
        )

    def handle(self, *args: Any, file: Path, database_only: bool, **options: Any) -> None:
        """Do it. Raises CommandError with the sentence where it cannot."""
        if not settings.OWNER:
            raise CommandError(
                "Set DATABASE_URL to the owner's address: the application's role does not see every row."
            )
        try:
            found = save(file, with_files=not database_only)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from None
        rows = sum(found.rows.values())
        self.stdout.write(f"Saved {rows:,} rows of {len(found.rows)} tables and {len(found.files):,} files ({file}).")
