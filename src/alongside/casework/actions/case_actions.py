"""Actions on a case, a note or a report: added, changed, completed by a day, reopened by removing it (CCM 1.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.casework.models import LONGEST_LINE, LONGEST_WHAT, CaseAction, Log, Report
from alongside.casework.queries.case_actions import Participant, people_of_case, people_of_report
from alongside.casework.rules.case_actions import faults_of_days
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.actions import record
from alongside.packs.schema import Pack

CHECK = "Check what is marked below."


@dataclass(frozen=True)
class Told:
    """What an action says. `participants` are values of `queries.case_actions.Participant`, such as "member:7"."""

    name: str
    type: str
    created_on: date
    due_on: date | None = None
    completed_on: date | None = None
    reason: str = ""
    outcome: str = ""
    participants: Sequence[str] = ()


def add_action(
    told: Told,
    *,
    actor: Actor,
    case_id: int | None = None,
    log_id: int | None = None,
    report_id: int | None = None,
) -> int:
    """Add an action to a case, to a note on it, or to a report, whose circle it follows. Returns its id.

    Raises NotFound for a case, note or report that is not the actor's, Invalid beside the fields. E-CINS 3, CCM 1.5.
    """
    case = case_to_change(case_id, actor=actor) if case_id is not None else None
    log = _found(Log, log_id, case=case) if log_id is not None else None
    report = _found(Report, report_id) if report_id is not None else None
    if case is None and report is None:
        raise NotFound
    circle = report.circle_id if report else log.circle_id if log else None
    people = (
        people_of_report(report.pk, actor=actor) if report else people_of_case(case.pk, actor=actor) if case else ()
    )
    values = _values(told, practice(actor), people, actor)
    action = CaseAction.objects.create(
        partnership_id=actor.partnership_id, case=case, log=log, report=report, circle_id=circle,
        author_id=actor.user_id, **values,
    )  # fmt: skip
    _record("action.added", action, actor)
    if action.completed_on:
        _record("action.completed", action, actor)
    return action.pk


def change_action(
    action_id: int, *, told: Told, version: int, actor: Actor, case_id: int | None = None, report_id: int | None = None
) -> None:
    """Change an action of a case or of a report; whoever sees it may. Each change stands in the history.

    A day of completion needs an outcome; taking the day away reopens the action. Raises Stale, with what stands now,
    where somebody changed it since `version`.
    """
    if case_id is not None:
        case_to_change(case_id, actor=actor)
    of: dict[str, Any] = {"report": report_id} if case_id is None else {"case": case_id, "report": None}
    action = CaseAction.objects.select_for_update(of=("self",)).filter(pk=action_id, **of).first()
    if action is None or (case_id is None and report_id is None):
        raise NotFound
    people = people_of_report(report_id, actor=actor) if report_id else people_of_case(action.case_id, actor=actor)
    before = {name: getattr(action, name) for name in _LABELS}
    pack = practice(actor)
    values = _values(told, pack, [*people, *_named(action)], actor)
    if values == before:
        return
    if action.version != version:
        stands = before | {"participants": [each.value for each in _named(action)]}
        raise Stale("Somebody changed this action while you had it open.", stands, action.version)
    for name, value in values.items():
        setattr(action, name, value)
    action.version += 1
    action.save(update_fields=[*values, "version"])
    _record(_what_happened(before["completed_on"], action.completed_on), action, actor, _changes(pack, before, values))


def _found(rows: Any, number: int, **where: Any) -> Any:
    found = rows.objects.filter(pk=number, **where).first()
    if found is None:
        raise NotFound
    return found


def _named(action: CaseAction) -> list[Participant]:
    """Those on it already may stay, also where they have left the case since."""
    return [Participant(each["kind"], each["id"], each["name"]) for each in action.participants]


def _what_happened(before: date | None, now: date | None) -> str:
    if bool(before) == bool(now):
        return "action.changed"
    return "action.completed" if now else "action.reopened"


def _values(told: Told, pack: Pack, people: Sequence[Participant], actor: Actor) -> dict[str, Any]:
    known = {each.value: each for each in people}
    faults = faults_of_days(told.created_on, told.due_on, told.completed_on, actor.today)
    name, reason, outcome = told.name.strip(), told.reason.strip(), told.outcome.strip()
    if not name:
        faults["name"] = "Say what is to be done."
    if told.type not in {each.id for each in pack.action_types}:
        faults["type"] = "Choose what kind of action it is."
    if told.completed_on and not outcome:
        faults["outcome"] = "Say what came of it."
    for field, words, longest in (
        ("name", name, LONGEST_LINE),
        ("reason", reason, LONGEST_WHAT),
        ("outcome", outcome, LONGEST_WHAT),
    ):
        if len(words) > longest:
            faults[field] = f"Use {longest:,} characters or fewer. You have {len(words):,}."
    if not set(told.participants) <= set(known):
        faults["participants"] = "Choose from the people around this family."
    if faults:
        raise Invalid(CHECK, faults)
    chosen = [asdict(known[each]) for each in dict.fromkeys(told.participants)]
    return {
        "name": name, "type": told.type, "created_on": told.created_on, "due_on": told.due_on,
        "completed_on": told.completed_on, "reason": reason, "outcome": outcome, "participants": chosen,
    }  # fmt: skip


_LABELS = {
    "name": "What", "type": "Type", "created_on": "Created", "due_on": "Due", "completed_on": "Completed",
    "reason": "Reason", "outcome": "Outcome", "participants": "Participants",
}  # fmt: skip


def _changes(pack: Pack, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Mapping[str, str]]:
    def said(name: str, value: Any) -> str:
        if name == "participants":
            return ", ".join(each["name"] for each in value)
        if name == "type":
            return pack.title_of("action_types", value)
        return value.isoformat() if isinstance(value, date) else str(value or "")

    return [
        {"what": label, "from": said(name, before[name]), "to": said(name, now[name])}
        for name, label in _LABELS.items()
        if before[name] != now[name]
    ]


def _record(kind: str, action: CaseAction, actor: Actor, changes: Sequence[Mapping[str, str]] = ()) -> None:
    facts: dict[str, Any] = {"action": action.pk}
    facts |= {"log": action.log_id} if action.log_id else {}
    facts |= {"report": action.report_id} if action.report_id else {}
    facts |= {"changes": list(changes)} if changes else {}
    record(kind, actor=actor, case=action.case_id, facts=facts, circle=action.circle_id)
