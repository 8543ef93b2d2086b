"""`alongside bench`: measure the pages at several sizes, and write docs/performance.md."""

import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.core.actor import LONDON
from alongside.web.bench.measure import TIMES, WARM, measure
from alongside.web.bench.report import page
from alongside.web.bench.server import installation


class Command(BaseCommand):
    """Makes a scratch database of each size beside the installation's, serves and measures it, and drops it again."""

    help = "Measure the pages on the production server at several sizes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which sizes, and where to write."""
        parser.add_argument("--sizes", default="2000,20000,200000", help="families, with commas (2000,20000,200000)")
        parser.add_argument("--times", type=int, default=TIMES, help=f"requests of each kind ({TIMES})")
        parser.add_argument("--out", type=Path, default=settings.ROOT / "docs" / "performance.md")

    def handle(self, *args: Any, sizes: str, times: int, out: Path, **options: Any) -> None:
        """Measure. Raises CommandError where the owner may not make databases."""
        if not settings.OWNER:
            raise CommandError("Set DATABASE_URL to an owner who may create databases.")
        measured = []
        for families in [int(size) for size in sizes.split(",")]:
            self.stdout.write(f"{families:,} families: filling a database and measuring...")
            with installation(families) as there:
                measured.append(measure(there, times))
            for figure in measured[-1].figures:
                word = "met" if figure.met else "MISSED"
                self.stdout.write(f"  {figure.name}: {figure.p50:.1f} ms, {figure.statements} statements, {word}")
            for once in measured[-1].once:
                self.stdout.write(f"  {once.name}: {once.took:.1f} ms, {'met' if once.met else 'MISSED'}")
        command = f"./alongside bench --sizes {sizes}" + (f" --times {times}" if times != TIMES else "")
        cores = len(os.sched_getaffinity(0))
        text = page(measured, day=datetime.now(LONDON).date(), command=command, cores=cores, times=times, warm=WARM)
        out.write_text(text, encoding="utf-8")
        self.stdout.write(f"Written to {out}.")
