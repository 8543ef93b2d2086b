"""What is measured of the pathway: a manager's and the coordinating team's day in a busy family centre (busy.py).

Most are pages, as everywhere; what happens out of sight, or once in a long while, is timed by itself.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from psycopg.rows import dict_row

from alongside.clocks.calendar import calendar_of
from alongside.clocks.rules.clocks import Release
from alongside.clocks.rules.reading import Practice
from alongside.clocks.spine import events_of
from alongside.packs.loader import load
from alongside.web.bench.busy import CONTACTS, COORDINATOR, EVENTS, MANAGER, PLACE, WAITING
from alongside.web.bench.visitor import Answer, Visitor, hidden_fields

_WHO = "SELECT id FROM accounts_user WHERE email = %s"
_TEAM = """
SELECT count(c.id), max(c.id) FROM accounts_user m JOIN accounts_user o ON o.team_id = m.team_id
  JOIN cases_case c ON c.owner_id = o.id WHERE m.email = %s
"""
_ALL = "SELECT count(*) FROM cases_case c JOIN accounts_partnership p ON p.id = c.partnership_id WHERE p.slug = %s"
_SPINE = """
SELECT id, kind, happened_at, recorded_at, facts::text AS facts FROM events_event WHERE case_id = %s ORDER BY id
"""


@dataclass(frozen=True)
class Centre:
    """The family centre that is measured: its manager, who coordinates, its cases, and the one of many years."""

    manager: int
    coordinator: int
    team: int
    cases: int
    long: int


@dataclass(frozen=True)
class Page:
    """A page of the pathway: what it is called, who asks for it, at most so many milliseconds, and how."""

    name: str
    who: int
    milliseconds: float
    do: Callable[[Visitor, int], Answer]


@dataclass(frozen=True)
class Once:
    """Something that is done out of sight, or seldom: how long it may take and took, in milliseconds."""

    name: str
    target: float
    took: float

    @property
    def met(self) -> bool:
        """Whether it kept to its target."""
        return self.took <= self.target


def centre(owner_url: str) -> Centre:
    """The centre as it was filled."""
    with psycopg.connect(owner_url) as connection:
        manager, coordinator = (_one(connection, _WHO, who)[0] for who in (MANAGER, COORDINATOR))
        team, longest = _one(connection, _TEAM, MANAGER)
        return Centre(manager, coordinator, team, _one(connection, _ALL, PLACE)[0], longest)


def _one(connection: "psycopg.Connection[Any]", text: str, value: object) -> Any:
    found = connection.execute(text.encode(), [value]).fetchone()
    assert found, "the family centre was filled"
    return found


def pages(there: Centre) -> Iterator[Page]:
    """The pages of a manager and of who coordinates, over a year of contacts and the cases of one team."""
    boss, case, tray = there.manager, f"/cases/{there.long}", "/trays/family-centre/"
    team, demand = f"{there.team:,} cases", f"Demand and capacity of a year, of {CONTACTS:,} contacts in two"
    yield Page(f"A tray with {WAITING:,} items", boss, 100, _opening(tray))
    yield Page("The same, what runs out first", boss, 300, _opening(f"{tray}?order=due"))
    yield Page("What runs out next in that tray", boss, 100, _opening("/clocks/?tray=family-centre"))
    yield Page(f"What runs out next in a team of {team}", boss, 100, _opening("/clocks/?whose=team"))
    yield Page(f"Oversight of {team}", boss, 500, _opening("/oversight/"))
    yield Page("Caseloads of their workers", boss, 300, _opening("/caseloads/"))
    yield Page(f"Clocks of a case with {EVENTS} events", boss, 100, _opening(f"{case}/clocks/"))
    yield Page("A note on it, which works them out anew", boss, 100, lambda visitor, n: _note(visitor, case, n))
    yield Page(demand, there.coordinator, 1000, _opening("/demand/"))


def _opening(address: str) -> Callable[[Visitor, int], Answer]:
    return lambda visitor, _: visitor.get(address)


def _note(visitor: Visitor, case: str, number: int) -> Answer:
    """A telephone call: whatever headings its note has, something stands under each."""
    at = f"{case}/log/add/?type=telephone-call"
    page = visitor.get(at)
    headings = dict.fromkeys(re.findall(r'name="(h-[^"]+|what)"', page.body), f"Measured call {number}.")
    told = {"day": f"{datetime.now(UTC):%d-%m-%Y}", "time": "00:01", "reached": "yes", **headings}
    answer = visitor.post(at, {**hidden_fields(page.body), "once": str(uuid4()), **told})
    assert "#log-" in answer.location, "the note was added"
    return answer


def timed(there: Centre, owner_url: str, step_in: Callable[[int], Visitor]) -> Iterator[Once]:
    """What is timed by itself."""
    yield Once(f"Every clock of {EVENTS} events, worked out", 5, _worked_out(there.long, owner_url))
    name = f"Another timescale tried over {there.cases:,} cases"
    yield Once(name, 60_000, _tried(step_in(there.coordinator)))


def _worked_out(case: int, owner_url: str, times: int = 25) -> float:
    """The median of working out the clocks of the long case, read before."""
    with psycopg.connect(owner_url, row_factory=dict_row) as connection:
        events = events_of(connection.execute(_SPINE, [case]).fetchall())
    pack = load(settings.PACKS_DIR / PLACE)
    practice, days = Practice([Release(date.min, pack.version, pack.timescales)]), calendar_of(pack.calendar)
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        practice.clocks(events, days=days, now=datetime.now(UTC))
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


_TRIED = "timescale=oversight&part=maximum&number=2&unit=calendar_weeks"
_SAYS_FOUND = 'id="found-title"'


def _tried(visitor: Visitor, at_most: float = 600) -> float:
    """From asking until the page shows who would have been late; where there are many cases, a job counts."""
    started = time.perf_counter()
    page = visitor.get(f"/clocks/try/?{_TRIED}")
    if _SAYS_FOUND not in page.body:
        told = dict(each.split("=") for each in _TRIED.split("&"))
        visitor.post("/clocks/try/", {**hidden_fields(page.body), "once": str(uuid4()), **told})
    while _SAYS_FOUND not in page.body:
        assert time.perf_counter() - started < at_most, "another timescale was tried"
        time.sleep(0.1)
        page = visitor.get(f"/clocks/try/?{_TRIED}")
    return (time.perf_counter() - started) * 1000
