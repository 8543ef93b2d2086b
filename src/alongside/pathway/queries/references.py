"""What whoever made a request learns by its reference, without signing in: received, screened, outcome (2.2)."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from alongside.core.actor import LONDON
from alongside.packs.models import Release
from alongside.packs.queries import release
from alongside.pathway.rules.references import as_said, read_code


@dataclass(frozen=True)
class Followed:
    """How far a request is; nothing of whom it is about. `outcome` is the pack's title of it, or ""."""

    reference: str
    partnership: str
    received_on: date
    screened_on: date | None
    outcome: str


def followed(typed: str) -> Followed | None:
    """How far the request with this reference is; None for a code that is nobody's. One query."""
    code = read_code(typed)
    if not code:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pathway_reference(%s)", [code])
        row = cursor.fetchone()
    if row is None:
        return None
    received, screened, outcome, partnership, release_id = row
    return Followed(
        as_said(code), partnership, received.astimezone(LONDON).date(),
        screened.astimezone(LONDON).date() if screened else None, _title(outcome, release_id),
    )  # fmt: skip


def _title(outcome: str, release_id: int | None) -> str:
    if not outcome or not release_id:
        return ""
    try:
        return release(release_id).title_of("contact_outcomes", outcome)
    except Release.DoesNotExist:
        return ""
