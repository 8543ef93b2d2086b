"""A family is given to a worker with the caseloads in sight, waits on a list until then, and one of its team leads."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Membership, Organisation, User
from alongside.cases.models import Case
from alongside.casework.models import Log
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.packs.process_schema import Caseload
from alongside.pathway.actions.allocations import Reached, contact_waiting
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import begin
from alongside.pathway.actions.team import Joining, end_parts, join_team, leave_team
from alongside.pathway.models import Allocation, Waiting, WorkItem
from alongside.pathway.queries.allocating import to_allocate, waiting_list, what_if, who_can
from alongside.pathway.queries.caseloads import loads_of, of_my_teams
from alongside.pathway.queries.team import team_of_case
from alongside.pathway.rules.caseloads import Load, in_words, is_full
from alongside.pathway.tests.walking import of
from tests.borough import Borough

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = date(2026, 12, 22), date(2026, 12, 24)
CASELOAD = Caseload(full_time=20, part_time=10)


def family(place: Borough, owner: str = "Orla", name: str = "Aldous CH99 2ND") -> int:
    """A case whose owner has consent to share it."""
    case = place.case(owner, name)
    place.consent(case)
    Case.objects.filter(pk=case.pk).update(area="quay" if place.partnership.slug == "brackenshore" else "harbour")
    return case.pk


def to_be_allocated(place: Borough, case: int, who: str = "Orla", on: date = TUESDAY) -> WorkItem:
    with acting_as(of(place, who, on)) as actor:
        begin("allocation", actor=actor, case_id=case)
    return WorkItem.objects.filter(journey__case=case, done_at__isnull=True).latest("id")


def give(place: Borough, item: WorkItem, to: str, who: str = "Orla", on: date = TUESDAY, **more: Any) -> None:
    answers = {"worker": place.people[to.lower()].pk, "role": "lead-professional", **more}
    with acting_as(of(place, who, on)) as actor:
        finish(item.pk, version=item.version, done=Done("now", answers), actor=actor)


def laden(place: Borough, who: str, families: int) -> None:
    """Families that somebody leads already, of which nobody else knows."""
    user = User.objects.get(pk=place.people[who.lower()].pk)
    for number in range(families):
        case = place.case(who, f"Family {number} CH99 2ND")
        Case.objects.filter(pk=case.pk).update(lead_worker=user)


@pytest.mark.req("PATH-04", "CLOK-06")
def test_a_family_is_given_to_a_worker_who_leads_owns_and_sees_it(brackenshore: Borough) -> None:
    case = family(brackenshore)
    item = to_be_allocated(brackenshore, case)
    with acting_as(of(brackenshore, "Orla", TUESDAY)) as orla:
        shown = to_allocate(item.pk, actor=orla)
        assert (shown.name, shown.may, shown.members) == ("Aldous CH99 2ND", True, 0)
        lines = who_can(shown, shown.roles[0], actor=orla)
        assert [line.name for line in lines.lines] == ["Quayside Family Centre", "Heathfield Family Centre"]
        nadir = next(each for each in lines.workers if each.name == "Nadir Osei")
        assert (nadir.load.families, what_if(nadir, shown).families, nadir.words) == (0, 1, "0 of 20 recommended")
        with pytest.raises(Invalid) as wrong:
            finish(item.pk, version=item.version, done=Done("now"), actor=orla)
        assert set(wrong.value.fields) == {"worker"}
    with acting_as(of(brackenshore, "Nadir", TUESDAY)) as worker, pytest.raises(NotFound):
        to_allocate(item.pk, actor=worker)

    give(brackenshore, item, "Nadir")

    row, user = Case.objects.get(pk=case), brackenshore.people["nadir"]
    assert (row.lead_worker_id, row.owner_id, row.team_id) == (user.pk, user.pk, user.team_id)
    [event] = Event.objects.filter(kind="worker.allocated", case_id=case)
    assert (event.facts["role"], event.facts["who"]) == ("lead professional", "Nadir Osei")
    with acting_as(of(brackenshore, "Nadir", TUESDAY)) as worker:
        [part] = team_of_case(case, actor=worker).now
        assert (part.name, part.leads, part.sees) == ("Nadir Osei", True, True)
        assert loads_of([worker.user_id], actor=worker)[worker.user_id].families == 1


@pytest.mark.req("CLOK-01")
def test_an_allocation_starts_the_same_clocks_full_time_and_part_time(brackenshore: Borough) -> None:
    """S001 and S018: allocated on Thursday 24 December, the family is contacted by Saturday 26 December."""
    due = {}
    for who in ("Nadir", "Rosalind"):
        case = family(brackenshore, name=f"{who} CH99 2ND")
        give(brackenshore, to_be_allocated(brackenshore, case, on=THURSDAY), who, on=THURSDAY)
        due[who] = dict(Clock.objects.filter(case=case, state="open").values_list("timescale", "due_on"))
    assert due["Nadir"] == due["Rosalind"]
    assert due["Nadir"]["initial-contact"] == date(2026, 12, 26)
    assert due["Nadir"]["plan"] == THURSDAY + timedelta(days=42)


@pytest.mark.req("PATH-04", "CLOK-06")
def test_one_more_than_is_recommended_needs_a_reason_which_is_kept(brackenshore: Borough) -> None:
    """S045: full time with 20, part time with 10 or 12: each is full, and both figures are said."""
    laden(brackenshore, "Nadir", 20)
    laden(brackenshore, "Rosalind", 12)
    for who, words in (
        ("Nadir", "20 of 20 recommended"),
        ("Rosalind", "12 of 10 recommended for part time (20 for full"),
    ):
        case = family(brackenshore, name=f"For {who} CH99 2ND")
        item = to_be_allocated(brackenshore, case)
        with pytest.raises(Invalid) as full:
            give(brackenshore, item, who)
        assert words in full.value.fields["over_reason"]

        give(brackenshore, item, who, over_reason="Two of them close next week, as discussed.")

        assert Allocation.objects.get(case=case).over_reason == "Two of them close next week, as discussed."
    assert is_full(Load(10), CASELOAD, part_time=True) and not is_full(Load(19), CASELOAD, part_time=False)
    assert in_words(Load(12), CASELOAD, part_time=True) == "12 of 10 recommended for part time (20 for full time)"


@pytest.mark.req("PATH-04", "CLOK-01")
def test_a_family_that_waits_is_contacted_every_week_and_a_call_nobody_answers_does_not_count(
    brackenshore: Borough,
) -> None:
    """S016: on the list on Friday 18 December, telephoned on Wednesday 23rd; the next contact is due on the 30th."""
    friday, wednesday = date(2026, 12, 18), date(2026, 12, 23)
    case = family(brackenshore)
    item = to_be_allocated(brackenshore, case, on=friday)
    with acting_as(of(brackenshore, "Orla", friday)) as orla:
        finish(item.pk, version=item.version, done=Done("wait"), actor=orla)
    waiting = WorkItem.objects.get(journey__case=case, done_at__isnull=True)
    assert (waiting.step, waiting.team.name if waiting.team else "") == ("waiting", "Duty and Screening")
    assert Waiting.objects.filter(case=case, left_at__isnull=True).count() == 1

    def on_list(who: str, on: date) -> Any:
        with acting_as(of(brackenshore, who, on)) as actor:
            [found] = waiting_list(actor=actor)
            return found

    assert on_list("Quentin", friday).due_on == date(2026, 12, 25)
    with acting_as(of(brackenshore, "Quentin", date(2026, 12, 21))) as quentin:
        with pytest.raises(Invalid) as wrong:
            contact_waiting(waiting.pk, contact=Reached(False, " "), actor=quentin)
        assert set(wrong.value.fields) == {"words"}
        contact_waiting(waiting.pk, contact=Reached(False, "Rang twice, nobody answered."), actor=quentin)
    tried = on_list("Quentin", date(2026, 12, 21))
    assert (tried.due_on, tried.contacted_at, tried.tried_at is not None) == (date(2026, 12, 25), None, True)
    with acting_as(of(brackenshore, "Quentin", wednesday)) as quentin:
        contact_waiting(waiting.pk, contact=Reached(True, "Tansy is managing; the school rang."), actor=quentin)
    assert on_list("Quentin", wednesday).due_on == date(2026, 12, 30)
    assert on_list("Quentin", wednesday).allocates_by == "", "a duty worker does not allocate"
    assert Log.objects.filter(case=case, type="pre-allocation-contact").count() == 2

    found = on_list("Orla", wednesday)
    with acting_as(of(brackenshore, "Orla", wednesday)) as orla:
        finish(found.item_id, version=found.version, done=Done(found.allocates_by), actor=orla)
    assert Waiting.objects.get(case=case).left_at is None, "it waits until somebody works with it"
    give(brackenshore, WorkItem.objects.get(journey__case=case, done_at__isnull=True), "Nadir", on=wednesday)

    assert Waiting.objects.get(case=case).left_at is not None
    kinds = Event.objects.filter(case_id=case, kind__startswith="pre-allocation").order_by("id")
    assert [each.kind for each in kinds] == ["pre-allocation.entered", "pre-allocation.left"]


@pytest.mark.req("CLOK-06", "ORG-05")
def test_a_nurse_in_a_locality_team_stands_under_both_lines_and_is_counted_once(thornhaven: Borough) -> None:
    laden(thornhaven, "Cosima", 3)
    laden(thornhaven, "Xander", 2)
    Membership.objects.create(
        team=thornhaven.teams["school-nursing"], user=thornhaven.people["wilda"], manages=True
    )  # the line of health, for a manager of both
    with acting_as(of(thornhaven, "Wilda", TUESDAY)) as wilda:
        lines = of_my_teams(actor=wilda)
    under = [line.name for line in lines.lines if "Cosima Hay" in [each.name for each in line.workers]]
    assert under == ["Case Management Team Harbour", "School Nursing"]
    assert [each.name for each in lines.workers].count("Cosima Hay") == 1
    assert lines.total.families == 5
    nurse = next(each for each in lines.workers if each.name == "Cosima Hay")
    assert (nurse.standing, nurse.organisation, nurse.recommended) == ("core", "Thornhaven Community Health", 10)
    with acting_as(of(thornhaven, "Xander", TUESDAY)) as xander:
        assert loads_of([thornhaven.people["cosima"].pk], actor=xander) == {}, "a colleague learns nothing"
        assert [each.name for each in of_my_teams(actor=xander).workers] == ["Xander Lunn"]


@pytest.mark.req("PATH-05", "ORG-05")
def test_one_leads_and_changing_the_lead_ends_the_other_in_the_same_act(thornhaven: Borough) -> None:
    case = family(thornhaven, "Wilda")
    school = Organisation.objects.get(partnership=thornhaven.partnership, name="Gorse Hill Academy")
    with acting_as(of(thornhaven, "Wilda", TUESDAY)) as wilda:
        people = thornhaven.people
        join_team(case, joining=Joining("lead-professional", people["xander"].pk), actor=wilda)
        join_team(case, joining=Joining("support", people["zeb"].pk, why="Attendance"), actor=wilda)
        with pytest.raises(Invalid) as wrong:
            join_team(case, joining=Joining("support", name="Mr Odell"), actor=wilda)
        assert set(wrong.value.fields) == {"organisation"}
        join_team(case, joining=Joining("support", name="Mr Odell", organisation=school.pk), actor=wilda)
        team = team_of_case(case, actor=wilda)
        assert [(each.name, each.title, each.standing) for each in team.now] == [
            ("Xander Lunn", "Lead practitioner", "core"), ("Zeb Corran", "Support", "core"),
            ("Mr Odell", "Support", "associate"),
        ]  # fmt: skip
        lead = team.now[0]
        with pytest.raises(Refused, match="Somebody always leads"):
            leave_team(case, lead.id, version=lead.version, reason="Away", actor=wilda)

        join_team(case, joining=Joining("lead-professional", people["cosima"].pk), actor=wilda)

        team = team_of_case(case, actor=wilda)
        assert [each.name for each in team.now if each.leads] == ["Cosima Hay"]
        assert [(each.name, each.end_reason) for each in team.before] == [("Xander Lunn", "Cosima Hay takes over")]
    assert Case.objects.get(pk=case).lead_worker_id == people["cosima"].pk
    with acting_as(of(thornhaven, "Zeb", TUESDAY)) as zeb:
        with pytest.raises(Refused, match="Only a manager"):
            join_team(case, joining=Joining("lead-professional", zeb.user_id), actor=zeb)
        mine = next(each for each in team_of_case(case, actor=zeb).now if each.name == "Zeb Corran")
        leave_team(case, mine.id, version=mine.version, reason="He is at school every day.", actor=zeb)
    with acting_as(of(thornhaven, "Alma", TUESDAY)) as alma, pytest.raises(NotFound):
        team_of_case(case, actor=alma)


ACTS = st.lists(
    st.tuples(st.sampled_from(["lead", "outside", "support", "worker", "leave"]), st.integers(0, 4)), max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, closes=st.booleans())
@pytest.mark.req("PATH-05", "CLOK-06")
def test_exactly_one_leads_and_caseloads_equal_a_recount_whatever_is_done(
    thornhaven: Borough, acts: list[tuple[str, int]], closes: bool
) -> None:
    case, names = family(thornhaven, "Wilda"), ["xander", "cosima", "zeb", "viggo", "wilda"]
    school = Organisation.objects.get(partnership=thornhaven.partnership, name="Gorse Hill Academy").pk
    led = False
    with acting_as(of(thornhaven, "Wilda", TUESDAY)) as wilda:
        for act, number in acts:
            user = thornhaven.people[names[number]].pk
            if act == "leave":
                _leave(case, number, wilda)
            elif act == "outside":
                join_team(case, joining=Joining("lead-professional", None, "Mr Odell", school), actor=wilda)
            else:
                role = {"lead": "lead-professional", "support": "support", "worker": "key-worker"}[act]
                join_team(case, joining=Joining(role, user), actor=wilda)
            led = led or act in ("lead", "outside")
            leads = [each for each in team_of_case(case, actor=wilda).now if each.leads]
            assert len(leads) == (1 if led else 0)
            assert Case.objects.get(pk=case).lead_worker_id == (leads[0].user_id if leads else None)
        if closes:
            end_parts(Case.objects.get(pk=case), reason="The case is closed", actor=wilda)
            assert not team_of_case(case, actor=wilda).now and Case.objects.get(pk=case).lead_worker_id is None
        loads = loads_of([each.pk for each in thornhaven.people.values()], actor=wilda)
    assert {user: load.families for user, load in loads.items()} == _recount()
    Allocation.objects.filter(case=case).delete()
    Case.objects.filter(pk=case).update(lead_worker=None)


def _leave(case: int, number: int, actor: Any) -> None:
    now = team_of_case(case, actor=actor).now
    if not now:
        return
    part = now[number % len(now)]
    try:
        leave_team(case, part.id, version=part.version, reason="Away", actor=actor)
    except Refused:
        assert part.leads


def _recount() -> dict[int, int]:
    """Every family of everybody, counted one by one."""
    counting = ("lead-professional", "key-worker", "wraparound")
    had = {
        (each.user_id, each.case_id)
        for each in Allocation.objects.filter(ends_on__isnull=True, role__in=counting)
        if each.user_id
    }
    had |= {
        (each.lead_worker_id, each.pk) for each in Case.objects.filter(lead_worker__isnull=False) if each.lead_worker_id
    }
    users = {user for user, _ in had}
    return {user: sum(1 for one, _ in had if one == user) for user in users}


def test_a_part_begins_and_ends_on_a_day(thornhaven: Borough) -> None:
    case = family(thornhaven, "Wilda")
    with acting_as(of(thornhaven, "Wilda", TUESDAY)) as wilda:
        part = join_team(case, joining=Joining("support", thornhaven.people["zeb"].pk), actor=wilda)
        assert join_team(case, joining=Joining("support", thornhaven.people["zeb"].pk), actor=wilda) == part
    with acting_as(wilda.at(datetime.combine(THURSDAY, time(12), UTC))) as later:
        leave_team(case, part, version=1, reason="Enough done.", actor=later)
        [row] = team_of_case(case, actor=later).before
    assert (row.starts_on, row.ends_on, row.end_reason) == (TUESDAY, THURSDAY, "Enough done.")
