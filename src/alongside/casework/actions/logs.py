"""Recording the day's work."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from alongside.cases.access import case_to_change
from alongside.casework.models import LONGEST_LINE, LONGEST_WHAT, Log
from alongside.casework.rules.logs import may_change_log
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record


@dataclass(frozen=True)
class Contact:
    """What a log says: when it took place, where, who was there, and what happened. `contact_at` knows its zone."""

    contact_at: datetime
    where: str
    who: str
    what: str

    def tidy(self) -> "Contact":
        """The same without space around the words."""
        return Contact(self.contact_at, self.where.strip(), self.who.strip(), self.what.strip())


def add_log(case_id: int, *, contact: Contact, actor: Actor) -> int:
    """Add a log to a case; whoever sees the case may. Returns its id. Raises Invalid beside the field. E-CINS 3."""
    case = case_to_change(case_id, actor=actor)
    contact = contact.tidy()
    _check(contact, actor)
    log = Log.objects.create(
        partnership_id=actor.partnership_id, case=case, author_id=actor.user_id, written_at=actor.now, **asdict(contact)
    )
    record("log.added", actor=actor, case=case.pk, facts={"log": log.pk}, happened_at=contact.contact_at)
    return log.pk


def change_log(case_id: int, log_id: int, *, version: int, contact: Contact, actor: Actor) -> None:
    """Put a log right; what it said before stands in the history. Its author may, and the owner of the case.

    Raises Stale, with what stands now, where somebody changed it since `version`.
    """
    case = case_to_change(case_id, actor=actor)
    log = Log.objects.select_for_update(of=("self",)).filter(case=case, pk=log_id).first()
    if log is None:
        raise NotFound
    if not may_change_log(actor.user_id, author_id=log.author_id, owner_id=case.owner_id):
        raise Refused(
            "Only whoever wrote a log, or the owner of the case, can change it. Add a log of your own instead."
        )
    contact = contact.tidy()
    before = Contact(log.contact_at, log.where, log.who, log.what)
    if contact == before:
        return
    _check(contact, actor)
    if log.version != version:
        raise Stale("Somebody changed this log while you had it open.", asdict(before), log.version)
    for name, value in asdict(contact).items():
        setattr(log, name, value)
    log.version += 1
    log.changed_at, log.changed_by_id = actor.now, actor.user_id
    log.save(update_fields=[*asdict(contact), "version", "changed_at", "changed_by"])
    record("log.changed", actor=actor, case=case.pk, facts={"log": log.pk, "changes": _changes(before, contact)})


def _changes(before: Contact, after: Contact) -> list[Mapping[str, str]]:
    def said(value: object) -> str:
        return f"{value.astimezone(LONDON):%-d %B %Y at %H:%M}" if isinstance(value, datetime) else str(value)

    labels = {"contact_at": "When", "where": "Where", "who": "Who", "what": "What"}
    pairs = [(labels[name], said(value), said(getattr(after, name))) for name, value in asdict(before).items()]
    return [{"what": what, "from": old, "to": new} for what, old, new in pairs if old != new]


def _check(contact: Contact, actor: Actor) -> None:
    faults: dict[str, str] = {}
    if contact.contact_at > actor.now:
        faults["contact_at"] = "The contact cannot be after now. Check the date and the time."
    if not contact.what:
        faults["what"] = "Say what happened."
    for name, longest in (("where", LONGEST_LINE), ("who", LONGEST_LINE), ("what", LONGEST_WHAT)):
        if len(getattr(contact, name)) > longest:
            faults[name] = f"Use {longest:,} characters or fewer. You have {len(getattr(contact, name)):,}."
        if "\x00" in getattr(contact, name):
            faults[name] = "Take out the characters that cannot be shown, then save again."
    if faults:
        raise Invalid("Check what is marked below.", faults)
