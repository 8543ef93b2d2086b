"""Reads the events of a case against the practice in force, and gives its clocks. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from alongside.clocks.rules.clocks import Clock, Release, Running
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import Event, standing, start_of
from alongside.clocks.rules.spans import Pause
from alongside.packs.clock_schema import Fact, Happening, Timescale

Moment: TypeAlias = tuple[datetime, int, bool, Event]
"""When something counts, its place among the events, whether it counts as recorded, and the event."""

_PARTS = {
    "starting": ("starts", "before"), "stopping": ("stops",), "pausing": ("pauses", "resumes"), "lapsing": ("lapses",),
}  # fmt: skip


class Practice:
    """The timescales of a partnership through its releases, made ready once for any number of cases."""

    def __init__(self, releases: Iterable[Release]) -> None:
        """Put the releases in order. Of two from one day the later given is in force."""
        self._releases = sorted(releases, key=lambda each: each.in_force_from)
        # In UTC as events are: instants of two zones compare ten times slower.
        self._from = [start_of(each.in_force_from).astimezone(UTC) for each in self._releases]
        self._by_id = [{each.id: (each, release) for each in release.timescales} for release in self._releases]
        every = [each for release in self._releases for each in release.timescales]
        # What others depend on is read before them.
        ids = dict.fromkeys(each.id for each in sorted(every, key=lambda each: bool(each.unless)))
        self._followed = [_Followed(wanted, [each for each in every if each.id == wanted]) for wanted in ids]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event that any timescale of any release names."""
        return frozenset(kind for followed in self._followed for kind in followed.kinds)

    def in_force(self, timescale_id: str, at: datetime) -> tuple[Timescale, Release] | None:
        """The timescale as it was in force at an instant, with its release; None where there was none."""
        if not self._from or at < self._from[0]:
            return None
        # Of most partnerships the latest release has been in force for longest.
        place = -1 if at >= self._from[-1] else bisect_right(self._from, at) - 1
        return self._by_id[place].get(timescale_id)

    def clocks(self, events: Sequence[Event], *, days: Days, now: datetime) -> Sequence[Clock]:
        """Every clock that the events of one case have started by now, by timescale and then by start.

        A clock is judged by the timescale that was in force when it started (CLOK-07). What happens later than now is
        left out; what was corrected counts as it stands.
        """
        now = now.astimezone(UTC)
        by_kind: dict[str, list[tuple[int, Event]]] = {}
        for place, event in enumerate(standing(events)):
            if event.happened_at <= now:
                by_kind.setdefault(event.kind, []).append((place, event))
        found: dict[str, Sequence[Clock]] = {}
        for followed in self._followed:
            if not followed.starting.isdisjoint(by_kind):
                reader = _Reader(self, followed)
                reader.read(followed.moments(by_kind, now))
                reader.leave_out(found)
                found[followed.id] = [each.judged(days, now) for each in reader.clocks]
        return list(chain.from_iterable(found.values()))


class _Followed:
    """One timescale through all releases: which kinds of event matter to it, and as of when."""

    def __init__(self, timescale_id: str, versions: Sequence[Timescale]) -> None:
        self.id = timescale_id
        by_part = {
            part: [each for version in versions for name in names for each in getattr(version, name)]
            for part, names in _PARTS.items()
        }
        # Asked of each event before anything else is: most events matter to a timescale in one way.
        self.starting, self.stopping, self.pausing, self.lapsing = (
            frozenset(each.event for each in by_part[part]) for part in _PARTS
        )
        self.once = all(each.once for each in versions)
        told = list(chain.from_iterable(by_part.values()))
        self.kinds = list(dict.fromkeys(each.event for each in told))
        self.recorded = {each.event for each in told if each.at == "recorded"}
        self.named = {each.event for each in told if each.at == "on"}

    def moments(self, by_kind: Mapping[str, Sequence[tuple[int, Event]]], now: datetime) -> Sequence[Moment]:
        """The events that matter, in the order in which they count."""
        found: list[Moment] = []
        for kind in self.kinds:
            for place, event in by_kind.get(kind, ()):
                at = _named(event) if kind in self.named else event.happened_at
                found.append((at, place, False, event))
                if kind in self.recorded and event.first_recorded_at <= now:
                    found.append((max(event.first_recorded_at, event.happened_at), place, True, event))
        found.sort(key=itemgetter(0, 1, 2))
        return found


def _named(event: Event) -> datetime:
    """The beginning of the day that an event names; when it happened, where that is earlier or it names none."""
    named = event.day_named
    return event.happened_at if named is None else min(start_of(named), event.happened_at)


class _Reader:
    """Follows one timescale through the events of a case."""

    def __init__(self, practice: Practice, followed: _Followed) -> None:
        self._practice, self._followed = practice, followed
        self.clocks: list[Running] = []
        # By what start and stop have in common: the contact, the plan, or nothing.
        self._open: dict[str, list[Running]] = {}
        self._since: datetime | None = None
        self._has_started = False

    def read(self, moments: Sequence[Moment]) -> None:
        """Let each event stop, end, pause and start, in this order: a review stops one clock and starts the next."""
        matters, in_force = self._followed, self._practice.in_force
        for at, _, as_recorded, event in moments:
            kind = event.kind
            again = self._stop(event, at, as_recorded) if kind in matters.stopping else ()
            if event.takes_back or (kind in matters.lapsing and not as_recorded and self._lapse(event, at)):
                continue
            if again and (found := in_force(matters.id, at)):
                for key in again:
                    self._begin(found, event, at, key)
            if kind in matters.pausing and not as_recorded:
                self._pause(event)
            if kind in matters.starting and not as_recorded:
                self._start(event, at)

    def leave_out(self, others: Mapping[str, Sequence[Clock]]) -> None:
        """What is not needed because a clock of another timescale was met since this one last lapsed (4.5)."""
        for clock in self.clocks:
            if not clock.timescale.unless or clock.is_over:
                continue
            for other in others.get(clock.timescale.unless, ()):
                met_at = other.stopped_at or other.due.over
                if other.state == "met" and (clock.since is None or met_at > clock.since):
                    clock.why_not = f"{other.timescale.title} ({other.timescale.clause})."

    def _stop(self, event: Event, at: datetime, as_recorded: bool) -> Sequence[str]:
        """Stop what this event stops. Returns what is to begin again."""
        again = []
        for key, clock in self._named_by(event):
            for place, happening in enumerate(clock.timescale.stops):
                if (happening.at == "recorded") is as_recorded and is_so(happening, event):
                    if event.takes_back:
                        clock.taken_back = (*clock.taken_back, event)
                    else:
                        clock.stop(place, event, at)
            if clock.stopped_at is not None and clock.timescale.repeats:
                again.append(key)
            self._put_away(key, clock)
        return again

    def _lapse(self, event: Event, at: datetime) -> bool:
        """End what lapses with this event. Returns whether anything of this timescale can."""
        if not self.clocks or not any(is_so(each, event) for each in self.clocks[-1].timescale.lapses):
            return False
        # A case that is closed names no plan: it ends the clocks of them all.
        same = self.clocks[-1].timescale.same
        ended = self._named_by(event) if same in event.facts else self._all_open()
        for key, clock in ended:
            clock.lapsed_by = event
            self._put_away(key, clock)
        self._has_started, self._since = False, at
        return True

    def _pause(self, event: Event) -> None:
        for _, clock in self._all_open():
            if clock.is_paused and any(is_so(each, event) for each in clock.timescale.resumes):
                clock.pauses = (*clock.pauses[:-1], Pause(clock.pauses[-1].began, event))
            elif not clock.is_paused and any(is_so(each, event) for each in clock.timescale.pauses):
                clock.pauses = (*clock.pauses, Pause(event))

    def _start(self, event: Event, at: datetime) -> None:
        if self._has_started and self._followed.once:
            return
        found = self._practice.in_force(self._followed.id, at)
        if found is None:
            return
        timescale = found[0]
        for begun in timescale.begins:
            if is_so(begun, event):
                break
        else:
            return
        key = _key(event.facts.get(timescale.same)) if timescale.same else ""
        if (timescale.once and self._has_started) or (timescale.repeats and key in self._open):
            return
        self._begin(found, event, at if begun.at == "on" else event.happened_at, key)

    def _begin(self, found: tuple[Timescale, Release], event: Event, started_at: datetime, key: str) -> None:
        """A new clock, by the timescale that is in force as it starts."""
        timescale, release = found
        clock = Running(timescale, release, event, started_at, self._since, key)
        self.clocks.append(clock)
        if timescale.except_ and any(_are(each, event.facts) for each in timescale.except_):
            clock.why_not = "It is not asked here: this clause leaves it out."
        else:
            self._has_started = True
            self._open.setdefault(key, []).append(clock)

    def _named_by(self, event: Event) -> list[tuple[str, Running]]:
        """The open clocks that an event is about. One decision may name several plans (scenario S042)."""
        if not self._open:
            return []
        same = self.clocks[-1].timescale.same
        if not same:
            return [("", clock) for clock in self._open.get("", ())]
        given = event.facts.get(same)
        keys = [_key(each) for each in given] if isinstance(given, list | tuple) else [_key(given)]
        return [(key, clock) for key in dict.fromkeys(keys) for clock in list(self._open.get(key, ()))]

    def _all_open(self) -> list[tuple[str, Running]]:
        return [(key, clock) for key, clocks in self._open.items() for clock in clocks]

    def _put_away(self, key: str, clock: Running) -> None:
        if clock.is_over:
            self._open[key].remove(clock)
            if not self._open[key]:
                del self._open[key]


def _key(value: object) -> str:
    return "" if value is None else str(value)


def is_so(happening: Happening, event: Event) -> bool:
    """Whether this is the event that is meant, with the facts that are asked for."""
    return happening.event == event.kind and (not happening.where or _are(happening.where, event.facts))


def _are(wanted: Mapping[str, Fact], facts: Mapping[str, object]) -> bool:
    return all(
        facts.get(name) in value if isinstance(value, tuple) else facts.get(name) == value
        for name, value in wanted.items()
    )
