"""Jobs of the pathway: sending packets to social care's own system."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from alongside.accounts.models import Partnership
from alongside.core.acting import acting_as
from alongside.pathway import sending
from alongside.pathway.rules.packets import again_in

_TRIES = RetryStrategy(max_attempts=5, wait=60)
"""Should the worker itself fail; what the other system does not take is tried again by its own times below."""


@app.task(name="alongside.pathway.tasks.send_packet", retry=_TRIES)
def send_packet(packet: int, partnership: int) -> None:
    """Send one packet. What cannot be sent now is tried again, ever later, for about a day; what arrived stays so."""
    place = Partnership.objects.filter(pk=partnership).first()
    if place is None:
        return
    actor = sending.service(place, datetime.now(UTC))
    if actor is None:
        return
    with acting_as(actor):
        ready = sending.prepare(packet, place.slug, actor=actor)
    if ready is None:
        return
    outcome = sending.deliver(ready, now=actor.now)
    with acting_as(actor):
        attempts = sending.note(packet, outcome, actor=actor)
        wait = again_in(attempts) if outcome.again else None
        if wait is not None:
            send_packet.configure(schedule_in={"seconds": int(wait.total_seconds())}).defer(
                packet=packet, partnership=partnership
            )
