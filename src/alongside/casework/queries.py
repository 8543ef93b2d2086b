"""Reading the day's work on a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.casework.rules import may_change_log
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound

PAGE = 20


@dataclass(frozen=True)
class LogEntry:
    """One log as it is read."""

    id: int
    contact_at: datetime
    where: str
    who: str
    what: str
    author: str
    author_id: int
    author_team: str
    written_at: datetime
    changed_at: datetime | None
    changed_by: str
    version: int

    @property
    def day(self) -> date:
        """The London day it took place on; the log is grouped by it."""
        return self.contact_at.astimezone(LONDON).date()


@dataclass(frozen=True)
class LogPage:
    """A page of the log of a case, newest contact first."""

    entries: Sequence[LogEntry]
    number: int
    more: bool


def logs(
    case_id: int, *, actor: Actor, since: date | None = None, until: date | None = None, page: int = 1, size: int = PAGE
) -> LogPage:
    """The log of a case for contacts from a day to a day, both included. One query; empty for a case not seen."""
    rows = Log.objects.filter(case_id=case_id, case__in=Case.objects.visible_to(actor))
    if since:
        rows = rows.filter(contact_at__gte=_start(since))
    if until:
        rows = rows.filter(contact_at__lt=_start(until + timedelta(days=1)))
    start = (page - 1) * size
    found = rows.select_related("author__team", "changed_by").order_by("-contact_at", "-id")[start : start + size + 1]
    entries = [_entry(row) for row in found]
    return LogPage(entries[:size], page, len(entries) > size)


def log(case_id: int, log_id: int, *, actor: Actor) -> LogEntry:
    """One log. Raises NotFound where it, or its case, is not there for the actor."""
    rows = Log.objects.filter(case_id=case_id, pk=log_id, case__in=Case.objects.visible_to(actor))
    found = rows.select_related("author__team", "changed_by").first()
    if found is None:
        raise NotFound
    return _entry(found)


def by_day(entries: Sequence[LogEntry]) -> Sequence[tuple[date, Sequence[LogEntry]]]:
    """The entries of a page under the London day that each took place on."""
    return [(day, list(found)) for day, found in groupby(entries, key=lambda entry: entry.day)]


def may_change(entry: LogEntry, *, owner_id: int, actor: Actor) -> bool:
    """Whether the actor may put this log right, on a case of this owner."""
    return may_change_log(actor.user_id, author_id=entry.author_id, owner_id=owner_id)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _entry(row: Log) -> LogEntry:
    return LogEntry(
        id=row.pk, contact_at=row.contact_at, where=row.where, who=row.who, what=row.what, author=row.author.name,
        author_id=row.author_id, author_team=row.author.team.name, written_at=row.written_at,
        changed_at=row.changed_at, changed_by=row.changed_by.name if row.changed_by else "", version=row.version,
    )  # fmt: skip
