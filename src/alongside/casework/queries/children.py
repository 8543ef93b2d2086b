"""How long it is since each child was seen, seen alone, and heard in their own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alongside.accounts.queries import practice
from alongside.core.actor import LONDON, Actor
from alongside.core.rows import rows_of
from alongside.packs.parts import age_bands
from alongside.people.rules import is_child


@dataclass(frozen=True)
class SinceSeen:
    """Of one child, the last days on which they were seen, seen alone, and their own words were recorded."""

    case_id: int
    member: int
    name: str
    seen_on: date | None
    alone_on: date | None
    heard_on: date | None
    today: date

    @property
    def lines(self) -> Sequence[tuple[str, int | None]]:
        """The three, each with the days since; None where it never was."""
        told = (("Seen", self.seen_on), ("Seen alone", self.alone_on), ("Own words recorded", self.heard_on))
        return [(words, (self.today - on).days if on else None) for words, on in told]


def child_seen(case_ids: Sequence[int], *, actor: Actor) -> Mapping[int, SinceSeen]:
    """Of each child on these cases, by the id of the member, the days since; one query however many cases.

    Notes that the actor may not read and deleted ones do not count. Own words count from the type of note that is for
    them and from no other (practice framework 9.2, S039).
    """
    pack = practice(actor)
    voices = [each.id for each in pack.note_types if each.child_voice]
    bands = age_bands(pack)
    rows = rows_of(
        "SELECT * FROM casework_child_seen(%(cases)s, %(voices)s, %(today)s)",
        {"cases": list(case_ids), "voices": voices, "today": actor.today},
    )
    return {
        row["member"]: SinceSeen(
            row["case_id"], row["member"], row["name"] or "Unborn baby", _day(row["seen_at"]), _day(row["alone_at"]),
            _day(row["heard_at"]), actor.today,
        )
        for row in rows
        if not row["unborn"] and is_child(row["age"], row["age_band"], bands)
    }  # fmt: skip


def _day(at: datetime | None) -> date | None:
    return at.astimezone(LONDON).date() if at else None
