"""Finding a person by any part and any spelling of their names, before anybody is added twice."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.people import actions, queries, spelling
from alongside.people.models import Person
from alongside.people.tests.family import TANNER_ROW, add, found
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PEOP-01")]


@pytest.mark.parametrize(
    ("forename", "surname", "typed"),
    [
        ("Jessica", "Nobody", "nobdy"),
        ("Jessica", "Nobody", "NOBODY"),
        ("Mary", "Jones", "mairi"),
        ("Mary", "Jones", "marie jones"),
        ("Mairi", "Tosh", "mary"),
        ("Marie", "Tosh", "mary"),
        ("Catherine", "Hale", "kathryn"),
        ("William", "Hale", "bill"),
        ("Liz", "Hale", "elizabeth"),
        ("Mohammed", "Iqbal", "muhammad"),
        ("Oluwaseun", "Oyelaran", "seun oyelaren"),
        ("Marnie", "Marsh", "marhs"),
        ("Ayush", "Mistry", "misrty"),
        ("Rory", "Hale", "hael"),
        ("Rory", "Hale", "hsle"),
        ("Rory", "Hale", "halle"),
        ("Rory", "Hale", "hle"),
        ("Marnie", "Marsh", "ma"),
        ("Marnie", "Marsh", "mars marn"),
        ("Marnie", "Marsh", "m marsh"),
        ("Jay", "Marsh-Quillan", "quillan"),
        ("Jay", "Marsh-Quillan", "marsh quillan"),
        ("Jay", "Marsh-Quillan", "marshquillan"),
        ("Jay", "Marsh Quillan", "marsh-quillan"),
        ("Anne-Marie", "Hale", "annemarie"),
        ("Niamh", "O'Brien", "o brien"),
        ("Niamh", "O'Brien", "obrien"),
        ("Niamh", "O’Brien", "O'Brien"),
        ("Niamh", "O Brien", "obrien"),
        ("Ewan", "MacDonald", "mcdonald"),
        ("Ewan", "Mc Donald", "macdonald"),
        ("Ewan", "McDonald", "mac donald"),
        ("Zoë", "Müller", "zoe muller"),
        ("Zoe", "Muller", "ZOË MÜLLER"),
        ("Ida", "van der Berg", "vanderberg"),
        ("Ida", "van der Berg", "berg"),
        ("Rory", "Sutherland", "therland"),
        ("Олена", "Шевченко", "шевченко"),
        ("伟", "王小明", "王小明"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(borough: Borough, forename: str, surname: str, typed: str) -> None:
    ade = borough.actor("Ade")
    add(ade, "Greg", "Fenwick")
    add(ade, forename, surname)
    assert found(ade, typed) == [f"{forename} {surname}"]


def test_a_name_as_it_is_typed_comes_before_those_like_it(borough: Borough) -> None:
    ade = borough.actor("Ade")
    for forename, surname in [("Mairi", "Jones"), ("Marysia", "Jones"), ("Mary", "Jones"), ("Moray", "Jones")]:
        add(ade, forename, surname)
    assert found(ade, "mary jones")[0] == "Mary Jones"
    assert set(found(ade, "mary jones")) == {"Mary Jones", "Mairi Jones", "Marysia Jones", "Moray Jones"}


def test_every_word_has_to_fit(borough: Borough) -> None:
    ade = borough.actor("Ade")
    add(ade, "Marnie", "Marsh")
    add(ade, "Marnie", "Quillan")
    assert found(ade, "marnie marsh") == ["Marnie Marsh"]
    assert found(ade, "marsh marnie") == ["Marnie Marsh"]
    assert found(ade, "marnie fenwick") == []


def test_aliases_former_and_middle_names_find_too_and_stop_when_they_are_taken_off(borough: Borough) -> None:
    ade = borough.actor("Ade")
    marnie = add(ade, "Marnie", "Marsh", middle_names="Rosalind", aliases=("Spike",), former_names=("Marnie Fenwick",))
    for typed in ("spike", "rosalind", "fenwick"):
        assert found(ade, typed) == ["Marnie Marsh"], typed
    with acting_as(ade):
        seen = queries.person(marnie, actor=ade)
        told = seen.profile.__class__(forename="Marnie", surname="Hale", former_names=("Marnie Fenwick",))
        actions.change_person(marnie, told, version=seen.version, actor=ade)
    assert found(ade, "spike") == found(ade, "marsh") == found(ade, "rosalind") == []
    assert found(ade, "fenwick") == found(ade, "hale") == ["Marnie Hale"]


def test_a_birth_date_tells_two_of_a_name_apart(borough: Borough) -> None:
    """S095: six Marys, two of them Mary Jones."""
    ade = borough.actor("Ade")
    for surname, born in [("Smith", 1988), ("Poppin", 1983), ("Lamb", 1976), ("King", 1960)]:
        add(ade, "Mary", surname, birth_date=date(born, 7, 4))
    add(ade, "Mary", "Jones", birth_date=date(1940, 7, 7), area="north", address=TANNER_ROW)
    add(ade, "Mary", "Jones", birth_date=date(1999, 5, 3), gender="Female", aliases=("Mimi",))
    assert len(found(ade, "mary")) == len(found(ade, "mairi")) == len(found(ade, "marie")) == 6
    with acting_as(ade):
        old, young = queries.search("mary jones", actor=ade).people
        assert (old.birth_date, old.age, old.age_words) == (date(1940, 7, 7), 86, "86 years")
        assert (old.area, old.address, old.postcode) == ("north", "14 Tanner Row, Calderholt, CH99 2ND", "CH99 2ND")
        assert (young.age, young.gender, young.aliases, young.address) == (27, "Female", ("Mimi",), "")
        [only] = queries.search("mary", date(1999, 5, 3), actor=ade).people
        assert only == young
        assert list(queries.search("", date(1999, 5, 3), actor=ade).people) == [young]


@pytest.mark.req("PEOP-08")
@pytest.mark.parametrize("typed", ["", "m", "%", "%%", "_", "*", "  ", "-", "'", "😀", "m%"])
def test_two_letters_are_needed_and_there_are_no_wildcards(borough: Borough, typed: str) -> None:
    ade = borough.actor("Ade")
    add(ade, "Marnie", "Marsh")
    with acting_as(ade), pytest.raises(Invalid, match="at least two letters"):
        queries.search(typed, actor=ade)
    assert found(ade, "ma") == ["Marnie Marsh"]


@pytest.mark.parametrize(
    "typed", ["%arsh", "m%h", "mar_h", "m?rsh", "m.*h", "m* z", "{marsh,x}", "xx'; --", "\\marshx\\"]
)
def test_signs_are_never_patterns(borough: Borough, typed: str) -> None:
    ade = borough.actor("Ade")
    add(ade, "Zed", "Aubrey")
    add(ade, "Yan", "Xu")
    assert "Zed Aubrey" not in found(ade, typed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(min_size=1, max_size=300).filter(lambda text: "\x00" not in text))
def test_whatever_is_typed_is_searched_or_refused(borough: Borough, typed: str) -> None:
    try:
        found(borough.actor("Ade"), typed)
    except Invalid as refused:
        assert refused.sentence == "Type at least two letters of a name."


def test_a_stranger_and_another_partnership_find_nobody(borough: Borough, elsewhere: Borough) -> None:
    marnie = add(borough.actor("Ade"), "Marnie", "Marsh", birth_date=date(1992, 5, 11))
    for stranger in (borough.actor("Hollis"), borough.actor("Carys"), elsewhere.actor("Ines")):
        assert found(stranger, "marsh") == []
        assert found(stranger, "", born=date(1992, 5, 11)) == []
        with acting_as(stranger):
            assert queries.persons([marnie], actor=stranger) == []
    assert found(borough.actor("Ade"), "marsh") == ["Marnie Marsh"]


def test_somebody_excluded_does_not_find_what_is_shared_with_them(borough: Borough) -> None:
    marnie = add(borough.actor("Ade"), "Marnie", "Marsh")
    hollis = borough.actor("Hollis")
    Person.objects.filter(pk=marnie).update(audience=[hollis.own], excluded=[hollis.own])
    assert found(hollis, "marsh") == []
    Person.objects.filter(pk=marnie).update(excluded=[])
    assert found(hollis, "marsh") == ["Marnie Marsh"]


def test_the_application_cannot_read_the_vocabulary_nor_ask_it(borough: Borough) -> None:
    add(borough.actor("Ade"), "Marnie", "Marsh")
    for statement in (
        "SELECT * FROM people_spelling",
        "SELECT * FROM people_variant",
        "SELECT name_keys(1, 'marsh')",
        "SELECT * FROM name_expansion(1, 'marsh')",
        "SELECT people_holding('{marsh}', '{1}', '{marsh}', NULL, true, 10)",
    ):
        hollis = borough.actor("Hollis")
        with pytest.raises(Exception, match="permission denied"), acting_as(hollis), connection.cursor() as cursor:
            cursor.execute(statement)


def test_pages_follow_each_other_and_too_many_are_said_to_be(borough: Borough) -> None:
    ade = borough.actor("Ade")
    rows = [_person(ade, f"Mary{chr(97 + n // 26)}{chr(97 + n % 26)}", "Marsh") for n in range(105)]
    for row in rows[:26]:
        row.birth_date, row.age_band = date(1999, 5, 3), ""
    Person.objects.bulk_create(rows)
    with acting_as(ade):
        first = queries.search("marsh", actor=ade)
        assert (len(first.people), first.total, first.more, first.too_many) == (20, 100, True, True)
        last = queries.search("marsh", date(1999, 5, 3), actor=ade, page=2)
        assert (len(last.people), last.total, last.more, last.too_many) == (6, 26, False, False)


@pytest.mark.req("PLAT-02")
def test_a_search_is_one_query_however_many_there_are(borough: Borough) -> None:
    ade = borough.actor("Ade")
    counts = []
    for size in (1, 60):
        Person.objects.bulk_create([_person(ade, "Marnie", "Marsh") for _ in range(size)])
        with acting_as(ade), CaptureQueriesContext(connection) as asked:
            queries.search("marnie marhs", actor=ade)
        counts.append(len(asked))
    assert counts == [1, 1]


def _person(ade: Actor, forename: str, surname: str) -> Person:
    return Person(
        partnership_id=ade.partnership_id, forename=forename, surname=surname, age_band="Unknown",
        audience=[ade.own], created_at=ade.now, created_by_id=ade.user_id,
    )  # fmt: skip


def test_the_key_in_python_is_the_key_in_the_database() -> None:
    names = [*spelling.forms(), "O'Brien", "Zoë", "Müller", "Marsh-Quillan", "Ægir", "Łukasz", "Ñuñez", "José María"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, name_key(n) FROM unnest(%s::text[]) n", [names])
        keys = dict(cursor.fetchall())
    differing = {name: key for name, key in keys.items() if key != spelling.key(name)}
    assert set(differing) <= {"Ægir", "Łukasz"}, "letters that only the database spells out"


@pytest.mark.parametrize(
    ("names", "tokens"),
    [
        (["Marnie", "Marsh"], ["marnie", "ma*", "mar*", "marn*", "marsh", "mars*"]),
        (["O'Brien"], ["obrien", "ob*", "obr*", "obri*"]),
        (["Marsh-Quillan"], ["=marshquillan", "marsh", "ma*", "mar*", "mars*", "quillan", "qu*", "qui*", "quil*"]),
        (["Mc Donald"], ["mcdonald", "mc", "donald", "do*", "don*", "dona*"]),
        (["McRae"], ["mcrae", "mc*", "mcr*", "mcra*", "macrae", "ma*", "mac*", "macr*"]),
        (["J"], ["j"]),
        (["", "--", "😀"], []),
    ],
)
def test_what_a_name_is_found_by(names: Sequence[str], tokens: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_tokens(VARIADIC %s::text[])", [list(names)])
        assert cursor.fetchone() == (list(tokens),)


def test_nobody_is_older_than_today(borough: Borough) -> None:
    ade = borough.actor("Ade")
    add(ade, "Wren", "Marsh", birth_date=date(2026, 11, 10))
    with acting_as(ade):
        [before] = queries.search("wren", actor=borough.actor("Ade", on=date(2026, 11, 1))).people
        [after] = queries.search("wren", actor=borough.actor("Ade", on=NOVEMBER)).people
    assert (before.age, before.age_words) == (None, "Not yet born")
    assert (after.age, after.age_words) == (0, "0 months")
