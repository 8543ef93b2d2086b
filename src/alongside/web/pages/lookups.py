"""Looking somebody or somewhere up while a form is filled in: a known person, an address, a user."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from alongside.accounts.queries import colleague, find_colleagues
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.forms.actions import Posted
from alongside.forms.conditions import Fields
from alongside.forms.dates import read_date
from alongside.forms.fields import given, keepable_text
from alongside.packs.form_schema import Question, Section
from alongside.people import queries
from alongside.people.actions import note_search
from alongside.people.gazetteer import FoundAddress, gazetteer
from alongside.web.pages.asked import Found, Option, Standing

LONGEST_WORDS = 200
MOST_SHOWN = 30


@dataclass(frozen=True)
class PersonsFound:
    """What a search for a person found. `searched` is False before anything was asked."""

    words: str
    born: str
    searched: bool = False
    fault: str = ""
    born_fault: str = ""
    persons: tuple[queries.FoundPerson, ...] = ()
    too_many: bool = False


def persons(words: str, born: str, *, actor: Actor) -> PersonsFound:
    """Persons whom the actor may see, by name or alias in any spelling, by birth date, or both (PEOP-01)."""
    words, born = keepable_text(words)[:LONGEST_WORDS].strip(), keepable_text(born)[:LONGEST_WORDS].strip()
    if not words and not born:
        return PersonsFound(words, born)
    try:
        day = read_date(born, today=actor.today, born=True) if born else None
        found = queries.search(words, day, actor=actor, limit=MOST_SHOWN)
    except ValueError as fault:
        return PersonsFound(words, born, born_fault=str(fault))
    except Invalid as refused:
        return PersonsFound(words, born, fault=refused.sentence)
    note_search(" ".join(part for part in (words, born) if part), found.total, actor=actor)
    return PersonsFound(words, born, True, persons=tuple(found.people), too_many=found.total > len(found.people))


def new_person(section: Section, fields: Fields, search: Mapping[str, str]) -> dict[str, Posted]:
    """What was searched for, put into the profile of somebody new, so that it need not be written again."""
    words, born = search.get("q", "").split(), search.get("born", "").strip()
    told = {
        "person.forename": " ".join(words[:-1]),
        "person.surname": words[-1] if words else "",
        "person.birth_date": born,
    }
    blank = {each.fills: each.id for each in section.question if not given(fields.get(each.id))}
    return {blank[fills]: Posted([text]) for fills, text in told.items() if text and fills in blank}


def found(standing: Standing, asked: QueryDict, *, actor: Actor) -> Mapping[str, Found]:
    """What was looked up for a question of this page, by the question's id."""
    question = next((each for each in standing.questions if each.id == asked.get("find")), None)
    words = keepable_text(asked.get("for", ""))[:LONGEST_WORDS].strip()
    if question is None:
        return {}
    if question.kind == "address":
        options = tuple(Option(place.uprn, place.in_a_line) for place in gazetteer().find(words))
        return {question.id: Found(words, options, "No address found. Check the postcode, or write the address below.")}
    if question.kind in {"user", "user or person outside"}:
        colleagues = find_colleagues(words, actor=actor) if words else ()
        options = tuple(Option(str(each.user_id), each.name, each.detail) for each in colleagues)
        nothing = "No user of that name or team. Check the spelling" + (
            ", or choose Somebody else." if question.kind != "user" else "."
        )
        return {question.id: Found(words, options, nothing)}
    return {}


def taken(question: Question, chosen: str, *, actor: Actor) -> dict[str, Posted]:
    """The fields of a question filled from what was found; none where nothing was chosen."""
    if question.kind == "address":
        place = gazetteer().by_uprn(chosen)
        return _address_fields(question.id, place) if place else {}
    user = colleague(int(chosen), actor=actor) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18 else None
    if user is None:
        return {}
    if question.kind == "user":
        return {question.id: Posted([chosen])}
    return {question.id: Posted(["user"]), f"{question.id}.user": Posted([chosen])}


def _address_fields(name: str, place: FoundAddress) -> dict[str, Posted]:
    *lines, town = place.lines.split(", ")
    parts = {
        "line1": lines[0] if lines else town,
        "line2": ", ".join(lines[1:]),
        "town": town if lines else "",
        "postcode": place.postcode,
        "uprn": place.uprn,
        "abode": "",
    }
    return {f"{name}.{part}": Posted([text]) for part, text in parts.items()}
