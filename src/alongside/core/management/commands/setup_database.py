"""`alongside setup_database`: bring a database to where this version of Alongside needs it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Migrates as the owner, releases the packs and, where asked, invents the demonstration. Does nothing twice."""

    help = "Migrate as the owner, release the packs, and with --demonstration invent the demonstration's families."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be asked for."""
        parser.add_argument(
            "--demonstration", action="store_true", help="invent a partnership, its people and families"
        )
        parser.add_argument("--families", type=int, default=60, help="how many families to invent (60)")

    def handle(self, *args: Any, demonstration: bool, families: int, **options: Any) -> None:
        """Do what is missing. Raises CommandError where the owner's address is not known."""
        if not settings.OWNER:
            raise CommandError("Set DATABASE_URL to the owner's address: only the owner may change tables.")
        if self._behind():
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("release_packs")
        call_command("prepare_documents")
        if demonstration:
            call_command("demonstrate", families=families)

    def _behind(self) -> bool:
        # Asked first, because a migrate that has nothing to do still takes a second.
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
