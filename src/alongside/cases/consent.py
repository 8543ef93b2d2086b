"""What the family said about sharing what is known of it: given, refused, withdrawn, or another lawful basis.

Each is a statement of its own; none is ever changed. What may be shared follows from them (cases.basis).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change, may_share
from alongside.cases.basis import LAWFUL_BASES, who_would_lose
from alongside.cases.models import Case, Consent, Share
from alongside.cases.rules import GIVEN, OTHER_BASIS, REFUSED, WITHDRAWN
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused
from alongside.events.actions import Happened, record, record_all

LONGEST = 2000
HOW = {
    "in writing": "In writing",
    "in person": "In person, by word of mouth",
    "by telephone": "By telephone",
    "by video": "By video call",
}


@dataclass(frozen=True)
class Told:
    """What the family said, as it was told: who of them, how and on which day; with whom and for what it may be shared.

    `statement` is a consent statement of the pack; `notes` are in the words of whoever records it.
    """

    statement: str = ""
    given_by: str = ""
    how: str = ""
    on: date | None = None
    shared_with: str = ""
    notes: str = ""


def record_given(case_id: int, *, told: Told, actor: Actor) -> int:
    """Record that the family consents: who of it, how, when, with which agencies and for what. Returns its number.

    Whoever sees the case may. Where the pack asks for the signed copy, that is filed apart. Source: E-CINS 2.2.6.
    """
    case = case_to_change(case_id, actor=actor)
    chosen = {each.id: each.statement for each in practice(actor).consent_statements if each.given}
    faults = _faults(told, actor)
    if told.statement not in chosen:
        faults["statement"] = "Choose the statement that the family agreed to."
    if not told.shared_with.strip():
        faults["shared_with"] = "Say which agencies it covers, and for what."
    _raise(faults)
    facts = {"statement": chosen[told.statement], "given": True}
    return _keep(case, GIVEN, told, actor, "consent.recorded", facts)


def record_refused(case_id: int, *, told: Told, actor: Actor) -> int:
    """Record that the family refuses, and end every access but the owner's and the coordinating team's.

    The owner and the coordinating team may. Source: E-CINS 2.2.6.
    """
    case = _to_decide(case_id, actor)
    refusing = [each.id for each in practice(actor).consent_statements if not each.given]
    statement = told.statement if told.statement in refusing else next(iter(refusing), "")
    _raise(_faults(told, actor))
    number = _keep(case, REFUSED, told, actor, "consent.refused", {}, statement=statement)
    _close(case, actor)
    return number


def withdraw(case_id: int, *, told: Told, actor: Actor) -> int:
    """Record that the family withdraws its consent, and carry it out in the same moment: every access but the owner's
    and the coordinating team's ends, each recorded, each to be given again if the family agrees again.

    The owner and the coordinating team may. Raises Refused where no consent stands. Source: UK GDPR article 7(3).
    """
    case = _to_decide(case_id, actor)
    latest = Consent.objects.filter(case=case, state__in=[GIVEN, REFUSED, WITHDRAWN]).order_by("-id").first()
    if latest is None or latest.state != GIVEN:
        raise Refused("No consent stands on this case, so there is none to withdraw.")
    _raise(_faults(told, actor))
    number = _keep(case, WITHDRAWN, told, actor, "consent.withdrawn", {}, statement=latest.statement)
    _close(case, actor)
    return number


def record_other_basis(case_id: int, *, basis: str, reason: str, actor: Actor) -> int:
    """Record a lawful basis other than consent to share on, with the reason in words. Returns its number.

    The owner and the coordinating team may. `basis` is one of basis.LAWFUL_BASES. Source: UK GDPR article 6(1).
    """
    case = _to_decide(case_id, actor)
    faults: dict[str, str] = {}
    if basis not in LAWFUL_BASES:
        faults["basis"] = "Choose the lawful basis."
    if not reason.strip():
        faults["notes"] = "Say why it is necessary and fair to share without consent."
    _raise(faults | _too_long(notes=reason))
    told = Told(notes=reason, on=actor.today)
    facts = {"basis": LAWFUL_BASES[basis], "why": reason.strip()}
    return _keep(case, OTHER_BASIS, told, actor, "consent.basis-recorded", facts, basis=basis)


def note_signed_copy(case_id: int, *, actor: Actor) -> int | None:
    """Note that the signed copy of the family's consent is filed now. Returns the statement it belongs to.

    None where no consent stands whose copy is awaited: then nothing is noted. Source: E-CINS 2.6.1.
    """
    case = case_to_change(case_id, actor=actor)
    latest = Consent.objects.filter(case=case, state__in=[GIVEN, REFUSED, WITHDRAWN]).order_by("-id").first()
    if latest is None or latest.state != GIVEN or latest.signed_copy_at is not None:
        return None
    Consent.objects.filter(pk=latest.pk).update(signed_copy_at=actor.now)
    record("consent.signed-copy-filed", actor=actor, case=case.pk, facts={"consent": latest.pk})
    return latest.pk


def _to_decide(case_id: int, actor: Actor) -> Case:
    """The case, for whoever decides with whom it is shared."""
    case = case_to_change(case_id, actor=actor)
    if not may_share(case, actor):
        raise Refused("Only the owner of the case or the coordinating team can record this. Tell the owner.")
    return case


def _keep(
    case: Case,
    state: str,
    told: Told,
    actor: Actor,
    kind: str,
    facts: Mapping[str, Any],
    *,
    statement: str = "",
    basis: str = "",
) -> int:
    row = Consent.objects.create(
        partnership_id=actor.partnership_id, case=case, state=state, given=state == GIVEN, basis=basis,
        statement=statement or told.statement, given_by=told.given_by.strip(), how=told.how, consented_on=told.on,
        shared_with=told.shared_with.strip(), notes=told.notes.strip(),
        recorded_by_id=actor.user_id, recorded_at=actor.now,
    )  # fmt: skip
    said = {"by": told.given_by.strip(), "how": told.how, "on": told.on, "for": told.shared_with.strip()}
    kept = {name: value for name, value in said.items() if value}
    record(kind, actor=actor, case=case.pk, facts={"consent": row.pk, **kept, **facts})
    return row.pk


def _close(case: Case, actor: Actor) -> None:
    """End every access but the owner's and the coordinating team's."""
    losing = who_would_lose(case.pk, actor=actor)
    # Recorded first: whoever gives up their own access could not write to the case's history afterwards.
    ended = [
        Happened("case.share-stopped", case.pk, facts={"with": each.name, "principal": each.holder, "why": "consent"})
        for each in losing
    ]
    record_all(ended, actor=actor)
    Share.objects.filter(pk__in=[each.id for each in losing]).update(stopped_at=actor.now, stopped_by_id=actor.user_id)


def _faults(told: Told, actor: Actor) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not told.given_by.strip():
        faults["given_by"] = "Say who of the family said so."
    if told.how not in HOW:
        faults["how"] = "Choose how they said so."
    if told.on is None:
        faults["on"] = "Enter the day they said so."
    elif told.on > actor.today:
        faults["on"] = "The day cannot be after today."
    return faults | _too_long(given_by=told.given_by, shared_with=told.shared_with, notes=told.notes)


def _too_long(**words: str) -> dict[str, str]:
    return {
        name: f"Use {LONGEST} characters or fewer. You have {len(said)}."
        for name, said in words.items()
        if len(said) > LONGEST
    }


def _raise(faults: Mapping[str, str]) -> None:
    if faults:
        raise Invalid("Check what is marked below.", faults)


def consent_of_a_nomination(
    case: Case, statement: str, notes: str, to_come: bool, actor: Actor, *, new: bool
) -> list[Happened]:
    """Keep what a nomination says about consent, where it says something new (E-CINS 2.2.6).

    Raises Invalid where, opened again, it would take back a consent that stands, or give one that the family has
    withdrawn: that has consequences, which the consent page shows.
    """
    said = practice(actor).consent_statement(statement)
    stands = [] if new else list(Consent.objects.filter(case=case).order_by("-id"))
    before = next((each for each in stands if not each.how and not each.basis), None)
    if before and (before.statement, before.notes, before.signed_copy_to_come) == (statement, notes, to_come):
        return []
    last = stands[0] if stands else None
    state = GIVEN if said.given else REFUSED
    if last and last.state != state and not (last is before and last.state == REFUSED):
        sentence = "Record it on the case’s Consent page, which shows what follows from it."
        raise Invalid("Consent cannot be changed here any more.", {"consent.statement": sentence})
    Consent.objects.create(
        partnership_id=actor.partnership_id, case=case, statement=statement, given=said.given, notes=notes,
        state=state, signed_copy_to_come=to_come, recorded_by_id=actor.user_id, recorded_at=actor.now,
    )  # fmt: skip
    return [Happened("consent.recorded", case.pk, facts={"statement": said.statement, "given": said.given})]
