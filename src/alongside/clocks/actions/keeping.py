"""Keeps the clocks of a case up to date with what happens, in the transaction in which it happens (docs/adr/0016).

Three statements: the case is locked and the practice read; the events of the case that clocks know, and those of its
contacts, are read; the rows take their place.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from alongside.clocks.rules.events import Event
from alongside.clocks.rules.standing import Row, kept
from alongside.clocks.spine import PRACTICE, Counting, as_json, contacts_of, counting, events_of
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.events.kinds import KINDS
from alongside.events.readers import Recorded
from alongside.packs.clock_words import WORDS

CORRECT = ("log.corrected", "log.deleted", "log.brought-back")
"""What is no word that a timescale may name, and corrects what is."""
JOINED = "contact.joined"
"""A contact becomes a case's: no word of a timescale either, but its clocks are the case's from then on."""
FOLLOWED = sorted({*(set(WORDS) & set(KINDS)), *CORRECT, JOINED})
"""The kinds of event that a timescale of some pack may name, and that something records; what corrects them, and
what says whose they are."""


def follow_spine(recorded: Sequence[Recorded], actor: Actor) -> None:
    """Work out anew the clocks of every case, and of every contact, that something happened to.

    What happened to something in a circle never counts: a clock is seen with the case, and would tell of it.
    """
    counts = [each for each in recorded if "circle" not in each.facts]
    kinds = frozenset(each.kind for each in counts)
    for case in sorted({each.case for each in counts if each.case is not None}):
        # Whatever names the case of a contact brings that contact's clocks along; a correction may be of any kind.
        brings = any({"contact", "corrects"} & each.facts.keys() for each in counts if each.case == case)
        keep_case(case, actor=actor, because_of=None if brings else kinds)
    alone = [each for each in counts if each.case is None]
    for contact in sorted({c for each in alone if isinstance(c := each.facts.get("contact"), int)}):
        keep_contact(contact, actor=actor, because_of=kinds)


def keep_case(case_id: int, *, actor: Actor, because_of: frozenset[str] | None = None) -> None:
    """Work out every clock of a case and of its contacts anew. Nothing where no timescale here knows `because_of`."""
    found = rows_of(_LOCK_CASE, _told(actor) | {"case": case_id})
    by = counting(found[0]["practice"]) if found else None
    if by is None or (because_of is not None and by.kinds.isdisjoint(because_of)):
        return
    _keep(events_of_case(case_id, by), by, actor=actor, case_id=case_id)


def keep_contact(contact_id: int, *, actor: Actor, because_of: frozenset[str] | None = None) -> None:
    """The same of a contact; of its case, where it has one by now."""
    [found] = rows_of(_LOCK_CONTACT, _told(actor) | {"contact": contact_id})
    if found["case"] is not None:
        keep_case(found["case"], actor=actor, because_of=because_of)
        return
    by = counting(found["practice"])
    if by is None or (because_of is not None and by.kinds.isdisjoint(because_of)):
        return
    _keep(events_of_contact(contact_id, by), by, actor=actor, contact_id=contact_id)


def events_of_case(case_id: int, by: Counting) -> Sequence[Event]:
    """What happened on a case, and to its contacts before it, that its clocks know. One query."""
    return events_of(rows_of(_OF_CASE, {"case": case_id, "kinds": sorted(by.kinds), "followed": FOLLOWED}))


def events_of_contact(contact_id: int, by: Counting) -> Sequence[Event]:
    """What happened to a contact that its clocks know. One query."""
    return events_of(rows_of(_OF_CONTACT, {"contact": contact_id, "kinds": sorted(by.kinds)}))


def _keep(
    events: Sequence[Event],
    by: Counting,
    *,
    actor: Actor,
    case_id: int | None = None,
    contact_id: int | None = None,
) -> None:
    found = worked_out(events, by, actor.now, case_id=case_id, contact_id=contact_id)
    told = {
        "partnership": actor.partnership_id, "case": case_id, "rows": as_json(found),
        "contacts": sorted(contacts_of(events) | ({contact_id} if contact_id else set())),
    }  # fmt: skip
    rows_of(_REPLACE, told)


def worked_out(
    events: Sequence[Event], by: Counting, now: datetime, *, case_id: int | None, contact_id: int | None = None
) -> Sequence[Row]:
    """The rows of the clocks that these events of one case have started, whenever they happened."""
    # Nothing of a row changes by time alone; the moment is only ever late enough to have seen every event.
    moment = max([now.astimezone(UTC), *(max(each.happened_at, each.recorded_at) for each in events)])
    return list(kept(by.practice.clocks(events, days=by.days, now=moment), case_id=case_id, contact_id=contact_id))


def _told(actor: Actor) -> dict[str, object]:
    return {"pack": actor.pack, "partnership": actor.partnership_id}


PRACTICE_HERE = PRACTICE.format(pack="%(pack)s", partnership="%(partnership)s")
# As `case_to_change` locks it: whoever writes to the case at the same time waits, and reads our event then.
_LOCK_CASE = f"""
SELECT c.id, {PRACTICE_HERE} AS practice FROM cases_case c WHERE c.id = %(case)s FOR NO KEY UPDATE OF c
"""  # noqa: S608  # put together from our own texts
_LOCK_CONTACT = f"""
SELECT pg_advisory_xact_lock(hashtext('clocks_contact'), (%(contact)s %% 2147483647)::int)::text AS locked,
       {PRACTICE_HERE} AS practice,
       (SELECT e.case_id FROM events_event e WHERE e.contact_id = %(contact)s::bigint
           AND e.case_id IS NOT NULL ORDER BY e.id DESC LIMIT 1) AS "case"
"""  # noqa: S608  # put together from our own texts
_COLUMNS = "e.id, e.kind, e.happened_at, e.recorded_at, e.facts::text AS facts"
_OF_CONTACT = f"""
SELECT {_COLUMNS} FROM events_event e
 WHERE e.contact_id = %(contact)s::bigint
   AND (e.kind = ANY (%(kinds)s) OR e.facts ? 'corrects') AND NOT e.facts ? 'circle' ORDER BY e.id
"""  # noqa: S608  # put together from our own texts
# A contact's events from before it had a case name the contact alone.
_OF_CASE = f"""
WITH of_case AS MATERIALIZED (
    SELECT e.* FROM events_event e
     WHERE e.case_id = %(case)s AND e.kind = ANY (%(followed)s) AND NOT e.facts ? 'circle'
), contact AS MATERIALIZED (
    SELECT DISTINCT e.contact_id AS id FROM of_case e WHERE e.contact_id IS NOT NULL
), every AS (
    SELECT {_COLUMNS} FROM of_case e WHERE e.kind = ANY (%(kinds)s) OR e.facts ? 'corrects'
    UNION ALL
    SELECT {_COLUMNS} FROM contact k CROSS JOIN LATERAL (
        SELECT * FROM events_event e WHERE e.contact_id = k.id
           AND e.case_id IS NULL AND e.kind = ANY (%(kinds)s) AND NOT e.facts ? 'circle') e
)
SELECT * FROM every ORDER BY id
"""  # noqa: S608  # put together from our own texts

COLUMNS = [*Row.__slots__]
_TYPES = {
    "case_id": "bigint", "contact_id": "bigint", "release_id": "bigint", "started_by": "bigint",
    "started_at": "timestamptz", "counted_from": "date", "due_on": "date", "due_at": "timestamptz",
    "due_over": "timestamptz", "aim_on": "date", "aim_at": "timestamptz", "aim_over": "timestamptz",
    "stopped_at": "timestamptz", "lapsed_at": "timestamptz", "paused_since": "timestamptz", "corrected": "boolean",
}  # fmt: skip
_KEY = ("started_by", "timescale", "key")
_OTHERS = [each for each in COLUMNS if each not in _KEY]
MERGE = f"""
INSERT INTO clocks_clock AS c (partnership_id, {", ".join(COLUMNS)})
SELECT {{partnership}}, {", ".join(f"w.{each}" for each in COLUMNS)} FROM {{wanted}} w
    ON CONFLICT ({", ".join(_KEY)}) DO UPDATE SET {", ".join(f"{each} = excluded.{each}" for each in _OTHERS)}
 WHERE ({", ".join(f"c.{each}" for each in _OTHERS)})
       IS DISTINCT FROM ({", ".join(f"excluded.{each}" for each in _OTHERS)})
"""  # noqa: S608  # put together from our own texts
"""Puts rows in their place: a clock that was there keeps its number, and one that did not change is left alone."""
# What was deleted and what is inserted never have the same key, so that the two may go in either order.
_REPLACE = f"""
WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb)
        AS w({", ".join(f"{each} {_TYPES.get(each, 'text')}" for each in COLUMNS)})
), gone AS (
    DELETE FROM clocks_clock c
     WHERE c.partnership_id = %(partnership)s AND (c.case_id = %(case)s OR c.contact_id = ANY (%(contacts)s::bigint[]))
       AND (c.started_by, c.timescale, c.key) NOT IN (SELECT w.started_by, w.timescale, w.key FROM wanted w)
), put AS (
{MERGE.format(partnership="%(partnership)s", wanted="wanted")}
    RETURNING 1
)
SELECT count(*) AS changed FROM put
"""  # noqa: S608  # put together from our own texts
