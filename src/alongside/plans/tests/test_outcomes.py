"""Outcomes of a family: achieved, with evidence, sustained, checked and taken back; and what is missing to claim."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from alongside.assessments.models import Assessment
from alongside.cases.actions import Period, change_details, start_flag
from alongside.cases.models import Case, Flag, Member
from alongside.casework.actions.logs import Contact, add_log, delete_log
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.people.models import Person
from alongside.plans.actions.concerns import NewConcern, add_concern, close_concern
from alongside.plans.actions.outcomes import (
    Evidence,
    NewAchievement,
    add_evidence,
    check_achievement,
    record_achievement,
    take_back,
)
from alongside.plans.actions.programme import change_flag
from alongside.plans.models import Concern, Plan
from alongside.plans.queries import claims
from alongside.plans.queries import outcomes as queries
from alongside.plans.queries.plans import plan_of_case
from alongside.plans.tests.families import Ready, assessed, ready
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLAN-06")]
DAY = date(2026, 8, 31)
FRIENDS = NewAchievement("Jessa has two friends and joins in.", DAY, "M3D", Evidence(words="Her teacher says so."))
THIRD = NewConcern(better="The family wants a home that lasts.", criterion="C4", outcome="O4E", goal="A tenancy.")


@pytest.fixture
def family(borough: Borough) -> Ready:
    return ready(borough)


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


def achieve(family: Ready, actor: Actor, told: NewAchievement = FRIENDS, concern: int | None = None) -> int:
    with acting_as(actor):
        return record_achievement(concern or family.concern, achieved=told, actor=actor)


def shown(family: Ready, actor: Actor) -> queries.CaseOutcomes:
    with acting_as(actor):
        return queries.outcomes_of_case(family.case, actor=actor)


def test_what_improved_since_when_and_on_which_evidence_is_kept_until_it_has_to_have_lasted(
    family: Ready, ade: Actor
) -> None:
    achieve(family, ade)
    found = shown(family, ade)
    [each] = found.of(family.concern)
    assert (each.improved_on, each.sustained_until, each.stands) == (DAY, date(2027, 2, 28), "sustaining")
    assert (each.outcome, each.measure, each.evidence_kind, each.evidence) == (
        "O3C", "M3D", "words", "Her teacher says so.",
    )  # fmt: skip
    assert found.stands(family.concern) == "sustaining" and found.stands(family.income) == "identified"
    event = Event.objects.get(kind="outcome.achieved")
    assert event.facts["number"] == 1 and "friends" not in str(event.facts)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"improved": " "}, "improved"),
        ({"improved": "\x00"}, "improved"),
        ({"improved": "x" * 10_001}, "improved"),
        ({"improved_on": None}, "improved_on"),
        ({"improved_on": date(2026, 11, 18)}, "improved_on"),
        ({"measure": "M4B"}, "measure"),
        ({"evidence": Evidence(document=10**9)}, "evidence"),
        ({"evidence": Evidence(assessment=1, note=1)}, "evidence"),
        ({"evidence": Evidence(words="\x00")}, "evidence_words"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    family: Ready, ade: Actor, told: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        achieve(family, ade, replace(FRIENDS, **told))  # type: ignore[arg-type]
    assert list(wrong.value.fields) == [field]
    assert achieve(family, ade)


def test_evidence_is_of_this_case_and_read_by_everybody_with_it(borough: Borough, family: Ready, ade: Actor) -> None:
    other = borough.case(name="Penrose CH99 3AE")
    with acting_as(ade):
        theirs = add_log(other.pk, contact=Contact(ade.now, "Home", "Ade", "All well."), actor=ade)
        mine = add_log(family.case, contact=Contact(ade.now, "School", "Ade", "She has two friends."), actor=ade)
        unfinished = assessed(borough, family.case, ade)
        Assessment.objects.filter(pk=unfinished.pk).update(completed_at=None)
    for wrong in (Evidence(note=theirs), Evidence(assessment=unfinished.pk)):
        with pytest.raises(Invalid):
            achieve(family, ade, replace(FRIENDS, evidence=wrong))
    achieve(family, ade, replace(FRIENDS, evidence=Evidence(note=mine)))
    [each] = shown(family, ade).of(family.concern)
    assert (each.evidence_kind, each.evidence_id, each.evidence_title) == ("note", mine, "Note of 17 November 2026")


def test_an_outcome_without_evidence_and_one_whose_evidence_was_deleted_miss_it(family: Ready, ade: Actor) -> None:
    number = achieve(family, ade, replace(FRIENDS, evidence=Evidence()))
    assert shown(family, ade).stands(family.concern) == "no evidence"
    with acting_as(ade):
        note = add_log(family.case, contact=Contact(ade.now, "School", "Ade", "Two friends."), actor=ade)
        with pytest.raises(Invalid):
            add_evidence(number, evidence=Evidence(), actor=ade)
        add_evidence(number, evidence=Evidence(note=note), actor=ade)
    assert shown(family, ade).stands(family.concern) == "sustaining"
    with acting_as(ade):
        with pytest.raises(Refused, match="has its evidence already"):
            add_evidence(number, evidence=Evidence(words="More."), actor=ade)
        delete_log(family.case, note, why="Wrong family.", actor=ade)
    found = shown(family, ade)
    assert found.stands(family.concern) == "no evidence" and found.of(family.concern)[0].is_gone
    with acting_as(ade):
        add_evidence(number, evidence=Evidence(words="Her teacher says so."), actor=ade)
    assert shown(family, ade).stands(family.concern) == "sustaining"


def test_it_is_checked_when_it_had_to_last_and_what_did_not_last_can_be_said_before(
    borough: Borough, family: Ready, ade: Actor
) -> None:
    number, later = achieve(family, ade), borough.actor("Ade", date(2027, 2, 28))
    with acting_as(ade):
        with pytest.raises(Invalid) as early:
            check_achievement(number, lasted=True, words="Still so.", actor=ade)
        assert "until 28 February 2027" in early.value.fields["lasted"]
    assert shown(family, later).stands(family.concern) == "to check"
    with acting_as(later):
        with pytest.raises(Invalid) as wordless:
            check_achievement(number, lasted=True, words=" ", actor=later)
        assert list(wordless.value.fields) == ["words"]
        check_achievement(number, lasted=True, words="She is in the choir.", actor=later)
        with pytest.raises(Refused, match="checked this already"):
            check_achievement(number, lasted=False, words="No.", actor=later)
    [each] = shown(family, later).of(family.concern)
    assert (each.lasted, each.checked_by, each.checked_on, each.stands) == (
        True, "Ade Bankole", date(2027, 2, 28), "sustained",
    )  # fmt: skip

    second = achieve(family, ade, concern=family.income, told=replace(FRIENDS, measure=""))
    with acting_as(ade):
        check_achievement(second, lasted=False, words="He lost the place.", actor=ade)
    assert shown(family, ade).stands(family.income) == "not sustained"
    achieve(family, ade, concern=family.income, told=replace(FRIENDS, measure="M4B", improved_on=date(2026, 11, 2)))
    assert shown(family, ade).stands(family.income) == "sustaining"


def test_what_was_recorded_wrongly_is_taken_back_with_a_reason_and_stays_to_be_read(family: Ready, ade: Actor) -> None:
    number = achieve(family, ade)
    with acting_as(ade):
        with pytest.raises(Invalid):
            take_back(number, why="", actor=ade)
        take_back(number, why="It was her sister.", actor=ade)
        with pytest.raises(Refused, match="taken back"):
            check_achievement(number, lasted=False, words="No.", actor=ade)
    found = shown(family, ade)
    assert found.stands(family.concern) == "identified"
    assert found.of(family.concern)[0].taken_back_why == "It was her sister."


def test_an_outcome_is_recorded_on_a_closed_concern_and_after_the_plan_has_ended(family: Ready, ade: Actor) -> None:
    with acting_as(ade):
        close_concern(family.concern, achieved=True, version=1, actor=ade)
    Plan.objects.filter(pk=family.plan).update(ended_on=ade.today)
    achieve(family, ade)
    assert shown(family, ade).stands(family.concern) == "sustaining"


def test_nobody_without_the_case_records_checks_or_takes_back(borough: Borough, family: Ready, ade: Actor) -> None:
    number, femi = achieve(family, ade), borough.actor("Femi")
    with acting_as(femi):
        with pytest.raises(NotFound):
            record_achievement(family.concern, achieved=FRIENDS, actor=femi)
        with pytest.raises(NotFound):
            check_achievement(number, lasted=False, words="No.", actor=femi)
        with pytest.raises(NotFound):
            take_back(number, why="No.", actor=femi)
        with pytest.raises(NotFound):
            add_evidence(number, evidence=Evidence(words="No."), actor=femi)
        assert queries.outcomes_of_case(family.case, actor=femi).family is None
    borough.share(Case.objects.get(pk=family.case), "femi")
    with acting_as(femi):
        take_back(number, why="It was her sister.", actor=femi)


def test_scores_under_five_that_rose_by_three_prove_the_measure(borough: Borough, family: Ready, ade: Actor) -> None:
    Assessment.objects.all().delete()

    def proof() -> queries.FromScores | None:
        with acting_as(ade):
            plan = plan_of_case(family.case, actor=ade)
            assert plan is not None
            found = queries.from_scores(plan, plan.concern(family.concern), actor=ade)
        return found[0] if found else None

    areas = [area.id for area in borough.pack.tool("whole-family-webstar").area]
    first, second = (each.replace("-", "_") for each in areas[:2])
    assessed(borough, family.case, ade, days_ago=90, **{first: 3, second: 5})
    assert proof() is None
    last = assessed(borough, family.case, ade, **{first: 6, second: 8})
    said = proof()
    assert said is not None and said.is_met and said.last_id == last.pk
    [(voice, proved)] = said.voices
    assert voice == "Practitioner" and len(proved.met) == 1 and len(proved.not_covered) == 1
    assessed(borough, family.case, ade, **{first: 5, second: 8})
    fell = proof()
    assert fell is not None and not fell.is_met
    Concern.objects.filter(pk=family.concern).update(areas=[f"whole-family-webstar/{areas[1]}"])
    other = proof()
    assert other is not None and not other.voices[0][1].met and not other.is_met


# --- ready to claim


def whole(borough: Borough, family: Ready, ade: Actor) -> None:
    """Everything that a claim needs, but the outcomes."""
    with acting_as(ade):
        add_concern(family.plan, concern=THIRD, actor=ade)
    Plan.objects.filter(pk=family.plan).update(completed_at=ade.now)
    Case.objects.filter(pk=family.case).update(lead_worker=borough.people["ade"])
    Concern.objects.filter(pk=family.concern).update(criterion="C3")


def sustained(family: Ready, ade: Actor, borough: Borough) -> None:
    later = borough.actor("Ade", date(2027, 6, 1))
    for concern in Concern.objects.filter(plan=family.plan):
        number = achieve(family, ade, replace(FRIENDS, measure=""), concern=concern.pk)
        with acting_as(later):
            check_achievement(number, lasted=True, words="Still so.", actor=later)


def claim(family: Ready, actor: Actor) -> claims.FamilyOutcomes:
    with acting_as(actor):
        found = claims.family_outcomes(family.case, actor=actor)
    assert found is not None
    return found


@pytest.mark.req("INS-08")
def test_a_family_is_ready_to_claim_once_nothing_is_missing(borough: Borough, family: Ready, ade: Actor) -> None:
    assert {"lead worker", "plan", "outcome", "needs"} <= set(claim(family, ade).missing)
    whole(borough, family, ade)
    found = claim(family, ade)
    assert "needs" in found.missing or found.identified >= 3
    with acting_as(ade):
        add_concern(family.plan, concern=NewConcern(better="Safe at home.", criterion="C5"), actor=ade)
        add_concern(family.plan, concern=NewConcern(better="Better sleep.", criterion="C6"), actor=ade)
    assert claim(family, ade).identified >= 3 and claim(family, ade).missing == ["outcome"]
    sustained(family, ade, borough)
    assert claim(family, ade).is_ready
    Person.objects.filter(memberships__case=family.case).update(birth_date=date(1980, 1, 1), age_band="", unborn=False)
    assert claim(family, ade).missing == ["child"]
    Member.objects.filter(case=family.case, position=2)
    Assessment.objects.filter(case=family.case).update(completed_at=None)
    assert claim(family, ade).missing == ["child", "assessment"]


@pytest.mark.req("INS-08")
def test_the_programme_holds_the_families_one_sees_and_adds_up(borough: Borough, family: Ready, ade: Actor) -> None:
    borough.share(Case.objects.get(pk=family.case), "strengthening-families")
    carys = borough.actor("Carys")
    everybody, programme = claims.Narrowed(every=True), claims.Narrowed()

    def page(actor: Actor, narrowed: claims.Narrowed) -> claims.OutcomesPage:
        with acting_as(actor):
            return claims.outcomes_of_programme(actor=actor, narrowed=narrowed)

    assert [each.case_id for each in page(ade, everybody).rows] == [family.case]
    assert not page(ade, programme).rows
    with acting_as(carys):
        start_flag(family.case, flag="supporting-families", period=Period(carys.today, "criteria-met"), actor=carys)
    assert [each.case_id for each in page(carys, programme).rows] == [family.case]
    assert not page(borough.actor("Femi"), everybody).rows
    achieve(family, ade, replace(FRIENDS, evidence=Evidence()))
    found = page(carys, programme)
    assert (found.totals.families, found.totals.met, found.totals.missing_evidence) == (1, 1, 1)
    assert page(carys, claims.Narrowed(state="missing")).rows and not page(carys, claims.Narrowed(state="ready")).rows
    assert page(carys, claims.Narrowed(area="north")).rows and not page(carys, claims.Narrowed(area="market")).rows
    with acting_as(carys):
        assert [each.case_id for each in claims.every_family(actor=carys, narrowed=programme, above=0)] == [family.case]
        assert not claims.every_family(actor=carys, narrowed=programme, above=family.case)


# --- the end of the programme's flag


@pytest.fixture
def flagged(borough: Borough, family: Ready) -> int:
    """The programme's flag on the family, started by the coordinating team."""
    borough.share(Case.objects.get(pk=family.case), "strengthening-families")
    carys = borough.actor("Carys")
    with acting_as(carys):
        start_flag(family.case, flag="supporting-families", period=Period(carys.today, "criteria-met"), actor=carys)
    return Flag.objects.get(case=family.case).pk


def end(borough: Borough, family: Ready, flag: int, reason: str, on: date = date(2026, 11, 17)) -> None:
    carys = borough.actor("Carys", on)
    with acting_as(carys):
        period = Period(date(2026, 11, 17), "criteria-met", on, reason)
        change_flag(family.case, flag, version=1, period=period, actor=carys)


@pytest.mark.req("CASE-03")
def test_the_flag_ends_as_sustained_only_once_every_outcome_is_there_and_has_lasted(
    borough: Borough, family: Ready, ade: Actor, flagged: int
) -> None:
    def refused(on: date = date(2026, 11, 17)) -> str:
        with pytest.raises(Invalid) as found:
            end(borough, family, flagged, "sustained", on)
        return found.value.fields["end_reason"]

    assert "no outcome is recorded on concerns 1 and 2" in refused()
    number = achieve(family, ade, replace(FRIENDS, evidence=Evidence()))
    assert "no outcome is recorded on concern 2; the evidence is missing on concern 1" in refused()
    with acting_as(ade):
        add_evidence(number, evidence=Evidence(words="Her teacher says so."), actor=ade)
    second = achieve(family, ade, replace(FRIENDS, measure=""), concern=family.income)
    assert "progress has to last longer on concerns 1 and 2" in refused()
    later = date(2027, 3, 1)
    assert "not checked on concerns 1 and 2" in refused(later)
    with acting_as(borough.actor("Ade", later)) as then:
        for each in (number, second):
            check_achievement(each, lasted=True, words="Still so.", actor=then)
        with pytest.raises(Refused, match="the case stays open"):
            change_details(family.case, version=1, changes={"status": "archived-resolved"}, why="Done.", actor=then)
    end(borough, family, flagged, "sustained", later)
    with acting_as(then):
        change_details(family.case, version=1, changes={"status": "archived-resolved"}, why="Done.", actor=then)
    assert Case.objects.get(pk=family.case).status == "archived-resolved"


@pytest.mark.req("CASE-03")
def test_the_flag_ends_otherwise_only_once_the_plan_has_ended(borough: Borough, family: Ready, flagged: int) -> None:
    with pytest.raises(Invalid) as found:
        end(borough, family, flagged, "ended-otherwise")
    assert "The plan is open still" in found.value.fields["end_reason"]
    Plan.objects.filter(pk=family.plan).update(ended_on=date(2026, 11, 17), status="moved")
    end(borough, family, flagged, "ended-otherwise")
    assert Flag.objects.get(pk=flagged).ends_on == date(2026, 11, 17)


def test_it_takes_the_same_number_of_queries_at_any_number(
    family: Ready, ade: Actor, django_assert_num_queries: object
) -> None:
    for days in range(6):
        achieve(family, ade, replace(FRIENDS, improved_on=DAY + timedelta(days=days)))
    with acting_as(ade), django_assert_num_queries(5):  # type: ignore[operator]
        queries.outcomes_of_case(family.case, actor=ade)
