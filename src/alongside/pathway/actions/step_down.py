"""Stepping down from social care: from what, the notice, the meeting or visit that decides, and receiving.

Source: step up and step down processes, pages 7 to 15; scenarios S063 to S077.
"""

from datetime import date
from typing import Any

from alongside.cases.access import case_to_change
from alongside.cases.closing import is_closed, turned
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.clocks.queries.closed_days import working_days
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.spans import due_before
from alongside.core.actor import Actor
from alongside.core.days import said
from alongside.core.refusals import Invalid
from alongside.events.actions import Happened, record_all
from alongside.packs.clock_schema import Timescale
from alongside.packs.process_schema import Step
from alongside.packs.schema import Pack
from alongside.pathway.actions.effects import Finishing, does
from alongside.pathway.actions.items import CHECK
from alongside.pathway.actions.journeys import remember, team_for
from alongside.pathway.rules.steps import day_in

CHILD_PROTECTION, LEVEL_4 = "Child protection plan", "Level 4 services"
NO_LOCAL_PROCESS = (
    "No separate local process is configured for stepping down from Level 4: it goes by the process for a child in "
    "need plan."
)
SHORT = "short-notice"
"""The question of a step that asks why the notice is short."""
STEPPED_DOWN = "The family stepped down from social care"
NEXT_STEPS = "A discussion on the next steps, with the team manager"


@does("step down from")
def step_down_from(doing: Finishing) -> None:
    """Check that a family may step down from there, and say where no local process is configured (S077)."""
    check_from(str(doing.answers.get("from") or ""), doing)


def check_from(told: str, doing: Finishing) -> None:
    """Raise Invalid beside "from" for a child protection plan, where the partnership does not allow it."""
    if told == CHILD_PROTECTION and not doing.pack.transfer.from_child_protection:
        raise Invalid(CHECK, {
            "from": "A family does not step down straight from a child protection plan here: it becomes a child in "
            "need plan first. A partnership that allows it says so in its pack."
        })  # fmt: skip
    if told == LEVEL_4:
        doing.words.append(NO_LOCAL_PROCESS)
    remember(doing.journey, {"step_down_from": told})


@does("give notice")
def give_notice(doing: Finishing) -> None:
    """Note the notice of a meeting or visit: short notice is accepted with the reason, and shown as short (S068).

    Which meeting or visit it is, is this journey: one journey has one.
    """
    if "from" in doing.answers:
        check_from(str(doing.answers["from"] or ""), doing)
    doing.facts["meeting"] = doing.facts["visit"] = doing.journey.pk
    day, asked = _day_of(doing), _notice(doing.step, doing.pack)
    if day is None or asked is None:
        return
    last, given = notice_by(asked, day, working_days(actor=doing.actor), on=doing.actor.today)
    if doing.actor.today <= last:
        return
    name, units = asked.span.measure[1], asked.span.measure[0].replace("_", " ")
    short = f"{given} of {name} {units}. The last day for it was {said(last)}."
    if not str(doing.answers.get(SHORT) or "").strip():
        raise Invalid(CHECK, {SHORT: f"The notice is short: {short} Say why, and it is accepted."})
    doing.facts["short"] = True
    doing.words.append(f"Short notice: {short}")


def notice_by(asked: Timescale, day: date, days: Days, *, on: date) -> tuple[date, int]:
    """The last day for a notice, and how many working days there still are from `on` to the meeting or visit."""
    return due_before(asked.span, day, days).on, days.between(on, day) if day > on else 0


def _notice(step: Step, pack: Pack) -> Timescale | None:
    """The notice that is asked for at a step: none in the targeted-services versions."""
    return next((each for each in map(pack.timescale, step.clocks) if each.notice), None)


def _day_of(doing: Finishing) -> date | None:
    question = next((each.id for each in doing.step.question if each.kind == "date"), "")
    return day_in(doing.answers.get(question))


@does("hold meeting")
def hold_meeting(doing: Finishing) -> None:
    """Note what the meeting decided; where the family remains with care management, a task is set (S064)."""
    if doing.way is not None and doing.way.task:
        _set_task(doing.way.task, doing)


def _set_task(title: str, doing: Finishing) -> None:
    journey, pack, actor = doing.journey, doing.pack, doing.actor
    assert journey.case_id is not None
    team = team_for(pack.tray(doing.step.tray), journey, pack, actor=actor)
    due = working_days(actor=actor).after(actor.today, 5)
    set_task(
        journey.case_id, to=To("team", team.pk), actor=actor,
        asked=Asked(title, NEXT_STEPS, type="other", priority="medium", due_on=due), confirmed=_SURE,
    )  # fmt: skip


_SURE = ("soon", "named")
"""A task that a step sets asks nobody whether they are sure."""


@does("hold visit")
def hold_visit(doing: Finishing) -> None:
    """Without consent, or with a new risk, the step down cannot be completed: it is still social care's (S066)."""
    told, way = doing.answers, doing.way
    if way is None or way.id != "accepted":
        return
    faults = {}
    if not _yes(told.get("consent")):
        faults["consent"] = (
            "Without the family’s consent the step down cannot be completed. Choose the other way: the case is still "
            "social care’s."
        )
    if _yes(told.get("new-risk")):
        faults["new-risk"] = (
            "With a new risk the step down cannot be completed. Choose the other way: the social worker looks at it "
            "with the family."
        )
    if not _yes(told.get("draft")):
        faults["draft"] = "The DRAFT assessment and plan have to be talked about with the family before COG accepts."
    if faults:
        raise Invalid(CHECK, faults)


def _yes(answer: Any) -> bool:
    return answer is True or str(answer).lower() == "yes"


@does("receive packet")
def receive_packet(doing: Finishing) -> None:
    """The family is early help's from now on: the step down and the receipt are noted by the step's own events."""
    assert doing.journey.case_id is not None
    reopen(doing.journey.case_id, doing.pack, actor=doing.actor)


def reopen(case_id: int, pack: Pack, *, actor: Actor) -> None:
    """Open a case again that was closed, as when the family had stepped up before. One that is open stays as it is."""
    case = case_to_change(case_id, actor=actor)
    if not is_closed(case, pack):
        return
    change = {"what": "Status", "from": pack.status_title(case.status), "to": pack.default_status.title}
    case.status, case.closed_on, case.version = pack.default_status.id, None, case.version + 1
    case.save(update_fields=["status", "closed_on", "version"])
    changed = Happened("case.changed", case.pk, None, {"changes": [change], "why": STEPPED_DOWN})
    record_all([changed, *turned(case.pk, was=True, is_now=False, why=STEPPED_DOWN)], actor=actor)
