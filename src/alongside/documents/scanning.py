"""Asking the virus scanner (clamd) about a file, where the installation has one."""

from dataclasses import dataclass
from typing import IO

import clamd
from django.conf import settings

from alongside.core.env import Misconfigured

NONE = "none"
_PATIENCE = 60
_LIBRARY_FAULTS = (clamd.ClamdError, OSError, ValueError)


@dataclass(frozen=True)
class Verdict:
    """What came of scanning: `state` is clean, refused or waiting; `why` a sentence where it is not clean."""

    state: str
    why: str = ""


CLEAN = Verdict("clean")
WAITING = Verdict(
    "waiting", "The virus scanner does not answer. The file is kept, and can be opened once it is checked."
)


def has_scanner() -> bool:
    """Whether files are scanned here at all."""
    return bool(settings.SCANNER != NONE)


def scan(content: IO[bytes]) -> Verdict:
    """What the scanner says; waiting where it does not answer. Clean, by our own checks alone, where there is none."""
    if not has_scanner():
        return CLEAN
    content.seek(0)
    try:
        state, name = scanner().instream(content)["stream"]
    except _LIBRARY_FAULTS:
        return WAITING
    finally:
        content.seek(0)
    if state == "FOUND":
        return Verdict("refused", f"The virus scanner found something harmful in it ({name}).")
    return CLEAN if state == "OK" else WAITING


def answers() -> bool:
    """Whether the scanner answers now."""
    try:
        return bool(scanner().ping() == "PONG")
    except _LIBRARY_FAULTS:
        return False


def scanner() -> clamd.ClamdUnixSocket:
    """The scanner as it is set: unix:/run/clamav/clamd.ctl or tcp:host:3310. Raises Misconfigured for anything else."""
    how, _, where = settings.SCANNER.partition(":")
    if how == "unix" and where.startswith("/"):
        return clamd.ClamdUnixSocket(path=where, timeout=_PATIENCE)
    host, _, port = where.rpartition(":")
    if how == "tcp" and host and port.isdigit():
        return clamd.ClamdNetworkSocket(host=host.strip("[]"), port=int(port), timeout=_PATIENCE)
    raise Misconfigured("ALONGSIDE_SCANNER should be none, unix:/run/clamav/clamd.ctl or tcp:host:3310.")
