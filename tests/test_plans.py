"""At 100,000 cases the list, the search and the case page read what they need, and never the whole table."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from alongside.cases import queries
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from tests.borough import Borough

MANY = 100_000
OF_ONE_WORKER = 40

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.req("SHAR-06", "NOM-01")]

# Straight into the table: what the triggers would write is written here, because 100,000 of them take a minute.
_FILL = """
INSERT INTO cases_case (partnership_id, name, area, form, status, priority, owner_id, team_id, created_by_id,
                        created_at, key_information, intensity, application_status, referral_on, referrer, version,
                        audience, excluded, own_keys, search_keys, type, reference, reason, is_archived)
SELECT %(partnership)s, format('Family%%s CH99 %%s', n, n %% 9), 'north', 'nomination', 'open', 'low',
       CASE WHEN n %% %(each)s = 0 THEN %(owner)s ELSE %(other)s END, %(team)s, %(owner)s,
       now(), '', '', '', current_date, '{}', 1,
       ARRAY[CASE WHEN n %% %(each)s = 0 THEN %(mine)s ELSE 1000000 + n %% 2500 END, %(everybody)s], '{}',
       ARRAY['family' || n], ARRAY['family' || n, 'name' || n %% 3000], '', '', '', false
  FROM generate_series(1, %(many)s) n
"""


@pytest.fixture
def crowd(borough: Borough) -> Borough:
    """100,000 cases that the coordinating team sees, 40 of them Ade's."""
    ade, other = borough.people["ade"], borough.people["hollis"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        told = {
            "partnership": borough.partnership.pk,
            "each": MANY // OF_ONE_WORKER,
            "owner": ade.pk,
            "other": other.pk,
            "team": ade.team_id,
            "mine": ade.principal_id,
            "everybody": borough.teams["strengthening-families"].principal_id,
            "many": MANY,
        }
        cursor.execute(_FILL, told)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER USER")
        cursor.execute("ANALYZE cases_case")
    return borough


@contextmanager
def reading(actor: Actor) -> Iterator[Callable[[], tuple[int, int]]]:
    """Act, and tell afterwards how many rows of cases were read by scanning the table, and by its indexes."""

    def read() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'cases_case'"
            )
            row = cursor.fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    before = read()
    with acting_as(actor):
        yield lambda: (read()[0] - before[0], read()[1] - before[1])


def test_nothing_reads_the_whole_table(crowd: Borough) -> None:
    ade, carys = crowd.actor("Ade"), crowd.actor("Carys")
    everything = queries.Filter()
    asked: dict[str, tuple[Actor, Callable[[Actor], object], int]] = {
        "a worker's list": (ade, lambda a: queries.newest(everything, page=1, actor=a), 200),
        "a worker's own": (ade, lambda a: queries.newest(queries.Filter(owner_id=a.user_id), page=1, actor=a), 200),
        "the coordinating team's list": (carys, lambda a: queries.newest(everything, page=1, actor=a), 2500),
        "its third page": (carys, lambda a: queries.newest(everything, page=3, actor=a), 2500),
        "a worker's search": (ade, lambda a: queries.find("family2500", page=1, actor=a), 200),
        "the team's search": (carys, lambda a: queries.find("name77", page=1, actor=a), 500),
        "a stranger's search": (crowd.actor("Dev"), lambda a: queries.find("family2500", page=1, actor=a), 200),
        "home": (ade, lambda a: queries.home(actor=a), 400),
    }
    with reading(ade) as rows:
        Case.objects.filter(key_information="nobody's").count()
        assert sum(rows()) >= OF_ONE_WORKER, "what is read is counted"
    too_much = {}
    for what, (actor, ask, most) in asked.items():
        with reading(actor) as rows:
            ask(actor)
            scanned, fetched = rows()
        if scanned > 2 * queries.COUNTED or fetched > most:
            too_much[what] = (scanned, fetched)
    assert too_much == {}


@pytest.mark.parametrize(
    ("name", "indexes"),
    [("Ade", {"cases_by_search"}), ("Carys", {"cases_newest_first", "cases_case_pkey"})],
)
def test_the_plan_of_the_list_uses_an_index(crowd: Borough, name: str, indexes: set[str]) -> None:
    actor = crowd.actor(name)
    with acting_as(actor):
        plan = Case.objects.visible_to(actor).order_by("-id")[:26].explain(format="json")
    used = set(_nodes(json.loads(plan)[0]["Plan"]))
    assert "Seq Scan" not in {kind for kind, _ in used}
    assert {index for _, index in used if index} <= indexes


def _nodes(plan: dict) -> Iterator[tuple[str, str]]:  # type: ignore[type-arg]
    yield plan["Node Type"], plan.get("Index Name", "")
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
