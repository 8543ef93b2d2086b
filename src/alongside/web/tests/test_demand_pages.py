"""Demand and capacity by HTTP: for whom it is, what its address asks for, figures to take along, and few queries."""

import csv
from datetime import date
from io import StringIO

import pytest

from alongside.reporting.tests.test_demand import clock, received
from alongside.web.tests.test_case_pages import browser, now, statements, text
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("INS-04")]


def this_month(place: Borough) -> date:
    return now(place, next(iter(place.people)).capitalize()).today.replace(day=1)


def test_the_coordinating_team_reads_charts_with_their_tables(brackenshore: Borough) -> None:
    for _ in range(3):
        clock(
            brackenshore, received(brackenshore, this_month(brackenshore), outcome="panel"), "acknowledge-referrer", 1
        )
    ulla = browser(brackenshore, "ulla")

    page = ulla.get("/demand/")

    written = page.content.decode()
    assert "3 contacts received from" in text(page)
    assert 'role="img" aria-labelledby="months-title months-desc"' in written and "<desc" in written
    assert "Acknowledge the request to whoever made it" in text(page)
    assert "style=" not in written, "a chart is drawn without styles in the page"
    assert "Demand and capacity" in text(ulla.get("/home/"))


def test_what_the_address_asks_for_is_counted_and_nonsense_is_as_if_it_were_not_there(brackenshore: Borough) -> None:
    month = this_month(brackenshore)
    received(brackenshore, month, area="heath", source="DART")
    received(brackenshore, month)
    ulla = browser(brackenshore, "ulla")

    heath = ulla.get(
        "/demand/", {"area": "heath", "type": "DART", "since": f"{month:%Y-%m}", "until": f"{month:%Y-%m}"}
    )
    odd = ulla.get(
        "/demand/", {"area": "' OR 1=1", "since": "9999-99", "until": "²²²²-01", "list": "\x00", "type": "x" * 9000}
    )

    assert "1 contact received" in text(heath) and "in Heathfield" in text(heath)
    assert 'href="/demand/?since=' in heath.content.decode(), "each filter can be taken away"
    assert odd.status_code == 200 and "2 contacts received" in text(odd)


def test_the_figures_can_be_taken_along_and_a_manager_gets_none_that_points_to_a_family(brackenshore: Borough) -> None:
    month = this_month(brackenshore)
    for _ in range(6):
        received(brackenshore, month)
    received(brackenshore, month, area="heath")

    whole, kept = (figures(brackenshore, name) for name in ("ulla", "orla"))

    assert ["Area", "Heathfield", "Contacts", "1"] in whole
    assert ["Area", "Heathfield", "Contacts", "1 to 4"] in kept and [
        "Area",
        "Brackenshore Quay",
        "Contacts",
        "1 to 4",
    ] in kept
    assert ["Month received", f"{month:%Y-%m}", "Contacts", "7"] in kept


def figures(place: Borough, name: str) -> list[list[str]]:
    response = browser(place, name).get("/demand/figures.csv")
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_nobody_else_reads_them_and_a_manager_does(brackenshore: Borough) -> None:
    for name in ("nadir", "silas"):
        for address in ("/demand/", "/demand/figures.csv"):
            assert browser(brackenshore, name).get(address).status_code == 403
    assert browser(brackenshore, "orla").get("/demand/").status_code == 200


def test_a_practice_without_timescales_or_contacts_says_so(borough: Borough) -> None:
    page = text(browser(borough, "carys").get("/demand/"))

    assert "No contacts in these months" in page


def test_the_page_takes_as_many_statements_whatever_there_is(brackenshore: Borough) -> None:
    ulla = browser(brackenshore, "ulla")
    ulla.get("/demand/")
    with statements() as empty:
        ulla.get("/demand/")
    for number in range(12):
        contact = received(brackenshore, this_month(brackenshore), area=("quay", "heath")[number % 2], outcome="panel")
        clock(brackenshore, contact, "acknowledge-referrer", number % 5)
    with statements() as full:
        ulla.get("/demand/")

    assert len(full) == len(empty)
