"""The archive: cases where work has ended, and the profiles of those who are on such cases alone (E-CINS 1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from alongside.accounts.queries import practice
from alongside.cases.models import Case, Member
from alongside.cases.rules import search_words
from alongside.core.actor import Actor
from alongside.people.queries import FoundPerson, persons

PAGE = 25
LOOKED_AT = 500
"""Of what a search finds, so many are looked at for the archive."""


@dataclass(frozen=True)
class Archived:
    """A case of the archive."""

    id: int
    name: str
    status: str
    owner: str
    is_archived: bool


@dataclass(frozen=True)
class ArchivePage:
    """A page of the archive, and whether there is another."""

    rows: Sequence[Archived]
    people: Sequence[FoundPerson]
    more: bool


def _ended(actor: Actor) -> Q:
    return Q(is_archived=True) | Q(status__in=[each.id for each in practice(actor).statuses if each.closes])


def archived_cases(typed: str, *, page: int, actor: Actor) -> ArchivePage:
    """The cases that the actor sees on which work has ended, newest first; with words, those that they find.

    Two queries.
    """
    found = Case.objects.visible_to(actor).filter(_ended(actor))
    if typed:
        found = found.filter(pk__in=_found(typed))
    first = (page - 1) * PAGE
    rows = list(found.select_related("owner").order_by("-id")[first : first + PAGE + 1])
    shown = [Archived(row.pk, row.name, row.status, row.owner.name, row.is_archived) for row in rows[:PAGE]]
    return ArchivePage(shown, [], len(rows) > PAGE)


def _found(typed: str) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_find(%s, %s, 0) WHERE mine", [list(search_words(typed)), LOOKED_AT])
        return [row[0] for row in cursor.fetchall()]


def archived_people(typed: str, *, page: int, actor: Actor) -> ArchivePage:
    """Those who are on cases of the archive alone, as far as the actor sees, by name; with words, of the cases that
    these find. Three queries."""
    seen = Case.objects.visible_to(actor)
    running = Member.objects.filter(
        person=OuterRef("person"), left_on__isnull=True, case__in=seen.exclude(_ended(actor))
    )
    ended = seen.filter(_ended(actor))
    if typed:
        ended = ended.filter(pk__in=_found(typed))
    first = (page - 1) * PAGE
    wanted = (
        Member.objects.filter(case__in=ended)
        .filter(~Exists(running))
        .order_by("person__surname", "person__forename", "person_id")
        .values_list("person_id", "person__surname", "person__forename")
        .distinct()
    )
    ids = [row[0] for row in wanted[first : first + PAGE + 1]]
    place = {number: at for at, number in enumerate(ids)}
    people = sorted(persons(ids[:PAGE], actor=actor), key=lambda each: place[each.id])
    return ArchivePage([], people, len(ids) > PAGE)
