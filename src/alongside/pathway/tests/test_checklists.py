"""What a checklist asks for, held against the record: each kind, ages of documents, consent, questions (PATH-10)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.accounts.models import Organisation
from alongside.assessments.models import Assessment
from alongside.cases.models import Case, Involvement, Member
from alongside.casework.actions.logs import Contact as WhenAndWhere
from alongside.casework.actions.logs import Note, write_note
from alongside.casework.models import NoteDraft, Task
from alongside.clocks.rules.days import Days
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.documents.models import Document
from alongside.packs.process_schema import Checklist
from alongside.pathway.queries.checklists import checked_case
from alongside.pathway.rules.checklists import NOTHING, Checking, Kept, Line, OnRecord, judged
from alongside.people.models import Contact
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import nominate

MONDAY = date(2026, 11, 30)
THREE_MONTHS = {"calendar_months": 3}


def line(asked: dict[str, Any], record: OnRecord = NOTHING, answer: Any = None, on: date = MONDAY) -> Line:
    """One line of a checklist that asks for this alone."""
    checklist = Checklist.model_validate(
        {"id": "list", "title": "List", "required": [{"id": "it", "title": "It", **asked}]}
    )
    return judged(checklist, record, {"it": answer}, on, Days()).lines[0]


def filed(*days: date) -> OnRecord:
    return OnRecord(documents=[Kept("minutes", day) for day in days])


# --- the rules


@pytest.mark.req("PATH-10")
def test_three_calendar_months_after_31_august_is_30_november_and_29_august_is_out() -> None:
    """Scenario S058."""
    asked = {"document": "minutes", "newer_than": THREE_MONTHS, "if_exists": True}
    assert line(asked, filed(date(2026, 8, 31))).there
    assert line(asked, filed(date(2026, 8, 30))).there  # 30 November: the last day it is in

    out = line(asked, filed(date(2026, 8, 29)))
    assert (out.there, out.not_asked) == (False, True)
    assert out.says == "Of 29 August 2026: older than 3 months, not required."


def test_what_has_to_be_there_is_missing_where_it_is_too_old_and_says_so() -> None:
    asked = {"document": "minutes", "newer_than": THREE_MONTHS}
    old = line(asked, filed(date(2026, 8, 29)))
    assert (old.there, old.not_asked) == (False, False)
    assert old.says == "The last is of 29 August 2026, which is older than 3 months."
    assert (old.place, old.of) == ("documents", "minutes")
    assert line(asked, filed(date(2026, 8, 29), date(2026, 11, 2))).there


def test_what_goes_along_where_there_is_one_is_not_missing_where_there_is_none() -> None:
    assert line({"document": "minutes", "if_exists": True}).not_asked
    assert not line({"document": "minutes"}).not_asked


def test_not_applicable_needs_a_reason_and_only_where_the_pack_lets_it_be() -> None:
    """Scenario S076."""
    asked = {"document": "minutes", "if_applicable": True}
    assert line(asked, answer={"not_applicable": " "}).says == "Say why it is not applicable."
    left = line(asked, answer={"not_applicable": "No child is over ten."})
    assert left.not_asked and left.says == "Not applicable: No child is over ten."
    assert not line({"document": "minutes"}, answer={"not_applicable": "No."}).not_asked


def test_what_has_no_file_is_ticked_by_hand() -> None:
    assert not line({"ticked": True}).there
    assert not line({"ticked": True}, answer="yes").there
    assert line({"ticked": True}, answer=True).there
    assert not line({"document": "minutes"}, answer=True).there  # a tick is no document


@pytest.mark.req("PATH-10")
@pytest.mark.parametrize("left_out", ["who", "how", "on"])
def test_explicit_consent_says_which_parent_how_and_when(left_out: str) -> None:
    """Scenario S074: a tick is not enough."""
    checklist = Checklist.model_validate({"id": "list", "title": "List", "consent": {}})
    whole = {"who": "Marnie Marsh", "how": "in person", "on": "2026-11-30"}

    def asked(answer: Any) -> Checking:
        return judged(checklist, NOTHING, {"consent": answer}, MONDAY, Days())

    assert asked(True).missing[0].says == "Say of the consent: which parent, how and when."
    words = {"who": "which parent", "how": "how", "on": "when"}[left_out]
    assert asked({**whole, left_out: ""}).missing[0].says == f"Say of the consent: {words}."
    assert not asked(whole).missing


@pytest.mark.req("PATH-10")
def test_of_five_questions_with_four_answered_the_fifth_is_named() -> None:
    """Scenario S075."""
    asks = ["child health", "adult health", "young carer", "abuse", "offending"]
    questions = [{"id": f"q-{n}", "asks": asked, "kind": "yes or no", "required": True} for n, asked in enumerate(asks)]
    checklist = Checklist.model_validate({"id": "list", "title": "List", "question": questions})
    answers: dict[str, Any] = {f"q-{n}": n % 2 == 0 for n in range(5) if n != 3}

    assert [each.title for each in judged(checklist, NOTHING, answers, MONDAY, Days()).missing] == ["abuse"]
    answers["q-3"] = False
    assert not judged(checklist, NOTHING, answers, MONDAY, Days()).missing


def test_nothing_is_there_where_there_is_no_case_yet() -> None:
    for part in ("plan", "genogram", "key agencies", "family composition", "chronology", "consent", "closure summary"):
        assert not line({"has": part}).there, part


# --- a real case


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


@pytest.fixture
def case(ade: Actor) -> int:
    """The Marsh and Quillan family: Marnie and Jay, Jessa who is ten and a half, Wren who is two."""
    return nominate(ade)


ALL = Checklist.model_validate({
    "id": "all", "title": "All", "required": [
        *({"id": part.replace(" ", "-").replace("'", ""), "title": part, "has": part} for part in (
            "plan", "open plan actions", "notes in draft", "genogram", "key agencies", "family composition",
            "parents' telephone numbers", "chronology", "consent", "voice of the child", "tasks", "star",
            "contact record")),
        {"id": "cse", "title": "CSE screening", "tool": "cse-screening", "each_child_over": 9},
        {"id": "note", "title": "Decision", "note": "management-decision"},
        {"id": "minutes", "title": "Minutes", "document": "minutes"},
    ],
})  # fmt: skip


def lines(case: int, actor: Actor) -> dict[str, Line]:
    with acting_as(actor):
        return {each.id: each for each in checked_case(case, ALL, {}, actor=actor).lines}


def member(case: int, forename: str) -> Member:
    return Member.objects.get(case=case, person__forename=forename)


@pytest.mark.django_db
@pytest.mark.req("PATH-10")
def test_each_kind_of_thing_is_looked_up_in_the_record_of_the_case(case: int, ade: Actor, borough: Borough) -> None:
    row, of = Case.objects.get(pk=case), {"partnership_id": ade.partnership_id, "case_id": case}
    Contact.objects.filter(person__memberships__case=case).update(ended_at=ade.now)
    before = lines(case, ade)
    # The family says nothing yet, and the record of it is what the nomination holds.
    assert {name for name, each in before.items() if each.there} >= {"open-plan-actions", "notes-in-draft", "tasks"}
    assert not before["cse"].there and before["cse"].says == "Still to be completed for Jessa Quillan."
    assert "No number is known of Marnie Marsh" in before["parents-telephone-numbers"].says
    for name in ("plan", "genogram", "key-agencies", "voice-of-the-child", "star", "note", "minutes"):
        assert not before[name].there, name

    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
    made = {"started_by_id": row.owner_id, "started_at": noon, "completed_by_id": row.owner_id, "completed_at": noon}
    for tool, person in (("cse-screening", member(case, "Jessa").person_id), ("whole-family-webstar", None)):
        Assessment.objects.create(**of, tool=tool, person_id=person, took_place_on=noon.date(), **made)
    for type in ("genogram", "minutes"):
        Document.objects.create(**of, type=type, name=type, added_by_id=row.owner_id, added_at=noon)
    agency = Organisation.objects.filter(partnership_id=ade.partnership_id)[0]
    Involvement.objects.create(**of, organisation=agency, role="agency", starts_on=NOVEMBER)
    for each in Member.objects.filter(case=case):
        Contact.objects.create(partnership_id=ade.partnership_id, person_id=each.person_id, kind="mobile", value="1")
    with acting_as(ade):
        at = WhenAndWhere(noon, "", "", "The manager agrees.")
        write_note(Note(at, "management-decision", {}), case_id=case, actor=ade)
    after = lines(case, ade)
    filled = ("genogram", "key-agencies", "parents-telephone-numbers", "chronology", "star", "cse", "note", "minutes")
    for name in filled:
        assert after[name].there, (name, after[name])


@pytest.mark.django_db
def test_what_is_left_to_do_is_named_and_so_is_whoever_still_writes(case: int, ade: Actor, borough: Borough) -> None:
    row = Case.objects.get(pk=case)
    Task.objects.create(
        partnership_id=ade.partnership_id, case_id=case, title="Ring the school", description="", due_on=NOVEMBER,
        set_by_id=row.owner_id, set_at=ade.now, to_user_id=row.owner_id,
    )  # fmt: skip
    borough.share(row, "Bryony")
    NoteDraft.objects.create(
        id=uuid4(), partnership_id=ade.partnership_id, case_id=case, author_id=row.owner_id, type="log", typed={},
        started_at=ade.now, kept_at=ade.now,
    )  # fmt: skip
    for actor in (ade, borough.actor("Bryony")):
        found = lines(case, actor)
        assert found["tasks"].says == "1 task still to be done: Ring the school."
        assert found["notes-in-draft"].says == "1 note is still being written by Ade Bankole."
    hollis = borough.actor("Hollis")
    with acting_as(hollis), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pathway_notes_in_draft(%s)", [case])
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_a_checklist_is_read_in_the_same_queries_whatever_is_on_the_case(case: int, ade: Actor) -> None:
    row = Case.objects.get(pk=case)

    def counted() -> int:
        with acting_as(ade), CaptureQueriesContext(connection) as queries:
            checked_case(case, ALL, {}, actor=ade)
        return len(queries)

    counted()  # the pack is read
    few = counted()
    for number in range(40):
        Document.objects.create(
            partnership_id=ade.partnership_id, case_id=case, type="minutes", name=str(number),
            added_by_id=row.owner_id, added_at=ade.now - timedelta(days=number),
        )  # fmt: skip
    assert counted() == few <= 3
