"""What happens to the demonstration's plan after it is made: two reviews, updates between them, a meeting going on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from alongside.casework.actions.tasks import To
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.plans.actions.meetings import (
    NewMeeting,
    end_meeting,
    say_progress,
    say_who_was_there,
    start_meeting,
    write_notes,
)
from alongside.plans.actions.said import NewSaid, say
from alongside.plans.actions.updates import Told, add_update
from alongside.plans.queries.meetings import around_the_table, meeting
from alongside.plans.queries.plans import PlanPage, plan_of_case
from alongside.plans.rules.attendance import WhoWasThere

_FIRST, _SECOND, _NEXT = 15, 9, 7
"""Days before the demonstration is loaded, and after it."""


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """Review the plan of the family told first, and begin another meeting about it."""
    ade = actors["ade"]
    with acting_as(ade):
        found = plan_of_case(cases[0], actor=ade)
    if found is None or found.is_draft:
        return
    first, second = _earlier(ade, _FIRST), _earlier(ade, _SECOND)
    coming = ade.today + timedelta(days=_NEXT)
    coming += timedelta(days=max(0, 7 - coming.weekday()) if coming.weekday() > 4 else 0)
    _review(first, found, "First review", _PROGRESS[0], second.today)
    _updates(_earlier(ade, _SECOND + 2), found)
    _review(second, found, "Second review", _PROGRESS[1], coming)
    _going_on(ade, found)


def _review(then: Actor, plan: PlanPage, title: str, progress: Sequence[tuple[str, str]], next_on: date) -> None:
    with acting_as(then):
        new = NewMeeting("partnership", title, then.today, "Moorside Primary School")
        number = start_meeting(plan.id, meeting=new, actor=then)
        _there(number, plan, then)
        for concern, (word, words) in zip(plan.concerns, progress, strict=False):
            say_progress(number, concern.id, progress=word, words=words, version=0, actor=then)
        first = plan.concerns[0]
        for kind, words in _SAID[title]:
            say(number, said=NewSaid(kind, words, first.id), actor=then)
        marnie = next(each for each in around_the_table(plan.case_id, actor=then) if each.kind == "member")
        by = then.today + timedelta(days=24)
        action = NewSaid("action", _ACTION[title], first.id, To("member", marnie.id or 0), by)
        say(number, said=action, actor=then)
        version = meeting(number, actor=then).version
        write_notes(number, words=_NOTES[title], version=version, actor=then)
        write_notes(number, words=_PRIVATE[title], version=version + 1, actor=then, private=True)
        end_meeting(number, next_on=next_on, version=version + 2, actor=then)


def _there(number: int, plan: PlanPage, then: Actor) -> None:
    around = around_the_table(plan.case_id, actor=then)
    here = [*[each.value for each in around if each.kind == "member"][:2], f"user:{then.user_id}"]
    away = [each.value for each in around if each.kind == "user" and each.id != then.user_id][:1]
    who = WhoWasThere(here, ["Mrs Pell, pastoral lead at the school"], away)
    say_who_was_there(number, who=who, version=1, actor=then)


def _updates(then: Actor, plan: PlanPage) -> None:
    first, second, *_ = plan.concerns
    with acting_as(then):
        for concern, type, days, words in (
            (first.id, "progress", 1, "Jessa walked in by herself on Monday. The teacher was at the gate."),
            (second.id, "open", 0, "Rang the adviser: an appointment on Thursday, to go through the benefits."),
            (None, "set-back", 0, "Jay was off work for three days. We keep the plan as it is."),
        ):
            told = Told(words, then.today - timedelta(days=days), type)
            add_update(plan.id, told=told, actor=then, concern_id=concern)


def _going_on(ade: Actor, plan: PlanPage) -> None:
    with acting_as(ade):
        new = NewMeeting("conversation", "How the week went", ade.today, "At home")
        number = start_meeting(plan.id, meeting=new, actor=ade)
        first = plan.concerns[0]
        for kind, words, concern in (
            ("point", "Monday went well. She had breakfast at the club.", first.id),
            ("decision", "We keep the Monday bus for the rest of the term.", first.id),
            ("private", "Marnie seemed tired. Ask her alone how she is.", None),
        ):
            say(number, said=NewSaid(kind, words, concern), actor=ade)


def _earlier(actor: Actor, days: int) -> Actor:
    """The same person some days ago, at the end of the morning; on the Friday before where that is a weekend."""
    day = actor.today - timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return actor.at(datetime.combine(day, time(11, 40), LONDON).astimezone(UTC))


_PROGRESS = (
    (("same", "One Monday out of two."), ("some", "The payslips are there; the adviser is not reached yet."),
     ("same", ""), ("some", "Four nights out of seven.")),
    (("good", "In on both Mondays. She says it is easier with her friend."),
     ("some", "Two benefits were found that they did not know of."), ("some", "She slept through twice."),
     ("achieved", "Six nights out of seven, for two weeks.")),
)  # fmt: skip
_SAID = {
    "First review": (
        ("point", "Mornings are hardest on the days without her friend."),
        ("decision", "The school lets her come in by the side door for now."),
    ),
    "Second review": (
        ("point", "Jessa says herself that Mondays are easier."),
        ("decision", "We go on as agreed, and stop the side door after the holidays."),
    ),
}
_ACTION = {
    "First review": "Ask the club about a place on Mondays",
    "Second review": "Ring the school about the trip in December",
}
_NOTES = {
    "First review": "Marnie would like the meetings at the school, after drop-off.",
    "Second review": "Everybody agreed to meet again before the holidays.",
}
_PRIVATE = {
    "First review": "The school will ring Ade before it writes to the family.",
    "Second review": "Dev has an eye on how Marnie sleeps; nothing that worries us now.",
}
