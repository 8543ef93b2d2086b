"""Tasks of the demonstration: one in each state, on the family that is told first; and somebody away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from alongside.accounts.actions import Absence, set_away
from alongside.accounts.queries import holder_of
from alongside.cases.queries import members
from alongside.casework.actions import tasks
from alongside.casework.actions.tasks import Asked, To
from alongside.casework.rules.tasks import Due
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor


def tell(actors: Mapping[str, Actor], cases: Sequence[int], holders: Mapping[str, int]) -> None:
    """Ask what a family's workers ask of each other, and answer some of it."""
    _asked_of_ade(actors, cases[0])
    _asked_by_ade(actors, cases[0], holders)
    _said_of_the_family(actors["ade"], cases[0])
    hollis = actors["hollis"]
    with acting_as(hollis):
        message = "I am on leave. Ade knows my families, and the duty desk has the rest."
        away = Absence(hollis.today, hollis.today + timedelta(days=9), message, actors["ade"].user_id)
        set_away(away, actor=hollis)


def _asked_of_ade(actors: Mapping[str, Actor], case: int) -> None:
    dev, carys, ade = actors["dev"], actors["carys"], actors["ade"]
    to_ade = To("user", ade.user_id)
    ask = Asked("Consent form for the clinic", "Please bring the signed form to the clinic.", "document", "medium")
    _ask(_earlier(dev, 9), case, to_ade, ask, days=7)
    ask = Asked("What has changed since September?", "A few lines before the meeting, please.", "information", "high")
    _ask(_earlier(carys, 1), case, to_ade, ask, days=3)
    ask = Asked("Phone call with the school", "Please tell me what they said about mornings.", "education", "low")
    done = _ask(_earlier(dev, 6), case, to_ade, ask, days=5)
    early = _earlier(ade, 4)
    with acting_as(early):
        said = "I spoke to the school. Mornings are calmer since breakfast club began; they will ring if that changes."
        tasks.complete(done, version=1, words=said, note=True, actor=early)


def _asked_by_ade(actors: Mapping[str, Actor], case: int, holders: Mapping[str, int]) -> None:
    ade, dev, carys = actors["ade"], actors["dev"], actors["carys"]
    ask = Asked("Date of the two-year review", "When is it, and can I come along?", "health", "medium")
    asked = _ask(_earlier(ade, 3), case, To("user", dev.user_id), ask, days=5)
    with acting_as(_earlier(dev, 1)) as yesterday:
        tasks.ask_for_detail(asked, version=1, words="At the clinic or at home: which suits them?", actor=yesterday)
    ask = Asked("Advice on sleep", "Nights are hard. What could the family try first?", "health", wants_receipt=True)
    _ask(_earlier(ade, 1), case, To("user", dev.user_id), ask, days=7)
    ask = Asked("Places on the parenting course", "Is there a place in January, and how do they apply?", "information")
    asked = _ask(_earlier(ade, 4), case, To("user", carys.user_id), ask, days=6)
    with acting_as(_earlier(carys, 2)) as before:
        due = Due(before.today + timedelta(days=12))
        tasks.ask_for_extension(asked, version=1, due=due, words="The list comes out next week.", actor=before)
    team = holder_of(holders["strengthening-families"], actor=ade)
    assert team and team.team_id
    ask = Asked("Who else is working with this family?", "Please look for other agencies.", "information", "medium")
    _ask(_earlier(ade, 2), case, To("team", team.team_id), ask, days=12)


def _said_of_the_family(ade: Actor, case: int) -> None:
    before = _earlier(ade, 2)
    with acting_as(before):
        head = next(member for member in members(case, actor=before) if member.is_head)
    ask = Asked("Ring the surgery for an appointment", "Agreed together on the home visit.", "health")
    _ask(before, case, To("member", head.id), ask, days=7)


def _ask(actor: Actor, case: int, to: To, asked: Asked, *, days: int) -> int:
    asked = replace(asked, due_on=actor.today + timedelta(days=days))
    with acting_as(actor):
        return tasks.set_task(case, to=to, asked=asked, actor=actor)


def _earlier(actor: Actor, days: int) -> Actor:
    at = datetime.combine(actor.today - timedelta(days=days), time(10, 20), LONDON)
    return actor.at(at.astimezone(UTC))
