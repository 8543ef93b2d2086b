"""Who and what is named in a report: callers, witnesses, people it is about, vehicles and places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Protocol

from django.db import connection

from alongside.casework.models import LONGEST_LINE, Report, ReportParty, ReportPlace, ReportVehicle
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.people.gazetteer import gazetteer
from alongside.people.queries import persons

CHECK = "Check what is marked below."
MOST = 50
"""More of a kind than this is a list, and belongs in a document."""


@dataclass(frozen=True)
class Contact:
    """A caller or a witness, as told."""

    name: str
    organisation: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Vehicle:
    """A vehicle as told: its registration, what it looks like, or both."""

    registration: str = ""
    description: str = ""


@dataclass(frozen=True)
class Parts:
    """Who and what is to be named. `persons` are ids of people the actor sees; `addresses` numbers of the gazetteer
    (UPRN); `places` words for places that have no address."""

    callers: Sequence[Contact] = field(default_factory=tuple)
    witnesses: Sequence[Contact] = field(default_factory=tuple)
    vehicles: Sequence[Vehicle] = field(default_factory=tuple)
    places: Sequence[str] = field(default_factory=tuple)
    addresses: Sequence[str] = field(default_factory=tuple)
    persons: Sequence[int] = field(default_factory=tuple)


@dataclass(frozen=True)
class CheckedParts:
    """Parts that can be written down: people with the names they are known by now."""

    parts: Parts
    people: Mapping[int, str]


class Removed(Protocol):
    """The ids of what is taken out of a report."""

    @property
    def parties(self) -> Sequence[int]: ...
    @property
    def vehicles(self) -> Sequence[int]: ...
    @property
    def places(self) -> Sequence[int]: ...


def checked(parts: Parts, *, actor: Actor) -> CheckedParts:
    """Hold what is named to what can be. Raises Invalid beside "caller-0-name" and so on, "persons" or "addresses"."""
    faults = dict(_faults(parts))
    people = {each.id: each.name for each in persons(set(parts.persons), actor=actor)}
    if set(parts.persons) - set(people):
        faults["persons"] = "Choose people that you can see."
    if any(gazetteer().by_uprn(uprn) is None for uprn in parts.addresses):
        faults["addresses"] = "Choose addresses from those found."
    if faults:
        raise Invalid(CHECK, faults)
    return CheckedParts(parts, people)


def _faults(parts: Parts) -> Iterator[tuple[str, str]]:
    named: dict[str, Sequence[Contact | Vehicle]] = {
        "caller": parts.callers, "witness": parts.witnesses, "vehicle": parts.vehicles,
    }  # fmt: skip
    for kind, each in named.items():
        if len(each) > MOST:
            yield (
                f"{kind}-{MOST}-{next(iter(asdict(each[0])))}",
                f"Name {MOST} or fewer here; put a longer list in a document.",
            )
        for number, told in enumerate(each):
            yield from _faults_of(f"{kind}-{number}", asdict(told))
            if isinstance(told, Contact) and not told.name.strip():
                yield f"{kind}-{number}-name", "Write who it was, even if only “anonymous” or “a neighbour”."
    for number, words in enumerate(parts.places):
        yield from _faults_of(f"place-{number}", {"words": words})


def _faults_of(where: str, told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, words in told.items():
        if len(words) > LONGEST_LINE:
            yield f"{where}-{name}", f"Use {LONGEST_LINE:,} characters or fewer. You have {len(words):,}."
        if "\x00" in words:
            yield f"{where}-{name}", "Take out the characters that cannot be shown, then save again."


def add_parts(report: Report, told: CheckedParts, *, actor: Actor) -> list[Mapping[str, str]]:
    """Name these in a report; who is named already is not named twice. The changes, as a history keeps them."""
    parts, whose = told.parts, {"partnership_id": actor.partnership_id, "report": report}
    there = set(
        ReportParty.objects.filter(report=report, part="about", removed_at=None).values_list("person_id", flat=True)
    )
    new = {person: name for person, name in told.people.items() if person not in there}
    parties = [
        *(ReportParty(part="caller", **whose, **asdict(each)) for each in parts.callers),
        *(ReportParty(part="witness", **whose, **asdict(each)) for each in parts.witnesses),
        *(ReportParty(part="about", person_id=person, name=name, **whose) for person, name in sorted(new.items())),
    ]
    ReportParty.objects.bulk_create(parties)
    ReportVehicle.objects.bulk_create(ReportVehicle(**whose, **asdict(each)) for each in parts.vehicles)
    ReportPlace.objects.bulk_create(ReportPlace(words=words, **whose) for words in parts.places)
    addresses = [_settled(report, uprn) for uprn in dict.fromkeys(parts.addresses)]
    said = [(_CALLED[each.part], said_party(each)) for each in parties]
    said += [("Vehicle", said_vehicle(each)) for each in parts.vehicles]
    said += [("Place", words) for words in [*parts.places, *addresses]]
    return [{"what": what, "from": "", "to": words} for what, words in said]


_CALLED = {"caller": "Caller", "witness": "Witness", "about": "About"}


def _settled(report: Report, uprn: str) -> str:
    found = gazetteer().by_uprn(uprn)
    if found is None:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT casework_report_at(%s, %s, %s, %s)", [report.pk, found.lines, found.postcode, found.uprn]
        )
    return found.in_a_line


def remove_parts(report: Report, gone: Removed, *, actor: Actor) -> list[Mapping[str, str]]:
    """Take these out of a report; what is out already stays out. The changes, as a history keeps them."""
    said: list[tuple[str, str]] = []
    parties = list(ReportParty.objects.filter(report=report, pk__in=gone.parties, removed_at=None))
    vehicles = list(ReportVehicle.objects.filter(report=report, pk__in=gone.vehicles, removed_at=None))
    places = list(ReportPlace.objects.filter(report=report, pk__in=gone.places, removed_at=None))
    said += [(_CALLED[each.part], said_party(each)) for each in parties]
    said += [("Vehicle", said_vehicle(each)) for each in vehicles]
    said += [("Place", each.words) for each in places]
    for model, rows in ((ReportParty, parties), (ReportVehicle, vehicles), (ReportPlace, places)):
        if rows:
            model.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=actor.now)
    return [{"what": what, "from": words, "to": ""} for what, words in said]


def said_party(party: ReportParty | Contact) -> str:
    """A caller, a witness or a person in one line."""
    return ", ".join(part for part in (party.name, party.organisation, party.telephone, party.email) if part)


def said_vehicle(vehicle: ReportVehicle | Vehicle) -> str:
    """A vehicle in one line."""
    return ", ".join(part for part in (vehicle.registration, vehicle.description) if part)
