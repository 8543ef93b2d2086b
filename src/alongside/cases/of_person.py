"""The cases that a person is or was on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alongside.cases.models import Case, Member
from alongside.core.actor import Actor


@dataclass(frozen=True)
class CaseOfPerson:
    """A case as a person's profile shows it: what it is, and their place in it."""

    id: int
    name: str
    status: str
    owner: str
    is_head: bool
    relationship: str
    joined_on: date
    left_on: date | None


def cases_of(person_id: int, *, actor: Actor) -> Sequence[CaseOfPerson]:
    """The cases with this person on them that the actor may see, newest first. One query."""
    rows = Member.objects.filter(person_id=person_id, case__in=Case.objects.visible_to(actor)).select_related(
        "case__owner"
    )
    return [
        CaseOfPerson(
            id=row.case.pk,
            name=row.case.name,
            status=row.case.status,
            owner=row.case.owner.name,
            is_head=row.is_head,
            relationship=row.relationship,
            joined_on=row.joined_on,
            left_on=row.left_on,
        )
        for row in rows.order_by("-case_id")
    ]
