"""Measuring one size: every journey by one client, then by eight at once."""

import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

from alongside.web.bench.journeys import Journey, Target, World, journeys, step_in, world
from alongside.web.bench.pathway import Once, timed
from alongside.web.bench.server import Measured, memory_of

TIMES = 120
AT_ONCE = 8
WARM = 20


@dataclass(frozen=True)
class Figure:
    """One journey at one size. Times are in milliseconds; `rate` is answers a second with eight clients."""

    name: str
    target: Target
    p50: float
    p95: float
    statements: int
    p50_of_eight: float
    p95_of_eight: float
    rate: float

    @property
    def met(self) -> bool:
        """Whether one client's time, the median or the one in twenty, and the statements keep to the target."""
        few = self.target.statements is None or self.statements <= self.target.statements
        return (self.p95 if self.target.p95 else self.p50) <= self.target.milliseconds and few


@dataclass(frozen=True)
class Size:
    """Everything measured at one size."""

    families: int
    load_rate: float
    memory: int
    figures: Sequence[Figure]
    once: Sequence[Once] = ()


def measure(there: Measured, times: int = TIMES) -> Size:
    """Measure every journey at this installation. Raises AssertionError where an answer is not what it should be."""
    known = world(there.owner_url, drafts=WARM + 2 * times)
    figures = [_figure(journey, there.port, known, times) for journey in journeys(known)]
    memory = sum(map(memory_of, there.pids))
    once = timed(known.centre, there.owner_url, lambda who: step_in(there.port, who)) if known.centre else ()
    return Size(there.families, there.families / there.load_seconds, memory, figures, list(once))


def _figure(journey: Journey, port: int, known: World, times: int) -> Figure:
    who = journey.who or known.user_id
    visitor = step_in(port, who)
    _run(journey, [visitor], WARM)
    alone, _ = _run(journey, [visitor], times)
    together, seconds = _run(journey, [step_in(port, who) for _ in range(AT_ONCE)], times)
    return Figure(
        journey.name,
        journey.target,
        *_percentiles([taken for taken, _ in alone]),
        max(statements for _, statements in alone),
        *_percentiles([taken for taken, _ in together]),
        len(together) / seconds,
    )


def _run(journey: Journey, visitors: list, times: int) -> tuple[list[tuple[float, int]], float]:  # type: ignore[type-arg]
    each = times // len(visitors)

    def visit(visitor: object) -> list[tuple[float, int]]:
        found = []
        for number in range(each):
            answer = journey.do(visitor, number)  # type: ignore[arg-type]
            assert answer.status in {200, 302, 303}, f"{journey.name} was answered with {answer.status}"
            found.append((answer.seconds * 1000, answer.statements))
        return found

    started = perf_counter()
    with ThreadPoolExecutor(len(visitors)) as pool:
        results = [row for rows in pool.map(visit, visitors) for row in rows]
    return results, perf_counter() - started


def _percentiles(taken: list[float]) -> tuple[float, float]:
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]
