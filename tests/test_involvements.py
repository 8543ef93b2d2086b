"""Agencies around a family: involved, reached, ended, and kept with their dates."""

from datetime import date, timedelta

import pytest

from alongside.accounts.models import Organisation
from alongside.accounts.queries import find_organisations
from alongside.cases.involvements import Terms, change_involvement, end_involvement, involve, involvements
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.models import Event
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CASE-09")]


@pytest.fixture
def case(borough: Borough) -> Case:
    return borough.case()


def registered(name: str) -> int:
    return Organisation.objects.get(name=name).pk


def test_an_agency_is_involved_with_whom_to_speak_to_and_ends_with_a_reason_and_both_are_kept(
    borough: Borough, case: Case
) -> None:
    police = registered("Calderholt Police")
    then, later = borough.actor("Ade", on=date(2026, 1, 13)), borough.actor("Ade", on=date(2026, 1, 14))
    with acting_as(then):
        number = involve(
            case.pk, police, "agency", actor=then, terms=Terms(contact="PC Lowe", telephone="01632 960400")
        )
        assert involve(case.pk, police, "agency", actor=then) == number, "involved once in a role"
    with acting_as(later):
        end_involvement(case.pk, number, version=1, ends_on=later.today, reason="Their part is done.", actor=later)
        [kept] = involvements(case.pk, actor=later)
        assert (kept.starts_on, kept.ends_on, kept.end_reason) == (then.today, later.today, "Their part is done.")
        assert involve(case.pk, police, "agency", actor=later) != number, "and may come back"
        said = Event.objects.filter(case_id=case.pk, kind__startswith="agency.").order_by("id")
        assert [(each.kind, each.happened_at.date(), each.user_id) for each in said[:2]] == [
            ("agency.involved", then.today, then.user_id),
            ("agency.ended", later.today, later.user_id),
        ]


def test_only_a_registered_agency_in_a_role_of_the_pack_on_a_possible_day(
    borough: Borough, elsewhere: Borough, case: Case
) -> None:
    ade = borough.actor("Ade")
    tomorrow = ade.today + timedelta(days=1)
    theirs = Organisation.objects.filter(partnership=elsewhere.partnership).first()
    assert theirs is not None
    with acting_as(ade):
        for agency, role, terms, field in (
            (theirs.pk, "agency", Terms(), "organisation"),
            (10**9, "agency", Terms(), "organisation"),
            (registered("Calderholt Police"), "guest", Terms(), "role"),
            (registered("Calderholt Police"), "agency", Terms(starts_on=tomorrow), "starts_on"),
            (registered("Calderholt Police"), "agency", Terms(email="nobody"), "email"),
        ):
            with pytest.raises(Invalid) as wrong:
                involve(case.pk, agency, role, terms=terms, actor=ade)
            assert list(wrong.value.fields) == [field]
        number = involve(case.pk, registered("Calderholt Police"), "agency", actor=ade)
        for ends_on, reason, field in (
            (ade.today - timedelta(days=1), "Done.", "ends_on"),
            (tomorrow, "Done.", "ends_on"),
            (ade.today, " ", "reason"),
        ):
            with pytest.raises(Invalid) as wrong:
                end_involvement(case.pk, number, version=1, ends_on=ends_on, reason=reason, actor=ade)
            assert list(wrong.value.fields) == [field]
        end_involvement(case.pk, number, version=1, ends_on=ade.today, reason="Done.", actor=ade)


def test_two_who_change_it_at_once_are_told(borough: Borough, case: Case) -> None:
    ade = borough.actor("Ade")
    with acting_as(ade):
        number = involve(case.pk, registered("Moorside Homes"), "lead-agency", actor=ade)
        change_involvement(case.pk, number, version=1, terms=Terms(contact="Greta Lund"), actor=ade)
        with pytest.raises(Stale):
            change_involvement(case.pk, number, version=1, terms=Terms(contact="Somebody"), actor=ade)
        change_involvement(case.pk, number, version=2, terms=Terms(contact="Somebody"), actor=ade)


def test_who_does_not_see_the_case_sees_and_changes_nothing(borough: Borough, case: Case) -> None:
    with acting_as(borough.actor("Ade")) as ade:
        involve(case.pk, registered("Moorside Homes"), "agency", actor=ade)
    with acting_as(borough.actor("Greta")) as greta:
        with pytest.raises(NotFound):
            involvements(case.pk, actor=greta)
        with pytest.raises(NotFound):
            involve(case.pk, registered("Moorside Homes"), "agency", actor=greta)
    borough.share(case, "greta")
    with acting_as(borough.actor("Greta")) as greta:
        assert len(involvements(case.pk, actor=greta)) == 1


def test_a_percent_sign_is_a_sign_and_an_empty_search_lists_everybody_in_pages(borough: Borough) -> None:
    ade = borough.actor("Ade")
    for number in range(40):
        Organisation.objects.create(partnership=borough.partnership, name=f"Service {number:02}", kind="charity")
    assert find_organisations("%", page=1, actor=ade) == ([], False)
    first, more = find_organisations("", page=1, actor=ade)
    second, still = find_organisations("", page=2, actor=ade)
    third, last = find_organisations("", page=3, actor=ade)
    assert (more, still, last) == (True, True, False)
    assert len({each.id for each in [*first, *second, *third]}) == 46
    assert [each.name for each in find_organisations("police", page=1, actor=ade)[0]] == ["Calderholt Police"]
