"""Reading the day's work on a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.casework.rules.logs import may_change_log
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
    told = {
        "case": case_id,
        "since": _start(since) if since else None,
        "until": _start(until + timedelta(days=1)) if until else None,
        "most": size + 1,
        "beyond": (page - 1) * size,
    }
    entries = _entries(_LOGS + _BETWEEN[bool(since), bool(until)] + _LATEST, told)
    return LogPage(entries[:size], page, len(entries) > size)


def log(case_id: int, log_id: int, *, actor: Actor) -> LogEntry:
    """One log. Raises NotFound where it, or its case, is not there for the actor."""
    if not Log.objects.filter(case_id=case_id, pk=log_id, case__in=Case.objects.visible_to(actor)).exists():
        raise NotFound
    return _entries(_LOGS + " AND l.id = %(log)s", {"case": case_id, "log": log_id})[0]


def by_day(entries: Sequence[LogEntry]) -> Sequence[tuple[date, Sequence[LogEntry]]]:
    """The entries of a page under the London day that each took place on."""
    return [(day, list(found)) for day, found in groupby(entries, key=lambda entry: entry.day)]


def may_change(entry: LogEntry, *, owner_id: int, actor: Actor) -> bool:
    """Whether the actor may put this log right, on a case of this owner."""
    return may_change_log(actor.user_id, author_id=entry.author_id, owner_id=owner_id)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


# Said in SQL, because every page of a case asks it. The database holds a log to its case (sql/0001_logs.sql).
_LOGS = """
SELECT l.id, l.contact_at, l."where", l.who, l.what, a.name AS author, l.author_id, t.name AS author_team,
       l.written_at, l.changed_at, l.version,
       coalesce((SELECT u.name FROM accounts_user u WHERE u.id = l.changed_by_id), '') AS changed_by
  FROM casework_log l JOIN accounts_user a ON a.id = l.author_id JOIN accounts_team t ON t.id = a.team_id
 WHERE l.case_id = %(case)s
"""
_SINCE, _UNTIL = " AND l.contact_at >= %(since)s", " AND l.contact_at < %(until)s"
_BETWEEN = {(False, False): "", (True, False): _SINCE, (False, True): _UNTIL, (True, True): _SINCE + _UNTIL}
_LATEST = " ORDER BY l.contact_at DESC, l.id DESC LIMIT %(most)s OFFSET %(beyond)s"


def _entries(text: str, told: Mapping[str, Any]) -> list[LogEntry]:
    with connection.cursor() as cursor:
        cursor.execute(text, told)
        names = [column.name for column in cursor.description]
        return [LogEntry(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
