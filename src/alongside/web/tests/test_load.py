"""The crowd of invented families: what COPY puts in is what the actions and triggers would have made of it."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from alongside.accounts.queries import actor_for
from alongside.cases import queries as cases
from alongside.cases.models import Case
from alongside.clocks.actions.keeping import keep_case
from alongside.clocks.actions.rebuilding import Rebuilt, rebuild_after
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.people import queries as people
from alongside.people.identifiers import nhs_number
from alongside.web.demonstration.crowd import filling
from alongside.web.demonstration.crowd.families import COLUMNS, HAPPENED
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLAT-02")]

TODAY = date(2026, 11, 22)
STRUCTURE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT relname, 'row security', relrowsecurity::text || relforcerowsecurity::text FROM pg_class
           WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT tablename, policyname, cmd || coalesce(qual, '') FROM pg_policies ORDER BY 1, 2, 3
"""


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def fill(borough: Borough, families: int = 60, seed: int = 7) -> filling.Filled:
    filled = filling.fill(families=families, seed=seed, partnership="calderholt", pack=borough.pack, today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(COLUMNS)}")  # or a plan may be made for the empty tables of another test
    return filled


@pytest.mark.parametrize("bare_from", [1, 1_000_000], ids=["keys and indexes put aside", "kept"])
def test_the_rows_are_as_the_triggers_would_have_made_them(
    borough: Borough, monkeypatch: pytest.MonkeyPatch, bare_from: int
) -> None:
    monkeypatch.setattr(filling, "BARE_FROM", bare_from)
    monkeypatch.setattr(filling, "BATCH", 25)
    monkeypatch.setattr(filling, "CASES_OF_A_WORKER", 1)
    borough.case()
    before = rows(STRUCTURE)
    filled = fill(borough, families=120)
    assert rows(STRUCTURE) == before
    assert rows("SELECT count(*) FROM cases_case") == [(121,)]
    assert rows("SELECT count(*) FROM people_person") == [(filled.persons,)]
    assert rows("SELECT count(*) FROM people_person p WHERE cardinality(audience) > 2")[0][0], (
        "some are shared with more"
    )
    made = {
        "cases": "SELECT id, audience, own_keys, search_keys FROM cases_case ORDER BY id",
        "persons": "SELECT id, audience, excluded, search_keys FROM people_person ORDER BY id",
        "places": "SELECT id, key FROM people_place ORDER BY id",
    }
    loaded = {what: rows(sql) for what, sql in made.items()}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET search_keys = search_keys, audience = '{}'")
        cursor.execute("UPDATE cases_case SET name = name, audience = '{}'")
        cursor.execute("UPDATE cases_share SET stopped_at = stopped_at")
        cursor.execute("SELECT cases_keep_profiles(array_agg(person_id)) FROM cases_member")
        cursor.execute("UPDATE people_place SET key = address_key(lines, postcode)")
    for what, sql in made.items():
        assert [_plain(row) for row in loaded[what]] == [_plain(row) for row in rows(sql)], what


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(sorted(set(value)) if isinstance(value, list) else value for value in row)


def test_somebody_is_on_two_cases_and_both_teams_see_them(borough: Borough) -> None:
    fill(borough, families=1000)
    twice = rows("SELECT person_id FROM cases_member GROUP BY person_id HAVING count(*) > 1")
    assert twice
    both = rows(
        "SELECT p.id FROM people_person p WHERE p.audience <> (SELECT array_agg(DISTINCT a ORDER BY a)"
        " FROM cases_member m JOIN cases_case c ON c.id = m.case_id, unnest(c.audience) a WHERE m.person_id = p.id)"
    )
    assert both == []


def test_the_vocabulary_of_search_knows_every_name(borough: Borough) -> None:
    fill(borough)
    unknown = rows(
        "SELECT DISTINCT k FROM people_person p, unnest(p.search_keys) k WHERE k !~ '[*=]'"
        " AND NOT EXISTS (SELECT FROM people_spelling s WHERE s.partnership_id = p.partnership_id AND s.key = k)"
    )
    assert unknown == []


def test_the_same_seed_invents_the_same_families_and_another_seed_others(borough: Borough) -> None:
    told = "SELECT forename, surname, birth_date, nhs_number FROM people_person ORDER BY id"
    fill(borough, seed=1)
    first = rows(told)
    fill(borough, seed=1)
    assert rows(told)[len(first) :] == first
    fill(borough, seed=2)
    assert rows(told)[2 * len(first) :][: len(first)] != first


def test_families_are_believable(borough: Borough) -> None:
    fill(borough, families=200)
    for (number,) in rows("SELECT nhs_number FROM people_person WHERE nhs_number <> ''"):
        assert nhs_number(str(number)).startswith("999")
    assert rows("SELECT count(*) FROM people_person WHERE birth_date > DATE '2026-11-22'") == [(0,)]
    assert rows("SELECT count(*) FROM casework_log WHERE contact_at > '2026-11-22'") == [(0,)]
    logs = rows("SELECT min(n), max(n) FROM (SELECT count(*) n FROM casework_log GROUP BY case_id) s")
    assert logs == [(5, 5)]
    heads = rows("SELECT count(*) FROM cases_member WHERE is_head")
    assert heads == [(200,)]
    young = rows(
        "SELECT count(*) FROM cases_member h JOIN people_person hp ON hp.id = h.person_id"
        " JOIN cases_member c USING (case_id) JOIN people_person cp ON cp.id = c.person_id"
        " WHERE h.is_head AND c.relationship IN ('Son', 'Daughter')"
        " AND cp.birth_date < hp.birth_date + interval '15 years'"
    )
    assert young == [(0,)]


@pytest.mark.req("SHAR-01", "SHAR-06")
def test_a_worker_sees_their_own_and_the_coordinating_team_sees_all(borough: Borough, elsewhere: Borough) -> None:
    fill(borough, families=60)
    seen = {}
    for place, name in ((borough, "Ade"), (borough, "Carys"), (borough, "Bryony"), (elsewhere, "Ines")):
        actor = place.actor(name)
        with acting_as(actor):
            seen[name] = cases.newest(cases.Filter(), page=1, actor=actor).total
    assert seen["Carys"] == 60
    assert 5 <= seen["Ade"] <= 40
    assert seen["Bryony"] == seen["Ines"] == 0
    ade = borough.actor("Ade")
    with acting_as(ade):
        case = cases.newest(cases.Filter(), page=1, actor=ade).rows[0]
        page = cases.case_page(case.id, actor=ade)
        member = people.person(page.members[0].person_id, actor=ade)
    assert member.profile.surname in page.head.name
    assert member.stays[0].postcode in page.head.name


@pytest.mark.req("CLOK-01")
def test_the_crowd_has_the_clocks_that_its_practice_names(borough: Borough, brackenshore: Borough) -> None:
    """As they would have been kept, had each family been nominated; in Calderholt nothing of it starts one."""
    filling.fill(families=20, seed=1, partnership="brackenshore", pack=brackenshore.pack, today=TODAY)
    assert rebuild_after("brackenshore", HAPPENED).cases == 20
    fill(borough, families=3)
    assert rebuild_after("calderholt", HAPPENED) == Rebuilt(), "not even looked at"
    timescales = dict(rows("SELECT timescale, count(DISTINCT case_id) FROM clocks_clock GROUP BY timescale"))
    in_force = rows("SELECT count(*) FROM cases_case WHERE created_at >= '2025-01-01' AND form <> 'nomination'")[0][0]
    assert timescales["oversight"] == timescales["open-12-months"] == in_force > 15
    assert timescales["record"] > 15
    assert rows("SELECT DISTINCT partnership_id FROM clocks_clock") == [(brackenshore.partnership.pk,)]
    case = Case.objects.filter(partnership=brackenshore.partnership).latest("pk")
    before = list(Clock.objects.filter(case=case).order_by("pk").values())
    owner = actor_for(case.owner, datetime.now(UTC))
    with acting_as(owner):
        keep_case(case.pk, actor=owner)
    assert list(Clock.objects.filter(case=case).order_by("pk").values()) == before


def test_nobody_has_more_than_forty_of_them(borough: Borough) -> None:
    fill(borough, families=800)
    [(most, workers)] = rows("SELECT max(n), count(*) FROM (SELECT count(*) n FROM cases_case GROUP BY owner_id) s")
    assert most == 40
    assert workers == 20


def test_what_cannot_be_done_is_said(borough: Borough) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load", families=1, partnership="nowhere", stdout=StringIO())
    with pytest.raises(LookupError, match="no partnership atlantis"):
        filling.fill(families=1, seed=1, partnership="atlantis", pack=borough.pack, today=TODAY)
    assert settings.DEMONSTRATION
    assert fill(borough, families=1).families == 1


def test_every_column_that_is_filled_is_there() -> None:
    for table, columns in COLUMNS.items():
        rows(f"SELECT {columns} FROM {table} LIMIT 0")
