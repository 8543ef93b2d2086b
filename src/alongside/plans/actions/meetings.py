"""Meetings about a plan: begun, who was there, notes, minutes done at the end. A review says how far each concern has
come and when the plan is reviewed next (E-CINS 5.4.4, practice framework 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.core.actor import LONDON, Actor
from alongside.core.changes import put
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record
from alongside.packs.plan_schema import MeetingKind
from alongside.plans.actions.plans import CHECK, plan_to_change, touch
from alongside.plans.actions.updates import concern_of, faults_of_words, too_long
from alongside.plans.models import LONGEST_TITLE, Concern, ConcernProgress, Meeting, Plan
from alongside.plans.queries.meetings import Attending, around_the_table
from alongside.plans.rules.attendance import WhoWasThere, attendance
from alongside.plans.rules.reviews import fault_of_day, fault_of_next

MINUTES_DONE = "The minutes of this meeting are done and stay as they are. Add an update to the plan instead."


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as it is begun: of a kind of the pack, with a title, on a day, at a place."""

    kind: str
    title: str
    held_on: date | None
    place: str = ""


def start_meeting(plan_id: int, *, meeting: NewMeeting, actor: Actor) -> int:
    """Begin a meeting about a plan. Returns its id. The actor is taken to be there.

    Raises Invalid beside "kind", "title", "held_on" or "place": a review is not before the plan was completed, before
    the review before it, or after today (S028).
    """
    plan = plan_to_change(plan_id, actor=actor)
    kind = _kind(meeting.kind, actor)
    faults = _faults(plan, meeting, kind, actor)
    if faults:
        raise Invalid(CHECK, faults)
    assert meeting.held_on is not None  # it was checked
    row = Meeting.objects.create(
        partnership_id=actor.partnership_id, plan=plan, kind=meeting.kind, title=meeting.title.strip(),
        held_on=meeting.held_on, place=meeting.place.strip(), started_by_id=actor.user_id, started_at=actor.now,
        present=[asdict(Attending("user", actor.user_id, actor.name))],
    )  # fmt: skip
    _record("meeting.started", row, plan, actor)
    return row.pk


def change_meeting(meeting_id: int, *, meeting: NewMeeting, version: int, actor: Actor) -> None:
    """Put right what a meeting is called, when and where it is, until its minutes are done."""
    plan, row = meeting_to_change(meeting_id, actor=actor)
    if faults := _faults(plan, meeting, _kind(meeting.kind, actor), actor):
        raise Invalid(CHECK, faults)
    values = {"kind": meeting.kind, "title": meeting.title.strip(), "held_on": meeting.held_on,
              "place": meeting.place.strip()}  # fmt: skip
    _change(row, plan, values, version, actor)


def say_who_was_there(meeting_id: int, *, who: WhoWasThere[str], version: int, actor: Actor) -> None:
    """Say who is at the meeting and who sent apologies: of the family, of the users, and others typed by name."""
    plan, row = meeting_to_change(meeting_id, actor=actor)
    known = {each.value: each for each in around_the_table(plan.case_id, actor=actor)}
    known |= {each.value: each for each in attending(row.present) + attending(row.apologies) if each.id}
    choose = "Choose from the people around this family, or type the name below."
    values, faults = attendance(who, known, lambda name: Attending("outside", None, name), choose=choose)
    if faults:
        raise Invalid(CHECK, faults)
    _change(row, plan, values, version, actor)


def write_notes(meeting_id: int, *, words: str, version: int, actor: Actor, private: bool = False) -> int:
    """Write the notes of a meeting, or those for the professionals alone; in the place of what stood there.

    Returns the meeting's version from then on. Raises Stale, with what stands now, where somebody else wrote there
    since `version`.
    """
    plan, row = meeting_to_change(meeting_id, actor=actor)
    field = "private" if private else "notes"
    if faults := too_long(words, field):
        raise Invalid(CHECK, faults)
    _change(row, plan, {field: words.strip()}, version, actor)
    return row.version


def say_progress(meeting_id: int, concern_id: int, *, progress: str, words: str, version: int, actor: Actor) -> int:
    """Say at a review how far a concern has come: as a word for progress of the pack, and in words.

    `version` is that of what was said of it at this review before, 0 where nothing was; returned is the one from then
    on. Raises Stale, with what stands now, where somebody else said something else meanwhile.
    """
    plan, row = meeting_to_change(meeting_id, actor=actor)
    concern = concern_of(plan, concern_id)
    pack = practice(actor)
    words = words.strip()
    faults = too_long(words, "words")
    if progress and progress not in {each.id for each in pack.progress}:
        faults["progress"] = "Choose how far it has come from the list."
    if faults:
        raise Invalid(CHECK, faults)
    said = ConcernProgress.objects.select_for_update(of=("self",)).filter(meeting=row, concern=concern).first()
    stands = (said.progress, said.words) if said else ("", "")
    if stands == (progress, words):
        return said.version if said else 0
    if (said.version if said else 0) != version:
        theirs = {"progress": stands[0], "words": stands[1]}
        raise Stale("Somebody else wrote here meanwhile.", theirs, said.version if said else 0)
    if said is None:
        said = ConcernProgress(partnership_id=actor.partnership_id, meeting=row, concern=concern, version=0)
    said.progress, said.words, said.by_id, said.at = progress, words, actor.user_id, actor.now
    said.version += 1
    said.save(update_fields=["progress", "words", "by", "at", "version"] if said.pk else None)
    titles = {each.id: each.title for each in pack.progress}
    changes = [
        {"what": f"Concern {concern.number}, {what}", "from": before, "to": now}
        for what, before, now in (
            ("progress", titles.get(stands[0], stands[0]), titles.get(progress, progress)),
            ("in words", stands[1], words),
        )
        if before != now
    ]
    _record("meeting.changed", row, plan, actor, concern=concern.pk, changes=changes)
    return said.version


def end_meeting(meeting_id: int, *, next_on: date | None, version: int, actor: Actor) -> None:
    """End a meeting: its minutes are done and stay as they are. A review sets when the plan is reviewed next.

    Raises Invalid beside "present" where nobody was there, "next_on" for a day later than the practice allows, and
    "concern-7" for an open concern of which a review says nothing. A manager's decision on the review is awaited then.
    """
    plan, row = meeting_to_change(meeting_id, actor=actor)
    reviews = is_review(row.kind, plan, actor)
    faults = {} if row.present else {"present": "Say who was there."}
    if wrong := _fault_of_day(plan, row.held_on, reviews, actor, row.pk):
        faults["held_on"] = wrong
    wants_next = reviews and plan.ended_on is None
    if wants_next:
        faults |= _silent(plan, row)
        days = practice(actor).planning.review_days
        if wrong := fault_of_next(next_on, held_on=row.held_on, days=days):
            faults["next_on"] = wrong
    if faults:
        raise Invalid("The minutes are not done yet. Everything written is kept.", faults)
    if row.version != version:
        raise Stale("Somebody else wrote in this meeting meanwhile.", {}, row.version)
    row.ended_at, row.ended_by_id, row.next_on = actor.now, actor.user_id, next_on if wants_next else None
    row.version += 1
    row.save(update_fields=["ended_at", "ended_by", "next_on", "version"])
    facts: dict[str, Any] = {}
    if wants_next:
        facts["changes"] = [{"what": "Reviewed next", "from": str(plan.review_on or ""), "to": str(next_on)}]
        facts["next_on"] = next_on
        plan.review_on = next_on
        touch(plan, "review_on")
    happened = actor.happened(row.held_on)
    _record("review.held" if reviews else "meeting.held", row, plan, actor, happened_at=happened, **facts)


def is_review(kind: str, plan: Plan, actor: Actor) -> bool:
    """Whether a meeting of this kind reviews the plan: its kind does, and the plan has been completed."""
    return plan.completed_at is not None and kind in {each.id for each in practice(actor).meeting_kinds if each.reviews}


def meeting_to_change(meeting_id: int, *, actor: Actor) -> tuple[Plan, Meeting]:
    """A meeting with its plan, locked for this transaction. Raises NotFound where it is not there for the actor,
    Refused once its minutes are done."""
    found = Meeting.objects.filter(pk=meeting_id, plan__put_away_at__isnull=True).select_related("plan").first()
    if found is None:
        raise NotFound
    case_to_change(found.plan.case_id, actor=actor)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=found.plan_id)
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    if row.ended_at is not None:
        raise Refused(MINUTES_DONE)
    return plan, row


def attending(told: Sequence[Mapping[str, Any]]) -> list[Attending]:
    """Who is kept as having been there."""
    return [Attending(each["kind"], each["id"], each["name"]) for each in told]


def _kind(kind: str, actor: Actor) -> MeetingKind | None:
    return next((each for each in practice(actor).meeting_kinds if each.id == kind), None)


def _faults(plan: Plan, meeting: NewMeeting, kind: MeetingKind | None, actor: Actor) -> dict[str, str]:
    faults = faults_of_words(meeting.title, "Give the meeting a title.", "title", LONGEST_TITLE)
    faults |= too_long(meeting.place, "place", LONGEST_TITLE)
    if kind is None:
        faults["kind"] = "Choose what kind of meeting it is."
    if meeting.held_on is None:
        faults["held_on"] = "Enter the date of the meeting."
    elif wrong := _fault_of_day(plan, meeting.held_on, is_review(meeting.kind, plan, actor), actor):
        faults["held_on"] = wrong
    return faults


def _fault_of_day(plan: Plan, held_on: date, reviews: bool, actor: Actor, itself: int = 0) -> str:
    completed_on = plan.completed_at.astimezone(LONDON).date() if plan.completed_at and reviews else None
    last_on = None
    if reviews:
        kinds = [each.id for each in practice(actor).meeting_kinds if each.reviews]
        held = Meeting.objects.filter(plan=plan, kind__in=kinds, ended_at__isnull=False, next_on__isnull=False)
        last_on = held.exclude(pk=itself).aggregate(last=Max("held_on"))["last"]
    return fault_of_day(held_on, today=actor.today, completed_on=completed_on, last_on=last_on)


def _silent(plan: Plan, row: Meeting) -> dict[str, str]:
    """The open concerns that a review says nothing of; those agreed at it have only begun."""
    told = ConcernProgress.objects.filter(meeting=row).exclude(progress="", words="").values("concern")
    left = Concern.objects.filter(plan=plan, closed_on__isnull=True).exclude(meeting=row).exclude(pk__in=told)
    return {f"concern-{each.pk}": f"Say how far concern {each.number} has come." for each in left.order_by("position")}


_LABELS = {
    "kind": "Kind", "title": "Title", "held_on": "Date", "place": "Place", "present": "Who was there",
    "apologies": "Apologies", "notes": "Notes", "private": "Notes for professionals",
}  # fmt: skip


def _change(row: Meeting, plan: Plan, values: Mapping[str, Any], version: int, actor: Actor) -> None:
    changed = put(row, values, version=version, meanwhile="Somebody else wrote in this meeting meanwhile.")
    if changed:
        told = [each.told(_LABELS[each.field], _said) for each in changed if each.field != "private"]
        _record("meeting.changed", row, plan, actor, changes=told)


def _said(value: Any) -> str:
    return ", ".join(each["name"] for each in value) if isinstance(value, list) else str(value or "")


def _record(
    event: str, row: Meeting, plan: Plan, actor: Actor, *, happened_at: datetime | None = None, **facts: Any
) -> None:
    title = practice(actor).title_of("meeting_kinds", row.kind)
    told = {"plan": plan.pk, "meeting": row.pk, "kind": title, **facts}
    record(event, actor=actor, case=plan.case_id, facts=told, happened_at=happened_at)
