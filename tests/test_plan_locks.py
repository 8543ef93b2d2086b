"""The database's lock on what is assessed, planned and audited: it is seen, written and changed with its case alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Principal
from alongside.cases.models import Case, Share
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from tests.borough import NOVEMBER, Borough
from tests.planned import OF_A_CASE, plan_behind
from tests.test_two_locks import PEOPLE, World, _build, _expected, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-05", "SHAR-06")]
ROOMS = ("assessments", "plans", "reporting")
OPEN = {"reporting_audit_sample"}
"""A sample says which days it is of and how many were drawn; whose assessments they are stands in its rows."""


def _cases(table: str) -> Sequence[int | None]:
    """The case of every row of a table that is there; None where the row is there and its case is not."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {OF_A_CASE[table]} FROM {table}")
        return sorted((row[0] for row in cursor.fetchall()), key=lambda each: each or 0)


def _seen(actor: Actor) -> dict[str, Sequence[int | None]]:
    with acting_as(actor):
        return {table: _cases(table) for table in OF_A_CASE}


def test_no_table_of_these_rooms_is_forgotten_here() -> None:
    known = {model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert known == set(OF_A_CASE) | OPEN


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds, name=st.sampled_from(PEOPLE), shift=st.integers(-31, 31))
def test_every_row_is_there_for_whoever_sees_its_case_and_no_row_for_anybody_else(
    borough: Borough, world: World, name: str, shift: int
) -> None:
    on = NOVEMBER + timedelta(shift)
    with transaction.atomic():
        cases = _build(borough, world)
        for case in cases:
            plan_behind(case)
        theirs = sorted(_expected(borough, world, cases, name, on))
        assert _seen(borough.actor(name, on=on)) == dict.fromkeys(OF_A_CASE, theirs)
        transaction.set_rollback(True)


# --- nothing is put in or changed from outside


def _rows() -> dict[str, str]:
    """A row of each table, without its number, as text to be put in again."""
    found = {}
    with connection.cursor() as cursor:
        for table in OF_A_CASE:
            cursor.execute(f"SELECT (to_jsonb(t) - 'id')::text FROM {table} t LIMIT 1")
            found[table] = cursor.fetchone()[0]
    return found


def _can_insert(table: str, row: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(key ORDER BY key) FROM jsonb_object_keys(%s::jsonb) AS key", [row])
        columns = ", ".join(f'"{each}"' for each in cursor.fetchone()[0])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)", [row]
            )
    except Error as refused:
        assert "row-level security" in str(refused) or "duplicate key" in str(refused), refused
        return "duplicate key" in str(refused)
    return True


def _changeable() -> dict[str, str]:
    """A column of each table that the application may change at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, min(column_name) FROM information_schema.column_privileges"
            " WHERE grantee = %s AND privilege_type = 'UPDATE' AND table_name = ANY (%s) GROUP BY table_name",
            [django_settings.APP_ROLE, list(OF_A_CASE)],
        )
        return dict(cursor.fetchall())


def _change(table: str, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = "{column}"')
        return cursor.rowcount


def _nothing(actor: Actor, rows: dict[str, str], changeable: dict[str, str]) -> None:
    assert _seen(actor) == {table: [] for table in OF_A_CASE}
    with acting_as(actor):
        assert [table for table, row in rows.items() if _can_insert(table, row)] == []
        assert [table for table, column in changeable.items() if _change(table, column)] == []


def _everything(actor: Actor, case: Case, rows: dict[str, str], changeable: dict[str, str]) -> None:
    assert _seen(actor) == {table: [case.pk] for table in OF_A_CASE}
    with transaction.atomic(), acting_as(actor):
        assert [table for table, row in rows.items() if not _can_insert(table, row)] == []
        assert [table for table, column in changeable.items() if not _change(table, column)] == []
        transaction.set_rollback(True)


@pytest.fixture
def planned(borough: Borough) -> tuple[Case, dict[str, str], dict[str, str]]:
    """Ade's case with a row of everything on it, these rows, and the columns that can be changed at all."""
    case = borough.case()
    plan_behind(case)
    changeable = _changeable()
    assert len(changeable) >= 9
    return case, _rows(), changeable


Planned = tuple[Case, dict[str, str], dict[str, str]]


def test_an_outsider_has_no_part_in_it_until_the_case_is_shared_with_them(borough: Borough, planned: Planned) -> None:
    case, *told = planned
    _nothing(borough.actor("Dev"), *told)
    borough.share(case, "Dev")
    _everything(borough.actor("Dev"), case, *told)


def test_an_excluded_user_has_no_part_in_it_until_they_are_let_in(borough: Borough, planned: Planned) -> None:
    case, *told = planned
    borough.share(case, "Bryony")
    Case.objects.filter(pk=case.pk).update(excluded=[borough.people["bryony"].principal_id])
    _nothing(borough.actor("Bryony"), *told)
    Case.objects.filter(pk=case.pk).update(excluded=[])
    _everything(borough.actor("Bryony"), case, *told)


def test_whoevers_share_was_stopped_has_no_part_in_it_until_it_is_shared_again(
    borough: Borough, planned: Planned
) -> None:
    case, *told = planned
    share = borough.share(case, "tenancy-support")
    _everything(borough.actor("Greta"), case, *told)
    Share.objects.filter(pk=share.pk).update(stopped_at=case.created_at)
    _nothing(borough.actor("Greta"), *told)
    borough.share(case, "Greta")
    _everything(borough.actor("Greta"), case, *told)


def test_whoevers_share_ended_has_no_part_in_it_from_that_day_until_it_is_shared_again(
    borough: Borough, planned: Planned
) -> None:
    case, *told = planned
    ours: dict[str, Any] = {"partnership": borough.partnership}
    holder, ends = borough.people["hollis"].principal_id, NOVEMBER + timedelta(1)
    period = Principal.objects.create(kind="period", target_id=holder, ends_on=ends, **ours)
    Share.objects.create(
        case=case, principal_id=period.pk, holder_id=holder, why="until tomorrow", ends_on=ends, shared_by=case.owner,
        shared_at=case.created_at, **ours,
    )  # fmt: skip
    _everything(borough.actor("Hollis"), case, *told)
    _nothing(borough.actor("Hollis", on=ends), *told)
    borough.share(case, "Hollis")
    _everything(borough.actor("Hollis", on=ends), case, *told)


def test_another_partnership_has_no_part_in_it_even_holding_the_principals(
    borough: Borough, elsewhere: Borough, planned: Planned
) -> None:
    case, *told = planned
    ines = elsewhere.actor("Ines")
    for actor in (ines, Actor(**{**ines.__dict__, "principals": ines.principals | set(case.audience)})):
        _nothing(actor, *told)
    _everything(borough.actor("Ade"), case, *told)
