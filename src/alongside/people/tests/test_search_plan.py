"""A search reads indexes, for a worker who sees forty and for a team that sees everybody: never the persons."""

import pytest
from django.db import connection

from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.people import queries
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PEOP-01"), pytest.mark.slow]

MANY = 20_000
GLANCED_AT = 1_001
"""Rows read one after the other to learn whether the actor sees many persons or few."""
_FILL = """
INSERT INTO people_person (partnership_id, title, forename, middle_names, surname, age_band, unborn, gender, ethnicity,
    ethnicity_code, disabled, disability, area, national_insurance, nhs_number, upn, pnc_id, sources, version, audience,
    excluded, search_keys, created_at, created_by_id)
SELECT %(partnership)s, '', (ARRAY['Mary','Jay','Wren','Olu','Kathryn','Ewan','Zoe','Rory'])[1 + n %% 8], '',
       CASE WHEN n %% 50 = 0 THEN 'Marsh'
            ELSE initcap(translate(substr(md5(n::text), 1, 7), '0123456789', 'aeioulnrst')) END,
       'Unknown', false, '', '', '', 'no', '', '', '', '', '', '', '{}', 1,
       CASE WHEN n %% 500 = 0 THEN ARRAY[%(team)s, %(worker)s] ELSE ARRAY[%(team)s] END, '{}', '{}', now(), %(user)s
  FROM generate_series(1, %(many)s) n
"""
_READ = """
SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE relname IN ('people_person', 'people_spelling')
"""


@pytest.fixture
def crowd(borough: Borough) -> tuple[Actor, Actor]:
    """Ade, who sees 40 persons, and Carys of the coordinating team, who sees all 20,000."""
    ade, carys = borough.actor("Ade"), borough.actor("Carys")
    team = borough.teams["strengthening-families"].principal_id
    values = {"partnership": ade.partnership_id, "team": team, "worker": ade.own, "user": ade.user_id, "many": MANY}
    with connection.cursor() as cursor:
        cursor.execute(_FILL, values)
        cursor.execute("ANALYZE people_person, people_spelling")
    return ade, carys


def read_whole(words: str, actor: Actor) -> tuple[set[str], int]:
    """The tables of which a search read more than a glance, row after row; and how many persons it found."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(_READ)
        before = dict(cursor.fetchall())
        found = queries.search(words, actor=actor).total
        cursor.execute(_READ)
        return {name for name, rows in cursor.fetchall() if rows - before.get(name, 0) > GLANCED_AT}, found


def test_a_search_reads_neither_the_persons_nor_the_vocabulary_from_end_to_end(crowd: tuple[Actor, Actor]) -> None:
    ade, carys = crowd
    for words, worker, team in [
        ("marsh", 40, 100),
        ("marhs", 40, 100),
        ("mar", 40, 100),
        ("mary", 0, 100),
        ("j x", 0, 0),
    ]:
        for actor, at_least in ((ade, worker), (carys, team)):
            read, found = read_whole(words, actor)
            assert read == set(), (words, actor.name)
            assert found >= at_least, (words, actor.name)


def test_reading_from_end_to_end_would_be_seen(crowd: tuple[Actor, Actor]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM people_person WHERE surname LIKE '%arsh'")
        cursor.execute(_READ)
        assert dict(cursor.fetchall())["people_person"] - before["people_person"] > GLANCED_AT
