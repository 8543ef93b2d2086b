"""Trying another timescale over the last year: who would have been late, by team, and which families (CLOK-05).

One query reads the events that this timescale knows, of the cases that the actor sees, case by case; nothing is written
and nothing published. Where the actor sees many cases a job counts (actions/trying.py), by the same function.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.cases.models import Case
from alongside.cases.reading import SEEN
from alongside.clocks.actions.keeping import CORRECT, JOINED
from alongside.clocks.models import Trial
from alongside.clocks.rules.events import start_of
from alongside.clocks.rules.spans import Due
from alongside.clocks.rules.trying import Other, Tried
from alongside.clocks.rules.trying import Trial as Rule
from alongside.clocks.spine import CLOSED, days_here, events_of
from alongside.core.actor import Actor
from alongside.core.days import months_after
from alongside.core.refusals import Refused
from alongside.core.rows import rows_of
from alongside.packs.clock_schema import Timescale
from alongside.packs.clock_words import WORDS
from alongside.packs.schema import Pack

MANY = 4000
"""Cases; whoever sees more waits longer than a page may take."""
LISTED = 1000
"""Families of each kind that are named; all are counted."""
GIVES_UP = timedelta(minutes=10)
_CHUNK = 5000


@dataclass
class Team:
    """How many clocks of a team's families started, were late under each time, and under one alone."""

    started: int = 0
    late: int = 0
    other_late: int = 0
    newly: int = 0
    no_longer: int = 0

    def add(self, tried: Tried) -> None:
        """One clock more."""
        self.started += 1
        self.late += tried.late
        self.other_late += tried.other_late
        self.newly += tried.other_late and not tried.late
        self.no_longer += tried.late and not tried.other_late


@dataclass(frozen=True)
class Affected:
    """A family, or a contact without one yet, that is late under one time and not under the other."""

    case_id: int | None
    contact_id: int | None
    newly: bool
    started_on: str
    due: str
    other_due: str
    ended_on: str


@dataclass
class Found:
    """What a trial found: by the number of the owner's team (0 where there is no case yet), and whom it touches."""

    teams: dict[int, Team] = field(default_factory=dict)
    affected: list[Affected] = field(default_factory=list)

    @property
    def all(self) -> Team:
        """All teams together."""
        rows = [vars(each) for each in self.teams.values()]
        return Team(*(sum(row[name] for row in rows) for name in vars(Team())))

    def told(self) -> dict[str, Any]:
        """As it is kept: numbers and days, no name."""
        teams = {number: [*vars(team).values()] for number, team in self.teams.items()}
        return {"teams": teams, "affected": [astuple(each) for each in self.affected]}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Found":
        """What was kept."""
        teams = {int(number): Team(*values) for number, values in told["teams"].items()}
        return cls(teams, [Affected(*values) for values in told["affected"]])


def may_try(actor: Actor) -> bool:
    """Whether it is the actor's to try: the coordinating team's, and whoever manages a team. One query at most."""
    return COORDINATING in actor.roles or bool(manages(actor))


def check_may_try(actor: Actor) -> None:
    """Raises Refused for anybody else."""
    if not may_try(actor):
        raise Refused("Trying another timescale is for the coordinating team and for those who manage a team.")


def may_be_tried(pack: Pack) -> Sequence[Timescale]:
    """The timescales past which somebody is late: of a wait nobody is."""
    return [each for each in pack.timescales if each.is_ != "wait"]


def since(actor: Actor) -> date:
    """The day from which on is counted: a year ago."""
    return months_after(actor.today, -12)


def sees_many(actor: Actor) -> bool:
    """Whether the actor sees more cases than can be counted while a page is waited for. One query."""
    return bool(rows_of(_MANY, _told(actor), keep_plan=False)[0]["many"])


def try_out(tried: Other, *, actor: Actor) -> Found:
    """Judge every clock of the last year that the actor sees twice. Two queries. Raises Refused."""
    check_may_try(actor)
    trial = Rule(practice(actor).timescales, tried)
    days = days_here(rows_of(f"SELECT {CLOSED} AS closed", {})[0]["closed"], actor)  # our own text
    began, found = start_of(since(actor)), Found()
    for rows in _by_case(tried.timescale, trial.kinds, began, actor):
        events = events_of(rows)
        for each in trial.of_case(events, days=days, now=actor.now, since=began):
            found.teams.setdefault(rows[0]["team"] or 0, Team()).add(each)
            if each.late != each.other_late:
                found.affected.append(_affected(rows[0], each))
    found.affected = _nearest(found.affected)
    return found


def _nearest(affected: Sequence[Affected]) -> list[Affected]:
    """Those newly late first, the last started first; as many of each as are named."""
    ordered = sorted(affected, key=lambda each: each.started_on, reverse=True)
    return [each for newly in (True, False) for each in [one for one in ordered if one.newly is newly][:LISTED]]


def _affected(row: Mapping[str, Any], tried: Tried) -> Affected:
    return Affected(
        row["case_id"], row["contact"], tried.other_late, tried.started_on.isoformat(), _when(tried.due),
        _when(tried.other_due), tried.ended_on.isoformat() if tried.ended_on else "",
    )  # fmt: skip


def _when(due: Due | None) -> str:
    return due.on.isoformat() if due else ""


def _told(actor: Actor) -> dict[str, Any]:
    return {"partnership": actor.partnership_id, "me": sorted(actor.principals), "many": MANY}


_COLUMNS = ("case_id", "contact", "team", "id", "kind", "happened_at", "recorded_at", "facts")


def _by_case(
    timescale: Timescale, kinds: frozenset[str], began: datetime, actor: Actor
) -> Iterator[Sequence[dict[str, Any]]]:
    """The events of one case after the other, or of one contact that is none yet. One query, read as it comes."""
    contacts = any("contact" in WORDS[each.event].facts for each in timescale.begins if each.event in WORDS)
    told = _told(actor) | {"kinds": sorted(kinds), "known": sorted(kinds | {*CORRECT}), "since": began}
    if contacts:
        told["known"] = sorted({*told["known"], *_OF_CONTACTS})
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EVENTS.format(contacts=_CONTACTS if contacts else ""), told)
        for _, rows in groupby(_rows(cursor), key=lambda row: (row["case_id"], row["contact"])):
            yield list(rows)


def _rows(cursor: Any) -> Iterator[dict[str, Any]]:
    while some := cursor.fetchmany(_CHUNK):
        for row in some:
            yield dict(zip(_COLUMNS, row, strict=True))


_OF_CONTACTS = sorted([*(kind for kind, word in WORDS.items() if "contact" in word.facts), JOINED])
"""What may say of which case a contact became a part."""
_MANY = f"SELECT count(*) > %(many)s AS many FROM (SELECT 1 FROM cases_case c WHERE {SEEN} LIMIT %(many)s + 1) AS seen"  # noqa: S608  # our own texts
_EVENT = "e.id, e.kind, e.happened_at, e.recorded_at, e.facts"
# What happened to a contact before it had a case names the contact alone; the policies of the spine say who reads it.
_CONTACTS = f"""
    UNION ALL
    SELECT NULL::bigint, e.facts ->> 'contact', {_EVENT} FROM events_event e
     WHERE e.partnership_id = %(partnership)s AND e.case_id IS NULL AND e.person_id IS NULL AND e.kind = ANY (%(known)s)
       AND e.facts ? 'contact'
"""  # noqa: S608  # put together from our own texts
# A clock of this year may hang on what happened before it, so cases with anything in the year are read whole.
_EVENTS = f"""
WITH seen AS MATERIALIZED (
    SELECT c.id, o.team_id AS team FROM cases_case c LEFT JOIN accounts_user o ON o.id = c.owner_id WHERE {SEEN}
), known AS MATERIALIZED (
    SELECT e.case_id, e.facts ->> 'contact' AS contact, {_EVENT} FROM events_event e
     WHERE e.partnership_id = %(partnership)s AND e.case_id IS NOT NULL AND e.kind = ANY (%(known)s)
    {{contacts}}
), became AS MATERIALIZED (
    SELECT DISTINCT ON (k.contact) k.contact, k.case_id FROM known k
     WHERE k.case_id IS NOT NULL AND k.contact IS NOT NULL ORDER BY k.contact, k.id DESC
), every AS (
    SELECT coalesce(k.case_id, b.case_id) AS case_id,
           CASE WHEN coalesce(k.case_id, b.case_id) IS NULL THEN k.contact::bigint END AS contact,
           {_EVENT.replace("e.", "k.")}
      FROM known k LEFT JOIN became b ON k.case_id IS NULL AND b.contact = k.contact
     WHERE (k.kind = ANY (%(kinds)s) OR k.facts ? 'corrects') AND NOT k.facts ? 'circle'
), dated AS (
    SELECT y.*, max(y.happened_at) OVER (PARTITION BY y.case_id, y.contact) AS last FROM every y
)
SELECT y.case_id, y.contact, s.team, y.id, y.kind, y.happened_at, y.recorded_at,
       (y.facts - 'changes' - 'words' - 'reason')::text
  FROM dated y LEFT JOIN seen s ON s.id = y.case_id
 WHERE y.last >= %(since)s AND (s.id IS NOT NULL OR y.case_id IS NULL)
 ORDER BY y.case_id, y.contact, y.id
"""  # noqa: S608  # put together from our own texts


def names_of(cases: Sequence[int]) -> Mapping[int, str]:
    """The names of these cases, as far as who asks sees them. One query."""
    return dict(Case.objects.filter(pk__in=cases).values_list("pk", "name"))


@dataclass(frozen=True)
class Asked:
    """What was last asked to be counted in the background: since when, and what was found, once it was."""

    asked_at: datetime
    done_at: datetime | None
    found: Found | None
    gave_up: bool


def asked_before(tried: Other, *, actor: Actor) -> Asked | None:
    """What the actor asked of this very time today; None where it was another. One query."""
    row = Trial.objects.filter(user_id=actor.user_id, asked=as_asked(tried, actor)).first()
    if row is None or row.asked_at < start_of(actor.today):
        return None
    found = Found.read(row.found) if row.found is not None else None
    return Asked(row.asked_at, row.done_at, found, found is None and actor.now - row.asked_at > GIVES_UP)


def as_asked(tried: Other, actor: Actor) -> dict[str, Any]:
    """What is tried, as it is kept: by the release whose time is another."""
    unit, amount = tried.span.measure
    return {
        "timescale": tried.timescale.id, "part": tried.part, "unit": unit, "amount": amount, "release": actor.release,
    }  # fmt: skip
