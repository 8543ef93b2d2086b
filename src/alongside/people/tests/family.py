"""Persons for the tests of this room, as the cast would add them."""

from typing import Any

from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.people import actions, queries
from alongside.people.profile import NewAddress, PersonProfile

TANNER_ROW = NewAddress(lines="14 Tanner Row, Calderholt", postcode="CH99 2ND", uprn="990000000014")


def add(actor: Actor, forename: str = "", surname: str = "", **more: Any) -> int:
    """A person whom this actor added: their id."""
    with acting_as(actor):
        return actions.add_person(PersonProfile(forename=forename, surname=surname, **more), actor=actor)


def found(actor: Actor, words: str, **more: Any) -> list[str]:
    """The names that a search by this actor lists, in its order."""
    with acting_as(actor):
        return [each.name for each in queries.search(words, actor=actor, **more).people]
