"""The numbers that services know people by: each checked by its own rule, kept in one form, shown in another.

Every check takes what was typed and returns the form it is kept and compared in; it raises ValueError with a sentence
for whoever typed it (PEOP-03). Rules and their sources: docs of python-stdnum; NHS data dictionary; HMRC NIM39110;
Unique Pupil Number guidance; the PNC rule as hmpps-person-record (MIT) works it.
"""

import re
from collections.abc import Callable, Mapping

from stdnum.gb import nhs
from stdnum.gb import upn as upn_rule

EXAMPLE_PREFIX = "QQ"
"""The prefix HMRC writes examples with. It is nobody's, so it may stand for training and invented people."""

_BLANK = "or leave it blank"
_NOT_FIRST, _NOT_SECOND = "DFIQUV", "DFIQUVO"
_NEVER_USED = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
_ADMINISTRATIVE = {"OO", "CR", "FY", "MW", "NC", "PP", "PY", "PZ"}
_PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_PNC = re.compile(r"([0-9]{4}|[0-9]{2})/?([0-9]{1,7})([A-Z])")


def nhs_number(typed: str) -> str:
    """An NHS number as ten digits. Raises ValueError."""
    digits = _compact(typed)
    if not re.fullmatch("[0-9]{10}", digits, re.ASCII):
        raise ValueError(f"An NHS number has ten digits, like 943 476 5870: check it {_BLANK}.")
    if set(digits) == {"0"} or not any(nhs.is_valid(digits[:9] + last) for last in "0123456789"):
        raise ValueError(f"This NHS number is never given to anybody: check it against the letter {_BLANK}.")
    if not nhs.is_valid(digits):
        raise ValueError(f"This NHS number has a wrong digit: check it against the letter {_BLANK}.")
    return digits


def national_insurance(typed: str) -> str:
    """A National Insurance number as two letters, six digits and a letter. Raises ValueError.

    One that begins with QQ is accepted, because nobody can be harmed by it; `warning` says what it is.
    """
    number = _compact(typed)
    if not re.fullmatch("[A-Z]{2}[0-9]{6}[A-Z]", number, re.ASCII):
        raise ValueError(f"A National Insurance number is like AB 12 34 56 C: check it {_BLANK}.")
    prefix = number[:2]
    if prefix != EXAMPLE_PREFIX and (
        prefix[0] in _NOT_FIRST or prefix[1] in _NOT_SECOND or prefix in _NEVER_USED | _ADMINISTRATIVE
    ):
        raise ValueError(f"No National Insurance number begins with {prefix}: check the letters {_BLANK}.")
    if number[8] not in "ABCD":
        raise ValueError(f"A National Insurance number ends with A, B, C or D: check the last letter {_BLANK}.")
    return number


def upn(typed: str) -> str:
    """A unique pupil number as thirteen characters. Raises ValueError.

    Authorities made after the library's list (Dorset, Cumberland and others) are pupils' authorities all the same, so
    only the number 000 is refused.
    """
    number = _compact(typed)
    if not re.fullmatch("[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]", number, re.ASCII) or number[1:4] == "000":
        raise ValueError(f"A UPN is a letter and twelve figures, like B801200005001: check it {_BLANK}.")
    if upn_rule.calc_check_digit(number[1:]) != number[0]:
        raise ValueError(f"The letter of this UPN does not go with its figures: check it with the school {_BLANK}.")
    return number


def pnc_id(typed: str) -> str:
    """A PNC id in its long form, 1979/0163001B, whichever form was typed. Raises ValueError."""
    found = _PNC.fullmatch(re.sub(r"[\s-]", "", typed).upper())
    if found is None:
        raise ValueError(f"A PNC id is like 1979/0163001B or 79/163001B: check it {_BLANK}.")
    year, serial, letter = found.groups()
    if "/" not in found[0]:
        year, serial = _cut(year + serial)
    serial = serial.zfill(7)
    if _PNC_LETTERS[int(year[-2:] + serial) % 23] != letter:
        raise ValueError(f"The letter of this PNC id does not go with its number: check it {_BLANK}.")
    return f"{_long_year(year)}/{serial}{letter}"


def _cut(digits: str) -> tuple[str, str]:
    # Without its stroke the long form always has eleven digits; fewer are the short form.
    return (digits[:4], digits[4:]) if len(digits) == 11 else (digits[:2], digits[2:])


def _long_year(year: str) -> str:
    # The PNC began in 1974 and took over older records: two digits are this century's only up to 40.
    if len(year) == 4:
        return year
    return ("20" if int(year) <= 40 else "19") + year


def same_national_insurance(one: str, other: str) -> bool:
    """Whether two kept numbers are one person's. Police and court systems leave out the letter at the end."""
    return one[:8] == other[:8] and (len(one) == 8 or len(other) == 8 or one == other)


def warning(kind: str, kept: str) -> str:
    """What to say beside a number that was accepted, or nothing."""
    if kind == "national insurance number" and kept.startswith(EXAMPLE_PREFIX):
        return "Numbers that begin with QQ are examples and nobody's own. Replace it when the real one is known."
    return ""


def shown(kind: str, kept: str) -> str:
    """A kept number as people write it: 943 476 5870, AB 12 34 56 C, B801200005001, 1979/0163001B."""
    if kind == "nhs number" and len(kept) == 10:
        return str(nhs.format(kept))
    if kind == "national insurance number" and len(kept) >= 8:
        return " ".join(part for part in (kept[:2], kept[2:4], kept[4:6], kept[6:8], kept[8:]) if part)
    return kept


def _compact(typed: str) -> str:
    return re.sub(r"[\s.\-–]", "", typed).upper()


Check = Callable[[str], str]
CHECKS: Mapping[str, Check] = {
    "nhs number": nhs_number,
    "national insurance number": national_insurance,
    "upn": upn,
    "pnc id": pnc_id,
}
"""By the kind of question that asks for them."""
