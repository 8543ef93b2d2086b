"""Why a clock is due when it is, in sentences and day by day. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alongside.clocks.rules.clocks import Clock
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import LONDON, Event, london_day
from alongside.clocks.rules.spans import Due, due, due_before
from alongside.packs.clock_words import WORDS


@dataclass(frozen=True, slots=True)
class DayCounted:
    """A day between start and end: which one it is in the count, or why it does not count."""

    on: date
    number: int | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a clock is due then: sentences, each day, and the last working day on which it can still be done.

    `moved_from` is when it was due before the event that started it was corrected; None where that moved nothing.
    """

    clock: Clock
    sentences: Sequence[str]
    days: Sequence[DayCounted]
    last_working_day: date
    moved_from: Due | None


def explain(clock: Clock, days: Days) -> Explanation:
    """Everything that a reader needs to work the date out again by hand (CLOK-04)."""
    counted = list(_counted(clock, days))
    last = days.last_by(clock.due.on)
    moved = _moved_from(clock, days)
    said = [
        _started(clock),
        *_entered(clock, moved),
        _rule(clock),
        *_skipped(clock, counted),
        *_paused(clock),
        _due(clock),
        *_expectation(clock),
        *_last_day(clock, last, days),
        *_unknown(clock, days),
        *_stopped(clock),
        *_notice(clock, days),
        _stands(clock),
    ]
    return Explanation(clock, said, counted, last, moved)


# --- what started it, and by which rule


def _started(clock: Clock) -> str:
    happening = f"{_says(clock.started_by)}, {moment(clock.started_by.happened_at)}"
    if clock.counted_from == clock.started_by.on:
        return f"Started: {happening}."
    return f"Started: {happening}; counted from {day(clock.counted_from)}, the day that it names."


def _entered(clock: Clock, moved: Due | None) -> Iterator[str]:
    event = clock.started_by
    if event.was:
        before = event.was[-1]
        said = f"This start was corrected on {moment(event.recorded_at)}: before, it said {moment(before.happened_at)}"
        yield f"{said}, and this was due {when(moved)}." if moved else f"{said}. The day it is due stayed the same."
    if event.days_late:
        late = "1 day" if event.days_late == 1 else f"{event.days_late} days"
        yield f"It was entered {late} after it happened, on {day(london_day(event.first_recorded_at))}."
    for stop in clock.stopped_by:
        if stop.was:
            said = moment(stop.was[-1].happened_at)
            yield f"“{_says(stop)}” was corrected on {moment(stop.recorded_at)}: before, it said {said}."
    for gone in clock.taken_back:
        said = f"“{_says(gone)}”, {moment(gone.happened_at)}"
        yield f"{said}, was taken back on {moment(gone.recorded_at)}: it stops nothing."


def _moved_from(clock: Clock, days: Days) -> Due | None:
    if not clock.started_by.was:
        return None
    first = clock.started_by.was[-1]
    before = _as_counted(clock, first, days)
    return before if before != clock.due else None


def _as_counted(clock: Clock, start: Event, days: Days) -> Due:
    """When it would be due had this event started it."""
    span, named = clock.timescale.span, start.day_named
    if clock.timescale.before:
        return due_before(span, named or start.on, days)
    counts_named = any(each.at == "on" and each.event == start.kind for each in clock.timescale.starts)
    return due(span, start.happened_at, named if counts_named and named else start.on, days, clock.pauses)


def _rule(clock: Clock) -> str:
    timescale = clock.timescale
    asked = f"Notice of {timescale.span}" if timescale.before else f"Within {timescale.span}"
    if timescale.is_ == "wait":
        asked = f"After {timescale.span}"
    expected = f", expected within {timescale.expected}" if timescale.expected else ""
    since = clock.release.in_force_from
    version = f", as in force from {short(since)}" if since > date.min else ""
    return f"{asked}{expected}: {timescale.source or 'this pack'}, {_clause(timescale.clause)}{version}."


def _clause(clause: str) -> str:
    return f"clause {clause}" if clause[:1].isdigit() else clause


# --- what was counted


def _counted(clock: Clock, days: Days) -> Iterator[DayCounted]:
    """Each day after the start, up to the day it is due; backwards for a notice. None for hours and months."""
    unit, _ = clock.timescale.span.measure
    if unit in {"hours", "calendar_months"}:
        return
    step = -1 if clock.timescale.before else 1
    number = 0
    for place in range(1, abs((clock.due.on - clock.counted_from).days) + 1):
        on = clock.counted_from + timedelta(days=step * place)
        why = _resting(clock, on) or (days.why_not(on) if unit == "working_days" else "")
        number += not why
        yield DayCounted(on, None if why else number, why)


def _resting(clock: Clock, on: date) -> str:
    for pause in clock.pauses:
        if pause.ended is not None and pause.began.on < on <= pause.ended.on:
            return "Paused"
    return ""


def _skipped(clock: Clock, counted: Sequence[DayCounted]) -> Iterator[str]:
    unit, _ = clock.timescale.span.measure
    if unit == "hours":
        yield "Hours are elapsed hours: nights, weekends and bank holidays count."
    elif unit == "calendar_months":
        yield "A month ends on the same day of the month, or on its last day where it has no such day."
    elif unit != "working_days":
        yield f"The day {_zero(clock)} is not counted; weekends and bank holidays are."
    elif skipped := [each for each in counted if each.why_not and each.why_not != "Paused"]:
        named = "; ".join(f"{each.on:%-d %B} ({each.why_not})" for each in skipped)
        yield f"Not counted: the day {_zero(clock)}, and {named}."


def _zero(clock: Clock) -> str:
    return "it is asked for" if clock.timescale.before else "it started"


def _paused(clock: Clock) -> Iterator[str]:
    for pause in clock.pauses:
        why = f" ({pause.reason})" if pause.reason else ""
        until = f"until {moment(pause.ended.happened_at)}" if pause.ended else "and it has not ended yet"
        yield f"Paused{why}: {moment(pause.began.happened_at)}, {until}. That time does not count."


def _due(clock: Clock) -> str:
    word = {"limit": "Due", "window": "Open", "wait": "Over"}[clock.timescale.is_]
    return f"{word} {when(clock.due)}."


def _expectation(clock: Clock) -> Iterator[str]:
    if clock.expected is None or clock.timescale.expected is None:
        return
    if clock.expected.over > clock.due.over:
        asked = f"The expectation of {clock.timescale.expected}"
        yield f"{asked} would end {when(clock.expected, by=False)}, after the maximum: the maximum rules."
    else:
        yield f"Expected {when(clock.expected)}."


def _last_day(clock: Clock, last: date, days: Days) -> Iterator[str]:
    if last == clock.due.on or clock.timescale.is_ == "wait":
        return
    why = days.why_not(clock.due.on)
    yield f"{clock.due.on:%A %-d %B} is no working day ({why}): the last working day before is {day(last)}."
    if last <= clock.counted_from and not clock.timescale.before:
        yield "No working day lies between the start and then."


def _unknown(clock: Clock, days: Days) -> Iterator[str]:
    if days.known_to is not None and clock.due.on > days.known_to:
        yield f"Bank holidays are known up to {short(days.known_to)}: later ones are not taken into account."


# --- how it stands


def _stopped(clock: Clock) -> Iterator[str]:
    word = "Lapsed" if clock.lapsed_at is not None else "Stopped"
    for event in clock.stopped_by:
        yield f"{word}: {_says(event)}, {moment(_counts_at(clock, event))}."
    if clock.timescale.needs_all and clock.stopped_by and clock.is_open:
        asked = len(clock.timescale.stops)
        yield f"It stops when all {asked} have happened; {len(clock.stopped_by)} of them has so far."


def _notice(clock: Clock, days: Days) -> Iterator[str]:
    """How much notice was given, counted as it is asked for (scenario S068)."""
    if not clock.timescale.before or clock.stopped_at is None:
        return
    given, unit = london_day(clock.stopped_at), clock.timescale.span.measure[0]
    count = days.between(given, clock.counted_from) if unit == "working_days" else (clock.counted_from - given).days
    word = f"{'working' if unit == 'working_days' else 'calendar'} day{'s' * (count != 1)}"
    yield f"That gave {count} {word}." if count >= 0 else "That was after the day itself."


def _counts_at(clock: Clock, event: Event) -> datetime:
    recorded = any(each.at == "recorded" and each.event == event.kind for each in clock.timescale.stops)
    return event.first_recorded_at if recorded else event.happened_at


def _stands(clock: Clock) -> str:
    late = f" by {lateness(clock)}" if clock.late_by else ""
    if clock.lapsed_at is not None and late:
        return f"Not needed any more; it was overdue{late} when it lapsed."
    expected = ", later than expected" if clock.is_behind and clock.state in {"met", "running"} else ""
    why = f": {clock.why_not_needed}" if clock.why_not_needed else "."
    return f"{clock.state.capitalize()}{late}{expected}{why}"


def lateness(clock: Clock) -> str:
    """How late, in words: "3 days", "40 hours 30 minutes"; "" where it is not late."""
    late = clock.late_by
    if late is None:
        return ""
    if clock.due.at is None:
        return "1 day" if late.days == 1 else f"{late.days} days"
    hours, minutes = divmod(int(late.total_seconds()) // 60, 60)
    parts = [f"{hours} hour{'s' * (hours != 1)}"] if hours or not minutes else []
    return " ".join([*parts, *([f"{minutes} minute{'s' * (minutes != 1)}"] if minutes else [])])


# --- dates in words


def _says(event: Event) -> str:
    word = WORDS.get(event.kind)
    return word.says if word else event.kind


def short(on: date) -> str:
    """18 December 2026."""
    return f"{on:%-d %B %Y}"


def day(on: date) -> str:
    """Friday 18 December 2026."""
    return f"{on:%A %-d %B %Y}"


def moment(at: datetime) -> str:
    """Friday 18 December 2026 at 15:00, in London."""
    local = at.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def when(due_: Due, *, by: bool = True) -> str:
    """By the end of Monday 21 December 2026; or by an instant."""
    if due_.at is not None:
        return f"{'by' if by else 'on'} {moment(due_.at)}"
    return f"{'by the end of' if by else 'on'} {day(due_.on)}"
