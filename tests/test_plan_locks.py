"""The database's lock on what is assessed, planned and audited: it is seen, written and changed with its case alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Principal
from alongside.cases.models import Case, Share
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from tests.borough import NOVEMBER, Borough
from tests.locks import Locked, can_insert, change
from tests.planned import OF_A_CASE, plan_behind
from tests.test_two_locks import PEOPLE, World, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-05", "SHAR-06")]
ROOMS = ("assessments", "plans", "reporting")
LOCKED = Locked(OF_A_CASE)
OPEN = {"reporting_audit_sample"}
"""A sample says which days it is of and how many were drawn; whose assessments they are stands in its rows."""


def test_no_table_of_these_rooms_is_forgotten_here() -> None:
    known = {model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert known == set(OF_A_CASE) | OPEN


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds, name=st.sampled_from(PEOPLE), shift=st.integers(-31, 31))
def test_every_row_is_there_for_whoever_sees_its_case_and_no_row_for_anybody_else(
    borough: Borough, world: World, name: str, shift: int
) -> None:
    LOCKED.is_there_with_its_case(borough, world, name, shift, plan_behind)


# --- nothing is put in or changed from outside


def _nothing(actor: Actor, rows: dict[str, str], changeable: dict[str, str]) -> None:
    assert LOCKED.seen(actor) == {table: [] for table in OF_A_CASE}
    with acting_as(actor):
        assert [table for table, row in rows.items() if can_insert(table, row)] == []
        assert [table for table, column in changeable.items() if change(table, column)] == []


def _everything(actor: Actor, case: Case, rows: dict[str, str], changeable: dict[str, str]) -> None:
    assert LOCKED.seen(actor) == {table: [case.pk] for table in OF_A_CASE}
    with transaction.atomic(), acting_as(actor):
        assert [table for table, row in rows.items() if not can_insert(table, row)] == []
        assert [table for table, column in changeable.items() if not change(table, column)] == []
        transaction.set_rollback(True)


@pytest.fixture
def planned(borough: Borough) -> tuple[Case, dict[str, str], dict[str, str]]:
    """Ade's case with a row of everything on it, these rows, and the columns that can be changed at all."""
    case = borough.case()
    plan_behind(case)
    changeable = LOCKED.changeable()
    assert len(changeable) >= 9
    return case, LOCKED.rows(), changeable


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
