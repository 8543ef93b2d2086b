"""Taking the outcomes of the programme out of Alongside, which the history keeps."""

from alongside.core.actor import Actor
from alongside.events.actions import record


def take_out(*, actor: Actor) -> None:
    """Record that the actor downloads the outcomes of every family that they see. Source: INS-08."""
    record("outcomes.taken-out", actor=actor)
