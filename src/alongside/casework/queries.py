"""Reading the day's work on a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import QuerySet

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
    rows = Log.objects.filter(case_id=case_id)  # the database holds the log to its case (sql/0001_logs.sql)
    if since:
        rows = rows.filter(contact_at__gte=_start(since))
    if until:
        rows = rows.filter(contact_at__lt=_start(until + timedelta(days=1)))
    start = (page - 1) * size
    entries = _entries(rows.order_by("-contact_at", "-id")[start : start + size + 1])
    return LogPage(entries[:size], page, len(entries) > size)


def log(case_id: int, log_id: int, *, actor: Actor) -> LogEntry:
    """One log. Raises NotFound where it, or its case, is not there for the actor."""
    rows = Log.objects.filter(case_id=case_id, pk=log_id, case__in=Case.objects.visible_to(actor))
    found = _entries(rows)
    if not found:
        raise NotFound
    return found[0]


def by_day(entries: Sequence[LogEntry]) -> Sequence[tuple[date, Sequence[LogEntry]]]:
    """The entries of a page under the London day that each took place on."""
    return [(day, list(found)) for day, found in groupby(entries, key=lambda entry: entry.day)]


def may_change(entry: LogEntry, *, owner_id: int, actor: Actor) -> bool:
    """Whether the actor may put this log right, on a case of this owner."""
    return may_change_log(actor.user_id, author_id=entry.author_id, owner_id=owner_id)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


_OF_ENTRY = {
    "id": "id", "contact_at": "contact_at", "where": "where", "who": "who", "what": "what", "author": "author__name",
    "author_id": "author_id", "author_team": "author__team__name", "written_at": "written_at",
    "changed_at": "changed_at", "changed_by": "changed_by__name", "version": "version",
}  # fmt: skip


def _entries(rows: QuerySet[Log]) -> list[LogEntry]:
    """The logs as they are read, in the order of the rows; only what is read of them is fetched."""
    found = (dict(zip(_OF_ENTRY, row, strict=True)) for row in rows.values_list(*_OF_ENTRY.values()))
    return [LogEntry(**row | {"changed_by": row["changed_by"] or ""}) for row in found]
