"""A clock as it is kept in a row: what of it does not change by time alone, and how it stands at a moment. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from alongside.clocks.rules.clocks import Clock, State

Kept = Literal["open", "met", "met late", "not needed"]


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of a clock, by the names of the table's columns (clocks.models.Clock)."""

    case_id: int | None
    contact_id: int | None
    timescale: str
    release_id: int
    started_by: int
    key: str
    whose: str
    is_a: str
    started_at: datetime
    counted_from: date
    due_on: date
    due_at: datetime | None
    due_over: datetime
    aim_on: date
    aim_at: datetime | None
    aim_over: datetime
    state: Kept
    stopped_at: datetime | None
    lapsed_at: datetime | None
    paused_since: datetime | None
    corrected: bool


def kept(clocks: Iterable[Clock], *, case_id: int | None, contact_id: int | None = None) -> Iterator[Row]:
    """The rows of the clocks of one case, or of one contact that is no case yet.

    A clock of neither a case nor a contact, such as a supervision's, has no row: it is listed where it belongs.
    """
    for clock in clocks:
        contact = _contact(clock) or contact_id
        if case_id is not None or contact is not None:
            yield _row(clock, case_id, contact)


def _contact(clock: Clock) -> int | None:
    """Which contact it is about: only where the timescale follows contacts."""
    return int(clock.key) if clock.timescale.same == "contact" and clock.key.isdecimal() else None


def _row(clock: Clock, case_id: int | None, contact_id: int | None) -> Row:
    aim, timescale = clock.aim, clock.timescale
    return Row(
        case_id=case_id,
        contact_id=contact_id,
        timescale=timescale.id,
        release_id=clock.release.number,
        started_by=int(clock.started_by.id),
        key=clock.key,
        whose=timescale.whose,
        is_a=timescale.is_,
        started_at=clock.started_by.happened_at,
        counted_from=clock.counted_from,
        due_on=clock.due.on,
        due_at=clock.due.at,
        due_over=clock.due.over,
        aim_on=aim.on,
        aim_at=aim.at,
        aim_over=aim.over,
        state=_kept(clock),
        stopped_at=clock.stopped_at,
        lapsed_at=clock.lapsed_at,
        paused_since=_paused_since(clock),
        corrected=bool(clock.started_by.was),
    )


def _kept(clock: Clock) -> Kept:
    """How it ended; open where nothing but time can end it: then whoever reads it asks the time."""
    ended = clock.stopped_at is not None or clock.lapsed_at is not None or clock.is_left_out
    if not ended:
        return "open"
    assert clock.state in {"met", "met late", "not needed"}
    return clock.state


def _paused_since(clock: Clock) -> datetime | None:
    last = clock.pauses[-1] if clock.pauses else None
    return last.began.happened_at if last and last.ended is None else None


def standing(state: Kept, is_a: str, due_over: datetime, paused_since: datetime | None, now: datetime) -> State:
    """How a clock that is kept so stands at a moment: as `Clock.state` says of the clock itself."""
    if state != "open":
        return state
    if paused_since is not None and paused_since < due_over:
        return "paused"
    if now < due_over:
        return "running"
    passed: dict[str, State] = {"limit": "overdue", "window": "not needed", "wait": "met"}
    return passed[is_a]
