"""What is wrong with a pack's timescales: clocks that could not start, could not stop, or could not be counted."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from alongside.packs.checks import Checked, twice
from alongside.packs.clock_schema import UNITS, Fact, Happening, Span, Timescale
from alongside.packs.clock_words import WORDS, FactKind
from alongside.packs.faults import Fault, meant, one_of

Path: TypeAlias = tuple[str | int, ...]

_HAPPENINGS = ("starts", "before", "stops", "pauses", "resumes", "lapses")


def check_clocks(checked: Checked) -> Iterator[Fault]:
    """Every timescale can start, can stop, can be counted, and names events and facts that there are."""
    for number, timescale in enumerate(checked.pack.timescales):
        path: Path = ("timescales", number)
        yield from _start_and_stop(checked, path, timescale)
        yield from _spans(checked, path, timescale)
        yield from _again(checked, path, timescale)
        yield from _pauses(checked, path, timescale)
        yield from _unless(checked, path, timescale)
        for part in _HAPPENINGS:
            for place, happening in enumerate(getattr(timescale, part)):
                yield from _happening(checked, (*path, part, place), happening)
        yield from _except(checked, path, timescale)
        yield from _same(checked, path, timescale)
    yield from twice(checked, [(("timescales", n), each.title) for n, each in enumerate(checked.pack.timescales)])


def _start_and_stop(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    if not timescale.begins:
        yield checked.fault(path, 'No event starts this clock. Add starts = "...", or before = "..." for a notice.')
    if timescale.starts and timescale.before:
        yield checked.fault((*path, "before"), "A clock runs forward with starts or back with before. Take one out.")
    if not timescale.stops and timescale.is_ != "wait":
        yield checked.fault(path, 'No event stops this clock, so it would run for ever. Add stops = "...".')
    if timescale.stops and timescale.is_ == "wait":
        yield checked.fault((*path, "stops"), "A wait stops by itself when its time has passed. Take this line out.")
    if timescale.needs_all and len(timescale.stops) < 2:
        yield checked.fault((*path, "needs_all"), "One event stops this clock. Name the others too, or take this out.")


def _spans(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    for key in ("within", "expected", "notice"):
        span: Span | None = getattr(timescale, key)
        if span is not None and len(span.given) != 1:
            yield checked.fault((*path, key), f"Give one unit: {one_of(UNITS)}.")
    if timescale.expected is not None and timescale.within is None:
        says = "An expectation stands beside a maximum, and there is none. Add within = { ... }."
        yield checked.fault((*path, "expected"), says)
    elif timescale.starts and timescale.within is None:
        yield checked.fault(path, "This timescale says no time. Add within = { working_days = 5 } or another.")
    if timescale.before and timescale.notice is None:
        yield checked.fault(path, "This timescale says no notice. Add notice = { working_days = 10 } or another.")
    if timescale.before and timescale.within is not None:
        yield checked.fault((*path, "within"), "What runs back from a day asks for notice. Call this notice.")
    if timescale.starts and timescale.notice is not None:
        yield checked.fault((*path, "notice"), "Notice is asked before a day. Say before in the place of starts.")
    if timescale.notice is not None and "hours" in timescale.notice.given:
        yield checked.fault((*path, "notice"), "Notice is counted in days. Give it in days, weeks or months.")
    yield from _too_late(checked, path, timescale)


def _too_late(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    """An expectation in the unit of its maximum that is not earlier would never matter."""
    if timescale.expected is None or timescale.within is None:
        return
    expected, within = timescale.expected.given, timescale.within.given
    if expected.keys() == within.keys() and len(within) == 1 and [*expected.values()] >= [*within.values()]:
        says = f"An expectation of {timescale.expected} is never before a maximum of {timescale.within}. Shorten it."
        yield checked.fault((*path, "expected"), says)


def _again(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    if timescale.once and timescale.repeats:
        yield checked.fault((*path, "once"), "A clock runs once or repeats. Take one of the two out.")
    if timescale.repeats and timescale.before:
        yield checked.fault((*path, "repeats"), "Notice is asked once of each day. Take this line out.")


def _pauses(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    if timescale.pauses and not timescale.resumes:
        yield checked.fault((*path, "pauses"), 'Nothing ends this pause. Add resumes = "...".')
    if timescale.resumes and not timescale.pauses:
        yield checked.fault((*path, "resumes"), 'Nothing begins a pause. Add pauses = "...", or take this out.')
    if timescale.pauses and timescale.before:
        yield checked.fault((*path, "pauses"), "The day that notice is given of does not wait. Take the pause out.")


def _unless(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    others = {each.id: each for each in checked.pack.timescales if each.id != timescale.id}
    if not timescale.unless or timescale.unless in checked.dropped:
        return
    if timescale.unless not in others:
        says = f'There is no other timescale "{timescale.unless}". {meant(timescale.unless, others)}'
        yield checked.fault((*path, "unless"), says)
    elif others[timescale.unless].unless:
        says = f'"{timescale.unless}" itself depends on another. Name one that stands alone.'
        yield checked.fault((*path, "unless"), says)


# --- events and their facts


def _happening(checked: Checked, path: Path, happening: Happening) -> Iterator[Fault]:
    word = WORDS.get(happening.event)
    if word is None:
        yield checked.fault(
            (*path, "event"), f'No event is called "{happening.event}". {meant(happening.event, WORDS)}'
        )
        return
    if happening.at == "on" and word.facts.get("on") != "day":
        yield checked.fault((*path, "at"), f'"{happening.event}" names no day. Take this out.')
    for name, value in happening.where.items():
        yield from _fact(checked, (*path, "where", name), happening.event, name, value)


def _except(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    known = [each.event for each in timescale.begins if each.event in WORDS]
    for place, condition in enumerate(timescale.except_):
        for name, value in condition.items():
            if known:
                # Of several starts, an exception may be of one that alone has the fact.
                event = next((each for each in known if name in WORDS[each].facts), known[0])
                yield from _fact(checked, (*path, "except", place, name), event, name, value)


def _fact(checked: Checked, path: Path, event: str, name: str, value: Fact) -> Iterator[Fault]:
    facts = WORDS[event].facts
    if name not in facts:
        known = meant(name, facts, nothing="It has none.")
        yield checked.fault(path, f'"{event}" has no fact "{name}". {known}')
        return
    kind = facts[name]
    if kind in {"which", "day"}:
        yield checked.fault(path, f'"{name}" is another each time. Take it out; same = "{name}" compares two events.')
    elif (kind == "yes or no") != isinstance(value, bool):
        should = "true or false" if kind == "yes or no" else "text in quotes"
        yield checked.fault(path, f'"{name}" should be {should}.')
    elif not isinstance(value, bool):
        yield from _words(checked, path, kind, (value,) if isinstance(value, str) else value)


def _words(checked: Checked, path: Path, kind: FactKind, values: tuple[str, ...]) -> Iterator[Fault]:
    allowed = _allowed(checked, kind)
    for value in values:
        if allowed is not None and value not in {*allowed, *checked.dropped}:
            yield checked.fault(path, f'"{value}" is none of those here. {meant(value, allowed)}')


def _allowed(checked: Checked, kind: FactKind) -> tuple[str, ...] | None:
    """The words that a fact can hold; None for any."""
    if isinstance(kind, tuple):
        return kind
    held: Mapping[str, tuple[str, ...]] = {
        "tool": tuple(each.title for each in checked.pack.tools),
        "note type": tuple(each.id for each in checked.pack.note_types),
    }
    return held.get(kind)


def _same(checked: Checked, path: Path, timescale: Timescale) -> Iterator[Fault]:
    if not timescale.same:
        return
    for event in dict.fromkeys(each.event for each in (*timescale.begins, *timescale.stops)):
        if event in WORDS and WORDS[event].facts.get(timescale.same) != "which":
            known = [name for name, kind in WORDS[event].facts.items() if kind == "which"]
            says = f'"{event}" does not say which "{timescale.same}". {meant(timescale.same, known, "It names none.")}'
            yield checked.fault((*path, "same"), says)
