"""Who is known already of those that a contact names: profiles, open contacts of the same child, open cases.

Only what the actor may see; of a case that they may not see, what the partnership lets outsiders learn (discovery).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alongside.cases import queries as cases
from alongside.cases.models import Case, Member
from alongside.cases.queries import Listed
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.core.rows import rows_of
from alongside.people import queries as people
from alongside.people.actions import note_search
from alongside.people.queries import FoundPerson

MOST_ASKED = 4
"""So many of the family are looked for: the rest of it is met through them."""
MOST_SHOWN = 5


@dataclass(frozen=True)
class Sought:
    """Somebody to be looked for."""

    forename: str = ""
    surname: str = ""
    born_on: date | None = None
    postcode: str = ""

    @property
    def name(self) -> str:
        """As the search is asked."""
        return " ".join(part for part in (self.forename.strip(), self.surname.strip()) if part)


@dataclass(frozen=True)
class LikePerson:
    """A profile like somebody of the contact, with the cases of theirs that the actor sees."""

    person: FoundPerson
    cases: Sequence[tuple[int, str, str]]
    """(number, name, owner)"""


@dataclass(frozen=True)
class LikeContact:
    """Another contact that names the same child and is not done yet."""

    id: int
    about: str
    received_at: datetime
    team: str


@dataclass(frozen=True)
class Known:
    """What is known already. `pointers` are cases whose owner one may ask and nothing more."""

    asked: bool = False
    persons: Sequence[LikePerson] = ()
    contacts: Sequence[LikeContact] = ()
    pointers: Sequence[Listed] = ()

    @property
    def anything(self) -> bool:
        """Whether anybody was found."""
        return bool(self.persons or self.contacts or self.pointers)


def known(sought: Sequence[Sought], *, actor: Actor, but: int | None = None, note: bool = True) -> Known:
    """Who of these is known already. `but` is the contact that asks. At most four queries for each, and five more.

    That somebody looked is recorded, as for any search (`note`).
    """
    wanted = [each for each in sought if len(each.name) > 2][:MOST_ASKED]
    if not wanted:
        return Known()
    found: dict[int, FoundPerson] = {}
    pointers: dict[int, Listed] = {}
    for each in wanted:
        found |= {person.id: person for person in _persons(each, actor)}
        pointers |= {case.id: case for case in _pointers(each, actor)}
        if note:
            note_search(each.name, len(found), actor=actor)
    cases_of = _cases_of(list(found))
    return Known(
        asked=True,
        persons=[LikePerson(person, cases_of.get(number, ())) for number, person in found.items()],
        contacts=_contacts(wanted, but),
        pointers=list(pointers.values())[:MOST_SHOWN],
    )


def _persons(sought: Sought, actor: Actor) -> Sequence[FoundPerson]:
    try:
        rows = people.search(sought.name, None, actor=actor, limit=MOST_SHOWN).people
    except Invalid:
        return ()
    # Somebody born on another day is somebody else; where no day is known, they may be the same.
    return [each for each in rows if not (sought.born_on and each.birth_date and each.birth_date != sought.born_on)]


def _pointers(sought: Sought, actor: Actor) -> Sequence[Listed]:
    words = " ".join(part for part in (sought.surname.strip(), sought.postcode.strip()) if part)
    if not sought.surname.strip():
        return ()
    return [each for each in cases.find(words, page=1, actor=actor).rows if not each.mine]


def _cases_of(persons: Sequence[int]) -> dict[int, list[tuple[int, str, str]]]:
    rows = Member.objects.filter(
        person__in=persons, left_on__isnull=True, case__in=Case.objects.filter(is_archived=False)
    ).select_related("case__owner")
    found: dict[int, list[tuple[int, str, str]]] = {}
    for row in rows.order_by("-case_id"):
        found.setdefault(row.person_id, []).append((row.case_id, row.case.name, row.case.owner.name))
    return found


_CONTACTS = """
SELECT k.id, k.received_at, coalesce(t.name, '') AS team,
       (SELECT string_agg(concat_ws(' ', nullif(o.forename, ''), nullif(o.surname, '')), ', ' ORDER BY o.position)
          FROM pathway_contact_person o WHERE o.contact_id = k.id) AS about
  FROM pathway_contact k
  JOIN LATERAL (SELECT i.team_id FROM pathway_journey j JOIN pathway_work_item i ON i.journey_id = j.id
                 WHERE j.contact_id = k.id AND i.done_at IS NULL ORDER BY i.id LIMIT 1) w ON true
  LEFT JOIN accounts_team t ON t.id = w.team_id
 WHERE k.id <> %(but)s AND k.case_id IS NULL AND EXISTS (
       SELECT 1 FROM pathway_contact_person p,
              unnest(%(forenames)s::text[], %(surnames)s::text[], %(born)s::date[]) AS s (f, s, b)
        WHERE p.contact_id = k.id AND name_key(p.surname) = name_key(s.s)
          AND (p.born_on = s.b OR (name_key(p.forename) = name_key(s.f) AND (p.born_on IS NULL OR s.b IS NULL))))
 ORDER BY k.received_at DESC LIMIT %(most)s
"""


def _contacts(wanted: Sequence[Sought], but: int | None) -> Sequence[LikeContact]:
    told = {
        "forenames": [each.forename for each in wanted], "surnames": [each.surname for each in wanted],
        "born": [each.born_on for each in wanted], "but": but or 0, "most": MOST_SHOWN,
    }  # fmt: skip
    return [LikeContact(**row) for row in rows_of(_CONTACTS, told, keep_plan=False)]
