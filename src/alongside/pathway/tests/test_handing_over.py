"""Handing families over: everything moves in one act, and every line of the brief names an entry that is there."""

from datetime import date, timedelta

import pytest

from alongside.accounts.models import Principal
from alongside.cases.models import Case, Member, Share
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.casework.models import Log, Task
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.models import Event
from alongside.pathway.actions.handing_over import Move, confirm_read, hand_over
from alongside.pathway.actions.team import Joining, join_team
from alongside.pathway.models import Allocation, HandOver, Journey, WorkItem
from alongside.pathway.queries.briefs import brief_of
from alongside.pathway.queries.hand_overs import hand_over_of, to_read
from alongside.pathway.rules.briefs import HEADINGS, LONGEST, Line, in_order, read, shortened
from alongside.people.models import Person
from alongside.plans.models import Concern, Plan
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-16")]


def family(place: Borough, name: str = "Marsh / Quillan CH99 2ND") -> Case:
    """Nadir's family, that he leads, with a plan, a task and a decision on it."""
    case = place.case("Nadir", name)
    place.share(case, "orla")
    place.consent(case)
    nadir, orla = place.people["nadir"], place.actor("Orla")
    with acting_as(orla):
        join_team(case.pk, joining=Joining("lead-professional", nadir.pk), actor=orla)
        said = {"discussed": "The mornings.", "decision": "Go on until Easter."}
        write_note(Note(Contact(orla.now, "", ""), "managers-decision", said), case_id=case.pk, actor=orla)
    wren = Person.objects.create(
        partnership=place.partnership, forename="Wren", surname="Marsh", age_band="5 to 10", created_by=nadir,
        created_at=orla.now, audience=case.audience,
    )  # fmt: skip
    Member.objects.create(
        partnership=place.partnership, case=case, person=wren, position=1, group="family", joined_on=NOVEMBER
    )
    Case.objects.filter(pk=case.pk).update(key_information="Ring before you come: two dogs.")
    plan = Plan.objects.create(
        partnership=place.partnership, case=case, title="Mornings", status="open", started_by=nadir,
        started_at=orla.now, completed_by=nadir, completed_at=orla.now, review_on=NOVEMBER + timedelta(days=42),
    )  # fmt: skip
    Concern.objects.create(
        partnership=place.partnership, plan=plan, number=1, position=1, better="We want calm mornings.",
        goal="School on time.", opened_on=NOVEMBER,
    )  # fmt: skip
    Task.objects.create(
        partnership=place.partnership, case=case, title="Buy an alarm clock", description="x", due_on=NOVEMBER,
        set_by=place.people["orla"], set_at=orla.now, to_user=nadir,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def handed(place: Borough, *cases: Case, by: str = "Orla", to: str = "rosalind", access: str = "today") -> list[int]:
    with acting_as(place.actor(by)) as actor:
        moves = [Move(case.pk, place.people[to].pk) for case in cases]
        told = {"why": "Nadir goes to another team.", "access": access, "actor": actor}
        return list(hand_over(place.people["nadir"].pk, moves, **told))  # type: ignore[arg-type]


def clocks_of(case: Case) -> list[tuple[str, date, str]]:
    """What runs on a case: which timescale, counted to which day, and how it stands."""
    return list(Clock.objects.filter(case=case.pk).order_by("id").values_list("timescale", "due_on", "state"))


def test_everything_moves_in_one_act_and_the_former_worker_sees_it_no_more(brackenshore: Borough) -> None:
    cases = [family(brackenshore), family(brackenshore, "Tarn / Bell CH99 1AA")]

    due = {case.pk: clocks_of(case) for case in cases}

    handed(brackenshore, *cases)

    rosalind, nadir = brackenshore.people["rosalind"], brackenshore.people["nadir"]
    for case in cases:
        case.refresh_from_db()
        assert (case.owner_id, case.lead_worker_id, case.team_id) == (rosalind.pk, rosalind.pk, rosalind.team_id)
        assert Task.objects.get(case=case).to_user_id == rosalind.pk
        [old, new] = Allocation.objects.filter(case=case).order_by("id")
        assert (old.user_id, old.ends_on, new.user_id, new.starts_on) == (nadir.pk, NOVEMBER, rosalind.pk, NOVEMBER)
        assert Event.objects.get(case_id=case.pk, kind="case.handed-over").facts["to"] == rosalind.name
        allocated = Event.objects.filter(case_id=case.pk, kind="worker.allocated").order_by("id")
        assert [each.facts["who"] for each in allocated] == [nadir.name, rosalind.name]
        assert Event.objects.get(case_id=case.pk, kind="team.left").facts["who"] == nadir.name
        assert not Event.objects.filter(case_id=case.pk, kind="worker.released").exists(), "the family is not released"
        assert due[case.pk] and clocks_of(case) == due[case.pk], "what was due stays due, from the same day"
    with acting_as(brackenshore.actor("Rosalind")) as actor:
        assert Case.objects.visible_to(actor).count() == 2 and len(to_read(actor=actor)) == 2
    with acting_as(brackenshore.actor("Nadir")) as actor:
        assert not Case.objects.visible_to(actor).exists() and not HandOver.objects.exists()


@pytest.mark.parametrize(("access", "on", "sees"), [
    ("stays", NOVEMBER + timedelta(days=60), True), ("four weeks", NOVEMBER + timedelta(days=27), True),
    ("four weeks", NOVEMBER + timedelta(days=28), False), ("today", NOVEMBER, False),
])  # fmt: skip
def test_the_former_workers_access_ends_as_it_was_chosen(
    brackenshore: Borough, access: str, on: date, sees: bool
) -> None:
    case = family(brackenshore)
    handed(brackenshore, case, access=access)

    with acting_as(brackenshore.actor("Nadir", on=on)) as actor:
        assert Case.objects.visible_to(actor).filter(pk=case.pk).exists() == sees
    assert Share.objects.filter(case=case, holder=brackenshore.people["rosalind"].principal_id).exists()


def test_access_that_somebody_has_twice_ends_whole_and_a_step_of_a_tray_goes_back_into_it(
    brackenshore: Borough,
) -> None:
    """The former worker was let in until a day, and then for good; and has taken a step of a team's tray."""
    case = family(brackenshore)
    nadir, place = brackenshore.people["nadir"], {"partnership": brackenshore.partnership}
    ends = NOVEMBER + timedelta(days=90)
    period = Principal.objects.create(kind="period", target_id=nadir.principal_id, ends_on=ends, **place)
    Share.objects.create(
        case=case, principal_id=period.pk, holder_id=nadir.principal_id, why="For the summer.", ends_on=ends,
        shared_by=nadir, shared_at=case.created_at, **place,
    )  # fmt: skip
    journey = Journey.objects.create(
        process="closure", case=case, started_by=nadir, started_at=case.created_at, **place
    )
    teams = {"managers": None, "quay-centre": None, "": None}
    for team in teams:
        teams[team] = WorkItem.objects.create(
            journey=journey, step=f"step-{team}", entered_at=case.created_at, assigned_to=nadir,
            team=brackenshore.teams.get(team), **place,
        ).pk  # fmt: skip

    handed(brackenshore, case)

    with acting_as(brackenshore.actor("Nadir")) as actor:
        assert not Case.objects.visible_to(actor).exists()
    rosalind = brackenshore.people["rosalind"].pk  # of the centre, and no manager
    now_with = {team: WorkItem.objects.get(pk=item).assigned_to_id for team, item in teams.items()}
    assert now_with == {"managers": None, "quay-centre": rosalind, "": rosalind}


def test_every_line_of_the_brief_names_an_entry_that_is_there(brackenshore: Borough) -> None:
    case = family(brackenshore)
    [number] = handed(brackenshore, case)

    with acting_as(brackenshore.actor("Rosalind")) as rosalind:
        found = hand_over_of(case.pk, number, actor=rosalind)
    lines = {each.heading: each for each in found.brief}
    assert lines["Before you visit"].words == "Ring before you come: two dogs."
    assert lines["Who the family is"].words == "Wren Marsh, 5 to 10"
    assert lines["When each child was last seen"].words == "Wren Marsh: never, in what is written here"
    assert lines["What they want"].words == "We want calm mornings."
    assert lines["Open concerns, and how far they have come"].words == "Concern 1: School on time."
    assert "Buy an alarm clock" in lines["Open actions and tasks"].words
    assert lines["The last decision"].words == "The mornings. Go on until Easter."
    there = {"log": Log, "task": Task, "concern": Concern, "plan": Plan, "case": Case}
    for each in found.brief:
        if each.kind in there:
            assert there[each.kind].objects.filter(pk=each.id).exists(), each
    assert [each.heading for each in found.brief] == sorted((each.heading for each in found.brief), key=HEADINGS.index)


def test_what_is_restricted_stays_out_of_the_brief(brackenshore: Borough) -> None:
    case = family(brackenshore)
    with acting_as(brackenshore.actor("Orla")) as orla:
        said = {"discussed": "Hidden.", "decision": "For two alone."}
        readers = [brackenshore.people["petra"].principal_id]
        write_note(
            Note(Contact(orla.now, "", ""), "managers-decision", said, readers=readers), case_id=case.pk, actor=orla
        )
        lines = brief_of(case.pk, actor=orla)

    assert not [each for each in lines if "For two alone" in each.words]


def test_only_the_new_worker_confirms_that_they_read_it(brackenshore: Borough) -> None:
    case = family(brackenshore)
    [number] = handed(brackenshore, case)
    with acting_as(brackenshore.actor("Orla")) as orla, pytest.raises(Refused):
        confirm_read(number, actor=orla)
    with acting_as(brackenshore.actor("Nadir")) as nadir, pytest.raises(NotFound):
        confirm_read(number, actor=nadir)

    for _ in range(2):
        with acting_as(brackenshore.actor("Rosalind")) as rosalind:
            confirm_read(number, actor=rosalind)
            assert not to_read(actor=rosalind)
    assert Event.objects.filter(kind="hand-over.read").count() == 1


def test_nobody_else_hands_over_and_what_is_wrong_is_said_beside_its_field(brackenshore: Borough) -> None:
    case = family(brackenshore)
    for name in ("Nadir", "Rosalind", "Quentin"):
        with pytest.raises(Refused):
            handed(brackenshore, case, by=name)
    with acting_as(brackenshore.actor("Orla")) as orla:
        moves = [Move(case.pk, brackenshore.people["nadir"].pk)]
        with pytest.raises(Invalid) as refused:
            hand_over(brackenshore.people["nadir"].pk, moves, why=" ", access="today", actor=orla)
        assert set(refused.value.fields) == {"why", f"case-{case.pk}"}
        with pytest.raises(Invalid):
            hand_over(brackenshore.people["nadir"].pk, [], why="x", access="today", actor=orla)
    other = brackenshore.case("Rosalind")
    brackenshore.share(other, "orla")
    with pytest.raises(NotFound):
        handed(brackenshore, case, other)
    case.refresh_from_db()
    assert case.owner_id == brackenshore.people["nadir"].pk, "all of them or none"

    assert handed(brackenshore, case)


def test_longer_words_are_cut_between_two_and_what_says_nothing_is_left_out() -> None:
    long = "word " * 200
    lines = in_order([Line(HEADINGS[1], long, "case", 1), Line(HEADINGS[0], " ", "case", 1)])

    assert [len(each.words) <= LONGEST + 2 for each in lines] == [True] and lines[0].words.endswith("word …")
    assert shortened("a  b\nc") == "a b c"
    assert read(lines[0].kept()) == lines[0]
