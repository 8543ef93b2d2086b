"""How an e-mail address, a telephone number and a postcode are written. Identifiers of people are the people room's."""

import re
from collections.abc import Mapping

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from alongside.forms.rules import Check

# BS 7666 and the ONS Postcode Directory: letters that a position never holds are left out.
_POSTCODE = re.compile(
    r"(GIR ?0AA|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r" ?[0-9][ABD-HJLNP-UW-Z]{2})"
)
_is_email = EmailValidator()


def email(text: str) -> str:
    """An e-mail address, its domain in lower case. Raises ValueError."""
    try:
        _is_email(text)
    except ValidationError:
        raise ValueError("Write an email address like name@example.org.uk") from None
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def telephone(text: str) -> str:
    """A telephone number, in the way it is written in Britain, or with its country's code. Raises ValueError."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        number = None
    # Possible, not valid: the numbers kept for drama and examples are in no range that was given to a company.
    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    if number is None or phonenumbers.is_possible_number_with_reason(number) != possible:
        raise ValueError("Write a telephone number like 01632 960 001, 07700 900 982 or +44 808 157 0192")
    british = number.country_code == 44
    style = phonenumbers.PhoneNumberFormat.NATIONAL if british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))


def postcode(text: str) -> str:
    """A postcode as the Post Office writes it, CH99 2ND. Only its form is judged. Raises ValueError."""
    compact = re.sub(r"[\s-]", "", text).upper()
    if not _POSTCODE.fullmatch(compact):
        raise ValueError("Write a postcode like CH99 2ND")
    return f"{compact[:-3]} {compact[-3:]}"


COMMON: Mapping[str, Check] = {"email": email, "telephone": telephone, "postcode": postcode}
"""By kind of question; the pages add the identifiers of people, and who is a user here."""
