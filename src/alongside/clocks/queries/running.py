"""Reading clocks: what runs out next for me, my team or whoever waits, and every clock of one case. From rows kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from alongside.accounts.queries import practice
from alongside.cases.reading import SEEN
from alongside.clocks.rules.clocks import State
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import start_of
from alongside.clocks.rules.standing import standing
from alongside.clocks.rules.whose import of_managers, of_others
from alongside.clocks.spine import CLOSED, days_here
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.rows import rows_of
from alongside.packs.clock_schema import Timescale
from alongside.packs.queries import release

PAGE = 25
AHEAD = 10
"""How many days ahead a list looks, unless told otherwise (CLOK-06)."""
LONGEST = 366
Scope = Literal["mine", "team", "requests", "all"]
SCOPES: tuple[Scope, ...] = ("mine", "team", "requests", "all")


@dataclass(frozen=True)
class Listed:
    """A clock in a list. `aim` is what to work towards, `due` the last day; `at` stands where hours are counted."""

    id: int
    case_id: int | None
    case_name: str
    contact_id: int | None
    timescale: Timescale
    key: str
    whose: str
    owner: str
    started_at: datetime
    due_on: date
    due_at: datetime | None
    aim_on: date
    aim_at: datetime | None
    state: State
    stopped_at: datetime | None
    paused_since: datetime | None
    corrected: bool
    late: bool
    """Whether it was done, or lapsed, later than it was due."""
    today: date
    working_days: int
    """How many working days are left until its aim; negative where it is past."""
    last_working_day: date
    """The day of its aim itself, where it is one, else the last working day before (CLOK-02)."""

    @property
    def has_expectation(self) -> bool:
        """Whether more time is allowed than is expected."""
        return (self.aim_on, self.aim_at) != (self.due_on, self.due_at)

    @property
    def aim_passed(self) -> bool:
        """Whether it is past what was expected, though not overdue yet."""
        return self.state == "running" and self.has_expectation and self.today > self.aim_on


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed by; an empty part narrows nothing. `ahead` days from today, and everything overdue."""

    scope: Scope = "mine"
    timescale: str = ""
    area: str = ""
    ahead: int = AHEAD


@dataclass(frozen=True)
class Among:
    """Some of all clocks, as a room further on knows them: conditions on a clock `k`, of which a clock meets one at
    most, and what they are told. They may be told `user` without saying who that is."""

    conditions: Sequence[str]
    told: Mapping[str, Any]


def running_out(
    *, actor: Actor, wanted: Wanted, page: int = 1, size: int = PAGE, among: Among | None = None
) -> Page[Listed]:  # fmt: skip
    """What runs out in the next days, what is overdue first: of my families, of my teams' as their manager, of requests
    that are no case yet, of everything that I see; or `among` others. Two statements at most, whatever is there.
    CLOK-06."""
    told = _told(actor, wanted) | {"most": size + 1, "beyond": (page - 1) * size, **(among.told if among else {})}
    many = not among and wanted.scope == "all" and rows_of(_MANY, told, keep_plan=False)[0]["many"]
    conditions = among.conditions if among else ("true",) if many else _WHERE[wanted.scope]
    rows = rows_of(_list(wanted, conditions), told, keep_plan=False)
    days = days_here(rows[0]["closed"], actor) if rows else Days()
    return Page([_listed(row, days, actor) for row in rows[:size]], page, len(rows) > size)


def running_out_ids(*, actor: Actor, ahead: int, at_most: int = 1000) -> list[int]:
    """Which of mine run out in the next days or are overdue, by number, for the daily e-mail. One statement."""
    wanted = Wanted(ahead=ahead)
    rows = rows_of(
        _list(wanted, _WHERE[wanted.scope]), _told(actor, wanted) | {"most": at_most, "beyond": 0}, keep_plan=False
    )
    return [row["id"] for row in rows]


def of_case(case_id: int, *, actor: Actor) -> Sequence[Listed]:
    """Every clock of a case: what runs first, by what runs out next; then what is over, the latest first. One query."""
    rows = rows_of(_OF_CASE, {"case": case_id, "most": 500})
    days = days_here(rows[0]["closed"], actor) if rows else Days()
    found = [_listed(row, days, actor) for row in rows]
    open_first = [each for each in found if each.state in {"overdue", "running", "paused"}]
    over = [each for each in found if each.state not in {"overdue", "running", "paused"}]
    return [*open_first, *sorted(over, key=lambda each: each.stopped_at or each.started_at, reverse=True)]


def _told(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    pack = practice(actor)
    return {
        "partnership": actor.partnership_id,
        "user": actor.user_id,
        "me": sorted(actor.principals),
        "now": actor.now,
        "today": actor.today,
        "until": start_of(actor.today + timedelta(days=wanted.ahead + 1)),
        "managers": of_managers(pack),
        "others": of_others(pack),
        "timescale": wanted.timescale,
        "area": wanted.area,
    }


def _narrowed(wanted: Wanted) -> str:
    found = " AND k.timescale = %(timescale)s" if wanted.timescale else ""
    return found + (" AND c.area = %(area)s" if wanted.area else "")


def _listed(row: Mapping[str, Any], days: Days, actor: Actor) -> Listed:
    told = {name: row[name] for name in _AS_THEY_STAND}
    ended = row["stopped_at"] or row["lapsed_at"]
    return Listed(
        **told,
        timescale=release(row["release_id"]).timescale(row["timescale"]),
        state=standing(row["state"], row["is_a"], row["due_over"], row["paused_since"], actor.now),
        late=ended is not None and row["due_over"] <= ended,
        today=actor.today,
        working_days=days.between(actor.today, row["aim_on"]),
        last_working_day=days.last_by(row["aim_on"]),
    )


_AS_THEY_STAND = (
    "id", "case_id", "case_name", "contact_id", "key", "whose", "owner", "started_at", "due_on", "due_at", "aim_on",
    "aim_at", "stopped_at", "paused_since", "corrected",
)  # fmt: skip
_ROW = f"""
SELECT k.*, coalesce(c.name, '') AS case_name, coalesce(o.name, '') AS owner, {CLOSED} AS closed
  FROM clocks_clock k LEFT JOIN cases_case c ON c.id = k.case_id LEFT JOIN accounts_user o ON o.id = c.owner_id
"""  # noqa: S608  # put together from our own texts
_OF_CASE = f"{_ROW} WHERE k.case_id = %(case)s ORDER BY k.aim_over, k.id LIMIT %(most)s"  # our own texts
# A window or an overdue limit is listed as long as something can be done; a wait passes by itself.
_OPEN = """k.partnership_id = %(partnership)s AND k.state = 'open' AND k.is_a <> 'wait' AND k.aim_over <= %(until)s
   AND (k.is_a = 'limit' OR k.due_over > %(now)s) AND (k.paused_since IS NULL OR k.due_over <= k.paused_since)
   AND c.is_archived IS NOT TRUE"""
_OF_MANAGERS, _OF_OTHERS = "lower(k.whose) = ANY (%(managers)s::text[])", "lower(k.whose) = ANY (%(others)s::text[])"
# Whose cases they are is asked first and given as an array: a worker has few of all there are, and each has few clocks
# that run, which stand in an index by case. As a join PostgreSQL foresees neither.
_MANAGED = """k.case_id = ANY (ARRAY(SELECT c.id FROM cases_case c WHERE c.owner_id IN (
    SELECT u.id FROM accounts_user u WHERE u.team_id IN (
           SELECT m.team_id FROM accounts_membership m WHERE m.user_id = %(user)s AND m.manages))))"""
_WORKED = """k.case_id = ANY (ARRAY(
    SELECT c.id FROM cases_case c WHERE c.owner_id = %(user)s
    UNION SELECT c.id FROM cases_case c WHERE c.lead_worker_id = %(user)s
    UNION SELECT w.case_id FROM cases_keyworker w WHERE w.user_id = %(user)s AND w.starts_on <= %(today)s
             AND (w.ends_on IS NULL OR w.ends_on > %(today)s)))"""
_SEEN = f"k.case_id = ANY (ARRAY(SELECT c.id FROM cases_case c WHERE {SEEN}))"  # noqa: S608  # our own texts
_WHERE: Mapping[Scope, Sequence[str]] = {
    "mine": (f"{_WORKED} AND NOT {_OF_MANAGERS} AND NOT {_OF_OTHERS}", f"{_MANAGED} AND {_OF_MANAGERS}"),
    "team": (_MANAGED,),
    "requests": ("k.case_id IS NULL",),
    "all": (_SEEN,),
}


# For one who sees many, what runs out next is read in its order, and the policy leaves out what they do not see.
_MANY = f"""SELECT count(*) > 2000 AS many FROM (
    SELECT 1 FROM cases_case c WHERE {SEEN} LIMIT 2001) AS seen"""  # noqa: S608  # put together from our own texts


def _list(wanted: Wanted, conditions: Sequence[str]) -> str:
    """The query of a list: each of its parts, together by what runs out next."""
    narrowed = _narrowed(wanted)
    parts = [f"{_ROW} WHERE {_OPEN} AND {where}{narrowed}" for where in conditions]
    return f"{' UNION ALL '.join(parts)} ORDER BY aim_over, id LIMIT %(most)s OFFSET %(beyond)s"
