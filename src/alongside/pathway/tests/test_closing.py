"""Closure from the asking to the sign-off, by the scenarios of the practice framework; and its way back."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pytest

from alongside.assessments.models import Assessment
from alongside.cases.closing import reopen_case
from alongside.cases.models import Case, Member, Share
from alongside.cases.primary import change_primary
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.casework.models import Log, NoteDraft, Task
from alongside.casework.rules.logs import ChildSeen
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.events.queries import sentence_of
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.actions.team import Joining, join_team
from alongside.pathway.models import Allocation, Journey, WorkItem
from alongside.pathway.queries.checklists import checked_case
from alongside.people.models import Person
from alongside.plans.models import Concern, ConcernTask, Plan
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-06")]
ASKED = date(2026, 12, 24)
SIGNED: Mapping[str, Any] = {"ends-on": "2026-12-24", "release": True, "decision": "The mornings work."}


@pytest.fixture
def case(brackenshore: Borough) -> Case:
    """Nadir's family: he leads."""
    return family_of_nadir(brackenshore, "lead-professional")


def family_of_nadir(place: Borough, role: str) -> Case:
    """A family that Nadir has this part with, allocated by his manager Orla."""
    found = place.case("Nadir")
    place.share(found, "orla")
    place.consent(found)
    with acting_as(place.actor("Orla", on=date(2026, 12, 1))) as orla:
        join_team(found.pk, joining=Joining(role, place.people["nadir"].pk), actor=orla)
    return found


def at(place: Borough, name: str, on: date = ASKED, hour: int = 17) -> Actor:
    return place.actor(name, on=on, at=time(hour))


def summary(case: Case, actor: Actor) -> None:
    with acting_as(actor):
        said = {"achieved": "Mornings.", "goes-on": "The school.", "family": "We manage now."}
        write_note(Note(Contact(actor.now, "", ""), "closure-summary", said), case_id=case.pk, actor=actor)


def waits(case: Case, step: str) -> WorkItem:
    return WorkItem.objects.get(journey__case=case, step=step, done_at__isnull=True)


def do(item: WorkItem, actor: Actor, way: str = "", override: str = "", ticked: bool = True, **answers: Any) -> None:
    said = {name.replace("_", "-"): value for name, value in answers.items()}
    done = Done(way, said, {"documents": True} if ticked else {}, override)
    version = WorkItem.objects.get(pk=item.pk).version
    with acting_as(actor):
        finish(item.pk, version=version, done=done, actor=actor)


def ask(place: Borough, case: Case, way: str = "needs-met", **answers: Any) -> WorkItem:
    """Nadir asks for closure on Christmas Eve, everything there."""
    summary(case, at(place, "Nadir", hour=16))
    with acting_as(at(place, "Nadir")) as nadir:
        begin_by_hand("closure", actor=nadir, case_id=case.pk)
    do(waits(case, "ask"), at(place, "Nadir"), way, **answers)
    return waits(case, "sign-off")


def sign(place: Borough, item: WorkItem, name: str = "Orla", way: str = "close", **answers: Any) -> None:
    do(
        item,
        at(place, name, on=date(2026, 12, 27)),
        way,
        **{k.replace("-", "_"): v for k, v in SIGNED.items()} | answers,
    )


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(case_id=case.pk).order_by("id").values_list("kind", flat=True))


def test_closure_is_refused_with_everything_missing_named_and_then_accepted(brackenshore: Borough, case: Case) -> None:
    nadir = at(brackenshore, "Nadir")
    with acting_as(nadir):
        begin_by_hand("closure", actor=nadir, case_id=case.pk)
        keep_note_begun(case, nadir)
    open_action(brackenshore, case)
    with pytest.raises(Invalid) as refused:  # S037
        do(waits(case, "ask"), nadir, "needs-met")
    for named in ("no note is unfinished", "Outstanding actions of the plan", "Case closure summary"):
        assert named in refused.value.sentence
    assert "closure.asked" not in kinds(case)
    NoteDraft.objects.update(ended_at=nadir.now)
    Task.objects.update(completed_at=nadir.now, completed_by=nadir.user_id)
    summary(case, nadir)

    do(waits(case, "ask"), nadir, "needs-met")

    asked = Event.objects.get(kind="closure.asked")
    assert (asked.happened_at, asked.facts["reason"]) == (nadir.now, "The family's needs are met")
    assert waits(case, "sign-off").team == brackenshore.teams["managers"]


def test_a_manager_signs_off_all_three_at_once_and_an_end_date_alone_leaves_it_open(
    brackenshore: Borough, case: Case
) -> None:  # S036
    item = ask(brackenshore, case)
    with pytest.raises(Invalid) as refused:
        sign(brackenshore, item, release=False)
    assert set(refused.value.fields) == {"release"}
    with pytest.raises(Invalid):
        sign(brackenshore, item, decision="")
    case.refresh_from_db()
    assert case.closed_on is None and "involvement.ended" not in kinds(case)

    sign(brackenshore, item)

    case.refresh_from_db()
    assert (case.closed_on, case.status, case.lead_worker_id) == (ASKED, "archived-resolved", None)
    assert {"involvement.ended", "worker.released", "case.closed", "manager.decided"} <= set(kinds(case))
    decided = Event.objects.get(kind="manager.decided")
    assert (decided.facts["about"], decided.facts["agreed"]) == ("closure", True)
    note = Log.objects.get(type="managers-decision")
    assert "The mornings work." in str(note.headings) and note.author_id == brackenshore.people["orla"].pk
    assert Allocation.objects.get().ends_on is not None
    assert not Journey.objects.filter(case=case, ended_at__isnull=True).exists()


@pytest.mark.parametrize("name", ["Nadir", "Quentin", "Ulla"])
def test_nobody_but_a_manager_signs_off(brackenshore: Borough, case: Case, name: str) -> None:
    item = ask(brackenshore, case)
    with pytest.raises((Refused, NotFound)):
        sign(brackenshore, item, name)
    case.refresh_from_db()
    assert case.closed_on is None

    sign(brackenshore, item, "Petra")


def test_more_is_asked_for_and_closure_is_asked_again(brackenshore: Borough, case: Case) -> None:
    item = ask(brackenshore, case)
    sign(brackenshore, item, way="more", wanted="Tell the school.")
    case.refresh_from_db()
    assert case.closed_on is None

    do(waits(case, "ask"), at(brackenshore, "Nadir", on=date(2026, 12, 28)), "moved")
    sign(brackenshore, waits(case, "sign-off"))

    case.refresh_from_db()
    assert case.status == "archived-unresolved"
    assert kinds(case).count("closure.asked") == 2


def test_the_voice_of_the_child_is_checked_at_four_stages_and_a_manager_overrides_it_with_a_reason(
    brackenshore: Borough, case: Case
) -> None:  # S038
    child_heard_at_the_plan(brackenshore, case)
    summary(case, at(brackenshore, "Nadir", hour=16))
    with acting_as(at(brackenshore, "Nadir")) as nadir:
        begin_by_hand("closure", actor=nadir, case_id=case.pk)
        found = checked_case(case.pk, brackenshore.pack.checklist("closure-ready"), {"documents": True}, actor=nadir)
    [line] = found.missing
    assert line.says == "Assessment yes, plan yes, case work no, closure no."
    with pytest.raises(Refused, match="Only a Manager"):
        do(waits(case, "ask"), at(brackenshore, "Nadir"), "needs-met", override="She is away.")

    do(waits(case, "ask"), at(brackenshore, "Orla"), "moved", override="The family moved before we met again.")

    assert WorkItem.objects.get(step="ask").overridden == "The family moved before we met again."


def test_the_plan_ends_with_the_case_and_tasks_left_are_said(brackenshore: Borough, case: Case) -> None:
    plan = open_action(brackenshore, case, done=True)
    item = ask(brackenshore, case, "disengaged")
    sign(brackenshore, item)

    plan.refresh_from_db()
    assert (plan.status, plan.ended_on) == ("not-working", ASKED)


def test_a_closed_case_is_reopened_with_a_reason_and_the_closing_stays_in_the_history(
    brackenshore: Borough, case: Case
) -> None:
    sign(brackenshore, ask(brackenshore, case))
    with acting_as(brackenshore.actor("Orla", on=date(2027, 1, 20))) as orla:
        version = Case.objects.get().version
        with pytest.raises(Invalid):
            reopen_case(case.pk, why=" ", version=version, actor=orla)
        reopen_case(case.pk, why="The mornings went wrong again.", version=version, actor=orla)
        with pytest.raises(Refused, match="open already"):
            reopen_case(case.pk, why="Again.", version=version + 1, actor=orla)

    case.refresh_from_db()
    assert (case.status, case.closed_on) == ("open", None)
    assert kinds(case).count("case.closed") == 1
    [again] = Event.objects.filter(kind="case.opened", case_id=case.pk)
    assert again.facts == {"again": True, "why": "The mornings went wrong again."}
    assert sentence_of(again.kind, again.facts) == "opened the case again"
    with acting_as(brackenshore.actor("Nadir", on=date(2027, 1, 21))) as nadir:
        assert begin_by_hand("closure", actor=nadir, case_id=case.pk)


@pytest.mark.req("CASE-13")
def test_a_closed_date_is_the_status_and_taking_it_away_opens_the_case_again(centres: Borough) -> None:  # S159
    case = centres.case("Jory")
    jory = centres.actor("Jory")
    with acting_as(jory):
        begin_by_hand("closure", actor=jory, case_id=case.pk)
    do(waits(case, "close"), jory, "aims-met", ends_on=f"{jory.today}")
    case.refresh_from_db()
    assert (case.closed_on, case.status) == (jory.today, "closed")

    with acting_as(jory):
        change_primary(case.pk, version=case.version, changes={"closed_on": None}, actor=jory)

    case.refresh_from_db()
    assert (case.closed_on, case.status) == (None, "open")
    assert [kind for kind in kinds(case) if kind in ("case.closed", "case.opened")] == ["case.closed", "case.opened"]


@pytest.mark.parametrize(("slug", "owner", "way", "status"), [
    ("borough", "Ade", "resolved", "archived-resolved"), ("elsewhere", "Ines", "moved", "archived-unresolved"),
])  # fmt: skip
def test_who_answers_for_a_family_closes_its_case_by_an_archived_status(
    request: pytest.FixtureRequest, slug: str, owner: str, way: str, status: str
) -> None:
    place: Borough = request.getfixturevalue(slug)
    case, actor = place.case(owner), place.actor(owner)
    with acting_as(actor):
        begin_by_hand("closure", actor=actor, case_id=case.pk)
    do(waits(case, "close"), actor, way, ends_on=f"{actor.today}")

    case.refresh_from_db()
    assert (case.status, case.closed_on) == (status, actor.today)
    assert "case.closed" in kinds(case)


def test_a_lead_practitioner_asks_and_the_localitys_manager_signs_off(thornhaven: Borough) -> None:
    case = thornhaven.case("Xander")
    Case.objects.update(area="harbour")
    thornhaven.consent(case)
    xander, wilda = thornhaven.actor("Xander"), thornhaven.actor("Wilda", at=time(15))
    said = {"achieved": "He is at school.", "goes-on": "School nursing.", "family": "Better."}
    with acting_as(xander):
        write_note(Note(Contact(xander.now, "", ""), "closure-summary", said), case_id=case.pk, actor=xander)
        begin_by_hand("closure", actor=xander, case_id=case.pk, facts={"area": "harbour"})
    do(waits(case, "ask"), xander, "one-agency", agency="School nursing, Bela")
    do(waits(case, "sign-off"), wilda, "close", ends_on=f"{wilda.today}", release=True, decision="Agreed.")

    case.refresh_from_db()
    assert (case.status, case.closed_on) == ("archived-resolved", wilda.today)


def test_access_stays_or_ends_as_the_pack_says(brackenshore: Borough, case: Case) -> None:
    brackenshore.share(case, "silas")
    sign(brackenshore, ask(brackenshore, case))

    assert Share.objects.filter(case=case, stopped_at__isnull=True).count() >= 3


# --- what stands on the record before


def keep_note_begun(case: Case, actor: Actor) -> None:
    NoteDraft.objects.create(
        id="00000000-0000-4000-8000-000000000001", partnership_id=actor.partnership_id, author_id=actor.user_id,
        case=case, type="log", typed={}, started_at=actor.now, kept_at=actor.now,
    )  # fmt: skip


def open_action(place: Borough, case: Case, *, done: bool = False) -> Plan:
    nadir, when = place.people["nadir"], at(place, "Nadir", date(2026, 12, 10)).now
    plan = Plan.objects.create(
        partnership=place.partnership, case=case, title="Mornings", status="open", started_by=nadir, started_at=when,
        completed_by=nadir, completed_at=when,
    )  # fmt: skip
    concern = Concern.objects.create(
        partnership=place.partnership, plan=plan, number=1, position=1, better="Mornings", opened_on=when.date()
    )
    task = Task.objects.create(case=case,
        partnership=place.partnership, title="Alarm clock", description="Buy one", due_on=date(2026, 12, 20),
        set_by=nadir, set_at=when, to_user=nadir, completed_at=when if done else None,
        completed_by=nadir if done else None,
    )  # fmt: skip
    ConcernTask.objects.create(partnership=place.partnership, concern=concern, task=task)
    return plan


def child_heard_at_the_plan(place: Borough, case: Case) -> None:
    """A girl of nine, heard at the assessment and while the plan was made, not since."""
    plan = open_action(place, case, done=True)
    person = Person.objects.create(
        partnership=place.partnership, forename="Wren", surname="Marsh", birth_date=date(2017, 5, 4),
        created_by=place.people["nadir"], created_at=case.created_at, audience=case.audience,
    )  # fmt: skip
    girl = Member.objects.create(
        partnership=place.partnership, case=case, person=person, position=1, group="family",
        joined_on=date(2026, 11, 17),
    )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(started_at=at(place, "Nadir", date(2026, 11, 20)).now)
    Assessment.objects.create(
        partnership=place.partnership, case=case, tool="early-help-assessment", took_place_on=date(2026, 11, 18),
        started_by=place.people["nadir"], started_at=case.created_at, completed_by=place.people["nadir"],
        completed_at=at(place, "Nadir", date(2026, 11, 20)).now,
    )  # fmt: skip
    for on in (date(2026, 11, 18), date(2026, 11, 25)):
        with acting_as(at(place, "Nadir", on)) as nadir:
            write_note(
                Note(
                    Contact(nadir.now, "", ""), "child-voice",
                    {"direct-work": "Drew.", "own-words": "I like mornings."},
                    members=[girl.pk], children=[ChildSeen(girl.pk, True, True, True, own_words="I like mornings.")],
                ),
                case_id=case.pk, actor=nadir,
            )  # fmt: skip
