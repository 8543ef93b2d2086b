"""At 100,000 cases the list, the search and the case page read what they need, and never the whole table."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from alongside.assessments.queries.assessments import assessments_of_case
from alongside.assessments.queries.overlay import overlay_of
from alongside.cases import queries
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.plans.models import Plan
from alongside.plans.queries import family_copy, plans
from alongside.plans.queries.family_answers import answers_of
from alongside.plans.queries.reviews import reviews_due
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
def crowd(borough: Borough) -> Iterator[Borough]:
    """100,000 cases that the coordinating team sees, 40 of them Ade's.

    Triggers stay off, and no foreign key is looked into: of several hundred thousand that takes longer than the test.
    """
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
        cursor.execute("ANALYZE cases_case")
    yield borough
    transaction.set_rollback(True)  # or the keys would be looked into now


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


def test_nothing_reads_the_whole_table_and_the_list_uses_an_index(crowd: Borough) -> None:
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
    _list_uses(ade, {"cases_by_search"})
    _list_uses(carys, {"cases_newest_first", "cases_case_pkey"})


def _list_uses(actor: Actor, indexes: set[str]) -> None:
    with acting_as(actor):
        plan = Case.objects.visible_to(actor).order_by("-id")[:26].explain(format="json")
    used = set(_nodes(json.loads(plan)[0]["Plan"]))
    assert "Seq Scan" not in {kind for kind, _ in used}
    assert {index for _, index in used if index} <= indexes


# A plan for a fifth of the cases and for each of the worker's: concerns, tasks, assessments, what the family says.
_PLANS = """
INSERT INTO plans_plan (partnership_id, case_id, title, framework, release_id, status, started_by_id, started_at,
                        completed_at, completed_by_id, review_on, version)
SELECT c.partnership_id, c.id, 'Plan', '', %(release)s, 'open', c.owner_id, now(), now(), c.owner_id,
       %(today)s + (c.id / 7 %% 60)::int - 5, 1
  FROM cases_case c WHERE c.id %% 5 = 0 OR c.owner_id = %(owner)s;
INSERT INTO plans_concern (partnership_id, plan_id, number, position, better, criterion, goal, outcome, knowing,
                           measures, contingency, areas, opened_on, closed_because, version)
SELECT p.partnership_id, p.id, n, n, 'Better', '', '', '', '', '{}', '', '{}', current_date, '', 1
  FROM plans_plan p, generate_series(1, 3) n;
INSERT INTO casework_task (partnership_id, case_id, title, description, type, priority, due_on, set_by_id, set_at,
                           to_user_id, wants_receipt, waits_for, version)
SELECT p.partnership_id, p.case_id, 'Task', '', 'other', '', current_date, p.started_by_id, now(), p.started_by_id,
       false, '', 1 FROM plans_plan p, generate_series(1, 2);
ANALYZE plans_plan, plans_concern, casework_task;
INSERT INTO plans_concern_task (partnership_id, concern_id, task_id)
SELECT t.partnership_id, k.id, t.id
  FROM casework_task t JOIN plans_plan p ON p.case_id = t.case_id
  JOIN plans_concern k ON k.plan_id = p.id AND k.number = 1;
INSERT INTO assessments_assessment (partnership_id, case_id, tool, release_id, took_place_on, own, started_by_id,
                                    started_at, completed_by_id, completed_at, version)
SELECT p.partnership_id, p.case_id, 'whole-family-webstar', %(release)s, current_date - n, '{}', p.started_by_id, now(),
       p.started_by_id, now(), 1 FROM plans_plan p, generate_series(1, 2) n;
INSERT INTO assessments_score (partnership_id, assessment_id, area, voice, score, by_id, at)
SELECT partnership_id, id, 'school', 'practitioner', 5, started_by_id, now() FROM assessments_assessment;
INSERT INTO plans_family_answer (partnership_id, plan_id, area, agrees, own_words, recorded_by_id, recorded_at)
SELECT partnership_id, id, '', true, '', started_by_id, now() FROM plans_plan;
"""
_READ = """
SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables
 WHERE relname ~ '^(plans_|assessments_|casework_task)' AND seq_tup_read > 0
"""


@pytest.mark.req("PLAN-01", "PLAN-07", "ASMT-02")
def test_a_plan_its_star_and_its_copy_are_found_by_indexes_among_all_plans(crowd: Borough) -> None:
    """Whatever is read of one family's plan, no table of plans, concerns, tasks or scores is read through."""
    ade = crowd.actor("Ade")
    told = {"release": crowd.pack.release_id, "owner": ade.user_id, "today": ade.today}
    with connection.cursor() as cursor:
        for statement in _PLANS.split(";")[:-1]:
            cursor.execute(statement, told)
        cursor.execute(
            "ANALYZE plans_plan, plans_concern, plans_concern_task, casework_task, assessments_assessment,"
            " assessments_score, plans_family_answer"
        )
        case = Case.objects.filter(owner_id=ade.user_id).order_by("id").values_list("pk", flat=True)[7]
        cursor.execute("SELECT id FROM assessments_assessment WHERE case_id = %s", [case])
        both = [number for (number,) in cursor.fetchall()]
    asked: dict[str, Callable[[Actor], object]] = {
        "the plan": lambda a: plans.plan_of_case(case, actor=a),
        "the family's answers": lambda a: answers_of(plans.plans_of_case(case, actor=a)[0].id, actor=a),
        "the assessments": lambda a: assessments_of_case(case, actor=a),
        "two dates on one star": lambda a: overlay_of(both, actor=a),
        "what the copy is made of": lambda a: family_copy.material(case, actor=a),
        "the reviews that are due": lambda a: reviews_due(actor=a, today=a.today),
    }
    before = _read()
    with acting_as(ade):
        Plan.objects.filter(title="nobody's").count()
        assert _read()["plans_plan"] > before.get("plans_plan", 0), "what is read through is counted"
    found = {}
    for what, ask in asked.items():
        before = _read()
        with acting_as(ade):
            assert ask(ade), what
            after = _read()
        if through := {name: rows - before.get(name, 0) for name, rows in after.items() if rows > before.get(name, 0)}:
            found[what] = through
    assert found == {}


def _read() -> dict[str, int]:
    """How many rows were read in this transaction by reading tables through."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return dict(cursor.fetchall())


def _nodes(plan: dict) -> Iterator[tuple[str, str]]:  # type: ignore[type-arg]
    yield plan["Node Type"], plan.get("Index Name", "")
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
