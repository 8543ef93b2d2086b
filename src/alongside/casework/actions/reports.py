"""Writing a report that only some may read, and changing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alongside.accounts.models import User
from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.access import case_to_change
from alongside.cases.circles import make_circle
from alongside.cases.models import Case
from alongside.casework.actions.report_parts import Parts, add_parts, checked, remove_parts
from alongside.casework.actions.report_readers import check_may_read
from alongside.casework.models import LONGEST_LINE, Report, ReportCase
from alongside.casework.rules.reports import may_change_report
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.packs.schema import Pack

LONGEST_TEXT = 50_000
CHECK = "Check what is marked below."
LABELS = {
    "type": "Type",
    "title": "Title",
    "report_on": "Date",
    "area": "Area",
    "text": "Text",
    "review_on": "Review date",
}


@dataclass(frozen=True)
class Content:
    """What a report says. `type` is a report type of the pack, `area` an area of it."""

    type: str
    title: str
    report_on: date
    area: str
    text: str
    review_on: date | None = None


@dataclass(frozen=True)
class Readers:
    """Who may see a report beside its author: principals of users and teams, and why."""

    holders: Sequence[int] = ()
    why: str = ""


@dataclass(frozen=True)
class Gone:
    """What is taken out of a report: the ids of its parties, vehicles and places. The rows are kept."""

    parties: Sequence[int] = field(default_factory=tuple)
    vehicles: Sequence[int] = field(default_factory=tuple)
    places: Sequence[int] = field(default_factory=tuple)


def write_report(
    content: Content, *, cases: Sequence[int], actor: Actor, parts: Parts | None = None, readers: Readers | None = None
) -> int:
    """Write a report on one case or several that the actor sees. Returns its id (E-CINS 5.2).

    It is seen by its author and by those of `readers` alone, whichever cases it is linked to; who is excluded from one
    of the cases is excluded from it. Raises Invalid beside each field that is wrong ("cases", "holders", "persons" and
    those of Content; "caller-0-name" for a part).
    """
    linked = _cases(cases, actor)
    readers = readers or Readers()
    check(content, practice(actor))
    told = checked(parts or Parts(), actor=actor)
    check_may_read(readers.holders, [case.pk for case in linked], actor=actor)
    circle = make_circle(readers.holders, actor=actor, why=readers.why)
    report = Report.objects.create(
        partnership_id=actor.partnership_id, circle_id=circle, author_id=actor.user_id, team_id=_team_of(actor),
        written_at=actor.now, type=content.type, title=content.title.strip(), report_on=content.report_on,
        area=content.area, text=content.text.strip(), review_on=content.review_on,
    )  # fmt: skip
    add_parts(report, told, actor=actor)
    ReportCase.objects.bulk_create(
        ReportCase(
            partnership_id=actor.partnership_id, report=report, case=case, linked_by_id=actor.user_id,
            linked_at=actor.now,
        )
        for case in linked
    )  # fmt: skip
    happened(report, "report.added", {}, actor=actor, cases=[case.pk for case in linked])
    return report.pk


def _team_of(actor: Actor) -> int:
    return actor.team_id or User.objects.values_list("team_id", flat=True).get(pk=actor.user_id)


def _cases(cases: Iterable[int], actor: Actor) -> list[Case]:
    """The cases, locked in one order, so that two who write at once do not wait for each other in a ring."""
    try:
        linked = [case_to_change(case, actor=actor) for case in sorted(set(cases))]
    except NotFound:
        raise Invalid(CHECK, {"cases": "Choose cases that you can see."}) from None
    if not linked:
        raise Invalid(CHECK, {"cases": "Choose the case it is about, or more than one."})
    return linked


def change_report(
    report_id: int,
    *,
    version: int,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    add: Parts | None = None,
    remove: Gone | None = None,
) -> None:
    """Change what a report says, any of the fields of LABELS, and who and what is named in it.

    What it said before stands in its history. What is named is added and removed one by one, so that two who name
    different people at once both do. Raises NotFound, Refused where it is not the actor's to change, Invalid beside the
    field, and Stale, with what stands now, where somebody changed it since `version`.
    """
    report = report_to_change(report_id, actor=actor)
    tidy = {name: value.strip() if isinstance(value, str) else value for name, value in (changes or {}).items()}
    real = {name: value for name, value in tidy.items() if getattr(report, name) != value}
    check(_with(report, real), practice(actor), real)
    told = checked(add or Parts(), actor=actor)
    if real and report.version != version:
        raise Stale(
            "Somebody changed this report while you had it open.",
            {name: getattr(report, name) for name in LABELS},
            report.version,
        )
    pack = practice(actor)
    said: list[Mapping[str, str]] = [
        {"what": LABELS[name], "from": _said(name, getattr(report, name), pack), "to": _said(name, value, pack)}
        for name, value in real.items()
    ]
    said += remove_parts(report, remove or Gone(), actor=actor) + add_parts(report, told, actor=actor)
    if not said:
        return
    for name, value in real.items():
        setattr(report, name, value)
    report.version += 1
    report.changed_at, report.changed_by_id = actor.now, actor.user_id
    report.save(update_fields=[*real, "version", "changed_at", "changed_by"])
    happened(report, "report.changed", {"changes": said}, actor=actor)


def report_to_change(report_id: int, *, actor: Actor) -> Report:
    """The report, locked. Raises NotFound where it is not the actor's to see, Refused where not to change."""
    report = report_seen(report_id)
    if not may_change(report, actor):
        raise Refused(
            "Only whoever wrote a report, their team and the coordinating team can change it. Add a note to it instead."
        )
    return report


def report_seen(report_id: int) -> Report:
    """The report, locked. Raises NotFound where it is not there for whoever asks."""
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None:
        raise NotFound
    return report


def may_change(report: Report, actor: Actor) -> bool:
    """Whether a report that the actor sees is theirs to change, to link and to share."""
    coordinates = COORDINATING in actor.roles
    return may_change_report(
        actor.user_id, actor.team_id, author_id=report.author_id, of_team=report.team_id, coordinates=coordinates
    )


def happened(
    report: Report, kind: str, facts: Mapping[str, Any], *, actor: Actor, cases: Sequence[int] | None = None
) -> None:
    """Write down what happened to a report, for each linked case that the actor sees. Its circle alone reads it."""
    if cases is None:
        linked = ReportCase.objects.filter(report=report, unlinked_at__isnull=True)
        seen = linked.filter(case__in=Case.objects.visible_to(actor)).order_by("case_id")
        cases = list(seen.values_list("case_id", flat=True))
    told = {**facts, "report": report.pk}
    places: Sequence[int | None] = cases or [None]
    record_all([Happened(kind, case=case, facts=told, circle=report.circle_id) for case in places], actor=actor)


def look_at_report(report_id: int, *, circle_id: int, actor: Actor, page: str = "") -> None:
    """Record that the actor opened a report, of this circle, and which page of it."""
    record("report.looked-at", actor=actor, facts={"report": report_id, "page": page}, circle=circle_id)


def note_refusal(report_id: int, *, actor: Actor) -> None:
    """Record that the actor asked for a report that is not there for them, whether or not there is one (S121)."""
    record("report.refused", actor=actor, facts={"number": report_id})


def look_for_reports(words: str, *, found: int, actor: Actor) -> None:
    """Record that the actor searched the reports for these words, and how many were found. The actor alone reads it."""
    record("report.looked-for", actor=actor, facts={"words": words[:200], "found": found})


def _with(report: Report, changes: Mapping[str, Any]) -> Content:
    return Content(**{name: changes.get(name, getattr(report, name)) for name in LABELS})


def check(content: Content, pack: Pack, fields: Iterable[str] = tuple(LABELS)) -> None:
    """Hold what a report says to what it must; of these fields. Raises Invalid. E-CINS 5.2: it cannot be left blank."""
    faults: dict[str, str] = {}
    if content.type not in {each.id for each in pack.report_types}:
        faults["type"] = "Choose what kind of report it is."
    if content.area not in {each.id for each in pack.areas}:
        faults["area"] = "Choose the area in which the family lives."
    if not content.title.strip():
        faults["title"] = "Give the report a title."
    if not content.text.strip():
        faults["text"] = "Write something: a report cannot be left blank. The title is enough."
    for name, longest in (("title", LONGEST_LINE), ("text", LONGEST_TEXT)):
        words = str(getattr(content, name))
        if len(words) > longest:
            faults[name] = f"Use {longest:,} characters or fewer. You have {len(words):,}."
        if "\x00" in words:
            faults[name] = "Take out the characters that cannot be shown, then save again."
    if content.review_on and content.review_on < content.report_on:
        faults["review_on"] = "The review cannot be before the date of the report."
    wrong = {name: sentence for name, sentence in faults.items() if name in set(fields) or name == "review_on"}
    if wrong:
        raise Invalid(CHECK, wrong)


def _said(name: str, value: Any, pack: Pack) -> str:
    if name == "type":
        return pack.title_of("report_types", value)
    if name == "area":
        return pack.area_title(value)
    return str(value or "")
