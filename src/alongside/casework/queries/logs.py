"""Reading the notes on the log of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.casework.rules.logs import (
    earliest_told,
    late,
    may_correct_log,
    may_delete_log,
    may_read_deleted_log,
)
from alongside.clocks.queries.recording import recording
from alongside.clocks.spine import CLOSED
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.schema import Pack

PAGE = 20
_MOST_WORDS = 6
_SIX_LINES = 480
"""Characters."""


@dataclass(frozen=True)
class HeadingWritten:
    """The words under one heading of a note, with the title the heading had when it was written."""

    id: str
    title: str
    words: str


@dataclass(frozen=True)
class MemberNamed:
    """A member that a note is about, and of a child what was said of seeing them."""

    member: int
    person: int
    name: str
    seen: bool | None
    seen_alone: bool | None
    spoken_to: bool | None
    observed: bool
    own_words: str
    why_not: str


@dataclass(frozen=True)
class Corrected:
    """A correction: what is right, who wrote it and when, and when the contact really took place."""

    words: str
    author: str
    written_at: datetime
    contact_at: datetime | None


@dataclass(frozen=True)
class LogEntry:
    """One note as it is read. `happened_at` is when it took place by what is right now, `contact_at` as first told."""

    id: int
    type: str
    happened_at: datetime
    contact_at: datetime
    where: str
    who: str
    what: str
    headings: Sequence[HeadingWritten]
    members: Sequence[MemberNamed]
    corrections: Sequence[Corrected]
    author: str
    author_id: int
    author_team: str
    written_at: datetime
    version: int
    circle: int | None
    hidden_at: datetime | None
    hidden_by: str
    hidden_why: str
    report: int | None = None
    reached: bool | None = None
    late: int = 0
    """How many days after the contact it was written, where that was late; else 0."""
    overdue: int = 0
    """How many days after the last day for recording that was (REC-06)."""

    @property
    def day(self) -> date:
        """The London day it took place on; the log is grouped by it."""
        return self.happened_at.astimezone(LONDON).date()

    @property
    def children(self) -> Sequence[MemberNamed]:
        """The members of whom the note says whether they were seen."""
        return [each for each in self.members if each.seen is not None]

    @property
    def long(self) -> bool:
        """Whether it is folded in a list: more than about six lines."""
        parts = [self.what, *(each.words for each in self.headings), *(each.words for each in self.corrections)]
        said = sum(len(each.own_words) + 60 for each in self.children) + sum(map(len, parts))
        return said > _SIX_LINES or sum(part.count("\n") + 1 for part in parts) + len(self.headings) > 6

    def without_words(self) -> "LogEntry":
        """The trace of a deleted note: who, when and why, and nothing of what it said."""
        return replace(self, where="", who="", what="", headings=(), members=(), corrections=())


@dataclass(frozen=True)
class LogPage:
    """A page of the log of a case, newest contact first. `total` counts the notes that fit what is asked for."""

    entries: Sequence[LogEntry]
    number: int
    more: bool
    total: int


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed by; an empty part narrows nothing. Days are both included."""

    since: date | None = None
    until: date | None = None
    type: str = ""
    member: int | None = None
    author: int | None = None
    words: str = ""

    def told(self) -> dict[str, Any]:
        """The same as values for the query."""
        return {
            "since": start_of(self.since) if self.since else None,
            "until": start_of(self.until + timedelta(days=1)) if self.until else None,
            "type": self.type,
            "member": self.member,
            "author": self.author,
            "words": [like(word) for word in self.words.split()[:_MOST_WORDS]],
        }

    def sql(self) -> str:
        """The same as conditions on a note `l` that took place `t.at`."""
        return "".join(_NARROWS[name] for name, value in self.told().items() if value)


EVERYTHING = Wanted()


def logs(case_id: int, *, actor: Actor, wanted: Wanted = EVERYTHING, page: int = 1, size: int = PAGE) -> LogPage:
    """The log of a case. One query, whatever its size; empty for a case not seen. Deleted notes leave their trace."""
    told = {"case": case_id, "most": size + 1, "beyond": (page - 1) * size, **wanted.told()}
    rows = rows_of(_FOUND.format(narrowed="l.case_id = %(case)s" + wanted.sql()) + _TOLD, told)
    pack = practice(actor)
    entries = [_entry(row, pack) for row in rows[:size]]
    return LogPage([_trace(each) for each in entries], page, len(rows) > size, rows[0]["total"] if rows else 0)


def logs_of_report(report_id: int, *, actor: Actor, page: int = 1, size: int = PAGE) -> LogPage:
    """The notes on a report, for its circle. One query."""
    told = {"report": report_id, "most": size + 1, "beyond": (page - 1) * size}
    rows = rows_of(_FOUND.format(narrowed="l.report_id = %(report)s") + _TOLD, told)
    pack = practice(actor)
    entries = [_entry(row, pack) for row in rows[:size]]
    return LogPage([_trace(each) for each in entries], page, len(rows) > size, rows[0]["total"] if rows else 0)


def log(case_id: int, log_id: int, *, actor: Actor) -> LogEntry:
    """One note. What a deleted one said is there for the owner of the case and the coordinating team alone.

    Raises NotFound where it, or its case, is not there for the actor.
    """
    case = Case.objects.visible_to(actor).filter(pk=case_id).values("owner_id").first()
    if case is None or not Log.objects.filter(case_id=case_id, pk=log_id).exists():
        raise NotFound
    narrowed = "l.case_id = %(case)s AND l.id = %(log)s"
    told = {"case": case_id, "log": log_id, "most": 1, "beyond": 0}
    entry = _entry(rows_of(_FOUND.format(narrowed=narrowed) + _TOLD, told)[0], practice(actor))
    reads = may_read_deleted_log(actor.user_id, owner_id=case["owner_id"], coordinates=COORDINATING in actor.roles)
    return entry if reads else _trace(entry)


def authors(case_id: int, *, actor: Actor) -> Sequence[tuple[int, str]]:
    """Who wrote the notes on a case that the actor can read, by name. One query."""
    rows = rows_of(_AUTHORS, {"case": case_id})
    return [(row["id"], row["name"]) for row in rows]


def by_day(entries: Sequence[LogEntry]) -> Sequence[tuple[date, Sequence[LogEntry]]]:
    """The entries of a page under the London day that each took place on."""
    return [(day, list(found)) for day, found in groupby(entries, key=lambda entry: entry.day)]


@dataclass(frozen=True)
class MayDo:
    """What the actor may do with a note."""

    correct: bool
    delete: bool
    bring_back: bool


def may_do(entry: LogEntry, *, owner_id: int, actor: Actor) -> MayDo:
    """What the actor may do with this note, on a case of this owner."""
    coordinates, deleted = COORDINATING in actor.roles, entry.hidden_at is not None
    return MayDo(
        correct=not deleted and may_correct_log(actor.user_id, author_id=entry.author_id, owner_id=owner_id),
        delete=not deleted
        and may_delete_log(actor.user_id, author_id=entry.author_id, owner_id=owner_id, coordinates=coordinates),
        bring_back=deleted and may_read_deleted_log(actor.user_id, owner_id=owner_id, coordinates=coordinates),
    )


def start_of(day: date) -> datetime:
    """The first instant of a day in London."""
    return datetime.combine(day, time.min, LONDON)


def like(word: str) -> str:
    """A word as LIKE looks for it: anywhere, and with no wildcard of its own."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _trace(entry: LogEntry) -> LogEntry:
    return entry.without_words() if entry.hidden_at is not None else entry


# Said in SQL, because every page of a case asks it. The database holds a note to its case and its circle
# (sql/0002_day_work.sql). A page of it is found first, and what hangs on a note is read for that page alone.
TOOK_PLACE = """coalesce((SELECT k.contact_at FROM casework_correction k
    WHERE k.log_id = l.id AND k.contact_at IS NOT NULL ORDER BY k.id DESC LIMIT 1), l.contact_at)"""
_FOUND = f"""
WITH found AS MATERIALIZED (
    SELECT l.id, t.at, count(*) OVER () AS total
      FROM casework_log l CROSS JOIN LATERAL (SELECT {TOOK_PLACE} AS at) t
     WHERE {{narrowed}} ORDER BY t.at DESC, l.id DESC LIMIT %(most)s OFFSET %(beyond)s)
"""  # noqa: S608  # put together from our own texts
_TOLD = f"""
SELECT f.total, {CLOSED} AS closed, l.id, l.type, f.at AS happened_at, l.contact_at, l."where", l.who, l.what,
       l.headings::json AS headings, l.written_at, l.version, l.circle_id AS circle, l.report_id AS report,
       l.hidden_at, l.hidden_why, l.author_id, l.reached,
       a.name AS author, (SELECT w.name FROM accounts_team w WHERE w.id = a.team_id) AS author_team,
       coalesce((SELECT u.name FROM accounts_user u WHERE u.id = l.hidden_by_id), '') AS hidden_by,
       ARRAY(SELECT json_build_object('member', g.member_id, 'person', p.id,
                    'name', coalesce(nullif(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ''),
                                     'Unborn baby'),
                    'seen', g.seen, 'seen_alone', g.seen_alone, 'spoken_to', g.spoken_to, 'observed', g.observed,
                    'own_words', g.own_words, 'why_not', g.why_not)
               FROM casework_log_member g JOIN cases_member m ON m.id = g.member_id
               JOIN people_person p ON p.id = m.person_id
              WHERE g.log_id = l.id ORDER BY m.position, m.id) AS members,
       ARRAY(SELECT json_build_object('words', k.words, 'author', u.name, 'written_at', k.written_at,
                    'contact_at', k.contact_at)
               FROM casework_correction k JOIN accounts_user u ON u.id = k.author_id
              WHERE k.log_id = l.id ORDER BY k.id) AS corrections
  FROM found f JOIN casework_log l ON l.id = f.id JOIN accounts_user a ON a.id = l.author_id
 ORDER BY f.at DESC, l.id DESC
"""  # noqa: S608  # put together from our own texts
_NARROWS = {
    "since": " AND t.at >= %(since)s",
    "until": " AND t.at < %(until)s",
    "type": " AND l.type = %(type)s",
    "member": " AND EXISTS (SELECT 1 FROM casework_log_member g WHERE g.log_id = l.id AND g.member_id = %(member)s)",
    "author": " AND l.author_id = %(author)s",
    "words": """ AND l.hidden_at IS NULL AND concat_ws(' ', l."where", l.who, l.what,
        (SELECT string_agg(h->>'words', ' ') FROM jsonb_array_elements(l.headings) h),
        (SELECT string_agg(k.words, ' ') FROM casework_correction k WHERE k.log_id = l.id),
        (SELECT string_agg(g.own_words || ' ' || g.why_not, ' ') FROM casework_log_member g WHERE g.log_id = l.id)
        ) ILIKE ALL (%(words)s::text[])""",
}
_AUTHORS = """
SELECT u.id, u.name FROM accounts_user u
 WHERE u.id IN (SELECT l.author_id FROM casework_log l WHERE l.case_id = %(case)s) ORDER BY u.name, u.id
"""


def _entry(row: Mapping[str, Any], pack: Pack) -> LogEntry:
    told = {name: value for name, value in row.items() if name not in {"total", "closed"}}
    corrections = [
        Corrected(
            each["words"], each["author"], datetime.fromisoformat(each["written_at"]),
            datetime.fromisoformat(each["contact_at"]) if each["contact_at"] else None,
        )
        for each in told.pop("corrections")
    ]  # fmt: skip
    headings = [HeadingWritten(**each) for each in told.pop("headings")]
    members = [MemberNamed(**each) for each in told.pop("members")]
    # By the earliest time ever told, so that no correction hides any lateness (S040).
    first = earliest_told(row["contact_at"], corrections)
    due_on = recording(pack, row["closed"]).due_on(first)
    days = late(first, row["written_at"], due_on)
    overdue = (row["written_at"].astimezone(LONDON).date() - due_on).days if days else 0
    return LogEntry(**told, headings=headings, members=members, corrections=corrections, late=days, overdue=overdue)
