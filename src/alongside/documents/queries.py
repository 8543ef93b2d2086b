"""Reading documents: those of a case, one with its versions, and the library of downloads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.accounts.queries import COORDINATING
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.documents.rules import kinds

PAGE = 25
"""How many documents stand on a page of a list."""


@dataclass(frozen=True)
class DocumentCard:
    """A document as it is listed, with what its newest version is. `verdict` is clean, waiting or refused."""

    id: int
    case_id: int | None
    circle_id: int | None
    type: str
    name: str
    description: str
    in_library: bool
    waits: bool
    version: int
    added_at: datetime
    added_by_id: int
    added_by: str
    owner_id: int | None
    hidden_at: datetime | None
    hidden_by_id: int | None
    hidden_by: str
    hidden_why: str
    number: int
    version_id: int
    file_name: str
    content_type: str
    size: int
    verdict: str
    verdict_why: str
    uploaded_at: datetime
    uploaded_by: str

    @property
    def kind(self) -> str:
        """What people call this kind of file."""
        return kinds.title_of(self.content_type)

    @property
    def can_open(self) -> bool:
        """Whether what it holds can be read now."""
        return self.verdict == "clean" and self.hidden_at is None

    @property
    def shown(self) -> str:
        """How it can be shown on its page: "image", "pages", or "" where it can only be downloaded."""
        kind = kinds.KINDS.get(self.content_type)
        return kind.shown if kind and self.can_open else ""

    def may_delete(self, actor: Actor) -> bool:
        """As in actions.may_delete."""
        if self.in_library:
            return COORDINATING in actor.roles
        return actor.user_id in {self.added_by_id, self.owner_id} or COORDINATING in actor.roles

    def may_restore(self, actor: Actor) -> bool:
        """As in actions.may_restore."""
        return actor.user_id in {self.hidden_by_id, self.owner_id} or COORDINATING in actor.roles


@dataclass(frozen=True)
class DocumentPage:
    """A page of a list of documents, newest first, and how many the list holds."""

    rows: Sequence[DocumentCard]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class VersionLine:
    """One version of a document."""

    id: int
    number: int
    file_name: str
    content_type: str
    size: int
    verdict: str
    verdict_why: str
    uploaded_at: datetime
    uploaded_by: str


def documents_of_case(
    case_id: int, *, actor: Actor, page: int = 1, type: str = "", words: str = "", deleted: bool = False
) -> DocumentPage:
    """The documents of a case, newest first, of a type and with these words in their name. One query."""
    return _page("d.case_id = %(case)s AND d.waits_for_id IS NULL", page, type, words, deleted, case=case_id)


def library(*, actor: Actor, page: int = 1, words: str = "", type: str = "", deleted: bool = False) -> DocumentPage:
    """Downloads: the templates and guidance of the partnership, by name (E-CINS 8.4). One query."""
    return _page("d.in_library", page, type, words, deleted, order="lower(d.name), d.id")


def documents_by_id(ids: Sequence[int], *, actor: Actor) -> Sequence[DocumentCard]:
    """These documents as far as the actor sees them, in that order; deleted ones are left out. One query."""
    if not ids:
        return []
    rows = _rows(_CARDS + _FROM + " WHERE d.id = ANY (%(ids)s) AND d.hidden_at IS NULL", ids=list(ids))
    found = {row["id"]: DocumentCard(**row) for row in rows}
    return [found[number] for number in dict.fromkeys(ids) if number in found]


def documents_of_circle(circle_id: int, *, actor: Actor) -> Sequence[DocumentCard]:
    """The documents of a restricted report or note, newest first; none for whoever is not in it. One query."""
    where = " WHERE d.circle_id = %(circle)s AND d.waits_for_id IS NULL AND d.hidden_at IS NULL ORDER BY d.id DESC"
    return [DocumentCard(**row) for row in _rows(_CARDS + _FROM + where, circle=circle_id)]


def documents_received_with(contact_id: int, *, actor: Actor) -> Sequence[DocumentCard]:
    """What came with a contact of the front door, in the order it came; none for whoever does not see it. One query."""
    where = " WHERE d.received_with = %(contact)s AND d.hidden_at IS NULL ORDER BY d.id"
    return [DocumentCard(**row) for row in _rows(_CARDS + _FROM + where, contact=contact_id)]


def count_of_case(case_id: int, *, actor: Actor) -> int:
    """How many documents stand on a case. One query."""
    [row] = _rows(
        "SELECT count(*) AS found FROM documents_document d WHERE d.case_id = %(case)s"
        " AND d.waits_for_id IS NULL AND d.hidden_at IS NULL",
        case=case_id,
    )
    return int(row["found"])


def document(document_id: int, *, actor: Actor) -> DocumentCard:
    """One document, a deleted one too. Raises NotFound where it is not there for the actor. One query."""
    rows = _rows(_CARDS + _FROM + " WHERE d.id = %(id)s", id=document_id)
    if not rows:
        raise NotFound
    return DocumentCard(**rows[0])


def versions(document_id: int, *, actor: Actor) -> Sequence[VersionLine]:
    """Every version of a document, newest first. One query."""
    return [VersionLine(**row) for row in _rows(_VERSIONS, id=document_id)]


def to_scan(beyond: int = 0, most: int = 100) -> Sequence[tuple[int, int]]:
    """(version, its uploader) of what waits for the scanner after the version `beyond`, whoever asks. One query."""
    told = {"beyond": beyond, "most": most}
    rows = _rows("SELECT version_id, user_id FROM documents_to_scan(%(beyond)s, %(most)s)", **told)
    return [(row["version_id"], row["user_id"]) for row in rows]


def unknown(names: Sequence[str]) -> frozenset[str]:
    """Which of these names in the store belong to no version of any document. One query."""
    return frozenset(row["name"] for row in _rows("SELECT documents_unknown(%(names)s) AS name", names=list(names)))


# Said in SQL, because every list asks it. What the actor may see is held by the database (sql/0001_documents.sql).
_CARDS = """
SELECT d.id, d.case_id, d.circle_id, d.type, d.name, d.description, d.in_library, d.waits_for_id IS NOT NULL AS waits,
       d.version, d.added_at, d.added_by_id, a.name AS added_by, d.hidden_at, d.hidden_by_id, d.hidden_why,
       coalesce((SELECT h.name FROM accounts_user h WHERE h.id = d.hidden_by_id), '') AS hidden_by,
       (SELECT c.owner_id FROM cases_case c WHERE c.id = d.case_id) AS owner_id,
       v.number, v.id AS version_id, v.file_name, v.content_type, v.size, v.verdict, v.verdict_why, v.uploaded_at,
       u.name AS uploaded_by
"""
_FROM = """
  FROM documents_document d JOIN accounts_user a ON a.id = d.added_by_id
  JOIN LATERAL (SELECT w.* FROM documents_version w WHERE w.document_id = d.id ORDER BY w.number DESC LIMIT 1) v ON true
  JOIN accounts_user u ON u.id = v.uploaded_by_id
"""
_VERSIONS = """
SELECT v.id, v.number, v.file_name, v.content_type, v.size, v.verdict, v.verdict_why, v.uploaded_at,
       u.name AS uploaded_by
  FROM documents_version v JOIN accounts_user u ON u.id = v.uploaded_by_id
 WHERE v.document_id = %(id)s ORDER BY v.number DESC
"""
_NEWEST = "d.added_at DESC, d.id DESC"


def _page(
    where: str, page: int, type: str, words: str, deleted: bool, *, order: str = _NEWEST, **told: Any
) -> DocumentPage:
    asked = [where, "d.hidden_at IS NOT NULL" if deleted else "d.hidden_at IS NULL"]
    if type:
        asked.append("d.type = %(type)s")
    for at, word in enumerate(words.split()[:10]):
        # A wildcard that somebody types is a letter like any other.
        asked.append(f"(strpos(lower(d.name), %(word{at})s) > 0 OR strpos(lower(d.description), %(word{at})s) > 0)")
        told[f"word{at}"] = word.lower()
    listed = f"documents_document d WHERE {' AND '.join(asked)}"
    shown = f"SELECT d.*, count(*) OVER () AS total FROM {listed} ORDER BY {order} LIMIT %(most)s OFFSET %(beyond)s"  # noqa: S608  # our own words
    text = f"{_CARDS}, d.total {_FROM.replace('documents_document d', f'({shown}) d')} ORDER BY {order}"
    rows = _rows(text, type=type, most=PAGE, beyond=(page - 1) * PAGE, **told)
    total = int(rows[0]["total"]) if rows else 0
    cards = [DocumentCard(**{name: value for name, value in row.items() if name != "total"}) for row in rows]
    return DocumentPage(cards, page, total)


def _rows(text: str, **told: Any) -> Sequence[Mapping[str, Any]]:
    return rows_of(text, told)
