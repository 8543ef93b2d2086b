"""Reading audits: samples, what was drawn, one assessment as it is judged, and results by team over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound, Refused
from alongside.core.rows import rows_of
from alongside.packs.schema import Pack
from alongside.packs.tool_schema import Audit
from alongside.reporting.rules.audits import Count, Judged, Tally, drawn, is_in_time, tally

PAGE = 25


@dataclass(frozen=True)
class Sample:
    """A sample: of which audit, of which days (both included), how many of how many, and how many are judged."""

    id: int
    audit: str
    first_on: date
    last_on: date
    size: int
    found: int
    lot: str
    drawn_by: str
    drawn_at: datetime
    judged: int


@dataclass(frozen=True)
class Drawn:
    """An assessment of a sample; `failed` points of those judged."""

    id: int
    assessment_id: int
    case_id: int
    case_name: str
    tool: str
    completed_by: str
    team: str
    completed_at: datetime
    audited_at: datetime | None
    audited_by: str
    begun: bool
    failed: int


@dataclass(frozen=True)
class SamplePage:
    """A sample with what was drawn, as far as the reader sees the cases."""

    sample: Sample
    rows: Sequence[Drawn]


@dataclass(frozen=True)
class OnePoint:
    """A point of an audit with what was found; `by_dates` where the dates judge it."""

    id: str
    title: str
    hint: str
    judged: Judged
    within_days: int = 0


@dataclass(frozen=True)
class AuditPage:
    """The audit of one assessment: what it is of, the days, and each point as it stands."""

    id: int
    sample_id: int
    case_id: int
    assessment_id: int
    audit: Audit
    tool: str
    completed_by: str
    completed_by_id: int
    team: str
    opened_on: date
    completed_on: date
    points: Sequence[OnePoint]
    comment: str
    audited_by: str
    audited_at: datetime | None
    version: int

    @property
    def days(self) -> int:
        """Calendar days from the day the family was taken on."""
        return (self.completed_on - self.opened_on).days

    @property
    def failed(self) -> Sequence[OnePoint]:
        """What is not met, or only partly."""
        return [each for each in self.points if each.judged.failed]


def may_read_results(actor: Actor) -> bool:
    """Whether audits are theirs to read: the coordinating team, and who manages a team. One query at most."""
    return COORDINATING in actor.roles or bool(manages(actor))


def check_may_read(actor: Actor) -> None:
    """Raises Refused for who neither coordinates nor manages a team."""
    if not may_read_results(actor):
        raise Refused("Audits are read by the coordinating team and by those who manage a team.")


def samples(*, actor: Actor, page: int = 1) -> tuple[Sequence[Sample], bool]:
    """The samples drawn, the latest first, a page at a time; and whether there are more. One query."""
    told = {"partnership": actor.partnership_id, "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    rows = [_sample(row, practice(actor)) for row in rows_of(_SAMPLES + _PAGED, told, keep_plan=False)]
    return rows[:PAGE], len(rows) > PAGE


def sample(sample_id: int, *, actor: Actor) -> SamplePage:
    """One sample with what was drawn, as far as the actor sees the cases. Two queries. Raises NotFound."""
    pack = practice(actor)
    rows = rows_of(f"{_SAMPLES} AND s.id = %(sample)s", {"partnership": actor.partnership_id, "sample": sample_id})
    if not rows:
        raise NotFound
    return SamplePage(_sample(rows[0], pack), [_drawn(row, pack) for row in rows_of(_DRAWN, {"sample": sample_id})])


def day_after(day: date) -> date:
    """The first day that is not in a sample whose last day this is."""
    return day + timedelta(days=1)


def draws_again(page: SamplePage, assessments: Sequence[int]) -> bool:
    """Whether the lot of a sample, drawn again from these assessments, draws the same."""
    return sorted(drawn(assessments, page.sample.lot, page.sample.size)) == sorted(r.assessment_id for r in page.rows)


def audit(case_id: int, audited_id: int, *, actor: Actor) -> AuditPage:
    """The audit of one assessment of a case. One query. Raises NotFound where it is not there for the actor."""
    found = _audits(actor, f"{_ONE} AND r.id = %(audited)s AND a.case_id = %(case)s", audited=audited_id, case=case_id)
    if not found:
        raise NotFound
    return found[0]


def audits_of(assessment_id: int, *, actor: Actor) -> Sequence[AuditPage]:
    """The completed audits of an assessment, for its author, the coordinating team and who manages a team; the latest
    first; nothing for anybody else, for components/audited.jinja. Two queries at most."""
    found = _audits(
        actor, f"{_ONE} AND a.id = %(assessment)s AND r.audited_at IS NOT NULL{_LAST}", assessment=assessment_id
    )
    mine = [each for each in found if each.completed_by_id == actor.user_id]
    return mine or (found if found and may_read_results(actor) else [])


def _audits(actor: Actor, text: str, **told: Any) -> list[AuditPage]:
    pack = practice(actor)
    rows = rows_of(text, {"partnership": actor.partnership_id, **told})
    return [each for row in rows if (each := _audit_page(row, pack))]


def _audit_page(row: dict[str, Any], pack: Pack) -> AuditPage | None:
    kind = next((each for each in pack.audits if each.id == row.pop("audit")), None)
    if kind is None:
        return None
    judged, completed_on = row.pop("points"), row.pop("completed_at").astimezone(LONDON).date()
    opened_on = row.pop("opened_on") or row["created_at"].astimezone(LONDON).date()
    row.pop("created_at")
    points = []
    for point in kind.point:
        each = Judged(**judged.get(point.id, {}))
        if point.within_days:
            each = Judged("yes" if is_in_time(opened_on, completed_on, point.within_days) else "no", each.comment)
        points.append(OnePoint(point.id, point.title, point.hint, each, point.within_days))
    tool = pack.title_of("tools", row.pop("tool"))
    return AuditPage(**row, audit=kind, tool=tool, opened_on=opened_on, completed_on=completed_on, points=points)


def _sample(row: dict[str, Any], pack: Pack) -> Sample:
    last_on = row.pop("ends_on") - timedelta(days=1)
    return Sample(**row | {"audit": pack.title_of("audits", row["audit"])}, last_on=last_on)


def _drawn(row: dict[str, Any], pack: Pack) -> Drawn:
    return Drawn(**row | {"tool": pack.title_of("tools", row["tool"])})


# --- results


@dataclass(frozen=True)
class Line:
    """One line of the results: a point, a team or a month, with how often points were met."""

    title: str
    tally: Tally
    assessments: int = 0


@dataclass(frozen=True)
class Results:
    """The results of an audit for assessments completed in some days: by point, by team, over the months."""

    audit: Audit
    first_on: date
    last_on: date
    assessments: int
    by_point: Sequence[Line]
    by_team: Sequence[Line]
    by_month: Sequence[tuple[date, Line]]
    counts: Sequence[Count] = field(default_factory=tuple)

    def of(self, team: str, point: str) -> Tally:
        """How often one point was met by one team."""
        return tally(each for each in self.counts if (each.team, each.point) == (team, point))


def results(audit_id: str, first_on: date, last_on: date, *, actor: Actor) -> Results:
    """What completed audits found, of assessments that were completed in these days (both included), by the team of
    whoever completed them. One query. Raises NotFound for an audit that there is none of."""
    kind = next((each for each in practice(actor).audits if each.id == audit_id), None)
    if kind is None:
        raise NotFound
    told = {
        "partnership": actor.partnership_id, "audit": audit_id,
        "first": datetime.combine(first_on, datetime.min.time(), LONDON),
        "after": datetime.combine(last_on + timedelta(days=1), datetime.min.time(), LONDON),
    }  # fmt: skip
    rows = rows_of(_RESULTS, told, keep_plan=False)
    counts = [
        Count(row["team"], row["month"], point, found, many)
        for row in rows
        for point, found, many in row["counts"]
        if found in {"yes", "partly", "no"}
    ]
    return _results(kind, first_on, last_on, rows, counts)


def _results(
    kind: Audit, first_on: date, last_on: date, rows: Sequence[Mapping[str, Any]], counts: list[Count]
) -> Results:
    teams = sorted({row["team"] for row in rows})
    months = sorted({row["month"] for row in rows})
    return Results(
        kind, first_on, last_on, sum(row["assessments"] for row in rows),
        [Line(point.title, tally(each for each in counts if each.point == point.id)) for point in kind.point],
        [_line(team, [r for r in rows if r["team"] == team], [c for c in counts if c.team == team]) for team in teams],
        [
            (month, _line("", [r for r in rows if r["month"] == month], [c for c in counts if c.month == month]))
            for month in months
        ],
        counts,
    )  # fmt: skip


def _line(title: str, rows: Sequence[Mapping[str, Any]], counts: Sequence[Count]) -> Line:
    return Line(title, tally(counts), sum(row["assessments"] for row in rows))


_SAMPLES = """
SELECT s.id, s.audit, s.starts_on AS first_on, s.ends_on, s.size, s.found, s.lot, u.name AS drawn_by, s.drawn_at,
       (SELECT count(*) FROM reporting_audited r WHERE r.sample_id = s.id AND r.audited_at IS NOT NULL) AS judged
  FROM reporting_audit_sample s JOIN accounts_user u ON u.id = s.drawn_by_id WHERE s.partnership_id = %(partnership)s
"""
_PAGED = " ORDER BY s.id DESC LIMIT %(most)s OFFSET %(beyond)s"
_DRAWN = """
SELECT r.id, r.assessment_id, a.case_id, c.name AS case_name, a.tool, b.name AS completed_by, t.name AS team,
       a.completed_at, r.audited_at, coalesce(u.name, '') AS audited_by, r.version > 1 AS begun,
       (SELECT count(*) FROM jsonb_each(r.points) p WHERE p.value ->> 'found' IN ('no', 'partly')) AS failed
  FROM reporting_audited r JOIN assessments_assessment a ON a.id = r.assessment_id JOIN cases_case c ON c.id = a.case_id
  JOIN accounts_user b ON b.id = a.completed_by_id JOIN accounts_team t ON t.id = b.team_id
  LEFT JOIN accounts_user u ON u.id = r.audited_by_id
 WHERE r.sample_id = %(sample)s ORDER BY r.audited_at IS NOT NULL, r.id
"""
_ONE = """
SELECT r.id, r.sample_id, a.case_id, r.assessment_id, s.audit, a.tool, b.name AS completed_by, a.completed_by_id,
       t.name AS team, c.opened_on, c.created_at, a.completed_at, r.points::json AS points, r.comment,
       coalesce(u.name, '') AS audited_by, r.audited_at, r.version
  FROM reporting_audited r JOIN reporting_audit_sample s ON s.id = r.sample_id
  JOIN assessments_assessment a ON a.id = r.assessment_id JOIN cases_case c ON c.id = a.case_id
  JOIN accounts_user b ON b.id = a.completed_by_id JOIN accounts_team t ON t.id = b.team_id
  LEFT JOIN accounts_user u ON u.id = r.audited_by_id
 WHERE r.partnership_id = %(partnership)s
"""
_LAST = " ORDER BY r.audited_at DESC, r.id DESC LIMIT 10"
_RESULTS = """
WITH judged AS (
    SELECT r.id, r.assessment_id, t.name AS team, r.points,
           date_trunc('month', a.completed_at AT TIME ZONE 'Europe/London')::date AS month
      FROM reporting_audited r JOIN reporting_audit_sample s ON s.id = r.sample_id
      JOIN assessments_assessment a ON a.id = r.assessment_id
      JOIN accounts_user b ON b.id = a.completed_by_id JOIN accounts_team t ON t.id = b.team_id
     WHERE r.partnership_id = %(partnership)s AND s.audit = %(audit)s AND r.audited_at IS NOT NULL
       AND a.completed_at >= %(first)s AND a.completed_at < %(after)s),
counted AS (
    SELECT j.team, j.month, p.key AS point, p.value ->> 'found' AS found, count(*) AS many
      FROM judged j CROSS JOIN LATERAL jsonb_each(j.points) p GROUP BY 1, 2, 3, 4)
SELECT j.team, j.month, count(DISTINCT j.assessment_id) AS assessments,
       ARRAY(SELECT json_build_array(k.point, k.found, k.many) FROM counted k
              WHERE k.team = j.team AND k.month = j.month ) AS counts
  FROM judged j GROUP BY j.team, j.month ORDER BY j.team, j.month
"""
