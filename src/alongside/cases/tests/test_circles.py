"""Circles: let in and it is there, let out and it is gone, for a time and it ends by itself."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from alongside.cases.circles import circle, in_circle, let_in, let_out, make_circle
from alongside.cases.models import Circle, CircleGrant
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-05")]


def made(borough: Borough, *holders: str) -> int:
    """A circle of Ade's and of these."""
    with acting_as(borough.actor("Ade")) as ade:
        return make_circle([_principal(borough, name) for name in holders], actor=ade, why="They supervise the work.")


def _principal(borough: Borough, name: str) -> int:
    return (borough.people.get(name.lower()) or borough.teams[name]).principal_id


def sees(borough: Borough, name: str, number: int, on: date = NOVEMBER) -> bool:
    """Whether the circle is there for somebody on a day."""
    with acting_as(borough.actor(name, on=on)):
        return Circle.objects.filter(pk=number).exists()


def test_a_circle_is_its_maker_and_those_let_in_and_nobody_else(borough: Borough) -> None:
    number = made(borough, "Bryony", "strengthening-families")

    assert [sees(borough, name, number) for name in ("Ade", "Bryony", "Carys")] == [True, True, True]
    assert [sees(borough, name, number) for name in ("Dev", "Greta", "Hollis")] == [False, False, False]
    with acting_as(borough.actor("Bryony")) as bryony:
        told = circle(number, actor=bryony)
    assert [(each.name, each.kind, each.coordinates, each.is_maker) for each in told] == [
        ("Ade Bankole", "user", False, True),
        ("Bryony Tull", "user", False, False),
        (borough.teams["strengthening-families"].name, "team", True, False),
    ]
    assert {each.why for each in told} == {"They supervise the work."}
    assert {each.granted_by for each in told} == {"Ade Bankole"}


def test_whoever_is_let_out_sees_nothing_from_then_on_and_it_is_kept_that_they_did(borough: Borough) -> None:
    number = made(borough, "Dev")
    with acting_as(borough.actor("Ade")) as ade:
        let_out(number, _principal(borough, "Dev"), actor=ade)

    assert not sees(borough, "Dev", number)
    with acting_as(borough.actor("Ade")) as ade:
        [_, dev] = circle(number, actor=ade)
        assert (dev.name, dev.holds, dev.stopped_at) == ("Dev Mistry", False, ade.now)
        assert [whom.name for whom in in_circle(number, actor=ade)] == ["Ade Bankole"]

        let_in(number, _principal(borough, "Dev"), actor=ade, why="Back from leave.")
    assert sees(borough, "Dev", number)


def test_who_is_let_in_for_a_time_sees_it_until_that_day_and_nothing_has_to_run(borough: Borough) -> None:
    number = made(borough)
    until = NOVEMBER + timedelta(days=10)
    with acting_as(borough.actor("Ade")) as ade:
        let_in(number, _principal(borough, "Dev"), actor=ade, why="Covers for Esme.", ends_on=until)

    assert sees(borough, "Dev", number, on=until - timedelta(days=1))
    assert not sees(borough, "Dev", number, on=until)
    with acting_as(borough.actor("Ade", on=until)) as ade:
        [_, dev] = circle(number, actor=ade)
        assert (dev.ends_on, dev.holds, dev.stopped_at) == (until, False, None)


def test_letting_in_twice_changes_nothing_and_for_longer_lets_in_for_longer(borough: Borough) -> None:
    number, dev = made(borough), _principal(borough, "Dev")
    until = NOVEMBER + timedelta(days=10)
    with acting_as(borough.actor("Ade")) as ade:
        for ends_on in (until, until, until - timedelta(days=1)):
            let_in(number, dev, actor=ade, ends_on=ends_on)
        assert CircleGrant.objects.filter(holder_id=dev).count() == 1
        for _ in range(2):
            let_in(number, dev, actor=ade)
        assert CircleGrant.objects.filter(holder_id=dev).count() == 2
        let_in(number, dev, actor=ade, ends_on=until)
        assert CircleGrant.objects.filter(holder_id=dev).count() == 2

    assert sees(borough, "Dev", number, on=until)
    with acting_as(borough.actor("Ade")) as ade:
        let_out(number, dev, actor=ade)
    assert not sees(borough, "Dev", number)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": NOVEMBER}, "ends_on"),
        ({"why": "x" * 2001}, "why"),
        ({"whom": "elsewhere"}, "holders"),
        ({"whom": 0}, "holders"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    borough: Borough, elsewhere: Borough, wrong: dict[str, object], field: str
) -> None:
    number = made(borough)
    holders = {"elsewhere": elsewhere.people["ines"].principal_id, 0: 987654}
    whom = holders[wrong.pop("whom")] if "whom" in wrong else _principal(borough, "Dev")  # type: ignore[index]
    with acting_as(borough.actor("Ade")) as ade:
        with pytest.raises(Invalid) as refused:
            let_in(number, whom, actor=ade, **wrong)  # type: ignore[arg-type]
        assert list(refused.value.fields) == [field]

        let_in(number, _principal(borough, "Dev"), actor=ade, why="x" * 2000, ends_on=NOVEMBER + timedelta(days=1))
    assert sees(borough, "Dev", number)


def test_who_is_not_in_a_circle_lets_nobody_in_and_nobody_out(borough: Borough) -> None:
    number = made(borough, "Bryony")
    dev = _principal(borough, "Dev")
    with acting_as(borough.actor("Dev")) as outsider:
        for act in (let_in, let_out):
            with pytest.raises(NotFound):
                act(number, dev, actor=outsider)  # type: ignore[operator]
        assert circle(number, actor=outsider) == in_circle(number, actor=outsider) == []
        with pytest.raises(Error), transaction.atomic():
            CircleGrant.objects.create(
                partnership=borough.partnership, circle_id=number, principal_id=dev, holder_id=dev,
                granted_by_id=outsider.user_id, granted_at=outsider.now,
            )  # fmt: skip
    assert not sees(borough, "Dev", number)

    with acting_as(borough.actor("Bryony")) as bryony:
        let_in(number, dev, actor=bryony, why="He knows the children.")
    assert sees(borough, "Dev", number)


def test_the_application_itself_cannot_write_who_sees_a_circle(borough: Borough) -> None:
    number = made(borough)
    with acting_as(borough.actor("Ade")) as ade:
        for column in ("audience", "excluded"):
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE cases_circle SET {column} = ARRAY[1] WHERE id = %s", [number])
        for audience in ([_principal(borough, "Dev")], [ade.own, _principal(borough, "Dev")]):
            with pytest.raises(Error), transaction.atomic():
                Circle.objects.create(
                    partnership=borough.partnership, audience=audience, made_by_id=ade.user_id, made_at=ade.now
                )


def test_another_partnership_sees_no_circle_even_holding_its_number(borough: Borough, elsewhere: Borough) -> None:
    number = made(borough)
    with acting_as(elsewhere.actor("Ines")) as ines, pytest.raises(NotFound):
        let_in(number, ines.own, actor=ines)
