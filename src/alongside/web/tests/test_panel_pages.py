"""Panels, allocation and teams by HTTP: decided and ended, faults beside their fields, both versions, few queries."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from alongside.accounts.actions import NewUser, add_user
from alongside.cases.models import Case
from alongside.pathway.models import AgendaItem, Allocation, Journey, PanelMeeting, WorkItem
from alongside.pathway.rules.panels import CARRIED
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.pdf import Read

pytestmark = pytest.mark.django_db


def waiting(place: Borough, process: str, step: str, tray: str, team: str, name: str = "Aldous CH99 2ND") -> WorkItem:
    """A family whose step waits with a team that sees its case; made behind the actions."""
    case = place.case("Orla", name)
    place.consent(case)
    place.share(case, team)
    orla = now(place, "Orla")
    journey = Journey.objects.create(
        partnership=place.partnership, process=process, release_id=place.pack.release_id, case=case,
        started_by=case.owner, started_at=orla.now, facts={"area": "quay"},
    )  # fmt: skip
    return WorkItem.objects.create(
        partnership=place.partnership, journey=journey, step=step, tray=tray, team=place.teams[team],
        entered_at=orla.now,
    )  # fmt: skip


def on_agenda(place: Borough, name: str = "Aldous CH99 2ND") -> WorkItem:
    return waiting(place, "panel", "decide", "panel", "panel", name)


def opened(place: Borough, petra: Client, days: int = 0) -> int:
    """A meeting whose date Petra sets by the page."""
    on = now(place, "Petra").today + timedelta(days=days)
    team = place.teams["panel"].pk
    done = write(petra, f"/panels/maam/{team}/add/", held_on=f"{on:%d-%m-%Y}", place="By video")
    assert done.status_code == 302, text(done)
    return PanelMeeting.objects.latest("id").pk


@pytest.mark.req("PATH-03", "PATH-15")
def test_a_meeting_is_set_written_down_and_ended(brackenshore: Borough) -> None:
    item, petra = on_agenda(brackenshore), browser(brackenshore, "petra")
    assert "1 family waits" in text(petra.get("/panels/"))
    wrong = write(petra, f"/panels/maam/{brackenshore.teams['panel'].pk}/add/", held_on="yesterday week", place="Here")
    assert wrong.status_code == 422 and "Here" in wrong.content.decode()
    number = opened(brackenshore, petra)
    room = f"/panel-meetings/{number}/room/"
    assert "Aldous CH99 2ND" in text(petra.get(f"/panel-meetings/{number}/"))
    person = brackenshore.people["petra"].pk

    early = write(petra, f"{room}end/", version=1)
    assert (
        early.status_code == 422 and "Say who was there." in text(early) and "decide, or carry it over" in text(early)
    )
    there = write(petra, f"{room}people/", version=1, present=[person], others_present="Mrs Pell, Lantern Lane")
    assert there.status_code == 302
    family = f"{room}family-{item.pk}/"
    no_lead = write(petra, family, version=0, decision="allocate", discussed="They agree.")
    assert no_lead.status_code == 422 and "Choose the one agency that takes the lead." in text(no_lead)
    assert "They agree." in no_lead.content.decode()
    agency = brackenshore.teams["panel"].organisation_id
    kept = write(petra, family, version=0, decision="allocate", discussed="They agree.", lead_agency=agency)
    assert kept.status_code == 302 and kept["Location"].endswith("/room/notes/")
    wall = text(petra.get(f"/panel-meetings/{number}/projected/"))
    assert "Brackenshore County Council leads" in wall and "They agree." not in wall

    done = write(petra, f"{room}end/", version=2)

    assert done.status_code == 302
    minutes = text(petra.get(f"/panel-meetings/{number}/"))
    assert "Mrs Pell" in minutes and "They agree." in minutes and "Brackenshore County Council leads." in minutes
    assert petra.get(f"{room}people/").status_code == 302
    assert write(petra, f"{room}notes/", version=3, notes="More").status_code == 403


@pytest.mark.req("PATH-15")
def test_two_who_write_about_the_same_family_see_both(brackenshore: Borough) -> None:
    item, petra, orla = on_agenda(brackenshore), browser(brackenshore, "petra"), browser(brackenshore, "orla")
    family = f"/panel-meetings/{opened(brackenshore, petra)}/room/family-{item.pk}/"
    write(petra, family, version=0, decision=CARRIED, discussed="The school could not come.")

    late = write(orla, family, version=0, decision=CARRIED, discussed="Wait for the nurse.")

    assert late.status_code == 409
    assert "The school could not come." in text(late) and "Wait for the nurse." in late.content.decode()
    assert AgendaItem.objects.get(item=item).discussed == "The school could not come."
    assert write(orla, family, version=1, decision=CARRIED, discussed="Wait for both.").status_code == 302


def was_of(page: HttpResponse) -> str:
    """What a page posts back as what it was made with."""
    return re.findall(r'name="was" value="([^"]*)"', page.content.decode())[0].replace("&#34;", '"')


@pytest.mark.req("PATH-03", "REC-11")
def test_notes_and_decisions_are_kept_as_they_are_typed_and_the_minutes_wait_for_whole_ones(
    brackenshore: Borough,
) -> None:
    item, petra, orla = on_agenda(brackenshore), browser(brackenshore, "petra"), browser(brackenshore, "orla")
    room = f"/panel-meetings/{opened(brackenshore, petra)}/room/"
    family, agency = f"{room}family-{item.pk}/", str(brackenshore.teams["panel"].organisation_id)
    was = theirs = was_of(petra.get(family))
    for field, value in (("decision", "allocate"), ("discussed", "They agree."), ("discussed", "They agree, all.")):
        kept = petra.post(f"{family}keep/", {"field": field, field: value, "was": was})
        assert kept.status_code == 200 and kept.json()["stood"] == value, kept.content
        was = kept.json()["was"]
    clash = orla.post(f"{family}keep/", {"field": "discussed", "discussed": "No.", "was": theirs})
    assert clash.status_code == 409 and "Press Save to see both" in clash.json()["sentence"]
    row = AgendaItem.objects.get(item=item)
    assert (row.decision, row.discussed, row.lead_agency, row.version) == ("allocate", "They agree, all.", None, 3)

    person = brackenshore.people["petra"].pk
    assert write(petra, f"{room}people/", version=1, present=[person]).status_code == 302
    early = write(petra, f"{room}end/", version=2)
    assert early.status_code == 422 and "choose the one agency that takes the lead" in text(early)
    carried = petra.post(f"{family}keep/", {"field": "decision", "decision": CARRIED, "was": was})
    assert carried.status_code == 200 and "leads" not in text(petra.get(room[:-5]))
    back = petra.post(f"{family}keep/", {"field": "decision", "decision": "allocate", "was": carried.json()["was"]})
    lead = petra.post(f"{family}keep/", {"field": "lead_agency", "lead_agency": agency, "was": back.json()["was"]})
    assert lead.status_code == 200, lead.content
    told = {"decision": "allocate", "discussed": "They agree, all.", "lead_agency": agency}
    assert write(petra, family, version=lead.json()["version"], **told).status_code == 302

    notes, was = f"{room}notes/keep/", was_of(petra.get(f"{room}notes/"))
    for told, status in (
        ({}, 400), ({"field": "place", "place": "X", "was": was}, 400),
        ({"field": "notes", "notes": "X", "was": "{"}, 409), ({"field": "notes", "notes": "a\x00", "was": was}, 409),
        ({"field": "notes", "notes": "x" * 90_000, "was": was}, 409),
    ):  # fmt: skip
        assert petra.post(notes, told).status_code == status, told
    for part in ("nowhere", "people", "end"):
        assert petra.post(f"{room}{part}/keep/", {"field": "notes"}).status_code == 400
    assert petra.post(notes, {"field": "notes", "notes": "By video.", "was": was}).status_code == 200

    assert write(petra, f"{room}end/", version=PanelMeeting.objects.get().version).status_code == 302
    assert petra.post(notes, {"field": "notes", "notes": "More.", "was": was}).status_code == 409
    assert PanelMeeting.objects.get().notes == "By video."


@pytest.mark.req("PATH-03", "SHAR-06", "PLAT-02")
def test_the_minutes_are_a_pdf_of_the_families_that_the_reader_may_see(brackenshore: Borough) -> None:
    first, second = on_agenda(brackenshore), on_agenda(brackenshore, "Quillan CH99 2AB")
    petra, silas = browser(brackenshore, "petra"), browser(brackenshore, "silas")
    number = opened(brackenshore, petra)
    at, room = f"/panel-meetings/{number}/", f"/panel-meetings/{number}/room/"
    assert petra.get(f"{at}pdf/")["Location"] == at, "there are no minutes yet"
    person = brackenshore.people["petra"].pk
    write(petra, f"{room}people/", version=1, present=[person], others_present="Mrs Pell, School")
    for item in (first, second):
        said = f"Wait for {item.pk}.\nThen go on."
        write(petra, f"{room}family-{item.pk}/", version=0, decision=CARRIED, discussed=said)
    write(petra, f"{room}notes/", version=2, notes="Both schools close on Friday.")
    assert write(petra, f"{room}end/", version=3).status_code == 302

    answer = petra.get(f"{at}pdf/")

    assert answer["Content-Type"] == "application/pdf" and "Aldous" not in answer["Content-Disposition"]
    read = Read(answer.content)
    assert [each.text for each in read.tags if each.type in ("H1", "H2", "H3")][1:] == [
        "Notes of the meeting", "1. Aldous CH99 2ND", "2. Quillan CH99 2AB",
    ]  # fmt: skip
    assert "Mrs Pell (School)" in read.text and f"Wait for {second.pk}." in read.text
    pages = [page.extract_text() for page in read.reader.pages]
    assert [("Aldous" in page, "Quillan" in page) for page in pages] == [(False, False), (True, False), (False, True)]
    alone = Read(petra.get(f"{at}pdf/?family={second.pk}").content).text
    assert "Quillan CH99 2AB" in alone and "Aldous" not in alone and "Both schools" not in alone
    for hostile in ("0", "999999", "x", "9" * 40):
        assert petra.get(f"{at}pdf/?family={hostile}").status_code == 404
    keep_away(brackenshore, first, "silas")
    theirs = Read(silas.get(f"{at}pdf/").content).text
    assert "Quillan CH99 2AB" in theirs and "Aldous" not in theirs and str(first.pk) not in theirs
    assert silas.get(f"{at}pdf/?family={first.pk}").status_code == 404
    assert browser(brackenshore, "nadir").get(f"{at}pdf/").status_code == 404


def keep_away(place: Borough, item: WorkItem, who: str) -> None:
    """Somebody of the panel is related to the family: its case is not there for them any more."""
    Case.objects.filter(pk=item.journey.case_id).update(excluded=[place.people[who].principal_id])


@pytest.mark.parametrize("many", [3, 30])
def test_an_agenda_takes_few_queries_however_many_families(brackenshore: Borough, many: int) -> None:
    for number in range(many):
        on_agenda(brackenshore, f"Family {number} CH99 2ND")
    petra = browser(brackenshore, "petra")
    meeting = opened(brackenshore, petra)
    pages = {
        "/panels/": 14, f"/panels/maam/{brackenshore.teams['panel'].pk}/": 15, f"/panel-meetings/{meeting}/": 22,
        f"/panel-meetings/{meeting}/room/people/": 24, f"/panel-meetings/{meeting}/projected/": 22,
    }  # fmt: skip
    for address, most in pages.items():
        petra.get(address)
        with statements() as sent:
            assert petra.get(address).status_code == 200
        assert len(sent) <= most, (address, len(sent), "\n".join(sent))


@pytest.mark.req("PATH-04", "CLOK-06")
def test_a_family_is_allocated_by_the_page_and_what_if_saves_nothing(brackenshore: Borough) -> None:
    item = waiting(brackenshore, "allocation", "allocate", "allocation", "managers")
    case, nadir = item.journey.case_id, brackenshore.people["nadir"].pk
    orla, at = browser(brackenshore, "orla"), f"/items/{item.pk}/allocate/"
    page = text(orla.get(f"{at}?to={nadir}"))
    assert "What if Nadir Osei has it?" in page and "0 → 1" in page and "Nothing is saved yet." in page
    assert Allocation.objects.count() == 0
    nobody = write(orla, at, version=1, role="lead-professional", why="They know the school.")
    assert nobody.status_code == 422 and "Choose who works with the family." in text(nobody)
    assert "They know the school." in nobody.content.decode()
    nadirs = browser(brackenshore, "nadir")
    assert nadirs.get(at).status_code == 404

    done = write(orla, at, version=1, role="lead-professional", worker=nadir, why="They know the school.")

    assert done.status_code == 302 and done["Location"] == f"/cases/{case}/team/"
    team = text(nadirs.get(f"/cases/{case}/team/"))
    assert "Nadir Osei" in team and "Lead Professional" in team and "They know the school." in team
    assert "1 of 20 recommended" in text(orla.get("/caseloads/"))


@pytest.mark.req("PATH-04")
def test_a_family_goes_on_the_list_is_contacted_and_is_allocated_from_it(brackenshore: Borough) -> None:
    item = waiting(brackenshore, "allocation", "allocate", "allocation", "managers")
    orla, quentin = browser(brackenshore, "orla"), browser(brackenshore, "quentin")
    listed = write(orla, f"/items/{item.pk}/allocate/wait/", version=1)
    assert listed["Location"] == "/waiting/"
    waits = WorkItem.objects.get(journey=item.journey, done_at__isnull=True)
    assert "Aldous CH99 2ND" in text(quentin.get("/waiting/")) and "Allocate Aldous" not in text(
        quentin.get("/waiting/")
    )
    at, today = f"/items/{waits.pk}/contact/", now(brackenshore, "Quentin").today
    told = {"day": f"{today - timedelta(days=1):%d-%m-%Y}", "time": "10:30"}
    empty = write(quentin, at, version=0, reached="no", words="", **told)
    assert empty.status_code == 422 and "Say how the family is" in text(empty)
    assert write(quentin, at, version=0, reached="no", words="Rang twice.", **told).status_code == 302
    assert "None yet tried" in text(quentin.get("/waiting/"))
    assert write(quentin, at, version=0, reached="yes", words="They are managing.", **told).status_code == 302
    assert "tried" not in text(quentin.get("/waiting/"))
    assert write(quentin, f"/items/{waits.pk}/allocate/allocate/", version=1).status_code == 302
    assert WorkItem.objects.get(pk=waits.pk).done_at is None, "a duty worker does not allocate"

    gone = write(orla, f"/items/{waits.pk}/allocate/allocate/", version=1)

    assert gone["Location"].startswith("/items/") and gone["Location"].endswith("/allocate/")
    assert orla.get(gone["Location"]).status_code == 200


@pytest.mark.parametrize(("workers", "each"), [(4, 2), (40, 20)])
def test_caseloads_take_few_queries_however_many_work_there(brackenshore: Borough, workers: int, each: int) -> None:
    team, orla = brackenshore.teams["quay-centre"], brackenshore.people["orla"]
    people = [add_user(NewUser(f"Worker {n}", f"w{n}@brackenshore.example"), team=team) for n in range(workers)]
    Case.objects.bulk_create(
        Case(
            partnership=brackenshore.partnership, name=f"Family {n} CH99 2ND", area="quay", form="nomination",
            status="open", priority="low", owner=orla, team=team, created_by=orla, lead_worker=people[n % workers],
            created_at=now(brackenshore, "Orla").now, referral_on=now(brackenshore, "Orla").today,
            audience=[orla.principal_id],
        )
        for n in range(workers * each)
    )  # fmt: skip
    client = browser(brackenshore, "orla")
    item = waiting(brackenshore, "allocation", "allocate", "allocation", "managers")
    for address, most in (("/caseloads/", 10), (f"/items/{item.pk}/allocate/", 22), ("/waiting/", 14)):
        client.get(address)
        with statements() as sent:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(sent) <= most, (address, len(sent), "\n".join(sent))
    shown = text(client.get("/caseloads/"))
    assert f"{each} of 20 recommended" in shown and "Worker 3" in shown


@pytest.mark.req("PATH-05", "ORG-05")
def test_somebody_is_added_to_the_team_and_the_lead_passes_on(brackenshore: Borough) -> None:
    item = waiting(brackenshore, "allocation", "allocate", "allocation", "managers")
    case, orla = item.journey.case_id, browser(brackenshore, "orla")
    at = f"/cases/{case}/team/add/"
    silas, nadir, tey = (brackenshore.people[each].pk for each in ("silas", "nadir", "rosalind"))
    assert "Silas Brandreth" in text(orla.get(f"{at}?q=silas"))
    nobody = write(orla, at, version=0, role="support", name="Mr Odell", why="")
    assert nobody.status_code == 422 and "Choose the organisation they come from." in text(nobody)
    school = brackenshore.teams["inclusion"].organisation_id
    assert write(orla, at, version=0, role="support", name="Mr Odell", organisation=school).status_code == 302
    assert write(orla, f"{at}?who={silas}", version=0, role="support", why="Sees Bram every day").status_code == 302
    for leads in (nadir, tey):
        assert write(orla, f"{at}?who={leads}", version=0, role="lead-professional", why="").status_code == 302
    team = text(orla.get(f"/cases/{case}/team/"))
    assert "Rosalind Tey Lead Professional" in team and "Rosalind Tey takes over" in team
    assert [each.user_id for each in Allocation.objects.filter(role="lead-professional", ends_on__isnull=True)] == [tey]
    part = Allocation.objects.get(name="Mr Odell")
    unsaid = write(orla, f"/cases/{case}/team/{part.pk}/end/", version=1, reason="")
    assert unsaid.status_code == 422 and "Say why their part ends." in text(unsaid)
    assert write(orla, f"/cases/{case}/team/{part.pk}/end/", version=1, reason="He moved on.").status_code == 302
    assert browser(brackenshore, "maren").get(f"/cases/{case}/team/").status_code in (403, 404)
