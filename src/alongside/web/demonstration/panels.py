"""Panels, allocation and the list of those who wait, in Brackenshore; a locality group and a team in Thornhaven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from alongside.accounts.queries import practice
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.pathway.actions.allocations import Reached, contact_waiting
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.panels import (
    Attendance,
    Discussed,
    decide_on,
    end_meeting,
    make_meeting,
    say_who_was_there,
    write_notes,
)
from alongside.pathway.actions.team import Joining, join_team
from alongside.pathway.queries.contacts import contact as contact_shown
from alongside.pathway.queries.contacts import people_of, steps_of
from alongside.pathway.queries.panel_people import agencies
from alongside.pathway.queries.panels import agenda, meeting, panel_pages
from alongside.pathway.rules.panels import CARRIED


@dataclass(frozen=True)
class Told:
    """A family as somebody raises it: who they are, what is said of them, and in which area."""

    people: Sequence[NewPerson]
    concerns: str
    area: str


_SCHOOL = Referrer("Ottoline Reed", "Head teacher", "Lantern Lane Primary School", "school", "01632 960421", "")
_PASTORAL = Referrer("Yara Denholm", "Pastoral lead", "Gorse Hill Academy", "secondary-school", "01632 960507", "")


def _told(surname: str, postcode: str, area: str, concerns: str, *family: tuple[str, int, str]) -> Told:
    """A family by its people, each with the year of their birth and how they are related; the first is its head."""
    name, year, related = family[0]
    head = NewPerson(name, surname, date(year, 3, 9), related, "4 Sailmakers Row", postcode, "01632 960430")
    others = [NewPerson(name, surname, date(year, 6, 14), related) for name, year, related in family[1:]]
    return Told([head, *others], concerns, area)


_HELD = (
    _told(
        "Gannet", "CH99 3LS", "quay",
        "Piers is often late and very tired. Isolde says nights are hard since she moved here alone.",
        ("Isolde", 1991, "Mother"), ("Piers", 2014, "Son"), ("Maud", 2018, "Daughter"),
    ),
    _told(
        "Ruddock", "CH99 4HQ", "heath",
        "Effie cares for her father, who has been ill since the spring, and misses her clubs.",
        ("Hamish", 1986, "Father"), ("Effie", 2012, "Daughter"),
    ),
    _told(
        "Wimbrel", "CH99 3LT", "quay", "Nerissa asks for help with routines. Nursery has offered a place.",
        ("Nerissa", 1995, "Mother"), ("Otto", 2021, "Son"),
    ),
)  # fmt: skip
_COMING = (
    _told(
        "Dunlin", "CH99 3LV", "quay",
        "Both children have been out of school for three weeks. Caspar lost his work in the summer.",
        ("Caspar", 1989, "Father"), ("Juno", 2013, "Daughter"), ("Fitz", 2016, "Son"),
    ),
    _told(
        "Siskin", "CH99 4HR", "heath",
        "The health visitor is worried about damp in the flat and about how low Perpetua is.",
        ("Perpetua", 1993, "Mother"), ("Ivo", 2019, "Son"),
    ),
)  # fmt: skip
_GROUP = (
    _told(
        "Twite", "CH99 5NB", "harbour",
        "Jory is at risk of permanent exclusion and was reported missing twice this month.",
        ("Morwenna", 1984, "Mother"), ("Jory", 2012, "Son"), ("Kit", 2016, "Son"),
    ),
    _told(
        "Brambling", "CH99 5ND", "harbour",
        "Sorrel hardly comes to school. Alick wants to work again and does not know where to begin.",
        ("Alick", 1979, "Father"), ("Sorrel", 2011, "Daughter"),
    ),
)  # fmt: skip


def tell(actors: Mapping[str, Actor]) -> None:
    """Tell what the panels of both places did, and what they have to do."""
    _brackenshore(actors)
    _thornhaven(actors)


def _brackenshore(actors: Mapping[str, Actor]) -> None:
    """A meeting with its minutes done last week, one to come; a family allocated, one that waits and is rung."""
    day = _weekday_before(actors["petra"].today, 3)  # the Thursday before today
    held = [_to_panel(actors, told, day - timedelta(days=6)) for told in _HELD]
    petra = _at(actors["petra"], day)
    with acting_as(petra):
        [page] = panel_pages(actor=petra)
        number = make_meeting("maam", page.sitting.team_id, held_on=day, place="Quayside Family Centre", actor=petra)
        who = Attendance(
            [petra.user_id, actors["silas"].user_id], ["Mrs Pell, Health Visiting"], [actors["orla"].user_id]
        )
        say_who_was_there(number, who=who, version=1, actor=petra)
        council = _agency("County Council", petra)
        for family, (way, words, agency) in zip(
            agenda(number, actor=petra),
            (
                (
                    "allocate",
                    "School offers breakfast club. Mornings and sleep need somebody at home.",
                    council,
                ),
                (
                    "allocate",
                    "A young carer; her father agrees. Saltmarsh can take her on Tuesdays.",
                    council,
                ),
                (CARRIED, "Nursery could not come. Ask them what they see.", None),
            ),
            strict=True,
        ):
            said = Discussed(words, way, agency)
            decide_on(number, family.item_id, said=said, version=0, actor=petra)
        write_notes(number, notes="The next meeting is by video.", version=2, actor=petra)
        end_meeting(number, version=meeting(number, actor=petra).version, actor=petra)
    _allocated(actors, held[:2], day)
    for told in _COMING:
        _to_panel(actors, told, _weekday_before(actors["petra"].today, actors["petra"].today.weekday() - 1))
    with acting_as(actors["petra"]) as now:
        [page] = panel_pages(actor=now)
        on = page.proposed[0].on
        make_meeting("maam", page.sitting.team_id, held_on=on, place="By video", actor=now)


def _allocated(actors: Mapping[str, Actor], contacts: Sequence[int], day: date) -> None:
    """The first is Nadir's from the next day on; for the second nobody has room, and it is rung."""
    after = day + timedelta(days=1)
    nadir, orla = actors["nadir"], actors["orla"]
    _do(contacts[0], _at(nadir, day), how="telephone")
    told = {"worker": nadir.user_id, "role": "lead-professional", "why": "She knows the school."}
    _do(contacts[0], _at(orla, after), "now", **told)
    petra, quentin = actors["petra"], actors["quentin"]
    _do(contacts[1], _at(petra, day), how="telephone")
    _do(contacts[1], _at(petra, after), "wait")
    item = _waits(contacts[1], petra)
    for at, reached, words in (
        (1, False, "Rang at four and at six; nobody answered."),
        (2, True, "Spoke with Hamish. Effie starts on Tuesday, and he would like somebody soon."),
    ):
        then = _at(quentin, min(after + timedelta(days=at), quentin.today - timedelta(days=1)))
        with acting_as(then):
            contact_waiting(item, contact=Reached(reached, words), actor=then)


def _thornhaven(actors: Mapping[str, Actor]) -> None:
    """A group with its minutes done on Tuesday, whose family has a team; and one profile for the next meeting."""
    wilda, una, xander = actors["wilda"], actors["una"], actors["xander"]
    day = _weekday_before(wilda.today, 1)
    contact = _to_group(actors, _GROUP[0], day - timedelta(days=6))
    then = _at(wilda, day)
    with acting_as(then):
        page = next(each for each in panel_pages(actor=then) if each.sitting.panel.id == "locality-group")
        team = page.sitting.team_id
        number = make_meeting("locality-group", team, held_on=day, place="Harbour Children’s Centre", actor=then)
        who = Attendance([then.user_id, actors["viggo"].user_id], ["Dr Quince, Thornhaven Surgery"])
        say_who_was_there(number, who=who, version=1, actor=then)
        [family] = agenda(number, actor=then)
        said = Discussed(
            "School and the police see the same. Mum is willing.", "lead", _agency("Thornhaven Council", then)
        )
        decide_on(number, family.item_id, said=said, version=0, actor=then)
        end_meeting(number, version=meeting(number, actor=then).version, actor=then)
    _do(contact, _at(una, day), how="telephone")
    later = day + timedelta(days=1)
    case = _case(contact, una)
    _do(contact, _at(wilda, later), "now", worker=xander.user_id, role="lead-professional")
    working = _at(xander, later)
    agreed = {"spoke-to": "Yara Denholm", "agreed": "She stays in touch with Jory, and comes to the team."}
    _do(contact, working, **agreed)
    _do(
        contact, working, who="Morwenna Twite", how="in person", on=later.isoformat(),
        **{"shared-with": "School and Educational Welfare, to get Jory back into lessons."},
    )  # fmt: skip
    with acting_as(working):
        school = _agency("Gorse Hill Academy", working)
        for joining in (
            Joining("support", actors["yara"].user_id, why="Sees Jory every day at school."),
            Joining("support", actors["zeb"].user_id, why="Attendance, and a timetable he can keep."),
            Joining("support", None, "Mr Odell", school, why="Form tutor."),
        ):
            join_team(case, joining=joining, actor=working)
    _do(
        contact, working, foci=["Anti-social behaviour", "Education"],
        children="Xander walks home with Jory on Fridays; Kit draws with his teacher.",
        **{"meets-on": (wilda.today + timedelta(days=9)).isoformat()},
    )  # fmt: skip
    _to_group(actors, _GROUP[1], max(day + timedelta(days=1), wilda.today - timedelta(days=2)))


def _to_panel(actors: Mapping[str, Actor], told: Told, on: date) -> int:
    """A request in Brackenshore as far as the panel's agenda. Returns the contact."""
    maren, quentin = _at(actors["maren"], on), _at(actors["quentin"], on)
    centre = _at(actors["nadir" if told.area == "quay" else "petra"], on)
    contact = _receive(told, _SCHOOL, maren)
    _do(contact, centre, how="telephone")
    _do(contact, quentin, "panel")
    _do(contact, centre, how="telephone")
    _do(contact, quentin, **_opening(contact, told, quentin))
    return contact


def _to_group(actors: Mapping[str, Actor], told: Told, on: date) -> int:
    """An enquiry in Thornhaven as far as the group's agenda. Returns the contact."""
    una = _at(actors["una"], on)
    contact = _receive(told, _PASTORAL, una)
    _do(contact, una, "locality-group", recommendations="One lead, with school beside them; both parents are willing.")
    _do(contact, una, how="telephone")
    _do(contact, una, **_opening(contact, told, una))
    return contact


def _receive(told: Told, referrer: Referrer, actor: Actor) -> int:
    with acting_as(actor):
        new = NewContact(
            "telephone", actor.now - timedelta(minutes=20), referrer, "", told.concerns, told.area, told.people
        )
        return receive(new, actor=actor).pk


def _opening(contact: int, told: Told, actor: Actor) -> dict[str, Any]:
    with acting_as(actor):
        people = people_of(contact)
    head = told.people[0]
    return {
        "name": f"{head.surname} {head.postcode}", "area": told.area, "people": {str(each.id): None for each in people},
        "head": people[0].id, "basis": "consent", "given_by": f"{head.forename} {head.surname}", "how": "by telephone",
        "on": actor.today.isoformat(), "shared_with": "The agencies of the panel, to help the family.",
    }  # fmt: skip


def _do(contact: int, actor: Actor, way: str = "", **answers: Any) -> None:
    """Do what waits for the family of a contact."""
    item = _waits(contact, actor)
    with acting_as(actor):
        finish(item, version=1, done=Done(way, answers), actor=actor)


def _waits(contact: int, actor: Actor) -> int:
    with acting_as(actor):
        steps = steps_of(contact, practice(actor))
    return next(each.id for each in reversed(steps) if each.done_at is None)


def _case(contact: int, actor: Actor) -> int:
    with acting_as(actor):
        found = contact_shown(contact, actor=actor).case_id
    assert found is not None
    return found


def _agency(words: str, actor: Actor) -> int:
    return next(agency for agency, name in agencies(actor=actor) if words in name)


def _weekday_before(today: date, weekday: int) -> date:
    """The last day of this weekday before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _at(actor: Actor, on: date) -> Actor:
    """Somebody at ten in the morning of a day; today as it is now."""
    if on >= actor.today:
        return actor
    return actor.at(datetime.combine(on, time(10), UTC))
