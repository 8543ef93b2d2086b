"""Dates as people write them, day first always; what cannot be one day is refused with a sentence.

Own code, because the libraries for this (dateutil, dateparser) guess: each turns 02/13/2016 round to the month it would
need, and fills in what is missing from today. A guess in a child's date of birth is worse than a question.
"""

import calendar
import re
import unicodedata
from datetime import date

OLDEST_YEAR = 1900
FURTHEST_YEARS = 20

_EXAMPLE = "Write the day, the month and the year, for example 05-09-2016."
_MONTHS = [calendar.month_name[number].lower() for number in range(1, 13)]
_DAYS = [name.lower() for name in calendar.day_name]
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+")
_SHAPE = re.compile(r"[\da-z\s\-/.,\\–—’']{1,40}", re.ASCII)


def read_date(text: str, *, today: date, born: bool = False) -> date:
    """The day that `text` names: 05-09-2016, 5/9/16, 5.9.2016, 2016-09-05, 5 Sep 2016, Mon 5th September 2016.

    A year of two digits is the one nearest to `today`; of a birth (`born`) the latest that is not after today.
    Raises ValueError, with a sentence fit to show, for anything that is not exactly one possible day.
    """
    words = unicodedata.normalize("NFKC", text).strip().lower()
    weekday, rest = _weekday(words)
    year_text, month, day = _parts(rest)
    year = _year(year_text, month, day, today=today, born=born)
    found = _day(year, month, day)
    if found.year < OLDEST_YEAR or found.year > today.year + FURTHEST_YEARS:
        raise ValueError(f"Check the year: {in_words(found)} is too far from today.")
    if weekday is not None and found.weekday() != weekday:
        raise ValueError(f"{in_words(found)} is a {calendar.day_name[found.weekday()]}. Check the day and the date.")
    return found


def in_words(day: date) -> str:
    """A day as pages write it: 5 September 2016."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def as_typed(day: date) -> str:
    """A day as a date field holds it: 05-09-2016."""
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


def _weekday(words: str) -> tuple[int | None, str]:
    # A day's name at the front says nothing new, but shows a slip when it does not fit the date.
    found = _WORD.match(words)
    if found and len(found[0]) >= 3:
        for number, name in enumerate(_DAYS):
            if name.startswith(found[0]):
                return number, words[found.end() :]
    return None, words


def _parts(words: str) -> tuple[str, int, int]:
    """Year as written, month, day."""
    if re.fullmatch(r"\d{8}|\d{6}", words, re.ASCII):
        return words[4:], int(words[2:4]), int(words[:2])
    if not _SHAPE.fullmatch(words):
        raise ValueError(f"This is not a date. {_EXAMPLE}")
    numbers = _NUMBERS.findall(words)
    names = [name for name in _WORD.findall(re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", words)) if name != "of"]
    if names:
        return _named(names, numbers)
    if len(numbers) != 3:
        raise ValueError(_wrong_count(len(numbers), wanted=3))
    if len(numbers[0]) == 4:
        return numbers[0], int(numbers[1]), int(numbers[2])
    return numbers[2], int(numbers[1]), int(numbers[0])


def _named(names: list[str], numbers: list[str]) -> tuple[str, int, int]:
    month = _month(names[0]) if len(names) == 1 else None
    if month is None:
        raise ValueError(f"This is not a date. {_EXAMPLE}")
    if len(numbers) != 2:
        raise ValueError(_wrong_count(len(numbers), wanted=2))
    if len(numbers[0]) == 4:
        return numbers[0], month, int(numbers[1])
    return numbers[1], month, int(numbers[0])


def _wrong_count(count: int, *, wanted: int) -> str:
    return f"The date is not complete. {_EXAMPLE}" if count < wanted else f"This is not one date. {_EXAMPLE}"


def _month(name: str) -> int | None:
    if name == "sept":
        return 9
    matches = [number for number, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)]
    return matches[0] if len(matches) == 1 else None


def _year(written: str, month: int, day: int, *, today: date, born: bool) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    if len(written) != 2:
        raise ValueError(f"Write the year in full. {_EXAMPLE}")
    century = today.year - today.year % 100
    if born:
        this = century + year
        return this if (this, month, day) <= (today.year, today.month, today.day) else this - 100
    return min((century - 100 + year, century + year, century + 100 + year), key=lambda each: abs(each - today.year))


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(f"There is no month {month}. The day comes first: 05-09-2016 is 5 September 2016.")
    if not 1 <= year <= 9999:
        raise ValueError(f"Check the year. {_EXAMPLE}")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValueError(f"{calendar.month_name[month]} {year} has {last} days, so there is no day {day} in it.")
    return date(year, month, day)
