"""`alongside events seal | verify`: the chain over everything that happened."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.events.sealing import seal, verify


class Command(BaseCommand):
    """Seals what waits, or checks that nothing sealed was changed, removed or reordered."""

    help = (
        "seal: seal what waits. verify: compute every seal again and compare it with the heads that left the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and where the heads are."""
        parser.add_argument("do", choices=["seal", "verify"])
        parser.add_argument("--heads", type=Path, default=settings.DATA_DIR / "heads", help="the folder of the heads")

    def handle(self, *args: Any, do: str, heads: Path, **options: Any) -> None:
        """Do it. Verifying raises CommandError where anything does not hold."""
        if do == "seal":
            for head in seal(heads):
                self.stdout.write(f"{head.partnership}: seal {head.number} over {head.count} events")
            return
        if not settings.OWNER:
            raise CommandError("Set DATABASE_URL to the owner's address: only the owner reads every event.")
        faults = verify(heads)
        for fault in faults:
            self.stderr.write(f"{fault.partnership}, seal {fault.number or 'none'}: {fault.what}")
        if faults:
            raise CommandError(f"{len(faults)} faults. Keep the database as it is and compare it with a backup.")
        self.stdout.write("Every seal holds.")
