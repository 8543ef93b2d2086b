"""Reading what waits in trays and with people: trays with their counts, items, the journeys of a family."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from alongside.accounts.queries import practice
from alongside.clocks.rules.standing import standing
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.parts import team_titles
from alongside.packs.process_schema import Process, Step, Tray
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.pathway.queries.roles import doing
from alongside.pathway.rules.notes import process_in

PAGE = 25
Whose = Literal["", "nobody", "mine", "others"]
Order = Literal["oldest", "newest", "due"]


@dataclass(frozen=True)
class TrayCounted:
    """A tray that the reader's teams work: what waits in it, what of that nobody has taken, and since when."""

    id: str
    title: str
    hint: str
    team: str
    waiting: int = 0
    untaken: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True)
class ClockOnItem:
    """A clock that runs while an item waits: what it is called, by when, and how it stands."""

    timescale: str
    title: str
    clause: str
    due_on: date
    due_at: datetime | None
    aim_on: date
    state: str


@dataclass(frozen=True)
class Item:
    """A step of a family's journey as it waits or was done. `about` is the family: the case's name, or the surnames
    that the contact names. `process` and `step` are as they stood in the release that the journey began under."""

    id: int
    version: int
    journey: int
    process: Process
    step_id: str
    step: Step
    tray_id: str
    tray: str
    team_id: int | None
    team: str
    case_id: int | None
    contact_id: int | None
    about: str
    reference: str
    area: str
    source: str
    entered_at: datetime
    assigned_to_id: int | None
    assigned_to: str
    done_at: datetime | None
    done_by: str
    way: str
    answers: Mapping[str, Any]
    checked: Mapping[str, Any]
    overridden: str
    agreed_by: str
    proposed_by_id: int | None
    proposed_by: str
    log_id: int | None
    facts: Mapping[str, Any]
    clocks: Sequence[ClockOnItem] = ()

    @property
    def way_label(self) -> str:
        """What the way is called by which it was done; "" where there was only one."""
        return next((each.label for each in self.step.next if each.id == self.way), "")


@dataclass(frozen=True)
class ItemPage(Page[Item]):
    """A page of a list of items. `total` counts all that fit."""

    total: int


@dataclass(frozen=True)
class Narrowed:
    """What a list of items is narrowed to."""

    tray: str = ""
    area: str = ""
    step: str = ""
    whose: Whose = ""
    older_than: int = 0
    """Days that it has waited, and more."""
    order: Order = "oldest"


@dataclass(frozen=True)
class JourneyShown:
    """A process under way for a family, or over, with its items in the order in which they came."""

    id: int
    process: Process
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    items: Sequence[Item] = field(default_factory=tuple)

    @property
    def waits(self) -> Sequence[Item]:
        """What of it waits now."""
        return [each for each in self.items if each.done_at is None]

    @property
    def here(self) -> frozenset[str]:
        """The steps it stands at."""
        return frozenset(each.step_id for each in self.waits)

    @property
    def done(self) -> frozenset[str]:
        """The steps that were done."""
        return frozenset(each.step_id for each in self.items if each.done_at is not None)


def my_trays(*, actor: Actor) -> Sequence[TrayCounted]:
    """The trays that the actor's teams work, in the pack's order, empty ones too. Two queries."""
    pack = practice(actor)
    teams = doing(pack, actor=actor).teams
    found = {row["tray"]: row for row in rows_of(_TRAYS, _of(actor))}
    mine = [tray for tray in pack.trays if tray.id in found or _worked_by(tray, teams)]
    # An item of a tray that the pack no longer has still waits there.
    gone = [Tray(id=tray, title=tray) for tray in found if tray not in {each.id for each in pack.trays}]
    return [_counted(tray, found.get(tray.id), pack, teams) for tray in (*mine, *gone)]


def tray_of(tray_id: str, *, actor: Actor) -> TrayCounted:
    """One tray of the actor's teams. Raises NotFound for any other. Two queries."""
    for each in my_trays(actor=actor):
        if each.id == tray_id:
            return each
    raise NotFound


def items_in_tray(narrowed: Narrowed, *, actor: Actor, page: int = 1, size: int = PAGE) -> ItemPage:
    """What waits in a tray of the actor's teams, the longest waiting first unless asked otherwise. Two queries."""
    wheres = ["i.team_id = ANY (%(teams)s)", "i.tray = %(tray)s", *_narrowing(narrowed)]
    return _page(wheres, {"tray": narrowed.tray, **_told(narrowed)}, narrowed.order, actor, page, size)


def items_of_mine(*, actor: Actor, page: int = 1, size: int = PAGE) -> ItemPage:
    """What the actor has taken or was given, the longest waiting first. Two queries."""
    return _page(["i.assigned_to_id = %(user)s"], {}, "oldest", actor, page, size)


def steps_in_tray(tray_id: str, *, actor: Actor) -> Sequence[tuple[str, str]]:
    """The steps that wait in this tray by the practice here, as (id, title), each title once."""
    pack, found = practice(actor), dict[str, str]()
    for step in (step for process in pack.processes for step in process.step if step.tray == tray_id):
        found.setdefault(step.id, step.title)
    return list(found.items())


def item(item_id: int, *, actor: Actor) -> Item:
    """One item, waiting or done. Raises NotFound where it is absent or not the actor's to see. Two queries."""
    rows = rows_of(f"{_ITEMS} WHERE i.id = %(id)s", _of(actor) | {"id": item_id})
    if not rows:
        raise NotFound
    return _items(rows, actor)[0]


def journeys_of_case(case_id: int, *, actor: Actor) -> Sequence[JourneyShown]:
    """The processes of a case, those under way first, then the latest. Two queries."""
    return _journeys("j.case_id = %(of)s", case_id, actor)


def journey_of(journey_id: int, *, actor: Actor) -> JourneyShown:
    """One journey with its items. Raises NotFound. Two queries."""
    found = _journeys("j.id = %(of)s", journey_id, actor)
    if not found:
        raise NotFound
    return found[0]


def places_to_go(*, actor: Actor) -> Sequence[tuple[str, str]]:
    """The trays that something can be sent on to, as (id, title): those that a team works."""
    return [(each.id, each.title) for each in practice(actor).trays if each.team or each.areas]


# --- rows


def _journeys(where: str, of: int, actor: Actor) -> Sequence[JourneyShown]:
    rows = rows_of(f"{_ITEMS} WHERE {where} ORDER BY j.ended_at IS NOT NULL, j.id DESC, i.id", _of(actor) | {"of": of})
    made: dict[int, list[Item]] = {}
    heads = {row["journey"]: row for row in rows}
    for each in _items(rows, actor):
        made.setdefault(each.journey, []).append(each)
    return [
        JourneyShown(
            number, items[0].process, heads[number]["started_at"], heads[number]["started_by"],
            heads[number]["ended_at"], items,
        )
        for number, items in made.items()
    ]  # fmt: skip


def _page(wheres: Sequence[str], told: Mapping[str, Any], order: Order, actor: Actor, page: int, size: int) -> ItemPage:
    values = {**_of(actor), **told} | {"most": size + 1, "beyond": (page - 1) * size}
    where = " AND ".join(["i.done_at IS NULL", *wheres])
    text = f"{_ITEMS} WHERE {where} ORDER BY {_ORDERS[order]} LIMIT %(most)s OFFSET %(beyond)s"
    rows = rows_of(text.replace("/* total */", ", count(*) OVER () AS total"), values, keep_plan=False)
    total = rows[0]["total"] if rows else 0
    return ItemPage(_items(rows[:size], actor), page, len(rows) > size, total)


def _items(rows: Sequence[Mapping[str, Any]], actor: Actor) -> list[Item]:
    clocks = _clocks(rows)
    return [_item(row, clocks, actor) for row in rows]


_NOT_OF_ITEM = {"release", "process_id", "total", "started_at", "started_by", "ended_at"}


def _item(row: Mapping[str, Any], clocks: Sequence[Mapping[str, Any]], actor: Actor) -> Item:
    pack = release(row["release"])
    process = process_in(pack, row["process_id"])
    step = next((each for each in process.step if each.id == row["step_id"]), None)
    told = {name: value for name, value in row.items() if name not in _NOT_OF_ITEM}
    told["facts"] = row["facts"] or {}
    told["tray"] = pack.title_of("trays", row["tray_id"]) if row["tray_id"] else ""
    told["area"] = pack.area_title(row["area"]) if row["area"] else ""
    told["source"] = pack.title_of("contact_sources", row["source"]) if row["source"] else ""
    step = step or Step(id="gone", title=row["step_id"])
    running = [] if row["done_at"] else [each for each in clocks if _concerns(each, row, step)]
    return Item(**told, process=process, step=step, clocks=_on_item(running, pack, actor))


def _concerns(clock: Mapping[str, Any], row: Mapping[str, Any], step: Step) -> bool:
    about = row["case_id"] is not None and clock["case_id"] == row["case_id"]
    about = about or (row["contact_id"] is not None and clock["contact_id"] == row["contact_id"])
    return about and clock["timescale"] in step.clocks


def _on_item(clocks: Sequence[Mapping[str, Any]], pack: Pack, actor: Actor) -> Sequence[ClockOnItem]:
    titles = {each.id: each for each in pack.timescales}
    return [
        ClockOnItem(
            each["timescale"], titles[each["timescale"]].title, titles[each["timescale"]].clause, each["due_on"],
            each["due_at"], each["aim_on"],
            standing(each["state"], each["is_a"], each["due_over"], each["paused_since"], actor.now),
        )
        for each in clocks
        if each["timescale"] in titles
    ]  # fmt: skip


def _clocks(rows: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    waiting = [row for row in rows if row["done_at"] is None]
    told = {name: [row[name] for row in waiting if row[name]] for name in ("case_id", "contact_id")}
    return rows_of(_CLOCKS, told)


def _worked_by(tray: Tray, teams: Iterable[str]) -> bool:
    return not {tray.team, *tray.areas.values()}.isdisjoint(teams)


def _counted(tray: Tray, row: Mapping[str, Any] | None, pack: Pack, teams: Iterable[str]) -> TrayCounted:
    titles = team_titles(pack)
    worked = [titles[each] for each in dict.fromkeys((tray.team, *tray.areas.values())) if each in teams]
    counts = {name: row[name] for name in ("waiting", "untaken", "oldest_at")} if row else {}
    return TrayCounted(tray.id, tray.title, tray.hint, ", ".join(worked), **counts)


def _of(actor: Actor) -> dict[str, Any]:
    return {"user": actor.user_id, "teams": _teams(actor), "partnership": actor.partnership_id, "now": actor.now}


def _teams(actor: Actor) -> list[int]:
    rows = rows_of("SELECT team_id FROM accounts_membership WHERE user_id = %(user)s", {"user": actor.user_id})
    return [row["team_id"] for row in rows]


def _told(narrowed: Narrowed) -> dict[str, Any]:
    return {"area": narrowed.area, "step": narrowed.step, "older_than": narrowed.older_than}


def _narrowing(narrowed: Narrowed) -> list[str]:
    wheres = []
    if narrowed.area:
        wheres.append("coalesce(c.area, k.area, j.facts->>'area', '') = %(area)s")
    if narrowed.step:
        wheres.append("i.step = %(step)s")
    if narrowed.older_than:
        wheres.append("i.entered_at <= %(now)s - make_interval(days => %(older_than)s)")
    return [*wheres, _WHOSE[narrowed.whose]]


_WHOSE: Mapping[Whose, str] = {
    "": "true",
    "nobody": "i.assigned_to_id IS NULL",
    "mine": "i.assigned_to_id = %(user)s",
    "others": "i.assigned_to_id <> %(user)s",
}
_ORDERS: Mapping[Order, str] = {
    "oldest": "i.entered_at, i.id",
    "newest": "i.entered_at DESC, i.id DESC",
    # Asked twice, so that each is found by its index: together they are looked for among all clocks, for each item.
    "due": """least((SELECT min(o.aim_over) FROM clocks_clock o
                      WHERE o.state = 'open' AND o.is_a <> 'wait' AND o.case_id = j.case_id),
                    (SELECT min(o.aim_over) FROM clocks_clock o
                      WHERE o.state = 'open' AND o.is_a <> 'wait' AND o.contact_id = j.contact_id)),
              i.entered_at, i.id""",
}
_ABOUT = """coalesce(c.name, (SELECT string_agg(p.surname, ' / ' ORDER BY p.first) FROM (
      SELECT n.surname, min(n.position) AS first FROM pathway_contact_person n
       WHERE n.contact_id = j.contact_id AND n.surname <> '' GROUP BY n.surname) p), '')"""
_ITEMS = f"""
SELECT i.id, i.version, j.id AS journey, j.release_id AS release, j.process AS process_id, i.step AS step_id,
       i.tray AS tray_id, i.team_id, coalesce((SELECT t.name FROM accounts_team t WHERE t.id = i.team_id), '') AS team,
       j.case_id, j.contact_id, {_ABOUT} AS about, coalesce(k.reference, '') AS reference,
       coalesce(c.area, k.area, j.facts->>'area', '') AS area, coalesce(k.source, '') AS source, i.entered_at,
       i.assigned_to_id, i.done_at,
       coalesce((SELECT u.name FROM accounts_user u WHERE u.id = i.assigned_to_id), '') AS assigned_to,
       coalesce((SELECT u.name FROM accounts_user u WHERE u.id = i.done_by_id), '') AS done_by, i.way,
       i.answers::json AS answers, i.checked::json AS checked, i.overridden,
       coalesce((SELECT u.name FROM accounts_user u WHERE u.id = i.agreed_by_id), '') AS agreed_by, i.proposed_by_id,
       coalesce((SELECT u.name FROM accounts_user u WHERE u.id = i.proposed_by_id), '') AS proposed_by,
       (SELECT l.id FROM casework_log l WHERE l.id = i.log_id) AS log_id,
       j.facts::json AS facts, j.started_at, j.ended_at,
       (SELECT u.name FROM accounts_user u WHERE u.id = j.started_by_id) AS started_by /* total */
  FROM pathway_work_item i JOIN pathway_journey j ON j.id = i.journey_id
  LEFT JOIN cases_case c ON c.id = j.case_id LEFT JOIN pathway_contact k ON k.id = j.contact_id
"""  # noqa: S608  # put together from our own texts
_TRAYS = """
SELECT i.tray, count(*) AS waiting, count(*) FILTER (WHERE i.assigned_to_id IS NULL) AS untaken,
       min(i.entered_at) AS oldest_at
  FROM pathway_work_item i
 WHERE i.done_at IS NULL AND i.team_id = ANY (%(teams)s) AND i.tray <> '' GROUP BY i.tray
"""
_CLOCKS = """
SELECT o.case_id, o.contact_id, o.timescale, o.due_on, o.due_at, o.due_over, o.aim_on, o.state, o.is_a, o.paused_since
  FROM clocks_clock o
 WHERE o.state = 'open' AND (o.case_id = ANY (%(case_id)s::bigint[]) OR o.contact_id = ANY (%(contact_id)s::bigint[]))
 ORDER BY o.aim_over, o.id
"""
