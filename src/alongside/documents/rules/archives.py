"""What is in a zip archive, and in the Office documents that are one: looked at within bounds, never unpacked."""

import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from alongside.documents.rules import kinds
from alongside.documents.rules.names import ending_of

_OPEN_DOCUMENT = {each for each in kinds.KINDS if "opendocument" in each}
_FOLDERS = {"word": kinds.WORDX, "xl": kinds.EXCELX, "ppt": kinds.SLIDESX}
_MACROS = ("vbaproject.bin", "vbadata.xml", "activex")
_FULL = "The archive is too large inside. Choose the files that are wanted, one by one."


class Unfit(Exception):
    """A file that is not kept; the message is a sentence fit to show."""


@dataclass(frozen=True)
class Bounds:
    """How much an archive may hold: files, bytes unpacked, how many times its own size, and archives in archives."""

    entries: int = 2000
    total: int = 500 * 2**20
    ratio: int = 200
    depth: int = 1


def archive(content: IO[bytes], bounds: Bounds) -> str:
    """The content type of a zip archive or of the document that it is. Raises Unfit where it goes beyond `bounds`, is
    locked, would write outside its folder, or holds programs or macros."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as held:
            entries = held.infolist()
            _check_bounds(entries, bounds)
            for entry in entries:
                _check_place(entry)
            kind = _document(held, entries)
            if kind is None:
                _check_files(held, entries, bounds)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, ValueError, OSError):
        raise Unfit("The file is damaged. Open it to make sure, save it again, then choose it.") from None
    return kind or kinds.ZIP


def _check_bounds(entries: Sequence[zipfile.ZipInfo], bounds: Bounds) -> None:
    if len(entries) > bounds.entries:
        raise Unfit(
            f"The archive holds more than {bounds.entries:,} files. Choose the files that are wanted, one by one."
        )
    unpacked, packed = sum(each.file_size for each in entries), sum(each.compress_size for each in entries)
    if unpacked > bounds.total or unpacked > bounds.ratio * max(packed, 2**15):
        raise Unfit(_FULL)


def _check_place(entry: zipfile.ZipInfo) -> None:
    # The name as it was written: the library shortens it at a NUL, and turns a backslash only on Windows.
    name = entry.orig_filename.replace("\\", "/")
    outside = name.startswith("/") or ".." in PurePosixPath(name).parts or "\0" in name or name[1:2] == ":"
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise Unfit("The archive would write outside its own folder, so it is not kept. Choose the files one by one.")
    if entry.flag_bits & 0x1:
        raise Unfit("The archive is locked with a password, so it cannot be checked. Save it without, then choose it.")


def _document(held: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> str | None:
    """The kind of document that it is; None for an archive."""
    names = [entry.filename.lower() for entry in entries]
    if any(name.rpartition("/")[2].startswith(_MACROS) or "/activex/" in name for name in names) or any(
        name.startswith(("basic/", "scripts/")) for name in names if "mimetype" in names
    ):
        raise Unfit(
            "The file carries macros, which can harm. Save a copy without macros (or as a PDF), then choose that."
        )
    if "mimetype" in names:
        told = _beginning(held, entries[names.index("mimetype")], 200).decode("ascii", errors="replace").strip()
        return told if told in _OPEN_DOCUMENT else None
    if "[content_types].xml" not in names:
        return None
    return next((kind for folder, kind in _FOLDERS.items() if any(n.startswith(f"{folder}/") for n in names)), None)


def _beginning(held: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    with held.open(entry) as opened:
        return opened.read(most)


def _check_files(held: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], bounds: Bounds) -> None:
    """No program in the archive, by name or by its first bytes, and archives in it only so deep."""
    for entry in entries:
        if entry.is_dir() or not entry.file_size:
            continue
        head = _beginning(held, entry, 4)
        if ending_of(entry.filename) in kinds.PROGRAMS or head[:2] in (b"MZ", b"#!") or head == b"\x7fELF":
            raise Unfit("There is a program in the archive, so it is not kept. Choose the documents in it one by one.")
        if head == b"PK\x03\x04":
            if not bounds.depth:
                raise Unfit("There are archives within archives in it. Unpack it and choose the files in it.")
            _check_inner(held, entry, bounds)


def _check_inner(held: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds) -> None:
    within = replace(bounds, depth=bounds.depth - 1)
    with SpooledTemporaryFile(max_size=2**20) as inner, held.open(entry) as opened:
        left = entry.file_size  # which is within bounds; more than it says is not read
        while left > 0 and (piece := opened.read(min(2**20, left))):
            inner.write(piece)
            left -= len(piece)
        archive(inner, within)
