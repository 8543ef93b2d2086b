"""Pages printed from a template as tagged PDF (PDF/UA-1), set in a program of its own that is held short."""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from alongside.core.refusals import Refused

_PROGRAM = Path(__file__).with_name("typesetting.py")
_PATIENCE = 20
AT_ONCE = 2
_TURN = BoundedSemaphore(AT_ONCE)
"""So many are set at a time by one server process: each takes a core while it lasts."""


class NotPrinted(Refused):
    """The PDF could not be made; nothing was lost."""

    status = 503


@dataclass(frozen=True)
class Printed:
    """A PDF, and the letters in it that no typeface here has: a square stands in the place of each."""

    pdf: bytes
    missing: Sequence[str]


def printed(template: Path, told: Mapping[str, Any], *, at: datetime) -> Printed:
    """Set `told` with a Typst template of the package, as a PDF/UA-1 dated `at`.

    `told` is plain data (JSON): words in it are shown as they are, whatever they look like; characters that cannot be
    seen are taken out. The template reads it as `json(bytes(sys.inputs.told))`, gives the document a title and every
    picture an alternative text; `sys.inputs` has "missing" where a square stands for some letter. Raises NotPrinted
    where it takes too long or cannot be done.
    """
    asked = json.dumps({"told": shown(told), "at": at.timestamp()}).encode()
    if not _TURN.acquire(timeout=_PATIENCE):
        raise NotPrinted("Other PDFs are being made just now. Try again in a minute, or print the page itself.")
    try:
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", str(_PROGRAM), str(template)],
            input=asked, capture_output=True, timeout=_PATIENCE, env={"RAYON_NUM_THREADS": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _cannot() from None
    finally:
        _TURN.release()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise _cannot()
    return Printed(done.stdout, json.loads(done.stderr))


def _cannot() -> NotPrinted:
    return NotPrinted("The PDF could not be made. Print the page itself, and tell whoever looks after Alongside.")


def shown(told: Any) -> Any:
    """The same without characters that cannot be seen (control characters but the line break, halves of a pair, those
    that turn the direction of what follows), and with places to break a word that is longer than a line."""
    if isinstance(told, str):
        return _LONG.sub(_with_breaks, "".join(filter(_is_shown, told.replace("\r\n", "\n"))))
    if isinstance(told, Mapping):
        return {name: shown(value) for name, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [shown(value) for value in told]
    return told


_LONG = re.compile(r"\S{41,}")
_BREAK = "\u200b"


def _with_breaks(found: re.Match[str]) -> str:
    word = found[0]
    return _BREAK.join(word[at : at + 8] for at in range(0, len(word), 8))


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_shown(letter: str) -> bool:
    return letter == "\n" or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _TURNING)
