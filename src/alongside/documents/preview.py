"""What a document looks like: its picture, or a page of it, drawn anew in a program of its own that is held short."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from alongside.documents.rules.kinds import KINDS

_PROGRAM = Path(__file__).with_name("rendering.py")
_PATIENCE = 15
LARGEST = 20 * 2**20
"""A picture drawn anew is no larger than this."""


@dataclass(frozen=True)
class Picture:
    """One page, as PNG, and how many there are."""

    png: bytes
    page: int
    pages: int


def picture(content: IO[bytes], *, content_type: str, page: int = 1) -> Picture | None:
    """The picture of this page; None where it cannot be drawn: broken, too large, locked, or there is no such page."""
    kind = KINDS.get(content_type)
    if kind is None or not kind.shown:
        return None
    content.seek(0)
    command = [sys.executable, "-I", str(_PROGRAM), kind.shown, str(page)]
    try:
        done = subprocess.run(  # noqa: S603  # our own program
            command, stdin=content.fileno(), capture_output=True, timeout=_PATIENCE, env={"OPENBLAS_NUM_THREADS": "1"}
        )
    except subprocess.TimeoutExpired:
        return None
    pages = done.stderr.decode("ascii", errors="ignore").split("\n")[0]
    if done.returncode or not done.stdout or len(done.stdout) > LARGEST or not pages.isdigit():
        return None
    return Picture(done.stdout, page, int(pages))
