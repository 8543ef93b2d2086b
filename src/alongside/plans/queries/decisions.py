"""Reading managers' decisions: what waits for me, what was decided about my work, how one thing stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.schema import Pack
from alongside.plans.rules import decisions as rules
from alongside.plans.rules.decisions import About, Completed, Deciding

PAGE = 25
COUNTED = 100


@dataclass(frozen=True)
class Awaiting:
    """Something completed that waits for a manager. `more_asked` where more was asked for and it is not signed off."""

    about: About
    id: int
    case_id: int
    case_name: str
    title: str
    completed_by: str
    completed_by_id: int
    completed_at: datetime
    more_asked: bool

    @property
    def due_on(self) -> date:
        """The last day for the decision."""
        return rules.due_on(self.completed_at)


@dataclass(frozen=True)
class Decided:
    """A decision that was made: signed off or more asked for, in which words, by whom and when."""

    id: int
    agreed: bool
    words: str
    by: str
    at: datetime
    log_id: int | None


@dataclass(frozen=True)
class DecidedOnMine:
    """A decision about something that the reader completed."""

    about: About
    thing_id: int
    case_id: int
    case_name: str
    title: str
    decided: Decided


@dataclass(frozen=True)
class WhoDecides:
    """Somebody who manages the owner's or the author's team, and whether the case is shared with them."""

    name: str
    sees: bool


@dataclass(frozen=True)
class DecisionOn:
    """How something stands with its manager's decision. `awaited` until it is signed off; `why_not` is why the reader
    may not decide, "" where they may; `managers` who could, where the case is shared with them."""

    about: About
    id: int
    case_id: int
    title: str
    completed_by: str
    completed_at: datetime
    decisions: Sequence[Decided]
    awaited: bool
    why_not: str
    managers: Sequence[WhoDecides]

    @property
    def due_on(self) -> date:
        """The last day for the decision."""
        return rules.due_on(self.completed_at)

    @property
    def nobody_sees(self) -> bool:
        """Whether no manager who could decide has the case."""
        return not any(each.sees for each in self.managers)


def waiting_for_me(*, actor: Actor, page: int = 1, more_asked: bool = False) -> Page[Awaiting]:
    """What is completed and waits for the actor's decision, the oldest first; with `more_asked`, what waits for its
    author because more was asked for. Two queries; nothing for who manages nobody."""
    told = _told(actor, manages(actor)) | {"more_asked": more_asked, "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    if not told["teams"]:
        return Page([], page, False)
    pack = practice(actor)
    found = rows_of(_WAITING + _PAGED, told, keep_plan=False)
    rows = [Awaiting(**row | {"title": _title(row, pack)}) for row in found]
    return Page(rows[:PAGE], page, len(rows) > PAGE)


def count_waiting_for_me(*, teams: Collection[int], actor: Actor) -> int:
    """How many wait for the actor's decision, counted up to COUNTED, for the home page. `teams` are those they manage.
    Two queries at most; none for who manages nobody and does not coordinate."""
    told = _told(actor, teams) | {"more_asked": False, "most": COUNTED, "beyond": 0}
    if not told["teams"]:
        return 0
    text = f"SELECT count(*) AS found FROM ({_WAITING} LIMIT %(most)s) AS w"  # noqa: S608  # our own texts
    return int(rows_of(text, told, keep_plan=False)[0]["found"])


def decided_on_mine(*, actor: Actor, most: int = PAGE) -> Sequence[DecidedOnMine]:
    """The latest decisions about what the actor completed, on cases they see. One query."""
    pack = practice(actor)
    told = _of_practice(pack) | {"me": actor.user_id, "partnership": actor.partnership_id, "most": most}
    found = rows_of(_MINE, told, keep_plan=False)
    return [
        DecidedOnMine(row["about"], row["thing_id"], row["case_id"], row["case_name"], _title(row, pack), _decided(row))
        for row in found
    ]


def decision_on(about: About, thing_id: int, *, actor: Actor, case_id: int | None = None) -> DecisionOn | None:
    """How an assessment, a plan or a review stands with its manager's decision, for components/decision.jinja.

    None where none is asked for: it is not completed, was made on paper before or by another service, or the meeting
    does not review the plan. None too where it is not there for the actor, or not on the case named. One query.
    """
    pack = practice(actor)
    told = _of_practice(pack) | {
        "id": thing_id, "partnership": actor.partnership_id, "on": actor.today, "me": actor.user_id,
    }  # fmt: skip
    rows = rows_of(_ON.format(thing=_THINGS[about], field=_FIELDS[about]), told)
    if not rows or (case_id is not None and rows[0]["case_id"] != case_id):
        return None
    [row] = rows
    decisions = [Decided(**each | {"at": datetime.fromisoformat(each["at"])}) for each in row["decisions"]]
    signed = next((each.by for each in decisions if each.agreed), "")
    standing = Completed(row["completed_by_id"], row["by_team"], row["owner_team"], signed_off_by=signed)
    who = Deciding(actor.user_id, frozenset(row["manages"]), COORDINATING in actor.roles)
    return DecisionOn(
        about, thing_id, row["case_id"], _title(row, pack), row["completed_by"], row["completed_at"], decisions,
        not signed, rules.why_not(standing, who), [WhoDecides(**each) for each in row["managers"]],
    )  # fmt: skip


@dataclass(frozen=True)
class Oversight:
    """How what one worker completed was decided about: within three calendar days, later, or not yet; `late` of those
    not decided are over the three days."""

    team: str
    worker: str
    completed: int
    in_time: int
    later: int
    late: int


def oversight(first_on: date, last_on: date, *, actor: Actor) -> Sequence[Oversight]:
    """How fast managers decided about what was completed in these days (both included), by team and worker, on cases
    that the actor sees. One query. Source: practice framework 11.1; INS-03."""
    told = _of_practice(practice(actor)) | {
        "partnership": actor.partnership_id, "first": first_on, "last": last_on, "today": actor.today,
        "within": rules.DUE_DAYS,
    }  # fmt: skip
    return [Oversight(**row) for row in rows_of(_OVERSIGHT, told, keep_plan=False)]


def to_decide(case_id: int, about: str, thing_id: int, *, actor: Actor) -> DecisionOn:
    """The same, for the page on which it is decided. Raises NotFound where no decision is asked for."""
    known = next((each for each in rules.ABOUT if each == about), None)
    found = decision_on(known, thing_id, actor=actor, case_id=case_id) if known else None
    if found is None:
        raise NotFound
    return found


def _told(actor: Actor, managed: Collection[int]) -> dict[str, Any]:
    """Whose work the actor decides about: of the teams they manage, and, in the coordinating team, of those that nobody
    manages."""
    teams = sorted(managed)
    if COORDINATING in actor.roles:
        teams += [row["id"] for row in rows_of(_UNMANAGED, {"partnership": actor.partnership_id})]
    return _of_practice(practice(actor)) | {"teams": teams, "me": actor.user_id, "partnership": actor.partnership_id}


def _of_practice(pack: Pack) -> dict[str, Any]:
    return {
        "quiet": [each.id for each in pack.tools if each.elsewhere or each.historic],
        "reviews": [each.id for each in pack.meeting_kinds if each.reviews],
    }


def _title(row: Mapping[str, Any], pack: Pack) -> str:
    title = str(row["title"])
    return pack.title_of("tools", title) if row["about"] == "assessment" else title


def _decided(row: Mapping[str, Any]) -> Decided:
    return Decided(row["id"], row["agreed"], row["words"], row["by"], row["at"], row["log_id"])


_FIELDS: Mapping[About, str] = {"assessment": "assessment_id", "plan": "plan_id", "review": "meeting_id"}
_THINGS: Mapping[About, str] = {
    "assessment": """SELECT 'assessment' AS about, a.id, a.case_id, a.tool AS title, a.completed_by_id AS by_id,
       a.completed_at AS at FROM assessments_assessment a
 WHERE a.partnership_id = %(partnership)s AND a.completed_at IS NOT NULL AND a.tool <> ALL (%(quiet)s::text[])""",
    "plan": """SELECT 'plan' AS about, a.id, a.case_id, a.title, a.completed_by_id AS by_id, a.completed_at AS at
  FROM plans_plan a WHERE a.partnership_id = %(partnership)s AND a.completed_at IS NOT NULL""",
    "review": """SELECT 'review' AS about, a.id, p.case_id, a.title, a.ended_by_id AS by_id, a.ended_at AS at
  FROM plans_meeting a JOIN plans_plan p ON p.id = a.plan_id
 WHERE a.partnership_id = %(partnership)s AND a.ended_at IS NOT NULL AND a.kind = ANY (%(reviews)s::text[])""",
}
# What waits is few of all there is, and stands in an index of its own (sql/0004_signed_off.sql).
_UNDECIDED = """SELECT t.*, d.agreed FROM ({thing} AND a.signed_off_at IS NULL) t LEFT JOIN LATERAL (
    SELECT agreed FROM plans_decision k WHERE k.{field} = t.id ORDER BY k.id DESC LIMIT 1) d ON true"""
_EVERY = " UNION ALL ".join(_UNDECIDED.format(thing=_THINGS[each], field=_FIELDS[each]) for each in rules.ABOUT)
# How few wait of all there is PostgreSQL does not foresee: with OFFSET 0 it looks up the case of each that does.
_WAITING = f"""
SELECT t.about, t.id, t.case_id, c.name AS case_name, t.title, b.name AS completed_by, t.by_id AS completed_by_id,
       t.at AS completed_at, t.agreed IS NOT NULL AS more_asked
  FROM ({_EVERY}) t
  JOIN LATERAL (SELECT name, team_id FROM accounts_user WHERE id = t.by_id OFFSET 0) b ON true
  JOIN LATERAL (SELECT x.name, o.team_id FROM cases_case x JOIN accounts_user o ON o.id = x.owner_id
                 WHERE x.id = t.case_id OFFSET 0) c ON true
 WHERE t.by_id <> %(me)s AND (c.team_id = ANY (%(teams)s) OR b.team_id = ANY (%(teams)s))
   AND (t.agreed IS NOT NULL) = %(more_asked)s
"""  # noqa: S608  # put together from our own texts
_PAGED = " ORDER BY t.at, t.about, t.id LIMIT %(most)s OFFSET %(beyond)s"
_FIRST = """SELECT t.*, d.at AS decided_at FROM ({thing}) t LEFT JOIN LATERAL (SELECT min(k.decided_at) AS at
    FROM plans_decision k WHERE k.{field} = t.id) d ON true"""
_OVERSIGHT = f"""
WITH days AS (
    SELECT b.name AS worker, w.name AS team, (t.at AT TIME ZONE 'Europe/London')::date AS done,
           (t.decided_at AT TIME ZONE 'Europe/London')::date AS decided
      FROM ({" UNION ALL ".join(_FIRST.format(thing=_THINGS[each], field=_FIELDS[each]) for each in rules.ABOUT)}) t
      JOIN accounts_user b ON b.id = t.by_id JOIN accounts_team w ON w.id = b.team_id)
SELECT team, worker, count(*) AS completed, count(*) FILTER (WHERE decided <= done + %(within)s) AS in_time,
       count(*) FILTER (WHERE decided > done + %(within)s) AS later,
       count(*) FILTER (WHERE decided IS NULL AND done + %(within)s < %(today)s) AS late
  FROM days WHERE done BETWEEN %(first)s AND %(last)s GROUP BY team, worker ORDER BY team, worker
"""  # noqa: S608  # put together from our own texts
_UNMANAGED = """SELECT t.id FROM accounts_team t WHERE t.partnership_id = %(partnership)s
   AND NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.team_id = t.id AND m.manages)"""
_MINE = f"""
SELECT k.id, k.agreed, k.words, w.name AS by, k.decided_at AS at, k.log_id, t.about, t.id AS thing_id, t.case_id,
       c.name AS case_name, t.title
  FROM plans_decision k JOIN cases_case c ON c.id = k.case_id JOIN accounts_user w ON w.id = k.decided_by_id
  JOIN ({" UNION ALL ".join(_THINGS.values())}) t
    ON t.about = k.about AND t.id = coalesce(k.assessment_id, k.plan_id, k.meeting_id)
 WHERE k.partnership_id = %(partnership)s AND t.by_id = %(me)s ORDER BY k.id DESC LIMIT %(most)s
"""  # noqa: S608  # put together from our own texts
_ON = """
SELECT t.*, b.name AS completed_by, t.by_id AS completed_by_id, t.at AS completed_at, b.team_id AS by_team,
       o.team_id AS owner_team,
       ARRAY(SELECT m.team_id FROM accounts_membership m WHERE m.user_id = %(me)s AND m.manages) AS manages,
       ARRAY(SELECT json_build_object('id', k.id, 'agreed', k.agreed, 'words', k.words, 'by', w.name,
                                      'at', k.decided_at, 'log_id', k.log_id)
               FROM plans_decision k JOIN accounts_user w ON w.id = k.decided_by_id
              WHERE k.{field} = t.id ORDER BY k.id) AS decisions,
       ARRAY(SELECT json_build_object('name', u.name, 'sees', EXISTS (
                      SELECT 1 FROM accounts_held(u.id, %(on)s) h WHERE h.principal = ANY (c.audience)))
               FROM accounts_user u
              WHERE u.is_active AND u.id <> t.by_id AND EXISTS (
                    SELECT 1 FROM accounts_membership m
                     WHERE m.user_id = u.id AND m.manages AND m.team_id IN (o.team_id, b.team_id))
              ORDER BY u.name) AS managers
  FROM ({thing} AND a.id = %(id)s) t JOIN cases_case c ON c.id = t.case_id
  JOIN accounts_user o ON o.id = c.owner_id JOIN accounts_user b ON b.id = t.by_id
"""
