"""The code by which whoever made a request follows it: short enough for a telephone, and nobody guesses one. Pure."""

from collections.abc import Callable

ALPHABET = "2346789CDFGHJKMNPQRTVWXY"
"""No vowels, so that a code spells nothing; nothing that is read or heard as something else (0 and O, 1 and I, 5 and S,
B and 8). There are an even number of them: the check sign then finds every single slip."""
SIGNS = 10
"""Nine by chance (2.6 million million), and one that checks them."""


def code_from(chosen: Callable[[str], str]) -> str:
    """A new code. `chosen` picks one sign of the alphabet, by chance that nobody foresees."""
    drawn = "".join(chosen(ALPHABET) for _ in range(SIGNS - 1))
    return drawn + _check_sign(drawn)


def read_code(typed: str) -> str:
    """A code as it is kept, however it was typed; "" for what cannot be one, a slip of a finger among them."""
    signs = "".join(sign for sign in typed[:100].upper() if not sign.isspace() and sign not in "-–.")
    if len(signs) != SIGNS or any(sign not in ALPHABET for sign in signs):
        return ""
    return signs if _check_sign(signs[:-1]) == signs[-1] else ""


def as_said(code: str) -> str:
    """A code as it is written down and read out: C4FTX-7K2PD."""
    return f"{code[: SIGNS // 2]}-{code[SIGNS // 2 :]}"


def _check_sign(signs: str) -> str:
    """The last sign, by the rule of Luhn for an alphabet of this size (ISO/IEC 7812-1, annex B, generalised)."""
    many, total = len(ALPHABET), 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // many + value % many
    return ALPHABET[-total % many]
