"""What is said at a meeting, written down as it is said: a decision, an action with who and by when, a point, a private
remark. Each is kept at once; it can be struck again until the minutes are done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.casework.actions.tasks import NAMED, SOON, Asked, To, complete, set_task
from alongside.casework.models import LONGEST_LINE, Task
from alongside.casework.queries.tasks import Listed as Head
from alongside.casework.queries.tasks import task
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.plans.actions.meetings import meeting_to_change
from alongside.plans.actions.plans import CHECK
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.actions.updates import concern_of, faults_of_words
from alongside.plans.models import Meeting, Plan, Said

DECISION, ACTION, POINT, PRIVATE = "decision", "action", "point", "private"
TITLES = {DECISION: "Decision", ACTION: "Action", POINT: "Point", PRIVATE: "Private remark"}
LONGEST = 2_000
TAKEN_BACK = "Taken back at the meeting at which it was agreed."


@dataclass(frozen=True)
class NewSaid:
    """What is said, of which kind, about which concern; an action says whom it is for and by when."""

    kind: str
    words: str
    concern_id: int | None = None
    to: To | None = None
    due_on: date | None = None


def say(meeting_id: int, *, said: NewSaid, actor: Actor) -> int:
    """Write down what is said at a meeting. Returns its id.

    An action becomes a task, of a professional, a team or a family member, on its concern; whoever it is for is told as
    of any task. Its words stand on the plan, where those who have the case read them: they are not warned of again.
    Raises Invalid beside "kind", "words", "to" or "due_on".
    """
    plan, meeting = meeting_to_change(meeting_id, actor=actor)
    concern = concern_of(plan, said.concern_id) if said.concern_id is not None else None
    words = said.words.strip()
    faults = faults_of_words(said.words, "Write what was said.", longest=LONGEST)
    if said.kind not in TITLES:
        faults["kind"] = "Choose what it is."
    if said.kind == ACTION and said.to is None:
        faults["to"] = "Say who does it."
    if said.kind == ACTION and said.due_on is None:
        faults["due_on"] = "Say by when."
    if faults:
        raise Invalid(CHECK, faults)
    made = _task(plan, said, words, actor) if said.kind == ACTION else None
    number = made.id if made else None
    row = Said.objects.create(
        partnership_id=actor.partnership_id, meeting=meeting, kind=said.kind, words=words, concern=concern,
        task_id=number, who=made.to if made else "", due_on=said.due_on if made else None, by_id=actor.user_id,
        at=actor.now,
    )  # fmt: skip
    if number is not None and concern is not None:
        put_task_on(concern.pk, number, actor=actor)
    more = {"task": number} if number else {}
    _record(row, meeting, plan, actor, "", words, **more)
    return row.pk


def strike(said_id: int, *, actor: Actor) -> None:
    """Take back what was written down at a meeting, before its minutes are done; it stays in the history.

    The task that an action became is completed, with the words that it was taken back: by whoever wrote it down, or the
    owner of the case. Struck before, nothing changes.
    """
    found = Said.objects.filter(pk=said_id).values_list("meeting_id", flat=True).first()
    if found is None:
        raise NotFound
    plan, meeting = meeting_to_change(found, actor=actor)
    row = Said.objects.select_for_update(of=("self",)).get(pk=said_id)
    if row.struck_at is not None:
        return
    open_task = Task.objects.filter(pk=row.task_id, completed_at__isnull=True).first() if row.task_id else None
    if open_task is not None:
        complete(open_task.pk, version=open_task.version, actor=actor, words=TAKEN_BACK)
    row.struck_at = actor.now
    row.save(update_fields=["struck_at"])
    _record(row, meeting, plan, actor, row.words, "")


def _task(plan: Plan, said: NewSaid, words: str, actor: Actor) -> Head:
    """The task that an action becomes, with the name of whom it is for."""
    assert said.to is not None
    title = words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1].rstrip()}…"
    asked = Asked(" ".join(title.split()), words, priority=_usual(actor), due_on=said.due_on)
    try:
        number = set_task(plan.case_id, to=said.to, asked=asked, actor=actor, confirmed=(SOON, NAMED))
    except Invalid as wrong:
        beside = {_BESIDE.get(name, name): sentence for name, sentence in wrong.fields.items()}
        raise Invalid(CHECK, beside) from None
    return task(number, actor=actor).head


_BESIDE = {"title": "words", "description": "words", "due_time": "due_on"}


def _usual(actor: Actor) -> str:
    return next((each.id for each in practice(actor).task_priorities if each.default), "")


def _record(row: Said, meeting: Meeting, plan: Plan, actor: Actor, before: str, now: str, **more: Any) -> None:
    """What was said stands in the history; of a private remark that there was one, and not what it says."""
    if row.kind == PRIVATE:
        before, now = ("written down" if each else "" for each in (before, now))
    change = {"what": TITLES[row.kind], "from": before, "to": now}
    title = practice(actor).title_of("meeting_kinds", meeting.kind)
    facts = {"plan": plan.pk, "meeting": meeting.pk, "said": row.pk, "kind": title, "changes": [change], **more}
    record("meeting.changed", actor=actor, case=plan.case_id, facts=facts)
