"""When what the demonstration tells took place: some days before now, and never later than it."""

from datetime import datetime, time, timedelta

from alongside.core.actor import LONDON, Actor


def moment(actor: Actor, days: int, hour: int, minute: int = 0) -> datetime:
    """A time of the day so many days ago; now, where that is still to come."""
    return min(datetime.combine(actor.today - timedelta(days=days), time(hour, minute), LONDON), actor.now)


def earlier(actor: Actor, days: int, hour: int) -> Actor:
    """The same person some days ago, at an hour."""
    return actor.at(moment(actor, days, hour))
