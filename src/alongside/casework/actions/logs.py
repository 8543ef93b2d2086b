"""Writing notes, correcting them by what is appended, and deleting them with the trace kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.accounts.queries import COORDINATING, practice, team_called
from alongside.cases.access import case_to_change
from alongside.cases.circles import make_circle
from alongside.cases.models import Case, Member
from alongside.casework.actions.made import corrects, made_by
from alongside.casework.actions.note_drafts import end_draft, written_before
from alongside.casework.models import LONGEST_LINE, LONGEST_WHAT, Correction, Log, LogMember, Report
from alongside.casework.rules.logs import (
    ChildSeen,
    may_correct_log,
    may_delete_log,
    may_read_deleted_log,
    missing_of_child,
    took_place_at,
)
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.packs.schema import NoteType, Pack

CHECK = "Check what is marked below."


@dataclass(frozen=True)
class Contact:
    """What a note says first: when it took place, where, who was there, what happened. `contact_at` knows its zone."""

    contact_at: datetime
    where: str
    who: str
    what: str = ""

    def tidy(self) -> "Contact":
        """The same without space around the words."""
        return Contact(self.contact_at, self.where.strip(), self.who.strip(), self.what.strip())


@dataclass(frozen=True)
class Note:
    """A note to be written. `type` is a note type of the pack, "" for the default one.

    `headings` are the words by heading; `members` the ids of the members it is about; `children` what is said of each
    child. With `readers` (principals of users and teams) the note is restricted to them and its author.
    """

    contact: Contact
    type: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    members: Sequence[int] = ()
    children: Sequence[ChildSeen] = ()
    readers: Sequence[int] | None = None
    reached: bool = True
    """Whether the family was reached; kept where the type asks it."""


def add_log(case_id: int, *, contact: Contact, actor: Actor) -> int:
    """Add a brief log of the default type to a case; whoever sees the case may. Returns its id. E-CINS 3."""
    return write_note(Note(contact), case_id=case_id, actor=actor)


def write_note(
    note: Note, *, actor: Actor, case_id: int | None = None, report_id: int | None = None, draft_id: UUID | None = None
) -> int:
    """Write a note on a case, or on a report, whose circle it follows. Returns its id. E-CINS 3, framework 9 and 10.

    A draft is complete with it, once: completed again with the same words it leads to the note it became. Raises
    Invalid beside each field that is wrong (`h-purpose` for a heading, `c-7` for a child), NotFound for a case or a
    report that is not the actor's, and Stale where another window threw the draft away.
    """
    if draft_id is not None and (before := written_before(draft_id, actor=actor)) is not None:
        return before
    case = case_to_change(case_id, actor=actor) if case_id is not None else None
    report = _report(report_id) if report_id is not None else None
    if case is None and report is None:
        raise NotFound
    pack = practice(actor)
    kind = _type(pack, note.type)
    contact = note.contact.tidy()
    headings = [
        {"id": each.id, "title": each.title, "words": words}
        for each in kind.heading
        if (words := note.headings.get(each.id, "").strip())
    ]
    children = [each.sensible() for each in note.children if each.said]
    faults = dict(_faults(contact, kind, headings, children, actor))
    if faults:
        raise Invalid(CHECK, faults)
    circle = report.circle_id if report else _circle(note, kind, pack, case, actor)
    log = Log.objects.create(
        partnership_id=actor.partnership_id, case=case, report=report, circle_id=circle, type=kind.id,
        release_id=pack.release_id, headings=headings, author_id=actor.user_id, written_at=actor.now, **asdict(contact),
        reached=note.reached if "family.contacted" in kind.makes else None,
    )  # fmt: skip
    _name_members(log, case, note.members, children)
    facts = {"log": log.pk, "type": kind.id} | ({"report": report.pk} if report else {})
    written = Happened("log.added", case_id, None, facts, contact.contact_at, circle)
    record_all([written, *made_by(log, kind, children, actor=actor)], actor=actor)
    if draft_id is not None:
        end_draft(draft_id, log.pk, actor=actor)
    return log.pk


def _report(report_id: int) -> Report:
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound
    return report


def _type(pack: Pack, wanted: str) -> NoteType:
    found = next((each for each in pack.note_types if (each.id == wanted if wanted else each.default)), None)
    if found is None:
        raise Invalid(CHECK, {"type": "Choose a type of note from the list."})
    return found


def _circle(note: Note, kind: NoteType, pack: Pack, case: Case | None, actor: Actor) -> int | None:
    readers = note.readers if note.readers is not None else _readers(kind, pack, case, actor)
    if readers is None:
        return None
    if not readers:
        raise Invalid(CHECK, {"readers": "Choose who may read it besides you."})
    return make_circle(readers, actor=actor, why="Lets them read a restricted note")


def _readers(kind: NoteType, pack: Pack, case: Case | None, actor: Actor) -> Sequence[int] | None:
    """The team of the tray that alone reads notes of this type; None where the type restricts nothing. Where nobody
    works that tray nobody else reads it, rather than everybody: the author chooses who does."""
    if not kind.restricted_to:
        return None
    tray = next((each for each in pack.trays if each.id == kind.restricted_to), None)
    team = team_called(tray.team_for(case.area if case else ""), pack, actor=actor) if tray else None
    return [team.principal_id] if team else []


def _name_members(log: Log, case: Case | None, members: Sequence[int], children: Sequence[ChildSeen]) -> None:
    said = {each.member: each for each in children}
    wanted = [*dict.fromkeys([*members, *said])]
    if not wanted:
        return
    if Member.objects.filter(case=case, pk__in=wanted).count() != len(wanted):
        raise Invalid(CHECK, {"members": "Choose members of this family."})
    LogMember.objects.bulk_create(
        LogMember(partnership_id=log.partnership_id, log=log, **_columns(said.get(member) or ChildSeen(member)))
        for member in wanted
    )


def _columns(child: ChildSeen) -> dict[str, Any]:
    told = asdict(child)
    return {"member_id": told.pop("member"), **told}


def _faults(
    contact: Contact, kind: NoteType, headings: Sequence[Mapping[str, str]], children: Sequence[ChildSeen], actor: Actor
) -> Iterator[tuple[str, str]]:
    """What is wrong, by the field it is wrong in."""
    if contact.contact_at > actor.now:
        yield "contact_at", "The contact cannot be after now. Check the date and the time."
    if not contact.what and not kind.heading:
        yield "what", "Say what happened."
    for name, longest in (("where", LONGEST_LINE), ("who", LONGEST_LINE), ("what", LONGEST_WHAT)):
        yield from _words(name, getattr(contact, name), longest)
    said = {each["id"]: each["words"] for each in headings}
    for heading in kind.heading:
        if heading.required and heading.id not in said:
            yield f"h-{heading.id}", f"Write something under {heading.title}."
        yield from _words(f"h-{heading.id}", said.get(heading.id, ""), LONGEST_WHAT)
    if kind.heading and not said:
        yield f"h-{kind.heading[0].id}", f"Write something under {kind.heading[0].title}."
    for child in children:
        if sentence := missing_of_child(child, required=False):
            yield f"c-{child.member}", sentence
        yield from _words(f"c-{child.member}", child.own_words + child.why_not, LONGEST_WHAT)


def _words(name: str, words: str, longest: int) -> Iterator[tuple[str, str]]:
    if len(words) > longest:
        yield name, f"Use {longest:,} characters or fewer. You have {len(words):,}."
    if "\x00" in words:
        yield name, "Take out the characters that cannot be shown, then save again."


# --- putting a note right, and deleting it


def correct_log(
    case_id: int, log_id: int, *, version: int, words: str, contact_at: datetime | None = None, actor: Actor
) -> int:
    """Append to a note what is right; what it said stays beside it. Returns the correction's id. S114.

    `contact_at` is when the contact really took place, where that was told wrongly. Its author may, and the owner of
    the case. Raises Stale, with the newest correction, where somebody else corrected or deleted it since `version`.
    """
    case, log = _to_change(case_id, log_id, actor)
    if log.hidden_at is not None:
        raise Refused("This note was deleted. Bring it back first, then correct it.")
    if not may_correct_log(actor.user_id, author_id=log.author_id, owner_id=case.owner_id):
        raise Refused(
            "Only whoever wrote a note, or the owner of the case, corrects it. Write a note of your own instead."
        )
    words = words.strip()
    faults = dict(_words("words", words, LONGEST_WHAT))
    if not words:
        faults["words"] = "Say what is right."
    if contact_at is not None and contact_at > actor.now:
        faults["contact_at"] = "The contact cannot be after now. Check the date and the time."
    if faults:
        raise Invalid(CHECK, faults)
    before = Correction.objects.filter(log=log).order_by("-id").first()
    if log.version != version:
        theirs = {"words": before.words if before else "", "contact_at": before.contact_at if before else None}
        raise Stale("Somebody corrected this note while you had it open.", theirs, log.version)
    correction = Correction.objects.create(
        partnership_id=actor.partnership_id, log=log, author_id=actor.user_id, written_at=actor.now, words=words,
        contact_at=contact_at,
    )  # fmt: skip
    stood = (
        Correction.objects.filter(log=log, contact_at__isnull=False).exclude(pk=correction.pk).order_by("-id").first()
    )
    _touch(log, actor)
    changes = [{"what": "Correction", "from": "", "to": words}]
    if contact_at is not None:
        was = stood.contact_at if stood and stood.contact_at else log.contact_at
        changes.append({"what": "When", "from": _said(was), "to": _said(contact_at)})
    _recorded("log.corrected", log, actor, changes=changes, **(corrects(log, contact_at) if contact_at else {}))
    return correction.pk


def delete_log(case_id: int, log_id: int, *, why: str, actor: Actor) -> None:
    """Hide a note, with who, when and why: the trace stands, and what it said is kept (CCM 1.6, S151, S163)."""
    case, log = _to_change(case_id, log_id, actor)
    if not may_delete_log(
        actor.user_id, author_id=log.author_id, owner_id=case.owner_id, coordinates=COORDINATING in actor.roles
    ):
        raise Refused("Only whoever wrote a note, the owner of the case or the coordinating team deletes it.")
    why = why.strip()
    if not why:
        raise Invalid(CHECK, {"why": "Say why it is deleted."})
    if faults := dict(_words("why", why, 2000)):
        raise Invalid(CHECK, faults)
    if log.hidden_at is not None:
        return
    log.hidden_at, log.hidden_by_id, log.hidden_why = actor.now, actor.user_id, why
    _touch(log, actor, "hidden_at", "hidden_by", "hidden_why")
    _recorded("log.deleted", log, actor, why=why, **corrects(log, takes_back=True))


def bring_back_log(case_id: int, log_id: int, *, actor: Actor) -> None:
    """Bring a deleted note back, as the owner of the case or the coordinating team."""
    case, log = _to_change(case_id, log_id, actor)
    if not may_read_deleted_log(actor.user_id, owner_id=case.owner_id, coordinates=COORDINATING in actor.roles):
        raise Refused("Only the owner of the case or the coordinating team brings a note back.")
    if log.hidden_at is None:
        return
    log.hidden_at, log.hidden_by_id, log.hidden_why = None, None, ""
    _touch(log, actor, "hidden_at", "hidden_by", "hidden_why")
    at = took_place_at(log.contact_at, list(Correction.objects.filter(log=log).order_by("id")))
    _recorded("log.brought-back", log, actor, **corrects(log, at))


def _to_change(case_id: int, log_id: int, actor: Actor) -> tuple[Case, Log]:
    case = case_to_change(case_id, actor=actor)
    log = Log.objects.select_for_update(of=("self",)).filter(case=case, pk=log_id).first()
    if log is None:
        raise NotFound
    return case, log


def _touch(log: Log, actor: Actor, *fields: str) -> None:
    log.version += 1
    log.changed_at, log.changed_by_id = actor.now, actor.user_id
    log.save(update_fields=["version", "changed_at", "changed_by", *fields])


def _recorded(kind: str, log: Log, actor: Actor, **facts: Any) -> None:
    told = {"log": log.pk, **facts} | ({"report": log.report_id} if log.report_id else {})
    record(kind, actor=actor, case=log.case_id, facts=told, circle=log.circle_id)


def _said(value: datetime) -> str:
    return f"{value.astimezone(LONDON):%-d %B %Y at %H:%M}"
