"""Python reads this as it starts, where a test put its folder on the path: the process lives on the day the test sets.

The file named by ALONGSIDE_TEST_DAY holds a moment; when it changes, the day does, and a file beside it says so.
"""

import os
import threading
import time
from datetime import datetime
from pathlib import Path

import time_machine

_asked = Path(os.environ["ALONGSIDE_TEST_DAY"])
_here = _asked.read_text()
_there = time_machine.travel(datetime.fromisoformat(_here), tick=True).start()


def _follow() -> None:
    here = _here
    told = _asked.with_name(f"{_asked.name}.{os.getpid()}")
    told.write_text(here)
    while True:
        if (wanted := _asked.read_text()) and wanted != here:
            _there.move_to(datetime.fromisoformat(wanted))
            told.write_text(wanted)
            here = wanted
        time.sleep(0.02)


def _begin() -> None:
    threading.Thread(target=_follow, daemon=True).start()


os.register_at_fork(after_in_child=_begin)
_begin()
