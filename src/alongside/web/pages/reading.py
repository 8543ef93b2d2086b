"""What the address of a list asks for, read so that anything else is as if it were not there."""

from datetime import date, timedelta

from django.http import HttpRequest

from alongside.web.sealed import address_of

_DIGITS = 18


class RecordNumber:
    """The number of a record in an address; longer than the database counts is no number."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As it stands in the address."""
        return str(value)


def number(typed: str) -> int | None:
    """A whole number as an address holds it; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else None


def page_number(request: HttpRequest) -> int:
    """Which page of the list; the first for anything that is not one."""
    return min(max(1, number(request.GET.get("page", "")) or 1), 100_000)


def words(request: HttpRequest, name: str = "q") -> str:
    """What was typed to search for, as far as it can be looked for."""
    return request.GET.get(name, "").replace("\x00", " ").strip()[:200]


def with_query(address: str, **parts: object) -> str:
    """An address with what is asked for; empty parts are left out, and words looked for are sealed."""
    return address_of(address, [(name, str(value)) for name, value in parts.items() if value not in (None, "")])


def for_page(address: str, **parts: object) -> str:
    """The same, ending so that a page number can be put after it."""
    asked = with_query(address, **parts)
    return f"{asked}{'&' if '?' in asked else '?'}page="


def month_before(day: date) -> date:
    """The same day a month earlier, or the last of that month."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
