"""`alongside pack check DIR`: is this pack right? Needs no database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alongside.packs.faults import Faulty
from alongside.packs.loader import load, load_all
from alongside.packs.schema import Pack


class Command(BaseCommand):
    """Checks one pack, or every pack of a folder of packs, and lists what is wrong as file:line: sentence."""

    help = "Check a pack, or a folder of packs: every fault is listed with its file and line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which folder."""
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="list every fault of a pack, with file and line")
        check.add_argument("folder", type=Path, help="a pack's folder, or a folder of packs")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """List the faults and exit with 1, or say that all is well."""
        try:
            packs = _packs(folder)
        except Faulty as faulty:
            self.stdout.write(str(faulty))
            self.stderr.write(_count(len(faulty.faults)))
            sys.exit(1)
        for pack in packs:
            self.stdout.write(f"{pack.id}: {pack.title}, in force from {pack.in_force:%-d %B %Y}: no faults")


def _packs(folder: Path) -> tuple[Pack, ...]:
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder. Name the folder of a pack, such as packs/calderholt.")
    if (folder / "pack.toml").exists() or not any(folder.glob("*/pack.toml")):
        return (load(folder),)
    return load_all(folder)


def _count(faults: int) -> str:
    return (
        "1 fault. Put it right and check again." if faults == 1 else f"{faults} faults. Put them right and check again."
    )
