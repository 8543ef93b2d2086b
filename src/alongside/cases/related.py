"""Related cases: linked with a reason, seen from both sides, giving no access to either (E-CINS 7.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from alongside.cases.access import case_to_change
from alongside.cases.models import Case, RelatedCase
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import Happened, record_all

LONGEST = 2000


@dataclass(frozen=True)
class Related:
    """A case linked with another. The name is there where the reader sees it, or the partnership lists its cases."""

    id: int
    case_id: int
    name: str
    status: str
    mine: bool
    why: str
    linked_by: str
    linked_at: datetime


def related(case_id: int, *, actor: Actor) -> Sequence[Related]:
    """The cases linked with a case, the latest link first. Four queries at most; NotFound like the case.

    Of a case that the reader does not see, the number, and the name only where the partnership lists its cases.
    """
    if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    rows = list(
        RelatedCase.objects.filter(Q(case_id=case_id) | Q(other_id=case_id), unlinked_at__isnull=True)
        .select_related("linked_by")
        .order_by("-id")
    )
    others = [row.other_id if row.case_id == case_id else row.case_id for row in rows]
    seen = {
        number: (name, status)
        for number, name, status in Case.objects.visible_to(actor)
        .filter(pk__in=others)
        .values_list("pk", "name", "status")
    }
    told = _told([number for number in others if number not in seen])
    return [
        Related(
            row.pk, number, *(seen.get(number) or (told.get(number, ""), "")), number in seen,
            row.why, row.linked_by.name, row.linked_at,
        )
        for row, number in zip(rows, others, strict=True)
    ]  # fmt: skip


def _told(numbers: Sequence[int]) -> dict[int, str]:
    """What outsiders may learn of these cases: their names, where they are listed."""
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, coalesce(name, '') FROM cases_pointers(%s)", [list(numbers)])
        return dict(cursor.fetchall())


def link(case_id: int, other_id: int, *, why: str, actor: Actor) -> None:
    """Link two cases, both of which the actor sees, with the reason. Linked already, nothing changes.

    It gives nobody access. Raises NotFound for a case not seen, Invalid for a case with itself or without a reason.
    """
    case, other = case_to_change(case_id, actor=actor), case_to_change(other_id, actor=actor)
    if case.pk == other.pk:
        raise Invalid("Choose another case.", {"other": "This is the case itself. Choose another."})
    if not why.strip():
        raise Invalid("Say why.", {"why": "Say how the two are related."})
    if len(why) > LONGEST:
        raise Invalid("Make it shorter.", {"why": f"Use {LONGEST} characters or fewer. You have {len(why)}."})
    first, second = sorted((case.pk, other.pk))
    if RelatedCase.objects.filter(case_id=first, other_id=second, unlinked_at__isnull=True).exists():
        return
    RelatedCase.objects.create(
        partnership_id=actor.partnership_id, case_id=first, other_id=second, why=why.strip(),
        linked_by_id=actor.user_id, linked_at=actor.now,
    )  # fmt: skip
    _record("case.linked", case.pk, other.pk, why.strip(), actor)


def unlink(case_id: int, link_id: int, *, actor: Actor) -> None:
    """Take a link away, from either side; it stands in the history. Taken away before, nothing changes."""
    case = case_to_change(case_id, actor=actor)
    row = RelatedCase.objects.filter(Q(case=case) | Q(other=case), pk=link_id).first()
    if row is None:
        raise NotFound
    if row.unlinked_at is None:
        RelatedCase.objects.filter(pk=row.pk).update(unlinked_by_id=actor.user_id, unlinked_at=actor.now)
        _record("case.unlinked", case.pk, row.other_id if row.case_id == case.pk else row.case_id, "", actor)


def _record(kind: str, case: int, other: int, why: str, actor: Actor) -> None:
    """On the history of each of the two that the actor sees, naming the other by its number alone."""
    seen = set(Case.objects.visible_to(actor).filter(pk__in=[case, other]).values_list("pk", flat=True))
    pairs = [(one, two) for one, two in ((case, other), (other, case)) if one in seen]
    more = {"why": why} if why else {}
    record_all([Happened(kind, one, facts={"other": two, **more}) for one, two in pairs], actor=actor)
