"""Reading persons: the search before anybody is added, profiles, and who lives at a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.people import rules, spelling, telling
from alongside.people.models import Alias, Contact, Person, Place, Residence
from alongside.people.profile import PersonProfile

NO_FIXED_ABODE = "No fixed abode"
PAGE = 20
MOST_FOUND = 100
"""A search that would find more says so, and asks for more to be typed."""


@dataclass(frozen=True)
class FoundPerson:
    """A person as a list shows them: enough to tell two of the same name apart (E-CINS 2.2.3, CCM 1.4)."""

    id: int
    forename: str
    surname: str
    aliases: tuple[str, ...]
    gender: str
    birth_date: date | None
    age: int | None
    """In whole years as at the actor's today, where a birth date is known."""
    age_words: str
    needs_update: bool
    """Said to be unborn, and past the date expected."""
    area: str
    address: str
    """The last known, in one line."""
    postcode: str

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.forename, self.surname) if part) or "Unborn baby"


@dataclass(frozen=True)
class Found:
    """One page of the persons that fit a search, nearest first."""

    people: Sequence[FoundPerson]
    total: int
    page: int
    more: bool
    """There is a next page."""
    too_many: bool
    """More fit than are listed: type more of the name, or a date of birth."""


_FOUND = "SELECT person_id, far FROM people_found(%(words)s, %(born)s, %(most)s)"
_THESE = "SELECT id AS person_id, 0 AS far FROM unnest(%(ids)s::bigint[]) AS id"
_LIST = """
WITH found AS MATERIALIZED ({found})
SELECT p.id, p.forename, p.surname, p.gender, p.birth_date, p.age_band, p.unborn, p.expected_on, p.area,
       (SELECT array_agg(a.name ORDER BY a.id) FROM people_alias a WHERE a.person_id = p.id AND a.ended_at IS NULL),
       lives.no_fixed_abode, lives.lines, lives.postcode, count(*) OVER ()
  FROM found JOIN people_person p ON p.id = found.person_id
  LEFT JOIN LATERAL (
       SELECT r.no_fixed_abode, pl.lines, pl.postcode
         FROM people_residence r LEFT JOIN people_place pl ON pl.id = r.place_id WHERE r.person_id = p.id
        ORDER BY r.to_month IS NULL DESC, r.is_main DESC, r.to_month DESC, r.from_month DESC NULLS LAST, r.id DESC
        LIMIT 1) lives ON true
 ORDER BY found.far, lower(p.surname), lower(p.forename), p.birth_date, p.id
 LIMIT %(limit)s OFFSET %(offset)s
"""


def search(words: str, born: date | None = None, *, actor: Actor, page: int = 1, limit: int = PAGE) -> Found:
    """The persons the actor may see whose names fit every word typed, in any spelling and any order, nearest first.

    A word fits a forename, a middle name, a surname, an alias or a former name: as typed, as its beginning, in another
    spelling, as a short form, or by sound. With `born`, only those born on that day. One query whatever the size.
    Raises Invalid where fewer than two letters and no date are given (PEOP-01, PEOP-08).
    """
    if spelling.letters(words) < 2 and born is None:
        raise Invalid("Type at least two letters of a name.", {"words": "Type at least two letters of a name."})
    typed = list(spelling.words(words))
    values = {"words": typed, "born": born, "most": MOST_FOUND + 1, "limit": limit + 1, "offset": (page - 1) * limit}
    rows = _rows(_FOUND, values)
    total = rows[0][-1] if rows else 0
    return Found(
        people=[_found(row, actor.today) for row in rows[:limit]],
        total=min(total, MOST_FOUND),
        page=page,
        more=len(rows) > limit,
        too_many=total > MOST_FOUND,
    )


def persons(ids: Iterable[int], *, actor: Actor) -> Sequence[FoundPerson]:
    """Those of these persons that the actor may see, by surname and forename. One query."""
    wanted = list(ids)
    rows = _rows(_THESE, {"ids": wanted, "limit": len(wanted), "offset": 0}) if wanted else []
    return [_found(row, actor.today) for row in rows]


def _rows(found: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LIST.format(found=found), values)
        return list(cursor.fetchall())


def _found(row: tuple[Any, ...], on: date) -> FoundPerson:
    person_id, forename, surname, gender, born, band, unborn, expected, area, aliases, nowhere, lines, code, _ = row
    return FoundPerson(
        id=person_id,
        forename=forename,
        surname=surname,
        aliases=tuple(aliases or ()),
        gender=gender,
        birth_date=born,
        age=rules.age(born, on) if born and born <= on else None,
        age_words=rules.age_words(born, band, unborn, expected, on),
        needs_update=rules.needs_update(unborn, expected, on),
        area=area,
        address=NO_FIXED_ABODE if nowhere else in_a_line(lines or "", code or ""),
        postcode=code or "",
    )


@dataclass(frozen=True)
class Stay:
    """An address of a person: where, from when to when, and how."""

    id: int
    place_id: int | None
    address: str
    postcode: str
    from_month: date | None
    to_month: date | None
    is_main: bool
    tenancy: str
    link: str
    source: str


@dataclass(frozen=True)
class PersonPage:
    """Everything a profile holds (PEOP-02)."""

    id: int
    name: str
    profile: PersonProfile
    version: int
    age: int | None
    age_words: str
    needs_update: bool
    stays: Sequence[Stay]
    """Where they live first, then where they lived, latest first."""
    added_by: str
    added_at: datetime

    @property
    def address(self) -> str:
        """The last known, in one line."""
        return self.stays[0].address if self.stays else ""


def person(person_id: int, *, actor: Actor) -> PersonPage:
    """A profile as at the actor's today. Four queries. Raises NotFound."""
    row = Person.objects.visible_to(actor).select_related("created_by").filter(pk=person_id).first()
    if row is None:
        raise NotFound
    on = actor.today
    return PersonPage(
        id=row.pk,
        name=" ".join(part for part in (row.forename, row.middle_names, row.surname) if part) or "Unborn baby",
        profile=profile_of(row),
        version=row.version,
        age=rules.age(row.birth_date, on) if row.birth_date and row.birth_date <= on else None,
        age_words=rules.age_words(row.birth_date, row.age_band, row.unborn, row.expected_on, on),
        needs_update=rules.needs_update(row.unborn, row.expected_on, on),
        stays=_stays(row.pk),
        added_by=row.created_by.name,
        added_at=row.created_at,
    )


def profile_of(row: Person) -> PersonProfile:
    """A person's row as the profile it was told as, without addresses. Two queries."""
    sources = dict(row.sources)
    lists: dict[str, list[str]] = {kind: [] for kind in telling.LISTS.values()}
    for alias in Alias.objects.filter(person_id=row.pk, ended_at=None).order_by("id"):
        lists[alias.kind].append(alias.name)
        sources |= {alias.name: alias.source} if alias.source else {}
    for contact in Contact.objects.filter(person_id=row.pk, ended_at=None).order_by("id"):
        lists[contact.kind].append(contact.value)
        sources |= {contact.value: contact.source} if contact.source else {}
    told: dict[str, Any] = {column: getattr(row, column) for column in telling.COLUMNS}
    told |= {field: tuple(lists[kind]) for field, kind in telling.LISTS.items()}
    return PersonProfile(**told, sources=sources)


def _stays(person_id: int) -> Sequence[Stay]:
    rows = Residence.objects.filter(person_id=person_id).select_related("place")
    return [
        Stay(
            id=row.pk,
            place_id=row.place_id,
            address=in_a_line(row.place.lines, row.place.postcode) if row.place else NO_FIXED_ABODE,
            postcode=row.place.postcode if row.place else "",
            from_month=row.from_month,
            to_month=row.to_month,
            is_main=row.is_main,
            tenancy=row.tenancy,
            link=row.link,
            source=row.source,
        )
        for row in sorted(rows, key=_latest_first, reverse=True)
    ]


def _latest_first(row: Residence) -> tuple[bool, bool, date, date, int]:
    return (row.to_month is None, row.is_main, row.to_month or date.max, row.from_month or date.min, row.pk)


@dataclass(frozen=True)
class PlacePage:
    """A place, with those living there now and those who did, as far as the actor may see them (PEOP-04)."""

    id: int
    address: str
    uprn: str
    living: Sequence[FoundPerson]
    left: Sequence[FoundPerson]


def place(place_id: int, *, actor: Actor) -> PlacePage:
    """A place that the actor sees through somebody who lives or lived there. Three queries. Raises NotFound."""
    row = Place.objects.filter(partnership_id=actor.partnership_id, pk=place_id).first()
    stays = list(Residence.objects.visible_to(actor).filter(place_id=place_id))
    if row is None or not stays:
        raise NotFound
    now = {stay.person_id for stay in stays if stay.to_month is None or stay.to_month > actor.today}
    known = persons({stay.person_id for stay in stays}, actor=actor)
    return PlacePage(
        id=row.pk,
        address=in_a_line(row.lines, row.postcode),
        uprn=row.uprn,
        living=[each for each in known if each.id in now],
        left=[each for each in known if each.id not in now],
    )


def in_a_line(lines: str, postcode: str) -> str:
    """An address in one line, its postcode last."""
    return ", ".join(part for part in (lines, postcode) if part)
