"""Notifications: a reader of the events, by what each user chose to be told of.

What a receiver may not see is not told: the events are asked for as the receiver, and the policies of the database let
through what they may see now, whatever they could see when it happened. Nobody is told of what they did themselves.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from alongside.cases.models import Case, Keyworker
from alongside.casework.models import Noticed, NotifyMe
from alongside.casework.rules.notifications import (
    AS_FOR_ALL,
    NOTIFICATIONS,
    OLDEST_DAYS,
    chosen,
    sources,
    titles,
)
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.events.queries import sentence_of

PAGE = 25
COUNTED = 100
"""Unread notifications are counted so far and no further."""
_TITLES = {each.id: each.title for each in NOTIFICATIONS}


@dataclass(frozen=True)
class Notice:
    """One thing that a user is told of. `facts` say what it was about; `kind` is the notification's title."""

    id: int
    kind: str
    event: str
    sentence: str
    who: str
    recorded_at: datetime
    case_id: int | None
    case_name: str
    person_id: int | None
    person: str
    facts: Mapping[str, Any]
    new: bool


@dataclass(frozen=True)
class Page:
    """A page of notifications, newest first."""

    rows: Sequence[Notice]
    more: bool


@dataclass(frozen=True)
class Choice:
    """What a user wants to be told of. `own` is false where a case goes by what they chose for all of theirs."""

    kinds: Sequence[str]
    own: bool


@dataclass(frozen=True)
class Post:
    """Whether a user wants the daily e-mail, and when the last one went."""

    by_mail: bool
    mailed_on: date | None


def notices(*, actor: Actor, before: int | None = None) -> Page:
    """What the actor is told of, newest first, of the last 90 days; those before the event `before`. One query."""
    rows = _told(actor, most=PAGE + 1, before=before)
    return Page([_notice(row) for row in rows[:PAGE]], len(rows) > PAGE)


def unread(*, actor: Actor, at_most: int = COUNTED) -> int:
    """How many of them are new since the actor last marked them as read, counted up to `at_most`. One query."""
    [row] = rows_of(f"{_WITH} SELECT count(*) AS new FROM ({_NEW}) n", _values(actor, most=at_most))  # noqa: S608  # our own texts
    return int(row["new"])


def newest(*, actor: Actor) -> int:
    """The event that the newest notification of the actor tells of, 0 where there is none. One query."""
    rows = _told(actor, most=1)
    return int(rows[0]["id"]) if rows else 0


def chosen_row(actor: Actor, case_id: int | None, person_id: int | None) -> NotifyMe | None:
    """What the actor chose for this case, this person, or, for neither, all their cases, as it is kept. One query."""
    rows = NotifyMe.objects.filter(user_id=actor.user_id)
    of_case = rows.filter(case__isnull=True) if case_id is None else rows.filter(case_id=case_id)
    return (of_case.filter(person__isnull=True) if person_id is None else of_case.filter(person_id=person_id)).first()


def choice(*, actor: Actor, case_id: int | None = None, person_id: int | None = None) -> Choice:
    """What the actor chose for a case, for a person, or, without either, for all their cases."""
    found = chosen_row(actor, case_id, person_id)
    if found is None or AS_FOR_ALL in found.kinds:
        return Choice((), False)
    return Choice(chosen(found.kinds), True)


def is_mine(case_id: int, *, actor: Actor) -> bool:
    """Whether a case is among those the actor owns, leads or is keyworker on today. One query."""
    running = Keyworker.objects.filter(user_id=actor.user_id, starts_on__lte=actor.today)
    worked = running.exclude(ends_on__lte=actor.today).values("case_id")
    mine = Q(owner_id=actor.user_id) | Q(lead_worker_id=actor.user_id) | Q(pk__in=worked)
    return Case.objects.visible_to(actor).filter(mine, pk=case_id).exists()


@dataclass(frozen=True)
class ChosenFor:
    """A case or a person that a user chose kinds for, apart from all their cases."""

    case_id: int | None
    person_id: int | None
    name: str
    kinds: Sequence[str]


def chosen_for(*, actor: Actor) -> Sequence[ChosenFor]:
    """The cases and people that the actor sees and chose something for, the latest first. One query."""
    rows = NotifyMe.objects.filter(user_id=actor.user_id).exclude(kinds=[]).exclude(kinds=[AS_FOR_ALL])
    seen = rows.filter(Q(case__name__isnull=False) | Q(person__forename__isnull=False))
    return [
        ChosenFor(case, person, name or f"{forename} {surname}".strip(), titles(kinds))
        for case, person, kinds, name, forename, surname in seen.order_by("-pk").values_list(
            "case_id", "person_id", "kinds", "case__name", "person__forename", "person__surname"
        )[:200]
    ]


def post(*, actor: Actor) -> Post:
    """Whether the actor wants the daily e-mail."""
    found = Noticed.objects.filter(user_id=actor.user_id).first()
    return Post(found.by_mail, found.mailed_on) if found else Post(True, None)


# One text for the list and for the count. `watched` is each case the actor is told of, with the kinds they chose and
# since when: chosen for it, for somebody on it, for all of theirs, or shared with them. The events of each are then
# asked for by its index, newest first; what is left of them is what the policies let the actor see.
_WITH = """
WITH source AS MATERIALIZED (
    SELECT * FROM unnest(%(kinds)s::text[], %(events)s::text[], %(holds)s::jsonb[], %(ofs)s::text[])
                  s(kind, event, holds, of)
), mine AS MATERIALIZED (
    SELECT n.case_id, n.person_id, n.kinds, n.since FROM casework_notify_me n
     WHERE n.partnership_id = %(partnership)s AND n.user_id = %(user)s
), noticed AS (
    SELECT coalesce((SELECT r.read_to FROM casework_noticed r WHERE r.user_id = %(user)s), 0) AS read_to
), watched AS MATERIALIZED (
    SELECT n.case_id AS number, 'case' AS of, n.kinds, n.since FROM mine n WHERE n.case_id IS NOT NULL
    UNION ALL
    SELECT m.case_id, 'case', n.kinds, n.since FROM mine n JOIN cases_member m ON m.person_id = n.person_id
     WHERE m.left_on IS NULL
    UNION ALL
    SELECT c.id, 'case', n.kinds, n.since FROM mine n CROSS JOIN cases_case c
     WHERE n.case_id IS NULL AND n.person_id IS NULL AND c.partnership_id = %(partnership)s
       AND (c.owner_id = %(user)s OR c.lead_worker_id = %(user)s
            OR c.id IN (SELECT k.case_id FROM cases_keyworker k WHERE k.user_id = %(user)s
                           AND k.starts_on <= %(today)s AND (k.ends_on IS NULL OR k.ends_on > %(today)s)))
       AND NOT EXISTS (SELECT 1 FROM mine o WHERE o.case_id = c.id AND NOT %(as_for_all)s = ANY (o.kinds))
    UNION ALL
    SELECT s.case_id, 'mine', n.kinds, n.since FROM mine n JOIN cases_share s ON s.holder_id = %(own)s
     WHERE n.case_id IS NULL AND n.person_id IS NULL AND s.stopped_at IS NULL AND s.shared_at > %(oldest)s
       AND s.shared_by_id <> %(user)s
)
"""
_KIND = """
 FROM source s WHERE s.event = e.kind AND s.of = {of} AND s.kind = ANY (w.kinds) AND e.facts @> s.holds
"""
_EVENTS = f"""
SELECT e.id, e.kind, e.recorded_at, e.user_id, e.case_id, e.person_id, e.facts,
       (SELECT min(s.kind) {_KIND}) AS notification
  FROM events_event e
 WHERE e.{{column}} = {{number}} AND e.id > {{after}} AND e.id < %(before)s AND e.recorded_at > %(oldest)s
   AND e.kind = ANY (%(every)s) AND e.user_id <> %(user)s {{only}} AND EXISTS (SELECT 1 {_KIND})
 ORDER BY e.id DESC LIMIT %(most)s
"""  # noqa: S608  # put together from our own texts
_SHARED = "AND (w.of = 'case' OR e.facts @> %(with_me)s::jsonb)"
_BOTH = """
SELECT e.* FROM watched w CROSS JOIN LATERAL ({of_case}) e
UNION ALL
SELECT e.* FROM mine w CROSS JOIN LATERAL ({of_person}) e WHERE w.person_id IS NOT NULL
"""


def _both(after: str) -> str:
    of_case = _EVENTS.format(of="w.of", column="case_id", number="w.number", after=after, only=_SHARED)
    of_person = _EVENTS.format(of="'person'", column="person_id", number="w.person_id", after=after, only="")
    return _BOTH.format(of_case=of_case, of_person=of_person)


_LISTED = f"""
{_WITH}, told AS (
    SELECT DISTINCT ON (b.id) b.* FROM ({_both("w.since")}) b ORDER BY b.id DESC, b.notification LIMIT %(most)s
)
SELECT t.id, t.kind, t.notification, t.recorded_at, t.case_id, t.person_id, t.facts::text AS facts,
       t.id > (SELECT read_to FROM noticed) AS new, u.name AS who, coalesce(c.name, '') AS case_name,
       coalesce(nullif(concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')), ''), '') AS person
  FROM told t JOIN accounts_user u ON u.id = t.user_id LEFT JOIN cases_case c ON c.id = t.case_id
  LEFT JOIN people_person p ON p.id = t.person_id
 ORDER BY t.id DESC
"""  # noqa: S608  # put together from our own texts
_AFTER_READ = "greatest(w.since, (SELECT read_to FROM noticed))"
_NEW = f"SELECT DISTINCT b.id FROM ({_both(_AFTER_READ)}) b LIMIT %(most)s"  # noqa: S608  # put together from our own texts
_LAST = 2**62


def _told(actor: Actor, *, most: int, before: int | None = None) -> list[dict[str, Any]]:
    return rows_of(_LISTED, _values(actor, most=most, before=before))


def _values(actor: Actor, *, most: int, before: int | None = None) -> Mapping[str, Any]:
    told = sources()
    return {
        "kinds": [kind for kind, _ in told],
        "events": [source.event for _, source in told],
        "holds": [json.dumps(source.holds) for _, source in told],
        "ofs": [source.of for _, source in told],
        "every": sorted({source.event for _, source in told}),
        "with_me": json.dumps({"principal": actor.own}),
        "as_for_all": AS_FOR_ALL,
        "partnership": actor.partnership_id,
        "user": actor.user_id,
        "own": actor.own,
        "today": actor.today,
        "oldest": actor.now - timedelta(days=OLDEST_DAYS),
        "before": before or _LAST,
        "most": most,
    }


def _notice(row: Mapping[str, Any]) -> Notice:
    facts = json.loads(row["facts"])
    return Notice(
        id=row["id"],
        kind=_TITLES[row["notification"]],
        event=row["kind"],
        sentence=sentence_of(row["kind"], facts),
        who=row["who"],
        recorded_at=row["recorded_at"],
        case_id=row["case_id"],
        case_name=row["case_name"],
        person_id=row["person_id"],
        person=row["person"],
        facts=facts,
        new=row["new"],
    )
