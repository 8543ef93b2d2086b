"""What the launcher says: progress while it works, and one sentence when it cannot go on."""

import errno
import sys
import time


class Stop(Exception):
    """The launcher cannot go on; the message is one sentence that says what to do next."""


DISK_FULL = "The disk is full: make room where Alongside stands (df -h shows how much is left), then try again."


def say(sentence: str) -> None:
    """Print a line for people, at once."""
    print(sentence, flush=True)


def warn(sentence: str) -> None:
    """Print a line to the error output."""
    print(sentence, file=sys.stderr, flush=True)


def sentence_for(error: OSError) -> str:
    """What an operating system's refusal means to the person at the keyboard."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DISK_FULL
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"{error.filename or 'A file'} may not be written by this user: give yourself the right to, and try again."
        )
    return f"The machine refused something ({error}): put that right and try again."


class Step:
    """One step in sight: says what is being done, how far it is, and how long it took.

    On a terminal the line is rewritten; in a log only the beginning and the end are written.
    """

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self._began = time.monotonic()
        self._terminal = sys.stdout.isatty()

    def __enter__(self) -> "Step":
        print(f"  {self.doing} ...", end="" if self._terminal else "\n", flush=True)
        return self

    def at(self, where: str) -> None:
        """Show how far it is, where a terminal can show it."""
        if self._terminal:
            print(f"\r\033[K  {self.doing} ... {where}"[:110], end="", flush=True)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        took = time.monotonic() - self._began
        end = "stopped" if kind else f"done in {took:.1f} s"
        if self._terminal:
            print(f"\r\033[K  {self.doing}: {end}", flush=True)
        elif not kind:
            print(f"  {self.doing}: {end}", flush=True)
