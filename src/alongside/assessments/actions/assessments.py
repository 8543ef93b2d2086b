"""Starting an assessment, agreeing with it, completing it, putting its date right, putting one away (E-CINS 5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from alongside.accounts.models import User
from alongside.accounts.queries import practice
from alongside.assessments.models import Agreement, Answer, Assessment, Score
from alongside.assessments.queries.assessments import children_of, in_progress_on, tool_of
from alongside.assessments.rules.tools import (
    PARENT,
    PRACTITIONER,
    Own,
    Part,
    faults_of_date,
    faults_of_own,
    is_nothing_to_fill,
    missing,
    shape_of,
)
from alongside.cases.access import case_to_change
from alongside.cases.models import Case, Member
from alongside.cases.queries import members
from alongside.core.actor import Actor
from alongside.core.days import said
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.documents.models import Document
from alongside.events.actions import record
from alongside.packs.tool_schema import Tool

CHECK = "Check what is marked below."
LONGEST_LINE = 200
LONGEST_REASON = 5000


@dataclass(frozen=True)
class NewAssessment:
    """An assessment to be started. `person` is on whose profile it stands, none for the family as a whole.

    `based_on` is the one it reviews, none for a brand new one; `sure` that it stands on somebody who is not the head.
    """

    tool: str
    took_place_on: date
    person: int | None = None
    based_on: int | None = None
    own: Own | None = None
    sure: bool = False
    document: int | None = None


def start(case_id: int, new: NewAssessment, *, actor: Actor) -> int:
    """Start an assessment; whoever has the case may. Returns its id. S122, S123.

    One made elsewhere, of which nothing but the date is kept, is complete at once. A review begins with the words of
    the one it is based on; its scores are given anew. Raises Invalid beside each field that is wrong.
    """
    case = case_to_change(case_id, actor=actor)
    pack = practice(actor)
    tool = next((each for each in pack.tools if each.id == new.tool), None)
    if tool is None:
        raise Invalid(CHECK, {"tool": "Choose a tool from the list."})
    before = _before(new, case)
    faults = dict(_faults(new, tool, case, before, actor))
    if faults:
        raise Invalid(CHECK, faults)
    own = before.own if before else new.own.as_json() if new.own and tool.own_areas else {}
    shape = shape_of(tool, own)
    done = is_nothing_to_fill(shape)
    started = Assessment.objects.create(
        partnership_id=actor.partnership_id, case=case, person_id=new.person, tool=tool.id, release_id=pack.release_id,
        took_place_on=new.took_place_on, based_on=before, own=own, document_id=new.document,
        started_by_id=actor.user_id, started_at=actor.now,
        completed_by_id=actor.user_id if done else None, completed_at=actor.now if done else None,
    )  # fmt: skip
    if before:
        _take_words(before, started, actor)
    facts = {"assessment": started.pk, "tool": shape.title, "on": new.took_place_on}
    facts |= {"based_on": before.pk} if before else {}
    record("assessment.started", actor=actor, case=case.pk, person=new.person, facts=facts)
    if done:
        record("assessment.completed", actor=actor, case=case.pk, person=new.person, facts=facts)
    return started.pk


def _before(new: NewAssessment, case: Case) -> Assessment | None:
    if new.based_on is None:
        return None
    found = Assessment.objects.filter(
        pk=new.based_on, case=case, tool=new.tool, put_away_at__isnull=True, completed_at__isnull=False
    ).first()
    if found is None:
        raise Invalid(CHECK, {"based_on": "Choose the assessment that this one reviews from the list."})
    return found


def _faults(
    new: NewAssessment, tool: Tool, case: Case, before: Assessment | None, actor: Actor
) -> Iterator[tuple[str, str]]:
    wrong = faults_of_date(new.took_place_on, today=actor.today, before=before.took_place_on if before else None)
    if wrong:
        yield "took_place_on", wrong
    yield from _faults_of_person(new, tool, case)
    if tool.own_areas and before is None:
        yield from faults_of_own(new.own or Own("", 0, 10, ()))
    of_one = new.person if tool.on in ("member", "child") else None
    if not tool.own_areas and in_progress_on(case.pk, tool.id, of_one, actor=actor) is not None:
        yield "tool", f"One is in progress already: {tool.title}. Go on with it, or put it away first."
    if new.document is not None and not Document.objects.filter(pk=new.document, case=case).exists():
        yield "document", "Choose a document of this case."


def _faults_of_person(new: NewAssessment, tool: Tool, case: Case) -> Iterator[tuple[str, str]]:
    if tool.on == "family":
        if new.person is not None:
            yield "person", "This is an assessment of the family as a whole."
        return
    member = Member.objects.filter(case=case, person_id=new.person or 0, left_on__isnull=True).first()
    if member is None:
        yield "person", "Choose whose profile it stands on."
    elif tool.on == "head of the family" and not member.is_head and not new.sure:
        head = Member.objects.filter(case=case, is_head=True, left_on__isnull=True).select_related("person").first()
        whom = f"{head.person.forename} {head.person.surname}".strip() if head else "the head of the family"
        yield "person", f"It stands on the head of the family, {whom}. Choose {whom}, or tick that you are sure."


def _take_words(before: Assessment, started: Assessment, actor: Actor) -> None:
    """The words of the one it reviews, to be changed where things are different now."""
    Answer.objects.bulk_create(
        Answer(
            partnership_id=started.partnership_id, assessment=started, part=row.part, question=row.question,
            member_id=row.member_id, words=row.words, by_id=actor.user_id, at=actor.now,
        )
        for row in Answer.objects.filter(assessment=before).exclude(words="")
    )  # fmt: skip


# --- agreeing with the scores


@dataclass(frozen=True)
class Said:
    """What a practitioner, or a parent or carer, says of the scores. `agrees` is none where nothing was chosen.

    A practitioner is a user, or somebody typed with all their details; a parent or carer a member of the family.
    """

    whose: str
    agrees: bool | None
    reason: str = ""
    user: int | None = None
    member: int | None = None
    name: str = ""
    organisation: str = ""
    telephone: str = ""
    email: str = ""


def agree(assessment_id: int, said: Said, *, actor: Actor) -> None:
    """Record whether somebody agrees with the scores; what they say later stands beside it. S125.

    Raises Invalid by field: without a reason for no, without yes or no, with a detail of somebody typed missing.
    """
    row = to_change(assessment_id, actor=actor)
    tool = _tool(row, actor)
    if not tool.agreement:
        raise Refused("This tool does not ask whether the scores are agreed.")
    faults = dict(_faults_of_said(said, row, actor))
    if faults:
        raise Invalid(CHECK, faults)
    Agreement.objects.create(
        partnership_id=actor.partnership_id, assessment=row, whose=said.whose, user_id=said.user,
        member_id=said.member, name=said.name.strip(), organisation=said.organisation.strip(),
        telephone=said.telephone.strip(), email=said.email.strip(), agrees=bool(said.agrees),
        reason="" if said.agrees else said.reason.strip(), recorded_by_id=actor.user_id, recorded_at=actor.now,
    )  # fmt: skip
    facts = {"assessment": row.pk, "tool": tool.title, "whose": said.whose, "agrees": said.agrees}
    record("assessment.agreed", actor=actor, case=row.case_id, person=row.person_id, facts=facts)


def _faults_of_said(said: Said, row: Assessment, actor: Actor) -> Iterator[tuple[str, str]]:
    if said.agrees is None:
        yield "agrees", "Choose yes or no."
    if said.agrees is False and not said.reason.strip():
        yield "reason", "Say why not. It is shown with the scores."
    if len(said.reason) > LONGEST_REASON:
        yield "reason", f"Use {LONGEST_REASON:,} characters or fewer. You have {len(said.reason):,}."
    if said.whose == PARENT:
        if not Member.objects.filter(pk=said.member or 0, case_id=row.case_id).exists():
            yield "member", "Choose which parent or carer."
    elif said.whose != PRACTITIONER:
        yield "agrees", "Choose whose agreement it is."
    elif said.user is not None:
        if not User.objects.filter(pk=said.user, partnership_id=actor.partnership_id, is_active=True).exists():
            yield "user", "Choose a colleague from the list."
    else:
        yield from _faults_of_typed(said)


_DETAILS = {
    "name": "Enter their name.", "organisation": "Enter the organisation they work for.",
    "telephone": "Enter their telephone number.", "email": "Enter their e-mail address.",
}  # fmt: skip


def _faults_of_typed(said: Said) -> Iterator[tuple[str, str]]:
    for field, sentence in _DETAILS.items():
        value = getattr(said, field).strip()
        if not value or (field == "email" and "@" not in value):
            yield field, sentence
        elif len(value) > LONGEST_LINE:
            yield field, f"Use {LONGEST_LINE} characters or fewer. You have {len(value)}."


# --- completing, the date, putting away


def complete(assessment_id: int, *, actor: Actor) -> None:
    """Complete an assessment; completed already, nothing changes. Raises Invalid by what is missing, under "missing".

    The practitioner's agreement is needed where the tool asks for it (S125), and what it requires to be written.
    """
    row = to_change(assessment_id, actor=actor)
    if row.completed_at is not None:
        return
    tool = _tool(row, actor)
    wanted = list(missing_of(row, tool, actor))
    if wanted:
        raise Invalid("It cannot be completed yet.", {"missing": " ".join(wanted)})
    row.completed_by_id, row.completed_at = actor.user_id, actor.now
    row.version += 1
    row.save(update_fields=["completed_by", "completed_at", "version"])
    facts = {"assessment": row.pk, "tool": tool.title, "on": row.took_place_on}
    record("assessment.completed", actor=actor, case=row.case_id, person=row.person_id, facts=facts)


def missing_of(row: Assessment, tool: Tool, actor: Actor) -> Iterator[str]:
    """What an assessment needs before it is completed, in sentences."""
    words = {
        (Part(each.part, each.member_id), each.question): each.words for each in Answer.objects.filter(assessment=row)
    }
    scored = set(Score.objects.filter(assessment=row, score__isnull=False).values_list("area", flat=True))
    children = [each.id for each in children_of(members(row.case_id, actor=actor), practice(actor))]
    yield from (sentence for _, sentence in missing(tool, words, scored, children))
    if tool.agreement and not Agreement.objects.filter(assessment=row, whose=PRACTITIONER).exists():
        yield "Record whether the practitioner agrees with the scores."


def correct_date(assessment_id: int, *, took_place_on: date, version: int, actor: Actor) -> None:
    """Put right the day an assessment took place, with history. Raises Invalid beside the field, and Stale."""
    row = to_change(assessment_id, actor=actor)
    if row.version != version:
        raise Stale("Somebody changed this assessment meanwhile.", {"took_place_on": row.took_place_on}, row.version)
    before = row.based_on.took_place_on if row.based_on else None
    reviews = Assessment.objects.filter(based_on=row, put_away_at__isnull=True).order_by("took_place_on")
    after = reviews.values_list("took_place_on", flat=True).first()
    if wrong := faults_of_date(took_place_on, today=actor.today, before=before, after=after):
        raise Invalid(CHECK, {"took_place_on": wrong})
    if row.took_place_on == took_place_on:
        return
    changes = [{"what": "Date of the assessment", "from": said(row.took_place_on), "to": said(took_place_on)}]
    row.took_place_on = took_place_on
    row.version += 1
    row.save(update_fields=["took_place_on", "version"])
    facts = {"assessment": row.pk, "tool": _tool(row, actor).title, "changes": changes}
    record("assessment.changed", actor=actor, case=row.case_id, person=row.person_id, facts=facts)


def put_away(assessment_id: int, *, actor: Actor) -> None:
    """Put away an assessment started by mistake; never a completed one. Put away already, it is not there."""
    row = to_change(assessment_id, actor=actor)
    if row.completed_at is not None:
        raise Refused("A completed assessment is part of the record and is not put away. Change what is wrong in it.")
    row.put_away_by_id, row.put_away_at = actor.user_id, actor.now
    row.version += 1
    row.save(update_fields=["put_away_by", "put_away_at", "version"])
    facts = {"assessment": row.pk, "tool": _tool(row, actor).title}
    record("assessment.put-away", actor=actor, case=row.case_id, person=row.person_id, facts=facts)


def to_change(assessment_id: int, *, actor: Actor) -> Assessment:
    """The assessment, locked for this transaction. Raises NotFound where it is absent, put away, or not the actor's."""
    seen = Case.objects.visible_to(actor)
    row = (
        Assessment.objects.select_for_update(of=("self",))
        .filter(pk=assessment_id, case__in=seen, put_away_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def _tool(row: Assessment, actor: Actor) -> Tool:
    return tool_of(row.tool, row.own, row.release_id, actor)
