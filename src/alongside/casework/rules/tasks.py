"""Pure rules of tasks: when one is due and overdue, who may do what with it, and what each turn makes of it."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from alongside.core.actor import LONDON
from alongside.packs.schema import Period

SHORT_NOTICE = timedelta(hours=24)
"""Less than this is warned of: "none of us sit by a computer all day" (E-CINS 4)."""


# --- when it is due


@dataclass(frozen=True)
class Due:
    """When a task is due: on a day, met until the end of it; or by a time of that day in London."""

    on: date
    by: time | None = None

    def ends(self) -> datetime:
        """The instant from which it is overdue."""
        if self.by is None:
            return datetime.combine(self.on + timedelta(days=1), time.min, LONDON)
        at = datetime.combine(self.on, self.by, LONDON)
        return max(at, at.replace(fold=1), key=lambda each: each.timestamp())


def within(period: Period, now: datetime) -> Due:
    """When something asked for at `now` is due within a period of the pack.

    Hours end at a time, to the minute; days, weeks and months end with a day. A month from the 31st is the last day of
    a shorter month. E-CINS 4 and 5.4.1: 5 hours to 2 months.
    """
    if period.hours:
        ends = (now + timedelta(hours=period.hours)).astimezone(LONDON)
        return Due(ends.date(), time(ends.hour, ends.minute))
    day = now.astimezone(LONDON).date() + timedelta(days=period.days, weeks=period.weeks)
    months = day.year * 12 + day.month - 1 + period.months
    year, month = divmod(months, 12)
    return Due(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))


def wall(now: datetime) -> tuple[date, time]:
    """The day and time that London's clocks show; what is due by then is over.

    In the night when an hour comes twice nothing of that hour is over before it has come the second time.
    """
    here = now.astimezone(LONDON)
    comes_again = here.fold == 0 and here.replace(fold=1).utcoffset() != here.utcoffset()
    if comes_again:
        return here.date(), time(here.hour - 1, 59, 59, 999_999)
    return here.date(), here.time()


def is_over(due: Due, now: datetime) -> bool:
    """Whether the time for it is over; due on a day, it is not before that day has ended."""
    day, clock = wall(now)
    return due.on < day or (due.on == day and due.by is not None and due.by <= clock)


def is_short_notice(due: Due, now: datetime) -> bool:
    """Whether less than 24 hours are left (E-CINS 4, S115)."""
    return due.ends() - now < SHORT_NOTICE


def named_in(title: str, names: Iterable[str]) -> list[str]:
    """Which of the family's names stand in a title, which everybody with the case reads (S115)."""
    words = set(_words(title))
    return [name for name in dict.fromkeys(names) if any(word in words for word in _words(name))]


def _words(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return [word for word in re.findall(r"[^\W\d_]+", plain) if len(word) > 1]


# --- who may do what


@dataclass(frozen=True)
class Standing:
    """A task as it stands: all that changes about it. `to_*` says whom it is for; one of them is given."""

    title: str
    description: str
    due: Due
    set_by: int
    set_at: datetime
    type: str = ""
    priority: str = ""
    to_user: int | None = None
    to_team: int | None = None
    to_member: int | None = None
    taken_by: int | None = None
    wants_receipt: bool = False
    accepted_by: int | None = None
    accepted_at: datetime | None = None
    waits_for: str = ""
    completed_by: int | None = None
    completed_at: datetime | None = None
    log: int | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Not completed."""
        return self.completed_at is None

    @property
    def is_closed_letter(self) -> bool:
        """Its description waits for whoever it is for to accept it (E-CINS 4)."""
        return self.wants_receipt and self.accepted_at is None and self.to_member is None

    def is_overdue(self, now: datetime) -> bool:
        """Its time is over and it is not completed; a completed task never is (S116)."""
        return self.is_open and is_over(self.due, now)


@dataclass(frozen=True)
class Who:
    """Somebody who sees the case of a task: the teams they work in, and whether they own the case."""

    user: int
    teams: frozenset[int] = field(default_factory=frozenset)
    owns_case: bool = False


What = Literal[
    "accepted", "taken", "given-back", "completed", "extension-asked", "extension-answered", "detail-asked",
    "detail-given", "reassigned", "reopened",
]  # fmt: skip
TURNS: tuple[What, ...] = What.__args__  # type: ignore[attr-defined]


OF_SERVICE = "service."
"""What the type of a task begins with that asks a service for an intervention; the id of the service follows."""
ANSWER_IT = "This is a request for an intervention. Answer it: accept it or decline it."


def is_request(task: Standing) -> bool:
    """Whether a task asks a service for an intervention. It is completed by its answer alone (E-CINS 5.4.2)."""
    return task.type.startswith(OF_SERVICE)


def is_senders(task: Standing, who: Who) -> bool:
    """Whoever set it speaks for it; so does the owner of the case, for a colleague who has left."""
    return who.user == task.set_by or who.owns_case


def is_for(task: Standing, who: Who) -> bool:
    """It waits for this user: it is for them, or they took it, or it is for a team of theirs and nobody took it.

    What a family member has agreed to do is looked after by whoever works with the family.
    """
    if task.to_member is not None:
        return True
    if task.to_team is not None:
        return task.taken_by == who.user or (task.taken_by is None and task.to_team in who.teams)
    return task.to_user == who.user


def why_not(task: Standing, what: What, who: Who, *, answering: bool = False) -> str:
    """Why this user may not do this with the task as it stands, in a sentence; "" where they may (E-CINS 5.4.2).

    `answering` is completing a request for an intervention with its answer, which is the only way to complete one.
    """
    if what == "reopened":
        return _why_not_reopen(task, who)
    if not task.is_open:
        return "This task is completed. Whoever set it can reopen it."
    if what == "completed" and is_request(task) and not answering:
        return ANSWER_IT
    if what in {"extension-answered", "detail-given"}:
        return _why_not_answer(task, what, who)
    if what in {"taken", "given-back"}:
        return _why_not_take(task, what, who)
    if what == "accepted":
        return _why_not_accept(task, who)
    if what == "reassigned" and task.to_member is not None:
        return "A family member’s task stays theirs. Set a task of its own for a colleague."
    if what in {"completed", "reassigned"} and is_senders(task, who):
        return ""
    if not is_for(task, who):
        return "This task is not for you."
    if task.is_closed_letter:
        return "Accept the task first."
    if what in {"extension-asked", "detail-asked"}:
        return _why_not_ask(task)
    return ""


def _why_not_reopen(task: Standing, who: Who) -> str:
    if task.is_open:
        return "This task is open already."
    if is_request(task):
        return "A request that was answered stays answered. Ask again from the concern."
    return "" if is_senders(task, who) else "Only whoever set the task can reopen it."


def _why_not_answer(task: Standing, what: What, who: Who) -> str:
    wanted = "extension" if what == "extension-answered" else "detail"
    if task.waits_for != wanted:
        return "Nothing waits for an answer here any more."
    return "" if is_senders(task, who) else "Only whoever set the task can answer this."


def _why_not_ask(task: Standing) -> str:
    if task.to_member is not None:
        return "This is a family member’s task: change it together with them."
    return "An answer is being waited for already." if task.waits_for else ""


def _why_not_take(task: Standing, what: What, who: Who) -> str:
    if task.to_team is None:
        return "This task is not a team’s."
    if what == "given-back":
        return "" if task.taken_by == who.user else "Only whoever took the task can give it back."
    if task.taken_by is not None:
        return "Somebody has taken this task already."
    if task.to_team not in who.teams:
        return "This task is another team’s."
    return "Accept the task first." if task.is_closed_letter else ""


def _why_not_accept(task: Standing, who: Who) -> str:
    if task.to_member is not None or not is_for(task, who):
        return "This task is not for you."
    if not task.wants_receipt:
        return "This task is open for you already: nobody asked for a receipt."
    return "" if task.accepted_at is None else "This task has been accepted already."


# --- what each turn makes of it


@dataclass(frozen=True)
class Turn:
    """Something done with a task: what, by whom, when. `facts` are as they stand in the history."""

    what: str
    by: int
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


def after(task: Standing, turn: Turn) -> Standing:
    """The task after a turn. It is what the actions write, and what the history is read by."""
    made = _AFTER[turn.what](task, turn)
    return replace(made, version=task.version + 1)


def _accepted(task: Standing, turn: Turn) -> Standing:
    taken = turn.by if task.to_team is not None else task.taken_by
    return replace(task, accepted_by=turn.by, accepted_at=turn.at, taken_by=taken)


def _taken(task: Standing, turn: Turn) -> Standing:
    return replace(task, taken_by=turn.by)


def _given_back(task: Standing, turn: Turn) -> Standing:
    return replace(task, taken_by=None, accepted_by=None, accepted_at=None, waits_for="")


def _completed(task: Standing, turn: Turn) -> Standing:
    return replace(task, completed_by=turn.by, completed_at=turn.at, log=turn.facts.get("log"), waits_for="")


def _asked(waits_for: str) -> Callable[[Standing, Turn], Standing]:
    def asked(task: Standing, turn: Turn) -> Standing:
        # Who asks for a team has taken it: the answer has somebody to reach.
        taken = turn.by if task.to_team is not None and task.taken_by is None else task.taken_by
        return replace(task, waits_for=waits_for, taken_by=taken)

    return asked


def _extension_answered(task: Standing, turn: Turn) -> Standing:
    due = due_said(turn.facts) if turn.facts.get("granted") else None
    return replace(task, waits_for="", due=due or task.due)


def _detail_given(task: Standing, turn: Turn) -> Standing:
    return replace(task, waits_for="")


def _reassigned(task: Standing, turn: Turn) -> Standing:
    return replace(
        task, to_user=turn.facts.get("to_user"), to_team=turn.facts.get("to_team"), to_member=None, taken_by=None,
        accepted_by=None, accepted_at=None, waits_for="",
    )  # fmt: skip


def _reopened(task: Standing, turn: Turn) -> Standing:
    return replace(task, completed_by=None, completed_at=None, log=None, due=due_said(turn.facts) or task.due)


_AFTER: Mapping[str, Callable[[Standing, Turn], Standing]] = {
    "accepted": _accepted,
    "taken": _taken,
    "given-back": _given_back,
    "completed": _completed,
    "extension-asked": _asked("extension"),
    "extension-answered": _extension_answered,
    "detail-asked": _asked("detail"),
    "detail-given": _detail_given,
    "reassigned": _reassigned,
    "reopened": _reopened,
}


# --- the history alone


def facts_of(task: Standing) -> dict[str, Any]:
    """What the history keeps of a task when it is set."""
    return {name: getattr(task, name) for name in _TOLD} | facts_of_due(task.due)


def facts_of_due(due: Due | None) -> dict[str, Any]:
    """A day, and a time where there is one, as the history keeps them."""
    if due is None:
        return {}
    return {"due_on": due.on.isoformat(), "due_time": f"{due.by:%H:%M}" if due.by else None}


def due_said(facts: Mapping[str, Any]) -> Due | None:
    """The day and time that facts tell of, or None."""
    if not facts.get("due_on"):
        return None
    by = facts.get("due_time")
    return Due(date.fromisoformat(facts["due_on"]), time.fromisoformat(by) if by else None)


def task_from(history: Iterable[Turn]) -> Standing | None:
    """The task as its history alone tells it, oldest first; None for a history without its setting.

    The events of a task rebuild its present state whatever was done with it (tests/test_task_history.py).
    """
    task: Standing | None = None
    for turn in history:
        if turn.what == "set":
            due = due_said(turn.facts)
            assert due is not None  # every task is set with a day
            told = {name: turn.facts[name] for name in _TOLD}
            task = Standing(due=due, set_by=turn.by, set_at=turn.at, **told)
        elif task is not None:
            task = after(task, turn)
    return task


_TOLD = ("title", "description", "type", "priority", "to_user", "to_team", "to_member", "wants_receipt")
