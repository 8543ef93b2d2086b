"""What came to the front door in Brackenshore and in Thornhaven: contacts at several stages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alongside.accounts.queries import public_form
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.queries.contacts import contact as shown

_SCHOOL = Referrer(
    "Ottoline Reed",
    "Head teacher",
    "Lantern Lane Primary School",
    "school",
    "01632 960421",
    "head@lantern-lane.example",
)
_NURSE = Referrer("Blaise Corrigan", "Health visitor", "Brackenshore Community Health", "health", "01632 960422")
_VISITOR = Referrer("Thea Ormond", "Health visitor", "Thornhaven Community Health", "health", "01632 960521")
_PASTORAL = Referrer("Yara Denholm", "Pastoral lead", "Gorse Hill Academy", "secondary-school", "01632 960507")


def _family(surname: str, postcode: str, *people: tuple[str, int, str]) -> Sequence[NewPerson]:
    return [
        NewPerson(
            name,
            surname,
            datetime(year, 5, 2 + at, tzinfo=UTC).date(),
            related,
            "" if at else "7 Chandlers Steps",
            "" if at else postcode,
        )
        for at, (name, year, related) in enumerate(people)
    ]


def tell(actors: Mapping[str, Actor]) -> None:
    """Tell what waits to be confirmed, to be screened, to be told, and what ended in advice."""
    _brackenshore(actors)
    _thornhaven(actors)


def _brackenshore(actors: Mapping[str, Actor]) -> None:
    maren, nadir, quentin = (actors[name] for name in ("maren", "nadir", "quentin"))
    at_desk = {"area": "quay", "sent_on_by": "Early Help Desk"}
    family = _family("Plover", "CH99 3LW", ("Sabra", 1990, "Mother"), ("Lorcan", 2017, "Son"))
    _told(
        _contact("telephone", _SCHOOL, family, "Lorcan has been picked up late every day this month.", **at_desk),
        _ago(maren, 2),
    )
    family = _family("Knott", "CH99 3LX", ("Imelda", 1987, "Mother"), ("Rafe", 2015, "Son"))
    _told(
        _contact("DART", Referrer(), family, "Neighbours called the police twice this week.", area="heath"),
        _ago(maren, 1),
    )
    family = _family("Tern", "CH99 3LY", ("Corisande", 1996, "Mother"), ("Bly", 2023, "Daughter"))
    waiting = _told(
        _contact("mailbox", _NURSE, family, "Corisande sleeps badly and asks for a hand with routines.", area="quay"),
        _ago(maren, 1),
    )
    _do(waiting, _ago(nadir, 1), how="telephone", words="")
    family = _family("Avocet", "CH99 3LZ", ("Lettice", 1982, "Mother"), ("Silvan", 2010, "Son"))
    advised = _told(
        _contact("walk-in", _NURSE, family, "Lettice asks how to get Silvan a bus pass and a club.", area="quay"),
        _ago(maren, 6),
    )
    _do(advised, _ago(nadir, 6), how="in person", words="")
    _do(
        advised,
        _ago(quentin, 5),
        "advice",
        advice="The youth club at the quay is open on Tuesdays; the school gives bus passes.",
    )
    _do(advised, _ago(nadir, 5), how="telephone", words="")
    asked = public_form("brackenshore", maren.now - timedelta(hours=20))
    if asked is not None:
        family = _family("Curlew", "CH99 4HS", ("Aurelia", 2016, "Daughter"))
        _told(
            _contact("e-form", _SCHOOL, family, "Aurelia says that she looks after her brothers at night."), asked.actor
        )


def _thornhaven(actors: Mapping[str, Actor]) -> None:
    una = actors["una"]
    family = _family(
        "Petrel", "CH99 5NE", ("Rosamund", 1985, "Mother"), ("Tamsin", 2012, "Daughter"), ("Bevis", 2019, "Son")
    )
    _told(
        _contact(
            "telephone",
            _VISITOR,
            family,
            "Tamsin shouts and does not come home at night. Rosamund is exhausted.",
            area="harbour",
        ),
        _ago(una, 1),
    )
    family = _family("Scoter", "CH99 5NF", ("Isidore", 1978, "Father"), ("Maeve", 2013, "Daughter"))
    advised = _told(
        _contact(
            "telephone", _PASTORAL, family, "Maeve has few friends, and her father asks what there is.", area="harbour"
        ),
        _ago(una, 4),
    )
    _do(advised, _ago(una, 4), "advice", advice="Two clubs near her, and how the school can ask for a mentor.")
    _do(advised, _ago(una, 4), how="telephone", words="")
    family = _family("Dotterel", "CH99 5NG", ("Hesper", 1992, "Mother"))
    _told(
        _contact("e-form", _PASTORAL, family, "Hesper left work to care and is losing her flat.", area="vale"),
        _ago(una, 1),
    )


def _ago(actor: Actor, days: int) -> Actor:
    return actor.at(actor.now - timedelta(days=days))


def _contact(source: str, referrer: Referrer, family: Sequence[NewPerson], concerns: str, **more: Any) -> NewContact:
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    return NewContact(source=source, received_at=long_ago, referrer=referrer, concerns=concerns, people=family, **more)


def _told(told: NewContact, actor: Actor) -> int:
    with acting_as(actor):
        return receive(replace(told, received_at=actor.now - timedelta(minutes=20)), actor=actor).pk


def _do(contact_id: int, actor: Actor, way: str = "", **answers: object) -> None:
    """Finish the step that waits."""
    with acting_as(actor):
        [step] = shown(contact_id, actor=actor).waiting
        finish(step.id, version=1, done=Done(way, answers), actor=actor)
