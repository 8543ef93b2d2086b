"""A family on its way to a panel and on from there, in Brackenshore and in Thornhaven, for tests of what follows."""

from datetime import UTC, date, datetime, time
from typing import Any

from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.panels import (
    Attendance,
    Discussed,
    decide_on,
    end_meeting,
    make_meeting,
    say_who_was_there,
)
from alongside.pathway.models import Contact, ContactPerson, PanelMeeting, WorkItem
from tests.borough import Borough

ALDOUS = (
    NewPerson("Tansy", "Aldous", None, "Mother", "3 Net Loft Lane", "CH99 2ND"),
    NewPerson("Bram", "Aldous", date(2017, 4, 2), "Son"),
)
PASTORAL = Referrer("Yara Denholm", "Pastoral lead", "Gorse Hill Academy", "secondary-school", "01632 960507")


def of(place: Borough, who: str, on: date, at: time = time(12)) -> Actor:
    """Somebody of the cast at noon of a day, with what they hold then."""
    return place.actor(who, on=on, at=at)


def waits(contact: int, does: str = "") -> WorkItem:
    """The item that waits for the family of a contact."""
    found = WorkItem.objects.filter(journey__contact=contact, done_at__isnull=True).latest("id")
    assert not does or does in found.step, found.step
    return found


def do(contact: int, who: Actor, way: str = "", **answers: Any) -> None:
    """Do what waits for the family of a contact."""
    item = waits(contact)
    with acting_as(who):
        finish(item.pk, version=item.version, done=Done(way, answers), actor=who)


def opening(contact: int, name: str, area: str, on: date) -> dict[str, Any]:
    """What is answered where a case is opened: everybody somebody new, the first of them the head, who consents."""
    people = list(ContactPerson.objects.filter(contact=contact).order_by("position"))
    return {
        "name": name, "area": area, "people": {str(each.pk): None for each in people}, "head": people[0].pk,
        "basis": "consent", "given_by": people[0].forename, "how": "by telephone", "on": on.isoformat(),
        "shared_with": "The agencies of the panel, to help the family.",
    }  # fmt: skip


def to_maam(place: Borough, on: date, *, received: date | None = None, people: Any = ALDOUS, area: str = "quay") -> int:
    """A request in Brackenshore, screened for the Multi Agency Action Meeting, its case opened. Returns the contact."""
    first = received or on
    head = Referrer("Ottoline Reed", "Head teacher", "Lantern Lane Primary School", "school", "", "head@example.org")
    with acting_as(of(place, "Maren", first)) as maren:
        told = NewContact(
            "telephone", datetime.combine(first, time(9), UTC), head, "", "Bram has not been in school.", area, people
        )
        contact = receive(told, actor=maren).pk
    do(contact, of(place, "Nadir" if area == "quay" else "Petra", first), how="telephone")
    do(contact, of(place, "Quentin", on), "panel")
    do(contact, of(place, "Nadir" if area == "quay" else "Petra", on), how="telephone")
    name = " / ".join(dict.fromkeys(each.surname for each in people)) + " CH99 2ND"
    do(contact, of(place, "Quentin", on), **opening(contact, name, area, on))
    return contact


def to_group(place: Borough, on: date, people: Any = ALDOUS) -> int:
    """An enquiry by telephone in Thornhaven whose profile goes to the Harbour group. Returns the contact."""
    una = of(place, "Una", on)
    with acting_as(una):
        told = NewContact(
            "telephone", datetime.combine(on, time(9), UTC), PASTORAL, "", "At risk of exclusion.", "harbour", people
        )
        contact = receive(told, actor=una).pk
    do(contact, una, "locality-group", recommendations="A team around the family, with school.")
    do(contact, una, how="telephone")
    do(contact, una, **opening(contact, people[0].surname + " CH99 2ND", "harbour", on))
    return contact


def meeting(place: Borough, panel: str, team: str, on: date, who: str, today: date | None = None) -> int:
    """A meeting of a panel on a day."""
    with acting_as(of(place, who, today or on)) as actor:
        return make_meeting(panel, place.teams[team].pk, held_on=on, place="", actor=actor)


def decided(place: Borough, meeting_id: int, contact: int, way: str, who: str, agency: int | None = None) -> None:
    """Decide about a family at a meeting, on its day."""
    row = PanelMeeting.objects.get(pk=meeting_id)
    item = waits(contact)
    with acting_as(of(place, who, row.held_on)) as actor:
        said = Discussed("The school helps already.", way, agency)
        decide_on(meeting_id, item.pk, said=said, version=0, actor=actor)


def ended(place: Borough, meeting_id: int, who: str, on: date | None = None) -> None:
    """End a meeting at which its chair was."""
    row = PanelMeeting.objects.get(pk=meeting_id)
    with acting_as(of(place, who, on or row.held_on)) as actor:
        say_who_was_there(meeting_id, who=Attendance([actor.user_id]), version=row.version, actor=actor)
        row.refresh_from_db(fields=["version"])
        end_meeting(meeting_id, version=row.version, actor=actor)


def case_of(contact: int) -> int:
    """The case that a contact became."""
    found = Contact.objects.get(pk=contact).case_id
    assert found is not None
    return found
