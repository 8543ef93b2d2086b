"""Every write about persons: adding one, changing what is known, moving house, and having looked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db import connection
from django.db.models import F

from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.actions import Happened, record, record_all
from alongside.people import telling
from alongside.people.models import Alias, Contact, Person, Residence
from alongside.people.profile import NewAddress, PersonProfile
from alongside.people.queries import NO_FIXED_ABODE, in_a_line, profile_of

_HOME = "(%s::bigint, %s, %s, %s, %s::date, %s::date, %s::boolean, %s, %s, %s, %s::timestamptz)"
_SETTLE = """
SELECT people_settle(h.a, h.b, h.c, h.d, h.e, h.f, h.g, h.h, h.i, h.j, h.k)
  FROM (VALUES {rows}) AS h (a, b, c, d, e, f, g, h, i, j, k)
"""
_ALIASES = ("aliases", "former_names")


def add_person(profile: PersonProfile, *, actor: Actor) -> int:
    """Add a person that search has not found. Returns their id. Until they are on a case, only the actor sees them.

    Raises Invalid with a sentence for each field that cannot be right. Source: E-CINS 2.2.3.
    """
    [person] = add_people([profile], actor=actor)
    return person


def add_people(profiles: Sequence[PersonProfile], *, actor: Actor) -> Sequence[int]:
    """Add several persons, in as many statements as one. Returns their ids in order. See `add_person`."""
    if not profiles:
        return []
    told = [telling.ready(profile, on=actor.today) for profile in profiles]
    addresses = [telling.ready_address(each.address) if each.address else None for each in told]
    people = Person.objects.bulk_create([_new(each, actor) for each in told])
    ids = [person.pk for person in people]
    rows = [row for person, each in zip(ids, told, strict=True) for row in _lists(person, each, actor)]
    Alias.objects.bulk_create([row for row in rows if isinstance(row, Alias)])
    Contact.objects.bulk_create([row for row in rows if isinstance(row, Contact)])
    _settle([(person, address) for person, address in zip(ids, addresses, strict=True) if address], actor)
    record_all([Happened("person.added", person=person) for person in ids], actor=actor)
    return ids


def _new(told: PersonProfile, actor: Actor) -> Person:
    return Person(
        partnership_id=actor.partnership_id,
        audience=[actor.own],
        sources=_sources(told),
        created_at=actor.now,
        created_by_id=actor.user_id,
        **{column: getattr(told, column) for column in telling.COLUMNS},
    )


def _lists(person_id: int, told: PersonProfile, actor: Actor) -> Iterator[Alias | Contact]:
    for field, kind in telling.LISTS.items():
        yield from _rows(person_id, kind, {v: _source(field, v, told.sources) for v in getattr(told, field)}, actor)


def change_person(person_id: int, profile: PersonProfile, *, version: int, actor: Actor) -> bool:
    """Bring a profile up to date with what the actor saw and changed. Returns whether anything was different.

    The whole profile is given; its address is left alone (see `move`). `version` is the one the actor saw.
    Raises NotFound, Invalid, and Stale with what stands now where somebody changed it first.
    """
    person = _to_change(person_id, actor)
    was = profile_of(person)
    if person.version != version:
        theirs = {field: getattr(was, field) for field in telling.LABELS}
        raise Stale("Somebody else changed this profile while you were writing.", theirs, person.version)
    became = telling.ready(profile, on=actor.today, expected_before=was.expected_on)
    changed = telling.changes(was, became)
    sources = _sources(became)
    if not changed and sources == person.sources:
        return False
    for column in telling.COLUMNS:
        setattr(person, column, getattr(became, column))
    person.sources, person.version = sources, version + 1
    person.save(update_fields=[*telling.COLUMNS, "sources", "version"])
    _write_lists(person_id, was, became, actor)
    said = [{"what": telling.LABELS[each.field], "from": each.was, "to": each.became} for each in changed]
    record("person.changed", actor=actor, person=person_id, facts={"changes": said})
    return True


def move(person_ids: Iterable[int], address: NewAddress, *, actor: Actor) -> None:
    """Record where these people live now, or lived. A new main address ends the one before it.

    Raises NotFound where one of them cannot be seen, and Invalid. Source: E-CINS 6.1.1.
    """
    told = telling.ready_address(address)
    for person_id in person_ids:
        person = _to_change(person_id, actor)
        before = ""
        if told.is_main and told.to_month is None:
            before = _leave(person.pk, told.from_month or actor.today.replace(day=1))
        _settle([(person.pk, told)], actor)
        Person.objects.filter(pk=person.pk).update(version=F("version") + 1)
        now = NO_FIXED_ABODE if told.no_fixed_abode else in_a_line(told.lines, told.postcode)
        if before == now:
            raise Invalid("Nobody has moved.", {"address": "This is where they live already. Enter the new address."})
        change = {"what": "Address", "from": before, "to": now}
        record("person.moved", actor=actor, person=person.pk, facts={"changes": [change]})


def note_look(person_id: int, *, actor: Actor) -> None:
    """Record that the actor opened a profile. Raises NotFound."""
    if not Person.objects.visible_to(actor).filter(pk=person_id).exists():
        raise NotFound
    record("person.looked-at", actor=actor, person=person_id)


def note_search(words: str, found: int, *, actor: Actor) -> None:
    """Record that the actor searched the profiles for these words, and how many were found."""
    record("person.looked-for", actor=actor, facts={"words": words[:200], "found": found})


def _to_change(person_id: int, actor: Actor) -> Person:
    person = Person.objects.visible_to(actor).select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return person


def _sources(told: PersonProfile) -> Mapping[str, str]:
    """Where each value was learnt, only of values that are there and are not rows with a source of their own."""
    return {name: text for name, text in told.sources.items() if name in telling.COLUMNS and getattr(told, name)}


def _write_lists(person_id: int, was: PersonProfile, became: PersonProfile, actor: Actor) -> None:
    """Aliases and ways to reach the person: what is gone is ended and kept, what is new is added."""
    for field, kind in telling.LISTS.items():
        before, after = getattr(was, field), getattr(became, field)
        if before != after:
            _write_list(person_id, field, kind, set(before) - set(after), actor)
            new = {value: _source(field, value, became.sources) for value in after if value not in before}
            for row in _rows(person_id, kind, new, actor):
                row.save(force_insert=True)


def _write_list(person_id: int, field: str, kind: Alias.Kind | Contact.Kind, gone: set[str], actor: Actor) -> None:
    if not gone:
        return
    if field in _ALIASES:
        ended = Alias.objects.filter(person_id=person_id, kind=kind, name__in=gone, ended_at=None)
        ended.update(ended_at=actor.now)
    else:
        Contact.objects.filter(person_id=person_id, kind=kind, value__in=gone, ended_at=None).update(ended_at=actor.now)


def _source(field: str, value: str, sources: Mapping[str, str]) -> str:
    return sources.get(value) or sources.get(field, "")


def _rows(
    person_id: int, kind: Alias.Kind | Contact.Kind, new: Mapping[str, str], actor: Actor
) -> Iterator[Alias | Contact]:
    """Rows of a list: each value with where it was learnt."""
    for value, source in new.items():
        if isinstance(kind, Alias.Kind):
            yield Alias(partnership_id=actor.partnership_id, person_id=person_id, kind=kind, name=value, source=source)
        else:
            yield Contact(
                partnership_id=actor.partnership_id, person_id=person_id, kind=kind, value=value, source=source
            )


def _leave(person_id: int, month: date) -> str:
    """End the main address of a person; the words of it."""
    living = Residence.objects.select_related("place").filter(person_id=person_id, is_main=True, to_month=None).first()
    if living is None:
        return ""
    if living.from_month and living.from_month > month:
        sentence = "They came to the address before this one later than that. Check the month."
        raise Invalid("Check the months.", {"from_month": sentence})
    living.to_month = month
    living.save(update_fields=["to_month"])
    return in_a_line(living.place.lines, living.place.postcode) if living.place else NO_FIXED_ABODE


def _settle(living: Sequence[tuple[int, NewAddress]], actor: Actor) -> None:
    """Write down where people live. One statement. Raises NotFound where one of them cannot be seen."""
    if not living:
        return
    values = [
        value
        for person, told in living
        for value in (
            person, told.lines, told.postcode, told.uprn, told.from_month, told.to_month, told.is_main, told.tenancy,
            told.link, told.source, actor.now,
        )
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE.format(rows=", ".join([_HOME] * len(living))), values)
        if any(residence is None for (residence,) in cursor.fetchall()):
            raise NotFound
