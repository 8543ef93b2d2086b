"""Consent: what the family said, what follows from it for who may see the case, and that it is carried out."""

from uuid import uuid4

import pytest

from alongside.cases import access, basis, consent, queries, shares
from alongside.cases.consent import Told
from alongside.cases.models import AccessRequest, Case, Consent
from alongside.cases.nomination import open_again, submit_nomination
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.forms.actions import Posted, keep_step
from alongside.forms.typed import Where
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
REASON = "The school and the police must act on it together tonight."


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


@pytest.fixture
def number(ade: Actor) -> int:
    """The Marsh family's case: consent received, its signed copy to come."""
    return nominate(ade)


def holders(number: int, actor: Actor) -> list[str]:
    return [each.name for each in shares.shares(number, actor=actor) if each.holds]


def told(actor: Actor, **more: str) -> Told:
    kept = {"given_by": "Marnie Marsh", "how": "in person", **more}
    return Told(on=actor.today, **kept)


@pytest.mark.req("SHAR-03")
def test_until_the_signed_copy_is_filed_only_the_coordinating_team_is_let_in(
    borough: Borough, ade: Actor, number: int
) -> None:
    team, dev = borough.teams["strengthening-families"].principal_id, borough.people["dev"].principal_id
    with acting_as(ade):
        with pytest.raises(Refused, match="its signed copy is not filed yet") as refused:
            access.share(number, holder=dev, why="He visits with me.", actor=ade)
        assert "Consent page" in refused.value.sentence
        access.share(number, holder=team, why="They look over quality.", actor=ade)
        assert basis.copies_to_file(actor=ade) == [(number, "Marsh / Quillan CH99 2ND")]

        assert consent.note_signed_copy(number, actor=ade) == Consent.objects.get(case=number).pk
        assert consent.note_signed_copy(number, actor=ade) is None, "filed once"
        access.share(number, holder=dev, why="He visits with me.", actor=ade)
        assert holders(number, ade) == ["Ade Bankole", "Strengthening Families Team", "Dev Mistry"]
        assert basis.copies_to_file(actor=ade) == []


@pytest.mark.req("SHAR-03")
def test_another_lawful_basis_opens_sharing_with_its_reason_and_not_without(
    borough: Borough, ade: Actor, number: int
) -> None:
    dev = borough.people["dev"].principal_id
    with acting_as(ade):
        for chosen, reason, field in (("", REASON, "basis"), ("public task", " ", "notes")):
            with pytest.raises(Invalid) as wrong:
                consent.record_other_basis(number, basis=chosen, reason=reason, actor=ade)
            assert list(wrong.value.fields) == [field]
        consent.record_other_basis(number, basis="public task", reason=REASON, actor=ade)
        access.share(number, holder=dev, why="He visits with me.", actor=ade)
        shared = Event.objects.get(kind="case.shared")
        assert shared.facts["basis"].startswith("A task in the public interest")


@pytest.mark.req("SHAR-03")
def test_a_request_for_access_is_not_granted_past_consent(borough: Borough, ade: Actor, number: int) -> None:
    with acting_as(borough.actor("Dev")) as dev:
        asked = access.ask_for_access(number, reason="I visit Wren.", actor=dev)
    with acting_as(ade), pytest.raises(Invalid) as wrong:
        access.answer_request(asked, answer="granted", words="", actor=ade)
    assert "signed copy is not filed" in wrong.value.fields["answer"]
    with acting_as(ade):
        assert AccessRequest.objects.get(pk=asked).state == "asked"
        consent.note_signed_copy(number, actor=ade)
        access.answer_request(asked, answer="granted", words="", actor=ade)
        assert "Dev Mistry" in holders(number, ade)


@pytest.mark.req("SHAR-04")
def test_a_withdrawal_shows_who_would_lose_access_and_carries_it_out_and_can_be_undone(
    borough: Borough, ade: Actor, number: int
) -> None:
    team = borough.teams["strengthening-families"].principal_id
    with acting_as(ade):
        consent.note_signed_copy(number, actor=ade)
        for holder in (team, borough.people["dev"].principal_id, borough.people["bryony"].principal_id):
            access.share(number, holder=holder, why="Working with the family.", actor=ade)
        assert [each.name for each in basis.who_would_lose(number, actor=ade)] == ["Dev Mistry", "Bryony Tull"]

        consent.withdraw(number, told=told(ade, notes="Marnie rang."), actor=ade)

        assert holders(number, ade) == ["Ade Bankole", "Strengthening Families Team"]
        kinds = list(Event.objects.filter(case_id=number).order_by("id").values_list("kind", flat=True))
        assert kinds[-3:] == ["consent.withdrawn", "case.share-stopped", "case.share-stopped"]
        assert Consent.objects.filter(case=number, state="given").exists(), "what was said before stands beside it"
        with pytest.raises(Refused, match="withdrew its consent"):
            access.share(number, holder=borough.people["dev"].principal_id, why="Again.", actor=ade)
        with pytest.raises(Refused, match="none to withdraw"):
            consent.withdraw(number, told=told(ade), actor=ade)
    for name, sees in (("Dev", False), ("Bryony", False), ("Carys", True)):
        with acting_as(borough.actor(name)) as actor:
            assert Case.objects.visible_to(actor).filter(pk=number).exists() is sees

    with acting_as(ade):
        consent.record_given(number, told=told(ade, statement="received", shared_with="Health visiting"), actor=ade)
        consent.note_signed_copy(number, actor=ade)
        access.share(number, holder=borough.people["dev"].principal_id, why="They agreed again.", actor=ade)
        assert "Dev Mistry" in holders(number, ade)


@pytest.mark.req("SHAR-04")
def test_a_refusal_closes_sharing_and_who_only_has_the_case_does_not_decide(
    borough: Borough, ade: Actor, number: int
) -> None:
    with acting_as(ade):
        consent.note_signed_copy(number, actor=ade)
        access.share(number, holder=borough.people["dev"].principal_id, why="He visits.", actor=ade)
    with acting_as(borough.actor("Dev")) as dev:
        for decide in (consent.record_refused, consent.withdraw):
            with pytest.raises(Refused, match="Tell the owner"):
                decide(number, told=told(dev), actor=dev)
        with pytest.raises(Refused, match="Tell the owner"):
            consent.record_other_basis(number, basis="public task", reason=REASON, actor=dev)
        consent.record_given(number, told=told(dev, statement="received", shared_with="School"), actor=dev)
    with acting_as(borough.actor("Femi")) as femi, pytest.raises(NotFound):
        consent.record_given(number, told=told(femi, statement="received", shared_with="School"), actor=femi)
    with acting_as(ade):
        consent.record_refused(number, told=told(ade), actor=ade)
        assert holders(number, ade) == ["Ade Bankole"]


@pytest.mark.req("SHAR-04")
def test_consent_says_who_how_when_and_for_what(ade: Actor, number: int) -> None:
    with acting_as(ade):
        with pytest.raises(Invalid) as wrong:
            consent.record_given(number, told=Told(), actor=ade)
        assert set(wrong.value.fields) == {"statement", "given_by", "how", "on", "shared_with"}
        consent.record_given(
            number, told=told(ade, statement="received", shared_with="School, for mornings"), actor=ade
        )
        latest = basis.standing(number, actor=ade).statements[0]
        assert (latest.given_by, latest.how, latest.shared_with) == (
            "Marnie Marsh",
            "in person",
            "School, for mornings",
        )


@pytest.mark.req("SHAR-04")
def test_a_nomination_opened_again_neither_takes_consent_back_nor_gives_it_once_withdrawn(
    ade: Actor, number: int
) -> None:
    def update(**typed: str) -> None:
        with acting_as(ade):
            again = open_again(number, draft_id=uuid4(), actor=ade)
            keep_step(again, Where("consent"), {n: Posted([raw]) for n, raw in typed.items()}, page="p", actor=ade)
            submit_nomination(again, actor=ade)

    with pytest.raises(Invalid) as wrong:
        update(statement="not-given")
    assert "Consent page" in wrong.value.fields["consent.statement"]
    with acting_as(ade):
        consent.withdraw(number, told=told(ade), actor=ade)
    update(statement="received")
    with acting_as(ade):
        assert basis.standing(number, actor=ade).missing == "withdrawn"


@pytest.mark.req("SHAR-04")
def test_a_family_that_did_not_consent_is_nominated_and_shared_with_the_coordinating_team_alone(
    borough: Borough, ade: Actor
) -> None:
    number = nominate(ade, statement="not-given")
    with acting_as(ade):
        with pytest.raises(Refused, match="refused consent"):
            access.share(number, holder=borough.people["dev"].principal_id, why="He visits.", actor=ade)
        team = borough.teams["strengthening-families"].principal_id
        access.share(number, holder=team, why="They look over quality.", actor=ade)
        assert queries.case_head(number, actor=ade).seen_by == 2
