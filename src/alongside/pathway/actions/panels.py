"""Meetings of panels: their dates, who was there, what was decided about each family, and their minutes.

What is decided stands on the agenda as it is said, and can still be put right. It takes effect as the minutes are done:
then each family goes on by the way decided, and a family that was carried over comes to the next meeting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from alongside.accounts.models import Organisation, User
from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.core.changes import put
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.packs.process_schema import Panel
from alongside.pathway.actions.effects import Finishing, does
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import remember
from alongside.pathway.models import LONGEST_WORDS, AgendaItem, PanelMeeting, WorkItem
from alongside.pathway.queries.panels import AtPanel, Attending, agenda_of, sittings
from alongside.pathway.rules.panels import CARRIED, wanting
from alongside.pathway.rules.steps import ways_on
from alongside.plans.rules.attendance import WhoWasThere, attendance

CHECK = "Check what is marked below."
MINUTES_DONE = "The minutes of this meeting are done and stay as they are."
LONGEST_PLACE = 200
LONG_AGO = timedelta(days=366)


def make_meeting(panel_id: str, team_id: int, *, held_on: date | None, place: str, actor: Actor) -> int:
    """Set the date of a panel's meeting. Returns its id. Whoever works in the panel's team may; NotFound for others.

    Raises Invalid beside "held_on" or "place".
    """
    sitting = next(
        (each for each in sittings(actor=actor) if each.panel.id == panel_id and each.team_id == team_id), None
    )
    if sitting is None:
        raise NotFound
    _check_day(held_on, place, actor)
    assert held_on is not None  # it was checked
    try:
        with transaction.atomic():
            row = PanelMeeting.objects.create(
                partnership_id=actor.partnership_id, panel=panel_id, team_id=team_id, area=sitting.area,
                held_on=held_on, place=place.strip(), made_by_id=actor.user_id, made_at=actor.now,
            )  # fmt: skip
    except IntegrityError:
        raise Invalid(CHECK, {"held_on": "There is a meeting on this day already."}) from None
    _record("panel.made", row, actor, held_on=_day(row.held_on))
    return row.pk


def change_meeting(meeting_id: int, *, held_on: date | None, place: str, version: int, actor: Actor) -> None:
    """Put right when and where a meeting is, until its minutes are done."""
    row = meeting_to_change(meeting_id)
    _check_day(held_on, place, actor)
    assert held_on is not None  # it was checked
    taken = PanelMeeting.objects.filter(panel=row.panel, area=row.area, held_on=held_on).exclude(pk=row.pk)
    if taken.exists():
        raise Invalid(CHECK, {"held_on": "There is a meeting on this day already."})
    _change(row, {"held_on": held_on, "place": place.strip()}, version, actor)


Attendance = WhoWasThere[int]
"""Who was at a panel's meeting, by the ids of users, and others by name, each with where from."""


def say_who_was_there(meeting_id: int, *, who: Attendance, version: int, actor: Actor) -> None:
    """Say who is at the meeting and who sent apologies: of the panel, and others by name and organisation."""
    row = meeting_to_change(meeting_id)
    people = User.objects.filter(partnership_id=actor.partnership_id, is_active=True, is_service=False)
    known = people.select_related("team__organisation").in_bulk([*who.present, *who.apologies])
    choose = "Choose from the people of the panel, or write the name below."
    values, faults = attendance(who, {key: _user(each) for key, each in known.items()}, _outside, choose=choose)
    if faults:
        raise Invalid(CHECK, faults)
    _change(row, values, version, actor)


def write_notes(meeting_id: int, *, notes: str, version: int, actor: Actor) -> int:
    """Write the notes of a meeting as a whole, in the place of what stood there. Returns its version. Raises Stale."""
    row = meeting_to_change(meeting_id)
    if len(notes) > LONGEST_WORDS:
        raise Invalid(CHECK, {"notes": f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(notes):,}."})
    _change(row, {"notes": notes.strip()}, version, actor)
    return row.version


@dataclass(frozen=True)
class Discussed:
    """What is said of a family at a meeting, the way that is decided (or CARRIED), and the one agency that leads."""

    discussed: str = ""
    decision: str = ""
    lead_agency: int | None = None


def decide_on(meeting_id: int, item_id: int, *, said: Discussed, version: int, actor: Actor, whole: bool = True) -> int:
    """Write down what was said of a family and decided, or carry it over. It takes effect as the minutes are done.

    `version` is that of what was said of it at this meeting before, 0 where nothing was; returned is the one after.
    What is kept while it is typed need not be `whole`: the minutes are not done until it is. Raises Invalid beside
    "decision", "lead_agency" or "discussed", Stale with what stands now. Source: practice framework 3; S173: a decision
    names one agency that leads.
    """
    row = meeting_to_change(meeting_id)
    found = next((each for each in agenda_of(row, actor=actor) if each.item_id == item_id), None)
    if found is None:
        raise NotFound
    panel = practice(actor).panel(row.panel)
    agency = _agency(said.lead_agency, actor)
    _check_decision(said, found, panel, agency, whole)
    values: dict[str, Any] = {
        "discussed": said.discussed.strip(), "decision": said.decision,
        "lead_agency_id": agency.pk if agency and not (whole and said.decision == CARRIED) else None,
    }  # fmt: skip
    stands = AgendaItem.objects.select_for_update(of=("self",)).filter(meeting=row, item=item_id).first()
    before = {name: getattr(stands, name) if stands else ("" if name != "lead_agency_id" else None) for name in values}
    before_leads = stands.lead_agency.name if stands and stands.lead_agency else ""
    if before == values:
        return stands.version if stands else 0
    if (stands.version if stands else 0) != version:
        theirs = {**before, "lead_agency": before["lead_agency_id"]}
        raise Stale("Somebody else wrote here meanwhile.", theirs, stands.version if stands else 0)
    if stands is None:
        stands = AgendaItem(
            partnership_id=actor.partnership_id, meeting=row, item_id=item_id, position=found.position, version=0,
            carried_from_id=found.carried_from,
        )  # fmt: skip
    for name, value in values.items():
        setattr(stands, name, value)
    if said.decision:
        stands.decided_at, stands.decided_by_id = actor.now, actor.user_id
    stands.version += 1
    stands.save(update_fields=[*values, "decided_at", "decided_by", "version"] if stands.pk else None)
    labels = {way: label for way, label, _ in found.ways} | {CARRIED: "Carried over", "": ""}
    changes = [{"what": "Decision", "from": labels.get(str(before["decision"]), ""), "to": labels[said.decision]}]
    changes += [{"what": "Discussed", "from": str(before["discussed"]), "to": values["discussed"]}]
    leads = agency.name if agency and values["lead_agency_id"] else ""
    changes += [{"what": "Lead agency", "from": before_leads, "to": leads}]
    real = [each for each in changes if each["from"] != each["to"]]
    _record("panel.changed", row, actor, found, item=item_id, changes=real)
    return stands.version


def end_meeting(meeting_id: int, *, version: int, actor: Actor) -> None:
    """End a meeting: its minutes are done, and every family goes on by the way that was decided, in the same act.

    Raises Invalid beside "present" where nobody was there, and beside "item-7" for a family of which nothing is decided
    or which cannot go that way; Refused where the panel's chair has to do it.
    """
    row = meeting_to_change(meeting_id)
    if row.version != version:
        raise Stale("Somebody else wrote in this meeting meanwhile.", {}, row.version)
    faults = {} if row.present else {"present": "Say who was there."}
    if row.held_on > actor.today:
        faults["held_on"] = f"The meeting is on {_day(row.held_on)}. End it once it has been held, or change its date."
    found = agenda_of(row, actor=actor)
    for each in found:
        if each.wants:
            faults[f"item-{each.item_id}"] = f"{each.name}: {each.wants[0].lower()}{each.wants[1:]}"
    if faults:
        raise Invalid("The minutes are not done yet. Everything written is kept.", faults)
    for each in found:
        _carry_out(row, each, actor)
    row.ended_at, row.ended_by_id, row.version = actor.now, actor.user_id, row.version + 1
    row.save(update_fields=["ended_at", "ended_by", "version"])
    _record("panel.ended", row, actor)


def _carry_out(row: PanelMeeting, each: AtPanel, actor: Actor) -> None:
    if each.decision == CARRIED:
        _record("panel.carried-over", row, actor, each, item=each.item_id)
        return
    item = WorkItem.objects.get(pk=each.item_id)
    done = Done(each.decision, happened_at=actor.happened(row.held_on))
    try:
        finish(item.pk, version=item.version, done=done, actor=actor)
    except Invalid as wrong:
        why = next(iter(wrong.fields.values()), wrong.sentence)
        sentence = f"{each.name}: this cannot be decided here yet. {why}"
        raise Invalid(
            "The minutes are not done yet. Everything written is kept.", {f"item-{item.pk}": sentence}
        ) from None


@does("put on panel")
@does("decide at panel")
def decide_at_panel(doing: Finishing) -> None:
    """The panel decided: which way, and which agency leads. It is decided at a meeting and nowhere else (S173)."""
    way = doing.way.id if doing.way else ""
    held = AgendaItem.objects.filter(item=doing.item, meeting__ended_at__isnull=True, decision=way)
    row = held.select_related("meeting", "lead_agency").order_by("-id").first()
    if row is None:
        raise Refused("This is decided at the meeting. Open the meeting under Panels, and decide it there.")
    title, agency = doing.pack.panel(row.meeting.panel).title, row.lead_agency.name if row.lead_agency else ""
    doing.facts.update({"panel": title, "meeting": row.meeting_id} | ({"lead_agency": agency} if agency else {}))
    doing.words.append(f"{title}, {_day(row.meeting.held_on)}.")
    doing.words += [f"{agency} leads."] if agency else []
    doing.words += [row.discussed] if row.discussed else []
    remember(doing.journey, {"decided": way} | ({"lead_agency": agency} if agency else {}))
    made = (*doing.step.makes, *(doing.way.makes if doing.way else ()))
    if not any(each.event == "panel.held" for each in made):
        _held(doing, row)


def _held(doing: Finishing, row: AgendaItem) -> None:
    """A way that says nothing of it leads to no allocation here: the panel held the family, with another outcome."""
    journey = doing.journey
    facts: dict[str, Any] = {**doing.facts, "journey": journey.pk, "item": doing.item.pk, "outcome": "other"}
    facts |= {"contact": journey.contact_id} if journey.contact_id else {}
    at = doing.actor.happened(row.meeting.held_on)
    record_all([Happened("panel.held", journey.case_id, None, facts, at)], actor=doing.actor)


def meeting_to_change(meeting_id: int) -> PanelMeeting:
    """A meeting, locked for this transaction. Raises NotFound where it is not of the actor's panels, Refused once its
    minutes are done."""
    row = PanelMeeting.objects.select_for_update(of=("self",)).filter(pk=meeting_id).first()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Refused(MINUTES_DONE)
    return row


def _agency(wanted: int | None, actor: Actor) -> Organisation | None:
    if wanted is None:
        return None
    found = Organisation.objects.filter(partnership_id=actor.partnership_id, pk=wanted).first()
    if found is None:
        raise Invalid(CHECK, {"lead_agency": "Choose an agency of this partnership."})
    return found


def _check_decision(said: Discussed, found: AtPanel, panel: Panel, agency: Organisation | None, whole: bool) -> None:
    faults: dict[str, str] = {}
    if len(said.discussed) > LONGEST_WORDS:
        faults["discussed"] = f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(said.discussed):,}."
    way = next((each for each in ways_on(found.step, found.facts) if each.id == said.decision), None)
    if said.decision and said.decision != CARRIED and way is None:
        faults["decision"] = "Choose what is decided from the list."
    leads = panel.leads and not (way and way.no_lead)
    wants = wanting(said.decision, said.discussed, leads=leads, has_lead=agency is not None)
    if whole and said.decision and wants:
        faults.setdefault(*wants)
    if faults:
        raise Invalid(CHECK, faults)


def _check_day(held_on: date | None, place: str, actor: Actor) -> None:
    faults: dict[str, str] = {}
    if held_on is None:
        faults["held_on"] = "Enter the date of the meeting."
    elif not actor.today - LONG_AGO <= held_on <= actor.today + LONG_AGO:
        faults["held_on"] = "Enter a date within a year of today."
    if len(place) > LONGEST_PLACE:
        faults["place"] = f"Use {LONGEST_PLACE} characters or fewer. You have {len(place)}."
    if faults:
        raise Invalid(CHECK, faults)


def _user(user: User) -> Attending:
    return Attending("user", user.pk, user.name, user.team.organisation.name)


def _outside(typed: str) -> Attending:
    name, _, organisation = typed.partition(",")
    return Attending("outside", None, name.strip(), organisation.strip())


_LABELS = {"held_on": "Date", "place": "Place", "present": "Who was there", "apologies": "Apologies", "notes": "Notes"}


def _change(row: PanelMeeting, values: Mapping[str, Any], version: int, actor: Actor) -> None:
    changed = put(row, values, version=version, meanwhile="Somebody else wrote in this meeting meanwhile.")
    if changed:
        _record("panel.changed", row, actor, changes=[each.told(_LABELS[each.field], _said) for each in changed])


def _said(value: Any) -> str:
    if isinstance(value, date):
        return _day(value)
    return ", ".join(each["name"] for each in value) if isinstance(value, list) else str(value or "")


def _day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


def _record(event: str, row: PanelMeeting, actor: Actor, about: AtPanel | None = None, **facts: Any) -> None:
    told = {"panel": practice(actor).title_of("panels", row.panel), "meeting": row.pk, **facts}
    if about is not None and about.contact_id:
        told["contact"] = about.contact_id
    record(event, actor=actor, case=about.case_id if about else None, facts=told)
