"""Stepping up and down in the demonstration: one family waits for social care's answer, one in the SPOC's tray."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alongside.accounts.queries import find_organisations, practice
from alongside.assessments.actions.assessments import NewAssessment, complete, start
from alongside.assessments.actions.keeping import keep_part, question_field
from alongside.assessments.rules.tools import Part
from alongside.cases.access import share
from alongside.cases.involvements import Terms, involve
from alongside.cases.queries import members
from alongside.casework.actions import tasks
from alongside.casework.actions.tasks import Asked, To
from alongside.clocks.calendar import calendar_of
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import Posted
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.actions.packets import Content, send_packet
from alongside.pathway.queries.items import Item, journeys_of_case
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.plans import complete_plan, start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.web.demonstration.families import nominate
from alongside.web.demonstration.moments import earlier

FAMILIES = Path(__file__).with_name("stepping.toml")
_WHY = (
    "Mika was away for two nights again, and an adult whom nobody knows collects him. Dina cannot keep him safe alone."
)


def tell(actors: Mapping[str, Actor], holders: Mapping[str, int]) -> None:
    """One step up whose packet was sent this morning; one step down that early help was invited to."""
    up, down = tomllib.loads(FAMILIES.read_text(encoding="utf-8"))["family"]
    _stepped_up(nominate(up, actors=actors, holders=holders), actors)
    _stepping_down(nominate(down, actors=actors, holders=holders), actors, holders)


def _stepped_up(case: int, actors: Mapping[str, Actor]) -> None:
    _worked_with(case, earlier(actors["gareth"], 40, 10))
    then = earlier(actors["gareth"], 0, 8)
    with acting_as(then):
        begin_by_hand("step-up", actor=then, case_id=case)
    _do(case, then, "", {"why": _WHY})
    tamsin = earlier(actors["tamsin"], 0, 9)
    decision = {
        "decided-on": tamsin.today.isoformat(), "forum": "Discussion with the care management team manager",
        "reasons": "Early help cannot keep Mika safe. Social care has to look at the risk outside the family.",
    }  # fmt: skip
    _do(case, tamsin, "step-up", decision)
    none = {"not_applicable": "It was decided with the care management team manager, outside the weekly COG."}
    _do(case, tamsin, "", {}, {"weekly-cog": none, "eha": {"not_applicable": "The plan was made from the nomination."}})
    _do(case, tamsin, "", {
        "family-working": True, "made-by": "Any other professional", "source-type": "COG",
        "method": "Weekly COG Discussion", "reason": "MASH New Contact: Children in Need (C)", "details": _WHY,
    })  # fmt: skip
    nell = earlier(actors["nell"], 0, 10)
    with acting_as(nell):
        people = frozenset(each.id for each in members(case, actor=nell))
        content = Content(nell.today, "Please look at the risk from the adult who collects Mika first.", people, ())
        item = _waiting(case, nell)
        later = {"not_applicable": "MASH makes it from this contact."}
        ticked = {"mash-assessment": later, "weekly-cog": none}
        send_packet(item.id, version=item.version, content=content, ticked=ticked, actor=nell)


def _worked_with(case: int, gareth: Actor) -> None:
    """A key agency, a screening of the child over ten, and a plan."""
    with acting_as(gareth):
        [school, *_], _ = find_organisations("Harbour Street", page=1, actor=gareth)
        involve(case, school.id, "agency", actor=gareth, terms=Terms(contact="Esme Farrow", starts_on=gareth.today))
        dina, mika, *_ = members(case, actor=gareth)
        screening = start(case, NewAssessment("cse-screening", gareth.today, mika.person_id), actor=gareth)
        for part, question, words in _SCREENED:
            told = {question_field(question): Posted([words])}
            keep_part(screening, Part(part), told, page="told", actor=gareth)
        complete(screening, actor=gareth)
        plan = start_plan(case, actor=gareth)
        concern = add_concern(plan, concern=_concern([mika.id, dina.id]), actor=gareth)
        asked = Asked("Meet at the boxing club", "Every other Thursday.", within="2-months")
        put_task_on(
            concern, tasks.set_task(case, to=To("user", gareth.user_id), asked=asked, actor=gareth), actor=gareth
        )
        complete_plan(plan, version=1, actor=gareth)


_SCREENED = (
    ("seen", "signs", "Out late, new trainers, a car that nobody knows."),
    ("outcome", "outcome", "Some signs: talk to your safeguarding lead"),
)


def _concern(about: list[int]) -> NewConcern:
    return NewConcern(
        better="Mika is home at night and in school by day", goal="He sleeps at home every night.",
        knowing="Dina keeps a diary of the evenings.", measures=[], members=about,
        contingency="If he stays away again, the COG Manager decides whether the family steps up.",
    )  # fmt: skip


def _stepping_down(case: int, actors: Mapping[str, Actor], holders: Mapping[str, int]) -> None:
    then = earlier(actors["nell"], 3, 9)
    with acting_as(then):
        share(case, holder=holders["spoc"], why="Receives families from social care", actor=then)
        begin_by_hand("step-down-cin-csc", actor=then, case_id=case)
        pack_days = calendar_of(practice(then).calendar)
    _do(case, then, "", {
        "from": "Child in need plan", "social-worker": "R. Ames", "team-manager": "T. Orde",
        "agreed-on": then.today.isoformat(),
    })  # fmt: skip
    meeting = pack_days.after(then.today, 14)
    _do(case, then, "", {
        "meeting-on": meeting.isoformat(), "at": "10:00, Town Hall, room 4",
        "details": "The last meeting of the child in need plan. Ruben would like early help to stay in touch.",
    })  # fmt: skip
    tamsin = earlier(actors["tamsin"], 2, 9)
    _do(case, tamsin, "", {"representative": "Gareth Pell", "as": "Senior Targeted Family Support Worker"})
    gareth = earlier(actors["gareth"], 1, 15)
    decided = {"held-on": gareth.today.isoformat(), "decided": "The plan has worked. Step down to targeted services."}
    _do(case, gareth, "step-down", decided)


def _do(
    case: int, actor: Actor, way: str, answers: Mapping[str, Any], checked: Mapping[str, Any] | None = None
) -> None:
    """Somebody finishes the step that waits on a case."""
    with acting_as(actor):
        item = _waiting(case, actor)
        finish(item.id, version=item.version, done=Done(way, answers, checked or {}), actor=actor)


def _waiting(case: int, actor: Actor) -> Item:
    """The one step that waits on a case."""
    [item] = [each for journey in journeys_of_case(case, actor=actor) for each in journey.waits]
    return item
