"""A profile: what it holds, what is refused, and how it changes without losing what it said before."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.models import Event
from alongside.people import actions, queries, telling
from alongside.people.models import Alias, Contact, Person
from alongside.people.profile import PersonProfile
from alongside.people.tests.family import TANNER_ROW, add
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PEOP-02")]

MARNIE = PersonProfile(
    title="Ms", forename="Marnie", middle_names="Rosalind", surname="Marsh", aliases=("Spike", "Marn"),
    former_names=("Marnie Fenwick",), birth_date=date(1992, 5, 11), gender="Female", ethnicity="White - British",
    ethnicity_code="WBRI", disabled="yes", disability="Hearing", area="north", telephones=("01632 960001",),
    mobiles=("07700 900001", "07700 900002"), emails=("marnie@example.org",), national_insurance="QQ 12 34 56 A",
    nhs_number="943 476 5870", upn="b801200005001", pnc_id="81/34U", address=TANNER_ROW,
    sources={"birth_date": "Health visitor", "07700 900002": "Her sister", "emails": "Marnie", "upn": "The school"},
)  # fmt: skip


def page(borough: Borough, person: int, who: str = "Ade", on: date = NOVEMBER) -> queries.PersonPage:
    actor = borough.actor(who, on=on)
    with acting_as(actor):
        return queries.person(person, actor=actor)


def change(borough: Borough, person: int, version: int, **new: Any) -> bool:
    ade = borough.actor("Ade")
    with acting_as(ade):
        told = replace(queries.person(person, actor=ade).profile, **new)
        return actions.change_person(person, told, version=version, actor=ade)


def test_everything_told_is_kept_with_where_it_was_learnt(borough: Borough) -> None:
    ade = borough.actor("Ade")
    with acting_as(ade):
        marnie = actions.add_person(MARNIE, actor=ade)
    seen = page(borough, marnie)
    assert seen.profile == replace(
        MARNIE,
        address=None,
        national_insurance="QQ123456A",
        nhs_number="9434765870",
        upn="B801200005001",
        pnc_id="1981/0000034U",
        sources={
            "birth_date": "Health visitor", "upn": "The school", "07700 900002": "Her sister",
            "marnie@example.org": "Marnie",
        },
    )  # fmt: skip
    assert (seen.name, seen.age, seen.age_words, seen.version) == ("Marnie Rosalind Marsh", 34, "34 years", 1)
    assert (seen.address, seen.added_by) == ("14 Tanner Row, Calderholt, CH99 2ND", "Ade Bankole")
    event = Event.objects.get(kind="person.added")
    assert (event.person_id, event.user_id) == (marnie, ade.user_id)


@pytest.mark.parametrize(
    ("told", "field", "says"),
    [
        ({"birth_date": date(2026, 11, 18)}, "birth_date", "in the future"),
        ({"birth_date": date(1899, 1, 1)}, "birth_date", "Check the year"),
        ({"unborn": True, "expected_on": date(2026, 11, 16)}, "expected_on", "is past"),
        ({"expected_on": date(2027, 1, 1)}, "expected_on", "Choose Unborn"),
        ({"forename": "", "surname": " "}, "forename", "first name or a last name"),
        ({"forename": "x" * 5000}, "forename", "5000 characters"),
        ({"surname": "Ma\x00rsh"}, "surname", "cannot be kept"),
        ({"aliases": ("fine", "\x07")}, "aliases", "cannot be kept"),
        ({"disability": "Hearing"}, "disability", "Choose Yes"),
        ({"disabled": "perhaps"}, "disabled", "yes, no or not disclosed"),
        ({"sources": {"gender": "y" * 501}}, "gender", "501 characters"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(
    borough: Borough, told: dict[str, Any], field: str, says: str
) -> None:
    ade = borough.actor("Ade")
    right = PersonProfile(forename="Marnie", surname="Marsh")
    with acting_as(ade), pytest.raises(Invalid) as refused:
        actions.add_person(replace(right, **told), actor=ade)
    assert list(refused.value.fields) == [field]
    assert says in refused.value.fields[field]
    assert not Person.objects.exists()
    with acting_as(ade):
        actions.add_person(right, actor=ade)
    assert Person.objects.count() == 1


@pytest.mark.req("PEOP-03")
@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("nhs_number", "943 476 5871", "943 476 5870"),
        ("national_insurance", "AB123456E", "AB123456C"),
        ("upn", "Q207000016049", "P207000016049"),
        ("pnc_id", "81/34V", "81/34U"),
    ],
)
def test_a_wrong_number_is_refused_and_an_unknown_one_left_blank(
    borough: Borough, field: str, wrong: str, right: str
) -> None:
    """S099."""
    ade = borough.actor("Ade")
    told: dict[str, Any] = {field: wrong}
    with acting_as(ade), pytest.raises(Invalid) as refused:
        actions.add_person(PersonProfile(forename="Marnie", **told), actor=ade)
    assert "leave it blank" in refused.value.fields[field]
    add(ade, "Marnie")
    told = {field: right}
    with_it = add(ade, "Marnie", **told)
    assert getattr(page(borough, with_it).profile, field) in {
        "9434765870",
        "AB123456C",
        "P207000016049",
        "1981/0000034U",
    }


def test_nobody_is_given_an_age_that_nobody_told(borough: Borough) -> None:
    """S096: a member of about 30, an unborn baby, one of whom nothing is known."""
    ade = borough.actor("Ade")
    about_30 = add(ade, "Jay", "Quillan", age_band="26 - 35")
    baby = add(ade, surname="Marsh", unborn=True, expected_on=date(2027, 2, 14))
    unknown = add(ade, "Somebody", "Else")
    assert [page(borough, each).age_words for each in (about_30, baby, unknown)] == ["26 - 35", "Unborn", "Age unknown"]
    assert not page(borough, baby, on=date(2027, 2, 14)).needs_update
    past = page(borough, baby, on=date(2027, 2, 15))
    assert (past.needs_update, past.age, past.profile.birth_date) == (True, None, None)

    change(borough, about_30, 1, birth_date=date(1995, 1, 2))
    assert (page(borough, about_30).profile.age_band, page(borough, about_30).age) == ("", 31)


def test_another_field_of_an_overdue_baby_can_be_changed(borough: Borough) -> None:
    ade = borough.actor("Ade")
    baby = add(ade, surname="Marsh", unborn=True, expected_on=date(2027, 2, 14))
    march = borough.actor("Ade", on=date(2027, 3, 1))
    with acting_as(march):
        told = replace(queries.person(baby, actor=march).profile, area="north")
        assert actions.change_person(baby, told, version=1, actor=march)
        with pytest.raises(Invalid, match="Check the profile"):
            late = replace(told, expected_on=date(2027, 2, 20))
            actions.change_person(baby, late, version=2, actor=march)
        assert actions.change_person(baby, replace(told, birth_date=date(2027, 2, 20)), version=2, actor=march)
        born = queries.person(baby, actor=march)
    assert (born.profile.unborn, born.profile.expected_on, born.age_words) == (False, None, "0 months")


def test_a_change_is_in_the_history_with_what_was_before(borough: Borough) -> None:
    ade = borough.actor("Ade")
    with acting_as(ade):
        marnie = actions.add_person(MARNIE, actor=ade)
    assert change(borough, marnie, 1, surname="Hale", mobiles=("07700 900002", "07700 900003"), nhs_number="")
    assert Event.objects.get(kind="person.changed").facts["changes"] == [
        {"what": "Last name", "from": "Marsh", "to": "Hale"},
        {"what": "NHS number", "from": "943 476 5870", "to": ""},
        {"what": "Mobile", "from": "07700 900001, 07700 900002", "to": "07700 900002, 07700 900003"},
    ]
    assert page(borough, marnie).version == 2
    ended = Contact.objects.get(value="07700 900001")
    assert ended.ended_at == ade.now
    assert not change(borough, marnie, 2)
    assert page(borough, marnie).version == 2
    assert Event.objects.filter(kind="person.changed").count() == 1


def test_a_stale_change_is_told_what_stands_now_and_changes_nothing(borough: Borough) -> None:
    marnie = add(borough.actor("Ade"), "Marnie", "Marsh", birth_date=date(1992, 5, 11))
    change(borough, marnie, 1, surname="Hale")
    with pytest.raises(Stale) as refused:
        change(borough, marnie, 1, surname="Fenwick")
    assert refused.value.version == 2
    assert (refused.value.theirs["surname"], refused.value.theirs["birth_date"]) == ("Hale", date(1992, 5, 11))
    assert set(refused.value.theirs) == set(telling.LABELS)
    assert page(borough, marnie).profile.surname == "Hale"
    assert change(borough, marnie, refused.value.version, surname="Fenwick")


@pytest.mark.req("SHAR-01")
def test_a_stranger_and_another_partnership_see_and_change_nothing(borough: Borough, elsewhere: Borough) -> None:
    ade = borough.actor("Ade")
    marnie = add(ade, "Marnie", "Marsh", aliases=("Spike",), mobiles=("07700 900001",), address=TANNER_ROW)
    for stranger in (borough.actor("Hollis"), elsewhere.actor("Ines")):
        with acting_as(stranger):
            for attempt in (
                lambda who: queries.person(marnie, actor=who),
                lambda who: actions.change_person(marnie, PersonProfile(forename="X"), version=1, actor=who),
                lambda who: actions.move([marnie], TANNER_ROW, actor=who),
                lambda who: actions.note_look(marnie, actor=who),
            ):
                with pytest.raises(NotFound):
                    attempt(stranger)
            for table in ("person", "alias", "contact", "residence", "place"):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT count(*) FROM people_{table}")
                    assert cursor.fetchone() == (0,), table
                    cursor.execute(
                        "SELECT people_settle(%s, 'x', '', '', NULL, NULL, false, '', '', '', now())", [marnie]
                    )
                    assert cursor.fetchone() == (None,)
    with acting_as(ade):
        actions.note_look(marnie, actor=ade)
    assert Event.objects.filter(kind="person.looked-at").count() == 1


@pytest.mark.req("SHAR-06")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_person SET audience = audience || %(other)s",
        "UPDATE people_person SET excluded = '{}'",
        "UPDATE people_person SET search_keys = '{x}'",
        "UPDATE people_person SET partnership_id = partnership_id",
        "INSERT INTO people_place (partnership_id, key, lines, postcode, uprn) VALUES (%(place)s, 'k', 'l', '', '')",
        "INSERT INTO people_residence (partnership_id, person_id, place_id, no_fixed_abode, is_main, tenancy, link,"
        " source, recorded_at) SELECT %(place)s, id, 1, false, false, '', '', '', now() FROM people_person",
        "UPDATE people_residence SET place_id = 1",
        "DELETE FROM people_person",
        "DELETE FROM people_alias",
        "DELETE FROM people_residence",
    ],
)
def test_the_application_cannot_widen_an_audience_or_open_a_place(borough: Borough, statement: str) -> None:
    ade, hollis = borough.actor("Ade"), borough.actor("Hollis")
    marnie = add(ade, "Marnie", "Marsh", address=TANNER_ROW)
    with pytest.raises(Exception, match="permission denied"), acting_as(ade), connection.cursor() as cursor:
        cursor.execute(statement, {"other": hollis.own, "place": ade.partnership_id})
    assert Person.objects.get(pk=marnie).audience == [ade.own]


@pytest.mark.req("SHAR-06")
def test_nobody_is_added_for_anybody_else(borough: Borough) -> None:
    ade, hollis = borough.actor("Ade"), borough.actor("Hollis")
    values: dict[str, Any] = {
        "partnership_id": ade.partnership_id, "forename": "Marnie", "age_band": "Unknown", "created_at": ade.now,
        "created_by_id": ade.user_id, "audience": [ade.own],
    }  # fmt: skip
    for wrong in ({"audience": [ade.own, hollis.own]}, {"created_by_id": hollis.user_id}, {"excluded": [hollis.own]}):
        with pytest.raises(Exception, match="row-level security"), acting_as(ade):
            Person.objects.create(**values | wrong)
    with acting_as(ade):
        Person.objects.create(**values)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"birth_date": date(2000, 1, 1)}, "a_person_has_a_birth_date_or_an_age_band_or_is_unborn"),
        ({"age_band": ""}, "a_person_has_a_birth_date_or_an_age_band_or_is_unborn"),
        ({"unborn": True}, "a_person_has_a_birth_date_or_an_age_band_or_is_unborn"),
        ({"expected_on": date(2027, 1, 1)}, "only_the_unborn_are_expected"),
        ({"forename": ""}, "a_person_has_a_name_unless_unborn"),
        ({"disability": "Hearing"}, "a_disability_is_of_a_disabled_person"),
        ({"nhs_number": "943"}, "an_nhs_number_is_ten_digits"),
        ({"national_insurance": "AB 12 34 56 C"}, "a_national_insurance_number_is_in_its_normal_form"),
        ({"upn": "12"}, "a_upn_is_a_letter_and_twelve_figures"),
        ({"pnc_id": "81/34U"}, "a_pnc_id_is_kept_in_its_long_form"),
        ({"surname": "x" * 201}, "a_name_is_at_most_200_characters"),
    ],
)
def test_the_database_keeps_the_rules_too(borough: Borough, wrong: dict[str, Any], constraint: str) -> None:
    ade = borough.actor("Ade")
    right = {
        "partnership_id": ade.partnership_id, "forename": "Marnie", "age_band": "Unknown", "created_at": ade.now,
        "created_by_id": ade.user_id, "audience": [ade.own],
    }  # fmt: skip
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Person.objects.create(**right | wrong)
    Person.objects.create(**right)


def test_every_field_of_a_profile_has_a_name_for_people() -> None:
    told = {each.name for each in fields(PersonProfile)}
    assert told - set(telling.LABELS) == {"ethnicity_code", "address", "sources"}


@pytest.mark.req("PLAT-02")
def test_a_profile_is_four_queries_however_much_it_holds(borough: Borough) -> None:
    ade = borough.actor("Ade")
    bare = add(ade, "Wren", "Marsh")
    with acting_as(ade):
        full = actions.add_person(replace(MARNIE, aliases=tuple(f"Name {n}" for n in range(30))), actor=ade)
    counts = []
    for person in (bare, full):
        with acting_as(ade), CaptureQueriesContext(connection) as asked:
            queries.person(person, actor=ade)
        counts.append(len(asked))
    assert counts == [4, 4]
    assert Alias.objects.filter(person_id=full).count() == 31
