"""Every clock of a long case is worked out in an instant."""

import gc
from time import perf_counter

import pytest

from alongside.clocks.calendar import calendar_of
from alongside.clocks.rules.clocks import Release
from alongside.clocks.rules.reading import Practice
from alongside.clocks.tests.told import Told, at, pack

pytestmark = pytest.mark.req("CLOK-01")

SECONDS = 0.005
SLACK = 4
"""Other tests run at the same time on the same machine."""


def long_case() -> Told:
    """Five hundred events of a family of many years; as in any history, a third of them mean nothing to a clock."""
    told = Told()
    told("case.opened", "2024-01-02")
    told("worker.allocated", "2024-01-02", role="lead professional", contact=0)
    for number in range(54):
        day = f"{2024 + number // 27}-{1 + number % 27 * 12 // 27:02}-{1 + number % 28:02}"
        told("contact.received", f"{day} 09:00", contact=number, source="school")
        told("referrer.acknowledged", f"{day} 10:00", contact=number, to="original referrer")
        told("log.added", f"{day} 11:00", recorded=f"{day} 16:00", log=number, type="managers-decision")
        told("family.contacted", f"{day} 12:00", reached=True)
        told("visit.made", f"{day} 13:00", every_child_seen=True, every_child_spoken_to=True)
        told("review.held" if number else "plan.completed", f"{day} 14:00", plan=1, meeting=number)
        for minute in range(3):
            told("case.looked-at", f"{day} 15:{minute:02}")
    for minute in range(498 - 54 * 9):
        told("case.looked-at", f"2026-01-02 15:{minute:02}")
    assert len(told.events) == 500
    return told


def test_every_clock_of_500_events_takes_under_five_milliseconds() -> None:
    found = pack("family-solutions")
    practice, days = Practice([Release(found.in_force, found.version, found.timescales)]), calendar_of(found.calendar)
    told, now = long_case(), at("2026-11-22")
    assert len(practice.clocks(told.events, days=days, now=now)) > 150

    taken = []
    gc.collect()
    for _ in range(15):
        before = perf_counter()
        practice.clocks(told.events, days=days, now=now)
        taken.append(perf_counter() - before)

    assert min(taken) < SECONDS * SLACK, f"{min(taken) * 1000:.1f} ms"
