"""Individuals and keyworkers on a case, and cases linked with one another."""

from datetime import timedelta

import pytest

from alongside.cases import family, queries
from alongside.cases.models import Case, Keyworker, Member, RelatedCase
from alongside.cases.related import link, related, unlink
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.models import Event
from alongside.people.models import Person
from tests.borough import Borough
from tests.test_nomination import OYELARAN, nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


@pytest.mark.req("CASE-14")
def test_several_people_are_added_at_once_one_leaves_with_a_reason_and_comes_back(borough: Borough, ade: Actor) -> None:
    nominate(ade)
    other = borough.case(name="Marsh CH99 4TD")
    wren, jessa = (Person.objects.get(forename=name).pk for name in ("Wren", "Jessa"))
    with acting_as(ade):
        with pytest.raises(Invalid):
            family.add_members(other.pk, [], actor=ade)
        assert family.add_members(other.pk, [wren, jessa, wren], actor=ade) == 2
        assert family.add_members(other.pk, [wren], actor=ade) == 0
        members = {each.name: each for each in queries.members(other.pk, actor=ade)}
        assert set(members) == {"Wren Marsh", "Jessa Quillan"}
        for left_on, why, field in (
            (ade.today + timedelta(days=1), "x", "left_on"), (ade.today, " ", "why"),
            (ade.today - timedelta(days=9), "x", "left_on"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as wrong:
                family.end_membership(
                    other.pk, members["Wren Marsh"].id, version=1, left_on=left_on, why=why, actor=ade
                )
            assert list(wrong.value.fields) == [field]
        family.end_membership(
            other.pk, members["Wren Marsh"].id, version=1, left_on=ade.today, why="She lives with her nan.", actor=ade
        )
        assert Event.objects.filter(kind="member.left", case_id=other.pk, person_id=wren).count() == 1
        with pytest.raises(Stale):
            family.end_membership(
                other.pk, members["Jessa Quillan"].id, version=9, left_on=ade.today, why="x", actor=ade
            )
        assert family.add_members(other.pk, [wren], actor=ade) == 1
        assert Member.objects.get(case=other, person_id=wren).left_on is None


@pytest.mark.req("CASE-14")
def test_somebody_whose_profile_one_cannot_see_cannot_be_added(borough: Borough, ade: Actor) -> None:
    nominate(borough.actor("Hollis"), OYELARAN)
    theirs = Person.objects.order_by("id").first()
    case = borough.case()
    assert theirs is not None
    with acting_as(ade), pytest.raises(NotFound):
        family.add_members(case.pk, [theirs.pk], actor=ade)
    borough.share(case, "hollis")
    with acting_as(borough.actor("Hollis")) as hollis:
        assert family.add_members(case.pk, [theirs.pk], actor=hollis) == 1


@pytest.mark.req("CASE-14")
def test_any_professional_is_a_keyworker_and_gains_no_access_by_it(borough: Borough, ade: Actor) -> None:
    case = borough.case()
    with acting_as(ade):
        for name in ("femi", "dev"):
            family.add_keyworker(case.pk, borough.people[name].pk, actor=ade)
            family.add_keyworker(case.pk, borough.people[name].pk, actor=ade)
        assert [each.name for each in family.keyworkers(case.pk, actor=ade)] == ["Femi Adisa", "Dev Mistry"]
        family.end_keyworker(case.pk, Keyworker.objects.get(user=borough.people["femi"]).pk, actor=ade)
        now = family.keyworkers(case.pk, actor=ade)
        assert [(each.name, each.ends_on) for each in now] == [("Dev Mistry", None), ("Femi Adisa", ade.today)]
        assert list(
            Event.objects.filter(case_id=case.pk, kind__startswith="keyworker.").values_list("kind", flat=True)
        ) == [
            "keyworker.added",
            "keyworker.added",
            "keyworker.ended",
        ]
    with acting_as(borough.actor("Dev")) as dev:
        assert not Case.objects.visible_to(dev).exists()
        assert family.keyworkers(case.pk, actor=dev) == []


@pytest.mark.req("CASE-11")
def test_a_link_is_seen_from_both_sides_gives_no_access_and_can_be_taken_away(borough: Borough, ade: Actor) -> None:
    case, other = borough.case(), borough.case(name="Penrose CH99 3AE")
    borough.share(other, "dev")
    with acting_as(ade):
        with pytest.raises(Invalid):
            link(case.pk, case.pk, why="Itself", actor=ade)
        with pytest.raises(Invalid):
            link(case.pk, other.pk, why=" ", actor=ade)
        link(case.pk, other.pk, why="The same grandmother.", actor=ade)
        link(other.pk, case.pk, why="Twice.", actor=ade)
        assert RelatedCase.objects.count() == 1
        assert [(each.case_id, each.name) for each in related(case.pk, actor=ade)] == [(other.pk, "Penrose CH99 3AE")]
    with acting_as(borough.actor("Dev")) as dev:
        [seen] = related(other.pk, actor=dev)
        assert (seen.case_id, seen.name, seen.mine) == (case.pk, "", False), "a number, and no name"
        assert not Case.objects.visible_to(dev).filter(pk=case.pk).exists()
        with pytest.raises(NotFound):
            related(case.pk, actor=dev)
        with pytest.raises(NotFound):
            link(other.pk, case.pk, why="x", actor=dev)
        unlink(other.pk, seen.id, actor=dev)
    with acting_as(ade):
        assert related(case.pk, actor=ade) == []
        link(case.pk, other.pk, why="Again.", actor=ade)
        assert len(related(other.pk, actor=ade)) == 1
        assert Event.objects.filter(kind="case.linked", case_id=other.pk).count() == 2


@pytest.mark.req("CASE-11")
def test_where_cases_are_listed_the_name_of_a_linked_case_is_seen(borough: Borough, ade: Actor) -> None:
    case, other = borough.case(), borough.case(name="Penrose CH99 3AE")
    borough.share(other, "dev")
    with acting_as(ade):
        link(case.pk, other.pk, why="The same grandmother.", actor=ade)
    borough.partnership.discovery = "listed"
    borough.partnership.save()
    with acting_as(borough.actor("Dev")) as dev:
        assert [each.name for each in related(other.pk, actor=dev)] == ["Marsh / Quillan CH99 2ND"]
