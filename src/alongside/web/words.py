"""How dates, times and text are put into words for people: the filters of the templates."""

from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from alongside.core.actor import LONDON


def as_date(value: date | datetime) -> date:
    """The day it is in London at an instant; a date is itself."""
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """ "Tuesday 29 December 2026"; nothing for None."""
    return f"{as_date(value):%A} {day_short(value)}" if value else ""


def day_short(value: date | datetime | None) -> str:
    """ "3 November 2026"; nothing for None."""
    return f"{as_date(value).day} {as_date(value):%B %Y}" if value else ""


def day_typed(value: date | None) -> str:
    """ "03-11-2026": as dates are typed into a form."""
    return f"{value:%d-%m-%Y}" if value else ""


def clock(value: datetime | None) -> str:
    """ "14:05" in London; nothing for None."""
    return f"{value.astimezone(LONDON):%H:%M}" if value else ""


def day_and_clock(value: datetime | None) -> str:
    """ "3 November 2026 at 14:05"; nothing for None."""
    return f"{day_short(value)} at {clock(value)}" if value else ""


def ago(value: date | datetime | None, now: datetime) -> str:
    """How long before `now`, in words: "5 minutes ago", "yesterday", "3 days ago", "19 weeks ago"."""
    if value is None:
        return "never"
    if isinstance(value, datetime) and now - value < timedelta(hours=12):
        return _within_hours(now - value)
    days = (as_date(now) - as_date(value)).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{_long(days)} ago"


def how_far(value: date, now: datetime) -> str:
    """How far a day is from today: "today", "tomorrow", "in 2 days", "in 3 weeks", "yesterday", "2 days ago"."""
    days = (value - as_date(now)).days
    if days <= 1:
        return "tomorrow" if days == 1 else ago(value, now)
    return f"in {_long(days)}"


def _within_hours(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return f"{counted(minutes, 'minute')} ago" if minutes < 60 else f"{counted(minutes // 60, 'hour')} ago"


def _long(days: int) -> str:
    if days < 28:
        return counted(days, "day")
    if days < 365:
        return counted(days // 7, "week")
    return counted(days // 365, "year")


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 case", "2 cases", "1,204 cases"; "no cases" for none."""
    word = one if number == 1 else many or f"{one}s"
    return f"{number:,} {word}" if number else f"no {word}"


def paragraphs(value: str | None) -> Markup:
    """Text as it was typed: a blank line parts paragraphs, a line break stays one. Nothing in it is taken for HTML."""
    escaped = str(escape((value or "").replace("\r\n", "\n")))
    blocks = [block.strip("\n").replace("\n", "<br>") for block in escaped.split("\n\n") if block.strip()]
    return Markup("".join(f'<p class="govuk-body">{block}</p>' for block in blocks))  # noqa: S704  # escaped above


def said(value: str) -> str:
    """A day as a record holds it ("2026-10-15"), in words; any other text as it is."""
    try:
        return day_short(date.fromisoformat(value)) if len(value) == 10 else value
    except ValueError:
        return value


def initials(name: str) -> str:
    """ "AB" for Ade Bankole: what stands in a picture's place."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def size(value: int) -> str:
    """How large a file is: "20 MB", "1.5 MB", "312 KB", "68 bytes"."""
    if value < 1024:
        return counted(value, "byte")
    return f"{round(value / 1024):,} KB" if value < 2**20 else f"{value / 2**20:.1f} MB".replace(".0 MB", " MB")
