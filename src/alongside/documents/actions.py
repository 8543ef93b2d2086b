"""Keeping documents: uploading, filing, changing, hiding and bringing back, and what is recorded of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.conf import settings
from django.core.files import File

from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.consent import note_signed_copy
from alongside.cases.models import Case, Circle
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.documents import scanning, store
from alongside.documents.models import Document, DocumentVersion
from alongside.documents.rules.content import Limits, Unfit, examine
from alongside.documents.rules.names import LONGEST_NAME, file_name, stem_of
from alongside.events.actions import record

LONGEST_DESCRIPTION = 2000
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What somebody says of a document: a type of the pack or "", what it is called, and a few words on it."""

    type: str = ""
    name: str = ""
    description: str = ""

    def tidy(self) -> "Told":
        """The same without space around the words, the name on one line."""
        return Told(self.type.strip(), " ".join(self.name.split()), self.description.strip())


def keep(
    upload: "File[Any]",
    *,
    actor: Actor,
    case: int | None = None,
    circle: int | None = None,
    type: str = "",
    name: str = "",
    description: str = "",
    library: bool = False,
    waits_for_me: bool = False,
    received_with: int | None = None,
    facts: Facts | None = None,
) -> int:
    """Check a file and keep it as a document of a case, of a restricted report or note (`circle`), of the library, or,
    `waits_for_me`, for a form that is not sent yet; or as one that came with a contact of the front door, which whoever
    calls sees (`received_with`). Returns its id.

    The name is the file's where none is given. `facts` go with the event: what a report keeps names it, {"report": 7}.
    Raises Invalid beside "file" where it may not be kept, NotFound where the case or circle is not the actor's to see,
    Refused where it may not be put into the library. Source: DOC-01, DOC-02, E-CINS 2.6.1.
    """
    _check_place(case, circle, actor=actor)
    if library:
        check_keeps_library(actor)
    called = file_name(upload.name or "")
    told = Told(type, name or stem_of(called), description).tidy()
    check_told(told, actor=actor)
    kept = _kept(upload, actor=actor)
    document = Document.objects.create(
        partnership_id=actor.partnership_id, case_id=case, circle_id=circle, in_library=library,
        waits_for_id=actor.user_id if waits_for_me else None, received_with=received_with,
        added_by_id=actor.user_id, added_at=actor.now, **asdict(told),
    )  # fmt: skip
    _add_version(document, kept, 1, called, actor)
    if not waits_for_me:
        _record("document.added", document, actor, facts, name=document.name)
        _file_signed_copy(document, kept.verdict.state, actor)
    return document.pk


def attach_waiting(
    document_ids: Iterable[int],
    *,
    actor: Actor,
    case: int | None = None,
    circle: int | None = None,
    told: Mapping[int, Told] | None = None,
    facts: Facts | None = None,
) -> Sequence[int]:
    """File documents that the actor uploaded for a form, now that it is sent. Returns their ids, in order.

    `told` is what the form says of each. One that was attached before is passed over: sending twice does it once.
    Raises Invalid beside "file" where one is gone, NotFound where the case or circle is not the actor's to see.
    """
    wanted = list(dict.fromkeys(document_ids))
    if not wanted:
        return []
    _check_place(case, circle, actor=actor)
    rows = Document.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, added_by_id=actor.user_id, hidden_at__isnull=True
    )
    found = {row.pk: row for row in rows}
    if set(wanted) - found.keys():
        raise Invalid("Choose the files again.", {"file": "A file that you chose is no longer there. Choose it again."})
    for number in wanted:
        if found[number].waits_for_id is not None:
            _attach(found[number], (told or {}).get(number), case, circle, actor, facts)
    return wanted


def discard_waiting(document_id: int, *, actor: Actor) -> None:
    """Take back a file that was uploaded for a form. One that is not there, or filed already, stays as it is."""
    Document.objects.filter(pk=document_id, waits_for_id=actor.user_id, hidden_at__isnull=True).update(
        hidden_at=actor.now, hidden_by_id=actor.user_id, hidden_why="taken back before it was sent"
    )


def add_version(
    document_id: int, upload: "File[Any]", *, version: int, actor: Actor, facts: Facts | None = None
) -> int:
    """Put a newer file in the place of a document's; the older ones stay. Returns the number of this one.

    Raises Invalid beside "file", Stale where somebody changed the document since `version`.
    """
    document = _to_change(document_id, actor=actor)
    _check_version(document, version)
    called = file_name(upload.name or "")
    kept = _kept(upload, actor=actor)
    number = document.versions.count() + 1
    _add_version(document, kept, number, called, actor)
    document.version += 1
    document.save(update_fields=["version"])
    _record("document.version-added", document, actor, facts, name=document.name, number=number)
    _file_signed_copy(document, kept.verdict.state, actor)
    return number


def change_document(document_id: int, *, version: int, told: Told, actor: Actor, facts: Facts | None = None) -> None:
    """Change what a document is called, its type or its description; what stood there before is in the history.

    Raises Invalid beside the field, Stale, with what stands now, where somebody changed it since `version`.
    """
    document = _to_change(document_id, actor=actor)
    told = told.tidy()
    before = Told(document.type, document.name, document.description)
    if told == before:
        return
    check_told(told, actor=actor)
    _check_version(document, version)
    for field, value in asdict(told).items():
        setattr(document, field, value)
    document.version += 1
    document.save(update_fields=[*asdict(told), "version"])
    _record("document.changed", document, actor, facts, name=told.name, changes=_changes(before, told, actor))
    latest = document.versions.order_by("-number").first()
    if before.type != told.type and latest:
        _file_signed_copy(document, latest.verdict, actor)


def delete_document(document_id: int, *, why: str, actor: Actor, facts: Facts | None = None) -> None:
    """Hide a document and keep it. Whoever added it, the owner of its case and the coordinating team may.

    Deleted before, nothing changes. Raises Invalid beside "why" without a reason, Refused where the actor may not.
    """
    document = _to_change(document_id, actor=actor, hidden=True)
    if not may_delete(document, actor=actor):
        raise Refused(f"{MAY_DELETE} can delete it. Ask them to.")
    if not why.strip():
        raise Invalid("Say why it is deleted.", {"why": "Say why this document is deleted. It stays in the history."})
    if document.hidden_at is not None:
        return
    document.hidden_at, document.hidden_by_id, document.hidden_why = (
        actor.now,
        actor.user_id,
        why.strip()[:LONGEST_DESCRIPTION],
    )
    document.version += 1
    document.save(update_fields=["hidden_at", "hidden_by", "hidden_why", "version"])
    _record("document.deleted", document, actor, facts, name=document.name, why=document.hidden_why)


def restore_document(document_id: int, *, actor: Actor, facts: Facts | None = None) -> None:
    """Bring a deleted document back: whoever deleted it, the owner of its case and the coordinating team may.

    One that is not deleted stays as it is. Raises Refused where the actor may not.
    """
    document = _to_change(document_id, actor=actor, hidden=True)
    if document.hidden_at is None:
        return
    if not may_restore(document, actor=actor):
        raise Refused("Only whoever deleted it, the owner of the case or the coordinating team can bring it back.")
    document.hidden_at, document.hidden_by_id, document.hidden_why = None, None, ""
    document.version += 1
    document.save(update_fields=["hidden_at", "hidden_by", "hidden_why", "version"])
    _record("document.restored", document, actor, facts, name=document.name)


def rescan(version_id: int, *, actor: Actor, facts: Facts | None = None) -> str:
    """Ask the scanner again about a version that waits. Returns its verdict. Raises NotFound where it is not there."""
    row = DocumentVersion.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
    if row is None:
        raise NotFound
    if row.verdict != DocumentVersion.Verdict.WAITING:
        return row.verdict
    with store.opened(row.stored_as) as content:
        found = scanning.scan(content)
    if found.state == row.verdict:
        return row.verdict
    row.verdict, row.verdict_why, row.scanned_at = found.state, found.why, actor.now
    row.save(update_fields=["verdict", "verdict_why", "scanned_at"])
    document = Document.objects.get(pk=row.document_id)
    if document.waits_for_id is None:
        _record("document.scanned", document, actor, facts, name=document.name, verdict=found.state, why=found.why)
        _file_signed_copy(document, found.state, actor)
    return found.state


@dataclass(frozen=True)
class Opened:
    """The content of a version, to be closed by whoever reads it."""

    content: IO[bytes]
    content_type: str
    name: str
    size: int


def open_document(
    document_id: int, *, actor: Actor, number: int | None = None, how: str = "downloaded", facts: Facts | None = None
) -> Opened:
    """Open what a document holds, the newest or the version of that number; that it was read is recorded.

    `how` is "downloaded" or "shown". Raises NotFound, or Refused where it waits for the scanner or was held back.
    """
    document = Document.objects.filter(pk=document_id, hidden_at__isnull=True).first()
    versions = document.versions.order_by("-number") if document else DocumentVersion.objects.none()
    row = (versions.filter(number=number) if number is not None else versions).first()
    if document is None or row is None:
        raise NotFound
    if row.verdict != DocumentVersion.Verdict.CLEAN:
        raise Refused(row.verdict_why or scanning.WAITING.why)
    _record(f"document.{how}", document, actor, facts, name=document.name, number=row.number)
    return Opened(store.opened(row.stored_as), row.content_type, document.name, row.size)


def look_at(document_id: int, *, actor: Actor, facts: Facts | None = None) -> None:
    """Note that the actor opened the page of a document (SHAR-07). Raises NotFound where it is not there."""
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise NotFound
    _record("document.looked-at", document, actor, facts, name=document.name)


def note_turned_away(document_id: int, *, actor: Actor) -> None:
    """Note that the actor asked for a document that is not there for them (E-CINS 5.2.1, S121)."""
    record("document.turned-away", actor=actor, facts={"document": document_id})


def note_not_kept(why: str, *, actor: Actor) -> None:
    """Note that a file of the actor's was not kept, and why; nothing of the file itself is written down."""
    record("document.not-kept", actor=actor, facts={"why": why})


MAY_DELETE = "Only whoever added a document, the owner of the case or the coordinating team"


def may_delete(document: Document, *, actor: Actor) -> bool:
    """Whether the actor may hide a document; of the library, the coordinating team alone."""
    if document.in_library:
        return COORDINATING in actor.roles
    return document.added_by_id == actor.user_id or _answers_for(document, actor)


def may_restore(document: Document, *, actor: Actor) -> bool:
    """Whether the actor may bring a deleted document back."""
    return document.hidden_by_id == actor.user_id or _answers_for(document, actor)


def check_keeps_library(actor: Actor) -> None:
    """Raise Refused where the actor does not look after the library (E-CINS 8.4)."""
    if COORDINATING not in actor.roles:
        raise Refused("Only the coordinating team puts documents into Downloads. Send it to them.")


def check_told(told: Told, *, actor: Actor) -> None:
    """Raise Invalid beside what cannot be right of a document's type, name and description."""
    faults: dict[str, str] = {}
    if not told.name:
        faults["name"] = "Give the document a name, such as Young Consent 2016-09-21."
    if len(told.name) > LONGEST_NAME:
        faults["name"] = f"Use {LONGEST_NAME} characters or fewer. You have {len(told.name)}."
    if len(told.description) > LONGEST_DESCRIPTION:
        faults["description"] = f"Use {LONGEST_DESCRIPTION:,} characters or fewer. You have {len(told.description):,}."
    if told.type and told.type not in {each.id for each in practice(actor).document_types}:
        faults["type"] = "Choose a type from the list."
    for field, value in asdict(told).items():
        if "\x00" in value:
            faults[field] = "Take out the characters that cannot be shown, then save again."
    if faults:
        raise Invalid("Check what is marked below.", faults)


@dataclass(frozen=True)
class _Kept:
    stored_as: str
    content_type: str
    size: int
    verdict: scanning.Verdict


def _kept(upload: "File[Any]", *, actor: Actor) -> _Kept:
    """Check a file, have it scanned and put it into the store. Raises Invalid beside "file"."""
    size = int(upload.size or 0)
    try:
        limits = Limits(size=settings.LARGEST_DOCUMENT)
        content_type = examine(upload, name=file_name(upload.name or ""), size=size, limits=limits)
    except Unfit as unfit:
        raise Invalid("The file was not kept.", {"file": str(unfit)}) from None
    verdict = scanning.scan(upload)
    if verdict.state == DocumentVersion.Verdict.REFUSED:
        raise Invalid(
            "The file was not kept.", {"file": f"{verdict.why} It was not kept. Tell whoever sent it to you."}
        )
    return _Kept(store.put(upload, partnership=actor.partnership_id), content_type, size, verdict)


def _add_version(document: Document, kept: _Kept, number: int, called: str, actor: Actor) -> None:
    scanned = scanning.has_scanner() and kept.verdict.state != DocumentVersion.Verdict.WAITING
    DocumentVersion.objects.create(
        partnership_id=actor.partnership_id, document=document, number=number, file_name=called,
        content_type=kept.content_type, size=kept.size, stored_as=kept.stored_as, verdict=kept.verdict.state,
        verdict_why=kept.verdict.why, uploaded_by_id=actor.user_id, uploaded_at=actor.now,
        scanned_at=actor.now if scanned else None,
    )  # fmt: skip


def _attach(
    document: Document, told: Told | None, case: int | None, circle: int | None, actor: Actor, facts: Facts | None
) -> None:
    told = told.tidy() if told else Told(document.type, document.name, document.description)
    check_told(told, actor=actor)
    document.case_id, document.circle_id, document.waits_for_id = case, circle, None
    for field, value in asdict(told).items():
        setattr(document, field, value)
    document.save(update_fields=["case", "circle", "waits_for", *asdict(told)])
    _record("document.added", document, actor, facts, name=document.name)
    latest = document.versions.order_by("-number").first()
    if latest:
        _file_signed_copy(document, latest.verdict, actor)


def _file_signed_copy(document: Document, verdict: str, actor: Actor) -> None:
    """Where it is the signed copy of the family's consent, that consent says so from now on (E-CINS 2.6)."""
    if document.case_id is None or document.circle_id is not None or verdict != DocumentVersion.Verdict.CLEAN:
        return
    if any(each.id == document.type and each.consent for each in practice(actor).document_types):
        consent = note_signed_copy(document.case_id, actor=actor)
        if consent is not None:
            Document.objects.filter(pk=document.pk).update(consent_id=consent)


def _check_place(case: int | None, circle: int | None, *, actor: Actor) -> None:
    if case is not None and not Case.objects.visible_to(actor).filter(pk=case).exists():
        raise NotFound
    if circle is not None and not Circle.objects.filter(pk=circle).exists():  # its policy lets its own through alone
        raise NotFound


def _to_change(document_id: int, *, actor: Actor, hidden: bool = False) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).filter(pk=document_id, partnership_id=actor.partnership_id)
    document = (rows if hidden else rows.filter(hidden_at__isnull=True)).first()
    if document is None:
        raise NotFound
    if document.in_library:
        check_keeps_library(actor)
    return document


def _check_version(document: Document, version: int) -> None:
    if document.version != version:
        stands = asdict(Told(document.type, document.name, document.description))
        raise Stale("Somebody changed this document while you had it open.", stands, document.version)


def _answers_for(document: Document, actor: Actor) -> bool:
    """Whether the actor owns the case of a document, or looks over quality."""
    if COORDINATING in actor.roles:
        return True
    return document.case is not None and document.case.owner_id == actor.user_id


def _changes(before: Told, after: Told, actor: Actor) -> list[Mapping[str, str]]:
    pack = practice(actor)
    said = {
        "Name": (before.name, after.name),
        "Type": tuple(pack.title_of("document_types", each.type) for each in (before, after)),
        "Description": (before.description, after.description),
    }
    return [{"what": what, "from": old, "to": new} for what, (old, new) in said.items() if old != new]


def _record(kind: str, document: Document, actor: Actor, facts: Facts | None, **more: Any) -> None:
    told = {"document": document.pk, **(facts or {}), **more}
    record(kind, actor=actor, case=document.case_id, circle=document.circle_id, facts=told)
