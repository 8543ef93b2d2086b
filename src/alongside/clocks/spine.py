"""The spine and the practice as the rules of clocks want them: events, releases, working days."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from alongside.clocks.calendar import days_with
from alongside.clocks.rules.clocks import Release
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import Event
from alongside.clocks.rules.reading import Practice
from alongside.core.actor import Actor
from alongside.packs.queries import pack_in_force, release
from alongside.packs.schema import Pack

PRACTICE = """
(SELECT json_build_object(
    'releases', coalesce((SELECT json_agg(json_build_array(r.in_force_from, r.id) ORDER BY r.in_force_from, r.id)
                            FROM packs_release r WHERE r.pack = {pack}), '[]'),
    'closed', coalesce((SELECT json_agg(json_build_array(d.on, d.reason) ORDER BY d.on)
                          FROM clocks_closed_day d
                         WHERE d.partnership_id = {partnership} AND d.removed_at IS NULL), '[]'))::text)
"""
"""The releases of a pack and the days on which a partnership is closed; other queries take it in."""
CLOSED = """(SELECT coalesce(json_agg(json_build_array(x.on, x.reason) ORDER BY x.on), '[]')::text
    FROM clocks_closed_day x WHERE x.removed_at IS NULL)"""
"""The days on which the reader's partnership is closed; other queries take it in, so that it costs none of its own."""


@dataclass(frozen=True)
class Counting:
    """By what clocks are counted in a partnership: its timescales through all releases, and its working days."""

    practice: Practice
    days: Days
    kinds: frozenset[str]


def counting(told: str) -> Counting | None:
    """What PRACTICE answered, as the rules want it; None where the pack has no release. No query once it is known."""
    found = json.loads(told)
    if not found["releases"]:
        return None
    releases = tuple((date.fromisoformat(day), number) for day, number in found["releases"])
    return _counting(releases, tuple((date.fromisoformat(day), reason) for day, reason in found["closed"]))


@lru_cache(maxsize=64)
def _counting(releases: tuple[tuple[date, int], ...], closed: tuple[tuple[date, str], ...]) -> Counting:
    practice = _practice(releases)
    # The latest release says by which nation's days is counted: bank holidays are no part of a timescale.
    return Counting(practice, days_with(release(releases[-1][1]).calendar, closed), practice.kinds)


@lru_cache(maxsize=64)
def _practice(releases: tuple[tuple[date, int], ...]) -> Practice:
    packs = [(day, release(number)) for day, number in releases]
    return Practice(Release(day, pack.version, pack.timescales, pack.release_id or 0) for day, pack in packs)


def events_of(rows: Iterable[Mapping[str, Any]]) -> Sequence[Event]:
    """Rows of the spine as the rules know them. What one corrects is among its facts: an event, or several."""
    found: list[Event] = []
    for row in rows:
        told: dict[str, Any] = json.loads(row["facts"])
        if "corrects" in told:
            found += _corrections(row, told)
        else:
            at, recorded_at = row["happened_at"].astimezone(UTC), row["recorded_at"].astimezone(UTC)
            found.append(Event(str(row["id"]), row["kind"], at, recorded_at, told))
    return found


def _corrections(row: Mapping[str, Any], told: dict[str, Any]) -> Iterator[Event]:
    """A note that is corrected or deleted corrects itself and what it made; it says when that took place."""
    wrong, takes_back, at = told.pop("corrects"), told.pop("takes_back", False), told.pop("took_place_at", None)
    happened_at = (datetime.fromisoformat(at) if at else row["happened_at"]).astimezone(UTC)
    for each in wrong if isinstance(wrong, list) else [wrong]:
        id_ = f"{row['id']}.{each}"
        yield Event(
            id_, row["kind"], happened_at, row["recorded_at"].astimezone(UTC), told, str(each), takes_back is True
        )


def as_json(rows: Iterable[Any]) -> str:
    """Rows as PostgreSQL takes them apart again."""
    return json.dumps([_plain(row) for row in rows], default=str)


def _plain(row: Any) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def days_by(pack: Pack, closed: str) -> Days:
    """The working days by a pack's calendar, less what CLOSED answered. No query."""
    return days_with(pack.calendar, tuple((date.fromisoformat(day), reason) for day, reason in json.loads(closed)))


def days_here(closed: str, actor: Actor) -> Days:
    """The same by the practice in force for an actor."""
    return days_by(pack_in_force(actor=actor), closed)


def contacts_of(events: Sequence[Event]) -> frozenset[int]:
    """The contacts that events name."""
    found = (each.facts.get("contact") for each in events)
    return frozenset(int(each) for each in found if isinstance(each, int) and not isinstance(each, bool))
