"""Giving a family to a worker, the list of those who wait for one, and the team that is agreed with the family."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.cases import consent
from alongside.cases.access import case_to_change
from alongside.casework.actions.logs import Contact as WhenAndWhere
from alongside.casework.actions.logs import Note, write_note
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record
from alongside.pathway.actions.effects import Arriving, Finishing, arrives, does
from alongside.pathway.actions.items import may_finish
from alongside.pathway.actions.journeys import practice_of
from alongside.pathway.actions.team import CHECK, Joining, join_team, leading_role
from alongside.pathway.models import LONGEST_WORDS, Allocation, Waiting, WorkItem


@does("allocate")
def allocate(doing: Finishing) -> None:
    """Give the family to a worker (framework 3.2): `worker` is whom, `role` in which part, `why`, and `over_reason`
    where they have as many families as is recommended (11.3). The family waits for nobody any more."""
    case_id, answers = _case_of(doing), doing.answers
    role = str(answers.get("role") or "") or _leads(doing)
    joining = Joining(
        role, user=_number(answers.get("worker")), why=str(answers.get("why") or ""),
        over_reason=str(answers.get("over_reason") or ""),
    )  # fmt: skip
    if joining.user is None:
        raise Invalid(CHECK, {"worker": "Choose who works with the family."})
    try:
        part = join_team(case_id, joining=joining, actor=doing.actor, contact=doing.journey.contact_id)
    except Invalid as wrong:
        raise Invalid(wrong.sentence, _beside(wrong.fields, {"user": "worker"})) from None
    leave_list(case_id, actor=doing.actor)
    row = Allocation.objects.select_related("user").get(pk=part)
    doing.words.append(f"Allocated to {row.user.name if row.user else row.name}.")
    doing.words += [words for words in (joining.why.strip(), joining.over_reason.strip()) if words]
    doing.journey.refresh_from_db(fields=["case"])  # its lead worker is another one by now


@arrives("wait")
def enter_list(arriving: Arriving) -> None:
    """The family is on the pre-allocation list for as long as nobody works with it (framework 3.3)."""
    case_id, actor = arriving.journey.case_id, arriving.actor
    if case_id is None:
        raise Refused("Open the family’s case first: only then can the duty workers keep in touch with it.")
    if Waiting.objects.filter(case=case_id, left_at__isnull=True).exists():
        return
    Waiting.objects.create(
        partnership_id=actor.partnership_id,
        case_id=case_id,
        since=actor.now,
        why=str(arriving.journey.facts.get("waits", "")),
    )
    record("pre-allocation.entered", actor=actor, case=case_id, facts={"item": arriving.item.pk})


@does("wait")
def stop_waiting(doing: Finishing) -> None:
    """The family waits no more: it goes another way than to a worker."""
    leave_list(_case_of(doing), actor=doing.actor)


def leave_list(case_id: int, *, actor: Actor) -> None:
    """Take a family off the pre-allocation list; where it is not on it, nothing changes."""
    if Waiting.objects.filter(case=case_id, left_at__isnull=True).update(left_at=actor.now):
        record("pre-allocation.left", actor=actor, case=case_id)


@dataclass(frozen=True)
class Reached:
    """A contact with a family that waits, or an attempt: whether somebody was reached, when, and what was said."""

    reached: bool
    words: str
    at: datetime | None = None


def contact_waiting(item_id: int, *, contact: Reached, actor: Actor) -> int:
    """Record a contact with a family on the pre-allocation list, as a note. Returns the note's id.

    A call that reached nobody is an attempt: it is written down, and the week goes on (S016). Raises Invalid beside
    "words" or "at", Refused where it is not the actor's to do. Source: practice framework 3.3.
    """
    item = WorkItem.objects.select_related("journey").filter(pk=item_id, done_at__isnull=True).first()
    if item is None or item.journey.case_id is None:
        raise NotFound
    case = case_to_change(item.journey.case_id, actor=actor)
    pack, process = practice_of(item.journey)
    step = process.step_of(item.step)
    if step.does != "wait":
        raise NotFound
    if not may_finish(item, step, pack, actor=actor):
        raise Refused("Only whoever works the list can write this here. Write a note on the case instead.")
    faults: dict[str, str] = {}
    if not contact.words.strip():
        faults["words"] = "Say how the family is, or that nobody answered."
    elif len(contact.words) > LONGEST_WORDS:
        faults["words"] = f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(contact.words):,}."
    if contact.at and contact.at > actor.now:
        faults["at"] = "The contact cannot be after now."
    if faults:
        raise Invalid(CHECK, faults)
    when = WhenAndWhere(contact.at or actor.now, "", "", contact.words.strip())
    kind = next((each for each in practice(actor).note_types if each.id == step.contact_note), None)
    headings = {each.id: contact.words.strip() for each in (kind.heading if kind else ()) if each.required}
    note = Note(when, step.contact_note, headings, reached=contact.reached)
    return write_note(note, case_id=case.pk, actor=actor)


@does("contact family")
def contact_family(doing: Finishing) -> None:
    """The family is contacted; the note that the step writes says so to the clocks, by its type."""


@does("record consent")
def record_consent(doing: Finishing) -> None:
    """Record who of the family consents, how and when, and for which agencies and purposes (S178)."""
    case_id, answers = _case_of(doing), doing.answers
    statement = next((each.id for each in doing.pack.consent_statements if each.given), "")
    told = consent.Told(
        statement, str(answers.get("who") or ""), str(answers.get("how") or ""), _day(answers.get("on")),
        str(answers.get("shared-with") or ""),
    )  # fmt: skip
    try:
        consent.record_given(case_id, told=told, actor=doing.actor)
    except Invalid as wrong:
        named = {"given_by": "who", "shared_with": "shared-with"}
        raise Invalid(wrong.sentence, _beside(wrong.fields, named)) from None
    doing.words.append(f"{told.given_by} consents.")


@does("agree team")
def agree_team(doing: Finishing) -> None:
    """The team around the family is agreed: one of it leads, and everybody's part is written down with the note."""
    case_id, roles = _case_of(doing), {each.id: each for each in doing.pack.team_roles}
    parts = list(
        Allocation.objects.filter(case=case_id, ends_on__isnull=True)
        .select_related("user__team__organisation", "organisation")
        .order_by("id")
    )
    if not any(each.role in roles and roles[each.role].leads for each in parts):
        raise Refused("Nobody leads yet. Say on the family’s Team page who does, then go on here.")
    if len(parts) == 1:
        raise Refused("There is no team yet beside whoever leads. Add who supports on the family’s Team page.")
    for each in parts:
        who = each.user.name if each.user else each.name
        where = each.organisation.name if each.organisation else ""
        role = roles[each.role].title if each.role in roles else each.role
        doing.words.append(f"{role}: {', '.join(part for part in (who, where) if part)}.")
    foci = [str(each) for each in doing.answers.get("foci") or ()]
    record("team.agreed", actor=doing.actor, case=case_id, facts={"journey": doing.journey.pk, "foci": foci})


def _case_of(doing: Finishing) -> int:
    if doing.journey.case_id is None:
        raise Refused("Open the family’s case first.")
    return doing.journey.case_id


def _leads(doing: Finishing) -> str:
    role = leading_role(doing.pack)
    if role is None:
        raise Refused("No part in the team leads, in this partnership’s practice. Ask the coordinating team.")
    return role.id


def _number(typed: Any) -> int | None:
    return int(typed) if str(typed or "").isascii() and str(typed or "").isdigit() and len(str(typed)) < 10 else None


def _day(typed: Any) -> date | None:
    if isinstance(typed, date) or typed is None:
        return typed
    try:
        return date.fromisoformat(str(typed))
    except ValueError:
        return None


def _beside(fields: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """Faults beside the questions of the step that asked."""
    return {named.get(name, name): sentence for name, sentence in fields.items()}
