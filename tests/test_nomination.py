"""From a nomination to a case: what was told once stands everywhere it belongs, and nobody but the owner sees it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.accounts.queries import practice
from alongside.cases import queries
from alongside.cases.models import Case, Consent, Criterion, Member, Submission
from alongside.cases.nomination import open_again, submit_nomination
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.forms.actions import Posted, keep_step, start_draft
from alongside.forms.fields import Raw
from alongside.forms.queries import draft
from alongside.forms.typed import Typed, Where
from alongside.people.models import Person, Residence
from alongside.web.demonstration.families import families, typed_nomination
from tests.borough import Borough

pytestmark = pytest.mark.django_db
MARSH = families()[0]
OYELARAN = families()[1]
TREGARTH = families()[4]


def typed(actor: Actor, family: Mapping[str, Any] = MARSH) -> Typed:
    """The nomination of a family as this actor would type it today."""
    return typed_nomination(family, pack=practice(actor), today=actor.today)


def nominate(actor: Actor, family: Mapping[str, Any] = MARSH, **instead: Raw) -> int:
    """Fill in the nomination of a family, with some fields typed otherwise, and submit it."""
    filled = typed(actor, family)
    filled = replace(filled, fields={**filled.fields, **{name.replace("_", "-"): raw for name, raw in instead.items()}})
    with acting_as(actor):
        return submit_nomination(start_draft("nomination", draft_id=uuid4(), typed=filled, actor=actor), actor=actor)


@pytest.mark.req("NOM-04", "NOM-05", "NOM-06", "NOM-07", "NOM-08", "CASE-01", "PEOP-02")
def test_a_family_told_once_stands_on_its_case(borough: Borough) -> None:
    ade = borough.actor("Ade")

    number = nominate(ade)

    with acting_as(ade):
        page = queries.case_page(number, actor=ade)
    assert page.head.name == "Marsh / Quillan CH99 2ND"
    assert (page.head.area, page.head.status, page.head.priority) == ("north", "open", "low")
    assert (page.head.owner, page.head.referrer, page.head.team) == (
        "Ade Bankole",
        "Ade Bankole",
        "Family Support North",
    )
    assert page.head.assessed_on == ade.today
    assert [(m.name, m.is_head, m.relationship) for m in page.members] == [
        ("Marnie Marsh", True, ""),
        ("Jay Quillan", False, "Partner"),
        ("Jessa Quillan", False, "Daughter"),
        ("Wren Marsh", False, "Daughter"),
    ]
    assert {m.age for m in page.members} == {34, 36, 10, 2}
    criteria = {found.code: found for found in page.criteria}
    assert {code: found.met for code, found in criteria.items()} == {"education": "yes", "health": "no"}
    assert criteria["education"].findings[0]["persons"] == [page.members[2].person_id]
    assert page.consent and page.consent.given and page.consent.signed_copy_to_come
    homes = Residence.objects.filter(person__memberships__case_id=number)
    assert homes.count() == 4
    assert homes.values("place").distinct().count() == 1
    marnie = Person.objects.get(surname="Marsh", forename="Marnie")
    assert marnie.birth_date == date(1992, 5, 11)
    assert (marnie.ethnicity, marnie.ethnicity_code) == ("White - British", "WBRI")


@pytest.mark.req("NOM-01", "SHAR-01", "SHAR-06")
def test_nobody_but_the_owner_sees_a_new_case_or_anybody_on_it(borough: Borough) -> None:
    number = nominate(borough.actor("Ade"))
    for name in ("Bryony", "Carys", "Dev", "Hollis"):
        with acting_as(borough.actor(name)) as actor:
            assert not Case.objects.filter(pk=number).exists()
            for table in (Person, Member, Criterion, Consent, Submission, Residence):
                assert not table.objects.exists(), (name, table)
            with pytest.raises(NotFound):
                queries.case_page(number, actor=actor)
    with acting_as(borough.actor("Ade")):
        assert Person.objects.count() == 4


@pytest.mark.req("PEOP-02")
def test_an_unborn_child_stands_as_unborn_and_is_never_given_an_age(borough: Borough) -> None:
    ade = borough.actor("Ade")
    number = nominate(ade, OYELARAN)

    later = borough.actor("Ade", on=date(2027, 6, 1))
    with acting_as(later):
        [baby] = [m for m in queries.members(number, actor=later) if m.band == "Unborn"]
    assert (baby.age, baby.unborn_overdue) == (None, True)


@pytest.mark.req("NOM-04")
def test_a_case_name_that_leaves_a_surname_out_is_refused_and_accepted_once_it_is_in(borough: Borough) -> None:
    ade = borough.actor("Ade")
    with pytest.raises(Invalid) as refused:
        nominate(ade, case_name="Marsh CH99 2ND")
    assert any("Quillan" in sentence for sentence in refused.value.fields.values())

    assert nominate(ade, case_name="Quillan / Marsh CH99 2ND")


@pytest.mark.req("NOM-05")
def test_without_a_head_nothing_is_submitted(borough: Borough) -> None:
    ade = borough.actor("Ade")
    filled = typed(ade)
    with acting_as(ade):
        started = start_draft("nomination", draft_id=uuid4(), typed=Typed(filled.fields), actor=ade)
        with pytest.raises(Invalid, match="missing"):
            submit_nomination(started, actor=ade)
        assert not Case.objects.exists()
    nominate(ade)


@pytest.mark.req("REC-12")
def test_the_same_draft_becomes_one_case(borough: Borough) -> None:
    ade = borough.actor("Ade")
    with acting_as(ade):
        started = start_draft("nomination", draft_id=uuid4(), typed=typed(ade), actor=ade)
        number = submit_nomination(started, actor=ade)
        assert submit_nomination(started, actor=ade) == number
        assert Case.objects.count() == 1
        assert Person.objects.count() == 4


@pytest.mark.req("NOM-03", "NOM-08")
def test_someone_elses_nomination_keeps_their_details(borough: Borough) -> None:
    ade = borough.actor("Ade")
    told = {
        "referrer": "Someone Else",
        "nominator": "outside",
        "nominator.name": "Dr Orla Finch",
        "nominator.organisation": "Quayside Surgery",
        "nominator.telephone": "01632 960555",
        "nominator.email": "orla@quayside.example",
    }
    number = nominate(ade, **told)
    with acting_as(ade):
        head = queries.case_head(number, actor=ade)
    assert (head.referrer, head.referring_agency) == ("Dr Orla Finch", "Quayside Surgery")


@pytest.mark.req("NOM-07", "NOM-10")
def test_the_nomination_opened_again_adds_to_what_was_met_and_never_takes_it_back(borough: Borough) -> None:
    ade = borough.actor("Ade")
    number = nominate(ade)

    def update(**typed: Raw) -> None:
        with acting_as(ade):
            again = open_again(number, draft_id=uuid4(), actor=ade)
            fields = {name: Posted([raw] if isinstance(raw, str) else raw) for name, raw in typed.items()}
            keep_step(again, Where("criteria"), fields, page="p1", actor=ade)
            submit_nomination(again, actor=ade)

    with pytest.raises(Invalid, match="taken back"):
        update(**{"criteria.education.met": "no"})

    question = borough.pack.criterion("education").question[0].id
    members = [e.id for e in typed(ade).entries["family"]]
    found = f"criteria.education.{question}"
    update(**{f"{found}.members": [members[3]], f"{found}.notes": "Wren too."})

    with acting_as(ade):
        page = queries.case_page(number, actor=ade)
        lines = queries.history(number, looks=False, before=None, actor=ade)
    [finding] = next(found for found in page.criteria if found.code == "education").findings
    assert finding["persons"] == [page.members[2].person_id, page.members[3].person_id]
    assert "Attendance fell" in finding["notes"] and "Wren too." in finding["notes"]
    assert lines[0].happened.kind in {"criterion.recorded", "nomination.updated"}
    assert Person.objects.count() == 4, "opening again makes nobody a second time"


@pytest.mark.req("NOM-06", "NOM-10")
def test_the_assessment_date_stands_when_the_nomination_is_opened_again(borough: Borough) -> None:
    ade = borough.actor("Ade")
    number = nominate(ade)
    with acting_as(ade):
        again = open_again(number, draft_id=uuid4(), actor=ade)
        other = {"assessment-date": Posted(["01-11-2026"])}
        kept = keep_step(again, Where("assessment"), other, page="p1", actor=ade)
        assert "assessment-date" in kept.refused
        same = {"assessment-date": Posted([f"{ade.today:%d-%m-%Y}"]), "reason": Posted(["Mornings are better."])}
        assert not keep_step(again, Where("assessment"), same, page="p1", actor=ade).refused
        assert submit_nomination(again, actor=ade) == number
        assert queries.case_head(number, actor=ade).assessed_on == ade.today


@pytest.mark.req("NOM-09")
def test_a_draft_is_its_owners_alone(borough: Borough) -> None:
    ade = borough.actor("Ade")
    with acting_as(ade):
        started = start_draft("nomination", draft_id=uuid4(), typed=typed(ade), actor=ade)
    with acting_as(borough.actor("Bryony")) as bryony, pytest.raises(NotFound):
        draft(started, actor=bryony)
    with acting_as(ade):
        assert draft(started, actor=ade).typed.fields["case-name"] == "Marsh / Quillan CH99 2ND"


@pytest.mark.req("NOM-04", "NOM-05")
@pytest.mark.parametrize("family", [OYELARAN, TREGARTH], ids=["three people", "four people"])
def test_submitting_takes_twenty_statements_however_many_people(borough: Borough, family: Mapping[str, Any]) -> None:
    ade, client = borough.actor("Ade"), Client()
    client.post("/step-in/", {"user": str(ade.user_id)})
    with acting_as(ade):
        started = start_draft("nomination", draft_id=uuid4(), typed=typed(ade, family), actor=ade)

    with CaptureQueriesContext(connection) as ran:
        answer = client.post(f"/drafts/{started}/submit/", {"once": str(uuid4())})

    assert answer.status_code == 302
    # The test's own transaction around it: a savepoint, its release, and the identity put back.
    ours = [query for query in ran.captured_queries if "SAVEPOINT" not in query["sql"]][:-1]
    assert len(ours) <= 20, "\n".join(query["sql"][:100] for query in ours)
