"""`alongside clocks`: explain the clocks of a file's events under a pack, without a database; make all clocks anew."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.accounts.models import Partnership
from alongside.clocks.actions.rebuilding import rebuild
from alongside.clocks.calendar import calendar_of
from alongside.clocks.event_file import NotEvents, instant, read_events
from alongside.clocks.rules.clocks import Release
from alongside.clocks.rules.events import LONDON, Event
from alongside.clocks.rules.explaining import Explanation, explain, lateness
from alongside.clocks.rules.reading import Practice
from alongside.clocks.rules.spans import Due
from alongside.packs.faults import Faulty
from alongside.packs.loader import load
from alongside.packs.schema import Pack


class Command(BaseCommand):
    """Explains every clock that a file of events starts, as it stands on a day; or makes all clocks anew."""

    help = "explain: every clock that the events of a file start, and why it is due then. rebuild: all clocks anew."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, by which pack, with which events, on which day."""
        commands = parser.add_subparsers(dest="command", required=True)
        explaining = commands.add_parser("explain", help="every clock of a file of events, and why it is due then")
        explaining.add_argument("--pack", required=True, help="a pack's folder, or its name in the folder of packs")
        explaining.add_argument("--events", required=True, type=Path, help="a JSON file of events")
        explaining.add_argument("--on", required=True, help="a day (2026-12-18: its end), or a time (2026-12-18T15:00)")
        explaining.add_argument("--json", action="store_true", help="say it as JSON")
        rebuilding = commands.add_parser("rebuild", help="every clock of cases and contacts, anew from what happened")
        rebuilding.add_argument("--partnership", default="", help="the short name of one; all where left out")

    def handle(self, *args: Any, command: str, **options: Any) -> None:
        """Do what is asked. Raises CommandError where it cannot be done."""
        if command == "explain":
            self._explain(**options)
        else:
            self._rebuild(options["partnership"])

    def _rebuild(self, slug: str) -> None:
        if not settings.OWNER:
            raise CommandError("Set DATABASE_URL to the owner's address: the application sees only what somebody may.")
        partnerships = Partnership.objects.filter(slug=slug) if slug else Partnership.objects.order_by("pk")
        if slug and not partnerships:
            raise CommandError(f'There is no partnership "{slug}".')
        for each in partnerships:
            before = perf_counter()
            done = rebuild(each, told=lambda so_far: self.stdout.write(f"  {so_far.cases:,} cases", ending="\r"))
            took = perf_counter() - before
            about = f"{done.cases:,} cases and {done.contacts:,} contacts"
            self.stdout.write(f"{each.slug}: {done.clocks:,} clocks on {about}, in {took:.1f} s")

    def _explain(self, *, pack: str, events: Path, on: str, **options: Any) -> None:
        """Read, judge and say. Raises CommandError with every fault of the pack or the file."""
        try:
            now = instant(on, noon=False)
        except ValueError:
            raise CommandError(f'"{on}" is neither a day nor a time. Write --on 2026-12-18.') from None
        practice = _pack(pack)
        found = _explained(practice, _events(events), now)
        if options["json"]:
            told = {
                "pack": practice.id, "version": practice.version, "on": _local(now),
                "clocks": [as_plain(each) for each in found],
            }  # fmt: skip
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
            return
        for each in found:
            self.stdout.write("\n".join([each.clock.timescale.title, *(f"  {said}" for said in each.sentences), "\n"]))
        if not found:
            self.stdout.write("These events start no clock by then.")


def _pack(named: str) -> Pack:
    folder = next((each for each in (Path(named), settings.PACKS_DIR / named) if (each / "pack.toml").is_file()), None)
    if folder is None:
        raise CommandError(f"There is no pack {named}. Name its folder, such as packs/family-solutions.")
    try:
        return load(folder)
    except Faulty as faulty:
        raise CommandError(str(faulty)) from None


def _events(file: Path) -> Sequence[Event]:
    try:
        return read_events(file)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except NotEvents as wrong:
        raise CommandError(str(wrong)) from None


def _explained(pack: Pack, events: Sequence[Event], now: datetime) -> Sequence[Explanation]:
    days = calendar_of(pack.calendar)
    # Tried out as if the pack had always been in force.
    practice = Practice([Release(date.min, pack.version, pack.timescales)])
    return [explain(each, days) for each in practice.clocks(events, days=days, now=now)]


def as_plain(explained: Explanation) -> dict[str, Any]:
    """An explanation in plain values, for JSON."""
    clock = explained.clock
    timescale = clock.timescale
    return {
        "timescale": timescale.id,
        "title": timescale.title,
        "source": timescale.source,
        "clause": timescale.clause,
        "whose": timescale.whose,
        "state": clock.state,
        "started": _event(clock.started_by),
        "counted_from": clock.counted_from.isoformat(),
        "due": _due(clock.due),
        "expected": _due(clock.expected),
        "aim": _due(clock.aim),
        "last_working_day": explained.last_working_day.isoformat(),
        "late_by": lateness(clock) or None,
        "stopped": [_event(each) for each in clock.stopped_by],
        "moved_from": _due(explained.moved_from),
        "days": [asdict(each) | {"on": each.on.isoformat()} for each in explained.days],
        "because": list(explained.sentences),
    }


def _event(event: Event) -> dict[str, str]:
    return {"id": event.id, "kind": event.kind, "at": _local(event.happened_at)}


def _due(due: Due | None) -> str | None:
    if due is None:
        return None
    return due.on.isoformat() if due.at is None else _local(due.at)


def _local(at: datetime) -> str:
    return at.astimezone(LONDON).isoformat(timespec="minutes" if not at.second else "seconds")
