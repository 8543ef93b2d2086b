"""A partnership of children's centres: the CCM way, on the same engine."""

from datetime import date
from uuid import uuid4

import pytest

from alongside.cases.models import Case, Share
from alongside.cases.nomination import submit_nomination
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
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
    assert {share.why for share in Share.objects.filter(case=case)} == {"Owner of the case", "Owning site"}
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
