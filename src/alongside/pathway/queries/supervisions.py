"""Reading supervision: whose is due, what was recorded, and one of them. The supervising chain alone sees any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.models import User
from alongside.accounts.queries import manages, practice
from alongside.clocks.queries.closed_days import working_days
from alongside.clocks.rules.days import Days
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.parts import team_titles
from alongside.packs.schema import Pack
from alongside.pathway.rules.oversight import DECISION, supervision_due, written_immediately

WEEKS = 4
"""Where a pack says nothing of how often (practice framework 11.6)."""
PAGE = 20


@dataclass(frozen=True)
class Supervised:
    """A worker of the actor's teams: when they last had supervision, when it is due, and how many cases they have.

    `due_on` is None where they never had any. `last_working_day` is the day to hold it by.
    """

    user_id: int
    name: str
    job_title: str
    team: str
    held_at: datetime | None
    next_on: date | None
    due_on: date | None
    last_working_day: date | None


@dataclass(frozen=True)
class CaseDiscussed:
    """A family that was discussed, as far as the reader sees the case, and the note of the decision once written."""

    case_id: int
    name: str
    log_id: int | None


@dataclass(frozen=True)
class Held:
    """A supervision as it was recorded. `immediately` says whether that was on the day it was held (11.6, S048)."""

    id: int
    worker_id: int
    worker: str
    supervisor_id: int
    supervisor: str
    held_at: datetime
    recorded_at: datetime
    notes: str
    agreed: str
    next_on: date | None
    version: int
    cases: Sequence[CaseDiscussed] = ()

    @property
    def immediately(self) -> bool:
        """Whether it was recorded on the day it was held."""
        return written_immediately(self.held_at, self.recorded_at)


def supervised(*, actor: Actor) -> Sequence[Supervised]:
    """The workers of the teams that the actor manages, whoever is due first at the top. Three queries at most."""
    teams = sorted(manages(actor))
    if not teams:
        return []
    pack = practice(actor)
    told = {
        "teams": teams,
        "me": actor.user_id,
        "partnership": actor.partnership_id,
        "panels": teams_of_panels(actor=actor),
    }
    days = working_days(actor=actor)
    found = [_supervised(row, pack, days) for row in rows_of(_SUPERVISED, told, keep_plan=False)]
    return sorted(found, key=lambda each: (each.due_on or date.min, each.name))


def _supervised(row: Mapping[str, Any], pack: Pack, days: Days) -> Supervised:
    due = supervision_due(row["held_at"], pack.oversight.supervision_weeks or WEEKS) if row["held_at"] else None
    by = days.last_by(due) if due else None
    return Supervised(**row, due_on=due, last_working_day=by)


def supervises(worker_id: int, *, actor: Actor) -> bool:
    """Whether the actor supervises this user: they work in a team of the actor's. Two queries."""
    told = {
        "me": actor.user_id,
        "user": worker_id,
        "partnership": actor.partnership_id,
        "teams": sorted(manages(actor)),
        "panels": teams_of_panels(actor=actor),
    }
    return bool(rows_of(_SUPERVISES, told))


def teams_of_panels(*, actor: Actor) -> Sequence[str]:
    """What the teams are called that keep the agenda of a panel. Those who sit on it come from many agencies and are
    managed there: chairing it makes nobody their supervisor."""
    pack = practice(actor)
    titles, kept = team_titles(pack), {each.tray for each in pack.panels}
    found = {team for tray in pack.trays if tray.id in kept for team in (tray.team, *tray.areas.values())}
    return sorted(titles[team] for team in found if team in titles)


def of_worker(worker_id: int, *, actor: Actor, page: int = 1) -> tuple[str, Sequence[Held], bool]:
    """Somebody's name and their supervisions that the actor may see, the newest first; and whether there are more.

    Raises NotFound for whoever is not in the chain: another's supervision is not there. Three queries.
    """
    user = User.objects.filter(partnership_id=actor.partnership_id, pk=worker_id).values("name").first()
    told = {"worker": worker_id, "id": None, "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    rows = [Held(**row) for row in rows_of(_HELD, told)]
    if user is None or not (rows or worker_id == actor.user_id or supervises(worker_id, actor=actor)):
        raise NotFound
    return str(user["name"]), rows[:PAGE], len(rows) > PAGE


def supervision(supervision_id: int, *, actor: Actor) -> Held:
    """One supervision with the families discussed. Raises NotFound for whoever is not in the chain. Two queries."""
    rows = rows_of(_HELD, {"worker": None, "id": supervision_id, "most": 1, "beyond": 0})
    if not rows:
        raise NotFound
    [row] = rows
    told = {"user": row["supervisor_id"], "id": supervision_id, "type": practice(actor).oversight.note_type or DECISION}
    return Held(**row, cases=[CaseDiscussed(**each) for each in rows_of(_DISCUSSED, told)])


@dataclass(frozen=True)
class OpenCase:
    """A family that a worker works with, as it stands on the page where a supervision is recorded."""

    case_id: int
    name: str


def cases_of(worker_id: int, *, actor: Actor) -> Sequence[OpenCase]:
    """The open cases that a worker owns or leads, as far as the actor sees them, by name; at most 60. One query."""
    open_ = [each.id for each in practice(actor).statuses if not each.closes]
    told = {"worker": worker_id, "open": open_, "partnership": actor.partnership_id}
    return [OpenCase(**row) for row in rows_of(_CASES, told, keep_plan=False)]


# Whose own team the actor manages; and another manager, who works in a team of the actor's besides their own, but sits
# not only on a panel with them.
_MINE = """u.partnership_id = %(partnership)s AND u.is_active AND NOT u.is_service AND u.id <> %(me)s
   AND (u.team_id = ANY (%(teams)s)
        OR EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_team x ON x.id = m.team_id
                    WHERE m.user_id = u.id AND m.team_id = ANY (%(teams)s) AND x.name <> ALL (%(panels)s::text[]))
       AND EXISTS (SELECT 1 FROM accounts_membership o WHERE o.user_id = u.id AND o.manages))"""
_SUPERVISED = f"""
SELECT u.id AS user_id, u.name, u.job_title, t.name AS team, s.held_at, s.next_on
  FROM accounts_user u JOIN accounts_team t ON t.id = u.team_id
  LEFT JOIN LATERAL (SELECT x.held_at, x.next_on FROM pathway_supervision x WHERE x.worker_id = u.id
                      ORDER BY x.held_at DESC, x.id DESC LIMIT 1) s ON true
 WHERE {_MINE}
"""  # noqa: S608  # put together from our own texts
_SUPERVISES = f"SELECT 1 FROM accounts_user u WHERE u.id = %(user)s AND {_MINE}"  # noqa: S608  # our own texts
_HELD = """
SELECT s.id, s.worker_id, w.name AS worker, s.supervisor_id, v.name AS supervisor, s.held_at, s.recorded_at, s.notes,
       s.agreed, s.next_on, s.version
  FROM pathway_supervision s JOIN accounts_user w ON w.id = s.worker_id JOIN accounts_user v ON v.id = s.supervisor_id
 WHERE (%(worker)s::bigint IS NULL OR s.worker_id = %(worker)s) AND (%(id)s::bigint IS NULL OR s.id = %(id)s)
 ORDER BY s.held_at DESC, s.id DESC LIMIT %(most)s OFFSET %(beyond)s
"""
# The events say which families: whoever does not see a case does not read that it was discussed.
_DISCUSSED = """
SELECT c.id AS case_id, c.name, (SELECT l.id FROM casework_log l
         WHERE l.case_id = c.id AND l.author_id = e.user_id AND l.type = %(type)s AND l.hidden_at IS NULL
           AND l.written_at >= e.happened_at ORDER BY l.id LIMIT 1) AS log_id
  FROM events_event e JOIN cases_case c ON c.id = e.case_id
 WHERE e.user_id = %(user)s AND e.kind = 'case.discussed' AND e.facts -> 'supervision' = to_jsonb(%(id)s::bigint)
 ORDER BY c.name, c.id
"""
_CASES = """
SELECT c.id AS case_id, c.name FROM cases_case c
 WHERE c.partnership_id = %(partnership)s AND c.status = ANY (%(open)s) AND NOT c.is_archived
   AND (c.owner_id = %(worker)s OR c.lead_worker_id = %(worker)s) ORDER BY c.name, c.id LIMIT 60
"""
