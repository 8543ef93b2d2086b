"""Reading messages: inbox, sent, those about a case, one with its thread, and how many are unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from alongside.accounts.models import Principal, User
from alongside.accounts.queries import Colleague, actor_for
from alongside.cases.models import Case
from alongside.casework.rules.messages import CASE, FIRST_NAME, SENDER, first_name
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of

PAGE = 25


@dataclass(frozen=True)
class Listed:
    """One message of a list. `case_name` is there for a message about a case."""

    id: int
    subject: str
    sent_at: datetime
    sender: str
    sender_id: int
    sender_detail: str
    recipient: str
    to_team: bool
    is_for_me: bool
    read_at: datetime | None
    """When I read it, for a message to me or my team; when it was first read, for one that I sent."""
    case_id: int | None
    case_name: str

    @property
    def unread(self) -> bool:
        """Whether it waits for me to read it."""
        return self.is_for_me and self.read_at is None


@dataclass(frozen=True)
class Reading:
    """Who read a message, and when."""

    name: str
    read_at: datetime


@dataclass(frozen=True)
class Said:
    """One message as it is read. `reads` is who it was for and has read it."""

    head: Listed
    text: str
    sender_principal: int
    recipient_principal: int
    reads: Sequence[Reading]
    documents: Sequence[int]
    """What is attached to it."""


@dataclass(frozen=True)
class Thread:
    """A message with those before it and the answers to it, oldest first."""

    said: Sequence[Said]
    opened: Said

    @property
    def about(self) -> int | None:
        """The case that all of them are about, or None."""
        return self.opened.head.case_id

    def answered_to(self, actor: Actor) -> int:
        """Whom an answer goes to: whoever wrote the message; for one's own, whom it was for."""
        mine = self.opened.sender_principal == actor.own
        return self.opened.recipient_principal if mine else self.opened.sender_principal


def inbox(*, actor: Actor, page: int = 1) -> Page[Listed]:
    """Messages to the actor and to their teams, newest first. One query."""
    return _page(_LISTED + " AND m.recipient_id = ANY (%(me)s) AND m.sender_id <> %(user)s", actor, page)


def sent(*, actor: Actor, page: int = 1) -> Page[Listed]:
    """Messages that the actor wrote, newest first, each with when it was first read. One query."""
    return _page(_LISTED + " AND m.sender_id = %(user)s", actor, page)


def about_case(case_id: int, *, actor: Actor, page: int = 1) -> Page[Listed]:
    """Messages about a case, whoever wrote them, newest first. One query; none for a case not seen."""
    return _page(_LISTED + " AND m.case_id = %(case)s", actor, page, case=case_id)


def thread(message_id: int, *, actor: Actor) -> Thread:
    """A message with what it answers and what answers it, up to fifty. Three queries.

    Raises NotFound for one that is not there for the actor.
    """
    with connection.cursor() as cursor:
        cursor.execute(_THREAD, {"message": message_id})
        ids = [row[0] for row in cursor.fetchall()]
    said = _said(ids, actor)
    opened = next((each for each in said if each.head.id == message_id), None)
    if opened is None:
        raise NotFound
    return Thread(said, opened)


def may_receive(case_id: int, whom: Colleague, *, actor: Actor) -> bool:
    """Whether a user or a team may be written to about a case that the actor sees: they see it today.

    A team sees it where it is shared with the team itself, for good or for a time that is running.
    """
    if whom.user_id is not None:
        user = User.objects.filter(partnership_id=actor.partnership_id, pk=whom.user_id).first()
        return user is not None and Case.objects.visible_to(actor_for(user, actor.now)).filter(pk=case_id).exists()
    periods = Principal.objects.filter(target_id=whom.principal, kind=Principal.Kind.PERIOD)
    running = periods.exclude(starts_on__gt=actor.today).exclude(ends_on__lte=actor.today)
    held = [whom.principal, *running.values_list("pk", flat=True)]
    seen = Case.objects.visible_to(actor).filter(pk=case_id, audience__overlap=held)
    return seen.exclude(excluded__overlap=held).exists()


def known_words(whom: Colleague, *, actor: Actor, case_id: int | None) -> Mapping[str, str]:
    """What the replacement words stand for in a message to somebody; a case is named by its number alone."""
    greeted = first_name(whom.name) if whom.kind == "user" else "colleagues"
    known = {FIRST_NAME: greeted, SENDER: actor.name}
    return known if case_id is None else {**known, CASE: str(case_id)}


# Said in SQL: the count stands on every page, and the lists name users, teams and cases at once.
_LISTED = """
SELECT m.id, m.subject, m.sent_at, s.name AS sender, m.sender_id, st.name AS sender_detail,
       coalesce(u.name, t.name, '') AS recipient, t.id IS NOT NULL AS to_team,
       m.recipient_id = ANY (%(me)s) AND m.sender_id <> %(user)s AS is_for_me,
       (SELECT min(r.read_at) FROM casework_message_read r
         WHERE r.message_id = m.id AND (m.sender_id = %(user)s OR r.user_id = %(user)s)) AS read_at,
       m.case_id, coalesce(c.name, '') AS case_name
  FROM casework_message m JOIN accounts_user s ON s.id = m.sender_id JOIN accounts_team st ON st.id = s.team_id
  LEFT JOIN accounts_user u ON u.principal_id = m.recipient_id
  LEFT JOIN accounts_team t ON t.principal_id = m.recipient_id
  LEFT JOIN cases_case c ON c.id = m.case_id
 WHERE m.partnership_id = %(partnership)s
"""
_LATEST = " ORDER BY m.id DESC LIMIT %(most)s OFFSET %(beyond)s"
_THREAD = """
WITH RECURSIVE before AS (
    SELECT m.id, m.answers_id, 1 AS deep FROM casework_message m WHERE m.id = %(message)s
    UNION ALL
    SELECT m.id, m.answers_id, b.deep + 1 FROM before b JOIN casework_message m ON m.id = b.answers_id WHERE b.deep < 50
), whole AS (
    (SELECT b.id, 1 AS deep FROM before b ORDER BY b.deep DESC LIMIT 1)
    UNION ALL
    SELECT m.id, w.deep + 1 FROM whole w JOIN casework_message m ON m.answers_id = w.id WHERE w.deep < 50
)
SELECT id FROM (SELECT id FROM whole UNION SELECT id FROM before) found ORDER BY abs(id - %(message)s) LIMIT 50
"""
_SAID = """
SELECT m.id, m.text, s.principal_id, m.recipient_id,
       ARRAY(SELECT json_build_array(u.name, r.read_at) FROM casework_message_read r
               JOIN accounts_user u ON u.id = r.user_id WHERE r.message_id = m.id ORDER BY r.read_at),
       ARRAY(SELECT a.document_id FROM casework_attachment a WHERE a.message_id = m.id ORDER BY a.id)
  FROM casework_message m JOIN accounts_user s ON s.id = m.sender_id WHERE m.id = ANY (%(ids)s)
"""


def _said(ids: Sequence[int], actor: Actor) -> Sequence[Said]:
    told = {**_told(actor), "ids": list(ids)}
    heads = {row["id"]: Listed(**row) for row in rows_of(_LISTED + " AND m.id = ANY (%(ids)s)", told)}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, told)
        rows = sorted(cursor.fetchall())
    return [
        Said(heads[number], text, sender, recipient, [Reading(n, datetime.fromisoformat(at)) for n, at in reads], files)
        for number, text, sender, recipient, reads, files in rows
        if number in heads
    ]


def _page(text: str, actor: Actor, page: int, **values: Any) -> Page[Listed]:
    told = {**_told(actor), "most": PAGE + 1, "beyond": (page - 1) * PAGE, **values}
    rows = [Listed(**row) for row in rows_of(text + _LATEST, told)]
    return Page(rows[:PAGE], page, len(rows) > PAGE)


def _told(actor: Actor) -> Mapping[str, Any]:
    return {"partnership": actor.partnership_id, "user": actor.user_id, "me": sorted(actor.principals)}
