"""Demand and capacity: what comes in, what becomes of it, and how long each stage takes, for the whole partnership.

Counted in the database across what the reader sees of single families (sql/0002_demand.sql): counts and days alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.core.actor import Actor
from alongside.core.refusals import Refused
from alongside.core.rows import rows_of
from alongside.packs.clock_schema import Timescale
from alongside.packs.process_schema import ContactSource
from alongside.packs.schema import Pack
from alongside.reporting.rules.demand import Spread, kept_back, month_after, months

_STAGES_START_WITH = {
    "contact.received", "contact.screened", "panel.held", "worker.allocated", "family.contacted", "case.received",
    "pre-allocation.entered", "wraparound.asked", "step-up.sent", "closure.asked",
}  # fmt: skip
"""A timescale that one of these starts is a stage of the way from the front door to the closure."""


@dataclass(frozen=True)
class Asked:
    """What is counted: the months, both included, by their first days; one locality, one source, one stage, or all."""

    first: date
    last: date
    area: str = ""
    source: str = ""
    stage: str = ""

    @property
    def told(self) -> Mapping[str, Any]:
        """As the queries take it."""
        return {"first": self.first, "after": month_after(self.last), "area": self.area, "source": self.source}


@dataclass(frozen=True)
class Line:
    """Something with a number; None where the number is under five and not told."""

    id: str
    title: str
    many: int | None
    share: int = 0
    """Of the largest, in hundredths, to draw it."""


@dataclass(frozen=True)
class Month:
    """A month: how many contacts, and what became of them, in the order of Demand.outcomes."""

    on: date
    contacts: int | None
    outcomes: Sequence[int | None]


@dataclass(frozen=True)
class Stage:
    """A stage against its expectation and maximum; days are whole days. None where the number is not told."""

    timescale: Timescale
    started: int | None
    expected: int = 0
    met: int = 0
    late: int = 0
    overdue: int = 0
    running: int = 0
    median: int | None = None
    nine_in_ten: int | None = None
    since_request: int | None = None

    @property
    def ended(self) -> int:
        """How many are over, or should be."""
        return self.expected + self.met + self.late + self.overdue

    @property
    def in_time(self) -> int | None:
        """The share within the maximum, in hundredths, of those that are over or should be."""
        return round(100 * (self.expected + self.met) / self.ended) if self.ended and self.started is not None else None

    @property
    def in_expectation(self) -> int | None:
        """The share within the expectation, in hundredths."""
        return round(100 * self.expected / self.ended) if self.ended and self.started is not None else None


@dataclass(frozen=True)
class Decision:
    """What a panel decided, how often, and which agencies took the lead."""

    panel: str
    title: str
    many: int | None
    leads: Sequence[Line] = ()


@dataclass(frozen=True)
class Demand:
    """Everything the page shows. `whole` is False where numbers under five are kept back from its reader."""

    asked: Asked
    contacts: int | None
    months: Sequence[Month]
    outcomes: Sequence[str]
    sources: Sequence[Line]
    became: Sequence[Line]
    areas: Sequence[Line]
    decisions: Sequence[Decision]
    stages: Sequence[Stage]
    chosen: Timescale | None
    by_month: Sequence[tuple[date, Stage]]
    by_area: Sequence[tuple[str, Stage]]
    packets: Sequence[Line]
    whole: bool


def may_count(actor: Actor) -> bool:
    """Whether the figures are for the actor: the coordinating team, and whoever manages a team. One query at most."""
    return COORDINATING in actor.roles or bool(manages(actor))


def check_may_count(actor: Actor) -> None:
    """Raises Refused for who neither coordinates nor manages a team."""
    if not may_count(actor):
        raise Refused("Demand and capacity is for the coordinating team and for those who manage a team.")


def stages_of(pack: Pack) -> Sequence[Timescale]:
    """The timescales that are stages of a family's way here, in the pack's order."""
    return [
        each
        for each in pack.timescales
        if each.is_ == "limit" and not each.before and any(at.event in _STAGES_START_WITH for at in each.starts)
    ]


def sources_of(pack: Pack) -> Sequence[ContactSource]:
    """Where contacts come from that ask for support; not what our own people send up to social care."""
    return [each for each in pack.contact_sources if not each.sent_up]


_CONTACTS = "SELECT * FROM reporting_contacts(%(first)s, %(after)s, %(area)s, %(source)s)"
_PANELS = "SELECT * FROM reporting_panels(%(first)s, %(after)s, %(area)s, %(source)s)"
_STAGES = "SELECT * FROM reporting_stages(%(first)s, %(after)s, %(area)s, %(source)s, %(wanted)s, %(now)s)"
_PACKETS = "SELECT * FROM reporting_packets(%(first)s, %(after)s, %(area)s)"


def demand(asked: Asked, *, actor: Actor) -> Demand:
    """What came in and how it went on. Raises Refused. Four queries, whatever there is.

    Whoever only manages a team does not read numbers from 1 to 4 that stand for one locality.
    """
    check_may_count(actor)
    pack = practice(actor)
    whole = COORDINATING in actor.roles
    sent_up = {each.id for each in pack.contact_sources} - {each.id for each in sources_of(pack)}
    counted = [row for row in rows_of(_CONTACTS, asked.told, keep_plan=False) if row["source"] not in sent_up]
    stages = _Stages(pack, asked, actor)
    tell = _Telling(whole, asked.area)
    outcomes = list(dict.fromkeys(_outcome(row, pack) for row in _by_outcome(counted, pack)))
    return Demand(
        asked=asked,
        contacts=tell.counts([sum(row["many"] for row in counted)])[0],
        months=_months(asked, counted, outcomes, pack, tell),
        outcomes=outcomes,
        sources=tell.lines(counted, lambda row: (row["source"], pack.title_of("contact_sources", row["source"]))),
        became=tell.lines(counted, lambda row: (_outcome(row, pack), _outcome(row, pack))),
        areas=tell.lines(counted, lambda row: (row["area"], _area(row["area"], pack)), local=True),
        decisions=_decisions(rows_of(_PANELS, asked.told, keep_plan=False), pack, tell),
        stages=[tell.stage(stages.of(each)) for each in stages.every],
        chosen=stages.chosen,
        by_month=[(month, tell.stage(stages.of(stages.chosen, month=month))) for month in stages.months],
        by_area=tell.stages_of_areas(
            [(_area(area, pack), stages.of(stages.chosen, area=area)) for area in stages.areas]
        ),
        packets=tell.lines(
            [row for row in rows_of(_PACKETS, asked.told, keep_plan=False) if row["direction"] == "out"],
            lambda row: (row["state"], row["state"]),
        ),
        whole=whole,
    )


def _area(area: str | None, pack: Pack) -> str:
    return pack.area_title(area) if area else "Not said"


def _outcome(row: Mapping[str, Any], pack: Pack) -> str:
    if row["outcome"]:
        return pack.title_of("contact_outcomes", row["outcome"])
    return "Not decided yet" if row["is_open"] else "Ended without an outcome"


def _by_outcome(rows: Iterable[Mapping[str, Any]], pack: Pack) -> Sequence[Mapping[str, Any]]:
    order = {each.id: place for place, each in enumerate(pack.contact_outcomes)}
    return sorted(rows, key=lambda row: (order.get(row["outcome"], len(order)), not row["is_open"]))


def _months(
    asked: Asked, rows: Sequence[Mapping[str, Any]], outcomes: Sequence[str], pack: Pack, tell: "_Telling"
) -> Sequence[Month]:
    many: Counter[tuple[date, str]] = Counter()
    for row in rows:
        many[row["month"], _outcome(row, pack)] += row["many"]
    found = []
    for month in months(asked.first, asked.last):
        counts = [many[month, each] for each in outcomes]
        found.append(Month(month, sum(counts), tell.counts(counts)))
    totals = tell.counts([each.contacts or 0 for each in found])
    return [replace(each, contacts=total) for each, total in zip(found, totals, strict=True)]


def _decisions(rows: Sequence[Mapping[str, Any]], pack: Pack, tell: "_Telling") -> Sequence[Decision]:
    many: Counter[tuple[str, str]] = Counter()
    leads: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        key = (pack.title_of("panels", row["panel"]), _decided(row, pack))
        many[key] += row["many"]
        leads.setdefault(key, Counter())[row["lead_agency"]] += row["many"]
    counts = dict(zip(many, tell.counts(list(many.values())), strict=True))
    return [
        Decision(panel, title, counts[panel, title], _leads(leads[panel, title], counts[panel, title], tell))
        for panel, title in sorted(many, key=lambda key: (key[0], -many[key], key[1]))
    ]


def _leads(many: Counter[str], told: int | None, tell: "_Telling") -> Sequence[Line]:
    if told is None:
        return ()
    named = [(name, count) for name, count in many.most_common() if name]
    counts = tell.counts([count for _, count in named])
    return [Line(name, name, count) for (name, _), count in zip(named, counts, strict=True)]


def _decided(row: Mapping[str, Any], pack: Pack) -> str:
    for process in pack.processes:
        for step in process.step if process.id == row["process"] else ():
            for way in step.next if step.id == row["step"] else ():
                if way.id == row["decision"]:
                    return way.label or way.id
    return str(row["decision"]).replace("-", " ").capitalize()


class _Stages:
    """The stages as they were counted, to be read by stage, month and locality."""

    def __init__(self, pack: Pack, asked: Asked, actor: Actor) -> None:
        self.every = stages_of(pack)
        wanted = [each.id for each in self.every]
        told = {**asked.told, "wanted": wanted, "now": actor.now}
        self._rows = rows_of(_STAGES, told, keep_plan=False)
        self.chosen = next((each for each in self.every if each.id == asked.stage), next(iter(self.every), None))
        self.months = months(asked.first, asked.last) if self.chosen else []
        of_chosen = [row for row in self._rows if self.chosen and row["timescale"] == self.chosen.id and row["stands"]]
        self.areas = sorted({str(row["area"] or "") for row in of_chosen}, key=lambda area: _area(area, pack))

    def of(self, timescale: Timescale | None, *, month: date | None = None, area: str | None = None) -> Stage:
        """A stage of all, of a month or of a locality."""
        assert timescale is not None
        how: Counter[str] = Counter()
        took: Counter[int] = Counter()
        since: Counter[int] = Counter()
        for row in self._rows:
            if row["timescale"] != timescale.id:
                continue
            if row["stands"] is None:
                if row["since"] is not None:
                    since[row["since"]] += row["many"]
            elif (month is None or row["month"] == month) and (area is None or (row["area"] or "") == area):
                how[row["stands"]] += row["many"]
                if row["days"] is not None:
                    took[row["days"]] += row["many"]
        days = Spread(took)
        return Stage(
            timescale, sum(how.values()), how["expected"], how["met"], how["met late"], how["overdue"], how["open"],
            days.median, days.by_which(0.9), Spread(since).median if month is None and area is None else None,
        )  # fmt: skip


class _Telling:
    """What is told of small numbers: all to the coordinating team; to others nothing under five of one locality."""

    def __init__(self, whole: bool, area: str) -> None:
        self._local = not whole and bool(area)
        self._whole = whole

    def counts(self, counts: Sequence[int], *, local: bool = False) -> Sequence[int | None]:
        """The counts of one list, those that are kept back as None."""
        if self._whole or not (local or self._local):
            return list(counts)
        return [None if back else each for each, back in zip(counts, kept_back(counts), strict=True)]

    def lines(
        self, rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], tuple[str, str]], *,
        local: bool = False,
    ) -> Sequence[Line]:  # fmt: skip
        """The rows summed up by what `key` says of them (id, title), the largest first."""
        many: Counter[tuple[str, str]] = Counter()
        for row in rows:
            many[key(row)] += row["many"]
        found = sorted(many.items(), key=lambda each: (-each[1], each[0][1]))
        told = self.counts([count for _, count in found], local=local)
        most = max((count for _, count in found), default=1)
        return [
            Line(name, title, count, round(100 * count / most) if count is not None else 0)
            for ((name, title), _), count in zip(found, told, strict=True)
        ]

    def stage(self, stage: Stage) -> Stage:
        """The stage, without its figures where too few are in it."""
        return self._held(stage) if self.counts([stage.started or 0]) == [None] else stage

    def stages_of_areas(self, rows: Sequence[tuple[str, Stage]]) -> Sequence[tuple[str, Stage]]:
        """The stages of each locality; small ones are kept back, and one more where its number would follow."""
        told = self.counts([stage.started or 0 for _, stage in rows], local=True)
        return [
            (title, self._held(stage) if many is None else stage)
            for (title, stage), many in zip(rows, told, strict=True)
        ]

    @staticmethod
    def _held(stage: Stage) -> Stage:
        return Stage(stage.timescale, None)
