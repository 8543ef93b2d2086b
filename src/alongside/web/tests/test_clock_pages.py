"""Clocks by HTTP: what runs out next, why, pausing, closed days; seen by those with the case alone; few queries."""

from datetime import timedelta
from typing import Any

import pytest

from alongside.accounts.models import Membership
from alongside.cases.models import Case
from alongside.clocks.actions.rebuilding import rebuild
from alongside.clocks.models import Clock, ClosedDay
from alongside.clocks.tests.framework import works_by_the_framework
from alongside.core.acting import acting_as
from alongside.events.actions import record
from alongside.events.models import Event
from alongside.pathway.actions.contacts import NewContact, NewPerson, receive
from alongside.pathway.tests.walking import PASTORAL, of, to_maam
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
REQUEST = {"request": 1}


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's family, shared with his manager Bryony, in a place that works by the framework."""
    number = nominate(now(borough, "Ade"))
    borough.share(Case.objects.get(pk=number), "bryony")
    works_by_the_framework(borough)
    return number


def happens(borough: Borough, kind: str, case: int, ago: int = 0, who: str = "Ade", **facts: Any) -> None:
    """Something happened on a case so many days ago."""
    actor = now(borough, who)
    with acting_as(actor):
        record(kind, actor=actor, case=case, facts=facts, happened_at=actor.now - timedelta(days=ago))


def open_clocks(case: int) -> list[str]:
    """Which clocks of limits run on a case."""
    found = Clock.objects.filter(case_id=case, state="open", is_a="limit")
    return sorted(found.values_list("timescale", flat=True))


def listed(response: Any) -> str:
    """What the list says, beside its filters."""
    return text(response).split("Apply filters")[1]


@pytest.mark.req("CLOK-06", "CLOK-02")
def test_what_runs_out_next_stands_first_with_its_day_and_one_step(borough: Borough, family: int) -> None:
    happens(borough, "worker.allocated", family, ago=4, role="worker")
    happens(borough, "plan.completed", family, ago=35, plan=3)
    ade = browser(borough, "ade")
    page = listed(ade.get("/clocks/"))

    contact, review = page.index("Contact the family"), page.index("Review the plan")
    assert contact < review, "what is overdue stands before what is due in a week"
    assert "2 days overdue" in page and "clause 4.1" in page and "Marsh / Quillan" in page
    clock = Clock.objects.get(timescale="review")
    assert f"{clock.aim_on:%A} {clock.aim_on.day} {clock.aim_on:%B %Y}" in page
    assert f"/cases/{family}/log/add/?type=telephone-call" in ade.get("/clocks/").content.decode()
    assert "Manager" not in page.split("Alongside is")[0], "a decision on the plan is the manager's to make"

    bryony = listed(browser(borough, "bryony").get("/clocks/"))
    assert "s decision on the plan" in bryony
    assert "Contact the family" not in bryony
    assert "Contact the family" in listed(browser(borough, "bryony").get("/clocks/?whose=team"))
    assert "Contact the family" not in listed(browser(borough, "dev").get("/clocks/?whose=all"))


@pytest.mark.req("CLOK-06")
def test_the_filters_stand_in_the_address_and_what_they_cannot_mean_is_not_there(borough: Borough, family: int) -> None:
    happens(borough, "worker.allocated", family, role="worker")
    happens(borough, "plan.completed", family, plan=3)
    ade = browser(borough, "ade")
    assert "Review the plan" not in listed(ade.get("/clocks/"))
    assert "Review the plan" in listed(ade.get("/clocks/?ahead=90"))
    assert "Contact the family" not in listed(ade.get("/clocks/?ahead=90&timescale=review"))
    for odd in ("?whose=nobody", "?ahead=9999999999999", "?timescale=<b>", "?area=%00", "?page=-1", "?page=9e9"):
        assert ade.get(f"/clocks/{odd}").status_code == 200


@pytest.mark.req("CLOK-04", "CLOK-03")
def test_a_clock_says_why_it_is_due_then_and_that_it_moved(borough: Borough, family: int) -> None:
    happens(borough, "plan.completed", family, ago=3, plan=3)
    first = Event.objects.get(kind="plan.completed")
    happens(borough, "plan.completed", family, ago=8, plan=3, corrects=first.pk)
    clock = Clock.objects.get(timescale="review")
    ade = browser(borough, "ade")
    page = text(ade.get(f"/clocks/{clock.pk}/"))

    assert "Started: The plan was completed" in page and "Within 42 calendar days" in page
    assert "Family Solutions Practice Framework, clause 5.1" in page
    assert "This start was corrected on" in page and "It was entered 8 days after it happened" in page
    assert "The days as they are counted" in page
    assert "Moved: what started it was corrected." in text(ade.get(f"/cases/{family}/clocks/"))
    assert browser(borough, "dev").get(f"/clocks/{clock.pk}/").status_code == 404


@pytest.mark.req("CLOK-06")
def test_the_case_shows_every_clock_what_runs_first(borough: Borough, family: int) -> None:
    happens(borough, "worker.allocated", family, ago=9, role="worker")
    happens(borough, "family.contacted", family, ago=8, reached=True)
    happens(borough, "visit.made", family, ago=0, every_child_seen=True, every_child_spoken_to=True)
    page = text(browser(borough, "ade").get(f"/cases/{family}/clocks/"))
    assert page.index("Running") < page.index("Management oversight") < page.index("Met (")
    assert "Met (" in page and "First visit: every child seen and spoken to" in page


@pytest.mark.req("CLOK-07")
def test_a_pause_asks_for_its_reason_and_shows_it(borough: Borough, family: int) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{family}/pause/"
    empty = write(ade, address, version=1, reason=" ")
    assert empty.status_code == 422 and "Say why work pauses." in text(empty)
    assert browser(borough, "dev").get(address).status_code == 404

    done = write(ade, address, version=1, reason="Marnie is in hospital until Christmas.")

    assert done.status_code == 302
    told = Event.objects.get(kind="case.paused")
    assert told.facts["reason"] == "Marnie is in hospital until Christmas."
    assert "Marnie is in hospital until Christmas." in text(ade.get(f"/cases/{family}/clocks/"))
    assert "Paused since" in text(ade.get(f"/cases/{family}/"))
    assert write(ade, f"/cases/{family}/resume/", version=2).status_code == 302
    assert "Paused since" not in text(ade.get(f"/cases/{family}/"))
    assert Event.objects.filter(kind="case.resumed").count() == 1


@pytest.mark.req("CLOK-02")
def test_the_coordinating_team_closes_a_day_and_every_date_is_counted_anew(borough: Borough, family: int) -> None:
    happens(borough, "family.contacted", family, reached=True)
    clock = Clock.objects.get(timescale="first-visit")
    carys, ade = browser(borough, "carys"), browser(borough, "ade")
    day = clock.due_on
    typed = {"on": f"{day:%d-%m-%Y}", "reason": "Offices closed"}
    assert write(ade, "/clocks/closed-days/", **typed).status_code == 403
    weekend = day + timedelta(days=5 - day.weekday())
    faulty = write(carys, "/clocks/closed-days/", on=f"{weekend:%d-%m-%Y}", reason="Party")
    assert faulty.status_code == 422 and "That is a weekend" in text(faulty)

    assert write(carys, "/clocks/closed-days/", **typed).status_code == 302
    assert write(carys, "/clocks/closed-days/", **typed).status_code == 422, "closed already"
    rebuild(borough.partnership)  # as the worker does, once the day is closed

    moved = Clock.objects.get(pk=clock.pk)
    assert moved.due_on > day
    assert "Offices closed" in text(ade.get(f"/clocks/{clock.pk}/"))
    closed = ClosedDay.objects.get()
    assert write(ade, f"/clocks/closed-days/{closed.pk}/remove/").status_code == 403
    assert write(carys, f"/clocks/closed-days/{closed.pk}/remove/").status_code == 302
    rebuild(borough.partnership)
    assert Clock.objects.get(pk=clock.pk).due_on == day
    assert ClosedDay.objects.get().removed_by_id == borough.people["carys"].pk, "what was closed stays in the history"


@pytest.mark.req("HOME-01", "CLOK-06")
def test_home_shows_what_runs_out_next_with_its_step(borough: Borough, family: int) -> None:
    happens(borough, "worker.allocated", family, ago=4, role="worker")
    page = browser(borough, "ade").get("/home/").content.decode()
    waits = page.split("Everything you can do here")[0]
    assert "Contact the family" in waits and "2 days overdue" in waits
    assert f"/cases/{family}/log/add/?type=telephone-call" in waits
    assert "Contact the family" not in browser(borough, "esme").get("/home/").content.decode().split("Everything")[0]


@pytest.mark.req("CLOK-06")
@pytest.mark.parametrize("many", [2, 60])
def test_a_team_page_takes_the_same_few_queries_however_many_families(borough: Borough, family: int, many: int) -> None:
    Membership.objects.filter(user=borough.people["bryony"]).update(manages=True)
    for number in range(many):
        case = borough.case(name=f"Family {number} CH99 2ND")
        borough.share(case, "bryony")
        happens(borough, "worker.allocated", case.pk, ago=3, role="worker")
    bryony = browser(borough, "bryony")
    for address in ("/clocks/?whose=team", "/clocks/", "/clocks/?whose=all&ahead=90", f"/cases/{family}/clocks/"):
        bryony.get(address)
        with statements() as sent:
            assert bryony.get(address).status_code == 200
        # One more where every family is asked for: whether they are many.
        most = 9 if "cases" in address else 7 if "all" in address else 6
        assert len(sent) <= most, "\n".join(sent)


@pytest.mark.req("CLOK-06")
def test_a_tray_has_a_list_of_its_own_in_as_many_queries_however_much_waits(brackenshore: Borough) -> None:
    """Requests wait at the family centre to be confirmed, until a case is opened, which waits for the panel."""
    today = now(brackenshore, "Maren").today
    to_maam(brackenshore, today)

    def waits(surname: str, area: str = "quay") -> None:
        with acting_as(of(brackenshore, "Maren", today)) as maren:
            told = NewContact("telephone", maren.now, PASTORAL, "", "They ask.", area, [NewPerson("Tam", surname)])
            receive(told, actor=maren)

    waits("Orrin")
    nadir, orla = browser(brackenshore, "nadir"), browser(brackenshore, "orla")
    asked = "/clocks/?tray=family-centre&ahead=30"
    page = nadir.get(asked)
    assert "Acknowledge the request to whoever made it" in listed(page)
    assert "Screen the request" not in listed(page), "that is a step of another tray"
    assert "Tray" in text(page).split("Apply filters")[0] and 'value="family-centre" selected' in page.content.decode()
    assert "Present the request to a multi-agency action meeting" in listed(orla.get("/clocks/?tray=panel&ahead=30"))
    assert "Acknowledge" not in listed(nadir.get(f"{asked}&area=heath"))
    assert "Nothing runs out in this tray" in listed(browser(brackenshore, "silas").get(asked)), "his teams work it not"
    assert "/clocks/?tray=family-centre" in nadir.get("/trays/family-centre/").content.decode()
    assert listed(nadir.get("/clocks/?tray=attic")) == listed(nadir.get("/clocks/")), "no such tray is as if not asked"

    taken = [_taken(nadir, asked)]
    for number in range(12):
        waits(f"Orrin{number}")
    assert [*taken, _taken(nadir, asked)] == [taken[0]] * 2 and taken[0] <= 6, "as any other list of clocks"


def _taken(client: Any, address: str) -> int:
    client.get(address)
    with statements() as sent:
        assert client.get(address).status_code == 200
    return len(sent)


@pytest.mark.req("SHAR-06")
def test_a_clock_on_a_case_that_one_does_not_see_changes_no_byte_of_any_list(borough: Borough, family: int) -> None:
    esme = browser(borough, "esme")
    pages = ("/clocks/", "/clocks/?whose=all&ahead=90", "/clocks/?whose=requests", "/home/")
    before = [_still(esme.get(page)) for page in pages]
    happens(borough, "worker.allocated", family, ago=4, role="worker")
    assert open_clocks(family)
    assert [_still(esme.get(page)) for page in pages] == before


def _still(response: Any) -> str:
    """A page without what differs each time."""
    return text(response)
