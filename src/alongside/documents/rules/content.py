"""What is in a file, found from its bytes before anything is unpacked, and why one is not kept."""

import re
import warnings
from dataclasses import dataclass, field
from typing import IO, Any

import puremagic
from PIL import Image

from alongside.documents.rules import kinds
from alongside.documents.rules.archives import Bounds, Unfit, archive
from alongside.documents.rules.names import ending_of

__all__ = ["Bounds", "Limits", "Unfit", "examine"]

HEAD = 64 * 1024
_PIECE = 1 << 20
_PROGRAM = re.compile(
    rb"\A(?:MZ|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|#!|dex\n|\0asm|L\0\0\0\x01\x14\x02\0)"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_MAIL = re.compile(r"(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_ALSO = {"image/x-ms-bmp": "image/bmp", "image/heif": "image/heic", "audio/wave": "audio/wav",
         "audio/x-wav": "audio/wav", "text/rtf": "application/rtf"}  # fmt: skip
_OF_TEXT = {"application/pdf", "application/rtf"}
"""Kinds whose bytes may all be text."""
_STREAMS = (
    ("EncryptedPackage", ""), ("WordDocument", kinds.WORD), ("Workbook", kinds.EXCEL),
    ("PowerPoint Document", kinds.SLIDES), ("__substg1.0_", kinds.OUTLOOK),
)  # fmt: skip
_MACROS = "_VBA_PROJECT"


@dataclass(frozen=True)
class Limits:
    """How much of everything is let in. `size` in bytes, `pixels` of an image."""

    size: int = 50 * 2**20
    pixels: int = 100_000_000
    bounds: Bounds = field(default_factory=Bounds)


def examine(content: IO[bytes], *, name: str, size: int, limits: Limits) -> str:
    """The content type of a file that may be kept. Raises Unfit with the sentence that says why one may not.

    `name` is only compared with what was found: it never decides what the file is. Source: DOC-02.
    """
    if size == 0:
        raise Unfit("The file is empty. Check that it was saved, then choose it again.")
    if size > limits.size:
        raise Unfit(
            f"The file is larger than {limits.size // 2**20} MB. Make it smaller, or split it, then choose it again."
        )
    content.seek(0)
    head = content.read(HEAD)
    found = _found(content, head, name, limits)
    _check_name(name, found)
    if kinds.KINDS[found].shown == "image":
        _check_image(content, limits.pixels)
    content.seek(0)
    return found


def _found(content: IO[bytes], head: bytes, name: str, limits: Limits) -> str:
    if _PROGRAM.match(head):
        raise Unfit("This is a program, which is never kept. Choose a document, a picture or a scan.")
    if head.startswith(_ZIP):
        return archive(content, limits.bounds)
    if head.startswith(_OLE):
        return _compound(content)
    text = _text(head)
    guesses = _guesses(head)
    if text is None:
        known = [guess for guess in guesses if guess in kinds.KINDS]
        if known:
            return known[0]
        if set(guesses) & kinds.ARCHIVES:
            raise Unfit("This is a packed archive that cannot be checked. Unpack it and choose the files in it.")
        raise Unfit("We cannot tell what this file is. Save it as a PDF or a picture, then choose that.")
    return _of_text(text, guesses, name)


def _of_text(text: str, guesses: list[str], name: str) -> str:
    if known := [guess for guess in guesses if guess in _OF_TEXT]:
        return known[0]
    if _MARKUP.match(text):
        raise Unfit(
            "This is a web page, a drawing with a program in it, or raw data. Save it as a PDF, then choose that."
        )
    if ending_of(name) == "eml" and _MAIL.match(text):
        return kinds.MAIL
    return kinds.CSV if kinds.ENDINGS.get(ending_of(name)) == kinds.CSV else kinds.TEXT


def _guesses(head: bytes) -> list[str]:
    """What the bytes look like to the library, likeliest first, in the words of our list."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    told = [each.mime_type or kinds.ENDINGS.get(each.extension.lstrip("."), "") for each in found]
    return [_ALSO.get(each, each) for each in told if each]


def _text(head: bytes) -> str | None:
    """The beginning as text; None where it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(head[: len(head) // 2 * 2], "utf-16")
    whole = head if len(head) < HEAD else head[:-4]  # a letter of several bytes may be cut at the end
    found = _decoded(whole, "utf-8-sig") if len(head) < HEAD else whole.decode("utf-8-sig", errors="ignore")
    return found if found is not None and not _CONTROL.search(found) else _decoded(whole, "cp1252")


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        found = head.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(found) else found


def _compound(content: IO[bytes]) -> str:
    """Which of the older Office formats it is, by the names of the streams in it."""
    names = {name: name.encode("utf-16-le") for name in (*(name for name, _ in _STREAMS), _MACROS)}
    seen: set[str] = set()
    content.seek(0)
    before = b""
    while piece := content.read(_PIECE):
        seen |= {name for name, raw in names.items() if raw in before + piece}
        before = piece[-64:]
    if "EncryptedPackage" in seen:
        raise Unfit(
            "The file is locked with a password, so it cannot be checked. Save a copy without it, then choose that."
        )
    if _MACROS in seen:
        raise Unfit(
            "The file carries macros, which can harm. Save a copy without macros (or as a PDF), then choose that."
        )
    found = next((kind for name, kind in _STREAMS if name in seen), None)
    if found is None:
        raise Unfit("We cannot tell what this file is. Save it as a PDF or a picture, then choose that.")
    return found


def _check_name(name: str, found: str) -> None:
    ending = ending_of(name)
    if ending in kinds.PROGRAMS:
        raise Unfit(f"Files that end in .{ending} can start a program, so they are not kept. Save it as a PDF instead.")
    promised = kinds.ENDINGS.get(ending)
    if promised is None or _same_family(promised, found):
        return
    raise Unfit(
        f"The name ends in .{ending}, but what is in the file is something else ({kinds.title_of(found).lower()})."
        " Open it to make sure, save it again, then choose it."
    )


def _same_family(promised: str, found: str) -> bool:
    """Whether a name that promises the one may hold the other: a picture may be any picture, and so on."""
    if promised == found:
        return True
    families = ({"image"}, {"audio", "video"}, {"text", "message"})
    pair = {promised.partition("/")[0], found.partition("/")[0]}
    if any(pair <= family for family in families):
        return True
    # A letter saved as Word may be any of Word's formats.
    word = {kinds.WORD, kinds.WORDX, "application/rtf"}
    return {promised, found} <= word


def _check_image(content: IO[bytes], most: int) -> None:
    """Its size as its own beginning tells it, without drawing it."""
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(_Kept(content)) as image:
                wide, high = image.size
    except Image.DecompressionBombError:
        wide, high = most, most
    except (OSError, ValueError, SyntaxError, OverflowError):
        return  # broken, but a file: kept as it is, and not shown
    if wide * high > most:
        raise Unfit(
            f"The picture has more than {most // 1_000_000} million dots. Save a smaller copy, then choose that."
        )


class _Kept:
    """A file that whoever reads it cannot close."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content

    def close(self) -> None:
        """Nothing."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._content, name)
