"""A day that a test sets: the served site, and every command it runs, live on it; the database and browser need not."""

import os
import time
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.site import ROOT

LONDON = ZoneInfo("Europe/London")


class Day:
    """The day of one site, from when it is opened: `open_site(data, **day.settings)`."""

    def __init__(self, folder: Path, first: date, at: clock = clock(10)) -> None:
        self._file = folder / "day"
        self._file.write_text(datetime.combine(first, at, LONDON).isoformat())

    @property
    def settings(self) -> dict[str, str]:
        """What a process must be started with to live on this day."""
        places = (ROOT / "tests" / "another_day", ROOT / "src")
        return {"ALONGSIDE_TEST_DAY": str(self._file), "PYTHONPATH": os.pathsep.join(map(str, places))}

    @property
    def today(self) -> date:
        """The day it is where the families live."""
        return self.now.astimezone(LONDON).date()

    @property
    def now(self) -> datetime:
        """The moment it was set to. The site's own clock has gone on since."""
        return datetime.fromisoformat(self._file.read_text())

    def becomes(self, day: date, at: clock = clock(10)) -> None:
        """Go to this day and time of day in London, backwards too; returns once every process is there.

        Somebody signed in longer than a session lasts must sign in again, as in life.
        """
        moment = datetime.combine(day, at, LONDON).isoformat()
        self._file.write_text(moment)
        until = time.monotonic() + 30
        while any(told.read_text() != moment for told in self._living()):
            assert time.monotonic() < until, f"a process is not at {moment} yet"
            time.sleep(0.02)

    def _living(self) -> list[Path]:
        """What each process that still runs says of where it is."""
        return [
            told for told in self._file.parent.glob(f"{self._file.name}.*") if Path(f"/proc/{told.suffix[1:]}").exists()
        ]
