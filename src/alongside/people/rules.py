"""How old somebody is, said in every way the record allows. No Django, no clock: the day is told."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

OLDEST_AGE = 120
LONGEST_PREGNANCY_DAYS = 300
ADULT = 18

UNKNOWN = "Unknown"
"""The age band of somebody of whom nobody knows how old they are."""


class Band(Protocol):
    """An age band of a pack: its label, and the whole years it holds, both included."""

    @property
    def label(self) -> str: ...
    @property
    def from_age(self) -> int | None: ...
    @property
    def to_age(self) -> int | None: ...


def age(birth_date: date, on: date) -> int:
    """Whole years lived by a day. Born on 29 February, one is a year older on 1 March of a year that has none.

    Raises ValueError where the day is before the birth.
    """
    if on < birth_date:
        raise ValueError("The day is before the birth.")
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def months(birth_date: date, on: date) -> int:
    """Whole months lived by a day, for the smallest. Raises ValueError where the day is before the birth."""
    if on < birth_date:
        raise ValueError("The day is before the birth.")
    return (on.year - birth_date.year) * 12 + on.month - birth_date.month - (on.day < birth_date.day)


def band_of(years: int, bands: Iterable[Band]) -> str:
    """The label of the band that holds this age in whole years, or Unknown where the pack has none for it."""
    for band in bands:
        if band.from_age is not None and band.from_age <= years and (band.to_age is None or years <= band.to_age):
            return band.label
    return UNKNOWN


def is_child(age: int | None, band: str, bands: Iterable[Band]) -> bool:
    """Whether somebody is asked about as a child: under 18, unborn, or of an age that nobody knows."""
    if age is not None:
        return age < ADULT
    known = next((each for each in bands if each.label == band), None)
    return known is None or known.from_age is None or known.from_age < ADULT


def band_title(band: str) -> str:
    """An age band as people read it."""
    return "Age unknown" if band in ("", UNKNOWN) else band


def needs_update(unborn: bool, expected_on: date | None, on: date) -> bool:
    """Whether a child still said to be unborn was expected before this day.

    The record is then flagged for somebody to bring up to date; it never turns by itself into a child of 0 years,
    because nobody has said that it was born (E-CINS 2.2.3).
    """
    return unborn and expected_on is not None and expected_on < on


def fault_of_birth(birth_date: date, on: date) -> str | None:
    """What is wrong with a date of birth told on this day: a sentence, or None."""
    if birth_date > on:
        return "The date of birth is in the future. For a child not yet born, choose Unborn and the date expected."
    if age(birth_date, on) > OLDEST_AGE:
        return f"This would make them older than {OLDEST_AGE}. Check the year."
    return None


def fault_of_expected(expected_on: date, on: date) -> str | None:
    """What is wrong with the date an unborn child is expected, told on this day: a sentence, or None."""
    if expected_on < on:
        return "This date is past. If the child is born, enter the date of birth; if not, the date expected now."
    if (expected_on - on).days > LONGEST_PREGNANCY_DAYS:
        return "This is more than ten months away. Check the date."
    return None


def age_words(birth_date: date | None, band: str, unborn: bool, expected_on: date | None, on: date) -> str:
    """How old somebody is on a day, as people read it: "10 years", "7 months", "26 - 35", "Unborn"."""
    if birth_date is not None:
        if birth_date > on:
            return "Not yet born"
        if age(birth_date, on) >= 2:
            return f"{age(birth_date, on)} years"
        lived = months(birth_date, on)
        return "1 month" if lived == 1 else f"{lived} months"
    if not unborn:
        return band_title(band)
    return "Unborn, past the date expected: update" if needs_update(unborn, expected_on, on) else "Unborn"
