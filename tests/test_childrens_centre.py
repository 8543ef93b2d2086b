"""A partnership of children's centres: the CCM way, on the same engine."""

from datetime import date
from uuid import uuid4

import pytest

from alongside.cases.models import Case, Share
from alongside.cases.nomination import submit_nomination
from alongside.cases.pausing import review_aims
from alongside.cases.primary import change_administration, change_primary, settings_stand
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.forms.actions import start_draft
from alongside.forms.fields import Raw
from alongside.forms.typed import EntryTyped, Typed
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CASE-13")]
MOTHER = {"forename": "Morwenna", "surname": "Teague", "title": "Mrs", "gender": "Female", "birth-date": "02-06-1991"}


def new_case(actor: Actor, *members: dict[str, str], **instead: Raw) -> int:
    """Fill in a new case of the Bay centre, with some fields typed otherwise, and accept it."""
    fields: dict[str, Raw] = {
        "name": "Teague", "reference": "111222", "type": "parenting-support", "opened": "01-11-2013", "site": "bay",
        "reason": "Parenting support.",
    }  # fmt: skip
    entries = tuple(EntryTyped(f"member{n:02}", each) for n, each in enumerate(members))
    typed = Typed({name: raw for name, raw in {**fields, **instead}.items() if raw}, {"individuals": entries})
    with acting_as(actor):
        return submit_nomination(start_draft("new-case", draft_id=uuid4(), typed=typed, actor=actor), actor=actor)


def test_a_case_is_opened_with_its_type_reference_and_site_and_is_due_in_six_weeks(centres: Borough) -> None:
    jory = centres.actor("Jory")
    case = Case.objects.get(pk=new_case(jory, MOTHER))
    assert (case.name, case.reference, case.type, case.reason) == (
        "Teague",
        "111222",
        "parenting-support",
        "Parenting support.",
    )
    assert (case.opened_on, case.due_on, case.closed_on) == (date(2013, 11, 1), date(2013, 12, 13), None)
    assert (case.team.name, case.area, case.referral_on) == ("Bay Children's Centre", "bay", date(2013, 11, 1))
    assert {share.why for share in Share.objects.filter(case=case)} == {
        "Owner of the case",
        "Owning site",
        "Looks after every site",
    }
    with acting_as(centres.actor("Keiko")) as keiko:
        assert not Case.objects.visible_to(keiko).exists(), "another site does not see it"


@pytest.mark.parametrize("missing", ["name", "reference", "type", "site"])
def test_name_reference_type_and_site_are_required(centres: Borough, missing: str) -> None:
    with pytest.raises(Invalid):
        new_case(centres.actor("Jory"), **{missing: ""})
    assert new_case(centres.actor("Jory"))


def test_a_reference_used_by_a_case_one_cannot_see_is_refused_beside_its_field(centres: Borough) -> None:
    new_case(centres.actor("Jory"))
    for name, site in (("Jory", "bay"), ("Keiko", "dunes")):
        with pytest.raises(Invalid) as wrong:
            new_case(centres.actor(name), site=site)
        assert any("Another case has this reference" in said for said in wrong.value.fields.values())
    assert new_case(centres.actor("Keiko"), site="dunes", reference="111223")


def test_a_due_date_before_the_opened_date_is_refused_and_another_is_kept(centres: Borough) -> None:
    jory = centres.actor("Jory")
    with pytest.raises(Invalid):
        new_case(jory, due="31-10-2013")
    assert Case.objects.get(pk=new_case(jory, due="06-12-2013")).due_on == date(2013, 12, 6)


def primary(number: int, actor: Actor, **changes: date | str | None) -> None:
    with acting_as(actor):
        change_primary(number, version=Case.objects.get(pk=number).version, changes=changes, actor=actor)


def administer(
    number: int, actor: Actor, sites: set[int], *, archived: bool = False, owning: int | None = None
) -> None:
    with acting_as(actor):
        stood = settings_stand(number, actor=actor)
        change_administration(number, stood=stood, sites=sites, archived=archived, owning=owning, actor=actor)


def sees(number: int, actor: Actor) -> bool:
    with acting_as(actor):
        return Case.objects.visible_to(actor).filter(pk=number).exists()


def test_a_closed_date_closes_a_case_its_removal_reopens_it_and_the_closing_stays_in_the_history(
    centres: Borough,
) -> None:
    jory = centres.actor("Jory")
    number = new_case(jory)
    with pytest.raises(Invalid, match="marked") as wrong:
        primary(number, jory, closed_on=date(2013, 10, 31))
    assert wrong.value.fields == {"closed_on": "The closed date cannot be before the opened date."}
    primary(number, jory, closed_on=date(2013, 12, 20))
    assert Case.objects.get(pk=number).status == "closed"
    primary(number, jory, closed_on=None)
    case = Case.objects.get(pk=number)
    assert (case.status, case.closed_on) == ("open", None)
    said = [each.facts["changes"] for each in Event.objects.filter(case_id=number, kind="case.changed").order_by("id")]
    assert said[0][0] == {"what": "Closed", "from": "", "to": "20 December 2013"}
    assert said[1][0] == {"what": "Closed", "from": "20 December 2013", "to": ""}


def test_the_type_the_reference_and_the_days_are_held_to_what_can_be(centres: Borough) -> None:
    jory = centres.actor("Jory")
    number = new_case(jory)
    new_case(centres.actor("Keiko"), reference="7", site="dunes")
    for field, value in (
        ("type", "nothing"), ("reference", "7"), ("reference", " "), ("due_on", date(2013, 10, 1)),
        ("opened_on", date(2199, 1, 1)), ("name", ""),
    ):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            primary(number, jory, **{field: value})
        assert field in wrong.value.fields
    primary(number, jory, type="housing", reference="8", due_on=date(2014, 1, 10))
    with acting_as(jory), pytest.raises(Stale):
        change_primary(number, version=1, changes={"type": "sleep"}, actor=jory)


@pytest.mark.req("CASE-15")
def test_further_sites_see_a_case_when_it_is_saved_and_no_longer_once_they_are_taken_off(centres: Borough) -> None:
    jory, keiko = centres.actor("Jory"), centres.actor("Keiko")
    dunes, lantern = (centres.teams[name].pk for name in ("dunes", "lantern"))
    number = new_case(jory)
    administer(number, jory, {dunes, lantern})
    assert sees(number, keiko)
    with acting_as(keiko), pytest.raises(Refused, match="Only the owner"):
        change_administration(number, stood="", sites=set(), archived=False, owning=None, actor=keiko)
    administer(number, jory, {lantern})
    assert not sees(number, keiko)
    kinds = Event.objects.filter(case_id=number, kind__startswith="case.share").order_by("id")
    assert [(each.kind, each.facts["with"]) for each in kinds] == [
        ("case.shared", "Dunes Children's Centre"),
        ("case.shared", "Lantern Hill Children's Centre"),
        ("case.share-stopped", "Dunes Children's Centre"),
    ]


@pytest.mark.req("CASE-15")
def test_the_owning_site_is_changed_by_the_central_administrator_alone(centres: Borough) -> None:
    jory, lowen, keiko = (centres.actor(name) for name in ("Jory", "Lowen", "Keiko"))
    dunes, bay = centres.teams["dunes"].pk, centres.teams["bay"].pk
    number = new_case(jory)
    with pytest.raises(Refused, match="Only the Central Office"):
        administer(number, jory, set(), owning=dunes)
    administer(number, lowen, {bay}, owning=dunes)
    assert Case.objects.get(pk=number).team_id == dunes
    assert sees(number, keiko) and sees(number, jory)


@pytest.mark.req("CASE-15")
def test_elsewhere_there_is_no_such_page(borough: Borough) -> None:
    case = borough.case()
    with acting_as(borough.actor("Ade")) as ade, pytest.raises(NotFound):
        change_primary(case.pk, version=1, changes={"type": "housing"}, actor=ade)


def test_the_aims_are_reviewed_every_six_weeks_until_the_case_is_closed(centres: Borough) -> None:  # S156
    number = new_case(centres.actor("Jory", on=date(2026, 11, 1)), opened="01-11-2026")
    clocks = Clock.objects.filter(case=number, timescale="review-aims").order_by("id")
    assert [each.due_on for each in clocks] == [date(2026, 12, 13)], "six weeks, though the guide's screen shows five"

    with acting_as(centres.actor("Jory", on=date(2026, 12, 10))) as jory:
        version = Case.objects.get(pk=number).version
        for aim, words, field in (("", "They go on.", "aim"), ("go on", " ", "words"), ("go on", "x" * 501, "words")):
            with pytest.raises(Invalid) as wrong:
                review_aims(number, aim=aim, words=words, version=version, actor=jory)
            assert set(wrong.value.fields) == {field}
        with pytest.raises(Stale):
            review_aims(number, aim="go on", words="The sleep course helps.", version=version - 1, actor=jory)
        review_aims(number, aim="go on", words="The sleep course helps.", version=version, actor=jory)

    assert Case.objects.get(pk=number).due_on == date(2027, 1, 21), "six weeks from the review, not from what was due"
    assert [(each.due_on, each.state) for each in clocks.all()] == [
        (date(2026, 12, 13), "met"), (date(2027, 1, 21), "open"),
    ]  # fmt: skip
    reviewed = Event.objects.get(case_id=number, kind="case.reviewed").facts
    assert reviewed["aim"] == "go on"
    assert reviewed["changes"] == [{"what": "Due", "from": "13 December 2026", "to": "21 January 2027"}]

    primary(number, centres.actor("Jory", on=date(2027, 1, 6)), closed_on=date(2027, 1, 6))
    assert clocks.last().state == "not needed"  # type: ignore[union-attr]
    primary(number, centres.actor("Jory", on=date(2027, 2, 3)), closed_on=None)
    assert [each.due_on for each in clocks.filter(state="open")] == [date(2027, 3, 17)], "it runs again from that day"


def test_elsewhere_no_aims_are_reviewed_and_another_site_cannot(borough: Borough, centres: Borough) -> None:
    number = new_case(centres.actor("Jory"))
    with acting_as(centres.actor("Keiko")) as keiko, pytest.raises(NotFound):
        review_aims(number, aim="close", words="Done.", version=1, actor=keiko)
    case = borough.case()
    with acting_as(borough.actor("Ade")) as ade, pytest.raises(NotFound):
        review_aims(case.pk, aim="go on", words="So.", version=1, actor=ade)
    with acting_as(centres.actor("Jory")) as jory:
        review_aims(number, aim="close", words="Done.", version=1, actor=jory)
