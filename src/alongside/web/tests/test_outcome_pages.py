"""Outcomes by HTTP: recorded, evidenced, checked, taken back; for the programme as a list and a table; few queries."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.cases.actions import Period, start_flag
from alongside.cases.models import Case, Flag
from alongside.casework.actions.logs import Contact, add_log
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.outcomes import Evidence, NewAchievement, record_achievement
from alongside.plans.models import Achievement, Concern
from alongside.plans.tests.families import Ready, assessed, ready
from alongside.web.pages.programme import HEADINGS, _plain
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, now, text, write
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("INS-08", "PLAN-06")]


@pytest.fixture
def family(borough: Borough) -> Ready:
    return ready(borough, now(borough, "Ade"))


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d-%m-%Y}"


def add(client: Client, family: Ready, **told: object) -> int:
    address = f"/cases/{family.case}/concerns/{family.concern}/outcomes/add/"
    usual = {"improved": "Jessa has two friends.", "improved_on": day(-10), "measure": "M3D"}
    done = write(client, address, **(usual | told))
    assert done.status_code == 302, text(done)
    return Achievement.objects.latest("pk").pk


def test_an_outcome_is_recorded_with_its_evidence_then_checked(borough: Borough, family: Ready) -> None:
    ade = browser(borough, "ade")
    page = f"/cases/{family.case}/outcomes/"
    assert "not achieved yet" in text(ade.get(page)) and "an outcome on every need" not in text(ade.get(page))
    number = add(ade, family)
    assert "evidence missing" in text(ade.get(page))
    with acting_as(now(borough, "Ade")) as actor:
        note = add_log(family.case, contact=Contact(actor.now, "School", "Ade", "Two friends."), actor=actor)
    empty = write(ade, f"{page}{number}/evidence/")
    assert empty.status_code == 422 and "Choose the evidence, or say in words what proves it." in text(empty)
    assert write(ade, f"{page}{number}/evidence/", evidence=f"note-{note}").status_code == 302
    shown = ade.get(page)
    assert "has to last" in text(shown) and f"/cases/{family.case}/log/{note}/" in shown.content.decode()
    early = write(ade, f"{page}{number}/check/", lasted="yes", words="Still so.")
    assert early.status_code == 422 and "It has to last until" in text(early)
    assert "Still so." in early.content.decode()
    Achievement.objects.update(sustained_until=timezone.localdate())
    assert "to be checked" in text(ade.get(page))
    assert write(ade, f"{page}{number}/check/", lasted="yes", words="Still so.").status_code == 302
    assert "sustained" in text(ade.get(page)) and "Still so." in text(ade.get(page))
    assert write(ade, f"{page}{number}/take-back/", why="It was her sister.").status_code == 302
    assert "taken back" in text(ade.get(page)) and "It was her sister." in text(ade.get(page))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"improved": " "}, "Say what improved."),
        ({"improved_on": ""}, "Enter the day from which it was better."),
        ({"improved_on": "tomorrow"}, "date"),
        ({"measure": "M4B"}, "Choose one from the list."),
        ({"evidence": "document-999"}, "Choose one from the list."),
        ({"evidence": "note-x"}, "Choose one from the list."),
        ({"evidence_words": "\x00"}, "Take out the characters"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_lost(
    borough: Borough, family: Ready, told: dict[str, str], said: str
) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family.case}/concerns/{family.concern}/outcomes/add/"
    usual = {"improved": "Jessa has two friends.", "improved_on": day(-10), "measure": "M3D"}
    refused = write(ade, address, **(usual | told))
    assert refused.status_code == 422 and said in text(refused)
    assert "Jessa has two friends." in refused.content.decode() or "improved" in told
    assert write(ade, address, **usual).status_code == 302


def test_a_day_that_is_still_to_come_is_refused(borough: Borough, family: Ready) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family.case}/concerns/{family.concern}/outcomes/add/"
    refused = write(ade, address, improved="Two friends.", improved_on=day(1), measure="")
    assert refused.status_code == 422 and "still to come" in text(refused)
    assert write(ade, address, improved="Two friends.", improved_on=day(0), measure="").status_code == 302


def test_what_the_scores_prove_is_shown_and_taken_with_one_link(borough: Borough, family: Ready) -> None:
    ade, actor = browser(borough, "ade"), now(borough, "Ade")
    area = borough.pack.tool("whole-family-webstar").area[0]
    with acting_as(actor):
        assessed(borough, family.case, actor, days_ago=90, **{area.id.replace("-", "_"): 3})
        last = assessed(borough, family.case, actor, **{area.id.replace("-", "_"): 6})
    address = f"/cases/{family.case}/concerns/{family.concern}/outcomes/add/"
    page = ade.get(address)
    assert "has risen enough" in text(page) and area.title in text(page)
    offered = ade.get(f"{address}?proof=M3D").content.decode()
    assert f'value="assessment-{last.pk}" selected' in offered
    for hostile in ("x", "M4B", "\x00", "M3D'"):
        assert ade.get(address, {"proof": hostile}).status_code == 200


def test_what_is_of_another_case_or_not_the_readers_is_not_there(borough: Borough, family: Ready) -> None:
    ade, femi = browser(borough, "ade"), browser(borough, "femi")
    number = add(ade, family)
    other = borough.case(name="Penrose CH99 3AE")
    pages = [f"outcomes/{number}/{turn}/" for turn in ("evidence", "check", "take-back")]
    for client, case in ((femi, family.case), (ade, other.pk)):
        for page in (*pages, f"concerns/{family.concern}/outcomes/add/"):
            assert client.get(f"/cases/{case}/{page}").status_code == 404
    assert femi.get(f"/cases/{family.case}/outcomes/").status_code == 404
    for page in pages:
        assert ade.get(f"/cases/{family.case}/{page}").status_code == 200


# --- for the programme


@pytest.fixture
def in_programme(borough: Borough, family: Ready) -> Ready:
    """The same family, in the programme and shared with the coordinating team."""
    borough.share(Case.objects.get(pk=family.case), "strengthening-families")
    with acting_as(now(borough, "Carys")) as carys:
        start_flag(family.case, flag="supporting-families", period=Period(carys.today, "criteria-met"), actor=carys)
    return family


def test_the_programme_lists_families_by_how_they_stand_with_links(borough: Borough, in_programme: Ready) -> None:
    carys = browser(borough, "carys")
    add(browser(borough, "ade"), in_programme)
    page = carys.get("/outcomes/")
    of_the_case = f"/cases/{in_programme.case}/outcomes/"
    assert of_the_case in page.content.decode()
    assert "evidence for every outcome" in text(browser(borough, "ade").get(of_the_case))
    assert "evidence for every outcome" in text(page) and "Needs identified" in text(page)
    assert "No family fits these filters" in text(carys.get("/outcomes/?state=ready"))
    assert f"/cases/{in_programme.case}/outcomes/" in carys.get("/outcomes/?state=missing&area=north").content.decode()
    assert "No family of yours is in the programme" in text(browser(borough, "femi").get("/outcomes/"))
    for hostile in ("state=x&area=%00&of=all&page=x", "state=ready&page=99999999999", "area='--"):
        assert carys.get(f"/outcomes/?{hostile}").status_code == 200


def test_the_table_holds_codes_and_dates_and_nobodys_name_or_words(borough: Borough, in_programme: Ready) -> None:
    ade, carys = browser(borough, "ade"), browser(borough, "carys")
    add(ade, in_programme, evidence_words="=HYPERLINK(1)")
    response = carys.get("/outcomes/table/")
    assert response["Content-Type"] == "text/csv" and "attachment" in response["Content-Disposition"]
    written = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.reader(StringIO(written)))
    assert tuple(rows[0]) == HEADINGS and len(rows) == 3
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Case"], first["Criterion"], first["Outcome"], first["Measure"]) == (
        str(in_programme.case), "C3", "O3C", "M3D",
    )  # fmt: skip
    assert first["Evidence"] == "words" and first["State"] == "has to last" and first["Ready to claim"] == "no"
    for personal in ("Marsh", "Quillan", "Jessa", "friends", "HYPERLINK"):
        assert personal not in written
    assert Event.objects.filter(kind="outcomes.taken-out").exists()
    nothing = b"".join(browser(borough, "femi").get("/outcomes/table/").streaming_content)  # type: ignore[attr-defined]
    assert len(nothing.decode().splitlines()) == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\r=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert _plain(cell) == f"'{cell}" and _plain("C3") == "C3" and _plain(None) == ""


def test_the_pages_take_the_same_number_of_queries_at_any_number(borough: Borough, in_programme: Ready) -> None:
    ade, carys, actor = browser(borough, "ade"), browser(borough, "carys"), now(borough, "Ade")

    def queries(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    add(ade, in_programme)
    addresses = (
        (ade, f"/cases/{in_programme.case}/outcomes/"),
        (ade, f"/cases/{in_programme.case}/concerns/{in_programme.concern}/outcomes/add/"),
        (carys, "/outcomes/"),
    )
    first = [queries(*each) for each in addresses]
    with acting_as(actor):
        for number in range(6):
            concern = add_concern(
                in_programme.plan, concern=NewConcern(better=f"More, {number}.", criterion="C5"), actor=actor
            )
            achieved = NewAchievement("Better.", actor.today, evidence=Evidence(words="Seen."))
            record_achievement(concern, achieved=achieved, actor=actor)
    another = ready(borough, actor)
    borough.share(Case.objects.get(pk=another.case), "strengthening-families")
    with acting_as(now(borough, "Carys")) as acting:
        start_flag(another.case, flag="supporting-families", period=Period(acting.today, "criteria-met"), actor=acting)
    assert [queries(*each) for each in addresses] == first
    assert Concern.objects.filter(plan=in_programme.plan).count() == 8


@pytest.mark.req("CASE-03")
def test_the_flag_is_not_ended_as_sustained_before_it_is(borough: Borough, in_programme: Ready) -> None:
    carys, flag = browser(borough, "carys"), Flag.objects.get(case=in_programme.case)
    address = f"/cases/{in_programme.case}/flags/{flag.pk}/"
    told = fields(carys.get(address)) | {"ends_on": day(0), "end_reason": "sustained"}
    refused = carys.post(address, told)
    assert refused.status_code == 422 and "no outcome is recorded on concerns 1 and 2" in text(refused)
    other = carys.post(address, fields(carys.get(address)) | {"ends_on": day(0), "end_reason": "ended-otherwise"})
    assert other.status_code == 422 and "The plan is open still." in text(other)
    Concern.objects.filter(plan=in_programme.plan).update(sustained_months=0)
    for concern in (in_programme.concern, in_programme.income):
        with acting_as(now(borough, "Ade")) as ade:
            achieved = NewAchievement("Better.", ade.today, evidence=Evidence(words="Seen."))
            record_achievement(concern, achieved=achieved, actor=ade)
    done = carys.post(address, fields(carys.get(address)) | {"ends_on": day(0), "end_reason": "sustained"})
    assert done.status_code == 302 and Flag.objects.get(pk=flag.pk).end_reason == "sustained"
