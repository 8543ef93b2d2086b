"""What lists and the pages of a case are read from, in SQL written out: put together by the library at every request,
these took far longer to write than to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from alongside.core.actor import Actor
from alongside.core.rows import rows_of

SEEN = "c.partnership_id = %(partnership)s AND c.audience && %(me)s::int[] AND NOT c.excluded && %(me)s::int[]"
"""The sentence of `models.Cases.visible_to`, for a case `c`."""

_LISTED = """
SELECT c.id, c.name, (SELECT t.name FROM accounts_team t WHERE t.id = c.team_id) AS team,
       (SELECT u.name FROM accounts_user u WHERE u.id = c.created_by_id) AS creator,
       (SELECT u.name FROM accounts_user u WHERE u.id = c.owner_id) AS owner,
       c.owner_id, c.area, c.status, c.created_at AS opened_at, c.is_archived
"""
_IN_LISTS = " AND NOT c.is_archived"
"""An archived case stands in no list; it is still found (CCM 1.8)."""
_NEWEST = " ORDER BY c.id DESC LIMIT %(most)s OFFSET %(beyond)s"

_HEAD = """
SELECT c.id, c.name, c.area, c.priority, c.status, c.form, c.owner_id, c.created_at AS opened_at, c.referral_on,
       c.key_information, c.intensity, c.application_status, c.assessed_on, c.version, c.referrer::json,
       c.type, c.reference, c.reason, c.opened_on, c.due_on, c.closed_on, c.is_archived, c.team_id,
       c.paused_since, c.paused_because,
       c.created_by_id, c.lead_worker_id, c.referred_by_id,
       (SELECT t.name FROM accounts_team t WHERE t.id = c.team_id) AS team,
       (SELECT json_object_agg(u.id, json_build_object('name', u.name, 'email', u.email, 'telephone', u.telephone,
                                                       'team', w.name))
          FROM accounts_user u JOIN accounts_team w ON w.id = u.team_id
         WHERE u.id IN (c.owner_id, c.created_by_id, c.lead_worker_id, c.referred_by_id)) AS users,
       ARRAY(SELECT json_build_object('id', f.id, 'flag', f.flag, 'starts_on', f.starts_on, 'start_reason',
                    f.start_reason, 'ends_on', f.ends_on, 'end_reason', f.end_reason, 'version', f.version)
               FROM cases_flag f WHERE f.case_id = c.id ORDER BY f.starts_on DESC, f.id DESC) AS flags,
       (SELECT count(*) FROM cases_share s WHERE s.case_id = c.id AND s.stopped_at IS NULL
           AND (s.starts_on IS NULL OR s.starts_on <= %(on)s) AND (s.ends_on IS NULL OR s.ends_on > %(on)s)) AS seen_by,
       (SELECT count(*) FROM cases_access_request r WHERE r.case_id = c.id AND r.state = 'asked') AS waiting
"""
_MEMBERS = """
SELECT m.id, m.person_id, p.forename, p.surname, m.is_head, m.relationship, m."group", m.left_on, m.version,
       p.birth_date, p.age_band, p.unborn, p.expected_on
  FROM cases_member m JOIN people_person p ON p.id = m.person_id
 WHERE m.case_id = %(case)s ORDER BY m.position, m.id
"""
_SAID = """(SELECT json_build_object('facts', e.facts, 'by', u.name, 'at', e.happened_at)
          FROM events_event e JOIN accounts_user u ON u.id = e.user_id
         WHERE e.case_id = c.id AND e.kind = '{kind}' ORDER BY e.id DESC LIMIT 1)"""
_OVERVIEW = f""",
       ARRAY(SELECT json_build_object('code', k.code, 'met', k.met, 'findings', k.findings)
               FROM cases_criterion k WHERE k.case_id = c.id ORDER BY k.id) AS criteria,
       (SELECT json_build_object('statement', n.statement, 'state', n.state, 'given', n.given, 'basis', n.basis,
               'notes', n.notes, 'signed_copy_to_come', n.signed_copy_to_come,
               'signed_copy_filed', n.signed_copy_at IS NOT NULL, 'recorded_at', n.recorded_at)
          FROM cases_consent n WHERE n.case_id = c.id ORDER BY n.id DESC LIMIT 1) AS consent,
       c.checked_at,
       CASE WHEN c.checked_at IS NOT NULL THEN {_SAID.format(kind="nomination.checked")} END AS advice,
       CASE WHEN c.programme_decided_at IS NOT NULL THEN {_SAID.format(kind="programme.decided")} END AS programme,
       ARRAY(SELECT row_to_json(f) FROM ({_MEMBERS}) f) AS members
"""  # noqa: S608  # put together from our own texts
_FROM = f" FROM cases_case c WHERE {SEEN}"
_THIS = " AND c.id = %(case)s"

Row = Mapping[str, Any]


def head(case_id: int, *, actor: Actor, overview: bool = False) -> Row | None:
    """A case that the actor sees, with whom it names, its flags, and how many share it or wait; nothing for another.

    With `overview` its members, its criteria, its latest consent and what the coordinating team said of it beside it.
    Dates in lists come as text. One query.
    """
    rows = _rows(_HEAD + (_OVERVIEW if overview else "") + _FROM + _THIS, actor, case=case_id, on=actor.today)
    return rows[0] if rows else None


def members(case_id: int, *, actor: Actor) -> Sequence[Row]:
    """The members of the family, in their order; none for a case not seen. One query."""
    return _rows(_MEMBERS, actor, case=case_id)


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed by; an empty part narrows nothing."""

    owner_id: int | None = None
    area: str = ""
    status: str = ""

    def sql(self) -> str:
        """The same as conditions on a case `c`, with the fields of this as its values."""
        return "".join(f" AND c.{field.name} = %({field.name})s" for field in fields(self) if getattr(self, field.name))


def newest(narrowed: Filter, *, actor: Actor, most: int, beyond: int = 0) -> Sequence[Row]:
    """Lines of the list of cases the actor sees, newest first. One query."""
    text = _LISTED + _FROM + _IN_LISTS + narrowed.sql() + _NEWEST
    return _rows(text, actor, most=most, beyond=beyond, **asdict(narrowed))


def counted(narrowed: Filter, *, actor: Actor, at_most: int) -> int:
    """How many cases that list holds, counted no further than `at_most`. One query."""
    text = f"SELECT count(*) AS found FROM (SELECT 1 {_FROM}{_IN_LISTS}{narrowed.sql()} LIMIT %(most)s) AS c"  # noqa: S608  # our own texts
    [row] = _rows(text, actor, most=at_most, **asdict(narrowed))
    return int(row["found"])


def listed(cases: Sequence[int], *, actor: Actor) -> Sequence[Row]:
    """Lines of these cases, in no order; none for a case not seen. One query."""
    return _rows(_LISTED + _FROM + " AND c.id = ANY (%(cases)s)", actor, cases=list(cases))


def _rows(text: str, actor: Actor, **values: Any) -> Sequence[Row]:
    told = {"partnership": actor.partnership_id, "me": sorted(actor.principals), **values}
    return rows_of(text, told, keep_plan="case" in values)
