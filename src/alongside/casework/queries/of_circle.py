"""What a circle belongs to."""

from alongside.casework.models import Report
from alongside.core.actor import Actor


def report_of_circle(circle_id: int | None, *, actor: Actor) -> int | None:
    """The restricted report of this circle; None where it is a note's, or not there for the actor. One query."""
    if circle_id is None:
        return None
    found = Report.objects.filter(partnership_id=actor.partnership_id, circle_id=circle_id).values_list("pk", flat=True)
    return found.first()
