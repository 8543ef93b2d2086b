"""Which kinds of file are kept, by what is in them. A list of what is let in: whatever is not on it stays out."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """A kind of file: what people call it, the endings its name may have (the first is given to a copy saved), and how
    it can be shown on a page: as an image, as pages, or not at all."""

    content_type: str
    title: str
    endings: tuple[str, ...]
    shown: str = ""


_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
TEXT, CSV, MAIL, ZIP = "text/plain", "text/csv", "message/rfc822", "application/zip"
WORD, EXCEL, SLIDES, OUTLOOK = (
    "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook",
)  # fmt: skip
WORDX = f"{_OOXML}wordprocessingml.document"
EXCELX = f"{_OOXML}spreadsheetml.sheet"
SLIDESX = f"{_OOXML}presentationml.presentation"

_ALL = (
    FileKind("application/pdf", "PDF", ("pdf",), "pages"),
    FileKind("image/jpeg", "Photograph", ("jpg", "jpeg", "jpe", "jfif"), "image"),
    FileKind("image/png", "Picture", ("png",), "image"),
    FileKind("image/gif", "Picture", ("gif",), "image"),
    FileKind("image/webp", "Picture", ("webp",), "image"),
    FileKind("image/bmp", "Picture", ("bmp",), "image"),
    FileKind("image/tiff", "Scan", ("tif", "tiff"), "image"),
    FileKind("image/heic", "Photograph", ("heic", "heif")),
    FileKind(WORDX, "Word document", ("docx",)),
    FileKind(EXCELX, "Excel workbook", ("xlsx",)),
    FileKind(SLIDESX, "PowerPoint slides", ("pptx",)),
    FileKind(WORD, "Word document", ("doc",)),
    FileKind(EXCEL, "Excel workbook", ("xls",)),
    FileKind(SLIDES, "PowerPoint slides", ("ppt",)),
    FileKind(OUTLOOK, "E-mail", ("msg",)),
    FileKind(f"{_ODF}text", "OpenDocument text", ("odt",)),
    FileKind(f"{_ODF}spreadsheet", "OpenDocument sheet", ("ods",)),
    FileKind(f"{_ODF}presentation", "OpenDocument slides", ("odp",)),
    FileKind("application/rtf", "Rich text", ("rtf",)),
    FileKind(TEXT, "Text", ("txt", "text", "md", "log")),
    FileKind(CSV, "Table (CSV)", ("csv", "tsv")),
    FileKind(MAIL, "E-mail", ("eml",)),
    FileKind(ZIP, "Zip archive", ("zip",)),
    FileKind("audio/mpeg", "Sound", ("mp3",)),
    FileKind("audio/mp4", "Sound", ("m4a",)),
    FileKind("audio/wav", "Sound", ("wav",)),
    FileKind("video/mp4", "Video", ("mp4", "m4v")),
    FileKind("video/quicktime", "Video", ("mov",)),
)
KINDS: Mapping[str, FileKind] = {kind.content_type: kind for kind in _ALL}
ENDINGS: Mapping[str, str] = {ending: kind.content_type for kind in _ALL for ending in kind.endings}
"""Which content an ending of a name promises."""

PROGRAMS = frozenset((
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vb", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta",
    "msi", "msp", "mst", "msc", "jar", "class", "sh", "bash", "py", "pl", "rb", "php", "cpl", "dll", "sys", "lnk",
    "reg", "inf", "scf", "url", "app", "apk", "deb", "rpm", "dmg", "pkg", "iso", "img", "vhd", "chm", "hlp",
    "gadget", "application", "appref-ms", "settingcontent-ms", "ade", "adp", "xll", "one", "docm", "dotm", "xlsm",
    "xltm", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm",
))  # fmt: skip
"""Endings of programs, of what a machine runs when it is opened, and of documents that carry macros."""
ARCHIVES = frozenset({"application/gzip", "application/x-gzip", "application/x-7z-compressed", "application/x-rar",
                      "application/x-rar-compressed", "application/vnd.rar", "application/x-tar", "application/x-bzip2",
                      "application/x-xz"})  # fmt: skip


def title_of(content_type: str) -> str:
    """What people call this kind of file."""
    kind = KINDS.get(content_type)
    return kind.title if kind else "File"


def ending_for(content_type: str) -> str:
    """The ending that a saved copy has."""
    kind = KINDS.get(content_type)
    return kind.endings[0] if kind else ""
