"""On which basis a case is shared: what was said about consent, and what is missing before more may see the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alongside.accounts.queries import Colleague, practice, teams
from alongside.cases.models import Case, Consent
from alongside.cases.reading import SEEN
from alongside.cases.rules import GIVEN, NOTHING_MISSING, OTHER_BASIS, Said, missing_to_share
from alongside.cases.shares import Access, shares
from alongside.core.actor import Actor
from alongside.core.refusals import NotFound, Refused
from alongside.core.rows import rows_of
from alongside.packs.schema import Pack

LAWFUL_BASES = {
    "public task": "A task in the public interest, or official authority",
    "legal obligation": "A legal obligation",
    "vital interests": "To protect somebody’s life",
}
"""The lawful bases of sharing without consent that agencies of a partnership have. Source: UK GDPR, article 6(1)."""


@dataclass(frozen=True)
class Statement:
    """One statement about consent as it was recorded. `words` are the pack's; `basis` is for another lawful basis."""

    id: int
    state: str
    words: str
    given_by: str
    how: str
    on: date | None
    shared_with: str
    basis: str
    notes: str
    signed_copy_to_come: bool
    signed_copy_at: datetime | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Standing:
    """Whether a case may be shared with more than the coordinating team: `missing` as in rules.missing_to_share, and
    the sentence that says so and what to do. `basis` is what a share given now rests on. `statements` newest first."""

    missing: str
    sentence: str
    basis: str
    statements: Sequence[Statement]

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return self.missing == NOTHING_MISSING

    @property
    def given(self) -> Statement | None:
        """The latest consent given that no refusal or withdrawal followed."""
        for each in self.statements:
            if each.state in {"refused", "withdrawn"}:
                return None
            if each.state == GIVEN:
                return each
        return None


def standing(case_id: int, *, actor: Actor) -> Standing:
    """What was said about consent on a case, and whether it may be shared. Two queries. NotFound like the case."""
    if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    return standing_of(case_id, actor=actor)


def standing_of(case_id: int, *, actor: Actor) -> Standing:
    """The same for a case known to be seen. One query."""
    pack = practice(actor)
    rows = list(Consent.objects.filter(case_id=case_id).select_related("recorded_by").order_by("id"))
    said = [Said(row.state, row.signed_copy_at is not None, bool(row.notes.strip())) for row in rows]
    missing = missing_to_share(pack.consent.before_sharing, said)
    statements = [_statement(row, pack) for row in reversed(rows)]
    return Standing(missing, _sentence(missing, pack), _rests_on(statements, missing), statements)


def _statement(row: Consent, pack: Pack) -> Statement:
    known = {each.id: each.statement for each in pack.consent_statements}
    return Statement(
        id=row.pk, state=row.state, words=known.get(row.statement, row.statement), given_by=row.given_by, how=row.how,
        on=row.consented_on, shared_with=row.shared_with, basis=LAWFUL_BASES.get(row.basis, row.basis),
        notes=row.notes, signed_copy_to_come=row.signed_copy_to_come and row.signed_copy_at is None,
        signed_copy_at=row.signed_copy_at, recorded_by=row.recorded_by.name, recorded_at=row.recorded_at,
    )  # fmt: skip


def _rests_on(statements: Sequence[Statement], missing: str) -> str:
    for each in statements:
        if missing or each.state in {"refused", "withdrawn"}:
            break
        if each.state in {GIVEN, OTHER_BASIS}:
            return "consent" if each.state == GIVEN else each.basis
    return ""


def _sentence(missing: str, pack: Pack) -> str:
    alone = f"the case can be shared with the {pack.words.coordinating_team} alone"
    copy = " and its signed copy is filed" if pack.consent.before_sharing == "signed copy" else ""
    return {
        NOTHING_MISSING: "",
        "consent": f"Until the family’s consent is recorded{copy}, {alone}. "
        "Record it on the case’s Consent page, or another lawful basis with its reason.",
        "signed copy": f"The family’s consent is recorded, but its signed copy is not filed yet. Until it is, {alone}. "
        "File it from the case’s Consent page.",
        "refused": f"The family refused consent, so {alone}. "
        "If they agree now, record it on the case’s Consent page; or record another lawful basis with its reason.",
        "withdrawn": f"The family withdrew its consent, so {alone}. "
        "If they agree again, record it on the case’s Consent page; or record another lawful basis with its reason.",
    }[missing]


def check_may_be_shared_with(whom: Colleague, case_id: int, *, actor: Actor) -> Standing:
    """Hold a share to what the family said. Raises Refused with what is missing and where to put it right (E-CINS 2).

    The coordinating team is let through always.
    """
    stands = standing_of(case_id, actor=actor)
    if not stands.is_open and not whom.coordinates:
        raise Refused(stands.sentence)
    return stands


def who_would_lose(case_id: int, *, actor: Actor) -> Sequence[Access]:
    """Whose access ends when the family's consent does: everybody's but the owner's and the coordinating team's.

    Three queries. NotFound like the case.
    """
    coordinating = {team.principal for team in teams(actor=actor) if team.coordinates}
    running = (each for each in shares(case_id, actor=actor) if each.stopped_at is None)
    return [each for each in running if not each.is_owner and each.holder not in coordinating]


def copies_to_file(*, actor: Actor, limit: int = 50) -> Sequence[tuple[int, str]]:
    """The actor's own open cases whose consent is given but whose signed copy is not filed: number and name (S103).

    One query; none where the pack asks for no signed copy.
    """
    pack = practice(actor)
    if pack.consent.before_sharing != "signed copy":
        return []
    told = {
        "partnership": actor.partnership_id, "me": sorted(actor.principals), "user": actor.user_id, "limit": limit,
        "open": [each.id for each in pack.statuses if not each.closes], "given": GIVEN,
    }  # fmt: skip
    return [(row["id"], row["name"]) for row in rows_of(_TO_FILE, told)]


_TO_FILE = f"""
SELECT c.id, c.name
  FROM cases_case c JOIN LATERAL (SELECT n.state, n.signed_copy_at FROM cases_consent n
                                   WHERE n.case_id = c.id ORDER BY n.id DESC LIMIT 1) said
    ON said.state = %(given)s AND said.signed_copy_at IS NULL
 WHERE {SEEN} AND c.owner_id = %(user)s AND c.status = ANY (%(open)s) ORDER BY c.id DESC LIMIT %(limit)s
"""  # noqa: S608  # put together from our own texts
