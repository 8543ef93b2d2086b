"""The chronology of a family: everything dated on its case in one list, built by itself (v1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from alongside.accounts.queries import practice
from alongside.casework.queries.logs import TOOK_PLACE, start_of
from alongside.casework.rules.logs import late
from alongside.clocks.queries.recording import recording
from alongside.clocks.spine import CLOSED
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.events.kinds import KINDS
from alongside.events.queries import sentence_of
from alongside.packs.schema import Pack

PAGE = 50
WHOLE = 2000
"""How much of it goes onto one page to be printed."""
TITLES = {
    "log": "Notes", "action": "Actions", "task": "Tasks", "report": "Reports", "document": "Documents",
    "event": "What happened to the case",
}  # fmt: skip
"""The kinds of thing that stand in a chronology, as `Significance.kind` names them, each with its words."""

_OF_A_CASE = ("case.", "flag.", "consent.", "member.", "criterion.", "nomination.", "assessment-date.", "agency.")
_NOT_DATED = {"case.changed", "case.access-asked", "case.key-information-changed", "member.changed", "agency.changed"}
_ON_A_DAY = ["assessment.completed", "outcome.achieved"]
"""Events that belong to the day they name: the day an assessment took place, or something improved."""
_OF_A_PLAN = [*_ON_A_DAY, "plan.completed", "review.held", "outcome.checked", "outcome.taken-back"]
"""What stands in a chronology of all that is assessed and planned; the rest is in the history of each."""
_EVENTS = [
    kind.name
    for kind in KINDS.values()
    if kind.name.startswith(_OF_A_CASE) and not kind.look and kind.name not in _NOT_DATED
] + _OF_A_PLAN


@dataclass(frozen=True)
class Dated:
    """One dated thing. `whole_day` where only its day is known; `mark` is the id of its mark as significant, or 0.

    An event says of which kind it is (`event`), with its `facts`.
    """

    kind: str
    number: int
    at: datetime
    whole_day: bool
    title: str
    words: str
    who: str
    restricted: bool
    late: int
    written_at: datetime | None
    mark: int
    analysis: str
    marked_by: str
    event: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What the chronology is narrowed by, and its order; days are both included."""

    kind: str = ""
    member: int | None = None
    since: date | None = None
    until: date | None = None
    significant: bool = False
    oldest_first: bool = False


@dataclass(frozen=True)
class Chronology:
    """A page of a chronology. `total` counts all that fits what is asked for."""

    rows: Sequence[Dated]
    number: int
    more: bool
    total: int


def chronology(
    case_id: int, *, actor: Actor, wanted: Wanted | None = None, page: int = 1, size: int = PAGE
) -> Chronology:
    """The dated things of a case that the actor can read. One query, whatever its size; empty for a case not seen."""
    wanted = wanted or Wanted()
    told = _told(case_id, wanted) | {"most": size + 1, "beyond": (page - 1) * size}
    rows = rows_of(_whole(wanted), told)
    pack = practice(actor)
    found = [_dated(row, pack) for row in rows[:size]]
    return Chronology(found, page, len(rows) > size, rows[0]["total"] if rows else 0)


def dated(case_id: int, kind: str, number: int, *, actor: Actor) -> tuple[Dated, int | None]:
    """One thing of a chronology, and the circle it is restricted to. One query.

    Raises NotFound where it is not there for the actor.
    """
    if kind not in _BRANCHES:
        raise NotFound
    wanted = replace(Wanted(), kind=kind)
    told = _told(case_id, wanted) | {"most": 1, "beyond": 0, "number": number}
    rows = rows_of(_whole(wanted, _ONE[kind]), told)
    if not rows:
        raise NotFound
    return _dated(rows[0], practice(actor)), rows[0]["circle"]


def _told(case_id: int, wanted: Wanted) -> dict[str, Any]:
    return {
        "case": case_id,
        "member": wanted.member,
        "since": start_of(wanted.since) if wanted.since else None,
        "until": start_of(wanted.until + timedelta(days=1)) if wanted.until else None,
        "events": _EVENTS,
        "on_a_day": _ON_A_DAY,
    }


def _whole(wanted: Wanted, one: str = "") -> str:
    kinds = [wanted.kind] if wanted.kind in _BRANCHES else list(_BRANCHES)
    branches = [_BRANCHES[kind] + one + (_MEMBER[kind] if wanted.member else "") for kind in kinds]
    narrowed = " AND s.id IS NOT NULL" if wanted.significant else ""
    narrowed += " AND d.at >= %(since)s" if wanted.since else ""
    narrowed += " AND d.at < %(until)s" if wanted.until else ""
    order = "ASC" if wanted.oldest_first else "DESC"
    return _PAGE.format(branches=" UNION ALL ".join(branches), closed=CLOSED, narrowed=narrowed, order=order)


def _dated(row: Mapping[str, Any], pack: Pack) -> Dated:
    title, facts = _TITLED[row["kind"]](row, pack), row["facts"] or {}
    written_at = datetime.fromisoformat(facts["written_at"]) if "written_at" in facts else None
    first_told = datetime.fromisoformat(facts["first_told"]) if "first_told" in facts else row["at"]
    return Dated(
        kind=row["kind"], number=row["number"], at=row["at"], whole_day=row["whole_day"], title=title,
        words=row["words"] or "", who=row["who"] or "", restricted=row["circle"] is not None,
        late=_late(row, first_told, written_at, pack), written_at=written_at, mark=row["mark"] or 0,
        analysis=row["analysis"] or "", marked_by=row["marked_by"] or "",
        event=row["type"] if row["kind"] == "event" else "", facts=facts if row["kind"] == "event" else {},
    )  # fmt: skip


def _late(row: Mapping[str, Any], first_told: datetime, written_at: datetime | None, pack: Pack) -> int:
    return late(first_told, written_at, recording(pack, row["closed"]).due_on(first_told)) if written_at else 0


def _note(row: Mapping[str, Any], pack: Pack) -> str:
    return ", ".join(part for part in (pack.title_of("note_types", row["type"]), row["facts"]["where"]) if part)


def _action(row: Mapping[str, Any], pack: Pack) -> str:
    done = {"completed": "completed", "due": "due", "created": "added"}[row["facts"]["state"]]
    return f"{pack.title_of('action_types', row['type'])}: {row['facts']['name']} ({done})"


def _task(row: Mapping[str, Any], pack: Pack) -> str:
    return f"Task: {row['facts']['name']} ({'completed' if row['facts']['done'] else 'due'})"


def _report(row: Mapping[str, Any], pack: Pack) -> str:
    return f"Report: {row['facts']['name']}, {pack.title_of('report_types', row['type'])}"


def _document(row: Mapping[str, Any], pack: Pack) -> str:
    return f"Document: {row['facts']['name']}"


def _event(row: Mapping[str, Any], pack: Pack) -> str:
    sentence = sentence_of(row["type"], row["facts"])
    about = row["facts"].get("about")
    return sentence[:1].upper() + sentence[1:] + (f": {about}" if about else "")


_TITLED = {
    "log": _note, "action": _action, "task": _task, "report": _report, "document": _document, "event": _event,
}  # fmt: skip

_USER = "(SELECT u.name FROM accounts_user u WHERE u.id = {})"
_DAY = "({}::timestamp AT TIME ZONE 'Europe/London')"
# Each kind of thing in the same columns. The policies hold back what is in a circle the reader is not in.
_BRANCHES = {
    "log": f"""
SELECT 'log' AS kind, l.id AS number, t.at, false AS whole_day, l.type, l.circle_id AS circle,
       left(concat_ws(' ', nullif(l.what, ''), (SELECT string_agg((h->>'title') || ': ' || (h->>'words'), ' ')
            FROM jsonb_array_elements(l.headings) h), (SELECT 'Corrected: ' || string_agg(k.words, ' ' ORDER BY k.id)
            FROM casework_correction k WHERE k.log_id = l.id)), 600) AS words,
       {_USER.format("l.author_id")} AS who,
       jsonb_build_object('where', l."where", 'written_at', l.written_at, 'first_told', least(l.contact_at,
            (SELECT min(k.contact_at) FROM casework_correction k WHERE k.log_id = l.id))) AS facts
  FROM casework_log l CROSS JOIN LATERAL (SELECT {TOOK_PLACE} AS at) t
 WHERE l.case_id = %(case)s AND l.hidden_at IS NULL""",  # noqa: S608  # put together from our own texts
    "action": f"""
SELECT 'action', x.id, {_DAY.format("coalesce(x.completed_on, x.due_on, x.created_on)")}, true, x.type, x.circle_id,
       left(coalesce(nullif(x.outcome, ''), x.reason), 600), {_USER.format("x.author_id")},
       jsonb_build_object('name', x.name, 'state', CASE WHEN x.completed_on IS NOT NULL THEN 'completed'
                                                        WHEN x.due_on IS NOT NULL THEN 'due' ELSE 'created' END)
  FROM casework_action x WHERE x.case_id = %(case)s""",  # noqa: S608  # put together from our own texts
    "task": f"""
SELECT 'task', k.id, coalesce(k.completed_at, {_DAY.format("k.due_on")}), k.completed_at IS NULL, k.type, NULL::bigint,
       left(k.description, 600), {_USER.format("k.set_by_id")},
       jsonb_build_object('name', k.title, 'done', k.completed_at IS NOT NULL)
  FROM casework_task k WHERE k.case_id = %(case)s""",  # noqa: S608  # put together from our own texts
    "report": f"""
SELECT 'report', r.id, {_DAY.format("r.report_on")}, true, r.type, r.circle_id, left(r.text, 600),
       {_USER.format("r.author_id")}, jsonb_build_object('name', r.title)
  FROM casework_report r JOIN casework_report_case rc ON rc.report_id = r.id AND rc.unlinked_at IS NULL
 WHERE rc.case_id = %(case)s""",  # noqa: S608  # put together from our own texts
    "document": f"""
SELECT 'document', d.id, d.added_at, false, d.type, d.circle_id, left(d.description, 600),
       {_USER.format("d.added_by_id")}, jsonb_build_object('name', d.name)
  FROM documents_document d
 WHERE d.case_id = %(case)s AND d.hidden_at IS NULL AND d.waits_for_id IS NULL""",  # noqa: S608  # put together from our own texts
    "event": f"""
SELECT 'event', e.id, CASE WHEN e.kind = ANY (%(on_a_day)s) AND e.facts ? 'on'
                               THEN {_DAY.format("(e.facts->>'on')::date")} ELSE e.happened_at END,
       e.kind = ANY (%(on_a_day)s) AND e.facts ? 'on', e.kind, (e.facts->>'circle')::bigint,
       left(coalesce(e.facts->>'why', e.facts->>'reason', ''), 600), {_USER.format("e.user_id")},
       e.facts || jsonb_build_object('about', (SELECT concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, ''))
                                                 FROM people_person p WHERE p.id = e.person_id))
  FROM events_event e
 WHERE ((e.case_id = %(case)s AND e.kind = ANY (%(events)s)) OR (e.case_id IS NULL AND e.kind = 'person.moved'
        AND e.person_id IN (SELECT m.person_id FROM cases_member m WHERE m.case_id = %(case)s)))""",  # noqa: S608  # put together from our own texts
}
_MEMBER = {
    "log": " AND EXISTS (SELECT 1 FROM casework_log_member g WHERE g.log_id = l.id AND g.member_id = %(member)s)",
    "action": """ AND x.participants @>
        jsonb_build_array(jsonb_build_object('kind', 'member', 'id', %(member)s::bigint))""",
    "task": " AND k.to_member_id = %(member)s",
    "report": """ AND EXISTS (SELECT 1 FROM casework_report_party y JOIN cases_member m ON m.person_id = y.person_id
        WHERE y.report_id = r.id AND y.removed_at IS NULL AND m.id = %(member)s AND m.case_id = %(case)s)""",
    "document": " AND false",
    "event": " AND e.person_id = (SELECT m.person_id FROM cases_member m WHERE m.id = %(member)s)",
}
_ONE = {
    kind: f" AND {row}.id = %(number)s"
    for kind, row in (("log", "l"), ("action", "x"), ("task", "k"), ("report", "r"), ("document", "d"), ("event", "e"))
}
_PAGE = """
SELECT d.kind, d.number, d.at, d.whole_day, d.type, d.circle, d.words, d.who, d.facts::json AS facts, s.id AS mark,
       s.analysis, (SELECT u.name FROM accounts_user u WHERE u.id = s.marked_by_id) AS marked_by,
       count(*) OVER () AS total, {closed} AS closed
  FROM ({branches}) AS d(kind, number, at, whole_day, type, circle, words, who, facts)
  LEFT JOIN casework_significance s
    ON s.case_id = %(case)s AND s.kind = d.kind AND s.number = d.number AND s.unmarked_at IS NULL
 WHERE true{narrowed}
 ORDER BY d.at {order}, d.kind {order}, d.number {order} LIMIT %(most)s OFFSET %(beyond)s
"""
