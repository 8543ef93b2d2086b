"""Changing a case: its details, its key information, its flags, and who looked. Access is in `access`, opening and
updating from the nomination in `nomination`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.access import case_to_change
from alongside.cases.closing import is_closed, turned
from alongside.cases.models import Case, Flag, Member
from alongside.cases.programme import check_may_end, check_may_set, flag_kind
from alongside.cases.rules import overlap, search_words
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record, record_all

LONGEST_KEY_INFORMATION = 4000
LONGEST_NAME = 300

LABELS = {
    "name": "Case name",
    "area": "Area",
    "status": "Status",
    "priority": "Priority",
    "intensity": "Intensity of support",
    "application_status": "Application status",
    "referral_on": "Referral date",
}
_OWNER_ALONE = {"status", "priority"}
_OWNER_OR_COORDINATING = {"name"}


def look_at(case_id: int, *, actor: Actor, page: str = "") -> None:
    """Record that the actor opened the case, and which page of it. Looks are events like any other (house.md)."""
    record("case.looked-at", actor=actor, case=case_id, facts={"page": page} if page else {})


def look_for(typed: str, *, found: int, actor: Actor) -> None:
    """Record that the actor searched the cases for these words, and how many were found. The actor alone reads it."""
    words = list(search_words(typed))
    if words:
        record("case.looked-for", actor=actor, facts={"words": words, "found": found})


def change_details(
    case_id: int, *, version: int, changes: Mapping[str, str | date], actor: Actor, why: str = ""
) -> None:
    """Change what stands at the head of a case: any of the fields of LABELS.

    Status and priority are the owner's alone; the name is the owner's and the coordinating team's (E-CINS 6.2, 7.1).
    A status that closes needs the reason, `why` (S147), and is refused while the flag of a programme runs (S107).
    Raises Refused where it is not the actor's to change, Invalid beside the field, Stale where somebody changed the
    case since `version`.
    """
    case = case_to_change(case_id, actor=actor)
    real = {field: value for field, value in changes.items() if getattr(case, field) != value}
    _may_change(case, set(real), actor)
    _check_details(real, actor)
    _check_closing(case, real, why, actor)
    if not real:
        return
    if case.version != version:
        raise _stale(case, {field: getattr(case, field) for field in changes})
    said = [
        {"what": LABELS[field], "from": _said(field, getattr(case, field), actor), "to": _said(field, value, actor)}
        for field, value in real.items()
    ]
    was = is_closed(case, practice(actor))
    for field, value in real.items():
        setattr(case, field, value)
    _save(case, list(real))
    kind = "case.status-changed" if set(real) == {"status"} else "case.changed"
    record(kind, actor=actor, case=case.pk, facts={"changes": said} | ({"why": why.strip()} if why.strip() else {}))
    record_all(turned(case.pk, was=was, is_now=is_closed(case, practice(actor)), why=why.strip()), actor=actor)


def _check_closing(case: Case, changes: Mapping[str, str | date], why: str, actor: Actor) -> None:
    if "status" in changes and practice(actor).casework.closes == "by date":
        raise Refused("A case is closed here by its closed date, and reopened by taking that away.")
    if changes.get("status") not in [each.id for each in practice(actor).statuses if each.closes]:
        return
    check_may_end(case, actor)
    if not why.strip():
        raise Invalid("Say why.", {"why": "Say why work with the family has ended. It stands in the history."})
    if len(why) > LONGEST_KEY_INFORMATION:
        limit = f"Use {LONGEST_KEY_INFORMATION} characters or fewer. You have {len(why)}."
        raise Invalid("Make it shorter.", {"why": limit})


def _may_change(case: Case, fields: set[str], actor: Actor) -> None:
    if case.owner_id == actor.user_id:
        return
    if fields & _OWNER_ALONE:
        raise Refused("Only the owner of the case can change its status or priority. Ask the owner to.")
    if fields & _OWNER_OR_COORDINATING and COORDINATING not in actor.roles:
        raise Refused("Only the owner of the case or the coordinating team can rename it. Ask the owner to.")


def _check_details(changes: Mapping[str, str | date], actor: Actor) -> None:
    pack = practice(actor)
    choices = {
        "area": [each.id for each in pack.areas],
        "status": [each.id for each in pack.statuses],
        "priority": [each.id for each in pack.priorities],
        "intensity": ["", *(each.id for each in pack.intensities)],
        "application_status": ["", *(each.id for each in pack.application_statuses)],
    }
    faults: dict[str, str] = {}
    for field, value in changes.items():
        if field in choices and value not in choices[field]:
            faults[field] = f"Choose {LABELS[field].lower()} from the list."
        if field == "referral_on" and isinstance(value, date) and value > actor.today:
            faults[field] = "The referral date cannot be after today."
        if field == "name":
            faults |= _name_faults(str(value))
    if faults:
        raise Invalid("Check what is marked below.", faults)


def _name_faults(name: str) -> Mapping[str, str]:
    if not name.strip():
        return {"name": "Enter the case name: every surname, then the postcode."}
    if len(name) > LONGEST_NAME:
        return {"name": f"Use {LONGEST_NAME} characters or fewer. You have {len(name)}."}
    return {}


def change_key_information(case_id: int, *, version: int, words: str, actor: Actor) -> None:
    """Replace the key information that is always in sight on the case ("nervous around strangers"). E-CINS 6.7.

    Anybody with the case may. The old words stand in the history. Raises Stale, with what stands now, where somebody
    changed the case since `version` and the key information with it.
    """
    case = case_to_change(case_id, actor=actor)
    words = words.strip()
    if len(words) > LONGEST_KEY_INFORMATION:
        limit = f"Use {LONGEST_KEY_INFORMATION} characters or fewer. You have {len(words)}."
        raise Invalid("Make it shorter.", {"key_information": limit})
    if words == case.key_information:
        return
    if case.version != version:
        raise _stale(case, {"key_information": case.key_information})
    before, case.key_information = case.key_information, words
    _save(case, ["key_information"])
    change = {"what": "Key information", "from": before, "to": words}
    record("case.key-information-changed", actor=actor, case=case.pk, facts={"changes": [change]})


def correct_assessment_date(case_id: int, *, version: int, assessed_on: date, why: str, actor: Actor) -> None:
    """Correct the assessment date, which otherwise never changes: the owner alone, with a reason, kept in the history.

    Raises Invalid where the date is after today or no reason is given. Source: E-CINS 2.2.4, where it cannot be done.
    """
    case = case_to_change(case_id, actor=actor)
    faults: dict[str, str] = {}
    if assessed_on > actor.today:
        faults["assessed_on"] = "The assessment date cannot be after today."
    if not why.strip():
        faults["why"] = "Say why the date was wrong."
    if faults:
        raise Invalid("Check what is marked below.", faults)
    if case.owner_id != actor.user_id:
        raise Refused("Only the owner of the case can correct the assessment date. Ask the owner to.")
    if case.assessed_on == assessed_on:
        return
    if case.version != version:
        raise _stale(case, {"assessed_on": case.assessed_on})
    change = {"what": "Assessment date", "from": str(case.assessed_on or ""), "to": str(assessed_on)}
    case.assessed_on = assessed_on
    _save(case, ["assessed_on"])
    record("assessment-date.corrected", actor=actor, case=case.pk, facts={"why": why.strip(), "changes": [change]})


@dataclass(frozen=True)
class Period:
    """When a flag runs, and why it starts and ends: reasons of the pack. `ends_on` is the first day without it."""

    starts_on: date
    start_reason: str
    ends_on: date | None = None
    end_reason: str = ""


def start_flag(case_id: int, *, flag: str, period: Period, actor: Actor) -> None:
    """Start a flag on a case (early help). Earlier periods stay as they were. Source: E-CINS 2.3.

    Raises Refused where the flag is the coordinating team's to set and the actor is not of it (8.2).
    """
    case = case_to_change(case_id, actor=actor)
    check_may_set(flag_kind(flag, actor=actor), actor)
    _check_period(flag, period, actor)
    if Flag.objects.filter(case=case, flag=flag, ends_on__isnull=True).exists():
        raise Refused("This flag is running already. End it before starting it again.")
    _check_apart(case, flag, period)
    Flag.objects.create(
        partnership_id=actor.partnership_id, case=case, flag=flag, starts_on=period.starts_on,
        start_reason=period.start_reason, ends_on=period.ends_on, end_reason=period.end_reason,
    )  # fmt: skip
    record("flag.started", actor=actor, case=case.pk, facts=_flag_facts(flag, None, period, actor))


def change_flag(case_id: int, flag_id: int, *, version: int, period: Period, actor: Actor) -> None:
    """End a flag, or put its dates right; the dates it had before stand in the history."""
    case = case_to_change(case_id, actor=actor)
    row = Flag.objects.select_for_update().filter(case=case, pk=flag_id).first()
    if row is None:
        raise NotFound
    check_may_set(flag_kind(row.flag, actor=actor), actor)
    _check_period(row.flag, period, actor)
    _check_apart(case, row.flag, period, but=row.pk)
    before = Period(row.starts_on, row.start_reason, row.ends_on, row.end_reason)
    if before == period:
        return
    if row.version != version:
        theirs = {"starts_on": row.starts_on, "ends_on": row.ends_on, "end_reason": row.end_reason}
        raise Stale("Somebody changed this flag while you had it open.", theirs, row.version)
    row.starts_on, row.start_reason = period.starts_on, period.start_reason
    row.ends_on, row.end_reason = period.ends_on, period.end_reason
    row.version += 1
    row.save(update_fields=["starts_on", "start_reason", "ends_on", "end_reason", "version"])
    record("flag.changed", actor=actor, case=case.pk, facts=_flag_facts(row.flag, before, period, actor))


def _check_period(flag: str, period: Period, actor: Actor) -> None:
    kind = flag_kind(flag, actor=actor)
    faults: dict[str, str] = {}
    if period.start_reason not in [reason.id for reason in kind.starts]:
        faults["start_reason"] = "Choose why it starts."
    if period.starts_on > actor.today:
        faults["starts_on"] = "The start date cannot be after today."
    if period.ends_on is not None:
        if period.ends_on < period.starts_on:
            faults["ends_on"] = "The end date cannot be before the start date."
        elif period.ends_on > actor.today:
            faults["ends_on"] = "The end date cannot be after today. Come back on the day it ends."
        if period.end_reason not in [reason.id for reason in kind.ends]:
            faults["end_reason"] = "Choose why it ends."
    if faults:
        raise Invalid("Check what is marked below.", faults)


def _check_apart(case: Case, flag: str, period: Period, *, but: int | None = None) -> None:
    """Keep the periods of a flag apart: one does not begin before the one before it has ended (S106)."""
    for each in Flag.objects.filter(case=case, flag=flag):
        if each.pk == but or not overlap((period.starts_on, period.ends_on), (each.starts_on, each.ends_on)):
            continue
        if each.ends_on is not None and each.starts_on < period.starts_on:
            says = f"The last period ended on {each.ends_on:%-d %B %Y}. Start on or after that day."
            raise Invalid("Check the dates.", {"starts_on": says})
        says = f"The next period started on {each.starts_on:%-d %B %Y}. End this one on or before that day."
        raise Invalid("Check the dates.", {"ends_on": says})


def _flag_facts(flag: str, before: Period | None, after: Period, actor: Actor) -> Mapping[str, object]:
    title = practice(actor).flag(flag).title
    changes = [
        {"what": f"{title} from", "from": before.starts_on if before else "", "to": after.starts_on},
        {"what": f"{title} until", "from": (before.ends_on if before else "") or "", "to": after.ends_on or ""},
    ]
    return {"flag": title, "code": flag, "changes": [each for each in changes if each["from"] != each["to"]]}


def change_group(case_id: int, member_id: int, *, version: int, group: str, actor: Actor) -> None:
    """Put a member of the family in another group: perpetrator, victim, vulnerable, family or other (E-CINS 3).

    Whoever sees the case may. Raises Stale where somebody changed the member's place since `version`.
    """
    case = case_to_change(case_id, actor=actor)
    member = Member.objects.select_for_update().filter(case=case, pk=member_id).first()
    if member is None:
        raise NotFound
    titles = {each.id: each.title for each in practice(actor).member_groups}
    if group not in titles:
        raise Invalid("Check what is marked below.", {"group": "Choose a group from the list."})
    if member.group == group:
        return
    if member.version != version:
        sentence = "Somebody changed this member's group while you had it open."
        raise Stale(sentence, {"group": member.group}, member.version)
    before, member.group, member.version = member.group, group, member.version + 1
    member.save(update_fields=["group", "version"])
    change = {"what": "Group", "from": titles.get(before, before), "to": titles[group]}
    record("member.changed", actor=actor, case=case.pk, person=member.person_id, facts={"changes": [change]})


def _said(field: str, value: object, actor: Actor) -> str:
    """A value as the history says it: a title rather than an id, a date in words."""
    pack = practice(actor)
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if field == "area":
        return pack.area_title(str(value))
    if field == "status":
        return pack.status_title(str(value))
    lists = {
        "priority": pack.priorities,
        "intensity": pack.intensities,
        "application_status": pack.application_statuses,
    }
    return next((each.title for each in lists.get(field, ()) if each.id == value), str(value))


def _stale(case: Case, theirs: Mapping[str, object]) -> Stale:
    return Stale("Somebody changed this case while you had it open.", theirs, case.version)


def _save(case: Case, fields: list[str]) -> None:
    case.version += 1
    case.save(update_fields=[*fields, "version"])
