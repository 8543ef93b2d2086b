"""Tasks: asking something of a colleague, a team or a family member, and everything that is done with it afterwards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

from django.db.models import Q

from alongside.accounts.models import Membership, Team, User
from alongside.accounts.post import tell
from alongside.accounts.queries import Colleague, holder_of, practice
from alongside.cases.access import case_to_change
from alongside.cases.models import Case, Member
from alongside.casework.actions.case_actions import Told as ToDo
from alongside.casework.actions.case_actions import add_action
from alongside.casework.actions.logs import Contact, add_log
from alongside.casework.models import LONGEST_LINE, LONGEST_WHAT, Attachment, Task, TaskTurn
from alongside.casework.queries.messages import may_receive
from alongside.casework.queries.tasks import who_is
from alongside.casework.rules import tasks as rules
from alongside.casework.rules.tasks import Due, Standing, Turn, What
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.documents.actions import attach_waiting
from alongside.events.actions import record
from alongside.people.models import Alias, Person

CHECK = "Check what is marked below."
NO_ACCOUNT = (
    "Choose somebody who signs in to Alongside. Who has no account cannot be given a task: "
    "ask the administrator of their organisation to add them."
)
SOON, NAMED = "soon", "named"
"""What is warned of and may be confirmed: short notice, and a name of the family in the title."""


@dataclass(frozen=True)
class To:
    """Whom a task is for: a user, a team, or a member of the family, by id."""

    kind: Literal["user", "team", "member"]
    id: int


@dataclass(frozen=True)
class Asked:
    """What is asked for. It is due by a day and perhaps a time, or within a period of the pack; one of the two."""

    title: str
    description: str
    type: str = ""
    priority: str = ""
    due_on: date | None = None
    due_time: time | None = None
    within: str = ""
    wants_receipt: bool = False


def set_task(
    case_id: int,
    *,
    to: To,
    asked: Asked,
    actor: Actor,
    confirmed: Collection[str] = (),
    documents: Collection[int] = (),
    of_service: bool = False,
) -> int:
    """Ask something of somebody who sees the case; a family member's is recorded and nothing is sent. Returns its id.

    `documents` are those uploaded for it: they stand among the documents of the case and on the task. `of_service`
    where it asks a service of the pack for an intervention, which is its type then (rules.OF_SERVICE).
    Raises Invalid beside what cannot be right: "to" where the receiver does not see the case or has no account, "sure"
    where there is something to confirm first (short notice, a name in the title) that `confirmed` does not hold.
    Source: E-CINS 4, 5.4.1; S115, S130.
    """
    case = case_to_change(case_id, actor=actor)
    name = _receiver(case, to, actor)
    due = _due(asked, actor)
    _check_words({"title": (asked.title, LONGEST_LINE), "description": (asked.description, LONGEST_WHAT)})
    _check_choices(asked, actor, of_service=of_service)
    warned = [warning.code for warning in warnings(case_id, to=to, asked=asked, actor=actor)]
    if missing := [code for code in warned if code not in confirmed]:
        raise Invalid("Read what is marked below, then send it.", {"sure": ",".join(missing)})
    now = Standing(
        title=asked.title.strip(), description=asked.description.strip(), due=due, set_by=actor.user_id,
        set_at=actor.now, type=asked.type, priority=asked.priority,
        to_user=to.id if to.kind == "user" else None, to_team=to.id if to.kind == "team" else None,
        to_member=to.id if to.kind == "member" else None,
        wants_receipt=asked.wants_receipt and to.kind != "member",
    )  # fmt: skip
    task = Task(partnership_id=actor.partnership_id, case=case, set_by_id=actor.user_id, set_at=actor.now)
    _stands(task, now)
    task.save()
    attached = attach_waiting(documents, actor=actor, case=case.pk, facts={"task": task.pk})
    Attachment.objects.bulk_create(
        Attachment(partnership_id=actor.partnership_id, document_id=document, task=task) for document in attached
    )
    facts = rules.facts_of(now) | {"task": task.pk, "to": name, "documents": list(attached)}
    record("task.set", actor=actor, case=case.pk, facts=facts)
    _tell(_people(now), "task", task, actor)
    return task.pk


@dataclass(frozen=True)
class Warned:
    """Something to read and confirm before a task is sent."""

    code: str
    names: Sequence[str] = ()


def warnings(case_id: int, *, to: To, asked: Asked, actor: Actor) -> Sequence[Warned]:
    """What is shown before a task is sent, and may be confirmed: less than 24 hours, names in the title (S115)."""
    found = []
    if to.kind != "member" and rules.is_short_notice(_due(asked, actor), actor.now):
        found.append(Warned(SOON))
    if names := rules.named_in(asked.title, _names_of_family(case_id)):
        found.append(Warned(NAMED, names))
    return found


def _names_of_family(case_id: int) -> Sequence[str]:
    on_case = Person.objects.filter(memberships__case_id=case_id, memberships__left_on__isnull=True)
    names = [name for pair in on_case.values_list("forename", "surname") for name in pair]
    aliases = Alias.objects.filter(person__in=on_case, ended_at__isnull=True).values_list("name", flat=True)
    return [name for name in (*names, *aliases) if name]


def _due(asked: Asked, actor: Actor) -> Due:
    if asked.within and asked.due_on:
        raise Invalid(CHECK, {"within": "Give a date, or a time within, not both."})
    if asked.within:
        period = next((each for each in practice(actor).task_periods if each.id == asked.within), None)
        if period is None:
            raise Invalid(CHECK, {"within": "Choose one from the list."})
        return rules.within(period, actor.now)
    if asked.due_on is None:
        raise Invalid(CHECK, {"due_on": "Say by when: a date, or a time within."})
    due = Due(asked.due_on, asked.due_time)
    _check_ahead(due, actor)
    return due


def _check_ahead(due: Due, actor: Actor) -> None:
    if rules.is_over(due, actor.now):
        field = "due_time" if due.on == actor.today else "due_on"
        raise Invalid(CHECK, {field: "This is over already. Give a day and a time that are still to come."})


def _check_words(told: Mapping[str, tuple[str, int]]) -> None:
    asks = {"title": "Give the task a title.", "description": "Say what you ask for."}
    faults = {}
    for name, (words, longest) in told.items():
        if not words.strip():
            faults[name] = asks.get(name, "Write a few words: the other person reads them.")
        elif len(words) > longest:
            faults[name] = f"Use {longest:,} characters or fewer. You have {len(words):,}."
        elif "\x00" in words:
            faults[name] = "Take out the characters that cannot be shown, then send it again."
    if faults:
        raise Invalid(CHECK, faults)


def _check_choices(asked: Asked, actor: Actor, *, of_service: bool) -> None:
    pack = practice(actor)
    services = {f"{rules.OF_SERVICE}{each.id}" for each in pack.services}
    offered = {
        "type": services if of_service else {"", *(each.id for each in pack.task_types)},
        "priority": {"", *(each.id for each in pack.task_priorities)},
    }
    faults = {name: "Choose one from the list." for name, known in offered.items() if getattr(asked, name) not in known}
    if faults:
        raise Invalid(CHECK, faults)


def _receiver(case: Case, to: To, actor: Actor) -> str:
    """The name of whom a task is for, who must see the case; a member must be on it."""
    if to.kind == "member":
        member = Member.objects.filter(case=case, pk=to.id, left_on__isnull=True).select_related("person").first()
        if member is None:
            raise Invalid(CHECK, {"to": "Choose somebody of the family who is on this case now."})
        return " ".join(part for part in (member.person.forename, member.person.surname) if part)
    whom = _colleague(to, actor)
    if whom is None:
        raise Invalid(CHECK, {"to": NO_ACCOUNT})
    if not may_receive(case.pk, whom, actor=actor):
        raise Invalid(CHECK, {"to": f"{whom.name} cannot see this case. Share the case with them first, then send it."})
    return whom.name


def _colleague(to: To, actor: Actor) -> Colleague | None:
    here = {"partnership_id": actor.partnership_id, "pk": to.id}
    if to.kind == "user":
        found = User.objects.filter(**here, is_active=True).values_list("principal_id", flat=True).first()
    else:
        found = Team.objects.filter(**here).values_list("principal_id", flat=True).first()
    return holder_of(found, actor=actor) if found else None


# --- what the receiver and the sender do with it


def accept(task_id: int, *, version: int, actor: Actor) -> None:
    """Accept a task that asks for a receipt: it opens, and the sender sees who and when. For a team this takes it."""
    _turn(task_id, "accepted", version, actor)


def take(task_id: int, *, version: int, actor: Actor) -> None:
    """Take a task of one's team; nobody else of the team needs to."""
    _turn(task_id, "taken", version, actor)


def give_back(task_id: int, *, version: int, actor: Actor) -> None:
    """Give a task back to the team; somebody else can take it."""
    _turn(task_id, "given-back", version, actor)


def complete(
    task_id: int,
    *,
    version: int,
    actor: Actor,
    words: str = "",
    note: bool = False,
    action_type: str = "",
    answering: bool = False,
) -> None:
    """Complete a task, with words or without. With `note` they stand on the log of the case too; with an action type of
    the pack, as the outcome of an action that is completed today (E-CINS 5.4.2). `answering` as in rules.why_not."""
    task = _task(task_id, version, actor)
    _may(task, "completed", actor, answering=answering)
    facts: dict[str, Any] = {}
    if note or action_type or words.strip():
        _check_words({"words": (words, LONGEST_WHAT)})
    if note:
        facts["log"] = add_log(task.case_id, contact=Contact(actor.now, "", "", words.strip()), actor=actor)
    if action_type:
        facts["action"] = _as_action(task, action_type, words.strip(), actor)
    _written(task, "completed", actor, words, facts)
    _tell([task.set_by_id], "task answered", task, actor)


def _as_action(task: Task, action_type: str, outcome: str, actor: Actor) -> int:
    begun = task.set_at.astimezone(LONDON).date()
    told = ToDo(task.title, action_type, begun, completed_on=actor.today, outcome=outcome)
    try:
        return add_action(told, actor=actor, case_id=task.case_id)
    except Invalid as wrong:
        raise Invalid(CHECK, {_BESIDE.get(name, name): said for name, said in wrong.fields.items()}) from None


_BESIDE = {"type": "action_type", "outcome": "words"}


def ask_for_extension(task_id: int, *, version: int, due: Due | None, words: str, actor: Actor) -> None:
    """Ask whoever set the task for a later day, and say why."""
    task = _task(task_id, version, actor)
    _may(task, "extension-asked", actor)
    if due is None:
        raise Invalid(CHECK, {"due_on": "Enter the day you ask for."})
    _check_ahead(due, actor)
    if due.ends() <= standing(task).due.ends():
        raise Invalid(CHECK, {"due_on": "Ask for a later day than the one it is due on now."})
    _check_words({"words": (words, LONGEST_WHAT)})
    _written(task, "extension-asked", actor, words, rules.facts_of_due(due))
    _tell([task.set_by_id], "task answered", task, actor)


def answer_extension(
    task_id: int, *, version: int, granted: bool, actor: Actor, words: str = "", due: Due | None = None
) -> None:
    """Grant a later day, the one asked for unless `due` says another; or refuse it, and say why."""
    task = _task(task_id, version, actor)
    _may(task, "extension-answered", actor)
    facts: dict[str, Any] = {"granted": granted}
    if granted:
        asked = TaskTurn.objects.filter(task=task, what="extension-asked").order_by("-pk").first()
        day = due or (rules.due_said(asked.facts) if asked else None)
        if day is None:
            raise Invalid(CHECK, {"due_on": "Enter the day it is due on."})
        _check_ahead(day, actor)
        facts |= rules.facts_of_due(day) | {"changes": _change_of_day(standing(task).due, day)}
    else:
        _check_words({"words": (words, LONGEST_WHAT)})
    _written(task, "extension-answered", actor, words, facts)
    _tell(_people(standing(task)), "task answered", task, actor)


def ask_for_detail(task_id: int, *, version: int, words: str, actor: Actor) -> None:
    """Ask whoever set the task for more detail; it waits for the answer."""
    task = _task(task_id, version, actor)
    _may(task, "detail-asked", actor)
    _check_words({"words": (words, LONGEST_WHAT)})
    _written(task, "detail-asked", actor, words, {})
    _tell([task.set_by_id], "task answered", task, actor)


def give_detail(task_id: int, *, version: int, words: str, actor: Actor) -> None:
    """Answer what the receiver asked back."""
    task = _task(task_id, version, actor)
    _may(task, "detail-given", actor)
    _check_words({"words": (words, LONGEST_WHAT)})
    _written(task, "detail-given", actor, words, {})
    _tell(_people(standing(task)), "task answered", task, actor)


def reassign(task_id: int, *, version: int, to: To, words: str, actor: Actor) -> None:
    """Hand the task to another user or team, with a message; it must be accepted anew where a receipt is asked for."""
    task = _task(task_id, version, actor)
    _may(task, "reassigned", actor)
    if to.kind == "member":
        raise Invalid(CHECK, {"to": "A family member’s task is set for them from the case."})
    name, before = _receiver(task.case, to, actor), _name(standing(task))
    if (to.kind, to.id) in {("user", task.to_user_id), ("team", task.to_team_id)}:
        raise Invalid(CHECK, {"to": f"The task is for {name} already."})
    _check_words({"words": (words, LONGEST_WHAT)})
    facts = {f"to_{to.kind}": to.id, "to": name, "changes": [{"what": "For", "from": before, "to": name}]}
    _written(task, "reassigned", actor, words, facts)
    _tell(_people(standing(task)), "task", task, actor)
    _tell([task.set_by_id], "task answered", task, actor)


def hand_over_tasks(case_id: int, *, from_user: int, to_user: int, words: str, actor: Actor) -> int:
    """Hand every task that waits on a case for one user on to another, as the case itself is handed over by a manager.

    Returns how many. Who may is said by whoever calls: the sender of a task need not be asked (PATH-16).
    """
    name = User.objects.values_list("name", flat=True).get(pk=to_user)
    mine = Task.objects.select_related("case").select_for_update(of=("self",)).filter(**_of(actor), case=case_id)
    found = list(mine.filter(Q(to_user=from_user) | Q(taken_by=from_user), completed_at__isnull=True).order_by("pk"))
    for task in found:
        change = {"what": "For", "from": _name(standing(task)), "to": name}
        _written(task, "reassigned", actor, words, {"to_user": to_user, "to": name, "changes": [change]})
    return len(found)


def reopen(task_id: int, *, version: int, words: str, actor: Actor, due: Due | None = None) -> None:
    """Reopen a completed task, and say why; with a new day where the old one is over."""
    task = _task(task_id, version, actor)
    _may(task, "reopened", actor)
    before = standing(task).due
    if due is None and rules.is_over(before, actor.now):
        raise Invalid(CHECK, {"due_on": "The day it was due on is over. Enter a new one."})
    if due is not None:
        _check_ahead(due, actor)
    _check_words({"words": (words, LONGEST_WHAT)})
    facts = rules.facts_of_due(due) | ({"changes": _change_of_day(before, due)} if due else {})
    _written(task, "reopened", actor, words, facts)
    _tell(_people(standing(task)), "task", task, actor)


@dataclass(frozen=True)
class Done:
    """What became of several tasks at once: how many were done, and why each of the others was not, by its title."""

    count: int
    not_done: Sequence[tuple[str, str]]


def do_to_many(what: str, tasks: Mapping[int, int], *, actor: Actor) -> Done:
    """Accept, take, or complete without a note ("accepted", "taken", "completed") several tasks by id and version."""
    if what not in {"accepted", "taken", "completed"}:
        raise Invalid("Choose what to do with the tasks.")
    count, not_done = 0, []
    titles = dict(Task.objects.filter(pk__in=tasks, **_of(actor)).values_list("pk", "title"))
    for task_id in sorted(titles):  # in one order, so that two who do this at once do not wait for each other
        try:
            task = _turn(task_id, what, tasks[task_id], actor)  # type: ignore[arg-type]  # one of three
        except Refused as refused:
            not_done.append((titles[task_id], refused.sentence))
        else:
            count += 1
            if what == "completed":
                _tell([task.set_by_id], "task answered", task, actor)
    return Done(count, not_done)


# --- one turn


def _turn(task_id: int, what: What, version: int, actor: Actor) -> Task:
    task = _task(task_id, version, actor)
    _may(task, what, actor)
    _written(task, what, actor, "", {})
    return task


def _of(actor: Actor) -> dict[str, Any]:
    return {"partnership_id": actor.partnership_id, "case__in": Case.objects.visible_to(actor)}


def _task(task_id: int, version: int, actor: Actor) -> Task:
    """The task, locked for this transaction. Raises NotFound, or Stale where it has moved on since `version`."""
    rows = Task.objects.select_related("case").select_for_update(of=("self",))
    task = rows.filter(pk=task_id, **_of(actor)).first()
    if task is None:
        raise NotFound
    if task.version != version:
        raise Stale("Somebody has done something with this task while you had it open.", {}, task.version)
    return task


def _may(task: Task, what: What, actor: Actor, *, answering: bool = False) -> None:
    who = who_is(task.case.owner_id, actor=actor)
    if sentence := rules.why_not(standing(task), what, who, answering=answering):
        raise Refused(sentence)


def _written(task: Task, what: What, actor: Actor, words: str, facts: Mapping[str, Any]) -> None:
    """Write a turn down three times over, as one: in the task's row, among its turns, and in the history."""
    said = {**facts, "words": words.strip()} if words.strip() else dict(facts)
    _stands(task, rules.after(standing(task), Turn(what, actor.user_id, actor.now, said)))
    task.save(update_fields=[*_COLUMNS, "version"])
    TaskTurn.objects.create(
        partnership_id=actor.partnership_id, task=task, what=what, words=words.strip(), facts=said,
        by_id=actor.user_id, at=actor.now,
    )  # fmt: skip
    record(f"task.{what}", actor=actor, case=task.case_id, facts=said | {"task": task.pk, "title": task.title})


_PLAIN = ("title", "description", "type", "priority", "accepted_at", "waits_for", "completed_at")
_LINKS = ("to_user", "to_team", "to_member", "taken_by", "accepted_by", "completed_by", "log")
_COLUMNS = (
    "title", "description", "type", "priority", "due_on", "due_time", "to_user", "to_team", "taken_by", "accepted_by",
    "accepted_at", "waits_for", "completed_by", "completed_at", "log",
)  # fmt: skip


def standing(task: Task) -> Standing:
    """The row of a task as the rules know it."""
    plain = {name: getattr(task, name) for name in _PLAIN}
    links = {name: getattr(task, f"{name}_id") for name in _LINKS}
    return Standing(
        due=Due(task.due_on, task.due_time), set_by=task.set_by_id, set_at=task.set_at,
        wants_receipt=task.wants_receipt, version=task.version, **plain, **links,
    )  # fmt: skip


def _stands(task: Task, now: Standing) -> None:
    for name in _PLAIN:
        setattr(task, name, getattr(now, name))
    for name in _LINKS:
        setattr(task, f"{name}_id", getattr(now, name))
    task.due_on, task.due_time = now.due.on, now.due.by
    task.wants_receipt, task.version = now.wants_receipt, now.version


def _change_of_day(before: Due, after: Due) -> Sequence[Mapping[str, str]]:
    def said(due: Due) -> str:
        return f"{due.on.day} {due.on:%B %Y}" + (f" at {due.by:%H:%M}" if due.by else "")

    return [{"what": "Due", "from": said(before), "to": said(after)}]


def _name(task: Standing) -> str:
    """Whom a task is for, by name; the history keeps it as it was."""
    if task.to_member:
        member = Member.objects.select_related("person").get(pk=task.to_member)
        return " ".join(part for part in (member.person.forename, member.person.surname) if part)
    if task.to_user:
        return User.objects.values_list("name", flat=True).get(pk=task.to_user)
    assert task.to_team is not None  # a task is for one of the three
    return Team.objects.values_list("name", flat=True).get(pk=task.to_team)


def _people(task: Standing) -> Sequence[int]:
    """The users a task waits for: one, or everybody in the team until one has taken it. Never a family member."""
    if task.to_user is not None:
        return [task.to_user]
    if task.taken_by is not None:
        return [task.taken_by]
    if task.to_team is None:
        return []
    working = Membership.objects.filter(team_id=task.to_team, user__is_active=True)
    return list(working.values_list("user_id", flat=True))


def _tell(users: Sequence[int], what: Literal["task", "task answered"], task: Task, actor: Actor) -> None:
    tell([user for user in users if user != actor.user_id], what=what, address=f"/tasks/{task.pk}/")
