"""Of 20,000 reports those that somebody may open are found by indexes, for one who may open forty and for a team that
may open them all."""

import pytest
from django.db import connection

from alongside.casework.queries import reports as queries
from alongside.casework.queries.reports import Narrowed
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("REP-04", "SHAR-05"), pytest.mark.slow]

MANY = 20_000
GLANCED_AT = 1_001
_CIRCLES = """
INSERT INTO cases_circle (partnership_id, audience, excluded, made_by_id, made_at)
SELECT %(partnership)s, CASE WHEN n %% 500 = 0 THEN ARRAY[%(team)s, %(worker)s] ELSE ARRAY[%(team)s] END, '{}',
       %(user)s, now() FROM generate_series(1, %(many)s) n RETURNING id
"""
_REPORTS = """
INSERT INTO casework_report (partnership_id, circle_id, type, title, report_on, area, text, author_id, team_id,
    written_at, version, search_keys)
SELECT %(partnership)s, k.id, 'chronology', 'A', date '2026-11-17' - (k.id %% 900)::int, 'north', 'A', %(user)s,
       %(of_team)s, now(), 1, CASE WHEN k.id %% 100 = 0 OR cardinality(k.audience) = 2 THEN ARRAY['ockley', '~AKL']
            ELSE ARRAY[md5(k.id::text)] END
  FROM cases_circle k
"""
_READ = """
SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables
 WHERE relname IN ('casework_report', 'cases_circle', 'casework_report_case')
"""


@pytest.fixture
def many(borough: Borough) -> tuple[Actor, Actor]:
    """Ade, who may open 40 reports, and Carys of the coordinating team, who may open all 20,000."""
    ade, carys = borough.actor("Ade"), borough.actor("Carys")
    user = borough.people["ade"]
    values = {
        "partnership": ade.partnership_id, "team": borough.teams["strengthening-families"].principal_id,
        "worker": ade.own, "user": ade.user_id, "many": MANY, "of_team": user.team_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CIRCLES, values)
        cursor.execute(_REPORTS, values)
        cursor.execute("ANALYZE casework_report, cases_circle")
    return ade, carys


def read_whole(narrowed: Narrowed, actor: Actor) -> tuple[set[str], int]:
    """The tables that were read row after row, and how many reports stand on the first page."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(_READ)
        before = dict(cursor.fetchall())
        found = len(queries.reports(narrowed, actor=actor).rows)
        cursor.execute(_READ)
        return {name for name, rows in cursor.fetchall() if rows - before.get(name, 0) > GLANCED_AT}, found


@pytest.mark.parametrize("words", ["", "ockley", "Ockly"])
def test_a_list_and_a_search_of_reports_read_no_table_from_end_to_end(many: tuple[Actor, Actor], words: str) -> None:
    for actor in many:
        read, found = read_whole(Narrowed(words=words), actor)
        assert read == set(), actor.name
        assert found == 20 or words == "Ockly"
        assert found > 0


def test_reading_from_end_to_end_would_be_seen(many: tuple[Actor, Actor]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM casework_report WHERE text LIKE '%B%'")
        cursor.execute(_READ)
        assert dict(cursor.fetchall())["casework_report"] - before["casework_report"] > GLANCED_AT
