"""Finding a family before adding it, and asking for what one may not see."""

from dataclasses import replace

import pytest

from alongside.accounts.models import Partnership
from alongside.cases import access, queries, shares
from alongside.cases.consent import note_signed_copy
from alongside.cases.models import AccessRequest, Case
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.people.actions import change_person
from alongside.people.queries import person
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db


def found(typed: str, actor: Actor) -> list[queries.Listed]:
    with acting_as(actor):
        return list(queries.find(typed, page=1, actor=actor).rows)


@pytest.fixture
def number(borough: Borough) -> int:
    """The Marsh / Quillan family's case, Ade's."""
    return nominate(borough.actor("Ade"))


def discovery(borough: Borough, what: str) -> None:
    Partnership.objects.filter(pk=borough.partnership.pk).update(discovery=what)


@pytest.mark.req("NOM-01", "PEOP-01")
@pytest.mark.parametrize(
    "typed",
    [
        "Quillan", "quillan ch99", "CH992ND", "CH99 2ND", "ch99 2nd marsh", "Marsh", "quilan", "Quillen", "marnie",
        "Jessa Quillan", "mar", "MARSH/QUILLAN",
    ],
)  # fmt: skip
def test_the_owner_finds_the_family_by_any_name_spelling_and_postcode(
    borough: Borough, number: int, typed: str
) -> None:
    assert [row.id for row in found(typed, borough.actor("Ade"))] == [number]


@pytest.mark.req("NOM-01")
def test_the_owner_finds_the_family_by_its_number(borough: Borough, number: int) -> None:
    assert number in [row.id for row in found(str(number), borough.actor("Ade"))]


@pytest.mark.req("NOM-01", "SHAR-12")
@pytest.mark.parametrize("typed", ["Quillan", "quillan ch99", "CH992ND", "Marsh", "quilan"])
def test_an_outsider_learns_that_the_family_is_known_and_whom_to_ask(borough: Borough, number: int, typed: str) -> None:
    [row] = found(typed, borough.actor("Dev"))
    assert (row.id, row.mine, row.owner, row.team) == (number, False, "Ade Bankole", "Family Support North")
    assert (row.name, row.creator, row.area) == ("", "", "")


@pytest.mark.req("SHAR-12")
@pytest.mark.parametrize(
    "typed", ["q", "qui", "mar", "ch99", "CH99 2", "marnie", "jessa", "%", "_", "*", "", "   ", "e"]
)
def test_an_outsider_cannot_browse(borough: Borough, number: int, typed: str) -> None:
    assert found(typed, borough.actor("Dev")) == []


@pytest.mark.req("NOM-01", "SHAR-12")
def test_what_outsiders_learn_is_the_partnerships_choice(borough: Borough, number: int) -> None:
    dev = borough.actor("Dev")
    discovery(borough, "listed")
    [row] = found("quil", dev)
    assert (row.name, row.creator, row.owner, row.mine) == (
        "Marsh / Quillan CH99 2ND",
        "Ade Bankole",
        "Ade Bankole",
        False,
    )

    discovery(borough, "nothing")
    assert found("Quillan", dev) == []
    with acting_as(dev), pytest.raises(NotFound):
        queries.pointer(number, actor=dev)
    with acting_as(dev), pytest.raises(NotFound):
        access.ask_for_access(number, reason="I work with them", actor=dev)

    discovery(borough, "pointer")
    with acting_as(dev):
        assert access.ask_for_access(number, reason="I work with them", actor=dev)


@pytest.mark.req("SHAR-12")
def test_an_exclusion_hides_even_the_pointer(borough: Borough, number: int) -> None:
    dev = borough.actor("Dev")
    Case.objects.filter(pk=number).update(excluded=[dev.own])
    assert found("Quillan", dev) == []
    Case.objects.filter(pk=number).update(excluded=[])
    assert len(found("Quillan", dev)) == 1


@pytest.mark.req("SHAR-06")
def test_another_partnership_finds_nothing(borough: Borough, elsewhere: Borough, number: int) -> None:
    assert found("Quillan", elsewhere.actor("Ines")) == []
    assert found(str(number), elsewhere.actor("Ines")) == []


@pytest.mark.req("PEOP-01")
def test_nothing_typed_is_a_wildcard_and_nothing_breaks(borough: Borough, number: int) -> None:
    ade = borough.actor("Ade")
    for typed in [
        "%",
        "%%",
        "*",
        "'; drop table cases_case; --",
        "\\",
        "{}",
        "%s",
        "\U0001f600",
        "ק",
        "zq" * 2500,
        "\x00",
    ]:
        assert found(typed, ade) == [], typed
    assert len(found("Marsh %", ade)) == 1, "a sign between words says nothing"


@pytest.mark.req("NOM-02")
def test_a_request_is_asked_with_a_reason_answered_and_seen_by_both(borough: Borough, number: int) -> None:
    dev, ade = borough.actor("Dev"), borough.actor("Ade")
    with acting_as(dev):
        with pytest.raises(Invalid):
            access.ask_for_access(number, reason="  ", actor=dev)
        asked = access.ask_for_access(number, reason="I visit Wren for her reviews.", actor=dev)
        assert access.ask_for_access(number, reason="Again.", actor=dev) == asked
        [mine] = queries.my_requests(actor=dev)
        assert (mine.state, mine.case_name, mine.is_mine_to_answer) == ("asked", "", False)
        with pytest.raises(NotFound):
            access.answer_request(asked, answer="granted", words="", actor=dev)

    with acting_as(borough.actor("Bryony")) as bryony:
        assert not AccessRequest.objects.exists()
        with pytest.raises(NotFound):
            queries.request(asked, actor=bryony)

    with acting_as(ade):
        [waiting], _ = queries.my_access_requests(actor=ade)
        assert (waiting.asker, waiting.reason) == ("Dev Mistry", "I visit Wren for her reviews.")
        with pytest.raises(Invalid):
            access.answer_request(asked, answer="asked back", words="", actor=ade)
        access.answer_request(asked, answer="asked back", words="Which clinic?", actor=ade)
    with acting_as(dev):
        assert queries.request(asked, actor=dev).answer == "Which clinic?"
        access.add_to_request(asked, more="Riverside.", actor=dev)
        with pytest.raises(NotFound):
            queries.case_head(number, actor=dev)
    with acting_as(ade):
        note_signed_copy(number, actor=ade)
        access.answer_request(asked, answer="granted", words="", actor=ade)
        with pytest.raises(Refused):
            access.answer_request(asked, answer="declined", words="No.", actor=ade)
    with acting_as(dev):
        assert queries.case_head(number, actor=dev).name == "Marsh / Quillan CH99 2ND"
        assert queries.request(asked, actor=dev).state == "granted"


@pytest.mark.req("NOM-02")
def test_a_declined_request_gives_nothing_and_may_be_made_again(borough: Borough, number: int) -> None:
    dev, ade = borough.actor("Dev"), borough.actor("Ade")
    with acting_as(dev):
        asked = access.ask_for_access(number, reason="Please.", actor=dev)
    with acting_as(ade):
        access.answer_request(asked, answer="declined", words="Ask the school first.", actor=ade)
    with acting_as(dev):
        assert queries.request(asked, actor=dev).answer == "Ask the school first."
        with pytest.raises(NotFound):
            queries.case_head(number, actor=dev)
        assert access.ask_for_access(number, reason="I did.", actor=dev) != asked


@pytest.mark.req("SHAR-01")
def test_sharing_with_a_user_or_a_team_and_stopping(borough: Borough, number: int) -> None:
    ade = borough.actor("Ade")
    team = borough.teams["strengthening-families"].principal_id

    def sees(name: str) -> bool:
        actor = borough.actor(name)
        with acting_as(actor):
            return Case.objects.visible_to(actor).filter(pk=number).exists()

    with acting_as(borough.actor("Dev")) as dev, pytest.raises(NotFound):
        access.share(number, holder=dev.own, why="I want to see", actor=dev)
    with acting_as(ade):
        with pytest.raises(Invalid):
            access.share(number, holder=team, why="", actor=ade)
        access.share(number, holder=team, why="They look over quality", actor=ade)
        access.share(number, holder=team, why="They look over quality", actor=ade)
        given = shares.shares(number, actor=ade)
        assert [(s.name, s.holds) for s in given] == [("Ade Bankole", True), ("Strengthening Families Team", True)]
    assert sees("Carys") and not sees("Dev")

    with acting_as(ade):
        access.stop_sharing(number, given[1].id, actor=ade)
        with pytest.raises(Refused):
            access.stop_sharing(number, given[0].id, actor=ade)
    assert not sees("Carys")


@pytest.mark.req("PEOP-01", "NOM-01")
def test_a_case_is_found_by_the_name_a_member_has_taken_since(borough: Borough, number: int) -> None:
    ade = borough.actor("Ade")
    assert found("Featherstone", ade) == []
    with acting_as(ade):
        jay = next(member for member in queries.members(number, actor=ade) if member.name == "Jay Quillan")
        page = person(jay.person_id, actor=ade)
        named = replace(page.profile, surname="Featherstone", former_names=("Jay Quillan",))
        change_person(jay.person_id, named, version=page.version, actor=ade)

    assert [row.id for row in found("Featherstone", ade)] == [number]
    assert [row.id for row in found("Quillan", ade)] == [number], "and still by the name before"
