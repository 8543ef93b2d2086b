"""Printing the minutes of a panel: the families that the reader may see, each on pages of its own (PATH-03)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alongside.core.actor import LONDON, Actor
from alongside.core.days import said
from alongside.core.refusals import NotFound
from alongside.documents.printing import Printed, printed
from alongside.pathway.queries.panels import AtPanel, Attending, MeetingShown, agenda, meeting

_TEMPLATE = Path(__file__).resolve().parent.parent / "print" / "minutes.typ"


def print_minutes(meeting_id: int, *, actor: Actor, item_id: int | None = None) -> Printed:
    """The minutes of a meeting as a tagged PDF: every family on its agenda that is there for the actor; or the part of
    one family alone, without the notes of the meeting, which may tell of others.

    Raises NotFound where the meeting or the family is not there for the actor or its minutes are not done yet,
    NotPrinted where it cannot be made.
    """
    found = meeting(meeting_id, actor=actor)
    families = [each for each in agenda(meeting_id, actor=actor) if item_id in (None, each.item_id)]
    if found.ended_at is None or (item_id is not None and not families):
        raise NotFound
    return printed(_TEMPLATE, _told(found, families, alone=item_id is not None), at=actor.now)


def _told(found: MeetingShown, families: Sequence[AtPanel], *, alone: bool) -> Mapping[str, Any]:
    assert found.ended_at is not None  # it was checked
    many = "one family" if alone else "families"
    return {
        "title": f"Minutes: {found.title}, {said(found.held_on)}",
        "limits": f"These pages tell of {many}. Give a family’s page only to those who may read of it.",
        "facts": [
            ("Where", found.place), ("Who was there", _people(found.present)), ("Apologies", _people(found.apologies)),
        ],
        "notes": "" if alone else found.notes,
        "families": [_family(each) for each in families],
        "done": f"Minutes done by {found.ended_by} on {said(found.ended_at.astimezone(LONDON).date())}.",
    }  # fmt: skip


def _family(each: AtPanel) -> Mapping[str, Any]:
    return {
        "title": f"{each.position}. {each.name}",
        "facts": [
            ("Decided", each.decision_title), ("Who leads", each.lead_agency),
            ("Carried over before", f"{each.carried} times" if each.carried > 1 else "Once" if each.carried else ""),
        ],
        "said": each.discussed,
    }  # fmt: skip


def _people(there: Sequence[Attending]) -> str:
    return "\n".join(f"{each.name} ({each.organisation})" if each.organisation else each.name for each in there)
