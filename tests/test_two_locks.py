"""The two locks: what Python's `visible_to` lets through and what PostgreSQL's policies let through are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Principal
from alongside.cases.models import Case, Share
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.people.models import Person
from tests.borough import NOVEMBER, Borough

PEOPLE = ("Ade", "Bryony", "Carys", "Dev", "Greta", "Hollis")
TEAMS = ("strengthening-families", "family-support-north", "tenancy-support")

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-01", "SHAR-06")]


@dataclass(frozen=True)
class Given:
    """A share of a generated world: with whom, from and to how many days after the test's day, and if stopped."""

    holder: str
    starts: int | None
    ends: int | None
    stopped: bool


@dataclass(frozen=True)
class World:
    """Some cases with owners, shares past, current and future, and exclusions."""

    owners: Sequence[str]
    shares: Sequence[tuple[int, Given]]
    excluded: Sequence[tuple[int, str]] = field(default_factory=tuple)


days = st.none() | st.integers(-30, 30)
a_share = st.builds(Given, st.sampled_from(PEOPLE + TEAMS), days, days, st.booleans())
worlds = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        World,
        st.lists(st.sampled_from(PEOPLE), min_size=n, max_size=n),
        st.lists(st.tuples(st.integers(0, n - 1), a_share), max_size=8),
        st.lists(st.tuples(st.integers(0, n - 1), st.sampled_from(PEOPLE + TEAMS)), max_size=2),
    )
)


def _principal(borough: Borough, name: str) -> int:
    found = borough.people.get(name.lower()) or borough.teams[name]
    return found.principal_id


def _build(borough: Borough, world: World) -> list[Case]:
    cases = [borough.case(owner, name=f"World {n} CH99 9ZZ") for n, owner in enumerate(world.owners)]
    for n, each in world.shares:
        starts = NOVEMBER + timedelta(each.starts) if each.starts is not None else None
        ends = NOVEMBER + timedelta(each.ends) if each.ends is not None else None
        if starts and ends and ends <= starts:
            continue
        holder = _principal(borough, each.holder)
        period = Principal.objects.create(
            partnership=borough.partnership, kind="period", target_id=holder, starts_on=starts, ends_on=ends
        )
        Share.objects.create(
            partnership=borough.partnership, case=cases[n], principal_id=period.pk, holder_id=holder, why="generated",
            starts_on=starts, ends_on=ends, shared_by=cases[n].owner, shared_at=cases[n].created_at,
            stopped_at=cases[n].created_at if each.stopped else None,
        )  # fmt: skip
    for n, name in world.excluded:
        kept = Case.objects.get(pk=cases[n].pk).excluded
        Case.objects.filter(pk=cases[n].pk).update(excluded=[*kept, _principal(borough, name)])
    return cases


def _held(borough: Borough, name: str) -> set[int]:
    """What somebody holds apart from periods, worked out without the code under test."""
    teams = {"Ade": 1, "Bryony": 1, "Carys": 0, "Greta": 2}
    own = {_principal(borough, name)}
    return own | ({_principal(borough, TEAMS[teams[name]])} if name in teams else set())


def _expected(borough: Borough, world: World, cases: list[Case], name: str, on: date) -> set[int]:
    held = _held(borough, name)
    seen = {case.pk for case, owner in zip(cases, world.owners, strict=True) if owner == name}
    for n, each in world.shares:
        starts = NOVEMBER + timedelta(each.starts) if each.starts is not None else date.min
        ends = NOVEMBER + timedelta(each.ends) if each.ends is not None else date.max
        if starts < ends and starts <= on < ends and not each.stopped and _principal(borough, each.holder) in held:
            seen.add(cases[n].pk)
    return seen - {cases[n].pk for n, out in world.excluded if _principal(borough, out) in held}


def _by_python(actor: Actor) -> set[int]:
    return set(Case.objects.visible_to(actor).values_list("pk", flat=True))


def _by_postgresql(actor: Actor) -> set[int]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case")
        return {row[0] for row in cursor.fetchall()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds, name=st.sampled_from(PEOPLE), shift=st.integers(-31, 31))
def test_both_locks_say_the_same_and_what_the_shares_say(borough: Borough, world: World, name: str, shift: int) -> None:
    on = NOVEMBER + timedelta(shift)
    with transaction.atomic():
        cases = _build(borough, world)
        actor = borough.actor(name, on=on)

        expected = _expected(borough, world, cases, name, on)

        assert _by_python(actor) == expected
        assert _by_postgresql(actor) == expected
        transaction.set_rollback(True)


def test_another_partnership_sees_nothing_even_holding_the_number(borough: Borough, elsewhere: Borough) -> None:
    case = borough.case()
    ines = elsewhere.actor("Ines")
    assert _by_python(ines) == _by_postgresql(ines) == set()

    borrowed = Actor(**{**ines.__dict__, "principals": ines.principals | set(case.audience)})
    assert _by_python(borrowed) == _by_postgresql(borrowed) == set()


def test_nobody_asking_sees_nothing(borough: Borough) -> None:
    borough.case()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [django_settings.APP_ROLE])
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")


def test_a_profile_is_seen_by_whoever_sees_one_of_its_cases_and_nobody_else(borough: Borough) -> None:
    case = borough.case()
    ade = borough.actor("Ade")
    person = Person.objects.create(
        partnership=borough.partnership, forename="Marnie", surname="Marsh", birth_date=date(1992, 5, 11),
        audience=[ade.own], created_at=case.created_at, created_by=borough.people["ade"],
    )  # fmt: skip
    case.member_set.create(
        partnership=borough.partnership, person=person, position=1, is_head=True, group="family", joined_on=NOVEMBER
    )

    def sees(name: str) -> bool:
        with acting_as(borough.actor(name)):
            return Person.objects.filter(pk=person.pk).exists()

    assert sees("Ade")
    assert not sees("Dev")

    share = borough.share(case, "Dev")
    assert sees("Dev")

    Share.objects.filter(pk=share.pk).update(stopped_at=case.created_at)
    assert not sees("Dev")
    assert sees("Ade")
