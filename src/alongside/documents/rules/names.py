"""What a file and a document are called. The path on somebody's own machine is never kept (CCM 1.7, S164)."""

import re
import unicodedata
from datetime import date

LONGEST_NAME = 200
_POSTCODE = re.compile(r"\s+[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\s*$", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def file_name(said: str) -> str:
    """The name of a file as its machine said it, without any path and without what cannot be seen or turns text round.

    Never empty; what follows the last dot is kept when a long name is cut.
    """
    last = re.split(r"[/\\]", said)[-1]
    seen = "".join(
        " " if unicodedata.category(each) in _UNSEEN else each for each in unicodedata.normalize("NFC", last)
    )
    tidy = " ".join(seen.split()).strip(". ")
    if len(tidy) > LONGEST_NAME:
        stem, dot, ending = tidy.rpartition(".")
        ending = f".{ending}" if dot and len(ending) <= 10 else ""
        tidy = (stem if ending else tidy)[: LONGEST_NAME - len(ending)].rstrip(". ") + ending
    return tidy or "file"


def ending_of(name: str) -> str:
    """What follows the last dot of a name, in small letters: "pdf"; nothing where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem and re.fullmatch(r"[A-Za-z0-9-]{1,20}", ending) else ""


def stem_of(name: str) -> str:
    """A file's name without its ending, to call the document by."""
    ending = ending_of(name)
    return name[: -len(ending) - 1] if ending else name


def offered_name(case_name: str, what: str, on: date) -> str:
    """*Family, what, date*: "Young Consent 2016-09-21". Source: E-CINS 2.6.1.

    >>> offered_name("Marsh / Quillan CH99 2ND", "Consent", date(2016, 9, 21))
    'Marsh Quillan Consent 2016-09-21'
    """
    family = " ".join(_NOT_IN_A_NAME.sub(" ", _POSTCODE.sub("", case_name)).split())
    parts = [part for part in (family, what) if part]
    return f"{' '.join(parts)[: LONGEST_NAME - 11]} {on.isoformat()}".strip()


def saved_as(name: str, ending: str) -> str:
    """What a document is called when it is saved on somebody's machine: its name, fit for every machine, and the ending
    that its content has."""
    fit = " ".join(_NOT_IN_A_NAME.sub(" ", file_name(name.replace("/", " ").replace("\\", " "))).split()).strip(". ")
    if _RESERVED.match(fit) or fit.startswith(("-", "~")) or not fit:
        fit = f"Document {fit}".strip()
    return fit if ending_of(fit) == ending or not ending else f"{fit}.{ending}"
