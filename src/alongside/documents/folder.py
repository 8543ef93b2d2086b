"""Where documents lie on a disk: a folder outside everything that is served, in which a file is whole or not there."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

HALF = ".half-"
"""What the name of a file begins with while it is being written; one that was left so is swept up (documents.tasks)."""


class Folder(FileSystemStorage):
    """Files are named by what they hold, so the same name is the same file, written once and never changed."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: whatever has it already holds the same."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        # Written under another name, forced to the disk, renamed: whenever the machine stops, it is whole or absent.
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, half = tempfile.mkstemp(prefix=HALF, dir=place.parent)
        try:
            with os.fdopen(number, "wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.replace(half, place)
        except BaseException:
            Path(half).unlink(missing_ok=True)
            raise
        for folder in (place.parent, place.parent.parent):
            _force(folder)
        return name


def _force(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
