"""Clocks in words and steps: how far off one is, how it stands, and the one step that does it."""

from collections.abc import Mapping
from datetime import timedelta

from alongside.clocks.queries.running import Listed
from alongside.clocks.rules.clocks import State
from alongside.core.actor import LONDON, Actor
from alongside.packs.clock_schema import Happening
from alongside.packs.schema import Pack
from alongside.web.frame import address
from alongside.web.words import clock, counted, day

STATES: Mapping[State, tuple[str, str]] = {
    "overdue": ("Overdue", "urgent"), "running": ("Running", "good"), "paused": ("Paused", "waiting"),
    "met": ("Met", "good"), "met late": ("Met late", "waiting"), "not needed": ("Not needed", "past"),
}  # fmt: skip
"""Each state in words, and the tone it is said in."""


def when(each: Listed) -> str:
    """What to work towards in full: "Tuesday 29 December 2026", with the hour where hours are counted."""
    return day(each.aim_on) + (f" at {clock(each.aim_at)}" if each.aim_at else "")


def by_then(each: Listed) -> str:
    """The last day, where more time is allowed than is expected."""
    return day(each.due_on) + (f" at {clock(each.due_at)}" if each.due_at else "")


def how_far(each: Listed, actor: Actor) -> str:
    """How far off that is: "in 5 working days", "today", "3 days overdue"; "" where the clock does not run."""
    if each.state == "overdue":
        return _overdue(each, actor)
    if each.state != "running":
        return ""
    if each.aim_passed:
        return "later than expected"
    if each.aim_at is not None and each.aim_at - actor.now < timedelta(hours=48):
        left = int((each.aim_at - actor.now).total_seconds() // 3600)
        return f"in {counted(left, 'hour')}" if left > 0 else "within the hour"
    days = (each.aim_on - actor.today).days
    if days <= 1:
        return "today" if days <= 0 else "tomorrow"
    return f"in {counted(each.working_days, 'working day')}" if each.working_days else f"in {counted(days, 'day')}"


def _overdue(each: Listed, actor: Actor) -> str:
    if each.due_at is not None and actor.now - each.due_at < timedelta(hours=48):
        hours = int((actor.now - each.due_at).total_seconds() // 3600)
        return f"{counted(hours, 'hour')} overdue" if hours else "just overdue"
    days = (actor.now.astimezone(LONDON).date() - each.due_on).days
    return f"{counted(days, 'day')} overdue"


def step(each: Listed, pack: Pack) -> tuple[str, str]:
    """The one step that stops a clock: what its button says, and where it leads."""
    if each.case_id is None:
        found = address("contact", each.contact_id or 0)
        return ("Open the contact", found) if found else ("", "")
    for stop in each.timescale.stops:
        words, at = _step(stop, each, each.case_id, pack)
        if at:
            return words, at
    return "Open the case", address("case", each.case_id)


def _step(stop: Happening, each: Listed, case_id: int, pack: Pack) -> tuple[str, str]:
    if stop.event == "manager.decided":
        about = str(stop.where.get("about", ""))
        if each.key.isdecimal() and about in {"assessment", "plan", "review"}:
            return "Decide", address("case_decide", case_id, about, int(each.key))
        if about != "closure":
            return "See the decisions", address("decisions")
        return _CLOSURE[0], address(_CLOSURE[1], case_id)
    if stop.event in {"intervention.accepted", "intervention.declined"} and each.key.isdecimal():
        return "Open the request", address("intervention", case_id, int(each.key))
    if (note := _note(stop, pack)) is not None:
        at = address("case_log_add", case_id)
        return "Write the note", f"{at}?type={note}" if note else at
    words, page = _STEPS.get(stop.event, ("", ""))
    return words, address(page, case_id) if page else ""


def _note(stop: Happening, pack: Pack) -> str | None:
    """The type of the note that makes this event; None where no note does."""
    if stop.event == "log.added":
        wanted = stop.where.get("type", "")
        return wanted if isinstance(wanted, str) else ""
    kinds = [each for each in pack.note_types if stop.event in each.makes]
    # The type that makes this and nothing more, else the first that makes it.
    return min(kinds, key=lambda each: len(each.makes)).id if kinds else None


_CLOSURE = ("Go to the closure", "case_closure")
_STEPS: Mapping[str, tuple[str, str]] = {
    "involvement.ended": _CLOSURE,
    "worker.released": _CLOSURE,
    "plan.started": ("Open the plan", "case_plan"),
    "plan.completed": ("Open the plan", "case_plan"),
    "review.held": ("Open the meetings", "case_meetings"),
    "assessment.completed": ("Open the assessments", "case_assessments"),
    "case.reviewed": ("Review the aims", "case_review"),
}
"""Where what stops a clock is done, by the event."""
