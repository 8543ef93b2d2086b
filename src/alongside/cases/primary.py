"""The primary details of a case kept by sites, closing it by a date, and who of the sites sees it (CCM 1.2 and 1.8)."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import IntegrityError, transaction

from alongside.accounts.models import Team
from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.access import case_to_change, may_share, share, stop_sharing
from alongside.cases.closing import turned
from alongside.cases.models import Case, Share
from alongside.cases.programme import check_may_end
from alongside.cases.sites import USED
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import record, record_all
from alongside.packs.schema import Pack

LONGEST = {"name": 200, "reference": 40, "reason": 4000}
LABELS = {
    "name": "Name",
    "reference": "Reference",
    "type": "Type",
    "opened_on": "Opened",
    "due_on": "Due",
    "closed_on": "Closed",
    "reason": "Reason",
}
Primary = Mapping[str, str | date | None]


def change_primary(case_id: int, *, version: int, changes: Primary, actor: Actor) -> None:
    """Change any of LABELS. A closed date closes the case, taking it away reopens it; the history keeps each.

    Closing and reopening are the owner's and the coordinating team's, the rest is whoever's sees the case. Raises
    Invalid beside the field, Stale where somebody changed the case since `version`. Source: CCM 1.2.
    """
    case, pack = _by_sites(case_id, actor)
    real = {name: value for name, value in changes.items() if name in LABELS and getattr(case, name) != value}
    _check(case, real, pack, actor)
    if not real:
        return
    if case.version != version:
        theirs = {name: getattr(case, name) for name in changes}
        raise Stale("Somebody changed this case while you had it open.", theirs, case.version)
    said = [
        {"what": LABELS[name], "from": _said(name, getattr(case, name), pack), "to": _said(name, value, pack)}
        for name, value in real.items()
    ]
    was = case.closed_on is not None
    if "closed_on" in real:
        after = _status(real["closed_on"] is not None, pack)
        said.append({"what": "Status", "from": pack.status_title(case.status), "to": pack.status_title(after)})
        real = {**real, "status": after}
    for name, value in real.items():
        setattr(case, name, value)
    case.version += 1
    try:
        with transaction.atomic():
            case.save(update_fields=[*real, "version"])
    except IntegrityError:
        raise Invalid("Check the reference.", {"reference": USED}) from None
    record("case.changed", actor=actor, case=case.pk, facts={"changes": said})
    is_now = case.closed_on is not None
    record_all(turned(case.pk, was=was, is_now=is_now, on=case.closed_on), actor=actor)


def _by_sites(case_id: int, actor: Actor) -> tuple[Case, Pack]:
    pack = practice(actor)
    if not pack.casework.by_sites:
        raise NotFound
    return case_to_change(case_id, actor=actor), pack


def _status(closed: bool, pack: Pack) -> str:
    return next((each.id for each in pack.statuses if each.closes == closed), pack.default_status.id)


def _check(case: Case, real: Primary, pack: Pack, actor: Actor) -> None:
    if "closed_on" in real and not may_share(case, actor):
        raise Refused("Only the owner of the case or the coordinating team can close or reopen it. Ask the owner to.")
    if real.get("closed_on") is not None:
        check_may_end(case, actor)
    faults: dict[str, str] = {}
    for name in ("name", "reference", "opened_on"):
        if name in real and not str(real[name] or "").strip():
            faults[name] = f"Enter the {LABELS[name].lower()}{' date' if name == 'opened_on' else ''}."
    for name, most in LONGEST.items():
        if len(str(real.get(name) or "")) > most:
            faults[name] = f"Use {most} characters or fewer. You have {len(str(real[name]))}."
    if "type" in real and real["type"] not in [each.id for each in pack.case_types]:
        faults["type"] = "Choose the type from the list."
    faults |= _days(case, real, actor.today)
    if faults:
        raise Invalid("Check what is marked below.", faults)


def _days(case: Case, real: Primary, today: date) -> Mapping[str, str]:
    faults: dict[str, str] = {}
    opened, due, closed = (real.get(name, getattr(case, name)) for name in ("opened_on", "due_on", "closed_on"))
    for name, day in (("opened_on", opened), ("closed_on", closed)):
        if isinstance(day, date) and name in real and day > today:
            faults[name] = f"The {LABELS[name].lower()} date cannot be after today."
    if isinstance(opened, date):
        if isinstance(closed, date) and closed < opened:
            faults["closed_on"] = "The closed date cannot be before the opened date."
        if isinstance(due, date) and due < opened:
            faults["due_on"] = "The due date cannot be before the opened date."
    return faults


def _said(name: str, value: object, pack: Pack) -> str:
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return pack.title_of("case_types", str(value)) if name == "type" else str(value or "")


def change_administration(
    case_id: int, *, stood: str, sites: Collection[int], archived: bool, owning: int | None, actor: Actor
) -> None:
    """Say which further sites may see the case, whether it is archived, and which site owns it, all at once.

    `sites` are teams' ids, the owning site not among them. The owner and the coordinating team may; the owning site is
    the coordinating team's alone. Archived, the case leaves every list and is still found. Raises Stale where the
    settings are no longer as they `stood` (settings_stand) when the page was opened. Source: CCM 1.8.
    """
    case, _ = _by_sites(case_id, actor)
    if not may_share(case, actor):
        raise Refused("Only the owner of the case or the coordinating team can change this. Ask the owner to.")
    teams = {team.pk: team for team in Team.objects.filter(partnership_id=actor.partnership_id, coordinates=False)}
    owns = teams.get(owning or case.team_id) if owning != case.team_id else None
    if owning is not None and owning != case.team_id:
        _check_owning(owns, actor)
    if not set(sites) <= set(teams):
        raise Invalid("Choose the sites.", {"sites": "Choose sites from the list."})
    if settings_stand(case.pk, actor=actor) != stood:
        raise Stale("Somebody changed these settings while you had them open.", {}, case.version)
    if archived and not case.is_archived:
        check_may_end(case, actor)
    changed = _own(case, owns, actor) | _archive(case, archived, actor)
    _show(case, {*sites, case.team_id}, teams, actor)
    if changed:
        case.version += 1
        case.save(update_fields=[*changed, "version"])


def settings_stand(case_id: int, *, actor: Actor) -> str:
    """The settings of a case as they are now, to be compared: who holds a share, archived or not, whose case it is."""
    case = Case.objects.visible_to(actor).get(pk=case_id)
    holders = Share.objects.filter(case=case, stopped_at__isnull=True).order_by("holder_id")
    held = ",".join(str(each) for each in holders.values_list("holder_id", flat=True))
    return f"{held}/{case.is_archived}/{case.team_id}"


def _check_owning(owns: Team | None, actor: Actor) -> None:
    if COORDINATING not in actor.roles:
        team = practice(actor).words.coordinating_team
        raise Refused(f"Only the {team} can change which site owns a case. Ask them to.")
    if owns is None:
        raise Invalid("Choose the owning site.", {"owning": "Choose the owning site from the list."})


def _own(case: Case, owns: Team | None, actor: Actor) -> set[str]:
    if owns is None:
        return set()
    change = {"what": "Owning site", "from": case.team.name, "to": owns.name}
    record("case.changed", actor=actor, case=case.pk, facts={"changes": [change]})
    case.team = owns
    return {"team"}


def _archive(case: Case, archived: bool, actor: Actor) -> set[str]:
    if case.is_archived == archived:
        return set()
    record("case.archived" if archived else "case.unarchived", actor=actor, case=case.pk)
    case.is_archived = archived
    return {"is_archived"}


def _show(case: Case, wanted: set[int], teams: Mapping[int, Team], actor: Actor) -> None:
    """Share with the sites that are wanted and do not see it; end what others had. Each is in the history."""
    by_principal = {team.principal_id: number for number, team in teams.items()}
    running = Share.objects.filter(case=case, stopped_at__isnull=True, holder_id__in=by_principal)
    had = {by_principal[each.holder_id]: each.pk for each in running}
    for number in sorted(wanted - had.keys()):
        if number in teams:
            why = "Owning site" if number == case.team_id else "A further site that may see the case"
            share(case.pk, holder=teams[number].principal_id, why=why, actor=actor)
    for number in sorted(had.keys() - wanted):
        stop_sharing(case.pk, had[number], actor=actor)
