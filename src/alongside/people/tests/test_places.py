"""Places are shared by those who live there, and tell nobody about anybody they may not see."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound
from alongside.events.models import Event
from alongside.people import actions, queries
from alongside.people.gazetteer import MOST, gazetteer
from alongside.people.models import Place, Residence
from alongside.people.profile import NewAddress
from alongside.people.tests.family import TANNER_ROW, add
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PEOP-04")]

QUAY = NewAddress(lines="3 Quayside, Calderholt", postcode="CH99 2EE", from_month=date(2026, 9, 14))


def test_an_address_typed_twice_is_one_place(borough: Borough) -> None:
    ade = borough.actor("Ade")
    add(ade, "Marnie", "Marsh", address=TANNER_ROW)
    add(ade, "Jay", "Quillan", address=NewAddress(lines="14  TANNER ROW,  Calderholt", postcode="ch99 2nd"))
    add(ade, "Else", "Where", address=NewAddress(lines="41 Tanner Row, Calderholt", postcode="CH99 2ND"))
    assert Place.objects.count() == 2


def test_a_place_shows_those_living_there_whom_one_may_see(borough: Borough) -> None:
    ade, hollis = borough.actor("Ade"), borough.actor("Hollis")
    marnie = add(ade, "Marnie", "Marsh", address=TANNER_ROW)
    add(hollis, "Secret", "Lodger", address=TANNER_ROW)
    place = Residence.objects.get(person_id=marnie).place_id
    assert place is not None
    for actor, names in ((ade, ["Marnie Marsh"]), (hollis, ["Secret Lodger"])):
        with acting_as(actor):
            seen = queries.place(place, actor=actor)
            assert ([each.name for each in seen.living], seen.left) == (names, [])
            assert seen.address == "14 Tanner Row, Calderholt, CH99 2ND"
    with acting_as(borough.actor("Dev")), pytest.raises(NotFound):
        queries.place(place, actor=borough.actor("Dev"))


@pytest.mark.req("PEOP-05")
def test_moving_ends_the_address_before_and_is_in_the_history(borough: Borough) -> None:
    ade = borough.actor("Ade")
    marnie = add(ade, "Marnie", "Marsh", address=replace(TANNER_ROW, from_month=date(2020, 3, 9), tenancy="Council"))
    wren = add(ade, "Wren", "Marsh", address=TANNER_ROW)
    stays_behind = add(ade, "Jay", "Quillan", address=TANNER_ROW)
    with acting_as(ade):
        actions.move([marnie, wren], QUAY, actor=ade)
        now, before = queries.person(marnie, actor=ade).stays
        assert (now.address, now.from_month, now.to_month) == (
            "3 Quayside, Calderholt, CH99 2EE",
            date(2026, 9, 1),
            None,
        )
        assert (before.from_month, before.to_month, before.tenancy) == (date(2020, 3, 1), date(2026, 9, 1), "Council")
        assert queries.person(stays_behind, actor=ade).address == "14 Tanner Row, Calderholt, CH99 2ND"
        assert before.place_id is not None
        left = queries.place(before.place_id, actor=ade)
        assert ([p.name for p in left.living], [p.name for p in left.left]) == (
            ["Jay Quillan"],
            ["Marnie Marsh", "Wren Marsh"],
        )
    [change] = Event.objects.get(kind="person.moved", person_id=marnie).facts["changes"]
    assert change["from"].startswith("14 Tanner Row")
    assert change["to"].startswith("3 Quayside")


@pytest.mark.req("PEOP-05")
def test_no_fixed_abode_is_said_and_is_no_place(borough: Borough) -> None:
    ade = borough.actor("Ade")
    jay = add(ade, "Jay", "Quillan", address=TANNER_ROW)
    with acting_as(ade):
        actions.move([jay], NewAddress(no_fixed_abode=True), actor=ade)
        assert queries.person(jay, actor=ade).address == "No fixed abode"
        assert [each.address for each in queries.search("quillan", actor=ade).people] == ["No fixed abode"]
    assert Place.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (NewAddress(), "address"),
        (NewAddress(lines="x" * 501), "address"),
        (NewAddress(lines="1 Kiln Close\x00"), "address"),
        (TANNER_ROW, "address"),
        (replace(QUAY, to_month=date(2026, 1, 1)), "to_month"),
        (replace(QUAY, from_month=date(2019, 1, 1)), "from_month"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused(borough: Borough, wrong: NewAddress, field: str) -> None:
    ade = borough.actor("Ade")
    marnie = add(ade, "Marnie", "Marsh", address=replace(TANNER_ROW, from_month=date(2020, 3, 1)))
    with acting_as(ade):
        with pytest.raises(Invalid) as refused, transaction.atomic():
            actions.move([marnie], wrong, actor=ade)
        assert list(refused.value.fields) == [field]
        actions.move([marnie], QUAY, actor=ade)
        assert len(queries.person(marnie, actor=ade).stays) == 2


def test_a_second_address_leaves_the_main_one_alone(borough: Borough) -> None:
    ade = borough.actor("Ade")
    jessa = add(ade, "Jessa", "Quillan", address=TANNER_ROW)
    with acting_as(ade):
        actions.move([jessa], replace(QUAY, is_main=False, link="Father's home"), actor=ade)
        main, other = queries.person(jessa, actor=ade).stays
    assert (main.is_main, main.to_month, other.is_main, other.link) == (True, None, False, "Father's home")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("CH99 2ND", "1 Tanner Row"), ("ch992nd", "1 Tanner Row"), ("14 tanner", "14 Tanner Row"),
        ("tanner row 14", "14 Tanner Row"), ("14 tanner row ch99 2nd", "14 Tanner Row"), ("coopers yd", None),
        ("Cooper’s yard", "1 Cooper's Yard"), ("flat 3 weaver", "Flat 3, Weaver Court"), ("%", None), ("", None),
        ("1", None), ("ZZ99 3VZ", None),
    ],
)  # fmt: skip
def test_an_address_is_found_by_postcode_or_first_line(typed: str, first: str | None) -> None:
    addresses = gazetteer().find(typed)
    assert len(addresses) <= MOST
    assert (addresses[0].lines if addresses else "").startswith(first or "")
    assert bool(addresses) == (first is not None)
    for each in addresses:
        assert gazetteer().by_uprn(each.uprn) == each


@given(typed=st.text(max_size=100))
def test_whatever_is_typed_finds_addresses_or_none(typed: str) -> None:
    assert len(gazetteer().find(typed)) <= MOST
