"""The concerns of a plan: added, changed, put in order, closed as achieved or given up, and reopened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import Max

from alongside.cases.models import Member
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record
from alongside.packs.schema import Pack
from alongside.plans.actions.plans import CHECK, plan_to_change, practice_of
from alongside.plans.models import LONGEST_WORDS, Concern, ConcernMember, Meeting, Plan
from alongside.plans.queries.plans import ACHIEVED
from alongside.plans.rules.plans import Coded, arranged, faults_of_codes, settled, sustained_months

CLOSED = "This concern is closed. Reopen it first."


@dataclass(frozen=True)
class NewConcern:
    """What a concern says. `members` are ids of members of the family, `areas` those of assessment tools that it
    answers, as "tool/area". `sustained_months` is what the outcome and the measures say unless it is given."""

    better: str
    criterion: str = ""
    goal: str = ""
    outcome: str = ""
    knowing: str = ""
    measures: Sequence[str] = ()
    sustained_months: int | None = None
    contingency: str = ""
    areas: Sequence[str] = ()
    members: Sequence[int] = ()


def add_concern(plan_id: int, *, concern: NewConcern, actor: Actor, meeting_id: int | None = None) -> int:
    """Add a concern at the end of a plan, perhaps agreed at a meeting. Returns its id. E-CINS 5.4.

    Raises Invalid beside each field that cannot be right: nothing to make better, an outcome or a measure of another
    criterion, somebody who is not of the family.
    """
    plan = plan_to_change(plan_id, actor=actor)
    if meeting_id is not None and not Meeting.objects.filter(plan=plan, pk=meeting_id).exists():
        raise NotFound
    told = _checked(concern, plan, ())
    last = Concern.objects.filter(plan=plan).aggregate(number=Max("number"), position=Max("position"))
    found = Concern.objects.create(
        partnership_id=actor.partnership_id, plan=plan, number=(last["number"] or 0) + 1,
        position=(last["position"] or 0) + 1, opened_on=actor.today, meeting_id=meeting_id, **_columns(told),
    )  # fmt: skip
    _name(found, told.members)
    facts = {"members": [*told.members]} | ({"meeting": meeting_id} if meeting_id else {})
    _record("concern.added", found, plan, actor, **facts)
    return found.pk


def change_concern(concern_id: int, *, concern: NewConcern, version: int, actor: Actor) -> None:
    """Change what a concern says; every earlier word stays in the history.

    Raises Stale, with what stands now, where somebody changed it since `version`.
    """
    plan, row = concern_to_change(concern_id, actor=actor)
    if row.closed_on is not None:
        raise Refused(CLOSED)
    before = _stands(row)
    told = _checked(concern, plan, before.members, before)
    if told == before:
        return
    if row.version != version:
        raise Stale("Somebody changed this concern while you had it open.", _theirs(before), row.version)
    for name, value in _columns(told).items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*_columns(told), "version"])
    ConcernMember.objects.filter(concern=row, removed_at__isnull=True).exclude(member__in=told.members).update(
        removed_at=actor.now
    )
    _name(row, [each for each in told.members if each not in before.members])
    _record("concern.changed", row, plan, actor, changes=_changes(before, told))


def close_concern(concern_id: int, *, achieved: bool, because: str = "", version: int, actor: Actor) -> None:
    """Close a concern as achieved, or as given up for a reason. Its tasks stay as they are."""
    plan, row = concern_to_change(concern_id, actor=actor)
    words = ACHIEVED if achieved else because.strip()
    if not words:
        raise Invalid(CHECK, {"because": "Say why it is given up."})
    if faults := dict(_words("because", words)):
        raise Invalid(CHECK, faults)
    if row.closed_on is not None:
        return
    if row.version != version:
        raise Stale("Somebody changed this concern while you had it open.", _theirs(_stands(row)), row.version)
    row.closed_on, row.closed_because = actor.today, words
    _touch(row)
    _record("concern.closed", row, plan, actor, because=words)


def reopen_concern(concern_id: int, *, why: str, version: int, actor: Actor) -> None:
    """Open a closed concern again, and say why; when and why it was closed stays in the history."""
    plan, row = concern_to_change(concern_id, actor=actor)
    why = why.strip()
    if not why:
        raise Invalid(CHECK, {"why": "Say why it is opened again."})
    if faults := dict(_words("why", why)):
        raise Invalid(CHECK, faults)
    if row.closed_on is None:
        return
    if row.version != version:
        raise Stale("Somebody changed this concern while you had it open.", _theirs(_stands(row)), row.version)
    was = row.closed_because
    row.closed_on, row.closed_because = None, ""
    _touch(row)
    changes = [{"what": "Closed", "from": "Achieved" if was == ACHIEVED else was, "to": ""}]
    _record("concern.reopened", row, plan, actor, why=why, changes=changes)


def put_in_order(plan_id: int, *, wanted: Sequence[int], actor: Actor) -> None:
    """Put the concerns of a plan in the order wanted; those not named follow as they stood."""
    plan = plan_to_change(plan_id, actor=actor)
    rows = {row.pk: row for row in Concern.objects.filter(plan=plan).order_by("position", "id")}
    order = arranged([*rows], wanted)
    if order == [*rows]:
        return
    before = [row.number for row in rows.values()]
    for position, number in enumerate(order, 1):
        rows[number].position = position
    Concern.objects.bulk_update(rows.values(), ["position"])
    said = [", ".join(str(each) for each in numbers) for numbers in (before, [rows[each].number for each in order])]
    changes = [{"what": "Order", "from": said[0], "to": said[1]}]
    record("concern.moved", actor=actor, case=plan.case_id, facts={"plan": plan.pk, "changes": changes})


def concern_to_change(concern_id: int, *, actor: Actor) -> tuple[Plan, Concern]:
    """A concern with its plan, locked for this transaction. Raises as `plan_to_change` does."""
    plan_id = Concern.objects.filter(pk=concern_id).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotFound
    plan = plan_to_change(plan_id, actor=actor)
    return plan, Concern.objects.select_for_update(of=("self",)).get(pk=concern_id)


def _touch(row: Concern) -> None:
    row.version += 1
    row.save(update_fields=["closed_on", "closed_because", "version"])


def _name(row: Concern, members: Sequence[int]) -> None:
    ConcernMember.objects.bulk_create(
        ConcernMember(partnership_id=row.partnership_id, concern=row, member_id=member) for member in members
    )


def _record(kind: str, row: Concern, plan: Plan, actor: Actor, **facts: Any) -> None:
    told = {"plan": plan.pk, "concern": row.pk, "number": row.number, **facts}
    record(kind, actor=actor, case=plan.case_id, facts=told)


# --- what a concern says, and what of it cannot be right

_TEXTS = ("better", "goal", "knowing", "contingency")


def _checked(told: NewConcern, plan: Plan, stands: Sequence[int], before: NewConcern | None = None) -> NewConcern:
    """What is written down of what was told: tidied, its codes settled, its sustained period filled in."""
    pack = practice_of(plan)
    framework = pack.framework(plan.framework) if plan.framework else None
    coded = Coded(told.criterion.strip(), told.outcome.strip(), tuple(dict.fromkeys(told.measures)))
    coded = settled(coded, framework) if framework else coded
    faults = dict(faults_of_codes(coded, framework)) | dict(_faults(told, plan, pack, stands, before))
    if faults:
        raise Invalid(CHECK, faults)
    months = sustained_months(coded, framework) if told.sustained_months is None else told.sustained_months
    return replace(
        told, **{name: getattr(told, name).strip() for name in _TEXTS}, **asdict(coded), sustained_months=months,
        members=tuple(dict.fromkeys(told.members)), areas=tuple(dict.fromkeys(told.areas)),
    )  # fmt: skip


def _faults(
    told: NewConcern, plan: Plan, pack: Pack, stands: Sequence[int], before: NewConcern | None
) -> Iterator[tuple[str, str]]:
    if not told.better.strip():
        yield "better", "Say what to make better."
    for name in _TEXTS:
        yield from _words(name, getattr(told, name))
    if told.sustained_months is not None and not 0 <= told.sustained_months <= 60:
        yield "sustained_months", "Give a number of months from 0 to 60."
    wanted = set(told.members) - set(stands)
    if wanted and Member.objects.filter(case=plan.case_id, pk__in=wanted, left_on__isnull=True).count() != len(wanted):
        yield "members", "Choose members of this family."
    known = {f"{tool.id}/{area.id}" for tool in pack.tools for area in tool.area} | set(before.areas if before else ())
    if not set(told.areas) <= known:
        yield "areas", "Choose areas from the list."


def _words(name: str, words: str) -> Iterator[tuple[str, str]]:
    if len(words) > LONGEST_WORDS:
        yield name, f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(words):,}."
    if "\x00" in words:
        yield name, "Take out the characters that cannot be shown, then save again."


def _columns(told: NewConcern) -> dict[str, Any]:
    columns = {name: value for name, value in asdict(told).items() if name != "members"}
    return columns | {"measures": [*told.measures], "areas": [*told.areas]}


def _stands(row: Concern) -> NewConcern:
    plain = ("better", "criterion", "goal", "outcome", "knowing", "sustained_months", "contingency")
    members = ConcernMember.objects.filter(concern=row, removed_at__isnull=True).order_by("id")
    return NewConcern(
        **{name: getattr(row, name) for name in plain}, measures=tuple(row.measures), areas=tuple(row.areas),
        members=tuple(members.values_list("member_id", flat=True)),
    )  # fmt: skip


def _theirs(stands: NewConcern) -> Mapping[str, Any]:
    return asdict(stands)


_LABELS = {
    "better": "What to make better", "criterion": "Criterion", "goal": "Goal", "outcome": "Outcome",
    "knowing": "How we will know", "measures": "Measures", "sustained_months": "Sustained progress, months",
    "contingency": "What if it is not working", "areas": "Areas", "members": "Whom it is for",
}  # fmt: skip


def _changes(before: NewConcern, now: NewConcern) -> Sequence[Mapping[str, str]]:
    names = _names({*before.members, *now.members})

    def said(name: str, value: Any) -> str:
        if name == "members":
            return ", ".join(names.get(each, "") for each in value)
        return ", ".join(value) if isinstance(value, tuple) else str(value or "")

    return [
        {"what": label, "from": said(name, getattr(before, name)), "to": said(name, getattr(now, name))}
        for name, label in _LABELS.items()
        if getattr(before, name) != getattr(now, name)
    ]


def _names(members: set[int]) -> Mapping[int, str]:
    found = Member.objects.filter(pk__in=members).values_list("pk", "person__forename", "person__surname")
    return {member: " ".join(part for part in name if part) or "Unborn baby" for member, *name in found}
