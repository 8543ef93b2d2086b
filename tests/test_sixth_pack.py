"""A sixth practice, made up here by writing TOML alone: it loads, and a family goes all the way through it."""

import shutil
from datetime import date, time
from pathlib import Path

import pytest

from alongside.accounts.cast import Player, engage
from alongside.accounts.setup import set_up
from alongside.cases.models import Case
from alongside.casework.actions.logs import Contact as WhenAndWhere
from alongside.casework.actions.logs import Note, write_note
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.packs.actions import release_pack
from alongside.packs.loader import load
from alongside.packs.schema import Pack
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.actions.panels import (
    Attendance,
    Discussed,
    decide_on,
    end_meeting,
    make_meeting,
    say_who_was_there,
)
from alongside.pathway.models import Allocation, Contact, PanelMeeting, WorkItem
from tests.borough import PACKS, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-13", "PLAT-01")]
NAME = "Eastmarch Families First"
FILES = {
    "pack.toml": """
        title = "Eastmarch Families First"
        source = "Invented for this test"
        in_force = 2026-01-01
        extends = "family-solutions"

        [words]
        nomination = "call for help"
        lead_worker = "family guide"
        area = "ward"
        coordinating_team = "Families First Office"
    """,
    "areas.toml": """
        [upper]
        title = "Upper Eastmarch"

        [lower]
        title = "Lower Eastmarch"
    """,
    "organisations.toml": """
        [type.council]
        title = "Council"

        [type.school]
        title = "School"

        [organisation.council]
        title = "Eastmarch Borough Council"
        type = "council"

          [organisation.council.team.office]
          title = "Families First Office"
          coordinates = true

          [organisation.council.team.welcome]
          title = "Welcome Team"

          [organisation.council.team.guides]
          title = "Family Guides"
          area = "upper"

          [organisation.council.team.round-table]
          title = "Round Table"

        [organisation.mill-lane]
        title = "Mill Lane School"
        type = "school"
    """,
    "roles.toml": """
        [screener]
        title = "Welcome worker"
        teams = ["welcome"]

        [panel-chair]
        title = "Chair of the Round Table"
        teams = ["round-table"]

        [manager]
        teams = ["guides"]

        [practitioner]
        title = "Family guide"
        teams = ["guides"]

        [lead-professional]
        title = "Family guide in the lead"
        teams = ["guides"]

        [duty-worker]
        teams = ["welcome"]

        [front-door-worker]
        teams = ["welcome"]

        [enabler]
        teams = ["office"]
    """,
    # Two trays more than the framework has.
    "trays.toml": """
        [front-door]
        team = "welcome"

        [family-centre]
        team = "welcome"

        [screening]
        title = "Today's table"
        team = "welcome"

        [panel]
        title = "Round Table"
        team = "round-table"

        [allocation]
        team = "guides"

        [pre-allocation]
        team = "welcome"

        [managers]
        team = "guides"

        [answers]
        title = "Answers to give"
        team = "office"

        [new-cases]
        title = "Cases to open"
        team = "welcome"
    """,
    "panels.toml": """
        [maam]
        title = "Round Table"
        meets_on = "Friday"
    """,
    # One step less: nobody is acknowledged, so nothing is owed for it. The two new trays have a step each.
    "processes/front-door.toml": """
        [step.acknowledge]
        left_out = true

        [step.tell]
        title = "Give the answer"
        tray = "answers"

        [step.open-case]
        tray = "new-cases"
    """,
    # Times in months.
    "timescales.toml": """
        [acknowledge-referrer]
        left_out = true

        [present-to-panel]
        within = { calendar_months = 1 }

        [allocate-after-panel]
        within = { calendar_months = 1 }
        expected = { calendar_weeks = 2 }

        [plan]
        within = { calendar_months = 3 }

        [close]
        within = { calendar_months = 1 }
    """,
}
PEOPLE = (
    Player("Wim Hale", "wim@eastmarch.example", "Welcome worker", "welcome", ""),
    Player("Odile Crane", "odile@eastmarch.example", "Office", "office", ""),
    Player("Perrin Vale", "perrin@eastmarch.example", "Chair", "round-table", "", manages=True),
    Player("Sabel Thorne", "sabel@eastmarch.example", "Manager of the guides", "guides", "", manages=True),
    Player("Tarn Quill", "tarn@eastmarch.example", "Family guide", "guides", ""),
)
RECEIVED, SCREENED, HELD, GIVEN, ENDED = (
    date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 26), date(2027, 3, 26), date(2027, 4, 30),
)  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """The pack as it is read from its folder, beside those it extends."""
    for below in ("early-help", "family-solutions"):
        shutil.copytree(PACKS / below, tmp_path / below)
    for name, written in FILES.items():
        file = tmp_path / "eastmarch" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written, encoding="utf-8")
    return load(tmp_path / "eastmarch")  # raises Faulty, with file and line, where anything is wrong


@pytest.fixture
def eastmarch(pack: Pack) -> Borough:
    """Its partnership, set up as an operator does."""
    release_pack(pack)
    partnership, teams = set_up(slug="eastmarch", name=NAME, pack=pack)
    return Borough(partnership, teams, engage(PEOPLE, teams))


def test_it_says_its_own_words_trays_and_times_and_keeps_the_others(pack: Pack) -> None:
    front_door = pack.process("front-door")

    assert [step.id for step in front_door.step] == ["screen", "tell", "open-case"]
    assert [pack.tray(step.tray).title for step in front_door.step] == [
        "Today's table", "Answers to give", "Cases to open",
    ]  # fmt: skip
    assert str(pack.timescale("present-to-panel").within) == "1 calendar month"
    assert "acknowledge-referrer" not in [each.id for each in pack.timescales]
    assert pack.timescale("tell-panel-outcome").clause == "3.1", "what it does not say is as the framework says"
    assert pack.words.lead_worker == "family guide"
    assert pack.process("closure").source == "Practice framework, 8"


def waiting(case: int | None = None, contact: int | None = None) -> WorkItem:
    about = {"journey__case": case} if case else {"journey__contact": contact}
    return WorkItem.objects.select_related("team").get(**about, done_at__isnull=True)


def do(place: Borough, item: WorkItem, who: str, day: date, way: str = "", **answers: object) -> None:
    told = {key.replace("__", "-"): value for key, value in answers.items()}
    with acting_as(place.actor(who, on=day)) as actor:
        finish(item.pk, version=item.version, done=Done(way, told, {"documents": True}), actor=actor)


def clock(timescale: str, **about: object) -> Clock:
    return Clock.objects.get(timescale=timescale, **about)


@pytest.mark.req("CLOK-01", "PATH-01", "PATH-03", "PATH-06")
def test_a_family_goes_from_the_front_door_to_its_closure_by_the_dates_of_this_practice(eastmarch: Borough) -> None:
    with acting_as(eastmarch.actor("Wim", on=RECEIVED)) as wim:
        called = receive(
            NewContact(
                "telephone", wim.now, Referrer("Head of Mill Lane", telephone="01632 960777"), area="upper",
                concerns="They ask for somebody.", people=(NewPerson("Tansy", "Aldous", date(1985, 4, 2)),),
            ),
            actor=wim,
        )  # fmt: skip
    assert clock("present-to-panel", contact_id=called.pk).due_on == date(2027, 2, 28), "a month from 31 January"
    assert not Clock.objects.filter(timescale="acknowledge-referrer").exists()

    case = screened_and_opened(eastmarch, called)
    decided(eastmarch, case)
    given(eastmarch, case)
    closed(eastmarch, case)


def screened_and_opened(place: Borough, called: Contact) -> int:
    item = waiting(contact=called.pk)
    assert (item.step, item.team == place.teams["welcome"]) == ("screen", True)
    do(place, item, "Wim", SCREENED, "panel")
    item = waiting(contact=called.pk)
    assert item.team == place.teams["office"], "the answer is given by the office: a tray of its own"
    do(place, item, "Odile", SCREENED, how="telephone")
    item = waiting(contact=called.pk)
    assert (item.step, item.tray) == ("open-case", "new-cases")
    [tansy] = called.people.all()
    do(
        place, item, "Wim", SCREENED, people={tansy.pk: None}, head=tansy.pk, name="Aldous", area="upper",
        basis="consent", given_by="Tansy Aldous", how="by telephone", on=str(SCREENED), shared_with="the Round Table",
    )  # fmt: skip
    called.refresh_from_db()
    assert called.case_id is not None
    return called.case_id


def decided(place: Borough, case: int) -> None:
    item = waiting(case)
    with acting_as(place.actor("Perrin", on=HELD)) as perrin:
        number = make_meeting("maam", place.teams["round-table"].pk, held_on=HELD, place="", actor=perrin)
        version = PanelMeeting.objects.get(pk=number).version
        say_who_was_there(number, who=Attendance([perrin.user_id]), version=version, actor=perrin)
        council = place.teams["guides"].organisation_id
        decide_on(number, item.pk, said=Discussed("Agreed.", "allocate", council), version=0, actor=perrin)
        end_meeting(number, version=version + 1, actor=perrin)
    assert clock("present-to-panel", case=case).state == "met"
    do(place, waiting(case), "Odile" if waiting(case).tray == "answers" else "Wim", HELD, how="telephone")
    due = clock("allocate-after-panel", case=case)
    assert (due.due_on, due.aim_on) == (date(2027, 3, 26), date(2027, 3, 12)), "a month, and two weeks to work towards"


def given(place: Borough, case: int) -> None:
    do(place, waiting(case), "Sabel", GIVEN, "now", worker=place.people["tarn"].pk, why="He knows them.")

    assert Allocation.objects.get(case=case).role == "lead-professional"
    assert clock("allocate-after-panel", case=case).state == "met", "on the last day of the month"
    assert clock("plan", case=case).due_on == date(2027, 6, 26), "three months from the day it was allocated"


def closed(place: Borough, case: int) -> None:
    with acting_as(place.actor("Tarn", on=ENDED, at=time(9))) as tarn:
        said = {"achieved": "Mornings.", "goes-on": "The school.", "family": "We manage now."}
        write_note(Note(WhenAndWhere(tarn.now, "", ""), "closure-summary", said), case_id=case, actor=tarn)
        begin_by_hand("closure", actor=tarn, case_id=case)
    do(place, waiting(case), "Tarn", ENDED, "needs-met")
    assert clock("close", case=case).due_on == date(2027, 5, 30)
    do(place, waiting(case), "Sabel", ENDED, "close", ends__on=str(ENDED), release=True, decision="It is good.")

    family = Case.objects.get(pk=case)
    assert (family.closed_on, place.pack.status_title(family.status)) == (ENDED, "Archived, resolved")
    assert clock("close", case=case).state == "met"
    assert clock("plan", case=case).state == "not needed", "nobody owes a plan any more"
    assert not WorkItem.objects.filter(journey__case=case, done_at__isnull=True).exists()
