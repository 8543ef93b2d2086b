"""A profile as it was told, made ready to be kept: what cannot be right is refused, field by field."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from alongside.core.refusals import Invalid
from alongside.people import identifiers, rules
from alongside.people.models import LONGEST_LINE, LONGEST_NAME, Alias, Contact, Person
from alongside.people.profile import NewAddress, PersonProfile

LABELS: Mapping[str, str] = {
    "title": "Title",
    "forename": "First name",
    "middle_names": "Middle names",
    "surname": "Last name",
    "birth_date": "Date of birth",
    "age_band": "Age",
    "unborn": "Unborn",
    "expected_on": "Date expected",
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "disabled": "Disabled",
    "disability": "Type of disability",
    "area": "Area",
    "national_insurance": "National Insurance number",
    "nhs_number": "NHS number",
    "upn": "Education ID (UPN)",
    "pnc_id": "PNC ID",
    "aliases": "Also known as",
    "former_names": "Former names",
    "telephones": "Telephone",
    "mobiles": "Mobile",
    "emails": "Email",
}
"""What people call the fields of a profile."""

_OF_A_PERSON = {field.name for field in Person._meta.get_fields() if field.concrete}
COLUMNS = [name for name in (*LABELS, "ethnicity_code") if name in _OF_A_PERSON]
"""The fields that are columns of a person."""

LISTS: Mapping[str, Alias.Kind | Contact.Kind] = {
    "aliases": Alias.Kind.ALSO,
    "former_names": Alias.Kind.FORMER,
    "telephones": Contact.Kind.TELEPHONE,
    "mobiles": Contact.Kind.MOBILE,
    "emails": Contact.Kind.EMAIL,
}
"""The fields that are rows of their own, by the kind of those rows."""

_IDENTIFIERS = {
    "national_insurance": "national insurance number",
    "nhs_number": "nhs number",
    "upn": "upn",
    "pnc_id": "pnc id",
}
_NAMES = ("title", "forename", "middle_names", "surname", "aliases", "former_names")


class Faults(dict[str, str]):
    """Sentences by field, the first of each field."""

    def note(self, field: str, sentence: str | None) -> None:
        if sentence:
            self.setdefault(field, sentence)

    def refuse(self) -> None:
        """Raises Invalid where there is any."""
        if self:
            raise Invalid("Check the profile: something in it cannot be right.", dict(self))


def ready(told: PersonProfile, *, on: date, expected_before: date | None = None) -> PersonProfile:
    """The profile as it will be kept. Raises Invalid with a sentence for each field that cannot be right.

    `expected_before` is the date expected that stands on the record: it may have passed meanwhile, and whoever changes
    another field is not made to answer for it.

    A birth date takes the place of an age band and of being unborn (E-CINS 2.2.3); with nothing said, the age is
    unknown.
    """
    faults = Faults()
    tidied: dict[str, Any] = {each.name: _tidied(each.name, getattr(told, each.name), faults) for each in fields(told)}
    tidy = replace(told, **tidied)
    tidy = _one_age(tidy, on, expected_before, faults)
    if not tidy.forename and not tidy.surname and not tidy.unborn:
        faults.note("forename", "Enter a first name or a last name.")
    if tidy.disability and tidy.disabled != Person.Disabled.YES:
        faults.note("disability", "Choose Yes for disabled, or take out the type of disability.")
    if tidy.disabled not in Person.Disabled.values:
        faults.note("disabled", "Choose yes, no or not disclosed.")
    for field, kind in _IDENTIFIERS.items():
        checked: dict[str, Any] = {field: _checked(field, kind, getattr(tidy, field), faults)}
        tidy = replace(tidy, **checked)
    faults.refuse()
    return tidy


def ready_address(told: NewAddress) -> NewAddress:
    """An address as it will be kept. Raises Invalid."""
    faults = Faults()
    tidy = replace(
        told,
        lines=_text("address", told.lines, LONGEST_LINE, faults),
        postcode=_text("address", told.postcode, 10, faults).upper(),
        uprn=_text("address", told.uprn, 20, faults),
        tenancy=_text("tenancy", told.tenancy, LONGEST_NAME, faults),
        link=_text("link", told.link, LONGEST_NAME, faults),
        source=_text("source", told.source, LONGEST_LINE, faults),
        from_month=told.from_month and told.from_month.replace(day=1),
        to_month=told.to_month and told.to_month.replace(day=1),
    )
    if tidy.no_fixed_abode:
        tidy = replace(tidy, lines="", postcode="", uprn="")
    elif not tidy.lines:
        faults.note("address", "Enter the first line of the address, or choose No fixed abode.")
    if tidy.from_month and tidy.to_month and tidy.to_month < tidy.from_month:
        faults.note("to_month", "They cannot leave before they came. Check the months.")
    faults.refuse()
    return tidy


def _one_age(told: PersonProfile, on: date, expected_before: date | None, faults: Faults) -> PersonProfile:
    if told.birth_date is not None:
        faults.note("birth_date", rules.fault_of_birth(told.birth_date, on))
        return replace(told, age_band="", unborn=False, expected_on=None)
    if told.unborn:
        if told.expected_on is not None and told.expected_on != expected_before:
            faults.note("expected_on", rules.fault_of_expected(told.expected_on, on))
        return replace(told, age_band="")
    if told.expected_on is not None:
        faults.note("expected_on", "Choose Unborn for a child that is expected, or take out the date.")
    return replace(told, age_band=told.age_band or rules.UNKNOWN)


def _checked(field: str, kind: str, typed: str, faults: Faults) -> str:
    if not typed:
        return ""
    try:
        return identifiers.CHECKS[kind](typed)
    except ValueError as wrong:
        faults.note(field, str(wrong))
        return typed


def _tidied(field: str, value: object, faults: Faults) -> object:
    longest = LONGEST_NAME if field in _NAMES else LONGEST_LINE
    if isinstance(value, str):
        return _text(field, value, longest, faults)
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(text for each in value if (text := _text(field, each, longest, faults))))
    if field == "sources":
        assert isinstance(value, Mapping)
        return {str(name): text for name, each in value.items() if (text := _text(str(name), each, longest, faults))}
    return value


def _text(field: str, value: str, longest: int, faults: Faults) -> str:
    text = re.sub(r"\s+", " ", value).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        faults.note(field, "This holds a sign that cannot be kept. Type it again by hand.")
    if len(text) > longest:
        faults.note(field, f"This is {len(text)} characters long; {longest} can be kept. Shorten it.")
    return text


@dataclass(frozen=True)
class Change:
    """One value of a profile as it was and as it became, in words for people."""

    field: str
    was: str
    became: str


def in_words(field: str, value: object) -> str:
    """A value of a profile as the history and the pages write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return identifiers.shown(_IDENTIFIERS.get(field, ""), str(value or ""))


def changes(was: PersonProfile, became: PersonProfile) -> list[Change]:
    """What differs between two profiles of a person, in the order of the page. Addresses are told apart."""
    return [
        Change(field, in_words(field, getattr(was, field)), in_words(field, getattr(became, field)))
        for field in LABELS
        if getattr(was, field) != getattr(became, field)
    ]
